"""What a client takes (its Accept header, or a name in the address) -> the formats of the answer, for either kind.

A query answers with a table (SELECT, ASK) or with triples (CONSTRUCT, DESCRIBE); which of the two is known only when
it is read, so that a format is chosen for each. Refused: names that are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lexline.graph.explorer.accept import best
from lexline.ontology.errors import UsageError

#: Media types of tables, in the order of our preference, and the formats that they name.
TABLE_TYPES: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
#: Media types of triples.
GRAPH_TYPES: Final[Mapping[str, str]] = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
    "application/x-turtle": "turtle",
    "application/json": "jsonld",
    "text/n3": "turtle",
    "application/xml": "rdfxml",
    "text/plain": "ntriples",
}
#: Names in addresses: the media types of a table and of triples; empty where the name fits one kind alone.
_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", ""),
    "tsv": ("text/tab-separated-values", ""),
    "turtle": ("", "text/turtle"),
    "ttl": ("", "text/turtle"),
    "n3": ("", "text/turtle"),
    "ntriples": ("", "application/n-triples"),
    "n-triples": ("", "application/n-triples"),
    "nt": ("", "application/n-triples"),
    "rdfxml": ("", "application/rdf+xml"),
    "rdf+xml": ("", "application/rdf+xml"),
    "rdf": ("", "application/rdf+xml"),
    "jsonld": ("", "application/ld+json"),
    "json-ld": ("", "application/ld+json"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The media types for a table and for triples; empty where the client takes none of that kind."""

    table: str
    graph: str

    @property
    def forms(self) -> tuple[str, str]:
        """The formats of a table and of triples, as the pool knows them."""
        return TABLE_TYPES.get(self.table, ""), GRAPH_TYPES.get(self.graph, "")

    def type_of(self, kind: str) -> str:
        """Return the Content-Type of an answer of this kind."""
        chosen = self.graph if kind == "construct" else self.table
        return f"{chosen}; charset=utf-8" if chosen.startswith("text/") else chosen


def wanted(accept: str | None, name: str = "") -> Wanted:
    """Choose the formats of an answer.

    >>> wanted("text/csv;q=0.5, application/sparql-results+xml").table
    'application/sparql-results+xml'
    >>> wanted("text/html", "json").graph
    'application/ld+json'

    Raises:
        UsageError: the name is none.
    """
    if name:
        told = name.strip().lower()
        if told in _NAMES:
            return Wanted(*_NAMES[told])
        # some clients write what they take here, too
        found = Wanted(best(told, tuple(TABLE_TYPES)) or "", best(told, tuple(GRAPH_TYPES)) or "")
        if "/" in told and (found.table or found.graph):
            return found
        raise UsageError(f"“{name[:60]}” is no format.", f"Name one of {', '.join(_NAMES)}.")
    return Wanted(best(accept, tuple(TABLE_TYPES)) or "", best(accept, tuple(GRAPH_TYPES)) or "")


def from_browser(accept: str | None) -> bool:
    """Say whether a client would rather have a page than data."""
    offered = (*TABLE_TYPES, *GRAPH_TYPES, "text/html")
    return best(accept, offered) == "text/html"
