"""`lexline obligations`: who has to do what by when, by addressee, due date or instrument, and what was answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import LimitOption, Session, verb

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.obligations import Obligation
    from lexline.graph.replies import Reply

_COLUMNS = (
    *("due", "instrument", "paragraph", "addressee", "strength", "action"),
    *("deadline", "every", "reporting", "to", "date", "verb", "confidence"),
    *("answered_by", "answered_on", "answer_said_in", "answer_named_by"),
)
#: How much of an action a reader is shown.
_LONGEST: Final = 240
#: So many reports that answer one request are shown; the rest are counted.
_REPORTS: Final = 3
_EVERY: Final = re.compile(r"P(\d+)([DWMY])")
_UNITS: Final = {"D": "day", "W": "week", "M": "month", "Y": "year"}


def obligations(
    session: Session,
    addressee: Annotated[
        str | None,
        typer.Option("--addressee", metavar="NAME", help="Whom they speak to: Secretary-General, UNMISS ..."),
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="FROM..TO", help="Due between these days, months or years.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="REF", help="Only those of this instrument.")] = None,
    reporting: Annotated[bool, typer.Option("--reporting", help="Only duties to report, brief or inform.")] = False,
    answered: Annotated[
        bool | None,
        typer.Option("--answered/--unanswered", help="Only duties to report that a report answers, or that none does."),
    ] = None,
    limit: LimitOption = None,
) -> None:
    """List who has to do what by when, and which report answers a request for one.

    For example: lexline obligations --addressee Secretary-General --due 2022-01..2022-06 --reporting
    """
    from lexline.graph.obligations import check_addressee, span_of
    from lexline.graph.obligations import obligations as find
    from lexline.graph.reference import resolve

    span = span_of(due) if due else None
    with session.open_store() as store:
        most = session.most(limit)
        found = find(
            store,
            addressee=addressee,
            due=span,
            by=resolve(store, by).identifier if by else None,
            reporting=reporting,
            answered=answered,
            limit=most + 1 if most else None,
        )
        if addressee and not found:
            check_addressee(store, addressee)
    more = most is not None and len(found) > most
    shown = found[:most] if most else found
    notes = (f"The first {most}; --limit 0 lists all.",) if more else ()
    session.answer(
        Answer(_COLUMNS, (_row(each) for each in shown), view=lambda paper: _draw(paper, shown), notes=notes)
    )


def _row(each: Obligation) -> tuple[Cell, ...]:
    return (
        each.due.isoformat() if each.due else None,
        each.instrument,
        each.paragraph,
        list(each.addressees),
        each.strength,
        each.action,
        each.due_words or None,
        each.every,
        each.reporting,
        each.report_to or None,
        each.date.isoformat() if each.date else None,
        each.verb,
        each.confidence,
        [one.report for one in each.answers],
        [one.report_date.isoformat() if one.report_date else "" for one in each.answers],
        [f"{one.said_in} {one.said_unit}" for one in each.answers],
        [one.how for one in each.answers],
    )


def _draw(paper: Paper, shown: Sequence[Obligation]) -> None:
    from lexline.graph.reading import label_of

    if not shown:
        paper.line("(nothing found)")
    for each in shown:
        when = [each.due.isoformat()] if each.due else []
        if each.every:
            when.append(_often(each.every))
        elif not each.due and each.due_words:
            when.append(each.due_words)
        head = f"{each.instrument}, {label_of(each.paragraph)}"
        paper.line(": ".join([", ".join(when), head]) if when else head, "bold")
        who = "; ".join(each.addressees)
        paper.line(f"{each.verb}{f' [{who}]' if who else ''} {_short(each.action)}", indent=2)
        told = _reports(each.answers)
        for one in told[:_REPORTS]:
            paper.line(_answer(one), indent=2)
        if len(told) > _REPORTS:
            paper.line(f"and {counted(len(told) - _REPORTS, 'further report')}", indent=2)
    if shown:
        paper.line(counted(len(shown), "directive"), "dim")


def _reports(answers: Sequence[Reply]) -> list[Reply]:
    """Return each report once, the surest mention of it; those without a symbol only where none has one."""
    best: dict[str, Reply] = {}
    for one in sorted(answers, key=lambda one: -one.confidence):
        best.setdefault(one.report, one)
    known = [one for one in best.values() if one.report]
    return known or list(best.values())


def _answer(one: Reply) -> str:
    from lexline.graph.reading import label_of
    from lexline.graph.replies import ONE_OF_SEVERAL

    day = f" of {one.report_date.isoformat()}" if one.report_date else ""
    told = "as it says itself" if one.said_in == one.report else f"as {one.said_in}, {label_of(one.said_unit)} says"
    open_one = "; which request of the instrument is left open" if one.how == ONE_OF_SEVERAL else ""
    return f"→ answered by {one.report or 'a report without symbol'}{day}, {told}{open_one}"


def _often(every: str) -> str:
    """Write a repetition as a reader would.

    >>> _often("P6M"), _often("P1Y"), _often("P1Y6M")
    ('every 6 months', 'every year', 'every P1Y6M')
    """
    match = _EVERY.fullmatch(every)
    if match is None:
        return f"every {every}"
    number, unit = int(match[1]), _UNITS[match[2]]
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"


def _short(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0] + " …"


command = verb(obligations)
