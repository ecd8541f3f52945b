"""From what a page knows to what a browser gets: templates, pages, files of lists, and errors in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import jinja2
from starlette.responses import HTMLResponse, Response

from lexline.graph.explorer import links
from lexline.graph.explorer.listing import CSV, JSON, Listing, as_csv, as_json
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT
from lexline.ontology.errors import (
    InputError,
    LexlineError,
    NetworkError,
    QueryError,
    StoreError,
    TimeLimit,
    UnknownReference,
    UsageError,
)

if TYPE_CHECKING:
    from starlette.requests import Request

#: The pages that every page leads to: path, label.
NAVIGATION: Final = (
    ("/overview", "Overview"),
    ("/lineage", "Lineage"),
    ("/mandates", "Mandates"),
    ("/obligations", "Obligations"),
    ("/themes", "Themes"),
    ("/treaties", "Treaties"),
    ("/check", "Check a draft"),
    ("/query", "SPARQL"),
)

#: What an error of ours is to a browser; the first that fits.
_STATUS: Final[tuple[tuple[type[LexlineError], HTTPStatus], ...]] = (
    (UnknownReference, HTTPStatus.NOT_FOUND),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (QueryError, HTTPStatus.BAD_REQUEST),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TimeLimit, HTTPStatus.GATEWAY_TIMEOUT),
    (NetworkError, HTTPStatus.BAD_GATEWAY),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE),
)


@cache
def templates() -> jinja2.Environment:
    """Return the templates; every value put into one is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("lexline.graph.explorer", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.globals.update(instrument_path=links.instrument_path, path_of=links.path_of, official=links.official)
    return environment


def page(
    request: Request,
    template: str,
    *,
    title: str,
    status: int = HTTPStatus.OK,
    listings: Sequence[Listing] = (),
    **values: object,
) -> Response:
    """Return a page, or the file of one of its lists where the address asks for that.

    Args:
        request: what was asked.
        template: the template's name.
        title: what the page is about, for the browser's title and its h1.
        status: the HTTP status.
        listings: the lists on the page, which can be had as files each.
        values: what the template shows; lists stand there under their own names as well.
    """
    for one in listings:
        if one.wanted == CSV:
            return _file(as_csv(one), "text/csv; charset=utf-8", f"{one.file_name}.csv")
        if one.wanted == JSON:
            return _file(as_json(one), "application/json", f"{one.file_name}.json")
    # things and errors are told to programs in other forms
    headers = {"Vary": "Accept"}
    return HTMLResponse(render(request, template, title=title, **values), status_code=status, headers=headers)


def render(request: Request, template: str, **values: object) -> str:
    """Fill a template with what it shows and with what every page needs."""
    return (
        templates()
        .get_template(template)
        .render(
            navigation=NAVIGATION,
            here=links.here(request),
            acknowledgement=ACKNOWLEDGEMENT,
            url=lambda path, **query: links.address(request, path, query),
            **values,
        )
    )


def failure(request: Request, error: LexlineError) -> Response:
    """Turn an error of ours into a page that says what happened and what to do."""
    near = error.near if isinstance(error, UnknownReference) else ()
    return trouble(request, status_of(error), error.message, error.remedy, near)


def status_of(error: LexlineError) -> HTTPStatus:
    """Return the HTTP status of an error of ours."""
    return next((code for kind, code in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def trouble(request: Request, status: int, message: str, remedy: str, near: Sequence[str] = ()) -> Response:
    """Return the page of an error; a program that did not ask for HTML gets a line of text."""
    if "text/html" not in request.headers.get("accept", "text/html") and "*/*" not in request.headers["accept"]:
        return Response(f"{message} {remedy}\n", status_code=status, media_type="text/plain")
    phrase = HTTPStatus(status).phrase
    return page(
        request, "trouble.html", title=phrase, status=status, message=message, remedy=remedy, near=near, code=status
    )


def _file(content: str, kind: str, name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})
