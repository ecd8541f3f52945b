"""The subjects of mandates (`mandates.ttl`) -> frozen rows: missions, regimes, panels, tribunals, authorizations.

A row has an id with its kind before the colon (`mission:unmiss`, `regime:1267`), names, abbreviations, the resolutions
that founded it, what succeeded it and whose part it is. A subject that has no row is known by its id alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from lexline.ontology.symbols import unslug
from lexline.ontology.turtle_files import ontology_turtle
from lexline.ontology.vocabulary import DCTERMS, ID, LX, SKOS

FILE: Final = "mandates.ttl"

MISSION: Final = "mission"
REGIME: Final = "regime"
PANEL: Final = "panel"
TRIBUNAL: Final = "tribunal"
AUTHORIZATION: Final = "authorization"
JUDGES: Final = "judges"

#: What a subject may be; `judges` are those of a tribunal, whose terms of office are extended apart from it.
KINDS: Final = (MISSION, REGIME, PANEL, TRIBUNAL, AUTHORIZATION, JUDGES)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a mandate is of. `names` are as texts print them, the label first; in `abbreviations` letters' case counts.

    `founded_by` are the ids of the resolutions that texts name as its source, the one that created it first;
    `successors` and `part_of` are ids of other subjects.
    """

    id: str
    label: str
    names: tuple[str, ...]
    abbreviations: tuple[str, ...] = ()
    founded_by: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    part_of: str | None = None

    @property
    def kind(self) -> str:
        """What sort of thing it is, one of KINDS."""
        return self.id.partition(":")[0]


@cache
def subjects() -> tuple[Subject, ...]:
    """Return all subjects, in the order of the file."""
    said: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(ontology_turtle(FILE), ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal | ox.NamedNode):
            said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
    rows = (row for row in said.values() if DCTERMS + "identifier" in row)
    return tuple(
        Subject(
            id=row[DCTERMS + "identifier"][0],
            label=row[SKOS + "prefLabel"][0],
            names=(*row[SKOS + "prefLabel"], *row.get(SKOS + "altLabel", ())),
            abbreviations=tuple(row.get(SKOS + "notation", ())),
            founded_by=(*_ids(row, LX + "foundedBy"), *_ids(row, LX + "shapedBy")),
            successors=_ids(row, LX + "succeededBy"),
            part_of=next(iter(_ids(row, DCTERMS + "isPartOf")), None),
        )
        for row in rows
    )


def _ids(row: Mapping[str, list[str]], predicate: str) -> tuple[str, ...]:
    return tuple(unslug(iri.removeprefix(ID)) for iri in row.get(predicate, ()))


@cache
def _by_id() -> Mapping[str, Subject]:
    return MappingProxyType({row.id: row for row in subjects()})


@cache
def _by_founder() -> Mapping[str, tuple[Subject, ...]]:
    found: dict[str, tuple[Subject, ...]] = {}
    for row in subjects():
        for instrument in row.founded_by:
            found[instrument] = (*found.get(instrument, ()), row)
    return MappingProxyType(found)


def subject(identifier: str) -> Subject | None:
    """Return the subject with this id (`mission:unmiss`), or None."""
    return _by_id().get(identifier)


def abbreviations_of(identifier: str) -> tuple[str, ...]:
    """Return the abbreviations of a subject; none where it has no row."""
    row = subject(identifier)
    return row.abbreviations if row else ()


def founded_by(instrument: str) -> tuple[Subject, ...]:
    """Return the subjects that a resolution founded, or that texts name it as the source of.

    >>> [row.id for row in founded_by("S/RES/1996(2011)")]
    ['mission:unmiss']
    """
    return _by_founder().get(instrument, ())
