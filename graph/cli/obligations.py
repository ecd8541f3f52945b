"""`lexline obligations`: who has to do what by when, by addressee, due date or instrument."""

from __future__ import annotations

from typing import Annotated

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.session import LimitOption, Session, verb

_COLUMNS = (
    *("due", "instrument", "paragraph", "addressee", "strength", "action"),
    *("deadline", "every", "reporting", "to", "date", "verb", "confidence"),
)
#: What a table shows of them, and how much of an action.
_SHOWN = ("due", "instrument", "paragraph", "addressee", "strength", "action")
_LONGEST = 160


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
    limit: LimitOption = None,
) -> None:
    """List who has to do what by when: decisions, demands, requests, calls, invitations and recommendations.

    For example: lexline obligations --addressee Secretary-General --due 2022-01..2022-06 --reporting
    """
    from lexline.graph.obligations import obligations as find
    from lexline.graph.obligations import span_of
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
            limit=most + 1 if most else None,
        )
        more = most is not None and len(found) > most
        found = found[:most] if most else found
        rows = [
            (
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
            )
            for each in found
        ]
        session.answer(
            Answer(
                _COLUMNS,
                rows,
                view=lambda paper: paper.table(
                    _SHOWN,
                    [
                        (row[0] or row[7] or "", row[1], row[2], "; ".join(row[3]), row[4], _short(row[5]))
                        for row in rows
                    ],
                ),
                notes=(f"The first {most}; --limit 0 lists all.",) if more else (),
            )
        )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"


command = verb(obligations)
