"""The process that answers one query after the other, from an open store: requests on standard input -> texts.

It is started by `query_pool`, and ended by it where a query takes too long; on its own it ends when its memory is used
up, when its time is over and nobody ended it, and when nobody asks any more. A message is a head (JSON) and a body.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

import pyoxigraph as ox

from lexline.graph import answers, result_formats
from lexline.graph.answers import Dataset
from lexline.graph.embedded import EmbeddedStore
from lexline.graph.result_formats import Limits, Written
from lexline.graph.store import Store, open_store
from lexline.ontology.errors import LexlineError, NetworkError, QueryError, StoreBusy, StoreError, TimeLimit, UsageError

Head = dict[str, Any]

#: The errors that keep their kind on the way, beside QueryError.
_TOLD: Final = (StoreBusy, StoreError, NetworkError, TimeLimit, UsageError)
_SIZES: Final = struct.Struct(">IQ")
_LONGEST_HEAD: Final = 64 * 1024 * 1024
#: So much longer than a query may take does the process live that nobody ended.
_GRACE: Final = 5.0
#: Queries stand behind what answers pages.
_NICE: Final = 5


def send(stream: IO[bytes], head: Head, body: bytes = b"") -> None:
    """Write a message."""
    told = json.dumps(head).encode()
    stream.write(_SIZES.pack(len(told), len(body)) + told)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Head, bytes] | None:
    """Read a message; None where the other side has gone, in the middle of one or before."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head_size, body_size = _SIZES.unpack(sizes)
    if head_size > _LONGEST_HEAD:
        return None
    head, body = stream.read(head_size), stream.read(body_size)
    if len(head) < head_size or len(body) < body_size:
        return None
    told: Head = json.loads(head)
    return told, body


def raised(head: Head) -> LexlineError | None:
    """Return the error that an answer tells of."""
    told = head.get("error")
    if told is None:
        return None
    if told["name"] == "QueryError":
        return QueryError(told["message"], told["line"], told["column"], told["remedy"])
    kind = next((one for one in _TOLD if one.__name__ == told["name"]), LexlineError)
    return kind(told["message"], told["remedy"])


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    if hasattr(os, "nice"):
        os.nice(_NICE)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    first = receive(requests)
    if first is None:
        return
    location, memory = first[0]["location"], first[0]["memory"]
    store: Store | None = None
    with suppress(LexlineError):  # whoever asks first is told
        store = _opened(location, memory)
    send(replies, {"ready": True})
    while (request := receive(requests)) is not None:
        head = request[0]
        faulthandler.dump_traceback_later(head["seconds"] + _GRACE, exit=True)
        try:
            store = store or _opened(location, memory)
            told, body = _answered(store, head)
        except LexlineError as error:
            told, body = {"error": _described(error)}, b""
        except MemoryError:
            full = QueryError("The query needs more memory than it may have.", remedy="Ask for less at a time.")
            told, body = {"error": _described(full)}, b""
        faulthandler.cancel_dump_traceback_later()
        send(replies, told, body)


def _opened(location: str, memory: int) -> Store:
    """Open the store, then bound what the process may take from here on."""
    store = open_store(location)
    with suppress(ImportError):
        import resource

        pages = Path("/proc/self/statm")
        held = int(pages.read_text("ascii").split()[0]) * resource.getpagesize() if pages.is_file() else 0
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (held + memory, held + memory))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return store


def _answered(store: Store, head: Head) -> tuple[Head, bytes]:
    sparql = head["sparql"]
    limits = Limits(head["rows"], head["bytes"])
    dataset = Dataset(tuple(head["default"]), tuple(head["named"])) if "default" in head else None
    if isinstance(store, EmbeddedStore):
        answers.check(sparql)
        with answers.told(sparql):
            found = answers.asked(store.raw, sparql, dataset=dataset)
            if isinstance(found, ox.QuerySolutions):
                names = tuple(variable.value for variable in found.variables)
                return _table(names, (tuple(row) for row in found), head["table"], limits)
            if isinstance(found, ox.QueryTriples):
                return _triples(found, head["graph"], limits)
            return _truth(bool(found), head["table"])
    if dataset is not None:
        raise QueryError("A server's store takes the graphs from the query alone.", remedy="Write FROM into the query.")
    results = store.query(sparql, timeout=head["seconds"])
    if results.kind == "select":
        return _table(results.variables, results.rows, head["table"], limits)
    if results.kind == "construct":
        return _triples(results.triples, head["graph"], limits)
    return _truth(bool(results.boolean), head["table"])


def _table(names: tuple[str, ...], rows: Iterable[result_formats.Row], form: str, limits: Limits) -> tuple[Head, bytes]:
    written = result_formats.table(names, rows, form, limits) if form else Written(b"", 0)
    return _head("select", form, written, names), written.body


def _triples(found: Iterable[ox.Triple], form: str, limits: Limits) -> tuple[Head, bytes]:
    written = result_formats.triples(found, form, limits) if form else Written(b"", 0)
    return _head("construct", form, written), written.body


def _truth(value: bool, form: str) -> tuple[Head, bytes]:
    written = result_formats.truth(value, form) if form else Written(b"", 0)
    return _head("ask", form, written), written.body


def _head(kind: str, form: str, written: Written, names: tuple[str, ...] = ()) -> Head:
    return {"kind": kind, "form": form, "variables": names, "count": written.count, "cut": written.cut}


def _described(error: LexlineError) -> Head:
    return {
        "name": type(error).__name__,
        "message": error.message,
        "remedy": error.remedy,
        "line": getattr(error, "line", None),
        "column": getattr(error, "column", None),
    }


if __name__ == "__main__":
    main()
