"""An answer -> what stdout or `-o FILE` receives: a table to read, or JSON, JSON lines, CSV or Turtle to work with.

Every verb answers with an `Answer`; this module alone knows formats. Rows may be an iterator: JSON, JSON lines and
CSV are written row by row, so that an answer of any length needs no memory. A format that an answer has no form for
is refused before anything is written.

What goes into a file acknowledges the United Nations as the source of the data: Turtle in a comment, a table to read
in its last line. CSV, JSON and JSON lines have no place for it that other programs would pass over, so beside FILE
stands FILE-metadata.json, as the W3C's "CSV on the Web" has it.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT, COMMENT, SOURCE_IRI
from lexline.ontology.errors import LexlineError, UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TURTLE = "turtle"


#: What a cell may hold; a list stands for several values.
Cell = str | int | float | bool | list[str] | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb found.

    `columns` and `rows` are its plain form. `view` draws it for a reader where a table would not do; `record` is
    its JSON form where a list of rows would not do; `turtle` yields its RDF form in pieces, where it has one.
    `terse` turns a cell into what a reader's table shows (an IRI into a symbol).
    """

    columns: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
    title: str = ""
    view: Callable[[Paper], None] | None = None
    record: Callable[[], object] | None = None
    turtle: Callable[[], Iterable[str]] | None = None
    terse: Callable[[Cell], str] | None = None
    notes: tuple[str, ...] = field(default=())


def write(answer: Answer, how: Format, target: Path | None) -> None:
    """Write an answer to a file, or to stdout where no file is named.

    Raises:
        UsageError: where the answer has no such form.
        LexlineError: where the file cannot be written.
    """
    if how is Format.TURTLE and answer.turtle is None:
        raise UsageError("This answer is a table and has no Turtle form.", "Choose --format json, jsonl or csv.")
    with opened(target) as out:
        if how is Format.TABLE:
            _table(answer, out)
            if _is_file(target):
                out.write(f"\n{ACKNOWLEDGEMENT}\n")
        elif how is Format.TURTLE and answer.turtle:
            out.write(COMMENT)
            out.writelines(answer.turtle())
        elif how is Format.JSON:
            _json(answer, out)
        elif how is Format.JSONL:
            for row in answer.rows:
                out.write(json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False) + "\n")
        else:
            lines = csv.writer(out, lineterminator="\n")
            lines.writerow(answer.columns)
            lines.writerows([_flat(cell) for cell in row] for row in answer.rows)
    if how in (Format.CSV, Format.JSON, Format.JSONL) and target is not None and _is_file(target) and target.is_file():
        with opened(target.with_name(f"{target.name}-metadata.json")) as beside:
            beside.write(json.dumps(_metadata(answer, how, target.name), ensure_ascii=False, indent=2) + "\n")


def _is_file(target: Path | None) -> bool:
    return target is not None and str(target) != "-"


def _metadata(answer: Answer, how: Format, name: str) -> dict[str, object]:
    """Describe a file of data: its name, its columns where it is CSV, and where the data comes from."""
    said: dict[str, object] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:rights": ACKNOWLEDGEMENT,
        "dc:source": {"@id": SOURCE_IRI},
    }
    if how is Format.CSV:
        said["tableSchema"] = {"columns": [{"titles": column} for column in answer.columns]}
    return said


@contextmanager
def opened(target: Path | None) -> Iterator[TextIO]:
    """Open where an answer goes. A named file appears only when the answer is complete."""
    if target is None or str(target) == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    if target.is_dir():
        raise UsageError(f"{target} is a folder.", "Name a file after -o.")
    plain = not target.exists() or target.is_file()
    partial = target.with_name(f".{target.name}.{os.getpid()}.part") if plain else target
    try:
        with partial.open("w", encoding="utf-8", errors="backslashreplace", newline="") as out:
            yield out
        if plain:
            partial.replace(target)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        reason = error.strerror or str(error)
        raise LexlineError(f"{target} cannot be written: {reason}.", "Name another file after -o.") from error
    finally:
        if plain:
            partial.unlink(missing_ok=True)


def _json(answer: Answer, out: TextIO) -> None:
    if answer.record is not None:
        out.write(json.dumps(answer.record(), ensure_ascii=False, indent=2) + "\n")
        return
    before = "[\n"
    for row in answer.rows:
        out.write(before + json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def _table(answer: Answer, out: TextIO) -> None:
    from lexline.graph.cli.paper import Paper

    paper = Paper(out)
    if answer.view is not None:
        answer.view(paper)
    else:
        show = answer.terse or _flat
        paper.table(answer.columns, [[show(cell) for cell in row] for row in answer.rows], answer.title)
    for note in answer.notes:
        paper.line(note)


def _flat(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "; ".join(cell) if isinstance(cell, list | tuple) else str(cell)
