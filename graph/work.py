"""Files -> documents, citations and quads: the part of a build that worker processes do.

A file that cannot be read, or on which a rule fails, becomes a result that says why; it never stops the others.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lexline.graph import expressions, parties, records
from lexline.graph.quads import OPEN_SET, SELF, encode
from lexline.loaders import load_bytes
from lexline.loaders.citations import extract
from lexline.loaders.document import FOOTNOTE, Citation, Document
from lexline.loaders.folders import WorkItem, contents
from lexline.loaders.participation import Participation
from lexline.loaders.records import Catalogue, catalogue_for, load_catalogue
from lexline.ontology.errors import InputError, LexlineError
from lexline.ontology.vocabulary import graph_iri


@dataclass(frozen=True, slots=True)
class Tally:
    """What one document holds, counted; `citations` by the kind of what is cited, sorted.

    A catalogue of records has a tally too: how many `records`, and what could not be read of it, entry by entry.
    """

    id: str
    units: int = 0
    footnotes: int = 0
    citations: tuple[tuple[str, int], ...] = ()
    unresolved: int = 0
    triples: int = 0
    records: int = 0
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """One document, or catalogue of records, as quads."""

    tally: Tally
    iri: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: its documents and repairs, or the reason why there are none."""

    item: WorkItem
    graphs: tuple[Graph, ...] = ()
    repairs: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The outcomes of some files, and the most memory (bytes) their process `worker` has used so far."""

    outcomes: tuple[Outcome, ...]
    worker: int
    memory: int


def work(items: Sequence[WorkItem]) -> Batch:
    """Read files; see `Outcome`."""
    return Batch(tuple(read(items)), os.getpid(), peak_memory())


def read(items: Sequence[WorkItem]) -> Iterator[Outcome]:
    """Read files into quads."""
    for item, content in contents(items):
        yield Outcome(item, failure=str(content)) if isinstance(content, InputError) else _outcome(item, content)


def _outcome(item: WorkItem, content: bytes) -> Outcome:
    try:
        if catalogue_for(item.source, content) is not None:
            loaded = load_catalogue(content, item.source)
            return Outcome(item, (_catalogue(loaded),) if isinstance(loaded, Catalogue) else _tables(loaded, item))
        documents = load_bytes(content, item.source)
        graphs = tuple(_graph(document) for document in documents)
    except LexlineError as error:
        return Outcome(item, failure=str(error))
    except Exception as error:
        return Outcome(item, failure=f"lexline failed on it ({type(error).__name__}: {error}). Please report this.")
    if not documents:
        return Outcome(item, failure=f"{item.source} holds no document.")
    repairs = sorted({problem.kind for document in documents for problem in document.problems})
    return Outcome(item, graphs, tuple(repairs))


def _catalogue(catalogue: Catalogue) -> Graph:
    iri, data = records.encode(catalogue)
    tally = Tally(
        id=records.catalogue_id(catalogue),
        triples=data.count(b"\n"),
        records=len(catalogue.records),
        unread=tuple(problem.message for problem in catalogue.problems),
    )
    return Graph(tally, iri, data)


def _tables(rows: Sequence[Participation], item: WorkItem) -> tuple[Graph, ...]:
    # an archive's members are known by their way in it, as documents are
    rows = [replace(row, source=replace(row.source, file=item.source)) for row in rows]
    made = dict(parties.quads(rows))
    tallies: dict[str, Tally] = {}
    for identifier in dict.fromkeys(map(parties.graph_id, rows)):
        own = [row for row in rows if parties.graph_id(row) == identifier]
        problems = tuple(problem for row in own for problem in row.problems)
        triples = made[graph_iri(identifier)].count(b"\n")
        tallies[identifier] = Tally(identifier, triples=triples, records=len(own), unread=problems)
    return tuple(Graph(tally, graph_iri(name), made[graph_iri(name)]) for name, tally in tallies.items())


def _graph(document: Document) -> Graph:
    citations = extract(document)
    how = expressions.encode if expressions.tag_of(document.language) else encode
    iri, data = how(document, citations)
    return Graph(_tally(document, citations, data.count(b"\n")), iri, data)


def _tally(document: Document, citations: Sequence[Citation], triples: int) -> Tally:
    kinds = Counter(citation.kind for citation in citations if citation.target not in (None, SELF, OPEN_SET))
    for name, target in (("self", SELF), ("open set", OPEN_SET)):
        if count := sum(citation.target == target for citation in citations):
            kinds[name] += count
    return Tally(
        id=expressions.name_of(document.id, document.language),
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
