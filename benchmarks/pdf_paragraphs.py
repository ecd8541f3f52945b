"""Whether the numbered paragraphs of PDFs are found, and how fast pages are read.

    python benchmarks/pdf_paragraphs.py FOLDER COUNTS.json [--all]

COUNTS maps a file's name without ending to the number of its numbered paragraphs. A key that names a file but for
what follows its symbol (a country that the same report was counted for) is taken too. A paragraph agrees where it is
found as para_1 ... para_N with N the given count; what is found beyond N counts as wrong. Files without a count are
read as well, and have to have no number left out.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path

from lexline.loaders import load
from lexline.loaders.document import Document
from lexline.ontology.errors import LexlineError

_PARAGRAPH = re.compile(r"para_(\d+)")


def count_of(name: str, counts: dict[str, float]) -> int | None:
    """Return the count given for a file: under its name, or under its name and a word of letters behind it."""
    if name in counts:
        return int(counts[name])
    longer = {int(n) for key, n in counts.items() if key.startswith(f"{name}_") and key[len(name) + 1 :].isalpha()}
    return longer.pop() if len(longer) == 1 else None


def numbers_of(document: Document) -> list[int]:
    """Return the numbers of the paragraphs of a document's own text, annexes left out."""
    found = (_PARAGRAPH.fullmatch(unit.eid) for unit in document.units if unit.number)
    return [int(match[1]) for match in found if match]


def pages_of(path: Path) -> int:
    """Count the pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def main() -> None:
    """Read all files of a folder and print the agreement, the notes and the speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("counts", type=Path)
    parser.add_argument("--all", action="store_true", help="print every file, not only those that disagree")
    options = parser.parse_args()
    counts = json.loads(options.counts.read_text(encoding="utf-8"))
    wanted = agreed = more = read = given = notes = anchored = pages = whole = 0
    seconds = 0.0
    paths = sorted(options.folder.glob("*.pdf"))
    for path in paths:
        started = time.perf_counter()
        try:
            (document,) = load(path)
        except LexlineError as error:
            print(f"{path.name}: {error}")
            continue
        seconds += time.perf_counter() - started
        read += 1
        pages += pages_of(path)
        notes += sum(unit.kind == "footnote" for unit in document.units)
        anchored += len({note.eid for note in document.footnotes if note.anchor is not None})
        numbers = set(numbers_of(document))
        count = count_of(path.stem, counts)
        complete = numbers == set(range(1, len(numbers) + 1))
        whole += complete
        if count is not None:
            given += 1
            wanted += count
            agreed += len(numbers & set(range(1, count + 1)))
            more += len(numbers - set(range(1, count + 1)))
        if options.all or not complete or (count is not None and len(numbers) != count):
            print(f"{path.stem:40} found {len(numbers):3}  given {count}  {'complete' if complete else 'with gaps'}")
    print(f"read {read} of {len(paths)} files, {pages} pages; numbers without gaps in {whole}")
    print(f"counts given for {given}: {agreed} of {wanted} paragraphs ({agreed / max(wanted, 1):.2%}), {more} beyond")
    print(f"footnotes {notes}, with their call in the text {anchored}")
    print(f"{pages / max(seconds, 1e-9):.0f} pages a second in one process ({seconds:.1f} s)")


if __name__ == "__main__":
    main()
