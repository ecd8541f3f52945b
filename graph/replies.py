"""A store -> which report answers which request to report, and who says so.

A report says it itself ("submitted pursuant to paragraph 6 of"), or another text names it: with its symbol, with its
date, or with neither. The saved question `answers` is what is asked here, so that both give the same answers.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.reading import text_of
from lexline.graph.sparql import bind, saved_queries
from lexline.ontology.vocabulary import parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: How the request is named: its paragraph, its instrument, or an instrument with several requests that fit.
PARAGRAPH: Final = "paragraph"
INSTRUMENT: Final = "instrument"
ONE_OF_SEVERAL: Final = "one of several"

#: More rows than there are reports.
_ALL: Final = "1000000"


@dataclass(frozen=True, slots=True)
class Reply:
    """A report that answers a request.

    The request is the paragraph `paragraph` of `instrument`, made to `addressees` and due on `due`; `directive` is its
    IRI. `report` is the symbol of what answers it, "" where the text that names it prints none, and `report_date` its
    day. `how` says how the request is named (one of the three above); `said_in` and `said_unit` where that is said, in
    the words `text`.
    """

    directive: str
    instrument: str
    paragraph: str
    addressees: tuple[str, ...]
    due: datetime.date | None
    report: str
    report_date: datetime.date | None
    how: str
    said_in: str
    said_unit: str
    text: str
    confidence: float

    @property
    def days_late(self) -> int | None:
        """How many days after the due date the report is of, below 0 before it; None where a date is not known."""
        return (self.report_date - self.due).days if self.report_date and self.due else None


def replies(store: Store, identifier: str | None = None) -> tuple[Reply, ...]:
    """Return the requests that a report answers, by request and report.

    Args:
        store: what to look through.
        identifier: only the requests of this instrument.
    """
    saved = next(one for one in saved_queries() if one.name == "answers")
    found: dict[tuple[str, ...], list[str]] = {}
    for row in store.query(bind(saved, {"limit": _ALL})).rows:
        instrument, paragraph, addressee, *rest, directive = (text_of(cell) for cell in row)
        if identifier is None or _place(instrument)[0] == identifier:
            names = found.setdefault((directive, instrument, paragraph, *rest), [])
            names.extend([addressee] if addressee else [])
    return tuple(_reply(facts, names) for facts, names in found.items())


def _reply(facts: tuple[str, ...], names: list[str]) -> Reply:
    directive, instrument, paragraph, due, report, report_date, how, said_in, words, confidence = facts
    where = _place(said_in)
    return Reply(
        directive=directive,
        instrument=_place(instrument)[0],
        paragraph=_place(paragraph)[1],
        addressees=tuple(dict.fromkeys(names)),
        due=datetime.date.fromisoformat(due) if due else None,
        report=_place(report)[0] if report else "",
        report_date=datetime.date.fromisoformat(report_date) if report_date else None,
        how=how,
        said_in=where[0],
        said_unit=where[1],
        text=words,
        confidence=round(float(confidence), 2),
    )


def _place(iri: str) -> tuple[str, str]:
    parsed = parse_iri(iri)
    return (parsed[0], parsed[1] or "") if parsed else (iri, "")
