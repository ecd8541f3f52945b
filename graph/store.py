"""What every store can do, and the one of a location: a folder on disk, or a SPARQL server at an address.

`EmbeddedStore` (a folder) and `RemoteStore` (a server) fulfil the same protocol; all that reads or writes a graph is
written against `Store`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import pyoxigraph as ox

from lexline.graph.answers import Results, Term
from lexline.graph.embedded import EmbeddedStore
from lexline.graph.endpoints import is_address
from lexline.graph.remote import RemoteStore
from lexline.graph.replacing import Changes

if TYPE_CHECKING:
    import rdflib

__all__ = ["Changes", "Store", "is_address", "open_store"]


class Store(Protocol):
    """An open store; use it as a context manager, or `close` it."""

    @classmethod
    def open(cls, location: str | Path, *, create: bool = False, read_only: bool = True) -> Store:
        """Open the store of a location; see `open_store`."""
        return open_store(location, create=create, read_only=read_only)

    @property
    def location(self) -> str | Path:
        """The folder, or the server's address."""

    @property
    def beside(self) -> Path:
        """The folder for what is noted beside the graph (the manifest of a build)."""

    def query(
        self, sparql: str, *, substitutions: Mapping[str, Term] | None = None, timeout: float | None = None
    ) -> Results:
        """Answer a SPARQL 1.1 query; its default graph is the union of all graphs, prefixes are declared.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE.
            substitutions: values for variables, by name.
            timeout: seconds after which the query is given up; only for a store opened for reading.

        Raises:
            QueryError: the query does not parse, changes something, or asks another server.
            TimeLimit: it took longer than `timeout`.
            StoreError: the store cannot be read.
            NetworkError: a server did not answer as it should.
        """

    def graph_names(self) -> frozenset[str]:
        """Return the IRIs of all graphs."""

    def has_graph(self, iri: str) -> bool:
        """Say whether there is a graph of this IRI."""

    def graph(self, iri: str) -> bytes:
        """Return the content of a graph as canonical N-Triples, in no particular order; empty where there is none."""

    def about(self, subject: str, graph: str) -> tuple[ox.Triple, ...]:
        """Return what a graph says of a subject."""

    def size(self) -> int:
        """Count the triples."""

    def replace(self, documents: Iterable[tuple[str, bytes | Iterable[ox.Quad]]], *, settle: bool = True) -> Changes:
        """Put each document's graph in the place of the one it had, atomically: all of it or nothing.

        Args:
            documents: IRI of the graph, and its content as N-Quads or quads, all of this graph.
            settle: bring the shared graph up to date afterwards.

        Raises:
            StoreError: it cannot be written (disk full, opened read-only, not RDF); what was there before is
                still there.
            NetworkError: a server did not take it.
        """

    def remove(self, graphs: Iterable[str], *, settle: bool = True) -> None:
        """Take whole graphs out, each atomically, and unless told otherwise bring the shared graph up to date."""

    def settle(self) -> None:
        """Bring the shared graph up to date with the documents, and see to it that all is kept."""

    def optimize(self) -> None:
        """Rearrange for reading what has been written, where that is of use."""

    def as_rdflib(self) -> rdflib.Dataset:
        """Show the store as an rdflib dataset whose default graph is the union (slow: for small work at the edges)."""

    def close(self) -> None:
        """Close the store and let others have it."""

    def __enter__(self) -> Self:
        """Return the store itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""


def open_store(location: str | Path, *, create: bool = False, read_only: bool = True) -> Store:
    """Open the store of a location.

    Args:
        location: a folder, or the address (http, https) of a SPARQL 1.1 server.
        create: make the store where there is none yet; opens it for writing. A server's has to be there.
        read_only: open it for reading only.

    Raises:
        StoreError: a folder's store is missing, no store, of a newer format or another base, damaged, or in use.
        UsageError: the address is none, or holds a password.
        NetworkError: the server does not answer, or not as a SPARQL server does.
    """
    if isinstance(location, str) and is_address(location):
        return RemoteStore.open(location, create=create, read_only=read_only)
    return EmbeddedStore.open(location, create=create, read_only=read_only)
