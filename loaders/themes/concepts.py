"""What a theme is: a concept with its labels, as our scheme, a Goal or a thesaurus file gives it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lexline.ontology import registry


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """A name of a concept in a language (a tag such as "en"); `preferred` where it is the concept's own name."""

    text: str
    language: str
    preferred: bool


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A concept: its IRI, its names, and how it stands to others (IRIs)."""

    iri: str
    labels: tuple[Label, ...]
    broader: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    definition: str = ""

    def name(self, language: str = "en") -> str:
        """Return the preferred name in a language, else any name, else the end of the IRI."""
        best = sorted(self.labels, key=lambda label: (label.language != language, not label.preferred))
        return best[0].text if best else self.iri.rpartition("/")[2]


def key(label: str) -> str:
    """Return what labels are compared by: case, underscores and apostrophes do not matter.

    >>> key("SMALL_ARMS") == key("Small arms")
    True
    """
    return " ".join(label.replace("_", " ").replace("’", "'").casefold().split())


def fingerprint(concepts: Iterable[Concept], *rules: bytes) -> str:
    """Return a hash of concepts, whatever their order, and of the rules by which they are matched."""
    digest = hashlib.sha256()
    for concept in sorted(concepts):
        digest.update(repr(concept).encode("utf-8", "replace") + b"\0")
    for rule in rules:
        digest.update(rule + b"\0")
    return digest.hexdigest()[:16]


def own() -> tuple[Concept, ...]:
    """Return our own themes and the Sustainable Development Goals with their targets."""
    return tuple(
        Concept(
            iri=theme.iri,
            labels=(Label(theme.label, "en", True), *(Label(name, "en", False) for name in theme.alt_labels)),
            broader=theme.broader,
            exact=theme.exact,
            close=theme.close,
            definition=theme.definition,
        )
        for theme in (*registry.themes(), *registry.goals())
    )


def iri_of(name: str) -> str | None:
    """Return the IRI of the theme or Goal that goes by a name: its label, another name, or the end of its IRI.

    >>> iri_of("Human trafficking") == iri_of("trafficking-in-persons")
    True
    """
    return _by_name().get(key(name))


@cache
def _by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for concept in own():
        for text in (concept.iri.rpartition("/")[2], *(label.text for label in concept.labels)):
            found.setdefault(key(text), concept.iri)
    return MappingProxyType(found)
