"""The explorer on a port: the server that runs the application until it is ended."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from lexline.graph.explorer.settings import Settings, is_loopback
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Visitors that are served or wait at a time; more are told to come again.
_AT_ONCE: Final = 200
#: Seconds that a connection without a request is kept, and that requests have to end when the server is ended.
_IDLE: Final = 10
_FAREWELL: Final = 3
#: Bytes of a request's address and headers. Of the server's two readers of HTTP only h11 bounds them.
_HEAD: Final = 128 * 1024


def run(store: Store, settings: Settings, *, said: Callable[[str], None], open_browser: bool = False) -> None:
    """Serve the explorer until it is interrupted.

    Args:
        store: open for reading.
        settings: where, to whom, and within which limits.
        said: is told the address, once visitors are answered there.
        open_browser: show the start page to the user.

    Raises:
        UsageError: the address is taken, or is none of this machine.
    """
    import uvicorn

    from lexline.graph.explorer.app import create_app
    from lexline.graph.explorer.warming import Warming

    listener = _listener(settings)
    place = f"http://{_name(settings.host)}:{listener.getsockname()[1]}{settings.root_path}/"
    app = create_app(store, settings)
    config = uvicorn.Config(
        app,
        http="h11",
        h11_max_incomplete_event_size=_HEAD,
        root_path=settings.root_path,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_FAREWELL,
        ws_max_size=settings.upload_bytes,
    )
    said(f"The explorer is at {place} (end it with Ctrl-C)")
    if open_browser:
        import webbrowser

        webbrowser.open(place)
    with listener, Warming(app):
        uvicorn.Server(config).run(sockets=[listener])


def _listener(settings: Settings) -> socket.socket:
    """Take the port, so that visitors wait from now on rather than being turned away."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=_AT_ONCE)
    except OSError as error:
        raise UsageError(
            f"The explorer cannot listen on {settings.host}, port {settings.port}: {error.strerror or error}.",
            "Choose another with --port, or --port 0 for any that is free.",
        ) from error
    return listener


def _name(host: str) -> str:
    """Write a host as it stands in an address; what listens everywhere is reached here by the loopback."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 (it is compared, not listened on)
        return "127.0.0.1"
    return f"[{host.strip('[]')}]" if ":" in host and is_loopback(host) else host
