"""ODT files (OpenDocument texts) -> documents: paragraphs with the numbers of their lists, notes, tables, links.

Tracked changes are taken as accepted, comments left out. The package is read with lxml after the checks of `package`:
no document type, no entity, nothing fetched. Refused: bombs, locked files, and other kinds of OpenDocument.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from lexline.loaders.document import Document, Source
from lexline.loaders.formats import flow_tables
from lexline.loaders.formats.flow import CONTENTS, HEADING, STRONG, Block, Flow, FlowNote, Markers, Pen, symbols_in
from lexline.loaders.formats.flow_documents import compose
from lexline.loaders.formats.odt_styles import STYLE, TEXT, Counter, Styles, attribute
from lexline.loaders.formats.package import open_package, read_part
from lexline.ontology.errors import InputError, UnsafeInput

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME: Final = "odt"
VERSION: Final = "1"

_MIME: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
_ENDINGS: Final = frozenset((".odt", ".ott"))
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_GONE: Final = frozenset(
    (
        TEXT + "tracked-changes",
        TEXT + "sequence-decls",
        TEXT + "index-title-template",
        TEXT + "table-of-content-source",
        TEXT + "ruby-text",
        TEXT + "hidden-text",
        _OFFICE + "annotation",
        _OFFICE + "forms",
    )
)
_DEPTH: Final = 200
_SAVE: Final = "Open it in a word processor and save it as .odt or .docx."


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is an OpenDocument text, by the type that its package states first, or by its ending."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    if b"mimetypeapplication/" in head[:60]:
        return _MIME in head[:100]
    return PurePath(name.replace("\\", "/")).suffix.lower() in _ENDINGS and b"[Content_Types].xml" not in head


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read an ODT file; one document comes out.

    Raises:
        InputError: it is damaged, locked, no text document, or holds no text.
        UnsafeInput: it is a bomb, declares a document type, or is nested too deeply.
    """
    if not data.startswith(b"PK\x03\x04"):
        raise InputError(f"{name} is no ODT file.", _SAVE)
    with open_package(data, name) as package:
        names = package.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in read_part(package, "META-INF/manifest.xml", name):
            raise InputError(f"{name} is locked by a password.", "Save it without a password.")
        if "content.xml" not in names:
            raise InputError(f"{name} holds no text document.", _SAVE)
        content = _root(package, "content.xml", name)
        styles = _root(package, "styles.xml", name) if "styles.xml" in names else None
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise InputError(f"{name} holds no text document.", _SAVE)
    walker = Walker(Styles(root for root in (styles, content) if root is not None), name)
    blocks = tuple(walker.blocks(body))
    headers = styles.iter(STYLE + "header", STYLE + "header-first", STYLE + "header-left") if styles is not None else ()
    lines = ("".join(str(t) for t in p.itertext()) for header in headers for p in header.iter(TEXT + "p"))
    flow = Flow(blocks, tuple(walker.notes), symbols_in(lines))
    source = Source(PurePath(name.replace("\\", "/")).name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    return (compose(flow, source),)


def _root(package: zipfile.ZipFile, part: str, name: str) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(read_part(package, part, name), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{name} is damaged: {part} is not well-formed ({error.msg}).", _SAVE) from error


class Walker:
    """Reads the blocks of a text; `notes` are those that it calls."""

    def __init__(self, styles: Styles, name: str) -> None:
        self.notes: list[FlowNote] = []
        self._styles = styles
        self._name = name
        self._markers = Markers()
        self._pen = Pen()
        self._line = 0
        self._counters: dict[str, Counter] = {}
        self._outline = Counter(styles.outline)
        self._boxes: list[_Element] = []
        self._bold = 0
        self._plain = self._strong = 0

    def blocks(self, holder: _Element, depth: int = 0, role: str = "") -> Iterator[Block]:
        """Read the blocks below an element."""
        self._check(depth)
        for child in holder.iterchildren("*"):
            if child.tag in (TEXT + "p", TEXT + "h"):
                yield from self._paragraph(child, depth, role)
            elif child.tag == TEXT + "list":
                yield from self._list(child, depth, 1, None)
            elif child.tag == _TABLE + "table":
                self._line += 1
                yield from flow_tables.blocks_of(list(self._rows(child, depth + 1)), self._line)
            elif child.tag in (TEXT + "table-of-content", TEXT + "alphabetical-index"):
                yield from self.blocks(child, depth + 1, CONTENTS)
            elif child.tag not in _GONE:
                yield from self.blocks(child, depth + 1, role)

    def _check(self, depth: int) -> None:
        if depth > _DEPTH:
            raise UnsafeInput(f"{self._name} is nested more than {_DEPTH} levels deep.", _SAVE)

    def _paragraph(self, paragraph: _Element, depth: int, role: str = "", mark: str = "") -> Iterator[Block]:
        self._line += 1
        boxes, self._boxes = self._boxes, []
        style = attribute(paragraph, TEXT + "style-name")
        self._plain = self._strong = 0
        self._bold = int(self._styles.is_bold("paragraph", style))
        self._inline(paragraph, depth + 1)
        if paragraph.tag == TEXT + "h":
            level = attribute(paragraph, TEXT + "outline-level") or "1"
            plain = attribute(paragraph, TEXT + "is-list-header") == "true"
            role = HEADING
            if not mark and not plain and level.isdecimal() and len(level) < 3 and self._pen.text:
                mark = self._outline.next(int(level))
        role = role or self._styles.role(style) or (STRONG if self._strong and not self._plain else "")
        block = self._pen.take(role, self._line)
        if block.text:
            yield flow_tables.marked(block, mark)
        own, self._boxes = self._boxes, boxes
        for box in own:
            yield from self.blocks(box, depth + 1)

    def _list(self, element: _Element, depth: int, level: int, counter: Counter | None) -> Iterator[Block]:
        """Read a list: each item that holds a paragraph is counted."""
        self._check(depth)
        if counter is None:
            style = attribute(element, TEXT + "style-name")
            goes_on = attribute(element, TEXT + "continue-numbering") == "true" or element.get(TEXT + "continue-list")
            if style not in self._counters or not goes_on:
                self._counters[style] = Counter(self._styles.lists.get(style, {}))
            counter = self._counters[style]
        elif attribute(element, TEXT + "continue-numbering") != "true":
            counter.enter(level)
        for item in element.iterchildren(TEXT + "list-item", TEXT + "list-header"):
            counted = item.tag == TEXT + "list-item"
            for child in item.iterchildren("*"):
                if child.tag == TEXT + "list":
                    yield from self._list(child, depth + 1, level + 1, counter)
                elif child.tag in (TEXT + "p", TEXT + "h"):
                    mark = counter.next(level, attribute(item, TEXT + "start-value")) if counted else ""
                    counted = False
                    yield from self._paragraph(child, depth + 1, mark=mark)

    def _rows(self, table: _Element, depth: int) -> Iterator[list[list[Block]]]:
        self._check(depth)
        for child in table.iterchildren("*"):
            if child.tag == _TABLE + "table-row":
                yield [list(self.blocks(cell, depth + 1)) for cell in child.iterchildren(_TABLE + "table-cell")]
            elif child.tag not in _GONE:
                yield from self._rows(child, depth + 1)

    def _inline(self, element: _Element, depth: int) -> None:
        """Write what a paragraph or span holds."""
        self._check(depth)
        self._write(element.text)
        for child in element.iterchildren("*"):
            self._child(child, depth)
            self._write(child.tail)

    def _write(self, text: str | None) -> None:
        if text:
            letters = len(text.strip())
            self._strong += letters if self._bold else 0
            self._plain += 0 if self._bold else letters
            self._pen.write(text)

    def _child(self, child: _Element, depth: int) -> None:
        tag = child.tag
        if tag == TEXT + "note":
            self._note(child, depth)
        elif tag in (TEXT + "s", TEXT + "tab"):
            self._pen.write(" ")
        elif tag == TEXT + "line-break":
            self._pen.brk()
        elif tag == TEXT + "a":
            href = attribute(child, _LINK)
            if href.lower().startswith(("http://", "https://")):
                self._pen.link(href)
            self._inline(child, depth + 1)
            self._pen.unlink()
        elif tag == TEXT + "span":
            bold = int(self._styles.is_bold("text", attribute(child, TEXT + "style-name")))
            self._bold += bold
            self._inline(child, depth + 1)
            self._bold -= bold
        elif tag == _DRAW + "text-box":
            self._boxes.append(child)
        elif tag not in _GONE:
            self._inline(child, depth + 1)

    def _note(self, note: _Element, depth: int) -> None:
        """Call a note and read it."""
        citation = note.find(TEXT + "note-citation")
        body = note.find(TEXT + "note-body")
        printed = "".join(str(text) for text in citation.itertext()) if citation is not None else ""
        marker = self._markers.own(printed)
        self._pen.call(marker)
        if body is not None:
            pen, self._pen = self._pen, Pen()
            weights = self._bold, self._plain, self._strong
            self.notes.append(FlowNote(marker, tuple(self.blocks(body, depth + 1))))
            self._pen = pen
            self._bold, self._plain, self._strong = weights
