"""The styles and list styles of an ODT file -> what paragraphs and spans are by them, and the numbers of lists.

Follows OpenDocument 1.3, part 3, sections 5.3, 16.5 and 19.880: lists inside lists count for themselves, a list
may go on where one of the same style stopped, and an item that only holds another list is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from lexline.loaders.formats.flow import TITLE, bullet, formatted

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_FORMATS: Final = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_PLACE: Final = re.compile(r"%([1-9])%")
_ALONE: Final = re.compile(r"(\d{1,4})[.)]{0,2}")
_BASES: Final = 20


def attribute(element: _Element, name: str) -> str:
    """Return an attribute, "" where it is absent."""
    return str(element.get(name) or "")


class Styles:
    """Looks up what the paragraph, text and list styles of a file say."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self.lists: dict[str, dict[int, _Element]] = {}
        self.outline: dict[int, _Element] = {}
        for root in roots:
            for style in root.iter(STYLE + "style"):
                self._styles[attribute(style, STYLE + "family"), attribute(style, STYLE + "name")] = style
            for lists in root.iter(TEXT + "list-style"):
                self.lists[attribute(lists, STYLE + "name")] = _levels(lists)
            for outline in root.iter(TEXT + "outline-style"):
                self.outline = _levels(outline)

    def _chain(self, family: str, name: str) -> Iterable[_Element]:
        for _ in range(_BASES):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = attribute(style, STYLE + "parent-style-name")

    def role(self, name: str) -> str:
        """Return what a paragraph is by its style: the title, or nothing that is known."""
        return TITLE if any(attribute(s, STYLE + "name") == "Title" for s in self._chain("paragraph", name)) else ""

    def is_bold(self, family: str, name: str) -> bool:
        """Say whether a style sets its words in bold."""
        for style in self._chain(family, name):
            properties = style.find(STYLE + "text-properties")
            weight = attribute(properties, _FO + "font-weight") if properties is not None else ""
            if weight:
                return weight in ("bold", "600", "700", "800", "900")
        return False


def _levels(holder: _Element) -> dict[int, _Element]:
    out: dict[int, _Element] = {}
    for level in holder.iterchildren("*"):
        depth = attribute(level, TEXT + "level")
        if re.fullmatch(r"[1-9]|10", depth):
            out[int(depth)] = level
    return out


class Counter:
    """Counts the items of lists, level by level, and tells what is printed before them."""

    def __init__(self, levels: dict[int, _Element]) -> None:
        self._levels = levels
        self._counts: dict[int, int] = {}

    def enter(self, depth: int) -> None:
        """Begin a list at a level; what was counted there and below begins anew."""
        for deeper in [level for level in self._counts if level >= depth]:
            del self._counts[deeper]

    def next(self, depth: int, start: str = "") -> str:
        """Count an item and return what is printed before it."""
        level = self._levels.get(depth)
        if start.isdecimal() and len(start) < 7:
            self._counts[depth] = int(start)
        else:
            self._counts[depth] = self._counts[depth] + 1 if depth in self._counts else self._start(depth)
        self.enter(depth + 1)
        if level is None:
            return ""
        if level.tag == TEXT + "list-level-style-bullet":
            return bullet(attribute(level, TEXT + "bullet-char"))
        return self._printed(level, depth)

    def _start(self, depth: int) -> int:
        level = self._levels.get(depth)
        stated = attribute(level, TEXT + "start-value") if level is not None else ""
        return int(stated) if stated.isdecimal() and len(stated) < 7 else 1

    def _number(self, depth: int) -> str:
        level = self._levels.get(depth)
        style = _FORMATS.get(attribute(level, STYLE + "num-format"), "none") if level is not None else "none"
        return formatted(self._counts.get(depth, self._start(depth)), style)

    def _printed(self, level: _Element, depth: int) -> str:
        whole = attribute(level, STYLE + "num-list-format")
        if whole:
            text = _PLACE.sub(lambda match: self._number(int(match[1])), whole[:100])
        else:
            shown = attribute(level, TEXT + "display-levels")
            first = depth - (int(shown) if shown.isdecimal() and len(shown) < 3 else 1) + 1
            numbers = [number for at in range(max(first, 1), depth + 1) if (number := self._number(at))]
            prefix, suffix = attribute(level, STYLE + "num-prefix"), attribute(level, STYLE + "num-suffix")
            text = f"{prefix}{'.'.join(numbers)}{suffix}" if numbers else ""
        text = text.strip()
        alone = _ALONE.fullmatch(text) if depth == 1 else None
        return f"{alone[1]}." if alone else text
