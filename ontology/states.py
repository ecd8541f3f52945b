"""A State's name as printed, or its code -> the State of the registry (`states.ttl`).

Names are compared by their letters alone: case, accents, spaces, apostrophes and a leading "the" do not count, and
what stands in parentheses does not where the name is known without it. A name that no row has is no State; nothing
is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.vocabulary import SKOS, STATE

#: Longer than any State's name: what is longer is not looked at.
_LONGEST: Final = 120
_PARENTHESES: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class State:
    """A State: its short id (the last part of its IRI), code, name, and all names it is printed under."""

    id: str
    code: str
    name: str
    names: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The IRI of the State."""
        return STATE + self.id


@cache
def states() -> tuple[State, ...]:
    """Return all States, by id."""
    said: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(ontology_turtle("states.ttl"), ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
    return tuple(
        State(
            id=iri.removeprefix(STATE),
            code=row[SKOS + "notation"][0],
            name=row[SKOS + "prefLabel"][0],
            names=(*row[SKOS + "prefLabel"], *row.get(SKOS + "altLabel", ()), *row.get(SKOS + "hiddenLabel", ())),
        )
        for iri, row in sorted(said.items())
    )


@lru_cache(maxsize=65536)
def state(name: str) -> State | None:
    """Return the State that a printed name or a three-letter code stands for, or None.

    >>> state("COTE D'IVOIRE").id, state("the Netherlands").id, state("BOL").id
    ('cote-divoire', 'netherlands', 'bolivia')
    >>> state("Group of 77") is None
    True
    """
    if len(name) > _LONGEST:
        return None
    known = _by_key()
    for key in (_key(name), _key(_PARENTHESES.sub(" ", name))):
        found = known.get(key) or known.get(key.removeprefix("the"))
        if found:
            return found
    return None


@cache
def _by_key() -> Mapping[str, State]:
    keys = {row.code.lower(): row for row in states()}
    keys.update((_key(name), row) for row in states() for name in row.names)
    keys.update((_key(_PARENTHESES.sub(" ", row.name)), row) for row in states())
    return MappingProxyType(keys)


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in unicodedata.normalize("NFKD", plain) if char.isascii() and char.isalpha())
