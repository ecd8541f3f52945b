"""`lexline build PATH...`: documents, and records about them -> a store, and a summary of what was read and found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import InputError

if TYPE_CHECKING:
    from lexline.graph.build import BuildReport

#: So many files are named with a reason; the rest are counted (`--format json` names all).
_NAMED: Final = 20
_MEBIBYTE: Final = 1024 * 1024


#: What was repaired, by the kind of problem.
_REPAIRS: Final = {
    "recovered": "not well-formed XML (cut off, perhaps); what could be read was kept",
    "lost-text": "some of its text could not be recovered",
    "duplicate-number": "a paragraph number is printed twice",
    "repeated-number": "a paragraph number is printed twice",
    "missing-number": "a paragraph has no number where one was due",
    "number-gap": "paragraph numbers are missing between others",
    "no-symbol": "it names no symbol; an id was made from its name and content",
    "symbol-from-file-name": "its symbol was taken from the file's name",
    "shared-symbol": "two of its parts bear one symbol",
    "file-name": "the file is named for another instrument than its text",
    "encoding": "it is not UTF-8; read as Windows-1252",
    "footnote-call": "a footnote is not called in the text",
    "language": "it is not English; only symbols, numbers and links were read",
    "year": "the year printed is not that of its number",
}


def build(
    session: Session,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents, or folders of documents.")],
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, help="Processes that read; by default as the work asks for.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Read files again that have not changed.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Take documents out whose file is not among those given.")
    ] = False,
) -> None:
    """Read documents into the store; a file that has not changed since is not read again.

    A file that cannot be read is reported, the others go on, and the exit code is 3.
    """
    from lexline.graph.build import build as work

    try:
        with session.progress("reading") as step:
            report = work(paths, Path(session.location), workers=workers, progress=step, force=force, prune=prune)
    except KeyboardInterrupt:
        session.say(
            "The documents read so far are in the store, each of them whole. The same command goes on from there."
        )
        raise
    session.answer(answer_of(report))
    tell(session, report)


command = verb(build)


def answer_of(report: BuildReport) -> Answer:
    """Turn a report into the summary that is printed."""
    return Answer(("what", "count"), _rows(report), record=lambda: _record(report))


def _rows(report: BuildReport) -> list[tuple[str, int | float]]:
    read = report.files - report.unchanged - len(report.skipped) - len(report.failed)
    return [
        ("files", report.files),
        ("  read", read),
        ("  unchanged since the last build", report.unchanged),
        ("  skipped: no documents", len(report.skipped)),
        ("  not readable", len(report.failed)),
        ("  read with repairs", len(report.recovered)),
        ("  of a document that another file gives", len(report.duplicates)),
        ("documents", report.documents),
        *([("documents taken out", report.removed)] if report.removed else []),
        *([("files that are gone", len(report.gone))] if report.gone else []),
        ("units", report.units),
        ("footnotes", report.footnotes),
        ("citations", sum(report.citations.values()) + report.unresolved),
        *((f"  of {kind or 'no known kind'}", count) for kind, count in report.citations.items()),
        ("  unresolved", report.unresolved),
        *(_records(report) if report.catalogues else []),
        ("triples in the store", report.triples),
        ("seconds", report.seconds),
        ("memory at its peak, MiB", round(report.peak_memory / _MEBIBYTE)),
    ]


def _records(report: BuildReport) -> list[tuple[str, int | float]]:
    return [
        ("records, from files beside the texts", report.records),
        ("  files of records", report.catalogues),
        ("  of instruments that are loaded", report.matched),
        ("  instruments known by records alone", report.stubs),
        ("  entries left out: not readable, or repeated", len(report.unread)),
        ("  that contradict themselves, or name no known State", report.doubtful),
        ("  contradictions with a text or one another", len(report.contradictions)),
    ]


def _record(report: BuildReport) -> dict[str, object]:
    lists = ("skipped", "duplicates", "recovered", "failed", "replaced", "gone", "unread")
    told = asdict(report)
    told |= {name: [{"path": path, "reason": why} for path, why in told[name]] for name in lists}
    return told | {"contradictions": [{"id": one, "reason": why} for one, why in report.contradictions]}


def tell(session: Session, report: BuildReport) -> None:
    """Say on stderr what became of files that were not simply read; raises InputError where one could not be."""
    _list(session.say, "skipped", report.skipped)
    _list(session.say, "repaired", [(path, _in_words(kinds)) for path, kinds in report.recovered])
    _list(session.say, "left out", report.duplicates)
    _list(session.say, "replaced", report.replaced)
    _list(session.warn, "entry left out", report.unread)
    _list(session.warn, "contradiction", report.contradictions)
    _list(session.warn, "gone", report.gone)
    _list(session.warn, "not read", report.failed)
    if report.failed:
        count = len(report.failed)
        raise InputError(f"{count} file{' was' if count == 1 else 's were'} not read.", "The reasons stand above.")


def _in_words(kinds: str) -> str:
    return "; ".join(_REPAIRS.get(kind, kind) for kind in kinds.split(", "))


def _list(say: Callable[[str], None], word: str, files: Sequence[tuple[str, str]]) -> None:
    for path, reason in files[:_NAMED]:
        say(f"{word}: {path}: {reason}")
    if len(files) > _NAMED:
        say(f"{word}: and {len(files) - _NAMED} more; --format json names them all")
