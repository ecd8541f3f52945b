"""An ontology in Turtle -> its classes and properties as plain values: what the page and the picture of it show.

Reads what `lexline.ttl` uses: labels, comments, super-terms, domains and ranges (those that entail and those that
only inform), matches, notes, status, disjointness. Lists come in the order of their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from lexline.ontology.vocabulary import DCTERMS, LX, OWL, PREFIXES, RDF, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

_STATUS: Final = "http://www.w3.org/2003/06/sw-vocab-status/ns#term_status"
_MATCHES: Final = (OWL + "equivalentClass", OWL + "equivalentProperty", SKOS + "exactMatch", SKOS + "closeMatch")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property. `domain` and `range` are IRIs; `entailed` tells whether they follow by inference."""

    iri: str
    label: str
    comment: str
    is_class: bool
    parents: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    entailed: bool = True
    matches: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    disjoint: tuple[str, ...] = ()
    status: str = ""

    @property
    def own(self) -> bool:
        """Whether it is a term of lexline's vocabulary, not one of another that is reused."""
        return self.iri.startswith(LX)

    @property
    def name(self) -> str:
        """Its name with a prefix."""
        return short(self.iri)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An ontology: what it says of itself, its own terms, and those of others that it explains the use of."""

    iri: str
    title: str
    comment: str
    version: str
    version_iri: str
    licence: str
    creator: str
    rights: str
    built_on: tuple[str, ...]
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    reused: tuple[Term, ...]


def short(iri: str) -> str:
    """Write an IRI with the prefix that the project gives its vocabulary; as it is where it has none.

    >>> short(LX + "Unit"), short("https://example.org/a")
    ('lx:Unit', 'https://example.org/a')
    """
    fits = [(len(space), name) for name, space in PREFIXES.items() if iri.startswith(space) and iri != space]
    if not fits:
        return iri
    length, name = max(fits)
    return f"{name}:{iri[length:]}"


def read(turtle: str) -> Vocabulary:
    """Read an ontology in Turtle.

    Raises:
        ValueError: it is no Turtle, or declares no ontology.
    """
    from rdflib import Graph, URIRef

    graph = Graph().parse(data=turtle, format="turtle")
    head = graph.value(None, URIRef(RDF + "type"), URIRef(OWL + "Ontology"))
    if not isinstance(head, URIRef):
        raise ValueError("no ontology is declared")
    apart = _disjoint(graph)
    classes = [_term(graph, iri, True, apart) for iri in _of_type(graph, OWL + "Class")]
    kinds = ("ObjectProperty", "DatatypeProperty")
    properties = [_term(graph, iri, False, apart) for kind in kinds for iri in _of_type(graph, OWL + kind)]
    known = {term.iri for term in (*classes, *properties)}
    others = {iri for iri in graph.subjects(URIRef(SCHEMA + "domainIncludes")) if str(iri) not in known}
    reused = [_term(graph, iri, False, apart) for iri in others if isinstance(iri, URIRef)]
    about = {
        name: " ".join(_values(graph, head, predicate))
        for name, predicate in (
            ("title", DCTERMS + "title"),
            ("comment", RDFS + "comment"),
            ("version", OWL + "versionInfo"),
            ("version_iri", OWL + "versionIRI"),
            ("licence", DCTERMS + "license"),
            ("creator", DCTERMS + "creator"),
            ("rights", DCTERMS + "rights"),
        )
    }
    built_on = _values(graph, head, RDFS + "seeAlso")
    return Vocabulary(str(head), **about, built_on=built_on, classes=_ordered(classes),
        properties=_ordered(properties), reused=_ordered(reused))  # fmt: skip


def _ordered(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: term.name.casefold()))


def _of_type(graph: Graph, kind: str) -> list[URIRef]:
    from rdflib import URIRef

    return [iri for iri in graph.subjects(URIRef(RDF + "type"), URIRef(kind)) if isinstance(iri, URIRef)]


def _values(graph: Graph, subject: URIRef, *predicates: str) -> tuple[str, ...]:
    from rdflib import URIRef

    return tuple(sorted({str(o) for predicate in predicates for o in graph.objects(subject, URIRef(predicate))}))


def _joined(*lists: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _term(graph: Graph, iri: URIRef, is_class: bool, apart: dict[str, set[str]]) -> Term:
    domain, reach = _values(graph, iri, RDFS + "domain"), _values(graph, iri, RDFS + "range")
    return Term(
        iri=str(iri),
        label=" ".join(_values(graph, iri, RDFS + "label")) or short(str(iri)),
        comment=" ".join(_values(graph, iri, RDFS + "comment")),
        is_class=is_class,
        parents=_values(graph, iri, RDFS + ("subClassOf" if is_class else "subPropertyOf")),
        domain=_joined(domain, _values(graph, iri, SCHEMA + "domainIncludes")),
        range=_joined(reach, _values(graph, iri, SCHEMA + "rangeIncludes")),
        entailed=bool(domain),
        matches=_values(graph, iri, *_MATCHES),
        see_also=_values(graph, iri, RDFS + "seeAlso"),
        notes=_values(graph, iri, SKOS + "scopeNote"),
        disjoint=tuple(sorted(apart.get(str(iri), ()))),
        status=" ".join(_values(graph, iri, _STATUS)),
    )


def _disjoint(graph: Graph) -> dict[str, set[str]]:
    """Return for each class those that nothing can be besides."""
    from rdflib import URIRef
    from rdflib.collection import Collection

    groups = [
        [str(member) for member in Collection(graph, members)]
        for node in graph.subjects(URIRef(RDF + "type"), URIRef(OWL + "AllDisjointClasses"))
        for members in graph.objects(node, URIRef(OWL + "members"))
    ]
    found: dict[str, set[str]] = {}
    for one in set(chain.from_iterable(groups)):
        found[one] = {other for group in groups if one in group for other in group} - {one}
    return found
