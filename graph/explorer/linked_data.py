"""Things by their IRIs: the triples about one as Turtle, N-Triples or JSON-LD, or a page that shows them.

An instrument has the whole of its document's graph, a unit what is said of it and of the citations from and to it,
any other thing (a citation, a directive, a theme) what is said of it.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from lexline.graph.explorer import accept
from lexline.graph.explorer.links import address, official, path_of
from lexline.graph.explorer.listing import Cell, Column, listing
from lexline.graph.explorer.site import site_of
from lexline.graph.explorer.web import page
from lexline.graph.reading import text_of
from lexline.ontology import registry, vocabulary
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT, COMMENT
from lexline.ontology.errors import UnknownReference, UsageError

if TYPE_CHECKING:
    from lexline.graph.projection import Instrument
    from lexline.graph.store import Store

router = APIRouter()

HTML: Final = "text/html"
_FORMATS: Final[dict[str, tuple[str, ox.RdfFormat]]] = {
    "turtle": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "ntriples": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}
_COMMENTED: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)

_STATEMENTS: Final = (
    Column("direction", "Direction", choice=True),
    Column("property", "Property", choice=True),
    Column("value", "Value", wide=True),
)
#: How many statements about a thing a page shows at most, each way.
_MOST: Final = 2000


@router.get("/{kind}/{name:path}")
def other(request: Request, kind: str, name: str, format: Annotated[str, Query()] = "") -> Response:
    """Answer for any other IRI of ours: a citation, a directive, a function, a body."""
    iri = f"{vocabulary.BASE}{kind}/{name}"
    path = path_of(iri)
    if path is None or not path.startswith(f"/{kind}/"):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if data := as_data(request, iri, format):
        return data
    if kind == "theme":
        return RedirectResponse(address(request, f"/themes/{quote(name, safe='')}"))
    return thing_page(request, iri)


def as_data(request: Request, iri: str, wanted: str = "") -> Response | None:
    """Return the triples about a thing in the format that is asked for; None where a page is.

    Raises:
        UsageError: the format that the address names is none of ours.
        UnknownReference: the store says nothing of it.
    """
    if wanted in ("", "html"):
        offered = dict(_FORMATS.values())
        kind = HTML if wanted else accept.best(request.headers.get("accept"), (HTML, *offered))
        if kind is None:
            raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, f"Ask for one of: {HTML}, {', '.join(offered)}.")
        if kind == HTML:
            return None
        form = offered[kind]
    elif wanted in _FORMATS:
        kind, form = _FORMATS[wanted]
    else:
        raise UsageError(f"There is no format “{wanted[:30]}”.", f"The formats are html, {', '.join(_FORMATS)}.")
    _check(iri)
    triples = about(site_of(request).store, iri)
    if not triples:
        raise UnknownReference(iri)
    return Response(write(triples, form), media_type=f"{kind}; charset=utf-8", headers={"Vary": "Accept"})


def _check(iri: str) -> None:
    """Refuse what can be no IRI: the store would say nothing of it."""
    if official(iri) is None:
        raise UnknownReference(iri.removeprefix(vocabulary.BASE))


def about(store: Store, iri: str) -> tuple[ox.Triple, ...]:
    """Return the triples that tell about a thing."""
    parsed = vocabulary.parse_iri(iri)
    node = ox.NamedNode(iri)
    if parsed and parsed[1] is None and store.has_graph(graph := vocabulary.graph_iri(parsed[0])):
        return store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").triples
    told = "{ ?s ?p ?o FILTER (?s = $thing) }"
    if parsed and parsed[1] is not None:
        told += " UNION { ?s cito:hasCitingEntity $thing ; ?p ?o } UNION { ?s lx:citedUnit $thing ; ?p ?o }"
    text = told.replace("{ ?s ?p ?o FILTER (?s = $thing) }", f"{{ {node} ?p ?o BIND ({node} AS ?s) }}")
    return store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {text.replace('$thing', str(node))} }}").triples


def write(triples: tuple[ox.Triple, ...], form: ox.RdfFormat) -> bytes:
    """Write triples, with the acknowledgement of their source where the format has a place for it."""
    told = "\n".join(map(str, triples))
    used = {name: iri for name, iri in vocabulary.PREFIXES.items() if iri in told}
    written = ox.serialize(triples, format=form, prefixes=used)
    assert written is not None
    return COMMENT.encode() + written if form in _COMMENTED else written


def thing_page(request: Request, iri: str) -> Response:
    """Return the page of a thing that has none of its own: what is said of it, and what leads to it."""
    _check(iri)
    store = site_of(request).store
    node = str(ox.NamedNode(iri))
    out = store.query(f"SELECT ?p ?o WHERE {{ {node} ?p ?o }} LIMIT {_MOST}").rows
    back = store.query(f"SELECT ?p ?s WHERE {{ ?s ?p {node} }} LIMIT {_MOST}").rows
    if not out and not back:
        raise UnknownReference(iri.removeprefix(vocabulary.BASE))
    rows: list[tuple[Cell, ...]] = [
        (Cell(way), _cell(request, text_of(prop)), _cell(request, text_of(value), isinstance(value, ox.NamedNode)))
        for way, pairs in (("has", out), ("is of", back))
        for prop, value in pairs
    ]
    ordered = sorted(rows, key=lambda row: tuple(cell.text for cell in row))
    found = listing(
        request,
        "facts",
        f"What the store says of {iri}",
        _STATEMENTS,
        ordered,
        per_page=200,
    )
    return page(request, "thing.html", title=short(iri), listings=(found,), facts=found, iri=iri)


def _cell(request: Request, text: str, link: bool = True) -> Cell:
    if not link:
        return Cell(text)
    path = path_of(text)
    return Cell(text, address(request, path) if path else official(text), short(text))


def short(iri: str) -> str:
    """Write an IRI with a prefix that is known.

    >>> short(vocabulary.LX + "verb"), short("http://example.org/")
    ('lx:verb', 'http://example.org/')
    """
    prefix, base = max(
        ((name, base) for name, base in vocabulary.PREFIXES.items() if iri.startswith(base)),
        key=lambda pair: len(pair[1]),
        default=("", ""),
    )
    return f"{prefix}:{iri.removeprefix(base)}" if prefix else iri


@router.get("/ns", include_in_schema=False)
def terms(request: Request) -> Response:
    """Lead from the namespace of the terms to the page that explains them."""
    return RedirectResponse(address(request, "/ontology"))


def schema_org(instrument: Instrument) -> str:
    """Describe an instrument for search engines: schema.org Legislation as JSON-LD, safe inside a script element."""
    body = registry.body(instrument.body) if instrument.body else None
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": vocabulary.instrument_iri(instrument.id),
        "legislationIdentifier": instrument.id,
        "name": instrument.title or instrument.id,
        "legislationDate": instrument.date,
        "legislationPassedBy": {"@type": "Organization", "name": body.name} if body else None,
        "sameAs": instrument.page,
        "creditText": ACKNOWLEDGEMENT,
    }
    text = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("&", "\\u0026")
