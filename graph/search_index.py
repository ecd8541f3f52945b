"""An open full-text index: connections for many threads at a time, each question bounded in time.

`open_index` brings the index of a store up to date first, where it lacks something.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from difflib import get_close_matches
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from lexline.graph import fulltext, indexing
from lexline.graph.search_query import Term, quoted
from lexline.ontology.errors import TimeLimit

if TYPE_CHECKING:
    from pathlib import Path

    from lexline.graph.indexing import Progress
    from lexline.graph.store import Store

#: Seconds that one question may take.
_SECONDS: Final = 10.0
#: KiB of the index that a connection keeps in memory.
_CACHE: Final = 4096
#: SQLite asks after so many steps whether the time is over.
_STEPS: Final = 20_000
#: Other endings of one word that are looked for, the most frequent first.
_ENDINGS: Final = 32
#: In a shorter word no slip of the pen is looked for.
_SPELT: Final = 4


class SearchIndex:
    """The full-text index of a store; use it as a context manager, or `close` it."""

    def __init__(self, beside: Path) -> None:
        self._beside = beside
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._closed = False

    @contextmanager
    def asked(self, seconds: float = _SECONDS) -> Iterator[sqlite3.Connection]:
        """Lend a connection to one thread, for questions that together take no longer than some seconds.

        Raises:
            TimeLimit: they take longer.
            StoreError: the index cannot be read.
        """
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = fulltext.connect(self._beside)
            with fulltext.told(self._beside / fulltext.NAME):
                connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        end = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            with fulltext.told(self._beside / fulltext.NAME):
                yield connection
        except Exception as error:
            if isinstance(error.__cause__, sqlite3.OperationalError) and "interrupt" in str(error.__cause__):
                raise TimeLimit("The search took too long.", "Look for rarer words, or for fewer.") from error
            raise
        finally:
            connection.set_progress_handler(None, 0)
            if self._closed:
                connection.close()
            else:
                self._idle.put(connection)

    def close(self) -> None:
        """Close the index."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    def __del__(self) -> None:
        """Close what nobody closed."""
        self.close()

    def __enter__(self) -> Self:
        """Return the index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the index."""
        self.close()


def open_index(store: Store, *, progress: Progress | None = None) -> SearchIndex:
    """Open the full-text index of a store, made or brought up to date first where need be.

    Raises:
        LexlineError: this Python's SQLite has no FTS5.
        StoreError: it is missing or behind, and cannot be written.
    """
    indexing.settle(store, progress=progress)
    # whether it can be read is told now, and not at the first question
    with closing(fulltext.connect(store.beside)) as trial:
        fulltext.meta(trial)
    return SearchIndex(store.beside)


def endings(index: sqlite3.Connection, term: Term) -> tuple[str, ...]:
    """Return the words of the texts that a term of one word stands for: those of its stem, itself first."""
    (word,) = term.words
    found = index.execute("SELECT word FROM stem WHERE stem MATCH ?", (quoted((word,)),)).fetchall()
    same = sorted({each for (each,) in found} - {word})
    if len(same) > _ENDINGS:
        counts = frequencies(index, same)
        same = sorted(same, key=lambda each: (-counts.get(each, 0), each))[:_ENDINGS]
    return (word, *same)


def frequencies(index: sqlite3.Connection, words: Sequence[str]) -> dict[str, int]:
    """Return in how many passages words occur; what occurs in none is left out."""
    found: dict[str, int] = {}
    for word in words:
        row: Any = index.execute("SELECT doc FROM vocabulary WHERE term = ?", (word,)).fetchone()
        if row:
            found[word] = row[0]
    return found


def nearest(index: sqlite3.Connection, word: str) -> str | None:
    """Return the word of the texts that is most like a word that does not occur in them; None where it does."""
    if len(word) < _SPELT or not word.isalpha():
        return None
    if index.execute("SELECT 1 FROM vocabulary WHERE term = ?", (word,)).fetchone():
        return None
    head = word[:2]
    near = index.execute(
        "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND doc > 1 AND length(term) BETWEEN ? AND ?",
        (head, head + "\uffff", len(word) - 2, len(word) + 2),
    )
    return next(iter(get_close_matches(word, [each for (each,) in near], n=1, cutoff=0.75)), None)
