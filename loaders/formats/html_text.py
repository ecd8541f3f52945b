"""The main part of a web page -> blocks: paragraphs, list items with their printed marks, headings, tables, links.

What a browser sets apart is apart; footnotes go to their notes, calls are marked where they stand. Anything nested
deeper than pages are is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from lexline.loaders.formats import flow_tables
from lexline.loaders.formats.flow import HEADING, STRONG, TITLE, Block, FlowNote, Pen, formatted
from lexline.loaders.formats.flow_links import without_marker
from lexline.loaders.formats.html_notes import Notes
from lexline.loaders.formats.html_page import HEADINGS
from lexline.ontology.errors import UnsafeInput

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS: Final = frozenset(
    "address article blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer header "
    "hr html li main ol p section summary table tbody td tfoot th thead tr ul".split()
)
_STYLES: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CSS: Final = {"alpha": "Letter", "latin": "Letter", "roman": "Roman"}
_CSS_TYPE: Final = re.compile(
    r"list-style(?:-type)?\s*:[^;]*?\b(?P<case>lower|upper)-(?P<kind>alpha|latin|roman)", re.I
)
_NO_MARK: Final = re.compile(r"list-style(?:-type)?\s*:[^;]*?\bnone\b", re.IGNORECASE)
_TYPED: Final = re.compile(r"\(?(?:\d{1,4}|[a-z]{1,4}|[A-Z])[.)]\s|[•▪●○‣·–—-]\s")
_DEPTH: Final = 200


class Walker:
    """Reads a page; `blocks` and `notes` are what came out."""

    def __init__(self, notes: Notes, base: str, name: str) -> None:
        self.blocks: list[Block] = []
        self._found = notes
        self._base = base
        self._name = name
        self._pen = Pen()
        self._notes: dict[str, list[Block]] = {}
        self._out = self.blocks
        self._line = 0
        self._role = ""
        self._mark = ""
        self._marks: dict[_Element, str] = {}
        self._bold = 0
        self._plain = self._strong = 0
        self._titled = False

    @property
    def notes(self) -> tuple[FlowNote, ...]:
        """The notes in the order in which they stand."""
        return tuple(FlowNote(marker, tuple(without_marker(blocks, marker))) for marker, blocks in self._notes.items())

    def read(self, main: _Element) -> None:
        """Read the main part of a page."""
        self._element(main, 0)
        self._flush()

    def _flush(self) -> None:
        role = self._role or (STRONG if self._strong and not self._plain else "")
        block = self._pen.take(role, self._line)
        if block.text:
            mark, self._mark = self._mark, ""
            self._out.append(block if _TYPED.match(block.text) else flow_tables.marked(block, mark))
        self._plain = self._strong = 0

    def _element(self, element: _Element, depth: int) -> None:
        """Read an element and, by its tag, set its text apart."""
        if depth > _DEPTH:
            raise UnsafeInput(
                f"{self._name} is nested more than {_DEPTH} levels deep.", "Save the text of the page as a file."
            )
        tag = element.tag
        if tag in ("table", "br", "hr", "pre", "img") or tag in HEADINGS:
            self._special(element, str(tag), depth)
        elif element in self._found.holders:
            self._holder(element, depth)
        elif tag == "li":
            self._flush()
            self._mark = self._marks.pop(element, "•")
            self._inside(element, depth)
            self._flush()
            self._mark = ""
        elif tag in _BLOCKS:
            if tag in ("ol", "ul"):
                self._marks.update(_marks(element))
            self._flush()
            self._line = _line_of(element)
            self._inside(element, depth)
            self._flush()
        else:
            self._inline(element, depth)

    def _inside(self, element: _Element, depth: int) -> None:
        """Read what an element holds."""
        self._write(element.text)
        for child in element.iterchildren():
            if isinstance(child.tag, str):
                self._element(child, depth + 1)
            self._write(child.tail)

    def _write(self, text: str | None) -> None:
        if text:
            letters = len(text.strip())
            self._strong += letters if self._bold else 0
            self._plain += 0 if self._bold else letters
            self._pen.write(text)

    def _inline(self, element: _Element, depth: int) -> None:
        """Read an element within a line: a call, a link, words in bold, others."""
        if element in self._found.calls:
            self._pen.call(self._found.calls[element])
        elif element in self._found.marks:
            return
        elif element.tag in ("b", "strong"):
            self._bold += 1
            self._inside(element, depth)
            self._bold -= 1
        elif element.tag == "a" and (href := self._address(element)):
            self._pen.link(href)
            self._inside(element, depth)
            self._pen.unlink()
        elif element.tag == "q":
            self._pen.write("“")
            self._inside(element, depth)
            self._pen.write("”")
        else:
            self._inside(element, depth)

    def _address(self, link: _Element) -> str:
        """Return where a link leads, if it leads to another page."""
        href = (link.get("href") or "").strip()
        if not href or href.startswith("#"):
            return ""
        try:
            whole = urljoin(self._base, href)
        except ValueError:
            return ""
        return whole if whole.lower().startswith(("http://", "https://")) else ""

    def _special(self, element: _Element, tag: str, depth: int) -> None:
        """Read what is no paragraph: a table, a break, preformatted text, a heading."""
        if tag == "br":
            self._pen.brk()
        elif tag == "hr":
            self._flush()
        elif tag == "pre":
            self._flush()
            self._line = _line_of(element)
            for line in "".join(str(text) for text in element.itertext()).splitlines():
                self._write(line)
                self._pen.brk()
            self._flush()
        elif tag == "table":
            self._flush()
            self._table(element, depth)
        elif tag in HEADINGS:
            self._flush()
            self._line = _line_of(element)
            self._role = TITLE if tag == "h1" and not self._titled else HEADING
            self._titled = self._titled or tag == "h1"
            self._inside(element, depth)
            self._flush()
            self._role = ""

    def _table(self, table: _Element, depth: int) -> None:
        """Read a table: as text where it only places things, else as rows of cells."""
        line = _line_of(table)
        if _places_only(table):
            for child in table.iterchildren("*"):
                self._element(child, depth + 1)
            return
        rows = []
        for row in table.iter("tr"):
            cells = []
            for cell in row.iterchildren("td", "th"):
                with self._apart() as blocks:
                    self._inside(cell, depth + 1)
                    self._flush()
                cells.append(blocks)
            rows.append(cells)
        for caption in table.iterchildren("caption"):
            self._element(caption, depth + 1)
        self._out += flow_tables.blocks_of(rows, line)

    @contextmanager
    def _apart(self) -> Iterator[list[Block]]:
        """Collect blocks in a list of their own."""
        before, self._out = self._out, []
        yield self._out
        self._out = before

    def _holder(self, element: _Element, depth: int) -> None:
        """Read an element that holds notes; each note goes on until the next one's target."""
        self._flush()
        targets = self._found.holders[element]
        before = self._out
        self._line = _line_of(element)
        self._mark = ""
        if len(targets) == 1 or element in targets:
            self._out = self._notes.setdefault(next(iter(targets.values())), [])
        self._several(element, targets if len(targets) > 1 else {}, depth)
        self._flush()
        self._out = before

    def _several(self, element: _Element, targets: dict[_Element, str], depth: int) -> None:
        """Read what an element holds; at each target another note begins."""
        self._write(element.text)
        for child in element.iterchildren():
            if isinstance(child.tag, str):
                inner = next((target for target in child.iter("*") if target in targets), None) if targets else None
                if inner is not None:
                    self._flush()
                    self._out = self._notes.setdefault(targets[inner], [])
                self._element(child, depth + 1)
            self._write(child.tail)


def _places_only(table: _Element) -> bool:
    """Say whether a table places parts of a page: it holds tables, headings or many paragraphs."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    if any(element is not table and element.tag in ("table", *HEADINGS) for element in table.iter("*")):
        return True
    return any(sum(1 for _ in cell.iterchildren("p")) > 3 for cell in table.iter("td"))


def _marks(holder: _Element) -> Iterator[tuple[_Element, str]]:
    """Tell what a browser prints before each item of a list, counting from the list's start or an item's own value."""
    number = _integer(holder.get("start"), 1)
    for item in holder.iterchildren("li"):
        number = _integer(item.get("value"), number)
        css = f"{item.get('style') or ''};{holder.get('style') or ''}"
        style = _STYLES.get(item.get("type") or holder.get("type") or "", "decimal")
        if match := _CSS_TYPE.search(css):
            style = match["case"].lower() + _CSS[match["kind"].lower()]
        text = formatted(number, style)
        if _NO_MARK.search(css):
            yield item, ""
        elif holder.tag != "ol":
            yield item, "•"
        else:
            yield item, f"{text}." if style == "decimal" else f"({text})"
        number += 1


def _line_of(element: _Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default
