"""Questions that try to reach another server, or to keep the program busy: nothing arrives, and nothing takes long."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from lexline.graph import answers
from lexline.graph.store import Store
from lexline.ontology.errors import QueryError
from tests.graphs import resolution, store_of

#: Ways to glue SERVICE to what stands around it; `:x`, `service:x` and the like are the address that listens.
GLUED = (
    "SERVICE:x {?s ?p ?o}",
    "SERVICE<ADDRESS>{?s ?p ?o}",
    "service SILENT :x {?s ?p ?o}",
    "SERVICESILENT:x{?s ?p ?o}",
    "SERVICEp:x{?s ?p ?o}",
    "SERVICE SERVICE:x{?s ?p ?o}",
    "SERVICE:serbice{?s ?p ?o}",
    "SERVICEserbice:x{?s ?p ?o}",
    "# told \r SERVICE:x {?s ?p ?o}",
    "?a ?b 1SERVICE:x{?s ?p ?o}",
    "?a ?b 1.SERVICE:x{?s ?p ?o}",
    "FILTER(1<'x>')SERVICE:x{?s ?p ?o}FILTER('a'='b')",
    "FILTER(1<2)SERVICE:a#>\n{?s ?p ?o}",
    "FILTER EXISTS {SERVICE:x{?s ?p ?o}}",
    "VALUES ?x {:a} SERVICE?x{?s ?p ?o}",
    "{SELECT * {?s ?p ?o MINUS{SERVICE:x{?s ?p ?o}}}}",
    r"SERV\u0049CE:x{?s ?p ?o}",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(store_of(tmp_path_factory.mktemp("hostile") / "a.db", [resolution()]))


@pytest.fixture
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """An address of this machine, and all that arrives there."""
    arrived: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            arrived.append(self.request.recv(100))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", arrived
        server.shutdown()


@pytest.mark.parametrize("pattern", GLUED)
def test_no_question_makes_another_server_hear_of_it(
    store: Store, listening: tuple[str, list[bytes]], pattern: str
) -> None:
    address, arrived = listening
    for names in (["", "p"], ["", "p", "service", "SERVICE", "SERVICEp", "serbice", "SERVICEserbice"]):
        prefixes = " ".join(f"PREFIX {name}: <{address}>" for name in names)
        for form in ("SELECT *", "ASK"):
            with pytest.raises(QueryError):
                store.query(f"{prefixes} {form} {{ {pattern.replace('ADDRESS', address)} }}")
    assert arrived == []


def test_graphs_and_updates_fetch_nothing(store: Store, listening: tuple[str, list[bytes]]) -> None:
    address, arrived = listening
    for allowed in (f"SELECT * FROM <{address}> {{ ?s ?p ?o }}", f"ASK {{ GRAPH <{address}> {{}} }}"):
        store.query(allowed)
    store.query(f"DESCRIBE <{address}>")
    for refused in (f"LOAD <{address}>", f"ASK {{}} ; LOAD SILENT <{address}>"):
        with pytest.raises(QueryError):
            store.query(refused)
    assert arrived == []


def test_the_database_itself_would_ask_the_server(listening: tuple[str, list[bytes]]) -> None:
    address, arrived = listening
    found = ox.Store().query(f"PREFIX : <{address}> SELECT * {{ SERVICE SILENT:x {{ ?s ?p ?o }} }}")
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) == 1
    assert len(arrived) == 1


def test_a_question_with_a_time_limit_is_looked_over_as_well(store: Store) -> None:
    with pytest.raises(QueryError, match="another server"):
        store.query("PREFIX : <http://127.0.0.1:9/> ASK { SERVICE:x {} }", timeout=30)


@pytest.mark.parametrize(
    "unit", ["a.", "a-", "a:", ":", '\\"', '"', "\\'''", "<a", "?", ".", "service ", "service:", "#service\n"]
)
def test_a_question_without_end_is_looked_over_to_its_end(unit: str) -> None:
    with suppress(QueryError):
        answers.check("SELECT * {" + unit * (200_000 // len(unit)))
    with pytest.raises(QueryError):
        answers.answer(ox.Store(), unit * (200_000 // len(unit)))


def test_an_overlong_question_is_refused(store: Store) -> None:
    with pytest.raises(QueryError, match="1,000,000"):
        store.query("ASK {}" + " " * answers.LONGEST)


def test_the_word_may_stand_in_names_and_texts_and_the_answer_is_that_of_the_question(tmp_path: Path) -> None:
    location = store_of(tmp_path / "a.db", [resolution()])
    with Store.open(location) as opened:
        found = opened.query("PREFIX x: <http://x/> SELECT ?service { BIND('SERVICE' AS ?service) # a service\n }")
        assert found.variables == ("service",)
        assert [row[0] for row in found.rows] == [ox.Literal("SERVICE")]
        with pytest.raises(QueryError) as caught:
            opened.query("SELECT ?service {\n ?service ?p }")
        assert (caught.value.line, caught.value.column) == (2, 14)


@pytest.mark.parametrize(
    "sparql",
    ["SELECT * {" + "{" * 20_000 + "}" * 20_001, f"SELECT * {{ ?s {'/'.join(['eli:cites'] * 40_000)} ?o }}"],
    ids=["braces", "path"],
)
def test_a_query_that_is_too_deep_takes_only_its_own_process_down(store: Store, sparql: str):
    with suppress(QueryError):
        assert store.query(sparql, timeout=60).rows == ()
    assert store.query("ASK {}").boolean
