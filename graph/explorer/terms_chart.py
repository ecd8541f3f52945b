"""The chain of a mandate -> strips on a time axis: a bar for each term, hatched where nothing covers the days.

A strip has a number of years, so that a chain of decades stays legible: it goes on in the next strip, as lines of text
do. An event without a day cannot be placed; it is counted, and stands in the table beside the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from lexline.graph.mandate_steps import ENDS, RUNS

if TYPE_CHECKING:
    from lexline.graph.mandate_steps import Step
    from lexline.graph.mandates import Chain

#: The most years that a strip has, so that a term of six months has room for its number.
_YEARS: Final = 10
#: How many years after the last event the picture goes on at most.
_AHEAD: Final = 12
WIDTH: Final = 1000
_LEFT: Final = 6
_RIGHT: Final = 6
#: Of a strip: its height, where bars begin, how tall they are, and where years are written.
_STRIP: Final = 66
_BAR_TOP: Final = 22
_BAR: Final = 22
_YEARS_AT: Final = 58
#: About how wide a letter is.
_LETTER: Final = 6.4


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of a bar: a term, or days that nothing covers (`gap`); `open` terms have no end that is known."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    words: str
    told: str
    instrument: str
    unit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An event that is no term: an end (`ends`), or another change (`changes`)."""

    kind: str
    x: float
    y: float
    told: str
    instrument: str
    unit: str


@dataclass(frozen=True, slots=True)
class Year:
    """Where a year begins."""

    x: float
    top: float
    foot: float
    words: str


@dataclass(frozen=True, slots=True)
class Strips:
    """The whole picture."""

    height: int
    terms: tuple[Term, ...]
    marks: tuple[Mark, ...]
    years: tuple[Year, ...]
    today: Mark | None
    undated: int
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class _Span:
    kind: str
    first: date
    last: date
    told: str
    step: Step
    #: Where the next term begins, which lies over the end of this one.
    seen: date


def strips(chain: Chain, day: date) -> Strips | None:
    """Place the events of a chain; None where none has a day. `day` is marked where it lies within."""
    dated = [step for step in chain.steps if step.day is not None]
    if not dated:
        return None
    spans = [*_gaps(dated), *_terms(dated, day)]
    events = [_day(step).year for step in dated]
    first = min([*(span.first.year for span in spans), *events])
    # a text may print any day: the picture ends some years after what happened last
    last = min(max([*(span.last.year for span in spans), *events]), max(events) + _AHEAD)
    axis = _Axis(first, last)
    return Strips(
        height=axis.rows * _STRIP,
        terms=tuple(piece for span in spans for piece in axis.pieces(span)),
        marks=tuple(axis.mark(step) for step in dated if step.effect not in RUNS),
        years=tuple(axis.years()),
        today=axis.today(day) if first <= day.year <= axis.last else None,
        undated=len(chain.steps) - len(dated),
    )


def _day(step: Step) -> date:
    assert step.day is not None
    return step.day


def _gaps(steps: list[Step]) -> Iterator[_Span]:
    for step in steps:
        if step.gap is not None and step.gap > 0:
            yield _Span(
                "gap",
                _day(step) - timedelta(days=step.gap),
                _day(step),
                f"{step.gap} days that nothing in the store covers, before {step.instrument}",
                step,
                _day(step),
            )


def _terms(steps: list[Step], day: date) -> Iterator[_Span]:
    """Yield a term for each instrument that lets the mandate run; one without an end goes on to the next event."""
    runs: dict[tuple[str, date], list[Step]] = {}
    for step in steps:
        if step.effect in RUNS:
            runs.setdefault((step.instrument, _day(step)), []).append(step)
    begins = [begin for _, begin in runs]
    for (instrument, begin), group in runs.items():
        following = min((other for other in begins if other > begin), default=date.max)
        ends = [step.until for step in group if step.until is not None]
        step = group[0]
        if ends:
            yield _Span("term", begin, max(max(ends), begin), f"{instrument}: {begin} to {max(ends)}", step, following)
            continue
        after = [_day(other) for other in steps if _day(other) > begin and other.effect in RUNS | ENDS]
        last = min(after, default=max(day, begin))
        yield _Span("open", begin, last, f"{instrument}: from {begin}, no end said", step, following)


class _Axis:
    """Days -> places, in strips of some years each."""

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.per_row = min(_YEARS, last - first + 1)
        self.rows = -(-(last - first + 1) // self.per_row)
        self.last = first + self.rows * self.per_row - 1
        self._scale = (WIDTH - _LEFT - _RIGHT) / self.per_row

    def _row(self, day: date) -> int:
        return (day.year - self.first) // self.per_row

    def _x(self, day: date, row: int) -> float:
        begin = date(day.year, 1, 1)
        part = (day - begin).days / 366
        return round(_LEFT + (day.year - self.first - row * self.per_row + part) * self._scale, 1)

    def pieces(self, span: _Span) -> Iterator[Term]:
        for row in range(self._row(span.first), min(self._row(span.last) + 1, self.rows)):
            left = self._x(span.first, row) if row == self._row(span.first) else _LEFT
            right = self._x(span.last, row) if row == self._row(span.last) else WIDTH - _RIGHT
            wide = round(max(right - left, 1.5), 1)
            yield Term(
                span.kind,
                left,
                row * _STRIP + _BAR_TOP,
                wide,
                _BAR,
                _words(span, min(right, self._x(span.seen, row)) - left if self._row(span.seen) == row else wide),
                span.told,
                span.step.instrument,
                span.step.unit,
            )

    def mark(self, step: Step) -> Mark:
        row = self._row(_day(step))
        kind = "ends" if step.effect in ENDS and not step.partial else "changes"
        told = f"{step.instrument}: {step.effect.replace('-', ' ')}, {step.day}"
        return Mark(kind, self._x(_day(step), row), row * _STRIP + 11, told, step.instrument, step.unit)

    def today(self, day: date) -> Mark:
        row = self._row(day)
        return Mark("today", self._x(day, row), row * _STRIP + 4, day.isoformat(), "", "")

    def years(self) -> Iterator[Year]:
        for row in range(self.rows):
            for place in range(self.per_row):
                x = round(_LEFT + place * self._scale, 1)
                top = row * _STRIP + _BAR_TOP - 4
                yield Year(x, top, row * _STRIP + _YEARS_AT, str(self.first + row * self.per_row + place))


def _words(span: _Span, wide: float) -> str:
    """Return what has room in a bar: the symbol, the number of it, or nothing."""
    if span.kind == "gap":
        words = (f"gap of {span.step.gap} days", "gap")
    else:
        # what tells it apart among those of its organ: 1996 of S/RES/1996(2011), 76/291 of A/RES/76/291
        number = span.step.instrument.rpartition("/RES/")[2].partition("(")[0]
        words = (span.step.instrument, number)
    return next((each for each in words if len(each) * _LETTER + 6 < wide), "")
