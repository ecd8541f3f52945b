"""What a document's paragraphs do to paragraphs of other instruments -> lines of its graph.

Each is the plain relation from paragraph to paragraph, the same that stands between the two instruments; the citation
that shows it names both.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from lexline.graph.terms import instrument
from lexline.loaders.acts.effects import UnitEffect
from lexline.loaders.document import Document
from lexline.ontology import registry
from lexline.ontology.vocabulary import UNIT_SEPARATOR


def lines(document: Document, found: Iterable[UnitEffect]) -> list[str]:
    """Write the effects between paragraphs."""
    relations = {row.id: row.effect for row in registry.functions() if row.effect}
    return [
        f"{_unit(document.id, one.unit)} <{relations[one.effect]}> {_unit(one.target, eid)}"
        for one in found
        if one.effect in relations
        for eid in one.target_units
    ]


def _unit(identifier: str, eid: str) -> str:
    return f"{instrument(identifier)[:-1]}{UNIT_SEPARATOR}{quote(eid, safe='')}>"
