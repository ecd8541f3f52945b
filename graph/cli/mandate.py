"""`lexline mandate [NAME]`: the chain of a mandate, with dates, ends and gaps; or the mandates of a store, listed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.mandate_steps import Step
    from lexline.graph.mandates import Chain, State

_STEPS = ("date", "instrument", "unit", "effect", "until", "counted", "gap", "confidence", "text", "partial")


def mandate(
    session: Session,
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]", help="A mission, regime, panel or force, by any name.")
    ] = None,
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="What is in force on this day.")] = "",
) -> None:
    """Print who created, extended, changed and ended a mandate, until when, and where it had run out.

    For example: lexline mandate UNMISS, or lexline mandate 1267, or lexline mandate --as-of 2021-06-30.
    """
    from lexline.graph.mandates import chain, chains, in_force, resolve

    day = _day(as_of)
    with session.open_store() as store:
        if name:
            found = chain(store, resolve(store, " ".join(name)))
            session.answer(_one(found, day))
        elif day is not None:
            session.answer(_states(in_force(store, day)))
        else:
            session.answer(_all(chains(store)))


command = verb(mandate)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"“{text[:40]}” is no date.", "Write it as 2021-06-30.") from error


def _one(found: Chain, day: date | None) -> Answer:
    rows = [_row(step) for step in found.steps if day is None or (step.day is not None and step.day <= day)]
    return Answer(
        _STEPS,
        rows,
        view=lambda paper: _draw(paper, found, day),
        record=lambda: {
            "id": found.id,
            "label": found.label,
            "kind": found.kind,
            "abbreviations": list(found.abbreviations),
            "predecessors": list(found.predecessors),
            "successors": list(found.successors),
            "part_of": found.part_of,
            "in_force": found.state(day).in_force if day else None,
            "steps": [dict(zip(_STEPS, row, strict=True)) for row in rows],
        },
    )


def _row(step: Step) -> tuple[Cell, ...]:
    return (
        step.day.isoformat() if step.day else None,
        step.instrument,
        step.unit or None,
        step.effect,
        step.until.isoformat() if step.until else None,
        step.counted or None,
        step.gap,
        step.confidence,
        step.text or None,
        step.partial,
    )


def _draw(paper: Paper, found: Chain, day: date | None) -> None:
    from lexline.ontology.mandates import subject

    names = f" ({', '.join(found.abbreviations)})" if found.abbreviations else ""
    paper.line(f"{found.label}{names}", "bold")
    for label, others in (
        ("Before it", found.predecessors),
        ("After it", found.successors),
        ("Serves", (found.part_of,) if found.part_of else ()),
    ):
        rows = (subject(other) for other in others)
        called = [(row.abbreviations[0] if row.abbreviations else row.label) for row in rows if row]
        if called:
            paper.pair(label, ", ".join(called))
    if day is not None:
        _draw_state(paper, found.state(day), day)
    steps = [step for step in found.steps if day is None or (step.day is not None and step.day <= day)]
    paper.line()
    paper.table(
        ("date", "instrument", "where", "effect", "until", "gap"),
        [
            (
                step.day.isoformat() if step.day else "",
                step.instrument,
                step.unit,
                step.effect + (" a part" if step.partial else "") + ("" if step.confidence >= 0.75 else " (?)"),
                _until(step),
                _gap(step),
            )
            for step in steps
        ],
    )
    missing = [step for step in steps if step in found.gaps]
    told = f"{counted(len(missing), 'gap')} (days that nothing in the store covers)" if missing else "no gap"
    paper.line(f"{counted(len(steps), 'step')}, {told}.")


def _until(step: Step) -> str:
    if step.until is None:
        return step.words if step.words and not step.period else ""
    return step.until.isoformat() + (f" (from {step.counted})" if step.counted else "")


def _gap(step: Step) -> str:
    return counted(step.gap, "day") if step.gap is not None and step.gap > 0 else ""


def _draw_state(paper: Paper, state: State, day: date) -> None:
    step = state.step
    if step is None:
        paper.pair(day.isoformat(), "not in force: nothing in the store is as old")
        return
    end = f", until {step.until.isoformat()}" if step.until else ""
    where = f"{step.instrument} {step.unit}".strip()
    paper.pair(day.isoformat(), f"{'in force' if state.in_force else 'not in force'} ({step.effect} by {where}{end})")


def _states(states: Sequence[State]) -> Answer:
    rows = [
        (s.id, s.label, s.step.instrument if s.step else None, s.step.unit if s.step else None, _iso(s)) for s in states
    ]
    return Answer(("mandate", "label", "instrument", "unit", "until"), rows)


def _iso(state: State) -> str | None:
    return state.step.until.isoformat() if state.step and state.step.until else None


def _all(found: Sequence[Chain]) -> Answer:
    rows = [
        (
            each.id,
            ", ".join(each.abbreviations) or None,
            each.label,
            len(each.steps),
            each.steps[0].day.isoformat() if each.steps[0].day else None,
            max((step.until.isoformat() for step in each.steps if step.until), default=None),
            len(each.gaps),
        )
        for each in found
    ]
    return Answer(("mandate", "short", "label", "steps", "first", "until", "gaps"), rows)
