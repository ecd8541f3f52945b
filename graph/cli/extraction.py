"""Files as given -> the citations in each, one file after another, as rows that can be written or compared.

Many files are read by several processes. A file that cannot be read is reported and the others go on; what was met is
counted in `Outcome`, so that the verb can say so when it ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lexline.graph.cli.output import Cell
from lexline.graph.cli.plain import counted
from lexline.ontology.errors import InputError, LexlineError, UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.session import Session, Step
    from lexline.loaders.document import Citation, Document
    from lexline.loaders.folders import Found, WorkItem

#: The fields of a citation in every format; a stable interface: new ones are added at the end.
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
    "verb",
    "depth",
    "note",
)
#: What an explanation has besides.
REASONS: Final = (
    "kind",
    "matched",
    "rule",
    "group",
    "target_units",
    "nested",
    "anchor",
    "official",
    "sentence",
    "sentence_start",
)

#: So many files are read in this process; starting others pays only beyond.
_FEW: Final = 24
#: Files in one piece of work, and bytes after which a piece is full.
_PIECE_FILES: Final = 8
_PIECE_BYTES: Final = 512 * 1024
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
class Outcome:
    """What a run has met so far."""

    citations: int = 0
    skipped: int = 0
    files: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def refuse_failures(self) -> None:
        """Raise InputError where a file was not read; the reasons have been told one by one."""
        if count := len(self.failed):
            were = "was" if count == 1 else "were"
            raise InputError(f"{counted(count, 'file')} {were} not read.", "The reasons stand above.")


def rows_of(file: str, document: Document, citations: Iterable[Citation]) -> Iterator[Row]:
    """Yield the fields of `COLUMNS` for every citation of a document."""
    for citation in citations:
        yield (
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
            citation.verb,
            citation.depth,
            citation.note,
        )


def explained(file: str, document: Document, citations: Iterable[Citation]) -> Iterator[Row]:
    """Yield the fields of `COLUMNS` and `REASONS` for every citation of a document."""
    from lexline.loaders.citations.methods import METHODS
    from lexline.ontology.registry import functions

    groups = {function.id: function.group for function in functions()}
    texts = {unit.eid: unit.text for unit in document.units}
    known = list(citations)
    for citation, row in zip(known, rows_of(file, document, known), strict=True):
        method = METHODS[citation.method]
        yield (
            *row,
            citation.kind,
            method.matched,
            method.rule,
            groups.get(citation.function, ""),
            list(citation.target_units),
            list(citation.nested),
            citation.anchor,
            citation.official,
            texts[citation.unit][citation.sentence.start : citation.sentence.end],
            citation.sentence.start,
        )


#: Makes the rows of a file's document and its citations.
Making = Callable[[str, "Document", "Iterable[Citation]"], Iterator[Row]]


def read_all(
    files: Sequence[str], workers: int | None, making: Making = rows_of, only: Collection[str] | None = None
) -> Iterator[tuple[Read, int]]:
    """Read standard input and every file, in the order given; with each comes how many there are in all.

    `making` makes the rows of the citations; `only` are the base names of the documents to read, None for all.
    """
    if "-" in files and len(files) > 1:
        raise UsageError("Standard input (-) is read alone.", "Give either - or files.")
    if files == ["-"]:
        yield _read_input(making), 1
        return
    from lexline.loaders.folders import WorkItem, pieces

    found = [_look(name, one) for name in files for one in _walk(name)]
    if only is not None:
        found = [one for one in found if not isinstance(one, WorkItem) or one.base in only]
    items = [one for one in found if isinstance(one, WorkItem)]
    alone = len(items) <= _FEW or workers == 1
    reading = partial(_read_items, making=making)
    work = pieces(items, _PIECE_FILES, _PIECE_BYTES)
    read = map(reading, work) if alone else _together(reading, list(work), workers or os.cpu_count() or 1)
    reads = chain.from_iterable(read)
    for one in found:
        yield (one if isinstance(one, Read) else next(reads)), len(found)


def _walk(name: str) -> Iterator[Found]:
    """Look at what a name stands for: a file, what is in a folder or archive, or one file or folder in an archive."""
    from lexline.loaders.folders import Unreadable, walk
    from lexline.loaders.naming import INSIDE

    archive, inside = apart(name)
    if not inside:
        yield from walk([Path(name)])
        return
    there = False
    for one in walk([archive]):
        if (way := _way(one)) == inside or way.startswith((f"{inside}/", f"{inside}{INSIDE}")):
            there = True
            yield one
    if not there:
        error = InputError(f"{archive} holds no {inside}.", f"lexline cite {archive} reads all that it holds.")
        yield Unreadable(name, error)


def apart(name: str) -> tuple[Path, str]:
    """Take apart a name such as `bundle.zip!/folder/file.xml`: the archive, and the way inside ("" for a plain path).

    >>> apart("no-such.zip!/file.xml")[1]
    ''
    """
    from lexline.loaders.naming import INSIDE

    archive, _, inside = name.replace("\\", "/").partition(INSIDE)
    if inside and not Path(name).exists() and Path(archive).is_file():
        return Path(archive), inside.rstrip("/")
    return Path(name), ""


def _way(found: Found) -> str:
    """Return the way to what was found from the archive that it lies in."""
    from lexline.loaders.folders import WorkItem
    from lexline.loaders.naming import INSIDE

    name = found.source if isinstance(found, WorkItem) else found.name
    return name.partition(INSIDE)[2]


def _look(name: str, found: Found) -> WorkItem | Read:
    """Tell what is to be read from what is not; what was asked for by its own name is never skipped in silence."""
    from lexline.loaders.folders import Skipped, WorkItem

    among = Path(name).is_dir() or _way(found) != apart(name)[1]
    if isinstance(found, WorkItem):
        if (kind := _records_in(found.format)) is None:
            return found
        return Read(found.shown, skipped=kind) if among else Read(found.shown, error=_refusal(found.shown, kind))
    if isinstance(found, Skipped) and among:
        return Read(found.name, skipped=found.reason)
    if isinstance(found, Skipped):
        return Read(found.name, error=InputError(f"{name} is not read: {found.reason}.", "Name a document."))
    return Read(found.name, error=found.error)


def _records_in(kind: str) -> str | None:
    """Say what a file of this format holds where that is no text; None for the format of a document."""
    from lexline.loaders import participation
    from lexline.loaders.records import CATALOGUES

    if all(kind != catalogue.NAME for catalogue in CATALOGUES):
        return None
    return "a treaty's table of participation" if kind == participation.NAME else "records"


def _refusal(name: str, kind: str) -> InputError:
    """Tell what to do with a file that holds no text to find citations in."""
    return InputError(f"{name} holds {kind}, not a text.", "lexline build reads it into a store.")


def _together(
    reading: Callable[[Sequence[WorkItem]], list[Read]], work: Sequence[Sequence[WorkItem]], workers: int
) -> Iterator[list[Read]]:
    """Read files in several processes; what was read comes in the order of the files."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    from lexline.graph.workers import begin

    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=begin) as pool:
        try:
            yield from pool.map(reading, work)
        except BrokenProcessPool as error:
            raise LexlineError("A process that was reading files was ended.", "Try again with --workers 1.") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_items(items: Sequence[WorkItem], making: Making) -> list[Read]:
    """Read the citations of some files; an error is part of the answer."""
    from lexline.loaders.folders import contents

    return [_read_item(item, content, making) for item, content in contents(items)]


def _read_item(item: WorkItem, content: bytes | InputError, making: Making) -> Read:
    from lexline.loaders import load_bytes

    file = item.shown
    if isinstance(content, InputError):
        return Read(file, error=content)
    try:
        return _cited(file, load_bytes(content, item.source), making)
    except LexlineError as error:
        return Read(file, error=error)


def _read_input(making: Making) -> Read:
    from lexline.loaders import load_bytes
    from lexline.loaders.records import catalogue_for

    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if (catalogue := catalogue_for("stdin", data)) is not None:
        raise _refusal("Standard input", _records_in(catalogue.NAME) or "")
    return _cited("-", load_bytes(data, "stdin"), making)


def _cited(file: str, documents: tuple[Document, ...], making: Making) -> Read:
    from lexline.loaders.citations import extract

    doubts = (problem.message for document in documents for problem in document.problems if problem.kind in _DOUBTS)
    rows = tuple(row for document in documents for row in making(file, document, extract(document)))
    return Read(file, rows, tuple(dict.fromkeys(doubts)))


def watched(reads: Iterable[tuple[Read, int]], outcome: Outcome, session: Session, step: Step | None) -> Iterator[Read]:
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
            outcome.files.append(read.file)
            outcome.citations += len(read.rows)
        yield read
