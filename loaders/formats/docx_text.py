"""The paragraphs and tables of a DOCX part -> blocks: runs joined, tracked changes taken as accepted, notes called.

What was deleted or moved away is left out, what was inserted stays; hidden text, comments and field codes are left out.
Text boxes follow the paragraph that they hang on. Anything nested deeper than documents are is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.loaders.formats import flow_tables
from lexline.loaders.formats.docx_numbering import Numbering, W, value
from lexline.loaders.formats.docx_styles import Styles
from lexline.loaders.formats.flow import STRONG, Block, Markers, Pen, formatted
from lexline.ontology.errors import UnsafeInput

if TYPE_CHECKING:
    from lxml.etree import _Element

R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DEPTH: Final = 200
_GONE: Final = frozenset(W + tag for tag in ("del", "moveFrom", "rPr", "pPr", "tblPr", "trPr", "tcPr", "sdtPr"))
_BLOCKS: Final = frozenset((W + "p", W + "tbl"))
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_HYPERLINK: Final = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """A note called in the text: its kind ("footnote" or "endnote"), its id in the part, and its marker."""

    kind: str
    id: str
    marker: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the text of every part refers to: numbering, styles, how notes are numbered, and the file's name."""

    numbering: Numbering
    styles: Styles
    note_numbers: Mapping[str, tuple[str, int]]
    name: str


class Walker:
    """Reads the blocks of one part; `calls` holds the notes in the order in which the text calls them."""

    def __init__(self, context: Context, hrefs: Mapping[str, str], markers: Markers) -> None:
        self.context = context
        self.calls: list[Call] = []
        self._hrefs = hrefs
        self._markers = markers
        self._counts = {kind: first for kind, (_, first) in context.note_numbers.items()}
        self._pen = Pen()
        self._line = 0
        self._boxes: list[_Element] = []
        self._fields: list[list[str]] = []
        self._codes = 0

    def blocks(self, holder: _Element, depth: int = 0) -> Iterator[Block]:
        """Read the blocks below an element, through content controls and the like."""
        self._check(depth)
        for child in holder.iterchildren("*"):
            if child.tag == W + "p":
                yield from self._paragraph(child, depth)
            elif child.tag == W + "tbl":
                self._line += 1
                yield from flow_tables.blocks_of(list(self._rows(child, depth)), self._line)
            elif child.tag == _MC + "AlternateContent":
                yield from self.blocks(_chosen(child), depth + 1)
            elif child.tag not in _GONE:
                yield from self.blocks(child, depth + 1)

    def _check(self, depth: int) -> None:
        if depth > _DEPTH:
            raise UnsafeInput(
                f"{self.context.name} is nested more than {_DEPTH} levels deep.",
                "Open it in a word processor and save its text as a file.",
            )

    def _rows(self, table: _Element, depth: int) -> Iterator[list[list[Block]]]:
        for child in table.iterchildren("*"):
            if child.tag == W + "tr":
                properties = child.find(W + "trPr")
                if properties is None or properties.find(W + "del") is None:
                    yield list(self._cells(child, depth + 1))
            elif child.tag not in _GONE:
                yield from self._rows(child, depth + 1)

    def _cells(self, row: _Element, depth: int) -> Iterator[list[Block]]:
        self._check(depth)
        for child in row.iterchildren("*"):
            if child.tag == W + "tc":
                yield list(self.blocks(child, depth + 1))
            elif child.tag not in _GONE:
                yield from self._cells(child, depth + 1)

    def _paragraph(self, paragraph: _Element, depth: int) -> Iterator[Block]:
        """Read a paragraph; one whose end was deleted goes on in the next."""
        self._line += 1
        self._boxes = []
        style = self.context.styles.of(paragraph)
        joined = bool(self._pen.text)
        before = len(self._pen.text)
        number = ""
        self._inline(paragraph, depth + 1)
        ends = not _end_is_deleted(paragraph)
        written = len(self._pen.text) > before
        if ends and (written or joined or not _all_deleted(paragraph)) and style.list_id:
            number = self.context.numbering.next(style.list_id, style.level)
        if ends:
            role = style.role or (STRONG if _is_strong(paragraph) else "")
            block = self._pen.take(role, self._line)
            if block.text:
                yield flow_tables.marked(block, number)
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _inline(self, holder: _Element, depth: int) -> None:
        """Write what a paragraph, link or run holds."""
        self._check(depth)
        for child in holder.iterchildren("*"):
            if child.tag in _GONE or (child.tag == W + "r" and _is_set(child, "vanish")):
                continue
            if child.tag == W + "hyperlink":
                self._hyperlink(child, depth)
            elif child.tag == _MC + "AlternateContent":
                self._inline(_chosen(child), depth + 1)
            elif child.tag == W + "txbxContent":
                self._boxes.append(child)
            elif child.tag == W + "fldSimple":
                self._field_link(value(child, "instr"))
                self._inline(child, depth + 1)
                self._pen.unlink()
            elif child.tag.startswith(W) and (write := _WRITERS.get(child.tag[len(W) :])):
                write(self, child)
            elif child.tag not in _BLOCKS:
                self._inline(child, depth + 1)

    def _hyperlink(self, element: _Element, depth: int) -> None:
        href = self._hrefs.get(str(element.get(R + "id") or ""), "")
        if href:
            self._pen.link(href)
        self._inline(element, depth + 1)
        if href:
            self._pen.unlink()

    # --- what stands in a run ---------------------------------------------------------------------------------

    def _text(self, element: _Element) -> None:
        if not self._codes:
            self._pen.write(element.text or "")

    def _break(self, element: _Element) -> None:
        if value(element, "type") in ("", "textWrapping"):
            self._pen.brk()

    def _sign(self, element: _Element) -> None:
        self._pen.write(_SIGNS[element.tag[len(W) :]])

    def _symbol(self, element: _Element) -> None:
        code = value(element, "char")
        if re.fullmatch(r"[0-9A-Fa-f]{4}", code):
            point = int(code, 16)
            private = 0xE000 <= point < 0xF900 or 0xD800 <= point < 0xE000
            self._pen.write("•" if private and value(element, "font") else "" if private else chr(point))

    def _field(self, element: _Element) -> None:
        """Follow a complex field: its code is no text, its result is; a HYPERLINK becomes a link."""
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._fields.append([])
            self._codes += 1
        elif self._fields and kind == "separate":
            self._codes = max(0, self._codes - 1)
            self._field_link("".join(self._fields[-1]))
            self._fields[-1] = ["-"]
        elif self._fields and kind == "end":
            if self._fields.pop() != ["-"]:
                self._codes = max(0, self._codes - 1)
            self._pen.unlink()

    def _code(self, element: _Element) -> None:
        if self._fields:
            self._fields[-1].append((element.text or "")[:4000])

    def _field_link(self, code: str) -> None:
        if match := _HYPERLINK.match(code):
            self._pen.link(match[1])

    def _call(self, element: _Element) -> None:
        """Call a note: by its own mark, which follows in the run, or by its number."""
        kind = "footnote" if element.tag == W + "footnoteReference" else "endnote"
        custom = value(element, "customMarkFollows") not in ("", "0", "false")
        run = element.getparent()
        texts = list(run.iterchildren(W + "t", W + "sym")) if run is not None else []
        printed = "".join(t.text or "*" for t in texts).strip() if custom else ""
        if not printed:
            printed = formatted(self._counts[kind], self.context.note_numbers[kind][0])
            self._counts[kind] += 1
        else:
            for text in texts:
                text.text = ""  # the mark is the call, not words of the text
                text.set(W + "char", "")
        marker = self._markers.own(printed)
        self.calls.append(Call(kind, value(element, "id"), marker))
        self._pen.call(marker)


_WRITERS: Final[Mapping[str, Callable[[Walker, _Element], None]]] = {
    "t": Walker._text,
    "br": Walker._break,
    "cr": Walker._break,
    "tab": Walker._sign,
    "ptab": Walker._sign,
    "noBreakHyphen": Walker._sign,
    "sym": Walker._symbol,
    "fldChar": Walker._field,
    "instrText": Walker._code,
    "delText": lambda *_: None,
    "delInstrText": lambda *_: None,
    "footnoteReference": Walker._call,
    "endnoteReference": Walker._call,
}


def _chosen(alternate: _Element) -> _Element:
    """Return one of several forms of the same content: the first, else what stands for it."""
    choice = alternate.find(_MC + "Choice")
    fallback = alternate.find(_MC + "Fallback")
    return choice if choice is not None else fallback if fallback is not None else alternate


def _is_strong(paragraph: _Element) -> bool:
    """Say whether all words of a paragraph are set in bold by hand."""
    runs = [run for run in paragraph.iter(W + "r") if any((t.text or "").strip() for t in run.iterchildren(W + "t"))]
    return bool(runs) and all(_is_set(run, "b") for run in runs)


def _is_set(run: _Element, name: str) -> bool:
    properties = run.find(W + "rPr")
    switch = properties.find(W + name) if properties is not None else None
    return switch is not None and value(switch) not in ("0", "false")


def _end_is_deleted(paragraph: _Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)


def _all_deleted(paragraph: _Element) -> bool:
    """Say whether a paragraph is empty because its words were deleted or moved away."""
    return paragraph.find(W + "del") is not None or paragraph.find(W + "moveFrom") is not None
