"""A store -> what its full-text index holds: instruments, their passages, and the names by which things are suggested.

Instruments are the loaded ones and those that are known by a title; a passage is the text of one unit of the
instrument's own text. What two reads of an unchanged store give is the same, in the same order.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from sys import intern
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lexline.graph.projection import natural, texts, year_of
from lexline.graph.terms import INSTRUMENT_CLASSES, UNIT_CLASSES
from lexline.ontology import mandates, registry, symbols
from lexline.ontology.vocabulary import BODY, ELI, GRAPH, ID, LX, UNIT_SEPARATOR, instrument_iri, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: So many units are read with a question for each property, which is fastest; of more, instrument by instrument.
_AT_ONCE: Final = 400_000
#: Instruments whose units are read with one question.
_BATCH: Final = 40
#: Letters of one passage that can be found.
LONGEST: Final = 100_000

#: Kinds of names.
INSTRUMENT: Final = "instrument"
THEME: Final = "theme"
MANDATE: Final = "mandate"
#: What counts for a name besides how often its instrument is cited.
_LOADED_WEIGHT: Final = 5
_THEMES_WEIGHT: Final = 20
_MANDATES_WEIGHT: Final = 40


@dataclass(slots=True)
class Row:
    """An instrument: what is known of it, and a fingerprint of all that its passages follow from."""

    iri: str
    name: str
    title: str = ""
    date: str = ""
    body: str = ""
    kind: str = ""
    loaded: bool = False
    units: int = 0
    symbols: list[str] = field(default_factory=list)
    agenda: list[str] = field(default_factory=list)
    made_from: list[str] = field(default_factory=list)

    @property
    def year(self) -> int | None:
        """Its year, by date or symbol."""
        return int(self.date[:4]) if self.date[:4].isdigit() else year_of(self.name)

    @property
    def fingerprint(self) -> str:
        """A hash that differs where anything that is indexed of it does."""
        said = (self.title, self.date, self.body, self.kind, sorted(self.symbols), sorted(self.agenda))
        return hashlib.sha256(repr((said, sorted(self.made_from))).encode("utf-8", "replace")).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Passage:
    """A unit with words: the IRI of its instrument, its eId, kind, heading, text and themes (IRIs)."""

    instrument: str
    eid: str
    kind: str
    heading: str
    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """Something that a reader may mean: its label, what it is, its id, and more about it; the weightier first."""

    label: str
    kind: str
    target: str
    detail: str
    weight: float


def instruments(store: Store) -> dict[str, Row]:
    """Return the instruments that are loaded or have a title, by IRI."""
    found: dict[str, Row] = {}
    for iri, title in texts(store, "SELECT ?i ?t WHERE { ?i eli:title ?t }"):
        if row := _row(found, iri):
            row.title = max(row.title, "" if title == row.name else title)
    for iri, units in texts(store, "SELECT ?i ?n WHERE { ?i lx:loaded true ; lx:unitCount ?n }"):
        if row := _row(found, iri):
            row.loaded, row.units = True, int(units)
    for query, tell in _TOLD:
        for iri, value in texts(store, query):
            if iri in found:
                tell(found[iri], value)
    for kind, name in INSTRUMENT_CLASSES.items():
        for (iri,) in texts(store, f"SELECT ?i WHERE {{ ?i a lx:{name} }}"):
            _typed(found.get(iri), kind)
    _themed(store, found)
    for row in found.values():
        _by_symbol(row)
    return dict(sorted(found.items(), key=lambda item: natural(item[1].name)))


def _themed(store: Store, found: dict[str, Row]) -> None:
    """Note by what the themes of instruments were worked out."""
    for graph, value in texts(store, "SELECT ?g ?h WHERE { ?g lx:vocabularyHash ?h }"):
        if row := found.get(ID + graph.removeprefix(GRAPH).partition("#")[0]):
            row.made_from.append(value)


def _by_symbol(row: Row) -> None:
    """Take what nothing says of an instrument from its symbol."""
    symbol = symbols.Symbol.find(row.name)
    row.body = row.body or (symbol.body if symbol else "")
    row.kind = row.kind or symbols.kind_of(row.name)


def _typed(row: Row | None, kind: str) -> None:
    # a report or a declaration may also be typed as a document: the narrower word wins
    if row and (not row.kind or kind != symbols.DOCUMENT):
        row.kind = kind


def _dated(row: Row, day: str) -> None:
    row.date = max(row.date, day)


def _passed(row: Row, body: str) -> None:
    row.body = max(row.body, unquote(body.removeprefix(BODY)))


#: What is asked of instruments, one question for each property, and where the answer goes.
_TOLD: Final[tuple[tuple[str, Callable[[Row, str], None]], ...]] = (
    ("SELECT ?i ?v WHERE { ?i lx:loaded true ; lx:sha256 ?v }", lambda row, value: row.made_from.append(value)),
    ("SELECT ?i ?v WHERE { ?i lx:loaded true ; lx:loader ?v }", lambda row, value: row.made_from.append(value)),
    ("SELECT ?i ?v WHERE { ?i eli:date_document ?v }", _dated),
    ("SELECT ?i ?v WHERE { ?i eli:passed_by ?v }", _passed),
    ("SELECT ?i ?v WHERE { ?i lx:agendaItem ?v }", lambda row, value: row.agenda.append(value)),
    ("SELECT ?i ?v WHERE { ?i eli:id_local ?v }", lambda row, value: row.symbols.append(value)),
)


def _row(found: dict[str, Row], iri: str) -> Row | None:
    """Return the row of an IRI, made where it is that of an instrument."""
    if iri not in found:
        parsed = parse_iri(iri) if iri.startswith(ID) else None
        if parsed is None or parsed[1] is not None:
            return None
        found[iri] = Row(iri, parsed[0])
    return found[iri]


def passages(store: Store, rows: Sequence[Row]) -> Iterator[Passage]:
    """Yield the passages of loaded instruments."""
    loaded = [row for row in rows if row.loaded]
    units = sum(row.units for row in loaded)
    if not units:
        return
    if len(loaded) > _BATCH and units <= _AT_ONCE:
        yield from _read(store, "", {row.iri for row in loaded})
        return
    for start in range(0, len(loaded), _BATCH):
        batch = {row.iri for row in loaded[start : start + _BATCH]}
        names = " ".join(f"<{iri}>" for iri in sorted(batch))
        yield from _read(store, f"VALUES ?i {{ {names} }} ?u lx:inInstrument ?i . ", batch)


def _read(store: Store, which: str, wanted: set[str]) -> Iterator[Passage]:
    """Yield the passages of the instruments wanted, asked for with one question for each property."""
    kinds: dict[str, str] = {}
    if which:
        names = {LX + name: kind for kind, name in UNIT_CLASSES.items()}
        for unit, kind in texts(store, f"SELECT ?u ?k WHERE {{ {which}?u a ?k }}"):
            if kind in names:
                kinds[unit] = names[kind]
    else:
        for kind, name in UNIT_CLASSES.items():
            for (unit,) in texts(store, f"SELECT ?u WHERE {{ ?u a lx:{name} }}"):
                kinds[unit] = kind
    headings = _pairs(store, f"SELECT ?u ?h WHERE {{ {which}?u lx:heading ?h }}")
    about: defaultdict[str, list[str]] = defaultdict(list)
    for unit, theme in texts(store, f"SELECT ?u ?t WHERE {{ {which}?u lx:hasTheme ?t }}"):
        about[unit].append(intern(theme))
    for unit, text in texts(store, f"SELECT ?u ?t WHERE {{ {which}?u lx:text ?t }}"):
        instrument, _, eid = unit.partition(UNIT_SEPARATOR)
        heading = headings.get(unit, "")
        if instrument in wanted and unit in kinds and (text.strip() or heading.strip()):
            eid = unquote(eid) if "%" in eid else eid
            themes = tuple(sorted(about.get(unit, ())))
            yield Passage(instrument, eid, kinds[unit], heading[:LONGEST], text[:LONGEST], themes)


def themes_of(store: Store, wanted: set[str]) -> dict[str, list[str]]:
    """Return the themes of instruments as wholes."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for iri, theme in texts(store, "SELECT ?i ?t WHERE { ?i lx:loaded true ; lx:hasTheme ?t }"):
        if iri in wanted:
            found[iri].append(theme)
    return found


def cited(store: Store) -> dict[str, int]:
    """Return how often each thing is cited, by IRI."""
    query = "SELECT ?b (COUNT(?c) AS ?n) WHERE { ?c cito:hasCitedEntity ?b } GROUP BY ?b"
    return {iri: int(count) for iri, count in texts(store, query) if iri}


def labels(store: Store) -> dict[str, str]:
    """Return the English labels of concepts, by IRI."""
    query = "SELECT ?t ?l WHERE { ?t a skos:Concept ; skos:prefLabel ?l FILTER (LANG(?l) IN ('en', '')) }"
    return _pairs(store, query)


def _pairs(store: Store, query: str) -> dict[str, str]:
    """Return the answer to a question with two columns; of several values the first by letter."""
    return {row[0]: row[1] for row in sorted(texts(store, query), reverse=True)}


def names(store: Store, rows: dict[str, Row], counts: dict[str, int], used: dict[str, str]) -> Iterator[Name]:
    """Yield the names of all that a store holds, each label of a thing once.

    Args:
        store: an open store.
        rows: its instruments.
        counts: how often each is cited, by IRI.
        used: the themes that occur, IRI -> label.
    """
    seen: set[tuple[str, str]] = set()
    for name in chain(
        _symbols(store, rows, counts),
        _abbreviations(rows, counts),
        (Name(label, THEME, iri, "", _THEMES_WEIGHT) for iri, label in used.items()),
        _mandates(store),
    ):
        known = (name.label.casefold(), name.target)
        if name.label.strip() and known not in seen:
            seen.add(known)
            yield name


def _symbols(store: Store, rows: dict[str, Row], counts: dict[str, int]) -> Iterator[Name]:
    """Yield the symbols and titles of instruments, of those that are only cited as well."""
    for iri, name in texts(store, f"SELECT ?i ?s WHERE {{ ?i <{ELI}id_local> ?s }}"):
        parsed = parse_iri(iri)
        if parsed is None or parsed[1] is not None:
            continue
        row = rows.get(iri)
        title, weight = row.title if row else "", counts.get(iri, 0) + (_LOADED_WEIGHT if row and row.loaded else 0)
        # an id such as treaty:cedaw is ours alone: nobody would look for it
        if ":" not in name:
            yield Name(name, INSTRUMENT, parsed[0], title, weight)
        yield Name(title, INSTRUMENT, parsed[0], row.date[:4] if row and ":" in name else parsed[0], weight)


def _abbreviations(rows: dict[str, Row], counts: dict[str, int]) -> Iterator[Name]:
    """Yield what treaties and declarations that the store knows are called besides their titles."""
    for treaty in registry.treaties():
        iri = instrument_iri(treaty.id)
        if row := rows.get(iri):
            for label in (*treaty.abbreviations, *treaty.aliases):
                yield Name(label, INSTRUMENT, treaty.id, row.title, counts.get(iri, 0))


def _mandates(store: Store) -> Iterator[Name]:
    """Yield the names of mandates on which the store holds an event."""
    for (iri,) in texts(store, "SELECT DISTINCT ?s WHERE { ?e lx:onMandate ?s }"):
        identifier = symbols.unslug(iri.removeprefix(ID))
        subject = mandates.subject(identifier)
        known = (*subject.abbreviations, *subject.names) if subject else (identifier.partition(":")[2],)
        for label in known:
            yield Name(label, MANDATE, identifier, subject.label if subject else "", _MANDATES_WEIGHT)
