"""A text -> the words and pairs of words by which a learned model knows it.

The same function reads the examples a model is trained on and the texts it is asked about. Words are folded to small
letters without accents; numbers, and words that only hold sentences together, are left out, so that "the Republic of
Mali" and "Republic of Mali" are one pair. Only the beginning of an overlong text is read.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

#: So many characters of a text are read; the longest report has fewer.
LONGEST: Final = 1_000_000

_WORD: Final = re.compile(r"[a-z][a-z'-]*[a-z]")
#: Words that only hold sentences together.
_IDLE: Final = frozenset(
    (
        "the of and to in for on by its that as with at from is it or be an this has have was were are which their "
        "also all any not other under will such these those they into may shall been"
    ).split()
)


def words(text: str) -> list[str]:
    """Return the telling words of a text in reading order, folded.

    >>> words("The situation in Côte d’Ivoire, 2004")
    ['situation', 'cote', "d'ivoire"]
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST].replace("’", "'")).encode("ascii", "ignore").decode("ascii")
    found = (word.removesuffix("'s").removesuffix("'") for word in _WORD.findall(plain.lower()))
    return [word for word in found if word not in _IDLE]


def features(text: str) -> list[str]:
    """Return the telling words of a text, and each two of them that follow each other.

    >>> features("Women and peace and security")
    ['women', 'peace', 'security', 'women peace', 'peace security']
    """
    single = words(text)
    return single + [f"{first} {second}" for first, second in pairwise(single)]
