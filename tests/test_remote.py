"""A SPARQL server that is slow, busy, broken or hostile: what happened is told, and nothing goes where it may not."""

from __future__ import annotations

import hashlib
import json
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from lexline.graph.cli import main
from lexline.graph.endpoints import Manners, address, candidates, credentials, endpoints, manners
from lexline.graph.quads import encode
from lexline.graph.remote import RemoteStore
from lexline.graph.store import open_store
from lexline.ontology.errors import LexlineError, NetworkError, QueryError, StoreError, TimeLimit, UsageError
from tests import servers
from tests.graphs import resolution
from tests.places import Place, content
from tests.slow_server import Say, Server, running

RESULTS = {"Content-Type": "application/sparql-results+json", "Server": "Oxigraph/0"}
YES = Say(200, b'{"head":{},"boolean":true}', RESULTS)
NO = Say(200, b'{"head":{},"boolean":false}', RESULTS)
TABLE = {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "a:a"}}]}}
ROWS = Say(200, json.dumps(TABLE).encode(), RESULTS)
PAGE = Say(200, b"<html><body>Welcome</body></html>", {"Content-Type": "text/html"})
ASKED = "SELECT ?s WHERE { ?s ?p ?o }"
#: Little patience, so that the tests need none.
QUICK = Manners(attempts=3, back_off=0.01, longest_wait=1, connect_timeout=5, patience=5)
WHO = {"LEXLINE_STORE_USER": "ada", "LEXLINE_STORE_PASSWORD": "sesame-17"}


@pytest.fixture(scope="module")
def listening() -> Iterator[Server]:
    with running() as found:
        yield found


@pytest.fixture
def server(listening: Server) -> Server:
    listening.answers.clear()
    listening.asked.clear()
    listening.on("/query", YES)
    return listening


def opened(server: Server, who: dict[str, str] | None = None, **more: object) -> RemoteStore:
    return RemoteStore.open(server.url, environment=who or {}, patience=replace(QUICK, **more))  # type: ignore[arg-type]


def told(server: Server, *answers: Say, **more: object) -> LexlineError:
    """Open a store, let it ask, and return the error that this ends in."""
    server.on("/query", YES)
    with opened(server, **more) as store:
        server.on("/query", *answers)
        with pytest.raises(LexlineError) as caught:
            store.query(ASKED)
    assert caught.value.remedy, "every error says what to do"
    return caught.value


@pytest.mark.parametrize(
    ("answers", "exit_code", "said"),
    [
        ([PAGE], 4, "text/html"),
        ([Say(200, b"not json", RESULTS)], 4, "cannot be read"),
        ([Say(200, ROWS.body[:-5], RESULTS)], 4, "cannot be read"),
        ([replace(ROWS, cut=20)], 4, r"3 attempts"),
        ([Say(hang_up=True)], 4, r"3 attempts"),
        ([Say(503), Say(502), Say(429)], 4, r"429 \(3 attempts\)"),
        ([Say(503, headers={"Retry-After": "99"})], 4, "busy"),
        ([Say(401)], 4, "wants to know who asks"),
        ([Say(403)], 4, "forbids"),
        ([Say(404)], 4, "no data set"),
        ([Say(400, b"too deep", {"Content-Type": "text/plain"})], 2, "too deep"),
        ([Say(500, b"<html>secret</html>", {"Content-Type": "text/html"})], 2, "500"),
        ([replace(ROWS, headers=RESULTS | {"X-SPARQL-MaxRows": "1"})], 4, "no more than 1 rows"),
        ([replace(ROWS, headers=RESULTS | {"X-SQL-State": "S1TAT"})], 5, "gave up"),
        ([Say(200, b'{"head":{},"boolean":true}', RESULTS)], 4, "cannot be read"),
    ],
)
def test_what_a_server_answers_amiss_is_told(server: Server, answers: list[Say], exit_code: int, said: str) -> None:
    error = told(server, *answers)
    assert (error.exit_code, bool(re.search(said, error.message))) == (exit_code, True), error.message
    assert "secret" not in str(error)


def test_what_passes_is_asked_again(server: Server) -> None:
    with opened(server) as store:
        server.on("/query", Say(503, headers={"Retry-After": "0"}), replace(ROWS, cut=9), ROWS)
        assert len(store.query(ASKED).rows) == 1


def test_a_server_that_takes_its_time_is_given_up(server: Server) -> None:
    assert told(server, replace(ROWS, stall=30), patience=0.3).exit_code == 5
    assert told(server, replace(ROWS, drip=0.2), patience=0.5).exit_code == 5
    server.on("/query", YES)
    with opened(server) as store:
        server.on("/query", replace(ROWS, stall=30))
        with pytest.raises(TimeLimit, match=r"0\.2 seconds"):
            store.query(ASKED, timeout=0.2)


def test_an_answer_that_is_too_large_is_not_read(server: Server) -> None:
    large = Say(200, b" " * 3_000_000 + ROWS.body, RESULTS)
    assert "1,000,000" in told(server, large, most=1_000_000).message
    assert "1,000,000" in told(server, replace(large, chunked=True), most=1_000_000).message
    assert told(server, Say(500, b"x" * 3_000_000, {"Content-Type": "text/plain"}), most=1_000_000).exit_code == 2


def test_a_server_that_is_down_says_so() -> None:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{asked.getsockname()[1]}"
    with pytest.raises(NetworkError, match="nobody listens there") as caught:
        RemoteStore.open(url, environment={}, patience=QUICK)
    assert "Start it" in caught.value.remedy


def test_a_redirect_is_followed_within_the_host_only(server: Server) -> None:
    with opened(server) as store, running() as other:
        server.on("/query", Say(307, headers={"Location": "/moved"}))
        server.on("/moved", ROWS)
        assert len(store.query(ASKED).rows) == 1
        assert parse_qs(server.asked[-1].body.decode())["query"] == [ASKED]
        other.on("/query", ROWS)
        for there in (
            f"{other.url}/query",
            f"http://localhost:{urlsplit(server.url).port}/moved",
            f"http://ada:b@127.0.0.1:{urlsplit(server.url).port}/moved",
            "file:///etc/passwd",
        ):
            server.on("/query", Say(307, headers={"Location": there}))
            with pytest.raises(NetworkError, match="elsewhere"):
                store.query(ASKED)
        server.on("/query", Say(307, headers={"Location": "http://["}))
        with pytest.raises(NetworkError, match="makes no sense"):
            store.query(ASKED)
        server.on("/query", Say(307, headers={"Location": "/query"}))
        with pytest.raises(NetworkError, match="on and on"):
            store.query(ASKED)
        assert other.asked == []


# --- who asks -----------------------------------------------------------------------------------------------------
def test_a_password_goes_to_a_server_that_asks_for_it(server: Server) -> None:
    wanted = Say(401, headers={"WWW-Authenticate": 'Basic realm="x"'})
    with opened(server, WHO) as store:
        server.asked.clear()
        server.on("/query", wanted, ROWS)
        store.query(ASKED)
        store.query(ASKED)
        sent = [one.headers.get("authorization") for one in server.asked]
        assert sent == [None, "Basic YWRhOnNlc2FtZS0xNw==", "Basic YWRhOnNlc2FtZS0xNw=="]
        server.on("/query", wanted)
        with pytest.raises(NetworkError, match="does not accept LEXLINE_STORE_USER") as caught:
            store.query(ASKED)
        assert "sesame" not in str(caught.value)


def test_a_digest_is_answered_as_the_standard_says(server: Server) -> None:
    wanted = 'Digest realm="here", nonce="n1", opaque="o", qop="auth", algorithm=SHA-256'
    with opened(server, WHO) as store:
        server.asked.clear()
        server.on("/query", Say(401, headers={"WWW-Authenticate": wanted}), ROWS)
        store.query(ASKED)
        sent = dict(re.findall(r'(\w+)="?([^",]*)"?', server.asked[-1].headers["authorization"]))

        def hashed(text: str) -> str:
            return hashlib.sha256(text.encode()).hexdigest()

        first, second = hashed("ada:here:sesame-17"), hashed("POST:/query")
        assert sent["response"] == hashed(f"{first}:n1:{sent['nc']}:{sent['cnonce']}:auth:{second}")
        assert not any("sesame" in str(one.headers) for one in server.asked)


def test_a_token_is_sent_as_one(server: Server) -> None:
    with opened(server, {"LEXLINE_STORE_TOKEN": "t.o-k"}) as store:
        store.query("ASK {}")
    assert server.asked[-1].headers["authorization"] == "Bearer t.o-k"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"LEXLINE_STORE_TOKEN": "sesame\r\nX: y"}, "LEXLINE_STORE_TOKEN"),
        ({"LEXLINE_STORE_USER": "a:sesame", "LEXLINE_STORE_PASSWORD": "x"}, "LEXLINE_STORE_USER"),
        ({"LEXLINE_STORE_PASSWORD": "sesame"}, "LEXLINE_STORE_USER is not"),
        ({"LEXLINE_STORE_TIMEOUT": "soon"}, "LEXLINE_STORE_TIMEOUT"),
    ],
)
def test_what_the_environment_says_amiss_is_told_and_not_repeated(environment: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        RemoteStore.open("http://127.0.0.1:9", environment=environment)
    assert "sesame" not in str(caught.value)


def test_a_password_does_not_cross_a_network_in_plain() -> None:
    with pytest.raises(UsageError, match="plain http"):
        credentials("http://stores.example.org/query", WHO)
    assert credentials("https://stores.example.org/query", WHO)
    assert credentials("http://stores.example.org", WHO | {"LEXLINE_STORE_PLAIN_HTTP": "1"})
    assert "sesame" not in repr(credentials("https://stores.example.org/query", WHO))


@pytest.mark.parametrize("url", ["http://ada:sesame@127.0.0.1:9/query", "https://sesame@h/", "http://ada:se@same@h:x/"])
def test_a_password_in_the_address_is_refused_and_not_repeated(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEXLINE_STORE", raising=False)
    for arguments in (["stats", "--store", url], ["--store", url, "show", "CEDAW"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        said = capsys.readouterr()
        assert left.value.code == 2
        assert "LEXLINE_STORE_PASSWORD" in said.err
        assert "sesame" not in said.err + said.out


@pytest.mark.parametrize(
    "url", ["ftp://h/x", "http://", "http://h:99999/", "http://h/?a=b", "http://h/#a", "http://h/ b"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        open_store(url)


def test_the_address_of_a_server_is_kept_but_for_its_last_stroke() -> None:
    assert address(" https://H.example.org:443/acts/ ") == "https://H.example.org:443/acts"
    assert candidates("http://h/acts/sparql") == ("http://h/acts/sparql",)
    assert manners({"LEXLINE_STORE_TIMEOUT": "7"}).patience == 7


def test_addresses_of_updates_are_those_of_the_server_or_told_and_never_of_another_host() -> None:
    virtuoso = endpoints("http://h/sparql", "Virtuoso/07", named=True, environment={})
    assert (virtuoso.update, virtuoso.graphs) == (("http://h/sparql-auth",), ("http://h/sparql-graph-crud-auth",))
    told = endpoints("http://h/q/query", "", named=False, environment={"LEXLINE_STORE_UPDATE": "http://h/q/write"})
    assert told.update == ("http://h/q/write",)
    with pytest.raises(UsageError, match="another host"):
        endpoints("http://h/q/query", "", named=False, environment={"LEXLINE_STORE_GRAPHS": "http://other/x"})


# --- what is sent ---------------------------------------------------------------------------------------------------
def test_the_first_address_that_answers_as_a_sparql_server_is_used(listening: Server) -> None:
    listening.answers.clear()
    listening.on("/acts/query", PAGE)
    listening.on("/acts/sparql", YES)
    with RemoteStore.open(f"{listening.url}/acts", environment={}, patience=QUICK) as store:
        listening.asked.clear()
        assert store.query("ASK { ?s a lx:Resolution }").boolean is True
        (asked,) = listening.asked
        assert (asked.method, asked.path) == ("POST", "/acts/sparql")
        assert asked.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_default_graph_without_the_others_is_refused(server: Server) -> None:
    server.on("/query", NO, NO, YES)
    with pytest.raises(StoreError, match="leaves out the named graphs") as caught:
        opened(server)
    assert "--union-default-graph" in caught.value.remedy


def test_no_question_is_sent_that_the_embedded_store_would_refuse(server: Server) -> None:
    with opened(server) as store:
        server.asked.clear()
        for refused in (
            "SELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
            "DELETE WHERE { ?s ?p ?o }",
            'define input:storage "" SELECT * { ?s ?p ?o }',
            "ASK {} ; DROP ALL",
            "SELECT",
        ):
            with pytest.raises(QueryError):
                store.query(refused)
        assert server.asked == []


def test_a_server_without_graph_store_protocol_is_written_by_updates(server: Server) -> None:
    """The graph's address is unknown here; the update holds the document's text as RDF and nothing else."""
    empty = Say(200, b'{"head":{"vars":["g"]},"results":{"bindings":[]}}', RESULTS)
    server.on("/update", Say(204))
    with RemoteStore.open(server.url, create=True, environment={}, patience=QUICK) as store:
        server.on("/query", empty)
        server.asked.clear()
        document, found = resolution()
        hostile = replace(document, title='x" } } ; DROP ALL #')
        store.replace([encode(hostile, found)], settle=False)
        writes = [one for one in server.asked if one.path != "/query"]
        assert [(one.method, one.path.partition("?")[0]) for one in writes] == [("PUT", "/store"), ("POST", "/update")]
        (text,) = parse_qs(writes[-1].body.decode())["update"]
        assert '"x\\" } } ; DROP ALL #"' in text
        assert text.startswith("DROP SILENT GRAPH <https://")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Say(403), "not written by you"),
        (Say(405), "for reading only"),
        (Say(507), "answers 507"),
        (Say(503), "3 attempts"),
    ],
)
def test_a_server_that_cannot_be_written_says_so(server: Server, answer: Say, said: str) -> None:
    empty = Say(200, b'{"head":{"vars":["g"]},"results":{"bindings":[]}}', RESULTS)
    with RemoteStore.open(server.url, create=True, environment={}, patience=QUICK) as store:
        server.on("/query", empty)
        graph, data = encode(*resolution())
        for path in (f"/store?graph={graph}", "/update"):
            server.on(path, answer)
        with pytest.raises(NetworkError, match=said) as caught:
            store.replace([(graph, data)])
        assert caught.value.remedy


def test_exit_codes_tell_the_network_from_time(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEXLINE_STORE", server.url)
    server.on("/query", YES, PAGE)
    with pytest.raises(SystemExit) as left:
        main(["stats"])
    assert left.value.code == 4
    server.on("/query", YES, replace(ROWS, stall=30))
    with pytest.raises(SystemExit) as left:
        main(["query", "most-cited", "--timeout", "0.2"])
    assert left.value.code == 5
    assert "Traceback" not in capsys.readouterr().err


def test_a_real_server_that_is_for_reading_only_says_so(tmp_path: Path) -> None:
    if servers.oxigraph_binary() is None:
        pytest.skip("oxigraph is not installed")
    with servers.oxigraph(tmp_path / "data") as server:
        Place("oxigraph", server.url).filled([resolution()])
    with (
        servers.oxigraph(tmp_path / "data", command="serve-read-only") as server,
        RemoteStore.open(server.url, read_only=False) as store,
    ):
        before = content(store)
        with pytest.raises(NetworkError, match=r"reading only|not written"):
            store.replace([encode(*resolution(2400))])
        assert content(store) == before
