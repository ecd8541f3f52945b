"""A gold table -> its rows: which citations a reader found in which unit of which file.

The table is text in UTF-8 with seven columns between tabs: file (base name), unit (`*`: any), cited (canonical id),
pinpoint, required (1: must be found; 0: found or missing is fine), function (the governing words), note. Lines that
begin with # are comments. What is no such table is refused with the number of the line and what to do.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lexline.ontology.errors import InputError

COLUMNS: Final = ("file", "unit", "cited", "pinpoint", "required", "function", "note")
#: The columns that every row has; those behind them may be left off where they are empty.
_LEAST: Final = COLUMNS.index("required") + 1

#: A table is read by eye: none has more bytes, rows, or characters in a line.
MAX_BYTES: Final = 16 * 1024 * 1024
MAX_ROWS: Final = 50_000
MAX_LINE: Final = 4_000

_REMEDY: Final = f"A row holds, between tabs: {', '.join(COLUMNS)}."


@dataclass(frozen=True, slots=True)
class Row:
    """One citation of a gold table; `line` is where it stands (from 1), `function` the verb's words as printed."""

    line: int
    file: str
    unit: str
    cited: str
    pinpoint: str = ""
    required: bool = True
    function: str = ""
    note: str = ""


def read_gold(path: Path) -> tuple[Row, ...]:
    """Read a gold table.

    Raises:
        InputError: where the file cannot be read, is too long, or a line is no row; the message has its number.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.", "Name a gold table.") from error
    if len(data) > MAX_BYTES:
        raise InputError(f"{path} has more than {MAX_BYTES:,} bytes.", "Is it a gold table? Split it if so.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {place}: not UTF-8.", "Save the table as UTF-8.") from error
    rows: list[Row] = []
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        if line.startswith("#") or not line.strip():
            continue
        cells = _cells(path, number, line.removesuffix("\n"))
        if cells[0] == COLUMNS[0]:  # the names of the columns
            continue
        if len(rows) == MAX_ROWS:
            raise InputError(f"{path}, line {number}: more than {MAX_ROWS:,} rows.", "Split the table.")
        rows.append(_row(path, number, cells))
    if not rows:
        raise InputError(f"{path} holds no rows.", _REMEDY)
    return tuple(rows)


def _cells(path: Path, number: int, line: str) -> list[str]:
    if len(line) > MAX_LINE:
        raise InputError(f"{path}, line {number}: longer than {MAX_LINE:,} characters.", _REMEDY)
    if "\0" in line:
        raise InputError(f"{path}, line {number}: not text.", "Name a gold table, which is text between tabs.")
    cells = line.split("\t")
    if not _LEAST <= len(cells) <= len(COLUMNS):
        raise InputError(f"{path}, line {number}: {len(cells)} column{'' if len(cells) == 1 else 's'}.", _REMEDY)
    return cells


def _row(path: Path, number: int, cells: list[str]) -> Row:
    file, unit, cited, pinpoint, required, function, note = [*cells, *[""] * (len(COLUMNS) - len(cells))]
    for name, value in (("file", file), ("unit", unit), ("cited", cited)):
        if not value or value != value.strip():
            told = f"“{value}” has spaces around it" if value else f"the column “{name}” is empty"
            raise InputError(f"{path}, line {number}: {told}.", _REMEDY)
    if "/" in file or "\\" in file:
        raise InputError(f"{path}, line {number}: “{file}” is a path.", "Give the base name of the file.")
    if required not in ("0", "1"):
        raise InputError(
            f"{path}, line {number}: “{required}” in the column “required”.",
            "Write 1 where the citation must be found, 0 where found or missing is fine.",
        )
    return Row(number, file, unit, cited, pinpoint, required == "1", function, note)
