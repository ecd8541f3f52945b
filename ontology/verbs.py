"""The opening words of a paragraph -> the citation function they express.

Reads the verb phrases of `functions.ttl`, sets aside adverbs and the spelling of -ise, and takes the longest phrase
that begins the text. It finds no citation and refuses nothing: words that no phrase begins give None.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from lexline.ontology.registry import Function, functions

#: What may stand around a verb without changing what it does to the instrument it governs.
ADVERBS: Final = frozenset(
    (
        *("once again", "once more", "in this regard", "in this context", "in this connection", "in particular"),
        *("also", "further", "again", "likewise", "still", "hereby", "continuing", "continues"),
        *("especially", "particularly", "specifically", "expressly", "therefore", "accordingly"),
        *("strongly", "deeply", "firmly", "gravely", "seriously", "fully", "warmly", "extremely", "profoundly"),
        *("solemnly", "unequivocally", "categorically", "unanimously"),
    )
)

#: Words in -ise that no spelling writes with z.
_TRUE_S: Final = frozenset(stem + end for stem in ("adv", "ra", "rev") for end in ("ise", "ising", "ises", "ised"))

#: An opening longer than this is cut: no phrase is nearly as long.
_MAX_LENGTH: Final = 200
_MAX_WORDS: Final = 8


def function_of(opening: str) -> Function | None:
    """Return the citation function of a paragraph's opening words, or None where no phrase begins them.

    >>> [found.id for text in ("Further recalling", "Noting with concern also") if (found := function_of(text))]
    ['recalls', 'concerned-by']
    """
    words = _without_adverbs([_american(word) for word in opening[:_MAX_LENGTH].lower().replace(",", " ").split()])
    known = _by_phrase()
    for length in range(min(len(words), _MAX_WORDS), 0, -1):
        if found := known.get(" ".join(words[:length])):
            return found
    return None


@cache
def _by_phrase() -> Mapping[str, Function]:
    return MappingProxyType({phrase: row for row in functions() for phrase in row.phrases})


def _without_adverbs(words: list[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(words):
        size = next((n for n in (3, 2, 1) if " ".join(words[place : place + n]) in ADVERBS), 0)
        if not size:
            kept.append(words[place])
        place += size or 1
    return kept


def _american(word: str) -> str:
    """Write -ise, -ising, -ises and -ised with z, as the phrases are written."""
    for ending in ("ise", "ising", "ises", "ised"):
        if word.endswith(ending) and word not in _TRUE_S:
            return word[: -len(ending)] + ending.replace("s", "z", 1)
    return word
