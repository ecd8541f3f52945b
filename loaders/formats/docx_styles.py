"""The styles of a DOCX file -> what a paragraph is by its style: a heading, the title, an item of a list.

Known are the built-in heading and contents styles in English, outline levels, and the heading styles of the templates
of the United Nations (`H1`, `_ H_1_G`, `H23G`, `HChG`). Properties are inherited as ISO/IEC 29500-1, 17.7 says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.loaders.formats.docx_numbering import W, value
from lexline.loaders.formats.flow import CONTENTS, HEADING, TITLE

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING: Final = re.compile(r"heading ?\d|_?\s*h_?\s*(?:m|ch|\d{1,3}|\d(?:_?\d)*)(?:_?g)?|subtitle", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"toc ?\d|table of figures", re.IGNORECASE)
_BASES: Final = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph's style and own properties say: its role in the flow, its list and the level there."""

    role: str = ""
    list_id: str = ""
    level: int = 0


class Styles:
    """Looks paragraph styles up; `level_of` tells the level that a style stands for in a list."""

    def __init__(self, root: _Element | None, level_of: Callable[[str, str], int] = lambda _list, _style: 0) -> None:
        found = list(root.iterchildren(W + "style")) if root is not None else []
        self._styles = {value(style, "styleId"): style for style in found}
        self._default = next(
            (value(s, "styleId") for s in found if value(s, "type") == "paragraph" and value(s, "default") == "1"), ""
        )
        self._level_of = level_of
        self._known: dict[str, tuple[str, str, int | None, str]] = {}

    def lists(self) -> dict[str, str]:
        """Return the list that each numbering style stands for."""
        out = {}
        for key, style in self._styles.items():
            if value(style, "type") == "numbering":
                out[key] = value(style.find(f"{W}pPr/{W}numPr/{W}numId"))
        return out

    def use(self, level_of: Callable[[str, str], int]) -> None:
        """Tell how levels are found, once the numbering is read."""
        self._level_of = level_of

    def of(self, paragraph: _Element) -> Style:
        """Return what a paragraph is by its style and own properties."""
        properties = paragraph.find(W + "pPr")
        key = value(properties.find(W + "pStyle")) if properties is not None else ""
        key = key if key in self._styles else self._default
        role, list_id, level, owner = self._inherited(key)
        if properties is not None:
            own = properties.find(W + "numPr")
            if own is not None:
                list_id = value(own.find(W + "numId")) or list_id
                depth = value(own.find(W + "ilvl"))
                level = int(depth) if re.fullmatch(r"\d", depth) else level
            outline = value(properties.find(W + "outlineLvl"))
            role = HEADING if not role and re.fullmatch(r"[0-8]", outline) else role
        if not list_id or list_id == "0":
            return Style(role)
        return Style(role, list_id, self._level_of(list_id, owner) if level is None else level)

    def _inherited(self, key: str) -> tuple[str, str, int | None, str]:
        """Return role, list, level, and the style that the list comes from, of a style and those it is based on."""
        if key in self._known:
            return self._known[key]
        role, list_id, owner = "", "", ""
        level: int | None = None
        at = key
        for _ in range(_BASES):
            style = self._styles.get(at)
            if style is None:
                break
            name = value(style.find(W + "name"))
            role = role or _role(name, value(style.find(f"{W}pPr/{W}outlineLvl")))
            numbered = style.find(f"{W}pPr/{W}numPr")
            if numbered is not None and not list_id:
                list_id, owner = value(numbered.find(W + "numId")), at
                depth = value(numbered.find(W + "ilvl"))
                level = int(depth) if re.fullmatch(r"\d", depth) else None
            at = value(style.find(W + "basedOn"))
        self._known[key] = (role, list_id, level, owner)
        return self._known[key]


def _role(name: str, outline: str) -> str:
    if name.lower() == "title":
        return TITLE
    if _CONTENTS.match(name):
        return CONTENTS
    return HEADING if _HEADING.fullmatch(name) or re.fullmatch(r"[0-8]", outline) else ""
