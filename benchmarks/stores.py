"""N-Quads of a store -> what loading them and asking the saved questions costs in each kind of store, side by side.

    lexline export -o all.nq
    python benchmarks/stores.py all.nq

Each store is filled anew from the same file, in a folder that is thrown away: the embedded store, `oxigraph serve`
and Virtuoso where they are installed, and rdflib in memory with a slice of the documents that it can hold (the
embedded store gets the same slice for comparison). Every saved question is asked with its examples; a time is the
median of the runs after one that is not counted. Answers are compared row by row; where they differ the exit code
is 1. Memory is the peak of the process that holds the store, told on Linux only.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyoxigraph as ox

from lexline.graph.embedded import EmbeddedStore
from lexline.graph.remote import RemoteStore
from lexline.graph.sparql import SavedQuery, bind, saved_queries
from lexline.graph.terms import ONTOLOGY_GRAPH, SHARED_GRAPH
from lexline.ontology.errors import LexlineError, TimeLimit
from lexline.ontology.vocabulary import PREFIXES
from tests.servers import Server, oxigraph, oxigraph_binary, virtuoso, virtuoso_binary

#: What a question answered: its rows, or why it did not.
Rows = list[tuple[str, ...]] | str
Ask = Callable[[str], Rows]

_MEBIBYTE = 1024 * 1024


@dataclass
class Column:
    """The figures of one store."""

    name: str
    triples: int = 0
    seconds: float = 0.0
    memory: int | None = None
    disk: int | None = None
    times: dict[str, float] = field(default_factory=dict)
    answers: dict[str, Rows] = field(default_factory=dict)


def main() -> int:
    """Fill the stores, ask them, print the table; 1 where answers differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nquads", type=Path, help="what `lexline export` wrote")
    parser.add_argument("--runs", type=int, default=5, help="how often a question is asked")
    parser.add_argument("--slice", type=int, default=300_000, metavar="TRIPLES", help="so much for rdflib; 0 for none")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for one question")
    parser.add_argument("--store", action="append", choices=["embedded", "oxigraph", "virtuoso", "rdflib"])
    parser.add_argument("--question", action="append", help="only these questions")
    parser.add_argument("--scratch", type=Path, help="where the stores are made; by default the system's place")
    parser.add_argument("--one", choices=["embedded", "rdflib"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    questions = [one for one in saved_queries() if not given.question or one.name in given.question]
    with tempfile.TemporaryDirectory(dir=given.scratch, ignore_cleanup_errors=True) as scratch:
        if given.one:
            return _child(given, questions, Path(scratch))
        columns = list(_columns(given, questions, Path(scratch)))
    print(_table(columns, questions))
    wrong = _differences(columns, questions)
    print("\n".join(wrong) if wrong else "\nAll stores give the same answers.")
    return 1 if wrong else 0


def _columns(given: argparse.Namespace, questions: Sequence[SavedQuery], scratch: Path) -> Iterator[Column]:
    wanted = given.store or ["embedded", "oxigraph", "virtuoso", "rdflib"]
    if "embedded" in wanted:
        yield _apart("embedded", given, whole=True)
    if "oxigraph" in wanted and oxigraph_binary():
        with oxigraph(scratch / "oxigraph") as server:
            yield _served("oxigraph serve", server, scratch / "oxigraph", given, questions)
    if "virtuoso" in wanted and virtuoso_binary():
        with virtuoso(scratch / "virtuoso", buffers=170_000, seconds=0) as server:
            yield _served("Virtuoso", server, scratch / "virtuoso", given, questions)
    if "rdflib" in wanted and given.slice:
        yield _apart("embedded", given, whole=False)
        yield _apart("rdflib", given, whole=False)


def _served(
    name: str, server: Server, folder: Path, given: argparse.Namespace, questions: Sequence[SavedQuery]
) -> Column:
    column = Column(name)
    with RemoteStore.open(server.url, create=True, environment=server.environment) as store:
        _tell(f"{name}: loading")
        started = time.perf_counter()
        store.replace(_graphs(given.nquads, None), settle=False)
        column.seconds = time.perf_counter() - started
        column.triples = store.size()
        column.memory = server.peak_memory
        column.disk = _size(folder)
        _question(column, questions, lambda text: _rows(store.query(text, timeout=given.timeout).rows), given.runs)
        column.memory = server.peak_memory
    return column


def _apart(name: str, given: argparse.Namespace, *, whole: bool) -> Column:
    """Measure a store of this process in a process of its own, whose memory is that of the store."""
    import pickle

    line = [sys.executable, __file__, str(given.nquads), "--one", name, "--runs", str(given.runs)]
    line += ["--timeout", str(given.timeout), "--slice", str(0 if whole else given.slice)]
    line += [part for one in given.question or () for part in ("--question", one)]
    line += ["--scratch", str(given.scratch)] if given.scratch else []
    done = subprocess.run(line, stdout=subprocess.PIPE, check=True)
    column: Column = pickle.loads(done.stdout)  # noqa: S301 (our own process wrote it)
    return column


def _child(given: argparse.Namespace, questions: Sequence[SavedQuery], scratch: Path) -> int:
    import pickle

    most = given.slice or None
    column = Column(given.one + (f", {most:,} triples" if most else ""))
    with ExitStack() as stack:
        opened = _embedded if given.one == "embedded" else _rdflib
        _tell(f"{column.name}: loading")
        ask, column.triples, column.seconds = stack.enter_context(opened(given.nquads, scratch / "a.db", most))
        column.disk = _size(scratch / "a.db") or None
        _question(column, questions, ask, given.runs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    column.memory = peak * (1 if sys.platform == "darwin" else 1024)
    sys.stdout.buffer.write(pickle.dumps(_plain(column)))
    return 0


def _plain(column: Column) -> Column:
    """Make it one of the module that the parent process knows."""
    Column.__module__ = "__main__"
    return column


@contextmanager
def _embedded(path: Path, folder: Path, most: int | None) -> Iterator[tuple[Ask, int, float]]:
    started = time.perf_counter()
    with EmbeddedStore.open(folder, create=True) as store:
        store.replace(_graphs(path, most), settle=False)
        store.optimize()
        seconds = time.perf_counter() - started
    with EmbeddedStore.open(folder) as store:
        yield lambda text: _rows(store.query(text).rows), store.size(), seconds


@contextmanager
def _rdflib(path: Path, _: Path, most: int | None) -> Iterator[tuple[Ask, int, float]]:
    import rdflib

    started = time.perf_counter()
    dataset = rdflib.Dataset(default_union=True)
    for name, data in _graphs(path, most):
        text = b"".join(line.removesuffix(f" <{name}> .".encode()) + b" .\n" for line in data.split(b"\n") if line)
        dataset.graph(rdflib.URIRef(name)).parse(data=text, format="nt")
    seconds = time.perf_counter() - started

    def ask(text: str) -> Rows:
        found = dataset.query(text, initNs=PREFIXES)
        return [tuple("" if term is None else _term(term) for term in row) for row in found]

    yield ask, len(dataset), seconds


def _graphs(path: Path, most: int | None) -> Iterator[tuple[str, bytes]]:
    """Yield the graphs of sorted N-Quads: all, or what all documents share and then some of them, evenly spread."""
    shared = {ONTOLOGY_GRAPH, SHARED_GRAPH}
    every = max(1, path.stat().st_size // (200 * most)) if most else 1
    for number, (name, data) in enumerate(_each(path)):
        if name in shared or _example(name) or number % every == 0:
            yield name, data


def _example(graph: str) -> bool:
    """Tell whether a graph is of an instrument that the questions have for an example."""
    return any(graph.endswith(name) for name in ("/S-RES-1325-2000", "/S-RES-1244-1999", "/S-RES-2388-2017"))


def _each(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as lines:
        said = (line for line in lines if not line.startswith(b"#"))
        for graph, group in groupby(said, key=lambda line: line[line.rindex(b"<") + 1 : line.rindex(b">")]):
            yield graph.decode("utf-8"), b"".join(group)


def _question(column: Column, questions: Sequence[SavedQuery], ask: Ask, runs: int) -> None:
    for question in questions:
        values = {one.name: one.example for one in question.parameters}
        text = bind(question, values)
        times = []
        for run in range(runs + 1):
            started = time.perf_counter()
            answer = _answer(ask, text)
            taken = time.perf_counter() - started
            if run:
                times.append(taken)
            if isinstance(answer, str) or (run and taken > 20):  # once is enough to know that it is slow
                times.append(taken)
                break
        column.answers[question.name], column.times[question.name] = answer, statistics.median(times)
        _tell(f"{column.name}: {question.name} {column.times[question.name]:.4f} s")


def _answer(ask: Ask, text: str) -> Rows:
    try:
        return ask(text)
    except TimeLimit:
        return "too long"
    except LexlineError as error:
        return f"error: {error}"
    except Exception as error:  # rdflib raises what it likes
        return f"error: {type(error).__name__}: {error}"


def _rows(rows: Sequence[tuple[Any, ...]]) -> Rows:
    return [tuple("" if term is None else _term(term) for term in row) for row in rows]


def _term(term: object) -> str:
    """Write a term so that equal values are the same text, whatever library it comes from."""
    text = str(getattr(term, "value", term)) if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    if getattr(term, "datatype", None) is not None:
        # what is no number is compared as it is written
        with suppress(InvalidOperation):
            return str(Decimal(text).normalize())
    return text


def _differences(columns: Sequence[Column], questions: Sequence[SavedQuery]) -> list[str]:
    """Compare every store with the embedded one of the same content."""
    told = []
    for question in questions:
        for first, others in _alike(columns):
            wanted = first.answers[question.name]
            for other in others:
                found = other.answers[question.name]
                if found in (wanted, "too long"):
                    continue
                if isinstance(found, str) or isinstance(wanted, str):
                    told.append(f"{question.name}: {other.name}: {found if isinstance(found, str) else wanted}")
                elif sorted(found) == sorted(wanted):
                    told.append(f"{question.name}: {other.name}: the same rows in another order")
                else:
                    more, less = set(found) - set(wanted), set(wanted) - set(found)
                    told.append(
                        f"{question.name}: {other.name}: {len(found)} rows, {len(wanted)} in {first.name}; only there "
                        f"{sorted(more)[:2]}, only here {sorted(less)[:2]}"
                    )
    return told


def _alike(columns: Sequence[Column]) -> Iterator[tuple[Column, list[Column]]]:
    whole = [one for one in columns if "triples" not in one.name]
    part = [one for one in columns if "triples" in one.name]
    for group in (whole, part):
        if len(group) > 1:
            yield group[0], group[1:]


def _table(columns: Sequence[Column], questions: Sequence[SavedQuery]) -> str:
    lines = [
        "| | " + " | ".join(one.name for one in columns) + " |",
        "|---|" + "---:|" * len(columns),
        "| triples | " + " | ".join(f"{one.triples:,}" for one in columns) + " |",
        "| load, triples/s | " + " | ".join(f"{one.triples / one.seconds:,.0f}" for one in columns) + " |",
        "| memory, MiB | " + " | ".join(_mebibytes(one.memory) for one in columns) + " |",
        "| disk, MiB | " + " | ".join(_mebibytes(one.disk) for one in columns) + " |",
    ]
    for question in questions:
        cells = []
        for one in columns:
            answer = one.answers[question.name]
            cells.append(answer.partition(":")[0] if isinstance(answer, str) else _seconds(one.times[question.name]))
        lines.append(f"| {question.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def _mebibytes(size: int | None) -> str:
    return "–" if size is None else f"{size / _MEBIBYTE:,.0f}"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    raise SystemExit(main())
