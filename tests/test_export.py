"""Exports hold what the store holds, in an order that never changes."""

from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest

from lexline.graph.export import FORMATS, export
from lexline.graph.quads import encode
from lexline.graph.registries import ontology_quads
from lexline.graph.store import Store
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT, SOURCE_IRI
from lexline.ontology.errors import UnknownReference, UsageError
from lexline.ontology.vocabulary import graph_iri
from tests.graphs import resolution, store_of

DOCUMENTS = [resolution(2388), resolution(2400, 2018), resolution(2331, 2016, "treaty:cedaw")]
ME = "S/RES/2388(2017)"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(store_of(tmp_path_factory.mktemp("export") / "a.db", DOCUMENTS))


def written(store: Store, how: str, identifier: str | None = None) -> bytes:
    out = io.BytesIO()
    export(store, out, how, identifier)
    return out.getvalue()


def test_n_quads_hold_every_quad_sorted_by_graph(store: Store) -> None:
    data = written(store, "nquads")
    assert set(ox.parse(data, ox.RdfFormat.N_QUADS)) == set(store.raw)
    graphs = [line.rpartition(b" <")[2] for line in data.splitlines() if not line.startswith(b"#")]
    assert graphs == sorted(graphs, key=lambda graph: graph.removesuffix(b"> ."))


def test_turtle_holds_every_statement_once_with_prefixes(store: Store) -> None:
    data = written(store, "turtle")
    triples = list(ox.parse(data, ox.RdfFormat.TURTLE))
    assert {t.triple for t in triples} == {quad.triple for quad in store.raw}
    assert b"id:S-RES-2388-2017 a eli:LegalResource" in data
    assert b'eli:date_document "2017-11-21"^^xsd:date' in data


def test_json_ld_holds_every_quad(store: Store) -> None:
    assert set(ox.parse(written(store, "jsonld"), ox.RdfFormat.JSON_LD)) == set(store.raw)


def test_graphml_holds_instruments_and_who_cites_whom(store: Store) -> None:
    graph = nx.parse_graphml(written(store, "graphml").decode("utf-8"))
    assert graph.nodes[ME]["kind"] == "Resolution"
    assert graph.nodes[ME]["loaded"] is True
    assert graph.nodes["treaty:cedaw"]["title"].startswith("Convention")
    assert graph.edges[ME, "S/RES/2331(2016)"] == {"citations": 1, "functions": "extends 1"}
    assert not graph.has_edge(ME, ME)


@pytest.mark.parametrize("how", FORMATS)
def test_the_same_content_gives_the_same_bytes_however_it_was_built(store: Store, tmp_path: Path, how: str) -> None:
    with Store.open(tmp_path / "b.db", create=True) as other:
        other.replace([encode(*resolution(2388, cited="S/RES/1265(1999)"))])
        for one in reversed(DOCUMENTS):
            other.replace([encode(*one)])
        other.replace([ontology_quads()])
        assert written(other, how) == written(store, how)


@pytest.mark.parametrize("how", FORMATS)
def test_one_instrument_may_be_written_alone(store: Store, how: str) -> None:
    data = written(store, how, ME)
    assert b"2388" in data
    assert len(data) < len(written(store, how))
    if how == "nquads":
        assert {quad.graph_name.value for quad in ox.parse(data, ox.RdfFormat.N_QUADS)} == {graph_iri(ME)}
    if how == "graphml":
        assert {node for edge in nx.parse_graphml(data.decode()).edges for node in edge if ME not in edge} == set()


def test_an_empty_store_is_written_as_well(tmp_path: Path) -> None:
    with Store.open(tmp_path / "e.db", create=True) as store:
        assert list(ox.parse(written(store, "nquads"), ox.RdfFormat.N_QUADS)) == []
        assert list(ox.parse(written(store, "turtle"), ox.RdfFormat.TURTLE)) == []
        assert list(ox.parse(written(store, "jsonld"), ox.RdfFormat.JSON_LD)) == []
        assert len(ElementTree.fromstring(written(store, "graphml"))) > 0


def test_a_title_that_xml_cannot_hold_does_not_break_the_file(tmp_path: Path) -> None:
    from dataclasses import replace

    document, found = resolution()
    with Store.open(tmp_path / "x.db", create=True) as store:
        store.replace([encode(replace(document, title="a\x00<b>&\ufffe"), found)])
        assert nx.parse_graphml(written(store, "graphml").decode("utf-8")).nodes[ME]["title"] == "a<b>&"


def test_an_unknown_format_or_instrument_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="nquads"):
        written(store, "pdf")
    with pytest.raises(UnknownReference):
        written(store, "turtle", "S/RES/1(1946)")


@pytest.mark.parametrize("how", FORMATS)
@pytest.mark.parametrize("identifier", [None, ME])
def test_every_export_acknowledges_the_united_nations(store: Store, how: str, identifier: str | None) -> None:
    data = written(store, how, identifier).decode("utf-8")
    assert ACKNOWLEDGEMENT in data
    place = {
        "nquads": data.splitlines()[0].removeprefix("# "),
        "turtle": data.splitlines()[0].removeprefix("# "),
        "jsonld": json.loads(data)[0].get("acknowledgement") if how == "jsonld" else "",
        "graphml": ElementTree.fromstring(data)[0].text if how == "graphml" else "",
    }
    assert place[how] == ACKNOWLEDGEMENT


def test_the_graph_of_the_ontology_names_the_source(store: Store) -> None:
    about = f"?o a owl:Ontology ; dcterms:source <{SOURCE_IRI}> ; dcterms:rights ?rights"
    found = store.query(f"SELECT ?rights WHERE {{ {about} }}")
    assert ["United Nations" in str(row[0]) for row in found.rows] == [True]
