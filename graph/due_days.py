"""A store -> the days on which something is due, light enough to count all of them by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lexline.graph.reading import text_of
from lexline.ontology.symbols import unslug
from lexline.ontology.vocabulary import ACT, UNIT_SEPARATOR

if TYPE_CHECKING:
    from lexline.graph.store import Store


@dataclass(frozen=True, slots=True)
class Due:
    """A directive with the day on which it is due: its IRI, the instrument that makes it, whether it asks to report."""

    directive: str
    instrument: str
    day: date
    reporting: bool


def due_days(store: Store) -> tuple[Due, ...]:
    """Return all directives that have a due date, by day."""
    reporting = {text_of(row[0]) for row in store.query("SELECT ?d WHERE { ?d lx:reportingDuty true }").rows}
    found = [
        Due(iri, unslug(iri.removeprefix(ACT).partition(UNIT_SEPARATOR)[0]), date.fromisoformat(day), iri in reporting)
        for iri, day in (
            (text_of(row[0]), text_of(row[1]))
            for row in store.query("SELECT ?d ?day WHERE { ?d lx:dueDate ?day }").rows
        )
    ]
    return tuple(sorted(found, key=lambda due: (due.day, due.directive)))
