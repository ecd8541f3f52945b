"""Members of series: addenda carried from a stem, treaties by registration number, general comments by their body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations.resolve import Resolved
from lexline.ontology import registry

#: The treaty that each of these bodies watches over: "the Convention" in a sentence that names the body.
TREATY_OF_BODY: Final = MappingProxyType(
    {
        "CEDAW": "treaty:cedaw",
        "CRC": "treaty:crc",
        "CCPR": "treaty:iccpr",
        "CAT": "treaty:cat",
        "CRPD": "treaty:crpd",
        "CED": "treaty:ced",
        "CERD": "treaty:icerd",
        "CESCR": "treaty:icescr",
    }
)

_SERIES: Final = re.compile(r"(?P<word>Add|Corr|Rev)s?\.\s?(?P<numbers>\d.*)$")
_NUMBERS: Final = re.compile(r"(\d{1,3})(?:(?:\s?[-–]\s?|\sto\s)(\d{1,3}))?")
_MOST: Final = 100

#: Bodies whose general comments have symbols, by the code of `bodies.ttl` or by the treaty they watch over.
_COMMENT_SYMBOL: Final = MappingProxyType(
    {
        "CEDAW": "CEDAW/C/GC",
        "CRC": "CRC/C/GC",
        "CCPR": "CCPR/C/GC",
        "CAT": "CAT/C/GC",
        "CRPD": "CRPD/C/GC",
        "CMW": "CMW/C/GC",
        "CED": "CED/C/GC",
        "CERD": "CERD/C/GC",
        "CESCR": "E/C.12/GC",
        "treaty:cedaw": "CEDAW/C/GC",
        "treaty:crc": "CRC/C/GC",
        "treaty:iccpr": "CCPR/C/GC",
        "treaty:icescr": "E/C.12/GC",
    }
)


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


def treaties_of_series(text: str) -> list[str]:
    """Return the treaties registered under the numbers that a Treaty Series reference names."""
    match = re.search(r"(?:Nos?|NO)\.\s?(?:[A-Z]-?)?(\d{1,6})(?:\s?[-–]\s?(\d{1,6}))?$", text)
    if match is None:
        return []
    low, high = int(match[1]), int(match[2] or match[1])
    return [i for n in range(low, min(high, low + _MOST) + 1) for i in _by_registration().get(n, ())]


def protocol_of(treaty: str, year: int) -> str | None:
    """Return the one protocol of that year to a treaty, or None.

    >>> protocol_of("treaty:refugees-1951", 1967)
    'treaty:refugees-1967'
    """
    found = [
        t.id
        for t in registry.treaties()
        if t.part_of == treaty and t.date is not None and t.date.year == year and "Protocol" in t.generic
    ]
    return found[0] if len(found) == 1 else None


def comment_ids(text: str, near: list[tuple[int, str]], known: dict[int, str]) -> list[Resolved]:
    """Resolve "general recommendation No. 30" with the bodies and treaties of its sentence, as (distance, code).

    `known` remembers what each number meant in this document; a number whose body is not named is looked up there, and
    new ones are added to it.
    """
    bodies = sorted((abs(d), _COMMENT_SYMBOL[code]) for d, code in near if code in _COMMENT_SYMBOL)
    out = []
    for number in map(int, re.findall(r"\d{1,3}", text)):
        target = f"{bodies[0][1]}/{number}" if bodies else known.get(number)
        if target is None:
            out.append(
                Resolved(None, "general-comment", "number", 0.4, "whose general comment this is could not be told")
            )
        else:
            known[number] = target
            out.append(Resolved(target, "general-comment", "number", 0.9))
    return out
