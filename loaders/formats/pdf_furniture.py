"""The rows of all pages -> those that belong to the pages and not to the text, and the symbols of running headers.

A header is a stretch at the top of a page that begins with a document symbol, or what repeats there on many pages;
a footer is page numbers, job numbers, and what repeats at the foot. The first page's symbol block is text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lexline.loaders.formats.pdf_rows import Row
from lexline.ontology.symbols import Symbol, split_joint

_JOB: Final = r"(?:\*?[A-Z]{0,4}\.?\d\d[-–.]{1,2}\d{5,6}\*?|\*\d{7,9}\*)(?: ?\d{4}h?)?(?: ?\([A-Z];?\))?"
_PAGE: Final = r"(?:page |p\. ?)?\d{1,4} ?(?:/|of) ?\d{1,4}|page \d{1,4}"
_FOOT: Final = re.compile(
    rf"(?:(?:{_JOB}|{_PAGE}|\d{{6}}|\d{{1,4}}|[-–—] ?\d{{1,4}} ?[-–—]|/ ?\. ?\. ?\.|please recycle|[ivxl]{{1,6}}"
    r"|[^\w\s]{1,9})(?:\s+|$)){1,6}",
    re.IGNORECASE,
)
_HEAD_WORDS: Final = re.compile(
    r"(?:english|french|spanish|arabic|chinese|russian|original: english|annex(?: [ivx\d]{1,4})?|appendix"
    rf"|{_PAGE}|pag\w \w{{1,4}}|\d{{1,4}}|[ivxl]{{1,6}}|advance version|unedited version)",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_DEEPEST_HEAD: Final = 7
#: Base lines farther apart than this many sizes leave a blank; a header's line is no longer than so many letters.
_APART: Final = 1.9
_SHORT: Final = 22
_DEEPEST_FOOT: Final = 4
#: Only a header of so many rows, that high on the page, is known without its symbol.
_TALL: Final = 3
_TOP: Final = 0.85
#: The sign that a typed page goes on overleaf.
_OVERLEAF: Final = re.compile(r"/ ?\. ?\. ?\.")


@dataclass(frozen=True, slots=True)
class Furniture:
    """`pages` are the rows of each page that are text; `running` the symbols that share the most headers."""

    pages: tuple[tuple[Row, ...], ...]
    running: tuple[str, ...]


def strip(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> Furniture:
    """Take headers and footers off the pages."""
    repeated = _repeated(pages, heights)
    found: Counter[tuple[str, ...]] = Counter()
    depths: Counter[int] = Counter()
    tops: list[int] = []
    for number, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        top, symbols = _header(rows, height, repeated) if number else (_first_top(rows, repeated), ())
        if symbols:
            found[symbols] += 1
        tops.append(top)
        depths[top if symbols else 0] += 1
    usual = max(depths, key=lambda depth: (depths[depth], depth), default=0)
    kept: list[tuple[Row, ...]] = []
    for number, (rows, height, top) in enumerate(zip(pages, heights, tops, strict=True)):
        if number and not top and _garbled(rows, height, usual):
            top = usual
        kept.append(tuple(rows[top : _footer(rows, height, repeated, top)]))
    running = max(found, key=lambda symbols: (found[symbols], len(symbols)), default=())
    return Furniture(tuple(kept), running)


def _first_top(rows: Sequence[Row], repeated: frozenset[str]) -> int:
    """Return where the first page begins: below what repeats on other pages, unless that is a symbol."""
    top = 0
    while top < len(rows) and _shape(text := rows[top].text()) in repeated and not symbols_of(text):
        top += 1
    return top


def _header(rows: Sequence[Row], height: float, repeated: frozenset[str]) -> tuple[int, tuple[str, ...]]:
    """Return how many rows at the top are header, and the symbols in them."""
    symbols: list[str] = []
    top = 0
    for row in rows[:_DEEPEST_HEAD]:
        text = row.text()
        own = _outer_symbols(row)
        apart = bool(top) and _parted(rows[top - 1], row)
        if own and row.base > 0.8 * height and not (symbols and apart):
            symbols.extend(symbol for symbol in own if symbol not in symbols)
        elif not (
            _shape(text) in repeated
            or (symbols and _HEAD_WORDS.fullmatch(text) and not (apart and text[:1].isalpha()))
            or (row.base > 0.9 * height and _FOOT.fullmatch(text))
        ):
            break
        top += 1
    # What a scan has garbled between the symbol and the blank below it is header too.
    more = top
    while symbols and more < min(len(rows), _DEEPEST_HEAD):
        if _parted(rows[more - 1], rows[more]):
            return more, tuple(symbols)
        if len(rows[more].text()) >= _SHORT:
            break
        more += 1
    return top, tuple(symbols)


def _garbled(rows: Sequence[Row], height: float, depth: int) -> bool:
    """Say whether a page whose header names no symbol has one as deep as those of the other pages.

    Its rows are short, stand at the page's top and apart from the text, and one holds a header's words.
    """
    head, below = rows[:depth], rows[depth : depth + 1]
    if depth < _TALL or len(head) < depth or head[0].base < _TOP * height:
        return False
    if any(len(row.text()) >= _SHORT for row in head) or not any(_HEAD_WORDS.fullmatch(row.text()) for row in head):
        return False
    return not below or _parted(head[-1], below[0])


def _parted(above: Row, row: Row) -> bool:
    return above.base - row.base > _APART * min(above.size, row.size)


def _outer_symbols(row: Row) -> tuple[str, ...]:
    """Return the symbols that a row consists of, but for page numbers beside them; none where it holds other words."""
    cells = [cell.text for cell in row.cells()]
    named = [symbols_of(text) for text in cells]
    if not all(own or _HEAD_WORDS.fullmatch(text) for own, text in zip(named, cells, strict=True)):
        return ()
    return tuple(symbol for own in named for symbol in own)


def _footer(rows: Sequence[Row], height: float, repeated: frozenset[str], top: int) -> int:
    """Return where the rows of the text end."""
    end = len(rows)
    while end > top and len(rows) - end < _DEEPEST_FOOT:
        row = rows[end - 1]
        text = row.text()
        low = row.base < 0.16 * height
        # behind a raised figure stands a note, though notes that are nothing but symbols look alike
        again = _shape(text) in repeated and not row.cells()[0].marker
        if not (low and (_FOOT.fullmatch(text) or again or _is_overleaf(rows, end - 1))):
            break
        end -= 1
    return end


def _is_overleaf(rows: Sequence[Row], index: int) -> bool:
    """Say whether a row below a blank ends with the sign of a page that goes on, whatever a scan made of the rest."""
    row = rows[index]
    apart = index == 0 or _parted(rows[index - 1], row)
    return apart and bool(_OVERLEAF.fullmatch(row.cells()[-1].text))


def _repeated(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> frozenset[str]:
    """Find what stands, but for its numbers, at the top or foot of many pages."""
    if len(pages) < 3:
        return frozenset()
    often: Counter[str] = Counter()
    for rows, height in zip(pages, heights, strict=True):
        edge = [row for row in (*rows[:3], *rows[-3:]) if not 0.12 * height < row.base < 0.88 * height]
        often.update({_shape(row.text()) for row in edge})
    return frozenset(shape for shape, n in often.items() if n >= 3 and n * 5 >= len(pages) * 2 and len(shape) < 160)


def _shape(text: str) -> str:
    return _DIGITS.sub("0", text).lower()


@lru_cache(maxsize=4096)
def symbols_of(text: str) -> tuple[str, ...]:
    """Return the symbols a text consists of; none where it holds other words.

    >>> symbols_of("A/44/661"), symbols_of("See A/44/661")
    (('A/44/661',), ())
    """
    text = text.strip(" *")
    text = text[:1].upper() + text[1:]
    if "/" not in text or len(text) > 90 or not text[:1].isalpha():
        return ()
    members = [Symbol.find(part) for part in split_joint(text.replace(" ", "") if text.count(" ") == 1 else text)]
    if not members or not all(members):
        return ()
    found = tuple(symbol.text for symbol in members if symbol)
    return found if sum(map(len, found)) * 10 >= len(text.replace(" ", "")) * 7 else ()
