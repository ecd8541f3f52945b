"""Files -> documents, citations and quads: the part of a build that worker processes do.

A file that cannot be read, or on which a rule fails, becomes a result that says why; it never stops the others.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lexline.graph.quads import OPEN_SET, SELF, encode
from lexline.loaders import load
from lexline.loaders.citations import extract
from lexline.loaders.document import FOOTNOTE, Citation, Document
from lexline.ontology.errors import LexlineError


@dataclass(frozen=True, slots=True)
class Tally:
    """What one document holds, counted; `citations` by the kind of what is cited, sorted."""

    id: str
    units: int = 0
    footnotes: int = 0
    citations: tuple[tuple[str, int], ...] = ()
    unresolved: int = 0
    triples: int = 0


@dataclass(frozen=True, slots=True)
class Graph:
    """One document as quads."""

    tally: Tally
    iri: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its documents and repairs, or the reason why there are none."""

    path: Path
    graphs: tuple[Graph, ...] = ()
    repairs: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The outcomes of some files, and the most memory (bytes) their process `worker` has used so far."""

    outcomes: tuple[Outcome, ...]
    worker: int
    memory: int


def work(paths: Sequence[Path]) -> Batch:
    """Read files; see `Outcome`."""
    return Batch(tuple(read(path) for path in paths), os.getpid(), peak_memory())


def read(path: Path) -> Outcome:
    """Read one file into quads."""
    try:
        documents = load(path)
        graphs = tuple(_graph(document) for document in documents)
    except LexlineError as error:
        return Outcome(path, failure=str(error))
    except Exception as error:
        return Outcome(path, failure=f"lexline failed on it ({type(error).__name__}: {error}). Please report this.")
    if not documents:
        return Outcome(path, failure=f"{path.name} holds no document.")
    repairs = sorted({problem.kind for document in documents for problem in document.problems})
    return Outcome(path, graphs, tuple(repairs))


def _graph(document: Document) -> Graph:
    citations = extract(document)
    iri, data = encode(document, citations)
    return Graph(_tally(document, citations, data.count(b"\n")), iri, data)


def _tally(document: Document, citations: Sequence[Citation], triples: int) -> Tally:
    kinds = Counter(citation.kind for citation in citations if citation.target not in (None, SELF, OPEN_SET))
    for name, target in (("self", SELF), ("open set", OPEN_SET)):
        if count := sum(citation.target == target for citation in citations):
            kinds[name] += count
    return Tally(
        id=document.id,
        units=len(document.units),
        footnotes=sum(unit.kind == FOOTNOTE for unit in document.units),
        citations=tuple(sorted(kinds.items())),
        unresolved=sum(citation.target is None for citation in citations),
        triples=triples,
    )


def peak_memory() -> int:
    """Return the most memory (bytes) this process has used; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
