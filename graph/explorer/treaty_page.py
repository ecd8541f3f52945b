"""The pages of treaties: all that are cited or loaded, and one with its articles, who cites each, and its parties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from lexline.graph import treaty_reading
from lexline.graph.explorer import charts
from lexline.graph.explorer.citation_lists import newest_first, part_of, per_year, place, verb
from lexline.graph.explorer.days import day_cell, read_day, today_of
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import Cell, Column, listing
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page
from lexline.graph.projection import describe
from lexline.graph.reading import label_of
from lexline.graph.reference import resolve
from lexline.ontology import registry
from lexline.ontology.symbols import slug, unslug

if TYPE_CHECKING:
    from lexline.graph.reading import UnitLink
    from lexline.graph.treaty_reading import Article, Party, Treaty

router = APIRouter()

TREATIES: Final = (
    Column("treaty", "Treaty", wide=True),
    Column("id", "Id"),
    Column("kind", "Kind", choice=True),
    Column("date", "Adopted"),
    Column("instruments", "Cited by", number=True),
    Column("citations", "Citations", number=True),
    Column("loaded", "Text loaded", choice=True),
    Column("parties", "Consented", number=True),
)
ARTICLES: Final = (
    Column("article", "Article"),
    Column("eid", "eId", shown=False),
    Column("heading", "Heading or first words", wide=True),
    Column("citations", "Citations", number=True),
    Column("instruments", "Instruments", number=True),
    Column("text", "Text", choice=True, shown=False),
)
CITING: Final = (
    Column("year", "Year", choice=True, number=True),
    Column("citing", "Citing"),
    Column("where", "In"),
    Column("part", "Part", choice=True, shown=False),
    Column("body", "Body", choice=True, shown=False),
    Column("article", "Article", choice=True),
    Column("pinpoint", "Pinpoint", shown=False),
    Column("verb", "Verb"),
    Column("function", "Function", choice=True, shown=False),
    Column("sentence", "Sentence", wide=True),
)
PARTIES: Final = (
    Column("name", "Participant"),
    Column("state", "On the day", choice=True),
    Column("signed", "Signed"),
    Column("bound", "Consent to be bound"),
    Column("by", "By", choice=True),
    Column("force", "In force for it"),
    Column("left", "Withdrew"),
)

_WHOLE: Final = "the whole"


# --- all treaties ------------------------------------------------------------------------------------------
@router.get("/treaties")
def every(request: Request) -> Response:
    """Answer with the treaties that are cited, loaded, or have a table of parties."""
    site = site_of(request)
    known = site.once(("treaties",), lambda: treaty_reading.treaties(site.store))
    found = listing(request, "treaties", "Treaties", TREATIES, (_treaty(request, each) for each in known), per_page=100)
    return page(
        request,
        "treaties.html",
        title="Treaties",
        listings=(found,),
        treaties=found,
        loaded=sum(1 for each in known if each.loaded),
        tables=sum(1 for each in known if each.parties is not None),
    )


def path(identifier: str) -> str:
    """Return the path of a treaty's page.

    >>> path("treaty:un-charter")
    '/treaties/treaty-un-charter'
    """
    return f"/treaties/{slug(identifier)}"


def _treaty(request: Request, one: Treaty) -> tuple[Cell | str | int | None, ...]:
    return (
        Cell(one.title, address(request, path(one.id))),
        one.id,
        one.kind,
        Cell(one.date or None, mark="day"),
        one.instruments,
        one.citations,
        "yes" if one.loaded else "no",
        one.parties,
    )


# --- one treaty --------------------------------------------------------------------------------------------
@router.get("/treaties/{name}")
def one(request: Request, name: str, on: Annotated[str, Query()] = "") -> Response:
    """Answer with the articles of a treaty, who cites each, and who is a party on a day."""
    site = site_of(request)
    identifier = unslug(name)
    store = site.store
    links = site.once(("treaty citing", identifier), lambda: treaty_reading.citing(store, identifier))
    day, parties = _parties(site, identifier, on)
    own = describe(store, [identifier])[identifier]
    if not own.loaded and not links and not parties:
        # another name of it, or of something that has another page
        found = resolve(store, identifier).identifier
        if found != identifier:
            return RedirectResponse(address(request, path(found), {"on": on}))
    if own.kind not in treaty_reading.KINDS.values() and not parties:
        return RedirectResponse(address(request, instrument_path(identifier)))
    if slug(identifier) != name:
        return RedirectResponse(address(request, path(identifier), {"on": on}))
    articles = site.once(("articles", identifier), lambda: treaty_reading.articles(store, identifier, links))
    most = max((each.citations for each in articles), default=0)
    listed = listing(
        request,
        "articles",
        "Articles and how often each is cited",
        _columns(articles),
        (_article(request, identifier, each, most) for each in articles),
        per_page=60,
    )
    cited_by = listing(
        request, "by", "Who cites it, and which article", CITING, _citing(request, site, identifier, links), per_page=50
    )
    states = listing(request, "parties", f"Parties on {day}", PARTIES, (_party(each) for each in parties), per_page=250)
    named = registry.treaty(identifier)
    return page(
        request,
        "treaty.html",
        title=named.title if named else own.title or identifier,
        listings=(listed, cited_by, states),
        treaty=own,
        named=named,
        articles=listed,
        cited_by=cited_by,
        citing=len({link.citing for link in links}),
        parties=states,
        day=day,
        newest=_parties(site, identifier, "")[0],
        bound=len({each.participant for each in parties if each.state == treaty_reading.PARTY}),
        bars=site.once(("treaty per year", identifier), lambda: per_year(site, links)),
        growth=charts.bars(charts.filled(dict(treaty_reading.parties_per_year(parties))), "Parties as each year ends"),
        treaty_path=path,
    )


def _parties(site: Site, identifier: str, on: str) -> tuple[date, tuple[Party, ...]]:
    """Return the day and who is what on it; without a day it is that of the last act, or of the newest document."""
    today = today_of(site)
    key = ("last act", identifier)
    last = site.once(key, lambda: treaty_reading.last_act(treaty_reading.parties(site.store, identifier, today)))
    day = read_day(on) or max(today, last or today)
    return day, treaty_reading.parties(site.store, identifier, day) if last else ()


def _columns(articles: Iterable[Article]) -> tuple[Column, ...]:
    """Return the columns of the list of articles; headings only where a text has them."""
    bare = not any(each.heading for each in articles)
    return tuple(replace(column, shown=False) if bare and column.name == "heading" else column for column in ARTICLES)


def _article(request: Request, identifier: str, one: Article, most: int) -> tuple[Cell | str | int | None, ...]:
    part = round(20 * one.citations / most) if most else 0
    # the unit has a page where its text is here; the citations of it are below in any case
    below = address(request, path(identifier), {"by.article": one.label}) + "#by"
    return (
        Cell(one.label, address(request, instrument_path(identifier, one.eid)) if one.held else below, mark="short"),
        one.eid,
        one.heading,
        Cell(one.citations, below if one.citations else None, mark=f"share s{part}"),
        one.instruments,
        "loaded" if one.held else "known from citations",
    )


def _citing(
    request: Request, site: Site, identifier: str, links: Iterable[UnitLink]
) -> Iterator[tuple[Cell | str | int | None, ...]]:
    """Return a row for each citation, the newest citing instrument first."""
    held = tuple(links)
    known = site.once(
        ("treaty citing described", identifier), lambda: describe(site.store, {link.citing for link in held})
    )
    for link in newest_first(held, known):
        said, other = link.mention, known[link.citing]
        eids = dict.fromkeys(treaty_reading.article_of(unit) for unit in link.target_units)
        for label in [label_of(eid) for eid in eids] or [_WHOLE]:
            yield (
                other.year,
                Cell(link.citing, address(request, instrument_path(link.citing)), title=other.title),
                place(request, link),
                part_of(link.citing_unit),
                other.body,
                label,
                ", ".join(said.pinpoint),
                verb(link),
                said.function,
                Cell(said.sentence or said.text, words=said.text),
            )


def _party(one: Party) -> tuple[Cell | str | None, ...]:
    return (
        one.name,
        Cell(one.state, mark=f"state {'in-force' if one.state == treaty_reading.PARTY else 'not-in-force'}"),
        day_cell(one.signed),
        day_cell(one.bound),
        one.by,
        day_cell(one.force),
        day_cell(one.left),
    )
