"""The address of a SPARQL server, and the environment -> where it is asked and written, by whom, and how patiently.

Refused, without repeating it: a password in the address. User, password and token come from the environment alone,
and go over plain http only to this computer, unless the environment says that the network is one's own.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from lexline.ontology.errors import UsageError

USER, PASSWORD, TOKEN = "LEXLINE_STORE_USER", "LEXLINE_STORE_PASSWORD", "LEXLINE_STORE_TOKEN"
UPDATE, GRAPHS, TIMEOUT = "LEXLINE_STORE_UPDATE", "LEXLINE_STORE_GRAPHS", "LEXLINE_STORE_TIMEOUT"
PLAIN: Final = "LEXLINE_STORE_PLAIN_HTTP"

_PORTS: Final = {"http": 80, "https": 443}
#: What the addresses that take queries end in, on the servers that have one address for each kind of request.
_QUERIES: Final = ("query", "sparql", "select")
#: A letter that can stand in a header, and nothing that would begin another one.
_HEADER: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks: a user with a password, or a token, or nobody (all empty). They are never shown."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Say whether there are any."""
        return bool(self.user or self.token)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server is asked: times in seconds, sizes in bytes; `patience` is for one request with its answer."""

    attempts: int = 4
    back_off: float = 0.25
    longest_wait: float = 30.0
    connect_timeout: float = 10.0
    patience: float = 600.0
    redirects: int = 3
    most: int = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where queries, updates and whole graphs go; of several addresses the first that the server knows is used."""

    query: str
    update: tuple[str, ...]
    graphs: tuple[str, ...]
    #: Whether the server takes many graphs at once, as N-Quads (no part of the standard).
    many: bool = False


def is_address(location: str) -> bool:
    """Say whether a store's location is the address of a server, and no folder.

    >>> is_address("http://127.0.0.1:7878"), is_address("lexline.db")
    (True, False)
    """
    return "://" in location


def address(location: str) -> str:
    """Return the address of a server without a stroke at its end.

    Raises:
        UsageError: it is none, of another kind than http and https, or holds a user or a password.
    """
    try:
        parts = urlsplit(location.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, SplitResult("", "", "", "", "")
    if "@" in parts.netloc or re.match(r"[^/]*//[^/]*@", location.strip()):
        raise UsageError(
            "The address of the store holds a user or a password, which would be seen by others and kept in logs.",
            f"Leave them out of it, and set {USER} and {PASSWORD} (or {TOKEN}) in the environment.",
        )
    if parts.scheme not in _PORTS:
        raise UsageError(
            f"A store is a folder, or a server at an http or https address; {location[:200]} is neither.",
            "Give --store a path, or an address such as http://127.0.0.1:7878.",
        )
    if not host or parts.query or parts.fragment or any(letter.isspace() for letter in location.strip()):
        raise UsageError(
            f"{location[:200]} is no address of a SPARQL server.", "Write it as http://host:port/path, without ? and #."
        )
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address that `address` has let through."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip(".").lower(), parts.port or _PORTS.get(parts.scheme, 0)


def credentials(url: str, environment: Mapping[str, str] = os.environ) -> Credentials:
    """Read from the environment who asks.

    Raises:
        UsageError: they are not complete, cannot be sent, or would cross a network that others can read.
    """
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and not _HEADER.fullmatch(token):
        raise UsageError(f"{TOKEN} holds letters that no token has.", "Set it to the token alone, in one line.")
    if ":" in user or any(ord(letter) < 32 for letter in user + password):
        raise UsageError(f"{USER} or {PASSWORD} holds letters that cannot be sent.", "Set each in one line.")
    if password and not user:
        raise UsageError(f"{PASSWORD} is set and {USER} is not.", f"Set {USER} as well.")
    found = Credentials("", "", token) if token else Credentials(user, password)
    scheme, host, _ = origin(url)
    if found and scheme == "http" and not _loopback(host) and not environment.get(PLAIN):
        raise UsageError(
            f"The password or token for {host} would be sent over plain http, for all on the way to read.",
            f"Use https, or set {PLAIN}=1 where the network is your own.",
        )
    return found


def manners(environment: Mapping[str, str] = os.environ) -> Manners:
    """Read from the environment how long a server is waited for; raises UsageError where that is no number."""
    told = environment.get(TIMEOUT, "").strip()
    if not told:
        return Manners()
    try:
        seconds = float(told)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise UsageError(f"{TIMEOUT} is no number of seconds.", f"Set it to one such as {Manners().patience:g}.")
    return Manners(patience=seconds)


def candidates(url: str) -> tuple[str, ...]:
    """Return the addresses that may take queries, where a server's is given, the likeliest first.

    >>> candidates("http://127.0.0.1:3030/acts")
    ('http://127.0.0.1:3030/acts/query', 'http://127.0.0.1:3030/acts/sparql', 'http://127.0.0.1:3030/acts')
    """
    if url.rpartition("/")[2] in (*_QUERIES, "sparql-auth"):
        return (url,)
    return (f"{url}/query", f"{url}/sparql", url)


def endpoints(query: str, server: str, *, named: bool, environment: Mapping[str, str] = os.environ) -> Endpoints:
    """Work out where a server is written.

    Args:
        query: the address that takes queries.
        server: what the server calls itself (the header Server), which may be nothing.
        named: whether there is a user with a password.
        environment: may name the addresses of updates and of graphs, on the same host.

    Raises:
        UsageError: an address in the environment is none, or of another host.
    """
    found = _of_server(query, server, named=named)
    told = {name: address(environment[name]) for name in (UPDATE, GRAPHS) if environment.get(name)}
    for name, url in told.items():
        if origin(url)[1] != origin(query)[1]:
            raise UsageError(f"{name} is an address of another host than the store's.", "Name one of the same host.")
    return Endpoints(
        query,
        (told[UPDATE],) if UPDATE in told else found.update,
        (told[GRAPHS],) if GRAPHS in told else found.graphs,
        many=found.many and GRAPHS not in told,
    )


def _of_server(query: str, server: str, *, named: bool) -> Endpoints:
    base, _, tail = query.rpartition("/")
    kind = server.lower()
    if "virtuoso" in kind:
        ending = "-auth" if named else ""
        return Endpoints(query, (f"{base}/sparql{ending}",), (f"{base}/sparql-graph-crud{ending}",))
    if "oxigraph" in kind and tail == "query":
        return Endpoints(query, (f"{base}/update",), (f"{base}/store",), many=True)
    if tail in _QUERIES:
        return Endpoints(query, (f"{base}/update", query), (f"{base}/data", f"{base}/store"))
    return Endpoints(query, (f"{query}/statements", query), (f"{query}/rdf-graphs/service",))


def notes(url: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of this computer for what is noted of a server: the user's cache, by address."""
    if sys.platform == "win32":
        told = environment.get("LOCALAPPDATA")
        cache = Path(told) if told else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        told = environment.get("XDG_CACHE_HOME")
        cache = Path(told) if told else Path.home() / ".cache"
    name = re.sub(r"[^A-Za-z0-9.-]+", "_", origin(url)[1])[:60]
    return cache / "lexline" / f"{name}-{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
