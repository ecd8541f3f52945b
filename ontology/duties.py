"""Directives' strengths (`directives.ttl`) and whom they speak to (`addressees.ttl`) -> frozen rows, read once.

An addressee's id is that of an actor here (`actor:member-states`), of a body (`body:SC`), of a State (`state:mali`) or
of a subject of mandates (`mission:unmiss`); each has an IRI.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from lexline.ontology import mandates, registry, states
from lexline.ontology.symbols import slug, unslug
from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.vocabulary import BODY, DCTERMS, ID, LX, SKOS, STATE, STRENGTH

STRENGTHS_FILE: Final = "directives.ttl"
ACTORS_FILE: Final = "addressees.ttl"


@dataclass(frozen=True, slots=True)
class Strength:
    """How strongly a directive speaks: rank 1 is the strongest; `nouns` repeat it ("reiterates its call")."""

    id: str
    rank: int
    phrases: tuple[str, ...]
    nouns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody whom directives speak to, with the names as printed, the label first."""

    id: str
    label: str
    names: tuple[str, ...]


def _rows(name: str) -> dict[str, dict[str, list[str]]]:
    said: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(ontology_turtle(name), ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal | ox.NamedNode):
            said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
    return said


@cache
def strengths() -> tuple[Strength, ...]:
    """Return all strengths, the strongest first."""
    rows = [
        Strength(
            id=iri.removeprefix(STRENGTH),
            rank=int(row[LX + "rank"][0]),
            phrases=tuple(row.get(LX + "phrase", ())),
            nouns=tuple(row.get(LX + "callNoun", ())),
        )
        for iri, row in _rows(STRENGTHS_FILE).items()
        if LX + "rank" in row
    ]
    return tuple(sorted(rows, key=lambda row: row.rank))


@cache
def actors() -> tuple[Actor, ...]:
    """Return all actors, in the order of the file."""
    return tuple(
        Actor(
            id=row[DCTERMS + "identifier"][0],
            label=row[SKOS + "prefLabel"][0],
            names=(*row[SKOS + "prefLabel"], *row.get(SKOS + "altLabel", ())),
        )
        for row in _rows(ACTORS_FILE).values()
        if DCTERMS + "identifier" in row
    )


def iri(identifier: str) -> str:
    """Return the IRI of an addressee.

    >>> iri("body:SC") == BODY + "SC", iri("actor:states").removeprefix(ID)
    (True, 'actor_cstates')
    """
    scheme, _, name = identifier.partition(":")
    return (
        {"body": BODY, "state": STATE}.get(scheme, "") + name if scheme in ("body", "state") else ID + slug(identifier)
    )


def identifier_of(address: str) -> str | None:
    """Return the id of an addressee's IRI; None where it is no IRI of one."""
    for scheme, base in (("body", BODY), ("state", STATE)):
        if address.startswith(base):
            return f"{scheme}:{address.removeprefix(base)}"
    return unslug(address.removeprefix(ID)) if address.startswith(ID) else None


def label(identifier: str) -> str:
    """Return the name of an addressee, its id where no registry has it.

    >>> label("actor:secretary-general"), label("body:SC"), label("state:mali"), label("mission:nowhere")
    ('Secretary-General', 'Security Council', 'Mali', 'NOWHERE')
    """
    return _labels().get(identifier) or identifier.partition(":")[2].upper()


@cache
def _labels() -> dict[str, str]:
    named = {f"body:{row.code}": row.name for row in registry.bodies()}
    named.update((f"state:{row.id}", row.name) for row in states.states())
    named.update((row.id, row.label) for row in mandates.subjects())
    named.update((row.id, row.label) for row in actors())
    return named
