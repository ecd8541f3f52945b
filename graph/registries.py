"""The ontology and the registries (Turtle files) -> quads of the ontology graph.

Blank nodes get IRIs by their place in their file (RDF 1.1, section 3.5), so that the same files always give the same
quads.
"""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from lexline.graph.terms import ONTOLOGY_GRAPH
from lexline.ontology.turtle_files import ontology_files
from lexline.ontology.vocabulary import BASE

_GENID = BASE + ".well-known/genid/"


@cache
def ontology_quads() -> tuple[str, bytes]:
    """Return the IRI of the ontology graph and its content as N-Quads, made once in a process."""
    graph = ox.NamedNode(ONTOLOGY_GRAPH)
    lines: dict[ox.Quad, None] = {}
    for path in ontology_files():
        names: dict[str, ox.NamedNode] = {}
        for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE):
            subject, value = (
                _named(term, path.stem, names) if isinstance(term, ox.BlankNode) else term
                for term in (quad.subject, quad.object)
            )
            assert isinstance(subject, ox.NamedNode)
            lines[ox.Quad(subject, quad.predicate, value, graph)] = None
    return ONTOLOGY_GRAPH, ox.serialize(lines, format=ox.RdfFormat.N_QUADS) or b""


def _named(node: ox.BlankNode, stem: str, names: dict[str, ox.NamedNode]) -> ox.NamedNode:
    return names.setdefault(node.value, ox.NamedNode(f"{_GENID}{stem}-{len(names) + 1}"))
