"""Two extractions of the same files -> the citations gained and lost from the one to the other.

What a change of the engine does is seen here citation by citation; whether it is for the better, a gold table tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lexline.graph.cited import Cited

GAINED: Final = "gained"
LOST: Final = "lost"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many citations there were `before` and are `after`, and what was gained or lost, place by place."""

    before: int
    after: int
    moved: tuple[tuple[str, Cited], ...]

    def count(self, change: str) -> int:
        """Return how many citations were gained, or lost."""
        return sum(1 for what, _ in self.moved if what == change)


def changes(before: Iterable[Cited], after: Iterable[Cited]) -> Changes:
    """Compare two extractions; what stands in one place several times counts as often.

    Changes come by file, document, unit and place; where words mean something else now, the loss before the gain.
    """
    old, new = Counter(before), Counter(after)
    lost = [(LOST, one) for one in (old - new).elements()]
    gained = [(GAINED, one) for one in (new - old).elements()]
    moved = sorted(lost + gained, key=lambda change: (_place(change[1]), change[0] == GAINED, change[1]))
    return Changes(old.total(), new.total(), tuple(moved))


def _place(one: Cited) -> tuple[str, str, list[str | int], int, int]:
    """Return where a citation stands, so that op_9 comes before op_10."""
    unit = [int(part) if at % 2 else part for at, part in enumerate(re.split(r"([0-9]{1,9})", one.unit))]
    return (one.file, one.document, unit, one.start, one.end)
