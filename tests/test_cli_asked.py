"""What people type on the command line by mistake, and what they are told: names, values, files that are none."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from pathlib import Path

import pytest

from lexline.graph.build import build
from lexline.graph.cli import main
from lexline.graph.cli.paper import Paper

RESOLUTION = (
    "S/RES/9001(2020)\n\nThe Security Council,\n\n"
    "Recalling its resolution 1325 (2000),\n\n1. Decides to act;\n\n2. Asks for a report.\n"
)
TABLE = (
    "Participant,Signature,Ratification\nNorway,26 Jan 1990,8 Jan 1991\nMali,26 Jan 1990,\nEuropean Union,,3 Mar 2003\n"
)
RECORD = {
    "symbol": "S/RES/9001 (2020)",
    "adoption_date": "1 March 2020",
    "resolution_title": "Security Council resolution 9001 (2020) [on women and peace]",
    "MS_in_favour": ["FRANCE", "MALI"],
    "MS_against": [],
    "MS_abstaining": [],
    "subjects": [["WOMEN IN ARMED CONFLICTS", "UNBIS Thesaurus"]],
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a text, a treaty's table and a record, the store built from them, and an archive of them."""
    place = tmp_path_factory.mktemp("asked")
    folder = place / "texts"
    folder.mkdir()
    (folder / "made.txt").write_text(RESOLUTION, encoding="utf-8")
    (folder / "4-11.csv").write_text(TABLE, encoding="utf-8")
    (folder / "records.json").write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", RESOLUTION)
    with zipfile.ZipFile(place / "bundle.zip", "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"in/{file.name}")
        archive.writestr("inner.zip", inner.getvalue())
    report = build([folder], place / "a.db", workers=0)
    assert (report.documents, report.records, report.participations) == (1, 1, 3)
    return place


@pytest.fixture
def told(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run the command in that folder: its exit code, what it answered and what it said."""
    monkeypatch.setenv("LEXLINE_STORE", str(place / "a.db"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(place)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(arguments)
        captured = capsys.readouterr()
        return int(left.value.code or 0), captured.out, captured.err

    return run


# --- files -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("bundle.zip!/in/made.txt", ["bundle.zip!/in/made.txt"]),
        ("bundle.zip!/in", ["bundle.zip!/in/made.txt"]),
        ("bundle.zip!/inner.zip", ["bundle.zip!/inner.zip!/deep.txt"]),
        ("bundle.zip!/inner.zip!/deep.txt", ["bundle.zip!/inner.zip!/deep.txt"]),
    ],
)
def test_a_file_in_an_archive_is_cited_by_the_name_that_reports_print(name: str, files: list[str], told):
    code, out, err = told("cite", name, "--format", "jsonl")
    assert (code, [json.loads(line)["file"] for line in out.splitlines()]) == (0, files)
    assert "1 citation in 1 file" in err


def test_what_an_archive_does_not_hold_is_told(told):
    code, _, err = told("cite", "bundle.zip!/in/other.txt")
    assert code == 3
    assert "bundle.zip holds no in/other.txt" in err


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("texts/records.json", "records"),
        ("bundle.zip!/in/records.json", "records"),
        ("texts/4-11.csv", "a treaty's table of participation"),
    ],
)
def test_a_file_of_records_is_sent_to_build(name: str, what: str, told):
    code, out, err = told("cite", name)
    assert (code, out) == (3, "")
    assert f"{name} holds {what}, not a text. lexline build reads it into a store." in err


def test_records_on_standard_input_are_sent_to_build(told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(RECORD).encode())))
    code, _, err = told("cite", "-")
    assert code == 3
    assert "Standard input holds records, not a text." in err


def test_records_among_texts_are_passed_over(told):
    code, _, err = told("cite", "texts", "--format", "jsonl")
    assert code == 0
    assert "1 citation in 1 file; 2 files skipped" in err


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("text", 3, "Did you mean texts?"),
        ("nowhere/at/all", 3, "at does not exist"),
        ("bundle.zip!/in/made.txt", 3, "Give bundle.zip."),
        ("", 2, "is empty"),
    ],
)
def test_a_path_that_build_cannot_find_says_what_it_may_have_meant(name: str, code: int, message: str, told):
    given, _, err = told("build", name, "--store", "b.db")
    assert given == code
    assert message.replace("/", "") in err.replace("\\", "").replace("/", "")
    assert not Path("b.db").exists()


def test_a_store_among_the_texts_is_no_text(place: Path, told, tmp_path: Path):
    folder = tmp_path / "a work ü"
    folder.mkdir()
    (folder / "made.txt").write_text(RESOLUTION, encoding="utf-8")
    location = folder / "lexline.db"
    for _ in range(2):
        code, _, err = told("build", str(folder), "--store", str(location))
        assert code == 0, err
    assert "a store of lexline" in err


# --- questions ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["votes-of-state", "-p", "state=Frence"], r"No State .* called “Frence”.\s+Did you mean France"),
        (["votes-of-state", "-p", "state=UK"], r"Did you mean United Kingdom"),
        (["treaties-of-state", "-p", "state=European Onion"], r"Did you mean European Union"),
        (["adopted-by", "-p", "body=security counsil"], r"Did you mean SC \(Security Council\)"),
        (
            ["parties-on-date", "-p", "treaty=treaty:crk"],
            r"Nothing in the store answers .*\s+Did you mean .*treaty:crc",
        ),
        (["cited-by", "-p", "instrument=1325 op 3"], r"1325 op 3"),
        (["paragraph-cited-by", "-p", "paragraph=1325"], r"asks for a paragraph"),
        (["cited-by", "-p", "instrument=1325", "-p", "limit=-3"], r"“-3” is no integer from 0 up .* limit"),
        (["cited-by", "-p", "instrument=1325", "-p", "limit=ten"], r"“ten” is no integer"),
        (["cited-by", "-p", "instrument=1325", "-p", "instrument=1820"], r"instrument is given twice"),
        (["cited-by", "-p", "instrument="], r"instrument has no value"),
        (["cited-by", "-p", "1325"], r"Write --param name=value"),
    ],
)
def test_a_value_that_names_nothing_is_refused_with_what_is_near(arguments: list[str], message: str, told):
    code, out, err = told("query", *arguments)
    assert (code, out) == (2, "")
    assert re.search(message, err)


@pytest.mark.parametrize("state", ["France", "FRANCE", "fra", "France "])
def test_a_state_is_known_by_any_of_its_names(state: str, told):
    code, out, _ = told("query", "votes-of-state", "-p", f"state={state}", "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, 1)


def test_a_state_without_votes_is_no_mistake(told):
    code, out, _ = told("query", "votes-of-state", "-p", "state=Tuvalu")
    assert (code, out.splitlines()[-1]) == (0, "(nothing found)")


def test_a_party_that_is_no_state_is_known_by_its_name(told):
    code, out, _ = told("query", "treaties-of-state", "-p", "state=european union", "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, 1)


def test_a_body_may_be_named_in_full(told):
    assert told("query", "adopted-by", "-p", "body=the Security Council") == told(
        "query", "adopted-by", "-p", "body=SC"
    )


@pytest.mark.parametrize(
    "words",
    ["women", "conflicts women", "ARMED, women", "in conflicts armed women", "  women  ", "w o m e n armed conflicts"],
)
def test_the_words_of_a_subject_stand_in_any_order(words: str, told):
    code, out, _ = told("query", "about", "-p", f"words={words}", "--format", "jsonl")
    assert code == 0
    assert {json.loads(line)["instrument"].rpartition("/")[2] for line in out.splitlines()} == {"S-RES-9001-2020"}


def test_words_of_which_one_is_missing_find_nothing(told):
    assert told("query", "about", "-p", "words=women peasants")[1].splitlines()[-1] == "(nothing found)"


# --- reading -----------------------------------------------------------------------------------------------
def test_an_instrument_that_no_list_of_years_knows_is_found_by_its_number(told):
    assert told("show", "9001")[1].startswith("Symbol      S/RES/9001(2020)")
    assert told("show", "res 9001 op 1")[1].startswith("S/RES/9001(2020), ")


def test_the_parties_to_a_treaty_are_counted(told):
    _, out, _ = told("show", "crc")
    assert "2 have given their consent to be bound, 2 have signed" in " ".join(out.split())
    assert json.loads(told("show", "crc", "-f", "json")[1])["participation"] == {"signed": 2, "bound": 2, "left": 0}
    assert re.search(r"participations in treaties +3", told("stats")[1])


def test_validate_says_its_verdict_beside_data_too(told):
    code, out, err = told("validate", "--no-shapes", "--format", "json")
    assert (code, json.loads(out)) == (0, [])
    assert "The store keeps to its rules and shapes: 0 violations, 0 warnings, 0 notes; 0 documents" in err
    assert "0 violations" in " ".join(told("validate", "--no-shapes")[1].split())


def test_a_narrow_table_breaks_as_few_words_as_it_can():
    out = io.StringIO()
    row = ("treaty:cedaw", "Elimination of Discrimination", "1980-07-17", "1981-05-21", "ratification")
    Paper(out).table(("treaty", "title", "signed", "bound", "by"), [row])
    assert "Discrimination" in out.getvalue()
    assert max(map(len, out.getvalue().splitlines())) <= 80
