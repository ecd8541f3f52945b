"""The events in mandates that a document makes -> lines of its graph.

Each event is a node of its own, derived from its paragraph: the mandate's subject, what happens to it (a citation
function of the group "change"), until when, and the words that say so. What follows from several documents (gaps, what
is in force) is worked out over the store and never written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lexline.graph.act_nodes import nodes
from lexline.graph.terms import TYPE, decimal, instrument, integer, language_tag, plain
from lexline.loaders.acts.model import MandateEvent
from lexline.loaders.document import Document
from lexline.ontology.symbols import slug
from lexline.ontology.vocabulary import FUNCTION, ID, LX, OA, PROV, XSD

#: The words of an event are cut beyond this: a paragraph may be one clause of many lines.
LONGEST: Final = 600


def lines(document: Document, found: Iterable[MandateEvent]) -> list[str]:
    """Write the events of a document, numbered within their paragraph in reading order."""
    texts = {unit.eid: unit.text for unit in document.units}
    tag = "@" + language_tag(document.language)
    out: list[str] = []
    for event, me, paragraph in nodes(document.id, found, "m"):
        out.extend(f"{me} {said}" for said in _said(event, paragraph, texts[event.unit], tag))
    return out


def _said(event: MandateEvent, unit: str, text: str, tag: str) -> list[str]:
    end = min(event.span.end, event.span.start + LONGEST)
    said = [
        f"{TYPE} <{LX}MandateEvent>",
        f"<{PROV}wasDerivedFrom> {unit}",
        f"<{LX}mandateEffect> <{FUNCTION}{event.effect}>",
        f"<{OA}exact> {plain(text[event.span.start : end])}",
        f"<{LX}start> {integer(event.span.start)}",
        f"<{LX}end> {integer(end)}",
        f"<{LX}rule> {plain(event.rule)}",
        f"<{LX}confidence> {decimal(event.confidence)}",
    ]
    if event.subject:
        said.append(f"<{LX}onMandate> <{ID}{slug(event.subject)}>")
    if event.subject_text:
        said.append(f"<{LX}mandateName> {plain(event.subject_text)}{tag}")
    said.extend(f"<{LX}changesInstrument> {instrument(each)}" for each in event.instruments)
    if event.partial:
        said.append(f'<{LX}ofPart> "true"^^<{XSD}boolean>')
    if event.until is not None:
        said.append(f"<{LX}untilWords> {plain(event.until.text)}{tag}")
        if event.until.date is not None:
            said.append(f'<{LX}until> "{event.until.date.isoformat()}"^^<{XSD}date>')
        if event.until.duration is not None:
            said.append(f'<{LX}period> "{event.until.duration}"^^<{XSD}duration>')
        if event.until.anchor is not None:
            said.append(f"<{LX}countedFrom> {plain(event.until.anchor)}")
    return said
