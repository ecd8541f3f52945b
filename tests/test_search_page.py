"""The start page: what is found, narrowed and exported by its address, what is suggested; and `lexline search`."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lexline.graph.cli import main
from lexline.graph.explorer.app import create_app
from lexline.graph.store import open_store


@pytest.fixture(scope="module")
def client(sample_store: Path) -> Iterator[TestClient]:
    with open_store(sample_store) as store, TestClient(create_app(store), base_url="http://127.0.0.1") as one:
        yield one


def test_without_a_query_the_page_says_what_there_is(client: TestClient):
    text = client.get("/").text
    for wanted in ("To begin with", "Newest", "What is held", "Saved questions", 'id="search-field"'):
        assert wanted in text
    assert re.search(r"[1-9][\d,]* texts? of \d{4} to \d{4}", text)


def test_hits_are_shown_with_marked_words_and_links_that_work(client: TestClient):
    text = client.get("/", params={"q": "trafficking in persons"}).text
    assert re.search(r"<mark>trafficking</mark> in <mark>persons</mark>", text, re.IGNORECASE)
    links = re.findall(r'<h3><a href="(/id/[^"]+)">', text)
    assert len(links) == 20
    assert client.get(unescape(links[0])).status_code == 200
    assert 'rel="next"' in text
    second = client.get("/", params={"q": "trafficking in persons", "page": "2"}).text
    assert 'start="21"' in second
    assert not set(links) & set(re.findall(r'<h3><a href="(/id/[^"]+)">', second))


def test_a_reference_is_the_best_match(client: TestClient):
    text = client.get("/", params={"q": "scr 1325 op 8"}).text
    assert re.search(r'Best match: <a href="/id/S-RES-1325-2000--op_8">S/RES/1325\(2000\), op 8</a>', text)


def test_filters_are_in_the_address_and_keep_their_choice(client: TestClient):
    text = client.get("/", params={"q": "women", "body": "SC", "part": "operative", "since": "2009"}).text
    assert '<option value="SC" selected>' in text
    assert '<option value="operative" selected>' in text
    assert set(re.findall(r'<p class="facts"><span>(\w+)</span>', text)) == {"operative"}
    none = client.get("/", params={"q": "women", "body": "XX", "theme": "no-such-theme", "since": "soon"}).text
    assert "Nothing found" in none


def test_hits_are_had_as_files(client: TestClient):
    answer = client.get("/", params={"q": "women", "hits.format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    listed = client.get("/", params={"q": "women", "hits.format": "json"}).json()
    total = int(
        re.search(r'<h2 id="hits">([\d,]+) passages', client.get("/", params={"q": "women"}).text)[1].replace(",", "")
    )
    assert len(rows) == len(listed) == total
    assert listed[0]["instrument_link"].startswith("/id/")


def test_suggestions_lead_to_pages_that_are_there(client: TestClient):
    found = client.get("/suggest", params={"q": "res 13"}).json()
    assert found[0] == {
        "label": "S/RES/1325(2000)",
        "kind": "instrument",
        "detail": "Security Council resolution 1325 (2000) [on women and peace and security]",
        "value": "S/RES/1325(2000)",
        "href": "/id/S-RES-1325-2000",
    }
    assert client.get(found[0]["href"]).status_code == 200
    assert client.get("/suggest").json() == []
    kinds = {
        one["kind"]: one["href"]
        for q in ("trafficking in", "counter")
        for one in client.get("/suggest", params={"q": q}).json()
    }
    assert kinds["theme"].startswith("/themes/")


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "'; DROP TABLE unit; --", "\x00", "a" * 1999, "{{7*7}}", '"']
)
def test_hostile_words_are_words(client: TestClient, text: str):
    answer = client.get("/", params={"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", answer.text)[0]
    assert client.get("/suggest", params={"q": text}).status_code == 200
    assert client.get("/", params={"q": "peace", "page": text, "theme": text[:300]}).status_code in (200, 400)


def run(sample_store: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as leaving:
        main(["search", *arguments, "--store", str(sample_store)])
    told = capsys.readouterr()
    return leaving.value.code, told.out + told.err


def test_the_command_line_prints_hits_at_80_columns(sample_store: Path, capsys: pytest.CaptureFixture[str]):
    code, told = run(sample_store, capsys, "women and peace", "--body", "SC", "--since", "2000", "--kind", "preambular")
    assert code == 0
    assert max(map(len, told.splitlines())) <= 80
    assert re.search(r"^S/RES/\d+\(\d{4}\), pre \d+ \(preambular, \d{4}-\d\d-\d\d\)$", told, re.MULTILINE)
    assert re.search(r"\*women\*", told, re.IGNORECASE)


def test_the_command_line_writes_rows_for_programs(sample_store: Path, capsys: pytest.CaptureFixture[str]):
    _, told = run(sample_store, capsys, "trafficking in persons", "--format", "jsonl", "--limit", "3")
    rows = [json.loads(line) for line in told.splitlines()]
    assert len(rows) == 3
    for row in rows:
        marks = [(row["text"], each) for each in row["marks"]] + [
            (row["heading"], each) for each in row["heading_marks"]
        ]
        words = [text[int(each.partition("-")[0]) : int(each.partition("-")[2])].lower() for text, each in marks]
        assert "trafficking" in " ".join(words)
    _, told = run(sample_store, capsys, "trafficking", "--format", "csv")
    assert told.startswith("instrument,unit,date,body,kind,part,title,heading,text,heading_marks,marks,score\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("peace", "--kind", "song"), "There is no kind “song”"),
        (("peace", "--theme", "no such theme"), "There is no theme"),
        (("peace", "--since", "2010", "--until", "2000"), "No year is from 2010"),
        ((" ",), "nothing to look for"),
    ],
)
def test_the_command_line_says_what_cannot_be(
    sample_store: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
):
    code, told = run(sample_store, capsys, *arguments)
    assert code == 2
    assert said in told
