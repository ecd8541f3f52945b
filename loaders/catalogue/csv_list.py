"""A table with a header row (CSV, semicolons or tabs) -> records: one a row, or one of many rows with a vote in each.

Columns are known by their names, in any order; those that no name stands for are left. The General Assembly and
Security Council voting data that the Dag Hammarskjöld Library publishes has a row for each State's vote: the rows of
one resolution make one record. Values of several things are parted by "|" or ";".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lexline.loaders.catalogue import fields
from lexline.loaders.catalogue.json_rows import head as beginning
from lexline.loaders.catalogue.model import Catalogue, Record, Vote
from lexline.loaders.document import Keyword, Problem
from lexline.ontology.errors import InputError

NAME: Final = "csv-list"
VERSION: Final = "1"

#: What a column is, by its name in small letters with "_" for anything else.
_COLUMNS: Final = {
    "symbol": ("symbol", "document_symbol", "un_symbol", "resolution", "resolutions", "resolution_symbol"),
    "title": ("title", "resolution_title", "document_title"),
    "date": ("date", "adoption_date", "date_of_adoption", "vote_date", "action_date"),
    "meeting": ("meeting", "meeting_record", "pv"),
    "draft": ("draft", "drafts", "draft_resolution", "draft_symbol"),
    "agenda": ("agenda", "agenda_title", "agenda_titles", "agenda_item_name", "agenda_item"),
    "committee": ("committee",),
    "origin": ("committee_report", "originating_document"),
    "subjects": ("subjects", "subject"),
    "sponsors": ("sponsors", "sponsor"),
    "outcome": ("adoption_type", "modality", "vote_note", "outcome"),
    "state": ("ms_name", "ms_names", "member_state", "state"),
    "code": ("ms_code", "ms_codes"),
    "vote": ("ms_vote", "ms_votes", "vote"),
    "favour": ("total_yes", "yes", "in_favour"),
    "against": ("total_no", "no", "against"),
    "abstaining": ("total_abstentions", "abstentions", "abstaining"),
    "absent": ("total_non_voting", "non_voting", "absent"),
}
_MEANING: Final = {name: meaning for meaning, names in _COLUMNS.items() for name in names}
_DELIMITERS: Final = ",;\t"
_SEVERAL: Final = re.compile(r"\s*[|;]\s*")
_VOTES: Final = {
    "y": "Y",
    "yes": "Y",
    "n": "N",
    "no": "N",
    "a": "A",
    "abstain": "A",
    "abstained": "A",
    "abstention": "A",
}
_NO_VOTE: Final = frozenset({"", "x", "nv", "non-voting", "absent", "not voting"})


@dataclass(slots=True)
class _Gathered:
    """The rows of one symbol: the line of the first, its values, and the States by what they voted."""

    line: int
    row: Mapping[str, str]
    cast: dict[str, list[object]] = field(default_factory=lambda: {"Y": [], "N": [], "A": [], "": []})
    problems: list[Problem] = field(default_factory=list)


def recognise(name: str, head: bytes) -> bool:  # noqa: ARG001 - every kind takes both
    """Say whether a file is a table with a column of symbols, one more that is known, and a symbol in its first row."""
    lines = beginning(head).splitlines()
    if len(lines) < 2 or lines[0][:1] in ("{", "[", "<"):
        return False
    columns = _header(lines[0])
    if "symbol" not in columns or len(set(columns) - {""}) < 2:
        return False
    for row in _cells(lines[0], "\n".join(lines[1:])):
        return any(what == "symbol" and fields.symbol(cell) for what, cell in zip(columns, row, strict=False))
    return False


def load(data: bytes, name: str) -> Catalogue:
    """Read a file's records.

    Raises:
        InputError: it names the columns of no such table, or no row of it has a symbol.
    """
    text, problems = _text(data, name)
    header, _, rest = text.partition("\n")
    columns = _header(header)
    if "symbol" not in columns:
        raise InputError(f"{name} has no column of symbols.", "Name one of its columns “symbol”.")
    found: dict[str, _Gathered] = {}
    for line, row in _rows(header, rest, columns, problems):
        identifier = fields.symbol(row.get("symbol"))
        if identifier is None:
            problems.append(Problem("record", f"line {line} names no document symbol (“{row.get('symbol', '')[:60]}”)"))
            if fields.enough(problems, line):
                break
            continue
        gathered = found.get(identifier)
        if gathered is None or "vote" not in columns:
            key = identifier if gathered is None else f"{identifier} {line}"
            gathered = found[key] = _Gathered(line, {**row, "symbol": identifier})
        _cast(row, line, gathered)
    records = [_record(one) for one in found.values()]
    return fields.catalogue(data, name, f"{NAME}/{VERSION}", records, problems)


def _text(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """Decode a file: by its mark, as UTF-8, else as Windows-1252, which is told."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), []
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16"):
            raise InputError(f"{name} is not the UTF-16 that it says it is.", "Save it as UTF-8.") from error
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("cp1252", "replace"), [
            Problem("encoding", f"line {line} is not UTF-8; read as Windows-1252")
        ]


def _header(line: str) -> list[str]:
    """Say what each column is; "" for one that is not known, or the second of a kind."""
    told: list[str] = []
    for cell in next(_cells(line, line), []):
        meaning = _MEANING.get(re.sub(r"[^a-z0-9]+", "_", cell.lower()[:60]).strip("_"), "")
        told.append("" if meaning in told else meaning)
    return told


def _cells(header: str, text: str) -> Iterator[list[str]]:
    """Read rows; the delimiter is the one that the header has most of. A fault ends them."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=header.count))
    except csv.Error:
        return


def _rows(
    header: str, rest: str, columns: Sequence[str], problems: list[Problem]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row with its line and its values by what they are."""
    reader = csv.reader(io.StringIO(rest, newline=""), delimiter=max(_DELIMITERS, key=header.count))
    line = 2
    while True:
        line = reader.line_num + 2
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # an open quotation mark swallows what follows, so that no later row can be trusted
            problems.append(Problem("record", f"line {line} and what follows cannot be read: {error}"))
            return
        if any(cells):
            yield line, {what: cell for what, cell in zip(columns, cells, strict=False) if what}


def _cast(row: Mapping[str, str], line: int, gathered: _Gathered) -> None:
    if "vote" not in row:
        return
    said = row["vote"].strip().lower()
    name = row.get("state") or row.get("code") or ""
    if said in _VOTES:
        gathered.cast[_VOTES[said]].append(name)
    elif said in _NO_VOTE:
        gathered.cast[""].append(name)
    else:
        gathered.problems.append(Problem("vote", f"line {line}: “{said[:20]}” of {name[:80]} is no vote"))


def _record(gathered: _Gathered) -> Record:
    row, problems = gathered.row, gathered.problems
    told, notes = fields.sponsors(_SEVERAL.split(row.get("sponsors", "")))
    when = fields.day(row.get("date"))
    if when is None and (said := fields.text(row.get("date"))):
        problems.append(Problem("date", f"“{said[:80]}” is no date"))
    return Record(
        id=row["symbol"],
        line=gathered.line,
        title=fields.text(row.get("title")),
        date=when,
        meeting=fields.meeting(row.get("meeting")),
        drafts=fields.symbols(row.get("draft")),
        origin=fields.text(row.get("origin")),
        agenda_item=fields.text(row.get("agenda")),
        committee=fields.text(row.get("committee")),
        sponsors=told,
        sponsor_notes=notes,
        subjects=tuple(
            dict.fromkeys(
                Keyword("", label) for word in _SEVERAL.split(row.get("subjects", "")) if (label := fields.text(word))
            )
        ),
        vote=_vote(gathered),
        problems=tuple(problems),
    )


def _vote(gathered: _Gathered) -> Vote | None:
    row = gathered.row
    outcome = fields.text(row.get("outcome"))
    counts = [fields.count(row.get(key)) for key in ("favour", "against", "abstaining", "absent")]
    lists = [
        fields.voters(gathered.cast[how], what, gathered.problems)
        for how, what in (("Y", "in favour"), ("N", "against"), ("A", "abstaining"), ("", "absent"))
    ]
    if not outcome and not any(lists) and all(one is None for one in counts):
        return None
    return fields.vote(outcome, lists, counts, gathered.problems)
