"""What is promised about installing: two commands, pinned versions, a licence, nothing private."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_readme_holds_the_two_commands_that_the_checks_run():
    readme = (ROOT / "README.md").read_text("utf-8").splitlines()
    first, second = [line for line in readme if line.startswith("python3 -m venv")]
    assert "-c constraints.txt" in first
    assert first.endswith("lexline demo")
    assert "-c constraints.txt" in second
    assert second.endswith("-m pytest")
    checks = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "grep '^python3 -m venv' \"$root/README.md\"" in checks
    assert "${commands[0]}" in checks
    assert "${commands[1]}" in checks


def test_every_dependency_is_pinned_by_name_and_version_only():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", pin) for pin in pins)
    pinned = {plain(pin.partition("==")[0]) for pin in pins}
    assert len(pinned) == len(pins)
    extras = [need for needs in PROJECT["optional-dependencies"].values() for need in needs]
    wanted = {plain(re.split(r"[\[<>=!~; ]", need)[0]) for need in (*PROJECT["dependencies"], *extras)}
    assert wanted <= pinned


def test_the_licence_is_mit_and_named():
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert licence.startswith("MIT License")
    assert "The lexline engineers" in licence
    assert PROJECT["license"] == "MIT"
