"""The embedded store: a folder on disk in which every document is one named graph, replaced as a whole.

A store is a folder with a marker (`lexline.json`), a lock, and the data of a pyoxigraph database in `data/`. Many
processes may read a store at a time, or one may write. Refused, each with a remedy: a path that holds no store, a
store of a newer format or of another base, a store in use by another process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import pyoxigraph as ox

from lexline.graph import answers, marker, shared
from lexline.graph.answers import Results, Term
from lexline.graph.locks import Lock
from lexline.graph.replacing import Changes, as_quads, difference, exchange, not_rdf, serialized
from lexline.graph.terms import SHARED_GRAPH
from lexline.ontology.errors import StoreBusy, StoreError, TimeLimit, UsageError

if TYPE_CHECKING:
    import rdflib

#: New graphs are written together when they come to as many bytes; each such load is one transaction. The
#: database takes up to a million quads into one load, of which this is an eighth.
_LOAD_BYTES: Final = 24 * 1024 * 1024
#: Below this a load goes through the log, above it straight into the database's files (four times as fast).
_BULK_BYTES: Final = 2 * 1024 * 1024
#: After as many bytes of changes the database is asked to empty its buffers, which bounds its memory.
_FLUSH_BYTES: Final = 64 * 1024 * 1024

#: What the database says when another process has it ("block" and "clock" are other words).
_LOCKED: Final = re.compile(r"\block(?: file|s available| hold)|\bNo locks\b", re.IGNORECASE)


class EmbeddedStore:
    """An open store in a folder; use it as a context manager, or `close` it."""

    def __init__(self, location: Path, raw: ox.Store, lock: Lock, *, read_only: bool) -> None:
        self.location = location
        self.read_only = read_only
        self._raw: ox.Store | None = raw
        self._lock = lock
        self._written = 0

    @classmethod
    def open(cls, location: str | Path, *, create: bool = False, read_only: bool = True) -> EmbeddedStore:
        """Open a store.

        Args:
            location: the store's folder.
            create: make the store where there is none yet; opens it for writing.
            read_only: open it for reading only, beside other readers.

        Raises:
            StoreError: it is missing, no store, of a newer format or another base, damaged, or in use.
        """
        location = Path(location)
        read_only = read_only and not create
        if create:
            marker.make(location)
        marker.check(location)
        lock = Lock.take(location, shared=read_only)
        data = location / "data"
        try:
            with _told(location):
                raw = ox.Store.read_only(str(data)) if read_only else ox.Store(str(data))
        except FileNotFoundError as error:
            lock.release()
            raise StoreError(f"The store {location} is empty.", "Build it with `lexline build`.") from error
        except BaseException:
            lock.release()
            raise
        return cls(location, raw, lock, read_only=read_only)

    @property
    def beside(self) -> Path:
        """The folder for what is noted beside the graph (the manifest of a build)."""
        return self.location

    @property
    def raw(self) -> ox.Store:
        """The pyoxigraph store underneath."""
        if self._raw is None:
            raise StoreError(f"The store {self.location} is closed.", "Open it again.")
        return self._raw

    def query(
        self, sparql: str, *, substitutions: Mapping[str, Term] | None = None, timeout: float | None = None
    ) -> Results:
        """Answer a SPARQL 1.1 query; its default graph is the union of all graphs, prefixes are declared.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE.
            substitutions: values for variables, by name.
            timeout: seconds after which the query is stopped; only for a store opened for reading.

        Raises:
            QueryError: the query does not parse, changes something, or asks another server.
            TimeLimit: it took longer than `timeout`.
            StoreError: the store cannot be read.
        """
        if timeout is None:
            with _told(self.location):
                return answers.answer(self.raw, sparql, substitutions)
        if not self.read_only:
            raise UsageError("A query with a time limit needs a store opened for reading.", "Open it read-only.")
        if timeout <= 0:
            raise TimeLimit("The query was given no time.", "Give it more with --timeout.")
        return answers.answer_apart(self.location, sparql, substitutions, timeout)

    def graph_names(self) -> frozenset[str]:
        """Return the IRIs of all graphs."""
        with _told(self.location):
            return frozenset(graph.value for graph in self.raw.named_graphs() if isinstance(graph, ox.NamedNode))

    def has_graph(self, iri: str) -> bool:
        """Say whether there is a graph of this IRI."""
        with _told(self.location):
            return self.raw.contains_named_graph(ox.NamedNode(iri))

    def graph(self, iri: str) -> bytes:
        """Return the content of a graph as N-Triples, in no particular order; empty where there is none."""
        with _told(self.location):
            return self.raw.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(iri)) or b""

    def about(self, subject: str, graph: str) -> tuple[ox.Triple, ...]:
        """Return what a graph says of a subject."""
        with _told(self.location):
            found = self.raw.quads_for_pattern(ox.NamedNode(subject), None, None, ox.NamedNode(graph))
            return tuple(quad.triple for quad in found)

    def size(self) -> int:
        """Count the triples."""
        with _told(self.location):
            return len(self.raw)

    def replace(self, documents: Iterable[tuple[str, bytes | Iterable[ox.Quad]]], *, settle: bool = True) -> Changes:
        """Put each document's graph in the place of the one it had, atomically: all of it or nothing.

        A graph that is there already is compared, and only the difference is written.

        Args:
            documents: IRI of the graph, and its content as N-Quads or quads, all of this graph.
            settle: bring the shared graph up to date afterwards.

        Raises:
            StoreError: it cannot be written (disk full, opened read-only, not RDF); what was there before is
                still there.
        """
        done = Changes()
        fresh: dict[str, bytes] = {}
        size = 0
        for graph, content in documents:
            data = content if isinstance(content, bytes) else serialized(content)
            if graph in fresh or size > _LOAD_BYTES:
                self._load(fresh)
                fresh, size = {}, 0
            if self.has_graph(graph):
                done += Changes(changed=1) if self._change(graph, data) else Changes(same=1)
            elif data:
                fresh[graph] = data
                size += len(data)
                done += Changes(made=1)
        self._load(fresh)
        if settle:
            self.settle()
        return done

    def remove(self, graphs: Iterable[str], *, settle: bool = True) -> None:
        """Take whole graphs out, each atomically, and unless told otherwise bring the shared graph up to date."""
        with _told(self.location):
            for graph in graphs:
                self.raw.update(f"DROP SILENT GRAPH <{graph}>")
            if settle:
                self.settle()

    def settle(self) -> None:
        """Bring the shared graph up to date with the documents, and see to it that all is on disk."""
        with _told(self.location):
            leaving, entering = shared.changes(self._rows, self.graph(SHARED_GRAPH))
            self._update(SHARED_GRAPH, leaving, entering)
            self.raw.flush()

    def optimize(self) -> None:
        """Rearrange the files for reading; worth its time after a build of many documents."""
        with _told(self.location):
            self.raw.optimize()

    def as_rdflib(self) -> rdflib.Dataset:
        """Show the store as an rdflib dataset whose default graph is the union (slow: for small work at the edges)."""
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self.raw), default_union=True)

    def close(self) -> None:
        """Close the store and let others have it."""
        self._raw = None
        self._lock.release()

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query of our own, one at a time."""
        rows = self.raw.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        return (tuple(row) for row in rows)

    def _load(self, fresh: Mapping[str, bytes]) -> None:
        """Write graphs that are not there yet, in one transaction."""
        data = b"".join(fresh.values())
        try:
            with _told(self.location):
                if len(data) >= _BULK_BYTES:
                    self.raw.bulk_load(data, ox.RdfFormat.N_QUADS)
                elif data:
                    self.raw.load(data, ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise not_rdf(next((name for name in fresh if not _parses(fresh[name])), "?"), error) from error

    def _change(self, graph: str, data: bytes) -> bool:
        """Write the difference between a graph and its new content; False where there is none."""
        return self._update(graph, *difference(graph, self.graph(graph), data))

    def _update(self, graph: str, leaving: list[str], entering: list[str]) -> bool:
        """Take lines out of a graph and put lines in, in one transaction."""
        if not leaving and not entering:
            return False
        quads = as_quads(graph, entering)
        with _told(self.location):
            try:
                if leaving:
                    self.raw.update(exchange(graph, leaving, entering))
                else:
                    # only additions: one transaction as well, without the cost of reading SPARQL
                    self.raw.load(quads, ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise not_rdf(graph, error) from error
            self._written += len(quads) + sum(map(len, leaving))
            if self._written > _FLUSH_BYTES:
                self.raw.flush()
                self._written = 0
        return True


def _parses(data: bytes) -> bool:
    try:
        return all(True for _ in ox.parse(data, ox.RdfFormat.N_QUADS))
    except SyntaxError:
        return False


@contextmanager
def _told(location: Path) -> Iterator[None]:
    """Turn what the database raises into a StoreError that says what to do."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError) as error:
        text = str(error)
        if "No space left" in text or "File too large" in text:
            raise StoreError(
                f"The disk of the store {location} is full; what the store held before is intact.",
                "Make room and run the same command again.",
            ) from error
        if "read-write" in text:
            raise StoreError(f"The store {location} is open for reading only.", "Open it for writing.") from error
        if _LOCKED.search(text):
            raise StoreBusy(
                f"The store {location} is in use by another process.", "Wait until it is finished, or use a copy."
            ) from error
        raise StoreError(
            f"The store {location} cannot be used: {text.splitlines()[0] if text else type(error).__name__}",
            "Check the disk; if the store is damaged, build it again in a new folder.",
        ) from error
