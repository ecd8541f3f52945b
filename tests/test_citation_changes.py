"""The list of citations gained and lost by a change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.citation_changes import main

ROW = {"file": "a.xml", "unit": "op_1", "text": "1325 (2000)", "start": 4, "end": 15, "pinpoint": []}


def table(path: Path, *targets: str | None) -> str:
    lines = [json.dumps({**ROW, "target": target}) for target in targets]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_gained_and_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = table(tmp_path / "before.jsonl", "S/RES/1325(2000)", None)
    after = table(tmp_path / "after.jsonl", "S/RES/1325(2000)", "A/RES/1/1", "A/RES/1/1")
    assert main([before, after]) == 1
    out, err = capsys.readouterr()
    assert [line.split("\t")[0::4] for line in out.splitlines()] == [
        ["-", "unresolved"],
        ["+", "A/RES/1/1"],
        ["+", "A/RES/1/1"],
    ]
    assert "2 before, 3 after: 1 lost, 2 gained" in err


def test_no_change_is_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = table(tmp_path / "same.jsonl", "S/RES/1325(2000)")
    assert main([same, same]) == 0
    assert capsys.readouterr().out == ""


def test_it_runs_as_a_module() -> None:
    root = Path(__file__).resolve().parent.parent
    run = subprocess.run(
        [sys.executable, "-m", "tests.citation_changes"], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "usage" in run.stderr
