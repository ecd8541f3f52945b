"""Treaties read from Markdown with article headings: articles found against headings, titles known, and the speed.

    python benchmarks/treaty_articles.py FOLDER [--each]

FOLDER holds texts of treaties as .md files. `--each` prints a line for each file.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from pathlib import Path

from lexline.loaders.document import ARTICLE
from lexline.loaders.formats import treaty_text
from lexline.ontology.errors import LexlineError
from lexline.ontology.registry import treaty

_HEADING = re.compile(r"^### *article", re.IGNORECASE | re.MULTILINE)
_LETTERS = re.compile(r"[^A-Za-z]")
_MARKS = re.compile(r"<[^<>]*>|\]\([^()]*\)")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="print a line for each file")
    arguments = parser.parse_args()
    files = sorted(arguments.folder.glob("*.md"))
    kinds: Counter[str] = Counter()
    read = known = headings = found = equal = size = letters = kept = 0
    start = time.perf_counter()
    for path in files:
        data = path.read_bytes()
        try:
            (document,) = treaty_text.load(data, path.name)
        except LexlineError as error:
            print(error)
            continue
        text = data.decode("utf-8", "replace")
        wanted = len(_HEADING.findall(text))
        articles = sum(unit.kind == ARTICLE for unit in document.units)
        read, size = read + 1, size + len(data)
        headings, found, equal = headings + wanted, found + articles, equal + (wanted == articles)
        known += treaty(document.id) is not None
        kinds.update(unit.kind for unit in document.units)
        letters += len(_LETTERS.sub("", _MARKS.sub("", text)))
        kept += sum(len(_LETTERS.sub("", unit.text)) for unit in document.units)
        kept += sum(len(_LETTERS.sub("", unit.heading or "")) for unit in document.units if unit.kind == ARTICLE)
        if arguments.each:
            print(f"{articles:4} of {wanted:4} articles  {len(document.units):5} units  {document.id}")
    seconds = time.perf_counter() - start
    print(f"{read} of {len(files)} texts read, {known} with an id of the registry")
    print(f"{found} articles for {headings} headings; equal in {equal} texts")
    print(f"letters in units and article titles: {kept / max(letters, 1):.1%} of the files' (marks, labels and all)")
    print("units: " + ", ".join(f"{number} {kind}" for kind, number in kinds.most_common()))
    print(f"{size / 1e6 / seconds:.1f} MB/s, {read / seconds:.0f} files/s")


if __name__ == "__main__":
    main()
