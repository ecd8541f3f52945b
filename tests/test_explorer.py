"""The explorer's frame: who is let in, what every page promises, lists by address, pages of instruments, data."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from lexline.graph.explorer.accept import best
from lexline.graph.explorer.app import create_app
from lexline.graph.explorer.headers import Door
from lexline.graph.explorer.settings import Settings, checked
from lexline.graph.explorer.web import NAVIGATION
from lexline.graph.store import open_store
from lexline.ontology import vocabulary
from lexline.ontology.errors import UsageError
from tests.outline import Outline

RESOLUTION = "/id/S-RES-1325-2000"
PAGES = (
    *(path for path, _ in NAVIGATION if path != "/query"),
    "/",
    "/about",
    "/door",
    RESOLUTION,
    f"{RESOLUTION}--op_1",
)


@pytest.fixture(scope="module")
def guarded(sample_store: Path) -> Iterator[TestClient]:
    """An explorer that asks for a token, and takes no more than 10,000 bytes."""
    with open_store(sample_store) as store:
        app = create_app(store, Settings(token="open sesame, please", upload_bytes=10_000))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client


@pytest.fixture(scope="module")
def proxied(sample_store: Path) -> Iterator[TestClient]:
    """An explorer that a proxy serves below a path."""
    with open_store(sample_store) as store:
        app = create_app(store, Settings(root_path="/un/lexline"))
        with TestClient(app, base_url="http://127.0.0.1", root_path="/un/lexline") as client:
            yield client


# --- every page ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_what_all_promise(explorer: TestClient, path: str) -> None:
    answer = explorer.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    outline = Outline(answer.text)
    assert outline.lang == "en"
    assert outline.headings.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in zip(outline.headings, outline.headings[1:], strict=False))
    assert not outline.inline
    assert len(outline.ids) == len(set(outline.ids))
    assert not [address for address in outline.addresses if not address.startswith(("/", "#", "?"))]


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_tells_the_browser_to_be_careful(explorer: TestClient, path: str) -> None:
    headers = explorer.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_a_path_of_a_proxy_stands_before_every_address(proxied: TestClient, path: str) -> None:
    answer = proxied.get(path, headers={"Accept": "text/html"})
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', answer.text)
    assert answer.status_code == 200
    assert addresses
    assert {address for address in addresses if not address.startswith("/un/lexline/")} == set()


# --- who is let in -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8350"}, 200),
        ({"Host": "[::1]:8350"}, 200),
        ({"Host": "rebound.example"}, 421),
        ({"Host": ""}, 421),
        ({"Host": "127.0.0.1:["}, 400),
        ({"Host": "[::1]elsewhere.example["}, 400),
    ],
)
def test_only_names_of_this_machine_are_answered(explorer: TestClient, headers: dict[str, str], status: int) -> None:
    assert explorer.get("/about", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),  # a wrong token, but heard
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_pages_of_other_sites_cannot_post(explorer: TestClient, headers: dict[str, str], status: int) -> None:
    answer = explorer.post("/door", data={"token": "x"}, headers=headers)
    assert answer.status_code == status
    foreign = headers.get("Origin", "http://127.0.0.1") != "http://127.0.0.1"
    assert ("other sites" in answer.text) == foreign


def test_without_the_token_nobody_comes_in(guarded: TestClient) -> None:
    assert guarded.get("/about", headers={"Accept": "application/json"}).status_code == 401
    led = guarded.get("/about", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/door")
    for path in ("/sparql", RESOLUTION, "/static/vis-network.js", "/check"):
        assert guarded.get(path, headers={"Accept": "*/*"}).status_code == 401, path


def test_with_the_token_one_comes_in(guarded: TestClient) -> None:
    bearer = {"Authorization": "Bearer open sesame, please"}
    assert guarded.get("/about", headers=bearer).status_code == 200
    assert guarded.get("/about", headers={"Authorization": "Bearer open sesame, pleas"}).status_code == 401
    assert guarded.post("/door", data={"token": "open"}).status_code == 403
    entered = guarded.post("/door", data={"token": "open sesame, please"}, follow_redirects=False)
    cookie = entered.headers["set-cookie"]
    assert entered.status_code == 303
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.casefold()
    assert "sesame" not in cookie
    assert guarded.get("/about").status_code == 200
    guarded.cookies.clear()


@pytest.mark.parametrize("kind", ["unicode_escape", "punycode", "utf-8"])
def test_a_token_is_taken_from_a_plain_form_only(explorer: TestClient, kind: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n\\ud800' + b"9" * 200_000 + b"\r\n--x--\r\n"
    headers = {"Content-Type": f"multipart/form-data; boundary=x; charset={kind}"}
    assert explorer.post("/door", content=part, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [("/about?x=" + "y" * 20_000, 414), ("/" + "y" * 20_000, 414), ("/query?query=%23" + "y" * 20_000, 200)],
)
def test_an_address_has_a_length(explorer: TestClient, path: str, status: int) -> None:
    assert explorer.get(path).status_code == status


@pytest.mark.parametrize("path", ["/", RESOLUTION, "/static/lexline.css", "/sparql?query=ASK%7B%7D"])
def test_the_head_of_an_answer_is_had_alone(explorer: TestClient, path: str) -> None:
    head, whole = explorer.head(path), explorer.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))


def test_all_that_is_sent_at_a_time_has_a_bound(explorer: TestClient) -> None:
    door = Door(explorer.app, Settings(upload_bytes=10_000))
    with TestClient(door, base_url="http://127.0.0.1") as client:
        assert client.post("/door", data={"token": "x" * 1000}).status_code == 403
        assert door.under_way == 0
        door.under_way = 80_000
        assert client.post("/door", data={"token": "x" * 1000}).status_code == 503
        assert door.under_way == 80_000


def test_pages_of_other_sites_cannot_listen_to_the_workbench(explorer: TestClient) -> None:
    path = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    assert explorer.get(path, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_a_fault_of_ours_is_told_as_carefully_as_all_else(sample_store: Path) -> None:
    with open_store(sample_store) as store:
        app = create_app(store)

        def fail() -> None:
            raise RuntimeError("hidden words")

        app.router.routes.insert(0, Route("/fault", lambda _request: fail()))
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            answer = client.get("/fault", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "hidden words" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("sent", ["all at once", "in parts, without saying how much"])
def test_more_than_is_taken_is_refused(guarded: TestClient, sent: str) -> None:
    body = b"token=" + b"x" * 20_000
    parts = body if sent == "all at once" else iter([body[:9_000], body[9_000:]])
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert guarded.post("/door", content=parts, headers=kind).status_code == 413


@pytest.mark.parametrize(
    "settings",
    [
        Settings(host="0.0.0.0"),
        Settings(host="192.168.1.4"),
        Settings(host="example.org"),
        Settings(token="short"),
        Settings(token="with a space behind "),
        Settings(token="no character \udcff in a text"),
        Settings(port=70_000),
        Settings(root_path="lexline/"),
        Settings(root_path='/"><script>'),
    ],
)
def test_settings_that_open_it_by_mistake_are_refused(settings: Settings) -> None:
    with pytest.raises(UsageError) as refused:
        checked(settings)
    assert refused.value.remedy


# --- what goes wrong -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing/here", 404),
        ("/id/S-RES-1352-2000", 404),
        ("/id/<script>alert(1)</script>", 404),
        ("/id/%00", 404),
        ("/id/..%2f..%2fetc%2fpasswd", 404),
        ("/static/..%2f..%2fpyproject.toml", 404),
        ("/static/app.py", 404),
        ("/id/" + "x" * 5000, 404),
        (f"{RESOLUTION}?format=exe", 400),
        (f"{RESOLUTION}--op_999", 404),
        ("/cite/%3E%20%7D%20DROP%20ALL", 404),
    ],
)
def test_what_goes_wrong_is_told_in_words(explorer: TestClient, path: str, status: int) -> None:
    answer = explorer.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "<script>alert" not in answer.text
    assert 'class="notice"' in answer.text


@pytest.mark.parametrize("name", ["foo%20bar", "%3E", "%00", "%FF", "S-RES-1325-2000--@x%20y%3E"])
@pytest.mark.parametrize("kind", ["text/html", "text/turtle"])
def test_what_can_be_no_iri_is_not_found(explorer: TestClient, name: str, kind: str) -> None:
    assert explorer.get(f"/id/{name}", headers={"Accept": kind}).status_code == 404


def test_a_near_miss_leads_to_what_was_meant(explorer: TestClient) -> None:
    assert 'href="/?q=S%2FRES%2F1325%282000%29"' in explorer.get("/id/S-RES-1325-2001").text


def test_a_program_gets_its_errors_as_text(explorer: TestClient) -> None:
    answer = explorer.get("/id/nothing", headers={"Accept": "text/turtle"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


# --- an instrument ---------------------------------------------------------------------------------------------
def test_an_instrument_shows_its_text_with_its_citations_in_place(explorer: TestClient) -> None:
    text = explorer.get(RESOLUTION).text
    assert re.search(r'<a class="cite \w+"[^>]*href="/id/[^"]+"[^>]*>', text)
    assert 'id="op_1"' in text
    assert 'href="/id/S-RES-1325-2000--op_1"' in text
    assert "https://undocs.org/S/RES/1325(2000)" in text


def test_a_sloppy_address_leads_to_the_right_one(explorer: TestClient) -> None:
    answer = explorer.get("/id/s-res-1325-2000", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, RESOLUTION)


def test_search_engines_get_schema_org(explorer: TestClient) -> None:
    text = explorer.get(RESOLUTION).text
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert told["@type"] == "Legislation"
    assert told["legislationIdentifier"] == "S/RES/1325(2000)"
    assert told["legislationDate"] == "2000-10-31"


@pytest.mark.parametrize("path", [RESOLUTION, f"{RESOLUTION}--op_1"])
@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
    ],
)
def test_the_same_address_gives_data(explorer: TestClient, path: str, kind: str, form: ox.RdfFormat) -> None:
    answer = explorer.get(path, headers={"Accept": f"{kind}, text/html;q=0.5"})
    assert answer.headers["content-type"].startswith(kind)
    subjects = {str(quad.subject) for quad in ox.parse(answer.content, form)}
    assert f"<{vocabulary.BASE}{path[1:]}>" in subjects


def test_any_other_thing_of_ours_has_a_page(explorer: TestClient) -> None:
    text = explorer.get("/function/recalls").text
    assert "function:recalls" in text
    assert "skos:prefLabel" in text


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [("/theme/women-peace-security", "/themes/women-peace-security"), ("/id/regime_c1343", "/mandates/regime%3A1343")],
)
def test_what_has_a_page_of_its_own_leads_there(explorer: TestClient, path: str, leads_to: str) -> None:
    answer = explorer.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, leads_to)
    assert explorer.get(leads_to).status_code == 200
    assert explorer.get(path, headers={"Accept": "text/turtle"}).headers["content-type"].startswith("text/turtle")


# --- lists by address --------------------------------------------------------------------------------------------
def rows(explorer: TestClient, query: str) -> list[dict[str, str]]:
    answer = explorer.get(f"{RESOLUTION}?{query}&by.format=csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_a_list_is_filtered_sorted_and_had_as_a_file(explorer: TestClient) -> None:
    every = rows(explorer, "")
    assert len(every) > 5
    bodies = {row["body"] for row in every}
    chosen = rows(explorer, "by.body=SC")
    assert 0 < len(chosen) == sum(row["body"] == "SC" for row in every)
    assert len(bodies) > 1
    by_year = [row["year"] for row in rows(explorer, "by.sort=year")]
    assert by_year == sorted(by_year)
    assert [row["year"] for row in rows(explorer, "by.sort=-year")] == sorted(by_year, reverse=True)
    word = every[0]["verb"]
    assert all(word in json.dumps(row).casefold() for row in rows(explorer, f"by.q={word}"))
    assert json.loads(explorer.get(f"{RESOLUTION}?by.format=json").text)[0]["citing"] == every[0]["citing"]


def test_citations_are_chosen_by_how_deeply_they_treat_it(explorer: TestClient) -> None:
    every = rows(explorer, "")
    depths = {row["depth"] for row in every}
    assert depths <= {"1", "2", "3", "4"}
    assert len(depths) > 1
    for depth in depths:
        assert len(rows(explorer, f"by.depth={depth}")) == sum(row["depth"] == depth for row in every)
    assert "listed among others" in explorer.get(RESOLUTION).text


@pytest.mark.parametrize(
    "query", ["by.page=99999", "by.page=-1", "by.sort=nothing", "by.body=%3Cscript%3E", "by.q=%25%00"]
)
def test_a_strange_address_of_a_list_harms_nothing(explorer: TestClient, query: str) -> None:
    answer = explorer.get(f"{RESOLUTION}?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace("<script src", "")


def test_what_a_spreadsheet_would_calculate_is_text() -> None:
    from starlette.requests import Request

    from lexline.graph.explorer.listing import Column, as_csv, listing

    request = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []})
    made = listing(request, "l", "words", [Column("w", "Words")], [("=1+1",), ("plain",), ("-2",), (-2,)])
    assert as_csv(made).splitlines() == ["w", "'=1+1", "plain", "'-2", "-2"]


# --- Accept ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/html;q=0.4, text/turtle;q=0.8", "text/turtle"),
        ("text/*", "text/html"),
        ("text/*;q=0.3, text/turtle;q=0.1", "text/html"),
        ("application/pdf", None),
        ("text/html;q=0", None),
        ("text/turtle;q=high", "text/turtle"),
        (", ,;;", None),
    ],
)
def test_the_best_of_what_a_client_takes(header: str | None, chosen: str | None) -> None:
    assert best(header, ("text/html", "text/turtle")) == chosen
