"""Days -> a calendar of months: a row for each year; how many fall into each month, and its first and last day."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Shades, by how much falls into a month in comparison with the fullest one.
_SHADES: Final = 4
#: How many years stand open; older ones are folded away.
_OPEN: Final = 10


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many fall into it, how dark it is shown (0 to 4), and whether it is within what is asked."""

    name: str
    first: date
    last: date
    count: int
    shade: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Year:
    """One year with its months."""

    year: int
    months: tuple[Month, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Years, the newest first; `older` ones are folded away."""

    years: tuple[Year, ...]
    older: tuple[Year, ...]
    total: int


def calendar(days: Iterable[date], asked: tuple[date, date] | None = None) -> Calendar:
    """Count days by month; years in which nothing falls are left out."""
    counts = Counter((day.year, day.month) for day in days)
    most = max(counts.values(), default=0)
    years = [_year(year, counts, most, asked) for year in sorted({year for year, _ in counts}, reverse=True)]
    last_asked = asked[0].year if asked else None
    opened = sum(1 for year in years if last_asked is not None and year.year >= last_asked)
    cut = max(_OPEN, opened)
    return Calendar(tuple(years[:cut]), tuple(years[cut:]), sum(counts.values()))


def _year(year: int, counts: Counter[tuple[int, int]], most: int, asked: tuple[date, date] | None) -> Year:
    months = []
    for number, name in enumerate(MONTHS, start=1):
        first, last = date(year, number, 1), date(year, number, monthrange(year, number)[1])
        count = counts[year, number]
        shade = -(-_SHADES * count // most) if count else 0
        chosen = asked is not None and asked[0] <= last and first <= asked[1]
        months.append(Month(f"{name} {year}", first, last, count, shade, chosen))
    return Year(year, tuple(months), sum(month.count for month in months))
