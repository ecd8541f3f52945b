"""The store: documents are replaced whole, whatever happens; every refusal says what to do."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from lexline.graph.marker import MARKER
from lexline.graph.projection import project
from lexline.graph.quads import encode
from lexline.graph.reading import read
from lexline.graph.reference import resolve
from lexline.graph.sparql import bind, saved_queries
from lexline.graph.store import Changes, Store, _told
from lexline.graph.terms import SHARED_GRAPH
from lexline.loaders.document import Keyword
from lexline.ontology.errors import QueryError, StoreError, TimeLimit, UsageError
from lexline.ontology.vocabulary import ELI, ID, graph_iri
from tests.graphs import resolution, store_of

HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def content(store: Store) -> list[bytes]:
    return sorted((store.raw.dump(format=ox.RdfFormat.N_QUADS) or b"").split(b"\n"))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return store_of(tmp_path / "a.db", [resolution()])


def test_a_new_store_is_a_folder_with_a_marker(tmp_path: Path) -> None:
    with Store.open(tmp_path / "deep" / "new.db", create=True):
        pass
    assert json.loads((tmp_path / "deep" / "new.db" / MARKER).read_text(encoding="utf-8"))["format"] == 1


def test_replacing_a_document_by_itself_changes_nothing(tmp_path: Path) -> None:
    document = encode(*resolution())
    with Store.open(tmp_path / "a.db", create=True) as store:
        assert store.replace([document]) == Changes(made=1)
        before = content(store)
        assert store.replace([document]) == Changes(same=1)
        assert content(store) == before


def test_replacing_a_document_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db", create=True) as store, Store.open(tmp_path / "b.db", create=True) as fresh:
        store.replace([encode(*resolution())])
        later = encode(*resolution(cited="S/RES/1265(1999)", words="resolution 1265 (1999)"))
        assert store.replace([later]) == Changes(changed=1)
        fresh.replace([later])
        assert content(store) == content(fresh)


def test_a_document_may_also_be_given_as_quads_and_twice(tmp_path: Path) -> None:
    graph, data = encode(*resolution())
    with Store.open(tmp_path / "a.db", create=True) as store:
        assert store.replace([(graph, ox.parse(data, ox.RdfFormat.N_QUADS)), (graph, data)]) == Changes(made=1, same=1)


def test_an_instrument_that_is_only_cited_is_named_once_however_many_cite_it(tmp_path: Path) -> None:
    location = store_of(tmp_path / "a.db", [resolution(number) for number in (2388, 2389, 2390)])
    with Store.open(location) as store:
        rows = store.query('SELECT ?i WHERE { ?i a lx:Resolution ; eli:id_local "S/RES/1325(2000)" }').rows
        assert rows == ((ox.NamedNode(ID + "S-RES-1325-2000"),),)


def test_a_cited_instrument_moves_out_of_the_shared_graph_when_it_is_loaded_and_back_when_it_goes(
    tmp_path: Path,
) -> None:
    place = f"SELECT ?g WHERE {{ GRAPH ?g {{ <{ID}S-RES-1325-2000> a lx:Resolution }} }}"
    with Store.open(tmp_path / "a.db", create=True) as store:
        store.replace([encode(*resolution())])
        assert store.query(place).rows == ((ox.NamedNode(SHARED_GRAPH),),)
        store.replace([encode(*resolution(1325, 2000))])
        assert store.query(place).rows == ((ox.NamedNode(graph_iri("S/RES/1325(2000)")),),)
        store.remove([graph_iri("S/RES/1325(2000)")])
        assert store.query(place).rows == ((ox.NamedNode(SHARED_GRAPH),),)
        store.remove([graph_iri("S/RES/2388(2017)")])
        assert content(store) == [b""]


def test_the_registries_name_treaties_so_that_the_shared_graph_does_not(tmp_path: Path) -> None:
    location = store_of(tmp_path / "a.db", [resolution(cited="treaty:cedaw")])
    with Store.open(location) as store:
        rows = store.query(f"SELECT ?t WHERE {{ <{ID}treaty-cedaw> eli:title ?t ; a lx:Treaty }}").rows
        assert len(rows) == 1


def test_many_may_read_at_a_time_but_nobody_while_one_writes(built: Path) -> None:
    with Store.open(built), Store.open(built) as second:
        assert second.query("ASK { ?s ?p ?o }").boolean is True
        with pytest.raises(StoreError, match="by another process"):
            Store.open(built, read_only=False)
    with Store.open(built, read_only=False), pytest.raises(StoreError, match="being written"):
        Store.open(built)


def test_a_store_in_use_by_another_process_says_so(built: Path) -> None:
    script = f"""
        import sys
        from lexline.graph.store import Store
        with Store.open({str(built)!r}, read_only=False):
            print("open", flush=True)
            sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"open"
        with pytest.raises(StoreError) as caught:
            Store.open(built)
        assert "another process" in caught.value.message
        assert "Wait" in caught.value.remedy
        other.communicate(b"")
    with Store.open(built):
        pass


@pytest.mark.parametrize("case", ["missing", "file", "folder", "damaged", "newer", "other base", "empty"])
def test_what_is_no_store_is_refused_with_a_remedy(tmp_path: Path, case: str) -> None:
    place = tmp_path / "x"
    marker = {"format": 1, "base": "https://w3id.org/lexline/"}
    if case == "file":
        place.write_text("not a store", encoding="utf-8")
    elif case != "missing":
        place.mkdir()
        (place / "notes.txt").write_text("mine", encoding="utf-8")
    if case == "damaged":
        (place / MARKER).write_text("{", encoding="utf-8")
    if case in ("newer", "other base", "empty"):
        change = {"newer": {"format": 99}, "other base": {"base": "https://example.org/"}, "empty": {}}[case]
        (place / MARKER).write_text(json.dumps(marker | change), encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        Store.open(place)
    assert str(place) in caught.value.message
    assert caught.value.remedy


def test_a_folder_with_other_things_does_not_become_a_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"x")
    with pytest.raises(StoreError, match=r"thesis\.docx"):
        Store.open(tmp_path, create=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_store_opened_for_reading_cannot_be_changed(built: Path) -> None:
    with Store.open(built) as store, pytest.raises(StoreError, match="reading only"):
        store.replace([encode(*resolution(2400))])


def test_a_closed_store_says_so(built: Path) -> None:
    store = Store.open(built)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK {}")


def test_questions_have_the_prefixes_and_see_the_union_of_all_graphs(built: Path) -> None:
    with Store.open(built) as store:
        found = store.query("SELECT ?date ?none WHERE { id:S-RES-2388-2017 eli:date_document ?date }")
        assert found.variables == ("date", "none")
        assert [(row[0].value, row[1]) for row in found.rows if row[0]] == [("2017-11-21", None)]
        assert store.query("ASK { ?x lx:extends id:S-RES-2331-2016 }").boolean is True
        assert len(store.query("CONSTRUCT { ?a eli:cites ?b } WHERE { ?a eli:cites ?b }").triples) == 5


def test_a_question_may_name_its_own_graphs(built: Path) -> None:
    with Store.open(built) as store:
        found = store.query(f"SELECT ?i FROM <{SHARED_GRAPH}> WHERE {{ ?i a lx:Resolution }}")
        assert {row[0].value.removeprefix(ID) for row in found.rows if row[0]} == {"S-RES-1325-2000", "S-RES-2331-2016"}


def test_values_can_be_put_in_for_variables(built: Path) -> None:
    with Store.open(built) as store:
        found = store.query(
            "SELECT ?i ?name WHERE { ?i eli:id_local ?name }", substitutions={"name": ox.Literal("S/RES/2388(2017)")}
        )
        assert [row[0] for row in found.rows] == [ox.NamedNode(ID + "S-RES-2388-2017")]


@pytest.mark.parametrize(
    ("query", "line", "column", "word"),
    [
        ("SELECT * WHERE {\n  ?s ?p\n}", 3, 2, "}"),
        ("SELECT * WHERE { ?s nope:x ?o }", 1, 27, "prefix"),
        ("INSERT DATA { <a:a> <a:b> 1 }", 1, 10, "update"),
        ("LOAD <https://example.org/>", 1, 10, "update"),
        ("SELECT * WHERE {\n SERVICE <https://example.org/> { ?s ?p ?o } }", 2, 2, "another server"),
        ("SELECT * WHERE { service SILENT <https://example.org/> { ?s ?p ?o } }", 1, 18, "another server"),
    ],
)
def test_a_question_that_cannot_be_asked_says_where(built: Path, query: str, line: int, column: int, word: str) -> None:
    with Store.open(built) as store, pytest.raises(QueryError) as caught:
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
def test_the_word_service_may_stand_where_it_asks_nobody(built: Path, query: str) -> None:
    with Store.open(built) as store:
        assert store.query(query).rows == ()


@pytest.mark.parametrize("bulk", [0, 1 << 30], ids=["straight into files", "through the log"])
def test_what_is_no_rdf_is_told_with_its_document(built: Path, bulk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lexline.graph.store._BULK_BYTES", bulk)
    graph, known = graph_iri("S/RES/9(1946)"), graph_iri("S/RES/2388(2017)")
    bad = f"<{ID}S-RES-9-1946> <{ELI}is_about> <http://x/[> <{graph}> .\n".encode()
    with Store.open(built, read_only=False) as store:
        before = content(store)
        with pytest.raises(StoreError, match=r"S/RES/9\(1946\) cannot be written as RDF"):
            store.replace([encode(*resolution(2400)), (graph, bad)])
        with pytest.raises(StoreError, match=r"S/RES/2388\(2017\) cannot be written as RDF"):
            store.replace([(known, bad.replace(graph.encode(), known.encode()))])
        assert content(store) == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("IO error: lock hold by current process, acquire time 1: /a/LOCK: No locks available", "in use"),
        ("IO error: While lock file: /a/LOCK: Resource temporarily unavailable", "in use"),
        ("Corruption: block checksum mismatch: stored = 1, computed = 2", "cannot be used: Corruption"),
    ],
)
def test_damage_is_not_told_as_a_lock(built: Path, said: str, told: str) -> None:
    with pytest.raises(StoreError, match=told), _told(built):
        raise OSError(said)


def test_a_subject_has_the_labels_that_documents_use_now(tmp_path: Path) -> None:
    def about(number: int, label: str, language: str = "en") -> tuple[str, bytes]:
        document, found = resolution(number)
        keyword = Keyword("", label, "http://metadata.un.org/thesaurus/99")
        return encode(replace(document, keywords=(keyword,), language=language), found)

    def labels(store: Store) -> list[str]:
        rows = store.query("SELECT ?p ?l WHERE { <http://metadata.un.org/thesaurus/99> ?p ?l }").rows
        return sorted(f"{str(p).rpartition('#')[2].strip('>')} {text}" for p, text in rows)

    with Store.open(tmp_path / "a.db", create=True) as store, Store.open(tmp_path / "b.db", create=True) as fresh:
        store.replace([about(1, "WOMEN"), about(2, "WOMEN"), about(3, "FEMMES", "fr")])
        store.replace([about(1, "Women and peace")])
        assert labels(store) == ['altLabel "Women and peace"@en', 'prefLabel "FEMMES"@fr', 'prefLabel "WOMEN"@en']
        store.replace([about(2, "Women and peace")])
        assert labels(store) == ['prefLabel "FEMMES"@fr', 'prefLabel "Women and peace"@en']
        fresh.replace([about(3, "FEMMES", "fr"), about(2, "Women and peace"), about(1, "Women and peace")])
        assert content(store) == content(fresh)


def test_a_cited_symbol_that_a_loaded_instrument_bears_too_is_the_same(tmp_path: Path) -> None:
    """Document A/38/424 is also S/15989; a resolution cites it by that symbol."""
    document, _ = resolution(2388)
    joint = replace(document, id="A/38/424", kind="document", symbols=("A/38/424", "S/15989"))
    cited_by = {query.name: query for query in saved_queries()}["cited-by"]
    with Store.open(tmp_path / "a.db", create=True) as store:
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


def test_a_question_with_a_time_limit_gives_the_same_answer(built: Path) -> None:
    query = "SELECT ?s ?o WHERE { ?s eli:cites ?o } ORDER BY ?s ?o"
    with Store.open(built) as store:
        assert store.query(query, timeout=30) == store.query(query)
        with pytest.raises(QueryError) as caught:
            store.query("SELECT", timeout=30)
        assert caught.value.line == 1


def test_a_question_that_takes_too_long_is_stopped(built: Path) -> None:
    with Store.open(built) as store:
        with pytest.raises(TimeLimit, match=r"0\.5 seconds"):
            store.query(HEAVY, timeout=0.5)
        assert store.query("ASK { ?s ?p ?o }").boolean is True


def test_a_time_limit_needs_a_store_opened_for_reading(built: Path) -> None:
    with Store.open(built, read_only=False) as store, pytest.raises(UsageError):
        store.query("ASK {}", timeout=1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_sees_the_store(built: Path) -> None:
    import rdflib

    with Store.open(built) as store:
        dataset = store.as_rdflib()
        me, when = rdflib.URIRef(ID + "S-RES-2388-2017"), rdflib.URIRef(ELI + "date_document")
        assert str(dataset.value(me, when)) == "2017-11-21"


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on file sizes is a POSIX one")
@pytest.mark.parametrize("count", [60, 1000], ids=["through the log", "straight into files"])
def test_a_full_disk_is_told_and_leaves_what_was_there(built: Path, count: int) -> None:
    """The limit on file size makes every write beyond it fail, as a full disk does."""
    with Store.open(built) as store:
        before = content(store)
    script = f"""
        import resource, signal
        from lexline.graph.quads import encode
        from lexline.graph.store import Store
        from lexline.ontology.errors import StoreError
        from tests.graphs import resolution
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with Store.open({str(built)!r}, read_only=False) as store:
            documents = [encode(*resolution(number)) for number in range(3000, 3000 + {count})]
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
            try:
                store.replace(documents)
            except StoreError as error:
                print(error)
    """
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=root,
        check=False,
    )
    assert "is full" in done.stdout, done.stderr
    with Store.open(built, read_only=False) as store:
        left = content(store)
    assert set(before) <= set(left)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("delay", [0.05, 0.3])
@pytest.mark.parametrize("bulk", [0, 1 << 30], ids=["straight into files", "through the log"])
def test_a_process_killed_while_it_writes_leaves_whole_documents(tmp_path: Path, delay: float, bulk: int) -> None:
    """Documents change between two versions, and new ones come, until the process is killed."""
    location = tmp_path / "a.db"
    script = f"""
        import itertools
        import lexline.graph.store as module
        module._BULK_BYTES = {bulk}
        from lexline.graph.quads import encode
        from lexline.graph.store import Store
        from tests.graphs import resolution
        old, new = ("S/RES/1325(2000)", "resolution 1325 (2000)"), ("S/RES/1265(1999)", "resolution 1265 (1999)")
        with Store.open({str(location)!r}, create=True) as store:
            store.replace([encode(*resolution(2388))])
            print("begun", flush=True)
            for turn in itertools.count():
                version = (new, old)[turn % 2]
                numbers = [2388, *range(3000 + 200 * turn, 3200 + 200 * turn)]
                store.replace([encode(*resolution(n, 2017, *version)) for n in numbers], settle=turn % 3 == 0)
    """
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, cwd=root) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"begun"
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(delay)
        writer.send_signal(signal.SIGKILL)
    shutil.copytree(location, tmp_path / "copy")
    with Store.open(tmp_path / "copy") as store:
        _assert_whole_documents(store)
    with Store.open(location, read_only=False) as store:
        _assert_whole_documents(store)
        store.replace([encode(*resolution(2388))])


def _assert_whole_documents(store: Store) -> None:
    versions = [("S/RES/1325(2000)", "resolution 1325 (2000)"), ("S/RES/1265(1999)", "resolution 1265 (1999)")]
    graphs = [graph for graph in store.raw.named_graphs() if graph.value != SHARED_GRAPH]
    assert graphs
    for graph in graphs:
        found = sorted((store.raw.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b"").split(b"\n"))
        number = int(graph.value.rpartition("-RES-")[2].partition("-")[0])
        wanted = []
        for version in versions:
            name, data = encode(*resolution(number, 2017, *version))
            end = f" <{name}> .".encode()
            wanted.append(sorted([b"", *(x.removesuffix(end) + b" ." for x in data.split(b"\n") if x.endswith(end))]))
        assert found in wanted
        # every index agrees: each triple is found from its object as well
        about = ox.NamedNode("http://data.europa.eu/eli/ontology#LegalResource")
        assert sum(1 for _ in store.raw.quads_for_pattern(None, None, about, graph)) == 1
