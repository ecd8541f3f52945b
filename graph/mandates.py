"""The chain of a mandate over a store: who created, extended, changed and ended it, until when, and what is in force.

The events come from the documents' graphs and the registry's subjects; gaps, terms that count from the end of the term
before, and what is in force on a date are worked out here and stored nowhere. A mandate whose documents are not in the
store has a chain with holes: a gap says only that nothing in the store fills it.

In force on a day is a mandate that the last instrument to prolong it, of that day or before, lets run to that day or
later, or without an end, unless it was ended since.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lexline.graph.reading import text_of
from lexline.loaders.acts.calendar import add
from lexline.ontology.errors import UnknownReference
from lexline.ontology.mandates import Subject, subject, subjects
from lexline.ontology.symbols import slug, unslug
from lexline.ontology.vocabulary import FUNCTION, ID, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Effects that let a mandate run, and those that end it.
RUNS: Final = frozenset({"establishes", "extends", "renews"})
ENDS: Final = frozenset({"terminates"})

_EVENTS: Final = """
SELECT ?subject ?effect ?unit ?instrument ?date ?until ?words ?period ?from ?name ?exact ?confidence ?rule
WHERE {
  ?event a lx:MandateEvent ; lx:onMandate ?subject ; lx:mandateEffect ?effect ; prov:wasDerivedFrom ?unit ;
         oa:exact ?exact ; lx:confidence ?confidence ; lx:rule ?rule .
  ?unit lx:inInstrument ?instrument .
  %s
  OPTIONAL { ?instrument eli:date_document ?date }
  OPTIONAL { ?event lx:until ?until }
  OPTIONAL { ?event lx:untilWords ?words }
  OPTIONAL { ?event lx:period ?period }
  OPTIONAL { ?event lx:countedFrom ?from }
  OPTIONAL { ?event lx:mandateName ?name }
}
"""
_WORD: Final = re.compile(r"[\w]+")
#: Words that tell no subject from another.
_SMALL: Final = frozenset("the of in for on and to un united nations mandate committee regime sanctions s".split())
_NEAR: Final = 5
#: A further term still counts from the end of one that was over for so many days.
_LATE: Final = 31


@dataclass(frozen=True, slots=True)
class Step:
    """One event in a mandate.

    `unit` is the eId of the paragraph, "" for the founding that the registry alone knows. `until` is the day to which
    the mandate then runs; `counted` says from what it was counted ("adoption", "expiry"), "" where the day is printed.
    `gap` counts the days between the end of the term before and this instrument: above 0 nothing covered them, below 0
    the instrument came so many days early. `words` are those of the paragraph.
    """

    subject: str
    instrument: str
    unit: str
    day: date | None
    effect: str
    until: date | None
    counted: str
    period: str
    words: str
    text: str
    name: str
    rule: str
    confidence: float
    gap: int | None = None


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
        past = [step for step in self.steps if step.day is not None and step.day <= day]
        runs = [step for step in past if step.effect in RUNS]
        latest = max((step.day for step in runs if step.day), default=None)
        ended = [end for end in past if end.effect in ENDS and (end.until is None or end.until < day)]
        for step in reversed(runs):
            if step.day != latest or (step.until is not None and step.until < day):
                continue
            if not any((step.day or day) < (end.day or day) for end in ended):
                return State(self.id, self.label, True, step)
        return State(self.id, self.label, False, past[-1] if past else None)


@dataclass(frozen=True, slots=True)
class State:
    """Whether a mandate is in force on a day, and the event that says so (the last one before, where it is not)."""

    id: str
    label: str
    in_force: bool
    step: Step | None


def chain(store: Store, identifier: str) -> Chain:
    """Return the chain of a mandate by its subject's id (`resolve` finds it by a name)."""
    return _chain(identifier, _steps(store, f"VALUES ?subject {{ <{ID}{slug(identifier)}> }}"), store)


def chains(store: Store) -> tuple[Chain, ...]:
    """Return the chains of all mandates that the store has an event of, by kind and name."""
    by_subject: dict[str, list[Step]] = {}
    for step in _steps(store, ""):
        by_subject.setdefault(step.subject, []).append(step)
    found = (_chain(identifier, steps, store) for identifier, steps in by_subject.items())
    return tuple(sorted(found, key=lambda each: (each.kind, each.label.casefold(), each.id)))


def in_force(store: Store, day: date) -> tuple[State, ...]:
    """Return the mandates that are in force on a day, by kind and name."""
    states = (each.state(day) for each in chains(store))
    return tuple(state for state in states if state.in_force)


def _steps(store: Store, only: str) -> list[Step]:
    return [_step([text_of(value) for value in row]) for row in store.query(_EVENTS % only).rows]


def _step(row: Sequence[str]) -> Step:
    subject_iri, effect, unit, instrument, when, until, words, period, counted, name, exact, sure, rule = row
    parsed, eid = parse_iri(unit) or ("", None)
    said = parse_iri(instrument)
    return Step(
        subject=unslug(subject_iri.removeprefix(ID)),
        instrument=said[0] if said else parsed,
        unit=eid or "",
        day=date.fromisoformat(when) if when else None,
        effect=effect.removeprefix(FUNCTION),
        until=date.fromisoformat(until) if until else None,
        counted=counted,
        period=period,
        words=words,
        text=exact,
        name=name,
        rule=rule,
        confidence=float(sure),
    )


def _chain(identifier: str, steps: Iterable[Step], store: Store) -> Chain:
    row = subject(identifier)
    ordered = sorted(steps, key=_order)
    founding = _founding(store, row, ordered) if row else None
    ordered = ([founding] if founding else []) + ordered
    ordered.sort(key=_order)
    return Chain(
        id=identifier,
        label=row.label if row else _label(identifier, ordered),
        abbreviations=row.abbreviations if row else (),
        steps=tuple(_settled(ordered)),
        predecessors=tuple(other.id for other in subjects() if identifier in other.successors),
        successors=row.successors if row else (),
        part_of=row.part_of if row else None,
    )


def _order(step: Step) -> tuple[date, str, tuple[int, ...], str]:
    numbers = tuple(int(number) for number in re.findall(r"\d+", step.unit)[:4])
    return step.day or date.max, step.instrument, numbers, step.effect


def _founding(store: Store, row: Subject, steps: Sequence[Step]) -> Step | None:
    """Return the founding that the registry knows, where the founding document is in the store but makes no event."""
    if not row.founded_by:
        return None
    first = row.founded_by[0]
    if any(step.instrument == first and step.effect in RUNS for step in steps):
        return None
    rows = store.query(f"SELECT ?d WHERE {{ <{ID}{slug(first)}> lx:loaded true ; eli:date_document ?d }}").rows
    if not rows:
        return None
    when = date.fromisoformat(text_of(rows[0][0]))
    return Step(row.id, first, "", when, "establishes", None, "", "", "", "", row.label, "registry", 0.9)


def _settled(steps: Iterable[Step]) -> Iterable[Step]:
    """Count each term from the end of the one before where its words say so, and the days that nothing covers."""
    reached: date | None = None
    last: date | None = None
    for step in steps:
        if step.effect in ENDS:
            # a closing date ends the term that runs; what comes after begins a new one
            yield step
            last, reached = reached, step.until or None
            continue
        if step.effect not in RUNS:
            yield step
            continue
        before = last if reached is None else reached
        until = step.until
        if until is None and step.period and step.counted == "expiry":
            until = _counted(step, reached)
        gap = (step.day - before).days if before is not None and step.day is not None else None
        yield replace(step, until=until, gap=gap or None)
        if until is not None and (reached is None or until > reached):
            reached = until


def _counted(step: Step, reached: date | None) -> date | None:
    """Count a further term from the end of the one before, where that was not long over, else from the adoption."""
    if step.day is None:
        return add(reached, step.period) if reached else None
    runs = reached is not None and reached >= step.day - timedelta(days=_LATE)
    return add(reached if runs and reached else step.day, step.period)


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
