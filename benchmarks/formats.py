"""How fast each format is read: megabytes of text and files a second, in one process.

    python benchmarks/formats.py FOLDER... [--runs 5]

First the files of the folders, by the format that reads them. Then one made text, written by the tests' writers as
plain text, Akoma Ntoso, DOCX, HTML, RTF, ODT and PDF, so that the formats are measured on the same words. Files are
held in memory; the megabytes are those of the units' text in UTF-8, whatever the files weigh. Medians of the runs.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from lexline.loaders import load_bytes
from lexline.loaders.document import FOOTNOTE, Document
from lexline.loaders.folders import WorkItem, contents, walk
from lexline.ontology.errors import LexlineError

# The writers belong to the tests, which are no part of the installed package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import pdf_writer, same_text

File = tuple[str, bytes]
_AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"


def made_text(paragraphs: int = 300) -> str:
    """Return a report of numbered paragraphs with items and citations; every paragraph stands on one line."""
    out = ["Report on the harbour of Atlantis", "", "I. Introduction", ""]
    for n in range(1, paragraphs + 1):
        out += [
            f"{n}. The harbour stayed calm in period {n}, as was foreseen in resolution 2388 (2017) and in paragraph "
            f"{n % 20 + 1} of Security Council resolution 1325 (2000), and the officers kept watch by day and by night "
            "over its two basins, its customs house and the road to the capital, of which the survey gave an account:",
            "",
            "(a) The police of the five districts was trained, and its boats were handed over in good order;",
            "",
            "(b) The code of the customs was revised (see A/71/303, para. 40), and the revision was made known.",
            "",
        ]
    return "\n".join(out)


def as_akn(document: Document) -> bytes:
    """Write a document as Akoma Ntoso: a numbered paragraph for each unit, its items within it."""
    body: list[str] = []
    for unit in document.units:
        if unit.kind == FOOTNOTE:
            continue
        number = f"<num>{escape(unit.number)}</num>" if unit.number else ""
        inner = f"{number}<content><p>{escape(unit.text)}</p></content>"
        body.append(f'<paragraph eId="{unit.eid}">{inner}</paragraph>')
    return (
        f'<akomaNtoso xmlns="{_AKN}"><doc name="report"><meta><identification source="#made"><FRBRWork>'
        '<FRBRthis value="/akn/un/doc/2018/73-999"/><FRBRuri value="/akn/un/doc/2018/73-999"/>'
        '<FRBRdate date="2018-07-17" name="made"/><FRBRauthor href="#un"/><FRBRcountry value="un"/></FRBRWork>'
        f"</identification></meta><mainBody>{''.join(body)}</mainBody></doc></akomaNtoso>"
    ).encode()


def written(text: str) -> dict[str, File]:
    """Write one text in every format."""
    (plain,) = load_bytes(text.encode(), "made.txt")
    return {
        "plain-text": ("made.txt", text.encode()),
        "akoma-ntoso": ("made.xml", as_akn(plain)),
        "docx": ("made.docx", same_text.as_docx(plain)),
        "html": ("made.html", same_text.as_html(plain)),
        "rtf": ("made.rtf", same_text.as_rtf(plain)),
        "odt": ("made.odt", same_text.as_odt(plain)),
        "pdf": ("made.pdf", pdf_writer.as_pdf(plain)),
    }


def measured(files: Sequence[File], runs: int) -> tuple[float, list[float], int]:
    """Read files several times: megabytes of text, the seconds of each run, documents."""
    times: list[float] = []
    size = documents = 0
    for _ in range(runs):
        gc.collect()
        size = documents = 0
        start = time.perf_counter()
        for name, data in files:
            for document in load_bytes(data, name):
                documents += 1
                size += sum(len(unit.text.encode()) for unit in document.units)
        times.append(time.perf_counter() - start)
    return size / 1e6, times, documents


def row(name: str, files: Sequence[File], runs: int) -> str:
    """Measure and write one line of figures."""
    size, times, documents = measured(files, runs)
    weight = sum(len(data) for _, data in files) / 1e6
    middle = statistics.median(times)
    return (
        f"{name:14}{len(files):>7}{documents:>7}{weight:>10.2f}{size:>10.2f}{size / middle:>10.2f}"
        f"{len(files) / middle:>10.1f}{min(times):>9.2f}-{max(times):.2f}"
    )


def by_format(folders: Iterable[Path], most: int) -> dict[str, list[File]]:
    """Part the folders' files by the format that reads them, so many of each; what cannot be read is left out."""
    items: dict[str, list[WorkItem]] = {}
    for item in walk(tuple(folders)):
        if isinstance(item, WorkItem) and len(items.setdefault(item.format, [])) < most:
            items[item.format].append(item)
    found: dict[str, list[File]] = {}
    for name, chosen in items.items():
        for item, data in contents(chosen):
            if isinstance(data, bytes) and _reads(data, item.name):
                found.setdefault(name, []).append((item.name, data))
    return found


def _reads(data: bytes, name: str) -> bool:
    try:
        return bool(load_bytes(data, name))
    except LexlineError:
        return False


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most", type=int, default=400, help="files of one format that are measured, the first ones")
    options = parser.parse_args()
    print(f"{'format':14}{'files':>7}{'docs':>7}{'MB file':>10}{'MB text':>10}{'MB/s':>10}{'files/s':>10}   seconds")
    for name, files in sorted(by_format(options.folders, options.most).items()):
        print(row(name, files, options.runs))
    print("the same text, made")
    for name, file in written(made_text()).items():
        print(row(name, [file], options.runs))


if __name__ == "__main__":
    main()
