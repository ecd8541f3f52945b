"""What the check of a draft comes to: its text, each citation in it with what is known of it, and what is wrong.

A finding has a level: `error` where the text contradicts what is known, `warning` where it very likely goes wrong,
`hint` where a drafter may want to look. A citation with nothing wrong is `ok`, or `unchecked` where too little is
known of what it cites.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from lexline.graph.reading import label_of
from lexline.loaders.document import Document

ERROR: Final = "error"
WARNING: Final = "warning"
HINT: Final = "hint"
UNCHECKED: Final = "unchecked"
OK: Final = "ok"
#: The levels, the gravest first.
LEVELS: Final = (ERROR, WARNING, HINT, UNCHECKED, OK)
#: The levels of citations in which nothing wrong was found.
QUIET: Final = (UNCHECKED, OK)
#: The shape of each level, which says the same as its colour, and what its citations are called together.
SHAPES: Final[dict[str, str]] = {ERROR: "✖", WARNING: "▲", HINT: "◆", UNCHECKED: "○", OK: "✓"}
HEADS: Final[dict[str, str]] = {
    ERROR: "Errors",
    WARNING: "Warnings",
    HINT: "Hints",
    UNCHECKED: "Not checked: too little is known of them",
    OK: "Nothing wrong",
}

#: What can be wrong with a citation, in the order in which it is told.
KINDS: Final[dict[str, str]] = {
    "year": "the year contradicts the number",
    "date": "the date is not that of the cited text",
    "paragraph": "the cited text has no such paragraph",
    "own": "this text has no such paragraph",
    "number": "the series has no such number",
    "later": "is of a later date than this text",
    "ended": "relies on what was terminated, lifted or replaced",
    "expired": "relies on a mandate that had run out",
    "newer": "a later instrument has extended it",
    "title": "the title is not that of the cited text",
    "twice": "cited twice in one list",
    "again": "recalled again in the preamble",
    "order": "stands out of the order of the others",
    "unresolved": "could not be understood",
    "unknown": "not in the store",
}

#: What the store knows of what is cited.
LOADED: Final = "loaded"
CITED: Final = "cited"
LISTED: Final = "listed"
REGISTERED: Final = "registered"
UNKNOWN: Final = "unknown"
OWN: Final = "own"
OPEN: Final = "open"
UNRESOLVED: Final = "unresolved"
STANDINGS: Final[dict[str, str]] = {
    LOADED: "its text is in the store",
    CITED: "only known from texts that cite it",
    LISTED: "only number and year are known",
    REGISTERED: "only known from the registry",
    UNKNOWN: "not known to the store",
    OWN: "a paragraph of this text itself",
    OPEN: "a set that nobody enumerates",
    UNRESOLVED: "could not be told",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text in the store (or a list that lexline has) says: which text, where, of which date, in what words."""

    instrument: str
    unit: str = ""
    date: str = ""
    words: str = ""

    @property
    def place(self) -> str:
        """The instrument and its paragraph, as a reader calls them."""
        return f"{self.instrument}, {label_of(self.unit)}" if self.unit else self.instrument


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is, or may be, wrong with a citation: what, why, what shows it, and what to do about it."""

    level: str
    kind: str
    message: str
    remedy: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One citation of the draft.

    `start` and `end` are the offsets of `words` in the text of `unit`; `target` is a canonical id, None where there is
    none; `standing` one of `STANDINGS`. `title`, `date` and `said` are those of the cited text as the store holds it:
    `said` the words of the paragraph that is cited, "" where no one paragraph is.
    """

    unit: str
    start: int
    end: int
    words: str
    sentence: str
    target: str | None
    standing: str
    function: str = ""
    pinpoint: tuple[str, ...] = ()
    target_units: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    said: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def level(self) -> str:
        """The gravest level of what was found; where nothing was, whether anything could be.

        A paragraph or article can be looked up only in a text that is held.
        """
        blind = self.standing == UNKNOWN or (self.pinpoint and self.standing in (CITED, LISTED, REGISTERED))
        quiet = UNCHECKED if blind else OK
        return min((finding.level for finding in self.findings), key=LEVELS.index, default=quiet)

    @property
    def place(self) -> str:
        """The citing paragraph, as a reader calls it."""
        return label_of(self.unit)


@dataclass(frozen=True, slots=True)
class DraftReport:
    """A draft that was checked as of a day against a store whose newest text is of `newest`."""

    document: Document
    as_of: date
    newest: date | None
    citations: tuple[Checked, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many citations there are of each level."""
        found = Counter(citation.level for citation in self.citations)
        return {level: found[level] for level in LEVELS}

    def of_level(self, level: str) -> tuple[Checked, ...]:
        """Return the citations of a level, in reading order."""
        return tuple(citation for citation in self.citations if citation.level == level)

    def findings(self) -> Iterator[tuple[Checked, Finding]]:
        """Yield every finding with its citation: the gravest first, then in reading order."""
        pairs = [(citation, finding) for citation in self.citations for finding in citation.findings]
        yield from sorted(pairs, key=lambda pair: LEVELS.index(pair[1].level))
