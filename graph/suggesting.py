"""The beginning of what a reader types -> what it may mean: instruments, themes and mandates by their names.

Names are symbols, titles, abbreviations and labels; a sloppy reference (`res 1325`, `scr 2388`, `palermo prot`) finds
what it names, words find names that hold words beginning so, and misspelt ones the nearest. `best_match` takes the
whole of a query for a reference.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.index_rows import INSTRUMENT
from lexline.graph.reference import Reference, meant, resolve
from lexline.graph.search_index import SearchIndex, nearest
from lexline.graph.search_query import quoted, tidy, words_of
from lexline.loaders.themes.concepts import key
from lexline.ontology.errors import UnknownReference
from lexline.ontology.vocabulary import instrument_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Words that readers begin a reference with, and how symbols begin.
_HEADS: Final = {
    "scr": ("s", "res"),
    "unscr": ("s", "res"),
    "resolution": ("res",),
    "prst": ("s", "prst"),
    "unga": ("a", "res"),
    "hrc": ("a", "hrc"),
}
#: In a longer text no slips of the pen are looked for: each takes its time, and no name is so long.
_SPELT: Final = 8
_COLUMNS: Final = "label, kind, target, detail"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be meant: the name that fits, what it is (instrument, theme, mandate), its id, and more.

    The id is the canonical one of an instrument, the IRI of a theme, the id of a mandate.
    """

    label: str
    kind: str
    target: str
    detail: str


@dataclass(frozen=True, slots=True)
class Best:
    """The instrument, and the unit, that a query names."""

    reference: Reference
    title: str
    date: str
    kind: str
    body: str
    loaded: bool


def suggest(index: SearchIndex, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
    """Return what a reader may mean, the likeliest first.

    Raises:
        TimeLimit: it took too long.
        StoreError: the index cannot be read.
    """
    clean = tidy(text)
    found: dict[tuple[str, str], Suggestion] = {}
    if not words_of(clean):
        return ()
    with index.asked() as connection:
        for row in _rows(connection, clean, limit):
            suggestion = Suggestion(*row)
            found.setdefault((suggestion.kind, suggestion.target), suggestion)
            if len(found) >= limit:
                break
    return tuple(found.values())


def _rows(index: sqlite3.Connection, text: str, limit: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield the names that fit: those meant by form, those that begin so, those that hold such words."""
    for identifier in meant(text):
        query = f"SELECT {_COLUMNS} FROM name WHERE folded = ? AND kind = ? LIMIT 1"  # noqa: S608
        yield from index.execute(query, (key(identifier), INSTRUMENT))
    exact = f"SELECT {_COLUMNS} FROM name WHERE folded = ? ORDER BY id LIMIT ?"  # noqa: S608
    yield from index.execute(exact, (key(text), limit))
    begins = f"SELECT {_COLUMNS} FROM name WHERE folded >= ? AND folded < ? ORDER BY id LIMIT ?"  # noqa: S608
    yield from index.execute(begins, (key(text), key(text) + "\uffff", max(1, limit // 2)))
    words = tuple(words_of(text))
    # names are numbered by their weight: the first are the weightiest
    holding = (
        f"SELECT {_COLUMNS} FROM name JOIN naming ON naming.rowid = name.id WHERE naming MATCH ? "  # noqa: S608
        "ORDER BY naming.rowid LIMIT ?"
    ).replace("label, kind", "name.label, kind")
    some = False
    for row in index.execute(holding, (_fitting(words), limit * 3)):
        some = True
        yield row
    if not some and len(words) <= _SPELT:
        nearer = (*(nearest(index, word) or word for word in words[:-1]), nearest(index, words[-1]) or words[-1])
        if nearer != words:
            yield from index.execute(holding, (_fitting(nearer), limit))


def _fitting(words: tuple[str, ...]) -> str:
    """Write words as FTS5 reads them: all of them, the last one perhaps unfinished; some heads stand for others."""
    head = _HEADS.get(words[0], words[:1]) if len(words) > 1 else words[:1]
    rest = words[1:]
    whole = (*head, *rest)
    return " AND ".join((*(quoted((word,)) for word in whole[:-1]), quoted(whole[-1:], begins=True)))


def best_match(index: SearchIndex, store: Store, text: str) -> Best | None:
    """Return the instrument that the whole of a text names, with the unit if it names one that is there; or None."""
    clean = tidy(text)
    with index.asked() as connection:
        named = next((name for name in meant(clean) if _holds(connection, name)), None)
        if named is None:
            query = "SELECT DISTINCT target FROM name WHERE folded = ? AND kind = ? LIMIT 2"
            same = [target for (target,) in connection.execute(query, (key(clean), INSTRUMENT))]
            return _best(connection, Reference(same[0])) if len(same) == 1 else None
        try:
            reference = resolve(store, clean)
        except UnknownReference:
            reference = Reference(named)  # there is no such paragraph in it
        return _best(connection, reference)


def _holds(index: sqlite3.Connection, identifier: str) -> bool:
    query = "SELECT 1 FROM instrument WHERE iri = ? UNION SELECT 1 FROM name WHERE folded = ? AND kind = ?"
    return index.execute(query, (instrument_iri(identifier), key(identifier), INSTRUMENT)).fetchone() is not None


def _best(index: sqlite3.Connection, reference: Reference) -> Best:
    query = "SELECT title, date, kind, body, loaded FROM instrument WHERE iri = ?"
    row = index.execute(query, (instrument_iri(reference.identifier),)).fetchone()
    title, date, kind, body, loaded = row or ("", "", "", "", 0)
    return Best(reference, title, date, kind, body, bool(loaded))
