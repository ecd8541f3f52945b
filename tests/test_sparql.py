"""Saved questions: each has a title, parses, takes its values safely, and answers on a real store."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.graph.answers import answer
from lexline.graph.cli import main as cli
from lexline.graph.sparql import GROUPS, SavedQuery, ask, bind, parse, saved_queries
from lexline.graph.store import Store, open_store
from lexline.ontology.errors import UsageError
from tests.golden_questions import GOLDEN, answered, build_collection
from tests.graphs import resolution, store_of

ALL = {query.name: query for query in saved_queries()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("sparql") / "a.db"
    documents = [resolution(2388), resolution(2400, 2018), resolution(2331, 2016, "treaty:cedaw")]
    return Store.open(store_of(folder, documents))


def rows(store: Store, name: str, **params: str) -> list[tuple[str, ...]]:
    found = store.query(bind(ALL[name], params))
    return [
        tuple("" if term is None else str(getattr(term, "value", "")).rpartition("/")[2] for term in row)
        for row in found.rows
    ]


def test_there_are_the_questions_that_the_readme_promises() -> None:
    assert len(ALL) >= 40
    assert {
        "cited-by",
        "cites",
        "most-cited",
        "effects",
        "unresolved",
        "co-cited",
        "treaties-cited",
        "timeline",
    } <= set(ALL)


@pytest.mark.parametrize("query", ALL.values(), ids=lambda query: query.name)
def test_every_question_has_plain_words_and_answers_its_own_example(store: Store, query: SavedQuery) -> None:
    assert query.title
    assert query.title[0].isupper()
    assert query.description.endswith("?")
    text = bind(query, {parameter.name: parameter.example for parameter in query.parameters})
    assert store.query(text).variables
    assert "$" not in text


def test_who_cites_tells_paragraph_verb_and_sentence_in_order_of_date(store: Store) -> None:
    found = rows(store, "cited-by", instrument="S/RES/1325(2000)")
    assert [row[0] for row in found] == ["S-RES-2388-2017", "S-RES-2400-2018"]
    assert found[0][2:5] == ("S-RES-2388-2017--pre_1", "recalls", "resolution 1325 (2000)")
    assert found[0][5].startswith("Recalling its")


def test_an_instrument_that_is_loaded_is_cited_as_well(store: Store) -> None:
    assert len(rows(store, "cited-by", instrument="S/RES/2331 (2016)")) == 2


def test_what_it_cites_comes_in_reading_order_without_itself(store: Store) -> None:
    found = rows(store, "cites", instrument="S/RES/2388(2017)")
    assert [row[1] for row in found] == ["S-RES-1325-2000", "S-RES-2331-2016"]


def test_paragraph_questions(store: Store) -> None:
    assert [row[1] for row in rows(store, "paragraph-links", instrument="S/RES/2331(2016)")] == [
        "S-RES-2331-2016--op_3"
    ] * 2
    assert len(rows(store, "paragraph-cited-by", paragraph="S/RES/2331(2016) op_3")) == 3
    assert rows(store, "most-cited-paragraphs", limit="1") == [("S-RES-2331-2016--op_3", "2")]


def test_counts(store: Store) -> None:
    assert rows(store, "most-cited", limit="2") == [("S-RES-1325-2000", "2", "2"), ("S-RES-2331-2016", "2", "2")]
    assert [(row[0], row[3]) for row in rows(store, "citations-by-function")] == [("extends", "3"), ("recalls", "3")]
    assert rows(store, "by-body-and-year") == [("SC", "2016", "1"), ("SC", "2017", "1"), ("SC", "2018", "1")]
    assert rows(store, "timeline", instrument="S/RES/1325(2000)") == [("2017", "1"), ("2018", "1")]
    assert rows(store, "not-loaded") == [("S-RES-1325-2000", "2"), ("treaty-cedaw", "1")]
    assert [(row[0], row[2]) for row in rows(store, "treaties-cited")] == [("treaty-cedaw", "1")]
    assert rows(store, "co-cited", instrument="S/RES/1325(2000)") == [("S-RES-2331-2016", "2")]


def test_what_happened_to_an_instrument(store: Store) -> None:
    found = rows(store, "effects", instrument="S/RES/2331(2016)")
    assert [(row[0], row[2].rpartition("#")[2]) for row in found] == [
        ("S-RES-2388-2017", "extends"),
        ("S-RES-2400-2018", "extends"),
    ]


def test_subjects(store: Store) -> None:
    assert {row[1] for row in rows(store, "themes-of", instrument="S/RES/2388(2017)")} == {"WOMEN", "MANDATES"}
    assert len(rows(store, "about", words="Women")) == 3


def test_adopted_between_dates(store: Store) -> None:
    found = rows(store, "adopted-by", body="SC", **{"from": "2017-01-01", "to": "2017-12-31"})
    assert [row[0] for row in found] == ["S-RES-2388-2017"]


def test_unresolved_and_open(store: Store) -> None:
    assert {row[1] for row in rows(store, "unresolved")} == {"second report"}
    assert {row[1] for row in rows(store, "open-sets")} == {"S-RES-1325-2000", "treaty-cedaw"}


@pytest.mark.parametrize(
    ("limit", "shown", "truncated"), [("1", 1, True), ("2", 2, False), ("0", 0, True), (None, 2, False)]
)
@pytest.mark.parametrize("timeout", [None, 30])
def test_an_answer_that_its_limit_cut_says_so(
    store: Store, limit: str | None, shown: int, truncated: bool, timeout: float | None
) -> None:
    params = {"instrument": "S/RES/1325(2000)"} | ({"limit": limit} if limit else {})
    found = ask(store, ALL["cited-by"], params, timeout)
    assert (len(found.rows), found.truncated) == (shown, truncated)


def test_a_question_without_a_limit_is_answered_whole(store: Store) -> None:
    found = ask(store, ALL["effects"], {"instrument": "S/RES/2331(2016)"})
    assert (len(found.rows), found.truncated) == (2, False)


@pytest.mark.parametrize(
    ("name", "params", "message"),
    [
        ("cited-by", {}, "needs the parameter instrument"),
        ("cited-by", {"instrument": "the famous one"}, "is no instrument"),
        ("cited-by", {"instrument": "S/RES/1325(2000)", "limit": "ten"}, "is no integer"),
        ("cited-by", {"instrument": "S/RES/1325(2000)", "limit": "9" * 30}, "is no integer"),
        ("cited-by", {"instrument": "S/RES/1325(2000)", "depth": "2"}, "no parameter “depth”"),
        ("paragraph-cited-by", {"paragraph": "S/RES/1325(2000)"}, "is no unit"),
        ("adopted-by", {"body": "SC", "from": "yesterday"}, "is no date"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_an_example(name: str, params: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        bind(ALL[name], params)
    assert caught.value.remedy


@given(st.text())
def test_no_value_can_break_out_of_its_place(words: str) -> None:
    import pyoxigraph as ox

    query = parse("echo", "# param: words text x\nSELECT ?x WHERE { BIND ($words AS ?x) }")
    found = answer(ox.Store(), bind(query, {"words": words}))
    assert [row[0] for row in found.rows] == [ox.Literal(words.strip())]


@pytest.mark.parametrize(
    "text",
    [
        "# group: kings\nASK {}",
        "# columns: a b\nSELECT ?a WHERE { ?a ?p ?b }",
        "# columns: a\nSELECT ?a (COUNT(?b) AS ?n) WHERE { ?a ?p ?b } GROUP BY ?a",
        "# param: x\nASK { $x ?p ?o }",
        "# param: x colour red\nASK { $x ?p ?o }",
        "ASK { $x ?p ?o }",
        "# param: x text a\nASK {}",
    ],
)
def test_a_question_that_is_not_well_described_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse("mine", text)


def test_the_header_says_for_whom_a_question_is_what_it_answers_and_why_it_is_heavy() -> None:
    text = (
        "# group: staff lawyers\n# columns: a n\n# heavy: all is read\nSELECT ?a (COUNT(IF(?b, 1, 2)) AS ?n) WHERE {}"
    )
    read = parse("mine", text)
    assert (read.groups, read.columns, read.heavy) == (("staff", "lawyers"), ("a", "n"), "all is read")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The collection that every question has an answer in."""
    with open_store(build_collection(tmp_path_factory.mktemp("golden") / "golden.db")) as store:
        yield store


@pytest.mark.parametrize("query", ALL.values(), ids=lambda query: query.name)
def test_every_question_has_its_expected_answer(collection: Store, query: SavedQuery) -> None:
    """Where an answer has changed for good: python -m tests.golden_questions, and read what has changed."""
    expected = (GOLDEN / f"{query.name}.csv").read_text(encoding="utf-8")
    columns, *rows = csv.reader(expected.splitlines())
    assert tuple(columns) == query.columns
    assert rows
    assert answered(collection, query) == expected


def test_no_expected_answer_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} <= set(ALL)


def test_each_group_finds_its_questions_and_each_question_is_for_somebody() -> None:
    assert all(query.groups for query in ALL.values())
    for group in GROUPS:
        assert sum(group in query.groups for query in ALL.values()) >= 10
    titles = [query.title for query in ALL.values()]
    assert len(set(titles)) == len(titles)


def test_the_list_is_grouped_and_fits_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    def listed(*words: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            cli(["query", *words])
        assert (ended.value.code or 0) == code
        told = capsys.readouterr()
        return told.err if code else told.out

    lines = listed("--list").splitlines()
    assert [line for line in lines if line.startswith("For ")] == [f"For {group}" for group in GROUPS]
    assert max(map(len, lines)) <= 80
    told = json.loads(listed("--group", "staff", "--format", "json"))
    assert {one["name"] for one in told} == {name for name, query in ALL.items() if "staff" in query.groups}
    assert "lawyers, researchers, staff" in listed("--group", "kings", code=2)


def test_places_in_a_question_stay_true_when_values_are_put_in(tmp_path: Path) -> None:
    query = parse("mine", "# title: Mine\n# param: x text a\n\nASK { $x ?p ?o }")
    assert bind(query, {"x": "y"}).splitlines()[3].startswith("ASK")
