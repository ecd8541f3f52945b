"""A plain text -> the official language of the United Nations that it is written in, where that is clear.

Another script decides at once; English, French and Spanish are told apart by how much of a text their commonest small
words make up. A text of few words, or of none of these languages, is taken for English, as nothing speaks against it.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

ENGLISH: Final = "en"

NAMES: Final = MappingProxyType(
    {"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French", "ru": "Russian", "zh": "Chinese"}
)

_SCRIPTS: Final = MappingProxyType(
    {
        "ru": re.compile("[\u0400-\u04ff]"),
        "ar": re.compile("[\u0620-\u06d3\ufe80-\ufefc]"),
        "zh": re.compile("[\u3400-\u9fff]"),
    }
)
#: Small words that make up a good part of every text of their language and are rare in the two others.
_SMALL: Final = MappingProxyType(
    {
        "en": frozenset("the of and to that for with by its which is are be this on has have from was shall".split()),
        "fr": frozenset("le les des du et une dans pour qui par sur aux au est sont ce cette ont ses leur".split()),
        "es": frozenset("el los las del y una por con para se su sus al lo como esta este ha sobre entre".split()),
    }
)
_WORD: Final = re.compile(r"[^\W\d_]+")
#: As much of a text as tells.
_SAMPLE: Final = 100_000
#: Of fewer letters or words nothing is concluded.
_FEWEST: Final = 20
#: A text of another language has at least this share of its small words, and this many times those of English.
_SHARE: Final = 0.12
_TIMES: Final = 3


def language_of(text: str) -> str:
    """Return the code of the language that a text is clearly written in, else that of English.

    >>> language_of("The Council met in the hall of the Assembly.")
    'en'
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.lower())
    letters = sum(map(len, words))
    if letters < _FEWEST:
        return ENGLISH
    for code, script in _SCRIPTS.items():
        if 2 * len(script.findall(sample)) > letters:
            return code
    if len(words) < _FEWEST:
        return ENGLISH
    counts = {code: sum(word in small for word in words) for code, small in _SMALL.items()}
    best = max(counts, key=lambda code: counts[code])
    clear = counts[best] >= _SHARE * len(words) and counts[best] >= _TIMES * counts[ENGLISH]
    return best if clear else ENGLISH


def is_english(code: str) -> bool:
    """Say whether a language code means English, of whatever country; an unknown language counts as English."""
    return code.lower().partition("-")[0] in ("en", "eng", "und", "")
