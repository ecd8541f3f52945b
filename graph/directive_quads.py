"""The directives of a document -> lines of its graph.

Each directive is a node of its own, derived from its paragraph: how strongly it speaks, to whom, what is to be done, by
when, and the words that say so. An addressee that a registry knows stands as what it is, another one as its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lexline.graph.act_nodes import nodes
from lexline.graph.terms import TYPE, decimal, instrument, integer, language_tag, plain
from lexline.loaders.acts.model import Directive
from lexline.loaders.document import Document
from lexline.ontology import duties
from lexline.ontology.vocabulary import LX, OA, PROV, STRENGTH, XSD

#: The words of a directive, and those of its action, are cut beyond this.
LONGEST: Final = 600


def lines(document: Document, found: Iterable[Directive]) -> list[str]:
    """Write the directives of a document, numbered within their paragraph in reading order."""
    texts = {unit.eid: unit.text for unit in document.units}
    tag = "@" + language_tag(document.language)
    out: list[str] = []
    for directive, me, paragraph in nodes(document.id, found, "d"):
        said = _said(directive, paragraph, instrument(document.id), texts[directive.unit], tag)
        out.extend(f"{me} {statement}" for statement in said)
    return out


def _said(directive: Directive, unit: str, whole: str, text: str, tag: str) -> list[str]:
    span = directive.span
    end = min(span.end, span.start + LONGEST)
    said = [
        f"{TYPE} <{LX}Directive>",
        f"<{PROV}wasDerivedFrom> {unit}",
        f"<{LX}directedBy> {whole}",
        f"<{LX}strength> <{STRENGTH}{directive.strength}>",
        f"<{LX}verb> {plain(directive.verb)}",
        f"<{LX}rule> {plain(directive.rule)}",
        f"<{LX}confidence> {decimal(directive.confidence)}",
    ]
    if end > span.start:
        said.append(f"<{OA}exact> {plain(text[span.start : end])}")
        said.append(f"<{LX}start> {integer(span.start)}")
        said.append(f"<{LX}end> {integer(end)}")
    for addressee in directive.addressees:
        if addressee.id:
            said.append(f"<{LX}addressee> <{duties.iri(addressee.id)}>")
        elif addressee.text:
            said.append(f"<{LX}addresseeText> {plain(addressee.text)}{tag}")
    if directive.action:
        said.append(f"<{LX}action> {plain(directive.action[:LONGEST])}{tag}")
    return [*said, *_when(directive, tag), *_report(directive, tag)]


def _when(directive: Directive, tag: str) -> list[str]:
    """Say by when it is to be done, and after how long again."""
    said: list[str] = []
    if (period := directive.deadline) is not None:
        said.append(f"<{LX}dueWords> {plain(period.text)}{tag}")
        if period.date is not None:
            said.append(f'<{LX}dueDate> "{period.date.isoformat()}"^^<{XSD}date>')
        if period.duration is not None:
            said.append(f'<{LX}period> "{period.duration}"^^<{XSD}duration>')
        if period.anchor is not None:
            said.append(f"<{LX}countedFrom> {plain(period.anchor)}")
    if directive.every is not None:
        said.append(f'<{LX}every> "{directive.every}"^^<{XSD}duration>')
    return said


def _report(directive: Directive, tag: str) -> list[str]:
    """Say that it is a duty to report, and to whom."""
    if not directive.reporting:
        return []
    said = [f'<{LX}reportingDuty> "true"^^<{XSD}boolean>']
    if directive.report_to is not None and ":" in directive.report_to:
        said.append(f"<{LX}reportTo> <{duties.iri(directive.report_to)}>")
    elif directive.report_to:
        said.append(f"<{LX}reportToText> {plain(directive.report_to)}{tag}")
    return said
