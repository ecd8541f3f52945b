"""Triples -> Turtle with the project's prefixes, for the verbs that can answer in RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lexline.ontology import vocabulary

if TYPE_CHECKING:
    from lexline.graph.store import Store


def turtle(store: Store, construct: str) -> Iterator[str]:
    """Ask a CONSTRUCT question and write the answer as Turtle."""
    return write(store.query(construct).triples)


def serialise(iris: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Write triples of IRIs as Turtle."""
    return write(ox.Triple(*(ox.NamedNode(iri) for iri in triple)) for triple in iris)


def write(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Write triples as Turtle, each once, in an order that never changes."""
    ordered = sorted(set(triples), key=str)
    used = {name: iri for name, iri in vocabulary.PREFIXES.items() if any(iri in str(triple) for triple in ordered)}
    yield (ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b"").decode("utf-8")
