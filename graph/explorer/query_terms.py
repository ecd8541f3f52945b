"""The vocabulary and the registries -> what the editor of queries offers while one types: names with their meanings."""

from __future__ import annotations

from functools import cache
from typing import Final

import pyoxigraph as ox

from lexline.graph.ontology_terms import short
from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.vocabulary import OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS

#: The files whose names are offered, and the classes of what has a name worth offering, with the editor's mark of each.
_FILES: Final = ("lexline.ttl", "functions.ttl", "bodies.ttl", "directives.ttl")
_CLASSES: Final = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "property",
    OWL + "DatatypeProperty": "property",
    SKOS + "Concept": "constant",
    PREFIXES["org"] + "Organization": "constant",
}
_LABELS: Final = (RDFS + "label", SKOS + "prefLabel")
#: The classes and properties of others that the graph is made of, and that its own vocabulary does not explain.
_OTHERS: Final = {
    "rdf:type": "is a",
    "rdfs:label": "label",
    "rdfs:seeAlso": "official page",
    "owl:sameAs": "the same as",
    "skos:prefLabel": "preferred name",
    "skos:altLabel": "other name",
    "skos:broader": "broader concept",
    "dcterms:identifier": "identifier",
    "dcterms:source": "source",
    "eli:LegalResource": "instrument",
    "eli:LegalResourceSubdivision": "part of an instrument",
    "eli:cites": "cites",
    "eli:title": "title",
    "eli:date_document": "date",
    "eli:passed_by": "adopted by",
    "eli:is_part_of": "is part of",
    "eli:is_about": "is about",
    "eli:number": "number",
    "cito:Citation": "citation",
    "cito:hasCitingEntity": "what cites",
    "cito:hasCitedEntity": "what is cited",
    "cito:hasCitationCharacterization": "what the citation does",
    "oa:exact": "the citing words",
}


@cache
def terms() -> tuple[tuple[str, str, str], ...]:
    """Return the names to offer: prefixed name, kind (class, property, constant), label; in order of the names."""
    kinds: dict[str, str] = {}
    labels: dict[str, str] = {}
    for name in _FILES:
        for quad in ox.parse(ontology_turtle(name), ox.RdfFormat.TURTLE):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode):
                continue
            if predicate == RDF + "type" and isinstance(value, ox.NamedNode) and value.value in _CLASSES:
                kinds[subject.value] = _CLASSES[value.value]
            elif predicate == SCHEMA + "domainIncludes":
                kinds.setdefault(subject.value, "property")
            elif predicate in _LABELS and isinstance(value, ox.Literal) and value.language in (None, "en"):
                labels.setdefault(subject.value, value.value)
    found = {short(iri): (kind, labels.get(iri, "")) for iri, kind in kinds.items()}
    for name, label in _OTHERS.items():
        found.setdefault(name, ("class" if name.partition(":")[2][0].isupper() else "property", label))
    return tuple((name, *told) for name, told in sorted(found.items()) if ":" in name and "/" not in name)


def offered() -> dict[str, object]:
    """Return the names and the prefixes as the editor's script reads them."""
    return {"terms": [list(term) for term in terms()], "prefixes": PREFIXES}
