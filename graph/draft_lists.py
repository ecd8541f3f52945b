"""The lists of a draft: what stands twice in one, is recalled again in the preamble, or breaks a list's order.

Only references by number or symbol, with nothing but list words between them, make a list. Order is told only where
all members but one stand in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from lexline.graph.draft_report import HINT, WARNING, Evidence, Finding
from lexline.graph.reading import label_of
from lexline.loaders.citations.patterns import MONTHS
from lexline.loaders.document import PREAMBULAR, Citation, Document
from lexline.ontology.symbols import RESOLUTION, Symbol

#: Methods by which an instrument is called by its own number.
_EXPLICIT: Final = frozenset({"number-year", "number-slash", "number-session", "symbol", "inferred-year"})
_WORDS: Final = (
    r"and|or|as|well|its|the|in|particular|of|resolutions?|decisions?|also|most|recently|including|inter|alia|"
    r"Security|Council|General|Assembly|Human|Rights|Economic|Social|Nations|United|presidential|statements?"
)
#: What may stand between two members of a list.
_BETWEEN: Final = re.compile(rf"(?:[\s,();:]|\b(?:{_WORDS}|{'|'.join(MONTHS)})\b|\b\d{{1,2}}\b|\b\d{{4}}\b)*", re.I)
#: What ends one list and begins another.
_TURNS: Final = re.compile(r"\b(?:particular|including|recently|well|also|inter|as)\b|;", re.IGNORECASE)
#: What may stand between the verb and what it recalls.
_OBJECT: Final = re.compile(rf"(?:[\s,]|\b(?:{_WORDS}|all|previous|relevant|both|\d+)\b|[()\d/]|\b[A-Z]\b)*")
#: Fewer members show no order.
_SHORTEST: Final = 4


def findings(document: Document, citations: Sequence[Citation]) -> Iterator[tuple[int, Finding]]:
    """Yield findings with the place of the citation that each is on."""
    texts = {unit.eid: unit.text for unit in document.units}
    kinds = {unit.eid: unit.kind for unit in document.units}
    lists = list(_lists(citations, texts))
    for members in lists:
        yield from _twice(citations, members)
        yield from _out_of_order(citations, members)
    preamble = [place for place, each in enumerate(citations) if kinds.get(each.unit) == PREAMBULAR]
    yield from _again(citations, preamble, texts)


def _lists(citations: Sequence[Citation], texts: dict[str, str]) -> Iterator[list[int]]:
    """Yield the places of the citations that make up a list."""
    members: list[int] = []
    for place, citation in enumerate(citations):
        if not _explicit(citation):
            continue
        last = citations[members[-1]] if members else None
        if last is not None and (
            last.unit != citation.unit
            or last.function != citation.function
            or not 0 <= citation.span.start - last.span.end <= 120
            or not _BETWEEN.fullmatch(texts[citation.unit], last.span.end, citation.span.start)
            or _TURNS.search(texts[citation.unit], last.span.end, citation.span.start)
        ):
            yield members
            members = []
        members.append(place)
    yield members


def _explicit(citation: Citation) -> bool:
    return citation.target is not None and "/" in citation.target and citation.method in _EXPLICIT


def _twice(citations: Sequence[Citation], members: Iterable[int]) -> Iterator[tuple[int, Finding]]:
    seen: dict[tuple[str | None, tuple[str, ...]], int] = {}
    for place in members:
        one = citations[place]
        key = (one.target, one.pinpoint)
        if key in seen:
            message = f"{one.target} stands twice in this list."
            yield place, Finding(WARNING, "twice", message, "Take one out, or correct its number.")
        seen.setdefault(key, place)


def _out_of_order(citations: Sequence[Citation], members: Sequence[int]) -> Iterator[tuple[int, Finding]]:
    """Yield the one member of a list that stands out of the order of all others."""
    keys = [_key(citations[place]) for place in members]
    if len(keys) < _SHORTEST or None in keys or len({key[0] for key in keys if key}) > 1:
        return
    order = [key for key in keys if key is not None]
    if all(one <= two for one, two in pairwise(order)):
        return
    strays = [
        at for at in range(len(order)) if all(one < two for one, two in pairwise([*order[:at], *order[at + 1 :]]))
    ]
    # of two neighbours that changed places either may be moved: the second is named
    if strays and strays[-1] - strays[0] < 2 and len(set(order)) == len(order):
        one = citations[members[strays[-1]]]
        message = f"{one.target} stands out of the order in which the others are listed."
        yield members[strays[-1]], Finding(HINT, "order", message, "Move it to its place by number.")


def _key(citation: Citation) -> tuple[str, int, int] | None:
    """Return what sorts a resolution among those of its organ by the time of adoption."""
    symbol = Symbol.find(citation.target or "")
    # lettered parts are adopted on days of their own
    if symbol is None or symbol.kind != RESOLUTION or symbol.part:
        return None
    if symbol.body == "SC" and symbol.number:
        return ("SC", symbol.number, 0)
    if symbol.body == "GA" and symbol.session and symbol.session.isdigit() and symbol.number:
        return ("GA", int(symbol.session), symbol.number)
    return None


def _again(
    citations: Sequence[Citation], preamble: Sequence[int], texts: dict[str, str]
) -> Iterator[tuple[int, Finding]]:
    """Yield what two paragraphs of the preamble recall in the same words, as the object of the verb itself."""
    seen: dict[tuple[str | None, str], Citation] = {}
    for place in preamble:
        one = citations[place]
        if not _explicit(one) or one.pinpoint or not one.verb or one.function != "recalls":
            continue
        text = texts[one.unit]
        verb = text.find(one.verb, 0, 60)
        if verb < 0 or not _OBJECT.fullmatch(text, verb + len(one.verb), one.span.start):
            continue
        before = seen.setdefault((one.target, one.function), one)
        if before.unit != one.unit:
            message = f"{one.target} is recalled in {label_of(before.unit)} already."
            proof = Evidence("", before.unit, words=texts[before.unit][before.sentence.start : before.sentence.end])
            yield place, Finding(HINT, "again", message, "Recall it once.", (proof,))
