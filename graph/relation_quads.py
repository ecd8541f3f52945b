"""How a document relates to others, in its own words -> lines of its graph.

Each relation is a node of its own, derived from its paragraph and shown by its citation; where the other document is
named, the plain relation between the two stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from lexline.graph.terms import TYPE, decimal, instrument, integer, plain
from lexline.loaders.acts.relations import Relation
from lexline.loaders.document import Citation, Document
from lexline.ontology.vocabulary import ACT, CITE, ID, LX, OA, PROV, UNIT_SEPARATOR

#: The words of a relation are cut beyond this.
LONGEST: Final = 600


def lines(document: Document, citations: Sequence[Citation], found: Iterable[Relation]) -> list[str]:
    """Write the relations of a document, numbered within their paragraph; `citations` are all those of the document."""
    me = instrument(document.id)
    stem = me[1:-1].removeprefix(ID)
    count: dict[str, int] = {}
    out: list[str] = []
    for one in found:
        number = count[one.unit] = count.get(one.unit, 0) + 1
        name = f"{stem}{UNIT_SEPARATOR}{quote(one.unit, safe='')}"
        node = f"<{ACT}{name}{UNIT_SEPARATOR}r{number}>"
        others = _others(one)
        end = min(one.span.end, one.span.start + LONGEST)
        said = [
            f"{TYPE} <{LX}DocumentRelation>",
            f"<{LX}relatedBy> <{LX}{one.kind}>",
            f"<{PROV}wasDerivedFrom> <{ID}{name}>",
            f"<{OA}exact> {plain(one.text[: end - one.span.start])}",
            f"<{LX}start> {integer(one.span.start)}",
            f"<{LX}end> {integer(end)}",
            f"<{LX}rule> {plain(one.rule)}",
            f"<{LX}confidence> {decimal(one.confidence)}",
            *(f"<{LX}relatedTo> {other}" for other in others),
        ]
        if one.citation is not None:
            said.append(f"<{LX}shownBy> <{CITE}{name}{UNIT_SEPARATOR}{_number(one.citation, citations)}>")
        out.extend(f"{node} {statement}" for statement in said)
        out.extend(f"{me} <{LX}{one.kind}> {other}" for other in others)
    return out


def _others(one: Relation) -> list[str]:
    if one.target is None:
        return []
    whole = instrument(one.target)
    return [f"{whole[:-1]}{UNIT_SEPARATOR}{quote(eid, safe='')}>" for eid in one.target_units] or [whole]


def _number(citation: Citation, citations: Sequence[Citation]) -> int:
    """Return the number of a citation within its unit, as the citations are numbered in the graph."""
    own = sorted((c for c in citations if c.unit == citation.unit), key=lambda c: (c.span.start, c.span.end))
    return own.index(citation) + 1
