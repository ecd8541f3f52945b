"""The events of mandates in a store -> steps in order, each with the day to which the mandate then runs.

A term that counts from the end of the one before has its day only here, where the steps of one mandate stand together.
Where an event's own document does not say its day, the shared graph does (`lines`), so that SPARQL sees the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from lexline.loaders.acts.calendar import add
from lexline.ontology.symbols import unslug
from lexline.ontology.vocabulary import ELI, FUNCTION, ID, LX, OA, PROV, XSD, parse_iri

#: Asks a store a query and yields the rows.
Rows = Callable[[str], Iterable[Sequence[Any]]]

#: Effects that let a mandate run, and those that end it.
RUNS: Final = frozenset({"establishes", "extends", "renews"})
ENDS: Final = frozenset({"terminates"})
#: The effect that stops a mandate for a time, or until it is renewed.
SUSPENDS: Final = "suspends"
#: How the founding is known that no paragraph of the store says.
REGISTRY: Final = "registry"

_EVENTS: Final = f"""
SELECT ?event ?subject ?effect ?unit ?instrument ?date ?until ?words ?period ?from ?name ?exact ?confidence ?rule ?part
WHERE {{
  ?event <{LX}onMandate> ?subject ; <{LX}mandateEffect> ?effect ; <{PROV}wasDerivedFrom> ?unit ;
         <{OA}exact> ?exact ; <{LX}confidence> ?confidence ; <{LX}rule> ?rule .
  ?unit <{LX}inInstrument> ?instrument .
  %s
  OPTIONAL {{ ?instrument <{ELI}date_document> ?date }}
  OPTIONAL {{ ?event <{LX}until> ?until }}
  OPTIONAL {{ ?event <{LX}untilWords> ?words }}
  OPTIONAL {{ ?event <{LX}period> ?period }}
  OPTIONAL {{ ?event <{LX}countedFrom> ?from }}
  OPTIONAL {{ ?event <{LX}mandateName> ?name }}
  OPTIONAL {{ ?event <{LX}ofPart> ?part }}
}}
"""
#: A further term still counts from the end of one that was over for so many days.
_LATE: Final = 31


@dataclass(frozen=True, slots=True)
class Step:
    """One event in a mandate.

    `unit` is the eId of the paragraph, "" for the founding that the registry alone knows. `until` is the day to which
    the mandate then runs; `counted` says from what it was counted ("adoption", "expiry"), "" where the day is printed.
    `gap` counts the days between the end of the term before and this instrument: above 0 nothing covered them, below 0
    the instrument came so many days early. `words` are those of the paragraph. `partial` says that only a part is
    ended or changed. `event` is the IRI of the event.
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
    partial: bool = False
    event: str = ""


def read(ask: Rows, only: str = "") -> list[Step]:
    """Return the steps of a store in no order, as their documents say them; `only` is a pattern on ?subject."""
    return [_step(["" if value is None else str(value.value) for value in row]) for row in ask(_EVENTS % only)]


def _step(row: Sequence[str]) -> Step:
    event, subject_iri, effect, unit, instrument, when, until, words, period, counted, name, exact, sure, rule, part = (
        row
    )
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
        partial=part == "true",
        event=event,
    )


def settled(steps: Iterable[Step]) -> Iterator[Step]:
    """Put the steps of one mandate in order, count their terms, and the days that nothing covers."""
    reached: date | None = None
    last: date | None = None
    for step in sorted(steps, key=_order):
        if step.effect in ENDS:
            # a closing date ends the term that runs; what comes after begins a new one
            yield step
            last, reached = reached, step.until or None
            continue
        if step.effect not in RUNS:
            yield step
            if step.effect == SUSPENDS and not step.partial and step.until is None and step.day is not None:
                last, reached = step.day, None
            continue
        before = last if reached is None else reached
        until = step.until
        if until is None and step.period and step.counted == "expiry":
            until = _counted(step, reached)
        gap = (step.day - before).days if before is not None and step.day is not None else None
        yield replace(step, until=until, gap=gap or None)
        if until is not None and (reached is None or until > reached):
            reached = until


def _order(step: Step) -> tuple[date, str, tuple[int, ...], str]:
    numbers = tuple(int(number) for number in re.findall(r"\d+", step.unit)[:4])
    undated = date.min if step.rule == REGISTRY else date.max
    return step.day or undated, step.instrument, numbers, step.effect


def _counted(step: Step, reached: date | None) -> date | None:
    """Count a further term from the end of the one before, where that was not long over, else from the adoption."""
    if step.day is None:
        return add(reached, step.period) if reached else None
    runs = reached is not None and reached >= step.day - timedelta(days=_LATE)
    return add(reached if runs and reached else step.day, step.period)


def lines(ask: Rows) -> Iterator[str]:
    """Yield until when a mandate runs by each event whose own document does not say the day, as lines of a graph."""
    by_subject: dict[str, list[Step]] = {}
    for step in read(ask):
        by_subject.setdefault(step.subject, []).append(step)
    for steps in by_subject.values():
        said = {step.event for step in steps if step.until is not None}
        for step in settled(steps):
            if step.until is not None and step.event not in said:
                yield f'<{step.event}> <{LX}runsUntil> "{step.until.isoformat()}"^^<{XSD}date>'
