"""A SPARQL 1.1 server as a store: queries, whole graphs by the graph store protocol, else updates.

A document's graph goes to the server in one request, which servers carry out whole or not at all. Of what else the
server holds only the union of its graphs is seen: graphs that are not lexline's are neither listed nor touched. There
is no lock: one build at a time may write. Refused: a server whose default graph leaves out its named graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import pyoxigraph as ox

from lexline.graph import shared
from lexline.graph.answers import Results, Term, own_dataset
from lexline.graph.endpoints import Endpoints, Manners, address, candidates, credentials, endpoints, manners, notes
from lexline.graph.remote_client import Client, Reply
from lexline.graph.remote_text import RESULTS, TRIPLES, prepare, read, triples_of
from lexline.graph.remote_writing import Writer
from lexline.graph.replacing import Changes, as_triples, difference, not_rdf, serialized
from lexline.graph.terms import ONTOLOGY_GRAPH, SHARED_GRAPH
from lexline.ontology.errors import NetworkError, StoreError, TimeLimit
from lexline.ontology.vocabulary import BASE, GRAPH

if TYPE_CHECKING:
    import rdflib

#: New graphs are sent together, to servers that take many at once, when they come to as many bytes.
_LOAD_BYTES: Final = 16 * 1024 * 1024
#: Whether the server holds lexline's graphs, and sees them in its default graph.
_PROBE: Final = f"ASK {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?s a ?class }} ?s a ?class }}"
_HELD: Final = f"ASK {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?s a ?class }} }}"
#: The second for servers that answer the first with nothing; Virtuoso would be lost in a DISTINCT in its place.
_ALL_GRAPHS: Final = ("SELECT ?g WHERE { GRAPH ?g {} }", "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")


class RemoteStore:
    """An open store on a server; use it as a context manager, or `close` it."""

    def __init__(self, client: Client, where: Endpoints, beside: Path, *, read_only: bool) -> None:
        self.location = client.url
        self.beside = beside
        self.read_only = read_only
        self._client: Client | None = client
        self._where = where
        self._checked = read_only

    @classmethod
    def open(
        cls,
        location: str | Path,
        *,
        create: bool = False,
        read_only: bool = True,
        environment: Mapping[str, str] | None = None,
        patience: Manners | None = None,
    ) -> RemoteStore:
        """Open the store on a server.

        Args:
            location: the server's address, or the one that takes queries.
            create: open it for writing, whether or not it holds anything of lexline's.
            read_only: change nothing.
            environment: names who asks, and other addresses; by default the process's own.
            patience: how the server is asked; by default as the environment says.

        Raises:
            UsageError: the address is none, or holds a password; or what the environment says makes no sense.
            NetworkError: the server does not answer, or not as a SPARQL server does.
            StoreError: it is to be read, and holds nothing of lexline's; or its default graph is not the union.
        """
        import os

        told = os.environ if environment is None else environment
        url = address(str(location))
        who = credentials(url, told)
        client = Client(url, who, patience or manners(told))
        try:
            probed = _probe(client)
            where = endpoints(probed.url, probed.headers.get("server", ""), named=bool(who.user), environment=told)
            store = cls(client, where, notes(url, told), read_only=read_only and not create)
            if not read(probed, Results("ask")).boolean:
                store._check_union(empty=create or not read_only)
        except BaseException:
            client.close()
            raise
        return store

    def query(
        self, sparql: str, *, substitutions: Mapping[str, Term] | None = None, timeout: float | None = None
    ) -> Results:
        """Answer a SPARQL 1.1 query; see `Store.query`."""
        if timeout is not None and timeout <= 0:
            raise TimeLimit("The query was given no time.", "Give it more with --timeout.")
        text, expected = prepare(sparql, substitutions)
        return read(_ask(self._open, self._where.query, text, expected, timeout), expected)

    def graph_names(self) -> frozenset[str]:
        """Return the IRIs of the graphs that are lexline's."""
        for query in _ALL_GRAPHS:
            names = frozenset(str(term.value) for (term,) in self._rows(query) if term is not None)
            if found := frozenset(name for name in names if name.startswith(GRAPH)):
                return found
        return frozenset()

    def has_graph(self, iri: str) -> bool:
        """Say whether there is a graph of this IRI."""
        return bool(self.query(f"ASK {{ GRAPH {ox.NamedNode(iri)} {{ ?s ?p ?o }} }}").boolean)

    def graph(self, iri: str) -> bytes:
        """Return the content of a graph as canonical N-Triples, in no particular order; empty where there is none."""
        triples = self.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ox.NamedNode(iri)} {{ ?s ?p ?o }} }}").triples
        return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""

    def about(self, subject: str, graph: str) -> tuple[ox.Triple, ...]:
        """Return what a graph says of a subject."""
        said = f"{ox.NamedNode(subject)} ?p ?o"
        return self.query(f"CONSTRUCT {{ {said} }} WHERE {{ GRAPH {ox.NamedNode(graph)} {{ {said} }} }}").triples

    def size(self) -> int:
        """Count the triples in lexline's graphs."""
        ours = f'FILTER (STRSTARTS(STR(?g), "{GRAPH}"))'
        (row,) = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {ours} }}")
        return int(row[0].value)

    def replace(self, documents: Iterable[tuple[str, bytes | Iterable[ox.Quad]]], *, settle: bool = True) -> Changes:
        """Put each document's graph in the place of the one it had, in one request each; see `Store.replace`."""
        writer, names = self._writer, self._names
        done = Changes()
        fresh: dict[str, bytes] = {}
        size = 0
        for graph, content in documents:
            data = content if isinstance(content, bytes) else serialized(content)
            if graph in fresh or size > _LOAD_BYTES:
                writer.make(fresh)
                fresh, size = {}, 0
            try:
                wanted = triples_of(as_triples(graph, data))
            except SyntaxError as error:
                raise not_rdf(graph, error) from error
            if graph in names:
                leaving, entering = difference(graph, self.graph(graph), data)
                writer.change(graph, leaving, entering, wanted)
                done += Changes(changed=1) if leaving or entering else Changes(same=1)
            elif wanted:
                fresh[graph] = wanted
                size += len(wanted)
                names.add(graph)
                done += Changes(made=1)
        writer.make(fresh)
        if settle:
            self.settle()
        return done

    def remove(self, graphs: Iterable[str], *, settle: bool = True) -> None:
        """Take whole graphs out, each in one request, and unless told otherwise bring the shared graph up to date."""
        writer = self._writer
        for graph in graphs:
            writer.drop(graph)
            self._names.discard(graph)
        if settle:
            self.settle()

    def settle(self) -> None:
        """Bring the shared graph up to date with the documents."""
        if not self._checked:
            self._check_union(empty=True)
        present = self.graph(SHARED_GRAPH)
        leaving, entering = shared.changes(self._rows, present)
        gone = {f"{line} ." for line in leaving}
        kept = [line for line in present.decode("utf-8").split("\n") if line and line not in gone]
        whole = "".join(f"{line}\n" for line in (*kept, *(f"{line} ." for line in entering))).encode("utf-8")
        self._writer.change(SHARED_GRAPH, leaving, entering, whole)

    def optimize(self) -> None:
        """Do nothing: a server looks after its own files."""

    def as_rdflib(self) -> rdflib.Dataset:
        """Show the store as an rdflib dataset whose default graph is the union (slow: for small work at the edges)."""
        from lexline.graph.remote_rdflib import dataset

        return dataset(lambda query, kind: _ask(self._open, self._where.query, query, Results(kind), None).body)

    def close(self) -> None:
        """Close the connections to the server."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    @property
    def _open(self) -> Client:
        if self._client is None:
            raise StoreError(f"The store {self.location} is closed.", "Open it again.")
        return self._client

    @cached_property
    def _names(self) -> set[str]:
        """The graphs that are there, as far as this store has read and written them."""
        return set(self.graph_names())

    @cached_property
    def _writer(self) -> Writer:
        if self.read_only:
            raise StoreError(f"The store {self.location} is open for reading only.", "Open it for writing.")
        return Writer(self._open, self._where)

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        return iter(self.query(query).rows)

    def _check_union(self, *, empty: bool) -> None:
        """Refuse a server that sees nothing of lexline's, or not in its default graph."""
        if self.query(_PROBE).boolean:
            self._checked = True
        elif self.query(_HELD).boolean:
            raise StoreError(
                f"The default graph of {self.location} leaves out the named graphs, in which lexline keeps documents.",
                "Have the server's default graph be the union of all graphs "
                "(oxigraph: --union-default-graph; Fuseki: tdb2:unionDefaultGraph true).",
            )
        elif not empty:
            raise StoreError(
                f"The server {self.location} holds no store of lexline's (with the base {BASE}).",
                "Build one with `lexline build`; --store names this server.",
            )


def _probe(client: Client) -> Reply:
    """Find the address that takes queries, and ask it whether it holds lexline's graphs."""
    failed: Exception | None = None
    expected = Results("ask")
    for url in candidates(client.url):
        reply = _ask(client, url, _PROBE, expected, None)
        try:
            read(reply, expected)
        except (NetworkError, TimeLimit) as error:
            failed = error
            if reply.status == 403:
                break
        else:
            return reply
    assert failed is not None, "there is one address at least"
    raise failed


def _ask(client: Client, url: str, text: str, expected: Results, timeout: float | None) -> Reply:
    """Put a query to a server as a form, which every server takes."""
    fields = {"query": text}
    if not own_dataset(text):
        fields["union-default-graph"] = "true"  # asked for by Oxigraph, passed over by others
    wanted = TRIPLES if expected.kind == "construct" else RESULTS
    return client.send("POST", url, data=fields, headers={"Accept": wanted}, timeout=timeout)
