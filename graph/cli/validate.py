"""`lexline validate [REF]`: a store against its rules and shapes (SHACL): where it breaks them, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer, Format
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import LimitOption, Session, verb
from lexline.ontology.errors import LexlineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lexline.graph.cli.paper import Paper
    from lexline.graph.rules import Severity
    from lexline.graph.validate import Finding, ValidationReport

_COLUMNS: Final = ("severity", "rule", "instrument", "unit", "message", "value", "remedy")
#: The severities of findings, with their names as they are counted.
_SEVERITIES: Final[dict[Severity, str]] = {"violation": "violation", "warning": "warning", "info": "note"}


def validate(
    session: Session,
    ref: Annotated[list[str] | None, typer.Argument(metavar="[REF]", help="Only this instrument.")] = None,
    shapes: Annotated[
        bool, typer.Option("--shapes/--no-shapes", help="Check the shapes too; slow on a large store.")
    ] = True,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="Check the shapes of about N documents only.")
    ] = None,
    limit: LimitOption = None,
) -> None:
    """Check the store against its rules and shapes; the exit code is 1 where it breaks them.

    Warnings and notes are listed too, but break nothing.
    """
    from lexline.graph.reference import resolve
    from lexline.graph.validate import validate as check

    with session.open_store() as store, session.progress("checking") as step:
        only = [resolve(store, " ".join(ref)).identifier] if ref else None
        report = check(store, documents=only, shapes=shapes, sample=sample, progress=step)
    shown = report.findings[: session.most(limit)]
    rows = [(f.severity, f.rule, f.instrument, f.unit, f.message, f.value, f.remedy) for f in shown]
    session.answer(Answer(_COLUMNS, rows, view=lambda paper: _draw(paper, report, shown)))
    if session.how is not Format.TABLE or session.output is not None:
        session.say(_verdict(report))
    if not report.conforms:
        places = counted(report.count("violation"), "place")
        raise LexlineError(f"The store breaks its rules or shapes in {places}.", "The list says where, and what to do.")


command = verb(validate)


def _verdict(report: ValidationReport) -> str:
    told = [counted(report.count(severity), name) for severity, name in _SEVERITIES.items()]
    held = counted(report.documents, "document")
    verdict = "keeps to its rules and shapes" if report.conforms else "breaks its rules or shapes"
    return f"The store {verdict}: {', '.join(told)}; {held} held against the shapes."


def _draw(paper: Paper, report: ValidationReport, shown: Sequence[Finding]) -> None:
    paper.line(_verdict(report))
    for finding in shown:
        paper.line()
        place = f"{finding.instrument} {finding.unit or ''}".strip()
        paper.line(f"{finding.severity} · {finding.rule} · {place}", "bold")
        message = finding.message.rstrip(".:")
        paper.line(f"{message}: {finding.value}" if finding.value else f"{message}.", indent=2)
        if finding.remedy:
            paper.line(f"→ {finding.remedy}", indent=2)
    if len(shown) < len(report.findings):
        paper.line()
        paper.line(f"… and {len(report.findings) - len(shown)} more; --limit 0 lists all.", "dim")
