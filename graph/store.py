"""The embedded store: a folder on disk in which every document is one named graph, replaced as a whole.

A store is a folder with a marker (`lexline.json`), a lock, and the data of a pyoxigraph database in `data/`. Many
processes may read a store at a time, or one may write. Refused, each with a remedy: a path that holds no store, a
store of a newer format or of another base, a store in use by another process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import pyoxigraph as ox

from lexline.graph import answers, marker, shared
from lexline.graph.answers import Results, Term
from lexline.graph.locks import Lock
from lexline.graph.terms import SHARED_GRAPH
from lexline.ontology.errors import StoreBusy, StoreError, TimeLimit, UsageError
from lexline.ontology.vocabulary import GRAPH, ID, parse_iri

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


@dataclass(frozen=True, slots=True)
class Changes:
    """How many graphs a `replace` made, changed, and found as they were."""

    made: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Changes) -> Changes:
        """Add up."""
        return Changes(self.made + other.made, self.changed + other.changed, self.same + other.same)


class Store:
    """An open store; use it as a context manager, or `close` it."""

    def __init__(self, location: Path, raw: ox.Store, lock: Lock, *, read_only: bool) -> None:
        self.location = location
        self.read_only = read_only
        self._raw: ox.Store | None = raw
        self._lock = lock
        self._written = 0

    @classmethod
    def open(cls, location: str | Path, *, create: bool = False, read_only: bool = True) -> Store:
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
            data = content if isinstance(content, bytes) else _serialized(content)
            if graph in fresh or size > _LOAD_BYTES:
                self._load(fresh)
                fresh, size = {}, 0
            if self.raw.contains_named_graph(ox.NamedNode(graph)):
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
            leaving, entering = shared.changes(self.raw)
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
            raise _not_rdf(next((name for name in fresh if not _parses(fresh[name])), "?"), error) from error

    def _change(self, graph: str, data: bytes) -> bool:
        """Write the difference between a graph and its new content; False where there is none."""
        present = set(
            (self.raw.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b"").split(b"\n")
        )
        end = f" <{graph}> .".encode()
        wanted = {line.removesuffix(end) + b" ." for line in data.split(b"\n") if line.endswith(end)}
        leaving = [line.decode("utf-8").removesuffix(" .") for line in sorted(present - wanted) if line]
        entering = [line.decode("utf-8").removesuffix(" .") for line in sorted(wanted - present)]
        return self._update(graph, leaving, entering)

    def _update(self, graph: str, leaving: list[str], entering: list[str]) -> bool:
        """Take lines out of a graph and put lines in, in one transaction."""
        if not leaving and not entering:
            return False
        quads = "".join(f"{line} <{graph}> .\n" for line in entering).encode("utf-8")
        with _told(self.location):
            try:
                if leaving:
                    self.raw.update(_exchange(graph, leaving, entering))
                else:
                    # only additions: one transaction as well, without the cost of reading SPARQL
                    self.raw.load(quads, ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise _not_rdf(graph, error) from error
            self._written += len(quads) + sum(map(len, leaving))
            if self._written > _FLUSH_BYTES:
                self.raw.flush()
                self._written = 0
        return True


def _exchange(graph: str, leaving: list[str], entering: list[str]) -> str:
    """Write the update, one transaction, that takes lines out of a graph and puts lines in."""
    parts = [f"DELETE DATA {{ GRAPH <{graph}> {{\n{_statements(leaving)} }} }}"]
    if entering:
        parts.append(f"INSERT DATA {{ GRAPH <{graph}> {{\n{_statements(entering)} }} }}")
    return " ;\n".join(parts)


def _statements(lines: list[str]) -> str:
    return "".join(f"{line} .\n" for line in lines)


def _parses(data: bytes) -> bool:
    try:
        return all(True for _ in ox.parse(data, ox.RdfFormat.N_QUADS))
    except SyntaxError:
        return False


def _not_rdf(graph: str, error: SyntaxError) -> StoreError:
    name = (parse_iri(ID + graph.removeprefix(GRAPH)) or (graph, None))[0]
    return StoreError(
        f"{name} cannot be written as RDF ({error.msg}).", "Leave its file out, and please report this with the file."
    )


def _serialized(quads: Iterable[ox.Quad]) -> bytes:
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


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
