"""Participation tables and declarations of a treaty -> who signed, ratified, acceded or succeeded, and when.

A table (CSV) has a column "Participant" and a column for each act; its header tells what the letter behind a date means
("Ratification, Accession(a), Succession(d)"). Declarations are plain text under a line "#" with the State's name. The
treaty is known by a title above the header, by its Treaty Series number there, or by the depositary's number that the
file is named for ("4-11-b.csv"). A cell or line that cannot be read is told with its line; the others are kept.
Refused: files that are empty, binary, too long, or name no participant.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Final

from lexline.loaders.document import Source
from lexline.loaders.formats import treaty_names
from lexline.loaders.limits import check_size
from lexline.loaders.treaty_acts import Act, Column, column, read_act, unmarked
from lexline.loaders.treaty_numbers import by_number, by_series, number_of
from lexline.ontology.errors import InputError
from lexline.ontology.states import State, state

NAME: Final = "participation"
VERSION: Final = "1"

TABLE: Final = "table"
DECLARATIONS: Final = "declarations"

_PARTICIPANT: Final = re.compile(
    r"^[\"']?(?:participants?|party|parties|states?|country)[\"']?\s*[,;\t]", re.IGNORECASE
)
_FIRST_LINE: Final = re.compile(r"^[\"']?participants?[\"']?\s*(?:[,;\t]|$)", re.IGNORECASE)
_SERIES: Final = re.compile(r"\bNo\.?\s?(?P<n>\d{3,6})\b")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADER_WITHIN: Final = 20


@dataclass(frozen=True, slots=True)
class Participation:
    """What a file says of one participant in one treaty.

    `treaty` is its canonical id, `number` the depositary's number ("IV-11", or ""), `part` says whether a table or
    declarations were read. `participant` is the name as printed, `state` the short id and `code` the three letters of
    the State that it names, None where it names none (an organization, a territory). `declaration` is its text,
    `remarks` are cells that are no dates. `problems` tell what could not be read, with the line.
    """

    treaty: str
    number: str
    part: str
    participant: str
    state: str | None
    code: str | None
    acts: tuple[Act, ...]
    line: int
    source: Source
    declaration: str = ""
    remarks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def day(self, effect: str) -> date | None:
        """Return the first day of an act that has this effect."""
        return min((act.day for act in self.acts if act.effect == effect), default=None)

    def dated(self, name: str) -> date | None:
        """Return the first day of an act of this name ("ratification", "accession")."""
        return min((act.day for act in self.acts if act.name == name), default=None)

    @property
    def signature(self) -> date | None:
        """The day of signature."""
        return self.dated("signature")

    @property
    def ratification(self) -> date | None:
        """The day of ratification."""
        return self.dated("ratification")

    @property
    def acceptance(self) -> date | None:
        """The day of acceptance."""
        return self.dated("acceptance")

    @property
    def accession(self) -> date | None:
        """The day of accession."""
        return self.dated("accession")

    @property
    def succession(self) -> date | None:
        """The day of succession."""
        return self.dated("succession")

    @property
    def entry_into_force(self) -> date | None:
        """The day on which the treaty entered into force for the participant, where the table has it."""
        return self.dated("entry into force")


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a table of participation, or the declarations to a treaty, by its name and first bytes."""
    if _CONTROL.search(head):
        return False
    path = PurePath(name.replace("\\", "/"))
    text = head.decode("utf-8", "replace").lstrip("\ufeff")
    if path.suffix.lower() == ".txt":
        return number_of(path.stem) is not None and bool(re.match(r"\s*#\S", text))
    if path.suffix.lower() not in (".csv", ".tsv"):
        return False
    lines = [line.strip() for line in text.splitlines()[:_HEADER_WITHIN]]
    if lines and number_of(path.stem) is not None and _FIRST_LINE.match(lines[0]):
        return True
    return any(_PARTICIPANT.match(line) and _acts_in(line) for line in lines)


def _acts_in(line: str) -> bool:
    return bool(re.search(r"ratification|accession|signature|acceptance|approval|succession", line, re.IGNORECASE))


def load(data: bytes, name: str) -> tuple[Participation, ...]:
    """Read a table of participation, or declarations; one row for each participant, in the file's order.

    Raises:
        InputError: it is empty, binary or too long, or no participant is found in it.
    """
    check_size(len(data), name)
    if not data.strip():
        raise InputError(f"{name} is empty.", "Leave it out, or fetch it again.")
    if _CONTROL.search(data[:65536]):
        raise InputError(f"{name} is a binary file.", "Export the table as CSV in UTF-8.")
    path = PurePath(name.replace("\\", "/"))
    source = Source(path.name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if path.suffix.lower() == ".txt":
        rows = tuple(_declarations(text, path.stem, source))
    else:
        rows = tuple(_table(text, path, source))
    if not rows:
        raise InputError(
            f"{name} names no participant.", "See that its first column is called Participant, or leave it out."
        )
    return rows


def _table(text: str, path: PurePath, source: Source) -> Iterator[Participation]:
    """Read the rows of a table."""
    shown = source.file
    delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    above: list[str] = []
    columns: Sequence[Column] | None = None
    treaty = number = ""
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if not any(cells):
                continue
            if columns is None:
                if _is_header(cells):
                    columns = [column(title) for title in cells[1:]]
                    treaty, number = _treaty(above, path.stem, shown)
                elif len(above) < _HEADER_WITHIN:
                    above.append(" ".join(cells).strip())
                else:
                    break
            elif cells[0]:
                yield _row(cells, columns, reader.line_num, treaty, number, source)
    except csv.Error as error:
        raise InputError(
            f"{shown}, line {reader.line_num}: {error}.", "Repair the line; quotation marks come in pairs."
        ) from error


def _state(printed: str) -> State | None:
    """Return the State of a printed name, "St." read as "Saint"."""
    return state(printed) or (state(f"Saint {printed[4:]}") if printed.startswith("St. ") else None)


def _is_header(cells: Sequence[str]) -> bool:
    return bool(_PARTICIPANT.match(f"{cells[0]},")) and len(cells) < 40


def _row(
    cells: Sequence[str], columns: Sequence[Column], line: int, treaty: str, number: str, source: Source
) -> Participation:
    """Read one row: the participant and its acts."""
    acts: list[Act] = []
    remarks: list[str] = []
    problems: list[str] = []
    for of, cell in zip(columns, cells[1:], strict=False):
        if not cell:
            continue
        found = read_act(cell, of)
        if isinstance(found, Act):
            acts.append(found)
        elif of.plain is None and not of.letters:
            remarks.append(f"{of.title}: {cell[:200]}")
        else:
            problems.append(f"line {line}, {of.title[:60]}: {found}")
    if len(cells) > len(columns) + 1 and any(cells[len(columns) + 1 :]):
        problems.append(f"line {line}: there are more cells than columns")
    printed = unmarked(cells[0])[:200]
    known = _state(printed)
    return Participation(
        treaty,
        number,
        TABLE,
        printed,
        known.id if known else None,
        known.code if known else None,
        tuple(sorted(acts, key=lambda act: (act.day, act.name))),
        line,
        source,
        remarks=tuple(remarks),
        problems=tuple(problems),
    )


def _treaty(above: Sequence[str], stem: str, shown: str) -> tuple[str, str]:
    """Find the treaty: by a title above the header, its Treaty Series number there, else by the file's name."""
    number = number_of(stem) or ""
    for line in above:
        title = re.sub(r"^\d{1,3}(?:\. ?[a-z]\b)?[.)] ?", "", line).strip(" ,;")
        if row := treaty_names.known(title):
            return row.id, number
    for line in above:
        if (match := _SERIES.search(line)) and (found := by_series(int(match["n"]))):
            return found, number
    if number:
        return by_number(number), number
    if above:
        return treaty_names.made_up(above[0]), number
    raise InputError(
        f"{shown} does not say which treaty it is about.",
        "Put the treaty's title above the header, or name the file for the depositary's number (4-11.csv).",
    )


def _declarations(text: str, stem: str, source: Source) -> Iterator[Participation]:
    """Read declarations: the text below each line that names a participant."""
    number = number_of(stem)
    if number is None:
        raise InputError(
            f"{source.file} does not say which treaty it is about.",
            "Name the file for the depositary's number (4-11.txt).",
        )
    name, first, lines = "", 0, list[str]()
    for at, line in enumerate([*text.splitlines(), "#"], start=1):
        if not line.startswith("#"):
            lines.append(line.strip())
            continue
        said = "\n".join(part for part in lines if part)
        if name:
            known = _state(name)
            problems = () if said else (f"line {first}: there is no text under {name}",)
            yield Participation(
                by_number(number),
                number,
                DECLARATIONS,
                name,
                known.id if known else None,
                known.code if known else None,
                (),
                first,
                source,
                declaration=said,
                problems=problems,
            )
        name, first, lines = unmarked(line[1:].strip())[:200], at, []
