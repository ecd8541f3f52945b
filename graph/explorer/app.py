"""The explorer as one web application: its pages, listed here one by one, and what happens when one of them fails."""

from __future__ import annotations

import mimetypes
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from lexline.graph.draft_html import css
from lexline.graph.explorer import (
    draft_page,
    instrument_page,
    lineage_page,
    linked_data,
    mandate_page,
    obligations_page,
    overview_page,
    search_page,
    sparql_protocol,
    theme_page,
    treaty_page,
    workbench,
)
from lexline.graph.explorer.headers import COOKIE, DOOR, Door, advice, badge
from lexline.graph.explorer.kept import KeptPages
from lexline.graph.explorer.links import here
from lexline.graph.explorer.settings import Settings, checked
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import failure, page, trouble
from lexline.graph.view import drawing_script, vis_network
from lexline.ontology.errors import LexlineError

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: All pages; the first whose path fits answers.
ROUTERS: Final[tuple[APIRouter, ...]] = (
    instrument_page.router,
    draft_page.router,
    lineage_page.router,
    mandate_page.router,
    obligations_page.router,
    theme_page.router,
    treaty_page.router,
    overview_page.router,
    search_page.router,
    linked_data.router,
    sparql_protocol.router,
)

#: How long a browser may keep what comes with the program, in seconds.
_KEEP: Final = 3600
#: The longest form with a token, in bytes.
_LONGEST_FORM: Final = 4096


def create_app(store: Store, settings: Settings | None = None) -> FastAPI:
    """Make the explorer of an open store.

    Args:
        store: open for reading; the caller closes it.
        settings: who may come in, and the limits.

    Raises:
        UsageError: settings that would open it to others by mistake.
    """
    app = FastAPI(title="lexline", openapi_url=None, docs_url=None, redoc_url=None)
    chosen = checked(settings or Settings())
    app.state.site = Site(store, chosen)
    app.include_router(_own())
    for router in ROUTERS:
        app.include_router(router)
    workbench.add(app, app.state.site)
    app.add_exception_handler(LexlineError, _told)
    app.add_exception_handler(StarletteHTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unclear)
    app.add_exception_handler(Exception, _unexpected)
    app.add_middleware(KeptPages)
    app.add_middleware(Door, settings=chosen)
    return app


def _own() -> APIRouter:
    router = APIRouter()
    router.add_api_route("/static/{name}", _static, methods=["GET"])
    router.add_api_route("/favicon.ico", _icon, methods=["GET"])
    router.add_api_route("/about", _about, methods=["GET"])
    router.add_api_route("/ontology", _ontology, methods=["GET"])
    router.add_api_route(DOOR, _door, methods=["GET"])
    router.add_api_route(DOOR, _enter, methods=["POST"])
    return router


def _static(name: str) -> Response:
    """Return a file that comes with the program."""
    content = _assets().get(name)
    if content is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".js"):
        kind = "text/javascript"
    return Response(content, media_type=kind, headers={"Cache-Control": f"max-age={_KEEP}"})


@cache
def _assets() -> dict[str, bytes]:
    """Return all that pages load, by name: our own files, and the drawing library of the installed package."""
    folder = files("lexline.graph.explorer").joinpath("static")
    own = {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}
    return {
        **own,
        "vis-network.js": vis_network().encode(),
        "drawing.js": drawing_script().encode(),
        "draft.css": css().encode(),
    }


def _icon() -> Response:
    return _static("icon.svg")


def _about(request: Request) -> Response:
    site = site_of(request)
    return page(request, "about.html", title="About this explorer", triples=site.once("size", site.store.size))


def _ontology() -> Response:
    from lexline.graph.ontology_page import html

    # the page of the ontology is a document of its own, with its style in it and no script
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return Response(html(), media_type="text/html", headers={"Content-Security-Policy": policy})


def _door(request: Request) -> Response:
    return page(request, "door.html", title="The door", wrong=False)


async def _enter(request: Request) -> Response:
    import hmac

    token = await _given(request)
    own = site_of(request).settings.token
    if not own or not hmac.compare_digest(token.encode(), own.encode()):
        return page(request, "door.html", title="The door", status=HTTPStatus.FORBIDDEN, wrong=True)
    answer = RedirectResponse(request.scope.get("root_path", "") + "/", HTTPStatus.SEE_OTHER)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, badge(own), httponly=True, samesite="strict", secure=secure)
    return answer


async def _given(request: Request) -> str:
    """Return the token in a form; nobody is known here yet, so that no more is kept than a form of ours has."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part[: _LONGEST_FORM - len(body)]
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=4)).get("token", "")
    except (ClientDisconnect, ValueError):
        return ""


# --- what goes wrong ---------------------------------------------------------------------------------------
def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, LexlineError)
    return failure(request, error)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    known = {
        HTTPStatus.NOT_FOUND: ("There is no such page.", "Search for what you look for."),
        HTTPStatus.METHOD_NOT_ALLOWED: ("This page cannot be asked so.", "Open its address in a browser."),
    }
    message, remedy = known.get(HTTPStatus(error.status_code), (str(error.detail), ""))
    answer = trouble(request, error.status_code, message, remedy)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _unclear(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    name = ".".join(str(part) for part in error.errors()[0]["loc"][1:]) or "the request"
    return trouble(request, HTTPStatus.BAD_REQUEST, f"“{name[:60]}” is not what this page takes.", "Check the address.")


def _unexpected(request: Request, _error: Exception) -> Response:
    message = "Something went wrong inside lexline; nothing was changed."
    answer = trouble(request, HTTPStatus.INTERNAL_SERVER_ERROR, message, "Its window has the details; tell its makers.")
    # this answer alone does not go through the door
    answer.raw_headers += advice(here(request))
    return answer
