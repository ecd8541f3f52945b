"""How answers are written: JSON, JSON lines, CSV and tables hold the same facts, and nothing breaks a terminal."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.graph.cli.output import Answer, Format, write
from lexline.graph.cli.paper import Paper, short_title
from lexline.graph.cli.plain import clean
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT
from lexline.ontology.errors import LexlineError, UsageError

ROWS = [("S/RES/1325(2000)", 3, ["para. 1", "para. 2"], None), ("treaty:cedaw", 1, [], 'with "quotes", a comma\n')]
ANSWER = Answer(("id", "count", "pinpoint", "note"), ROWS)


def written(how: Format, tmp_path: Path, answer: Answer = ANSWER) -> str:
    write(answer, how, tmp_path / "answer")
    return (tmp_path / "answer").read_text("utf-8")


def test_json_lines_and_json_hold_the_same_rows(tmp_path: Path):
    lines = [json.loads(line) for line in written(Format.JSONL, tmp_path).splitlines()]
    assert lines == json.loads(written(Format.JSON, tmp_path))
    assert lines[0] == {"id": "S/RES/1325(2000)", "count": 3, "pinpoint": ["para. 1", "para. 2"], "note": None}


def test_an_empty_answer_is_still_json(tmp_path: Path):
    assert json.loads(written(Format.JSON, tmp_path, Answer(("id",), []))) == []
    assert written(Format.JSONL, tmp_path, Answer(("id",), [])) == ""


def test_csv_quotes_what_it_must(tmp_path: Path):
    rows = list(csv.reader(io.StringIO(written(Format.CSV, tmp_path))))
    assert rows[0] == ["id", "count", "pinpoint", "note"]
    assert rows[1] == ["S/RES/1325(2000)", "3", "para. 1; para. 2", ""]
    assert rows[2][3] == 'with "quotes", a comma\n'


def test_a_table_has_no_turtle_form_and_no_file_is_begun(tmp_path: Path):
    with pytest.raises(UsageError, match="no Turtle form"):
        write(ANSWER, Format.TURTLE, tmp_path / "answer")
    assert list(tmp_path.iterdir()) == []


def test_rows_are_written_as_they_come(monkeypatch: pytest.MonkeyPatch):
    def endless():
        yield ("first",)
        raise LexlineError("the second row was asked for")

    target = io.StringIO()
    monkeypatch.setattr("sys.stdout", target)
    with pytest.raises(LexlineError):
        write(Answer(("id",), endless()), Format.JSONL, None)
    assert target.getvalue() == '{"id": "first"}\n'


def test_a_file_appears_only_when_the_answer_is_complete(tmp_path: Path):
    def breaks():
        yield ("first",)
        raise LexlineError("the work failed")

    target = tmp_path / "answer.csv"
    target.write_text("what was there before")
    with pytest.raises(LexlineError):
        write(Answer(("id",), breaks()), Format.CSV, target)
    assert target.read_text() == "what was there before"
    assert [file.name for file in tmp_path.iterdir()] == ["answer.csv"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path):
    with pytest.raises(LexlineError, match="cannot be written"):
        write(ANSWER, Format.JSON, tmp_path / "no" / "such" / "folder.json")
    with pytest.raises(UsageError, match="is a folder"):
        write(ANSWER, Format.JSON, tmp_path)


def test_control_characters_of_a_document_never_reach_the_terminal():
    assert "\x1b" not in clean("red \x1b[31m alert \x1b]0;title\x07")
    assert clean("para\tgraph\nnext") == "para\tgraph\nnext"
    assert "\u202e" not in clean("abc\u202edef")


@pytest.mark.parametrize("columns", [2, 4, 9])
def test_a_table_fits_eighty_columns_and_loses_nothing(columns: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = io.StringIO()
    words = [f"word-{number}-long" for number in range(columns)]
    Paper(out).table([f"column {n}" for n in range(columns)], [words, [" ".join(words)] * columns])
    drawn = out.getvalue()
    assert max(map(len, drawn.splitlines())) <= 80
    assert not any(line.endswith(" ") for line in drawn.splitlines())
    together = "".join(drawn.split())
    assert all(word in together for word in words)


def test_markup_in_a_document_is_text(monkeypatch: pytest.MonkeyPatch):
    out = io.StringIO()
    Paper(out).line("[bold]not markup[/bold] :smile: [/]")
    assert out.getvalue() == "[bold]not markup[/bold] :smile: [/]\n"


def test_a_title_is_shortened_to_what_the_instrument_is_about():
    assert short_title("Security Council resolution 2388 (2017) [on trafficking]") == "on trafficking"
    assert short_title("Convention [as amended]") == "Convention [as amended]"


WORDS = st.lists(st.text("abc;,", min_size=1, max_size=9), max_size=7).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=4), st.sampled_from([60, 80, 120]))
def test_a_table_loses_nothing_at_any_width(rows: list[tuple[str, str, str, str]], width: int):
    drawn = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        Paper(drawn).table(("one", "two", "three", "four"), rows)
    letters = Counter(c for c in drawn.getvalue() if c in "abc;,")
    assert letters == Counter(c for row in rows for cell in row for c in cell if c != " ")
    assert max(map(len, drawn.getvalue().splitlines())) <= width


@pytest.mark.parametrize("how", [Format.CSV, Format.JSON, Format.JSONL])
def test_data_in_a_file_has_its_source_beside_it(tmp_path: Path, how: Format):
    target = tmp_path / f"answer.{how.value}"
    write(ANSWER, how, target)
    beside = json.loads((tmp_path / f"{target.name}-metadata.json").read_text(encoding="utf-8"))
    assert beside["dc:rights"] == ACKNOWLEDGEMENT
    assert beside["url"] == target.name
    if how is Format.CSV:
        assert [column["titles"] for column in beside["tableSchema"]["columns"]] == list(ANSWER.columns)


def test_a_table_and_turtle_in_a_file_say_their_source_themselves(tmp_path: Path):
    answer = Answer(("id",), [("a",)], turtle=lambda: ["<urn:a> a <urn:b> .\n"])
    write(answer, Format.TURTLE, tmp_path / "a.ttl")
    write(answer, Format.TABLE, tmp_path / "a.txt")
    assert (tmp_path / "a.ttl").read_text(encoding="utf-8") == f"# {ACKNOWLEDGEMENT}\n<urn:a> a <urn:b> .\n"
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").endswith(f"\n{ACKNOWLEDGEMENT}\n")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.ttl", "a.txt"]


def test_data_on_stdout_is_data_alone(capsys: pytest.CaptureFixture[str]):
    write(Answer(("id",), [("a",)]), Format.CSV, None)
    assert capsys.readouterr().out == "id\na\n"
