"""The workbench's way in: requests for it -> NiceGUI, which is loaded and started when the first one comes.

NiceGUI is one application for a whole process, bound to the event loop in which it was started. It is therefore loaded
once, given its pages once, and started anew where the explorer runs in another loop than before; two explorers in two
loops at the same time would take it from one another. What it serves lies below `/query` and `/_nicegui`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack
from functools import cache
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import BaseRoute, Match

from lexline.graph.explorer.query_start import PAGE, SITE, TERMS
from lexline.graph.explorer.query_terms import offered

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.applications import Starlette

    from lexline.graph.explorer.site import Site

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_BELOW: Final = ("/_nicegui/", "/_nicegui_ws/")
#: So many pages may be open at a time; one that nobody looks at is forgotten after a minute.
_MOST_PAGES: Final = 400
#: A header by which a visitor could choose where the page loads its scripts from.
_PREFIX: Final = b"x-forwarded-prefix"


class Workbench(BaseRoute):
    """The route of the workbench: hands its requests on to NiceGUI."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether a request is for the workbench."""
        if scope["type"] in ("http", "websocket"):
            path = _path(scope)
            if path in (PAGE, TERMS) or path.startswith(_BELOW):
                return Match.FULL, {}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if _path(scope) == TERMS:
            await JSONResponse(offered(), headers={"Cache-Control": "max-age=3600"})(scope, receive, send)
            return
        inner = await run_in_threadpool(load)
        await _started(inner)
        if _path(scope) == PAGE and _full():
            words = "Too many have the workbench open just now. Come again in a minute.\n"
            busy = PlainTextResponse(words, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "60"})
            await busy(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != _PREFIX]
        await inner({**scope, "headers": headers, SITE: self._site}, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:  # noqa: ANN401 (as the base class has it)
        """Refuse: the workbench has no named addresses."""
        from starlette.routing import NoMatchFound

        raise NoMatchFound(name, path_params)


def add(app: Starlette, site: Site) -> None:
    """Add the workbench to an application, before all that is there."""
    app.router.routes.insert(0, Workbench(site))


def _path(scope: Scope) -> str:
    return str(scope["path"]).removeprefix(scope.get("root_path", "")) or "/"


#: Two that come at once would give it its pages twice: a cache alone does not make the second wait.
_LOADING: Final = Lock()


def load() -> FastAPI:
    """Load NiceGUI, and give it its page and its looks; once in a process, whoever comes first."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> FastAPI:
    from fastapi import FastAPI
    from nicegui import ui

    from lexline.graph.explorer.workbench_page import workbench

    ui.page(PAGE, title="SPARQL · lexline", language="en-US", dark=False, response_timeout=30)(workbench)
    outer = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    ui.run_with(
        outer,
        title="lexline",
        language="en-US",
        tailwind=False,
        reconnect_timeout=5,
        binding_refresh_interval=None,
        show_welcome_message=False,
    )
    return outer


async def _started(inner: FastAPI) -> None:
    """Start NiceGUI in this event loop, unless that has been done."""
    from nicegui import core

    loop = asyncio.get_running_loop()
    if core.loop is not loop or not core.app.is_started:
        # nothing gives way between the question and the start, so that nobody comes between
        inner.state.running = AsyncExitStack()
        await inner.state.running.enter_async_context(inner.router.lifespan_context(inner))


def _full() -> bool:
    from nicegui import Client

    return len(Client.instances) >= _MOST_PAGES
