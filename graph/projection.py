"""The store's citations as an in-memory graph of instruments: who cites whom, how often, with which function.

`project` reads every citation once into a networkx graph whose nodes are canonical ids; `describe` and
`evidence` then fetch titles and citing sentences for the few instruments and links that are shown. A
document's references to itself, and references that were not resolved, are no links and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar, cast

from lexline.graph.terms import INSTRUMENT_CLASSES
from lexline.ontology import symbols, vocabulary
from lexline.ontology.sessions import assembly_years, from_roman, human_rights_council_year

if TYPE_CHECKING:
    import networkx as nx
    import pyoxigraph as ox

    from lexline.graph.store import Store

_T = TypeVar("_T")

#: The kind of instrument that a class stands for.
_KINDS: Final = {name: kind for kind, name in INSTRUMENT_CLASSES.items()}

#: The properties that describe an instrument.
_TOLD: Final = (
    vocabulary.RDF + "type",
    vocabulary.ELI + "title",
    vocabulary.ELI + "date_document",
    vocabulary.ELI + "passed_by",
    vocabulary.LX + "loaded",
)

_DIGITS: Final = re.compile(r"\d+")

#: How many instruments one query asks about at a time.
_CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class Instrument:
    """What is known of one instrument: `date` as printed in the store (may be ""), `year` also from its symbol."""

    id: str
    kind: str
    body: str = ""
    title: str = ""
    date: str = ""
    year: int | None = None
    loaded: bool = False

    @property
    def page(self) -> str | None:
        """The address of the official text, where the id is a document symbol."""
        return vocabulary.official_page(self.id)


@dataclass(frozen=True, slots=True)
class Mention:
    """One citation in its place: unit (eId), the words that cite, the sentence, the verb and what it does."""

    unit: str
    text: str
    sentence: str = ""
    verb: str = ""
    function: str = ""
    pinpoint: tuple[str, ...] = ()
    position: int = 0
    start: int = 0


@dataclass(frozen=True, slots=True)
class Projection:
    """All citations between instruments: a directed graph, citing -> cited, and what the store says of their years.

    Each edge carries `count` (how many citations) and, where they were asked for, `functions`: a tuple of
    (function id, count).
    """

    graph: nx.DiGraph[str]
    dated: dict[str, int]

    def year(self, identifier: str) -> int | None:
        """Return the year of an instrument: that of its date, or what its symbol tells."""
        return self.dated.get(identifier) or year_of(identifier)

    def order(self, identifier: str) -> tuple[int, str]:
        """Return the key by which instruments are put in order: year (undated last), then id."""
        return (self.year(identifier) or 9999, natural(identifier))


def natural(identifier: str) -> str:
    """Return a key that sorts ids as people count: 9 before 10.

    >>> sorted(["S/RES/1325(2000)", "S/RES/99(1950)"], key=natural)
    ['S/RES/99(1950)', 'S/RES/1325(2000)']
    """
    return _DIGITS.sub(lambda digits: digits[0].rjust(8, "0"), identifier)


@lru_cache(maxsize=65536)
def year_of(identifier: str) -> int | None:
    """Return the year that an id itself tells: printed in the symbol, or the year in which its session began.

    >>> year_of("S/RES/1325(2000)"), year_of("A/RES/64/293"), year_of("A/RES/1514(XV)"), year_of("S/2016/949")
    (2000, 2009, 1960, 2016)
    """
    symbol = symbols.Symbol.find(identifier)
    if symbol is None:
        return None
    if symbol.year:
        return symbol.year
    if symbol.body == "GA" and symbol.session:
        session = int(symbol.session) if symbol.session.isdigit() else from_roman(symbol.session)
        return assembly_years(session)[0] if session else None
    parts = symbol.text.split("/")
    if parts[:2] == ["A", "HRC"]:
        # the session stands before the number; a special one (S-28) tells no year
        at = next((part for part in parts[2:] if not part.isalpha()), "")
        if at.isdigit() and 0 < int(at) < 200:
            return human_rights_council_year(int(at))
    for part in parts[1:]:
        if len(part) == 4 and part.isdigit() and 1945 <= int(part) <= 2100:
            return int(part)
    if len(parts) == 3 and parts[0] == "A" and parts[1].isdigit() and 31 <= int(parts[1]) <= 150:
        return assembly_years(int(parts[1]))[0]
    return None


def project(store: Store, *, functions: bool = False) -> Projection:
    """Read all citations between different instruments into one graph, in an order that never changes.

    Args:
        store: where the citations are.
        functions: read what each citation does, too; `lexline.graph.analytics` can then count by function.
    """
    import networkx as nx

    does: dict[str, str] = {}
    if functions:
        rows = texts(store, "SELECT ?c ?f WHERE { ?c cito:hasCitationCharacterization ?f }")
        does = {citation: function.removeprefix(vocabulary.FUNCTION) for citation, function in rows}
    names = Names(store)
    links: dict[tuple[str, str], dict[str, int]] = {}
    for citation, cited in texts(store, "SELECT ?c ?b WHERE { ?c cito:hasCitedEntity ?b }"):
        # the IRI of a citation begins with the instrument that makes it: one scan in the place of a join
        citing = citation.removeprefix(vocabulary.CITE).partition(vocabulary.UNIT_SEPARATOR)[0]
        pair = (names[vocabulary.ID + citing], names[cited])
        if pair[0] and pair[1] and pair[0] != pair[1]:
            counts = links.setdefault(pair, {})
            function = does.get(citation, "")
            counts[function] = counts.get(function, 0) + 1
    graph: nx.DiGraph[str] = nx.DiGraph()
    members: set[str] = {name for pair in links for name in pair}
    ordered = sorted(members, key=natural)
    graph.add_nodes_from(ordered)
    for (citing_id, cited_id), counts in sorted(links.items()):
        graph.add_edge(citing_id, cited_id, count=sum(counts.values()))
        if functions:
            told = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
            graph.edges[citing_id, cited_id]["functions"] = told
    dated = {
        name: int(when[:4])
        for iri, when in texts(store, "SELECT ?i ?d WHERE { ?i eli:date_document ?d }")
        if (name := names[iri]) and when[:4].isdigit()
    }
    return Projection(graph, dated)


class Names(dict[str, str]):
    """IRI -> canonical id ("" for no instrument), once for each; joint symbols lead to the loaded instrument's."""

    def __init__(self, store: Store) -> None:
        super().__init__(other_symbols(store))

    def __missing__(self, iri: str) -> str:
        parsed = vocabulary.parse_iri(iri)
        self[iri] = name = parsed[0] if parsed else ""
        return name


def other_symbols(store: Store) -> dict[str, str]:
    """Return the id of the loaded instrument for the IRI of each other symbol that it bears (joint symbols)."""
    rows = texts(store, "SELECT ?other ?i WHERE { ?other owl:sameAs ?i . ?i lx:loaded true }")
    return {other: parsed[0] for other, iri in sorted(rows) if (parsed := vocabulary.parse_iri(iri))}


def describe(store: Store, identifiers: Iterable[str]) -> dict[str, Instrument]:
    """Return what the store knows of these instruments: kind, body, title and date.

    An instrument that is cited but not loaded is described by what its symbol tells.
    """
    wanted = sorted(set(identifiers))
    found = {name: _from_symbol(name) for name in wanted}
    names = {vocabulary.instrument_iri(name): name for name in wanted}
    for chunk in _chunks(wanted):
        iris = " ".join(f"<{vocabulary.instrument_iri(name)}>" for name in chunk)
        for prop in _TOLD:  # one question for each is much faster than one for all
            rows = texts(store, f"SELECT DISTINCT ?i ?o WHERE {{ VALUES ?i {{ {iris} }} ?i <{prop}> ?o }}")
            for name, value in sorted((names[iri], value) for iri, value in rows):
                found[name] = _told(found[name], prop, value)
    return found


def _from_symbol(identifier: str) -> Instrument:
    symbol = symbols.Symbol.find(identifier)
    if symbol:
        return Instrument(identifier, symbol.kind, symbol.body, year=year_of(identifier))
    return Instrument(identifier, symbols.kind_of(identifier))


def _told(instrument: Instrument, prop: str, value: str) -> Instrument:
    if prop == vocabulary.ELI + "title":
        # a text that has no title is called by its symbol, which is none
        return replace(instrument, title=instrument.title or ("" if value == instrument.id else value))
    if prop == vocabulary.ELI + "date_document":
        year = int(value[:4]) if value[:4].isdigit() else instrument.year
        return replace(instrument, date=value, year=year)
    if prop == vocabulary.ELI + "passed_by":
        return replace(instrument, body=value.removeprefix(vocabulary.BODY))
    if prop == vocabulary.LX + "loaded":
        return replace(instrument, loaded=value == "true")
    kind = _KINDS.get(value.removeprefix(vocabulary.LX))
    # a report or a declaration may also be typed as a document: the narrower word wins
    return replace(instrument, kind=kind) if kind and kind != symbols.DOCUMENT else instrument


def evidence(store: Store, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[Mention, ...]]:
    """Return the citations behind each (citing, cited) pair, in reading order of the citing document."""
    found: dict[tuple[str, str], dict[str, Mention]] = {pair: {} for pair in sorted(set(pairs))}
    query = (
        "SELECT ?c ?u ?text ?sentence ?verb ?f ?pin ?position ?start WHERE {{ VALUES ?c {{ {} }} "
        "?c cito:hasCitingEntity ?u . ?c oa:exact ?text . "
        "OPTIONAL {{ ?c lx:sentence ?sentence }} OPTIONAL {{ ?c lx:verb ?verb }} "
        "OPTIONAL {{ ?c cito:hasCitationCharacterization ?f }} OPTIONAL {{ ?c lx:pinpoint ?pin }} "
        "OPTIONAL {{ ?u lx:position ?position }} OPTIONAL {{ ?c lx:start ?start }} }}"
    )
    citations = _citations(store, found)
    for chunk in _chunks(sorted(citations)):
        for citation, *rest in texts(store, query.format(" ".join(f"<{iri}>" for iri in chunk))):
            mentions = found[citations[citation]]
            mention = _mention(rest)
            if known := mentions.get(citation):
                pins = tuple(sorted({*known.pinpoint, *mention.pinpoint}, key=natural))
                mention = replace(mention, pinpoint=pins)
            mentions[citation] = mention
    return {
        pair: tuple(sorted(by.values(), key=lambda m: (m.position, m.unit, m.start, m.text)))
        for pair, by in found.items()
    }


def _citations(store: Store, pairs: Collection[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the IRIs of the citations between these pairs; asked by citing instrument, which stores answer fastest."""
    query = "SELECT ?c ?a ?b WHERE {{ VALUES ?a {{ {} }} ?c lx:citingInstrument ?a ; cito:hasCitedEntity ?b }}"
    names = Names(store)
    out = {}
    for chunk in _chunks(sorted({citing for citing, _ in pairs})):
        iris = " ".join(f"<{vocabulary.instrument_iri(name)}>" for name in chunk)
        for citation, citing, cited in texts(store, query.format(iris)):
            parsed = vocabulary.parse_iri(cited)
            for name in (names[cited], parsed[0] if parsed else ""):
                if (pair := (names[citing], name)) in pairs:
                    out[citation] = pair
    return out


def _mention(values: Sequence[str]) -> Mention:
    unit, text, sentence, verb, function, pinpoint, position, start = values
    parsed = vocabulary.parse_iri(unit)
    return Mention(
        unit=(parsed[1] or "") if parsed else "",
        text=text,
        sentence=sentence,
        verb=verb,
        function=function.removeprefix(vocabulary.FUNCTION),
        pinpoint=(pinpoint,) if pinpoint else (),
        position=int(position or 0),
        start=int(start or 0),
    )


def texts(store: Store, sparql: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a SELECT as plain texts; what is unbound is empty."""
    # in the graphs that lexline writes, no triple stands for a thing
    rows = cast("tuple[tuple[ox.NamedNode | ox.Literal | ox.BlankNode | None, ...], ...]", store.query(sparql).rows)
    for row in rows:
        yield tuple(["" if value is None else value.value for value in row])


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for at in range(0, len(items), _CHUNK):
        yield items[at : at + _CHUNK]
