"""A citation where it stands in a draft: what every question about it needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lexline.loaders.document import Citation, Document, Unit


@dataclass(frozen=True, slots=True)
class Place:
    """One citation where it stands: its unit, its text, and the draft as of a day.

    `alone` says that no other citation ends where this one does; `dated` that the day is the draft's own, not only the
    newest that the store knows.
    """

    document: Document
    unit: Unit
    citation: Citation
    alone: bool
    as_of: date
    dated: bool

    @property
    def sentence(self) -> str:
        """The sentence around."""
        return self.unit.text[self.citation.sentence.start : self.citation.sentence.end]
