"""Numbers -> bars that a template draws as SVG, with the same numbers for a table beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

#: Size of a chart in units of its own; the style sheet stretches it.
_WIDTH: Final = 720
_HEIGHT: Final = 120
_FOOT: Final = 18
_HEAD: Final = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, where it stands, and whether its name has room below it."""

    name: str
    count: int
    x: float
    y: float
    width: float
    height: float
    named: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart."""

    label: str
    bars: tuple[Bar, ...]
    most: int
    total: int
    width: int = _WIDTH
    height: int = _HEIGHT
    foot: int = _FOOT


def filled(counts: Mapping[int, int]) -> list[tuple[str, int]]:
    """Return (year, count) pairs without gaps between the first and the last year.

    >>> filled({2001: 2, 2003: 1})
    [('2001', 2), ('2002', 0), ('2003', 1)]
    """
    if not counts:
        return []
    return [(str(year), counts.get(year, 0)) for year in range(min(counts), max(counts) + 1)]


def bars(counts: Sequence[tuple[str, int]], label: str) -> Bars:
    """Place a bar for each pair of name and count."""
    most = max((count for _, count in counts), default=0)
    room = _WIDTH / max(len(counts), 1)
    every = max(1, round(44 / room))
    tall = _HEIGHT - _FOOT - _HEAD
    placed = []
    for at, (name, count) in enumerate(counts):
        height = tall * count / most if most else 0.0
        x = at * room + (room - min(room, 40)) / 2
        named = at % every == 0
        width = max(min(room, 40) - 1.5, 0.5)
        placed.append(
            Bar(name, count, round(x, 2), round(_HEAD + tall - height, 2), round(width, 2), round(height, 2), named)
        )
    return Bars(label, tuple(placed), most, sum(count for _, count in counts))
