"""The overview: the whole network by theme and decade, what is most and newly cited, and the health of the store."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from lexline.graph.explorer.links import address, instrument_path, path_of
from lexline.graph.explorer.listing import Cell, Column, Listing, listing
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page
from lexline.graph.main_theme import main_themes
from lexline.graph.overview import NO_THEME, Overview, Ranked, overview
from lexline.graph.overview_picture import decade_label, key, overview_picture, theme_label
from lexline.graph.picture import short_label, unit_label
from lexline.graph.projection import Instrument, describe
from lexline.graph.view import drawn, facts, groups_legend, options, safe_json
from lexline.ontology import vocabulary
from lexline.ontology.symbols import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lexline.graph.picture import Picture

router = APIRouter()

_CITED: Final = (
    Column("instrument", "Instrument"),
    Column("title", "Title", wide=True),
    Column("kind", "Kind", choice=True),
    Column("year", "Year", choice=True, number=True),
    Column("by", "Cited by", number=True),
    Column("times", "Times", number=True),
)
_UNRESOLVED: Final = (
    Column("instrument", "Instrument"),
    Column("where", "In"),
    Column("text", "Words"),
    Column("kind", "Kind", choice=True),
    Column("note", "Why", choice=True),
    Column("sentence", "Sentence", wide=True),
)
_TROUBLES: Final = (
    Column("of", "Document or record"),
    Column("kind", "Kind", choice=True),
    Column("message", "What was found", wide=True),
)
_COUNTS: Final = (Column("group", "What", choice=True), Column("name", "Name"), Column("count", "Count", number=True))
_LINKS: Final = (
    Column("citing", "Citing theme", choice=True),
    Column("citing_decade", "Citing decade", choice=True),
    Column("cited", "Cited theme", choice=True),
    Column("cited_decade", "Cited decade", choice=True),
    Column("count", "Citations", number=True),
)
#: How many rows of each list stand on the page, and how many links between groups are listed.
_ROWS: Final = 20
_MOST_LINKS: Final = 1000
#: How many instruments of a group are named in its panel, and how many shades the table has.
_NAMED: Final = 5
_SHADES: Final = 5


def prepared(site: Site) -> tuple[Overview, dict[str, Instrument]]:
    """Return the overview, and what is known of the instruments that it names; worked out upon the first call."""
    return site.once("overview", lambda: _prepare(site))


def _prepare(site: Site) -> tuple[Overview, dict[str, Instrument]]:
    themes = site.once("main themes", lambda: main_themes(site.store))
    shown = overview(site.store, site.projection(), themes)
    named = {one.id for ranking in (shown.cited, shown.missing, shown.newly) for one in ranking}
    named |= {name for names in shown.members.values() for name in names[:_NAMED]}
    return shown, describe(site.store, named)


@router.get("/overview")
def page_of_all(request: Request) -> Response:
    """Show the overview."""
    site = site_of(request)
    shown, known = prepared(site)
    drawing = site.once("overview picture", lambda: overview_picture(shown))
    matrix = _matrix(request, shown, drawing)
    links = _links(request, shown)
    cited = _ranking(request, "cited", "Most cited", shown.cited, known)
    years = " and ".join(str(year) for year in shown.newest)
    when = f"Newly cited: in {years} for the first time" if years else "Newly cited"
    newly = _ranking(request, "newly", when, shown.newly, known)
    missing = _ranking(request, "missing", "Most cited, but not loaded", shown.missing, known)
    unresolved = listing(
        request, "mend", "Unresolved citations to mend", _UNRESOLVED, _unresolved(request, shown), per_page=_ROWS
    )
    troubles = listing(
        request, "problems", "Documents with problems", _TROUBLES, _troubles(request, shown), per_page=_ROWS
    )
    counts = listing(request, "counts", "What the store holds", _COUNTS, shown.counts, per_page=_ROWS)
    lists = (matrix, links, cited, newly, missing, unresolved, troubles, counts)
    return page(
        request,
        "overview.html",
        title="Overview",
        listings=lists,
        shown=shown,
        totals={name: count for group, name, count in shown.counts if group == "total"},
        facts=Markup(safe_json(_facts(request, drawing, known))),  # noqa: S704 (every sign of HTML is escaped)
        lines=Markup(groups_legend(drawing)),  # noqa: S704 (it escapes its texts)
        drawn_links=len(drawing.links),
        matrix=matrix,
        links=links,
        lists=(cited, newly, missing, unresolved, troubles, counts),
    )


# --- theme and decade --------------------------------------------------------------------------------------
def _matrix(request: Request, shown: Overview, drawing: Picture) -> Listing:
    decades = shown.decades
    columns = (
        Column("theme", "Theme"),
        *(Column(decade_label(decade), decade_label(decade), number=True) for decade in decades),
        Column("all", "All", number=True),
    )
    most = max((len(names) for names in shown.members.values()), default=1)
    placed = drawing.timeline.positions
    rows: list[list[Cell]] = []
    for theme in shown.themes:
        sizes = [len(shown.members.get((theme, decade), ())) for decade in decades]
        href = address(request, f"/themes/{theme}") if theme != NO_THEME else None
        row = [Cell(theme or "none", href, theme_label(shown, theme))]
        for decade, size in zip(decades, sizes, strict=True):
            name = key((theme, decade))
            shade = math.ceil(_SHADES * math.sqrt(size / most)) if size else 0
            row.append(Cell(size or None, f"#{name}" if name in placed else None, mark=f"heat{shade}"))
        rows.append([*row, Cell(sum(sizes), mark="heat0")])
    return listing(request, "matrix", "Instruments by main theme and decade", columns, rows, per_page=0)


def _links(request: Request, shown: Overview) -> Listing:
    rows = (
        (
            theme_label(shown, one.citing[0]),
            decade_label(one.citing[1]),
            theme_label(shown, one.cited[0]),
            decade_label(one.cited[1]),
            one.count,
        )
        for one in shown.links[:_MOST_LINKS]
    )
    return listing(request, "links", "Strongest links between themes and decades", _LINKS, rows, per_page=_ROWS)


def _facts(request: Request, drawing: Picture, known: dict[str, Instrument]) -> dict[str, Any]:
    """Return what the script draws, with where one can go from each group."""
    hint = "Click a ring for the most cited instruments in it, or a link for how many citations it stands for."
    told = facts(drawing) | {"clear": True, "hint": hint}
    groups = {node.instrument.id: node for node in drawing.nodes}
    for node in told["nodes"]:
        theme = node["id"].partition("@")[0]
        named = groups[node["id"]].members[:_NAMED]
        node["name"] = f"{node['title'].rpartition(', ')[0]}, {node['label']}"
        node["title"], node["label"] = f"{node['members']:,} instruments", ""
        node["told"] = "The most cited of them:" if len(named) < node["members"] else "They are:"
        node["actions"] = [[_called(known[name]), address(request, instrument_path(name))] for name in named]
        if theme != "none":
            node["actions"].append(["The page of the theme", address(request, f"/themes/{theme}")])
    return {**told, "drawn": drawn(drawing), "options": options(len(drawing.links))}


def _called(instrument: Instrument) -> str:
    if ":" in instrument.id:
        return instrument.title or instrument.id
    title = "" if instrument.title == instrument.id else instrument.title
    return f"{instrument.id} {title}".strip()[:120]


# --- lists -------------------------------------------------------------------------------------------------
def _ranking(
    request: Request, name: str, caption: str, ranking: Sequence[Ranked], known: dict[str, Instrument]
) -> Listing:
    rows = (
        (
            Cell(
                one.id, address(request, instrument_path(one.id)), short_label(known[one.id]) if ":" in one.id else None
            ),
            known[one.id].title,
            kind_of(one.id).replace("-", " "),
            one.year,
            one.by,
            one.times,
        )
        for one in ranking
    )
    return listing(request, name, caption, _CITED, rows, per_page=_ROWS)


def _unresolved(request: Request, shown: Overview) -> Iterable[tuple[Cell | str, ...]]:
    for one in shown.unresolved:
        yield (
            Cell(one.instrument, address(request, instrument_path(one.instrument))),
            Cell(one.unit, address(request, instrument_path(one.instrument, one.unit or None)), unit_label(one.unit)),
            one.text,
            one.kind.replace("-", " "),
            one.note,
            Cell(one.sentence or one.text, words=one.text),
        )


def _troubles(request: Request, shown: Overview) -> Iterable[tuple[Cell | str, ...]]:
    for one in shown.troubles:
        parsed = vocabulary.parse_iri(one.of)
        path = instrument_path(parsed[0]) if parsed else path_of(one.of)
        name = parsed[0] if parsed else one.of.removeprefix(vocabulary.BASE)
        yield (Cell(name, address(request, path) if path else None), one.kind.replace("-", " "), one.message)
