"""Pieces of a treaty -> where its numbers begin again: another text in the same file, a list inside a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from lexline.loaders.formats import treaty_lines as read
from lexline.loaders.formats.treaty_lines import Piece


def starts(pieces: Sequence[Piece]) -> frozenset[int]:
    """Find the pieces at which another text begins: article 1 comes again, though no annex is announced."""
    found: set[int] = set()
    seen: set[str] = set()
    last = 0
    for index, piece in enumerate(pieces):
        if piece.kind == read.ANNEX:
            seen, last = set(), index
        elif piece.kind == read.ARTICLE:
            if piece.label in seen and piece.label in ("1", "I"):
                seen = set()
                found.add(_title_before(pieces, last, index))
            seen.add(piece.label)
            last = index
    return frozenset(found)


def again(pieces: Sequence[Piece]) -> frozenset[int]:
    """Find the numbered paragraphs whose number comes once more in the same article: they may be items of one."""
    found: set[int] = set()
    later: set[str] = set()
    for index in range(len(pieces) - 1, -1, -1):
        if pieces[index].kind in read.OPENS or pieces[index].kind == read.HEADING:
            later = set()
        elif pieces[index].kind == read.PARA:
            if pieces[index].label in later:
                found.add(index)
            later.add(pieces[index].label)
    return frozenset(found)


def _title_before(pieces: Sequence[Piece], last: int, first: int) -> int:
    """Return the heading under which a second text stands, between two articles; else where its articles begin."""
    headings = [
        index
        for index in range(last + 1, first)
        if pieces[index].kind in (read.HEADING, read.NAMED) and pieces[index - 1].kind not in read.OPENS
    ]
    return headings[-1] if headings else first


def next_number(pieces: Sequence[Piece], index: int) -> str:
    """Return the number of the paragraph that follows a heading, or what other headings follow it; else ""."""
    place = index + 1
    while place < len(pieces) and pieces[place].kind in (read.HEADING, read.LETTER):
        place += 1
    return pieces[place].label if place < len(pieces) and pieces[place].kind == read.PARA else ""
