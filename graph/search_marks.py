"""A passage and the words looked for -> the sentence or sentences to show, and where the words stand in them.

Marks are offsets into the text shown, half-open, in order and apart; whoever shows them sets them as it likes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lexline.graph.search_query import WORD, fold

#: About so many letters are shown.
_SHOWN: Final = 320
#: In a longer text the first so many letters are looked at.
_LOOKED_AT: Final = 60_000
_TOGETHER: Final = ("", " ", "-", "\u00a0", "\u2011")
_SENTENCE: Final = re.compile(r"(?<=[.;:?!])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term as it may stand in a text: for each of its words the spellings, folded; `begins` of the last one."""

    words: tuple[frozenset[str], ...]
    begins: bool = False

    def at(self, words: Sequence[str], start: int) -> bool:
        """Say whether the term stands in a list of words from a place on."""
        if start + len(self.words) > len(words):
            return False
        last = len(self.words) - 1
        for place, spellings in enumerate(self.words):
            word = words[start + place]
            if place == last and self.begins:
                return word.startswith(tuple(spellings))
            if word not in spellings:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text with marked words; `before` and `after` tell whether the text goes on there."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    before: bool = False
    after: bool = False

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The text in pieces, each with whether it is marked."""
        found, at = [], 0
        for start, end in self.marks:
            found += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        found.append((self.text[at:], False))
        return tuple((text, marked) for text, marked in found if text)


def places(text: str, wanted: Sequence[Wanted]) -> list[tuple[int, int, int]]:
    """Return where terms stand in a text: start, end, and the number of the term; in order."""
    found = list(WORD.finditer(text[:_LOOKED_AT]))
    words = [fold(match[0]) for match in found]
    hits = (
        (found[start].start(), found[start + len(term.words) - 1].end(), number)
        for number, term in enumerate(wanted)
        for start in range(len(words))
        if term.at(words, start)
    )
    return sorted(hits)


def snippet(text: str, hits: Sequence[tuple[int, int, int]]) -> Snippet:
    """Choose the part of a text to show: the sentences that hold the most different terms, and what is around them."""
    start, end = _window(text, hits)
    marks: list[tuple[int, int]] = []
    for begin, stop, _ in hits:
        if begin < start or stop > end:
            continue
        # words that stand side by side are one mark
        if marks and text[start + marks[-1][1] : begin] in _TOGETHER:
            marks[-1] = (marks[-1][0], max(marks[-1][1], stop - start))
        else:
            marks.append((begin - start, stop - start))
    return Snippet(text[start:end], tuple(marks), start > 0, end < len(text))


def _window(text: str, hits: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    if len(text) <= _SHOWN + _SHOWN // 4:
        return 0, len(text)
    best, start = 0, 0
    begins = [hit[0] for hit in hits]
    for place, (begin, *_) in enumerate(hits):
        inside = hits[place : bisect_left(begins, begin + _SHOWN * 3 // 4)]
        worth = 4 * len({number for *_, number in inside}) + min(len(inside), 3)
        if worth > best:
            best, start = worth, begin
    # from the beginning of the sentence, where that is near
    sentences = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    near = [at for at in sentences if start - _SHOWN // 2 <= at <= start]
    start = near[-1] if near else _word(text, max(0, start - _SHOWN // 4))
    if start + _SHOWN >= len(text):
        return start, len(text)
    ends = [at for at in sentences if start + _SHOWN * 2 // 3 <= at <= start + _SHOWN * 5 // 4]
    end = ends[0] if ends else _word(text, start + _SHOWN)
    return start, start + len(text[start:end].rstrip())


def _word(text: str, at: int) -> int:
    """Return the beginning of a word near a place."""
    space = text.find(" ", at, at + 40)
    return space + 1 if at and space >= 0 else at
