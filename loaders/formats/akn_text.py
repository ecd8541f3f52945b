"""Mixed content of Akoma Ntoso elements -> normalised text with its links and footnote calls.

White space of any kind (also no-break spaces) becomes one space, soft hyphens and two private characters are
dropped, nothing else changes. Footnotes are taken out where they stand and leave an offset behind. Content nested
deeper than `MAX_DEPTH` is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from lexline.loaders.document import Link, Span
from lexline.ontology.errors import InputError

#: Deeper nesting than any real document has (the official files stay below 20).
MAX_DEPTH: Final = 100

#: Soft hyphens, and the two private characters that mark calls where other formats are read.
_DROPPED: Final = re.compile("[\u00ad\ue000\ue001]")

#: Elements that end a line: text before and after them is never one word.
_BREAKS: Final = frozenset(
    {"p", "eol", "br", "td", "th", "tr", "docTitle", "docNumber", "num", "heading", "subheading"}
)


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; "" for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: etree._Element) -> int | None:
    """Return the line of the source on which an element begins."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def check_depth(element: etree._Element, depth: int) -> None:
    """Refuse an element that stands deeper than any document has it (InputError)."""
    if depth > MAX_DEPTH:
        raise InputError(
            f"Elements are nested more than {MAX_DEPTH} deep (line {element.sourceline}).",
            "This is no document as the United Nations publishes them.",
        )


@dataclass(frozen=True, slots=True)
class Call:
    """A footnote call at `offset`: `note` is the note's element, or None where an earlier note is called again."""

    offset: int
    marker: str
    note: etree._Element | None


@dataclass(frozen=True, slots=True)
class Text:
    """Normalised text with the links over it and the footnote calls in it."""

    text: str = ""
    links: tuple[Link, ...] = ()
    calls: tuple[Call, ...] = ()

    def __bool__(self) -> bool:
        """True where there is anything to keep."""
        return bool(self.text or self.calls)

    def drop(self, length: int) -> Text:
        """Return the text without its first `length` characters and the spaces after them."""
        rest = self.text[length:].lstrip()
        cut = len(self.text) - len(rest)
        links = tuple(
            Link(Span(max(link.span.start - cut, 0), link.span.end - cut), link.href)
            for link in self.links
            if link.span.end > cut
        )
        calls = tuple(Call(max(call.offset - cut, 0), call.marker, call.note) for call in self.calls)
        return Text(rest, links, calls)


def join(texts: list[Text], separator: str = " ", *, keep_empty: bool = False) -> Text:
    """Put texts one behind the other, offsets shifted along; empty ones leave no separator unless kept."""
    if not keep_empty:
        texts = [text for text in texts if text]
    if len(texts) == 1:
        return texts[0]
    out = ""
    links: list[Link] = []
    calls: list[Call] = []
    for place, text in enumerate(texts):
        if (keep_empty and place) or (out and text.text):
            out += separator
        shift = len(out)
        out += text.text
        links += [Link(Span(at.span.start + shift, at.span.end + shift), at.href) for at in text.links]
        calls += [Call(call.offset + shift, call.marker, call.note) for call in text.calls]
    return Text(out, tuple(links), tuple(calls))


@dataclass(slots=True)
class _Writer:
    """Collects characters and squeezes white space while it goes."""

    markers: frozenset[str]
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    space: bool = False
    links: list[tuple[int, int, str]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    def write(self, text: str) -> None:
        text = _DROPPED.sub("", text)
        words = text.split()
        if not words:
            self.space = self.space or bool(text)
            return
        if self.length and (self.space or text[0].isspace()):
            self.pieces.append(" ")
            self.length += 1
        line = " ".join(words)
        self.pieces.append(line)
        self.length += len(line)
        self.space = text[-1].isspace()

    def element(self, element: etree._Element, depth: int) -> None:
        """Write what stands inside an element (not its tail)."""
        check_depth(element, depth)
        if element.text:
            self.write(element.text)
        for child in element:
            self.child(child, depth + 1)
            if child.tail:
                self.write(child.tail)

    def child(self, child: etree._Element, depth: int) -> None:
        """Write an inline element by what it is: a note, a link, or text."""
        name = local(child)
        if name == "authorialNote":
            self.calls.append(Call(self.length, (child.get("marker") or "").strip(), child))
        elif name == "sup" and self._is_call(child):
            self.calls.append(Call(self.length, (child.text or "").strip(), None))
        elif name == "a":
            before = self.length
            self.element(child, depth)
            self._link(before, child.get("href") or "")
        elif name:
            self.space = self.space or name in _BREAKS
            self.element(child, depth)
            self.space = self.space or name in _BREAKS

    def _is_call(self, element: etree._Element) -> bool:
        """A raised number calls a note again, unless it is an exponent or no note has that marker."""
        marker = (element.text or "").strip()
        if marker not in self.markers or len(element) or not self.pieces:
            return False
        return not self.pieces[-1][-1].isdigit() and not self.pieces[-1][-1].isspace()

    def _link(self, start: int, href: str) -> None:
        if self.length == start or not href:
            return
        if self.links and self.links[-1][1:] == (start, href):  # one link that the editor cut in pieces
            start = self.links.pop()[0]
        self.links.append((start, self.length, href))

    def finish(self) -> Text:
        text = "".join(self.pieces)
        links = tuple(Link(Span(start + (text[start] == " "), end), href.strip()) for start, end, href in self.links)
        return Text(text, links, tuple(self.calls))


def read(element: etree._Element, markers: frozenset[str] = frozenset(), depth: int = 0) -> Text:
    """Read the mixed content of an element; `markers` are the footnote markers that the document has."""
    writer = _Writer(markers)
    writer.element(element, depth)
    return writer.finish()


def read_loose(pieces: list[etree._Element | str], markers: frozenset[str] = frozenset(), depth: int = 0) -> Text:
    """Read a run of text and inline elements that stand beside block elements."""
    writer = _Writer(markers)
    for piece in pieces:
        if isinstance(piece, str):
            writer.write(piece)
        else:
            writer.child(piece, depth)
    return writer.finish()
