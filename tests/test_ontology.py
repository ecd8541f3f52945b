"""The Turtle files as RDF: they parse, declare every term that is used, and fit their own shapes."""

from __future__ import annotations

import re

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef

from lexline.graph.shapes import check
from lexline.graph.store import Store
from lexline.graph.terms import INSTRUMENT_CLASSES, ONTOLOGY_GRAPH, UNIT_CLASSES
from lexline.ontology.turtle_files import FILES, WRITTEN_BASE, ontology_files
from lexline.ontology.vocabulary import CITO, ELI, LX, PREFIXES
from tests.conftest import ROOT
from tests.everything import store_of_everything

NS = Namespace(LX)
SCHEMA = Namespace(PREFIXES["schema"])
#: Prefixes of vocabularies that describe the ontology and occur in no data.
DOCUMENTING = {"vann": "http://purl.org/vocab/vann/", "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#"}
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


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


def in_code() -> set[str]:
    """The own terms that the code and the saved questions name."""
    used: set[str] = set()
    for folder in ("graph", "loaders", "ontology"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            used.update(re.findall(r"\{LX\}([A-Za-z]\w*)", text), re.findall(r"\bLX \+ \"([A-Za-z]\w*)\"", text))
            used.update(re.findall(r"\blx:([A-Za-z]\w*)", re.sub(r"``?[^`]*``?", "", text)))
        for path in (ROOT / folder).rglob("*.rq"):
            used.update(re.findall(r"\blx:([A-Za-z]\w*)", path.read_text(encoding="utf-8")))
    return used


def local(terms: object) -> set[str]:
    """The local names of the own terms among these."""
    return {str(term).removeprefix(LX) for term in terms if str(term).startswith(LX)}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """Data of every class, without the registries."""
    whole = Graph()
    with Store.open(store_of_everything(tmp_path_factory.mktemp("all") / "a.db")) as store:
        for name in sorted(store.graph_names() - {ONTOLOGY_GRAPH}):
            whole.parse(data=store.graph(name), format="nt")
    return whole


@pytest.mark.parametrize("name", FILES)
def test_every_file_parses_and_says_something(graphs: dict[str, Graph], name: str) -> None:
    assert len(graphs[name]) > 50


def test_files_use_prefixes_as_the_vocabulary_binds_them() -> None:
    for path in ontology_files():
        for prefix, iri in re.findall(r"@prefix (\w+): <([^>]+)>", path.read_text(encoding="utf-8")):
            assert (PREFIXES | DOCUMENTING).get(prefix) == iri, (path.name, prefix)


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
        if str(term).startswith(LX) and str(term) != LX
    }
    shapes = {str(s).removeprefix(LX) for s in everything.subjects(RDF.type, SH.NodeShape)}
    assert used - declared(everything) - shapes == set()


def test_every_own_term_in_the_code_is_declared(everything: Graph) -> None:
    used = in_code()
    shapes = local(everything.subjects(RDF.type, SH.NodeShape))
    assert len(used) > 100
    assert used - declared(everything) - shapes == set()


def test_every_own_term_in_data_is_declared(everything: Graph, sample: Graph) -> None:
    terms = local(sample.predicates()) | local(sample.objects(None, RDF.type))
    assert len(terms) > 90
    assert terms - declared(everything) == set()


def test_every_declared_term_is_used_or_planned(graphs: dict[str, Graph], everything: Graph, sample: Graph) -> None:
    ontology = graphs["lexline.ttl"]
    data = everything - ontology
    used = in_code() | local(data.predicates()) | local(data.objects()) | local(sample.all_nodes())
    used |= local(sample.predicates()) | {*INSTRUMENT_CLASSES.values(), *UNIT_CLASSES.values()}
    for _ in range(3):  # a class is used where one below it is
        used |= {parent for name in used for parent in local(ontology.objects(NS[name], RDFS.subClassOf))}
    planned = local(ontology.subjects(URIRef(DOCUMENTING["vs"] + "term_status"), Literal("planned")))
    assert declared(ontology) - used - planned == set()
    assert planned & used == set(), "what is used is no longer planned"


def test_every_property_has_domain_and_range_or_says_why_not(graphs: dict[str, Graph]) -> None:
    graph = graphs["lexline.ttl"]
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in graph.subjects(RDF.type, kind):
            notes = " ".join(str(note) for note in graph.objects(term, SKOS.scopeNote))
            assert ((term, RDFS.domain, None) in graph) != ("No domain: " in notes), term
            assert ((term, RDFS.range, None) in graph) != ("No range: " in notes), term


def test_the_version_is_that_of_the_package(graphs: dict[str, Graph]) -> None:
    ontology = URIRef(WRITTEN_BASE + "ns")
    version = str(graphs["lexline.ttl"].value(ontology, OWL.versionInfo))
    assert f'version = "{version}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert graphs["lexline.ttl"].value(ontology, OWL.versionIRI) == URIRef(f"{ontology}/{version}")


#: What the vocabularies that are built upon say of their own terms, as far as a contradiction could come of it.
ELSEWHERE = """
@prefix eli: <http://data.europa.eu/eli/ontology#> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
eli:LegalResource owl:disjointWith eli:LegalExpression .
eli:LegalResourceSubdivision rdfs:subClassOf eli:LegalResource .
prov:Entity owl:disjointWith prov:Activity . skos:Concept owl:disjointWith skos:ConceptScheme , skos:Collection .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:used rdfs:domain prov:Activity ; rdfs:range prov:Entity .
prov:wasAssociatedWith rdfs:domain prov:Activity ; rdfs:range prov:Agent . prov:Agent owl:disjointWith oa:Annotation .
oa:hasTarget rdfs:domain oa:Annotation . skos:broader rdfs:domain skos:Concept ; rdfs:range skos:Concept .
"""


def closure(*parts: Graph) -> Graph:
    """All that follows from the ontology and some data under OWL RL."""
    whole = Graph().parse(data=ELSEWHERE)
    for part in parts:
        for triple in part:
            whole.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    return whole


def test_ontology_and_data_are_consistent_and_entail_what_they_should(graphs: dict[str, Graph], sample: Graph) -> None:
    whole = closure(graphs["lexline.ttl"], graphs["functions.ttl"], graphs["themes.ttl"], sample)
    assert list(whole.objects(None, ERROR)) == []
    me = URIRef(WRITTEN_BASE + "id/S-RES-2388-2017")
    unit, french = URIRef(f"{me}--op_1"), URIRef(f"{me}--@fr--op_1")
    eli, prov = Namespace(ELI), Namespace(PREFIXES["prov"])
    assert {NS.Instrument, eli.LegalResource, prov.Entity} <= set(whole.objects(me, RDF.type))
    assert {NS.Unit, eli.LegalResourceSubdivision} <= set(whole.objects(unit, RDF.type))
    assert {NS.Unit, eli.LegalExpression} <= set(whole.objects(french, RDF.type))
    assert eli.LegalResource not in set(whole.objects(french, RDF.type))
    citation = URIRef(str(unit).replace("/id/", "/cite/") + "--1")
    assert (citation, prov.wasDerivedFrom, me) in whole
    kinds = [NS.Instrument, NS.Unit, URIRef(CITO + "Citation"), NS.Record, NS.Vote, NS.ThemeAssignment, NS.State]
    found = [set(whole.subjects(RDF.type, kind)) for kind in kinds]
    assert all(found)
    assert not any(one & other for n, one in enumerate(found) for other in found[:n])


@pytest.mark.parametrize(
    "wrong",
    [
        "lx:Unit",
        "eli:LegalExpression",
    ],
)
def test_a_contradiction_is_found(graphs: dict[str, Graph], wrong: str) -> None:
    data = Graph().parse(data=GOOD + f"@prefix prov: <{PREFIXES['prov']}> . id:S-RES-2388-2017 a {wrong} .")
    assert list(closure(graphs["lexline.ttl"], data).objects(None, ERROR)) != []


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
    data = everything - graphs["shapes.ttl"]
    assert check(data.serialize(format="nt", encoding="utf-8")) == ()


def test_every_shape_tells_the_remedy(graphs: dict[str, Graph]) -> None:
    messages = [str(m) for m in graphs["shapes.ttl"].objects(None, SH.message)]
    assert len(messages) > 40
    assert [m for m in messages if not re.search(r"Build|Add|Correct|Look|See|Keep|Compare", m)] == []


GOOD = """
@prefix lx: <https://w3id.org/lexline/ns#> . @prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix cito: <http://purl.org/spar/cito/> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix id: <https://w3id.org/lexline/id/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:S-RES-2388-2017 a eli:LegalResource , lx:Resolution ; lx:loaded true ; eli:id_local "S/RES/2388(2017)" ;
    eli:title "Digest"@en ; eli:date_document "2017-11-21"^^xsd:date ; lx:loader "akoma-ntoso/1" ; lx:unitCount 1 ;
    dcterms:source "S_RES_2388.xml" ; dcterms:format "akoma-ntoso" ; dcterms:language "en" ;
    lx:sha256 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" .
id:S-RES-2388-2017--pre_2 a eli:LegalResourceSubdivision , lx:PreambularParagraph ; lx:inInstrument id:S-RES-2388-2017 ;
    eli:is_part_of id:S-RES-2388-2017 ; lx:eId "pre_2" ; lx:position 2 ;
    lx:text "Recalling its resolution 2331 (2016),"@en .
<https://w3id.org/lexline/cite/x--1> a cito:Citation ; cito:hasCitingEntity id:S-RES-2388-2017--pre_2 ;
    lx:citingInstrument id:S-RES-2388-2017 ; cito:hasCitedEntity id:S-RES-2331-2016 ; oa:exact "2331 (2016)" ;
    lx:start 25 ; lx:end 36 ; lx:sentence "Recalling its resolution 2331 (2016),"@en ;
    lx:confidence 1.0 ; lx:depth 2 ; lx:method "number-year" ; lx:citedKind "resolution" ; lx:sentenceStart 0 .
"""


def said(turtle: str) -> str:
    """What the shapes tell of a graph, in one text."""
    data = Graph().parse(data=turtle).serialize(format="nt", encoding="utf-8")
    return " ".join(breach.message for breach in check(data))


def test_a_sound_document_conforms() -> None:
    assert said(GOOD) == ""


@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [
        ("lx:confidence 1.0", "lx:confidence 1.5", "confidence"),
        ("lx:depth 2", "lx:depth 5", "depth of treatment"),
        ("lx:start 25", "lx:start 40", "begins before it ends"),
        ("cito:hasCitedEntity id:S-RES-2331-2016 ;", "", "marked as unresolved"),
        ('lx:eId "pre_2"', 'lx:eId "pre 2"', "eId"),
        ("lx:position 2", "lx:position 0", "position"),
        ("lx:unitCount 1", "lx:unitCount 0", "no units"),
        (" , lx:PreambularParagraph", "", "classes of units"),
        ("eli:is_part_of id:S-RES-2388-2017 ;", "", "lies in exactly one"),
        ('"2017-11-21"^^xsd:date', '"last autumn"', "date"),
    ],
)
def test_a_fault_is_found_and_named(good: str, bad: str, path: str) -> None:
    assert good in GOOD
    assert path in said(GOOD.replace(good, bad))
