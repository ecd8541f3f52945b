"""Many instruments -> what fits into a picture: the most linked by themselves, the others in groups that open.

A group holds what belongs to one family (a body, a theme; or all in one) and lies in one stretch of years. Stretches
are as short as the number of groups allows, and do not depend on which groups are open. Nothing is lost: what is in no
group stands by itself or is counted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

#: How many nodes a picture can have and still be read, how many groups may be among them, and how many instruments
#: stay by themselves then.
READABLE: Final = 70
MOST_GROUPS: Final = 30
MOST_SINGLE: Final = 36
#: How many members come out of a group when it is opened; opened once more, as many again.
OPENED: Final = 40
#: Years that a group may span; the last takes all.
_SPANS: Final = (1, 2, 5, 10, 20, 1000)
_HEAD: Final = "group:"
_KEY: Final = re.compile(r"group:([^:]*):(?:(\d{1,4})-(\d{1,4})|undated)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Group:
    """Instruments in one place: the family, the first and last year (None: undated), and who is in it.

    `at` is the year at which it is drawn, the same for all groups of one stretch.
    """

    family: str
    first: int | None
    last: int | None
    members: tuple[str, ...]
    at: int | None = None

    @property
    def key(self) -> str:
        """The name by which it is opened.

        >>> Group("GA", 2005, 2009, ()).key
        'group:GA:2005-2009'
        """
        return f"{_HEAD}{self.family}:{'undated' if self.first is None else f'{self.first}-{self.last}'}"

    @property
    def years(self) -> str:
        """The stretch as people write it."""
        if self.first is None:
            return "undated"
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class Folded:
    """What is drawn: instruments by themselves, and groups; `left_out` is what neither shows."""

    singles: tuple[str, ...]
    groups: tuple[Group, ...]
    left_out: tuple[str, ...] = ()

    def place(self) -> dict[str, str]:
        """Return by what each instrument is drawn: itself, or the key of its group."""
        return {name: name for name in self.singles} | {name: one.key for one in self.groups for name in one.members}


def is_group(key: str) -> bool:
    """Say whether a name is that of a group, and not of an instrument."""
    return _KEY.fullmatch(key) is not None


def ungrouped(ranked: Sequence[str], kept: Collection[str]) -> Folded:
    """Draw the first ones of a ranking by themselves, and always those that are to be kept."""
    first = [name for name in ranked if name in kept]
    rest = [name for name in ranked if name not in kept]
    room = max(READABLE - len(first), 0)
    return Folded((*first, *rest[:room]), (), tuple(rest[room:]))


def folded(
    ranked: Sequence[str],
    kept: Collection[str],
    *,
    family: Callable[[str], str],
    year: Callable[[str], int | None],
    opened: Sequence[str] = (),
) -> Folded:
    """Put instruments into groups.

    Args:
        ranked: all of them, the most important first.
        kept: those that stand by themselves whatever happens.
        family: tells what may be put together.
        year: tells the year of each.
        opened: keys of groups whose members come out, `OPENED` of them for each time that the key stands here.
    """
    inside = [name for name in ranked if name not in kept]
    groups = _groups(inside, family, year)
    out = _opened(inside, family, year, opened)
    singles = [name for name in ranked if name in kept or name in out]
    left: list[Group] = []
    for group in groups:
        members = tuple(name for name in group.members if name not in out)
        if len(members) == 1:
            singles.extend(members)
        elif members:
            left.append(replace(group, members=members))
    return Folded(tuple(singles), tuple(left))


def _groups(names: Sequence[str], family: Callable[[str], str], year: Callable[[str], int | None]) -> tuple[Group, ...]:
    for span in _SPANS:
        cells: dict[tuple[str, int | None], list[str]] = defaultdict(list)
        for name in names:
            when = year(name)
            cells[family(name), None if when is None else when - when % span].append(name)
        if sum(len(members) > 1 for members in cells.values()) <= MOST_GROUPS and len(cells) <= READABLE:
            break
    found = []
    every = sorted(when for name in names if (when := year(name)) is not None)
    for (of, begin), members in sorted(cells.items(), key=lambda item: (item[0][1] or 0, item[0][0])):
        years = sorted(when for name in members if (when := year(name)) is not None)
        at = None
        if begin is not None:
            # the middle of the stretch, but never beyond the first or last year of all
            middle = begin + span // 2 if span < _SPANS[-1] else years[len(years) // 2]
            at = min(max(middle, every[0]), every[-1])
        found.append(Group(of, min(years, default=None), max(years, default=None), tuple(members), at))
    return tuple(found)


def _opened(
    names: Sequence[str], family: Callable[[str], str], year: Callable[[str], int | None], opened: Sequence[str]
) -> set[str]:
    """Return who comes out: a key opens whatever lies in its family and years, whichever groups there are now."""
    out: set[str] = set()
    for key, times in Counter(opened).items():
        if match := _KEY.fullmatch(key):
            of, first, last = match.groups()
            fits = [
                name
                for name in names
                if family(name) == of and _within(year(name), int(first) if first else None, int(last or 0))
            ]
            out.update(fits[: OPENED * times])
    return out


def _within(when: int | None, first: int | None, last: int) -> bool:
    return when is None if first is None else when is not None and first <= when <= last


def largest(families: Mapping[str, str], most: int) -> frozenset[str]:
    """Return the families that the most instruments belong to."""
    counts = Counter(families.values())
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return frozenset(ordered[:most])
