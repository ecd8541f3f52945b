"""One MARC record, whatever it was written in -> a record of an instrument.

The fields are those of the United Nations Digital Library (UNBIS reference manual): symbol 191 (of a voting record
791), title 245, date of adoption 992 (else of issue, 269), meeting 952, subjects 650 and 651 and names 610 to 630,
agenda with its subject headings 991, related documents 993, how each State voted 967 to 969, outcome and counts 996.
Sponsors are not told apart from other names in these records, and left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from lexline.loaders.catalogue import fields
from lexline.loaders.catalogue.model import Record, Vote
from lexline.loaders.document import Keyword, Problem

_SYMBOLS: Final = ("191", "791")
_NAMES: Final = ("610", "611", "630")
_SUBJECTS: Final = ("650", "651")
_VOTES: Final = ("967", "968", "969")
#: Status of a State that could not vote (Article 19 of the Charter); it is no State that stayed away.
_NOT_ELIGIBLE: Final = "9"
_UNBIS: Final = "unbist"
#: A record with more fields is no bibliographic record.
MOST_FIELDS: Final = 5000


@dataclass(frozen=True, slots=True)
class Field:
    """A MARC data field: its tag and its subfields (code, value) in order."""

    tag: str
    subfields: tuple[tuple[str, str], ...]

    def one(self, code: str) -> str:
        """Return the first subfield of this code as one line, or ""."""
        return next((fields.text(value) for name, value in self.subfields if name == code), "")

    def all(self, codes: str) -> str:
        """Join the subfields of these codes in order."""
        return " ".join(said for name, value in self.subfields if name in codes and (said := fields.text(value)))


def record(found: Sequence[Field], line: int) -> Record | Problem:
    """Read the fields of one record; a record that names no symbol is a problem."""
    if len(found) > MOST_FIELDS:
        return Problem("record", f"line {line}: a record of {len(found):,} fields; the limit is {MOST_FIELDS:,}")
    named = [field.one("a") for field in found if field.tag in _SYMBOLS and field.one("a")]
    identifiers = [one for name in named if (one := fields.symbol(name))]
    if not identifiers:
        told = f"“{named[0][:60]}” is no document symbol" if named else "no symbol (field 191)"
        return Problem("record", f"line {line}: {told}")
    problems: list[Problem] = []
    agenda = [field for field in found if field.tag == "991"]
    related = [field.one("a") for field in found if field.tag == "993"]
    return Record(
        id=identifiers[0],
        line=line,
        title=_title(found),
        date=_date(found, problems),
        meeting=next((m for tag in ("952", "993") for field in _of(found, tag) if (m := _meeting(field))), None),
        drafts=tuple(dict.fromkeys(d for said in related for d in fields.symbols(said) if _is_draft(d))),
        agenda_item="; ".join(dict.fromkeys(said for field in agenda if (said := field.one("c").rstrip(".")))),
        agenda_number=", ".join(dict.fromkeys(said for field in agenda if (said := field.one("b")))),
        subjects=_keywords(found),
        vote=_vote(found, problems),
        problems=tuple(problems),
    )


def _of(found: Sequence[Field], tag: str) -> Iterator[Field]:
    return (field for field in found if field.tag == tag)


def _title(found: Sequence[Field]) -> str:
    field = next(_of(found, "245"), None)
    # cataloguing punctuation stands before each subfield and is no part of the title
    return field.all("abnp").replace(" :", ":").rstrip(" :/") if field else ""


def _date(found: Sequence[Field], problems: list[Problem]) -> date | None:
    for tag in ("992", "269"):
        for field in _of(found, tag):
            said = field.one("a").split(",")[0]
            if when := fields.day(said):
                return when
            if said and tag == "992":
                problems.append(Problem("date", f"“{said[:80]}” is no date"))
    return None


def _meeting(field: Field) -> str | None:
    return fields.meeting(field.one("a"))


def _is_draft(symbol: str) -> bool:
    """Say whether a related document is a draft: limited distribution, or a document of the Council."""
    parts = symbol.split("/")
    return "/L." in symbol or (parts[0] == "S" and len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit())


def _keywords(found: Sequence[Field]) -> tuple[Keyword, ...]:
    words: dict[Keyword, None] = {}
    for field in found:
        label = field.one("a").rstrip(".")
        if field.tag == "991" and (heading := field.one("d").rstrip(".")):
            words[Keyword("UNBIS", heading)] = None  # voting records have their subjects with the agenda item alone
        elif label and field.tag in _SUBJECTS:
            words[Keyword("UNBIS" if _UNBIS in (field.one("2") or _UNBIS).lower() else "", label)] = None
        elif label and field.tag in _NAMES:
            words[Keyword("DHLAUTH", label)] = None
    return tuple(words)


def _vote(found: Sequence[Field], problems: list[Problem]) -> Vote | None:
    cast: dict[str, list[object]] = {"Y": [], "N": [], "A": [], "": []}
    for field in found:
        if field.tag in _VOTES:
            how = field.one("d").upper()[:1]
            name = field.one("e") or field.one("c")
            if how not in cast and not (how == "X" or field.one("d").upper() == "NV"):
                problems.append(Problem("vote", f"“{field.one('d')[:20]}” of {name[:80]} is no vote"))
            elif how in ("Y", "N", "A") or field.one("b") != _NOT_ELIGIBLE:
                cast[how if how in cast else ""].append(name)
    note = next(_of(found, "996"), None)
    outcome = note.one("a") if note else ""
    counts = [fields.count(note.one(code).lstrip("0") or note.one(code)[-1:]) for code in "bcde"] if note else []
    if note and all(one is None for one in counts):
        counts = [*fields.counts_in(outcome), None]
    if not any(cast.values()) and not outcome and not any(counts):
        return None
    lists = [
        fields.voters(cast[how], what, problems)
        for how, what in (("Y", "in favour"), ("N", "against"), ("A", "abstaining"), ("", "absent"))
    ]
    # without any vote cast nobody was absent: the record lists the members of an organ that did not vote
    if not any(lists[:3]):
        lists[3] = ()
    return fields.vote(outcome, lists, counts, problems)
