"""The pages of treaties: which are cited, their articles and who cites each, and who is a party on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from lexline.graph.build import build
from lexline.graph.explorer.app import create_app
from lexline.graph.store import open_store
from lexline.graph.treaty_reading import LATER, LEFT, PARTY, SIGNED, Party, article_of, parties_per_year, state_on

CHARTER = "/treaties/treaty-un-charter"
TABLE = """11. Convention on the Rights of the Child
"New York, 20 November 1989"
Participant,Signature,Ratification,Entry into force,Withdrawal
Norway,1990-01-26,1991-01-08,1991-02-07,
Sweden,26 January 1990,29 Jun 1990,2 Sep 1990,1 Mar 2000
Brazil,26 Jan 1990,,,
"""


@pytest.fixture(scope="module")
def with_parties(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An explorer over a store that has a table of parties, and nothing else."""
    folder = tmp_path_factory.mktemp("parties")
    table = folder / "4-11.csv"
    table.write_text(TABLE, encoding="utf-8")
    build([table], folder / "lexline.db", workers=0)
    with (
        open_store(folder / "lexline.db") as store,
        TestClient(create_app(store), base_url="http://127.0.0.1", headers={"Accept": "text/html"}) as client,
    ):
        yield client


def rows(client: TestClient, address: str, name: str, **asked: str) -> list[dict[str, object]]:
    answer = client.get(address, params={**asked, f"{name}.format": "json"})
    assert answer.status_code == 200
    found: list[dict[str, object]] = answer.json()
    return found


# --- the list ----------------------------------------------------------------------------------------------
def test_cited_treaties_are_listed_with_how_many_cite_them(explorer: TestClient) -> None:
    found = rows(explorer, "/treaties", "treaties")
    charter = found[0]
    assert (charter["id"], charter["date"], charter["loaded"]) == ("treaty:un-charter", "1945-06-26", "no")
    assert 1 < charter["instruments"] <= charter["citations"]
    assert charter["treaty_link"] == CHARTER
    assert {row["kind"] for row in found} >= {"treaty", "declaration"}


# --- articles ----------------------------------------------------------------------------------------------
def test_a_treaty_that_is_not_loaded_has_the_articles_that_citations_name(explorer: TestClient) -> None:
    found = {row["eid"]: row for row in rows(explorer, CHARTER, "articles")}
    assert {"chap_VII", "art_41", "art_101"} <= set(found)
    assert found["chap_VII"]["citations"] > 10
    assert found["art_41"]["text"] == "known from citations"
    assert "has not been loaded" in explorer.get(CHARTER).text


def test_an_article_leads_to_those_who_cite_it(explorer: TestClient) -> None:
    chapter = next(row for row in rows(explorer, CHARTER, "articles") if row["eid"] == "chap_VII")
    citing = rows(explorer, CHARTER, "by", **{"by.article": str(chapter["article"])})
    assert len(citing) == chapter["citations"]
    assert all(row["sentence"] and row["where_link"] for row in citing)


@pytest.mark.parametrize(
    ("eid", "article"),
    [
        ("art_5__para_1__b", "art_5"),
        ("annex_1__art_3__para_2", "annex_1__art_3"),
        ("chap_VII", "chap_VII"),
        ("annex_2", "annex_2"),
        ("pre_3", "pre_3"),
    ],
)
def test_a_citation_counts_for_the_article_that_holds_its_unit(eid: str, article: str) -> None:
    assert article_of(eid) == article


@pytest.mark.parametrize("name", ["UN Charter", "Charter of the United Nations"])
def test_another_name_leads_to_the_page(explorer: TestClient, name: str) -> None:
    assert explorer.get(f"/treaties/{name}").url.path == CHARTER


def test_what_is_no_treaty_has_its_own_page(explorer: TestClient) -> None:
    assert explorer.get("/treaties/S-RES-1325-2000").url.path == "/id/S-RES-1325-2000"


@pytest.mark.parametrize("name", ["treaty-nowhere", "%3Cscript%3E", "_xd800_"])
def test_an_unknown_treaty_is_a_page_that_says_so(explorer: TestClient, name: str) -> None:
    answer = explorer.get(f"/treaties/{name}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


# --- parties -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("1989-01-01", [LATER, LATER, LATER]),
        ("1990-06-30", [SIGNED, SIGNED, SIGNED]),
        ("1990-12-31", [SIGNED, SIGNED, PARTY]),
        ("1991-02-07", [SIGNED, PARTY, PARTY]),
        ("2000-03-01", [SIGNED, PARTY, LEFT]),
    ],
)
def test_who_is_a_party_depends_on_the_day(with_parties: TestClient, day: str, states: list[str]) -> None:
    found = rows(with_parties, "/treaties/treaty-crc", "parties", on=day)
    assert [row["name"] for row in found] == ["Brazil", "Norway", "Sweden"]
    assert [row["state"] for row in found] == states


def test_without_a_day_it_is_that_of_the_last_act(with_parties: TestClient) -> None:
    text = with_parties.get("/treaties/treaty-crc").text
    assert 'name="on" value="2000-03-01"' in text
    assert "<strong>1</strong> parties on 2000-03-01" in text
    listed = rows(with_parties, "/treaties", "treaties")
    assert [(row["id"], row["parties"]) for row in listed] == [("treaty:crc", 2)]


def test_parties_are_counted_as_each_year_ends() -> None:
    def party(name: str, since: str, left: str | None = None) -> Party:
        day = date.fromisoformat(since)
        return Party(name, name, None, day, "ratification", None, date.fromisoformat(left) if left else None, "")

    found = [party("a", "1990-05-01"), party("b", "1991-12-31", "1993-01-01")]
    assert dict(parties_per_year(found)) == {1990: 1, 1991: 2, 1992: 2, 1993: 1}
    assert state_on(found[1], date(1993, 1, 1)) == LEFT


def test_a_store_without_tables_says_so(explorer: TestClient) -> None:
    assert "No table of its parties is loaded" in explorer.get(CHARTER).text
