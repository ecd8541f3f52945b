"""Names of treaties, declarations and bodies in a text, found in one pass over the registries' aliases.

Full names match whatever their letters' case and typographic marks; abbreviations match exactly. A name must stand as a
word of its own. What a text itself defines ("the Palermo Protocol") is the work of `context`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from lexline.ontology import registry

#: Bodies as texts call them in short; which Council is meant is decided where a number shows it.
GENERIC_BODIES: tuple[tuple[str, str], ...] = (
    ("Assembly", "GA"),
    ("Council", "council"),
    ("Commission", "commission"),
    ("Committee", "committee"),
)

#: Names of bodies up to this length are abbreviations.
_LONGEST_ABBREVIATION = 8

# One-to-one, so that offsets stay true: typographic marks to plain ones.
_PLAIN: Final = tuple(zip("’‘“”–—\u2010\u2011\u00a0\n", "''\"\"----  ", strict=True))


class Hit(NamedTuple):
    """A name found at a half-open span: the id of a treaty or declaration, or the code of a body."""

    start: int
    end: int
    value: str
    treaty: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name to find: plain writing, what it names, and its exact writing where letters' case counts."""

    key: str
    value: str
    treaty: bool
    exact: str = ""
    tail: bool = False


def plain(text: str) -> str:
    """Lower-case a text and flatten its typographic marks, keeping every offset."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    if lowered.isascii():
        return lowered.replace("\n", " ")
    # A look for each of ten marks is faster than a table for every character.
    for mark, written in _PLAIN:
        lowered = lowered.replace(mark, written)
    return lowered


@cache
def table() -> Mapping[str, Name]:
    """Return every name by its plain writing; what it means first, it means."""
    entries: dict[str, Name] = {}
    for name in (*_treaty_names(), *_body_names()):
        entries.setdefault(name.key, name)
    return MappingProxyType(entries)


def _treaty_names() -> Iterator[Name]:
    """Yield the names of treaties and declarations; what a name means first, it means."""
    for treaty in registry.treaties():
        yield from (Name(plain(alias), treaty.id, True) for alias in (treaty.title, *treaty.aliases))
        yield from (Name(plain(short), treaty.id, True, short) for short in treaty.abbreviations)
    for treaty in registry.treaties():
        yield from (Name(plain(tail), treaty.id, True, tail=True) for tail in _tails(treaty))
    for group in registry.treaty_sets():
        yield from (Name(plain(alias), " ".join(group.members), True) for alias in group.aliases)


def _body_names() -> Iterator[Name]:
    """Yield the names of bodies; abbreviations and generic words count only as they are printed."""
    for body in registry.bodies():
        for alias in (body.name, *body.aliases):
            yield Name(plain(alias), body.code, False, alias if len(alias) <= _LONGEST_ABBREVIATION else "")
    for name, code in GENERIC_BODIES:
        yield Name(plain(name), code, False, name)


def _tails(treaty: registry.Treaty) -> list[str]:
    """Return what a protocol's names say behind its convention's name: "on the sale of children".

    Texts name several protocols in one breath: "its Optional Protocols on the one subject and on the other".
    """
    parent = registry.treaty(treaty.part_of) if treaty.part_of else None
    if parent is None:
        return []
    out = []
    for name in (treaty.title, *treaty.aliases):
        head, found, tail = name.partition(parent.title)
        if found and "Protocol" in head and tail.startswith((" on ", ", on ")) and len(tail) > 20:
            out.append(tail.strip(" ,"))
    return out


def choose(text: str, lowered: str, found: list[tuple[int, int, Name]]) -> list[Hit]:
    """Return those of the names found that stand as words: the longest at each place, without overlaps, in order."""
    hits = []
    for start, end, name in found:
        if name.exact and text[start:end] != name.exact:
            continue
        if _inside_word(lowered, start, end) or (name.tail and not _after_protocols(lowered, start)):
            continue
        hits.append((start, end, name))
    hits.sort(key=_longest_first)
    out: list[Hit] = []
    reached = 0
    for start, end, name in hits:
        if start >= reached:
            out.append(Hit(start, end, name.value, name.treaty))
            reached = end
    return out


def _longest_first(hit: tuple[int, int, Name]) -> tuple[int, int]:
    return hit[0], -hit[1]


def _inside_word(text: str, start: int, end: int) -> bool:
    """Say whether the stretch is part of a longer word or of a symbol."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return before.isalnum() or before in "/_" or after.isalnum() or after in "/_"


def _after_protocols(text: str, start: int) -> bool:
    """Say whether "Optional Protocols" opened the list in which this tail stands, or "the Protocol thereto" it."""
    before = text[max(0, start - 320) : start].rstrip()
    listed = "optional protocols" in before and before.endswith((" and", ",", " or", "protocols"))
    return listed or before.endswith(("protocols thereto", "protocol thereto"))
