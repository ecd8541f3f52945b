"""A store -> counts of what it holds: instruments, units, citations, records, by kind, by language, by what they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lexline.graph.reading import text_of
from lexline.graph.terms import UNIT_CLASSES

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: A text of an instrument in a language that is not that of its own text.
_TRANSLATION: Final = "?t a eli:LegalExpression ; eli:realizes ?of ; lx:sha256 ?hash"
#: What is counted: (group, the pattern whose solutions are counted by ?by). Plain patterns, without DISTINCT, because
#: each thing has one such value; on a large store that is a hundred times faster.
_COUNTS: Final = (
    ("instruments loaded", "?c lx:loaded true ; a ?by FILTER(STRSTARTS(STR(?by), STR(lx:)))"),
    (
        "texts by language",
        "{{ ?c lx:loaded true }} UNION {{ ?c eli:realizes ?of ; lx:sha256 ?h }} ?c dcterms:language ?by",
    ),
    ("units", "VALUES ?by {{ {units} }} ?c a ?by"),
    ("citations by what is cited", "?c lx:citedKind ?by"),
    ("citations by function", "?c cito:hasCitationCharacterization ?by"),
    ("citations by method", "?c lx:method ?by"),
)


def totals(store: Store) -> Iterator[tuple[str, str, int]]:
    """Yield ("total", what, how many) for all that the store holds."""
    questions = {
        "instruments loaded": "SELECT (COUNT(DISTINCT ?i) AS ?n) WHERE { ?i lx:loaded true }",
        "instruments cited": "SELECT (COUNT(DISTINCT ?i) AS ?n) WHERE { ?c cito:hasCitedEntity ?i }",
        "units": "SELECT (COUNT(DISTINCT ?u) AS ?n) WHERE { ?u lx:inInstrument ?i }",
        "citations": "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a cito:Citation }",
        "citations unresolved": "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a lx:UnresolvedCitation }",
        "citations to the document itself": "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a lx:SelfReference }",
        "open sets": "SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE { ?c a lx:OpenSetCitation }",
    }
    beside = {
        "records": "SELECT (COUNT(?r) AS ?n) WHERE { ?r a lx:Record }",
        "instruments with records": "SELECT (COUNT(DISTINCT ?i) AS ?n) WHERE { ?r lx:describes ?i }",
        "votes": "SELECT (COUNT(?v) AS ?n) WHERE { ?v a lx:Vote }",
        "contradictions": "SELECT (COUNT(?x) AS ?n) WHERE { ?x a lx:Contradiction }",
    }
    apart = {
        "texts in further languages": f"SELECT (COUNT(?t) AS ?n) WHERE {{ {_TRANSLATION} }}",
        "participations in treaties": "SELECT (COUNT(?p) AS ?n) WHERE { ?p a lx:Participation }",
    }
    yield ("total", "triples", store.size())
    for name, question in questions.items():
        yield ("total", name, int(text_of(store.query(question).rows[0][0]) or 0))
    if store.query("ASK { ?r a lx:Record }").boolean:
        for name, question in beside.items():
            yield ("total", name, int(text_of(store.query(question).rows[0][0]) or 0))
    for name, question in apart.items():
        if count := int(text_of(store.query(question).rows[0][0]) or 0):
            yield ("total", name, count)


def groups(store: Store) -> Iterator[tuple[str, str, int]]:
    """Yield (by what, of which, how many), the most frequent first within each."""
    units = " ".join(f"lx:{name}" for name in UNIT_CLASSES.values())
    for group, pattern in _COUNTS:
        where = pattern.format(units=units)
        question = f"SELECT ?by (COUNT(?c) AS ?n) WHERE {{ {where} }} GROUP BY ?by"
        rows = ((text_of(by), int(text_of(n))) for by, n in store.query(question).rows if by)
        for name, count in sorted(rows, key=lambda row: (-row[1], row[0])):
            yield (group, name.rpartition("#")[2].rpartition("/")[2], count)
