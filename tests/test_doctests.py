"""The examples in the docstrings of every module run and are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import lexline.graph
import lexline.loaders
import lexline.ontology

FLOORS = (lexline.ontology, lexline.loaders, lexline.graph)
MODULES = sorted(
    {floor.__name__ for floor in FLOORS}
    | {
        module.name
        for floor in FLOORS
        for module in pkgutil.walk_packages(floor.__path__, f"{floor.__name__}.")
        if not module.name.endswith("__main__")
    }
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples_to_run() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    tests = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(tests) >= 10
