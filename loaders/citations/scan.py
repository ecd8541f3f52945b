"""Text to tokens: every stretch that may be part of a reference, with its span; nothing is resolved here.

Tokens come from the patterns (symbols, numbers, ibid., dates, head words), from the registries (names of treaties and
declarations, names of bodies), and from `pinpoints` (paragraphs, articles, annexes). They never overlap: a
name wins over a number inside it, the longest name at a place over a shorter one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lexline.loaders.citations import names, pinpoints
from lexline.loaders.citations.patterns import MASTER, kind_of

#: A unit longer than this is scanned only so far. The longest real one, an annex of tables, has 760,000 characters.
MAX_TEXT: Final = 4_000_000

#: Typographic hyphens stand for the plain one in symbols and numbers; one to one, so that offsets stay true.
_HYPHENS: Final = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00a0": " "})
_SYMBOL_OPENS: Final = re.compile(r"[A-Z]/[\w./-]*\d\s?\($")


@dataclass(frozen=True, slots=True)
class Token:
    """A candidate: kind (a group of `patterns`, or name, body, pin, alias), half-open span, words, and what they name.

    `text` has plain hyphens and blanks where the printed text has typographic ones; `value` is the id or code of a
    name; `pins` are those of a pinpoint.
    """

    kind: str
    start: int
    end: int
    text: str
    value: str = ""
    pins: tuple[pinpoints.Pin, ...] = ()


def scan(text: str, aliases: Mapping[str, str] | None = None) -> list[Token]:
    """Return the tokens of one unit's text in reading order, without overlaps.

    `aliases` are names that the document itself defined so far, with what they stand for.
    Names go first (a number inside a treaty's title is no reference), then pinpoints, then the patterns.
    """
    text = text[:MAX_TEXT].translate(_HYPHENS)
    found: list[Token] = []
    taken = [
        Token("name" if hit.treaty else "body", hit.start, hit.end, text[hit.start : hit.end], hit.value)
        for hit in names.find(text)
    ]
    taken.extend(
        Token("pin", p.start, p.end, text[p.start : p.end], "", p.pins)
        for p in pinpoints.find(text)
        if not _in_symbol(text, p)
    )
    if aliases:
        pattern = re.compile(
            r"(?<![\w/])(?:" + "|".join(sorted(map(re.escape, aliases), key=len, reverse=True)) + r")(?![\w/])"
        )
        taken.extend(Token("alias", m.start(), m.end(), m[0], aliases[m[0]]) for m in pattern.finditer(text))
    taken.sort(key=lambda token: (token.start, -token.end))
    claimed: list[Token] = []
    for token in taken:
        if not claimed or token.start >= claimed[-1].end:
            claimed.append(token)
    position = 0
    for token in claimed:
        found.extend(_patterns(text, position, token.start))
        found.append(token)
        position = token.end
    found.extend(_patterns(text, position, len(text)))
    return found


def _in_symbol(text: str, pin: pinpoints.Found) -> bool:
    """Say whether a pinpoint is the parenthesis of a symbol: A/62/6 (Sect. 13)."""
    return _SYMBOL_OPENS.search(text, max(0, pin.start - 24), pin.start) is not None


def _patterns(text: str, start: int, end: int) -> list[Token]:
    """Return the pattern tokens of one stretch between names and pinpoints, so that each place is read once."""
    return [Token(kind_of(m), m.start(), m.end(), m[0]) for m in MASTER.finditer(text, start, end)]
