"""The SPARQL endpoint: requests of the SPARQL 1.1 Protocol (query operation) -> answers in the format a client takes.

Queries go to the pool of processes, with limits of time, rows and bytes; an answer that was cut short says so in the
header `Lexline-Truncated`. Refused, each with words: updates, what is overlong or of another media type, pages of
other sites unless a setting lets them in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, cast
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from lexline.graph.answers import LONGEST, Dataset, words
from lexline.graph.explorer.large_answers import LargeAnswer, UnderWay
from lexline.graph.explorer.links import address
from lexline.graph.explorer.service_description import description
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.sparql_results import GRAPH_TYPES, TABLE_TYPES, Wanted, from_browser, wanted
from lexline.graph.explorer.web import status_of
from lexline.graph.query_pool import RETRY_AFTER, Answer, Ticket
from lexline.ontology.errors import LexlineError, QueryError, UsageError

router: Final = APIRouter()

#: The longest body and the longest address, in bytes.
_LONGEST_BODY: Final = 4 * 1024 * 1024
_LONGEST_ADDRESS: Final = 60_000
_MOST_PARAMETERS: Final = 100
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_TRUNCATED: Final = "Lexline-Truncated"
#: The words that an update begins with.
_UPDATES: Final = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
_QUERIES: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_READ_ONLY: Final = "This endpoint answers queries; it changes nothing."


class _Refused(Exception):
    """A request that is not answered: a status, words, and headers."""

    def __init__(self, status: HTTPStatus, said: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(said)
        self.status, self.said, self.headers = status, said, dict(headers or {})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks: a query (None: there is none), the graphs it is put to, and how it wants the answer."""

    query: str | None
    dataset: Dataset | None
    name: str
    timeout: float | None


@router.api_route("/sparql", methods=list(_METHODS), response_model=None)
async def endpoint(request: Request) -> Response:
    """Answer a request to the endpoint."""
    allowed = _origin(request, site_of(request).settings.cors)
    if allowed is None:
        said = "Pages of other sites cannot use this endpoint; a setting lets them in."
        return _text(HTTPStatus.FORBIDDEN, said, {"Vary": "Origin"})
    try:
        answer = await _answer(request)
    except _Refused as refused:
        answer = _text(refused.status, refused.said, refused.headers)
    except ClientDisconnect:
        answer = _text(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive.")
    answer.headers.update(allowed)
    answer.headers.add_vary_header("Accept")
    return answer


async def _answer(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(_METHODS)})
    asked = await _read(request)
    accept = request.headers.get("accept")
    if from_browser(accept) and not asked.name and request.method != "POST":
        there = address(request, "/query", {"query": asked.query})
        return RedirectResponse(there, HTTPStatus.SEE_OTHER)
    try:
        formats = wanted(accept, asked.name)
    except UsageError as error:
        raise _Refused(HTTPStatus.BAD_REQUEST, str(error)) from error
    if asked.query is None:
        return await _description(request, formats)
    if not (formats.table or formats.graph):
        raise _not_acceptable([*TABLE_TYPES, *GRAPH_TYPES])
    answer = await _put(request, asked.query, asked, formats)
    if not answer.form:
        raise _not_acceptable(GRAPH_TYPES if answer.kind == "construct" else TABLE_TYPES)
    headers = {}
    if answer.truncated:
        pool = site_of(request).queries
        limit = pool.max_rows if answer.cut == "rows" else pool.max_bytes
        headers[_TRUNCATED] = f"{answer.cut}; limit={limit}"
    under_way = _under_way(request)
    if not under_way.room(len(answer.body)):
        said = "Too many large answers are being fetched just now. Ask again in a few seconds."
        raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE, said, {"Retry-After": str(RETRY_AFTER)})
    return LargeAnswer(answer.body, formats.type_of(answer.kind), under_way, headers)


def _under_way(request: Request) -> UnderWay:
    state = request.app.state
    if not hasattr(state, "answers_under_way"):
        state.answers_under_way = UnderWay()
    return cast("UnderWay", state.answers_under_way)


async def _put(request: Request, query: str, asked: _Asked, formats: Wanted) -> Answer:
    """Put the query to the pool; where the client goes away, it is given up."""
    pool = site_of(request).queries
    ticket = Ticket()
    table, graph = formats.forms

    def ask() -> Answer:
        return pool.ask(query, table=table, graph=graph, timeout=asked.timeout, dataset=asked.dataset, ticket=ticket)

    leaving = asyncio.create_task(_give_up_when_gone(request, ticket))
    try:
        return await run_in_threadpool(ask)
    except LexlineError as error:
        if isinstance(error, QueryError) and _is_update(query):
            raise _Refused(HTTPStatus.FORBIDDEN, _READ_ONLY) from error
        status = status_of(error)
        headers = {"Retry-After": str(RETRY_AFTER)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        raise _Refused(status, str(error), headers) from error
    finally:
        leaving.cancel()


async def _give_up_when_gone(request: Request, ticket: Ticket) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue
    ticket.give_up()


async def _description(request: Request, formats: Wanted) -> Response:
    if not formats.graph:
        raise _not_acceptable(GRAPH_TYPES)
    site: Site = site_of(request)
    size = await run_in_threadpool(lambda: site.once("size", site.store.size))
    try:
        body = description(str(request.url.replace(query="", fragment="")), size, formats.forms[1])
    except ValueError as error:
        raise _Refused(HTTPStatus.BAD_REQUEST, "The Host header names no host.") from error
    return Response(body, media_type=formats.type_of("construct"))


# --- what is asked ----------------------------------------------------------------------------------------
async def _read(request: Request) -> _Asked:
    if len(request.scope.get("raw_path") or b"") + len(request.scope["query_string"]) > _LONGEST_ADDRESS:
        raise _Refused(HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long. Send the query with POST.")
    pairs = _pairs(request.scope["query_string"])
    body = await _body(request)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == _UPDATE or (kind == _FORM and any(name == "update" for name, _ in _pairs(body))):
            raise _Refused(HTTPStatus.FORBIDDEN, _READ_ONLY)
        if kind == _QUERY:
            pairs = [*pairs, ("query", _utf8(body))]
        elif kind == _FORM:
            pairs = [*pairs, *_pairs(body)]
        else:
            said = f"A query is sent as {_QUERY} or {_FORM}."
            raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, said, {"Accept-Post": f"{_QUERY}, {_FORM}"})
    if any(name == "update" for name, _ in pairs):
        raise _Refused(HTTPStatus.FORBIDDEN, _READ_ONLY)
    return _asked(pairs, needed=request.method == "POST")


def _asked(pairs: Sequence[tuple[str, str]], *, needed: bool) -> _Asked:
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise _Refused(HTTPStatus.BAD_REQUEST, "There is more than one query.")
    if needed and not queries:
        raise _Refused(HTTPStatus.BAD_REQUEST, "There is no query.")
    query = queries[0] if queries else None
    if query is not None and len(query) > LONGEST:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {LONGEST:,} characters are read.")
    default, named = (
        tuple(value for name, value in pairs if name == wanted_name)
        for wanted_name in ("default-graph-uri", "named-graph-uri")
    )
    values = dict(pairs)
    return _Asked(
        query, Dataset(default, named) if default or named else None, values.get("format", ""), _seconds(values)
    )


def _seconds(values: Mapping[str, str]) -> float | None:
    told = values.get("timeout", "")
    if not told:
        return None
    try:
        seconds = float(told[:20])
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise _Refused(HTTPStatus.BAD_REQUEST, "timeout is a number of seconds.")
    return seconds


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_BODY:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {_LONGEST_BODY:,} bytes are read.")
    return bytes(body)


def _pairs(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError as error:
        said = "The parameters cannot be read: they are to be percent-encoded UTF-8, and not too many."
        raise _Refused(HTTPStatus.BAD_REQUEST, said) from error


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(HTTPStatus.BAD_REQUEST, "The query is not UTF-8.") from error


def _is_update(query: str) -> bool:
    first = next((word for word, _ in words(query) if word in _UPDATES | _QUERIES), "")
    return first in _UPDATES


# --- what is said -----------------------------------------------------------------------------------------
def _origin(request: Request, cors: Sequence[str]) -> dict[str, str] | None:
    """Return the headers for the page that asks; None where it is of a site that may not."""
    origin = request.headers.get("origin")
    if origin is None:
        return {}
    if "*" in cors:
        headers = {"Access-Control-Allow-Origin": "*"}
    elif origin in cors:
        headers = {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    else:
        own = request.headers.get("host", "")
        return {} if origin.partition("://")[2].lower() == own.lower() else None
    if request.method == "OPTIONS":
        headers |= {
            "Access-Control-Allow-Methods": ", ".join(_METHODS),
            "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
            "Access-Control-Max-Age": "3600",
        }
    return {**headers, "Access-Control-Expose-Headers": f"{_TRUNCATED}, Retry-After"}


def _not_acceptable(types: Sequence[str] | Mapping[str, str]) -> _Refused:
    return _Refused(HTTPStatus.NOT_ACCEPTABLE, f"The answer can be had as {', '.join(dict.fromkeys(types))}.")


def _text(status: HTTPStatus, said: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(f"{said}\n", status_code=status, headers=dict(headers or {}), media_type="text/plain")
