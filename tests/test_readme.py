"""The README cannot go stale: its five-minute tour is run line by line, and what it says of exit codes is checked."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from lexline.graph.cli.app import VERBS
from lexline.ontology import errors

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")
TOUR = README.partition("## Five-minute tour")[2].partition("\n## ")[0]
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TOUR, re.DOTALL) for line in block.splitlines()]


def test_the_tour_visits_every_verb():
    visited = {verb for verb in VERBS if re.search(rf"\blexline {verb}\b", TOUR)}
    assert visited == VERBS.keys()


@pytest.mark.skipif(os.name == "nt", reason="the tour is written for a POSIX shell")
def test_every_command_of_the_tour_works(tmp_path: Path):
    here = {name: value for name, value in os.environ.items() if not name.startswith("LEXLINE_")}
    here["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), here.get("PATH", "")))
    here["COLUMNS"] = "80"
    for line in COMMANDS:
        if line.startswith("lexline serve"):
            _answers(line, tmp_path, here)
            continue
        done = subprocess.run(
            line, shell=True, cwd=tmp_path, env=here, capture_output=True, encoding="utf-8", timeout=120, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, line
        assert max(map(len, done.stdout.splitlines()), default=0) <= 80 or "jsonl" in line, line
    assert {file.name for file in tmp_path.iterdir()} >= {"lexline-demo.html", "around-1325.html", "sample.ttl"}


def _answers(line: str, folder: Path, environment: dict[str, str]) -> None:
    """Start what goes on until it is ended, ask for its page, and end it."""
    server = subprocess.Popen(
        shlex.split(line), cwd=folder, env=environment, stderr=subprocess.PIPE, encoding="utf-8", text=True
    )
    with server:
        assert server.stderr is not None
        try:
            address = re.search(r"http://\S+", server.stderr.readline())
            assert address
            with urllib.request.urlopen(address[0], timeout=60) as answer:
                assert answer.status == 200
        finally:
            server.terminate()


def test_the_documented_exit_codes_are_those_of_the_errors():
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.LexlineError)]
    assert documented == {0, 130} | {kind.exit_code for kind in kinds}
