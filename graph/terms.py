"""Python values -> RDF terms in canonical N-Quads writing, and the classes of instruments and units.

The writing is the one that the store itself gives back, byte for byte, so that two versions of a graph can be
compared as lines. What a file says may be no IRI or no language tag: the database's own parser is asked before such
a thing is written, because a graph with one bad term can be neither loaded nor taken out again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from lexline.loaders import document as model
from lexline.ontology import symbols
from lexline.ontology.vocabulary import (
    ELI,
    GRAPH,
    LX,
    RDF,
    RDFS,
    SKOS,
    UNDO,
    XSD,
    instrument_iri,
    official_page,
)

#: The graph of the ontology and the registries.
ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
#: The graph of what no single document owns: instruments that are cited but not loaded, labels of subjects.
SHARED_GRAPH: Final = GRAPH + "shared"
#: What the names of the graphs of loaded thesauri begin with.
THESAURUS_GRAPHS: Final = GRAPH + "thesaurus:"

TYPE: Final = f"<{RDF}type>"
LABEL: Final = f"<{SKOS}prefLabel>"

#: The class of a document of each kind. A kind that is not named here is a plain document.
INSTRUMENT_CLASSES: Final[dict[str, str]] = {
    symbols.RESOLUTION: "Resolution",
    symbols.DECISION: "Decision",
    symbols.STATEMENT: "PresidentialStatement",
    symbols.MEETING: "MeetingRecord",
    symbols.COMMENT: "GeneralComment",
    symbols.DOCUMENT: "Document",
    "report": "Report",
    "treaty": "Treaty",
    "declaration": "Declaration",
    "decision-set": "DecisionSet",
    "judgment": "Judgment",
    "rules": "Rules",
    "agreement": "Agreement",
}

UNIT_CLASSES: Final[dict[str, str]] = {
    model.PREAMBULAR: "PreambularParagraph",
    model.OPERATIVE: "OperativeParagraph",
    model.PARAGRAPH: "Paragraph",
    model.ARTICLE: "Article",
    model.SECTION: "Section",
    model.HEADING: "Heading",
    model.ANNEX: "Annex",
    model.FOOTNOTE: "Footnote",
    model.SUMMARY: "Summary",
    model.FRONT: "FrontMatter",
    model.TABLE: "Table",
    model.OTHER: "OtherText",
}
UNIT_KINDS: Final[dict[str, str]] = {name: kind for kind, name in UNIT_CLASSES.items()}

_CONTROL: Final = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
_ESCAPES: Final = _CONTROL | {
    ord("\\"): "\\\\",
    ord('"'): '\\"',
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord("\b"): "\\b",
    ord("\f"): "\\f",
}
_NEEDS_ESCAPE: Final = re.compile(r'[\x00-\x1f\x7f"\\]')
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_WEB_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]{1,500}")
_AN_ADDRESS: Final = re.compile(r"\s*[a-z][a-z0-9+.-]{0,20}://", re.IGNORECASE)


def escape(text: str) -> str:
    """Escape a text for an N-Quads literal, exactly as the store writes it."""
    return text.translate(_ESCAPES) if _NEEDS_ESCAPE.search(text) else text


def plain(text: str) -> str:
    """Write a plain literal."""
    return f'"{escape(text)}"'


@lru_cache(maxsize=1024)
def language_tag(language: str) -> str:
    """Return a language tag as the store keeps it: lower case, "und" where the database would not take it.

    >>> language_tag("EN"), language_tag("en-a")
    ('en', 'und')
    """
    if not _LANGUAGE.fullmatch(language):
        return "und"
    # what looks like a tag need not be one (BCP 47): the database itself decides
    try:
        ox.Literal("", language=language)
    except ValueError:
        return "und"
    return language.lower()


def integer(value: int) -> str:
    """Write a whole number."""
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: float) -> str:
    """Write a decimal number of at most four places, without idle zeros.

    >>> decimal(0.95).partition("^")[0]
    '"0.95"'
    """
    return f'"{f"{value:.4f}".rstrip("0").rstrip(".")}"^^<{XSD}decimal>'


@lru_cache(maxsize=100_000)
def web_address(text: str | None) -> str | None:
    """Return `<address>` where a source's own IRI is well formed; None where it cannot stand in a graph.

    >>> web_address("http://metadata.un.org/sdg/5"), web_address("http://metadata.un.org/[")
    ('<http://metadata.un.org/sdg/5>', None)
    """
    if not text or not _WEB_ADDRESS.fullmatch(text):
        return None
    try:
        return str(ox.NamedNode(text))
    except ValueError:
        return None


def is_name(label: str) -> bool:
    """Say whether a label names something to a reader: it is not empty, and no address."""
    return bool(label.strip()) and not _AN_ADDRESS.match(label)


@lru_cache(maxsize=100_000)
def instrument(identifier: str) -> str:
    """Write the IRI of an instrument."""
    return f"<{instrument_iri(identifier)}>"


def class_of(kind: str) -> str:
    """Return the name of the class of instruments of this kind."""
    return INSTRUMENT_CLASSES.get(kind, "Document")


def identity(identifier: str, kind: str, names: tuple[str, ...]) -> list[str]:
    """Write what identifies an instrument, loaded or not: its classes, its symbols, its official page.

    Returns predicate and object of each triple, without subject and graph.
    """
    said = [f"{TYPE} <{ELI}LegalResource>", f"{TYPE} <{LX}{class_of(kind)}>"]
    if kind == symbols.RESOLUTION:
        said.append(f"{TYPE} <{UNDO}Resolution>")
    said.extend(f"<{ELI}id_local> {plain(name)}" for name in names)
    if page := official_page(identifier):
        said.append(f"<{RDFS}seeAlso> <{page}>")
    return said
