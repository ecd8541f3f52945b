"""How fast citations are found: megabytes of plain text a second, in one process.

    python benchmarks/extraction.py FOLDER... [--runs 3]

Reads the documents first, then times `citations.extract` over all of them; prints the median, the best and the worst
run. Where eyecite is installed, its own speed on a made text of US law follows, on the same machine.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from pathlib import Path

from lexline.loaders import load
from lexline.loaders.citations import extract
from lexline.loaders.document import Document
from lexline.loaders.folders import WorkItem, walk
from lexline.ontology.errors import LexlineError

#: Made for this measurement; the cases are none.
US_TEXT = (
    "The appellant relied on Harlow Freight Co. v. Denning, 412 U.S. 318, 325 (1973), which the district court had "
    "set aside in its memorandum. But see Osgood v. Mercer County, 88 F.3d 1021, 1030 (9th Cir. 1996); "
    "42 U.S.C. § 1983. Id. at 1031. Nothing in the record supports the reading that counsel now proposes, "
    "and the panel below said so in terms that leave little room for doubt about what it meant to decide. "
)


def documents(folders: list[Path]) -> list[Document]:
    """Read every document; what cannot be read is left out."""
    out: list[Document] = []
    for found in walk(folders):
        if isinstance(found, WorkItem):
            try:
                out.extend(load(found.path))
            except LexlineError:
                continue
    return out


def extraction(read: list[Document], runs: int) -> None:
    """Time the extraction of all citations and print the speed."""
    size = sum(len(unit.text.encode()) for document in read for unit in document.units) / 1e6
    gc.collect()
    gc.freeze()
    times = []
    count = 0
    for _ in range(runs):
        start = time.perf_counter()
        count = sum(len(extract(document)) for document in read)
        times.append(time.perf_counter() - start)
    middle, best, worst = statistics.median(times), min(times), max(times)
    print(f"{len(read)} documents, {size:.1f} MB of text, {count} citations")
    print(f"lexline: {size / middle:.2f} MB/s median of {runs} (best {size / best:.2f}, worst {size / worst:.2f})")


def eyecite(runs: int) -> None:
    """Time eyecite on a made text of US law, where it is installed."""
    try:
        from eyecite import get_citations
    except ImportError:
        print("eyecite: not installed")
        return
    text = US_TEXT * 200
    get_citations(US_TEXT)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        get_citations(text)
        times.append(time.perf_counter() - start)
    print(f"eyecite: {len(text.encode()) / 1e6 / statistics.median(times):.3f} MB/s median of {runs}, on made US text")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    extraction(documents(arguments.folders), arguments.runs)
    eyecite(arguments.runs)


if __name__ == "__main__":
    main()
