"""The events that end something -> whether they end the mandate as a whole, or take away a part of it.

A regime ends where its Committee is dissolved, where its measures are ended without a pinpoint, or where a document
does nothing else but end measures that the founding resolution imposed. Measures that are named by their paragraphs,
while others go on, are a part: their end lifts that part, and the chain goes on. A mission, panel or tribunal ends with
its mandate; an authorization or request that it had beside is a part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders.acts.deeds import AMENDS, LIFTS, RENEWS, SUSPENDS, TERMINATES
from lexline.loaders.acts.model import MandateEvent
from lexline.loaders.document import OPERATIVE, Citation, Document
from lexline.ontology.mandates import AUTHORIZATION, REGIME, subject

_ENDS: Final = frozenset({TERMINATES, LIFTS})
#: "to terminate the suspension of the measures": they are in force again.
_SUSPENSION: Final = re.compile(r"\s(?:the|its|this)\ssuspension\b")
_DISSOLVED: Final = re.compile(
    r"\b(?:dissolv\w{1,3}|disband\w{0,2}|terminat\w{1,3})\b[^;]{0,160}?"
    r"\b(?<!by the )(?<!with the )(?<!of the )[Cc]ommittee\b"
)
_WHOLE: Final = re.compile(r"\b(?:mandates?|all\s(?:the\s|its\s)?(?:measures|sanctions))\b")
_PART_HEAD: Final = re.compile(
    r"\b(?:authori[sz]ations?|requests?|tasks?|provisions?|paragraphs?|arrangements?|exemptions?|designations?)\b"
)
_EXEMPTION: Final = re.compile(r"\A\W{0,3}(?:the\s)?(?:\w+\s){0,2}exemptions?\b")
_SEIZED: Final = re.compile(r"(?:Further\s|Also\s)?[Dd]ecides\s(?:also\s)?to\sremain\s(?:actively\s)?seized\b")


def settled(
    document: Document, citations: Sequence[Citation], found: Sequence[MandateEvent]
) -> tuple[MandateEvent, ...]:
    """Return the events of a document, where those that end a part only are marked so and end nothing."""
    texts = {unit.eid: unit.text for unit in document.units}
    dissolved = {
        event.subject
        for event in found
        if event.effect in _ENDS and _DISSOLVED.search(texts[event.unit], event.span.start)
    }
    alone = _does_nothing_else(document, found)
    out = []
    for event in found:
        if event.effect not in (*_ENDS, SUSPENDS) or not event.subject or event.partial:
            out.append(event)
            continue
        words = texts[event.unit][event.span.start : event.span.end]
        if event.effect in _ENDS and _SUSPENSION.match(words, len(event.verb)):
            out.append(replace(event, effect=RENEWS, until=None))
            continue
        if event.subject in dissolved or _is_whole(event, words, citations, alone=alone):
            out.append(event)
            continue
        measures = event.subject.partition(":")[0] in (REGIME, AUTHORIZATION)
        if event.effect == SUSPENDS:
            out.append(replace(event, partial=True))
            continue
        effect = LIFTS if measures and _EXEMPTION.search(words) is None else AMENDS
        out.append(replace(event, effect=effect, partial=True))
    return tuple(out)


def _is_whole(event: MandateEvent, words: str, citations: Sequence[Citation], *, alone: bool) -> bool:
    row = subject(event.subject)
    founder = row.founded_by[0] if row and row.founded_by else None
    cited = [
        citation
        for citation in citations
        if citation.unit == event.unit
        and event.span.start <= citation.span.start < event.span.end
        and citation.target in event.instruments
    ]
    pinpointed = any(citation.pinpoint for citation in cited)
    kind = event.subject.partition(":")[0]
    if _WHOLE.search(words):
        return True
    if kind == REGIME:
        if not pinpointed:
            return founder is None or not cited or founder in event.instruments
        return alone and founder in event.instruments
    if kind == AUTHORIZATION:
        return row is None or not pinpointed or founder in event.instruments
    return not (pinpointed and _PART_HEAD.search(words))


def _does_nothing_else(document: Document, found: Sequence[MandateEvent]) -> bool:
    """Say whether all that a document decides is the end of something."""
    ending = {event.unit for event in found if event.effect in _ENDS}
    return all(
        unit.eid in ending or _SEIZED.match(unit.text)
        for unit in document.units
        if unit.kind == OPERATIVE and unit.text
    )
