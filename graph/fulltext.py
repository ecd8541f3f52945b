"""The full-text index of a store: one SQLite file beside the graph, its tables, and the mark that it is behind.

The index follows from the graph alone (`lexline.graph.indexing` makes it) and may be deleted at any time. It says of
itself which version it has and whether it is behind: whoever changes documents calls `forget` before, so that a build
that is killed leaves an index that knows what it lacks. Refused, with a remedy: a Python whose SQLite has no FTS5, and
a folder that cannot be written while there is no index yet.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from lexline.ontology.errors import LexlineError, StoreError
from lexline.ontology.vocabulary import GRAPH, ID

NAME: Final = "lexline.search.sqlite"
#: Another version is thrown away and made again.
VERSION: Final = "2"
#: Seconds that one process waits for another that writes the index.
_PATIENCE: Final = 60.0
#: Documents named in one statement.
_CHUNK: Final = 400

#: How words are told apart: letters and digits of any script, without accents, in small letters.
TOKENS: Final = "unicode61 remove_diacritics 2"

SCHEMA: Final = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE instrument (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, name TEXT NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
  year INTEGER, body TEXT NOT NULL, kind TEXT NOT NULL, loaded INTEGER NOT NULL, cited INTEGER NOT NULL DEFAULT 0,
  fingerprint TEXT NOT NULL
);
-- what lists and counts need stands apart from the words, so that few pages of the file are read for many hits
CREATE TABLE unit (id INTEGER PRIMARY KEY, instrument INTEGER NOT NULL, kind TEXT NOT NULL, themes TEXT NOT NULL);
CREATE INDEX unit_of ON unit (instrument);
CREATE TABLE passage (id INTEGER PRIMARY KEY, eid TEXT, heading TEXT NOT NULL, words TEXT NOT NULL);
CREATE VIRTUAL TABLE found USING fts5(heading, words, content='passage', content_rowid='id', tokenize='{TOKENS}');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(found, row);
-- every word of the texts, found by its stem
CREATE VIRTUAL TABLE stem USING fts5(word, tokenize='porter {TOKENS}');
CREATE TABLE theme (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, label TEXT NOT NULL);
CREATE TABLE name (
  id INTEGER PRIMARY KEY, label TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, detail TEXT NOT NULL,
  folded TEXT NOT NULL, weight REAL NOT NULL
);
-- who cites whom (see indexed_links)
CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL, year INTEGER, linked INTEGER NOT NULL);
CREATE TABLE link (citing INTEGER NOT NULL, cited INTEGER NOT NULL, count INTEGER NOT NULL, functions TEXT NOT NULL);
CREATE INDEX name_folded ON name (folded);
CREATE VIRTUAL TABLE naming USING fts5(label, content='name', content_rowid='id', prefix='1 2 3', tokenize='{TOKENS}');
"""


@cache
def has_fts5() -> bool:
    """Say whether this Python's SQLite can keep a full-text index."""
    with closing(sqlite3.connect(":memory:")) as trial:
        try:
            trial.execute("CREATE VIRTUAL TABLE trial USING fts5(words)")
        except sqlite3.OperationalError:
            return False
        return True


def need_fts5() -> None:
    """Refuse to go on without FTS5.

    Raises:
        LexlineError: this Python's SQLite was made without it.
    """
    if not has_fts5():
        raise LexlineError(
            "The SQLite of this Python was made without FTS5, which full-text search needs.",
            "Use a Python from python.org or from your system; all other verbs work without it.",
        )


def connect(beside: Path, *, writing: bool = False) -> sqlite3.Connection:
    """Connect to the index in a folder; may be used from any thread, by one at a time.

    Raises:
        StoreError: there is none, or it cannot be opened.
    """
    path = beside / NAME
    with told(path):
        if writing:
            beside.mkdir(parents=True, exist_ok=True)
            return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        address = f"{path.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)


def is_current(beside: Path) -> bool:
    """Say whether there is an index of this version that lacks nothing it was told of."""
    if not (beside / NAME).is_file():
        return False
    try:
        with closing(connect(beside)) as index:
            return meta(index) == {"version": VERSION, "behind": "0"}
    except StoreError:
        return False  # a damaged one is made again


def meta(index: sqlite3.Connection) -> dict[str, str]:
    """Return what an index says of itself: its version, and whether it is behind; empty where it is none yet."""
    try:
        return dict(index.execute("SELECT key, value FROM meta WHERE key IN ('version', 'behind')"))
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return {}
        raise StoreError(f"The search index cannot be read: {error}.", "Try again, or delete it.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"The search index is damaged: {error}.", f"Delete {NAME} in the store's folder.") from error


def forget(beside: Path, graphs: Iterable[str] = ()) -> None:
    """Mark an index as behind: these graphs are about to change or to go; it catches up when next it is asked for."""
    path = beside / NAME
    if not path.is_file() or not has_fts5():
        return
    iris = sorted({ID + graph.removeprefix(GRAPH).partition("#")[0].partition("@")[0] for graph in graphs})
    try:
        with closing(connect(beside, writing=True)) as index:
            if meta(index).get("version") != VERSION:
                return
            index.execute("BEGIN IMMEDIATE")
            index.execute("UPDATE meta SET value = '1' WHERE key = 'behind'")
            for start in range(0, len(iris), _CHUNK):
                some = iris[start : start + _CHUNK]
                marks = ", ".join("?" * len(some))
                index.execute(f"UPDATE instrument SET fingerprint = '' WHERE iri IN ({marks})", some)  # noqa: S608
            index.execute("COMMIT")
    except (sqlite3.Error, StoreError):
        discard(beside)  # what cannot be marked must not be believed


def discard(beside: Path) -> None:
    """Delete an index, with what SQLite keeps beside it.

    Raises:
        StoreError: it cannot be deleted.
    """
    for ending in ("", "-journal", "-wal", "-shm"):
        path = beside / (NAME + ending)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"The search index {path} cannot be deleted: {error.strerror or error}.", "Delete it yourself."
            ) from error


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "full" in text:
            raise StoreError(f"The disk of {path} is full.", "Make room and run the same command again.") from error
        if "locked" in text or "busy" in text:
            raise StoreError(
                f"The search index {path} is in use by another process.", "Wait, and try again."
            ) from error
        raise StoreError(
            f"The search index {path} cannot be used: {text}.",
            "See to it that its folder may be written, or run `lexline build` as its owner.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"The search index {path} is damaged: {error}.", "Delete it; it is made again.") from error
    except OSError as error:
        raise StoreError(
            f"The search index {path} cannot be used: {error.strerror or error}.", "Check the folder's access rights."
        ) from error
