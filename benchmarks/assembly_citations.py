"""How many citations of General Assembly resolutions are found, beside what two patterns alone find.

    python benchmarks/assembly_citations.py FOLDER [--sample 50 --seed 1]

The two patterns, "General Assembly resolution N/N" and "A/RES/N/N", are the usual way of data sets. Prints the counts
of mentions and of different (document, resolution) pairs; with --sample as many random citations of ours with the
words around them, to be read by eye.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

from lexline.loaders import load
from lexline.loaders.citations import extract
from lexline.loaders.folders import WorkItem, walk
from lexline.ontology.errors import LexlineError

PATTERNS = re.compile(r"General Assembly resolution (\d+/\d+)|A/RES/(\d+/\d+)")
AROUND = 90


def main() -> None:
    """Read the command line, count, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    ours: list[tuple[str, str, str]] = []
    theirs: list[tuple[str, str]] = []
    files = 0
    for found in walk([arguments.folder]):
        if not isinstance(found, WorkItem):
            continue
        try:
            read = load(found.path)
        except LexlineError:
            continue
        files += 1
        for document in read:
            texts = {unit.eid: unit.text for unit in document.units}
            for text in texts.values():
                theirs.extend((document.id, m[1] or m[2]) for m in PATTERNS.finditer(" ".join(text.split())))
            for citation in extract(document):
                if (citation.target or "").startswith("A/RES/"):
                    text = texts[citation.unit]
                    before = text[max(0, citation.span.start - AROUND) : citation.span.start]
                    shown = f"{before}[[{citation.text}]]{text[citation.span.end : citation.span.end + AROUND]}"
                    ours.append((document.id, citation.target or "", " ".join(shown.split())))
    pairs = len({(identifier, target) for identifier, target, _ in ours})
    print(f"{files} files")
    print(f"two patterns: {len(theirs)} mentions, {len(set(theirs))} different")
    print(f"lexline:      {len(ours)} mentions, {pairs} different")
    for identifier, target, shown in random.Random(arguments.seed).sample(ours, min(arguments.sample, len(ours))):
        print(f"{identifier} -> {target}: {shown}")


if __name__ == "__main__":
    main()
