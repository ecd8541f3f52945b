"""Namespaces and terms of the graph, and the IRIs of things: minting and parsing.

Plain strings, so that importing this costs nothing; rdflib and pyoxigraph terms are made at the edges.
"""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import quote

from lexline.ontology.symbols import slug, unslug

#: One setting: every IRI that lexline mints begins with it.
BASE: Final = os.environ.get("LEXLINE_BASE", "https://w3id.org/lexline/")

LX: Final = BASE + "ns#"
ID: Final = BASE + "id/"
CITE: Final = BASE + "cite/"
ACT: Final = BASE + "act/"
GRAPH: Final = BASE + "graph/"
FUNCTION: Final = BASE + "function/"
THEME: Final = BASE + "theme/"
ABOUT: Final = BASE + "about/"
BODY: Final = BASE + "body/"
STATE: Final = BASE + "state/"
STRENGTH: Final = BASE + "strength/"

ELI: Final = "http://data.europa.eu/eli/ontology#"
UNDO: Final = "https://w3id.org/un/ontology/undo/"
CITO: Final = "http://purl.org/spar/cito/"
OA: Final = "http://www.w3.org/ns/oa#"
PROV: Final = "http://www.w3.org/ns/prov#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
ORG: Final = "http://www.w3.org/ns/org#"
SH: Final = "http://www.w3.org/ns/shacl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SCHEMA: Final = "https://schema.org/"
UNBIST: Final = "http://metadata.un.org/thesaurus/"
SDG: Final = "http://metadata.un.org/sdg/"

#: The prefixes that queries may use without declaring them and that every export writes.
PREFIXES: Final[dict[str, str]] = {
    "lx": LX,
    "id": ID,
    "cite": CITE,
    "act": ACT,
    "graph": GRAPH,
    "function": FUNCTION,
    "theme": THEME,
    "about": ABOUT,
    "body": BODY,
    "state": STATE,
    "strength": STRENGTH,
    "eli": ELI,
    "undo": UNDO,
    "cito": CITO,
    "oa": OA,
    "prov": PROV,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "org": ORG,
    "sh": SH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "schema": SCHEMA,
    "unbist": UNBIST,
    "sdg": SDG,
}

#: Separates an instrument's slug from the eId of one of its units.
UNIT_SEPARATOR: Final = "--"


def instrument_iri(identifier: str) -> str:
    """Mint the IRI of an instrument from its canonical id.

    >>> instrument_iri("S/RES/1325(2000)").removeprefix(ID)
    'S-RES-1325-2000'
    """
    return ID + slug(identifier)


def unit_iri(identifier: str, eid: str) -> str:
    """Mint the IRI of a unit (paragraph, article, footnote) of an instrument.

    >>> unit_iri("S/RES/1325(2000)", "op_8").removeprefix(ID)
    'S-RES-1325-2000--op_8'
    """
    return f"{ID}{slug(identifier)}{UNIT_SEPARATOR}{quote(eid, safe='')}"


def expression_iri(identifier: str, tag: str) -> str:
    """Mint the IRI of an instrument's text in a language; `parse_iri` reads it as the unit "@fr".

    >>> expression_iri("S/RES/1325(2000)", "fr").removeprefix(ID)
    'S-RES-1325-2000--@fr'
    """
    return f"{instrument_iri(identifier)}{UNIT_SEPARATOR}@{tag}"


def graph_iri(identifier: str) -> str:
    """Mint the IRI of the named graph that holds all that one document says."""
    return GRAPH + slug(identifier)


def parse_iri(iri: str) -> tuple[str, str | None] | None:
    """Read a thing's IRI back into (canonical id, eId or None); None where it is not one of ours.

    >>> parse_iri(ID + "S-RES-1325-2000--op_8")
    ('S/RES/1325(2000)', 'op_8')
    """
    if not iri.startswith(ID):
        return None
    name, separator, eid = iri.removeprefix(ID).partition(UNIT_SEPARATOR)
    return unslug(name), (eid if separator else None)


def official_page(identifier: str) -> str | None:
    """Return the address of the official text of a document symbol; None for other ids.

    >>> official_page("S/RES/1325(2000)")
    'https://undocs.org/S/RES/1325(2000)'
    """
    if ":" in identifier:
        return None
    return "https://undocs.org/" + quote(identifier, safe="/()-.")
