"""A row of a gold table beside the citations that match it: whether pinpoints and function agree.

Pinpoints are compared as tokens, whatever the words are that name them; a function by what the row's words mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lexline.graph.cited import Cited
from lexline.graph.gold import Row
from lexline.ontology.verbs import function_of

_KINDS: Final = {
    "par": "para",
    "art": "art",
    "cha": "ch",
    "ch": "ch",
    "ann": "annex",
    "sec": "sect",
    "rul": "rule",
    "goa": "goal",
    "tar": "target",
}
_NAMED: Final = re.compile(
    r"(paras?|articles?|arts?|chapters?|chap|ch|annex(?:es)?|sections?|sect|sec|rules?|parts?|goals?|targets?)\b\.?\s*"
)
#: "art. 2, para. 4" is art. 2 (4); "art. 76 b" is art. 76 (b).
_PARAGRAPH_OF: Final = re.compile(r"(art(?:icle)?s?\.?\s{0,8}\w{1,60}),\s{0,8}paras?\.?\s{0,8}(\w+)")
_LETTER_OF: Final = re.compile(r"(\d)\s+([a-z])\b")


def right_pinpoint(row: Row, hits: Sequence[Cited]) -> bool:
    """Say whether the citations name the row's pinpoints, all of them and no others."""
    return frozenset().union(*(pinpoints_in(", ".join(one.pinpoint)) for one in hits)) == pinpoints_in(row.pinpoint)


def right_function(row: Row, hits: Sequence[Cited]) -> bool:
    """Say whether a citation has the function of the row's words, or was read with these very words."""
    wanted = function_of(row.function)
    words = row.function.casefold()
    return any((wanted is not None and one.function == wanted.id) or one.verb.casefold() == words for one in hits)


def pinpoints_in(text: str) -> frozenset[str]:
    """Read written pinpoints as comparable tokens; a number without a word is of the kind before it.

    >>> sorted(pinpoints_in("paras. 3 (c), 4, art. 8, para. 2, ch. VII"))
    ['art8(2)', 'chvii', 'para3(c)', 'para4']
    """
    tokens: set[str] = set()
    kind = "para"
    text = _PARAGRAPH_OF.sub(r"\1 (\2)", text.lower().replace("paragraph", "para"))
    for part in re.split(r"[,;]\s*", _LETTER_OF.sub(r"\1 (\2)", text)):
        part = part.strip()
        named = _NAMED.match(part)
        if named:
            kind = _KINDS.get(named[1][:3], named[1][:4])
            part = part[named.end() :]
        token = re.sub(r"[\s.]", "", part)
        if token.startswith("pre"):  # preamble, pre. 6
            tokens.add(token)
        elif token or named:
            tokens.add(kind + token)
    return frozenset(tokens)
