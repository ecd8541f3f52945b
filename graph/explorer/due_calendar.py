"""Days -> a calendar of months: a row for each year; how many fall into each month, and its first and last day."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: What is longer than this, in days, is not marked: it is all time.
_ALL_TIME: Final = 40_000
#: Shades, by how much falls into a month in comparison with the fullest one.
_SHADES: Final = 4
#: How many years before and after those asked for stand open; the others are folded away.
_AROUND: Final = 3
#: How far from today years stand open, where a time without end is asked for.
_FAR: Final = 4


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
    """Years, the newest first; those far from what is asked are in `later` and `older`, folded away."""

    years: tuple[Year, ...]
    later: tuple[Year, ...]
    older: tuple[Year, ...]
    total: int


def calendar(days: Iterable[date], asked: tuple[date, date] | None, today: date) -> Calendar:
    """Count days by month; years in which nothing falls are left out.

    Args:
        days: what is counted.
        asked: the first and last day of what is shown beside it; None where no days narrow that.
        today: near which days most are looked for, where nothing is asked.
    """
    counts = Counter((day.year, day.month) for day in days)
    most = max(counts.values(), default=0)
    years = [_year(year, counts, most, asked) for year in sorted({year for year, _ in counts}, reverse=True)]
    near = [min(max(day.year, today.year - _FAR), today.year + _FAR) for day in asked or (today, today)]
    first, last = near[0] - _AROUND, near[1] + _AROUND
    return Calendar(
        years=tuple(each for each in years if first <= each.year <= last),
        later=tuple(each for each in years if each.year > last),
        older=tuple(each for each in years if each.year < first),
        total=sum(counts.values()),
    )


def _year(year: int, counts: Counter[tuple[int, int]], most: int, asked: tuple[date, date] | None) -> Year:
    months = []
    for number, name in enumerate(MONTHS, start=1):
        first, last = date(year, number, 1), date(year, number, monthrange(year, number)[1])
        count = counts[year, number]
        shade = -(-_SHADES * count // most) if count else 0
        chosen = asked is not None and (asked[1] - asked[0]).days < _ALL_TIME and asked[0] <= last and first <= asked[1]
        months.append(Month(f"{name} {year}", first, last, count, shade, chosen))
    return Year(year, tuple(months), sum(month.count for month in months))
