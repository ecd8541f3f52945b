"""A page of a PDF -> its runs: stretches of characters that stand side by side on one base line, with their size.

Positions are points from the page's lower left corner as it is read, so a page turned by its /Rotate entry, or one
whose text is mostly printed sideways, comes out upright. What is neither letter, digit nor mark is dropped.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pypdfium2

#: A page of more characters than this is no page of text; what follows is left out, and said.
MAX_CHARS: Final = 60_000

_BLANKS: Final = frozenset((9, 32, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000))
#: pdfium's mark for a hyphen at a line's end, and the Unicode forms of a hyphen that means no more than one.
_HYPHENS: Final = frozenset((0x02, 0xAD, 0xFFFE, 0x2010))
#: A font's full height over its size, as most fonts have it.
_HEIGHT: Final = 0.87
#: Blanks wider than this many times the size end a run; wider than the second, they part words though none is printed.
_BREAK: Final = 0.7
_BLANK: Final = 0.34
#: How wide a blank must be, over the size: one that the file prints, and one that pdfium reads into the distance.
_PRINTED: Final = 0.04
_MADE: Final = 0.2
#: Every so many characters are asked which way they are turned; more often where there are few.
_SAMPLE: Final = 40


@dataclass(frozen=True, slots=True)
class Run:
    """Characters side by side: `base` is the base line's height, `size` about the size of the font, all in points.

    `text` begins with a blank where one was printed before it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds: its runs in the order of the file, width and height, and whether it was cut at the limit."""

    runs: tuple[Run, ...]
    width: float
    height: float
    cut: bool = False


def read_page(page: pypdfium2.PdfPage) -> Page:
    """Read the characters of a page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    if page.get_rotation() in (90, 270):  # places of characters are those on the page before it is turned for show
        width, height = height, width
    textpage = page.get_textpage()
    try:
        raw = textpage.raw
        count = max(0, pdfium.FPDFText_CountChars(raw))
        seen = min(count, MAX_CHARS)
        turn = _turned(raw, seen)
        found = _runs(raw, seen, turn, width, height)
    finally:
        textpage.close()
    return Page(tuple(found), *((height, width) if turn % 180 else (width, height)), cut=count > seen)


def _turned(raw: object, count: int) -> int:
    """Return by how many degrees the page has to be turned for most of its text to stand upright."""
    import pypdfium2.raw as pdfium

    votes = {0: 0, 90: 0, 180: 0, 270: 0}
    for index in range(0, count, max(1, min(_SAMPLE, count // _SAMPLE))):
        if pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue  # a blank that no one drew is turned no way
        angle = pdfium.FPDFText_GetCharAngle(raw, index)
        votes[round(-angle * 57.2958 / 90) * 90 % 360 if angle >= 0 else 0] += 1
    return max(votes, key=lambda turn: (votes[turn], turn == 0))


def _runs(raw: object, count: int, turn: int, width: float, height: float) -> list[Run]:
    """Put the characters of a text page, turned upright, together to runs; width and height are the unturned page's."""
    import pypdfium2.raw as pdfium

    unicode_of, origin_of, box_of = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_GetCharOrigin,
        pdfium.FPDFText_GetLooseCharBox,
    )
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    at_x, at_y, at_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    out: list[Run] = []
    text: list[str] = []
    start = end = base = size = 0.0
    blank = 0.0
    for index in range(count):
        code = unicode_of(raw, index)
        if code in _BLANKS:
            made = pdfium.FPDFText_IsGenerated(raw, index) == 1
            blank = _MADE if made and blank != _PRINTED else _PRINTED
            continue
        letter = _letter(code)
        if not letter or not origin_of(raw, index, at_x, at_y) or not box_of(raw, index, at_box):
            continue
        left, right, line, tall = box.left, box.right, y.value, box.top - box.bottom
        if turn:
            left, right, line, tall = _upright(turn, box, (x.value, y.value), width, height)
        own = max(tall * _HEIGHT, 0.5)
        gap = left - end
        if (
            text
            and abs(line - base) <= 0.12 * size
            and 0.85 * size <= own <= 1.18 * size
            and -size < gap <= _BREAK * size
        ):
            if (blank and gap > blank * size) or gap > _BLANK * size:
                text.append(" ")
        else:
            if text:
                out.append(Run("".join(text), start, end, base, size))
            text, start, base, size = [" "] if blank else [], left, line, own
        text.append(letter)
        end, blank = right, 0.0
    if text:
        out.append(Run("".join(text), start, end, base, size))
    return out


def _letter(code: int) -> str:
    """Return the character of a code; "" for what is no text."""
    if code in _HYPHENS:
        return "-"
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xF8FF or 0x200B <= code <= 0x200F or code > 0x10FFFF:
        return "•" if code in (0xF0B7, 0xF0A7, 0xF0D8) else ""
    return _LIGATURES.get(code) or chr(code)


_LIGATURES: Final = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}


def _upright(
    turn: int, box: object, origin: tuple[float, float], width: float, height: float
) -> tuple[float, float, float, float]:
    """Turn a character's box and origin; returns its left, right, base line and height."""
    left, right, bottom, top = box.left, box.right, box.bottom, box.top  # type: ignore[attr-defined]
    x, y = origin
    if turn == 90:  # clockwise: what ran upwards runs to the right
        return bottom, top, width - x, right - left
    if turn == 270:
        return height - top, height - bottom, x, right - left
    return width - right, width - left, height - y, top - bottom
