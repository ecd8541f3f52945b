"""`lexline check FILE|-`: the citations of a draft held against a store: what contradicts, and what to look at."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer, Format, opened
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import LexlineError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.draft_report import Checked, DraftReport, Evidence
    from lexline.loaders.document import Document

#: Longest standard input that is read.
_MOST_BYTES: Final = 64 * 1024 * 1024
_LONGEST: Final = 300
_STYLES: Final = {"error": "bold red", "warning": "bold yellow", "hint": "bold blue"}
_PAGES: Final = (".html", ".htm")


def check(
    session: Session,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The draft: text, DOCX, PDF, HTML, RTF, ODT; or -.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day of the draft; by default its own date, else that of the newest text in the store.",
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="List the citations in which nothing is wrong, too.")] = False,
) -> None:
    """Check every citation of a draft against the store; the exit code is 1 where there are errors.

    Checked are: does it exist, do year and date agree with the number, does the paragraph exist, has it ended, is
    there a newer one, is it called by its title, does it stand twice. With -o report.html a page to keep.

    For example: lexline check draft.docx -o report.html
    """
    from lexline.graph.drafts import check as judge

    documents = _read(file)
    day = as_of.date() if as_of else None
    with session.open_store() as store:
        reports = [judge(store, document, day) for document in documents]
    if session.output is not None and session.output.suffix.lower() in _PAGES and session.format is None:
        _write_page(session, reports)
    else:
        _answer(session, reports, every=all_)
    errors = sum(report.counts["error"] for report in reports)
    if session.how is not Format.TABLE or session.output is not None:
        session.say(" ".join(_verdict(report) for report in reports))
    if errors:
        wrong = "contradicts" if errors == 1 else "contradict"
        raise LexlineError(f"{counted(errors, 'citation')} {wrong} what is known.", "The report says which, and why.")


command = verb(check)


def _read(file: str) -> tuple[Document, ...]:
    """Read the draft; raises InputError where it is none."""
    from lexline.loaders import load, load_bytes

    if file != "-":
        return load(Path(file))
    return load_bytes(sys.stdin.buffer.read(_MOST_BYTES + 1), "stdin")


def _write_page(session: Session, reports: Sequence[DraftReport]) -> None:
    from lexline.graph.draft_html import page
    from lexline.ontology.errors import InputError

    if len(reports) != 1:
        raise InputError("The file holds several texts.", "Give one at a time, or --format jsonl.")
    with opened(session.output) as out:
        out.write(page(reports[0]))


def _answer(session: Session, reports: Sequence[DraftReport], *, every: bool) -> None:
    from lexline.graph.draft_report import QUIET
    from lexline.graph.draft_rows import COLUMNS, rows

    listed = [row for report in reports for row in rows(report) if every or row[0] not in QUIET]
    session.answer(Answer(COLUMNS, listed, view=lambda paper: _draw(paper, reports, every=every)))


# --- for a reader ------------------------------------------------------------------------------------------
def _draw(paper: Paper, reports: Sequence[DraftReport], *, every: bool) -> None:
    from lexline.graph.draft_report import HEADS, LEVELS, QUIET, SHAPES

    for report in reports:
        for level in LEVELS:
            found = report.of_level(level)
            if not found or (level in QUIET and not every):
                continue
            paper.heading(f"{SHAPES[level]} {HEADS[level]} ({len(found)})")
            if level in QUIET:
                _draw_quiet(paper, found)
            else:
                for citation in found:
                    _draw_one(paper, citation)
        paper.line()
        paper.line(_verdict(report))


def _draw_quiet(paper: Paper, found: Sequence[Checked]) -> None:
    from lexline.graph.draft_report import STANDINGS

    rows = [(one.place, one.words, one.target or "", one.date, STANDINGS[one.standing]) for one in found]
    paper.table(("where", "words", "cites", "date", "what is known"), rows)


def _draw_one(paper: Paper, citation: Checked) -> None:
    paper.line()
    paper.line(f"{citation.place}: “{citation.words}”", _STYLES[citation.level])
    for finding in citation.findings:
        paper.line(f"{finding.level}: {finding.message}", indent=2)
        paper.line(f"→ {finding.remedy}", indent=2)
        for proof in finding.evidence:
            paper.line(_shown(proof), "dim", indent=4)
    paper.line(f"in: {_short(citation.sentence)}", "dim", indent=2)


def _shown(proof: Evidence) -> str:
    head = " · ".join(part for part in (proof.place.removeprefix(", "), proof.date) if part)
    return f"{head}: {_short(proof.words)}" if proof.words else head


def _short(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1].rstrip() + "…"


def _verdict(report: DraftReport) -> str:
    """Say how many citations were checked, and what came of it."""
    from lexline.graph.draft_report import QUIET
    from lexline.graph.draft_words import TEXTLESS

    counts = report.counts
    told = [counted(counts[level], level) for level in ("error", "warning", "hint")]
    unread = sum(citation.standing in TEXTLESS for citation in report.citations)
    beside = f" Of {unread} the text is not in the store." if unread else ""
    day = f" as of {report.as_of}" if report.as_of.year < 9999 else ""
    told += [f"{counts[level]} {level}" for level in QUIET]
    return f"{counted(len(report.citations), 'citation')} checked{day}: {', '.join(told)}.{beside}"
