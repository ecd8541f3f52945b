"""Who has to do what by when, asked of a store: from Python, by the saved questions, on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lexline.graph.obligations import Obligation, obligations, span_of
from lexline.graph.sparql import bind, saved_queries
from lexline.graph.store import Store
from lexline.loaders.document import Document, Source, Unit
from lexline.ontology.errors import UsageError
from lexline.ontology.vocabulary import parse_iri
from tests.graphs import store_of


def resolution(number: int, year: int, *texts: str) -> tuple[Document, tuple[()]]:
    """A resolution of these operative paragraphs, adopted on 10 January."""
    units = tuple(Unit(f"op_{n}", "operative", text, str(n)) for n, text in enumerate(texts, 1))
    name = f"S/RES/{number}({year})"
    source = Source(f"{number}.xml", f"{number:064x}", "akoma-ntoso", "akoma-ntoso/1")
    return Document(name, "resolution", "", source, units, (name,), "SC", date(year, 1, 10)), ()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    first = resolution(
        9001,
        2022,
        "Requests the Secretary-General to report to the Council within 90 days;",
        "Urges the Atlantean authorities and Member States to hold elections by 1 May 2022;",
        "Welcomes the talks;",
    )
    second = resolution(9002, 2023, "Requests UNQX to keep it informed every six months;", "Decides to remain seized.")
    return store_of(tmp_path_factory.mktemp("duties") / "a.db", [first, second])


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    with Store.open(place) as opened:
        yield opened


def places(found: tuple[Obligation, ...]) -> list[tuple[str, str]]:
    return [(each.instrument, each.paragraph) for each in found]


def test_all_of_a_directive_is_kept(store: Store) -> None:
    (found,) = obligations(store, addressee="secretary-general")
    assert (found.instrument, found.paragraph, found.strength, found.verb) == (
        "S/RES/9001(2022)",
        "op_1",
        "requests",
        "Requests",
    )
    assert found.addressees == ("Secretary-General",)
    assert (found.due, found.due_words, found.reporting) == (date(2022, 4, 10), "within 90 days", True)
    assert found.report_to == "Security Council"
    assert found.action.startswith("to report to the Council")


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("Member States", [("S/RES/9001(2022)", "op_2")]),
        ("atlantean", [("S/RES/9001(2022)", "op_2")]),
        ("UNQX", [("S/RES/9002(2023)", "op_1")]),
        ("nobody", []),
    ],
)
def test_by_addressee(store: Store, name: str, where: list[tuple[str, str]]) -> None:
    assert places(obligations(store, addressee=name)) == where


def test_by_time_instrument_and_duty(store: Store) -> None:
    assert [each.due for each in obligations(store, due=span_of("2022-04..2022-05"))] == [
        date(2022, 4, 10),
        date(2022, 5, 1),
    ]
    assert places(obligations(store, by="S/RES/9002(2023)", reporting=True)) == [("S/RES/9002(2023)", "op_1")]
    assert len(obligations(store, limit=2)) == 2
    assert len(obligations(store)) == 4


@pytest.mark.parametrize("name", ["Secretary-General", "Member States", "Atlantean", "UNQX", 'x" } #', "nobody"])
def test_the_saved_question_answers_alike(store: Store, name: str) -> None:
    question = next(each for each in saved_queries() if each.name == "obligations-of")
    rows = store.query(bind(question, {"addressee": name})).rows
    asked = [parse_iri(row[2].value) for row in rows]  # type: ignore[union-attr]
    assert sorted(asked) == sorted(places(obligations(store, addressee=name)))  # type: ignore[type-var]


def test_the_reports_that_are_due(store: Store) -> None:
    question = next(each for each in saved_queries() if each.name == "reports-due")
    rows = store.query(bind(question, {"from": "2022-01-01", "to": "2022-12-31"})).rows
    said = [[cell.value if cell else None for cell in row] for row in rows]
    assert [(row[0], row[3], row[4]) for row in said] == [("2022-04-10", "Secretary-General", "Security Council")]
    in_python = obligations(store, due=(date(2022, 1, 1), date(2022, 12, 31)), reporting=True)
    assert [each.due.isoformat() for each in in_python if each.due] == [row[0] for row in said]


def test_on_the_command_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from lexline.graph.cli.app import main

    with pytest.raises(SystemExit) as left:
        main(["obligations", "--store", str(place), "--due", "2022", "--reporting", "--format", "jsonl"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert left.value.code == 0
    assert [(row["due"], row["addressee"], row["to"]) for row in rows] == [
        ("2022-04-10", ["Secretary-General"], "Security Council")
    ]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2022-01..2022-06", "2022-01-01", "2022-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-01-15..2022", "2022-01-15", "2022-12-31"),
        ("..2022", "1900-01-01", "2022-12-31"),
    ],
)
def test_spans_of_time(words: str, first: str, last: str) -> None:
    assert span_of(words) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("words", ["soon", "2022-13", "2022-06..2022-01", "2022-02-30", "2022-1-1-1", ""])
def test_what_is_no_span_of_time(words: str) -> None:
    if words:
        with pytest.raises(UsageError):
            span_of(words)
    else:
        assert span_of("..")[0] < span_of("..")[1]
