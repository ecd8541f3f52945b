"""Members of series: addenda carried from a stem, treaties by registration number, general comments by their body."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations.resolve import Resolved
from lexline.ontology import registry

_SERIES: Final = re.compile(r"(?P<word>Add|Corr|Rev)s?\.\s?(?P<numbers>\d.*)$")
_REGISTERED: Final = re.compile(r"(?:Nos?|NO)\.\s?(?:[A-Z]-?)?(\d{1,6})(?:\s?[-–]\s?(\d{1,6}))?$")
_NUMBERS: Final = re.compile(r"(\d{1,3})(?:(?:\s?[-–]\s?|\sto\s)(\d{1,3}))?")
_MOST: Final = 100


def members(text: str, stem: str = "") -> list[str]:
    """Return the symbols that a printed symbol or a carried addendum names.

    >>> members("S/8248/Add.7-9")
    ['S/8248/Add.7', 'S/8248/Add.8', 'S/8248/Add.9']
    >>> members("Add.1 and 2", stem="S/26060")
    ['S/26060/Add.1', 'S/26060/Add.2']
    """
    match = _SERIES.search(text)
    if match is None:
        return [text]
    if stem:
        base = re.sub(r"/(?:Add|Corr|Rev)\.\d+$", "", stem) + "/"
    else:
        if not re.search(r"\d\s?[-–]\s?\d", match["numbers"]):
            return [text]
        base = text[: match.start()]
    tail = re.search(r"/(?:Add|Corr|Rev)\.\d+$", match["numbers"])
    if stem and tail:
        return [f"{base}{text.replace(' ', '')}"]
    out: list[str] = []
    for first, last in _NUMBERS.findall(match["numbers"]):
        low, high = int(first), int(last or first)
        if not low <= high <= low + _MOST:
            high = low
        out.extend(f"{base}{match['word']}.{n}" for n in range(low, high + 1))
    return out


@cache
def _by_registration() -> Mapping[int, tuple[str, ...]]:
    table: dict[int, list[str]] = {}
    for treaty in registry.treaties():
        for number in treaty.unts:
            table.setdefault(number, []).append(treaty.id)
    return MappingProxyType({number: tuple(ids) for number, ids in table.items()})


def treaties_of_series(text: str, called: Collection[str] = ()) -> list[str]:
    """Return the treaties registered under the numbers that a Treaty Series reference names.

    A protocol may be registered under its convention's number, in a later volume: the volume tells. Where the registry
    does not know it, as many volumes as treaties mean all of them; else those `called`, behind whose names the
    reference stands; else the convention itself.
    """
    match = _REGISTERED.search(text)
    if match is None:
        return []
    low, high = int(match[1]), int(match[2] or match[1])
    out: list[str] = []
    volumes = {int(v) for v in re.findall(r"\d+", text[: match.start()].partition("(")[0].rpartition("vol")[2])}
    for number in range(low, min(high, low + _MOST) + 1):
        found = _by_registration().get(number, ())
        found = tuple(i for i in found if volumes.intersection(_volumes(i))) or found
        if len(volumes) < len(found):
            found = tuple(i for i in found if i in called) or tuple(i for i in found if _parent(i) not in found)
        out.extend(found)
    return out


def _volumes(identifier: str) -> tuple[int, ...]:
    entry = registry.treaty(identifier)
    return entry.volumes if entry is not None else ()


def _parent(identifier: str) -> str | None:
    entry = registry.treaty(identifier)
    return entry.part_of if entry is not None else None


@cache
def _protocols() -> Mapping[str, tuple[registry.Treaty, ...]]:
    """Return the protocols to each treaty; one that names a set ("the Geneva Conventions") is to each member of it."""
    table: dict[str, list[registry.Treaty]] = {}
    for treaty in registry.treaties():
        if "Protocol" not in treaty.generic:
            continue
        named = (m for group in registry.treaty_sets() if group.label in treaty.title for m in group.members)
        for parent in [treaty.part_of] if treaty.part_of else named:
            table.setdefault(parent, []).append(treaty)
    return MappingProxyType({parent: tuple(protocols) for parent, protocols in table.items()})


def _earliest(identifiers: list[str], count: int) -> list[str]:
    """Return the `count` treaties that were adopted first, or none where their dates do not tell them apart."""
    dates = {i: entry.date for i in identifiers if (entry := registry.treaty(i)) is not None and entry.date is not None}
    ordered = sorted(dates, key=lambda i: dates[i])
    clear = len(ordered) == len(identifiers) and dates[ordered[count - 1]] < dates[ordered[count]]
    return [i for i in identifiers if i in ordered[:count]] if clear else []


#: How many protocols a text says, and how many it may mean where it does not say.
_COUNTS: Final = {"two ": 2, "three ": 3}
_MOST_PROTOCOLS: Final = 3


def protocols_of(treaty: str, text: str, written: int | None = None) -> list[str]:
    """Return the protocols to a treaty that "its Protocol of 2014" or "the two Optional Protocols thereto" mean.

    `written` is the year of the citing text: later protocols are not meant. Empty where one is said and several may be
    meant, or where none is known.

    >>> protocols_of("treaty:refugees-1951", "Protocol thereto of 1967")
    ['treaty:refugees-1967']
    """
    year = re.search(r"\d{4}", text)
    words = re.sub(r"\d{4}|two|three|thereto.*|\sof\s.*", "", text).strip()
    found = [p for p in _protocols().get(treaty, ()) if p.date is None or written is None or p.date.year <= written]
    if year is not None:
        found = [p for p in found if p.date is not None and p.date.year == int(year[0])]
    if words.lower().endswith("s"):
        # A set's additional protocols are those adopted together; a later one is named by its year.
        together = min((p.date for p in found if p.date is not None), default=None)
        several = [p.id for p in found if p.part_of or year is not None or p.date == together]
        said = next((count for word, count in _COUNTS.items() if text.lower().startswith(word)), None)
        if said is not None and len(several) > said:
            several = _earliest(several, said)
        return several if len(several) == said or (said is None and 1 < len(several) <= _MOST_PROTOCOLS) else []
    exact = [p for p in found if p.generic.lower() == words.lower()]
    one = exact if len(exact) == 1 else found
    return [one[0].id] if len(one) == 1 else []


@cache
def subjects_of(protocol: str) -> frozenset[str]:
    """Return what a protocol's titles say behind "Protocol", in lower case: "against the smuggling of migrants"."""
    entry = registry.treaty(protocol)
    names = (entry.title, *entry.aliases) if entry is not None else ()
    tails = (name.partition("Protocol ")[2].partition(",")[0].lower() for name in names)
    return frozenset(tail for tail in tails if tail.startswith(("against ", "on ", "to prevent")))


@cache
def treaty_of_body() -> Mapping[str, str]:
    """Return the treaty that each treaty body watches over: "the Convention" in a sentence that names the body."""
    return MappingProxyType({body.code: body.watches for body in registry.bodies() if body.watches})


@cache
def _comment_symbols() -> Mapping[str, str]:
    """Return what the symbols of general comments begin with, by the body's code and by the treaty it watches over."""
    known = [body for body in registry.bodies() if body.comment_symbol]
    named = {body.code: body.comment_symbol for body in known}
    return MappingProxyType(named | {body.watches: body.comment_symbol for body in known if body.watches})


def comment_ids(text: str, near: list[tuple[int, str]], known: dict[int, str]) -> list[Resolved]:
    """Resolve "general recommendation No. 30" with the bodies and treaties of its sentence, as (distance, code).

    `known` remembers what each number meant in this document, and new ones are added to it. A number whose body is not
    named is looked up there; a new one is taken for that of the only body whose comments the document has cited.
    """
    symbols = _comment_symbols()
    bodies = sorted((abs(d), symbols[code]) for d, code in near if code in symbols)
    series = {target.rpartition("/")[0] for target in known.values()}
    out = []
    for number in map(int, re.findall(r"\d{1,3}", text)):
        target = f"{bodies[0][1]}/{number}" if bodies else known.get(number)
        if target is None and len(series) == 1:
            out.append(
                Resolved(f"{min(series)}/{number}", "general-comment", "number", 0.75, "body of the comments before")
            )
            continue
        if target is None:
            out.append(
                Resolved(None, "general-comment", "number", 0.4, "whose general comment this is could not be told")
            )
        else:
            known[number] = target
            out.append(Resolved(target, "general-comment", "number", 0.9))
    return out
