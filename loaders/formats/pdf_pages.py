"""The bytes of a PDF -> its pages: opened, counted and read one after the other, each closed before the next.

Refused, each with what to do: what is damaged, needs a password, has too many pages or too much text, or holds
pictures only (scans without a text layer). Nothing is fetched, no script is run, no embedded file is opened.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.loaders.document import Problem
from lexline.loaders.formats.pdf_chars import Page, read_page
from lexline.loaders.layout import PageLink
from lexline.ontology.errors import InputError

if TYPE_CHECKING:
    import pypdfium2

#: No document of the United Nations comes near; the longest official reports have some 500 pages.
MAX_PAGES: Final = 2000
MAX_LETTERS: Final = 12_000_000
_MAX_LINKS: Final = 2000
_LONGEST_LINK: Final = 2000
#: A page of fewer letters is no page of text.
_FEWEST: Final = 12
_SHOWN: Final = 12

# pdfium may be used by one thread at a time.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a PDF, the link annotations on them, and what could not be read."""

    pages: tuple[Page, ...]
    links: tuple[PageLink, ...]
    problems: tuple[Problem, ...]


def read_pages(data: bytes, name: str) -> Pages:
    """Read all pages of a PDF.

    Raises:
        InputError: it is damaged, locked, too long, or holds no text.
    """
    with _ONE_AT_A_TIME:
        document = _open(data, name)
        try:
            return _read(document, name)
        finally:
            document.close()


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                f"{name} is protected by a password.", "Save a copy without protection and read that."
            ) from error
        raise InputError(
            f"{name} is a damaged PDF: it is cut off, or its parts cannot be found.", "Fetch the file again."
        ) from error


def _read(document: pypdfium2.PdfDocument, name: str) -> Pages:
    count = len(document)
    if count > MAX_PAGES:
        raise InputError(f"{name} has {count:,} pages; the limit is {MAX_PAGES:,}.", "Split it into its documents.")
    pages: list[Page] = []
    links: list[PageLink] = []
    broken: list[int] = []
    pictures: list[int] = []
    cut: list[int] = []
    letters = 0
    for number in range(1, count + 1):
        page, found, pictured = _page(document, number)
        if page is None:
            broken.append(number)
            page = Page((), 612.0, 792.0)
        own = sum(len(run.text) for run in page.runs)
        if own < _FEWEST and pictured:
            pictures.append(number)
        letters += own
        if letters > MAX_LETTERS:
            raise InputError(
                f"{name} has more than {MAX_LETTERS:,} letters on {count:,} pages.", "Split it into its documents."
            )
        if page.cut:
            cut.append(number)
        pages.append(page)
        links.extend(found)
    if count and len(broken) == count:
        raise InputError(f"{name} is a damaged PDF: no page of it can be read.", "Fetch the file again.")
    if letters < _FEWEST:
        scanned = f"{name} holds pictures of its {count} pages and no text" if pictures else f"{name} holds no text"
        raise InputError(f"{scanned}.", "It needs OCR (text recognition): run it through such a tool first.")
    return Pages(tuple(pages), tuple(links), tuple(_problems(broken, pictures, cut)))


def _problems(broken: list[int], pictures: list[int], cut: list[int]) -> Iterator[Problem]:
    if broken:
        yield Problem("page-damaged", f"{_listed(broken)} cannot be read")
    if pictures:
        yield Problem("needs-ocr", f"{_listed(pictures)} is a picture without text; its words need OCR")
    if cut:
        yield Problem("page-too-long", f"{_listed(cut)} has more characters than are read")


def _listed(numbers: list[int]) -> str:
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return f"page {', '.join(map(str, numbers[:_SHOWN]))}{more}"


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[Page | None, list[PageLink], bool]:
    """Read one page; says also whether it shows a picture where it has hardly any text."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return None, [], False
    try:
        read = read_page(page)
        few = sum(len(run.text) for run in read.runs) < _FEWEST
        drawn = few and any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return read, _links(document, page, number), drawn
    except pypdfium2.PdfiumError:
        return None, [], False
    finally:
        page.close()


def _links(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int) -> list[PageLink]:
    """Return the web addresses that a page's link annotations lead to, in the file's order."""
    import pypdfium2.raw as pdfium

    at, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    found: list[PageLink] = []
    seen = 0
    while seen < _MAX_LINKS and pdfium.FPDFLink_Enumerate(page.raw, at, link):
        seen += 1
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
        if 1 < size <= _LONGEST_LINK:
            text = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(document.raw, action, text, size)
            href = text.value.decode("utf-8", errors="replace")
            if href.startswith(("http://", "https://")):
                found.append(PageLink(href, number))
    return found
