"""Printed markers -> places in a hierarchy: "(a)", "(ii)", "3.", "IV." read, repaired and put under their parents.

A marker that a scan has garbled ("(5)" after "(a)") is read as the one that had to come; what is printed is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SUB = re.compile(r"[“\"'‘]?\(?(?P<token>[a-z]{1,5}|[A-Z]{1,2}|\d{1,2})[)}\]]{1,2}\s+(?=\S)")
NUMBERED = re.compile(r"(?P<number>\d{1,4})\.\s+(?=\S)")
LONE_SUB = re.compile(r"\((?P<token>[a-z]{1,5}|\d{1,2})\)")

_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10}
_LOOKALIKE = str.maketrans("IlOSBZ|!i", "110582111")

LETTER, CAPITAL, ROMAN, DIGIT = "letter", "capital", "roman", "digit"


def are_numbered(paragraphs: Sequence[str]) -> bool:
    """Say whether a document's paragraphs are numbered: a run from 1 that covers it, not a short list."""
    expected, runs, after_colon = 1, 0, False
    for index, text in enumerate(paragraphs):
        match = NUMBERED.match(text)
        if match and int(match["number"]) == expected:
            after_colon = after_colon or (expected == 1 and index > 0 and paragraphs[index - 1].endswith(":"))
            expected += 1
        elif match and match["number"] == "1":
            runs += 1
    reached = expected - 1
    whole = reached >= 4 or len(paragraphs) < 40 * reached
    return reached > 0 and not (after_colon and (runs or reached < 4)) and whole


def roman_value(token: str) -> int:
    """Read a small Roman numeral (i to xxxix); 0 where the token is none."""
    lower = token.lower()
    if not lower or not _ROMAN.fullmatch(lower):
        return 0
    values = [_VALUES[c] for c in lower]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def scanned_number(token: str) -> int | None:
    """Read a number as a scan prints it, letters that look like digits included; None where it is none.

    >>> scanned_number("1l"), scanned_number("S"), scanned_number("who")
    (11, 5, None)
    """
    digits = token.translate(_LOOKALIKE)
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 4 else None


def readings(token: str) -> tuple[tuple[str, int], ...]:
    """Return every (style, ordinal) a marker may stand for: "i" is a ninth letter or a first Roman numeral."""
    out: list[tuple[str, int]] = []
    if token.isdecimal():
        return ((DIGIT, int(token)),)
    if token.islower():
        if roman_value(token):
            out.append((ROMAN, roman_value(token)))
        if len(set(token)) == 1 and len(token) <= 2:
            out.append((LETTER, ord(token[0]) - 96 + 26 * (len(token) - 1)))
    elif token.isupper() and len(token) == 1:
        out.append((CAPITAL, ord(token) - 64))
    return tuple(out)


def token_of(style: str, ordinal: int) -> str:
    """Write an ordinal in a style, for the eId of a marker that had to be repaired."""
    if style == DIGIT:
        return str(ordinal)
    if style == ROMAN:
        tens, ones = divmod(ordinal, 10)
        return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
    letter = chr((64 if style == CAPITAL else 96) + (ordinal - 1) % 26 + 1)
    return letter * ((ordinal - 1) // 26 + 1)


@dataclass(frozen=True, slots=True)
class Level:
    """One open level of sub-paragraphs: its style, the ordinal reached, and the eId of the item there."""

    style: str
    ordinal: int
    eid: str


def place(token: str, levels: tuple[Level, ...], root: str, *, opened: bool) -> tuple[Level, ...] | None:
    """Put a sub-paragraph's marker into the open levels below the unit `root`; None where it fits nowhere.

    `opened` says that the text before ends with a colon, so that a new level is likely. The last level
    returned is the item's own.
    """
    found = readings(token)
    deeper = _first(found, levels, root)
    if opened and deeper is not None:
        return deeper
    for depth in range(len(levels) - 1, -1, -1):
        for style, ordinal in found:
            if style == levels[depth].style and ordinal == levels[depth].ordinal + 1:
                return _at(levels, depth, style, ordinal, root)
    if deeper is not None:
        return deeper
    for depth in range(len(levels) - 1, -1, -1):
        for style, ordinal in found:
            if style == levels[depth].style and levels[depth].ordinal < ordinal <= levels[depth].ordinal + 3:
                return _at(levels, depth, style, ordinal, root)
    if levels and len(token) <= 2 and not any(style == levels[-1].style for style, _ in found):
        return _at(levels, len(levels) - 1, levels[-1].style, levels[-1].ordinal + 1, root)
    return None


def _first(found: tuple[tuple[str, int], ...], levels: tuple[Level, ...], root: str) -> tuple[Level, ...] | None:
    """Open a new level for a marker that begins one ("a", "i", "1", "A") in a style not yet open."""
    used = {level.style for level in levels}
    for style, ordinal in found:
        if ordinal == 1 and style not in used and len(levels) < 5:
            return _at(levels, len(levels), style, ordinal, root)
    return None


def _at(levels: tuple[Level, ...], depth: int, style: str, ordinal: int, root: str) -> tuple[Level, ...]:
    parent = levels[depth - 1].eid if depth else root
    return (*levels[:depth], Level(style, ordinal, f"{parent}__{token_of(style, ordinal)}"))
