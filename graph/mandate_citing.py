"""A mandate's chain -> the citations from elsewhere of the instruments that make it up, each with place and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lexline.graph.projection import natural
from lexline.graph.reading import UnitLink, links_of
from lexline.ontology.vocabulary import instrument_iri

if TYPE_CHECKING:
    from lexline.graph.mandates import Chain
    from lexline.graph.store import Store


def citing(store: Store, chain: Chain) -> tuple[UnitLink, ...]:
    """Return the citations of a chain's instruments; which of them are made within the chain, its ids tell."""
    instruments = sorted({step.instrument for step in chain.steps}, key=natural)
    values = " ".join(f"<{instrument_iri(each)}>" for each in instruments)
    found = links_of(store, f"VALUES ?of {{ {values} }} ?c cito:hasCitedEntity ?of")
    return tuple(link for link in found if link.citing and link.citing != link.target)
