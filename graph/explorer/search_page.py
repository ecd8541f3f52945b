"""The start page: one field for references and words, hits with marked words, ways to narrow them, and suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from lexline.graph.explorer import charts
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import CSV, JSON, Cell, Column, Listing, listing
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page
from lexline.graph.index_rows import MANDATE, THEME
from lexline.graph.reading import label_of
from lexline.graph.search_contents import contents
from lexline.graph.search_index import SearchIndex
from lexline.graph.search_query import tidy
from lexline.graph.searching import Choice, Filters, Found, corrected, search
from lexline.graph.sparql import saved_queries
from lexline.graph.suggesting import Suggestion, best_match, suggest
from lexline.graph.theme_reading import short
from lexline.ontology import registry
from lexline.ontology.symbols import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter()

#: Hits on a page, hits in a file, themes to choose from, and suggestions.
_PER_PAGE: Final = 20
_IN_FILE: Final = 10_000
_THEMES: Final = 60
_SUGGESTED: Final = 10
#: Queries to begin with, each with what it shows.
_EXAMPLES: Final = (
    ("scr 1325 op 8", "a paragraph, however its symbol is written"),
    ("trafficking in persons", "words: titles and headings first, other endings too"),
    ('"protection of civilians"', "an exact phrase"),
    ("traffick* -drugs", "words that begin so, without those about drugs"),
    ("piracy OR robbery", "either of two words"),
)
_FILE: Final = (
    Column("instrument", "Instrument"),
    Column("unit", "Unit"),
    Column("date", "Date"),
    Column("body", "Body"),
    Column("kind", "Kind"),
    Column("part", "Part"),
    Column("title", "Title"),
    Column("heading", "Heading"),
    Column("text", "Text"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for."""

    q: str
    body: str
    kind: str
    part: str
    theme: str
    since: str
    until: str

    @property
    def narrowed(self) -> bool:
        """Whether anything but the words is asked for."""
        return any((self.body, self.kind, self.part, self.theme, self.since, self.until))

    def address(self, request: Request, **changes: object) -> str:
        """Return the address of the page with something changed."""
        own = {name: getattr(self, name) for name in ("q", "body", "kind", "part", "theme", "since", "until")}
        return address(
            request, "/", {**own, **{name.replace("hits_", "hits."): value for name, value in changes.items()}}
        )


@router.get("/")
def start(
    request: Request,
    q: Annotated[str, Query(max_length=2000)] = "",
    body: Annotated[str, Query(max_length=40)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    part: Annotated[str, Query(max_length=40)] = "",
    theme: Annotated[str, Query(max_length=300)] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    number: Annotated[str, Query(alias="page", max_length=10)] = "1",
) -> Response:
    """Answer with what was looked for, or with what there is."""
    site = site_of(request)
    index = site.index()
    asked = Asked(tidy(q), body, kind, part, theme, since, until)
    if not asked.q:
        return _contents(request, site, index)
    form = request.query_params.get("hits.format", "")
    if form in (CSV, JSON):
        # too large to be kept with what pages show
        found = _found(index, asked, _IN_FILE, 0, relax=True)
        return page(request, "search.html", title="Search", listings=[_file(request, found)])
    at = min(max(1, int(number)), _IN_FILE // _PER_PAGE) if number.isascii() and number.isdigit() else 1
    best = best_match(index, site.store, asked.q)
    found = site.once(
        ("search", asked, at), lambda: _found(index, asked, _PER_PAGE, (at - 1) * _PER_PAGE, relax=best is None)
    )
    better = corrected(asked.q, found.instead)
    years = {int(one.value): one.count for one in found.choices.get("year", ())}
    since_year, until_year = _year(asked.since) or 0, _year(asked.until) or 9999
    return page(
        request,
        "search.html",
        title=f"Search: {asked.q}",
        asked=asked,
        best=best,
        found=found,
        at=at,
        pages=max(1, -(-min(found.total, _IN_FILE) // _PER_PAGE)),
        first=(at - 1) * _PER_PAGE + 1,
        choices=_choices(found, asked),
        chart=charts.bars(
            charts.filled({year: count for year, count in years.items() if since_year <= year <= until_year}),
            label="Hits in each year",
        ),
        instead=(better, asked.address(request, q=better)) if found.instead else None,
        label_of=label_of,
        body_names=_body_names(),
        at_page=lambda wanted: asked.address(request, page=wanted if wanted > 1 else None),
        file=lambda form: asked.address(request, hits_format=form),
        cleared=address(request, "/", {"q": asked.q}),
    )


@router.get("/suggest")
def suggestions(request: Request, q: Annotated[str, Query(max_length=2000)] = "") -> Response:
    """Answer with what the beginning of a query may mean, each with the address of its page."""
    found = suggest(site_of(request).index(), q, _SUGGESTED)
    told = [
        {
            "label": one.label,
            "kind": one.kind,
            "detail": one.detail,
            "value": one.label if one.kind in (THEME, MANDATE) else one.target,
            "href": address(request, _path(one)),
        }
        for one in found
    ]
    return JSONResponse(told, headers={"Cache-Control": "private, max-age=60"})


def _path(one: Suggestion) -> str:
    if one.kind == THEME:
        return f"/themes/{quote(short(one.target), safe=':')}"
    if one.kind == MANDATE:
        return f"/mandates/{slug(one.target)}"
    return instrument_path(one.target)


def _found(index: SearchIndex, asked: Asked, limit: int, offset: int, *, relax: bool) -> Found:
    themes = (
        tuple(iri for iri, name in _theme_names(index).items() if asked.theme in (name, iri)) if asked.theme else ()
    )
    filters = Filters(
        bodies=(asked.body,) if asked.body else (),
        since=_year(asked.since),
        until=_year(asked.until),
        kinds=(asked.kind,) if asked.kind else (),
        parts=(asked.part,) if asked.part else (),
        # a theme that is none is on nothing
        themes=themes or ((asked.theme,) if asked.theme else ()),
    )
    return search(index, asked.q, filters, limit=limit, offset=min(offset, _IN_FILE), relax=relax)


def _theme_names(index: SearchIndex) -> dict[str, str]:
    with index.asked() as connection:
        return {iri: short(iri) for (iri,) in connection.execute("SELECT iri FROM theme")}


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _choices(found: Found, asked: Asked) -> Mapping[str, list[tuple[str, str, bool]]]:
    """Return the values that each filter offers: value, label with count, and whether it is chosen."""
    chosen = {"body": asked.body, "kind": asked.kind, "part": asked.part, "theme": asked.theme}
    offered: dict[str, list[tuple[str, str, bool]]] = {}
    for name, value in chosen.items():
        values = found.choices.get(name, ())[: _THEMES if name == "theme" else None]
        told = [_told(name, one) for one in values]
        rows = [(key, f"{label} ({one.count:,})", key == value) for one, (key, label) in zip(values, told, strict=True)]
        if value and not any(picked for *_, picked in rows):
            rows.insert(0, (value, f"{value} (0)", True))
        offered[name] = rows
    return offered


def _told(name: str, one: Choice) -> tuple[str, str]:
    """Return what a value is called in addresses, and by readers."""
    if name == "theme":
        return short(one.value), one.label
    if name == "body":
        return one.value, _body_names().get(one.value, one.value)
    return one.value, one.label.replace("-", " ")


def _body_names() -> dict[str, str]:
    return {body.code: body.name for body in registry.bodies()}


def _file(request: Request, found: Found) -> Listing:
    rows = [
        (
            Cell(hit.instrument, href=address(request, instrument_path(hit.instrument, hit.eid))),
            *(hit.eid, hit.date, hit.body, hit.kind, hit.part, hit.title, hit.heading.text, hit.snippet.text),
        )
        for hit in found.hits
    ]
    return listing(request, "hits", "Hits", _FILE, rows, per_page=0)


def _contents(request: Request, site: Site, index: SearchIndex) -> Response:
    """Answer with what the store holds, and ways to begin."""
    held = site.once(("contents",), lambda: contents(index))
    return page(
        request,
        "start.html",
        title="Search",
        held=held,
        examples=[(words, why, address(request, "/", {"q": words})) for words, why in _EXAMPLES],
        questions=[one for one in saved_queries() if one.name in _QUESTIONS],
        themes=[(one.label, one.count, f"/themes/{quote(short(one.value), safe=':')}") for one in held.themes[:24]],
        body_names=_body_names(),
    )


#: Saved questions that are offered on the start page.
_QUESTIONS: Final = frozenset(
    {"most-cited", "newest", "mandates-in-force", "reports-due", "treaties-cited", "not-loaded", "related-themes"}
)
