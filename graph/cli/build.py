"""`lexline build PATH...`: documents, and records about them -> a store, and a summary of what was read and found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import InputError, UsageError

if TYPE_CHECKING:
    from lexline.graph.build_report import BuildReport
    from lexline.graph.themed import Assigned

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
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Documents, folders or archives of them.")],
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, help="Processes that read; by default as the work asks for.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Read files again that have not changed.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Take documents out whose file is not among those given.")
    ] = False,
    no_themes: Annotated[
        bool, typer.Option("--no-themes", help="Do not work out what the documents are about.")
    ] = False,
) -> None:
    """Read documents into the store; a file that has not changed since is not read again.

    A file that cannot be read is reported, the others go on, and the exit code is 3.
    """
    from lexline.graph.build import build as work

    given = [_existing(path) for path in paths]
    try:
        with session.progress("reading") as step:
            report = work(
                given,
                session.place,
                workers=workers,
                progress=step,
                force=force,
                prune=prune,
                themes=not no_themes,
                on_themes=step,
            )
    except KeyboardInterrupt:
        session.say(
            "The documents read so far are in the store, each of them whole. The same command goes on from there."
        )
        raise
    session.answer(answer_of(report))
    tell(session, report)


command = verb(build)


def _existing(name: str) -> Path:
    """Return a path that is there.

    Raises:
        InputError: there is nothing of this name; says what it may have meant.
        UsageError: the name is empty, as a variable of the shell may be.
    """
    path = Path(name)
    if not name.strip():
        raise UsageError("The name of a file or folder is empty.", "Name one; a dot is the folder you are in.")
    if path.exists():
        return path
    archive, inside, _ = path.as_posix().partition("!/")
    if inside and Path(archive).is_file():
        raise InputError(f"{path} lies in an archive, and an archive is built as a whole.", f"Give {archive}.")
    near: list[str] = []
    if path.parent.is_dir():
        with suppress(OSError):
            near = get_close_matches(path.name, [other.name for other in path.parent.iterdir()], n=3, cutoff=0.6)
    told = ", ".join(str(path.parent / name) for name in near)
    if not path.parent.exists():
        raise InputError(f"There is no file or folder {path}: {path.parent} does not exist.", "Check the name.")
    raise InputError(f"There is no file or folder {path}.", f"Did you mean {told}?" if told else "Check the name.")


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
        *([("  texts of them in further languages", report.translations)] if report.translations else []),
        *([("documents taken out", report.removed)] if report.removed else []),
        *([("files that are gone", len(report.gone))] if report.gone else []),
        ("units", report.units),
        ("footnotes", report.footnotes),
        ("citations", sum(report.citations.values()) + report.unresolved),
        *((f"  of {kind or 'no known kind'}", count) for kind, count in report.citations.items()),
        ("  unresolved", report.unresolved),
        *(_records(report) if report.catalogues else []),
        *([("parties to treaties, in tables of participation", report.participations)] if report.tables else []),
        *([("  tables, and files of declarations", report.tables)] if report.tables else []),
        *(_about(report.about) if report.about and report.about.worked_out else []),
        ("triples in the store", report.triples),
        ("seconds", report.seconds),
        ("memory at its peak, MiB", round(report.peak_memory / _MEBIBYTE)),
    ]


def _about(about: Assigned) -> list[tuple[str, int | float]]:
    return [
        ("documents whose themes were worked out", about.worked_out),
        ("  their units", about.units),
        ("  with a theme", about.themed),
        ("  themes assigned to units and documents", about.assignments),
        ("  seconds", about.seconds),
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
    _list(session.say, "gone", report.gone)
    _list(session.warn, "not read", report.failed)
    if report.failed:
        were = "was" if len(report.failed) == 1 else "were"
        raise InputError(f"{counted(len(report.failed), 'file')} {were} not read.", "The reasons stand above.")


def _in_words(kinds: str) -> str:
    return "; ".join(_REPAIRS.get(kind, kind) for kind in kinds.split(", "))


def _list(say: Callable[[str], None], word: str, files: Sequence[tuple[str, str]]) -> None:
    for path, reason in files[:_NAMED]:
        say(f"{word}: {path}: {reason}")
    if len(files) > _NAMED:
        say(f"{word}: and {len(files) - _NAMED} more; --format json names them all")
