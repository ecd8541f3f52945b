"""What a warning is, and how the citations that warnings are about are read from a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.projection import texts
from lexline.ontology import vocabulary

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: From this confidence on a warning is a finding; below it, it is a question to a reader.
CERTAIN: Final = 0.8


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning: `instrument` in its paragraph `unit` cites `cited`, and something is wrong with that.

    `text` are the words that cite, `sentence` is around them. `against` is the instrument that contradicts (its
    paragraph `against_unit`, of `against_date`, in the words `against_sentence`), "" where none does. `reason` says
    what contradicts, `rule` how it was seen.
    """

    kind: str
    instrument: str
    unit: str
    cited: str
    cited_unit: str | None
    text: str
    sentence: str
    reason: str
    rule: str
    confidence: float
    against: str = ""
    against_unit: str = ""
    against_date: str = ""
    against_sentence: str = ""

    @property
    def certain(self) -> bool:
        """Whether it is a finding, not a question to a reader."""
        return self.confidence >= CERTAIN


def only(identifier: str | None, variable: str = "citing") -> str:
    """Return the pattern that holds a variable to one instrument; nothing for all."""
    return f"VALUES ?{variable} {{ <{vocabulary.instrument_iri(identifier)}> }} " if identifier else ""


def read(store: Store, pattern: str, variables: str) -> Iterator[tuple[str, ...]]:
    """Yield the distinct rows of a pattern as texts."""
    yield from dict.fromkeys(texts(store, f"SELECT DISTINCT {variables} WHERE {{ {pattern} }}"))


def names(iri: str) -> tuple[str, str | None]:
    """Read an IRI of an instrument or unit."""
    return vocabulary.parse_iri(iri) or (iri, None)
