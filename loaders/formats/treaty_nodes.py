"""The parts of a treaty, put in their places -> units, each with its eId.

A name is short where it says which unit is meant ("art_5", "sec_A"); where it would stand twice in one text the parts
that hold the unit come before it ("part_II__sec_1"), and what still has the same name is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from lexline.loaders.document import FRONT, HEADING, OTHER, TABLE, Unit


@dataclass(slots=True)
class Node:
    """A unit that is still being read; `local` is its own part of the eId, `levels` a name that is already settled."""

    kind: str
    local: str
    number: str | None
    text: str
    line: int
    parent: Node | None
    depth: int
    free: bool = False
    heading: str | None = None
    root: Node | None = None
    holds: int = 0
    items: bool = False
    name: str = ""
    lines: list[str] = field(default_factory=list)

    def whole(self) -> str:
        """Return its words, those added later included."""
        return "\n".join(part for part in (self.text, *self.lines) if part)


def units(nodes: Sequence[Node]) -> tuple[Unit, ...]:
    """Settle the eIds: short where they say which unit is meant, with the parts before them where they do not."""
    short = Counter(_short(node) for node in nodes if node.free)
    taken: set[str] = set()
    times: Counter[str] = Counter()
    out: list[Unit] = []
    for node in nodes:
        known = node.kind in (HEADING, TABLE, OTHER, FRONT)
        if known or node.parent is None:
            wanted = node.local
        elif node.free and short[_short(node)] == 1:
            root = node.root if node.root is not None and node.root is not node else None
            wanted = f"{root.name}__{node.local}" if root else node.local
        else:
            wanted = f"{node.parent.name}__{node.local}"
        name = wanted
        while name in taken:
            times[wanted] += 1
            name = f"{wanted}_{times[wanted] + 1}"
        taken.add(name)
        node.name = name
        parent = node.parent.name if node.parent else None
        text = node.whole()
        heading = node.heading if node.heading != text else None
        out.append(Unit(name, node.kind, text, node.number, parent, heading, source_line=node.line or None))
    return tuple(out)


def _short(node: Node) -> tuple[int, str]:
    root = node.root if node.root is not node else None
    return (id(root) if root else 0, node.local)
