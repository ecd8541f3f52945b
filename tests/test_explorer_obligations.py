"""The pages of obligations: the list, the calendar, and the file that calendar programs take in."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from lexline.graph.explorer.due_calendar import calendar
from lexline.graph.icalendar import Entry, escaped, folded, write


def rows(explorer: TestClient, **asked: str) -> list[dict[str, str]]:
    answer = explorer.get("/obligations", params={**asked, "due.format": "json"})
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()
    return found


# --- the list ----------------------------------------------------------------------------------------------
def test_without_a_wish_it_is_what_is_due_in_the_newest_twelve_months(explorer: TestClient) -> None:
    found = rows(explorer)
    assert [row["due"] for row in found] == ["2024-07-31", "2024-09-10"]
    assert "newest twelve months" in explorer.get("/obligations").text
    assert rows(explorer, addressee="", by="", to="") == found


def test_who_has_to_do_what_by_when_with_its_paragraph(explorer: TestClient) -> None:
    found = rows(explorer, **{"from": "1993-01-01", "to": "1994-12-31"})
    first = found[0]
    assert (first["due"], first["who"], first["reporting"]) == ("1993-07-15", "Secretary-General", "yes")
    assert first["paragraph_link"] == "/id/S-RES-841-1993--op_15"
    assert first["strength"] == "requests"


def test_what_speaks_to_somebody_is_found_by_any_of_the_names(explorer: TestClient) -> None:
    found = rows(explorer, addressee="secretary-general")
    assert len(found) > 10
    assert {row["who"] for row in found} == {"Secretary-General"}
    assert any(not row["due"] for row in found)


def test_an_unknown_addressee_is_told_beside_the_form_with_who_is_called_alike(explorer: TestClient) -> None:
    answer = explorer.get("/obligations", params={"addressee": "Secretary"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert "Secretary-General" in answer.text.partition('role="alert"')[2].partition("</p>")[0]


def test_the_report_that_answers_stands_beside_the_request(explorer: TestClient) -> None:
    found = rows(explorer, answered="yes")
    assert {row["answered"] for row in found} == {"S/2002/470", "S/2002/1115"}
    waiting = rows(explorer, answered="no")
    assert waiting
    assert not any(row["answered"] for row in waiting)
    assert {row["reporting"] for row in waiting} == {"yes"}


def test_what_one_instrument_asks_for_is_found_by_a_sloppy_reference(explorer: TestClient) -> None:
    found = rows(explorer, by="scr 841")
    assert {row["instrument"] for row in found} == {"S/RES/841(1993)"}


@pytest.mark.parametrize("days", [{"from": "2024-13-01"}, {"from": "2024-02-01", "to": "2024-01-01"}])
def test_days_that_cannot_be_are_refused(explorer: TestClient, days: dict[str, str]) -> None:
    assert explorer.get("/obligations", params=days).status_code == 400


# --- the calendar ------------------------------------------------------------------------------------------
def test_a_month_leads_to_its_list(explorer: TestClient) -> None:
    text = explorer.get("/obligations").text
    link = re.search(r'href="(/obligations\?[^"#]*)#due" aria-label="Jul 2024: (\d+)"', text)
    assert link is not None
    found = explorer.get(link[1].replace("&amp;", "&") + "&due.format=json").json()
    assert len(found) == int(link[2])


def test_days_are_counted_by_month_near_what_is_asked() -> None:
    days = [date(2020, 1, 5), date(2020, 1, 9), date(2020, 3, 1), date(1990, 5, 5), date(2050, 12, 31)]
    found = calendar(days, (date(2020, 1, 1), date(2020, 1, 31)), date(2020, 6, 1))
    assert [year.year for year in found.years] == [2020]
    assert ([year.year for year in found.later], [year.year for year in found.older]) == ([2050], [1990])
    months = found.years[0].months
    assert [month.count for month in months[:3]] == [2, 0, 1]
    assert [month.chosen for month in months[:2]] == [True, False]
    assert months[0].shade > months[2].shade > months[1].shade == 0
    assert found.total == 5


# --- the file ----------------------------------------------------------------------------------------------
def test_the_file_has_an_event_for_each_day_and_is_the_same_each_time(explorer: TestClient) -> None:
    address = "/obligations.ics?addressee=Secretary-General"
    answer = explorer.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text == explorer.get(address).text
    lines = answer.text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    due = [row for row in rows(explorer, addressee="Secretary-General") if row["due"]]
    assert lines.count("BEGIN:VEVENT") == len(due)
    unfolded = answer.text.replace("\r\n ", "")
    names = re.findall(r"UID:(.*)\r\n", unfolded)
    assert len(names) == len(set(names)) == len(due)
    assert "DTSTAMP:19930616T000000Z" in unfolded
    assert "DTSTART;VALUE=DATE:19930715" in unfolded
    assert "SUMMARY:Secretary-General: report due (S/RES/841(1993)\\, op 15)" in unfolded


def test_an_entry_lasts_a_day_and_its_texts_are_escaped() -> None:
    text = write("Mine; all", [Entry("a@b", date(2024, 2, 29), date(2023, 1, 1), "one, two", "three\r\nfour\\")])
    assert "X-WR-CALNAME:Mine\\; all\r\n" in text
    assert "DTSTART;VALUE=DATE:20240229\r\nDTEND;VALUE=DATE:20240301\r\n" in text
    assert "SUMMARY:one\\, two\r\nDESCRIPTION:three\\nfour\\\\\r\n" in text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_folded_line_is_put_together_again_and_holds_no_control(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"
    pieces = list(folded(line))
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert "\n" not in line
    assert "\r" not in line
