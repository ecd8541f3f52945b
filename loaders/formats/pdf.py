"""PDF -> documents: resolutions, reports and other papers as issued, read from the places and sizes of their letters.

Symbol block, columns, running headers and footers, raised footnote calls, notes at the pages' feet, tables: what is
told by the layout is settled here; the units are then named as for plain text. A scan is read as far as its text
layer goes; refused are pictures without one, damaged and locked files, and what is too long.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from lexline.loaders.document import FOOTNOTE, FRONT, PARAGRAPH, TABLE, Document, Problem, Source
from lexline.loaders.drafting import Draft, Finished, finish
from lexline.loaders.footnotes import Note
from lexline.loaders.formats import (
    flow_resolution,
    pdf_columns,
    pdf_furniture,
    pdf_guard,
    pdf_lines,
    pdf_notes,
    pdf_pages,
    pdf_rows,
    text_documents,
    text_paragraphs,
    text_report,
    text_resolution,
    treaty_flow,
    treaty_lines,
)
from lexline.loaders.formats.pdf_report import PdfReader
from lexline.loaders.formats.text_front import FrontMatter
from lexline.loaders.joining import Words, join
from lexline.loaders.layout import Layout, Line, blocks
from lexline.ontology.errors import InputError
from lexline.ontology.symbols import Symbol

NAME: Final = "pdf"
VERSION: Final = "1"

_SIGNATURE: Final = b"%PDF-"
#: The signature stands within so many bytes of the beginning.
_BEGIN: Final = 1024
#: Advance copies say in their first lines what they will be issued as.
_ANNOUNCED: Final = re.compile(r"\bunder the symbol (?P<symbol>[A-Z]{1,5}/\S{2,40})")
_OPENING: Final = 40
#: Pieces of a treaty that begin a paragraph wherever they stand.
_BEGINS: Final = frozenset((treaty_lines.PARA, treaty_lines.ITEM))


def recognise(name: str, head: bytes) -> bool:  # noqa: ARG001 - the content tells, whatever the file is called
    """Say whether a file is a PDF, by its first bytes."""
    return _SIGNATURE in head[:_BEGIN]


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a PDF; one document comes out.

    Raises:
        InputError: it is damaged, locked, too long, or a scan without text.
        UnsafeInput: it unpacks to far more than a document holds.
    """
    if not recognise(name, data[:_BEGIN]):
        raise InputError(f"{name} is no PDF.", "Check the file; its content is not what it is taken for.")
    pdf_guard.check(data, name)
    read = pdf_pages.read_pages(data, name)
    source = Source(PurePath(name.replace("\\", "/")).name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    document = _document(read, source)
    if not any(unit.text for unit in document.units):
        raise InputError(f"{name} holds no text but page numbers and the like.", "Look at it; it may need OCR.")
    return (document,)


def _document(read: pdf_pages.Pages, source: Source) -> Document:
    """Go from pages to the document: rows, columns, notes, tables, lines, units."""
    rows = [pdf_rows.rows(page.runs) for page in read.pages]
    bare = pdf_furniture.strip(rows, [page.height for page in read.pages])
    size = pdf_rows.usual_size(row for page in bare.pages for row in page)
    printed = [
        line
        for number, (own, page) in enumerate(zip(bare.pages, read.pages, strict=True), start=1)
        for line in pdf_columns.read_order(own, number, page.width, page.height)
    ]
    body, noted = pdf_notes.take(printed, size)
    words = Words.of(line.text for line in (*body, *(line for note in noted for line in note.lines)))
    lines, tables = pdf_lines.lines_of(body, words)
    notes = [_note(note, len(body)) for note in noted]
    layout = Layout(lines, paged=True, running=bare.running, links=read.links)
    if text_documents.is_resolution(layout):
        drafts = flow_resolution.restored(text_paragraphs.name(text_resolution.cut(flow_resolution.held(lines))))
        done = finish(_with_tables(drafts, tables), notes, words, again=True, links=read.links)
        document = text_documents.resolution(_as_printed(done, noted), layout, source, read.problems)
    elif not bare.running and (treaty := _treaty(lines, notes, source, read.problems, words)):
        document = treaty
    else:
        drafts, front = _report(lines, bare.running, words)
        done = finish(_with_tables(drafts, tables), notes, words, links=read.links)
        document = text_documents.report(_as_printed(done, noted), front, source, read.problems)
        if len(bare.running) > 1:
            document = replace(document, symbols=bare.running)
    return text_documents.in_its_language(document, "\n".join(line.text for line in lines))


def _treaty(
    lines: Sequence[Line], notes: Sequence[Note], source: Source, problems: tuple[Problem, ...], words: Words
) -> Document | None:
    """Read a treaty: its paragraphs are joined, and what opens an article stands by itself; None where it is none."""
    paragraphs: list[list[Line]] = []
    for line in lines:
        opens = treaty_lines.piece_of(line.text, 0, stated=False, below=False).kind
        if line.gap or not paragraphs or opens in treaty_lines.OPENS or opens in _BEGINS or _opened(paragraphs[-1]):
            paragraphs.append([])
        paragraphs[-1].append(line)
    joined = [replace(group[0], text=join([line.text for line in group], words), gap=True) for group in paragraphs]
    return treaty_flow.read(joined, notes, source, problems)


def _opened(group: Sequence[Line]) -> bool:
    """Say whether a paragraph is nothing but the line that opens an article or a part."""
    return (
        len(group) == 1
        and treaty_lines.piece_of(group[0].text, 0, stated=False, below=False).kind in treaty_lines.OPENS
    )


def _report(lines: Sequence[Line], running: tuple[str, ...], words: Words) -> tuple[tuple[Draft, ...], FrontMatter]:
    """Name the units of a report; where none has a number, its paragraphs are told by the gaps alone."""
    opening = " ".join(line.text for line in lines[:_OPENING])
    announced = _ANNOUNCED.search(opening) if not running else None
    symbol = Symbol.find(announced["symbol"].rstrip(".,;*")) if announced else None
    known = (symbol.text,) if symbol else running
    drafts, front = text_report.name(lines, known, spaced=False, kind=PdfReader)
    if not any(draft.kind == PARAGRAPH and (draft.number or "").isdigit() for draft in drafts):
        whole = [replace(block[0], text=join([line.text for line in block], words)) for block in blocks(lines)]
        drafts, front = text_report.name(whole, known, spaced=False, kind=PdfReader)
    return drafts, replace(front, title=_title(front.title))


def _title(title: str) -> str:
    """Take a symbol or an announcement off that was read as the subject above "Report of ..."."""
    subject, parted, rest = title.partition(": ")
    if parted and (pdf_furniture.symbols_of(subject) or "issued as" in subject):
        return rest[:1].upper() + rest[1:]
    return title


def _note(note: pdf_notes.Noted, before: int) -> Note:
    """Put a note as the stages of plain text know it; its lines count on behind those of the text."""
    return Note(note.key, tuple(Line(line.text, before + 1, line.page) for line in note.lines), note.page)


def _with_tables(drafts: Sequence[Draft], tables: Sequence[pdf_lines.Table]) -> tuple[Draft, ...]:
    """Put each table behind the unit that it interrupts or follows.

    Tables are front matter to `finish`, which keeps the lines of that apart; `_as_printed` calls them by their kind.
    """
    behind: dict[int, list[pdf_lines.Table]] = {}
    for table in tables:
        at = next(
            (i for i in range(len(drafts) - 1, -1, -1) if drafts[i].lines and drafts[i].lines[0].number <= table.after),
            -1,
        )
        behind.setdefault(at, []).append(table)
    out: list[Draft] = []
    counts: dict[str, int] = {}

    def put(index: int, annex: str | None, heading: str | None) -> None:
        prefix = f"{annex}__" if annex else ""
        for table in behind.get(index, ()):
            counts[prefix] = counts.get(prefix, 0) + 1
            out.append(Draft(f"{prefix}table_{counts[prefix]}", FRONT, table.rows, None, annex, heading))

    put(-1, None, None)
    for index, draft in enumerate(drafts):
        out.append(draft)
        annex = draft.eid.split("__", 1)[0] if draft.eid.startswith("annex_") else None
        put(index, annex, draft.heading)
    return tuple(out)


def _as_printed(done: Finished, noted: Sequence[pdf_notes.Noted]) -> Finished:
    """Call tables tables, and notes that share a figure by the figure that is printed."""
    printed = {note.key: note.marker for note in noted}
    units = []
    for unit in done.units:
        if unit.kind == FRONT and unit.eid.rpartition("__")[2].startswith("table_"):
            unit = replace(unit, kind=TABLE)
        elif unit.kind == FOOTNOTE and unit.number in printed:
            unit = replace(unit, number=printed[unit.number])
        units.append(unit)
    footnotes = tuple(replace(note, marker=printed.get(note.marker, note.marker)) for note in done.footnotes)
    return replace(done, units=tuple(units), footnotes=footnotes)
