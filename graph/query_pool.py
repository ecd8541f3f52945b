"""Queries of strangers -> answers as texts, from processes that are kept warm and ended when they take too much.

pyoxigraph cannot stop a query, so each runs in a process of its own (`query_worker`), one at a time, with the store
open for reading. A process that is over its time, or that a query brings down (too deep, too much memory), is ended
and another one takes its place. Refused: more queries at a time than can wait; they are told to come again.
"""

from __future__ import annotations

import subprocess
import sys
import weakref
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Lock, Timer
from typing import Final

from lexline.graph.answers import LONGEST, Dataset
from lexline.graph.query_worker import Head, raised, receive, send
from lexline.ontology.errors import QueryError, StoreBusy, StoreError, TimeLimit

#: Seconds in which a new process has to be ready.
_STARTING: Final = 120.0
#: What a visitor who comes when all is taken should wait, in seconds.
RETRY_AFTER: Final = 5
_MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query answered, as a text: its kind, the format, and which limit (rows, bytes) cut it short, if any.

    The format is empty where none was wanted for answers of this kind.
    """

    kind: str
    form: str
    body: bytes
    variables: tuple[str, ...]
    count: int
    cut: str = ""

    @property
    def truncated(self) -> bool:
        """Whether there is more than what is in it."""
        return bool(self.cut)


class Ticket:
    """Held by who asks: lets the query be given up, from any thread."""

    def __init__(self) -> None:
        self.given_up = False
        self._lock = Lock()
        self._worker: _Worker | None = None

    def give_up(self) -> None:
        """End the query, whether it waits or runs."""
        with self._lock:
            self.given_up = True
            if self._worker is not None:
                self._worker.end("given up")

    def hold(self, worker: _Worker | None) -> None:
        """Note which process works on the query now; None for none."""
        with self._lock:
            self._worker = worker
            if worker is not None and self.given_up:
                worker.end("given up")


class _Worker:
    """One process, and how it is asked."""

    def __init__(self, location: str, memory: int) -> None:
        command = [sys.executable, "-P", "-m", "lexline.graph.query_worker"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._lock = Lock()
        self._ready = False
        self._turn = 0
        self.ended = ""
        self._tell({"location": location, "memory": memory})

    def ask(self, head: Head, seconds: float) -> tuple[Head, bytes] | None:
        """Ask, and wait for the answer; None where the process has ended, and `ended` says why."""
        if not self._ready:
            self._ready = self._within(_STARTING, "starting") is not None
            if not self._ready:
                self.end("starting")
        answer = self._within(seconds, "time") if self._ready and self._tell(head) else None
        if answer is None:
            self.end("died")
        return answer

    def end(self, why: str) -> None:
        """End the process."""
        with self._lock:
            self.ended = self.ended or why
            self._process.kill()

    def close(self) -> None:
        """End the process and wait until it is gone."""
        self.end("closed")
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue  # what could not be written any more

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        with self._lock:
            return not self.ended and self._process.poll() is None

    def _tell(self, head: Head) -> bool:
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, head)
        except OSError:
            return False
        return True

    def _within(self, seconds: float, why: str) -> tuple[Head, bytes] | None:
        assert self._process.stdout is not None
        timer = Timer(seconds, self._expire, (self._turn, why))
        timer.daemon = True
        timer.start()
        try:
            return receive(self._process.stdout)
        finally:
            timer.cancel()
            with self._lock:
                self._turn += 1

    def _expire(self, turn: int, why: str) -> None:
        with self._lock:
            if turn != self._turn:
                return  # it has been answered meanwhile
        self.end(why)


class QueryPool:
    """Processes that answer queries; `close` it, or let it go.

    Args:
        location: a store's folder, or the address of a server.
        workers: how many queries run at a time.
        timeout: seconds that a query may take, and that it may wait for its turn.
        max_rows: the most rows or triples of an answer.
        max_bytes: the most bytes of an answer.
        memory: bytes that a process may take beyond what an open store takes, where the system can bound that.
        waiting: how many queries may wait.
    """

    def __init__(
        self,
        location: str | Path,
        *,
        workers: int = 2,
        timeout: float = 30.0,
        max_rows: int = 50_000,
        max_bytes: int = 32 * _MEBIBYTE,
        memory: int = 1024 * _MEBIBYTE,
        waiting: int = 24,
    ) -> None:
        self.timeout, self.max_rows, self.max_bytes = timeout, max_rows, max_bytes
        self._location, self._memory = str(location), memory
        self._size, self._waiting = workers, waiting
        self._changed = Condition()
        self._queue: deque[object] = deque()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._started = False
        self._closed = False
        # processes end with the pool, also where nobody closes it
        self._finalizer = weakref.finalize(self, _close, self._all)

    def start(self) -> None:
        """Start the processes and return at once; the first question does so as well."""
        with self._changed:
            if self._started or self._closed:
                return
            self._started = True
            for _ in range(self._size):
                self._add()

    def ask(
        self,
        sparql: str,
        *,
        table: str = "json",
        graph: str = "turtle",
        timeout: float | None = None,
        max_rows: int | None = None,
        dataset: Dataset | None = None,
        ticket: Ticket | None = None,
    ) -> Answer:
        """Answer a query.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE.
            table: the format of rows (json, xml, csv, tsv); empty: none is wanted.
            graph: the format of triples (turtle, ntriples, rdfxml, jsonld); empty: none is wanted.
            timeout: seconds, no more than the pool's.
            max_rows: rows or triples, no more than the pool's.
            dataset: the graphs that are asked, in the place of those the query names.
            ticket: lets the query be given up.

        Raises:
            QueryError: the query is overlong, does not parse, changes something, asks another server, or brought its
                process down.
            TimeLimit: it took too long, or was given up.
            StoreBusy: too many others are being answered.
            StoreError: the store cannot be read.
        """
        if len(sparql) > LONGEST:
            raise QueryError(
                f"The query has {len(sparql):,} characters; {LONGEST:,} are the most.", remedy="Ask in several queries."
            )
        seconds = self.timeout if timeout is None else min(max(timeout, 0.0), self.timeout)
        rows = self.max_rows if max_rows is None else min(max(max_rows, 0), self.max_rows)
        head: Head = {"sparql": sparql, "table": table, "graph": graph, "rows": rows, "bytes": self.max_bytes}
        head["seconds"] = seconds
        if dataset is not None:
            head |= {"default": dataset.default, "named": dataset.named}
        ticket = ticket or Ticket()
        self.start()
        worker = self._taken(ticket)
        try:
            ticket.hold(worker)
            answer = worker.ask(head, seconds)
            ticket.hold(None)
        finally:
            self._give_back(worker)
        if answer is None:
            raise _why(worker.ended, seconds)
        told, body = answer
        if (error := raised(told)) is not None:
            raise error
        return Answer(told["kind"], told["form"], body, tuple(told["variables"]), told["count"], told["cut"])

    def close(self) -> None:
        """End all processes; queries that wait or run fail."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._finalizer()

    def _taken(self, ticket: Ticket) -> _Worker:
        """Wait for one's turn, and take a process."""
        place = object()
        with self._changed:
            # those that are being answered do not wait
            if len(self._queue) >= self._waiting + len(self._idle):
                raise _busy()
            self._queue.append(place)
            try:
                turn = self._changed.wait_for(
                    lambda: self._closed or ticket.given_up or (bool(self._idle) and self._queue[0] is place),
                    self.timeout,
                )
            finally:
                self._queue.remove(place)
                self._changed.notify_all()
            if self._closed:
                raise _ending()
            if ticket.given_up:
                raise _why("given up", 0)
            if not turn:
                raise _busy()
            worker = self._idle.pop()
        if worker.alive:
            return worker
        worker.close()  # the system may have ended it while it waited
        with self._changed:
            self._all.discard(worker)
            if self._closed:
                raise _ending()
            self._add()
            return self._idle.pop()

    def _give_back(self, worker: _Worker) -> None:
        alive = worker.alive
        if not alive:
            worker.close()
        with self._changed:
            if self._closed:
                return
            if alive:
                self._idle.append(worker)
            else:
                self._all.discard(worker)
                self._add()
            self._changed.notify_all()

    def _add(self) -> None:
        worker = _Worker(self._location, self._memory)
        self._all.add(worker)
        self._idle.append(worker)


def _close(workers: set[_Worker]) -> None:
    for worker in tuple(workers):
        worker.close()


def _ending() -> StoreError:
    return StoreError("The explorer is being ended.", "Ask again when it is back.")


def _busy() -> StoreBusy:
    return StoreBusy("Too many other queries are being answered just now.", "Ask again in a few seconds.")


def _why(ended: str, seconds: float) -> QueryError | TimeLimit | StoreError:
    """Say why a process has ended before it answered."""
    match ended:
        case "time":
            return TimeLimit(
                f"The query took longer than {seconds:g} seconds.", "Narrow it, or ask for fewer rows (LIMIT)."
            )
        case "given up":
            return TimeLimit("The query was given up before it had answered.", "Ask again.")
        case "starting" | "closed":
            return StoreError("The process that answers queries did not start.", "Ask again, or start lexline anew.")
    return QueryError(
        "The query brought its process down.",
        remedy="It may be too deeply nested, or need too much memory: ask in simpler steps.",
    )
