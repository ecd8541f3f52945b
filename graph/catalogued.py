"""A store -> what its catalogues of records say: of one instrument, and counted for all.

Records of an instrument are read beside its text (`of`), with votes, sponsors, subjects and every contradiction;
`summary` counts what a build found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.ontology.vocabulary import DCTERMS, LX, STATE, instrument_iri, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

_HOW: Final = {"inFavour": "in favour", "against": "against", "abstaining": "abstaining", "absent": "absent"}


@dataclass(frozen=True, slots=True)
class Ballot:
    """How an instrument was voted on: States by what they did, with the count that the record gives (None: none)."""

    outcome: str
    cast: tuple[tuple[str, int | None, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one record says: facts by the name a reader sees, its vote, the file and line it stands in."""

    file: str
    line: int
    facts: dict[str, tuple[str, ...]]
    ballot: Ballot | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field on which a text (or another record) and a record say different things."""

    instrument: str
    field: str
    text: str
    record: str
    file: str
    loaded: bool

    def __str__(self) -> str:
        """Say it in one line."""
        other = "the text" if self.loaded else "another record"
        return f"{self.field}: {other} says “{self.text}”, {self.file} “{self.record}”"


@dataclass(frozen=True, slots=True)
class Catalogued:
    """All that records say of one instrument."""

    entries: tuple[Entry, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the records of a store amount to.

    How many describe a loaded instrument (`matched`), how many instruments are known by records alone (`stubs`), how
    many records contradict themselves or name what nobody knows (`doubtful`), and every contradiction.
    """

    matched: int
    stubs: int
    doubtful: int
    conflicts: tuple[Conflict, ...]


_LITERALS: Final = {
    DCTERMS + "title": "title",
    DCTERMS + "date": "date",
    LX + "agendaItem": "agenda item",
    LX + "agendaNumber": "agenda number",
    LX + "meeting": "meeting",
    LX + "committee": "committee",
    LX + "origin": "origin",
    LX + "underChapter": "Charter chapter",
    LX + "sponsorNote": "sponsors, as printed",
    DCTERMS + "subject": "subjects",
    LX + "problem": "problem",
}
_THINGS: Final = {LX + "sponsor": "sponsors", LX + "laterSponsor": "later sponsors", LX + "draft": "draft"}
_DOUBTFUL: Final = (
    'SELECT (COUNT(DISTINCT ?r) AS ?n) WHERE { ?r a lx:Record ; lx:problem ?p FILTER(!STRSTARTS(?p, "shared-title:")) }'
)
#: The order in which a reader meets the facts.
FACTS: Final = (
    "title",
    "date",
    "agenda item",
    "agenda number",
    "meeting",
    "draft",
    "committee",
    "origin",
    "Charter chapter",
    "sponsors",
    "later sponsors",
    "sponsors, as printed",
    "subjects",
    "problem",
)


def of(store: Store, identifier: str) -> Catalogued:
    """Read what records say of an instrument, under any of its symbols."""
    iri = instrument_iri(identifier)
    about = f"?me owl:sameAs? <{iri}> . ?r lx:describes ?me"
    rows = store.query(
        f"SELECT ?r ?p ?o ?file ?label WHERE {{ {about} ; dcterms:isPartOf ?c ; ?p ?o . ?c dcterms:source ?file "
        "OPTIONAL { ?o skos:prefLabel ?label } }"
    ).rows
    told: dict[str, tuple[str, int, dict[str, set[str]]]] = {}
    for record, prop, value, file, label in rows:
        name = _text(record)
        found = told.setdefault(name, (_text(file), 0, {}))
        if _text(prop) == LX + "line":
            told[name] = (found[0], int(_text(value)), found[2])
        elif fact := _LITERALS.get(_text(prop)):
            found[2].setdefault(fact, set()).add(_text(value))
        elif fact := _THINGS.get(_text(prop)):
            found[2].setdefault(fact, set()).add(_text(label) or _name(_text(value)))
    ballots = _ballots(store, about)
    entries = [
        Entry(file, line, {f: tuple(sorted(facts[f])) for f in FACTS if f in facts}, ballots.get(record))
        for record, (file, line, facts) in told.items()
    ]
    return Catalogued(
        tuple(sorted(entries, key=lambda entry: (entry.file, entry.line))),
        _conflicts(store, f"VALUES ?i {{ <{iri}> }} ?x lx:contradicts ?i"),
    )


def summary(store: Store) -> Summary:
    """Count the records of a store and list every contradiction."""
    rows = store.query(
        "SELECT ?i (COUNT(?r) AS ?n) (SAMPLE(?loaded) AS ?is) WHERE { ?r lx:describes ?d OPTIONAL { ?d owl:sameAs ?s } "
        "BIND(COALESCE(?s, ?d) AS ?i) OPTIONAL { ?i lx:loaded ?loaded } } GROUP BY ?i"
    ).rows
    doubts = store.query(_DOUBTFUL).rows
    counts = [(int(_text(count)), bool(_text(loaded))) for _, count, loaded in rows]
    return Summary(
        matched=sum(count for count, loaded in counts if loaded),
        stubs=sum(1 for _, loaded in counts if not loaded),
        doubtful=int(_text(doubts[0][0])),
        conflicts=_conflicts(store, "?x lx:contradicts ?i"),
    )


def _ballots(store: Store, about: str) -> dict[str, Ballot]:
    """Read the votes of records: one row a State."""
    rows = store.query(
        f"SELECT ?r ?p ?o ?label WHERE {{ {about} ; lx:hasVote ?v . ?v ?p ?o OPTIONAL {{ ?o skos:prefLabel ?label }} }}"
    ).rows
    said: dict[str, dict[str, set[str]]] = {}
    for record, prop, value, label in rows:
        name = _text(prop).removeprefix(LX)
        said.setdefault(_text(record), {}).setdefault(name, set()).add(_text(label) or _name(_text(value)))
    return {record: _ballot(facts) for record, facts in said.items()}


def _ballot(facts: Mapping[str, Iterable[str]]) -> Ballot:
    cast = []
    for name, how in _HOW.items():
        states = tuple(sorted(facts.get(name, ())))
        count = next((int(value) for value in facts.get(f"{name}Count", ())), None)
        if states or count is not None:
            cast.append((how, count, states))
    return Ballot(next(iter(facts.get("outcome", ())), ""), tuple(cast))


def _conflicts(store: Store, pattern: str) -> tuple[Conflict, ...]:
    rows = store.query(
        f"SELECT ?x ?i ?field ?text ?said ?file ?loaded WHERE {{ {pattern} ; lx:field ?field ; lx:textValue ?text ; "
        "lx:recordValue ?said ; lx:inRecord ?r . ?r dcterms:isPartOf ?c . ?c dcterms:source ?file "
        "OPTIONAL { ?i lx:loaded ?loaded } }"
    ).rows
    found: dict[tuple[str, str], tuple[str, str, bool, set[str], set[str]]] = {}
    for node, about, field, text, said, file, loaded in rows:
        key = (_text(node), _name(_text(about)))
        both = found.setdefault(key, (_text(field), _text(file), bool(_text(loaded)), set(), set()))
        both[3].add(_name(_text(text)))
        both[4].add(_name(_text(said)))
    told = (
        Conflict(about, field, "; ".join(sorted(text)), "; ".join(sorted(said)), file, loaded)
        for (_, about), (field, file, loaded, text, said) in found.items()
    )
    return tuple(sorted(told, key=lambda one: (one.instrument, one.field, one.file, one.record)))


def _name(value: str) -> str:
    """Return the id of one of our things, the last part of a State's IRI, else the value itself."""
    parsed = parse_iri(value)
    return parsed[0] if parsed else value.removeprefix(STATE)


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
