"""Units named from a flow -> units with the links of its blocks, the lines of its source, and rows of tables apart.

While units are named, a line's number is the place of its block in the flow; here it becomes the block's line in the
source. A link is laid over its words in the unit that its block went into; where they are not found (a number that
became the unit's own, say) it is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders.document import FOOTNOTE, Link, Span, Unit
from lexline.loaders.formats.flow import ROW, Block, printed
from lexline.loaders.formats.flow_tables import moved
from lexline.loaders.joining import lift_calls

_SPACES: Final = re.compile(r"\s+")
#: So many characters before a link tell which of several like words it stands over.
_CONTEXT: Final = 24


def settle(units: Sequence[Unit], blocks: Sequence[Block]) -> tuple[Unit, ...]:
    """Give units the links and source lines of the blocks that they were made of; `blocks` count from 1."""
    starts = sorted({unit.source_line for unit in units if unit.source_line})
    used: set[int] = set()
    out: list[Unit] = []
    for unit in units:
        first = unit.source_line or 0
        links = unit.links
        if first:
            after = bisect_left(starts, first + 1)
            upto = starts[after] if after < len(starts) else len(blocks) + 1
            own = [block for block in blocks[first - 1 : upto - 1] if block.links] if first not in used else []
            # several units of one block share its links
            if not own and first in used and blocks[first - 1].links:
                own = [blocks[first - 1]]
            used.add(first)
            links = _merged(links, _placed(unit.text, own)) if own else links
        line = blocks[first - 1].line or None if first else None
        number = printed(unit.number) if unit.kind == FOOTNOTE and unit.number else unit.number
        out.append(replace(unit, text=unit.text.replace(ROW, "\n"), number=number, links=links, source_line=line))
    return tuple(out)


def _placed(text: str, blocks: Sequence[Block]) -> tuple[Link, ...]:
    """Lay the links of blocks over their words in a text, in order."""
    out: list[Link] = []
    cursor = 0
    for block in blocks:
        for link in block.links:
            words = _plain(block.text[link.span.start : link.span.end])
            if not words:
                continue
            before = _plain(block.text[max(0, link.span.start - _CONTEXT) : link.span.start], ends=False)
            at = text.find(before + words, max(0, cursor - len(before)))
            start = at + len(before) if at >= 0 else text.find(words, cursor)
            if start < cursor:
                continue
            cursor = start + len(words)
            out.append(Link(Span(start, cursor), link.href))
    return tuple(out)


def _plain(text: str, *, ends: bool = True) -> str:
    """Return text as it stands in a unit: without calls, blanks run together."""
    bare = _SPACES.sub(" ", lift_calls(text)[0])
    return bare.strip() if ends else bare.lstrip()


def _merged(links: Sequence[Link], more: Sequence[Link]) -> tuple[Link, ...]:
    """Return links of both kinds in order; of two over the same words the block's own counts."""
    spans = {link.span for link in more}
    return tuple(sorted((*more, *(x for x in links if x.span not in spans)), key=lambda x: (x.span.start, x.span.end)))


def without_marker(blocks: Sequence[Block], marker: str) -> list[Block]:
    """Take the printed marker off a note's first block; blocks without words are left out."""
    own = re.compile(rf"[\[(^]?\s*{re.escape(printed(marker))}\s*[\])]?[.:)]?\s+|[↩↑^]\s*")
    tail = re.compile(r"\s*[↩↑](?:\ufe0e)?$")
    out: list[Block] = []
    for block in blocks:
        match = own.match(block.text) if not out else None
        cut = match.end() if match else 0
        text = tail.sub("", block.text[cut:])
        links = tuple(
            moved(link, -cut) for link in block.links if cut <= link.span.start < link.span.end <= cut + len(text)
        )
        if text:
            out.append(Block(text, "", block.line, links))
    return out
