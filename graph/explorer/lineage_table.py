"""A lineage as lists: every citation that was followed, and the chains between two instruments written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import Cell, Column, Listing, Row, listing
from lexline.graph.following import BACK, BOTH, SHARED
from lexline.graph.picture import functions, strongest, unit_label
from lexline.graph.projection import Instrument, Mention, describe, evidence

if TYPE_CHECKING:
    from starlette.requests import Request

    from lexline.graph.explorer.site import Site
    from lexline.graph.following import Following, Step
    from lexline.graph.lineage import Branch
    from lexline.graph.projection import Projection

_COLUMNS: Final = (
    Column("level", "Level", choice=True, number=True),
    Column("way", "Way", choice=True),
    Column("year", "Year", choice=True, number=True),
    Column("citing", "Citing"),
    Column("where", "In"),
    Column("verb", "Verb"),
    Column("function", "Function", choice=True),
    Column("cited", "Cited"),
    Column("times", "Times", number=True),
    Column("sentence", "Sentence", wide=True),
)
_CHAINS: Final = (
    Column("length", "Citations", choice=True, number=True),
    Column("chain", "Chain, from the citing to the cited end", wide=True),
    Column("verbs", "Verbs"),
)
#: How many rows a page has, and how many rows of a file are given their sentences.
_PER_PAGE: Final = 50
_MOST_READ: Final = 6000
#: How much of a sentence stands on each side of the words that cite.
AROUND: Final = 120

Said = Mapping[tuple[str, str], tuple[Mention, ...]]


def steps_listing(request: Request, site: Site, found: Following, said: Said | None) -> Listing:
    """Return the list of the citations that were followed.

    Where they were not read beforehand, the sentences of the rows that are shown (or put into a file) are read now;
    one can then not filter by them.
    """
    known = site.projection()
    both = found.way in (BOTH, SHARED)
    columns = tuple(column for column in _COLUMNS if both or column.name != "way")
    cells = {name: Cell(name, address(request, instrument_path(name))) for name in found.levels}
    rows = [_row(known, step, cells, both) for step in found.steps]
    if said is not None:
        rows = [_told(request, row, columns, said) for row in rows]
    made = listing(request, "steps", "Citations", columns, rows, per_page=_PER_PAGE)
    if made.wanted:
        return replace(made, found=_read(request, site, made.found[:_MOST_READ], columns) + made.found[_MOST_READ:])
    shown = made.rows if said is not None else _read(request, site, made.rows, columns)
    return replace(made, rows=_titled(site, shown, columns))


def _row(known: Projection, step: Step, cells: Mapping[str, Cell], both: bool) -> Row:
    edge = known.graph.edges[step.citing, step.cited]
    names = [name for name, _ in edge.get("functions", ()) if name]
    group = strongest(names)
    leading = next((name for name in names if strongest([name]) == group), "")
    labels = functions()
    way = (Cell("past" if step.way == BACK else "future"),) if both else ()
    return (
        Cell(step.level),
        *way,
        Cell(known.year(step.citing)),
        cells[step.citing],
        Cell(""),
        Cell(""),
        Cell(labels[leading].label if leading in labels else "", mark=f"function {group}"),
        cells[step.cited],
        Cell(edge["count"]),
        Cell(""),
    )


def _read(request: Request, site: Site, rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Row, ...]:
    at = {column.name: place for place, column in enumerate(columns)}
    pairs = [(str(row[at["citing"]].value), str(row[at["cited"]].value)) for row in rows]
    said = evidence(site.store, pairs)
    return tuple(_told(request, row, columns, said) for row in rows)


def _told(request: Request, row: Row, columns: Sequence[Column], said: Said) -> Row:
    """Put into a row where, with which verb and in what words one cites the other; a page has the first of several."""
    at = {column.name: place for place, column in enumerate(columns)}
    citing = str(row[at["citing"]].value)
    mentions = said.get((citing, str(row[at["cited"]].value)), ())
    if not mentions:
        return row
    first = mentions[0]
    verbs = dict.fromkeys(mention.verb.lower() for mention in mentions if mention.verb)
    sentences = tuple(dict.fromkeys(mention.sentence or mention.text for mention in mentions))
    more = f" (and {len(sentences) - 1} more)" if len(sentences) > 1 else ""
    told = {
        "where": Cell(
            first.unit, address(request, instrument_path(citing, first.unit or None)), _short(first.unit) or "whole"
        ),
        "verb": Cell(", ".join(verbs)),
        "sentence": Cell(" | ".join(sentences), shown=excerpt(sentences[0], first.text) + more, words=first.text),
    }
    return tuple(told.get(column.name, cell) for column, cell in zip(columns, row, strict=True))


def excerpt(sentence: str, words: str) -> str:
    """Cut a long sentence to what stands around the words that matter in it.

    >>> excerpt("Recalling its resolution 1325 (2000),", "1325 (2000)")
    'Recalling its resolution 1325 (2000),'
    >>> len(excerpt("of " * 500 + "1325 (2000)" + " and" * 500, "1325 (2000)")) < 2 * AROUND + 20
    True
    """
    at = max(sentence.find(words), 0)
    begin, end = at - AROUND, at + len(words) + AROUND
    head = "" if begin <= 0 else "… " + sentence[begin:at].partition(" ")[2]
    tail = "" if end >= len(sentence) else sentence[at:end].rpartition(" ")[0] + " …"
    return (head or sentence[:at]) + (tail or sentence[at:])


def _short(eid: str) -> str:
    words = {"operative paragraph": "para.", "preambular paragraph": "preamb. para.", "paragraph": "para."}
    label = unit_label(eid) if eid else ""
    for long, short in words.items():
        label = label.replace(long, short)
    return label


def _titled(site: Site, rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Row, ...]:
    """Give the instruments in rows their titles, for hovering."""
    places = [place for place, column in enumerate(columns) if column.name in ("citing", "cited")]
    known = describe(site.store, {str(row[place].value) for row in rows for place in places})
    return tuple(
        tuple(_named(cell, known[str(cell.value)]) if place in places else cell for place, cell in enumerate(row))
        for row in rows
    )


def _named(cell: Cell, instrument: Instrument) -> Cell:
    return replace(cell, title=instrument.title, shown=called(instrument))


def called(instrument: Instrument) -> str:
    """Return what people call an instrument: its symbol, or the title of what has none."""
    return instrument.title if ":" in instrument.id and instrument.title else instrument.id


def chains_listing(request: Request, chains: Sequence[Sequence[Branch]], caption: str) -> Listing:
    """Return the list of chains, each written out."""
    rows = []
    for chain in chains:
        names = [branch.instrument.id for branch in chain]
        words = " → ".join(called(branch.instrument) for branch in chain)
        verbs = [", ".join(branch.link.verbs[:2]).lower() or "cites" for branch in chain if branch.link]
        href = address(request, "/lineage", {"from": names[0], "to": names[-1], "via": "".join(names[1:2])})
        chained = Cell(" → ".join(names), href if len(names) > 2 else None, words)
        rows.append((len(names) - 1, chained, " → ".join(verbs)))
    return listing(request, "chains", caption, _CHAINS, rows, per_page=_PER_PAGE)
