"""Text to tokens: every stretch that may be part of a reference, with its span; nothing is resolved here.

Tokens come from the patterns (symbols, numbers, ibid., dates, head words), from the registries (names of treaties and
declarations, names of bodies), and from `pinpoints` (paragraphs, articles, annexes). They never overlap: a
name wins over a number inside it, the longest name at a place over a shorter one.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lexline.loaders.citations import judgments, lexicon, names, pinpoints
from lexline.loaders.citations.aliases import Aliases
from lexline.loaders.citations.patterns import match_at

#: A unit longer than this is scanned only so far. The longest real one, an annex of tables, has 760,000 characters.
MAX_TEXT: Final = 4_000_000

#: Typographic hyphens stand for the plain one in symbols and numbers; one to one, so that offsets stay true.
_HYPHENS: Final = (("\u2010", "-"), ("\u2011", "-"), ("\u00a0", " "))
#: Cyrillic letters that look like Latin ones, set by mistake as the part of a resolution: 75/257 В.
_CYRILLIC: Final = re.compile(r"(?<=\d\s)[\u0410\u0412\u0415\u0421\u041d](?!\w)")
_LATIN: Final = {"\u0410": "A", "\u0412": "B", "\u0415": "E", "\u0421": "C", "\u041d": "H"}
_SYMBOL_OPENS: Final = re.compile(r"[A-Z]/[\w./-]*\d\s?\($")


class Token(NamedTuple):
    """A candidate: kind (a group of `patterns`, or name, body, pin, alias), half-open span, words, and what they name.

    `text` has plain hyphens and blanks where the printed text has typographic ones; `value` is the id or code of a
    name; `pins` are those of a pinpoint, `sure` and `note` what is told about a case.
    """

    kind: str
    start: int
    end: int
    text: str
    value: str = ""
    pins: tuple[pinpoints.Pin, ...] = ()
    sure: float = 1.0
    note: str = ""


def scan(text: str, aliases: Aliases | None = None) -> list[Token]:
    """Return the tokens of one unit's text in reading order, without overlaps.

    `aliases` are names that the document itself defined so far.
    Names go first (a number inside a treaty's title is no reference), then pinpoints, then the patterns.
    """
    text = text[:MAX_TEXT]
    if not text.isascii():
        for mark, plain in _HYPHENS:
            text = text.replace(mark, plain)
        if any(letter in text for letter in _LATIN):
            text = _CYRILLIC.sub(lambda match: _LATIN[match[0]], text)
    lowered = names.plain(text)
    places = lexicon.look(text, lowered)
    if not places.speaks and not (aliases and aliases.stand_in(text)):
        return []
    claimed = _claimed(text, lowered, places, aliases)
    found: list[Token] = []
    position = 0
    starts = iter(sorted(set(places.starts)))
    start = next(starts, None)
    for token in (*claimed, None):
        limit = token.start if token is not None else len(text)
        while start is not None and start < limit:
            match = match_at(text, start, limit) if start >= position else None
            if match is not None:
                position = match.end()
                found.append(Token(match.lastgroup or "", start, position, match[0]))
            start = next(starts, None)
        if token is not None:
            found.append(token)
            position = token.end
    return found


def _claimed(text: str, lowered: str, places: lexicon.Places, aliases: Aliases | None) -> list[Token]:
    """Return the names, pinpoints and aliases of a text: the first and longest at each place, in order."""
    taken = [
        Token("name" if hit.treaty else "body", hit.start, hit.end, text[hit.start : hit.end], hit.value)
        for hit in (names.choose(text, lowered, places.names) if places.names else ())
    ]
    if places.pins or places.behind:
        taken.extend(
            Token("pin", p.start, p.end, text[p.start : p.end], "", p.pins)
            for p in pinpoints.find(text, places.pins, places.behind)
            if not _in_symbol(text, p)
        )
    if places.case:
        taken.extend(
            Token(c.method, c.start, c.end, text[c.start : c.end], c.id, (), c.confidence, c.note)
            for c in judgments.find(text)
        )
    if aliases:
        taken.extend(Token("alias", m.start(), m.end(), m[0], aliases.meaning[m[0]]) for m in aliases.finditer(text))
    taken.sort(key=_first_and_longest)
    out: list[Token] = []
    reached = 0
    for token in taken:
        if token.start >= reached:
            out.append(token)
            reached = token.end
    return out


def _first_and_longest(token: Token) -> tuple[int, int]:
    return token.start, -token.end


def _in_symbol(text: str, pin: pinpoints.Found) -> bool:
    """Say whether a pinpoint is the parenthesis of a symbol: A/62/6 (Sect. 13)."""
    return _SYMBOL_OPENS.search(text, max(0, pin.start - 24), pin.start) is not None
