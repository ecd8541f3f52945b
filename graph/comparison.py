"""What records and documents say of the same instruments -> what stubs get from records, and where the two contradict.

Compared are date, title, record of the meeting, and drafts. A title contradicts only where it is clearly another one:
catalogues shorten and complete titles. Of an instrument that is not loaded, its records are compared with one another.
Values are never merged: a contradiction keeps both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lexline.graph.terms import SHARED_GRAPH, TYPE, plain
from lexline.ontology.vocabulary import DCTERMS, ELI, LX, XSD

_DATE, _TITLE, _MEETING, _DRAFT = "date", "title", "meeting", "draft"
#: The fields that are compared, by the property of a document and that of a record.
_OF_DOCUMENT: Final = {
    ELI + "date_document": _DATE,
    ELI + "title": _TITLE,
    LX + "meeting": _MEETING,
    LX + "draft": _DRAFT,
}
_OF_RECORD: Final = {DCTERMS + "date": _DATE, DCTERMS + "title": _TITLE, LX + "meeting": _MEETING, LX + "draft": _DRAFT}
_PROPERTY: Final = {name: iri for iri, name in _OF_DOCUMENT.items()}

#: Words that say nothing about which instrument a title is of.
_IDLE: Final = frozenset(
    "the of and for resolution resolutions decision security council general assembly united nations human rights "
    "economic social adopted statement president its with that concerning related under".split()
)
_WORD: Final = re.compile(r"[^\W\d_]{3,40}")
#: The least part of the shorter title's words that two titles of one instrument share.
_ALIKE: Final = 0.5

_Values = Mapping[str, list[str]]
#: Asks a store a question of ours (full IRIs; the default graph is the union) and yields the rows.
Rows = Callable[[str], Iterator[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field on which a record and a text (or, of an instrument not loaded, another record) say different things."""

    instrument: str
    record: str
    field: str
    text: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The IRI of the contradiction: its record's, and the field."""
        return f"{self.record}-{self.field}"


def lines(ask: Rows, same: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of the shared graph that follow from records: facts that instruments lack, and contradictions.

    Args:
        ask: asks the store.
        same: the instrument that is loaded, for the IRI of another symbol of it.
    """
    records = _records(ask)
    texts = _texts(ask) if records else {}
    described: dict[str, list[tuple[str, _Values]]] = {}
    for record, (about, values) in sorted(records.items()):
        described.setdefault(same.get(about, about), []).append((record, values))
    for about, saying in described.items():
        known = texts.get(about, {})
        for field, iri in _PROPERTY.items():
            first = next((values[field] for _, values in saying if field in values), None)
            told = known.get(field) or first
            if not told:
                continue
            if not known.get(field):
                yield from (
                    f"<{about}> <{iri}> {_term(field, value)}" for value in (told if field == _DRAFT else told[:1])
                )
            for record, values in saying:
                if field in values and differ(field, told, values[field]):
                    yield from _written(Contradiction(about, record, field, tuple(told), tuple(values[field])))


def differ(field: str, one: list[str], other: list[str]) -> bool:
    """Say whether two sources contradict each other on a field.

    >>> differ("title", ["Resolution 1325 (2000)"], ["Security Council resolution 1325 (2000) [on women]"])
    False
    >>> differ("title", ["Security Council resolution 1 [on peas]"], ["Security Council resolution 1 [on war]"])
    True
    >>> differ("date", ["2000-10-31"], ["2000-10-30"])
    True
    """
    if field == _TITLE:
        first, second = (set().union(*map(_words, titles)) for titles in (one, other))
        shorter = min(len(first), len(second))
        return bool(shorter) and len(first & second) < _ALIKE * shorter
    if field == _MEETING:
        # a meeting that was resumed has several records
        return not {said.partition("(")[0] for said in one} & {said.partition("(")[0] for said in other}
    return not set(one) & set(other)


def _words(title: str) -> set[str]:
    return {word[:6] for word in set(_WORD.findall(title.lower())) - _IDLE}


def _records(ask: Rows) -> dict[str, tuple[str, _Values]]:
    """Return of each record the instrument and the values that are compared."""
    query = f"SELECT ?r ?i WHERE {{ ?r <{LX}describes> ?i }}"
    found: dict[str, tuple[str, dict[str, list[str]]]] = {r.value: (i.value, {}) for r, i in ask(query)}
    for prop, field in _OF_RECORD.items():
        for record, value in ask(f"SELECT ?r ?v WHERE {{ ?r a <{LX}Record> ; <{prop}> ?v }}"):
            found[record.value][1].setdefault(field, []).append(value.value)
    return _sorted(found)


def _sorted(found: dict[str, tuple[str, dict[str, list[str]]]]) -> dict[str, tuple[str, _Values]]:
    return {record: (about, {f: sorted(v) for f, v in values.items()}) for record, (about, values) in found.items()}


def _texts(ask: Rows) -> dict[str, _Values]:
    """Return the values that are compared of each loaded instrument, as its own document says them."""
    found: dict[str, dict[str, list[str]]] = {}
    for prop, field in _OF_DOCUMENT.items():
        query = (
            f"SELECT ?i ?v WHERE {{ GRAPH ?g {{ ?i <{LX}loaded> true ; <{prop}> ?v }} FILTER(?g != <{SHARED_GRAPH}>) }}"
        )
        for about, value in ask(query):
            found.setdefault(about.value, {}).setdefault(field, []).append(value.value)
    return {about: {field: sorted(values) for field, values in said.items()} for about, said in found.items()}


def _term(field: str, value: str) -> str:
    if field == _DATE:
        return f'"{value}"^^<{XSD}date>'
    if field == _DRAFT:
        return f"<{value}>"
    return f"{plain(value)}@en" if field == _TITLE else plain(value)


def _written(found: Contradiction) -> Iterator[str]:
    me = f"<{found.iri}>"
    yield f"{me} {TYPE} <{LX}Contradiction>"
    yield f"{me} <{LX}contradicts> <{found.instrument}>"
    yield f"{me} <{LX}inRecord> <{found.record}>"
    yield f"{me} <{LX}field> {plain(found.field)}"
    yield from (f"{me} <{LX}textValue> {_term(found.field, value)}" for value in found.text)
    yield from (f"{me} <{LX}recordValue> {_term(found.field, value)}" for value in found.said)
