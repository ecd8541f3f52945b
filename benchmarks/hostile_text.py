"""How the time to find citations grows with the length of a hostile text, the number of units and that of links.

    python benchmarks/hostile_text.py [NAME...] [--length 200000] [--runs 3] [--most 6]

Every row is measured at a quarter of the length and at the whole of it, in processor time, without the garbage
collector: its passes over all that was ever made come when they like. A linear reader takes four times as long, a
quadratic one sixteen times. With names only the texts whose names contain one of them are read. Ends with 1 if a row
grows by more than `--most`.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lexline.loaders.citations import extract
from lexline.loaders.document import Document

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.hostile_texts import HOSTILE, LINKED, linked, many, repeated

#: Below this many seconds a run says more about the clock than about the reader: what takes less is not compared.
SHORTEST = 0.02


@contextmanager
def _no_collector(collecting: bool) -> Iterator[None]:
    """Measure without the garbage collector, unless it is to be seen at work."""
    gc.collect()
    if not collecting:
        gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seconds(read: Document, runs: int, collecting: bool) -> float:
    """The best of some runs: what else the machine does only adds."""
    times = []
    for _ in range(runs):
        with _no_collector(collecting):
            started = time.process_time()
            extract(read)
            times.append(time.process_time() - started)
    return min(times)


def rows(length: int) -> dict[str, Callable[[int], Document]]:
    """What is measured, by name: the document that each part of the whole size gives."""
    out: dict[str, Callable[[int], Document]] = {
        name: lambda parts, name=name: repeated(name, length // parts)  # type: ignore[misc]
        for name in HOSTILE
    }
    for name in LINKED:
        out[name] = lambda parts, name=name: linked(name, length // 25 // parts)[0]  # type: ignore[misc]
    out["many units and notes"] = lambda parts: many(length // 66 // parts)
    return out


def main() -> int:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="parts of the names of the texts to be read; all of them by default")
    parser.add_argument("--length", type=int, default=200_000, help="characters of the longer text")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--most", type=float, default=6.0, help="the growth at which the measurement fails")
    parser.add_argument("--collect", action="store_true", help="with the garbage collector at work")
    given = parser.parse_args()
    worst = 0.0
    extract(repeated("blanks", 10))  # what is read once is read now
    print(f"{'':40}{given.length // 4:>12,}{given.length:>12,}  growth")
    for name, made in rows(given.length).items():
        if given.names and not any(part in name for part in given.names):
            continue
        short, long = (seconds(made(parts), given.runs, given.collect) for parts in (4, 1))
        growth = long / max(short, SHORTEST / 4)
        told = f"{'-':>8}"
        if long > SHORTEST:
            worst = max(worst, growth)
            told = f"{growth:8.1f}{'  <--' if growth > given.most else ''}"
        print(f"{name:40}{short:>10.3f} s{long:>10.3f} s{told}")
    print(f"the worst grows by {worst:.1f}; more than {given.most:g} is too much")
    return int(worst > given.most)


if __name__ == "__main__":
    raise SystemExit(main())
