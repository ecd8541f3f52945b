"""Where sentences of legal English begin and end, so that every citation carries its sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# Abbreviations after which a full stop ends no sentence.
_ABBREVIATIONS: Final = frozenset(
    "no nos para paras art arts vol vols p pp chap chaps sect sects add corr rev ed eds mr mrs ms dr st res dec cf "
    "ibid op cit vs etc al seq fig i.e e.g u.s u.k resp approx jan feb mar apr jun jul aug sep sept oct nov doc supp "
    "suppl".split()
)
# A line of a table or of a title page is a sentence of its own.
_END: Final = re.compile(r"\n+|[.?!][\"”’')\]]{0,3}\s+(?=[\"“‘'(\[]{0,2}[A-Z0-9])")
_WORD_BEFORE: Final = re.compile(r"([\w.]{1,12})$")


@lru_cache(maxsize=16)
def starts(text: str) -> tuple[int, ...]:
    """Return the offsets at which the sentences of `text` begin, in order; the first is 0.

    Loaders put line breaks only between the lines of tables and title pages, where they end a sentence.

    >>> starts("See para. 3 of it. The rest follows.")
    (0, 19)
    """
    out = [0]
    for match in _END.finditer(text):
        if text[match.start()] == ".":
            before = _WORD_BEFORE.search(text, max(0, match.start() - 12), match.start())
            word = before[1].lower() if before else ""
            if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or (word.isdigit() and match.start() < 5):
                continue
        out.append(match.end())
    return tuple(out)


def around(offsets: Sequence[int], length: int, position: int) -> tuple[int, int]:
    """Return the half-open span of the sentence that holds `position`, given `starts` and the text's length."""
    index = bisect_right(offsets, position) - 1
    end = offsets[index + 1] if index + 1 < len(offsets) else length
    return offsets[index], end
