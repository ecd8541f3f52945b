"""A thesaurus file -> concepts: SKOS (Turtle, N-Triples, RDF/XML), or a table of labels, tab or comma.

A table has a row for each concept and a column for each language; a head names them ("en", "label_en", "English") and
may name a column of IRIs ("uri", "iri", "id"). Without a head, six columns are Arabic, Chinese, English, French,
Russian and Spanish, the order of the six languages by their English names. A row
without an IRI is given that of the concept whose English label the caller knows; else it is left out and counted,
because a concept that nothing else names would lead nowhere.

Refused: files that are too long or have too many concepts, XML that defines or fetches anything, and what is neither.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import pyoxigraph as ox

from lexline.loaders.limits import check_lines, check_size
from lexline.loaders.themes.concepts import Concept, Label, key
from lexline.ontology.errors import InputError, UnsafeInput
from lexline.ontology.vocabulary import RDF, SKOS

#: More than the UNBIS Thesaurus, AGROVOC and EuroVoc have.
MAX_CONCEPTS: Final = 100_000
#: Statements of a file; each concept of UNBIS has some twenty.
MAX_TRIPLES: Final = 5_000_000
#: A label that is longer is a note.
LONGEST_LABEL: Final = 300

_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
}
_TABLES: Final = (".tsv", ".csv", ".txt")
_SIX: Final = ("ar", "zh", "en", "fr", "ru", "es")
_LANGUAGES: Final = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "russian": "ru",
    "spanish": "es",
    **{code: code for code in (*_SIX, "de", "pt", "it")},
}
_IRI_COLUMNS: Final = ("uri", "iri", "id", "concept", "subject")
_LABELS: Final = {SKOS + "prefLabel": True, SKOS + "altLabel": False}
_LINKS: Final = {SKOS + "broader": "broader", SKOS + "exactMatch": "exact", SKOS + "closeMatch": "close"}


class _Tabs(csv.excel_tab):
    """A table divided by tabs, in which a quotation mark is a letter like any other."""

    quoting = csv.QUOTE_NONE


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The concepts of a file, its `name`, and how many of its rows name no concept that is known."""

    name: str
    concepts: tuple[Concept, ...]
    unknown: int = 0


def read(data: bytes, name: str, known: Mapping[str, str] | None = None) -> Thesaurus:
    """Read a thesaurus.

    Args:
        data: the file's content.
        name: its name; the ending tells the format.
        known: IRIs by English label (`concepts.key`), for tables without IRIs.

    Raises:
        InputError: it is too long, not of its format, or holds no concept.
        UnsafeInput: its XML defines or fetches entities.
    """
    check_size(len(data), name)
    ending = PurePath(name).suffix.lower()
    if ending in _FORMATS:
        found = Thesaurus(name, _skos(data, name, _FORMATS[ending]))
    elif ending in _TABLES:
        found = _table(data, name, known or {})
    else:
        raise InputError(
            f"{name} is no thesaurus that lexline reads.",
            "Give SKOS as .ttl, .nt or .rdf, or a table of labels as .tsv or .csv.",
        )
    if not found.concepts:
        told = f" (its {found.unknown} rows have no IRI, and none has a label that the store knows)" * bool(
            found.unknown
        )
        raise InputError(
            f"{name} holds no concept{told}.", "Build documents with subjects first, or give a file with IRIs."
        )
    return found


def _skos(data: bytes, name: str, kind: ox.RdfFormat) -> tuple[Concept, ...]:
    if kind == ox.RdfFormat.RDF_XML and (b"<!ENTITY" in data or b"<!DOCTYPE" in data):
        raise UnsafeInput(f"{name} has a document type declaration.", "Save it without one, or as Turtle.")
    concepts: set[str] = set()
    labels: dict[str, set[Label]] = defaultdict(set)
    links: dict[tuple[str, str], set[str]] = defaultdict(set)
    try:
        for count, quad in enumerate(ox.parse(data, format=kind, base_iri="urn:x-file:"), start=1):
            if count > MAX_TRIPLES or len(concepts) > MAX_CONCEPTS:
                raise InputError(f"{name} has too many statements or concepts.", "Split it.")
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode):
                continue
            if isinstance(value, ox.NamedNode):
                if predicate == RDF + "type" and value.value == SKOS + "Concept":
                    concepts.add(subject.value)
                elif predicate in _LINKS:
                    links[subject.value, _LINKS[predicate]].add(value.value)
            elif isinstance(value, ox.Literal) and predicate in _LABELS and 0 < len(value.value) <= LONGEST_LABEL:
                labels[subject.value].add(Label(value.value, value.language or "en", _LABELS[predicate]))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{name} cannot be read: {str(error)[:200]}.", "Check the file and its ending.") from error
    # a file may leave the class to be inferred from the labels
    wanted = concepts or {iri for iri, names in labels.items() if any(label.preferred for label in names)}
    return tuple(
        Concept(
            iri,
            tuple(sorted(labels[iri])),
            broader=tuple(sorted(links[iri, "broader"])),
            exact=tuple(sorted(links[iri, "exact"])),
            close=tuple(sorted(links[iri, "close"])),
        )
        for iri in sorted(wanted)
        if iri.startswith(("http://", "https://")) and labels[iri]
    )


def _table(data: bytes, name: str, known: Mapping[str, str]) -> Thesaurus:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8.", "Save it as UTF-8.") from error
    check_lines(text.count("\n"), name)
    first = text.partition("\n")[0]
    divided = "\t" if "\t" in first else ","
    try:
        lines = io.StringIO(text, newline="")
        tabs = divided == "\t"
        rows = list(csv.reader(lines, _Tabs) if tabs else csv.reader(lines, strict=True))
    except csv.Error as error:
        raise InputError(f"{name} is no table: {error}.", "Check its quotation marks.") from error
    columns, iri_column, body = _columns(rows, name)
    labels: dict[str, set[Label]] = defaultdict(set)
    unknown = 0
    for row in body:
        cells = {language: " ".join(row[at].split()) for at, language in columns.items() if at < len(row)}
        cells = {language: cell for language, cell in cells.items() if 0 < len(cell) <= LONGEST_LABEL}
        iri = row[iri_column].strip() if iri_column is not None and iri_column < len(row) else ""
        iri = iri or known.get(key(cells.get("en", "")), "")
        if iri.startswith(("http://", "https://")) and cells:
            first_of = {label.language for label in labels[iri]}
            labels[iri].update(Label(cell, language, language not in first_of) for language, cell in cells.items())
        elif cells:
            unknown += 1
    concepts = tuple(Concept(iri, tuple(sorted(names))) for iri, names in sorted(labels.items()))
    return Thesaurus(name, concepts, unknown)


def _columns(rows: list[list[str]], name: str) -> tuple[dict[int, str], int | None, Iterator[list[str]]]:
    """Return the language of each column, the column of IRIs, and the rows below the head."""
    if not rows:
        raise InputError(f"{name} is empty.", "Give a table with a label in a row.")
    head = [cell.strip().lower() for cell in rows[0]]
    languages = {at: code for at, cell in enumerate(head) if (code := _language(cell))}
    if languages:
        iris = next((at for at, cell in enumerate(head) if cell in _IRI_COLUMNS), None)
        return languages, iris, iter(rows[1:])
    if len(head) == len(_SIX):
        return dict(enumerate(_SIX)), None, iter(rows)
    raise InputError(
        f"{name} has {len(head)} columns and no head that names their languages.",
        "Write a first row such as uri,en,fr.",
    )


def _language(cell: str) -> str:
    for word in cell.replace("_", " ").replace("-", " ").replace(".", " ").replace("@", " ").split():
        if word in _LANGUAGES:
            return _LANGUAGES[word]
    return ""
