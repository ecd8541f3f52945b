"""What the documents of a store are about, worked out: a graph of themes beside the graph of each document.

Units get the themes that their words name (`lexline.loaders.themes.matcher`). An instrument gets those of the subjects
that librarians give it, of its title and agenda item, of the keywords that machines gave its file, where not every
other file has them too, and those that enough of its units have.
Each assignment is a node with its evidence; where it is sure enough, the plain edge `lx:hasTheme` stands beside it.
What sources themselves say (`eli:is_about`) stays where it is.

The graph of themes carries a hash of all that it follows from but the document itself: vocabulary, rules, and what
catalogues say. Where the hash differs, or there is no such graph, `assign` works it out; where a document is gone, it
takes the graph out. Whoever writes a document anew takes its graph of themes out first (`beside`).
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lexline.graph import fulltext
from lexline.graph.terms import TYPE, decimal, integer, plain
from lexline.graph.vocabularies import Vocabulary
from lexline.loaders.themes.matcher import Found
from lexline.ontology.vocabulary import ABOUT, DCTERMS, ELI, GRAPH, ID, LX, OA

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: What the graphs of themes end in, and those of a model's proposals.
SUFFIX: Final = "#themes"
PROPOSALS: Final = "#proposals"

#: From this confidence on the plain edge is written.
SURE: Final = 0.7

OFFICIAL: Final = "official"
KEYWORD: Final = "keyword"
TITLE: Final = "title"
AGENDA: Final = "agenda"
UNITS: Final = "units"

#: How sure a theme of an instrument is: by a subject that says the same, or nearly so; by its title, its agenda item.
_EXACT: Final = 0.95
_CLOSE: Final = 0.8
_BY_TITLE: Final = 0.9
#: By a keyword that a machine gave it, in its official file. Of 2,904 instruments that
#: librarians described as well, keywords of up to one in twenty files were right 83 times in 100, all others 4 times.
#: Where too few files have keywords to tell the ones from the others, a keyword is not sure.
_BY_KEYWORD: Final = 0.8
_BY_UNTRIED_KEYWORD: Final = 0.5
_SPREAD: Final = 0.05
_MANY_FILES: Final = 400
_BY_AGENDA: Final = 0.75
#: By its units: from this share of them on, from 0.5 upwards to at most 0.9.
_SHARE: Final = 0.04
_MOST_BY_UNITS: Final = 0.9
#: In an instrument of so few units one is enough.
_FEW: Final = 5

#: Instruments whose units are read with one question; graphs are written when as many bytes have come together.
_BATCH: Final = 40
_WRITE_BYTES: Final = 16 * 1024 * 1024

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What `assign` did: documents looked at and worked out, units with a theme of how many, assignments, triples."""

    documents: int
    worked_out: int
    removed: int
    units: int
    themed: int
    assignments: int
    triples: int
    seconds: float


@dataclass(slots=True)
class _Document:
    """What is known of an instrument but its units."""

    iri: str
    language: str = "en"
    title: str = ""
    agenda: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    keywords: set[str] = field(default_factory=set)
    by_keyword: float = _BY_UNTRIED_KEYWORD
    units: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def graph(self) -> str:
        """The IRI of the graph of its themes."""
        return GRAPH + self.iri.removeprefix(ID) + SUFFIX

    def hash(self, vocabulary: str) -> str:
        """Return the hash of all that its themes follow from but its own text."""
        told = (self.agenda, self.subjects, self.keywords)
        said = repr((vocabulary, self.language, self.title, self.by_keyword, *map(sorted, told)))
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def beside(graph: str) -> tuple[str, str]:
    """Return the graphs that are worked out from the graph of a document and go with it."""
    return graph + SUFFIX, graph + PROPOSALS


def forget(store: Store, graphs: Iterable[str]) -> None:
    """Take out what was worked out from the graphs of documents that change or go."""
    proposals = {graph for graph, _ in _rows(store, f"SELECT ?g ?h WHERE {{ ?g <{LX}modelHash> ?h }}")}
    present = _hashes(store).keys() | proposals
    store.remove((each for graph in graphs for each in beside(graph) if each in present), settle=False)


def assign(store: Store, *, force: bool = False, progress: Progress | None = None) -> Assigned:
    """Work out the themes of all documents that have none yet or whose vocabulary has changed.

    Args:
        store: a store open for writing.
        force: work out all of them again.
        progress: called with documents done, documents to do, and a name.
    """
    started = time.monotonic()
    vocabulary = Vocabulary.of(store)
    documents = _documents(store, vocabulary)
    present = {} if force else _hashes(store)
    todo = [each for each in documents.values() if present.get(each.graph) != each.hash(vocabulary.hash)]
    orphans = sorted(_hashes(store).keys() - {each.graph for each in documents.values()})
    store.remove(orphans, settle=False)
    if todo or orphans:
        fulltext.forget(store.beside)
    units = themed = assignments = triples = 0
    written: list[tuple[str, bytes]] = []
    for start in range(0, len(todo), _BATCH):
        batch = todo[start : start + _BATCH]
        _read_units(store, batch)
        for document in batch:
            made = _Graph(document, vocabulary)
            written.append((document.graph, made.data()))
            units += len(document.units)
            themed += made.themed
            assignments += made.assignments
            triples += len(made.lines)
            document.units.clear()
        if start + len(batch) == len(todo) or sum(len(data) for _, data in written) > _WRITE_BYTES:
            store.replace(written, settle=False)
            written = []
        if progress:
            progress(start + len(batch), len(todo), batch[-1].iri.removeprefix(ID))
    return Assigned(
        documents=len(documents),
        worked_out=len(todo),
        removed=len(orphans),
        units=units,
        themed=themed,
        assignments=assignments,
        triples=triples,
        seconds=round(time.monotonic() - started, 2),
    )


def _hashes(store: Store) -> dict[str, str]:
    rows = _rows(store, f"SELECT ?g ?h WHERE {{ ?g <{LX}vocabularyHash> ?h }}")
    return {graph: value for graph, value in rows if graph.endswith(SUFFIX)}


def _documents(store: Store, vocabulary: Vocabulary) -> dict[str, _Document]:
    """Read what is said of every loaded instrument, by its own file and by catalogues."""
    found: dict[str, _Document] = {}
    loaded = f"?i <{LX}loaded> true"
    spoken = f"SELECT ?i ?l WHERE {{ {loaded} OPTIONAL {{ ?i <{DCTERMS}language> ?l }} }}"
    for iri, language in sorted(_rows(store, spoken)):
        if iri.startswith(ID):
            found.setdefault(iri, _Document(iri, (language or "en").lower()))
    for iri, title in _rows(store, f"SELECT ?i ?t WHERE {{ {loaded} ; <{ELI}title> ?t }}"):
        if iri in found:
            found[iri].title = max(found[iri].title, title)
    described = f"?r <{LX}describes> ?i"
    for item in (loaded, described):
        for iri, value in _rows(store, f"SELECT DISTINCT ?i ?v WHERE {{ {item} ; <{LX}agendaItem> ?v }}"):
            if iri in found:
                found[iri].agenda.add(value)
        for iri, value in _rows(store, f"SELECT DISTINCT ?i ?v WHERE {{ {item} ; <{DCTERMS}subject> ?v }}"):
            if iri in found and (subject := vocabulary.named(value)):
                (found[iri].keywords if item == loaded else found[iri].subjects).add(subject)
        for iri, value in _rows(store, f"SELECT DISTINCT ?i ?v WHERE {{ {item} ; <{ELI}is_about> ?v }}"):
            if iri in found:
                (found[iri].keywords if item == loaded else found[iri].subjects).add(value)
    _sift(found.values())
    return dict(sorted(found.items()))


def _sift(documents: Collection[_Document]) -> None:
    """Drop keywords that so many files have that they tell nothing, where there are enough files to see that."""
    having = sum(1 for document in documents if document.keywords)
    if having < _MANY_FILES:
        return
    spread = Counter(keyword for document in documents for keyword in document.keywords)
    for document in documents:
        document.keywords = {keyword for keyword in document.keywords if spread[keyword] <= _SPREAD * having}
        document.by_keyword = _BY_KEYWORD


def _read_units(store: Store, documents: Sequence[_Document]) -> None:
    """Read the units of instruments whose words are looked at: not front matter, and not footnotes."""
    by_iri = {document.iri: document for document in documents}
    names = " ".join(f"<{iri}>" for iri in by_iri)
    rows = _rows(
        store,
        f"SELECT ?i ?u ?n ?text WHERE {{ VALUES ?i {{ {names} }} ?u <{LX}inInstrument> ?i ; <{LX}position> ?n ; "
        f"<{LX}text> ?text FILTER NOT EXISTS {{ ?u a <{LX}FrontMatter> }} "
        f"FILTER NOT EXISTS {{ ?u a <{LX}Footnote> }} }}",
    )
    for iri, unit, position, text in rows:
        if text:
            by_iri[iri].units.append((int(position), unit, text))
    for document in documents:
        document.units.sort()


class _Graph:
    """The graph of the themes of one document under way, as lines without the graph's name."""

    def __init__(self, document: _Document, vocabulary: Vocabulary) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.graph = document.graph
        self.lines = [f"<{self.graph}> <{LX}vocabularyHash> {plain(document.hash(vocabulary.hash))}"]
        self.assignments = 0
        self.themed = 0
        find = vocabulary.matcher(document.language).find
        summed: dict[str, list[float]] = defaultdict(list)
        for _, unit, text in document.units:
            found = find(text)
            for number, one in enumerate(found, start=1):
                self.assign(unit, number, one.concept, one.confidence, one.method, one, text)
                summed[one.concept].append(one.confidence)
            self.themed += bool(found)
        for number, (concept, (confidence, method, count, words)) in enumerate(self._whole(summed), start=1):
            evidence = words or Found(concept, 0, 0, confidence, method, count)
            self.assign(document.iri, number, concept, confidence, method, evidence, document.title if words else "")

    def assign(
        self, about: str, number: int, concept: str, confidence: float, method: str, found: Found, text: str
    ) -> None:
        """Write one assignment and, where it is sure enough, the edge beside it."""
        self.assignments += 1
        me = f"<{ABOUT}{about.removeprefix(ID)}--{number}>"
        said = [
            f"{TYPE} <{LX}ThemeAssignment>",
            f"<{LX}about> <{about}>",
            f"<{LX}theme> <{concept}>",
            f"<{LX}confidence> {decimal(confidence)}",
            f"<{LX}method> {plain(method)}",
        ]
        if text:
            said.append(f"<{OA}exact> {plain(text[found.start : found.end])}")
            said.append(f"<{LX}start> {integer(found.start)}")
            said.append(f"<{LX}end> {integer(found.end)}")
        if found.occurrences > 1:
            said.append(f"<{LX}occurrences> {integer(found.occurrences)}")
        self.lines.extend(f"{me} {each}" for each in said)
        if confidence >= SURE:
            self.lines.append(f"<{about}> <{LX}hasTheme> <{concept}>")

    def _whole(self, summed: dict[str, list[float]]) -> Iterator[tuple[str, tuple[float, str, int, Found | None]]]:
        """Yield the themes of the instrument: how sure, by what, in how many units, and the words of its title."""
        document, count = self.document, len(self.document.units)
        best: dict[str, tuple[float, str, int, Found | None]] = {}

        def offer(concept: str, confidence: float, method: str, words: Found | None = None) -> None:
            if concept not in best or confidence > best[concept][0]:
                best[concept] = (confidence, method, len(summed.get(concept, ())), words)

        for concept, values in summed.items():
            share = sum(values) / count
            if share >= _SHARE and (len(values) > 1 or count < _FEW):
                offer(concept, round(min(_MOST_BY_UNITS, 0.5 + 2 * share), 2), UNITS)
        matcher = self.vocabulary.matcher(document.language)
        for item in sorted(document.agenda):
            for found in self.vocabulary.matcher("en").find(item):
                offer(found.concept, round(found.confidence * _BY_AGENDA / _BY_TITLE, 2), AGENDA)
        for found in matcher.find(document.title):
            offer(found.concept, min(found.confidence, _BY_TITLE), TITLE, found)
        for subject in sorted(document.subjects):
            for concept, exact in self.vocabulary.matching(subject):
                offer(concept, _EXACT if exact else _CLOSE, OFFICIAL)
        for keyword in sorted(document.keywords):
            for concept, _ in self.vocabulary.matching(keyword):
                offer(concept, document.by_keyword, KEYWORD)
        yield from sorted(best.items())

    def data(self) -> bytes:
        """Return the graph as N-Quads."""
        end = f" <{self.graph}> .\n"
        return "".join(line + end for line in dict.fromkeys(self.lines)).encode("utf-8", "replace")


def _rows(store: Store, sparql: str) -> Iterator[tuple[str, ...]]:
    return (tuple(str(getattr(value, "value", "")) for value in row) for row in store.query(sparql).rows)
