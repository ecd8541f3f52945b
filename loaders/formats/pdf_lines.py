"""Printed lines -> the lines that the stages of plain text read, and the tables that stand between them.

A gap is a distance between base lines that is clearly more than the document's usual one; where a page or a column
ends, the words decide whether the sentence goes on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from lexline.loaders.formats import pdf_tables
from lexline.loaders.formats.pdf_columns import LEFT, RIGHT, Printed
from lexline.loaders.formats.pdf_notes import flows
from lexline.loaders.joining import Words
from lexline.loaders.layout import Line, ends
from lexline.loaders.numbering import scanned_number

#: Lines stand apart, at the latest, beyond this many times the usual distance; a clear step is no smaller than this.
_WIDEST: Final = 1.36
_STEP: Final = 0.14
#: Distances as rare as this among all tell nothing.
_RARE: Final = 400
_MARKED: Final = re.compile(r"(?:\d{1,4}|[IVX]{1,6}|[A-Z])\. |\([a-z]{1,4}\) |[•▪●]")
#: The line that opens an annex.
ANNEX_HEAD: Final = re.compile(r"(?:Annex|Appendix|Enclosure)(?: (?P<n>[IVX]{1,4}|\d{1,2}))?\*?", re.IGNORECASE)
#: A rule printed in letters, such as typed documents end with.
_RULE: Final = re.compile(r"(?:[-–—_.] ?){3,}")
_NUMBER: Final = re.compile(r"(?P<number>(?=\D?\d|\d)[\dIilOSBZ|!]{1,4})(?P<mark>\. |[,:;•·] ?| ?[.,] )(?=[A-Z“\"])")
_PARAGRAPH: Final = re.compile(r"\d{1,3}\. ")
#: So many lines behind numbers make a text of numbered paragraphs.
_NUMBERED: Final = 3
#: So many distances tell the usual one.
_SOME: Final = 1
#: So many tell that of a page by itself, or fewer where it is, within this share, that of the page before.
_ENOUGH: Final = 5
_ALIKE: Final = 0.1
#: The distance in print of single spacing, and that of lines which are surely not single-spaced.
_SINGLE: Final = 1.3
_DOUBLE: Final = 1.7
#: A heading's letters are so many times as large as those below it.
_LARGER: Final = 1.05
_FAR_LARGER: Final = 1.15
#: Lines so many times as large as most are titles, whose distances tell nothing of the text's.
_TITLE: Final = 1.5
#: What is no longer is no line of text: a raised letter, a half of a name.
_WORD: Final = 8


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table, and the number of the line that it stands behind (0: before the first)."""

    rows: tuple[Line, ...]
    after: int


def lines_of(printed: Sequence[Printed], words: Words) -> tuple[tuple[Line, ...], tuple[Table, ...]]:
    """Number the lines, say which stand apart, and take the tables out of them."""
    spacing = _spacings(printed)
    numbered = sum(bool(_PARAGRAPH.match(line.text)) for line in printed) >= _NUMBERED
    blocks = {block.first: block for block in pdf_tables.find(printed)}
    out: list[Line] = []
    tables: list[Table] = []
    index, above = 0, None
    while index < len(printed):
        line = printed[index]
        if block := blocks.get(index):
            rows = pdf_tables.rows_of(printed[block.first : block.last], words)
            read = tuple(Line(row, index + 1, line.page, gap=True) for row in rows)
            tables.append(Table(read, out[-1].number if out else 0))
            index, above = block.last, printed[block.last - 1]
            continue
        text = " ".join(" ".join(cell.text for cell in line.cells).split())
        if text and not _RULE.fullmatch(text):
            indent = max(0, int((line.left - line.edges[0]) / (0.5 * line.size)))
            usual, limit = spacing[line.page]
            gap = above is None or (_gap(above, line, limit) and not _runs_on(above, line, usual))
            if gap and numbered and above is not None and _overleaf(above, line):
                gap = False
            out.append(Line(text, index + 1, line.page, gap, indent))
            above = line
        index += 1
    return mend_numbers(out), tuple(tables)


def mend_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give the number of a paragraph its point back where a scan has read another mark for it.

    Only the number that has to come next is mended, and only where the line stands apart.
    """
    out: list[Line] = []
    last = 0
    for line in lines:
        match = _NUMBER.match(line.text) if line.gap else None
        if match and scanned_number(match["number"]) == last + 1:
            last += 1
            if match[0] != f"{last}. ":
                line = replace(line, text=f"{last}. {line.text[match.end() :]}")
        out.append(line)
    return tuple(out)


def _spacings(printed: Sequence[Printed]) -> dict[int, tuple[float, float]]:
    """Return for each page the usual distance of base lines, and that beyond which a line stands apart.

    These are the whole document's, but for pages that are set wider throughout, as annexes taken over often are.
    """
    whole = _spacing(printed)
    found: dict[int, tuple[float, float]] = {}
    wide = 0.0
    for page, lines in groupby(printed, key=lambda line: line.page):
        inside = [
            (above.base - line.base) / line.size
            for above, line in pairwise(lines)
            if _within_sentence(above, line) and above.base > line.base
        ]
        own = median(inside) if inside else 0.0
        wider = own > whole[1] and (len(inside) >= _ENOUGH or abs(own - wide) < _ALIKE * wide)
        found[page] = (own, own * _WIDEST) if wider else whole
        wide = own if wider else 0.0
    return found


def _within_sentence(above: Printed, line: Printed) -> bool:
    """Say whether a full line of running text surely goes on in the next."""
    single = len(above.cells) == len(line.cells) == 1 and above.column == line.column
    full = above.right > above.edges[1] - 6 * above.size
    return single and full and abs(above.size - line.size) < 0.15 * line.size and line.text[:1].islower()


def _spacing(printed: Sequence[Printed]) -> tuple[float, float]:
    """Return the usual distance of base lines, and that beyond which a line stands apart; over the size of the letters.

    The usual distance is that below full lines. Above it come those that some printers round to, in small steps; the
    first clear step is that to paragraphs.
    """
    ratios: list[float] = []
    full: list[float] = []
    common = median(line.size for line in printed) if printed else 0.0
    for flow in flows(printed):
        for above, line in pairwise(flow):
            if line.size > _TITLE * common:
                continue
            if abs(above.size - line.size) < 0.15 * line.size and above.base - line.base > 0.2 * line.size:
                ratios.append((above.base - line.base) / line.size)
                if above.right > above.edges[1] - 6 * above.size:
                    full.append(ratios[-1])
    known = sorted(full if len(full) > _SOME else ratios)
    if not known:
        return _SINGLE, _SINGLE * _WIDEST
    usual = median([ratio for ratio in known if ratio <= _WIDEST * known[len(known) // 10]])
    if usual > _DOUBLE and not any(line.text[:1].islower() for line in printed):
        # Nothing but paragraphs of one line each: their distance is not that of a paragraph's lines.
        return _SINGLE, _SINGLE * _WIDEST
    often = Counter(round(ratio / usual, 2) for ratio in ratios)
    steps = sorted({1.0, *(step for step, n in often.items() if step > 1 and n >= max(2, len(ratios) // _RARE))})
    clear = next((low + high for low, high in pairwise(steps) if high - low >= _STEP), 2 * _WIDEST) / 2
    return usual, usual * min(clear, _WIDEST)


def _gap(above: Printed, line: Printed, limit: float) -> bool:
    """Say whether a line stands apart from the one before it."""
    if line.page == above.page and line.column == above.column and line.base < above.base:
        distance = (above.base - line.base) / max(line.size, above.size)
        titled = line.size > _TITLE * above.size and line.text[:1].isupper() and len(above.text) > _WORD
        if titled or _is_head(above, line):
            return True
        return line.column == RIGHT or distance > limit or (line.page == 1 and _other_case(above, line))
    if LEFT in (above.column, line.column) or RIGHT in (above.column, line.column):
        return True
    if ends(above.text) or ANNEX_HEAD.fullmatch(line.text):
        return True
    if _MARKED.match(line.text) and not above.text.endswith((",", "-")):
        return True
    short = above.right < above.edges[1] - 6 * above.size
    return short and not line.text[:1].islower()


def _is_head(above: Printed, line: Printed) -> bool:
    """Say whether a line in larger type is the heading of what stands below it, however close: best of a number."""
    if len(above.cells) > 1 or above.text.endswith((",", "-")) or line.text[:1].islower() or line.text[:1] == "(":
        return False
    return above.size > (_LARGER if _MARKED.match(line.text) else _FAR_LARGER) * line.size


def _runs_on(above: Printed, line: Printed, usual: float) -> bool:
    """Say whether a line a little farther down still goes on with a full line: some printers round base lines so."""
    alike = abs(above.size - line.size) < 0.1 * line.size
    small = 0 < above.base - line.base < 1.5 * usual * line.size
    full = above.right > above.edges[1] - 3 * above.size
    return alike and small and full and not ends(above.text) and not _MARKED.match(line.text)


def _overleaf(above: Printed, line: Printed) -> bool:
    """Say whether a page's first line goes on with the last of the page before, though a sentence ends there.

    Where paragraphs are numbered, full lines without a number on both sides of the page's end are of one paragraph.
    """
    alike = len(above.cells) == len(line.cells) == 1 and abs(above.size - line.size) < 0.1 * line.size
    below = line.page == above.page + 1 or (line.page == above.page and line.column == above.column + 1)
    full = above.right > above.edges[1] - 1.5 * above.size and line.right > line.edges[1] - 3 * line.size
    margin = abs(line.left - line.edges[0]) < 0.5 * line.size
    return alike and below and full and margin and above.column in (0, 1, 2) and not _MARKED.match(line.text)


def _other_case(above: Printed, line: Printed) -> bool:
    """Say whether one of two lines is in capitals and the other is not, as titles stand below agenda items."""
    return line.text.isupper() != above.text.isupper()
