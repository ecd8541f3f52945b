"""Who has to do what by when: the directives of all documents of a store, found by addressee, due date or instrument.

An addressee is found by a name that a registry has for it, else by the words that a paragraph prints. The saved
questions `obligations-of` and `reports-due` ask the same. Nothing is worked out here that no document says.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.reading import text_of
from lexline.graph.terms import plain
from lexline.ontology import duties
from lexline.ontology.errors import UsageError
from lexline.ontology.vocabulary import STRENGTH, XSD, instrument_iri, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Directives whose addressees are read with one question.
_BATCH: Final = 400

_FACTS: Final = """
  OPTIONAL { ?instrument eli:date_document ?date }
  OPTIONAL { ?directive lx:action ?action }
  OPTIONAL { ?directive lx:dueDate ?due }
  OPTIONAL { ?directive lx:dueWords ?words }
  OPTIONAL { ?directive lx:every ?every }
  OPTIONAL { ?directive lx:reportingDuty ?reporting }
  OPTIONAL { ?directive lx:reportTo ?to }
  OPTIONAL { ?directive lx:reportToText ?toText }
"""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One directive, as the store has it.

    `paragraph` is the eId of the paragraph in `instrument`; `addressees` are names, those of the registry where it
    knows them; `due` is the day by which or until which, `due_words` how the text says it, `every` the repetition in
    ISO 8601.
    """

    instrument: str
    paragraph: str
    date: datetime.date | None
    strength: str
    verb: str
    addressees: tuple[str, ...]
    action: str
    due: datetime.date | None
    due_words: str
    every: str | None
    reporting: bool
    report_to: str
    confidence: float


def obligations(
    store: Store,
    *,
    addressee: str | None = None,
    due: tuple[datetime.date, datetime.date] | None = None,
    by: str | None = None,
    reporting: bool = False,
    limit: int | None = None,
) -> tuple[Obligation, ...]:
    """Return the directives that fit, by due date where dates are asked for, else the newest first.

    Args:
        store: the store to read.
        addressee: a name ("Secretary-General", "UNMISS", "Member States"); case does not count.
        due: first and last day between which they are due.
        by: the id of the instrument that makes them.
        reporting: only duties to report.
        limit: at most so many.
    """
    where = [_addressed(addressee)] if addressee else []
    where.append(
        "?directive lx:directedBy ?instrument ; prov:wasDerivedFrom ?paragraph ; lx:strength ?strength ; "
        "lx:verb ?verb ; lx:confidence ?confidence ."
    )
    if by:
        where.append(f"FILTER (?instrument = <{instrument_iri(by)}>)")
    if reporting:
        where.append("?directive lx:reportingDuty true .")
    where.append(_FACTS)
    if due:
        first, last = (f'"{day.isoformat()}"^^<{XSD}date>' for day in due)
        where.append(f"FILTER (?due >= {first} && ?due <= {last})")
    order = "?due ?instrument ?paragraph ?directive" if due else "DESC(?date) ?instrument ?paragraph ?directive"
    rows = store.query(
        "SELECT DISTINCT ?directive ?instrument ?paragraph ?date ?strength ?verb ?action ?due ?words ?every ?reporting "
        f"?to ?toText ?confidence WHERE {{ {' '.join(where)} }} ORDER BY {order}" + (f" LIMIT {limit}" if limit else "")
    ).rows
    values = [[text_of(cell) or None for cell in row] for row in rows]
    names = _names(store, [str(row[0]) for row in values])
    return tuple(_obligation(row, names.get(str(row[0]), ())) for row in values)


def _addressed(name: str) -> str:
    """Write what a directive has that speaks to somebody of this name."""
    said = f"LCASE({plain(' '.join(name.split()))})"
    return (
        "{ SELECT DISTINCT ?directive WHERE { "
        f"{{ {{ ?who skos:prefLabel|skos:altLabel|skos:notation ?name . FILTER (LCASE(STR(?name)) = {said}) }} "
        "?directive lx:addressee ?who } UNION "
        f'{{ ?directive lx:addressee ?who FILTER (STRENDS(STR(?who), CONCAT("_c", {said}))) }} UNION '
        f"{{ ?directive lx:addresseeText ?said . FILTER (CONTAINS(LCASE(STR(?said)), {said})) }} }} }}"
    )


def _names(store: Store, directives: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of the addressees of directives: known ones first, in alphabetical order."""
    out: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(directives), _BATCH):
        values = " ".join(f"<{iri}>" for iri in directives[start : start + _BATCH])
        rows = store.query(
            f"SELECT ?d ?who ?words WHERE {{ VALUES ?d {{ {values} }} "
            "{ ?d lx:addressee ?who } UNION { ?d lx:addresseeText ?words } } ORDER BY ?d ?who ?words"
        ).rows
        for row in rows:
            directive, who, words = (text_of(cell) for cell in row)
            identifier = duties.identifier_of(who) if who else None
            out[directive] = (*out.get(directive, ()), duties.label(identifier) if identifier else words or who)
    return {key: tuple(dict.fromkeys(found)) for key, found in out.items()}


def _obligation(row: Sequence[str | None], names: tuple[str, ...]) -> Obligation:
    _, instrument, paragraph, day, strength, verb, action, due, words, every, reporting, to, to_text, confidence = row
    identifier, eid = parse_iri(paragraph or "") or (instrument or "", None)
    told = duties.identifier_of(to) if to else None
    return Obligation(
        instrument=identifier,
        paragraph=eid or "",
        date=datetime.date.fromisoformat(day) if day else None,
        strength=(strength or "").removeprefix(STRENGTH),
        verb=verb or "",
        addressees=names,
        action=action or "",
        due=datetime.date.fromisoformat(due) if due else None,
        due_words=words or "",
        every=every,
        reporting=reporting == "true",
        report_to=duties.label(told) if told else to_text or "",
        confidence=float(confidence or 0),
    )


def span_of(words: str) -> tuple[datetime.date, datetime.date]:
    """Read FROM..TO: days, months or years; one of them alone is both, and an open end is far away.

    >>> span_of("2022-01..2022-06"), span_of("2022")[1]
    ((datetime.date(2022, 1, 1), datetime.date(2022, 6, 30)), datetime.date(2022, 12, 31))
    """
    first, separator, last = words.strip().partition("..")
    parts = (first, last if separator else first)
    begin = next(_days(parts[0]), None) if parts[0] else datetime.date(1900, 1, 1)
    end = max(_days(parts[1]), default=None) if parts[1] else datetime.date(2999, 12, 31)
    if begin is None or end is None or begin > end:
        raise UsageError(
            f"“{words}” is no span of time.", "Write FROM..TO, as in 2022-01-01..2022-06-30, or 2022-01..2022-06."
        )
    return begin, end


def _days(words: str) -> Iterator[datetime.date]:
    """Yield the first and the last day of a day, month or year; nothing where it is none."""
    from calendar import monthrange

    parts = words.strip().split("-")
    if not (
        1 <= len(parts) <= 3 and len(parts[0]) == 4 and all(p.isascii() and p.isdigit() and len(p) <= 4 for p in parts)
    ):
        return
    year, month, day = [*(int(p) for p in parts), 0, 0][:3]
    try:
        yield datetime.date(year, month or 1, day or 1)
        yield datetime.date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return
