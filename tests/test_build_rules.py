"""What makes a file be read again though it has not changed: another version of what reads it."""

from __future__ import annotations

import ast
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


def test_all_that_writes_what_a_file_says_is_among_the_rules() -> None:
    """What `quads` imports on its floor, and what that imports in turn."""
    from lexline.graph import manifest, quads

    folder = Path(quads.__file__).parent
    found: set[str] = set()
    names = ["quads"]
    while names:
        if (name := names.pop()) not in found and (folder / f"{name}.py").exists():
            found.add(name)
            for node in ast.walk(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "lexline.graph":
                    names.extend(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lexline.graph."):
                    names.append((node.module or "").removeprefix("lexline.graph."))
    assert {"quads", "mandate_quads", "directive_quads", "relation_quads", "effect_quads"} <= found
    assert found <= set(manifest.WRITERS)
