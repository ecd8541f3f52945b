"""Changes of graphs -> requests to a server: the graph store protocol where it is spoken, SPARQL updates else.

Each graph is changed by one request, so that it is as it was or as it is to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from lexline.graph.endpoints import GRAPHS, PASSWORD, TOKEN, UPDATE, USER, Endpoints
from lexline.graph.remote_client import Client, Reply
from lexline.graph.replacing import exchange
from lexline.ontology.errors import NetworkError

_N_TRIPLES: Final = {"Content-Type": "application/n-triples"}
_N_QUADS: Final = {"Content-Type": "application/n-quads"}
#: A graph of which more lines change than this is sent as a whole: servers are slow to read long updates.
_MANY: Final = 300
#: What a server answers that does not know the address, the method or the media type.
_UNKNOWN: Final = frozenset({404, 405, 406, 410, 415, 501})


class Writer:
    """Writes to one server; remembers which of its addresses take what."""

    def __init__(self, client: Client, where: Endpoints) -> None:
        self._client = client
        self._graphs = list(where.graphs)
        self._updates = list(where.update)
        self._many = where.many

    def make(self, fresh: Mapping[str, bytes]) -> None:
        """Write graphs that are not there yet (N-Triples by the graph's IRI): together where the server takes that."""
        if self._many and len(fresh) > 1:
            parts: list[bytes] = []
            for graph, data in fresh.items():
                end = f" {ox.NamedNode(graph)} .\n".encode()
                parts.extend(line.removesuffix(b" .") + end for line in data.split(b"\n") if line)
            reply = self._client.send("POST", self._graphs[0], data=b"".join(parts), headers=_N_QUADS)
            if reply.status < 300:
                return
            if reply.status not in (*_UNKNOWN, 413):
                raise self._refusal(reply)
            self._many = False
        for graph, data in fresh.items():
            self._put(graph, data)

    def change(self, graph: str, leaving: list[str], entering: list[str], whole: bytes) -> None:
        """Take lines out of a graph and put lines in; `whole` is what it then holds, as N-Triples."""
        if not leaving and not entering:
            return
        if len(leaving) + len(entering) <= _MANY and self._update(exchange(graph, leaving, entering)):
            return
        self._put(graph, whole)

    def drop(self, graph: str) -> None:
        """Take a graph out."""
        # an update first: the protocol does not tell a graph that is not there from an address that is none
        if not (self._update(f"DROP SILENT GRAPH {ox.NamedNode(graph)}") or self._by_protocol("DELETE", graph, None)):
            raise self._nowhere()

    def _put(self, graph: str, data: bytes) -> None:
        if not data:
            self.drop(graph)
        elif not self._by_protocol("PUT", graph, data):
            lines = [line.removesuffix(" .") for line in data.decode("utf-8").split("\n") if line]
            text = f"DROP SILENT GRAPH {ox.NamedNode(graph)} ;\n{exchange(graph, [], lines)}"
            if not self._update(text):
                raise self._nowhere()

    def _by_protocol(self, method: str, graph: str, data: bytes | None) -> bool:
        """Put or delete a graph by the graph store protocol; says whether the server speaks it."""
        while self._graphs:
            headers = _N_TRIPLES if data is not None else {}
            reply = self._client.send(method, self._graphs[0], data=data, headers=headers, params={"graph": graph})
            # a graph that is not there need not be taken out
            if reply.status < 300 or (method == "DELETE" and reply.status == 404):
                return True
            if reply.status not in _UNKNOWN:
                raise self._refusal(reply)
            self._graphs.pop(0)
        return False

    def _update(self, text: str) -> bool:
        """Send an update; says whether there is an address that takes it."""
        while self._updates:
            reply = self._client.send("POST", self._updates[0], data={"update": text})
            if reply.status < 300:
                return True
            if reply.status not in _UNKNOWN:
                raise self._refusal(reply)
            self._updates.pop(0)
        return False

    def _refusal(self, reply: Reply) -> NetworkError:
        said = f": {reply.said}" if reply.said else ""
        if reply.status in (401, 403):
            return NetworkError(
                f"The server {self._client.url} may be read, but not written by you{said}.",
                f"Set {USER} and {PASSWORD} (or {TOKEN}) of somebody who may, or have the server started for writing.",
            )
        return NetworkError(
            f"The server {self._client.url} does not take what is written (it answers {reply.status}{said}).",
            "Look at the server's own log; the same command goes on from here.",
        )

    def _nowhere(self) -> NetworkError:
        return NetworkError(
            f"The server {self._client.url} has no address that can be written, or is for reading only.",
            f"Start it for writing, or name its addresses with {UPDATE} and {GRAPHS}.",
        )
