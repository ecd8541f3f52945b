"""Queries of strangers in processes of their own: what they get, what ends them, and that the next one is answered."""

from __future__ import annotations

import csv
import io
import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from lxml import etree

from lexline.graph.answers import Dataset
from lexline.graph.quads import encode
from lexline.graph.query_pool import QueryPool, Ticket
from lexline.graph.registries import ontology_quads
from lexline.graph.result_formats import TRIPLES, Limits, table, triples
from lexline.graph.store import open_store
from lexline.graph.terms import ONTOLOGY_GRAPH
from lexline.ontology.errors import LexlineError, QueryError, StoreBusy, StoreError, TimeLimit
from tests import servers
from tests.graphs import resolution, store_of

#: It would take years.
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + " }"
NASTY = 'a,"b"\r\n\tç 😀 <&> \\ ]]>'


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(tmp_path_factory.mktemp("pool") / "a.db", [resolution()])


@pytest.fixture(scope="module")
def pool(location: Path) -> Iterator[QueryPool]:
    made = QueryPool(location, workers=1, timeout=60, max_rows=200)
    yield made
    made.close()


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_come_as_every_reader_of_the_format_expects(pool: QueryPool, form: str) -> None:
    query = (
        "SELECT ?a ?b ?c ?d ?e { VALUES (?a ?b ?c ?d) { (<http://x/é> 1.5 'été'@fr UNDEF) ('' true <http://y> 2) } }"
    )
    answer = pool.ask(query, table=form)
    assert (answer.kind, answer.form, answer.count, answer.truncated) == ("select", form, 2, False)
    assert answer.variables == ("a", "b", "c", "d", "e")
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
        assert rows == [list("abcde"), ["http://x/é", "1.5", "été", "", ""], ["", "true", "http://y", "2", ""]]
        return
    formats = {"json": "JSON", "xml": "XML", "tsv": "TSV"}
    found = ox.parse_query_results(answer.body, getattr(ox.QueryResultsFormat, formats[form]))
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    assert [tuple(row) for row in found] == [
        (
            ox.NamedNode("http://x/é"),
            ox.Literal("1.5", datatype=ox.NamedNode(integer.value.replace("integer", "decimal"))),
            ox.Literal("été", language="fr"),
            None,
            None,
        ),
        (ox.Literal(""), ox.Literal(True), ox.NamedNode("http://y"), ox.Literal("2", datatype=integer), None),
    ]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_whatever_a_text_holds_it_arrives_as_it_is(form: str) -> None:
    blank = ox.BlankNode("b")
    written = table(("x", "y"), [(ox.Literal(NASTY), blank)], form, Limits(10, 10_000)).body
    if form == "csv":
        assert list(csv.reader(io.StringIO(written.decode(), newline=""))) == [["x", "y"], [NASTY, "_:b"]]
    else:
        found = ox.parse_query_results(written, getattr(ox.QueryResultsFormat, form.upper()))
        assert [row["x"] for row in found] == [ox.Literal(NASTY)]


def test_xml_stays_well_formed_whatever_a_text_holds() -> None:
    written = table(("x",), [(ox.Literal("a\x00\x0b\ufffeb"),)], "xml", Limits(10, 10_000)).body
    assert "".join(etree.fromstring(written).itertext()).strip() == "a\ufffd\ufffd\ufffdb"


@pytest.mark.parametrize("form", TRIPLES)
def test_triples_come_in_every_format(pool: QueryPool, form: str) -> None:
    answer = pool.ask("CONSTRUCT { ?s eli:cites ?o } WHERE { ?s eli:cites ?o }", graph=form)
    wanted = pool.ask("CONSTRUCT { ?s eli:cites ?o } WHERE { ?s eli:cites ?o }", graph="ntriples")
    found = {quad.triple for quad in ox.parse(answer.body, TRIPLES[form])}
    assert found == {quad.triple for quad in ox.parse(wanted.body, ox.RdfFormat.N_TRIPLES)}
    assert (answer.kind, answer.count) == ("construct", len(found))
    assert found


def test_rdf_xml_is_refused_where_it_could_not_be_read_again() -> None:
    odd = ox.Triple(ox.NamedNode("http://x"), ox.NamedNode("http://p/12"), ox.Literal("a"))
    bell = ox.Triple(ox.NamedNode("http://x"), ox.NamedNode("http://p/name"), ox.Literal("\x07"))
    for triple in (odd, bell):
        with pytest.raises(QueryError, match="RDF/XML"):
            triples([triple], "rdfxml", Limits(10, 10_000))
        assert triples([triple], "turtle", Limits(10, 10_000)).count == 1


@pytest.mark.parametrize(
    ("form", "word"), [("json", b'"boolean":true'), ("xml", b"<boolean>true<"), ("csv", b"true\n")]
)
def test_yes_and_no(pool: QueryPool, form: str, word: bytes) -> None:
    answer = pool.ask("ASK { ?s eli:cites ?o }", table=form)
    assert (answer.kind, word in answer.body) == ("ask", True)


def test_what_is_over_the_limit_is_left_out_and_said(pool: QueryPool) -> None:
    whole = pool.ask("SELECT * { ?s ?p ?o } LIMIT 200")
    assert (whole.count, whole.cut) == (200, "")
    cut = pool.ask("SELECT * { ?s ?p ?o }")
    assert (cut.count, cut.cut) == (200, "rows")
    told = json.loads(cut.body)
    assert len(told["results"]["bindings"]) == 200
    assert told["head"]["link"] == ["about#limits"]
    few = pool.ask("SELECT * { ?s ?p ?o }", max_rows=3, table="xml")
    assert (few.count, b"<link href=" in few.body) == (3, True)
    graph = pool.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", max_rows=5)
    assert (graph.count, graph.cut, graph.body[:1]) == (5, "rows", b"#")
    assert len(list(ox.parse(graph.body, ox.RdfFormat.TURTLE))) == 5


def test_an_answer_has_a_most_of_bytes(location: Path) -> None:
    small = QueryPool(location, workers=1, max_bytes=2_000)
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        answer = small.ask(query, graph="ntriples")
        assert answer.cut == "bytes"
        assert 0 < len(answer.body) < 2_500
    small.close()


def test_a_format_is_asked_for_by_the_kind_of_answer(pool: QueryPool) -> None:
    assert pool.ask("SELECT * { ?s ?p ?o }", table="").form == ""
    assert pool.ask("CONSTRUCT WHERE { ?s ?p ?o }", graph="").body == b""


def test_the_graphs_may_be_named_beside_the_query(pool: QueryPool) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    in_all = pool.ask(count, table="csv").body
    in_one = pool.ask(count, table="csv", dataset=Dataset(default=(ONTOLOGY_GRAPH,))).body
    in_none = pool.ask(count, table="csv", dataset=Dataset(named=(ONTOLOGY_GRAPH,))).body
    assert int(in_all.split()[1]) > int(in_one.split()[1]) > int(in_none.split()[1]) == 0
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert ONTOLOGY_GRAPH in pool.ask(named, dataset=Dataset(named=(ONTOLOGY_GRAPH,))).body.decode()
    assert pool.ask(named, dataset=Dataset(default=(ONTOLOGY_GRAPH,))).count == 0
    with pytest.raises(QueryError):
        pool.ask(count, dataset=Dataset(default=("no iri",)))


# --- hostile ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * {\n  ?s ?p", "line 2"),
        ("DROP ALL", "does not parse"),
        ("INSERT DATA { <a:a> <a:a> 1 }", "does not parse"),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", "another server"),
        ("ASK {}" + " " * 1_000_000, "1,000,000"),
        ("\udcff", "surrogates"),
        ("", "does not parse"),
    ],
    ids=["syntax", "drop", "insert", "service", "overlong", "surrogate", "empty"],
)
def test_what_is_no_query_is_refused_with_words(pool: QueryPool, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        pool.ask(query)
    assert b"true" in pool.ask("ASK {}").body


@pytest.mark.parametrize(
    "query",
    ["SELECT * {" + "{" * 20_000 + "}" * 20_001, f"SELECT * {{ ?s {'/'.join(['eli:cites'] * 40_000)} ?o }}"],
    ids=["braces", "path"],
)
def test_a_query_that_is_too_deep_takes_only_its_own_process_down(pool: QueryPool, query: str) -> None:
    with suppress(QueryError):
        assert pool.ask(query).count == 0
    assert b"true" in pool.ask("ASK {}").body


def test_a_query_that_takes_too_long_is_ended_and_the_next_one_answered(pool: QueryPool) -> None:
    with pytest.raises(TimeLimit, match=r"0\.3 seconds"):
        pool.ask(ENDLESS, timeout=0.3)
    assert b"true" in pool.ask("ASK {}").body


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process so")
def test_a_query_that_needs_too_much_memory_is_ended(location: Path) -> None:
    small = QueryPool(location, workers=1, memory=96 * 1024 * 1024)
    doubled = "'0123456789abcdef'"
    binds = "".join(
        f"BIND(CONCAT({f'?v{n - 1}' if n else doubled}, {f'?v{n - 1}' if n else doubled}) AS ?v{n}) " for n in range(26)
    )
    with pytest.raises(QueryError, match=r"memory|process"):
        small.ask(f"SELECT (STRLEN(?v25) AS ?length) {{ {binds} }}")
    assert b"true" in small.ask("ASK {}").body
    small.close()


def test_a_query_can_be_given_up_while_it_runs_and_while_it_waits(pool: QueryPool) -> None:
    first, second = Ticket(), Ticket()
    with ThreadPoolExecutor(2) as threads:
        running = threads.submit(pool.ask, ENDLESS, ticket=first)
        waiting = threads.submit(pool.ask, ENDLESS, ticket=second)
        for ticket in (second, first):
            ticket.give_up()
        for asked in (running, waiting):
            with pytest.raises(TimeLimit, match="given up"):
                asked.result()
    assert b"true" in pool.ask("ASK {}").body


def test_more_than_can_wait_are_told_to_come_again(location: Path) -> None:
    busy = QueryPool(location, workers=1, waiting=1)
    busy.ask("ASK {}")
    tickets = [Ticket() for _ in range(6)]
    outcomes: list[LexlineError] = []

    def ask(ticket: Ticket) -> None:
        try:
            busy.ask(ENDLESS, ticket=ticket)
        except LexlineError as error:
            outcomes.append(error)
            if isinstance(error, StoreBusy) and len(outcomes) == 4:
                for one in tickets:
                    one.give_up()

    threads = [threading.Thread(target=ask, args=(ticket,)) for ticket in tickets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(error) for error in outcomes].count(StoreBusy) == 4
    assert [type(error) for error in outcomes].count(TimeLimit) == 2
    assert b"true" in busy.ask("ASK {}").body
    busy.close()


def test_many_ask_at_a_time_and_each_gets_its_own_answer(location: Path) -> None:
    several = QueryPool(location, workers=2, waiting=64)
    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda n: several.ask(f"SELECT ({n} AS ?n) {{}}", table="csv").body, range(64)))
    assert found == [f"n\r\n{n}\r\n".encode() for n in range(64)]
    several.close()


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    nowhere = QueryPool(tmp_path / "none.db", workers=1)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"none\.db"):
            nowhere.ask("ASK {}")
    nowhere.close()
    with pytest.raises(StoreError):
        nowhere.ask("ASK {}")


@pytest.mark.skipif(servers.oxigraph_binary() is None, reason="the oxigraph server is not installed")
def test_a_server_as_the_store_is_asked_within_the_same_limits(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path / "server") as server:
        with open_store(server.url, create=True) as store:
            store.replace([ontology_quads(), encode(*resolution())])
        remote = QueryPool(server.url, workers=1, max_rows=20)
        assert b"true" in remote.ask("ASK { ?s eli:cites ?o }").body
        assert (found := remote.ask("SELECT * { ?s ?p ?o }", table="tsv")).cut == "rows"
        assert len(found.body.splitlines()) == 21
        assert remote.ask("CONSTRUCT WHERE { ?s eli:cites ?o }", graph="rdfxml").count > 0
        for refused in ("DROP ALL", "ASK { SERVICE <http://127.0.0.1:9/> {} }", "ASK {" + "{" * 20_000):
            with pytest.raises(QueryError):
                remote.ask(refused)
        with pytest.raises(QueryError, match="FROM"):
            remote.ask("ASK {}", dataset=Dataset(default=(ONTOLOGY_GRAPH,)))
        with pytest.raises(TimeLimit):
            remote.ask(ENDLESS, timeout=1)
        assert b"true" in remote.ask("ASK {}").body
        remote.close()
