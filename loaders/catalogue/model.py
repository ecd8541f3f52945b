"""What a catalogue says about instruments: records with votes, sponsors, subjects; all frozen.

States are named by their short id (`lexline.ontology.states`). What a source says and no rule understands stays in
the record as a problem, or in `sponsor_notes` as printed, so that nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lexline.loaders.document import Keyword, Problem, Source


@dataclass(frozen=True, slots=True)
class Vote:
    """How an instrument was voted on: the outcome as printed, States by what they did, and counts where given.

    `absent` are the States that took no part. A count is None where the source gives none; it need not equal the
    number of States named, and where it does not, the record has a problem.
    """

    outcome: str = ""
    favour: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    abstaining: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    favour_count: int | None = None
    against_count: int | None = None
    abstaining_count: int | None = None
    absent_count: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What one entry of a catalogue says about one instrument.

    `id` is the instrument's canonical id, `line` where the entry begins in its file (from 1). `meeting` is the symbol
    of the record of the meeting of adoption, `drafts` are symbols of drafts, `origin` is the document it came from as
    printed. `chapter` is "VII" where the source says that it was adopted under that chapter of the Charter. `sponsors`
    and `later_sponsors` (those that joined after submission) are States; who else is named as a sponsor, or for whom a
    State spoke, stands in `sponsor_notes` as printed.
    """

    id: str
    line: int
    title: str = ""
    date: date | None = None
    meeting: str | None = None
    drafts: tuple[str, ...] = ()
    origin: str = ""
    agenda_item: str = ""
    agenda_number: str = ""
    committee: str = ""
    chapter: str = ""
    sponsors: tuple[str, ...] = ()
    later_sponsors: tuple[str, ...] = ()
    sponsor_notes: tuple[str, ...] = ()
    subjects: tuple[Keyword, ...] = ()
    vote: Vote | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One file of records; `problems` are its entries that could not be read, each with its line."""

    source: Source
    records: tuple[Record, ...]
    problems: tuple[Problem, ...] = ()
