"""The chain of a mandate over a store: who created, extended, changed and ended it, until when, and what is in force.

The events come from the documents' graphs (`mandate_steps` puts them in order), the founding from the registry where no
document of the store says it; gaps and what is in force on a date are worked out here and stored nowhere. A mandate
whose documents are not in the store has a chain with holes: a gap says only that nothing in the store fills it.

In force on a day is a mandate that the last instrument to prolong it, of that day or before, lets run to that day or
later, or without an end, unless it was ended or suspended since. The saved questions answer the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lexline.graph import mandate_steps
from lexline.graph.mandate_steps import ENDS, REGISTRY, RUNS, SUSPENDS, Step
from lexline.graph.reading import text_of
from lexline.ontology.errors import UnknownReference
from lexline.ontology.mandates import Subject, subject, subjects
from lexline.ontology.symbols import slug, unslug
from lexline.ontology.vocabulary import ID

if TYPE_CHECKING:
    from lexline.graph.store import Store

_WORD: Final = re.compile(r"[\w]+")
#: Words that tell no subject from another.
_SMALL: Final = frozenset("the of in for on and to un united nations mandate committee regime sanctions s".split())
_NEAR: Final = 5


@dataclass(frozen=True, slots=True)
class Chain:
    """A mandate from its beginning on: its subject with its names, and its events in order."""

    id: str
    label: str
    abbreviations: tuple[str, ...]
    steps: tuple[Step, ...]
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    part_of: str | None = None

    @property
    def kind(self) -> str:
        """What sort of thing the mandate is of: mission, regime, panel, tribunal, authorization."""
        return self.id.partition(":")[0]

    @property
    def gaps(self) -> tuple[Step, ...]:
        """The steps before which the mandate had run out."""
        return tuple(step for step in self.steps if step.gap is not None and step.gap > 0)

    def state(self, day: date) -> State:
        """Return what the mandate is on a day."""
        if holding := self.holding(day):
            return State(self.id, self.label, True, holding[-1])
        past = [step for step in self.steps if step.day is not None and step.day <= day]
        return State(self.id, self.label, False, past[-1] if past else None)

    def holding(self, day: date) -> tuple[Step, ...]:
        """Return the steps by which the mandate is in force on a day: those of the last instrument that let it run."""
        past = [step for step in self.steps if step.day is not None and step.day <= day]
        runs = [step for step in past if step.effect in RUNS]
        latest = max((step.day for step in runs if step.day), default=None)
        if latest is None or any(_stops(end, day) and end.day is not None and latest < end.day for end in past):
            return ()
        return tuple(step for step in runs if step.day == latest and (step.until is None or step.until >= day))


def _stops(step: Step, day: date) -> bool:
    """Say whether a step keeps a mandate from being in force on a day: an end that came, a suspension that lasts."""
    if step.effect in ENDS:
        return step.until is None or step.until < day
    return step.effect == SUSPENDS and not step.partial and (step.until is None or step.until >= day)


@dataclass(frozen=True, slots=True)
class State:
    """Whether a mandate is in force on a day, and the event that says so (the last one before, where it is not)."""

    id: str
    label: str
    in_force: bool
    step: Step | None


def chain(store: Store, identifier: str) -> Chain:
    """Return the chain of a mandate by its subject's id (`resolve` finds it by a name)."""
    only = f"VALUES ?subject {{ <{ID}{slug(identifier)}> }}"
    return _chain(identifier, mandate_steps.read(_rows(store), only), store)


def chains(store: Store) -> tuple[Chain, ...]:
    """Return the chains of all mandates that the store has an event of, by kind and name."""
    by_subject: dict[str, list[Step]] = {}
    for step in mandate_steps.read(_rows(store)):
        by_subject.setdefault(step.subject, []).append(step)
    found = (_chain(identifier, steps, store) for identifier, steps in by_subject.items())
    return tuple(sorted(found, key=lambda each: (each.kind, each.label.casefold(), each.id)))


def in_force(store: Store, day: date) -> tuple[State, ...]:
    """Return the mandates that are in force on a day, by kind and name, once for each paragraph that says so."""
    return tuple(
        State(each.id, each.label, True, step) for each in chains(store) for step in reversed(each.holding(day))
    )


def _rows(store: Store) -> mandate_steps.Rows:
    return lambda query: store.query(query).rows


def _chain(identifier: str, steps: Iterable[Step], store: Store) -> Chain:
    row = subject(identifier)
    held = list(steps)
    if row is not None and (founding := _founding(store, row, held)) is not None:
        held.append(founding)
    ordered = tuple(mandate_steps.settled(held))
    return Chain(
        id=identifier,
        label=row.label if row else _label(identifier, ordered),
        abbreviations=row.abbreviations if row else (),
        steps=ordered,
        predecessors=tuple(other.id for other in subjects() if identifier in other.successors),
        successors=row.successors if row else (),
        part_of=row.part_of if row else None,
    )


def _founding(store: Store, row: Subject, steps: Sequence[Step]) -> Step | None:
    """Return the founding that the registry knows, where no event of the founding document says it.

    Its day is known where the document is in the store.
    """
    if not row.founded_by:
        return None
    first = row.founded_by[0]
    if any(step.instrument == first and step.effect in RUNS for step in steps):
        return None
    rows = store.query(f"SELECT ?d WHERE {{ <{ID}{slug(first)}> lx:loaded true ; eli:date_document ?d }}").rows
    when = date.fromisoformat(text_of(rows[0][0])) if rows else None
    return Step(row.id, first, "", when, "establishes", None, "", "", "", "", row.label, REGISTRY, 0.9)


def _label(identifier: str, steps: Sequence[Step]) -> str:
    """Return what the documents call a subject that no registry knows."""
    names = Counter(step.name for step in steps if len(step.name) > 3)
    return names.most_common(1)[0][0] if names else identifier


# --- names -------------------------------------------------------------------------------------------------
def resolve(store: Store, text: str) -> str:
    """Return the id of the subject that a name means: `UNMISS`, `mission in South Sudan`, `1267`, `panel on the Sudan`.

    Raises:
        UnknownReference: no subject has such a name, or several have; `near` are the likely ones.
    """
    wanted = " ".join(text.split()).casefold()
    held = Counter(unslug(text_of(iri).removeprefix(ID)) for (iri,) in store.query(_HELD).rows if iri)
    names = _names(held)
    exact = names.get(wanted) or names.get(wanted.removeprefix("the "))
    if exact:
        return min(exact, key=lambda each: (-held[each], each))
    number = re.fullmatch(r"(?:s/res/|resolution |res )?(\d{3,4})(?:[ (/].*)?", wanted)
    if number and (
        found := [each for each in (f"regime:{number[1]}", f"panel:{number[1]}") if each in held or subject(each)]
    ):
        return found[0]
    near = _containing(wanted, names, held)
    if near and (len(near) == 1 or near[0][0] != near[1][0]):
        return near[0][1]
    likely = [each for _, each in near] or [
        each for name in get_close_matches(wanted, list(names), _NEAR, 0.6) for each in sorted(names[name])
    ]
    raise UnknownReference(text[:60], tuple(dict.fromkeys(_told(each) for each in likely))[:_NEAR])


_HELD: Final = "SELECT ?subject WHERE { ?event lx:onMandate ?subject }"


def _told(identifier: str) -> str:
    row = subject(identifier)
    return (row.abbreviations[0] if row.abbreviations else row.label) if row else identifier


def _names(held: Mapping[str, int]) -> dict[str, set[str]]:
    """Return all names in small letters, with the ids that have them."""
    out: dict[str, set[str]] = {}
    for row in subjects():
        for name in (row.id, row.id.partition(":")[2], *row.names, *row.abbreviations):
            if not name.isdigit():
                out.setdefault(name.casefold().replace("’", "'"), set()).add(row.id)
    for identifier in held:
        for name in (identifier, identifier.partition(":")[2]):
            if not name.isdigit():
                out.setdefault(name, set()).add(identifier)
    return out


def _containing(
    wanted: str, names: Mapping[str, set[str]], held: Mapping[str, int]
) -> list[tuple[tuple[int, int], str]]:
    """Return the subjects whose name holds all words that are wanted, the closest first: a name with events wins."""
    words = _words(wanted)
    if not words:
        return []
    best: dict[str, tuple[int, int]] = {}
    for name, ids in names.items():
        have = _words(name)
        if words <= have:
            for each in ids:
                score = (0 if each in held else 1, len(have - words))
                best[each] = min(best.get(each, score), score)
    return sorted((score, each) for each, score in best.items())


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold())) - _SMALL
