"""What holds of every store, in a folder or on a server: documents are replaced whole, and questions have one answer.

Each test runs against the embedded store, `oxigraph serve` and Virtuoso, real processes on the loopback; a server that
is not installed is skipped with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from lexline.graph.build import build
from lexline.graph.cli import main
from lexline.graph.documents import read as read_document
from lexline.graph.embedded import EmbeddedStore
from lexline.graph.projection import project
from lexline.graph.quads import encode
from lexline.graph.reading import read
from lexline.graph.reference import resolve
from lexline.graph.registries import ontology_quads
from lexline.graph.sparql import SavedQuery, bind, saved_queries
from lexline.graph.store import Changes, Store
from lexline.graph.terms import ONTOLOGY_GRAPH, SHARED_GRAPH
from lexline.loaders.document import Keyword, Unit
from lexline.loaders.sample import sample_files
from lexline.ontology.errors import QueryError, StoreError, TimeLimit
from lexline.ontology.vocabulary import ELI, ID, graph_iri, instrument_iri
from tests import servers
from tests.graphs import resolution
from tests.places import Place, content

HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . FILTER (STRLEN(CONCAT(STR(?a), STR(?f))) > 5) }"
KINDS = ["embedded", "oxigraph", pytest.param("virtuoso", marks=pytest.mark.heavy)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, servers.Server]]:
    """The servers that run, by kind; each is started when it is first asked for."""
    with ExitStack() as stack:

        class Started(dict[str, servers.Server]):
            def __missing__(self, kind: str) -> servers.Server:
                folder = tmp_path_factory.mktemp(kind)
                start = {
                    # so that a question that was given up does not keep it busy
                    "oxigraph": lambda: servers.oxigraph(folder, "--timeout-s", "3"),
                    "virtuoso": lambda: servers.virtuoso(folder),
                }[kind]
                self[kind] = stack.enter_context(start())
                return self[kind]

        yield Started()


@pytest.fixture(params=KINDS)
def place(
    request: pytest.FixtureRequest,
    running: dict[str, servers.Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    """An empty place for a store."""
    return placed(request.param, running, tmp_path, monkeypatch).emptied()


def placed(kind: str, running: dict[str, servers.Server], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    if kind == "embedded":
        return Place(kind, folder / "a.db")
    binary = {"oxigraph": servers.oxigraph_binary, "virtuoso": servers.virtuoso_binary}[kind]
    if binary() is None:
        pytest.skip(f"{kind} is not installed")
    server = running[kind]
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    return Place(kind, server.url)


@pytest.fixture(scope="module", params=KINDS)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place with one resolution and the registries, only to be read."""
    yield from started(request.param, tmp_path_factory, lambda place: place.filled([resolution()]))


def started(kind: str, tmp_path_factory: pytest.TempPathFactory, fill: Callable[[Place], object]) -> Iterator[Place]:
    """Start a server of its own for a place, and fill it."""
    folder = tmp_path_factory.mktemp(kind)
    with pytest.MonkeyPatch.context() as monkeypatch, ExitStack() as stack:
        own: dict[str, servers.Server] = {}
        if kind != "embedded" and getattr(servers, f"{kind}_binary")() is not None:
            own[kind] = stack.enter_context(getattr(servers, kind)(folder / "data"))
        place = placed(kind, own, folder, monkeypatch)
        fill(place)
        yield place


def fresh(folder: Path, *documents: tuple[str, bytes]) -> dict[str, list[str]]:
    """Return what an embedded store holds that only ever had these documents."""
    with EmbeddedStore.open(folder / "fresh.db", create=True) as store:
        store.replace([ontology_quads(), *documents])
        return content(store)


def test_replacing_a_document_by_itself_changes_nothing(place: Place, tmp_path: Path) -> None:
    document = encode(*resolution())
    with place.writing() as store:
        assert store.replace([ontology_quads(), document]) == Changes(made=2)
        before = content(store)
        assert store.replace([document]) == Changes(same=1)
        assert content(store) == before == fresh(tmp_path, document)


def test_replacing_a_document_leaves_nothing_of_the_old_one(place: Place, tmp_path: Path) -> None:
    later = encode(*resolution(cited="S/RES/1265(1999)", words="resolution 1265 (1999)"))
    with place.filled([resolution()]).writing() as store:
        assert store.replace([later]) == Changes(changed=1)
        assert content(store) == fresh(tmp_path, later)


def test_a_document_may_also_be_given_as_quads_and_twice(place: Place) -> None:
    graph, data = encode(*resolution())
    with place.writing() as store:
        assert store.replace([(graph, ox.parse(data, ox.RdfFormat.N_QUADS)), (graph, data)]) == Changes(made=1, same=1)


def test_a_long_document_that_changes_all_over_is_replaced_whole(place: Place, tmp_path: Path) -> None:
    document, _ = resolution()
    units = tuple(Unit(f"op_{n}", "operative", f"Decides on the matter of number {n};", str(n)) for n in range(1, 200))
    old, new = (
        replace(document, units=units),
        replace(document, units=tuple(replace(u, text="Notes it;") for u in units)),
    )
    with place.writing() as store:
        store.replace([ontology_quads(), encode(old, ())])
        assert store.replace([encode(new, ())]) == Changes(changed=1)
        assert content(store) == fresh(tmp_path, encode(new, ()))


@pytest.mark.parametrize(
    "text",
    [
        'It says "no" \\ and } } ; DROP ALL ; INSERT DATA { GRAPH <a:b> { <a:b> <a:b> "',
        "''' \"\"\" \\u0022 \\n <http://a/b> . # no comment",
        "tab\tline\nreturn\rbell\u0007 delete\u007f",
        "ʻukina – “quotes” 𐍈 العربية 中文 e\u0301 \u200f",
    ],
)
def test_a_text_is_kept_letter_by_letter_and_is_never_read_as_a_language(place: Place, text: str) -> None:
    document, _ = resolution(2389)
    said = replace(document, units=(Unit("op_1", "operative", "Decides;", "1"),), title="Title")
    with place.filled([resolution()]).writing() as store:
        store.replace([encode(said, ())])
        told = replace(said, units=(Unit("op_1", "operative", text, "1"),), title=text)
        store.replace([encode(told, ())])  # a small change goes as an update
        found = read_document(store, said.id)
        assert found is not None
        assert (found[0].title, found[0].units[0].text) == (text, text)
        assert read_document(store, "S/RES/2388(2017)") is not None


def test_an_instrument_that_is_only_cited_is_named_once_however_many_cite_it(place: Place) -> None:
    with place.filled([resolution(number) for number in (2388, 2389, 2390)]).reading() as store:
        rows = store.query('SELECT ?i WHERE { ?i a lx:Resolution ; eli:id_local "S/RES/1325(2000)" }').rows
        assert rows == ((ox.NamedNode(ID + "S-RES-1325-2000"),),)


def test_a_cited_instrument_moves_out_of_the_shared_graph_when_it_is_loaded_and_back_when_it_goes(
    place: Place,
) -> None:
    where = f"SELECT ?g WHERE {{ GRAPH ?g {{ <{ID}S-RES-1325-2000> a lx:Resolution }} }}"
    with place.writing() as store:
        store.replace([encode(*resolution())])
        assert store.query(where).rows == ((ox.NamedNode(SHARED_GRAPH),),)
        store.replace([encode(*resolution(1325, 2000))])
        assert store.query(where).rows == ((ox.NamedNode(graph_iri("S/RES/1325(2000)")),),)
        store.remove([graph_iri("S/RES/1325(2000)")])
        assert store.query(where).rows == ((ox.NamedNode(SHARED_GRAPH),),)
        store.remove([graph_iri("S/RES/2388(2017)")])
        assert not any(content(store).values())
        store.remove([graph_iri("S/RES/2388(2017)")])  # what is not there need not be taken out


def test_the_registries_name_treaties_so_that_the_shared_graph_does_not(place: Place) -> None:
    with place.filled([resolution(cited="treaty:cedaw")]).reading() as store:
        rows = store.query(f"SELECT ?t WHERE {{ <{ID}treaty-cedaw> eli:title ?t ; a lx:Treaty }}").rows
        assert len(rows) == 1


def test_graphs_are_listed_counted_and_looked_into(built: Place) -> None:
    mine, none = graph_iri("S/RES/2388(2017)"), graph_iri("S/RES/9999(2017)")
    with built.reading() as store:
        assert store.graph_names() == {mine, ONTOLOGY_GRAPH, SHARED_GRAPH}
        assert (store.has_graph(mine), store.has_graph(none), store.graph(none)) == (True, False, b"")
        assert store.size() == sum(len(lines) for lines in content(store).values())
        said = store.about(instrument_iri("S/RES/2388(2017)"), mine)
        dates = [triple.object for triple in said if triple.predicate.value == ELI + "date_document"]
        assert [str(date) for date in dates] == ['"2017-11-21"^^<http://www.w3.org/2001/XMLSchema#date>']
        assert store.about(instrument_iri("S/RES/2388(2017)"), none) == ()


def test_a_store_opened_for_reading_cannot_be_changed(built: Place) -> None:
    with built.reading() as store:
        before = content(store)
        with pytest.raises(StoreError, match="reading only"):
            store.replace([encode(*resolution(2400))])
        with pytest.raises(StoreError, match="reading only"):
            store.remove([SHARED_GRAPH])
        assert content(store) == before


def test_a_closed_store_says_so(built: Place) -> None:
    store = built.reading()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK {}")


def test_a_place_without_a_store_says_how_to_build_one(place: Place, tmp_path: Path) -> None:
    where = Place(place.kind, tmp_path / "none.db") if place.kind == "embedded" else place
    with pytest.raises(StoreError, match=r"no store(?s:.*)lexline build"):
        where.reading()


def test_questions_have_the_prefixes_and_see_the_union_of_all_graphs(built: Place) -> None:
    with built.reading() as store:
        found = store.query("SELECT ?date ?none WHERE { id:S-RES-2388-2017 eli:date_document ?date }")
        assert found.variables == ("date", "none")
        assert [(row[0].value, row[1]) for row in found.rows if row[0]] == [("2017-11-21", None)]
        assert store.query("ASK { ?x lx:extends id:S-RES-2331-2016 }").boolean is True
        assert store.query("ASK { ?x lx:extends id:S-RES-1325-2000 }").boolean is False
        assert len(store.query("CONSTRUCT { ?a eli:cites ?b } WHERE { ?a eli:cites ?b }").triples) == 5
        (row,) = store.query("SELECT ?yes WHERE { id:S-RES-2388-2017 lx:loaded ?yes }").rows
        assert str(row[0]) == '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


def test_a_question_may_name_its_own_graphs(built: Place) -> None:
    with built.reading() as store:
        found = store.query(f"SELECT ?i FROM <{SHARED_GRAPH}> WHERE {{ ?i a lx:Resolution }}")
        assert {row[0].value.removeprefix(ID) for row in found.rows if row[0]} == {"S-RES-1325-2000", "S-RES-2331-2016"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?i ?name WHERE { ?i eli:id_local ?name }",
        "SELECT ?name ?i { ?i eli:id_local ?name } ORDER BY ?i",
    ],
)
def test_values_can_be_put_in_for_variables(built: Place, query: str) -> None:
    with built.reading() as store:
        found = store.query(query, substitutions={"name": ox.Literal("S/RES/2388(2017)")})
        (row,) = found.rows
        assert row[found.variables.index("i")] == ox.NamedNode(ID + "S-RES-2388-2017")
        hostile = ox.Literal('x" } } UNION { ?i ?p ?o } #')
        assert store.query(query, substitutions={"name": hostile}).rows == ()


@pytest.mark.parametrize(
    ("query", "line", "column", "word"),
    [
        ("SELECT * WHERE {\n  ?s ?p\n}", 3, 2, "}"),
        ("SELECT * WHERE { ?s nope:x ?o }", 1, 27, "prefix"),
        ("ASK {\n ?s ?p }", 2, 9, "}"),
        ("INSERT DATA { <a:a> <a:b> 1 }", 1, 10, "update"),
        ("LOAD <https://example.org/>", 1, 10, "update"),
        ("SELECT * WHERE {\n SERVICE <https://example.org/> { ?s ?p ?o } }", 2, 2, "another server"),
        ("SELECT * WHERE { service SILENT <https://example.org/> { ?s ?p ?o } }", 1, 18, "another server"),
        ("ASK { SERVICE <https://example.org/> { ?s ?p ?o } }", 1, 7, "another server"),
    ],
)
def test_a_question_that_cannot_be_asked_says_where(
    built: Place, query: str, line: int, column: int, word: str
) -> None:
    with built.reading() as store, pytest.raises(QueryError) as caught:
        store.query(query)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert word in caught.value.message


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * WHERE { ?s ?p "SERVICE" }',
        "SELECT ?service WHERE { ?service ?p '''a SERVICE''' } # SERVICE",
        "PREFIX service: <http://example.org/SERVICE> SELECT * WHERE { ?s service:service <http://a/SERVICE> }",
    ],
)
def test_the_word_service_may_stand_where_it_asks_nobody(built: Place, query: str) -> None:
    with built.reading() as store:
        assert store.query(query).rows == ()


def test_what_is_no_rdf_is_told_with_its_document_and_leaves_the_others_as_they_were(place: Place) -> None:
    graph, known = graph_iri("S/RES/9(1946)"), graph_iri("S/RES/2388(2017)")
    bad = f"<{ID}S-RES-9-1946> <{ELI}is_about> <http://x/[> <{graph}> .\n".encode()
    with place.filled([resolution()]).writing() as store:
        before = content(store)
        with pytest.raises(StoreError, match=r"S/RES/9\(1946\) cannot be written as RDF"):
            store.replace([(graph, bad)])
        with pytest.raises(StoreError, match=r"S/RES/2388\(2017\) cannot be written as RDF"):
            store.replace([(known, bad.replace(graph.encode(), known.encode()))])
        assert content(store) == before


def test_a_subject_has_the_labels_that_documents_use_now(place: Place) -> None:
    def about(number: int, label: str, language: str = "en") -> tuple[str, bytes]:
        document, found = resolution(number)
        keyword = Keyword("", label, "http://metadata.un.org/thesaurus/99")
        return encode(replace(document, keywords=(keyword,), language=language), found)

    def labels(store: Store) -> list[str]:
        rows = store.query("SELECT ?p ?l WHERE { <http://metadata.un.org/thesaurus/99> ?p ?l }").rows
        return sorted(f"{str(p).rpartition('#')[2].strip('>')} {text}" for p, text in rows)

    with place.writing() as store:
        store.replace([about(1, "WOMEN"), about(2, "WOMEN"), about(3, "FEMMES", "fr")])
        store.replace([about(1, "Women and peace")])
        assert labels(store) == ['altLabel "Women and peace"@en', 'prefLabel "FEMMES"@fr', 'prefLabel "WOMEN"@en']
        store.replace([about(2, "Women and peace")])
        assert labels(store) == ['prefLabel "FEMMES"@fr', 'prefLabel "Women and peace"@en']


def test_a_cited_symbol_that_a_loaded_instrument_bears_too_is_the_same(place: Place) -> None:
    """Document A/38/424 is also S/15989; a resolution cites it by that symbol."""
    document, _ = resolution(2388)
    joint = replace(document, id="A/38/424", kind="document", symbols=("A/38/424", "S/15989"))
    cited_by = {query.name: query for query in saved_queries()}["cited-by"]
    with place.writing() as store:
        store.replace([encode(*resolution(2400, 2018, "S/15989", "document S/15989"))])
        assert resolve(store, "S/15989").identifier == "S/15989"
        store.replace([encode(joint, ())])
        same = store.query("SELECT ?a ?b WHERE { ?a owl:sameAs ?b }").rows
        assert same == ((ox.NamedNode(ID + "S-15989"), ox.NamedNode(ID + "A-38-424")),)
        assert resolve(store, "S/15989").identifier == "A/38/424"
        for name in ("A/38/424", "S/15989"):
            (row,) = store.query(bind(cited_by, {"instrument": name})).rows
            assert row[0] == ox.NamedNode(ID + "S-RES-2400-2018")
        graph = project(store).graph
        assert list(graph.in_edges("A/38/424")) == [("S/RES/2400(2018)", "A/38/424")]
        assert "S/15989" not in graph
        (citing,) = read(store, "A/38/424").cited_by
        assert [(citing.instrument.id, at.unit) for at in citing.mentions] == [("S/RES/2400(2018)", "pre_1")]
        store.remove([graph_iri("A/38/424")])
        assert store.query("ASK { ?a owl:sameAs ?b }").boolean is False


def test_a_question_with_a_time_limit_gives_the_same_answer(built: Place) -> None:
    query = "SELECT ?s ?o WHERE { ?s eli:cites ?o } ORDER BY ?s ?o"
    with built.reading() as store:
        assert store.query(query, timeout=60) == store.query(query)
        with pytest.raises(QueryError) as caught:
            store.query("SELECT", timeout=60)
        assert caught.value.line == 1
        with pytest.raises(TimeLimit):
            store.query(query, timeout=0)


def test_a_question_that_takes_too_long_is_given_up(place: Place) -> None:
    with place.filled([resolution()]).reading() as store:
        with pytest.raises(TimeLimit, match=r"0\.5 seconds"):
            store.query(HEAVY, timeout=0.5)
        assert store.query("ASK { ?s ?p ?o }").boolean is True


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_sees_the_store(built: Place) -> None:
    import rdflib

    with built.reading() as store:
        dataset = store.as_rdflib()
        me, when = rdflib.URIRef(ID + "S-RES-2388-2017"), rdflib.URIRef(ELI + "date_document")
        assert str(dataset.value(me, when)) == "2017-11-21"


# --- the sample collection, by the commands that a user has -------------------------------------------------------
@pytest.fixture(scope="module")
def sample_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("same")
    build(sample_files(), folder / "sample.db", workers=0)
    return folder / "sample.db"


@pytest.fixture(scope="module", params=KINDS[1:])
def sample_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server with the sample collection, which nobody else writes to."""

    def fill(place: Place) -> None:
        report = build(sample_files(), place.location, workers=0)
        assert (report.unchanged, report.failed) == (0, ())

    yield from started(request.param, tmp_path_factory, fill)


def test_a_build_on_a_server_is_the_build_in_a_folder_and_reads_nothing_again(
    sample_server: Place, sample_place: Path
) -> None:
    again = build(sample_files(), sample_server.location, workers=0)
    assert again.unchanged == again.files
    with sample_server.reading() as remote, EmbeddedStore.open(sample_place) as own:
        assert content(remote) == content(own)
        assert again.triples == own.size()


def test_a_text_that_changes_or_goes_is_followed(sample_server: Place, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("A/RES/99/1\n\n1. Recalls resolution 1325 (2000);\n", encoding="utf-8")
    with sample_server.reading() as store:
        before = content(store)
    build([folder], sample_server.location, workers=0)
    (folder / "a.txt").write_text("A/RES/99/1\n\n1. Recalls resolution 1820 (2008);\n", encoding="utf-8")
    assert build([folder], sample_server.location, workers=0).unchanged == 0
    with sample_server.reading() as store:
        found = read_document(store, "A/RES/99/1")
        assert found is not None
        assert [citation.target for citation in found[1]] == ["S/RES/1820(2008)"]
    (folder / "a.txt").unlink()
    assert build([folder], sample_server.location, workers=0, prune_gone=True).removed == 1
    with sample_server.reading() as store:
        assert content(store) == before


@pytest.mark.parametrize(
    "line",
    [
        "show S/RES/1325(2000)",
        "show S/RES/1325(2000) op 8",
        "show CEDAW --format turtle",
        "lineage S/RES/1820(2008) --depth 2",
        "lineage S/RES/1325(2000) --forward",
        "lineage S/RES/2467(2019) --path S/RES/1325(2000)",
        "view S/RES/1325(2000) -o -",
        "query most-cited --format csv",
        "query cited-by --param instrument=S/RES/1325(2000) --format json",
        "stats",
        "unresolved",
        "validate --no-shapes",
        "validate S/RES/1325(2000)",
        "export S/RES/1325(2000)",
        "export --format graphml",
    ],
)
def test_every_verb_says_the_same_of_a_server_as_of_a_folder(
    sample_server: Place, sample_place: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for location in (sample_place, sample_server.location):
        with pytest.raises(SystemExit) as left:
            main(["--store", str(location), *line.split(" ")])
        said.append((left.value.code, capsys.readouterr().out))
    assert said[0] == said[1]
    assert said[0][1]


@pytest.mark.parametrize("question", saved_queries(), ids=lambda question: question.name)
def test_a_saved_question_has_the_same_answer(sample_server: Place, sample_place: Path, question: SavedQuery) -> None:
    text = bind(question, {one.name: one.example for one in question.parameters})
    with sample_server.reading() as remote, EmbeddedStore.open(sample_place) as own:
        found, wanted = remote.query(text), own.query(text)
        assert found.variables == wanted.variables
        assert [plain(row) for row in found.rows] == [plain(row) for row in wanted.rows]


def plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Write numbers by their value: servers write 0.90 as 0.9, and a count as another kind of integer."""
    found = []
    for term in row:
        text = str(getattr(term, "value", ""))
        number = isinstance(term, ox.Literal) and term.datatype.value.endswith(("integer", "decimal", "double", "int"))
        found.append(float(text) if number else text)
    return tuple(found)
