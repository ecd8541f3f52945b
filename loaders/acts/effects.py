"""The citations and mandate events of a document -> what its paragraphs do to single paragraphs of other instruments.

"Decides to renew the measures imposed by paragraph 4 of resolution 1343 (2001)" renews that paragraph, beside the
resolution as a whole. Only pinpoints that were read make one, only those of other instruments, and only where the verb
that governs the citation, or the event in whose words it stands, is one of change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lexline.loaders.acts.deeds import ESTABLISHES
from lexline.loaders.acts.model import MandateEvent
from lexline.loaders.document import OPERATIVE, Citation, Document
from lexline.ontology import registry

_OWN: Final = frozenset({"self", "open-set"})
_GROUP: Final = "change"


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """What a paragraph (`unit`) does to paragraphs of another instrument; `effect` is the id of a citation function."""

    unit: str
    effect: str
    target: str
    target_units: tuple[str, ...]


def between(
    document: Document, citations: Sequence[Citation], events: Sequence[MandateEvent]
) -> tuple[UnitEffect, ...]:
    """Return the effects of operative paragraphs on paragraphs of other instruments, in reading order."""
    changing = {row.id for row in registry.functions() if row.group == _GROUP and row.effect}
    order = {unit.eid: place for place, unit in enumerate(document.units) if unit.kind == OPERATIVE}
    found: list[tuple[int, int, UnitEffect]] = []
    for citation in citations:
        target = citation.target
        if target is None or target in _OWN or target == document.id or not citation.target_units:
            continue
        effect = citation.function if citation.function in changing else _by_event(citation, events)
        if effect is not None and citation.unit in order:
            one = UnitEffect(citation.unit, effect, target, citation.target_units)
            found.append((order[citation.unit], citation.span.start, one))
    return tuple(one for _, _, one in sorted(found, key=lambda row: row[:2]))


def _by_event(citation: Citation, events: Sequence[MandateEvent]) -> str | None:
    """Return the effect of the event in whose words a citation stands."""
    for event in events:
        if (
            event.unit == citation.unit
            and event.effect != ESTABLISHES
            and event.span.start <= citation.span.start < event.span.end
            and citation.target in event.instruments
        ):
            return event.effect
    return None
