"""The JSON extracts that stand beside the UN's own AKN4UN files -> records, one object a line.

Votes by country, sponsors, agenda item, Chapter VII, draft, meeting and subjects of resolutions of the Security
Council, the General Assembly, the Human Rights Council and the Economic and Social Council; the organs name some of
their fields differently. A line without a document symbol is no record, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders.catalogue import fields
from lexline.loaders.catalogue.json_rows import head as beginning
from lexline.loaders.catalogue.json_rows import rows
from lexline.loaders.catalogue.model import Catalogue, Record, Vote
from lexline.loaders.document import Keyword, Problem

NAME: Final = "data-extract"
VERSION: Final = "1"

_SYMBOL: Final = re.compile(r'"symbol"\s{0,3}:\s{0,3}"')
_KNOWN: Final = re.compile(
    r'"(?:adoption_date|adoption_meeting|agenda_item_name|adoption_type|MS_in_favour|sponsors|subjects|chapter_VII)"'
)
#: Schemes of subjects; any other "scheme" is the symbol of the agenda that the label is an item of, or a series title.
_SCHEMES: Final = {"UNBIS Thesaurus": "UNBIS", "DHLAUTH": "DHLAUTH"}
_COUNCIL_MEETING: Final = re.compile(r"(\d{1,5})(?:st|nd|rd|th) meeting")
_ITEM: Final = re.compile(r"^(?:agenda )?items?\s+", re.IGNORECASE)


def recognise(name: str, head: bytes) -> bool:  # noqa: ARG001 - every kind takes both
    """Say whether a file begins with such a record."""
    text = beginning(head).lstrip('"[ \t\r\n')
    return text.startswith("{") and bool(_SYMBOL.search(text)) and bool(_KNOWN.search(text))


def load(data: bytes, name: str) -> Catalogue:
    """Read a file's records.

    Raises:
        InputError: no line of it is a record.
    """
    records: list[Record] = []
    problems: list[Problem] = []
    for line, row in rows(data, name):
        if isinstance(row, Problem):
            problems.append(row)
        elif identifiers := fields.parts(row.get("symbol")):
            records.extend(_one_of(identifiers, _record(identifier, line, row), row) for identifier in identifiers)
        else:
            shown = fields.text(row.get("symbol"))[:60]
            problems.append(Problem("record", f"line {line} names no document symbol (“{shown}”)"))
        if fields.enough(problems, line):
            break
    return fields.catalogue(data, name, f"{NAME}/{VERSION}", records, problems)


def _one_of(identifiers: Sequence[str], record: Record, row: Mapping[str, object]) -> Record:
    """Take the title off a lettered part: it is that of all parts together."""
    if len(identifiers) == 1 or not record.title:
        return record
    told = Problem("shared-title", f"“{record.title}” is the title of {fields.text(row.get('symbol'))} together")
    return replace(record, title="", problems=(*record.problems, told))


def _record(identifier: str, line: int, row: Mapping[str, object]) -> Record:
    problems: list[Problem] = []
    sponsors, notes = fields.sponsors(_list(row.get("sponsors")))
    later, more = fields.sponsors(_list(row.get("additional_sponsors")))
    origin = fields.text(row.get("originating_document"))
    drafts = fields.symbols(row.get("draft_resolution")) or tuple(d for d in fields.symbols(origin) if "/L." in d)
    when = fields.day(row.get("adoption_date"))
    if when is None and (said := fields.text(row.get("adoption_date"))):
        problems.append(Problem("date", f"“{said[:80]}” is no date"))
    return Record(
        id=identifier,
        line=line,
        title=fields.text(row.get("resolution_title")) or fields.text(row.get("title")),
        date=when,
        meeting=_meeting(row, problems),
        drafts=drafts,
        origin=origin,
        agenda_item=fields.text(row.get("agenda_item_name")),
        agenda_number=_ITEM.sub("", fields.text(row.get("agenda_item"))),
        committee=fields.text(row.get("committee")),
        chapter="VII" if fields.text(row.get("chapter_VII")).casefold() == "chapter vii" else "",
        sponsors=sponsors,
        later_sponsors=tuple(one for one in later if one not in sponsors),
        sponsor_notes=tuple(dict.fromkeys((*notes, *more))),
        subjects=_subjects(row),
        vote=_vote(row, problems),
        problems=tuple(problems),
    )


def _meeting(row: Mapping[str, object], problems: list[Problem]) -> str | None:
    """Return the record of the meeting; where the extract says two things, that is a problem."""
    found = next((m for key in ("pv", "sr", "outcome_letter") if (m := fields.meeting(row.get(key)))), None)
    told = _COUNCIL_MEETING.match(fields.text(row.get("adoption_meeting")))
    if found and found.startswith("S/PV.") and told and found.partition("(")[0] != f"S/PV.{told[1]}":
        problems.append(Problem("meeting", f"adopted at the {told[0]}, but in the record {found}"))
    return found


def _vote(row: Mapping[str, object], problems: list[Problem]) -> Vote | None:
    outcome = fields.text(row.get("adoption_type"))
    lists = [
        fields.voters(_list(row.get(f"MS_{key}")), how, problems)
        for key, how in (("in_favour", "in favour"), ("against", "against"), ("abstaining", "abstaining"))
    ]
    if not outcome and not any(lists):
        return None
    counts = [fields.count(row.get(f"MS_{key}_count")) for key in ("in_favour", "against", "abstaining")]
    # nought to nought is how the extracts write that nobody counted
    if not any(counts) and not any(lists):
        counts = [None, None, None]
    return fields.vote(outcome, lists, counts, problems)


def _subjects(row: Mapping[str, object]) -> tuple[Keyword, ...]:
    found: dict[Keyword, None] = {}
    for entry in _list(row.get("subjects")):
        if isinstance(entry, list) and entry and (label := fields.text(entry[0]).rstrip(".")):
            scheme = _SCHEMES.get(fields.text(entry[1]) if len(entry) > 1 else "", "")
            if scheme:
                found[Keyword(scheme, label)] = None
    for goal in _list(row.get("SDGs")):
        number = fields.count(goal)
        if number and number <= 17:
            iri = f"http://metadata.un.org/sdg/{number}"
            found[Keyword("SDG", f"Sustainable Development Goal {number}", iri)] = None
    return tuple(found)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []
