"""A paragraph's text and the citations in it -> pieces, in order, that make up the text: plain words and citations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lexline.graph.picture import functions
from lexline.graph.reading import UnitLink


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph; `links` are the citations that they are part of, none for plain words."""

    text: str
    links: tuple[UnitLink, ...] = ()

    @property
    def group(self) -> str:
        """What the strongest of the citations does: the group of its function, "" where no verb governs."""
        return max((group_of(link.mention.function) for link in self.links), key=_ORDER.index, default="")


_ORDER = ("", "neutral", "stance", "basis", "change", "contradiction")


def group_of(function: str) -> str:
    """Return the group of a citation function; "" for none.

    >>> group_of("extends"), group_of("recalls"), group_of("")
    ('change', 'neutral', '')
    """
    known = functions().get(function)
    return known.group if known and known.group in _ORDER else ""


def pieces(text: str, links: Iterable[UnitLink]) -> tuple[Piece, ...]:
    """Cut a text at its citations.

    Citations that share words make one piece. One whose words do not stand where it says (a text that was changed)
    is left out rather than put in a wrong place.
    """
    out: list[Piece] = []
    at = 0
    for start, end, held in _spans(text, links):
        if at < start:
            out.append(Piece(text[at:start]))
        out.append(Piece(text[start:end], held))
        at = end
    if at < len(text):
        out.append(Piece(text[at:]))
    return tuple(out)


def _spans(text: str, links: Iterable[UnitLink]) -> list[tuple[int, int, tuple[UnitLink, ...]]]:
    spans: list[tuple[int, int, tuple[UnitLink, ...]]] = []
    for link in sorted(links, key=lambda one: (one.mention.start, -len(one.mention.text))):
        start, end = link.mention.start, link.mention.start + len(link.mention.text)
        if start == end or text[start:end] != link.mention.text:
            continue
        if spans and start < spans[-1][1]:
            first, last, held = spans[-1]
            spans[-1] = (first, max(last, end), (*held, link))
        else:
            spans.append((start, end, (link,)))
    return spans
