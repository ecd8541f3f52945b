"""Passages and the terms looked for -> how good each passage is, by a closer look than the index itself takes.

BM25 as the index computes it takes each ending of a word for a word of its own, so that a rare ending (humanity, for
human) outweighs the word that was typed. Here all endings of a word are one, the word as typed counts most, and words
that stand as they were typed, one behind the other, count more than the same words apart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lexline.graph.search_query import Query, Term, words_of

#: BM25: how soon many occurrences count no more, and how much long passages are held back.
_SOON: Final = 1.2
_LONG: Final = 0.6
#: Words of a passage of common length, and words that are looked at.
_COMMON: Final = 50
_LOOKED_AT: Final = 4000
#: A word in a heading counts so many times, and another ending of a word so much.
_HEADING: Final = 3
_ENDING: Final = 0.6
#: What words gain that stand as they were typed, and those that do so with other endings.
_AS_TYPED: Final = 1.6
_ALIKE: Final = 1.3
#: The share of passages that a beginning of a word is taken to occur in.
_BEGINNINGS: Final = 0.01


@dataclass(frozen=True, slots=True)
class Ranking:
    """What passages are looked at for: the query, the spellings of its words, and how many passages hold each."""

    query: Query
    spellings: Mapping[Term, tuple[str, ...]]
    frequencies: Mapping[str, int]
    passages: int

    def scores(self, passages: Sequence[tuple[str, str]]) -> list[float]:
        """Return how good each passage (heading, text) is."""
        worth = {term: self._worth(term) for term in self.query.terms}
        alike = self._alike()
        typed = f" {' '.join(self.query.in_a_row)} " if len(self.query.in_a_row) > 1 else ""
        return [self._score(heading, text, worth, typed, alike) for heading, text in passages]

    def _score(
        self, heading: str, text: str, worth: Mapping[Term, float], typed: str, alike: re.Pattern[str] | None
    ) -> float:
        head, body = words_of(heading)[:_LOOKED_AT], words_of(text[: _LOOKED_AT * 8])[:_LOOKED_AT]
        # a gap between the two: no phrase goes over it
        whole = f" {' '.join(head)} | {' '.join(body)} "
        long = 1 - _LONG + _LONG * (len(head) + len(body)) / _COMMON
        total = 0.0
        for group in self.query.groups:
            total += max(worth[term] * self._often(term, head, body, whole, long) for term in group)
        if typed and typed in whole:
            return total * _AS_TYPED
        return total * (_ALIKE if alike and alike.search(whole) else 1.0)

    def _often(self, term: Term, head: list[str], body: list[str], whole: str, long: float) -> float:
        """Return what the occurrences of a term in a passage count."""
        if term in self.spellings:
            typed, *others = self.spellings[term]
            count = _HEADING * head.count(typed) + body.count(typed)
            same = _ENDING * sum(_HEADING * head.count(each) + body.count(each) for each in others)
            often = count + same
        else:
            often = whole.count(f" {' '.join(term.words)}{'' if term.begins else ' '}")
        return often * (_SOON + 1) / (often + _SOON * long)

    def _worth(self, term: Term) -> float:
        """Return how telling a term is: the rarer the more."""
        if term.begins:
            count = self.passages * _BEGINNINGS
        elif term in self.spellings:
            count = sum(self.frequencies.get(each, 0) for each in self.spellings[term])
        else:
            count = min(self.frequencies.get(each, 0) for each in term.words)
        return math.log(1 + (self.passages + 0.5) / (count + 0.5))

    def _alike(self) -> re.Pattern[str] | None:
        """Return what finds the words as they were typed, with any endings."""
        if len(self.query.in_a_row) < 2:
            return None
        same = {term.words[0]: spelt for term, spelt in self.spellings.items()}
        return re.compile(
            r"\b" + " ".join(f"(?:{'|'.join(same.get(word, (word,)))})" for word in self.query.in_a_row) + r"\b"
        )
