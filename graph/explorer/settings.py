"""How the explorer is served: addresses, who may come in, and the limits that keep one visitor from taking it all."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from lexline.ontology.errors import UsageError

#: The shortest token that is taken: what can be guessed protects nothing.
SHORTEST_TOKEN: Final = 12
_PORTS: Final = range(65_536)
_PATH: Final = re.compile(r"(?:/[\w.~-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the explorer is told when it starts.

    `token` is asked of every visitor when there is one; `cors` names the origins whose pages may ask `/sparql`
    ("*": all); `query_seconds`, `query_rows` and `query_workers` bound what SPARQL may take; `upload_bytes` bounds
    what a visitor sends; `body_seconds` how long each part of it may take to come; `root_path` is the path at which a
    proxy serves the explorer.
    """

    host: str = "127.0.0.1"
    port: int = 8350
    allow_remote: bool = False
    token: str = ""
    cors: tuple[str, ...] = ()
    query_seconds: float = 30.0
    query_rows: int = 50_000
    query_workers: int = 2
    upload_bytes: int = 20 * 1024 * 1024
    body_seconds: float = 60.0
    root_path: str = ""


def checked(settings: Settings) -> Settings:
    """Refuse settings that would open the explorer to others by mistake.

    Raises:
        UsageError: a host that is not this machine without `allow_remote`, a port that is none, a token that
            is weak or that nobody can give.
    """
    if settings.port not in _PORTS:
        raise UsageError(f"{settings.port} is no port.", "Give one from 0 (any that is free) to 65535.")
    if not settings.allow_remote and not is_loopback(settings.host):
        raise UsageError(
            f"{settings.host} can be reached from other machines.",
            "Leave --host out, or say --allow-remote (and think of LEXLINE_TOKEN, and of a proxy that speaks HTTPS).",
        )
    if not _PATH.fullmatch(settings.root_path):
        raise UsageError(f"“{settings.root_path[:60]}” is no path.", "Write it as /lexline, without a slash behind.")
    if settings.token and len(settings.token) < SHORTEST_TOKEN:
        raise UsageError("The token is too short.", f"Give at least {SHORTEST_TOKEN} characters.")
    if not settings.token.isprintable() or settings.token != settings.token.strip():
        raise UsageError(
            "The token cannot be given as it is.", "Leave out spaces at its ends and what is no character."
        )
    return settings


def is_loopback(host: str) -> bool:
    """Say whether a host's name or number is this machine itself.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
