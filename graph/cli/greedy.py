"""A command whose options may take several values: `--against a.xml b.xml` for `--against a.xml --against b.xml`.

An option does so that may be repeated and whose metavar ends in three dots; it takes all up to the next option.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand


class Greedy(TyperCommand):
    """A command that repeats the name of a greedy option before each of its values."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 (typer keeps its context's class private)
        """Parse arguments, with the values of greedy options spread out."""
        greedy = {
            name
            for parameter in self.params
            if getattr(parameter, "multiple", False) and (parameter.metavar or "").endswith("...")
            for name in parameter.opts
        }
        return super().parse_args(ctx, spread(args, greedy) if greedy else args)


def spread(arguments: Iterable[str], greedy: Iterable[str]) -> list[str]:
    """Repeat a greedy option before each of its values.

    >>> spread(["gold.tsv", "--against", "a", "b", "--show", "3"], ["--against"])
    ['gold.tsv', '--against', 'a', '--against', 'b', '--show', '3']
    """
    names = frozenset(greedy)
    out: list[str] = []
    current = ""
    for word in arguments:
        if word.startswith("-") and word != "-":
            current = word if word in names else ""
        elif current and out[-1] != current:
            out.append(current)
        out.append(word)
    return out
