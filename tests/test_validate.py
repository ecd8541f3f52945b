"""Validation: a good store has nothing to tell, and each fault is found with its place and a remedy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.rules import RULES
from lexline.graph.store import Store
from lexline.graph.terms import ONTOLOGY_GRAPH, SHARED_GRAPH
from lexline.graph.validate import Finding, validate
from lexline.ontology import registry
from lexline.ontology.errors import UnknownReference
from lexline.ontology.vocabulary import ELI, FUNCTION, ID, LX, OA, PREFIXES, XSD, graph_iri
from tests.everything import store_of_everything
from tests.graphs import resolution, store_of

ME = ID + "S-RES-2388-2017"
GRAPH = graph_iri("S/RES/2388(2017)")
CITE = ME.replace("/id/", "/cite/")
THEME = ME.replace("/id/", "/about/") + "--op_1--1"


def findings(store: Store, update: str, **options: object) -> list[Finding]:
    store.raw.update(update)
    report = validate(store, **options)  # type: ignore[arg-type]
    return [finding for finding in report.findings if finding.severity != "info"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    location = store_of(tmp_path / "a.db", [resolution(2388), resolution(2331, 2016)])
    return Store.open(location, read_only=False)


def test_a_good_store_conforms_and_only_tells_what_was_repaired(tmp_path: Path) -> None:
    location = store_of(tmp_path / "a.db", [resolution(2388)])
    with Store.open(location) as store:
        report = validate(store)
    assert report.conforms
    assert report.documents == 1
    assert [(finding.severity, finding.rule) for finding in report.findings] == [("info", "shape: problem")]


def test_a_loaded_treaty_is_held_against_what_the_registry_says_of_it(tmp_path: Path) -> None:
    made, _ = resolution(2388)
    known = registry.treaty("treaty:cedaw")
    assert known is not None
    treaty = replace(
        made, id=known.id, kind="treaty", title=known.title, date=known.date, symbols=(known.id,), drafts=()
    )
    with Store.open(store_of(tmp_path / "t.db", [(treaty, ())])) as store:
        report = validate(store)
    assert [f for f in report.findings if f.severity == "violation"] == []


def test_a_pinpoint_that_leads_nowhere_is_a_warning_at_its_paragraph(store: Store) -> None:
    found = findings(store, "INSERT DATA {}", shapes=False)
    nowhere = [(f.instrument, f.unit, f.value, f.severity) for f in found if f.rule == "cited-unit"]
    assert ("S/RES/2388(2017)", "op_1", "S/RES/2331(2016) op_3", "warning") in nowhere
    assert all(finding.remedy for finding in found)


def _delete(line: str) -> str:
    return f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {line} }} }}"


def _insert(line: str) -> str:
    return f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {line} }} }}"


FAULTS = {
    "words": (
        _delete(f'<{CITE}--pre_1--1> <{OA}exact> "resolution 1325 (2000)"')
        + " ;\n"
        + _insert(f'<{CITE}--pre_1--1> <{OA}exact> "resolution 1265 (1999)"'),
        "pre_1",
    ),
    "citing-unit": (_delete(f"<{ME}--op_1> <{LX}inInstrument> <{ME}>"), "op_1"),
    "part-of": (_insert(f"<{ME}--op_1> <{ELI}is_part_of> <{ME}--op_99>"), "op_1"),
    "unit-count": (_insert(f'<{ME}> <{LX}unitCount> "99"^^<{XSD}integer>'), None),
    "cited-named": (f"DROP GRAPH <{SHARED_GRAPH}>", "pre_1"),
    "unit-edge-without-evidence": (_insert(f"<{ME}--op_1> <{ELI}cites> <{ID}S-RES-1265-1999>"), "op_1"),
    "evidence-without-edge": (_delete(f"<{ME}> <{ELI}cites> <{ID}S-RES-1325-2000>"), "pre_1"),
    "evidence-without-unit-edge": (_delete(f"<{ME}--op_1> <{ELI}cites> <{ID}S-RES-2331-2016--op_3>"), "op_1"),
    "effect-without-citation": (_insert(f"<{ME}> <{ELI}repeals> <{ID}S-RES-1325-2000>"), None),
    "citation-without-effect": (_delete(f"<{ME}> <{LX}extends> <{ID}S-RES-2331-2016>"), "op_1"),
    "unresolved-with-target": (_insert(f"<{CITE}--op_1--1> a <{LX}UnresolvedCitation>"), "op_1"),
    "loaded": (_delete(f"<{ME}> <{LX}loaded> true"), None),
    "edge-without-evidence": (_insert(f"<{ME}> <{ELI}cites> <{ID}S-RES-2331-2016-not>"), None),
    "function-known": (
        _insert(f"<{CITE}--op_1--1> <http://purl.org/spar/cito/hasCitationCharacterization> <{FUNCTION}praises>"),
        "op_1",
    ),
    "body-known": (_insert(f"<{ME}> <{ELI}passed_by> <https://w3id.org/lexline/body/NOBODY>"), None),
    "cites-later": (
        f"WITH <{graph_iri('S/RES/2331(2016)')}> DELETE {{ ?i <{ELI}date_document> ?d }} "
        f'INSERT {{ ?i <{ELI}date_document> "2019-01-01"^^<{XSD}date> }} WHERE {{ ?i <{ELI}date_document> ?d }}',
        "op_1",
    ),
    "contradiction": (
        _insert(f"<urn:x> <{LX}contradicts> <{ME}>") + " ;\n" + _insert(f'<urn:x> <{LX}recordValue> "2016"'),
        None,
    ),
    "voter-known": (_insert(f"<{ME}> <{LX}inFavour> <https://w3id.org/lexline/state/atlantis>"), None),
    "theme-words": (
        _insert(f'<{THEME}> <{LX}about> <{ME}--op_1> ; <{OA}exact> "peace" ; <{LX}start> 0 ; <{LX}end> 5'),
        "op_1",
    ),
    "theme-of-nothing": (_insert(f"<{THEME}> <{LX}about> <{ME}--op_99>"), "op_1"),
    "theme-without-assignment": (_insert(f"<{ME}--op_1> <{LX}hasTheme> <urn:theme>"), "op_1"),
    "theme-known": (_insert(f"<{THEME}> <{LX}theme> <urn:theme>"), "op_1"),
    "cited-unit": (_insert(f"<{CITE}--op_1--1> <{LX}citedUnit> <{ID}S-RES-2331-2016--op_77>"), "op_1"),
}


def test_every_rule_has_a_fault_to_find() -> None:
    assert set(FAULTS) == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", FAULTS)
def test_each_rule_finds_its_fault_and_says_where_and_what_to_do(store: Store, rule: str) -> None:
    update, unit = FAULTS[rule]
    found = [f for f in findings(store, update, shapes=False) if f.rule == rule and f.instrument == "S/RES/2388(2017)"]
    assert unit in {finding.unit for finding in found}
    assert all(finding.remedy.endswith(".") for finding in found)


#: What is done to every document or to the registries of a good store, and what tells of it.
MUTATIONS = {
    "no instrument cites": (
        "DELETE { GRAPH ?g { ?a eli:cites ?b } } WHERE { GRAPH ?g { ?a eli:cites ?b ; lx:loaded ?l } }",
        0,
    ),
    "no paragraph cites": (
        "DELETE { GRAPH ?g { ?a eli:cites ?b } } WHERE { GRAPH ?g { ?a eli:cites ?b ; lx:inInstrument ?i } }",
        0,
    ),
    "nothing is loaded": ("DELETE { GRAPH ?g { ?a lx:loaded ?b } } WHERE { GRAPH ?g { ?a lx:loaded ?b } }", 0),
    "no paragraphs": ("DELETE { GRAPH ?g { ?u ?p ?o } } WHERE { GRAPH ?g { ?u lx:inInstrument ?i ; ?p ?o } }", 0),
    "no citations": (
        "DELETE { GRAPH ?g { ?c ?p ?o } } WHERE { GRAPH ?g { ?c cito:hasCitingEntity ?u ; ?p ?o } }",
        0,
    ),
    "no names of bodies": (
        "DELETE { GRAPH ?g { ?b skos:prefLabel ?l } } WHERE { GRAPH ?g { ?b a lx:Body ; skos:prefLabel ?l } }",
        1,
    ),
    "no titles of treaties": (
        "DELETE { GRAPH ?g { ?t eli:title ?l } } WHERE { GRAPH ?g { ?t lx:genericName ?n ; eli:title ?l } }",
        1,
    ),
    "no groups of functions": (
        "DELETE { GRAPH ?g { ?f lx:group ?l } } WHERE { GRAPH ?g { ?f a lx:CitationFunction ; lx:group ?l } }",
        1,
    ),
    "no registries": (f"DROP GRAPH <{ONTOLOGY_GRAPH}>", 0),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_store_that_lost_something_everywhere_does_not_conform(store: Store, mutation: str) -> None:
    update, shapes = MUTATIONS[mutation]
    assert validate(store, shapes=bool(shapes)).conforms
    store.raw.update(update, prefixes=PREFIXES)
    assert not validate(store, shapes=bool(shapes)).conforms


def test_a_document_that_is_not_in_the_store_cannot_be_checked(store: Store) -> None:
    with pytest.raises(UnknownReference, match=r"S/RES/1\(1946\)"):
        validate(store, documents=["S/RES/1(1946)"])


@pytest.mark.parametrize(
    ("update", "unit", "word"),
    [
        (_delete(f'<{ME}> <{LX}sha256> "{2388:064x}"'), None, "hash"),
        (_insert(f'<{ME}--op_1> <{LX}position> "0"^^<{XSD}integer>'), "op_1", "position"),
        (_insert(f'<{CITE}--op_1--1> <{LX}confidence> "1.5"^^<{XSD}decimal>'), "op_1", "confidence"),
    ],
)
def test_the_shapes_find_what_a_document_lacks(store: Store, update: str, unit: str | None, word: str) -> None:
    found = [f for f in findings(store, update, documents=["S/RES/2388(2017)"]) if f.rule.startswith("shape")]
    assert {(finding.instrument, finding.unit) for finding in found} == {("S/RES/2388(2017)", unit)}
    assert any(word in finding.message for finding in found)
    assert all("uild" in finding.remedy for finding in found)


def test_a_record_and_a_theme_are_placed_in_their_document(tmp_path: Path) -> None:
    with Store.open(store_of_everything(tmp_path / "a.db"), read_only=False) as store:
        report = validate(store)
        told = {(finding.instrument, finding.unit, finding.message) for finding in report.findings}
        assert ("records:records.json-aaaaaaaaaaaa", "record-1") in {place[:2] for place in told}
        store.raw.update(f"INSERT DATA {{ GRAPH <{GRAPH}#themes> {{ <{THEME}> <{LX}confidence> 7.0 }} }}")
        found = [f for f in validate(store, documents=["S/RES/2388(2017)"]).findings if f.rule == "shape: confidence"]
    assert {(f.instrument, f.unit, f.severity) for f in found} == {("S/RES/2388(2017)", "op_1", "violation")}


def test_documents_are_checked_piece_by_piece_and_a_sample_is_spread_evenly(tmp_path: Path) -> None:
    seen: list[int] = []
    with Store.open(tmp_path / "a.db", create=True) as store:
        store.replace([ontology_quads(), *(encode(*resolution(number)) for number in range(2300, 2310))])
        assert validate(store, sample=4, progress=lambda done, total, name: seen.append(done)).documents == 4
    assert seen == [4]
