"""Citations as lists: what an instrument or paragraph cites, who cites it, and how many do in each year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from lexline.graph.explorer import charts
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import Cell, Column
from lexline.graph.marked import group_of
from lexline.graph.projection import Instrument, describe, natural
from lexline.graph.reading import UnitLink, label_of
from lexline.ontology.symbols import kind_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from lexline.graph.explorer.site import Site

#: How deeply a citation treats what it cites, in words.
DEPTHS: Final = {1: "listed among others", 2: "cited alone", 3: "with a paragraph", 4: "quoted or changed"}

CITES: Final = (
    Column("cited", "Cited"),
    Column("pinpoint", "Pinpoint"),
    Column("where", "In"),
    Column("verb", "Verb"),
    Column("function", "Function", choice=True, shown=False),
    Column("kind", "Kind", choice=True, shown=False),
    Column("sentence", "Sentence", wide=True),
)
CITED_BY: Final = (
    Column("year", "Year", choice=True, number=True),
    Column("citing", "Citing"),
    Column("where", "In"),
    Column("part", "Part", choice=True, shown=False),
    Column("body", "Body", choice=True, shown=False),
    Column("verb", "Verb"),
    Column("function", "Function", choice=True, shown=False),
    Column("depth", "Treatment", choice=True, shown=False),
    Column("times", "Times it cites", choice=True, number=True, shown=False),
    Column("pinpoint", "Pinpoint", shown=False),
    Column("sentence", "Sentence", wide=True),
)


def cites_rows(request: Request, links: Sequence[UnitLink]) -> Iterable[tuple[Cell | str, ...]]:
    """Return a row for each citation that a text makes."""
    for link in links:
        said = link.mention
        yield (
            _target(request, link),
            ", ".join(said.pinpoint),
            place(request, link),
            verb(link),
            said.function,
            _kind(link.target),
            Cell(said.sentence or said.text, words=said.text),
        )


def place(request: Request, link: UnitLink) -> Cell:
    """Return the paragraph that cites."""
    return Cell(
        link.citing_unit,
        address(request, instrument_path(link.citing, link.citing_unit)),
        label_of(link.citing_unit),
    )


def verb(link: UnitLink) -> Cell:
    """Return the verb with which it cites, in the colour of what that does."""
    said = link.mention
    return Cell(said.verb.lower(), mark=f"function {group_of(said.function)}", title=said.function)


def newest_first(links: Iterable[UnitLink], known: Mapping[str, Instrument]) -> list[UnitLink]:
    """Put citations in order: the newest citing instrument first, in each as one reads."""
    return sorted(
        links, key=lambda link: (-(known[link.citing].year or 0), natural(link.citing), link.mention.position)
    )


def _kind(identifier: str | None) -> str:
    return kind_of(identifier).replace("-", " ") if identifier else "unresolved"


def _target(request: Request, link: UnitLink) -> Cell:
    if link.target is None:
        return Cell("", shown=f"{link.mention.text} (not resolved)")
    eid = link.target_units[0] if len(link.target_units) == 1 else None
    return Cell(link.target, address(request, instrument_path(link.target, eid)))


def cited_by_rows(
    request: Request, site: Site, links: Sequence[UnitLink]
) -> Iterable[tuple[Cell | str | int | None, ...]]:
    """Return a row for each citation from elsewhere, the newest citing instrument first."""
    known = describe(site.store, {link.citing for link in links})
    times = Counter(link.citing for link in links)
    for link in newest_first(links, known):
        said, other = link.mention, known[link.citing]
        yield (
            other.year,
            Cell(link.citing, address(request, instrument_path(link.citing)), title=other.title or ""),
            place(request, link),
            part_of(link.citing_unit),
            other.body or "",
            verb(link),
            said.function,
            Cell(link.depth or None, shown=DEPTHS.get(link.depth, "")),
            times[link.citing],
            ", ".join(said.pinpoint),
            Cell(said.sentence or said.text, words=said.text),
        )


def part_of(eid: str) -> str:
    """Say in what part of an instrument a unit stands, as readers choose it.

    >>> part_of("op_5__a"), part_of("sec_A__pre_1"), part_of("fn_3")
    ('operative', 'preambular', 'footnote')
    """
    words = {"op": "operative", "pre": "preambular", "fn": "footnote", "annex": "annex", "art": "article"}
    heads = [piece.partition("_")[0] for piece in eid.split("__")]
    return next((words[head] for head in heads if head in words), "other")


def per_year(site: Site, links: Sequence[UnitLink]) -> charts.Bars:
    """Count citations by the year of the citing instrument."""
    known = describe(site.store, {link.citing for link in links})
    years = Counter(year for link in links if (year := known[link.citing].year))
    return charts.bars(charts.filled(years), label="Citations of it in each year")
