"""The rows of a page -> its printed lines in reading order: columns one after the other, tables row by row.

Two columns of text are known by a narrow strip down the middle that hardly any row crosses, with lines of nearly
full width on both sides. The two halves of a first page's symbol block are read one after the other too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lexline.loaders.formats.pdf_rows import Cell, Row

LEFT: Final = 3
RIGHT: Final = 4
#: A strip between columns is so wide, in points.
_NARROWEST: Final = 5.0
_WIDEST: Final = 60.0
#: How much of a column's width a full line covers, and how many such lines make a column.
_FULL: Final = 0.8
_ENOUGH: Final = 5
_MASTHEAD: Final = re.compile(
    r"distr\b\W?.*|original\W.*|general|limited|restricted|english(?: only)?|\d{1,2} \w{3,9} \d{4}|united|nations"
    r"|united nations|security council|general assembly|[ase](?: [ase])?",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(r"1\. ")


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line: its cells (more than one in a table's row), base line and size, page and column.

    `column` is 0 for lines as wide as the page, else 1 or 2 for columns of text, LEFT or RIGHT for the halves of a
    symbol block; `edges` are the left and right edges of the text around; `row` holds the runs.
    """

    cells: tuple[Cell, ...]
    base: float
    size: float
    page: int
    column: int
    edges: tuple[float, float]
    row: Row | None = None

    @property
    def text(self) -> str:
        """The line's words; cells stand apart."""
        return " | ".join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        """Where the line begins."""
        return self.cells[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return self.cells[-1].right

    @property
    def marker(self) -> str:
        """A raised figure before the first word."""
        return self.cells[0].marker


def read_order(rows: Sequence[Row], number: int, width: float, height: float) -> tuple[Printed, ...]:
    """Put the rows of page `number` (from 1) in reading order."""
    gutter = _gutter(rows)
    above = _masthead(rows, width, height, columns=gutter is not None) if number == 1 else 0
    out = list(_halves(rows[:above], number, width))
    body = rows[above:]
    if gutter is None:
        edges = _edges(body)
        out.extend(Printed(row.cells(), row.base, row.size, number, 0, edges, row) for row in body)
        return tuple(out)
    low, high = gutter
    middle = (low + high) / 2
    left: list[Row] = []
    right: list[Row] = []
    for row in body:
        if any(run.left < low - 1 and run.right > high + 1 for run in row.runs):
            out.extend(_sides(left, right, number))
            left, right = [], []
            out.append(Printed(row.cells(), row.base, row.size, number, 0, _edges([row]), row))
            continue
        if first := row.part(0.0, middle):
            left.append(first)
        if second := row.part(middle, float("inf")):
            right.append(second)
    out.extend(_sides(left, right, number))
    return tuple(out)


def _sides(left: Sequence[Row], right: Sequence[Row], number: int) -> list[Printed]:
    out: list[Printed] = []
    for column, side in ((1, left), (2, right)):
        edges = _edges(side)
        out.extend(Printed(row.cells(), row.base, row.size, number, column, edges, row) for row in side)
    return out


def _edges(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the usual left and right edges of some rows: where many begin, and as far as long ones go."""
    if not rows:
        return (0.0, 0.0)
    lefts = sorted(row.left for row in rows)
    rights = sorted(row.right for row in rows)
    return (lefts[len(lefts) // 5], rights[len(rights) * 4 // 5])


def _gutter(rows: Sequence[Row]) -> tuple[float, float] | None:
    """Find the strip between two columns of text; None where the page has one column."""
    if len(rows) < 2 * _ENOUGH:
        return None
    first = min(row.left for row in rows)
    last = max(row.right for row in rows)
    bins = int(last - first) + 1
    if not 200 < bins < 5000:
        return None
    steps = [0] * (bins + 2)
    for row in rows:
        for run in row.runs:
            steps[max(0, int(run.left - first))] += 1
            steps[min(bins, int(run.right - first) + 1)] -= 1
    crossed: list[int] = []
    count = 0
    for step in steps[:bins]:
        count += step
        crossed.append(count)
    low, high = int(bins * 0.35), int(bins * 0.65)
    fewest = min(crossed[low:high])
    if fewest > 0.4 * len(rows):
        return None
    start, length = _longest(crossed[low:high], fewest + len(rows) // 25)
    strip = (first + low + start, first + low + start + length)
    if not _NARROWEST <= length <= _WIDEST or not _columns(rows, strip, first, last):
        return None
    return strip


def _longest(values: Sequence[int], limit: int) -> tuple[int, int]:
    """Return start and length of the longest stretch of values that keep to a limit."""
    best, start = (0, 0), -1
    for index, value in enumerate((*values, limit + 1)):
        if value <= limit and start < 0:
            start = index
        elif value > limit and start >= 0:
            best = max(best, (start, index - start), key=lambda pair: pair[1])
            start = -1
    return best


def _columns(rows: Sequence[Row], strip: tuple[float, float], first: float, last: float) -> bool:
    """Say whether full lines of text stand on both sides of a strip, and about as many letters in each."""
    low, high = strip
    middle = (low + high) / 2
    wide, lines, parted = [0, 0], [0, 0], 0
    for row in rows:
        if any(run.left < low - 1 and run.right > high + 1 for run in row.runs):
            continue
        for side, part, across in (
            (0, row.part(0.0, middle), low - first),
            (1, row.part(middle, float("inf")), last - high),
        ):
            if part is None:
                continue
            lines[side] += 1
            parted += len(part.cells()) > 1
            if part.right - part.left > _FULL * across and sum(len(r.text) for r in part.runs) > 25:
                wide[side] += 1
    even = 0.7 < (low - first) / max(last - high, 1.0) < 1.4
    text = parted * 5 < sum(lines) and max(wide[0] / max(lines[0], 1), wide[1] / max(lines[1], 1)) > 0.4
    return even and text and min(wide) >= 2 and max(wide) >= _ENOUGH


def _masthead(rows: Sequence[Row], width: float, height: float, *, columns: bool) -> int:
    """Return how many rows of a first page stand side by side above its title: the symbol block."""
    last = 0
    for index, row in enumerate(rows):
        text = row.text()
        if row.base < 0.45 * height or _BEGINS.match(text):
            break
        cells = row.cells()
        right = cells[-1].left > 0.5 * width
        if right and (_MASTHEAD.fullmatch(cells[-1].text) or (not columns and len(cells) == 2)):
            last = index + 1
    return last


def _halves(rows: Sequence[Row], number: int, width: float) -> list[Printed]:
    """Read a symbol block: what stands on the left of the page, then what stands on the right."""
    left: list[Printed] = []
    right: list[Printed] = []
    for row in rows:
        for cell in row.cells():
            side = right if cell.left > 0.5 * width else left
            column = RIGHT if side is right else LEFT
            side.append(Printed((cell,), row.base, row.size, number, column, (cell.left, cell.right)))
    return [*left, *right]
