"""The numbering definitions of a DOCX file -> the number that a word processor prints before each paragraph.

Follows ISO/IEC 29500-1, section 17.9: abstract definitions, instances with overrides, styles that number, levels that
begin again below a higher one. Numbers of a level that stands in digits alone ("1", "1)") are printed with a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.loaders.formats.flow import bullet, formatted

if TYPE_CHECKING:
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE: Final = re.compile(r"%([1-9])")
_ALONE: Final = re.compile(r"(\d{1,4})[.)]{0,2}")
_MOST: Final = 100_000


def value(element: _Element | None, name: str = "val") -> str:
    """Return an attribute of the main namespace, "" where element or attribute is absent."""
    return str(element.get(W + name) or "") if element is not None else ""


def number(element: _Element | None, default: int = 0) -> int:
    """Return an element's value as a number within bounds."""
    text = value(element)
    return min(max(int(text), 0), _MOST) if re.fullmatch(r"-?\d{1,9}", text) else default


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    paragraph_style: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """A list as used: its abstract definition, the levels that hold, and where they begin anew."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """Counts the paragraphs of each list; give it every numbered paragraph in reading order."""

    def __init__(self, root: _Element | None, style_lists: dict[str, str]) -> None:
        """Read numbering.xml; `style_lists` names the list that a numbering style stands for."""
        self._instances: dict[str, Instance] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        abstracts = {value(one, "abstractNumId"): one for one in root.iterchildren(W + "abstractNum")}
        nums = {value(one, "numId"): one for one in root.iterchildren(W + "num")}
        for key, num in nums.items():
            found = _abstract(num, abstracts, nums, style_lists)
            if found is not None:
                self._instances[key] = _instance(num, *found)

    def level_of(self, list_id: str, style: str) -> int:
        """Return the level that a paragraph style stands for in a list."""
        instance = self._instances.get(list_id)
        levels = instance.levels if instance else {}
        return next((depth for depth, level in levels.items() if style and level.paragraph_style == style), 0)

    def next(self, list_id: str, depth: int) -> str:
        """Count a paragraph of a list and return the number printed before it; "" where nothing is."""
        instance = self._instances.get(list_id)
        level = instance.levels.get(depth) if instance else None
        if instance is None or level is None:
            return ""
        counts = self._counts.setdefault(instance.abstract, {})
        if depth in instance.starts and (list_id, depth) not in self._begun:
            self._begun.add((list_id, depth))
            counts[depth] = instance.starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper in [d for d in counts if d > depth]:
            restart = instance.levels[deeper].restart if deeper in instance.levels else None
            if restart is None or (restart and depth < restart):
                del counts[deeper]
        if level.style == "bullet":
            return bullet(level.text)
        return _printed(level, instance, counts, depth)


def _printed(level: Level, instance: Instance, counts: dict[int, int], depth: int) -> str:
    def put(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        other = instance.levels.get(at, Level())
        style = "decimal" if level.legal else other.style
        return formatted(counts.get(at, other.start), "decimal" if style == "bullet" else style)

    text = _PLACE.sub(put, level.text).strip()
    alone = _ALONE.fullmatch(text) if depth == 0 else None
    return f"{alone[1]}." if alone else text


def _abstract(
    num: _Element, abstracts: dict[str, _Element], nums: dict[str, _Element], style_lists: dict[str, str]
) -> tuple[str, _Element] | None:
    """Find the abstract definition of a list, through a numbering style if one stands between."""
    for _ in range(4):
        key = value(num.find(W + "abstractNumId"))
        abstract = abstracts.get(key)
        if abstract is None:
            return None
        linked = value(abstract.find(W + "numStyleLink"))
        following = nums.get(style_lists.get(linked, "")) if linked else None
        if following is None:
            return key, abstract
        num = following
    return None


def _instance(num: _Element, key: str, abstract: _Element) -> Instance:
    levels = dict(_levels(abstract))
    starts: dict[int, int] = {}
    for override in num.iterchildren(W + "lvlOverride"):
        levels.update(_levels(override))
        depth = value(override, "ilvl")
        start = override.find(W + "startOverride")
        if start is not None and depth.isdigit():
            starts[min(int(depth), 9)] = number(start, 1)
    return Instance(key, levels, starts)


def _levels(holder: _Element) -> Iterator[tuple[int, Level]]:
    for lvl in holder.iterchildren(W + "lvl"):
        depth = value(lvl, "ilvl")
        if not depth.isdecimal() or len(depth) > 1:
            continue
        restart = lvl.find(W + "lvlRestart")
        legal = lvl.find(W + "isLgl")
        yield (
            int(depth),
            Level(
                start=number(lvl.find(W + "start")),
                style=value(lvl.find(W + "numFmt")) or "decimal",
                text=value(lvl.find(W + "lvlText"))[:100],
                restart=number(restart) if restart is not None else None,
                legal=legal is not None and value(legal) not in ("0", "false"),
                paragraph_style=value(lvl.find(W + "pStyle")),
            ),
        )
