"""The overview of a store: its network by theme and decade, what is cited, what is to be mended, and its health."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lexline.graph.counts import groups, totals
from lexline.graph.explorer.app import create_app
from lexline.graph.explorer.warming import Warming
from lexline.graph.main_theme import main_themes
from lexline.graph.overview import NO_THEME, Overview, overview
from lexline.graph.overview_picture import key, overview_picture
from lexline.graph.projection import project
from lexline.graph.store import Store
from tests.small_store import AGENDA, store_of

LISTS = ("matrix", "links", "cited", "newly", "missing", "mend", "problems", "counts")


def look(store: Store) -> Overview:
    return overview(store, project(store, functions=True), main_themes(store))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Overview]:
    with store_of(tmp_path_factory.mktemp("overview"), AGENDA) as store:
        yield look(store)


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Overview:
    with Store.open(sample_store) as store:
        return look(store)


def test_every_loaded_instrument_is_counted_once(sample: Overview) -> None:
    loaded = next(count for group, name, count in sample.counts if (group, name) == ("total", "instruments loaded"))
    names = [name for members in sample.members.values() for name in members]
    assert len(names) == len(set(names)) == loaded
    assert "S/RES/1325(2000)" in sample.members["gender-equality", 2000]


def test_without_themes_there_is_one_row(small: Overview) -> None:
    assert small.themes == (NO_THEME,)
    assert small.decades == (2000, 2010)
    assert len(small.members[NO_THEME, 2000]) == 3


def test_links_between_groups_are_counted(small: Overview) -> None:
    links = {(link.citing[1], link.cited[1]): link for link in small.links}
    # 2388 recalls 1889, the statement recalls 1325; what lies within a decade is no link between groups
    assert links[2010, 2000].count == 2
    assert links[2010, 2000].functions == {"recalls": 2}
    assert (2000, 2000) not in links


def test_the_most_cited_and_those_that_are_not_loaded(small: Overview) -> None:
    assert [(one.id, one.by, one.times) for one in small.cited[:2]] == [
        ("S/RES/1325(2000)", 3, 4),
        ("S/2016/949", 1, 1),
    ]
    assert [one.id for one in small.missing] == ["S/RES/1261(1999)", "S/RES/1265(1999)", "treaty:palermo-protocol"]


def test_newly_cited_is_what_the_newest_years_cite_for_the_first_time(small: Overview) -> None:
    assert small.newest == (2016, 2017)
    assert [one.id for one in small.newly] == ["S/PRST/2015/25", "S/RES/1889(2009)", "treaty:palermo-protocol"]


def test_what_was_not_resolved_stands_with_its_place_and_sentence(small: Overview) -> None:
    assert [(one.instrument, one.unit, one.text, one.sentence) for one in small.unresolved] == [
        ("S/RES/2388(2017)", "op_16__a", "report", "Notes the report;")
    ]


def test_the_counts_are_those_of_the_command_line(sample_store: Path, sample: Overview) -> None:
    with Store.open(sample_store) as store:
        assert sample.counts == (*totals(store), *groups(store))


def test_the_last_build_is_read_from_what_is_noted_beside_the_store(sample: Overview, small: Overview) -> None:
    assert sample.built is not None
    assert sample.built.files == sample.built.documents == 54
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", sample.built.day)
    assert small.built is None


def test_the_picture_holds_groups_that_do_not_touch_and_its_strongest_links(sample: Overview) -> None:
    shown = overview_picture(sample)
    positions = shown.timeline.positions
    assert set(positions) == {node.instrument.id for node in shown.nodes}
    assert len(set(positions.values())) == len(positions)
    ends = {(link.citing, link.cited): link.count for link in shown.links}
    strongest = sample.links[0]
    assert ends[key(strongest.citing), key(strongest.cited)] == strongest.count
    assert shown == overview_picture(sample)


# --- the page ----------------------------------------------------------------------------------------------
def facts_of(text: str) -> Any:
    match = re.search(r'<script type="application/json" id="facts">(.*?)</script>', text, re.DOTALL)
    assert match
    return json.loads(match[1])


def test_every_list_is_on_the_page_and_had_as_files(explorer: TestClient) -> None:
    text = explorer.get("/overview").text
    for name in LISTS:
        assert f'id="{name}"' in text
        rows = explorer.get(f"/overview?{name}.format=json").json()
        lines = explorer.get(f"/overview?{name}.format=csv").text.splitlines()
        assert len(lines) > len(rows) or rows == []


def test_the_table_of_themes_and_decades_adds_up(explorer: TestClient) -> None:
    rows = explorer.get("/overview?matrix.format=json").json()
    for row in rows:
        assert sum(value or 0 for name, value in row.items() if name.endswith("0s")) == row["all"]


def test_groups_in_the_picture_lead_to_instruments(explorer: TestClient) -> None:
    facts = facts_of(explorer.get("/overview").text)
    group = max(facts["nodes"], key=lambda node: node["members"])
    assert group["page"] is None
    words, href = group["actions"][0]
    assert explorer.get(href).status_code == 200
    assert words.split()[0] in explorer.get(href).text


def test_a_citation_to_mend_leads_to_its_paragraph(explorer: TestClient) -> None:
    rows = explorer.get("/overview?mend.format=json").json()
    assert rows
    for row in rows:
        assert row["text"] in row["sentence"]
        assert explorer.get(row["where_link"]).status_code == 200


def test_rankings_are_filtered_and_sorted(explorer: TestClient) -> None:
    every = explorer.get("/overview?missing.format=json").json()
    treaties = explorer.get("/overview?missing.format=json&missing.kind=treaty&missing.sort=year").json()
    assert {row["kind"] for row in treaties} == {"treaty"}
    assert 0 < len(treaties) < len(every)
    years = [row["year"] for row in treaties if row["year"]]
    assert years == sorted(years)


def test_an_empty_store_has_an_overview(tmp_path: Path) -> None:
    with store_of(tmp_path, ()) as store, TestClient(create_app(store), base_url="http://127.0.0.1") as client:
        answer = client.get("/overview")
    assert answer.status_code == 200
    assert "0 instruments are loaded" in answer.text


def test_the_overview_is_worked_out_beforehand_and_the_end_is_not_held_up(sample_store: Path) -> None:
    with Store.open(sample_store) as store:
        app = create_app(store)
        site = app.state.site
        with Warming(app):
            pass
        assert "overview" not in site._lasting
        warming = Warming(app)
        with warming:
            warming._thread.join(60)
            assert "overview" in site._lasting
