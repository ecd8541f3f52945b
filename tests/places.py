"""Where a store can be, for tests that have to hold of every store: a folder, `oxigraph serve`, Virtuoso."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.store import Store, open_store
from lexline.loaders.document import Citation, Document

Statements = dict[str, list[str]]


@dataclass(frozen=True)
class Place:
    """The location of a store, and what kind of store is there."""

    kind: str
    location: str | Path

    def writing(self) -> Store:
        return open_store(self.location, create=True)

    def reading(self) -> Store:
        return open_store(self.location)

    def filled(self, documents: Iterable[tuple[Document, tuple[Citation, ...]]]) -> Place:
        """Put these documents and the registries there."""
        with self.writing() as store:
            store.replace([ontology_quads(), *(encode(*one) for one in documents)])
        return self

    def emptied(self) -> Place:
        """Take out what is there of lexline's."""
        with self.writing() as store:
            store.remove(store.graph_names(), settle=False)
        return self


def content(store: Store) -> Statements:
    """Return the statements of each graph, sorted."""
    return {name: sorted(store.graph(name).decode("utf-8").splitlines()) for name in sorted(store.graph_names())}
