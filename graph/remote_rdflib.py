"""A server's SPARQL as an rdflib dataset: what rdflib asks goes the way of all our requests."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Literal

import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from lexline.graph.remote_text import RESULTS, TRIPLES, prepare

#: Puts a query of a kind to the server and returns the body of its answer.
Ask = Callable[[str, Literal["select", "ask", "construct"]], bytes]


class _Asked(SPARQLStore):
    """rdflib's store of a SPARQL server, but for its own connection."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(query_endpoint="http://127.0.0.1/", context_aware=True)
        self._ask_server = ask

    def _query(self, *args: Any, **_: Any) -> Result:
        text, expected = prepare(str(args[0]))
        kind = TRIPLES if expected.kind == "construct" else RESULTS
        body = self._ask_server(text, expected.kind)
        if expected.kind == "construct":
            return Result.parse(BytesIO(body), content_type=kind)
        return Result.parse(BytesIO(body), format="json")


def dataset(ask: Ask) -> rdflib.Dataset:
    """Return a dataset, for reading, whose default graph is the union of the server's graphs."""
    return rdflib.Dataset(store=_Asked(ask), default_union=True)
