"""The list of citations gained and lost by a change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lexline.graph.changes import GAINED, LOST, changes
from lexline.graph.cited import Cited, read_cited
from lexline.graph.cli import main
from lexline.loaders import sample
from lexline.ontology.errors import InputError

ROW = {"file": "a.xml", "unit": "op_1", "text": "1325 (2000)", "start": 4, "end": 15, "pinpoint": []}
GOLDEN = Path(__file__).resolve().parent / "golden" / "sample_citations.jsonl"


def table(path: Path, *targets: str | None) -> str:
    lines = [json.dumps({**ROW, "target": target}) for target in targets]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


def test_gained_and_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = table(tmp_path / "before.jsonl", "S/RES/1325(2000)", None)
    after = table(tmp_path / "after.jsonl", "S/RES/1325(2000)", "A/RES/1/1", "A/RES/1/1")
    assert run("evaluate", "--baseline", before, "--against", after) == 0
    assert capsys.readouterr().out.splitlines() == [
        "- a.xml op_1: “1325 (2000)” unresolved",
        "+ a.xml op_1: “1325 (2000)” A/RES/1/1",
        "+ a.xml op_1: “1325 (2000)” A/RES/1/1",
        "2 citations before, 3 after: 1 lost (-), 2 gained (+)",
    ]


def test_no_change_is_told_by_the_counts_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = table(tmp_path / "same.jsonl", "S/RES/1325(2000)")
    assert run("evaluate", "--baseline", same, "--against", same) == 0
    assert capsys.readouterr().out == "1 citations before, 1 after: 0 lost (-), 0 gained (+)\n"


def test_changes_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = table(tmp_path / "before.jsonl", None)
    after = table(tmp_path / "after.jsonl", "S/RES/1325(2000)")
    assert run("evaluate", "--baseline", before, "--against", after, "--format", "jsonl") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["measure"], row["name"], row["target"]) for row in rows] == [
        ("lost", "unresolved", None),
        ("gained", "Security Council resolution", "S/RES/1325(2000)"),
    ]


def test_folders_count_for_nothing_and_the_verb_is_no_difference() -> None:
    here = Cited.of({**ROW, "target": "A/RES/1/1", "verb": "Recalling"})
    there = Cited.of({**ROW, "target": "A/RES/1/1", "file": "some/where/a.xml"})
    assert changes([here], [there]).moved == ()


def test_changes_come_in_the_order_of_paragraphs() -> None:
    units = [Cited.of({**ROW, "target": "A/RES/1/1", "unit": unit}) for unit in ("op_10", "op_9", "op_9__b", "fn_2")]
    found = changes(units[:2], units[2:])
    assert [(what, one.unit) for what, one in found.moved] == [
        (GAINED, "fn_2"),
        (LOST, "op_9"),
        (GAINED, "op_9__b"),
        (LOST, "op_10"),
    ]
    assert (found.count(LOST), found.count(GAINED)) == (2, 2)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Recalling", "no JSON"),
        ("[1, 2]", "no JSON object"),
        ('{"file": "a.xml", "unit": "op_1"}', "“target” is missing"),
        ('{"file": "", "unit": "op_1", "target": null}', "“file” is empty"),
        ('{"file": "a.xml", "unit": 7, "target": null}', "“unit” is no text"),
        ('{"file": "a.xml", "unit": "op_1", "target": null, "start": "x"}', "“start” is no whole number"),
        ('{"file": "a.xml", "unit": "op_1", "target": null, "pinpoint": "x"}', "“pinpoint” is no list"),
        ("[" * 100_000, "nested too deeply"),
        ("\udcff", "not UTF-8"),
        ("x" * 2_000_000, "longer than"),
    ],
)
def test_a_line_that_is_no_citation_is_refused_with_its_number(line: str, told: str, tmp_path: Path) -> None:
    good = json.dumps({**ROW, "target": None})
    (tmp_path / "x.jsonl").write_bytes(f"{good}\n\n{line}\n".encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=f"line 3.*{told}") as refused:
        list(read_cited(tmp_path / "x.jsonl"))
    assert "lexline cite" in refused.value.remedy


def test_a_baseline_that_cannot_be_read_is_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = table(tmp_path / "same.jsonl", None)
    assert run("evaluate", "--baseline", str(tmp_path / "none.jsonl"), "--against", same) == 3
    assert "none.jsonl cannot be read" in capsys.readouterr().err


def test_the_recorded_extraction_of_the_sample_can_be_compared_with() -> None:
    recorded = list(read_cited(GOLDEN))
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert {one.file for one in recorded} == {path.name for path in sample.sample_files()}
    assert all("/" not in line["file"] for line in lines), "record it in the folder of the sample, as README says"
    assert changes(recorded, recorded).moved == ()
