"""What makes a file be read again though it has not changed: another version of what reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def fingerprint(*before: Path) -> str:
    """The rules' fingerprint in a fresh process that finds packages in some folders first."""
    ways = [*map(str, before), *filter(None, [os.environ.get("PYTHONPATH")])]
    program = "from lexline.graph.manifest import rules; print(rules())"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ways)}
    return subprocess.run(
        [sys.executable, "-c", program], env=env, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.parametrize("library", ["lxml", "pypdfium2", "python_docx"])
def test_another_version_of_a_library_that_reads_is_another_rule(library: str, tmp_path: Path) -> None:
    described = tmp_path / f"{library}-99.0.dist-info"
    described.mkdir()
    name = library.replace("_", "-")
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 99.0\n", encoding="utf-8")
    assert fingerprint(tmp_path) != fingerprint()


def test_the_same_versions_are_the_same_rules(tmp_path: Path) -> None:
    assert fingerprint(tmp_path) == fingerprint()
