"""The pages of themes: all in their order, and one with what is on it, what shows it, and what is related."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lexline.graph.explorer.theme_page import path
from lexline.graph.store import open_store
from lexline.graph.theme_profile import Directory, Entry, catalogue, directory, profile
from tests.outline import Outline


def rows(explorer: TestClient, address: str, name: str) -> list[dict[str, object]]:
    answer = explorer.get(address, params={f"{name}.format": "json"})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()
    return found


def test_all_themes_are_listed_with_counts_also_those_that_nothing_is_on(explorer: TestClient) -> None:
    found = rows(explorer, "/themes", "themes")
    by_name = {row["name"]: row for row in found}
    assert by_name["gender-equality"]["instruments"] > 2
    assert by_name["womens-rights"]["broader"] == "Gender equality"
    assert by_name["sdg:5.2"]["scheme"] == "Sustainable Development Goals"
    assert any(row["instruments"] == row["paragraphs"] == 0 for row in found)


def test_the_order_of_the_scheme_leads_to_each_theme(explorer: TestClient) -> None:
    text = explorer.get("/themes").text
    tree = text.partition('class="scheme"')[2].partition("</nav>")[0]
    assert 'href="/themes/gender-equality"' in tree
    assert tree.index("/themes/gender-equality") < tree.index("/themes/womens-rights")
    assert Outline(text).headings[0] == 1


def test_a_theme_counts_the_instruments_of_its_parts_too(explorer: TestClient) -> None:
    whole = rows(explorer, "/themes/gender-equality", "instruments")
    part = rows(explorer, "/themes/womens-rights", "instruments")
    assert {row["instrument"] for row in part} <= {row["instrument"] for row in whole}
    assert [row["paragraphs"] for row in whole] == sorted((row["paragraphs"] for row in whole), reverse=True)


def test_paragraphs_show_a_theme_in_words_that_stand_in_them(explorer: TestClient) -> None:
    found = rows(explorer, "/themes/trafficking-in-persons", "paragraphs")
    assert len(found) > 5
    assert all(row["words"] and row["words"] in row["text"] for row in found)
    assert [row["confidence"] for row in found] == sorted((row["confidence"] for row in found), reverse=True)


def test_themes_are_related_by_how_often_they_stand_together(sample_store: Path) -> None:
    with open_store(sample_store) as store:
        known = directory(store)
        found = profile(store, "gender-equality", known, catalogue(store))
        own = known.entries["gender-equality"].paragraphs
        assert found.related
        for one in found.related:
            assert one.entry.name != "gender-equality"
            assert one.lift == pytest.approx(one.together * known.paragraphs / (own * one.entry.paragraphs))
            assert 0 < one.share <= 1
        assert [one.lift for one in found.related] == sorted((one.lift for one in found.related), reverse=True)


@pytest.mark.parametrize(("name", "found"), [("Gender equality", "gender-equality"), ("sdg:5", "sdg%3A5")])
def test_a_label_or_a_name_leads_to_the_page(explorer: TestClient, name: str, found: str) -> None:
    answer = explorer.get(f"/themes/{name}")
    assert answer.status_code == 200
    assert answer.url.path in (f"/themes/{found}", f"/themes/{found.replace('%3A', ':')}")


def test_an_unknown_theme_names_those_called_alike(explorer: TestClient) -> None:
    answer = explorer.get("/themes/gendr equality")
    assert answer.status_code == 404
    assert "Gender equality" in answer.text


@pytest.mark.parametrize("name", ["%3Cscript%3E", "x" * 5000, "%22%20%7D%20SELECT", "http://example.org/%3E"])
def test_hostile_names_are_unknown(explorer: TestClient, name: str) -> None:
    answer = explorer.get(f"/themes/{name}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_path_holds_any_name() -> None:
    assert path("unbist:T0001/x") == "/themes/unbist%3AT0001%2Fx"


def test_what_is_below_a_theme_is_found_once_even_in_a_circle() -> None:
    def entry(name: str, *broader: str) -> Entry:
        return Entry(f"iri:{name}", name, name, "s", broader, 0, 0)

    entries = {"a": entry("a", "c"), "b": entry("b", "a"), "c": entry("c", "b")}
    known = Directory(entries, {"a": ("b",), "b": ("c",), "c": ("a",)}, 0)
    assert known.below("a") == ("a", "b", "c")
