"""The same text in every format becomes the same units, footnotes and citations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from lexline.loaders import load, load_bytes
from lexline.loaders.document import HEADING, PARAGRAPH, Document
from tests import pdf_writer, same_text
from tests.same_text import said
from tests.test_loaders import check

FIXTURES = Path(__file__).parent / "fixtures" / "text"
#: How each format is written: numbers by automatic lists or by hand, pages so low that paragraphs run over several.
WRITERS: dict[str, Callable[[Document], bytes]] = {
    "docx": same_text.as_docx,
    "typed.docx": partial(same_text.as_docx, automatic=False),
    "html": same_text.as_html,
    "odt": same_text.as_odt,
    "rtf": same_text.as_rtf,
    "pdf": pdf_writer.as_pdf,
    "90.pdf": partial(pdf_writer.as_pdf, depth=90),
    "120.pdf": partial(pdf_writer.as_pdf, depth=120),
    "200.pdf": partial(pdf_writer.as_pdf, depth=200),
}


def written(plain: Document, ending: str, stem: str) -> Document:
    """Write a document in a format and read it again."""
    (document,) = load_bytes(WRITERS[ending](plain), f"{stem}.{ending}")
    assert document.source.format == ending.rpartition(".")[2]
    check(document)
    return document


@pytest.mark.parametrize("ending", [ending for ending in WRITERS if ending != "pdf"])  # one page has no running head
@pytest.mark.parametrize("name", ["resolution.txt", "parts.txt", "report.txt"])
def test_the_same_text_gives_the_same_units_and_citations(name: str, ending: str) -> None:
    (plain,) = load(FIXTURES / name)
    assert said(written(plain, ending, name.removesuffix(".txt"))) == said(plain)


@pytest.mark.data
@pytest.mark.parametrize("ending", ["docx", "typed.docx", "html", "odt", "rtf", "pdf"])
def test_real_texts_give_the_same_units_and_citations(data_dir: Path, ending: str) -> None:
    files = sorted((data_dir / "seeds").glob("*.txt"))
    assert len(files) == 5
    for file in files:
        (plain,) = load(file)
        document = written(plain, ending, file.stem)
        wanted, found = said(plain), said(document)
        if ending == "pdf" and (told_by_blanks := _told_by_blanks(plain)):
            # Print has no other sign of a heading than the blanks around a short line; a text file may leave one out,
            # and then the line is a paragraph there. Nothing but the names of units differs, all words are the same.
            assert len(told_by_blanks) == 1, file.name
            assert [unit.text for unit in document.units] == [unit.text for unit in plain.units]
            assert _headings(document) - _headings(plain) == told_by_blanks
            del wanted["units"], found["units"]
        assert found == wanted, file.name


def _headings(document: Document) -> set[str]:
    return {unit.text for unit in document.units if unit.kind == HEADING}


def _told_by_blanks(document: Document) -> set[str]:
    """The short unnumbered paragraphs without a mark at their end that stand above running text."""
    above = zip(document.units, document.units[1:], strict=False)
    return {
        unit.text
        for unit, below in above
        if (unit.kind, unit.number, below.kind) == (PARAGRAPH, None, PARAGRAPH)
        and below.number is None
        and len(unit.text) < 60
        and unit.text[-1].isalnum()
    }
