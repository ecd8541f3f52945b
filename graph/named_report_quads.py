"""The reports that a document names as answers to requests -> lines of its graph.

Each is a relation between two other documents, derived from the paragraph that tells of it; where the report's symbol
is printed, the plain relation `lx:answers` between the two stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from lexline.graph.act_nodes import nodes
from lexline.graph.relation_quads import LONGEST
from lexline.graph.terms import TYPE, decimal, instrument, integer, plain
from lexline.loaders.acts.named_reports import NamedReport
from lexline.loaders.document import Document
from lexline.ontology import duties
from lexline.ontology.vocabulary import LX, OA, PROV, UNIT_SEPARATOR, XSD


def lines(document: Document, found: Iterable[NamedReport]) -> list[str]:
    """Write the named reports of a document, numbered within their paragraph."""
    out: list[str] = []
    for one, me, paragraph in nodes(document.id, found, "n"):
        whole = instrument(one.target)
        asked = [f"{whole[:-1]}{UNIT_SEPARATOR}{quote(eid, safe='')}>" for eid in one.target_units] or [whole]
        end = min(one.span.end, one.span.start + LONGEST)
        said = [
            f"{TYPE} <{LX}NamedReport>",
            f"{TYPE} <{LX}DocumentRelation>",
            f"<{LX}relatedBy> <{LX}answers>",
            f"<{PROV}wasDerivedFrom> {paragraph}",
            f"<{OA}exact> {plain(one.text[:LONGEST])}",
            f"<{LX}start> {integer(one.span.start)}",
            f"<{LX}end> {integer(end)}",
            f"<{LX}rule> {plain(one.rule)}",
            f"<{LX}confidence> {decimal(one.confidence)}",
            *(f"<{LX}relatedTo> {each}" for each in asked),
        ]
        if one.by is not None:
            said.append(f"<{LX}reportedBy> <{duties.iri(one.by)}>")
        if one.date is not None:
            said.append(f'<{LX}reportDate> "{one.date.isoformat()}"^^<{XSD}date>')
        if one.report is not None:
            said.append(f"<{LX}relatedFrom> {instrument(one.report)}")
            out.extend(f"{instrument(one.report)} <{LX}answers> {each}" for each in asked)
        out.extend(f"{me} {statement}" for statement in said)
    return out
