"""The SPARQL endpoint's own address -> what it says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from lexline.graph.result_formats import TRIPLES
from lexline.ontology.vocabulary import RDF, XSD

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_GIVEN: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
_PREFIXES: Final = {"sd": _SD, "void": _VOID, "formats": _FORMATS, "rdf": RDF, "xsd": XSD}


def description(endpoint: str, size: int, form: str) -> bytes:
    """Describe the endpoint at an address, whose store has so many triples, as one of the `TRIPLES` formats.

    Raises:
        ValueError: the address is no IRI.
    """
    service = ox.NamedNode(endpoint)
    dataset, graph = ox.BlankNode("dataset"), ox.BlankNode("union")
    count = ox.Literal(str(size), datatype=ox.NamedNode(XSD + "integer"))
    told = [
        ox.Triple(service, ox.NamedNode(RDF + "type"), ox.NamedNode(_SD + "Service")),
        ox.Triple(service, ox.NamedNode(_SD + "endpoint"), service),
        ox.Triple(service, ox.NamedNode(_SD + "supportedLanguage"), ox.NamedNode(_SD + "SPARQL11Query")),
        ox.Triple(service, ox.NamedNode(_SD + "feature"), ox.NamedNode(_SD + "UnionDefaultGraph")),
        *(ox.Triple(service, ox.NamedNode(_SD + "resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _GIVEN),
        ox.Triple(service, ox.NamedNode(_SD + "defaultDataset"), dataset),
        ox.Triple(dataset, ox.NamedNode(RDF + "type"), ox.NamedNode(_SD + "Dataset")),
        ox.Triple(dataset, ox.NamedNode(_SD + "defaultGraph"), graph),
        ox.Triple(graph, ox.NamedNode(RDF + "type"), ox.NamedNode(_SD + "Graph")),
        ox.Triple(graph, ox.NamedNode(_VOID + "triples"), count),
    ]
    return ox.serialize(told, format=TRIPLES[form], prefixes=_PREFIXES) or b""
