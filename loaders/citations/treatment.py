"""How closely a text treats what it cites: listed among others, cited alone, pinpointed, quoted or changed.

Depth of treatment is what citators print as stars; here it follows from what stands in the text, by rules that a reader
can check. Also: which instruments a printed title names besides the one that it is the title of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from lexline.loaders.citations.context import Mention
from lexline.loaders.citations.names import plain
from lexline.loaders.citations.walk import joins
from lexline.ontology import registry

LISTED: Final = 1
ALONE: Final = 2
PINPOINTED: Final = 3
QUOTED_OR_CHANGED: Final = 4

#: A passage in quotation marks; shorter ones are terms and titles.
_QUOTED: Final = re.compile(r"“[^“”]{40,4000}”|\"[^\"]{40,4000}\"")
#: What introduces quoted words; a title, theme or name in quotation marks stands behind other words.
_SAYS: Final = re.compile(
    r"(?::\s?|\b(?:that|states?|stated|reads?|provides?|provided|says|said|declares?|declared|affirms?|affirmed|follows"
    r"|words|text|language|phrase|namely)\s?,?\s)$"
)
_SAYS_REACH: Final = 24
#: So far behind a reference its words may begin: "Article 51, which says in its first sentence: ...".
_LONGEST_LEAD: Final = 200


def quoted(text: str) -> list[int]:
    """Return where the quoted passages of a text begin, titles left out, in order."""
    if "“" not in text and '"' not in text:
        return []
    return [
        match.start()
        for match in _QUOTED.finditer(text)
        if _SAYS.search(text, max(0, match.start() - _SAYS_REACH), match.start())
    ]


def depths(
    text: str, mentions: Sequence[Mention], spans: Sequence[tuple[int, int]], changed: Sequence[bool]
) -> list[int]:
    """Return the depth of each mention of a unit; `mentions` come in reading order.

    `spans` are those of their sentences, `changed` says which are the object of a verb that changes law. A quoted
    passage counts for the reference that stands last before it in its sentence.
    """
    members = Counter(mention.group for mention in mentions if mention.group >= 0)
    passages = quoted(text)
    out = []
    for index, mention in enumerate(mentions):
        if changed[index] or _introduces(passages, mentions, spans[index][1], index):
            out.append(QUOTED_OR_CHANGED)
        elif mention.pins:
            out.append(PINPOINTED)
        elif members[mention.group] > 1 or _has_neighbour(text, mentions, index):
            out.append(LISTED)
        else:
            out.append(ALONE)
    return out


def _introduces(passages: list[int], mentions: Sequence[Mention], sentence_end: int, index: int) -> bool:
    """Say whether a quoted passage follows this mention before the next one and in its sentence."""
    if not passages:
        return False
    start = mentions[index].end
    end = min(sentence_end, start + _LONGEST_LEAD)
    if index + 1 < len(mentions):
        end = min(end, mentions[index + 1].start)
    at = bisect_left(passages, start)
    return at < len(passages) and passages[at] < end


def _has_neighbour(text: str, mentions: Sequence[Mention], index: int) -> bool:
    """Say whether only list words stand between this mention and the one before or behind it."""
    mention = mentions[index]
    if index and joins(text, mentions[index - 1].extent, mention.start):
        return True
    return index + 1 < len(mentions) and joins(text, mention.extent, mentions[index + 1].start)


@cache
def _parents() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return for every supplementing treaty the one that it supplements, with that one's names in plain writing."""
    out = {}
    for treaty in registry.treaties():
        parent = registry.treaty(treaty.part_of) if treaty.part_of else None
        if parent is not None:
            out[treaty.id] = (parent.id, tuple(plain(name) for name in parent.aliases))
    return out


def nested(mention: Mention) -> tuple[str, ...]:
    """Return the instruments that the printed title names besides: of a protocol the convention that it supplements."""
    known = _parents().get(mention.resolved.target or "")
    if known is None or mention.resolved.method != "name":
        return ()
    parent, names = known
    words = plain(mention.text)
    return (parent,) if any(name in words for name in names) else ()
