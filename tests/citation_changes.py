"""Citations gained and lost between two runs of `lexline cite --format jsonl` over the same files.

    python -m tests.citation_changes BEFORE.jsonl AFTER.jsonl

Prints one line a change: `+` or `-`, file, unit, printed words, target and pinpoints; at the end the counts. A citation
is the same when file, document, unit, offsets, target, pinpoints and function are. Exit code 0 without changes, 1 with.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Cited:
    """What tells one citation from another."""

    file: str
    document: str
    unit: str
    start: int
    end: int
    text: str
    target: str
    pinpoint: tuple[str, ...]
    function: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Cited:
        where = (row["file"], row.get("document", ""), row["unit"], row.get("start", 0), row.get("end", 0))
        pins = tuple(row.get("pinpoint") or ())
        return cls(*where, row.get("text", ""), row.get("target") or "", pins, row.get("function") or "")

    def __str__(self) -> str:
        means = " | ".join([self.target or "unresolved", *self.pinpoint])
        return "\t".join([self.file, self.unit, self.text, means, self.function])


def read(lines: Iterable[str]) -> Counter[Cited]:
    return Counter(Cited.of(json.loads(line)) for line in lines if line.strip())


def changes(before: Counter[Cited], after: Counter[Cited]) -> Iterator[tuple[str, Cited]]:
    """Lost (-) and gained (+) citations, in the order of files, documents, units and places."""
    moved = [*(("-", cited) for cited in (before - after).elements()), *(("+", c) for c in (after - before).elements())]
    yield from sorted(moved, key=lambda change: (change[1], change[0]))


def main(arguments: list[str]) -> int:
    if len(arguments) != len(("before", "after")):
        sys.stderr.write("usage: python -m tests.citation_changes BEFORE.jsonl AFTER.jsonl\n")
        return 2
    before, after = (read(Path(name).read_text(encoding="utf-8").splitlines()) for name in arguments)
    signs: Counter[str] = Counter()
    for sign, cited in changes(before, after):
        signs[sign] += 1
        sys.stdout.write(f"{sign}\t{cited}\n")
    sys.stderr.write(f"{before.total()} before, {after.total()} after: {signs['-']} lost, {signs['+']} gained\n")
    return 1 if signs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
