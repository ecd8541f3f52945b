"""The hyperlinks that official files carry, set beside what the words say: evidence, never a source of our own answers.

A link over a citation is kept with it (`Citation.official`); where the two name different instruments the words count
and the difference is noted. A link over words that were not understood becomes a citation of its own, by method.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate
from typing import Final
from urllib.parse import unquote

from lexline.loaders.citations import sentences
from lexline.loaders.document import HEADING, Citation, Document, Link, Span, Unit
from lexline.ontology.symbols import Symbol, split_joint

#: Addresses are sometimes written in small letters, which symbols never are: A/hrc/RES/35/5, A/Res/72/269.
_LOWERED: Final = re.compile(r"/(?:[a-z]{2,}|Res)/")
#: A lettered part, or a volume or section of a document; the year or session of a resolution is none.
_PART: Final = re.compile(r"\[[A-Z]\]$|\((?:vols?|parts?|sects?|supp|annexes)\b[^()]*\)$", re.I)
#: The method of a citation that only the official link tells.
METHOD: Final = "official-link"

_PAGE: Final = re.compile(r"https?://(?:www\.)?undocs\.org/(?:en/|[a-z]{2}/)?(?P<symbol>[A-Za-z][^?#]{2,120})$")


def linked(href: str) -> str | None:
    """Return the canonical id of the document that an official link leads to; None for any other address.

    >>> linked("https://undocs.org/en/S/RES/1325(2000)"), linked("https://example.org/S/2016/949")
    ('S/RES/1325(2000)', None)
    """
    match = _PAGE.match(href.strip())
    if match is None:
        return None
    first = split_joint(unquote(match["symbol"]).strip())[0]
    symbol = Symbol.find(first.upper() if _LOWERED.search(first) else first)
    return symbol.text if symbol else None


def beside(document: Document, citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """Return the citations with the official links set beside them, and those that only a link tells.

    They come in reading order.
    """
    linked_units = [unit for unit in document.units if unit.links and unit.kind != HEADING]
    if not linked_units:
        return citations
    own = {document.id, *document.symbols}
    of_unit: dict[str, list[int]] = {}
    for index, citation in enumerate(citations):
        of_unit.setdefault(citation.unit, []).append(index)
    out = list(citations)
    added: dict[str, list[Citation]] = {}
    for unit in linked_units:
        here = _Stretches([(citations[index].span, index) for index in of_unit.get(unit.eid, ())])
        for link in unit.links:
            target = linked(link.href) if link.span.start < link.span.end else None
            if target is None or target in own:
                continue
            covered = here.over(link.span)
            for index in covered:
                out[index] = _with_link(out[index], target)
            if not covered:
                added.setdefault(unit.eid, []).append(_only_linked(unit, link, target))
    if not added:
        return tuple(out)
    return _in_order(document, out, added)


class _Stretches:
    """The spans of one unit's citations, sorted, so that those a link lies over are found without looking at all."""

    def __init__(self, spans: list[tuple[Span, int]]) -> None:
        ordered = sorted(spans, key=lambda item: (item[0].start, item[0].end, item[1]))
        self.starts = [span.start for span, _ in ordered]
        self.ends = [span.end for span, _ in ordered]
        self.indices = [index for _, index in ordered]
        #: How far the spans up to each one reach: where they stop short of a link, so do all before.
        self.reach = list(accumulate(self.ends, max))

    def over(self, span: Span) -> list[int]:
        """Return the citations that share words with a span, in reading order."""
        found = []
        at = bisect_left(self.starts, span.end) - 1
        while at >= 0 and self.reach[at] > span.start:
            if self.ends[at] > span.start:
                found.append(self.indices[at])
            at -= 1
        return sorted(found)


def _with_link(citation: Citation, target: str) -> Citation:
    """Keep the link's target with a citation; note where the words say otherwise."""
    if citation.target == target or _differ_in_part(citation.target, target):
        return replace(citation, official=target)
    note = f"the official link leads to {target}"
    if note in citation.note.split("; "):
        return replace(citation, official=target)
    return replace(citation, official=target, note=f"{citation.note}; {note}" if citation.note else note)


def _differ_in_part(ours: str | None, official: str) -> bool:
    """Say whether one names a part of the other: 217 A (III) and A/RES/217(III), A/76/49 and its (Vol.II)."""
    return ours is not None and _PART.sub("", ours) == _PART.sub("", official)


def _only_linked(unit: Unit, link: Link, target: str) -> Citation:
    symbol = Symbol.find(target)
    start, end = sentences.around(sentences.starts(unit.text), len(unit.text), link.span.start)
    return Citation(
        unit=unit.eid,
        span=link.span,
        text=unit.text[link.span.start : link.span.end],
        target=target,
        kind=symbol.kind if symbol else "document",
        method=METHOD,
        confidence=0.6,
        sentence=Span(start, end),
        official=target,
    )


def _in_order(document: Document, citations: list[Citation], added: dict[str, list[Citation]]) -> tuple[Citation, ...]:
    """Put the added citations where they stand in their units, keeping the reading order of the units."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.unit, []).append(citation)
    order = [*groups, *(unit.eid for unit in document.units if unit.eid in added and unit.eid not in groups)]
    out: list[Citation] = []
    for eid in order:
        members = [*groups.get(eid, ()), *added.get(eid, ())]
        out.extend(sorted(members, key=lambda c: (c.span.start, c.span.end)) if eid in added else members)
    return tuple(out)
