"""The shapes: data of every class keeps to them, and each single constraint tells of a graph that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from lexline.graph.shapes import Breach, breaches, check, ready
from lexline.graph.store import Store
from lexline.graph.validate import validate
from lexline.ontology.turtle_files import ontology_turtle
from tests.everything import store_of_everything

SHAPES = Graph().parse(data=ontology_turtle("shapes.ttl"), format="turtle")
TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
#: Constraints, by the property that states them. `sh:equals` and the like need two values.
CONSTRAINTS = (
    *(SH.minCount, SH.maxCount, SH.datatype, SH.nodeKind, SH["class"], SH["in"], SH.pattern, SH.minLength),
    *(SH.minInclusive, SH.maxInclusive, SH.lessThan, SH.lessThanOrEquals, SH.equals, SH.hasValue, SH.uniqueLang),
)
NOWHERE = URIRef("urn:nowhere")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(store_of_everything(tmp_path_factory.mktemp("all") / "a.db")) as opened:
        yield opened


@pytest.fixture(scope="module")
def data(store: Store) -> Graph:
    """All that the store holds but most rows of the registries, in one graph."""
    whole = Graph()
    for name in sorted(store.graph_names()):
        if not name.endswith("/ontology"):
            whole.parse(data=store.graph(name), format="nt")
    registries = Graph().parse(data=store.graph(next(n for n in store.graph_names() if n.endswith("/ontology"))))
    for shape in SHAPES.subjects(RDF.type, SH.NodeShape):
        if not focus(whole, shape):
            for node in focus(registries, shape)[:2]:
                whole += registries.cbd(node)
                for body in registries.objects(node):
                    whole += registries.cbd(body) if isinstance(body, URIRef) else Graph()
    return whole


def focus(graph: Graph, shape: Node) -> list[Node]:
    """The nodes that a shape is about."""
    found = {s for kind in SHAPES.objects(shape, SH.targetClass) for s in graph.subjects(RDF.type, kind)}
    found |= {s for p in SHAPES.objects(shape, SH.targetSubjectsOf) for s in graph.subjects(p)}
    found |= {o for p in SHAPES.objects(shape, SH.targetObjectsOf) for o in graph.objects(None, p)}
    return sorted(found)


def cases() -> list[tuple[str, Node, Node, URIRef]]:
    """Every constraint: a name for it, its node shape, the shape that states it, and its property."""
    found = []
    for shape in sorted(SHAPES.subjects(RDF.type, SH.NodeShape)):
        for part in [shape, *SHAPES.objects(shape, SH.property)]:
            path = SHAPES.value(part, SH.path)
            for constraint in CONSTRAINTS:
                if (part, constraint, None) in SHAPES:
                    name = f"{shape.rpartition('#')[2]} {said(path)} {constraint.rpartition('#')[2]}"
                    found.append((name, shape, part, constraint))
    return sorted(found, key=lambda case: (case[0], str(SHAPES.value(case[2], SH.message))))


def said(path: Node | None) -> str:
    """A name for a path that is the same in every run, whatever the parser calls its blank nodes."""
    if path is None:
        return "itself"
    if isinstance(path, URIRef):
        return path.rpartition("#")[2]
    return "|".join(str(each).rpartition("#")[2] for each in Collection(SHAPES, SHAPES.value(path, SH.alternativePath)))


CASES = cases()


def n_triples(graph: Graph) -> bytes:
    return graph.serialize(format="nt", encoding="utf-8")


def broken(data: Graph, shape: Node, part: Node, constraint: URIRef) -> tuple[Node, Graph]:
    """A node of the shape, and a graph in which it alone breaks the constraint."""
    path = SHAPES.value(part, SH.path)
    paths = [path] if isinstance(path, URIRef) else []
    if isinstance(path, BNode):
        paths = list(Collection(SHAPES, SHAPES.value(path, SH.alternativePath)))
    nodes = focus(data, shape)
    node = next((n for n in nodes if not paths or any((n, p, None) in data for p in paths)), nodes[0])
    wrong = Graph()
    for triple in data:
        wrong.add(triple)
    if constraint == SH["class"] and path is None:
        wrong.remove((node, RDF.type, None))
        return node, wrong
    used = next((p for p in paths if (node, p, None) in data), paths[0])
    values = sorted(data.objects(node, used))
    value = values[0] if values else NOWHERE
    if constraint == SH.minCount:
        for each in paths:
            wrong.remove((node, each, None))
        if used == RDF.type or RDF.type in paths:
            wrong.add((node, RDF.type, SHAPES.value(shape, SH.targetClass)))
        return node, wrong
    if constraint == SH.maxCount:
        for extra in [
            *values,
            *(_like(value, n) for n in range(int(SHAPES.value(part, constraint)) + 1 - len(values))),
        ]:
            wrong.add((node, used, extra))
        return node, wrong
    if constraint == SH.uniqueLang:
        wrong.add((node, used, Literal("twice", lang="en")))
        return node, wrong
    bad: dict[URIRef, Node] = {
        SH.datatype: Literal("no such", datatype=URIRef("urn:type")),
        SH.nodeKind: NOWHERE if SHAPES.value(part, constraint) == SH.Literal else Literal("words"),
        SH["class"]: NOWHERE,
        SH["in"]: Literal("nothing of the list"),
        SH.hasValue: NOWHERE,
        SH.equals: NOWHERE,
        SH.pattern: Literal(" /Ü\n ") if isinstance(value, Literal) else URIRef("urn:state:X Y".replace(" ", "")),
        SH.minLength: Literal(""),
        SH.minInclusive: Literal("-7", datatype=getattr(value, "datatype", None) or XSD.integer),
        SH.maxInclusive: Literal("77", datatype=getattr(value, "datatype", None) or XSD.integer),
        SH.lessThan: Literal(10**9),
        SH.lessThanOrEquals: Literal("2999-01-01", datatype=XSD.date),
    }
    wrong.remove((node, used, None))
    wrong.add((node, used, bad[constraint]))
    return node, wrong


def _like(value: Node, number: int) -> Node:
    """Another value of the same sort."""
    if isinstance(value, Literal):
        return Literal(f"{value}-{number}", lang=value.language)
    return URIRef(f"urn:other:{number}")


def only(found: tuple[Breach, ...], part: Node) -> list[Breach]:
    """The breaches that have the message of a shape."""
    messages = {str(message) for message in SHAPES.objects(part, SH.message)}
    return [breach for breach in found if breach.message in messages]


def test_there_is_something_of_every_shape(data: Graph) -> None:
    assert [shape for shape in SHAPES.subjects(RDF.type, SH.NodeShape) if not focus(data, shape)] == []


def test_data_of_every_class_keeps_to_the_shapes(store: Store) -> None:
    report = validate(store)
    assert [finding for finding in report.findings if finding.severity == "violation"] == []


def test_every_constraint_is_tried() -> None:
    stated = {p for part in {case[2] for case in CASES} for p in SHAPES.predicates(part)}
    about = {RDF.type, *TARGETS, SH.path, SH.property, SH.message, SH.severity}
    told = {p for p in stated if str(p).startswith(str(SH))} - about - set(CONSTRAINTS)
    assert told == set()
    assert len(CASES) > 250


@pytest.mark.parametrize("case", CASES, ids=[case[0].replace(" ", "-") for case in CASES])
def test_a_graph_that_breaks_a_constraint_is_told_of(data: Graph, case: tuple[str, Node, Node, URIRef]) -> None:
    _, shape, part, constraint = case
    node, wrong = broken(data, shape, part, constraint)
    near = Graph()
    for triple in wrong.triples((node, None, None)):
        near.add(triple)
    for subject, predicate in wrong.subject_predicates(node):
        near.add((subject, predicate, node))
    for value in set(near.objects()):
        for kind in wrong.objects(value, RDF.type):
            near.add((value, RDF.type, kind))
    assert [b.node for b in only(check(n_triples(near)), part) if b.node == str(node)]


def test_shapes_are_the_same_in_several_processes_and_in_one(store: Store) -> None:
    pieces = [b"", *(store.graph(name).replace(b'"1"^^', b'"0"^^') for name in sorted(store.graph_names())[:3])]
    assert list(breaches(pieces, 2)) == list(breaches(pieces))
    assert any(breaches(pieces))


def test_shapes_made_ready_find_what_the_file_finds(data: Graph) -> None:
    import pyshacl

    wrong = Graph()
    for s, p, o in data:
        wrong.add((s, p, Literal(0) if p == URIRef("https://w3id.org/lexline/ns#position") else o))
    for narrow, wide in ready().classes:
        wrong.add((narrow, URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf"), wide))
    _, results, _ = pyshacl.validate(wrong, shacl_graph=SHAPES, inference="none")
    plain = sorted(
        (str(results.value(r, SH.focusNode)), str(results.value(r, SH.resultMessage)))
        for r in results.subjects(RDF.type, SH.ValidationResult)
    )
    assert sorted((breach.node, breach.message) for breach in check(n_triples(wrong))) == plain
    assert plain


def test_an_empty_piece_breaks_nothing(tmp_path: Path) -> None:
    assert check(b"") == ()
