"""What a graph holds and what it is to hold -> the difference, as lines and as one update.

Lines are canonical N-Triples without their final full stop. An update is made only of lines that were read as RDF, so
that no text of a document can become part of its language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from lexline.ontology.errors import StoreError
from lexline.ontology.vocabulary import GRAPH, ID, parse_iri


@dataclass(frozen=True, slots=True)
class Changes:
    """How many graphs a `replace` made, changed, and found as they were."""

    made: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Changes) -> Changes:
        """Add up."""
        return Changes(self.made + other.made, self.changed + other.changed, self.same + other.same)


def difference(graph: str, present: bytes, wanted: bytes) -> tuple[list[str], list[str]]:
    """Return the lines that have to leave a graph and those that have to enter it, each sorted.

    Args:
        graph: its IRI.
        present: what it holds, as N-Triples.
        wanted: what it is to hold, as N-Quads; lines of other graphs are passed over.
    """
    before, after = set(present.split(b"\n")), set(as_triples(graph, wanted))
    leaving = [line.decode("utf-8").removesuffix(" .") for line in sorted(before - after) if line]
    entering = [line.decode("utf-8").removesuffix(" .") for line in sorted(after - before)]
    return leaving, entering


def as_triples(graph: str, data: bytes) -> list[bytes]:
    """Return the lines of N-Quads that are of one graph as lines of N-Triples."""
    end = f" <{graph}> .".encode()
    return [line.removesuffix(end) + b" ." for line in data.split(b"\n") if line.endswith(end)]


def as_quads(graph: str, lines: Iterable[str]) -> bytes:
    """Write lines as N-Quads of one graph."""
    return "".join(f"{line} <{graph}> .\n" for line in lines).encode("utf-8")


def exchange(graph: str, leaving: list[str], entering: list[str]) -> str:
    """Write the update, one transaction, that takes lines out of a graph and puts lines in."""
    parts = []
    if leaving:
        parts.append(f"DELETE DATA {{ GRAPH <{graph}> {{\n{_statements(leaving)} }} }}")
    if entering:
        parts.append(f"INSERT DATA {{ GRAPH <{graph}> {{\n{_statements(entering)} }} }}")
    return " ;\n".join(parts)


def _statements(lines: list[str]) -> str:
    return "".join(f"{line} .\n" for line in lines)


def not_rdf(graph: str, error: SyntaxError) -> StoreError:
    """Say which document cannot be written."""
    name = (parse_iri(ID + graph.removeprefix(GRAPH)) or (graph, None))[0]
    return StoreError(
        f"{name} cannot be written as RDF ({error.msg}).", "Leave its file out, and please report this with the file."
    )


def serialized(quads: Iterable[ox.Quad]) -> bytes:
    """Write quads as N-Quads."""
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
