"""The shared graph: what no single document owns, worked out anew from what the documents say.

An instrument that is cited but not loaded is named here (classes, symbol, official page), so that a question about
it never misses it. Each fact stands once, however many documents cite the instrument: the union of all graphs is a
set. Instruments that are loaded, or that the ontology's registries describe, are named there and not here.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from lexline.graph.terms import LABEL, ONTOLOGY_GRAPH, SHARED_GRAPH, TYPE, identity
from lexline.ontology.symbols import kind_of
from lexline.ontology.vocabulary import CITO, ELI, ID, LX, parse_iri

#: What names an instrument that may not be loaded.
_NAMING: Final = (CITO + "hasCitedEntity", LX + "anchor", LX + "draft", LX + "officialLink")


def changes(store: ox.Store) -> tuple[list[str], list[str]]:
    """Return the lines that have to leave the shared graph and those that have to enter it, each sorted.

    Lines are N-Triples without their final full stop. Labels of subjects are kept while a document has the subject.
    """
    # sets of IRIs are several times faster here than one query with its conditions
    named = {iri for predicate in _NAMING for iri in _things(store, f"?any <{predicate}> ?thing")}
    told = _things(store, f"?thing <{LX}loaded> ?any") | _things(
        store, f"GRAPH <{ONTOLOGY_GRAPH}> {{ ?thing {TYPE} ?any }}"
    )
    wanted: set[str] = set()
    for iri in named - told:
        if iri.startswith(ID) and (parsed := parse_iri(iri)):
            name = parsed[0]
            wanted.update(f"<{iri}> {said}" for said in identity(name, kind_of(name), (name,)))
    subjects = {f"<{iri}>" for iri in _things(store, f"?any <{ELI}is_about> ?thing")}
    graph = ox.NamedNode(SHARED_GRAPH)
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b""
    present = {line.removesuffix(" .") for line in data.decode("utf-8").split("\n") if line}
    labels = {line for line in present if line.split(" ", 2)[1] == LABEL and line.split(" ", 1)[0] in subjects}
    return sorted(present - wanted - labels), sorted(wanted - present)


def _things(store: ox.Store, pattern: str) -> set[str]:
    query = f"SELECT DISTINCT ?thing WHERE {{ {pattern} }}"
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return {row[0].value for row in rows if isinstance(row[0], ox.NamedNode)}
