"""Printed lines in rows and columns -> the rows of a table, each with its cells whole.

Columns are the strips between the blanks that run down through nearly all rows; a cell of several lines is joined
where its rows stand close together. A line of text as wide as the page ends a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lexline.loaders.formats.pdf_columns import LEFT, RIGHT, Printed
from lexline.loaders.formats.pdf_notes import RULE, flows
from lexline.loaders.joining import Words, join
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN

_PARAGRAPH: Final = re.compile(r"\d{1,4}\. |\([a-z]{1,4}\) |(?:[IVX]{1,6}|[A-Z])\. |annex\b|[•▪●]", re.IGNORECASE)
LEADER: Final = re.compile(r"(?:\. ?){4,}|…{2,}")
_MARK: Final = re.compile(r"\(?(?:\d{1,4}|[A-Za-z]|[ivx]{1,5})[.)/]?\)?|[IVX]{1,6}[.)]?|[•·▪●○◦*–—-]")
#: So many rows with a clear blank make a table, more where it is narrow; so many single lines may stand between two.
_ROWS: Final = 3
_DENSE_ROWS: Final = 5
_BETWEEN: Final = 8
#: A table goes on at most so many lines below its end, or below the top of the next page.
_RESUMED: Final = 2
#: Blanks, over the size of the letters: what may part cells, what surely does; and what is left of one, in points.
_GAP: Final = 0.65
_CLEAR: Final = 1.6
_NARROW: Final = 3.0
#: Of more blanks in one line only the first are followed.
_MOST: Final = 24
#: A line so wide, over the text's width, is no single cell; base lines so much farther apart part rows.
_WIDE: Final = 0.72
_CLOSE: Final = 1.6
#: Base lines of one cell's lines are no farther apart than this many sizes where rows are spread.
_SINGLE: Final = 1.4
#: Base lines farther apart than this many sizes part rows of one line each.
_DOUBLE: Final = 2.0
_PARTS: Final = 1.22
_FIGURE: Final = re.compile(r"[\d .,()%–—-]{1,20}")
_ITEM: Final = re.compile(r"\d{1,2}\.\d{1,2}\.? [A-Z]")
_CALL: Final = re.compile(f"{CALL_OPEN}[^{CALL_CLOSE}]*{CALL_CLOSE}")
_SEPARATOR: Final = " | "
_Blank = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Block:
    """A table: the indices of its first line and of that behind its last, among all printed lines."""

    first: int
    last: int


def find(printed: Sequence[Printed]) -> tuple[Block, ...]:
    """Find the tables among the lines of all pages; none runs over a page's end."""
    found: list[Block] = []
    start = 0
    above: tuple[_Blank, ...] = ()
    for flow in flows(printed):
        if flow[0].column in (LEFT, RIGHT):
            above = ()
        else:
            blocks, above = _blocks(flow, above)
            found.extend(Block(start + low, start + high) for low, high in blocks)
        start += len(flow)
    return tuple(found)


def _blocks(flow: Sequence[Printed], above: tuple[_Blank, ...]) -> tuple[list[tuple[int, int]], tuple[_Blank, ...]]:
    """Find the stretches of lines that the same blank runs down through.

    `above` are the blanks of a table that the page before ended with; returned too are those that this one ends with.
    A table goes on there, and a little below its end, with fewer rows than make a new one.
    """
    out: list[tuple[int, int]] = []
    index, until = 0, _RESUMED
    while index < len(flow):
        last, blanks = _reach(flow, index)
        if last <= index and above and index <= until:
            last, blanks = _reach(flow, index, above)
        if last <= index:
            index += 1
            continue
        while last < len(flow) and _is_cell(flow[last], blanks) and _near(flow[last - 1], flow[last]):
            last += 1
        out.append((index, last))
        index, until, above = last, last + _RESUMED, blanks
    ended = bool(out) and len(flow) - out[-1][1] <= _RESUMED
    return out, above if ended else ()


def _reach(flow: Sequence[Printed], start: int, above: Sequence[_Blank] = ()) -> tuple[int, tuple[_Blank, ...]]:
    """Return where the table ends that begins at a line, and its blanks; the line itself where none does.

    The blanks of its first row are followed down: a line that covers one ends it, and a table goes on as long as one
    is left. Rows with words on both sides of a blank make the table; one that goes on with a table `above`, and has
    the same blanks, needs two.
    """
    blanks = [(low, high, 1, start + 1) for low, high in _gaps(flow[start])]
    if above:
        free = [part for low, high in above for part in _free(flow[start], low, high)]
        blanks = [(low, high, _needed(low, high, flow[start]) - 1, start + 1) for low, high, parts in free if parts]
    best, kept = start, tuple((low, high) for low, high, *_ in blanks)
    for index in range(start + 1, len(flow)):
        line = flow[index]
        if RULE.fullmatch(line.text):
            continue
        if LEADER.search(line.text) or (_begins_text(line) and not _gaps(line)):
            break
        following = []
        for low, high, rows, last in blanks:
            for free_low, free_high, parts in _free(line, low, high):
                now = (free_low, free_high, rows + parts, index + 1 if parts else last)
                following.append(now)
                if now[2] >= _needed(free_low, free_high, line):
                    best = max(best, now[3])
        blanks = following[:_MOST]
        if not blanks or index - max(last for *_, last in blanks) > _BETWEEN:
            break
        if best == index + 1:
            kept = tuple((low, high) for low, high, *_ in blanks)
    return best, kept


def _needed(low: float, high: float, line: Printed) -> int:
    """Return how many rows a blank has to part to make a table."""
    return _ROWS if high - low >= _CLEAR * line.size else _DENSE_ROWS


def _gaps(line: Printed) -> list[tuple[float, float]]:
    """Return the blanks of a line that may part cells."""
    runs = line.row.runs if line.row is not None else ()
    found = []
    end = line.left
    for run in runs:
        if run.left - end > _GAP * line.size and end > line.left:
            found.append((end, run.left))
        end = max(end, run.right)
    marked = found and _MARK.fullmatch(line.text[: line.text.find(" ")] if " " in line.text else line.text)
    return found[1:] if marked and found[0][0] - line.left < 2.5 * line.size else found


def _free(line: Printed, low: float, high: float) -> list[tuple[float, float, int]]:
    """Return what a line leaves of a blank, and whether it has words on both sides (1) or not (0)."""
    for gap_low, gap_high in _gaps(line):
        left, right = max(low, gap_low), min(high, gap_high)
        if right - left >= _NARROW:
            return [(left, right, 1)]
    if line.right <= high - _NARROW:
        return [(max(low, line.right), high, 0)] if line.right - line.left < _WIDE * _across(line) else []
    return [(low, min(high, line.left), 0)] if line.left >= low + _NARROW else []


def _across(line: Printed) -> float:
    return max(line.edges[1] - line.edges[0], 1.0)


def _is_cell(line: Printed, blanks: Sequence[_Blank]) -> bool:
    """Say whether a single line can be part of a table's cell: short, or behind a blank; no paragraph or heading."""
    behind = any(line.left > high - _NARROW for _, high in blanks)
    return (behind or line.right - line.left < _WIDE * _across(line)) and not _begins_text(line)


def _begins_text(line: Printed) -> bool:
    """Say whether a line begins a paragraph, item or heading of the text: its mark stands at the margin."""
    return bool(_PARAGRAPH.match(line.text)) and line.left < line.edges[0] + 5 * line.size


def _near(above: Printed, line: Printed) -> bool:
    return above.base - line.base < _CLOSE * line.size and not line.marker


def rows_of(lines: Sequence[Printed], words: Words) -> tuple[str, ...]:
    """Write a table's lines as rows: the cells of each, whole, with a stroke between them; printed rules are none."""
    lines = [line for line in lines if not RULE.fullmatch(line.text)]
    strips = _strips(lines)
    out: list[str] = []
    for group in _grouped(lines, strips):
        cells: list[str] = []
        for low, high in strips:
            parts = [text for line in group if (text := _within(line, low, high))]
            cells.append(join(parts, words))
        if text := _SEPARATOR.join(cell for cell in cells if cell):
            out.append(text)
    return tuple(out)


def _within(line: Printed, low: float, high: float) -> str:
    """Return the words of a line that stand in a column; calls and repairs were made in its cells already."""
    inside = [cell for cell in line.cells if low <= (cell.left + cell.right) / 2 < high]
    across = [cell for cell in line.cells if cell.left < low < cell.right or cell.left < high < cell.right]
    if across and line.row is not None:
        part = line.row.part(low, high)
        return " ".join(cell.text for cell in part.cells()) if part else ""
    return " ".join(cell.text for cell in inside)


def _strips(lines: Sequence[Printed]) -> tuple[tuple[float, float], ...]:
    """Find the columns: the stretches from one blank that nearly all rows leave to the next."""
    first = min(line.left for line in lines)
    last = max(line.right for line in lines)
    bins = min(int(last - first) + 2, 5000)
    covered = [0] * bins
    for line in lines:
        runs = line.row.runs if line.row is not None else line.cells
        taken: set[int] = set()
        for run in runs:
            taken.update(range(max(0, int(run.left - first)), min(bins, int(run.right - first) + 1)))
        for place in taken:
            covered[place] += 1
    few = len(lines) // 12
    edges = [0.0]
    blank = -1
    for place, count in enumerate(covered):
        if count <= few and blank < 0:
            blank = place
        elif count > few and blank >= 0:
            if place - blank >= _NARROW and blank > 0:
                edges.append(first + (blank + place) / 2)
            blank = -1
    return tuple(zip(edges, (*edges[1:], float("inf")), strict=True))


def _grouped(lines: Sequence[Printed], strips: Sequence[tuple[float, float]]) -> list[list[Printed]]:
    """Group lines into rows: by the distances between them, or, where all are alike, by what the first column holds."""
    usual = _leading(lines, strips)
    apart = [above.base - line.base for above, line in pairwise(lines)]
    # Rows far apart, and lines as close as in running text between some of them: these are of one cell.
    spread = usual > _CLOSE * lines[0].size and any(distance < _SINGLE * lines[0].size for distance in apart)
    uneven = usual < _DOUBLE * lines[0].size and any(distance > _PARTS * usual for distance in apart)
    groups: list[list[Printed]] = [[lines[0]]]
    for line, distance in zip(lines[1:], apart, strict=True):
        if spread and distance < _CLOSE * line.size and not _begins_row(line, strips):
            groups[-1].append(line)
            continue
        single = usual >= _DOUBLE * line.size or bool(_within(line, *strips[0]))
        if distance > _PARTS * usual or _counts(line, strips) or (single and not uneven):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _begins_row(line: Printed, strips: Sequence[tuple[float, float]]) -> bool:
    """Say whether a line close below another is no part of its cells: a whole row, or one with a number of its own."""
    return _counts(line, strips) or any(_ITEM.match(cell.text) for cell in line.cells)


def _counts(line: Printed, strips: Sequence[tuple[float, float]]) -> bool:
    """Say whether a line is a whole row: a name in the first column and a figure in the last."""
    return bool(_within(line, *strips[0])) and bool(_FIGURE.fullmatch(_CALL.sub("", _within(line, *strips[-1]))))


def _leading(lines: Sequence[Printed], strips: Sequence[tuple[float, float]]) -> float:
    """Return the usual distance of lines in one column: a quarter of them stand as close."""
    distances: list[float] = []
    for low, high in strips:
        bases = [line.base for line in lines if _within(line, low, high)]
        distances.extend(above - below for above, below in pairwise(bases))
    return sorted(distances)[len(distances) // 4] if distances else 0.0
