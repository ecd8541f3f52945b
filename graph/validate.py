"""A store -> what is wrong in it: the whole store by rules in SPARQL, every document by the shapes in SHACL.

The rules look at what lies between documents (a cited paragraph that does not exist, a citation of something later
than itself) and at what the shapes cannot say (the words of a citation stand where it says). The shapes are checked
by pyshacl, some documents at a time, so that memory stays bounded; on a large store that takes minutes (measured:
10,000 statements a second), and `sample` or `shapes` make it shorter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote

import pyoxigraph as ox

from lexline.graph.rules import RULES, Severity
from lexline.graph.store import Store
from lexline.graph.terms import ONTOLOGY_GRAPH, SHARED_GRAPH
from lexline.ontology import registry
from lexline.ontology.errors import UnknownReference
from lexline.ontology.vocabulary import CITE, GRAPH, ID, LX, SH, graph_iri, parse_iri

if TYPE_CHECKING:
    import rdflib

#: About as many statements are put before pyshacl at a time.
_PIECE: Final = 20_000
_ORDER: Final[dict[Severity, int]] = {"violation": 0, "warning": 1, "info": 2}
_NUMBER: Final = re.compile(r"--\d+$")

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
    progress: Progress | None = None,
) -> ValidationReport:
    """Check a store.

    Args:
        store: an open store.
        documents: canonical ids of the documents that the shapes are held against, by default all; the rules
            always look at the whole store, and then only findings in these documents are reported. Without
            this the registries, as the store has them, are held against their shapes as well.
        shapes: whether to check the shapes.
        sample: hold only about so many documents, evenly spread, against the shapes.
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
    registries = [ONTOLOGY_GRAPH] if shapes and documents is None else []
    found.extend(_by_shapes(store, registries, None))
    found.extend(_by_shapes(store, graphs, progress))
    ordered = sorted(
        set(found), key=lambda f: (_ORDER[f.severity], f.rule, f.instrument, f.unit or "", f.value, f.message)
    )
    return ValidationReport(tuple(ordered), len(graphs))


def _by_rules(store: Store) -> Iterator[Finding]:
    for rule in RULES:
        for row in store.query(rule.query).rows:
            node, value = (str(getattr(term, "value", "")) for term in (row[0], row[1] if len(row) > 1 else None))
            instrument, unit = _place(node)
            yield Finding(instrument, unit, rule.severity, rule.name, rule.message, rule.remedy, _shown(value))


def _document_graphs(store: Store, documents: Sequence[str] | None) -> list[str]:
    if documents is not None:
        for name in documents:
            if not store.raw.contains_named_graph(ox.NamedNode(graph_iri(name))):
                raise UnknownReference(name)
        return sorted({graph_iri(name) for name in documents})
    names = (graph.value for graph in store.raw.named_graphs())
    return sorted(name for name in names if name not in (ONTOLOGY_GRAPH, SHARED_GRAPH))


def _by_shapes(store: Store, graphs: Sequence[str], progress: Progress | None) -> Iterator[Finding]:
    """Hold documents against the shapes, some at a time."""
    if not graphs:
        return
    import rdflib

    shapes = rdflib.Graph()
    shapes.parse(data=registry.ontology_turtle("shapes.ttl"), format="turtle")
    piece: list[bytes] = []
    size = 0
    for done, name in enumerate(graphs, start=1):
        data = store.raw.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name)) or b""
        data += _registered(store, name)
        piece.append(data)
        size += data.count(b"\n")
        if size >= _PIECE or done == len(graphs):
            yield from _check(b"".join(piece), shapes)
            piece, size = [], 0
            if progress:
                progress(done, len(graphs), name.rpartition("/")[2])


def _registered(store: Store, graph: str) -> bytes:
    """Return what the registry's graph says of the instrument whose text is in `graph`, as N-Triples."""
    instrument = ox.NamedNode(ID + graph.removeprefix(GRAPH))
    quads = store.raw.quads_for_pattern(instrument, None, None, ox.NamedNode(ONTOLOGY_GRAPH))
    return ox.serialize((q.triple for q in quads), format=ox.RdfFormat.N_TRIPLES) or b""


def _check(data: bytes, shapes: rdflib.Graph) -> Iterator[Finding]:
    """Hold statements (N-Triples) against the shapes."""
    import pyshacl
    import rdflib

    graph = rdflib.Graph()
    for triple in ox.parse(data, ox.RdfFormat.N_TRIPLES):
        graph.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False)
    for result in results.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult")):
        said = {str(predicate).removeprefix(SH): str(value) for predicate, value in results.predicate_objects(result)}
        instrument, unit = _place(said.get("focusNode", ""))
        message, _, remedy = said.get("resultMessage", "").partition(". ")
        rule = said.get("resultPath", said.get("sourceConstraintComponent", "")).rpartition("#")[2]
        yield Finding(
            instrument,
            unit,
            _severity(said),
            f"shape: {rule}",
            message.rstrip("."),
            remedy,
            _shown(said.get("value", "")),
        )


def _severity(said: dict[str, str]) -> Severity:
    grade = said.get("resultSeverity", "").removeprefix(SH)
    kinds: dict[str, Literal["warning", "info"]] = {"Warning": "warning", "Info": "info"}
    return kinds.get(grade, "violation")


def _rdflib(term: object) -> rdflib.term.Node:
    import rdflib

    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value.endswith("#string") else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype)
    return rdflib.URIRef(str(getattr(term, "value", "")))


def _place(iri: str) -> tuple[str, str | None]:
    """Read the IRI of an instrument, unit or citation as instrument and unit."""
    if iri.startswith(CITE):
        iri = ID + _NUMBER.sub("", iri.removeprefix(CITE))
    parsed = parse_iri(iri)
    return (iri, None) if parsed is None else (parsed[0], unquote(parsed[1]) if parsed[1] is not None else None)


def _shown(value: str) -> str:
    """Write a value as a reader knows it, in short."""
    instrument, unit = _place(value)
    text = f"{instrument} {unit}" if unit else instrument
    return text.removeprefix(LX)[:200]
