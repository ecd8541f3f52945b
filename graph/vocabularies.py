"""The concepts that a store's texts are matched with: our own themes, the Goals, and thesauri that were loaded.

A thesaurus stands in a named graph of its own (`graph/thesaurus:NAME`), as SKOS. Subjects that sources give documents
lead to our own themes by the matches of these; a subject that has only a label is known by the label.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lexline.graph.terms import LABEL, ONTOLOGY_GRAPH, THESAURUS_GRAPHS, TYPE, language_tag, plain, web_address
from lexline.loaders.themes.concepts import Concept, Label, fingerprint, key, own
from lexline.loaders.themes.matcher import VERSION, Matcher, words_file
from lexline.ontology.vocabulary import BASE, DCTERMS, LX, SDG, SKOS, THEME, UNBIST

if TYPE_CHECKING:
    from lexline.graph.store import Store

_OTHER: Final = f"<{SKOS}altLabel>"
#: Narrows ?g to the graphs that hold concepts.
_VOCABULARIES: Final = f'FILTER (?g = <{ONTOLOGY_GRAPH}> || STRSTARTS(STR(?g), "{THESAURUS_GRAPHS}"))'
_SAID_OF_CONCEPTS: Final = ("broader", "exactMatch", "closeMatch", "prefLabel", "altLabel")


@dataclass(slots=True)
class Vocabulary:
    """All concepts of a store, how texts are matched with them, and what the subjects of sources are among them."""

    concepts: tuple[Concept, ...]
    labels: dict[str, str]
    hash: str
    _matchers: dict[str, Matcher] = field(default_factory=dict)
    _matching: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)

    @classmethod
    def of(cls, store: Store) -> Vocabulary:
        """Read the vocabulary of a store."""
        concepts = (*own(), *_same_taken_out(own(), loaded(store)))
        matching: dict[str, dict[str, bool]] = defaultdict(dict)
        for concept in concepts:
            # the files' makers put Goals on nearly every resolution: they tell little of what it is about
            if not concept.iri.startswith(SDG):
                matching[concept.iri][concept.iri] = True  # a subject that is known by the concept's own label
            for other in concept.close:
                if not other.startswith(SDG):
                    matching[other].setdefault(concept.iri, False)
            for other in concept.exact:
                matching[other][concept.iri] = True
        mine = fingerprint(concepts, VERSION.encode(), words_file())
        return cls(
            concepts, known_labels(store), mine, {}, {iri: sorted(found.items()) for iri, found in matching.items()}
        )

    def matcher(self, language: str) -> Matcher:
        """Return what finds the concepts in texts of a language."""
        code = language.partition("-")[0].lower() or "en"
        if code not in self._matchers:
            self._matchers[code] = _matcher(self.concepts, code)
        return self._matchers[code]

    def matching(self, subject: str) -> Sequence[tuple[str, bool]]:
        """Return the concepts that a subject's IRI leads to, each with whether it says the same."""
        return self._matching.get(subject, ())

    def named(self, label: str) -> str:
        """Return the IRI of the subject that goes by a label, or ""."""
        return self.labels.get(key(label), "")


@lru_cache(maxsize=8)
def _matcher(concepts: tuple[Concept, ...], code: str) -> Matcher:
    # it takes a second to make, and most stores have the same
    return Matcher(concepts, code)


def known_labels(store: Store, besides: str = "") -> dict[str, str]:
    """Return the IRIs of the subjects that a store knows, by English label: of headers, registries and thesauri.

    What the thesaurus of the name `besides` says is left out, so that loading it again gives the same.
    """
    found: dict[str, str] = {}
    graph = f"<{THESAURUS_GRAPHS}{besides}>"
    queries = (
        f"SELECT DISTINCT ?s ?l WHERE {{ ?n <{LX}subject> ?s ; <{LX}subjectLabel> ?l }}",
        f"SELECT DISTINCT ?s ?l WHERE {{ GRAPH ?g {{ ?s {LABEL} ?l }} FILTER (LANG(?l) = 'en') {_VOCABULARIES} "
        f"FILTER (?g != {graph}) }}",
    )
    for query in queries:
        for subject, label in sorted(_rows(store, query), reverse=True):
            if subject.startswith((UNBIST, THEME)) or not subject.startswith(BASE):
                found[key(label)] = subject
    return found


def graph_name(text: str) -> str:
    """Return what a thesaurus is called in the name of its graph.

    >>> graph_name("UNBIS Thesaurus (2016)")
    'unbis-thesaurus-2016'
    """
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:80] or "thesaurus"


def write(store: Store, name: str, source: str, concepts: Iterable[Concept]) -> int:
    """Put a thesaurus into a store, in the place of the one of this name; return how many triples it has.

    What another loaded thesaurus or the ontology already says is left out, so that the union of all graphs is a set.
    """
    graph = THESAURUS_GRAPHS + name
    told = {line for other, line in _said(store) if other != graph}
    named = {(subject, tag) for subject, predicate, tag in map(_parts, told) if predicate == LABEL}
    lines = {f"<{graph}> <{DCTERMS}source> {plain(source)}": None}
    for concept in sorted(concepts):
        for line in _lines(concept):
            subject, predicate, tag = _parts(line)
            if predicate == LABEL and (subject, tag) in named:
                # a concept has one preferred label in a language, the ontology's or that of the thesaurus loaded first
                line = line.replace(LABEL, _OTHER, 1)
            if line not in told and (line.replace(_OTHER, LABEL, 1) if predicate == LABEL else line) not in told:
                lines[line] = None
    end = f" <{graph}> .\n"
    store.replace([(graph, "".join(line + end for line in lines).encode("utf-8", "replace"))])
    return len(lines)


def loaded(store: Store) -> tuple[Concept, ...]:
    """Return the concepts of the thesauri that were loaded into a store."""
    labels: dict[str, set[Label]] = defaultdict(set)
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    wanted = {SKOS + name: name for name in _SAID_OF_CONCEPTS}
    query = (
        f"SELECT ?s ?p ?o (LANG(?o) AS ?l) WHERE {{ VALUES ?p {{ {' '.join(f'<{name}>' for name in wanted)} }} "
        f'GRAPH ?g {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?g), "{THESAURUS_GRAPHS}")) }}'
    )
    for subject, predicate, value, language in _rows(store, query):
        name = wanted.get(predicate, "")
        if name.endswith("Label"):
            labels[subject].add(Label(value, language or "en", name == "prefLabel"))
        elif name:
            links[subject, name].add(value)
    return tuple(
        Concept(
            iri,
            tuple(sorted(names)),
            broader=tuple(sorted(links[iri, "broader"])),
            exact=tuple(sorted(links[iri, "exactMatch"])),
            close=tuple(sorted(links[iri, "closeMatch"])),
        )
        for iri, names in sorted(labels.items())
    )


def _same_taken_out(mine: Iterable[Concept], others: Iterable[Concept]) -> Iterator[Concept]:
    """Let the labels of a concept that is the same as one of ours stand for ours."""
    same = {other: concept.iri for concept in mine for other in concept.exact}
    for concept in others:
        ours = same.get(concept.iri)
        yield concept if ours is None else Concept(ours, concept.labels, exact=(concept.iri,))


def _said(store: Store) -> Iterator[tuple[str, str]]:
    names = " ".join(f"<{SKOS}{name}>" for name in _SAID_OF_CONCEPTS)
    query = f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?p {{ {TYPE} {names} }} GRAPH ?g {{ ?s ?p ?o }} {_VOCABULARIES} }}"
    return ((str(getattr(graph, "value", "")), f"{s} {p} {o}") for graph, s, p, o in store.query(query).rows)


def _parts(line: str) -> tuple[str, str, str]:
    """Return subject and predicate of a statement, and the language of its label."""
    subject, predicate, value = line.split(" ", 2)
    return subject, predicate, value.rpartition('"@')[2]


def _lines(concept: Concept) -> Iterator[str]:
    me = web_address(concept.iri)
    if me is None:
        return
    yield f"{me} {TYPE} <{SKOS}Concept>"
    for label in concept.labels:
        yield f"{me} {LABEL if label.preferred else _OTHER} {plain(label.text)}@{language_tag(label.language)}"
    for name, iris in (("broader", concept.broader), ("exactMatch", concept.exact), ("closeMatch", concept.close)):
        yield from (f"{me} <{SKOS}{name}> {other}" for iri in iris if (other := web_address(iri)))


def _rows(store: Store, sparql: str) -> Iterator[tuple[str, ...]]:
    return (tuple(str(getattr(value, "value", "")) for value in row) for row in store.query(sparql).rows)
