"""The network of citations, kept in the index of a store, so that it need not be read from the store each time.

What is read back equals what `lexline.graph.projection.project` reads from the store, in the same order.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, suppress
from functools import cache
from typing import TYPE_CHECKING

from lexline.graph import fulltext
from lexline.graph.embedded import EmbeddedStore
from lexline.graph.fulltext import connect
from lexline.graph.projection import Projection, project
from lexline.ontology.errors import StoreError

if TYPE_CHECKING:
    import networkx as nx

    from lexline.graph.store import Store

#: What an edge does: function and count, by function in the order of `project`.
_Functions = tuple[tuple[str, int], ...]


def write(index: sqlite3.Connection, projection: Projection) -> None:
    """Put a projection with functions in the place of the one that an index holds."""
    graph = projection.graph
    numbers = {name: number for number, name in enumerate(graph, start=1)}
    for name in projection.dated:
        numbers.setdefault(name, len(numbers) + 1)
    index.execute("DELETE FROM member")
    index.execute("DELETE FROM link")
    index.executemany(
        "INSERT INTO member VALUES (?, ?, ?, ?)",
        ((number, name, projection.dated.get(name), name in graph) for name, number in numbers.items()),
    )
    index.executemany(
        "INSERT INTO link VALUES (?, ?, ?, ?)",
        (
            (numbers[citing], numbers[cited], told["count"], _written(told["functions"]))
            for citing, cited, told in graph.edges(data=True)
        ),
    )


def read(index: sqlite3.Connection) -> Projection:
    """Return the projection that an index holds."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    names: dict[int, str] = {}
    dated: dict[str, int] = {}
    for number, name, year, linked in index.execute("SELECT id, name, year, linked FROM member ORDER BY id"):
        names[number] = name
        if year is not None:
            dated[name] = year
        if linked:
            graph.add_node(name)
    functions = cache(_read)  # most edges do one of a few things
    rows = index.execute("SELECT citing, cited, count, functions FROM link ORDER BY rowid")
    graph.add_edges_from(
        (names[citing], names[cited], {"count": count, "functions": functions(said)})
        for citing, cited, count, said in rows
    )
    return Projection(graph, dated)


def network(store: Store, *, functions: bool = True) -> Projection:
    """Return the network of all citations: that of the index, with functions, or else read from the store.

    The index of a server is not asked: what others change there it sees only where a document is another.
    """
    if isinstance(store, EmbeddedStore) and fulltext.is_current(store.beside):
        # one that is damaged, or was altered by others, is told of, and made again, where it is searched
        with (
            suppress(StoreError, KeyError, ValueError),
            fulltext.told(store.beside / fulltext.NAME),
            closing(connect(store.beside)) as index,
        ):
            return read(index)
    return project(store, functions=functions)


def _written(functions: _Functions) -> str:
    return json.dumps(functions, ensure_ascii=False)


def _read(said: str) -> _Functions:
    return tuple((str(name), int(count)) for name, count in json.loads(said))
