"""A theme of a store -> its profile: instruments on it over the years, what shows it, and what stands together with it.

A theme includes the narrower ones, at any depth, where instruments and paragraphs are counted; the words that show it
are those of the theme itself. How much two themes belong together is their lift: how many times more often they stand
in the same paragraph than two would that have nothing to do with one another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.projection import natural, texts
from lexline.graph.theme_reading import frequent, short
from lexline.ontology.vocabulary import SDG, THEME, UNBIST, UNIT_SEPARATOR, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: What the schemes are called, by what the IRIs of their concepts begin with.
_SCHEMES: Final = ((THEME, "our scheme"), (SDG, "Sustainable Development Goals"), (UNBIST, "UNBIS Thesaurus"))
#: How many paragraphs show a theme on its page, the surest ones.
SHOWN: Final = 300
_LOADED: Final = "SELECT ?i ?o WHERE {{ ?i lx:loaded true ; {} ?o }}"
#: How many letters of a paragraph are shown before and after the words.
_AROUND: Final = 240
#: Themes that stand together in fewer paragraphs than this by chance are not called related.
_FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme in the list of all: how many instruments and paragraphs are on it, narrower ones left aside."""

    iri: str
    name: str
    label: str
    scheme: str
    broader: tuple[str, ...]
    instruments: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Directory:
    """All themes of a store by name, what is narrower than each, and how many paragraphs have any theme."""

    entries: Mapping[str, Entry]
    narrower: Mapping[str, tuple[str, ...]]
    paragraphs: int

    def below(self, name: str) -> tuple[str, ...]:
        """Return a theme and all that is narrower, at any depth, each once."""
        found, waiting = {name: None}, [name]
        while waiting:
            for each in self.narrower.get(waiting.pop(), ()):
                if each not in found:
                    found[each] = None
                    waiting.append(each)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class OnTheme:
    """An instrument on a theme: how many of its paragraphs are, and whether it is so as a whole."""

    instrument: str
    date: str
    title: str
    paragraphs: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph that shows a theme: by what method, in which words (perhaps none), how often they occur."""

    instrument: str
    unit: str
    date: str
    method: str
    words: str
    times: int
    confidence: float
    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another theme that stands in the same paragraphs; `relation` says where it stands in the scheme, if near."""

    entry: Entry
    together: int
    share: float
    lift: float
    relation: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is on a theme. `paragraphs` counts all; `shown` are the surest of them."""

    instruments: tuple[OnTheme, ...]
    paragraphs: int
    years: Mapping[int, int]
    shown: tuple[Shown, ...]
    related: tuple[Related, ...]


def directory(store: Store) -> Directory:
    """Return all themes of a store: those of its schemes, and any other that something is on."""
    counts = {name: (instruments, paragraphs) for name, _, instruments, paragraphs in frequent(store)}
    labels: dict[str, str] = {}
    for iri, label in texts(
        store, 'SELECT ?t ?l WHERE { ?t a skos:Concept ; skos:prefLabel ?l FILTER (LANG(?l) IN ("en", "")) }'
    ):
        labels[iri] = min(label, labels.get(iri, label))
    broader: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(texts(store, "SELECT ?t ?b WHERE { ?t skos:broader ?b }")):
        broader[short(one)].append(short(other))
    iris = {short(iri): iri for iri in labels if scheme_of(iri)}
    entries = {
        name: Entry(
            iri,
            name,
            labels[iri],
            scheme_of(iri),
            tuple(each for each in broader[name] if each in iris),
            *counts.get(name, (0, 0)),
        )
        for name, iri in sorted(iris.items(), key=lambda pair: natural(pair[0]))
        # of the great thesaurus only what something is on
        if name in counts or not iri.startswith(UNBIST)
    }
    narrower: dict[str, list[str]] = defaultdict(list)
    for name, entry in entries.items():
        for above in entry.broader:
            narrower[above].append(name)
    rows = texts(store, "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x lx:hasTheme ?t }")
    whole = texts(store, "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x lx:loaded true ; lx:hasTheme ?t }")
    every = int(next(iter(rows))[0]) - int(next(iter(whole))[0])
    return Directory(entries, {name: tuple(held) for name, held in narrower.items()}, every)


def scheme_of(iri: str) -> str:
    """Return what the scheme of a concept is called; "" for what is no theme."""
    return next((name for base, name in _SCHEMES if iri.startswith(base)), "")


def catalogue(store: Store) -> dict[str, tuple[str, str]]:
    """Return date and title of all loaded documents, by IRI."""
    dates = {row[0]: row[1] for row in sorted(texts(store, _LOADED.format("eli:date_document")))}
    titles = {row[0]: row[1] for row in sorted(texts(store, _LOADED.format("eli:title")))}
    return {iri: (dates.get(iri, ""), titles.get(iri, "")) for iri in {**dates, **titles}}


def profile(store: Store, name: str, known: Directory, documents: Mapping[str, tuple[str, str]]) -> Profile:
    """Return what is on a theme that the directory has.

    Args:
        store: what to look through.
        name: the theme, as `short` writes it.
        known: what `directory` returns.
        documents: what `catalogue` returns.
    """
    values = " ".join(f"<{known.entries[each].iri}>" for each in known.below(name) if each in known.entries)
    things = {
        iri for (iri,) in texts(store, f"SELECT DISTINCT ?x WHERE {{ VALUES ?t {{ {values} }} ?x lx:hasTheme ?t }}")
    }
    count: Counter[str] = Counter()
    for iri in things:
        head, separator, _ = iri.partition(UNIT_SEPARATOR)
        count[head] += bool(separator)
    found = [_on(iri, number, iri in things, documents) for iri, number in count.items()]
    found.sort(key=lambda one: (-one.paragraphs, not one.whole, natural(one.instrument)))
    return Profile(
        instruments=tuple(found),
        paragraphs=sum(count.values()),
        years=Counter(int(one.date[:4]) for one in found if one.date[:4].isdigit()),
        shown=shown(store, known.entries[name].iri, documents),
        related=_related(store, name, known),
    )


def _on(iri: str, paragraphs: int, whole: bool, documents: Mapping[str, tuple[str, str]]) -> OnTheme:
    parsed = parse_iri(iri)
    return OnTheme(parsed[0] if parsed else iri, *documents.get(iri, ("", "")), paragraphs, whole)


def shown(
    store: Store, iri: str, documents: Mapping[str, tuple[str, str]], limit: int | None = SHOWN
) -> tuple[Shown, ...]:
    """Return the paragraphs that show a theme, the surest first; all of them without a limit."""
    # put in order here: the database takes four times as long for it
    sure = [
        (-float(confidence), assignment)
        for assignment, confidence, _ in texts(
            store, f"SELECT ?a ?c ?w WHERE {{ ?a lx:theme <{iri}> ; lx:confidence ?c ; oa:exact ?w }}"
        )
        # the IRI of one on a paragraph holds the paragraph's name and a number
        if assignment.count(UNIT_SEPARATOR) > 1
    ]
    surest = [assignment for _, assignment in sorted(sure)[: limit * 3 // 2 if limit else None]]
    found: dict[str, Shown] = {}
    for at in range(0, len(surest), SHOWN):
        values = " ".join(f"<{each}>" for each in surest[at : at + SHOWN])
        for about, confidence, method, words, times, text in texts(
            store,
            f"SELECT ?x ?c ?m ?w ?n ?text WHERE {{ VALUES ?a {{ {values} }} "
            "?a lx:about ?x ; lx:confidence ?c ; lx:method ?m ; oa:exact ?w "
            "OPTIONAL { ?a lx:occurrences ?n } OPTIONAL { ?x lx:text ?text } }",
        ):
            parsed = parse_iri(about)
            if parsed is None or parsed[1] is None:
                continue
            date = documents.get(about.partition(UNIT_SEPARATOR)[0], ("", ""))[0]
            one = Shown(
                parsed[0], parsed[1], date, method, words, int(times or 1), float(confidence), _around(text, words)
            )
            found[about] = max(found.get(about, one), one, key=lambda each: (each.confidence, each.times, each.words))
    order = sorted(found.items(), key=lambda pair: natural(pair[0]))
    order.sort(key=lambda pair: (pair[1].confidence, pair[1].times, pair[1].date), reverse=True)
    return tuple(one for _, one in order[:limit])


def _around(text: str, words: str) -> str:
    """Return what stands around the words that show a theme: a paragraph may be a table of many pages."""
    at = text.find(words)
    first = max(0, at - _AROUND) if at >= 0 else 0
    last = min(len(text), max(at, 0) + len(words) + _AROUND)
    first = text.rfind(" ", 0, first) + 1 if first else 0
    return ("… " if first else "") + text[first:last] + (" …" if last < len(text) else "")


def _related(store: Store, name: str, known: Directory) -> tuple[Related, ...]:
    """Return the themes that stand in the same paragraphs more often than by chance, the closest first."""
    own = known.entries[name]
    rows = texts(
        store,
        f"SELECT ?t (COUNT(?x) AS ?n) WHERE {{ ?x lx:hasTheme <{own.iri}> FILTER CONTAINS(STR(?x), "
        f'"{UNIT_SEPARATOR}") ?x lx:hasTheme ?t }} GROUP BY ?t',
    )
    found = []
    for iri, number in rows:
        other, together = known.entries.get(short(iri)), int(number)
        if other is None or other.name == name or together < _FEWEST or not own.paragraphs or not other.paragraphs:
            continue
        lift = together * known.paragraphs / (own.paragraphs * other.paragraphs)
        found.append(Related(other, together, together / own.paragraphs, lift, _relation(own, other, known)))
    return tuple(sorted(found, key=lambda one: (-one.lift, natural(one.entry.name))))


def _relation(own: Entry, other: Entry, known: Directory) -> str:
    if other.name in _above(own, known):
        return "broader"
    return "narrower" if own.name in _above(other, known) else ""


def _above(entry: Entry, known: Directory) -> Iterable[str]:
    """Return all that is broader than a theme, at any height."""
    found, waiting = set(entry.broader), list(entry.broader)
    while waiting:
        for each in known.entries[waiting.pop()].broader:
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found
