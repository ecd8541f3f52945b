"""A document that flows (word processing, web) as blocks of text with what its source says about them.

A loader of such a format writes each paragraph with a `Pen` and hands over a `Flow`: blocks in reading order, each
with its part in the document (heading, title, table, contents) where the source states one, its links, and marked
footnote calls; the notes; and symbols from running headers. `flow_documents` makes the Document of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lexline.loaders.document import Link, Problem, Span
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN
from lexline.ontology.symbols import Symbol, split_joint

# What a source may say that a block is; "" where it says nothing, so that the words decide.
TITLE: Final = "title"
HEADING: Final = "heading"
TABLE: Final = "table"
CONTENTS: Final = "contents"
#: All its words are set off in bold: a heading, perhaps.
STRONG: Final = "strong"

#: Between the rows of a table inside one block (a private-use character of one code point, as the line break that it
#: becomes).
ROW: Final = "\ue002"
#: Between the cells of a row.
CELL: Final = " | "

_DROPPED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\ufeff\ue000-\ue00f]")
_SPACES: Final = re.compile(r"\s+")
_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_BULLETS: Final = frozenset("•▪●○◦‣·*-–—")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its text with calls marked and forced line breaks kept, its role, and its line in the source."""

    text: str
    role: str = ""
    line: int = 0
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowNote:
    """A footnote or endnote: the marker under which the blocks call it, and its own paragraphs."""

    marker: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """What a loader reads from its format, before units are named.

    `running` are document symbols that the source tells outside the text, `language` what it states, `title` how it
    calls itself.
    """

    blocks: tuple[Block, ...]
    notes: tuple[FlowNote, ...] = ()
    running: tuple[str, ...] = ()
    language: str = ""
    title: str = ""
    problems: tuple[Problem, ...] = ()


class Pen:
    """Writes the text of one block: blanks run together, links and footnote calls noted where they stand.

    >>> pen = Pen()
    >>> pen.write("Recalling  its "); pen.link("https://x/"); pen.write("report"); pen.unlink(); pen.call("1")
    >>> block = pen.take(); (len(block.text), block.links)
    (23, (Link(span=Span(start=14, end=20), href='https://x/'),))
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._links: list[Link] = []
        self._open: tuple[int, str] | None = None

    def write(self, text: str) -> None:
        """Add text."""
        words = _SPACES.sub(" ", _DROPPED.sub("", text))
        if self._last in ("", " ", "\n"):
            words = words.lstrip(" ")
        if words:
            self._add(words)

    def call(self, marker: str) -> None:
        """Add the call of a footnote."""
        bare = _SPACES.sub("", _DROPPED.sub("", marker))
        if bare:
            self._add(f"{CALL_OPEN}{bare}{CALL_CLOSE}")

    def brk(self) -> None:
        """Add a forced line break."""
        if self._last:
            self._add("\n")

    def link(self, href: str) -> None:
        """Begin a link; one that is open ends here."""
        self.unlink()
        self._open = (self._length, href.strip())

    def unlink(self) -> None:
        """End the open link, if any."""
        if self._open and self._open[1] and self._open[0] < self._length:
            self._links.append(Link(Span(self._open[0], self._length), self._open[1]))
        self._open = None

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self._pieces)

    def take(self, role: str = "", line: int = 0) -> Block:
        """Return the block written so far and begin another; an open link goes on in it."""
        href = self._open[1] if self._open else ""
        self.unlink()
        block = Block(self.text.rstrip(), role, line, tuple(self._links))
        self._pieces, self._length, self._last, self._links = [], 0, "", []
        if href:
            self._open = (0, href)
        return block

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        self._last = text[-1]


class Markers:
    """Gives each note a marker of its own: where a document counts anew, the second "1" is kept as "1_2".

    >>> markers = Markers(); markers.own("1"), markers.own("1"), printed("1_2")
    ('1', '1_2', '1')
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def own(self, marker: str) -> str:
        """Return the marker, or one that no note has yet."""
        bare = _SPACES.sub("", marker).replace("_", "-")[:40] or "?"
        self._counts[bare] += 1
        return bare if self._counts[bare] == 1 else f"{bare}_{self._counts[bare]}"


def printed(marker: str) -> str:
    """Return a marker as it is printed."""
    return marker.partition("_")[0]


def bullet(mark: str) -> str:
    """Return the mark of a list item as the engine knows it; symbols of special fonts become a round bullet."""
    bare = mark.strip()
    return bare if bare in _BULLETS else "•"


def formatted(ordinal: int, style: str) -> str:
    """Write an ordinal in a number format, called as ISO/IEC 29500-1, 17.18.59 calls it; others are digits.

    >>> formatted(28, "lowerLetter"), formatted(4, "upperRoman"), formatted(7, "decimalZero")
    ('bb', 'IV', '07')
    """
    if style in ("upperLetter", "lowerLetter") and ordinal > 0:
        letters = chr(97 + (ordinal - 1) % 26) * min((ordinal - 1) // 26 + 1, 5)
        return letters.upper() if style == "upperLetter" else letters
    if style in ("upperRoman", "lowerRoman") and 0 < ordinal < 4000:
        out = ""
        for worth, sign in _ROMAN:
            out += sign * (ordinal // worth)
            ordinal %= worth
        return out.upper() if style == "upperRoman" else out
    if style == "none":
        return ""
    return f"{ordinal:02d}" if style == "decimalZero" else str(ordinal)


def symbols_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the symbols that stand alone among short texts, most frequent first; joint ones are split.

    >>> symbols_in(["A/73/171", "General Assembly", "A/73/171"])
    ('A/73/171',)
    """
    counts: Counter[str] = Counter()
    for text in texts:
        bare = _SPACES.sub(" ", text).strip()
        members = [Symbol.find(part) for part in split_joint(bare)] if "/" in bare and len(bare) < 90 else []
        if members and all(members):
            counts.update(member.text for member in members if member)
    return tuple(symbol for symbol, _ in counts.most_common())
