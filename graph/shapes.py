"""Statements (N-Triples) -> where they break the shapes (SHACL), by pyshacl; and many such pieces, in processes.

Two things make it several times as fast on many statements, and change no answer. Each property shape gets the targets
of its node shape, so that pyshacl holds all nodes against it at once instead of one by one. And only statements that
a shape looks at are put before it.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from lexline.graph import workers as worker
from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.vocabulary import RDF, RDFS, SH

if TYPE_CHECKING:
    import rdflib

_TARGETS: Final = tuple(SH + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode"))
_PATHS: Final = tuple(SH + name for name in ("path", "lessThan", "lessThanOrEquals", "equals", "disjoint"))
#: What pyshacl looks at besides.
_ALWAYS: Final = frozenset({RDF + "type", RDFS + "subClassOf"})

#: Pieces that may wait for each process: enough to keep it busy, few for memory.
_AHEAD: Final = 2


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach: the node, the property or constraint, the severity ("Violation"...), the message and the value."""

    node: str
    rule: str
    severity: str
    message: str
    value: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes made ready: in the form in which they are fast, with what they look at."""

    graph: rdflib.Graph
    predicates: frozenset[str]
    classes: tuple[tuple[rdflib.URIRef, rdflib.URIRef], ...]


def breaches(pieces: Iterable[bytes], processes: int = 0) -> Iterator[tuple[Breach, ...]]:
    """Hold pieces of statements (N-Triples) against the shapes and yield the breaches of each, in order.

    Args:
        pieces: the pieces; they are taken as they are needed.
        processes: how many processes do the work; with none it is done in this one.
    """
    if processes < 1:
        yield from map(check, pieces)
        return
    under_way: deque[Future[tuple[Breach, ...]]] = deque()
    # "spawn" works alike on every system, and a fork of a process with the database's threads is unsafe
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=worker.begin) as pool:
        for piece in pieces:
            under_way.append(pool.submit(check, piece))
            if len(under_way) > processes * _AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def check(data: bytes) -> tuple[Breach, ...]:
    """Hold statements (N-Triples) against the shapes; the breaches come in an order that never changes."""
    import pyshacl
    import rdflib

    shapes = ready()
    graph = rdflib.Graph()
    for narrow, wide in shapes.classes:
        graph.add((narrow, rdflib.RDFS.subClassOf, wide))
    for triple in ox.parse(data, ox.RdfFormat.N_TRIPLES):
        if triple.predicate.value in shapes.predicates:
            graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    # what is given is the piece's own graph: pyshacl need not copy it
    _, results, _ = pyshacl.validate(
        graph, shacl_graph=shapes.graph, inference="none", advanced=False, meta_shacl=False, inplace=True
    )
    found = [
        _breach({str(predicate): str(value) for predicate, value in results.predicate_objects(result)})
        for result in results.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult"))
    ]
    return tuple(sorted(found, key=lambda each: (each.node, each.rule, each.message, each.value)))


def _breach(said: dict[str, str]) -> Breach:
    told = {name.removeprefix(SH): value for name, value in said.items()}
    rule = told.get("resultPath", told.get("sourceConstraintComponent", "")).rpartition("#")[2]
    return Breach(
        told.get("focusNode", ""),
        rule.rpartition("/")[2],
        told.get("resultSeverity", "").removeprefix(SH),
        told.get("resultMessage", ""),
        told.get("value", ""),
    )


@cache
def ready() -> Shapes:
    """Return the shapes of `shapes.ttl`, made ready once in each process."""
    import rdflib

    graph = rdflib.Graph().parse(data=ontology_turtle("shapes.ttl"), format="turtle")
    looked_at = {str(value) for name in _PATHS for value in graph.objects(None, rdflib.URIRef(name))}
    looked_at |= {str(value) for name in _TARGETS for value in graph.objects(None, rdflib.URIRef(name))}
    looked_at |= {str(value) for value in graph.objects(None, rdflib.RDF.first)}
    classes = _under(graph.objects(None, rdflib.URIRef(SH + "class")))
    for whole, part in list(graph.subject_objects(rdflib.URIRef(SH + "property"))):
        targets = [(name, value) for name in _TARGETS for value in graph.objects(whole, rdflib.URIRef(name))]
        if targets:
            graph.remove((whole, rdflib.URIRef(SH + "property"), part))
            graph.add((part, rdflib.RDF.type, rdflib.URIRef(SH + "PropertyShape")))
            for name, value in targets:
                graph.add((part, rdflib.URIRef(name), value))
    return Shapes(graph, frozenset(looked_at) | _ALWAYS, classes)


def _under(classes: Iterable[rdflib.term.Node]) -> tuple[tuple[rdflib.URIRef, rdflib.URIRef], ...]:
    """Return each class of the ontology below these with the class it is below of."""
    import rdflib

    ontology = rdflib.Graph().parse(data=ontology_turtle("lexline.ttl"), format="turtle")
    found = {
        (narrow, wide)
        for wide in set(classes)
        for narrow in ontology.transitive_subjects(rdflib.RDFS.subClassOf, wide)
        if narrow != wide and isinstance(narrow, rdflib.URIRef) and isinstance(wide, rdflib.URIRef)
    }
    return tuple(sorted(found))


@lru_cache(maxsize=100_000)
def _iri(text: str) -> rdflib.URIRef:
    import rdflib

    return rdflib.URIRef(text)


def _term(term: object) -> rdflib.term.Node:
    import rdflib

    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        return rdflib.Literal(term.value, datatype=None if datatype.endswith("#string") else _iri(datatype))
    return _iri(str(getattr(term, "value", "")))
