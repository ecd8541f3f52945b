"""A store and a treaty -> how many take part in it, as its table of participation has it; None where there is none.

Consent to be bound is counted, whatever the act (ratification, accession, succession ...); on which day the treaty
entered into force for a State is another matter, which a table may not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lexline.ontology.vocabulary import instrument_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store


@dataclass(frozen=True, slots=True)
class Taking:
    """How many have signed a treaty, are bound by it, and have left it."""

    signed: int
    bound: int
    left: int


def taking_part(store: Store, identifier: str) -> Taking | None:
    """Count who takes part in a treaty; None where no table of participation in it is loaded."""
    query = (
        f"SELECT ?who ?signed ?bound ?left WHERE {{ ?row lx:onTreaty <{instrument_iri(identifier)}> ; "
        "a lx:Participation ; lx:participant ?who OPTIONAL { ?row lx:signedOn ?signed } "
        "OPTIONAL { ?row lx:boundOn ?bound } OPTIONAL { ?row lx:withdrewOn ?left } }"
    )
    rows = store.query(query).rows
    if not rows:
        return None
    signed = {who for who, day, _, _ in rows if day is not None}
    bound = {who for who, _, day, left in rows if day is not None and left is None}
    left = {who for who, _, _, day in rows if day is not None} - bound
    return Taking(len(signed), len(bound), len(left))
