"""Tables, trees and running text for a reader, drawn with rich to fit the terminal's width (80 columns elsewhere).

Everything printed passes through `clean`: control characters of a document never reach the terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final, Literal, TextIO

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from lexline.graph.cli.plain import clean

#: Width where there is no terminal to ask.
WIDTH: Final = 80

#: A table with less room than this for each column is drawn as records instead, one line a value.
_LEAST: Final = 12
#: A text longer than this is a sentence, and reads badly in a column narrower than that.
_SENTENCE: Final = 100
_READABLE: Final = 30


def short_title(title: str) -> str:
    """Return what an instrument is about: what its title says in brackets behind its number, else all of it.

    >>> short_title("Security Council resolution 2388 (2017) [on trafficking in persons]")
    'on trafficking in persons'
    """
    head, bracket, rest = title.partition(" [")
    return rest.removesuffix("]") if bracket and rest.endswith("]") and any(map(str.isdigit, head)) else title


class Paper:
    """Where an answer for a reader is drawn: a terminal, a pipe or a file."""

    def __init__(self, out: TextIO) -> None:
        terminal = out is sys.stdout and out.isatty()
        columns = os.environ.get("COLUMNS", "")
        width = None if terminal else int(columns) if columns.isdigit() and 20 <= int(columns) <= 1000 else WIDTH
        plain = None if out is sys.stdout else False
        self._console = Console(file=out, width=width, force_terminal=plain, highlight=False, emoji=False, markup=False)
        self._out = out

    @property
    def width(self) -> int:
        """Columns there are."""
        return self._console.width

    def _print(self, *drawn: RenderableType) -> None:
        """Draw; beside a terminal no line ends in spaces."""
        if self._console.is_terminal:
            self._console.print(*drawn)
            return
        with self._console.capture() as captured:
            self._console.print(*drawn)
        self._out.writelines(line.rstrip(" \n") + "\n" for line in captured.get().splitlines())

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Write one paragraph, wrapped."""
        self._print(Padding(Text(clean(text), style=style), (0, 0, 0, indent)))

    def marked(self, parts: Sequence[tuple[str, bool]], indent: int = 0) -> None:
        """Write one paragraph of which some parts are marked: by colour, or between asterisks where there is none."""
        coloured = self._console.color_system is not None
        shown = ((clean(text) if coloured or not mark else f"*{clean(text)}*", mark) for text, mark in parts)
        text = Text.assemble(*((text, "bold underline" if mark and coloured else "") for text, mark in shown))
        self._print(Padding(text, (0, 0, 0, indent)))

    def pair(self, name: str, value: str, width: int = 11) -> None:
        """Write a label and its value, the value wrapped in its own column."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=width, style="bold")
        grid.add_column(ratio=1, overflow="fold")
        grid.add_row(Text(name), Text(clean(value)))
        self._print(grid)

    def heading(self, text: str) -> None:
        """Write a heading with an empty line above it."""
        self._print("")
        self._print(Text(clean(text), style="bold"))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
        """Draw a table; one too wide for its columns is drawn as records."""
        if title:
            self._print(Text(clean(title), style="bold"))
        if not rows:
            self._print(Text("(nothing found)"))
            return
        texts = [[name, *(row[at] for row in rows)] for at, name in enumerate(columns)]
        least = [_room(column) for column in texts]
        room = self.width - 3 * (len(columns) - 1)
        if sum(least) > room:
            if len(columns) * _LEAST > self.width or any(_is_long(column) for column in texts):
                self._records(columns, rows)
                return
            least = _narrowed(least, room)
        widths = _shared_out(least, [max(map(len, column)) for column in texts], room)
        drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
        for at, name in enumerate(columns):
            numbers = all(_is_number(row[at]) for row in rows)
            side: Literal["left", "right"] = "right" if numbers else "left"
            drawn.add_column(Text(name), justify=side, overflow="fold", no_wrap=numbers, width=widths[at])
        for row in rows:
            drawn.add_row(*(Text(clean(cell)) for cell in row))
        self._print(drawn)

    def raw(self, text: str) -> None:
        """Write text as it is, neither wrapped nor coloured, but clean."""
        self._console.out(clean(text), end="", highlight=False)

    def tree(self, root: Tree) -> None:
        """Draw a tree that `branch` made."""
        self._print(root)

    def _records(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        width = min(24, max(map(len, columns)))
        for number, row in enumerate(rows, start=1):
            self._print(Text(f"— {number} —", style="dim"))
            for name, value in zip(columns, row, strict=True):
                if value:
                    self.pair(name, value, width)


def branch(parent: Tree | None, parts: Sequence[tuple[str, str]]) -> Tree:
    """Add a branch of (text, style) parts to a tree; without a parent, begin one."""
    label = Text.assemble(*((clean(text), style) for text, style in parts))
    return Tree(label, guide_style="dim") if parent is None else parent.add(label)


def _narrowed(least: Sequence[int], room: int) -> list[int]:
    """Narrow the widest columns, as little as makes them fit: the fewest words are broken then."""
    most = max(least)
    while most > _LEAST and sum(min(most, width) for width in least) > room:
        most -= 1
    return [min(most, width) for width in least]


def _shared_out(least: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Share out the room of a line: each column its least, then those that want little are satisfied first.

    Widths are set here because rich, given least widths only, may draw beyond the line and lose what does not fit.
    """
    widths = list(least)
    left = room - sum(widths)
    waiting = sorted(
        (at for at in range(len(widths)) if wanted[at] > widths[at]), key=lambda at: wanted[at] - widths[at]
    )
    for place, at in enumerate(waiting):
        share = min(wanted[at] - widths[at], max(0, left) // (len(waiting) - place))
        widths[at] += share
        left -= share
    return widths


def _is_long(texts: Sequence[str]) -> bool:
    """Say whether a column holds sentences."""
    return max(map(len, texts)) > _SENTENCE


def _room(texts: Sequence[str]) -> int:
    """Return the width a column needs: that of its longest word, which is not to be broken; more for sentences."""
    longest = max((len(word) for text in texts for word in text.split()), default=1)
    return max(longest, _READABLE) if _is_long(texts) else longest


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()
