"""The pages of mandates: all as they stand on a day, one chain with its terms and gaps, and its picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from lexline.graph.explorer.mandate_page import path
from lexline.graph.explorer.terms_chart import WIDTH, strips
from lexline.graph.mandate_steps import Step
from lexline.graph.mandates import Chain
from lexline.ontology.symbols import slug, unslug
from tests.outline import Outline

PANEL = "/mandates/panel_c1343"


def step(number: int, day: str, effect: str, until: str | None = None, gap: int | None = None) -> Step:
    return Step(
        subject="mission:unmiss",
        instrument=f"S/RES/{number}({day[:4]})",
        unit="op_1",
        day=date.fromisoformat(day) if day else None,
        effect=effect,
        until=date.fromisoformat(until) if until else None,
        counted="",
        period="",
        words="",
        text="",
        name="",
        rule="",
        confidence=0.9,
        gap=gap,
    )


def chain(*steps: Step) -> Chain:
    return Chain("mission:unmiss", "A mission", ("UNMISS",), steps)


# --- all of them -------------------------------------------------------------------------------------------
def test_each_mandate_has_its_days_and_what_it_is_on_the_day_that_is_asked(explorer: TestClient) -> None:
    rows = {row["id"]: row for row in explorer.get("/mandates?as_of=2003-06-01&mandates.format=json").json()}
    panel = rows["panel:1343"]
    assert (panel["first"], panel["latest"], panel["state"]) == ("2001-03-07", "2003-05-06", "in force")
    assert panel["mandate_link"] == f"{PANEL}?as_of=2003-06-01"
    assert rows["authorization:migrants-libya"]["state"] == "not begun"


def test_without_a_day_it_is_that_of_the_newest_document_of_the_council(explorer: TestClient) -> None:
    """The newest document of all is the Assembly's, of 2025: a mandate that ran on in 2022 is not over by it."""
    text = explorer.get("/mandates").text
    assert 'name="as_of" value="2022-09-29"' in text
    rows = {row["id"]: row for row in explorer.get("/mandates?mandates.format=json").json()}
    assert [row["id"] for row in rows.values() if row["state"] == "in force"] == ["authorization:migrants-libya"]
    assert rows["panel:1343"]["until"] == "2003-10-06"


def test_the_list_can_be_narrowed_and_had_as_a_file(explorer: TestClient) -> None:
    lines = explorer.get("/mandates?mandates.kind=panel&mandates.format=csv").text.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Panel of Experts on Liberia (2001 to 2003),panel:1343,panel,")


def test_the_days_on_which_mandates_run_out_can_be_had_for_a_calendar(explorer: TestClient) -> None:
    text = explorer.get("/mandates.ics?as_of=2003-06-01").text.replace("\r\n ", "")
    assert "UID:panel_c1343-2003-10-06@" in text
    assert "DTSTART;VALUE=DATE:20031006\r\n" in text
    assert "DTSTAMP:20030506T000000Z" in text
    assert "UID:panel_c1343" not in explorer.get("/mandates.ics").text
    assert "BEGIN:VEVENT" not in explorer.get("/mandates.ics?as_of=2025-04-03").text


@pytest.mark.parametrize("day", ["31-12-2002", "2002-02-30", "20020101", "yesterday"])
def test_what_is_no_day_is_refused_with_a_remedy(explorer: TestClient, day: str) -> None:
    answer = explorer.get("/mandates", params={"as_of": day})
    assert answer.status_code == 400
    assert "as in 2024-06-30" in answer.text


# --- one of them -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("identifier", ["mission:unmiss", "regime:1267", "panel:1343", "authorization:cross-border"])
def test_an_id_makes_a_path_and_comes_back(identifier: str) -> None:
    assert unslug(path(identifier).removeprefix("/mandates/")) == identifier
    assert "/" not in slug(identifier)


def test_a_chain_names_each_step_with_its_paragraph_term_and_words(explorer: TestClient) -> None:
    rows = explorer.get(f"{PANEL}?steps.format=json").json()
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    first = rows[0]
    assert (first["instrument"], first["effect"]) == ("S/RES/1343(2001)", "establishes")
    assert first["paragraph_link"].startswith("/id/S-RES-1343-2001--op_")
    assert all(row["sentence"] for row in rows)


def test_a_page_says_the_state_on_the_day_and_what_follows_the_mandate(explorer: TestClient) -> None:
    text = explorer.get(f"{PANEL}?as_of=2003-06-01").text
    assert "In force</span> on 2003-06-01" in text
    regime = explorer.get("/mandates/regime_c1343").text
    assert "Followed by" in regime
    assert 'href="/mandates/regime_c1521"' in regime


def test_what_cites_an_instrument_of_the_chain_is_listed_with_the_sentence(explorer: TestClient) -> None:
    rows = explorer.get(f"{PANEL}?by.format=json").json()
    assert {row["within"] for row in rows} <= {"within the chain", "from elsewhere"}
    assert rows
    assert all(row["sentence"] and row["cited"] != row["citing"] for row in rows)


@pytest.mark.parametrize("name", ["panel:1343", "resolution 1343", "UNMISS"])
def test_a_name_leads_to_the_page(explorer: TestClient, name: str) -> None:
    answer = explorer.get(f"/mandates/{name}", params={"as_of": "2003-06-01"}, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"].startswith("/mandates/")
    assert answer.headers["location"].endswith("?as_of=2003-06-01")


@pytest.mark.parametrize("name", ["nothing-of-the-kind", "_x110000_", "_xd800_", "%3Cscript%3E"])
def test_an_unknown_name_is_a_page_that_says_so(explorer: TestClient, name: str) -> None:
    answer = explorer.get(f"/mandates/{name}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_the_picture_keeps_the_outline_of_a_page(explorer: TestClient) -> None:
    outline = Outline(explorer.get(PANEL).text)
    assert outline.headings[0] == 1
    assert outline.inline == []
    assert len(outline.ids) == len(set(outline.ids))


# --- the picture -------------------------------------------------------------------------------------------
def test_terms_gaps_and_changes_are_placed_on_one_axis() -> None:
    picture = strips(
        chain(
            step(1, "2011-07-08", "establishes", "2012-07-08"),
            step(2, "2012-09-08", "extends", "2013-07-15", gap=62),
            step(3, "2013-01-01", "amends"),
            step(4, "2013-06-01", "terminates", "2013-06-30"),
        ),
        date(2013, 3, 1),
    )
    assert picture is not None
    assert [term.kind for term in picture.terms] == ["gap", "term", "term"]
    gap, first, second = picture.terms
    assert first.x + first.width == pytest.approx(gap.x, abs=1)
    assert gap.x + gap.width == pytest.approx(second.x, abs=1)
    assert "62 days" in gap.told
    assert [mark.kind for mark in picture.marks] == ["changes", "ends"]
    assert picture.today is not None
    assert second.x < picture.today.x < second.x + second.width
    assert [year.words for year in picture.years] == ["2011", "2012", "2013"]


def test_a_long_chain_goes_on_in_the_next_strip() -> None:
    picture = strips(
        chain(*(step(n, f"{1990 + n}-06-01", "extends", f"{1991 + n}-06-01") for n in range(25))), date.max
    )
    assert picture is not None
    assert picture.height > 2 * 60
    assert all(term.x >= 0 and term.x + term.width <= WIDTH for term in picture.terms)
    assert len({term.y for term in picture.terms}) == 3


def test_the_end_of_a_part_is_a_change() -> None:
    partly = replace(step(2, "2011-06-01", "terminates"), partial=True)
    picture = strips(chain(step(1, "2011-01-01", "establishes", "2012-01-01"), partly), date(2013, 1, 1))
    assert picture is not None
    assert [mark.kind for mark in picture.marks] == ["changes"]


def test_a_term_without_an_end_is_open_until_the_next_one_or_the_day() -> None:
    picture = strips(chain(step(1, "2011-01-01", "establishes"), step(2, "2012-01-01", "extends")), date(2013, 1, 1))
    assert picture is not None
    assert [term.kind for term in picture.terms] == ["open", "open"]


def test_a_day_in_the_far_future_makes_no_endless_picture() -> None:
    picture = strips(chain(step(1, "2011-01-01", "establishes", "9999-12-31")), date(2013, 1, 1))
    assert picture is not None
    assert len(picture.years) < 40


def test_a_chain_without_a_day_has_no_picture() -> None:
    undated = Step("mission:x", "S/RES/1(1946)", "", None, "establishes", None, "", "", "", "", "", "registry", 0.9)
    assert strips(chain(undated), date(2013, 1, 1)) is None
