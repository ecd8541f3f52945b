"""`lexline validate [REF]`: a store against its rules and shapes (SHACL): where it breaks them, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.session import LimitOption, Session, verb
from lexline.ontology.errors import LexlineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lexline.graph.cli.paper import Paper
    from lexline.graph.validate import Finding, ValidationReport

_COLUMNS = ("severity", "rule", "instrument", "unit", "message", "value", "remedy")


def validate(
    session: Session,
    ref: Annotated[list[str] | None, typer.Argument(metavar="[REF]", help="Only this instrument.")] = None,
    shapes: Annotated[
        bool, typer.Option("--shapes/--no-shapes", help="Check the shapes too; slow on a large store.")
    ] = True,
    limit: LimitOption = None,
) -> None:
    """Check the store against its rules and shapes; the exit code is 1 where it breaks them.

    Warnings and notes are listed too, but break nothing.
    """
    from lexline.graph.reference import resolve
    from lexline.graph.validate import validate as check

    with session.open_store() as store, session.progress("checking") as step:
        only = [resolve(store, " ".join(ref)).identifier] if ref else None
        report = check(store, documents=only, shapes=shapes, progress=step)
    shown = report.findings[: session.most(limit)]
    rows = [(f.severity, f.rule, f.instrument, f.unit, f.message, f.value, f.remedy) for f in shown]
    session.answer(Answer(_COLUMNS, rows, view=lambda paper: _draw(paper, report, shown)))
    if not report.conforms:
        count = report.count("violation")
        raise LexlineError(
            f"The store breaks its rules or shapes in {count} place{'' if count == 1 else 's'}.",
            "The list says where, and what to do.",
        )


command = verb(validate)


def _draw(paper: Paper, report: ValidationReport, shown: Sequence[Finding]) -> None:
    counts = [f"{report.count(severity)} {severity}" for severity in ("violation", "warning", "info")]
    verdict = "keeps to its rules and shapes" if report.conforms else "breaks its rules or shapes"
    paper.line(f"The store {verdict}: {', '.join(counts)}; {report.documents} documents held against the shapes.")
    for finding in shown:
        place = f"{finding.instrument} {finding.unit or ''}".strip()
        paper.line(f"{finding.severity} · {finding.rule} · {place}", "bold")
        paper.line(" ".join(part for part in (finding.message, finding.value, finding.remedy) if part), indent=2)
    if len(shown) < len(report.findings):
        paper.line(f"… and {len(report.findings) - len(shown)} more; --limit 0 lists all.", "dim")
