"""Who has to do what by when: the directives of all documents of a store, found by addressee, due date or instrument.

An addressee is found by a name that a registry has for it, else by the words that a paragraph prints. The saved
questions `obligations-of`, `reports-due` and `answers` ask the same. Nothing is worked out that no document says.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lexline.graph.projection import natural
from lexline.graph.reading import text_of
from lexline.graph.replies import Reply, replies
from lexline.graph.terms import plain
from lexline.ontology import duties
from lexline.ontology.errors import UsageError
from lexline.ontology.vocabulary import STRENGTH, XSD, instrument_iri, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Directives whose facts are read with one question.
_BATCH: Final = 400
#: How many names a message suggests.
_NEAR: Final = 5

_MADE_AS: Final = "lx:directedBy ?instrument ; prov:wasDerivedFrom ?paragraph ."
_MADE: Final = f"?directive {_MADE_AS}"
_FACTS: Final = """
  ?d lx:strength ?strength ; lx:verb ?verb ; lx:confidence ?confidence .
  OPTIONAL { ?d lx:action ?action }
  OPTIONAL { ?d lx:dueWords ?words }
  OPTIONAL { ?d lx:every ?every }
  OPTIONAL { ?d lx:reportingDuty ?reporting }
  OPTIONAL { ?d lx:reportTo ?to }
  OPTIONAL { ?d lx:reportToText ?toText }
"""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One directive, as the store has it.

    `paragraph` is the eId of the paragraph in `instrument`; `addressees` are names, those of the registry where it
    knows them; `due` is the day by which or until which, `due_words` how the text says it, `every` the repetition in
    ISO 8601. `answers` are the reports that answer a duty to report; `directive` is the IRI of its node.
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
    directive: str = ""
    answers: tuple[Reply, ...] = ()


def obligations(
    store: Store,
    *,
    addressee: str | None = None,
    due: tuple[datetime.date, datetime.date] | None = None,
    by: str | None = None,
    reporting: bool = False,
    answered: bool | None = None,
    limit: int | None = None,
) -> tuple[Obligation, ...]:
    """Return the directives that fit, by due date where dates are asked for, else the newest first.

    Args:
        store: the store to read.
        addressee: a name ("Secretary-General", "UNMISS", "Member States"); case does not count.
        due: first and last day between which they are due.
        by: the id of the instrument that makes them.
        reporting: only duties to report.
        answered: only duties to report that a report answers (True), or that none in the store does (False).
        limit: at most so many.
    """
    where = [_addressed(store, addressee) if addressee else _MADE]
    if by:
        where.append(f"VALUES ?instrument {{ <{instrument_iri(by)}> }}")
    if reporting or answered is not None:
        where.append("?directive lx:reportingDuty true .")
    if due:
        first, last = (f'"{day.isoformat()}"^^<{XSD}date>' for day in due)
        # few have a day: these first, then what is said of them
        where.insert(0, f"?directive lx:dueDate ?due FILTER (?due >= {first} && ?due <= {last})")
    else:
        where.append("OPTIONAL { ?directive lx:dueDate ?due }")
    where.append("OPTIONAL { ?instrument eli:date_document ?date }")
    order = "?due ?instrument ?paragraph ?directive" if due else "DESC(?date) ?instrument ?paragraph ?directive"
    # which of them are answered is known only when they have been found
    most = f" LIMIT {limit}" if limit and answered is None else ""
    rows = store.query(
        "SELECT DISTINCT ?directive ?instrument ?paragraph ?date ?due "
        f"WHERE {{ {' '.join(where)} }} ORDER BY {order}{most}"
    ).rows
    found = [tuple(text_of(cell) for cell in row) for row in rows]
    told: dict[str, list[Reply]] = {}
    for reply in replies(store, by):
        told.setdefault(reply.directive, []).append(reply)
    if answered is not None:
        found = [row for row in found if (row[0] in told) is answered][: limit or None]
    found.sort(key=lambda row: (row[4] if due else "", 0 if due else _newest(row[3]), natural(row[1]), natural(row[2])))
    facts, names = _facts(store, [row[0] for row in found]), _names(store, [row[0] for row in found])
    return tuple(
        _obligation(row, facts[row[0]], names.get(row[0], ()), told.get(row[0], ())) for row in found if row[0] in facts
    )


def _newest(day: str) -> int:
    """Return what puts the newest day first and no day last."""
    return -datetime.date.fromisoformat(day).toordinal() if day else 0


def addressees(store: Store) -> tuple[tuple[str, int], ...]:
    """Return who is spoken to by a name that a registry has, with the number of directives, the most first."""
    rows = store.query("SELECT ?who (COUNT(?d) AS ?n) WHERE { ?d lx:addressee ?who } GROUP BY ?who").rows
    count: Counter[str] = Counter()
    for who, number in ((text_of(row[0]), text_of(row[1])) for row in rows):
        identifier = duties.identifier_of(who)
        count[duties.label(identifier) if identifier else who] += int(number)
    return tuple(sorted(count.items(), key=lambda pair: (-pair[1], pair[0].casefold())))


def check_addressee(store: Store, name: str) -> None:
    """Refuse a name by which no directive speaks to anybody.

    Raises:
        UsageError: nobody is called that; the remedy names who is called alike.
    """
    if store.query(f"SELECT ?directive WHERE {{ {_addressed(store, name)} }} LIMIT 1").rows:
        return
    known = {each.casefold(): each for each, _ in addressees(store)}
    wanted = " ".join(name.split()).casefold()
    held = [each for folded, each in known.items() if wanted in folded]
    near = held or [known[each] for each in get_close_matches(wanted, list(known), _NEAR, 0.6)]
    remedy = f"Did you mean {', '.join(near[:_NEAR])}?" if near else "Name whom texts speak to, as Member States."
    raise UsageError(f"No directive in the store speaks to “{name}”.", remedy)


def spoken_to(store: Store, name: str) -> frozenset[str]:
    """Return the IRIs of the directives that speak to somebody of this name; case does not count."""
    return frozenset(
        text_of(row[0]) for row in store.query(f"SELECT ?directive WHERE {{ {_addressed(store, name)} }}").rows
    )


def _addressed(store: Store, name: str) -> str:
    """Write what a directive has that speaks to somebody of this name.

    Who is called so is asked first, and each way carries what joins it to its paragraph: so both are short ways.
    """
    said = f"LCASE({plain(' '.join(name.split()))})"
    rows = store.query(
        "SELECT DISTINCT ?who WHERE { VALUES ?p { skos:prefLabel skos:altLabel skos:notation } ?who ?p ?name "
        f"FILTER (LCASE(STR(?name)) = {said}) }}"
    ).rows
    ending = store.query(
        "SELECT DISTINCT ?who WHERE { ?directive lx:addressee ?who "
        f'FILTER (STRENDS(STR(?who), CONCAT("_c", {said}))) }}'
    ).rows
    who = " ".join(sorted({f"<{text_of(row[0])}>" for row in (*rows, *ending)}))
    return (
        f"{{ VALUES ?who {{ {who} }} ?directive lx:addressee ?who ; {_MADE_AS} }} UNION "
        f"{{ ?directive lx:addresseeText ?said ; {_MADE_AS} FILTER (CONTAINS(LCASE(STR(?said)), {said})) }}"
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


def _facts(store: Store, directives: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return what directives say, by their IRI."""
    out: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(directives), _BATCH):
        values = " ".join(f"<{iri}>" for iri in directives[start : start + _BATCH])
        rows = store.query(
            "SELECT ?d ?strength ?verb ?action ?words ?every ?reporting ?to ?toText ?confidence "
            f"WHERE {{ VALUES ?d {{ {values} }} {_FACTS} }}"
        ).rows
        out.update((text_of(row[0]), tuple(text_of(cell) for cell in row[1:])) for row in rows)
    return out


def _obligation(
    row: Sequence[str], facts: Sequence[str], names: tuple[str, ...], answers: Sequence[Reply]
) -> Obligation:
    directive, instrument, paragraph, day, due = row
    strength, verb, action, words, every, reporting, to, to_text, confidence = facts
    identifier, eid = parse_iri(paragraph) or (instrument, None)
    told = duties.identifier_of(to) if to else None
    return Obligation(
        instrument=identifier,
        paragraph=eid or "",
        date=datetime.date.fromisoformat(day) if day else None,
        strength=strength.removeprefix(STRENGTH),
        verb=verb,
        addressees=names,
        action=action,
        due=datetime.date.fromisoformat(due) if due else None,
        due_words=words,
        every=every or None,
        reporting=reporting == "true",
        report_to=duties.label(told) if told else to_text,
        confidence=float(confidence),
        directive=directive,
        answers=tuple(answers),
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
