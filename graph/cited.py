"""The lines that `lexline cite --format jsonl` writes -> citations that can be compared and scored.

A file of the wrong kind, a line that is no JSON object or lacks what a citation needs is refused with its number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lexline.ontology.errors import InputError

#: A longer file is refused: it holds half a million citations and more.
MAX_BYTES: Final = 256 * 1024 * 1024
#: No citation makes a longer line.
MAX_LINE: Final = 1024 * 1024

_REMEDY: Final = "Write the file with: lexline cite FILES -o citations.jsonl"


@dataclass(frozen=True, slots=True, order=True)
class Cited:
    """One citation as `lexline cite` tells it; `target` is "" while it is unresolved.

    Two are the same when file, document, unit, offsets, words, target, pinpoints and function are.
    """

    file: str
    document: str
    unit: str
    start: int
    end: int
    text: str
    target: str
    pinpoint: tuple[str, ...]
    function: str
    verb: str = field(default="", compare=False)

    @classmethod
    def of(cls, row: Mapping[str, object]) -> Cited:
        """Take a citation from the fields of a row; the file goes by its base name.

        Raises:
            ValueError: where a field is missing or of the wrong type; the message says which.
        """
        if missing := [name for name in ("file", "unit", "target") if name not in row]:
            raise ValueError(f"“{missing[0]}” is missing")
        file, unit = _text(row, "file"), _text(row, "unit")
        if not file or not unit:
            raise ValueError(f"“{'unit' if file else 'file'}” is empty")
        return cls(
            file=file.rpartition("/")[2],
            document=_text(row, "document"),
            unit=unit,
            start=_number(row, "start"),
            end=_number(row, "end"),
            text=_text(row, "text"),
            target=_text(row, "target"),
            pinpoint=_texts(row, "pinpoint"),
            function=_text(row, "function"),
            verb=_text(row, "verb"),
        )

    @property
    def means(self) -> str:
        """Target and pinpoints in one line."""
        return " | ".join([self.target or "unresolved", *self.pinpoint])


def read_cited(path: Path) -> Iterator[Cited]:
    """Yield the citations of a file that `lexline cite` wrote as JSON lines.

    Raises:
        InputError: where the file cannot be read, or a line is no citation; the message has the line's number.
    """
    try:
        with path.open("rb") as lines:
            number = size = 0
            while line := lines.readline(MAX_LINE + 1):
                number += 1
                size += len(line)
                if size > MAX_BYTES:
                    raise InputError(f"{path} has more than {MAX_BYTES:,} bytes.", "Compare fewer documents at a time.")
                if len(line) > MAX_LINE:
                    raise InputError(f"{path}, line {number}: longer than {MAX_LINE:,} bytes.", _REMEDY)
                if line.strip():
                    yield _citation(path, number, line)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.", _REMEDY) from error


def _citation(path: Path, number: int, line: bytes) -> Cited:
    try:
        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        if not isinstance(row, dict):
            raise ValueError("no JSON object")
        return Cited.of(row)
    except RecursionError:
        told = "nested too deeply"
    except json.JSONDecodeError as error:
        told = f"no JSON: {error.msg}, column {error.colno}"
    except UnicodeDecodeError:
        told = "not UTF-8"
    except ValueError as error:
        told = str(error)
    raise InputError(f"{path}, line {number} is no citation: {told}.", _REMEDY)


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"“{name}” is no text")
    return value or ""


def _number(row: Mapping[str, object], name: str) -> int:
    value = row.get(name, 0)
    if not isinstance(value, int):
        raise ValueError(f"“{name}” is no whole number")
    return value


def _texts(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name) or ()
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"“{name}” is no list of texts")
    return tuple(value)
