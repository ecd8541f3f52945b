"""Reports that other texts name as answers to requests, and the requests that they answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from lexline.graph.obligations import addressees, check_addressee, obligations
from lexline.graph.relations import related_to, relations
from lexline.graph.replies import INSTRUMENT, ONE_OF_SEVERAL, PARAGRAPH, replies
from lexline.graph.sparql import ask, saved_queries
from lexline.graph.store import Store
from lexline.loaders.acts.named_reports import NamedReport, named_reports
from lexline.loaders.citations import extract
from lexline.loaders.document import Citation, Document, Footnote, Source, Unit
from lexline.ontology.errors import UsageError
from lexline.ontology.vocabulary import parse_iri
from tests.graphs import store_of
from tests.test_cli import run


def resolution(
    number: int, year: int, *paragraphs: str, preamble: str = "", notes: dict[int, str] | None = None
) -> Document:
    """A resolution with these operative paragraphs, adopted on 10 January; `notes` are called in its preamble."""
    units = [Unit("pre_1", "preambular", preamble, "1")] if preamble else []
    units += [Unit(f"op_{n}", "operative", text, str(n)) for n, text in enumerate(paragraphs, 1)]
    called = tuple(Footnote(str(n), f"fn_{n}", "pre_1", at) for n, at in enumerate(notes or {}, 1))
    units += [Unit(f"fn_{n}", "footnote", text, str(n)) for n, text in enumerate((notes or {}).values(), 1)]
    name = f"S/RES/{number}({year})"
    source = Source(f"{number}.xml", f"{number:064x}", "akoma-ntoso", "akoma-ntoso/1")
    return Document(name, "resolution", "", source, tuple(units), (name,), "SC", date(year, 1, 10), footnotes=called)


def named(preamble: str, notes: dict[int, str] | None = None) -> tuple[NamedReport, ...]:
    document = resolution(2620, 2022, preamble=preamble, notes=notes)
    return named_reports(document, extract(document))


@pytest.mark.parametrize(
    ("text", "report", "by", "day", "target", "units"),
    [
        (
            "Welcoming the report of the Secretary-General of 16 June 2019 (S/2019/91) submitted pursuant to "
            "resolution 2500 (2019),",
            *("S/2019/91", "actor:secretary-general", date(2019, 6, 16), "S/RES/2500(2019)", ()),
        ),
        (
            "Having considered the report of the Secretary-General submitted in accordance with paragraph 6 of "
            "resolution 2500 (2019),",
            *(None, "actor:secretary-general", None, "S/RES/2500(2019)", ("op_6",)),
        ),
        (
            "Taking note of the report of the Secretary-General (S/2019/92), as requested in resolution 2500 (2019),",
            *("S/2019/92", "actor:secretary-general", None, "S/RES/2500(2019)", ()),
        ),
    ],
)
def test_a_report_is_named_with_what_it_answers(
    text: str, report: str | None, by: str, day: date | None, target: str, units: tuple[str, ...]
) -> None:
    (found,) = named(text)
    assert (found.report, found.by, found.date, found.target, found.target_units) == (report, by, day, target, units)
    assert text[found.span.start : found.span.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "Requests the Secretary-General to include this in the report submitted pursuant to resolution 2500 (2019),",
        "Noting the final report of the Panel of Experts established pursuant to resolution 2500 (2019),",
        "Looking forward to the report to be submitted by the Secretary-General pursuant to resolution 2500 (2019),",
        "Noting the report of the Secretary-General, and the measures imposed under resolution 2500 (2019),",
        "Recalling its resolution 2500 (2019),",
    ],
)
def test_what_names_no_answer(text: str) -> None:
    assert named(text) == ()


def test_the_symbol_stands_in_the_note() -> None:
    text = "Taking note of the report of the Secretary-General submitted pursuant to resolution 2500 (2019),"
    (found,) = named(text, {len(text): "A/74/114."})
    assert found.report == "A/74/114"


def test_several_reports_go_with_as_many_requests_in_their_order() -> None:
    text = "Noting the reports of the Secretary-General submitted pursuant to resolutions 2500 (2019) and 2550 (2020),"
    notes = {len(text) - 1: "A/74/114 and A/75/7."}
    assert [(one.target, one.report) for one in named(text, notes)] == [
        ("S/RES/2500(2019)", "A/74/114"),
        ("S/RES/2550(2020)", "A/75/7"),
    ]
    alone = {len(text) - 1: "A/75/7."}
    assert [one.report for one in named(text, alone)] == [None, None]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = [
        resolution(2500, 2019, "Requests the Secretary-General to report to the Council within 90 days;"),
        resolution(
            2550,
            2020,
            "Requests the Secretary-General to report to the Council by 1 May 2020;",
            "Requests the Secretary-General to report on elections to the Council by 1 June 2020;",
            "Requests UNQX to brief the Council every six months;",
            preamble="Welcoming the report of the Secretary-General of 16 June 2019 (S/2019/91) submitted pursuant to "
            "resolution 2500 (2019),",
        ),
        resolution(
            2600,
            2021,
            "Welcomes the report of the Secretary-General (S/2020/7) submitted pursuant to resolution 2550 (2020);",
            "Welcomes the report of the Secretary-General (S/2020/8) submitted pursuant to paragraph 2 of resolution "
            "2550 (2020);",
            "Decides to remain seized of it.",
        ),
    ]
    read: list[tuple[Document, tuple[Citation, ...]]] = [(one, extract(one)) for one in documents]
    return store_of(tmp_path_factory.mktemp("replies") / "a.db", read)


@pytest.fixture(scope="module")
def store(place: Path) -> Iterator[Store]:
    with Store.open(place) as opened:
        yield opened


def test_requests_are_linked_to_the_reports_that_answer_them(store: Store) -> None:
    found = {(one.instrument, one.paragraph, one.report, one.how) for one in replies(store)}
    assert found == {
        ("S/RES/2500(2019)", "op_1", "S/2019/91", INSTRUMENT),
        ("S/RES/2550(2020)", "op_1", "S/2020/7", ONE_OF_SEVERAL),
        ("S/RES/2550(2020)", "op_2", "S/2020/7", ONE_OF_SEVERAL),
        ("S/RES/2550(2020)", "op_2", "S/2020/8", PARAGRAPH),
    }
    (first,) = replies(store, "S/RES/2500(2019)")
    assert (first.addressees, first.due, first.report_date) == (
        ("Secretary-General",),
        date(2019, 4, 10),
        date(2019, 6, 16),
    )
    assert first.days_late == 67
    assert (first.said_in, first.said_unit) == ("S/RES/2550(2020)", "pre_1")
    assert first.text.startswith("report of the Secretary-General of 16 June 2019")


def test_what_is_left_open_is_believed_half_as_much(store: Store) -> None:
    sure = {(one.paragraph, one.report): one.confidence for one in replies(store, "S/RES/2550(2020)")}
    assert sure["op_2", "S/2020/7"] == sure["op_1", "S/2020/7"] == 0.45
    assert sure["op_2", "S/2020/8"] > 0.9


def test_python_the_question_and_the_command_answer_alike(
    place: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = next(one for one in saved_queries() if one.name == "answers")
    rows = [[str(getattr(cell, "value", "")) for cell in row] for row in ask(store, saved, {}).rows]
    asked = {(*(parse_iri(row[1]) or ("", "")), (parse_iri(row[4]) or ("", ""))[0]) for row in rows}
    in_python = {(one.instrument, one.paragraph, one.report) for one in replies(store)}
    assert run("obligations", "--answered", "--format", "json", store=place) == 0
    told = json.loads(capsys.readouterr().out)
    by_command = {(row["instrument"], row["paragraph"], report) for row in told for report in row["answered_by"]}
    assert asked == in_python == by_command


def test_answered_and_unanswered_are_all_duties_to_report(store: Store) -> None:
    answered = obligations(store, answered=True)
    left = obligations(store, answered=False)
    assert [(one.instrument, one.paragraph) for one in left] == [("S/RES/2550(2020)", "op_3")]
    assert sorted((*answered, *left), key=str) == sorted(obligations(store, reporting=True), key=str)
    assert len(obligations(store, answered=True, limit=1)) == 1
    assert all(one.answers for one in answered)


def test_a_reader_is_told_who_says_so_and_what_is_left_open(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("obligations", "--due", "2020-05..2020-06", store=place) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "2020-05-01: S/RES/2550(2020), op 1" in out
    assert "answered by S/2020/7, as S/RES/2600(2021), op 1 says; which request of the instrument is left open" in out
    assert "answered by S/2020/8, as S/RES/2600(2021), op 2 says" in out


def test_a_named_report_is_related_from_both_sides(
    place: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    (own,) = relations(store, "S/2020/8")
    assert (own.kind, own.other, own.other_unit, own.said_in) == (
        "answers",
        "S/RES/2550(2020)",
        "op_2",
        "S/RES/2600(2021)",
    )
    assert own in related_to(store, "S/RES/2550(2020)")
    saved = next(one for one in saved_queries() if one.name == "relations")
    assert len(ask(store, saved, {}).rows) == len(relations(store)) == 3
    assert run("show", "S/RES/2550(2020)", store=place) == 0
    assert "its request is answered by S/2020/8 (op 2)" in " ".join(capsys.readouterr().out.split())


def test_whom_directives_speak_to_and_names_that_nobody_has(store: Store) -> None:
    assert addressees(store)[0] == ("Secretary-General", 3)
    check_addressee(store, "secretary-general")
    with pytest.raises(UsageError, match="Secretary-Genral") as refused:
        check_addressee(store, "Secretary-Genral")
    assert "Secretary-General" in refused.value.remedy
