"""The three floors: imports run downwards, never in a circle, and every module has one name only."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("ontology", "loaders", "graph")  # from the ground up


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(("lexline", *(parts[:-1] if parts[-1] == "__init__" else parts)))


SOURCES = {module_name(path): path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))}


def imports(path: Path) -> set[str]:
    """Name every module of lexline that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are written in full, never relative"
            base = node.module or ""
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name for name in names if name in SOURCES}
            if not names <= SOURCES.keys():
                found.add(base)
    return {name for name in found if name.split(".")[0] == "lexline"}


IMPORTS = {name: imports(path) for name, path in SOURCES.items()}


def floor_of(module: str) -> int:
    return FLOORS.index(module.split(".")[1])


def test_every_import_names_a_module_that_exists():
    missing = {(name, other) for name, others in IMPORTS.items() for other in others if other not in SOURCES}
    assert not missing


def test_imports_run_downwards_only():
    upwards = {
        (name, other) for name, others in IMPORTS.items() for other in others if floor_of(other) > floor_of(name)
    }
    assert not upwards, "a floor knows only the floors below it: graph -> loaders -> ontology"


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_has_an_order_and_no_circle(floor: str):
    inside = {name: {o for o in others if floor_of(o) == floor_of(name)} for name, others in IMPORTS.items()}
    graph = {name: others for name, others in inside.items() if name.split(".")[1] == floor}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(f"modules import each other: {' -> '.join(circle.args[1])}")
    assert set(order) >= graph.keys()


@pytest.mark.parametrize("bare", FLOORS)
def test_no_floor_is_importable_under_a_second_name(bare: str, tmp_path: Path):
    """`graph.store` beside `lexline.graph.store` would be two modules with two sets of classes."""
    code = f"import importlib.util as u, sys; sys.exit(u.find_spec({bare!r}) is not None)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == 0, f"`import {bare}` works outside the checkout; only lexline.{bare} may"
    assert importlib.util.find_spec(f"lexline.{bare}") is not None


def test_no_module_is_loaded_twice():
    """Import everything as the tests do, then look for a source file that two module names share."""
    code = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
names = {}
for name, module in list(sys.modules.items()):
    file = getattr(module, "__file__", None)
    if file and name.startswith(("lexline.", "graph", "loaders", "ontology")):
        names.setdefault(file, []).append(name)
twice = {file: found for file, found in names.items() if len(found) > 1}
sys.exit(f"loaded under two names: {twice}" if twice else 0)
"""
    modules = [name for name in SOURCES if not name.endswith("__main__")]
    done = subprocess.run(
        [sys.executable, "-c", code, *modules], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_package_is_listed_for_the_wheel():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = set(settings["tool"]["setuptools"]["packages"])
    assert listed == {name for name, path in SOURCES.items() if path.name == "__init__.py"}


@pytest.mark.parametrize("heavy", ["pyvis", "IPython", "requests", "networkx", "rdflib", "pyshacl", "rich", "lxml"])
def test_importing_the_command_line_stays_cheap(heavy: str):
    code = f"import sys, lexline.graph, lexline.graph.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, f"{heavy} is loaded at import"
