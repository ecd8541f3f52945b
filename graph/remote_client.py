"""A request to a SPARQL server -> its answer: one host, a limit of time and size, patience with what passes.

Refused: redirects to another host, answers that are too large, a server that neither takes nor names the credentials.
Requests may be repeated because each of ours comes to the same however often it is made.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from lexline.graph.endpoints import PASSWORD, TIMEOUT, TOKEN, USER, Credentials, Manners, origin
from lexline.graph.remote_identity import Identity
from lexline.ontology.errors import NetworkError, TimeLimit

if TYPE_CHECKING:
    import requests

#: So many attempts at a server that cannot be reached at all.
_UNREACHED: Final = 2
#: Answers that may be others in a moment.
_PASSING: Final = frozenset({408, 425, 429, 502, 503, 504})
_REDIRECT: Final = frozenset({301, 302, 307, 308})
_PIECE: Final = 256 * 1024
#: So many letters of what a server says go into a message.
_TOLD: Final = 300
#: The part of what a server says that is looked at where it says no.
_SAID: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: status, headers (names in small letters) and body."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def said(self) -> str:
        """What the server says in words, in short; nothing where it says so in a page."""
        if self.type not in ("text/plain", "application/json", "application/problem+json"):
            return ""
        text = self.body[:_SAID].decode("utf-8", "replace")
        words = "".join(letter if letter.isprintable() else " " for letter in text).split()
        told = " ".join(words)
        return told if len(told) <= _TOLD else told[:_TOLD] + " …"


class _Passing(Exception):
    """Something that may go better the next time; `wait` is how long the server asks to be left alone."""

    def __init__(self, reason: str, wait: float = 0.0, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.reached = reached


class Client:
    """Asks one server; `close` it."""

    def __init__(self, url: str, who: Credentials, manners: Manners) -> None:
        import requests

        self.url = url
        self.manners = manners
        self._who = who
        self._identity = Identity(who)
        self._host = origin(url)[1]
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": "lexline", "Accept-Encoding": "identity"})
        self._session.auth = lambda request: request  # none: requests would look for one in .netrc

    def close(self) -> None:
        """Close its connections."""
        self._session.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        data: bytes | Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Reply:
        """Make a request and read the answer, whatever its status but for those told below.

        Args:
            method: GET, POST, PUT or DELETE.
            url: an address of the client's host.
            data: the body, or the fields of a form.
            headers: of the request.
            params: of the address.
            timeout: seconds for all of it, attempts and pauses too; by default as the manners say for each attempt.

        Raises:
            NetworkError: the server cannot be reached, does not know who asks, sends elsewhere, answers too much,
                or is busy for good.
            TimeLimit: it took too long.
        """
        end = None if timeout is None else time.monotonic() + timeout
        for attempt in count(1):
            until = time.monotonic() + self.manners.patience
            if end is not None:
                until = min(until, end)
            try:
                return self._follow(method, url, data, dict(headers or {}), params, until, timeout)
            except _Passing as error:
                self._pause(error, attempt, end, timeout)
        raise AssertionError("attempts are counted")

    def _pause(self, error: _Passing, attempt: int, end: float | None, timeout: float | None) -> None:
        """Wait before the next attempt; raises where there is none, or where the wait is too long."""
        if not error.reached and attempt >= _UNREACHED:
            raise NetworkError(
                f"The server {self.url} cannot be reached: {error.reason}.", "Start it, or check its address."
            ) from error
        if attempt >= self.manners.attempts:
            raise NetworkError(
                f"The server {self.url} fails: {error.reason} ({attempt} attempts).",
                "Try again later, or look at the server's own log.",
            ) from error
        if error.wait > self.manners.longest_wait:
            raise NetworkError(
                f"The server {self.url} is busy: {error.reason}.",
                f"It asks to be left alone for {error.wait:.0f} seconds; try again after that.",
            ) from error
        wait = max(self.manners.back_off * 2 ** (attempt - 1), error.wait)
        if end is not None and time.monotonic() + wait > end:
            raise self._too_long(timeout) from error
        time.sleep(wait)

    def _too_long(self, timeout: float | None) -> TimeLimit:
        if timeout is None:
            return TimeLimit(
                f"The server {self.url} took longer than {self.manners.patience:g} seconds.",
                f"Ask for less, or wait longer with {TIMEOUT} (seconds).",
            )
        return TimeLimit(
            f"The query took longer than {timeout:g} seconds.", "Give it more time with --timeout, or narrow it."
        )

    def _follow(
        self,
        method: str,
        url: str,
        data: bytes | Mapping[str, str] | None,
        headers: dict[str, str],
        params: Mapping[str, str] | None,
        until: float,
        timeout: float | None,
    ) -> Reply:
        """Make one attempt: follow redirects within the host, and answer the question who asks once."""
        redirects, asked_who = 0, False
        while True:
            reply = self._ask(method, url, data, headers, params, until, timeout)
            if reply.status in (301, 302, 303, 307, 308):
                url, params = self._elsewhere(reply, redirects), None
                redirects += 1
            elif (
                reply.status in (401, 403)
                and not asked_who
                and self._identity.challenged(reply.headers.get("www-authenticate", ""))
            ):
                asked_who = True
            else:
                self._refuse(reply)
                return reply

    def _ask(
        self,
        method: str,
        url: str,
        data: bytes | Mapping[str, str] | None,
        headers: dict[str, str],
        params: Mapping[str, str] | None,
        until: float,
        timeout: float | None,
    ) -> Reply:
        import requests
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        left = until - time.monotonic()
        if left <= 0:
            raise self._too_long(timeout)
        request = requests.Request(method, url, headers=headers, data=data, params=dict(params or {}))
        try:
            prepared = self._session.prepare_request(request)
            if told := self._identity.header(method, prepared.url or url):
                prepared.headers["Authorization"] = told
            found = self._session.merge_environment_settings(prepared.url or url, {}, True, None, None)
            limits = (min(self.manners.connect_timeout, left), left)
            with self._session.send(prepared, timeout=limits, allow_redirects=False, **found) as response:
                return Reply(url, response.status_code, _headers(response), self._body(response, until, timeout))
        except requests.ConnectTimeout as error:
            raise _Passing("it does not answer the call", reached=False) from error
        except (requests.Timeout, ReadTimeoutError) as error:
            raise self._too_long(timeout) from error
        except requests.exceptions.SSLError as error:
            raise NetworkError(
                f"The certificate of {self.url} is not to be trusted, or it speaks no https.",
                "Check the address; a certificate of one's own is named by REQUESTS_CA_BUNDLE.",
            ) from error
        except requests.ConnectionError as error:
            raise _Passing(_why(error), reached="NewConnectionError" not in repr(error)) from error
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise _Passing(f"its answer makes no sense ({type(error).__name__})") from error

    def _body(self, response: requests.Response, until: float, timeout: float | None) -> bytes:
        """Read a body that is not too large, in time."""
        most = self.manners.most if response.status_code < 300 else _SAID
        told = response.headers.get("Content-Length", "")
        if response.status_code < 300 and told.isdecimal() and int(told[:20]) > most:
            raise self._too_large()
        pieces, size = [], 0
        # whatever there is, as soon as there is any: a whole piece may take for ever to come
        for piece in iter(lambda: response.raw.read1(_PIECE, decode_content=True), b""):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                if response.status_code >= 300:
                    break  # enough to tell what is wrong
                raise self._too_large()
            if time.monotonic() > until:
                raise self._too_long(timeout)
        return b"".join(pieces)

    def _too_large(self) -> NetworkError:
        return NetworkError(
            f"The answer of {self.url} is larger than {self.manners.most:,} bytes.", "Ask for less, with a LIMIT."
        )

    def _elsewhere(self, reply: Reply, redirects: int) -> str:
        """Return where a redirect leads; raises NetworkError where that is not to be followed."""
        target = urljoin(reply.url, reply.headers.get("location", ""))
        remedy = "Give --store the address that it leads to, if that is the server meant."
        try:
            scheme, host, port = origin(target)
        except ValueError:
            scheme, host, port = "", "", 0
        before = origin(reply.url)
        same = host == self._host and scheme in ("http", "https") and "@" not in urlsplit(target).netloc
        # from https to http, or to another port, somebody else may listen
        if not same or (scheme, port) not in (before[::2], ("https", 443)):
            raise NetworkError(f"The server {self.url} sends the request elsewhere: {target[:200]}.", remedy)
        if reply.status not in _REDIRECT or redirects >= self.manners.redirects:
            raise NetworkError(f"The server {self.url} sends the request on and on, or to a page.", remedy)
        return target

    def _refuse(self, reply: Reply) -> None:
        """Raise for what no caller can make use of."""
        if reply.status in _PASSING:
            wait = reply.headers.get("retry-after", "").strip()
            raise _Passing(f"it answers {reply.status}", float(wait[:9]) if wait.isdecimal() else 0.0)
        if reply.status == 401 and self._who:
            known = TOKEN if self._who.token else f"{USER} and {PASSWORD}"
            raise NetworkError(f"The server {self.url} does not accept {known}.", "Check them in the environment.")
        if reply.status == 401:
            raise NetworkError(
                f"The server {self.url} wants to know who asks.", f"Set {USER} and {PASSWORD}, or {TOKEN}."
            )
        if reply.status == 407:
            raise NetworkError("The proxy on the way wants a password.", "Check the system's proxy settings.")


def _headers(response: requests.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _why(error: BaseException) -> str:
    """Say in short why a connection failed; addresses and all else that libraries say are left out."""
    text = repr(error)
    for said, told in (
        ("Connection refused", "nobody listens there"),
        ("NameResolution", "its name is not known"),
        ("Name or service not known", "its name is not known"),
        ("unreachable", "the network does not lead there"),
        ("RemoteDisconnected", "it hung up"),
        ("Connection reset", "it hung up"),
        ("Broken pipe", "it hung up"),
        ("IncompleteRead", "its answer was cut off"),
    ):
        if said in text:
            return told
    return "the connection failed"
