"""What paragraphs do -> nodes of the graph: each act has an IRI of its own, numbered within its paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from lexline.ontology.vocabulary import ACT, ID, UNIT_SEPARATOR, unit_iri


class _Act(Protocol):
    """Whatever stands in a unit."""

    @property
    def unit(self) -> str:
        """The eId of the paragraph."""


_T = TypeVar("_T", bound=_Act)


def nodes(document: str, found: Iterable[_T], letter: str) -> Iterator[tuple[_T, str, str]]:
    """Yield each act with its node and the node of its paragraph, in reading order.

    Args:
        document: the canonical id of the document that acts.
        found: its acts.
        letter: what stands before their numbers, so that acts of different kinds never share an IRI.
    """
    count: Counter[str] = Counter()
    for act in found:
        count[act.unit] += 1
        unit = unit_iri(document, act.unit)
        yield act, f"<{ACT}{unit.removeprefix(ID)}{UNIT_SEPARATOR}{letter}{count[act.unit]}>", f"<{unit}>"
