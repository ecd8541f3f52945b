"""A store -> its full-text index, made anew or brought up to date with what has changed, in one transaction.

Which instruments have changed is told by their fingerprints; what follows from the whole store (how often things are
cited, names to suggest) is worked out again when anything has. An index that is interrupted while it is written stays
what it was.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from lexline.graph import fulltext, index_rows, indexed_links
from lexline.graph.embedded import EmbeddedStore
from lexline.graph.index_rows import Passage, Row
from lexline.graph.projection import project
from lexline.graph.theme_reading import short
from lexline.loaders.themes.concepts import key
from lexline.ontology.errors import StoreError
from lexline.ontology.vocabulary import ID

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: What stands for the instrument itself among the kinds of units: its title and its symbols.
TITLE: Final = "title"
#: Stands between its symbols and agenda items.
BETWEEN: Final = " · "
#: From this share of instruments on it is faster to make the index anew than to change it.
_MANY: Final = 0.3
#: Rows that are written together, and bytes of the words' places that are kept in memory before they are written.
_ROWS: Final = 2000
_PLACES: Final = 32 * 1024 * 1024

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What `settle` did: instruments that were indexed and taken out, passages written, seconds."""

    instruments: int
    removed: int
    passages: int
    seconds: float


def settle(store: Store, *, progress: Progress | None = None) -> Indexed:
    """Bring the full-text index of a store up to date; costs next to nothing where nothing has changed.

    The index of a folder is believed when it says that it lacks nothing; that of a server is compared with it, because
    others may have changed its data.

    Args:
        store: an open store.
        progress: called with instruments done, in all, and a name.

    Raises:
        LexlineError: this Python's SQLite has no FTS5.
        StoreError: the index cannot be written.
    """
    fulltext.need_fts5()
    started = time.monotonic()
    if isinstance(store, EmbeddedStore) and fulltext.is_current(store.beside):
        return Indexed(0, 0, 0, 0.0)
    path = store.beside / fulltext.NAME
    for last in (False, True):
        try:
            with fulltext.told(path), closing(fulltext.connect(store.beside, writing=True)) as index:
                return _Settling(store, index, progress).run(started)
        except StoreError as error:
            # what is no database, or damaged, is made again, once
            if (
                last
                or not isinstance(error.__cause__, sqlite3.DatabaseError)
                or isinstance(error.__cause__, sqlite3.OperationalError)
            ):
                raise
            fulltext.discard(store.beside)
    raise AssertionError("the second try returns or raises")


class _Settling:
    """One index on its way to be up to date."""

    def __init__(self, store: Store, index: sqlite3.Connection, progress: Progress | None) -> None:
        self.store = store
        self.index = index
        self.progress = progress
        self.themes: dict[str, int] = {}
        self.written = 0

    def run(self, started: float) -> Indexed:
        """Compare, take out, put in, count: all of it or nothing."""
        index = self.index
        index.execute("PRAGMA cache_size = -65536")
        index.execute("BEGIN IMMEDIATE")
        try:
            rows = index_rows.instruments(self.store)
            known = self._known()
            behind = fulltext.meta(index).get("behind") != "0"
            changed = [row for iri, row in rows.items() if known.get(iri, ("", ""))[1] != row.fingerprint]
            gone = [iri for iri in known if iri not in rows]
            anew = len(changed) > len(rows) * _MANY
            if anew:
                self._empty()
                changed, gone = list(rows.values()), []
            elif changed or gone:
                self._take_out([known[iri][0] for iri in (*gone, *(row.iri for row in changed)) if iri in known])
            if changed or gone:
                self._put_in(changed)
                self._count(rows)
                self._stems(anew=anew)
            if isinstance(self.store, EmbeddedStore) and (changed or gone or behind):
                # records date what has no passages, too; of a server the network is never read from here
                indexed_links.write(index, project(self.store, functions=True))
            index.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?), ('behind', '0')", (fulltext.VERSION,))
            index.execute("COMMIT")
        except BaseException:
            if index.in_transaction:
                index.execute("ROLLBACK")
            raise
        return Indexed(len(changed), len(gone), self.written, round(time.monotonic() - started, 2))

    def _known(self) -> dict[str, tuple[int, str]]:
        """Return the number and fingerprint of what is indexed, by IRI; nothing where the index is of other make."""
        if fulltext.meta(self.index).get("version") != fulltext.VERSION:
            return {}
        return {
            iri: (number, said)
            for iri, number, said in self.index.execute("SELECT iri, id, fingerprint FROM instrument")
        }

    def _empty(self) -> None:
        """Take everything out and begin with the tables of this version."""
        query = "SELECT type, name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%' AND type = 'table'"
        for _, name in self.index.execute(query).fetchall():
            self.index.execute(f'DROP TABLE "{name}"')
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for (name,) in self.index.execute(query).fetchall():
            self.index.execute(f'DROP TABLE "{name}"')
        for statement in fulltext.SCHEMA.split(";"):
            if statement.strip():
                self.index.execute(statement)
        for table in ("found", "stem"):
            self.index.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {_PLACES})")  # noqa: S608

    def _take_out(self, numbers: Sequence[int]) -> None:
        """Take instruments out, with their passages."""
        for number in numbers:
            self.index.execute(
                "INSERT INTO found (found, rowid, heading, words) SELECT 'delete', id, heading, words FROM passage "
                "WHERE id IN (SELECT id FROM unit WHERE instrument = ?)",
                (number,),
            )
            self.index.execute("DELETE FROM passage WHERE id IN (SELECT id FROM unit WHERE instrument = ?)", (number,))
            self.index.execute("DELETE FROM unit WHERE instrument = ?", (number,))
            self.index.execute("DELETE FROM instrument WHERE id = ?", (number,))

    def _put_in(self, rows: Sequence[Row]) -> None:
        """Put instruments in, with their passages; the instrument itself is one, of its title and symbols."""
        self.themes = dict(self.index.execute("SELECT iri, id FROM theme"))
        about = index_rows.themes_of(self.store, {row.iri for row in rows})
        numbers: dict[str, int] = {}
        first = self.index.execute("SELECT coalesce(max(id), 0) + 1 FROM instrument").fetchone()[0]
        for number, row in enumerate(rows, start=first):
            numbers[row.iri] = number
            self.index.execute(
                "INSERT INTO instrument VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
                (
                    number,
                    row.iri,
                    row.name,
                    row.title,
                    row.date,
                    row.year,
                    row.body,
                    row.kind,
                    row.loaded,
                    row.fingerprint,
                ),
            )
        whole = (
            (
                row.iri,
                None,
                TITLE,
                row.title,
                BETWEEN.join([row.name, *sorted({*row.symbols} - {row.name}), *sorted(row.agenda)]),
                about.get(row.iri, ()),
            )
            for row in rows
        )
        self._write(numbers, whole)
        self._write(numbers, map(_fields, index_rows.passages(self.store, rows)))

    def _write(
        self, numbers: dict[str, int], passages: Iterable[tuple[str, str | None, str, str, str, Iterable[str]]]
    ) -> None:
        number = self.index.execute("SELECT coalesce(max(id), 0) FROM passage").fetchone()[0]
        done = 0
        waiting = iter(passages)
        while some := list(islice(waiting, _ROWS)):
            units, words = [], []
            for iri, eid, kind, heading, text, themes in some:
                number += 1
                units.append((number, numbers[iri], kind, self._coded(themes)))
                words.append((number, eid, _plain(heading), _plain(text)))
            self.index.executemany("INSERT INTO unit VALUES (?, ?, ?, ?)", units)
            self.index.executemany("INSERT INTO passage VALUES (?, ?, ?, ?)", words)
            self.index.executemany(
                "INSERT INTO found (rowid, heading, words) VALUES (?, ?, ?)",
                ((n, head, text) for n, _, head, text in words),
            )
            done += len(some)
            if self.progress:
                self.progress(done, max(done, len(numbers)), some[-1][0].removeprefix(ID))
        self.written += done

    def _coded(self, themes: Iterable[str]) -> str:
        """Write themes as the numbers that they have in the index: `,3,17,`."""
        found = [self.themes.setdefault(iri, len(self.themes) + 1) for iri in themes]
        return f",{','.join(map(str, sorted(found)))}," if found else ""

    def _count(self, rows: dict[str, Row]) -> None:
        """Work out what follows from the whole store: citations, and what can be suggested."""
        counts = index_rows.cited(self.store)
        self.index.execute("UPDATE instrument SET cited = 0")
        cited = ((count, iri) for iri, count in counts.items())
        self.index.executemany("UPDATE instrument SET cited = ? WHERE iri = ?", cited)
        labels = index_rows.labels(self.store)
        used = {iri: labels.get(iri) or short(iri) for iri in self.themes}
        self.index.execute("DELETE FROM theme")
        self.index.executemany(
            "INSERT INTO theme VALUES (?, ?, ?)", ((n, iri, used[iri]) for iri, n in self.themes.items())
        )
        self.index.execute("INSERT INTO naming (naming) VALUES ('delete-all')")
        self.index.execute("DELETE FROM name")
        named = index_rows.names(self.store, rows, counts, used)
        ordered = sorted(named, key=lambda one: (-one.weight, one.label, one.target))
        self.index.executemany(
            "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, one.label, one.kind, one.target, one.detail, key(one.label), one.weight)
                for number, one in enumerate(ordered, start=1)
            ),
        )
        self.index.execute("INSERT INTO naming (naming) VALUES ('rebuild')")

    def _stems(self, *, anew: bool) -> None:
        """See to it that each word that occurs is found by its stem; one that occurs no more does no harm."""
        known = "" if anew else " WHERE term NOT IN (SELECT word FROM stem)"
        self.index.execute(f"INSERT INTO stem (word) SELECT term FROM vocabulary{known}")  # noqa: S608
        if anew:
            self.index.execute("INSERT INTO found (found) VALUES ('optimize')")


def _fields(passage: Passage) -> tuple[str, str | None, str, str, str, Iterable[str]]:
    return passage.instrument, passage.eid, passage.kind, passage.heading, passage.text, passage.themes


def _plain(text: str) -> str:
    """Return a text that SQLite can keep: half of a surrogate pair is no character, and a zero would end it."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
