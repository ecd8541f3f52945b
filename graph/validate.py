"""A store -> what is wrong in it: the whole store by rules in SPARQL, every document by the shapes in SHACL.

The rules look at what lies between documents (a cited paragraph that does not exist, a citation of something later
than itself) and at what the shapes cannot say (the words of a citation stand where it says). The shapes are checked
by pyshacl, some documents at a time and on a large store in several processes, so that memory stays bounded; that
takes minutes there, and `sample` or `shapes` make it shorter.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox

from lexline.graph.records import owner_of
from lexline.graph.rules import RULES, Severity
from lexline.graph.shapes import Breach, breaches
from lexline.graph.store import Store
from lexline.graph.terms import ONTOLOGY_GRAPH, SHARED_GRAPH
from lexline.ontology.errors import UnknownReference
from lexline.ontology.vocabulary import ABOUT, CITE, GRAPH, ID, LX, graph_iri, parse_iri

#: About as many statements are put before pyshacl at a time.
_PIECE: Final = 20_000
_ORDER: Final[dict[Severity, int]] = {"violation": 0, "warning": 1, "info": 2}
_SEVERITIES: Final[dict[str, Severity]] = {"Warning": "warning", "Info": "info"}
_NUMBER: Final = re.compile(r"--\d+$")

#: What no document owns.
_REGISTRIES: Final = (ONTOLOGY_GRAPH, SHARED_GRAPH)
#: For fewer graphs it is not worth its while to start processes.
_FEW: Final = 200

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: where it is, what is wrong, and what to do about it. `unit` is None for an instrument itself."""

    instrument: str
    unit: str | None
    severity: Severity
    rule: str
    message: str
    remedy: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All findings, the gravest first; `documents` says how many were checked by the shapes."""

    findings: tuple[Finding, ...]
    documents: int

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong; warnings and notes do not count."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)


def validate(
    store: Store,
    *,
    documents: Sequence[str] | None = None,
    shapes: bool = True,
    sample: int | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
) -> ValidationReport:
    """Check a store.

    Args:
        store: an open store.
        documents: canonical ids of the documents that the shapes are held against, by default all; the rules
            always look at the whole store, and then only findings in these documents are reported. Without
            this the registries and what is worked out from all documents, as the store has them, are held
            against their shapes as well.
        shapes: whether to check the shapes.
        sample: hold only about so many documents, evenly spread, against the shapes.
        processes: how many processes hold graphs against the shapes; 0 for none but this one, None chooses by
            processors and work.
        progress: called with documents done, documents in all, and the last one's id.

    Raises:
        UnknownReference: one of the documents is not in the store.
    """
    graphs = _document_graphs(store, documents)
    found = list(_by_rules(store))
    if documents is not None:
        wanted = set(documents)
        found = [finding for finding in found if finding.instrument in wanted]
    if not shapes:
        graphs = []
    elif sample is not None and sample < len(graphs):
        graphs = graphs[:: -(-len(graphs) // sample)] if sample > 0 else []
    if shapes and documents is None:
        found.extend(_by_shapes(store, [name for name in _REGISTRIES if store.has_graph(name)], 0, None))
    if processes is None:
        processes = min(os.cpu_count() or 1, 8) if len(graphs) >= _FEW else 0
    found.extend(_by_shapes(store, graphs, processes, progress))
    ordered = sorted(
        set(found), key=lambda f: (_ORDER[f.severity], f.rule, f.instrument, f.unit or "", f.value, f.message)
    )
    return ValidationReport(tuple(ordered), sum("#" not in name for name in graphs))


def _by_rules(store: Store) -> Iterator[Finding]:
    for rule in RULES:
        for row in store.query(rule.query).rows:
            node, value = (str(getattr(term, "value", "")) for term in (row[0], row[1] if len(row) > 1 else None))
            instrument, unit = _place(node)
            yield Finding(instrument, unit, rule.severity, rule.name, rule.message, rule.remedy, _shown(value))


def _document_graphs(store: Store, documents: Sequence[str] | None) -> list[str]:
    """Return the graphs of documents: of each its own, those of its texts in other languages, that of its themes."""
    names = sorted(store.graph_names())
    if documents is None:
        return [name for name in names if name not in _REGISTRIES]
    for document in documents:
        if graph_iri(document) not in names:
            raise UnknownReference(document)
    own = {graph_iri(document) for document in documents}
    return [name for name in names if name.partition("#")[0].partition("@")[0] in own]


def _by_shapes(store: Store, graphs: Sequence[str], processes: int, progress: Progress | None) -> Iterator[Finding]:
    """Hold graphs against the shapes, some at a time."""
    counts: list[int] = []
    done = 0
    for number, found in enumerate(breaches(_pieces(store, graphs, counts), processes)):
        yield from map(_finding, found)
        done += counts[number]
        if progress:
            progress(done, len(graphs), graphs[done - 1].rpartition("/")[2])


def _pieces(store: Store, graphs: Sequence[str], counts: list[int]) -> Iterator[bytes]:
    """Yield the statements of some graphs at a time; how many graphs each piece holds is added to `counts`."""
    piece: list[bytes] = []
    size = 0
    for done, name in enumerate(graphs, start=1):
        data = store.graph(name)
        piece.append(data if name in _REGISTRIES else data + _registered(store, name))
        size += data.count(b"\n")
        if size >= _PIECE or done == len(graphs):
            counts.append(len(piece))
            yield b"".join(piece)
            piece, size = [], 0


def _registered(store: Store, graph: str) -> bytes:
    """Return what the registry's graph says of the instrument whose text is in `graph`, as N-Triples."""
    said = store.about(ID + graph.removeprefix(GRAPH), ONTOLOGY_GRAPH)
    return ox.serialize(said, format=ox.RdfFormat.N_TRIPLES) or b""


def _finding(breach: Breach) -> Finding:
    instrument, unit = _place(breach.node)
    message, _, remedy = breach.message.partition(". ")
    severity = _SEVERITIES.get(breach.severity, "violation")
    return Finding(
        instrument, unit, severity, f"shape: {breach.rule}", message.rstrip("."), remedy, _shown(breach.value)
    )


def _place(iri: str) -> tuple[str, str | None]:
    """Read the IRI of an instrument, a unit, or what hangs on one (citation, theme, record) as instrument and unit."""
    for base in (CITE, ABOUT):
        if iri.startswith(base):
            iri = ID + _NUMBER.sub("", iri.removeprefix(base))
    if iri.startswith(GRAPH) and "#" in iri:
        return owner_of(iri) or iri, iri.partition("#")[2]
    parsed = parse_iri(iri)
    return (iri, None) if parsed is None else (parsed[0], unquote(parsed[1]) if parsed[1] is not None else None)


def _shown(value: str) -> str:
    """Write a value as a reader knows it, in short."""
    instrument, unit = _place(value)
    text = f"{instrument} {unit}" if unit else instrument
    return text.removeprefix(LX)[:200]
