"""The workbench: what its address begins with, what it shows of answers, the page, and the page in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from lexline.graph.explorer.query_picture import NODES, picture
from lexline.graph.explorer.query_results import chart, files, grid, shown, with_prefixes
from lexline.graph.explorer.query_start import start
from lexline.graph.explorer.query_terms import terms
from lexline.graph.query_pool import QueryPool
from lexline.graph.sparql import saved_queries
from lexline.graph.store import open_store
from lexline.ontology.vocabulary import ID
from tests.browsing import Visit, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser


SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"SELECT ?x {{ VALUES ?x {{ '{SCRIPT}' <javascript:alert(1)> <http://x/%22%3E> }} }}"


@pytest.fixture(scope="module")
def pool(sample_store: Path) -> Iterator[QueryPool]:
    made = QueryPool(sample_store, workers=1, timeout=60)
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(sample_store: Path) -> Iterator[Any]:
    with open_store(sample_store) as store:
        yield SimpleNamespace(store=store)


# --- the address ------------------------------------------------------------------------------------------
def test_a_saved_question_is_shown_with_its_example_and_asked_when_it_has_values(site: Any) -> None:
    shown_only = start(site, {"saved": "cited-by"})
    assert (shown_only.ask, [one.name for one in shown_only.fields]) == (False, ["instrument", "limit"])
    assert [(one.type, one.required) for one in shown_only.fields] == [("text", True), ("number", False)]
    asked = start(site, {"saved": "cited-by", "p.instrument": "res 1325", "run": "1"})
    assert asked.ask
    assert f"<{ID}S-RES-1325-2000>" in asked.query
    assert asked.fields[0].value == "res 1325"
    assert start(site, {"query": "ASK {}"}).query == "ASK {}"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"saved": "no-such"}, "no saved question"),
        ({"saved": "cited-by", "p.instrument": "never/heard"}, "never/heard"),
        ({"saved": "cited-by", "p.limit": "many"}, "many"),
        ({"saved": "cited-by", "p.instrument": "1325", "p.limit": "-1"}, "-1"),
    ],
)
def test_a_mistake_in_the_address_is_told_and_the_page_still_begins(
    site: Any, asked: dict[str, str], words: str
) -> None:
    begun = start(site, asked)
    assert words in begun.problem
    assert "--param" not in begun.problem
    assert begun.query.strip()
    assert not begun.ask


def test_every_saved_question_can_be_asked_as_the_page_begins_with_it(site: Any) -> None:
    for question in saved_queries():
        begun = start(site, {"saved": question.name})
        assert "$" not in begun.query.replace('"$', "").replace("$)", ""), question.name
        assert begun.problem == ""


# --- what is shown ----------------------------------------------------------------------------------------
def test_rows_become_a_table_with_links(pool: QueryPool) -> None:
    answer = pool.ask(
        f"SELECT ?i ?n ?t ?w {{ VALUES (?i ?n ?t ?w) {{ (<{ID}S-RES-1325-2000> 7 'seven' <https://un.org/a>) "
        "(lx:Resolution 2.5 UNDEF <file:///etc/passwd>) } }"
    )
    table = shown(answer, "/root")
    first, second = table.rows
    assert (first[0].text, first[0].href) == ("S/RES/1325(2000)", "/root/id/S-RES-1325-2000")
    assert (second[0].text, second[0].href) == ("lx:Resolution", "/root/ontology#Resolution")
    assert (first[3].href, second[3].href) == ("https://un.org/a", None)
    assert table.numbers == (1,)
    options = grid(table)
    assert options["rowData"] == [
        {"c0": "S/RES/1325(2000)", "h0": "/root/id/S-RES-1325-2000", "c1": 7.0, "c2": "seven",
         "c3": "https://un.org/a", "h3": "https://un.org/a"},
        {"c0": "lx:Resolution", "h0": "/root/ontology#Resolution", "c1": 2.5, "c2": "", "c3": "file:///etc/passwd"},
    ]  # fmt: skip
    drawn = json.dumps(chart(table, table.along(1), 1, "bar", False))
    assert "S/RES/1325(2000)" in drawn
    assert "[7.0, 2.5]" in drawn


def test_a_chart_splits_what_stands_several_times_on_a_point(pool: QueryPool) -> None:
    values = "(2001 'a' 1) (2000 'a' 2) (2000 'b' 3)"
    table = shown(pool.ask(f"SELECT ?year ?who ?n {{ VALUES (?year ?who ?n) {{ {values} }} }}"), "")
    assert (table.along(2), table.by(0, 2), table.by(1, 2)) == (0, 1, 0)
    options = chart(table, 0, 2, "line", True, 1)
    assert options["xAxis"]["data"] == ["2000", "2001"]  # type: ignore[index]
    series = options["series"]
    assert [(one["name"], one["data"]) for one in series] == [("a", [2.0, 1.0]), ("b", [3.0, None])]  # type: ignore[attr-defined]
    assert len({one["symbol"] for one in series}) == 2  # type: ignore[attr-defined]


def test_hostile_values_stay_text_and_lead_nowhere(pool: QueryPool) -> None:
    table = shown(pool.ask(HOSTILE), "")
    assert [(row[0].text, row[0].href) for row in table.rows] == [
        (SCRIPT, None),
        ("javascript:alert(1)", None),
        ("http://x/%22%3E", "http://x/%22%3E"),
    ]
    two = shown(pool.ask(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ ('{SCRIPT}' '\"&<>') }} }}"), "")
    svg, _ = picture(two, 0, 1)
    root = etree.fromstring(svg)
    assert not root.xpath("//*[local-name()='script']")
    assert SCRIPT in "".join(root.itertext())


def test_yes_no_and_triples(pool: QueryPool) -> None:
    assert shown(pool.ask("ASK {}"), "").verdict is True
    answer = pool.ask("CONSTRUCT { ?s eli:cites ?o } WHERE { ?s eli:cites ?o } LIMIT 30", graph="ntriples")
    table = shown(answer, "")
    assert table.columns == ("subject", "predicate", "object")
    assert {row[1].text for row in table.rows} == {"eli:cites"}
    svg, said = picture(table, 0, 2, 1)
    assert said == ""
    boxes = {text.text for text in etree.fromstring(svg).iter("{*}text", "text")}
    assert {row[0].text for row in table.rows} <= boxes


def test_a_picture_of_too_many_draws_those_with_most_links_and_says_so(pool: QueryPool) -> None:
    values = " ".join(f"(<http://x/hub{n % 5}> <http://x/{n}>)" for n in range(300))
    table = shown(pool.ask(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}"), "")
    svg, said = picture(table, 0, 1)
    assert svg.count("<rect") == NODES
    assert "235 are left out" in said
    assert picture(table, 0, 1) == (svg, said)
    ring = shown(pool.ask("SELECT ?a ?b { VALUES (?a ?b) { (1 2) (2 3) (3 1) (3 3) } }"), "")
    assert picture(ring, 0, 1)[0].count('class="edge"') == 4
    assert picture(shown(pool.ask("SELECT ?a ?b {} "), ""), 0, 1) == ("", "")


def test_files_are_links_with_the_query_in_them() -> None:
    made = files("SELECT * { ?s ?p 'a&b' }", "select", "/root")
    assert [label for label, _, _ in made] == ["CSV", "TSV", "JSON", "XML"]
    assert made[0][1] == "/root/sparql?query=SELECT%20%2A%20%7B%20%3Fs%20%3Fp%20%27a%26b%27%20%7D&format=csv"
    assert files("CONSTRUCT", "construct", "")[0][0] == "Turtle"
    assert files("x" * 60_000, "select", "") == ()


def test_prefixes_are_declared_where_they_are_used_and_not_yet_declared() -> None:
    declared = with_prefixes("PREFIX lx: <http://x/> SELECT * { ?s eli:cites lx:a }")
    assert declared.startswith("PREFIX eli: <http://data.europa.eu/eli/ontology#>\nPREFIX lx: <http://x/> SELECT")
    assert with_prefixes(declared) == declared


def test_the_editor_offers_classes_properties_and_functions_with_their_meanings() -> None:
    offered = {name: (kind, label) for name, kind, label in terms()}
    assert offered["lx:Resolution"][0] == "class"
    assert offered["lx:citingInstrument"] == ("property", "citing instrument")
    assert offered["eli:cites"][0] == "property"
    assert offered["function:recalls"][0] == "constant"
    assert all(":" in name for name in offered)


# --- the page ---------------------------------------------------------------------------------------------
def test_the_page_is_served_with_the_look_of_the_others_and_nothing_from_elsewhere(explorer: TestClient) -> None:
    answer = explorer.get("/query", params={"saved": "cited-by", "p.instrument": "1325"})
    assert answer.status_code == 200
    text = answer.text
    assert '<html lang="en-US">' in text
    assert "static/lexline.css" in text
    assert "tailwind" not in text
    for mark in ('src="http', "src='http", 'href="http', "url(http", 'from "http'):
        assert mark not in text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_hostile_addresses_stay_text(explorer: TestClient) -> None:
    for asked in ({"query": SCRIPT}, {"saved": SCRIPT}, {"saved": "cited-by", "p.instrument": f'"><{SCRIPT}`${{1}}'}):
        answer = explorer.get("/query", params=asked)
        assert answer.status_code == 200
        assert SCRIPT not in answer.text
    prefixed = explorer.get("/query", headers={"X-Forwarded-Prefix": "//other.example"})
    assert "other.example" not in prefixed.text


def test_the_names_that_the_editor_offers_are_had_from_the_explorer(explorer: TestClient) -> None:
    told = explorer.get("/query/terms").json()
    assert ["lx:citingInstrument", "property", "citing instrument"] in told["terms"]
    assert told["prefixes"]["eli"].startswith("http")


# --- in a browser -----------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_query_is_typed_completed_and_asked_by_keys(window: Visit) -> None:
    page = window.go("/query")
    page.locator('.cm-scroller[tabindex="0"]').wait_for()  # it knows the terms from now on
    editor = page.get_by_role("textbox", name="Query in SPARQL")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?i { ?i a lx:Resol")
    page.keyboard.press("Control+Space")
    page.locator(".cm-tooltip-autocomplete li").first.wait_for()
    page.keyboard.press("Escape")
    page.keyboard.type("ution } LIMIT 3")
    page.keyboard.press("Control+Enter")
    page.get_by_text("3 rows.").wait_for()
    link = page.locator(".grid a[href^='/id/']").first
    link.wait_for()
    assert "query=SELECT" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert len(download.value.path().read_text("utf-8").splitlines()) == 4
    editor.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


#: A connection that stands so many milliseconds later than the page, as over a bad line.
LATE = """
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  set onopen(told) { super.onopen = told && ((event) => setTimeout(() => told(event), MILLISECONDS)); }
  set onmessage(told) { super.onmessage = told && ((event) => setTimeout(() => told(event), MILLISECONDS)); }
};
"""


@pytest.mark.slow
@pytest.mark.parametrize("milliseconds", [0, 300, 1000])
def test_what_is_typed_at_once_is_asked_as_it_was_typed(browser: Browser, base: str, milliseconds: int) -> None:
    """The connection comes, and the server tells the editor its look, while the first words are typed."""
    with visit(browser, base, dark=True) as window:
        window.page.add_init_script(LATE.replace("MILLISECONDS", str(milliseconds)))
        page = window.go("/query")
        editor = page.get_by_role("textbox", name="Query in SPARQL")
        editor.click()
        page.keyboard.press("Control+a")
        page.keyboard.type("ASK { ?instrument lx:loaded true", delay=3)
        page.keyboard.press("Control+Enter")
        page.get_by_text("The answer:").wait_for()
        assert editor.inner_text() == "ASK { ?instrument lx:loaded true}"
        page.get_by_role("button", name="Declare prefixes").click()
        editor.get_by_text("PREFIX lx:").wait_for()
        page.get_by_role("button", name="Ask (Ctrl-Enter)").click()
        page.wait_for_url("**PREFIX**")
        assert window.wrong == []


@pytest.mark.slow
def test_a_saved_question_is_chosen_filled_in_asked_and_drawn(window: Visit) -> None:
    page = window.go("/query")
    page.get_by_label("Saved question").select_option("citations-by-year")
    page.get_by_role("button", name="Choose").click()
    page.get_by_role("heading", name="Citations").first.wait_for()
    page.locator(".asked button").click()
    page.wait_for_url("**run=1")
    page.get_by_role("button", name="Chart").click()
    page.locator(".plot svg path").first.wait_for(state="attached")
    page.get_by_role("combobox", name="As", exact=True).select_option("line")
    page.locator(".plot svg path").first.wait_for(state="attached")
    page.get_by_role("button", name="Graph").click()
    page.locator("svg.drawn rect").first.wait_for()
    page.get_by_role("button", name="Table").click()
    page.locator(".grid .ag-row").first.wait_for()
    assert page.locator("svg.drawn").count() == 0


@pytest.mark.slow
def test_a_mistake_is_marked_where_it_is_and_hostile_values_do_nothing(window: Visit) -> None:
    page = window.go("/query?query=SELECT+*+%7B%0A++%3Fs+%3Fp+%7D")
    page.get_by_text("line 2, column").wait_for()
    assert page.locator(".cm-wrong").inner_text().strip() == "?s ?p }"
    page.on("dialog", lambda dialog: window.wrong.append(dialog.message))
    values = f"('{SCRIPT}' '<img src=x onerror=alert(2)>') (<javascript:alert(3)> <http://x/>)"
    page.get_by_role("textbox", name="Query in SPARQL").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {values} }} }}")
    page.keyboard.press("Control+Enter")
    page.get_by_text(SCRIPT).last.wait_for()
    page.get_by_role("button", name="Graph").click()
    page.locator("svg.drawn rect").first.wait_for()
    assert page.locator("a[href^='javascript']").count() == 0


@pytest.mark.slow
def test_a_query_that_takes_long_can_be_stopped(window: Visit) -> None:
    endless = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6))
    page = window.go("/query")
    page.get_by_role("textbox", name="Query in SPARQL").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"SELECT (COUNT(*) AS ?n) {{ {endless} }}")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("given up").wait_for()
    assert not page.get_by_role("button", name="Stop").is_visible()
