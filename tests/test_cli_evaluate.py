"""`lexline evaluate` as a reader and a program see it, and the explanations of `lexline cite --explain`."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from lexline.graph.cli import main
from lexline.graph.cli.evaluate import COLUMNS
from lexline.graph.cli.extraction import COLUMNS as CITED
from lexline.graph.cli.extraction import REASONS
from lexline.loaders import load, sample

GOLD = "note.txt\tpre_1\tS/RES/1325(2000)\tpara. 3\t1\trecalling\nnote.txt\tpre_1\tS/2\t\t1\t\n"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    Path("papers").mkdir()
    Path("papers/note.txt").write_text("Recalling its resolutions 1325 (2000) and 1820 (2008),")
    Path("papers/other.txt").write_text("Recalling its resolution 1888 (2009),")
    Path("gold.tsv").write_text(GOLD, encoding="utf-8")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    """Run the command and return what it wrote to stdout and to stderr."""

    def go(*arguments: str, code: int = 0) -> tuple[str, str]:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        captured = capsys.readouterr()
        assert int(left.value.code or 0) == code, captured.err
        assert "Traceback" not in captured.err
        return captured.out, captured.err

    return go


def test_documents_are_read_on_the_spot_and_only_those_of_the_table(run):
    out, _ = run("evaluate", "gold.tsv", "--against", "papers")
    assert out.startswith("1 document: 2 citations required, 1 matched, 1 missed, 1 false, 0 neutral\n")
    assert re.search(r"^by unit +0\.5000 +0\.5000 +0\.5000$", out, re.MULTILINE)
    assert re.search(r"^Security Council resolution +1 +0 +1 +0\.500 +1\.000 +0\.667$", out, re.MULTILINE)
    assert "Pinpoints exact: 0 of 1" in out
    assert "Functions the same: 1 of 1" in out


def test_what_cite_wrote_is_scored_the_same(run):
    run("cite", "papers", "-o", "cited.jsonl")
    assert run("evaluate", "gold.tsv", "--against", "cited.jsonl") == run("evaluate", "gold.tsv", "--against", "papers")


def test_several_documents_may_follow_one_option(run):
    once = run("evaluate", "gold.tsv", "--against", "papers/note.txt", "papers/other.txt", "-f", "jsonl")
    twice = run("evaluate", "gold.tsv", "-f", "jsonl", "--against", "papers/note.txt", "--against", "papers/other.txt")
    assert once == twice


def test_mistakes_are_shown_on_request(run):
    out, _ = run("evaluate", "gold.tsv", "--against", "papers", "--show", "5")
    assert "Missed (1)\n  note.txt pre_1: S/2\n" in out
    assert "False (1)\n  note.txt pre_1: S/RES/1820(2008) “1820 (2008)”\n" in out
    assert "    table: para. 3\n    found: none\n" in out
    assert max(map(len, out.splitlines())) <= 80


def test_all_formats_hold_the_same_rows(run):
    asked = ("evaluate", "gold.tsv", "--against", "papers", "--show", "5", "--format")
    rows = json.loads(run(*asked, "json")[0])
    assert [json.loads(line) for line in run(*asked, "jsonl")[0].splitlines()] == rows
    assert len(list(csv.DictReader(io.StringIO(run(*asked, "csv")[0])))) == len(rows)
    assert all(tuple(row) == COLUMNS for row in rows)
    assert [row["measure"] for row in rows][:2] == ["by unit", "by document"]
    assert {"by form", "pinpoints", "functions", "missed", "false", "pinpoint"} <= {row["measure"] for row in rows}


def test_the_bundled_sample_scores_well(run):
    gold, folder = str(sample.gold_file()), str(sample.sample_folder())
    rows = json.loads(run("evaluate", gold, "--against", folder, "--workers", "1", "-f", "json")[0])
    figures = {(row["measure"], row["name"]): row for row in rows}
    assert figures["by unit", "all"]["f1"] > 0.97
    assert figures["by form", "Security Council resolution"]["recall"] > 0.97
    assert figures["by form", "own paragraphs"]["required"] > 0
    fewer = json.loads(run("evaluate", gold, "--against", folder, "--workers", "1", "--no-self", "-f", "json")[0])
    assert "own paragraphs" not in {row["name"] for row in fewer}


def test_gold_and_baseline_can_be_asked_together(run):
    run("cite", "papers", "-o", "before.jsonl")
    Path("papers/other.txt").write_text("Recalling its resolution 1889 (2009),")
    out, _ = run("evaluate", "gold.tsv", "--against", "papers", "--baseline", "before.jsonl")
    assert out.startswith("1 document:")
    assert out.endswith(
        "3 citations before, 3 after: 1 lost (-), 1 gained (+)\n",
    )
    assert "- other.txt pre_1: “1888 (2009)” S/RES/1888(2009), recalls\n" in out
    assert "+ other.txt pre_1: “1889 (2009)” S/RES/1889(2009), recalls\n" in out


def test_files_that_are_not_there_are_told(run):
    Path("gold.tsv").write_text(GOLD + "absent.xml\tpre_1\tS/1\t\t1\n", encoding="utf-8")
    _, err = run("evaluate", "gold.tsv", "--against", "papers")
    assert "Of 1 of the 2 files compared with nothing was found or read: absent.xml" in err


def test_two_files_of_one_name_are_told(run):
    Path("papers/more").mkdir()
    Path("papers/more/note.txt").write_text("Recalling its resolution 1960 (2010),")
    assert "2 files are called note.txt" in run("evaluate", "gold.tsv", "--against", "papers")[1]


def test_a_document_that_cannot_be_read_is_3_after_the_figures(run):
    Path("papers/note.txt").write_bytes(b"")
    out, err = run("evaluate", "gold.tsv", "--against", "papers", code=3)
    assert "0 matched" in out
    assert "1 file was not read" in err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Name documents after --against"),
        (("--against", "papers"), 2, "Name a gold table, or a file after --baseline"),
        (("gold.tsv", "--against", "a.jsonl", "papers"), 2, "a.jsonl is compared alone"),
        (("gold.tsv", "--against", "-"), 2, "Give --against documents or folders"),
        (("nowhere.tsv", "--against", "papers"), 3, "nowhere.tsv cannot be read"),
        (("papers/note.txt", "--against", "papers"), 3, "line 1: 1 column"),
        (("gold.tsv", "--against", "gold.jsonl"), 3, "gold.jsonl cannot be read"),
    ],
)
def test_what_is_not_well_put_is_told_with_a_remedy(arguments: tuple[str, ...], code: int, told: str, run):
    out, err = run("evaluate", *arguments, code=code)
    assert out == ""
    assert err.startswith("lexline: ")
    assert told in err


def test_tables_do_not_steer_the_terminal(run):
    Path("gold.tsv").write_text("note.txt\tpre_1\tS/2\t\t1\t\t\x1b]0;own\x07\n", encoding="utf-8")
    assert "\x1b" not in run("evaluate", "gold.tsv", "--against", "papers", "--show", "3")[0]


# --- cite --explain ----------------------------------------------------------------------------------------
def test_an_explanation_says_what_matched_and_why(run):
    out, _ = run("cite", "papers/note.txt", "--explain")
    assert re.search(r"^sentence +Recalling its resolutions »1325 \(2000\)« and 1820 \(2008\),$", out, re.MULTILINE)
    assert re.search(r"^matched +a number with a year", out, re.MULTILINE)
    assert re.search(r"^target +S/RES/1325\(2000\) \(resolution\)$", out, re.MULTILINE)
    assert re.search(r"^verb +Recalling: recalls \(neutral\)$", out, re.MULTILINE)
    assert "(number-year)" in out
    assert max(map(len, out.splitlines())) <= 80


def test_explanations_as_data_add_fields_behind_the_stable_ones(run):
    path = str(sample.sample_folder() / "S_RES_2240_2015.xml")
    (document,) = load(Path(path))
    plain = [json.loads(line) for line in run("cite", path, "-f", "jsonl")[0].splitlines()]
    rows = [json.loads(line) for line in run("cite", path, "--explain", "-f", "jsonl")[0].splitlines()]
    assert all(tuple(row) == (*CITED, *REASONS) for row in rows)
    assert [{name: row[name] for name in CITED} for row in rows] == plain
    for row in rows:
        at = row["start"] - row["sentence_start"]
        assert row["sentence"][at : at + len(row["text"])] == row["text"]
        unit = document.unit(row["unit"])
        assert unit is not None
        assert row["sentence"] in unit.text
        assert row["matched"]
        assert row["rule"]


def test_the_first_twelve_fields_of_cite_never_change():
    assert CITED[:12] == (
        *("file", "document", "unit", "text", "start", "end", "target", "target_unit", "pinpoint", "function"),
        *("confidence", "method"),
    )
    assert CITED[12:15] == ("verb", "depth", "note")


def test_explanations_of_the_whole_sample_fit_eighty_columns(run):
    out, _ = run("cite", str(sample.sample_folder()), "--explain", "--workers", "1")
    assert max(map(len, out.splitlines())) <= 80
    assert out.count("\nmatched ") == out.count("\nsentence ") > 1000
