"""A table's rows of cells -> blocks: one block of text for a table of data, the paragraphs themselves for a layout.

Word processors and web pages use tables to place things: the first page's symbol block, a summary in a box, numbers
in a column beside their paragraphs. Those are read as the text that they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders.document import Link, Span
from lexline.loaders.formats.flow import CELL, ROW, TABLE, Block, symbols_in
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN

Cell = Sequence[Block]
Row = Sequence[Cell]

_MARKER: Final = re.compile(r"(?:\d{1,4}\.|\(?[a-zA-Z0-9]{1,5}\)|[IVX]{1,6}\.|[•–—-])")
_NUMBERED: Final = re.compile(r"\d{1,4}\.\s")
_FIRST_PAGE: Final = re.compile(r"\b(?:Distr\.|Original: )|^United Nations$", re.MULTILINE)
_LONG: Final = 1500


def blocks_of(rows: Sequence[Row], line: int = 0) -> list[Block]:
    """Return what a table says as blocks."""
    rows = [list(row) for row in rows if any(block.text for cell in row for block in cell)]
    if not rows:
        return []
    if _is_layout(rows):
        return [block for row in rows for block in _flowing(row)]
    return [_as_text(rows, line)]


def _is_layout(rows: Sequence[Row]) -> bool:
    """Say whether a table only places its text: one column or row, numbers beside paragraphs, a first page."""
    if len(rows) < 2 or max(len(row) for row in rows) < 2:
        return True
    beside = sum(bool(_MARKER.fullmatch(_text(row[0]))) and len(row) > 1 and len(_text(row[1])) > 60 for row in rows)
    if beside * 2 > len(rows):
        return True
    whole = "\n".join(block.text for row in rows for cell in row for block in cell)
    if len(rows) < 8 and (_FIRST_PAGE.search(whole) and (symbols_in(whole.split("\n")) or "Distr." in whole)):
        return True
    paragraphs = [block.text for row in rows for cell in row for block in cell]
    return sum(bool(_NUMBERED.match(text)) for text in paragraphs) > 2 and any(len(text) > _LONG for text in paragraphs)


def _text(cell: Cell) -> str:
    return " ".join(block.text for block in cell).strip()


def _flowing(row: Row) -> list[Block]:
    """Return a row's paragraphs; a number in a cell of its own goes before the text beside it."""
    cells = [cell for cell in row if _text(cell)]
    if len(cells) > 1 and _MARKER.fullmatch(_text(cells[0])):
        first = cells[1][0]
        mark = _text(cells[0]) + " "
        joined = replace(first, text=mark + first.text, links=_shifted(first.links, len(mark)))
        return [joined, *cells[1][1:], *(block for cell in cells[2:] for block in cell)]
    return [block for cell in cells for block in cell]


def _as_text(rows: Sequence[Row], line: int) -> Block:
    """Write a table as one block: cells between bars, rows apart."""
    text = ""
    links: list[Link] = []
    for nth, row in enumerate(rows):
        text += ROW if nth else ""
        for column, cell in enumerate(row):
            text += CELL if column else ""
            for index, block in enumerate(cell):
                text += " " if index and block.text else ""
                links += _shifted(block.links, len(text))
                text += block.text.replace("\n", " ")
    bare = text.replace(CALL_OPEN, "").replace(CALL_CLOSE, "")
    return Block(text if bare.strip(f"{ROW} |") else "", TABLE, line, tuple(links))


def _shifted(links: Sequence[Link], by: int) -> tuple[Link, ...]:
    return tuple(moved(link, by) for link in links)


def moved(link: Link, by: int) -> Link:
    """Return a link so many characters further on."""
    return Link(Span(link.span.start + by, link.span.end + by), link.href)


def marked(block: Block, mark: str) -> Block:
    """Set a printed mark before a block's text, unless its own words begin with it."""
    if not mark or block.text.startswith(f"{mark} "):
        return block
    return replace(block, text=f"{mark} {block.text}", links=_shifted(block.links, len(mark) + 1))
