"""A store -> the examples that a model of subjects learns from: texts, with the subjects that librarians gave them.

An example is a loaded instrument that a record of a catalogue describes. Its text is what the document itself says,
without footnotes; titles and agenda items of records and of file headers are left aside, because an instrument
without a record has none. Its subjects are those of the record that are concepts of the UNBIS Thesaurus (which
librarians write in capitals; names of bodies, treaties and people they write as names), and the Sustainable
Development Goals that the record names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph.learning_model import GOAL, Label
from lexline.graph.reading import text_of
from lexline.ontology.vocabulary import SDG, UNBIST

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: How many instruments' texts one query reads.
_CHUNK: Final = 100
#: A word in capitals that no concept is known by and that has no more letters than this is taken for a short form.
_SHORT: Final = 6
#: Numbers of concepts are longer than those of the thesaurus's own chapters.
_CHAPTER_DIGITS: Final = 6

_DESCRIBED: Final = """SELECT ?i ?label ?goal ?date ?body WHERE {
  ?r a lx:Record ; lx:describes ?d OPTIONAL { ?d owl:sameAs ?s } BIND(COALESCE(?s, ?d) AS ?i)
  ?i lx:loaded true
  OPTIONAL { ?i eli:date_document ?date } OPTIONAL { ?i eli:passed_by ?body }
  { ?r dcterms:subject ?label } UNION { ?r eli:is_about ?goal }
}"""
_UNITS: Final = """SELECT ?i ?u ?position ?text ?kind WHERE {
  VALUES ?i { %s } ?u lx:inInstrument ?i ; lx:position ?position ; lx:text ?text ; a ?kind
  FILTER(STRSTARTS(STR(?kind), STR(lx:)))
}"""
_LABELS: Final = """SELECT DISTINCT ?c ?label WHERE {
  { ?any lx:subject ?c ; lx:subjectLabel ?label } UNION { ?c skos:prefLabel ?label }
  FILTER(STRSTARTS(STR(?c), "%s"))
}"""
_FOOTNOTE: Final = "Footnote"
#: The units of text that stand for themselves, as a paragraph does.
_PARAGRAPHS: Final = frozenset(("OperativeParagraph", "PreambularParagraph", "Paragraph", "Article"))


@dataclass(frozen=True, slots=True)
class Passage:
    """One unit of an instrument: its IRI, its text, and whether it is a paragraph that stands for itself."""

    iri: str
    text: str
    paragraph: bool


@dataclass(frozen=True, slots=True)
class Example:
    """An instrument (its IRI) with its text, the labels that librarians gave it, its date and who adopted it."""

    instrument: str
    passages: tuple[Passage, ...]
    labels: frozenset[Label]
    date: str = ""
    body: str = ""

    @property
    def text(self) -> str:
        """The whole text, a unit a line."""
        return "\n".join(passage.text for passage in self.passages)


def concepts(store: Store) -> dict[str, str]:
    """Return the concepts of the thesaurus that a store knows, by label in capitals.

    The spelling in capitals is the thesaurus's own: what is so called goes before what a file calls so otherwise.
    """
    found: dict[str, tuple[bool, str]] = {}
    for concept, label in store.query(_LABELS % UNBIST).rows:
        iri, name = text_of(concept), text_of(label)
        number = iri.removeprefix(UNBIST)
        if number.isdigit() and len(number) > _CHAPTER_DIGITS:
            key = name.upper()
            found[key] = max(found.get(key, (False, "")), (name == key, iri))
    return {name: iri for name, (_, iri) in sorted(found.items())}


def label_of(name: str, known: Mapping[str, str]) -> Label | None:
    """Return the label of a librarian's subject; None for the name of a body, a treaty, a document or a person.

    >>> label_of("Rome Statute of the International Criminal Court (1998)", {}), label_of("UNHCR", {})
    (None, None)
    >>> label_of("ARMS EMBARGO", {})
    Label(name='ARMS EMBARGO', concept='', family='subject')
    """
    if name != name.upper() or name == name.lower():
        return None
    if name not in known and " " not in name and len(name) <= _SHORT:
        return None
    return Label(name, known.get(name, ""))


def examples(store: Store, *, since: date | None = None, until: date | None = None) -> list[Example]:
    """Return the examples of a store, by date and then by name.

    Args:
        store: an open store.
        since: leave out what is dated before, or not at all.
        until: leave out what is dated after, or not at all.
    """
    known = concepts(store)
    told: dict[str, tuple[set[Label], str, str]] = {}
    for instrument, name, goal, dated, body in store.query(_DESCRIBED).rows:
        labels, _, _ = told.setdefault(
            text_of(instrument), (set(), text_of(dated)[:10], text_of(body).rpartition("/")[2])
        )
        if (subject := text_of(goal)).startswith(SDG):
            labels.add(Label("SDG " + subject.removeprefix(SDG), subject, GOAL))
        elif found := label_of(text_of(name), known):
            labels.add(found)
    wanted = [
        (dated, iri)
        for iri, (_, dated, _) in told.items()
        if (since is None or dated >= since.isoformat()) and (until is None or "" < dated <= until.isoformat())
    ]
    wanted.sort()
    passages = dict(texts(store, [iri for _, iri in wanted]))
    return [
        Example(iri, passages[iri], frozenset(told[iri][0]), dated, told[iri][2])
        for dated, iri in wanted
        if iri in passages
    ]


def texts(store: Store, instruments: Sequence[str]) -> Iterator[tuple[str, tuple[Passage, ...]]]:
    """Yield the passages of each instrument in reading order, footnotes left out; none where there is no text."""
    for first in range(0, len(instruments), _CHUNK):
        chunk = instruments[first : first + _CHUNK]
        found: dict[str, dict[str, tuple[int, Passage]]] = {}
        for row in store.query(_UNITS % " ".join(f"<{iri}>" for iri in chunk)).rows:
            instrument, unit, position, text, kind = map(text_of, row)
            name = kind.rpartition("#")[2]
            if name != _FOOTNOTE:
                passage = Passage(unit, text, name in _PARAGRAPHS)
                found.setdefault(instrument, {})[unit] = (int(position), passage)
        for iri in chunk:
            if iri in found:
                ordered = sorted(found[iri].values(), key=lambda item: (item[0], item[1].iri))
                yield iri, tuple(passage for _, passage in ordered)
