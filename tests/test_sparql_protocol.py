"""The SPARQL endpoint as its clients find it: over a real server, in every format, and with hostile requests."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
import uvicorn
from fastapi.testclient import TestClient
from lxml import etree
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from lexline.graph.explorer.app import create_app
from lexline.graph.explorer.large_answers import UnderWay
from lexline.graph.explorer.settings import Settings
from lexline.graph.explorer.sparql_results import wanted
from lexline.graph.store import open_store
from lexline.graph.terms import ONTOLOGY_GRAPH
from lexline.ontology.errors import UsageError
from lexline.ontology.vocabulary import ELI, ID
from tests.test_query_pool import ENDLESS

CITED_BY = f"SELECT ?citing WHERE {{ ?citing <{ELI}cites> <{ID}S-RES-1325-2000> }}"
SOME = "SELECT ?s ?title { ?s eli:title ?title } ORDER BY ?s LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?s eli:cites ?o } WHERE { ?s eli:cites ?o } LIMIT 20"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"


@contextmanager
def listening(store: Path, settings: Settings) -> Iterator[str]:
    """Serve a store on the loopback, in a thread; yields the endpoint's address."""
    with open_store(store) as opened, socket.create_server(("127.0.0.1", 0)) as taken:
        app = create_app(opened, settings)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}/sparql"
        finally:
            server.should_exit = True
            thread.join()
            app.state.site.queries.close()


@pytest.fixture(scope="module")
def endpoint(sample_store: Path) -> Iterator[str]:
    with listening(sample_store, Settings(query_seconds=60, query_workers=1)) as address:
        yield address


@pytest.fixture(scope="module")
def client(sample_store: Path) -> Iterator[TestClient]:
    """An endpoint that gives no more than ten rows, and lets the pages of one other site in."""
    settings = Settings(query_seconds=60, query_rows=10, query_workers=1, cors=("https://friend.example",))
    with open_store(sample_store) as store:
        app = create_app(store, settings)
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as made:
            yield made
        app.state.site.queries.close()


# --- real clients -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_it_as_a_store(endpoint: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method))
    rows = list(graph.query(CITED_BY))
    assert all(isinstance(row[0], rdflib.URIRef) for row in rows)
    subject = rdflib.URIRef(ID + "S-RES-1325-2000")
    title = graph.value(subject, rdflib.URIRef(ELI + "title"))
    assert isinstance(title, rdflib.Literal)
    assert title.language == "en"
    assert (subject, None, None) in graph
    built = graph.query(CONSTRUCT).graph
    assert built is not None
    assert len(built) == 20
    assert graph.query("ASK {}").askAnswer is True


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper reads triples into one
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("requested", ["urlencoded", "postdirectly"])
def test_sparqlwrapper_asks_it(endpoint: str, method: str, requested: str) -> None:
    import SPARQLWrapper as Wrapper

    asked = Wrapper.SPARQLWrapper(endpoint)
    asked.setMethod(method)
    asked.setRequestMethod(requested)
    asked.setQuery(SOME)
    asked.setReturnFormat(Wrapper.JSON)
    table = asked.queryAndConvert()
    assert table["head"]["vars"] == ["s", "title"]
    assert len(table["results"]["bindings"]) == 3
    asked.setReturnFormat(Wrapper.XML)
    assert len(asked.queryAndConvert().getElementsByTagName("result")) == 3
    asked.setReturnFormat(Wrapper.CSV)
    assert len(asked.queryAndConvert().splitlines()) == 4
    asked.setQuery(CONSTRUCT)
    for form in (Wrapper.TURTLE, Wrapper.RDFXML, Wrapper.JSONLD):
        asked.setReturnFormat(form)
        found = asked.queryAndConvert()
        if isinstance(found, bytes):
            found = rdflib.Graph().parse(data=found, format="turtle")
        assert len(found) == 20
    asked.setReturnFormat(Wrapper.JSON)
    asked.setQuery("SELECT * {\n ?s ?p ")
    with pytest.raises(Wrapper.SPARQLExceptions.QueryBadFormed, match="line 2"):
        asked.query()


def test_urllib_asks_it(endpoint: str) -> None:
    request = urllib.request.Request(f"{endpoint}?{urlencode({'query': SOME})}", headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.read().startswith(b"s,title\r\n")
    request = urllib.request.Request(endpoint, data=SOME.encode(), headers={"Content-Type": QUERY})
    with urllib.request.urlopen(request) as answer:
        assert len(json.load(answer)["results"]["bindings"]) == 3
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{endpoint}?query=SELECT")
    with caught.value as answer:
        assert answer.code == 400
        assert b"line 1, column 7" in answer.read()


def test_a_large_answer_arrives_whole(endpoint: str) -> None:
    values = " ".join(map(str, range(40_000)))
    data = urlencode({"query": f"SELECT ?n {{ VALUES ?n {{ {values} }} }}", "format": "json"}).encode()
    with urllib.request.urlopen(urllib.request.Request(endpoint, data=data)) as answer:
        assert int(answer.headers["Content-Length"]) > 1_000_000
        rows = json.load(answer)["results"]["bindings"]
    assert [row["n"]["value"] for row in rows] == list(map(str, range(40_000)))


def test_answers_under_way_have_a_limit_together() -> None:
    taken = UnderWay(most=100)
    assert taken.room(1_000)
    taken.held = 60
    assert taken.room(40)
    assert not taken.room(41)


def test_a_client_that_goes_away_sets_the_process_free(endpoint: str) -> None:
    place = urlsplit(endpoint)
    for _ in range(3):
        leaver = HTTPConnection(place.hostname or "", place.port)
        leaver.request("GET", f"/sparql?{urlencode({'query': ENDLESS})}")
        leaver.close()
    # the endpoint has one process, and a query may take a minute
    with urllib.request.urlopen(f"{endpoint}?{urlencode({'query': 'ASK {}'})}", timeout=40) as answer:
        assert json.load(answer)["boolean"] is True


def test_a_slow_answer_is_given_up_in_its_time(endpoint: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{endpoint}?{urlencode({'query': ENDLESS, 'timeout': '0.3'})}")
    with caught.value as answer:
        assert answer.code == 504
        assert b"0.3 seconds" in answer.read()


# --- formats ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (SOME, "application/sparql-results+json", "application/sparql-results+json"),
        (SOME, "application/json", "application/json"),
        (SOME, "application/sparql-results+xml;q=0.9, text/csv;q=0.8", "application/sparql-results+xml"),
        (SOME, "text/tab-separated-values, */*;q=0.1", "text/tab-separated-values; charset=utf-8"),
        (SOME, "text/*", "text/csv; charset=utf-8"),
        (SOME, "*/*", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "text/turtle;q=0.2, application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/sparql-results+json, application/ld+json", "application/ld+json"),
        (f"DESCRIBE <{ID}S-RES-1325-2000>", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_the_format_is_the_one_that_the_client_would_rather_have(
    client: TestClient, query: str, accept: str, kind: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "Accept" in answer.headers["vary"]
    match kind.partition(";")[0]:
        case "application/sparql-results+json" | "application/json" | "application/ld+json":
            json.loads(answer.content)
        case "application/sparql-results+xml" | "application/rdf+xml":
            etree.fromstring(answer.content)
        case "text/turtle":
            assert list(ox.parse(answer.content, ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("query", [SOME, CONSTRUCT, "ASK {}"])
def test_what_cannot_be_given_is_refused(client: TestClient, query: str) -> None:
    for accept in ("image/png", "application/pdf, text/html;q=0"):
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
        assert answer.status_code == 406
    other = "turtle" if query != CONSTRUCT else "csv"
    assert client.get("/sparql", params={"query": query, "format": other}).status_code == 406


def test_a_name_in_the_address_is_stronger_than_the_header(client: TestClient) -> None:
    told = {"Accept": "text/html"}
    answer = client.get("/sparql", params={"query": SOME, "format": "csv"}, headers=told)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    answer = client.get("/sparql", params={"query": CONSTRUCT, "format": "json"}, headers=told)
    assert answer.headers["content-type"] == "application/ld+json"
    answer = client.get("/sparql", params={"query": SOME, "format": "text/csv"}, headers=told)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    with pytest.raises(UsageError, match="no format"):
        wanted(None, "pdf")


def test_a_cut_answer_says_so(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert answer.headers["lexline-truncated"] == "rows; limit=10"
    assert answer.json()["head"]["link"] == ["about#limits"]
    assert len(answer.json()["results"]["bindings"]) == 10
    whole = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 10"})
    assert "lexline-truncated" not in whole.headers


# --- the protocol -----------------------------------------------------------------------------------------
def test_the_graphs_of_the_request_are_those_that_are_asked(client: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def counted(**more: str) -> int:
        answer = client.post("/sparql", data={"query": count, "format": "csv", **more})
        return int(answer.text.split()[1])

    assert counted() > counted(**{"default-graph-uri": ONTOLOGY_GRAPH}) > counted(**{"named-graph-uri": ONTOLOGY_GRAPH})
    direct = client.post(
        "/sparql",
        params={"default-graph-uri": ONTOLOGY_GRAPH, "format": "csv"},
        content=count.encode(),
        headers={"Content-Type": QUERY},
    )
    assert int(direct.text.split()[1]) == counted(**{"default-graph-uri": ONTOLOGY_GRAPH})


def test_without_a_query_it_describes_itself(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.content, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = rdflib.URIRef("http://127.0.0.1/sparql")
    assert graph.value(service, sd.endpoint) == service
    assert (service, sd.feature, sd.UnionDefaultGraph) in graph
    assert client.get("/sparql", headers={"Accept": "application/ld+json"}).json()
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_a_browser_is_led_to_the_workbench(client: TestClient) -> None:
    told = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = client.get("/sparql", headers=told)
    assert (answer.status_code, answer.headers["location"]) == (303, "/query")
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers=told)
    assert (answer.status_code, answer.headers["location"]) == (303, "/query?query=ASK+%7B%7D")


def test_head_and_options(client: TestClient) -> None:
    answer = client.head("/sparql", params={"query": SOME})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/sparql-results+json")
    answer = client.options("/sparql")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert "access-control-allow-origin" not in answer.headers


def test_pages_of_other_sites_are_let_in_only_where_a_setting_says_so(client: TestClient) -> None:
    for origin, status in (("https://friend.example", 200), ("http://127.0.0.1", 200), ("https://other.example", 403)):
        answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": origin})
        assert answer.status_code == status
        allowed = answer.headers.get("access-control-allow-origin")
        assert allowed == (origin if "friend" in origin else None)
    asked = {"Origin": "https://friend.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers=asked)
    assert "POST" in answer.headers["access-control-allow-methods"]
    wrong = client.get("/sparql", params={"query": "SELECT"}, headers={"Origin": "https://friend.example"})
    assert (wrong.status_code, wrong.headers["access-control-allow-origin"]) == (400, "https://friend.example")


@pytest.mark.parametrize(
    ("method", "address", "kind", "body", "status"),
    [
        ("GET", "?query=SELECT", "", b"", 400),
        ("GET", "?query=", "", b"", 400),
        ("GET", "?query=ASK%7B%7D&query=ASK%7B%7D", "", b"", 400),
        ("GET", "?query=%FF%FE", "", b"", 400),
        ("GET", "?query=ASK%7B%7D&timeout=soon", "", b"", 400),
        ("GET", "?query=ASK%7B%7D&timeout=-1", "", b"", 400),
        ("GET", "?query=ASK%7B%7D&timeout=nan", "", b"", 400),
        ("GET", "?query=ASK%7B%7D&format=../../etc/passwd", "", b"", 400),
        ("GET", "?query=ASK%7B%7D&default-graph-uri=%3Cx%3E", "", b"", 400),
        ("GET", "?update=DROP%20ALL", "", b"", 403),
        ("GET", f"?query={quote('DROP ALL')}", "", b"", 403),
        ("GET", "?query=" + quote("PREFIX x: <http://x/> # SELECT\nINSERT DATA { x:a x:b 1 }"), "", b"", 403),
        ("GET", f"?query={quote('ASK { SERVICE <http://127.0.0.1:9/> {} }')}", "", b"", 400),
        ("GET", f"?query={quote('SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }')}", "", b"", 200),
        ("GET", f"?query={'x' * 60_000}", "", b"", 414),
        ("GET", "?" + "&".join(f"a{n}=1" for n in range(200)), "", b"", 400),
        ("POST", "", FORM, b"", 400),
        ("POST", "", FORM, b"update=DROP+ALL", 403),
        ("POST", "", "application/sparql-update", b"DROP ALL", 403),
        ("POST", "", QUERY, b"", 400),
        ("POST", "", QUERY, b"\xff\xfe", 400),
        ("POST", "?query=ASK%7B%7D", QUERY, b"ASK {}", 400),
        ("POST", "", "text/plain", b"ASK {}", 415),
        ("POST", "", "multipart/form-data; boundary=x", b"--x--", 415),
        ("POST", "", "", b"ASK {}", 415),
        ("POST", "", QUERY, b"ASK {}" + b" " * 1_000_001, 413),
        ("POST", "", QUERY, b" " * 4_200_000, 413),
        ("POST", "", QUERY, b"SELECT * {" + b"{" * 20_000 + b"}" * 20_001, 400),
        ("PUT", "", QUERY, b"ASK {}", 405),
        ("DELETE", "", "", b"", 405),
        ("PATCH", "?query=ASK%7B%7D", "", b"", 405),
    ],
)
def test_hostile_and_mistaken_requests_get_words_and_do_no_harm(
    client: TestClient, method: str, address: str, kind: str, body: bytes, status: int
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = client.request(method, f"/sparql{address}", content=body, headers={**headers, "Accept": "*/*"})
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    if status not in (200, 405):
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.strip()
    if status == 405:
        assert "GET" in answer.headers["allow"]
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True
