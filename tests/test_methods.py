"""Every way in which a citation can be found is explained in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lexline.loaders import citations, load, sample
from lexline.loaders.citations.methods import DEPTHS, METHODS

SOURCES = sorted(Path(citations.__file__).parent.glob("*.py"))
#: Where the method stands among the values that make a result.
PLACE = 2


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives a name."""
    named = [n for n in tree.body if isinstance(n, ast.Assign | ast.AnnAssign) and isinstance(n.value, ast.Constant)]
    targets = {n: n.targets[0] if isinstance(n, ast.Assign) else n.target for n in named}
    return {t.id: n.value.value for n, t in targets.items() if isinstance(t, ast.Name)}


def methods_in(path: Path) -> Iterator[tuple[int, str]]:
    """The methods that a module writes into results, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = constants(tree)
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        given = [word.value for word in call.keywords if word.arg == "method"]
        if isinstance(call.func, ast.Name) and call.func.id == "Resolved" and len(call.args) > PLACE:
            given.append(call.args[PLACE])
        for value in given:
            for node in [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]:
                if isinstance(node, ast.Constant):
                    yield call.lineno, node.value
                elif isinstance(node, ast.Name) and node.id in known:
                    yield call.lineno, known[node.id]
                elif not isinstance(node, ast.Attribute):  # the method of another result, passed on
                    pytest.fail(f"{path.name}:{call.lineno}: write the method as text, so that it can be explained")


PRODUCED = [(path.name, line, method) for path in SOURCES for line, method in methods_in(path)]


def test_the_engine_was_searched_for_methods() -> None:
    assert {"number-year", "symbol", "self-bare", "official-link", "ibid"} <= {method for _, _, method in PRODUCED}


def test_every_method_that_the_engine_writes_is_described() -> None:
    assert [place for place in PRODUCED if place[2] not in METHODS] == []


def test_every_method_and_depth_of_the_sample_is_described() -> None:
    found = [c for path in sample.sample_files() for document in load(path) for c in citations.extract(document)]
    assert {c.method for c in found} <= METHODS.keys()
    assert {c.depth for c in found} <= DEPTHS.keys()


@pytest.mark.parametrize("name", METHODS)
def test_a_description_is_short_and_can_stand_in_a_sentence(name: str) -> None:
    for text in (METHODS[name].matched, METHODS[name].rule):
        assert 0 < len(text) <= 240
        assert text == text.strip()
        assert not text.endswith(".") or text.endswith("“ibid.”")
