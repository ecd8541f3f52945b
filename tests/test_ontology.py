"""The Turtle files as RDF: they parse, declare every term that is used, and fit their own shapes."""

from __future__ import annotations

import re

import pytest
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

from lexline.graph.terms import INSTRUMENT_CLASSES, UNIT_CLASSES
from lexline.ontology.registry import FILES, WRITTEN_BASE, ontology_files
from lexline.ontology.vocabulary import CITO, ELI, LX, PREFIXES
from tests.conftest import ROOT

NS = Namespace(LX)


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    return {path.name: Graph().parse(path, format="turtle") for path in ontology_files()}


@pytest.fixture(scope="module")
def everything(graphs: dict[str, Graph]) -> Graph:
    whole = Graph()
    for graph in graphs.values():
        whole += graph
    return whole


def declared(graph: Graph) -> set[str]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    return {str(s).removeprefix(LX) for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(LX)}


@pytest.mark.parametrize("name", FILES)
def test_every_file_parses_and_says_something(graphs: dict[str, Graph], name: str) -> None:
    assert len(graphs[name]) > 50


def test_files_use_prefixes_as_the_vocabulary_binds_them() -> None:
    for path in ontology_files():
        for prefix, iri in re.findall(r"@prefix (\w+): <([^>]+)>", path.read_text(encoding="utf-8")):
            assert PREFIXES.get(prefix) == iri, (path.name, prefix)


def test_the_ontology_has_a_version(graphs: dict[str, Graph]) -> None:
    ontology = URIRef(WRITTEN_BASE + "ns")
    assert (ontology, OWL.versionInfo, None) in graphs["lexline.ttl"]
    assert (ontology, OWL.versionIRI, None) in graphs["lexline.ttl"]


def test_every_own_term_has_label_comment_and_parent(graphs: dict[str, Graph]) -> None:
    graph = graphs["lexline.ttl"]
    for name in declared(graph):
        term = NS[name]
        assert len(list(graph.objects(term, RDFS.label))) == 1, name
        assert len(list(graph.objects(term, RDFS.comment))) == 1, name
        parents = [*graph.objects(term, RDFS.subClassOf), *graph.objects(term, RDFS.subPropertyOf)]
        assert parents, name
        assert all(not str(p).startswith(LX) or str(p).removeprefix(LX) in declared(graph) for p in parents), name


def test_every_own_term_in_the_data_is_declared(everything: Graph) -> None:
    used = {
        str(term).removeprefix(LX)
        for _, predicate, value in everything
        for term in (predicate, value)
        if str(term).startswith(LX)
    }
    shapes = {str(s).removeprefix(LX) for s in everything.subjects(RDF.type, SH.NodeShape)}
    assert used - declared(everything) - shapes == set()


def test_every_own_term_in_the_code_is_declared(everything: Graph) -> None:
    used: set[str] = set()
    for folder in ("graph", "loaders", "ontology"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            used.update(re.findall(r"\{LX\}([A-Za-z]\w*)", text), re.findall(r"\bLX \+ \"([A-Za-z]\w*)\"", text))
        for path in (ROOT / folder).rglob("*.rq"):
            used.update(re.findall(r"\blx:([A-Za-z]\w*)", path.read_text(encoding="utf-8")))
    assert used
    assert used - declared(everything) == set()


def test_every_kind_and_unit_of_the_model_has_its_class(everything: Graph) -> None:
    assert {*INSTRUMENT_CLASSES.values(), *UNIT_CLASSES.values()} <= declared(everything)


def test_effects_are_changes_or_bases(everything: Graph) -> None:
    eli = {URIRef(ELI + name) for name in ("based_on", "amends", "corrects", "repeals", "changes")}
    for effect in everything.objects(None, NS.effect):
        assert effect in eli or any(
            parent in eli for parent in everything.transitive_objects(effect, RDFS.subPropertyOf)
        ), effect


def test_functions_map_to_cito(everything: Graph) -> None:
    for function in everything.subjects(RDF.type, NS.CitationFunction):
        assert [str(m).startswith(CITO) for m in everything.objects(function, NS.mapsTo)] == [True], function


def test_labels_are_english(everything: Graph) -> None:
    for label in everything.objects(None, SKOS.prefLabel):
        assert isinstance(label, Literal)
        assert label.language == "en"


def test_the_registries_fit_the_shapes(graphs: dict[str, Graph], everything: Graph) -> None:
    conforms, _, text = validate(everything, shacl_graph=graphs["shapes.ttl"], inference="none")
    assert conforms, text


def test_every_shape_tells_the_remedy(graphs: dict[str, Graph]) -> None:
    messages = [str(m) for m in graphs["shapes.ttl"].objects(None, SH.message)]
    assert len(messages) > 40
    assert [m for m in messages if not re.search(r"Build|Add|Correct|Look|See|Keep|Compare", m)] == []


GOOD = """
@prefix lx: <https://w3id.org/lexline/ns#> . @prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix cito: <http://purl.org/spar/cito/> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix id: <https://w3id.org/lexline/id/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:S-RES-2388-2017 a eli:LegalResource , lx:Resolution ; lx:loaded true ; eli:id_local "S/RES/2388(2017)" ;
    eli:title "Digest"@en ; eli:date_document "2017-11-21"^^xsd:date ; lx:loader "akoma-ntoso/1" ; lx:unitCount 1 ;
    lx:sha256 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" .
id:S-RES-2388-2017--pre_2 a eli:LegalResourceSubdivision , lx:PreambularParagraph ; lx:inInstrument id:S-RES-2388-2017 ;
    eli:is_part_of id:S-RES-2388-2017 ; lx:eId "pre_2" ; lx:position 2 ;
    lx:text "Recalling its resolution 2331 (2016),"@en .
<https://w3id.org/lexline/cite/x--1> a cito:Citation ; cito:hasCitingEntity id:S-RES-2388-2017--pre_2 ;
    lx:citingInstrument id:S-RES-2388-2017 ; cito:hasCitedEntity id:S-RES-2331-2016 ; oa:exact "2331 (2016)" ;
    lx:start 25 ; lx:end 36 ; lx:sentence "Recalling its resolution 2331 (2016),"@en ;
    lx:confidence 1.0 ; lx:depth 2 ; lx:method "number-year" .
"""


def test_a_sound_document_conforms(graphs: dict[str, Graph]) -> None:
    conforms, _, text = validate(Graph().parse(data=GOOD), shacl_graph=graphs["shapes.ttl"], inference="none")
    assert conforms, text


@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [
        ("lx:confidence 1.0", "lx:confidence 1.5", "confidence"),
        ("lx:depth 2", "lx:depth 5", "depth of treatment"),
        ("lx:start 25", "lx:start 40", "start"),
        ("cito:hasCitedEntity id:S-RES-2331-2016 ;", "", "marked as unresolved"),
        ('lx:eId "pre_2"', 'lx:eId "pre 2"', "eId"),
        ("lx:position 2", "lx:position 0", "position"),
        ("lx:unitCount 1", "lx:unitCount 0", "no units"),
        (" , lx:PreambularParagraph", "", "classes of units"),
        ("eli:is_part_of id:S-RES-2388-2017 ;", "", "lies in exactly one"),
        ('"2017-11-21"^^xsd:date', '"last autumn"', "date"),
    ],
)
def test_a_fault_is_found_and_named(graphs: dict[str, Graph], good: str, bad: str, path: str) -> None:
    assert good in GOOD
    broken = Graph().parse(data=GOOD.replace(good, bad))
    conforms, _, text = validate(broken, shacl_graph=graphs["shapes.ttl"], inference="none")
    assert not conforms
    assert path in text
