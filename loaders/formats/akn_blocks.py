"""The body of an Akoma Ntoso document -> a flat reading order of blocks, each with what it is.

Elements are read for what they hold, not for how well they are nested: official files put paragraphs into
sections, parts, titles, list points, beside their lists, or directly into the statement. Element names that
are not known are looked into, so that no text is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from lexline.loaders.formats.akn_text import MAX_DEPTH, Text, check_depth, join, line_of, local, read, read_loose

# What a block is. Scopes hold a whole text of their own (an annex, a quoted draft).
FORMULA: Final = "formula"
PREAMBULAR: Final = "preambular"
PARAGRAPH: Final = "paragraph"
POINT: Final = "point"
HEADING: Final = "heading"
TABLE: Final = "table"
TITLE: Final = "title"
LINE: Final = "line"
CONCLUSION: Final = "conclusion"
ANNEX: Final = "annex"
EMBEDDED: Final = "embedded"

_INLINE: Final = frozenset(
    "a abbr authorialNote b concept date decoration def del docAuthority docCommittee docDate docIntroducer docNumber "
    "docProponent docPurpose docStage docStatus docTitle docType docketNumber entity eol event i img inline ins "
    "legislature location marker neutralCitation noteRef number object omissis organization outcome party person "
    "placeholder quantity ref relatedDocument rmod role session shortTitle signature span sub sup term u vote".split()
)
_HIERARCHY: Final = frozenset(
    "section part title chapter book tome article clause subchapter subpart subsection subtitle division level "
    "hcontainer rule subrule proviso transitional indent".split()
)
_HEADINGS: Final = frozenset({"heading", "subheading"})
#: The styles of headings in the United Nations' templates, left on paragraphs whose heading was not marked up.
_HEADING_CLASS: Final = re.compile(r"H(?:Ch|1|23|4|56)G?")
_SKIPPED: Final = frozenset({"meta", "coverPage", "preface", "documentRef", ""})


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of a body: what it is, its printed number, text, nesting among points, and what it holds."""

    kind: str
    text: Text
    number: str = ""
    level: int = 0
    eid: str | None = None
    line: int | None = None
    children: tuple[Block, ...] = ()


@dataclass(slots=True)
class Reader:
    """Reads the elements of one document; `markers` are the footnote markers that it has."""

    markers: frozenset[str] = frozenset()

    def body(self, element: etree._Element, depth: int = 0, *, preamble: bool = False) -> Iterator[Block]:
        """Read everything that an element holds, in reading order.

        Loose text and inline elements between blocks become a block of their own.
        """
        check_depth(element, depth)
        loose: list[etree._Element | str] = [element.text] if element.text else []
        for child in element:
            if local(child) in _INLINE:
                loose.append(child)
            else:
                yield from self._loose(loose, element, depth)
                loose = []
                yield from self.block(child, depth + 1, preamble=preamble)
            if child.tail:
                loose.append(child.tail)
        yield from self._loose(loose, element, depth)

    def block(self, element: etree._Element, depth: int, *, preamble: bool = False) -> Iterator[Block]:
        """Read one block element by its name."""
        check_depth(element, depth)
        name = local(element)
        if name in _SKIPPED:
            return
        if name in ("paragraph", "alinea", "content", "p", "intro", "wrapUp", "listIntroduction"):
            yield from self.paragraph(element, depth)
        elif name == "container" and element.find("{*}table") is None:
            yield from self.numbered(element, depth, PREAMBULAR, 0)
        elif kind := _leaf_kind(element, name):
            yield self.leaf(kind, element, depth)
        elif name == "table":
            yield self.table(element, depth)
        elif name in ("list", "sublist", "blockList", "point", "item"):
            yield from self.points(element, depth, 1)
        elif name in _HIERARCHY:
            yield from self.hierarchy(element, depth, preamble=preamble)
        elif name == "conclusions":
            yield from self._gather(CONCLUSION, element, depth)
        elif name in ("attachment", "component", "embeddedStructure"):
            yield self.scope(element, depth)
        else:
            yield from self.body(element, depth, preamble=preamble or name == "preamble")

    def leaf(self, kind: str, element: etree._Element, depth: int) -> Block:
        """Read an element that holds text only."""
        return Block(kind, read(element, self.markers, depth), eid=element.get("eId"), line=line_of(element))

    def paragraph(self, element: etree._Element, depth: int) -> Iterator[Block]:
        """Read a paragraph; a `p` that holds only a number, a heading or a title is that."""
        if local(element) == "p":
            inner = [local(child) for child in element if local(child)]
            if len(inner) == 1 and inner[0] in ("num", *_HEADINGS) and not (element.text or "").strip():
                yield self.leaf(HEADING, element, depth)
                return
            if inner and set(inner) <= {"docTitle", "docNumber"}:
                yield self.leaf(TITLE, element, depth)
                return
        found = list(self.numbered(element, depth, PARAGRAPH, 0))
        if (
            len(found) == 1
            and _HEADING_CLASS.fullmatch(element.get("class") or "")
            and not found[0].number[:1].isdigit()
        ):
            found = [replace(found[0], kind=HEADING)]
        yield from found

    def numbered(self, element: etree._Element, depth: int, kind: str, level: int) -> Iterator[Block]:
        """Read a paragraph or point: headings above it, its number, its own words, then what it holds."""
        number = ""
        heads: list[Block] = []
        own: list[Text] = []
        rest: list[Block] = []
        loose: list[etree._Element | str] = [element.text] if element.text else []
        for child in element:
            name = local(child)
            if name in _INLINE:
                loose.append(child)
            elif name:
                self._keep(read_loose(loose, self.markers, depth), element, own, rest)
                loose = []
                if name == "num":
                    number = f"{number} {read(child, self.markers, depth).text}".strip()
                elif name in _HEADINGS and not own and not rest:
                    heads.append(self.leaf(HEADING, child, depth))
                elif name in _PLAIN and not _has_blocks(child):
                    self._keep(read(child, self.markers, depth), child, own, rest)
                else:
                    inner = list(self._inner(child, depth + 1, level))
                    if inner and not rest and inner[0].kind == LINE:
                        own.append(inner.pop(0).text)
                    rest += inner
            if child.tail:
                loose.append(child.tail)
        self._keep(read_loose(loose, self.markers, depth), element, own, rest)
        yield from _assemble(Block(kind, join(own), number, level, element.get("eId"), line_of(element)), heads, rest)

    def _keep(self, text: Text, element: etree._Element, own: list[Text], rest: list[Block]) -> None:
        """Keep a line of a paragraph: among its own words, or behind what hangs below it."""
        if text and not rest:
            own.append(text)
        elif text:
            rest.append(self._line(text, element))

    def _inner(self, element: etree._Element, depth: int, level: int) -> Iterator[Block]:
        """Read a block element inside a paragraph: lines continue it, lists hang below it."""
        check_depth(element, depth)
        name = local(element)
        if name in ("list", "sublist", "blockList", "point", "item"):
            yield from self.points(element, depth, level + 1)
        elif name in ("content", "intro", "wrapUp", "alinea", "p", "listIntroduction"):
            for block in self.numbered(element, depth, LINE, level):
                if block.text or block.kind != LINE:
                    yield block
        else:
            yield from self.block(element, depth)

    def points(self, element: etree._Element, depth: int, level: int) -> Iterator[Block]:
        """Read a list; a list that stands beside a point belongs to the point before it."""
        check_depth(element, depth)
        if local(element) in ("point", "item"):
            yield from self.numbered(element, depth, POINT, level)
            return
        seen = False
        loose: list[etree._Element | str] = [element.text] if element.text else []
        for child in element:
            name = local(child)
            if name in _INLINE:
                loose.append(child)
            elif name in ("point", "item"):
                seen = True
                yield from self.numbered(child, depth + 1, POINT, level)
            elif name in ("sublist", "list", "blockList"):
                yield from self.points(child, depth + 1, level + 1 if seen else level)
            elif name:
                yield from self._inner(child, depth + 1, level - 1)
            if child.tail and child.tail.strip():
                loose.append(child.tail)
        text = read_loose(loose, self.markers, depth)
        if text:
            yield self._line(text, element)

    def table(self, element: etree._Element, depth: int) -> Block:
        """Read a table as lines: cells between bars, rows on lines."""
        rows: list[Text] = []
        for child in element:
            name = local(child)
            if name == "tr":
                cells = [read(cell, self.markers, depth) for cell in child if local(cell)]
                rows.append(join_cells(cells))
            elif name:
                rows.append(read(child, self.markers, depth))
        return Block(TABLE, join(rows, "\n"), eid=element.get("eId"), line=line_of(element))

    def hierarchy(self, element: etree._Element, depth: int, *, preamble: bool) -> Iterator[Block]:
        """Read a section, part, chapter ...: its number and headings, then what it holds."""
        head = [child for child in element if local(child) == "num"]
        label = join([read(child, self.markers, depth) for child in head])
        if label:
            yield Block(HEADING, label, eid=element.get("eId"), line=line_of(element))
        for child in element:
            if local(child) != "num":
                yield from self.block(child, depth + 1, preamble=preamble)

    def scope(self, element: etree._Element, depth: int) -> Block:
        """Read a text within the text: an annex, or a draft that the document quotes."""
        kind = ANNEX if local(element) == "attachment" else EMBEDDED
        children = tuple(self.body(element, depth + 1))
        inner = element.find("{*}doc")
        eid = element.get("eId") or (inner.get("eId") if inner is not None else None)
        return Block(kind, Text(), eid=eid, line=line_of(element), children=children)

    def _gather(self, kind: str, element: etree._Element, depth: int) -> Iterator[Block]:
        lines = [read(child, self.markers, depth) for child in element if local(child)]
        text = join(lines, "\n")
        if text:
            yield Block(kind, text, eid=element.get("eId"), line=line_of(element))

    def _loose(self, pieces: list[etree._Element | str], element: etree._Element, depth: int) -> Iterator[Block]:
        if any(not isinstance(piece, str) or piece.strip() for piece in pieces):
            text = read_loose(pieces, self.markers, depth)
            if text:
                yield Block(PARAGRAPH, text, line=line_of(element))

    @staticmethod
    def _line(text: Text, element: etree._Element) -> Block:
        return Block(LINE, text, line=line_of(element))


_PLAIN: Final = frozenset({"content", "intro", "wrapUp", "p", "alinea", "listIntroduction"})


def _leaf_kind(element: etree._Element, name: str) -> str:
    """Say what an element that holds text only is; "" for all others."""
    if name == "crossHeading":
        return PREAMBULAR if element.get("refersTo") == "#preamble" else HEADING
    if name in _HEADINGS or name == "num" or (name == "block" and element.get("name") == "subheading"):
        return HEADING
    return FORMULA if name == "formula" else ""


def _assemble(block: Block, heads: list[Block], rest: list[Block]) -> Iterator[Block]:
    """Put a paragraph behind the headings above it and before what it holds; a number alone is a heading's."""
    if not block.text and block.number and not block.number[0].isdigit():
        if heads or (rest and rest[0].kind == HEADING):
            head = heads.pop() if heads else rest.pop(0)
            heads.append(replace(head, number=block.number))
            block = replace(block, number="")
        elif block.kind == LINE:
            heads.append(replace(block, kind=HEADING, text=Text(block.number), number=""))
            block = replace(block, number="")
    yield from heads
    if block.text or block.number:
        yield block
    yield from rest


def _has_blocks(element: etree._Element, room: int = MAX_DEPTH) -> bool:
    """Say whether an element holds more than lines of text."""
    for child in element:
        name = local(child)
        if name and name not in _INLINE and (name not in _PLAIN or not room or _has_blocks(child, room - 1)):
            return True
    return False


def join_cells(cells: list[Text]) -> Text:
    """Put the cells of one row on a line, bars between them, empty cells kept."""
    return join(cells, " | ", keep_empty=True) if any(cells) else Text()
