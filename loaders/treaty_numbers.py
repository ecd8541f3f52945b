"""The number of a treaty with its depositary, or in the Treaty Series -> its id in the registry.

The depositary's number is written as the United Nations Treaty Collection does ("IV-11", "IV-11-b"); files are often
named for it with a plain chapter number ("4-11-b"). A number that the registry lacks gives an id of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from lexline.ontology.registry import treaties
from lexline.ontology.sessions import roman
from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.vocabulary import LX, parse_iri

_FILE: Final = re.compile(r"(?P<chapter>\d{1,2})-(?P<rest>\d{1,3}[a-z]?(?:-[a-z\d]{1,4}){0,2})")


@cache
def _by_number() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for quad in ox.parse(ontology_turtle("depositary.ttl"), ox.RdfFormat.TURTLE):
        if quad.predicate.value == f"{LX}depositaryNumber" and isinstance(quad.subject, ox.NamedNode):
            parsed = parse_iri(quad.subject.value)
            if parsed and isinstance(quad.object, ox.Literal):
                found[quad.object.value] = parsed[0]
    return MappingProxyType(found)


@cache
def _by_series() -> Mapping[int, str | None]:
    found: dict[int, str | None] = {}
    for row in treaties():
        for number in row.unts:
            found[number] = None if number in found else row.id  # a protocol may share its treaty's number
    return MappingProxyType(found)


def number_of(stem: str) -> str | None:
    """Return the depositary's number that a file is named for, or None.

    >>> number_of("4-11-b"), number_of("table")
    ('IV-11-b', None)
    """
    match = _FILE.fullmatch(stem)
    return f"{roman(int(match['chapter']))}-{match['rest']}" if match and 0 < int(match["chapter"]) < 40 else None


def by_number(number: str) -> str:
    """Return the id of the treaty that the depositary keeps under a number.

    >>> by_number("IV-11"), by_number("XIX-4")
    ('treaty:crc', 'treaty:depositary-xix-4')
    """
    return _by_number().get(number) or f"treaty:depositary-{number.lower()}"


def by_series(number: int) -> str | None:
    """Return the id of the treaty with a registration number of the Treaty Series, where it is one treaty's alone."""
    return _by_series().get(number)
