"""An address -> the server's answer, asked for politely and only where it may be asked.

Every hop of a redirect is checked: its host must be one that the caller names, its scheme https, its address a public
one (unless the settings name the host as private). Failures that pass are tried again with growing pauses, or after
the pause that the server asks for; no host gets more than so many requests a second. Proxies are those of the system;
passwords that lie about (.netrc) are not sent.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from lexline.loaders.sources.settings import ClientSettings
from lexline.ontology.errors import NetworkError

if TYPE_CHECKING:
    import requests

#: So many attempts at a server that cannot be reached at all.
_UNREACHED: Final = 2
#: Answers that may be others in a moment.
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECT: Final = frozenset({301, 302, 303, 307, 308})
_LATER: Final = "Check the connection, or try again later."


class Passing(Exception):
    """Something that may go better the next time.

    `wait` is how long the server asks to be left alone; one that cannot be `reached` at all is not tried as often.
    """

    def __init__(self, reason: str, wait: float | None = None, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.reached = reached


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as the client sees it, so that tests need not wait."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def user_agent(contact: str) -> str:
    """Say who asks: name, version, where to read more."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("lexline")
    except PackageNotFoundError:
        number = "unknown"
    return f"lexline/{number} (+{contact})"


class Client:
    """A polite client; use it as a context manager."""

    def __init__(self, settings: ClientSettings, clock: Clock | None = None) -> None:
        import requests

        self.settings = settings
        self.clock = clock or Clock()
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": user_agent(settings.contact), "Accept-Encoding": "identity"})
        self._session.auth = lambda request: request  # none: requests would look for one in .netrc
        self._last: dict[str, float] = {}

    def __enter__(self) -> Client:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._session.close()

    def persist(self, work: Callable[[], object], what: str) -> None:
        """Do some work until it does not raise Passing; raises NetworkError when it has been tried often enough."""
        for attempt in count(1):
            try:
                work()
            except Passing as error:
                self._pause(error, attempt, what)
            else:
                return

    def _pause(self, error: Passing, attempt: int, what: str) -> None:
        """Wait before the next attempt; raises NetworkError where there is none, or the wait is too long."""
        if attempt >= self.settings.attempts or (not error.reached and attempt >= _UNREACHED):
            times = f"{attempt} attempts" if attempt > 1 else "one attempt"
            raise NetworkError(f"{what}: {error.reason} ({times}).", _LATER) from error
        if error.wait is not None and error.wait > self.settings.longest_wait:
            later = f"The server asks to be left alone for {error.wait:.0f} seconds; try again after that."
            raise NetworkError(f"{what}: {error.reason}.", later) from error
        usual = self.settings.back_off * 2 ** (attempt - 1)
        self.clock.sleep(max(usual, error.wait or 0))

    @contextmanager
    def answer(
        self, url: str, hosts: Collection[str], headers: Mapping[str, str] | None = None
    ) -> Iterator[requests.Response]:
        """Ask for an address and follow its redirects; the answer's body is still to be read.

        Raises:
            Passing: no answer, or one that may be another in a moment.
            NetworkError: it, or a redirect, leads where it may not, or in circles.
        """
        for _ in range(self.settings.redirects + 1):
            self._check(url, hosts)
            response = self._ask(url, headers or {})
            try:
                location = response.headers.get("Location")
                if response.status_code not in _REDIRECT or not location:
                    self._refuse_passing(response)
                    yield response
                    return
            finally:
                response.close()
            url = urljoin(url, location)
        raise NetworkError(f"{url}: more than {self.settings.redirects} redirects.", "Report it to the site.")

    def _ask(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        import requests
        from urllib3.exceptions import HTTPError

        self._keep_pace(url)
        timeout = (self.settings.connect_timeout, self.settings.read_timeout)
        try:
            return self._session.get(url, headers=dict(headers), stream=True, allow_redirects=False, timeout=timeout)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Passing(told(error), reached=not _unreached(error)) from error
        except requests.RequestException as error:
            raise NetworkError(f"{url}: {told(error)}.", "Check the address.") from error
        except HTTPError as error:  # an answer so broken that requests lets urllib3's own error through
            raise Passing(f"the server's answer makes no sense ({type(error).__name__})") from error
        except ValueError as error:  # requests looks at a redirect's address though it is not to follow it
            raise NetworkError(f"{url} leads to an address that is none.", "Report it to the site.") from error

    def _keep_pace(self, url: str) -> None:
        """Wait until the next request may be made of a host."""
        host = urlsplit(url).netloc
        now = self.clock.monotonic()
        if host in self._last and self.settings.requests_per_second > 0:
            wait = self._last[host] + 1 / self.settings.requests_per_second - now
            if wait > 0:
                self.clock.sleep(wait)
        self._last[host] = self.clock.monotonic()

    def _refuse_passing(self, response: requests.Response) -> None:
        if response.status_code in _PASSING:
            wait = self._asked_wait(response.headers.get("Retry-After"))
            raise Passing(f"the server answers {response.status_code} {response.reason or ''}".strip(), wait)

    def _asked_wait(self, value: str | None) -> float | None:
        """Read a Retry-After, in seconds or as a date."""
        if value is None:
            return None
        if value.isascii() and value.strip().isdigit():
            return float(value.strip()[:9])
        try:
            when = parsedate_to_datetime(value)
        except (ValueError, TypeError, OverflowError):
            return None
        return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - self.clock.now()).total_seconds())

    # --- where it may go ---------------------------------------------------------------------------------
    def _check(self, url: str, hosts: Collection[str]) -> None:
        """Refuse an address that is not among those meant; raises NetworkError."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        private = host in self.settings.private_hosts
        schemes = ("https", "http") if private else ("https",)
        if parts.scheme not in schemes or parts.username is not None:
            raise NetworkError(f"{url} is not asked: only https is, without a password in the address.", _SETTING)
        if host not in hosts and not private:
            raise NetworkError(f"{url} leads to {host or 'no host'}, which is not among the hosts meant.", _SETTING)
        if not private and not self._proxied(url) and (address := _private_address(host, port)):
            raise NetworkError(f"{url} leads to the private address {address}.", _SETTING)

    def _proxied(self, url: str) -> bool:
        """Tell whether a proxy asks in our place: it finds the address then, and we need not be able to."""
        from requests.utils import get_environ_proxies, select_proxy

        return bool(select_proxy(url, get_environ_proxies(url)))


_SETTING: Final = "If that is meant, name the host in the settings (LEXLINE_SOURCES)."


def _private_address(host: str, port: int | None) -> str:
    """Return the first address of a host that is not public; empty where all are, or none is known."""
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ""  # the request itself will say so
    for *_, place in found:
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        inner = getattr(address, "ipv4_mapped", None) or address
        if not inner.is_global or inner.is_multicast:
            return str(address)
    return ""


def _unreached(error: Exception) -> bool:
    """Tell whether there was no connection at all: no such host, nobody there, no network."""
    from urllib3.exceptions import NewConnectionError

    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, NewConnectionError)


def told(error: Exception) -> str:
    """Say in a few words what went wrong on the way."""
    import requests

    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let it through"
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate is not to be trusted"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "the server cannot be reached in time"
    if isinstance(error, requests.Timeout):
        return "the server does not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "the server cannot be reached" if _unreached(error) else "the server cut the connection"
    return f"the request failed ({type(error).__name__})"
