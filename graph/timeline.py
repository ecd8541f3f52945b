"""Where instruments stand in a picture: years along one axis, a lane for each kind, nothing on top of anything.

Turns instruments into positions that depend on nothing but them. A year is as wide as what happened in it: quiet
years are narrow, and a run of years without any instrument shrinks to a gap, which the picture marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lexline.graph.projection import Instrument, natural
from lexline.ontology import symbols


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of instrument as it is drawn: its lane's name, its shape (a vis-network word) and its colour."""

    key: str
    label: str
    shape: str
    colour: str


#: Lanes from top to bottom. Colours are Okabe and Ito's, which colour-blind readers can tell apart; the shape alone
#: tells the kind as well.
CATEGORIES: Final = (
    Category("treaty", "Treaties and declarations", "star", "#E69F00"),
    Category("assembly", "General Assembly", "square", "#009E73"),
    Category("council", "Security Council resolutions", "dot", "#0072B2"),
    Category("statement", "Presidential statements", "diamond", "#CC79A7"),
    Category("other-resolution", "Other bodies’ resolutions", "triangle", "#56B4E9"),
    Category("document", "Reports and documents", "triangleDown", "#D55E00"),
    Category("comment", "General comments and records", "hexagon", "#7A7A7A"),
)
_BY_KEY: Final = {category.key: category for category in CATEGORIES}

#: Several instruments in one place, and the kind that such a place is told to be of. It is drawn as a ring.
GROUP: Final = "group"
GROUPS: Final = Category(GROUP, "Groups of instruments", "dot", "#7A7A7A")

#: Size of the place of one instrument, and room between years and between lanes.
CELL_WIDTH: Final = 96
CELL_HEIGHT: Final = 50
_YEAR_GAP: Final = 26
_LANE_HEAD: Final = 30
_LANE_FOOT: Final = 10
_EMPTY_YEAR: Final = 18
_GAP_AFTER: Final = 3


@dataclass(frozen=True, slots=True)
class Year:
    """A stretch of the axis: one year, a run of empty years (`label` "1950–1959"), or the undated (year None).

    `empty` marks a year in which nothing stands.
    """

    year: int | None
    label: str
    left: int
    right: int
    gap: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A horizontal band that holds one kind of instrument."""

    category: Category
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Positions by id (x, y), and the axis and lanes that explain them."""

    positions: dict[str, tuple[int, int]]
    years: tuple[Year, ...]
    lanes: tuple[Lane, ...]


def category(instrument: Instrument) -> Category:
    """Return how an instrument is drawn."""
    kind, body = instrument.kind, instrument.body
    if kind == GROUP:
        return GROUPS
    if kind in ("treaty", "declaration", "agreement", "rules"):
        return _BY_KEY["treaty"]
    if kind == symbols.STATEMENT:
        return _BY_KEY["statement"]
    if kind in (symbols.RESOLUTION, symbols.DECISION, "decision-set"):
        return _BY_KEY[{"SC": "council", "GA": "assembly"}.get(body, "other-resolution")]
    if kind in (symbols.COMMENT, symbols.MEETING):
        return _BY_KEY["comment"]
    return _BY_KEY["document"]


def timeline(
    instruments: Iterable[Instrument],
    *,
    aspect: float = 1.7,
    lane_of: Callable[[Instrument], Category] = category,
    lanes: Sequence[Category] = (*CATEGORIES, GROUPS),
) -> Timeline:
    """Place instruments so that the whole comes close to `aspect` (width to height).

    Within its lane and year an instrument's place follows from its date and id.

    Args:
        instruments: what to place.
        aspect: how much wider than high the whole should be.
        lane_of: tells the lane of an instrument; by default that of its kind.
        lanes: all lanes, from top to bottom; those in which nothing stands are left out.
    """
    ordered = sorted(instruments, key=lambda i: (i.year or 0, i.date or f"{i.year}-99", natural(i.id)))
    cells: dict[tuple[str, int | None], list[Instrument]] = {}
    for instrument in ordered:
        cells.setdefault((lane_of(instrument).key, instrument.year), []).append(instrument)
    if not cells:
        return Timeline({}, (), ())
    tallest = max(len(held) for held in cells.values())
    options = [_place(cells, lanes, rows) for rows in range(1, tallest + 1)]
    return min(options, key=lambda option: abs(_aspect(option) - aspect))


def _aspect(option: Timeline) -> float:
    return (option.years[-1].right - option.years[0].left) / (option.lanes[-1].bottom - option.lanes[0].top)


def _place(
    cells: dict[tuple[str, int | None], list[Instrument]], order: Sequence[Category], most_rows: int
) -> Timeline:
    """Place everything with at most `most_rows` instruments above one another in a lane."""
    rows = {
        one.key: min(most_rows, max(len(held) for (key, _), held in cells.items() if key == one.key))
        for one in order
        if any(key == one.key for key, _ in cells)
    }
    columns: dict[int | None, int] = {}
    for (key, year), held in cells.items():
        columns[year] = max(columns.get(year, 1), -(-len(held) // rows[key]))
    years = _axis(columns)
    lanes, top = [], 0
    named = {one.key: one for one in order}
    for key, count in rows.items():
        lanes.append(Lane(named[key], top, top + _LANE_HEAD + count * CELL_HEIGHT + _LANE_FOOT))
        top = lanes[-1].bottom
    starts = {year.year: year for year in years if not year.gap}
    bands = {lane.category.key: lane for lane in lanes}
    positions: dict[str, tuple[int, int]] = {}
    for (key, year), held in cells.items():
        positions.update(_fill(held, starts[year], bands[key], rows[key]))
    return Timeline(positions, years, tuple(lanes))


def _fill(held: Sequence[Instrument], year: Year, lane: Lane, rows: int) -> dict[str, tuple[int, int]]:
    """Fill one lane's part of a year column by column, in the middle of its room; columns are staggered a little."""
    columns = -(-len(held) // rows)
    used = -(-len(held) // columns)
    out = {}
    for at, instrument in enumerate(held):
        column, row = divmod(at, used)
        width = (year.right - year.left) / columns
        x = year.left + width * (column + 0.5)
        middle = (lane.top + _LANE_HEAD + lane.bottom - _LANE_FOOT) / 2
        lift = CELL_HEIGHT / 5 * (1 if (column + _parity(year)) % 2 else -1)
        y = middle + (row - (used - 1) / 2) * CELL_HEIGHT + lift
        out[instrument.id] = (round(x), round(y))
    return out


def _parity(year: Year) -> int:
    return (year.year or 0) % 2


def _axis(columns: dict[int | None, int]) -> tuple[Year, ...]:
    """Lay out the axis: the undated first, then every year, long empty runs as one gap."""
    out: list[Year] = []
    x = 0

    def add(year: int | None, label: str, width: int, *, gap: bool = False, empty: bool = False) -> None:
        nonlocal x
        out.append(Year(year, label, x, x + width, gap, empty))
        x += width

    if None in columns:
        add(None, "no date", columns[None] * CELL_WIDTH + _YEAR_GAP)
    dated = sorted(year for year in columns if year is not None)
    for at, year in enumerate(dated):
        empty = range(dated[at - 1] + 1, year) if at else range(0)
        if len(empty) >= _GAP_AFTER:
            add(None, f"{empty[0]}–{empty[-1]}", 3 * _EMPTY_YEAR, gap=True)
        else:
            for between in empty:
                add(between, str(between), _EMPTY_YEAR, empty=True)
        add(year, str(year), columns[year] * CELL_WIDTH + _YEAR_GAP)
    return tuple(out)
