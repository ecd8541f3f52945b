"""`lexline cite FILE...|-`: the citations in any document, one a line, without a store.

Files are read one after another (many of them by several processes) and answered as they come, so that a folder of
any size needs little memory. A file that cannot be read is reported and the others go on; the exit code says so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.session import Session, Step, verb
from lexline.ontology.errors import InputError, LexlineError, UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.loaders.document import Citation, Document
    from lexline.loaders.folders import Found, WorkItem

#: The fields of a citation in every format; a stable interface.
COLUMNS: Final = (
    "file",
    "document",
    "unit",
    "text",
    "start",
    "end",
    "target",
    "target_unit",
    "pinpoint",
    "function",
    "confidence",
    "method",
)

#: So many files are read in this process; starting others pays only beyond.
_FEW: Final = 24
#: Longest standard input that is read.
_MOST_BYTES: Final = 64 * 1024 * 1024

#: Kinds of problem after which citations may be missing.
_DOUBTS: Final = frozenset({"recovered", "lost-text", "encoding", "language"})

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file: a row for each citation, or why it was skipped, or the error that kept it unread.

    `doubts` say what was repaired in the file, or why less may have been read than it says.
    """

    file: str
    rows: tuple[Row, ...] = ()
    doubts: tuple[str, ...] = ()
    skipped: str = ""
    error: LexlineError | None = None


@dataclass(slots=True)
class _Outcome:
    """What a run has met so far."""

    files: int = 0
    citations: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)


def cite(
    session: Session,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...|-", help="Documents, folders of documents, or - for standard input.")
    ],
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that read; by default one a processor.")
    ] = None,
) -> None:
    """Print the citations in documents: what is cited, where, in what words, and how sure that is.

    With --format jsonl one citation a line: file, document, unit, text, start, end, target, target_unit, pinpoint,
    function, confidence, method. `start` and `end` are offsets into the text of the unit.
    """
    outcome = _Outcome()
    with session.progress("reading") as step:
        reads = _watched(_read_all(files, workers), outcome, session, step)
        rows = (row for read in reads for row in read.rows)
        session.answer(Answer(COLUMNS, rows, view=lambda paper: _draw(paper, rows)))
    left = f"; {outcome.skipped} skipped that are no documents" if outcome.skipped else ""
    session.say(f"{outcome.citations} citations in {outcome.files} file{'' if outcome.files == 1 else 's'}{left}.")
    if outcome.failed:
        count = len(outcome.failed)
        raise InputError(f"{count} file{' was' if count == 1 else 's were'} not read.", "The reasons stand above.")


command = verb(cite, without=("store",))


def rows_of(file: str, documents: Iterable[Document]) -> Iterator[Row]:
    """Yield a row of `COLUMNS` for every citation in documents read from a file."""
    from lexline.loaders.citations import extract

    for document in documents:
        for citation in extract(document):
            yield _row(file, document, citation)


def _row(file: str, document: Document, citation: Citation) -> Row:
    return (
        file,
        document.id,
        citation.unit,
        citation.text,
        citation.span.start,
        citation.span.end,
        citation.target,
        citation.target_unit,
        list(citation.pinpoint),
        citation.function,
        citation.confidence,
        citation.method,
    )


# --- reading -----------------------------------------------------------------------------------------------
def _read_all(files: Sequence[str], workers: int | None) -> Iterator[tuple[Read, int]]:
    """Read standard input and every file, in the order given; with each comes how many there are in all."""
    if "-" in files and len(files) > 1:
        raise UsageError("Standard input (-) is read alone.", "Give either - or files.")
    if files == ["-"]:
        yield _read_input(), 1
        return
    from lexline.loaders.folders import WorkItem, walk

    found = [_look(Path(name), one) for name in files for one in walk([Path(name)])]
    paths = [one.path for one in found if isinstance(one, WorkItem)]
    alone = len(paths) <= _FEW or workers == 1
    reads = iter(map(read_file, paths) if alone else _together(paths, workers or os.cpu_count() or 1))
    for one in found:
        yield (one if isinstance(one, Read) else next(reads)), len(found)


def _look(given: Path, found: Found) -> WorkItem | Read:
    """Tell what is to be read from what is not; what was asked for by its own name is never skipped in silence."""
    from lexline.loaders.folders import Skipped, WorkItem

    if isinstance(found, WorkItem):
        return found
    if isinstance(found, Skipped) and given.is_dir():
        return Read(found.name, skipped=found.reason)
    if isinstance(found, Skipped):
        return Read(found.name, error=InputError(f"{given} is not read: {found.reason}.", "Name a document."))
    return Read(found.name, error=found.error)


def _together(paths: Sequence[Path], workers: int) -> Iterator[Read]:
    """Read files in several processes; what was read comes in the order of the files."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    from lexline.graph.workers import begin

    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=begin) as pool:
        try:
            yield from pool.map(read_file, paths, chunksize=8)
        except BrokenProcessPool as error:
            raise LexlineError("A process that was reading files was ended.", "Try again with --workers 1.") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def read_file(path: Path) -> Read:
    """Read one file's citations; an error is part of the answer."""
    from lexline.loaders import load

    file = path.as_posix()
    try:
        return _cited(file, load(path))
    except LexlineError as error:
        return Read(file, error=error)


def _read_input() -> Read:
    from lexline.loaders import load_bytes

    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    return _cited("-", load_bytes(data, "stdin"))


def _cited(file: str, documents: tuple[Document, ...]) -> Read:
    doubts = (problem.message for document in documents for problem in document.problems if problem.kind in _DOUBTS)
    return Read(file, tuple(rows_of(file, documents)), tuple(dict.fromkeys(doubts)))


def _watched(
    reads: Iterable[tuple[Read, int]], outcome: _Outcome, session: Session, step: Step | None
) -> Iterator[Read]:
    """Pass on what was read while counting it, moving the bar and telling what failed."""
    for done, (read, total) in enumerate(reads, start=1):
        if step:
            step(done, total, read.file)
        if read.error is not None:
            outcome.failed.append(read.file)
            session.warn(f"not read: {read.error}")
        elif read.skipped:
            outcome.skipped += 1
        else:
            for doubt in read.doubts:
                session.say(f"repaired: {read.file}: {doubt}")
            outcome.files += 1
            outcome.citations += len(read.rows)
        yield read


# --- for a reader ------------------------------------------------------------------------------------------
def _draw(paper: Paper, rows: Iterable[Row]) -> None:
    """Draw the citations document by document, as they come."""
    from itertools import groupby

    for (file, document), found in groupby(rows, key=lambda row: (row[0], row[1])):
        same = str(document) in str(file)
        paper.line(str(document) if same or file == "-" else f"{document} ({file})", "bold")
        shown = [_shown(dict(zip(COLUMNS, row, strict=True))) for row in found]
        paper.table(("unit", "text", "cites", "function"), shown)
        paper.line()


def _shown(row: dict[str, Cell]) -> tuple[str, str, str, str]:
    pinpoint = row["pinpoint"]
    pins = ", ".join(pinpoint) if isinstance(pinpoint, list) else ""
    target = str(row["target"] or "?")
    return (str(row["unit"]), str(row["text"]), f"{target} {pins}".strip(), str(row["function"]))
