"""One verb that asks two of different things -> where the second addressee begins and what it is to do.

"Urges the parties to respect the ceasefire, and Member States to support the mission": the verb holds for both. What
stands in a list of those with whom something is to be done ("with the Union, the Bank, and States to rebuild") begins
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lexline.loaders.acts import addressees, infinitives

_AND: Final = re.compile(r",\sand\s(?!to\s|that\s)")
#: How far behind the name the infinitive begins.
_NEAR: Final = 120
_SMALL_WORD: Final = re.compile(r"\b(?!of\b|the\b|and\b|for\b|on\b)[a-z]{2,}")


def begin(text: str, start: int, end: int, body: str) -> Iterator[int]:
    """Yield where further addressees of the verb begin, behind its first action, each at its comma.

    Args:
        text: the text of a unit.
        start: where the first action begins.
        end: where the clause of the verb ends.
        body: the organ whose text it is.
    """
    for joined in _AND.finditer(text, start, end):
        named = addressees.match_at(text, joined.end(), body)
        if named is None or named[1] >= end or text.startswith(("’s", "'s", "’"), named[1]):
            continue
        infinitive = infinitives.begin(text, named[1], min(end, named[1] + _NEAR))
        if infinitive is None or re.search(r"[,;:]", text[named[1] : infinitive]):
            continue
        item = text.rfind(", ", start, joined.start())
        item = item + 2 if item >= 0 else start
        if addressees.match_at(text, item, body) or not _SMALL_WORD.search(text, item, joined.start()):
            continue
        yield joined.start()
