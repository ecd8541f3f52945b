"""How long each saved question takes on a store: the median of some runs, with the rows of its answer.

    python benchmarks/questions.py STORE [--runs 5] [--only NAME...] [--jsonl FILE]

STORE is a folder or the address of a SPARQL server. Every question is asked with the examples of its own header, once
to warm up and then so many times, in this process. Those whose median is above the limit are marked, and so are those
that say so of themselves (`# heavy:`). The exit code is 1 where one is above it without saying so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from lexline.graph.sparql import SavedQuery, ask, saved_queries
from lexline.graph.store import Store, open_store

#: Seconds above which a question has to say why it is heavy.
LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class Timing:
    """One question asked several times: seconds, rows of the answer, and whether its header calls it heavy."""

    name: str
    median: float
    least: float
    most: float
    rows: int
    heavy: bool

    @property
    def mark(self) -> str:
        """Say what a reader has to know of it."""
        if self.median <= LIMIT:
            return "could be unmarked" if self.heavy else ""
        return "heavy" if self.heavy else f"ABOVE {LIMIT:g} s"


def examples(saved: SavedQuery) -> dict[str, str]:
    """Return the values that a question's own header gives as examples."""
    return {parameter.name: parameter.example for parameter in saved.parameters}


def timed(store: Store, saved: SavedQuery, runs: int) -> Timing:
    """Ask one question once to warm up, then `runs` times."""
    rows, times = 0, []
    for run in range(runs + 1):
        started = time.perf_counter()
        rows = len(ask(store, saved, examples(saved)).rows)
        if run:
            times.append(time.perf_counter() - started)
    return Timing(saved.name, statistics.median(times), min(times), max(times), rows, bool(saved.heavy))


def measured(store: Store, questions: Iterable[SavedQuery], runs: int) -> Iterator[Timing]:
    """Ask the questions one after the other."""
    for saved in questions:
        yield timed(store, saved, runs)


def main() -> int:
    """Measure and print a table; with --jsonl also one object a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--jsonl", type=Path)
    given = parser.parse_args()
    chosen = [saved for saved in saved_queries() if not given.only or saved.name in given.only]
    found = []
    print(f"{'question':32}{'median s':>10}{'least':>9}{'most':>9}{'rows':>7}")
    with open_store(given.store) as store:
        for one in measured(store, chosen, given.runs):
            found.append(one)
            print(f"{one.name:32}{one.median:10.3f}{one.least:9.3f}{one.most:9.3f}{one.rows:7}  {one.mark}", flush=True)
    if given.jsonl:
        given.jsonl.write_text("".join(json.dumps(asdict(one)) + "\n" for one in found), encoding="utf-8")
    slow = [one for one in found if one.median > LIMIT]
    print(
        f"{len(found)} questions; {len(slow)} above {LIMIT:g} s, {sum(one.heavy for one in slow)} of them marked heavy."
    )
    return int(any(not one.heavy for one in slow))


if __name__ == "__main__":
    sys.exit(main())
