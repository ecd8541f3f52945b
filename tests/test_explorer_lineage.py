"""Lineages in the explorer: what is followed, how much of it is drawn and how, and the page that shows it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lexline.graph.following import BACK, BOTH, FORWARD, SHARED, Following, between, follow, followed
from lexline.graph.grouping import MOST_GROUPS, OPENED, READABLE, folded, is_group, ungrouped
from lexline.graph.lineage_picture import NONE, THEME, YEAR, lineage_picture
from lexline.graph.main_theme import MainThemes, main_themes
from lexline.graph.projection import Projection, project
from lexline.graph.store import Store
from lexline.ontology.errors import UsageError
from tests.browsing import chromium_path, served, visit
from tests.small_store import AGENDA, document, recalling, store_of

R1261, R1325, R1820 = "S/RES/1261(1999)", "S/RES/1325(2000)", "S/RES/1820(2008)"
R1889, R2388, PRST, REPORT = "S/RES/1889(2009)", "S/RES/2388(2017)", "S/PRST/2015/25", "S/2016/949"
PALERMO = "treaty:palermo-protocol"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("lineage"), AGENDA) as opened:
        yield opened


@pytest.fixture(scope="module")
def known(store: Store) -> Projection:
    return project(store, functions=True)


# --- what is followed --------------------------------------------------------------------------------------
def test_the_past_is_followed_level_by_level(known: Projection) -> None:
    found = follow(known, R2388, BACK, 2)
    assert found.levels == {R2388: 0, R1889: 1, PALERMO: 1, R1325: 2, R1820: 2}
    assert [(step.citing, step.cited, step.level) for step in found.steps] == [
        (R2388, R1889, 1),
        (R2388, PALERMO, 1),
        (R1889, R1325, 2),
        (R1889, R1820, 2),
    ]


def test_the_future_runs_against_the_citations(known: Projection) -> None:
    found = follow(known, R1325, FORWARD, 1)
    assert set(found.levels) == {R1325, R1820, R1889, PRST}
    assert {(step.near, step.far) for step in found.steps} == {(R1325, R1820), (R1325, R1889), (R1325, PRST)}


def test_both_ways_are_told_apart(known: Projection) -> None:
    found = follow(known, R1889, BOTH, 1)
    assert {(step.far, step.way) for step in found.steps} == {(R1325, BACK), (R1820, BACK), (R2388, FORWARD)}


def test_an_instrument_is_expanded_by_one_citation_more(known: Projection) -> None:
    assert R1325 not in follow(known, R2388, BACK, 1).levels
    opened = follow(known, R2388, BACK, 1, opened=(R1889, R1325))
    assert opened.levels[R1325] == 2
    assert opened.levels[R1261] == 3
    assert follow(known, R2388, BACK, 1, opened=("S/RES/1(1946)",)) == follow(known, R2388, BACK, 1)


def test_only_what_goes_through_an_instrument_is_kept(known: Projection) -> None:
    found = follow(known, R2388, BACK, 3, via=R1889)
    assert PALERMO not in found.levels
    assert {R2388, R1889, R1325, R1820, R1261} <= set(found.levels)
    narrow = follow(known, R2388, BACK, 2, via=R1820)
    assert [(step.citing, step.cited) for step in narrow.steps] == [(R2388, R1889), (R1889, R1820)]


def test_a_circle_of_citations_ends(known: Projection) -> None:
    found = follow(known, PRST, BACK, 4)
    assert found.levels[REPORT] == 1
    assert (REPORT, PRST) in {(step.citing, step.cited) for step in found.steps}


def test_what_nobody_knows_is_followed_to_itself(known: Projection) -> None:
    assert follow(known, "S/RES/1(1946)") == Following("S/RES/1(1946)", None, BACK, {"S/RES/1(1946)": 0}, ())


@pytest.mark.parametrize(("direction", "depth"), [("sideways", 2), (BACK, 0), (BACK, 5)])
def test_directions_and_depths_that_there_are_not_are_refused(known: Projection, direction: str, depth: int) -> None:
    with pytest.raises(UsageError):
        follow(known, R1325, direction, depth)


def test_the_shortest_chains_and_the_longer_ones(known: Projection) -> None:
    shortest = between(known, R2388, R1325)
    assert (shortest.way, shortest.shortest) == (BACK, 2)
    assert [(step.citing, step.cited) for step in shortest.steps] == [(R2388, R1889), (R1889, R1325)]
    longer = between(known, R2388, R1325, depth=3)
    assert {(step.citing, step.cited) for step in longer.steps} == {
        (R2388, R1889),
        (R1889, R1325),
        (R1889, R1820),
        (R1820, R1325),
    }
    assert longer.levels == {R2388: 0, R1889: 1, R1820: 2, R1325: 2}
    assert set(followed(known, longer).graph) == set(longer.levels)


def test_chains_are_found_the_other_way_round(known: Projection) -> None:
    found = between(known, R1325, R2388)
    assert (found.way, found.shortest) == (FORWARD, 2)
    assert found.levels == {R1325: 0, R1889: 1, R2388: 2}
    assert between(known, R1325, R2388, BACK).steps == ()


def test_chains_through_an_instrument(known: Projection) -> None:
    found = between(known, R2388, R1325, via=R1820)
    assert {(step.citing, step.cited) for step in found.steps} == {(R2388, R1889), (R1889, R1820), (R1820, R1325)}
    assert between(known, R2388, R1325, BACK, via=PRST).steps == ()


def test_without_a_chain_what_both_cite_is_shown(known: Projection) -> None:
    found = between(known, R1820, PRST)
    assert found.way == SHARED
    assert set(found.levels) == {R1820, PRST, R1325}
    assert between(known, R1820, PALERMO).way == SHARED or between(known, R1820, PALERMO).steps == ()


# --- how much of it is drawn -------------------------------------------------------------------------------
NAMES = tuple(f"S/RES/{number}({1950 + number % 70})" for number in range(1, 401))


def year(name: str) -> int:
    return int(name[-5:-1])


def test_groups_are_few_and_hold_everything() -> None:
    made = folded(NAMES, {NAMES[0]}, family=lambda _: "", year=year)
    assert made.singles == (NAMES[0],)
    assert 1 < len(made.groups) <= MOST_GROUPS
    assert sorted(name for group in made.groups for name in group.members) == sorted(NAMES[1:])
    assert all(group.first <= year(name) <= group.last for group in made.groups for name in group.members)
    assert all(is_group(group.key) for group in made.groups)
    assert all(1950 <= group.at <= 2019 for group in made.groups)
    assert not is_group(R1325)


def test_an_open_group_stays_open_and_the_others_as_they_are() -> None:
    before = folded(NAMES, (), family=lambda _: "", year=year)
    first = before.groups[0]
    after = folded(NAMES, (), family=lambda _: "", year=year, opened=(first.key,))
    assert after.singles == first.members[:OPENED]
    assert [group for group in after.groups if group.first > first.last] == list(before.groups[1:])


def test_a_large_group_opens_step_by_step() -> None:
    same = tuple(f"S/RES/{number}(2001)" for number in range(100))
    key = folded(same, (), family=lambda _: "SC", year=year).groups[0].key
    assert key == "group:SC:2001-2001"
    for times, left in ((1, 60), (2, 20), (3, 0)):
        made = folded(same, (), family=lambda _: "SC", year=year, opened=(key,) * times)
        assert sum(len(group.members) for group in made.groups) == left


def test_the_undated_have_a_group_of_their_own() -> None:
    made = folded(("a", "b"), (), family=lambda _: "", year=lambda _: None)
    assert [(group.key, group.years) for group in made.groups] == [("group::undated", "undated")]
    assert folded(("a", "b"), (), family=lambda _: "", year=lambda _: None, opened=("group::undated",)).groups == ()


def test_without_groups_the_first_are_drawn_and_the_others_counted() -> None:
    made = ungrouped(NAMES, {NAMES[-1]})
    assert len(made.singles) == READABLE
    assert made.singles[0] == NAMES[-1]
    assert len(made.left_out) == len(NAMES) - READABLE


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A resolution that a hundred others recall."""
    first = document("S/RES/1000(1995)", "1995-06-23", "The first", (recalling("pre_1", "999 (1995)"),))
    others = (
        document(
            f"S/RES/{1001 + at}({1996 + at % 25})",
            f"{1996 + at % 25}-05-01",
            f"Number {at}",
            (recalling("pre_1", "1000 (1995)"), recalling("pre_2", "1000 (1995)", function="reaffirms")),
        )
        for at in range(100)
    )
    with store_of(tmp_path_factory.mktemp("crowd"), (first, *others)) as opened:
        yield opened


def no_themes() -> MainThemes:
    return MainThemes({}, {})


@pytest.mark.parametrize("by", ["", YEAR, "body", THEME, NONE])
def test_a_crowd_fits_into_a_picture(crowd: Store, by: str) -> None:
    known = project(crowd, functions=True)
    found = follow(known, "S/RES/1000(1995)", FORWARD, 1)
    made = lineage_picture(crowd, known, found, by, themes=no_themes)
    shown = made.picture
    assert len(shown.nodes) <= READABLE
    drawn = {name for node in shown.nodes for name in (node.members or (node.instrument.id,))}
    assert drawn | set(made.folded.left_out) == set(found.levels)
    assert len({shown.timeline.positions[node.instrument.id] for node in shown.nodes}) == len(shown.nodes)
    if by != NONE:
        assert sum(link.count for link in shown.links) == 200
    assert made == lineage_picture(crowd, known, found, by, themes=no_themes)


def test_a_small_lineage_is_drawn_one_by_one_with_its_sentences(store: Store, known: Projection) -> None:
    made = lineage_picture(store, known, follow(known, R2388), themes=no_themes)
    assert made.folded.groups == ()
    sentence = next(link for link in made.picture.links if link.cited == R1889).mentions[0].sentence
    assert sentence == "Recalling its resolutions 1889 (2009),"


def test_a_grouping_that_there_is_not_is_refused(store: Store, known: Projection) -> None:
    with pytest.raises(UsageError):
        lineage_picture(store, known, follow(known, R2388), "colour", themes=no_themes)


def test_the_main_theme_is_a_top_theme_with_a_label(sample_store: Path) -> None:
    with Store.open(sample_store) as opened:
        themes = main_themes(opened)
    assert themes.labels[themes.of[R1325]] == "Gender equality"
    assert set(themes.of.values()) <= set(themes.labels)


# --- the page ----------------------------------------------------------------------------------------------
def facts_of(text: str) -> Any:
    match = re.search(r'<script type="application/json" id="facts">(.*?)</script>', text, re.DOTALL)
    assert match
    return json.loads(match[1])


def heading(text: str) -> str:
    match = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    assert match
    return html.unescape(match[1])


def test_without_a_start_there_is_a_form_and_examples_that_work(explorer: TestClient) -> None:
    answer = explorer.get("/lineage")
    assert 'name="from"' in answer.text
    examples = [html.unescape(href) for href in re.findall(r'<li><a href="(/lineage\?[^"]+)"', answer.text)]
    assert len(examples) == 3
    for href in examples:
        assert len(facts_of(explorer.get(href).text)["nodes"]) > 1


def test_the_picture_and_the_table_tell_the_same(explorer: TestClient) -> None:
    answer = explorer.get("/lineage", params={"from": "2388", "depth": "1"})
    assert heading(answer.text) == "S/RES/2388(2017): what it goes back to"
    facts = facts_of(answer.text)
    rows = explorer.get("/lineage", params={"from": "2388", "depth": "1", "steps.format": "json"}).json()
    assert {(link["from"], link["to"]) for link in facts["links"]} == {(row["citing"], row["cited"]) for row in rows}
    assert {node["id"] for node in facts["drawn"]} == {node["id"] for node in facts["nodes"]}
    told = next(row for row in rows if row["cited"] == R1261)
    assert told["level"] == 1
    assert told["year"] == 2017
    assert "1261 (1999)" in told["sentence"]
    assert told["function"] == "recalls"
    assert explorer.get(told["where_link"]).status_code == 200


def test_a_node_leads_on(explorer: TestClient) -> None:
    facts = facts_of(explorer.get("/lineage", params={"from": "2388", "depth": "1"}).text)
    node = next(node for node in facts["nodes"] if node["id"] == "S/RES/2242(2015)")
    actions = dict(node["actions"])
    assert set(actions) == {
        "Open its page",
        "Expand from here",
        "Only paths through this",
        "Lineage from here",
        "Paths between S/RES/2388(2017) and this",
    }
    opened = facts_of(explorer.get(actions["Expand from here"].partition("#")[0]).text)
    assert len(opened["nodes"]) > len(facts["nodes"])
    assert "Expand from here" not in dict(
        next(one for one in opened["nodes"] if one["id"] == "S/RES/2242(2015)")["actions"]
    )
    through = facts_of(explorer.get(actions["Only paths through this"].partition("#")[0]).text)
    assert {node["id"] for node in through["nodes"]} == {"S/RES/2388(2017)", "S/RES/2242(2015)"}
    for href in actions.values():
        assert explorer.get(href.partition("#")[0]).status_code == 200


def test_a_group_opens_by_its_address(explorer: TestClient) -> None:
    facts = facts_of(explorer.get("/lineage", params={"from": "2388", "group": "year"}).text)
    group = next(node for node in facts["nodes"] if node.get("members", 0) > 2)
    assert group["page"] is None
    opened = facts_of(explorer.get(group["open"].partition("#")[0]).text)
    assert group["id"] not in {node["id"] for node in opened["nodes"]}
    assert len(opened["nodes"]) == len(facts["nodes"]) - 1 + group["members"]


def test_chains_between_two_instruments_are_written_out(explorer: TestClient) -> None:
    query = {"from": "S/RES/2388(2017)", "to": "1325", "paths": "all", "depth": "3"}
    answer = explorer.get("/lineage", params=query)
    assert heading(answer.text) == "From S/RES/2388(2017) to S/RES/1325(2000)"
    assert "by 2 citations at the least" in answer.text
    chains = explorer.get("/lineage", params={**query, "chains.format": "json"}).json()
    assert chains[0]["chain"] == "S/RES/2388(2017) → S/RES/2242(2015) → S/RES/1325(2000)"
    assert [chain["length"] for chain in chains] == sorted(chain["length"] for chain in chains)
    assert {chain["length"] for chain in chains} == {2, 3}


def test_the_table_is_filtered_and_leafed_through(explorer: TestClient) -> None:
    query = {"from": "1325", "direction": "both", "depth": "2"}
    every = explorer.get("/lineage", params={**query, "steps.format": "json"}).json()
    assert {row["way"] for row in every} == {"past", "future"}
    some = explorer.get("/lineage", params={**query, "steps.format": "json", "steps.level": "2"}).json()
    assert some == [row for row in every if row["level"] == 2]
    page = explorer.get("/lineage", params={**query, "steps.page": "2"}).text
    assert "page 2 of" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "no such instrument at all"}, 404),
        ({"from": "2388", "direction": "sideways"}, 400),
        ({"from": "2388", "depth": "9"}, 400),
        ({"from": "2388", "depth": "x"}, 400),
        ({"from": "2388", "group": "colour"}, 400),
        ({"from": "2388", "to": "1325", "paths": "some"}, 400),
        ({"from": "2388", "open": "group:x:1-99999,',\",<b>,group::"}, 200),
        ({"from": "2388", "to": "2388"}, 200),
        ({"from": "1" * 400}, 400),
    ],
)
def test_what_cannot_be_shown_is_told(explorer: TestClient, query: dict[str, str], status: int) -> None:
    answer = explorer.get("/lineage", params=query)
    assert answer.status_code == status
    assert "<b>" not in answer.text
    assert "Traceback" not in answer.text


def test_the_drawing_is_one_script_of_the_program(explorer: TestClient) -> None:
    script = explorer.get("/static/drawing.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "new vis.Network" in script.text
    assert "eval(" not in script.text
    assert "innerHTML" not in script.text


# --- in a browser ------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_the_picture_is_gone_through_with_keys_and_a_group_opened(sample_store: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, served(sample_store) as base:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        with visit(browser, base) as window:
            page = window.go("/lineage?from=2388&group=year")
            page.wait_for_selector("html[data-ready]")
            chosen = page.locator("#panel h2")
            assert chosen.inner_text() == "S/RES/2388(2017)"
            page.locator("#mynetwork").focus()
            seen = []
            while not page.locator("#panel .badge").inner_text().startswith("A group"):
                page.keyboard.press("ArrowLeft")
                seen.append(chosen.inner_text())
                assert len(seen) < 80
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "panel"
            groups = page.evaluate("JSON.parse(document.getElementById('facts').textContent).nodes.length")
            with page.expect_navigation():
                page.get_by_role("link", name="Open this group").click()
            page.wait_for_selector("html[data-ready]")
            assert "open=group" in page.url
            assert page.evaluate("JSON.parse(document.getElementById('facts').textContent).nodes.length") > groups
            page.get_by_role("button", name="Dark").click()
            page.locator("#mynetwork").focus()
            page.keyboard.press("Escape")
            assert chosen.inner_text() == "Nothing selected"
            assert window.wrong == []
            assert window.foreign == []
        browser.close()
