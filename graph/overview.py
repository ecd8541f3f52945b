"""A whole store at a glance: its network by theme and decade, what is most and newly cited, and what is to be mended.

Each loaded instrument is counted once, under its main theme and its decade. "Newly" is told by the store's own newest
years, never by a clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lexline.graph.counts import groups, totals
from lexline.graph.manifest import Manifest
from lexline.graph.projection import natural, texts
from lexline.ontology import vocabulary

if TYPE_CHECKING:
    from lexline.graph.main_theme import MainThemes
    from lexline.graph.projection import Projection
    from lexline.graph.store import Store

#: What has no theme that is known.
NO_THEME: Final = ""
#: How many lines a ranking has.
_MOST: Final = 500
#: How many years count as the newest.
_NEWEST: Final = 2

#: A theme and the first year of a decade (None: undated).
Cell = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Ranked:
    """An instrument that is cited: by how many, how often, and its year."""

    id: str
    by: int
    times: int
    year: int | None


@dataclass(frozen=True, slots=True)
class GroupLink:
    """Citations from the instruments of one theme and decade to those of another, by what they do."""

    citing: Cell
    cited: Cell
    count: int
    functions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A citation whose target could not be told: where it stands, its words, and why."""

    instrument: str
    unit: str
    text: str
    kind: str
    sentence: str
    note: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was found wrong with a document or record, and repaired or left: `of` is its IRI."""

    of: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Built:
    """What is noted beside the store of its last build: files and documents known, repaired files, and the day."""

    files: int
    documents: int
    repaired: int
    day: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the overview of a store tells. `members` are the instruments of each theme and decade, most cited first.

    `newest` are the newest years of the store, in which what is `newly` cited was cited for the first time.
    """

    members: Mapping[Cell, tuple[str, ...]]
    labels: Mapping[str, str]
    links: tuple[GroupLink, ...]
    cited: tuple[Ranked, ...]
    missing: tuple[Ranked, ...]
    newest: tuple[int, ...]
    newly: tuple[Ranked, ...]
    unresolved: tuple[Unresolved, ...]
    troubles: tuple[Trouble, ...]
    counts: tuple[tuple[str, str, int], ...]
    built: Built | None

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes, those of the most instruments first; what has none comes last."""
        counts: Counter[str] = Counter()
        for (theme, _), names in self.members.items():
            counts[theme] += len(names)
        return tuple(sorted(counts, key=lambda theme: (theme == NO_THEME, -counts[theme], theme)))

    @property
    def decades(self) -> tuple[int | None, ...]:
        """The decades by their first years; the undated come last."""
        found = {decade for _, decade in self.members}
        return (*sorted(decade for decade in found if decade is not None), *((None,) if None in found else ()))


def overview(store: Store, known: Projection, themes: MainThemes) -> Overview:
    """Work out the overview of a store.

    Args:
        store: what to look over.
        known: all its citations, read with their functions.
        themes: the main theme of each of its instruments.
    """
    rows = texts(store, "SELECT ?i WHERE { ?i lx:loaded true }")
    loaded = {parsed[0] for (iri,) in rows if (parsed := vocabulary.parse_iri(iri))}
    cell_of = {name: (themes.of.get(name, NO_THEME), _decade(known.year(name))) for name in sorted(loaded)}
    cells: dict[Cell, list[str]] = defaultdict(list)
    for name in sorted(loaded, key=lambda name: (-_cited(known, name), natural(name))):
        cells[cell_of[name]].append(name)
    newest, newly = _newly(known, loaded)
    ranked = _ranking(known)
    return Overview(
        members={cell: tuple(names) for cell, names in sorted(cells.items(), key=str)},
        labels=themes.labels,
        links=_links(known, cell_of),
        cited=ranked[:_MOST],
        missing=tuple(one for one in ranked if one.id not in loaded)[:_MOST],
        newest=newest,
        newly=newly,
        unresolved=_unresolved(store),
        troubles=_troubles(store),
        counts=(*totals(store), *groups(store)),
        built=_built(store),
    )


def _decade(year: int | None) -> int | None:
    return None if year is None else year - year % 10


def _cited(known: Projection, name: str) -> int:
    return known.graph.in_degree(name) if name in known.graph else 0


def _links(known: Projection, cell_of: Mapping[str, Cell]) -> tuple[GroupLink, ...]:
    """Count the citations between groups; those within one are none between groups."""
    does: dict[tuple[Cell, Cell], Counter[str]] = defaultdict(Counter)
    for citing, cited, edge in known.graph.edges(data=True):
        if citing in cell_of and cited in cell_of and cell_of[citing] != cell_of[cited]:
            does[cell_of[citing], cell_of[cited]].update(dict(edge["functions"]))
    found = [GroupLink(*ends, counts.total(), dict(sorted(counts.items()))) for ends, counts in does.items()]
    return tuple(sorted(found, key=lambda link: (-link.count, str(link.citing), str(link.cited))))


def _ranking(known: Projection) -> tuple[Ranked, ...]:
    graph = known.graph
    found = [
        Ranked(name, degree, graph.in_degree(name, weight="count"), known.year(name))
        for name, degree in graph.in_degree()
        if degree
    ]
    return tuple(sorted(found, key=lambda one: (-one.by, -one.times, natural(one.id))))


def _newly(known: Projection, loaded: set[str]) -> tuple[tuple[int, ...], tuple[Ranked, ...]]:
    """Return the newest years, and what is cited in them and was not before; the most cited first."""
    years = sorted({year for name in loaded if (year := known.year(name))})[-_NEWEST:]
    old: set[str] = set()
    by: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for citing, cited, edge in known.graph.edges(data=True):
        if known.year(citing) in years:
            by[cited] += 1
            times[cited] += edge["count"]
        else:
            old.add(cited)
    found = [Ranked(name, number, times[name], known.year(name)) for name, number in by.items() if name not in old]
    ordered = sorted(found, key=lambda one: (-one.by, -one.times, natural(one.id)))
    return tuple(years), tuple(ordered[:_MOST])


def _unresolved(store: Store) -> tuple[Unresolved, ...]:
    rows = texts(
        store,
        "SELECT ?u ?text ?kind ?sentence ?note ?start ?c WHERE { ?c a lx:UnresolvedCitation ; "
        "cito:hasCitingEntity ?u ; oa:exact ?text . OPTIONAL { ?c lx:citedKind ?kind } "
        "OPTIONAL { ?c lx:sentence ?sentence } OPTIONAL { ?c lx:note ?note } OPTIONAL { ?c lx:start ?start } }",
    )
    found: list[Unresolved] = []
    for unit, text, kind, sentence, note, *_ in sorted(rows, key=lambda row: (natural(row[0]), int(row[5] or 0), row)):
        instrument, eid = vocabulary.parse_iri(unit) or (unit, None)
        one = Unresolved(instrument, eid or "", text, kind, sentence, note)
        if not found or found[-1] != one:
            found.append(one)
    return tuple(found)


def _troubles(store: Store) -> tuple[Trouble, ...]:
    found = []
    rows = texts(store, "SELECT ?i ?p WHERE { ?i lx:problem ?p }")
    for iri, problem in sorted(rows, key=lambda row: (natural(row[0]), row)):
        kind, _, message = problem.partition(": ")
        found.append(Trouble(iri, kind, message))
    return tuple(found)


def _built(store: Store) -> Built | None:
    """Read what is noted beside the store; None where nothing is."""
    manifest = Manifest.load(store.beside)
    if not manifest.known:
        return None
    known = manifest.known.values()
    day = datetime.fromtimestamp(manifest.path.stat().st_mtime, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Built(
        files=len(known),
        documents=len({tally.id for one in known for tally in one.tallies}),
        repaired=sum(bool(one.repairs) for one in known),
        day=day,
    )
