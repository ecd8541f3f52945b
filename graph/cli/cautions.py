"""`lexline warnings [REF]`: where texts rely on what had ended, and where their words contradict what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import LimitOption, Session, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lexline.graph.cautioned import Caution
    from lexline.graph.cli.paper import Paper

_COLUMNS = (
    *("kind", "certain", "confidence", "instrument", "unit", "cited", "cited_unit", "text", "reason", "sentence"),
    *("against", "against_unit", "against_date", "against_sentence", "rule"),
)


def warnings(
    session: Session,
    ref: Annotated[list[str] | None, typer.Argument(metavar="[REF]", help="Only those of this instrument.")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", help="ended, expired, newer, year, later or paragraph; may be repeated."
        ),
    ] = None,
    limit: LimitOption = None,
) -> None:
    """List where an instrument relies on what had ended, or contradicts what is known, each with its evidence.

    For example: lexline warnings 2521, or lexline warnings --kind year.
    """
    from lexline.graph.cautions import warnings as find
    from lexline.graph.reference import resolve

    with session.open_store() as store:
        only = resolve(store, " ".join(ref)).identifier if ref else None
        found = find(store, only, tuple(kind or ()))
    shown = found[: session.most(limit)]
    told = (f"{len(shown)} of {len(found)}; --limit 0 lists all.",) if len(shown) < len(found) else ()
    session.answer(
        Answer(_COLUMNS, (_row(one) for one in shown), view=lambda paper: _draw(paper, shown, len(found)), notes=told)
    )


def _row(one: Caution) -> tuple[Cell, ...]:
    where = (one.instrument, one.unit, one.cited, one.cited_unit, one.text, one.reason, one.sentence)
    against = (one.against, one.against_unit, one.against_date, one.against_sentence)
    return (one.kind, one.certain, one.confidence, *where, *against, one.rule)


def _draw(paper: Paper, shown: Sequence[Caution], found: int) -> None:
    from lexline.graph.cautions import KINDS
    from lexline.graph.reading import label_of

    if not found:
        paper.line("No warnings.")
    for one in shown:
        sure = "" if one.certain else " (uncertain)"
        paper.line(f"{one.instrument}, {label_of(one.unit)}: {KINDS[one.kind]}{sure}", "bold")
        paper.line(one.reason, indent=2)
        paper.line(f"“{one.text}” in: {_short(one.sentence)}", indent=2)
        if one.against_sentence:
            paper.line(f"{one.against}, {label_of(one.against_unit)}: {_short(one.against_sentence)}", indent=2)
    if found:
        paper.line(counted(found, "warning"), "dim")


def _short(sentence: str) -> str:
    said = " ".join(sentence.split())
    return said if len(said) <= 400 else said[:399].rstrip() + "…"


command = verb(warnings)
