"""The Turtle files beside this module: which there are, their bytes with the base that is set, their triples by row."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from lexline.ontology.errors import LexlineError
from lexline.ontology.vocabulary import BASE, RDF

#: The Turtle files in the order in which a reader meets them: terms, then registries, then shapes.
FILES: Final = (
    "lexline.ttl",
    "functions.ttl",
    "directives.ttl",
    "bodies.ttl",
    "addressees.ttl",
    "states.ttl",
    "treaties.ttl",
    "depositary.ttl",
    "judgments.ttl",
    "mandates.ttl",
    "themes.ttl",
    "sdg.ttl",
    "shapes.ttl",
)

#: The base that the files are written with; `vocabulary.BASE` takes its place where it is set otherwise.
WRITTEN_BASE: Final = "https://w3id.org/lexline/"


class Rows:
    """The triples of one file by subject and predicate, in the order in which they were written."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[str, dict[str, list[str]]] = {}
        for triple in _parsed(name):
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                row = self.values.setdefault(subject.value, {})
                row.setdefault(triple.predicate.value, []).append(value.value)

    def of_type(self, *types: str) -> Iterable[tuple[str, dict[str, list[str]]]]:
        """Yield (IRI, values by predicate) of the subjects of one of these classes."""
        wanted = set(types)
        return ((iri, row) for iri, row in self.values.items() if wanted.intersection(row.get(RDF + "type", ())))

    def one(self, iri: str, predicate: str) -> str:
        """Return a needed value; raises LexlineError naming file, entry and property where it is absent."""
        found = self.values[iri].get(predicate)
        if not found:
            raise LexlineError(f"{self.name}: <{iri}> has no <{predicate}>.", "Add the value to the file.")
        return found[0]


def _parsed(name: str) -> list[ox.Quad]:
    try:
        return list(ox.parse(ontology_turtle(name), format=ox.RdfFormat.TURTLE))
    except (SyntaxError, ValueError) as error:
        raise LexlineError(
            f"{name} is not valid Turtle: {error}.", "Repair the file or install lexline again."
        ) from error


def ontology_files() -> tuple[Path, ...]:
    """Return the paths of the Turtle files, vocabulary first."""
    return tuple(Path(str(files("lexline.ontology").joinpath(name))) for name in FILES)


def ontology_turtle(name: str) -> bytes:
    """Return one of the Turtle files with the base IRI that is set; raises LexlineError where it cannot be read."""
    try:
        data = files("lexline.ontology").joinpath(name).read_bytes()
    except OSError as error:
        raise LexlineError(f"The registry {name} cannot be read: {error}.", "Install lexline again.") from error
    return data if BASE == WRITTEN_BASE else data.replace(WRITTEN_BASE.encode(), BASE.encode())
