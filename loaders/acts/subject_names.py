"""A text -> where it names subjects of the registry, and which: by their names and abbreviations as printed.

Letters' case counts in abbreviations only. An abbreviation that nothing knows is another one typed wrongly where a
single letter makes the difference; what no such step explains stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

import ahocorasick

from lexline.loaders.citations.names import plain
from lexline.ontology import mandates

#: How sure a subject is, by what told it.
NAMED: Final = 0.98
BY_RESOLUTION: Final = 0.95
BY_REGISTRY: Final = 0.9
BEFORE: Final = 0.8
BY_DOCUMENT: Final = 0.7
BY_UNKNOWN: Final = 0.6


class Named(NamedTuple):
    """A subject found in a text: half-open span, id and how sure that is."""

    start: int
    end: int
    id: str
    sure: float


@cache
def _names() -> tuple[ahocorasick.Automaton, Mapping[str, tuple[str, str]]]:
    """Return the names of the registry by their plain writing, with their exact writing where letters' case counts."""
    found: dict[str, tuple[str, str]] = {}
    for row in mandates.subjects():
        for name in row.names:
            found.setdefault(plain(name), (row.id, ""))
        for short in row.abbreviations:
            found.setdefault(plain(short), (row.id, short))
    automaton = ahocorasick.Automaton()
    for key in found:
        automaton.add_word(key, key)
    automaton.make_automaton()
    return automaton, found


def registered(text: str) -> list[Named]:
    """Return the subjects of the registry that a text names, in order, the longest name at each place."""
    automaton, known = _names()
    lowered = plain(text)
    hits = []
    for last, key in automaton.iter(lowered):
        start, end = last + 1 - len(key), last + 1
        if (start and lowered[start - 1].isalnum()) or (end < len(lowered) and lowered[end].isalnum()):
            continue
        identifier, exact = known[key]
        if not exact or text[start:end] == exact:
            hits.append(Named(start, end, identifier, NAMED))
    return longest(hits)


def longest(hits: list[Named]) -> list[Named]:
    """Return hits without overlaps, in order: at each place the longest."""
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    out: list[Named] = []
    for hit in hits:
        if not out or hit.start >= out[-1].end:
            out.append(hit)
    return out


def is_abbreviation(word: str) -> bool:
    """Say whether the registry has a name or abbreviation that is written so."""
    return plain(word) in _names()[1]


def mistyped(word: str, meant: Iterable[str]) -> str | None:
    """Return the one of several abbreviations that a word is but for one letter; None where none or more than one is.

    >>> mistyped("UNFIL", ["UNIFIL", "UNDOF"]), mistyped("UNMISS", ["UNIFIL"])
    ('UNIFIL', None)
    """
    near = {each for each in meant if _one_step(word, each)}
    return near.pop() if len(near) == 1 else None


def _one_step(word: str, other: str) -> bool:
    """Say whether one letter left out, put in, replaced, or two exchanged make one word of the other."""
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    first, second = word[start:], other[start:]
    exchanged = len(first) > 1 and first[1::-1] + first[2:] == second
    return first[1:] == second or first == second[1:] or first[1:] == second[1:] or exchanged
