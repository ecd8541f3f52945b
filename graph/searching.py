"""Words, and filters -> the passages of a store that hold them, best first, with counts to narrow them by.

A passage is as good as its words are rare and many (BM25), better in a title or a heading, where the words stand one
behind the other, and, a little, in an operative paragraph and in an instrument that is cited often. Where no passage
holds all words, those that hold most of them are found, and it is said so.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter
from typing import Final

from lexline.graph.indexing import BETWEEN, TITLE
from lexline.graph.search_index import SearchIndex, endings, frequencies, nearest
from lexline.graph.search_marks import Snippet, Wanted, places, snippet
from lexline.graph.search_narrowing import Choice, Filters, Known, Narrowing, Row
from lexline.graph.search_query import WORD, Query, Term, fold, parse, quoted
from lexline.graph.search_ranking import Ranking
from lexline.loaders.document import FOOTNOTE, FRONT, OPERATIVE, PREAMBULAR, TABLE

__all__ = ["MOST", "Choice", "Filters", "Found", "Hit", "corrected", "search"]

#: A word in a title or a heading counts so many times as much as one in the text.
_HEADING: Final = 3.0
#: What a kind of unit counts for: titles and what is decided before what is recalled, notes and frames last.
_KINDS: Final[Mapping[str, float]] = {
    TITLE: 1.25,
    OPERATIVE: 1.1,
    PREAMBULAR: 1.0,
    FOOTNOTE: 0.7,
    FRONT: 0.6,
    TABLE: 0.6,
}
#: What an instrument gains for each power of ten of its being cited, and one that is not loaded loses.
_CITED: Final = 0.12
_NOT_LOADED: Final = 0.7
#: So many of the best are looked at more closely.
_CLOSELY: Final = 300
#: More hits than this are not looked at: the words are too common to tell one from another.
MOST: Final = 50_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that holds what was looked for.

    `eid` is None where it is the title of the instrument; `part` the kind of unit, `kind` that of the instrument.
    `heading` is the unit's own, or the title. `score` compares the first hundreds of one search; later ones have the
    index's own.
    """

    instrument: str
    eid: str | None
    title: str
    date: str
    kind: str
    body: str
    part: str
    heading: Snippet
    snippet: Snippet
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many in all, those of the page asked for, and by what to narrow them.

    `choices` are by "body", "year", "kind", "part" and "theme"; `relaxed` says that nothing holds all words, and
    `instead` pairs words that do not occur with the nearest that do.
    """

    total: int
    hits: tuple[Hit, ...]
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    relaxed: bool = False
    more: bool = False
    instead: tuple[tuple[str, str], ...] = ()


def corrected(text: str, instead: Sequence[tuple[str, str]]) -> str:
    """Write a query with words that occur in the place of those that do not.

    >>> corrected("Traficking -persns", (("traficking", "trafficking"), ("persns", "persons")))
    'trafficking -persons'
    """
    near = dict(instead)
    return WORD.sub(lambda word: near.get(fold(word[0]), word[0]), text)


def search(
    index: SearchIndex,
    text: str,
    filters: Filters | None = None,
    *,
    limit: int = 20,
    offset: int = 0,
    relax: bool = True,
) -> Found:
    """Find the passages that hold what a reader typed.

    Args:
        index: the open index.
        text: words, "phrases", beginnings (`traffick*`), `-without`, `OR`; no text is refused.
        filters: what hits must be.
        limit: how many hits to return.
        offset: how many of the best to pass over.
        relax: where nothing holds all words, find what holds most of them.

    Raises:
        TimeLimit: it took too long.
        StoreError: the index cannot be read.
    """
    query = parse(text)
    if not query.groups:
        return Found(0, ())
    with index.asked() as connection:
        run = _Search(connection, query, filters or Filters())
        found = run.found(all_words=True)
        relaxed = relax and not found and len(query.groups) > 1
        if relaxed:
            found = run.found(all_words=False)
        return run.answer(found, limit, offset, relaxed=relaxed)


class _Search:
    """One search under way."""

    def __init__(self, index: sqlite3.Connection, query: Query, filters: Filters) -> None:
        self.index = index
        self.query = query
        self.spellings = {
            term: endings(index, term)
            for term in (*query.terms, *query.without)
            if len(term.words) == 1 and not term.exact
        }
        self.instruments: dict[int, Known] = {}
        self.themes: dict[int, tuple[str, str]] = {
            number: (iri, label) for number, iri, label in index.execute("SELECT id, iri, label FROM theme")
        }
        self.filters = filters

    def written(self, term: Term) -> str:
        """Write a term as FTS5 reads it."""
        if term in self.spellings:
            return f"({' OR '.join(quoted((word,)) for word in self.spellings[term])})"
        return quoted(term.words, begins=term.begins)

    def match(self, *, all_words: bool) -> str:
        """Write the query as FTS5 reads it."""
        groups = [f"({' OR '.join(map(self.written, group))})" for group in self.query.groups]
        wanted = (" AND " if all_words else " OR ").join(groups)
        without = "".join(f" NOT {self.written(term)}" for term in self.query.without)
        return f"({wanted}){without}"

    def found(self, *, all_words: bool) -> list[Row]:
        """Find all passages, each with a score; where there are too many, some of them."""
        rows = self.index.execute(
            "SELECT unit.id, unit.instrument, unit.kind, unit.themes, -bm25(found, ?, 1.0) AS score FROM found "
            "JOIN unit ON unit.id = found.rowid WHERE found MATCH ? LIMIT ?",
            (_HEADING, self.match(all_words=all_words), MOST),
        ).fetchall()
        if rows:
            query = "SELECT id, name, title, date, year, body, kind, loaded, cited FROM instrument"
            for number, name, title, date, year, body, kind, loaded, cited in self.index.execute(query):
                weight = (1 + _CITED * math.log10(1 + cited)) * (1.0 if loaded else _NOT_LOADED)
                self.instruments[number] = Known(name, title, date, year, body, kind, weight)
        known, kinds = self.instruments, _KINDS
        return [
            (number, of, kind, about, score * known[of].weight * kinds.get(kind, 1.0))
            for number, of, kind, about, score in rows
        ]

    def answer(self, rows: list[Row], limit: int, offset: int, *, relaxed: bool) -> Found:
        """Narrow, count, put in order, and read what the page shows."""
        narrowed, choices = Narrowing(self.filters, self.instruments, self.themes).of(rows)
        wanted = [self.wanted(term) for term in self.query.terms]
        ahead = max(_CLOSELY, offset + limit)
        best = nlargest(ahead, narrowed, key=itemgetter(4))
        closely = self.closely(best[:_CLOSELY])
        page = [*closely, *best[_CLOSELY:]][offset : offset + limit]
        read = self.read([row[0] for row in page])
        hits = tuple(self.hit(row, read[row[0]], wanted) for row in page)
        instead = () if rows and not relaxed else self.instead()
        return Found(len(narrowed), hits, choices, relaxed and bool(rows), len(rows) >= MOST, instead)

    def wanted(self, term: Term) -> Wanted:
        """Return a term as it may stand in a text."""
        if term in self.spellings:
            return Wanted((frozenset(self.spellings[term]),))
        return Wanted(tuple(frozenset((word,)) for word in term.words), term.begins)

    def closely(self, rows: Sequence[Row]) -> list[Row]:
        """Score the best again by a closer look, and put them in order."""
        if not rows:
            return []
        words = {word for term in self.query.terms for word in (*term.words, *self.spellings.get(term, ()))}
        passages = self.index.execute("SELECT max(id) FROM unit").fetchone()[0]
        ranking = Ranking(self.query, self.spellings, frequencies(self.index, sorted(words)), passages)
        read = self.read([row[0] for row in rows])
        scores = ranking.scores([read[row[0]][1:] for row in rows])
        again = [(*row[:4], score * self.weight(row)) for row, score in zip(rows, scores, strict=True)]
        return sorted(again, key=lambda row: (-row[4], row[0]))

    def weight(self, row: Row) -> float:
        """Return what a passage counts for, whatever its words: by its kind, and by its instrument."""
        return self.instruments[row[1]].weight * _KINDS.get(row[2], 1.0)

    def read(self, numbers: Iterable[int]) -> dict[int, tuple[str | None, str, str]]:
        """Read the passages of these numbers: eId, heading, text."""
        wanted = list(numbers)
        marks = ", ".join("?" * len(wanted))
        query = f"SELECT id, eid, heading, words FROM passage WHERE id IN ({marks})"  # noqa: S608
        return {number: (eid, heading, words) for number, eid, heading, words in self.index.execute(query, wanted)}

    def hit(self, row: Row, read: tuple[str | None, str, str], wanted: Sequence[Wanted]) -> Hit:
        """Make a hit of a passage."""
        eid, heading, words = read
        one = self.instruments[row[1]]
        if eid is None:
            # the id of the instrument stands beside its title anyway
            words = words.removeprefix(one.name).removeprefix(BETWEEN)
        return Hit(
            instrument=one.name,
            eid=eid,
            title=one.title,
            date=one.date,
            kind=one.kind,
            body=one.body,
            part=row[2],
            heading=snippet(heading, places(heading, wanted)),
            snippet=snippet(words, places(words, wanted)),
            score=round(row[4], 4),
        )

    def instead(self) -> tuple[tuple[str, str], ...]:
        """Return the words that occur nowhere, each with the nearest that does."""
        typed = dict.fromkeys(term.words[0] for term in self.query.terms if term in self.spellings)
        return tuple((word, near) for word in typed if (near := nearest(self.index, word)))
