"""Reports that a text names in words and whose symbol stands in a note: "the report of the Advisory Committee".

Goes in: where notes are called and what they say. Comes out: for "paragraph 8 of the report of the Advisory Committee",
here or later in the document, the document that the note names. Where two reports bear the same words nothing is told,
unless one of them is called in the same unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lexline.loaders.citations.patterns import SYMBOL
from lexline.ontology.symbols import Symbol

#: A note that names one document and no more than a place in it or its title.
_NOTE: Final = re.compile(rf"\s*(?:See\s)?(?:document\s)?(?P<symbol>{SYMBOL})(?![^;]*\b[A-Z]{{1,5}}/)[^;]{{0,120}}$")
_KIND: Final = r"(?P<kind>report|note|letter|statement|memorandum|study)s?"
_WHOSE: Final = r"(?:of|by|from)\s(?:the\s)?(?P<whose>[A-Z][\w’'-]{1,30}(?:\s[A-Z][\w’'-]{1,30})?)"
_NAMED: Final = re.compile(rf"\b{_KIND}\s{_WHOSE}")
#: How far before its call a report may be named.
_REACH: Final = 240
#: The words behind a pinpoint that lead to a report: "paragraph 8 of the related report of the Advisory Committee".
_POINTED: Final = re.compile(
    rf",?\s(?:of|to|in|from|contained\sin)\s(?P<words>(?:the|that)\s(?:related\s|above-mentioned\s|said\s|latest\s|same\s)?{_KIND}\s{_WHOSE})"
)


@dataclass(slots=True)
class Reports:
    """The reports of one document by their kind and author.

    `here` are those called in the unit at hand, `in_section` those of its section or annex, `section` the beginning of
    its eId.
    """

    by_name: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    in_section: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    here: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    section: str = ""

    def begin(self, section: str, text: str, notes: list[tuple[int, str]]) -> None:
        """Take in a unit's section and text with its notes, each as the offset of its call and its own text."""
        self.here = {}
        if section != self.section:
            self.section, self.in_section = section, {}
        for offset, note in notes:
            symbol = named_by(note)
            if symbol is None:
                continue
            named = list(_NAMED.finditer(text, max(0, offset - _REACH), offset))
            if named:
                for table in (self.by_name, self.in_section, self.here):
                    known = table.setdefault(_key(named[-1]), [])
                    if symbol not in known:
                        known.append(symbol)

    def pointed(self, text: str, position: int) -> tuple[str, int, int] | None:
        """Return the report into which a pinpoint that ends at `position` points, with the span of its words."""
        match = _POINTED.match(text, position) if self.by_name else None
        if match is None:
            return None
        for table in (self.here, self.in_section, self.by_name):
            found = table.get(_key(match), [])
            if len(found) == 1:
                return found[0], match.start("words"), match.end("words")
        return None


def _key(match: re.Match[str]) -> tuple[str, str]:
    """Return kind and author; the author without the genitive and by the first two words of the name."""
    return match["kind"], re.sub(r"[’']s?$", "", match["whose"])


def named_by(note: str) -> str | None:
    """Return the symbol of the one document that a note names, or None.

    >>> named_by("A/77/5 (Vol. II), chap. II."), named_by("See resolution 71/243.")
    ('A/77/5(Vol.II)', None)
    """
    match = _NOTE.match(note)
    symbol = Symbol.find(match["symbol"]) if match else None
    return symbol.text if symbol else None
