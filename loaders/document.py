"""The parsed document: units with their printed numbers, footnotes, links and metadata; and a citation in it.

Everything is frozen. Offsets count Unicode code points in a unit's `text`, half-open (`text[start:end]`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

# Kinds of unit. `other` keeps text that fits no rule, so that nothing is lost silently.
PREAMBULAR: Final = "preambular"
OPERATIVE: Final = "operative"
PARAGRAPH: Final = "paragraph"
ARTICLE: Final = "article"
SECTION: Final = "section"
HEADING: Final = "heading"
ANNEX: Final = "annex"
FOOTNOTE: Final = "footnote"
SUMMARY: Final = "summary"
FRONT: Final = "front"
TABLE: Final = "table"
OTHER: Final = "other"

UNIT_KINDS: Final = (
    PREAMBULAR,
    OPERATIVE,
    PARAGRAPH,
    ARTICLE,
    SECTION,
    HEADING,
    ANNEX,
    FOOTNOTE,
    SUMMARY,
    FRONT,
    TABLE,
    OTHER,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a unit's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no such span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink that the source file itself carries over `span` of a unit's text."""

    span: Span
    href: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One citable stretch of a document.

    `eid` is unique in the document (DESIGN section 3: pre_3, op_5__a, para_18, fn_6, annex_1__para_4).
    `number` is what is printed before it ("5", "(a)", "IV"), None where nothing is.
    `parent` is the eId of the unit that holds it, None at the top. A parent's `text` holds its own
    words only (the lead-in), never those of its children.
    `heading` is the nearest heading above, if the document has headings.
    `source_eid` is the file's own identifier of the element, `source_line` its line there (from 1).
    """

    eid: str
    kind: str
    text: str
    number: str | None = None
    parent: str | None = None
    heading: str | None = None
    links: tuple[Link, ...] = ()
    source_eid: str | None = None
    source_line: int | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote call: the note's unit (`eid`, such as fn_6) is called in unit `anchor` at `offset`.

    `marker` is printed ("6", "*"). The call itself is not part of the anchor's text. `anchor` is None
    where the call was not found in the text.
    """

    marker: str
    eid: str
    anchor: str | None
    offset: int | None


@dataclass(frozen=True, slots=True)
class Keyword:
    """A subject that the source states: `scheme` (UNBIS, SDG, EuroVoc, DHLAUTH, agenda), IRI if given, label."""

    scheme: str
    label: str
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was repaired, dropped or could not be read; `kind` is a short stable word."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from: file name (never an absolute path), content hash, and what read it."""

    file: str
    sha256: str
    format: str
    loader: str


@dataclass(frozen=True, slots=True)
class Document:
    """One instrument as read from one source.

    `id` is its canonical id (CITATIONS): the first symbol, or `doc:<slug>-<hash>` where the source names none.
    `symbols` holds all symbols of a joint one. `kind` is one of the kinds in `lexline.ontology.symbols`
    or `report`, `treaty`, `decision-set`. `body` is a code of `ontology/bodies.ttl` or "".
    `drafts` are draft symbols the instrument was adopted from, `meeting` the record of its adoption.
    """

    id: str
    kind: str
    title: str
    source: Source
    units: tuple[Unit, ...]
    symbols: tuple[str, ...] = ()
    body: str = ""
    date: date | None = None
    language: str = "en"
    footnotes: tuple[Footnote, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    identifier: str | None = None
    meeting: str | None = None
    agenda_item: str | None = None
    drafts: tuple[str, ...] = ()
    vote: str | None = None
    problems: tuple[Problem, ...] = ()

    def unit(self, eid: str) -> Unit | None:
        """Return the unit with this eId, or None."""
        return next((unit for unit in self.units if unit.eid == eid), None)


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference from a unit to an instrument (or to the document itself).

    `span` and `text` are the words that make the reference; `sentence` is the span of the sentence around.
    `target` is a canonical id, `self`, `open-set`, or None while unresolved; `target_units` are the eIds of the
    cited units that the pinpoints name. `pinpoint` lists the pinpoints ("para. 3 (c)", "ch. VII").
    `function` is an id of `ontology/functions.ttl` ("" where no verb governs), `verb` its printed words.
    `kind` says what sort of thing is cited (resolution, document, treaty ...), `method` how it was found,
    `confidence` how sure that is (0 to 1), `anchor` the instrument an open set hangs on, `official` what the source
    file's own hyperlink over these words leads to, `note` what was repaired or contradicts. `depth` says how closely
    the cited text is treated: 1 listed among others, 2 cited alone, 3 pinpointed, 4 quoted or changed. `nested` are the
    instruments that the printed title of the cited one names besides: of a protocol the convention it supplements.
    """

    unit: str
    span: Span
    text: str
    target: str | None
    kind: str
    method: str
    confidence: float
    sentence: Span
    target_units: tuple[str, ...] = ()
    pinpoint: tuple[str, ...] = ()
    function: str = ""
    verb: str = ""
    anchor: str | None = None
    official: str | None = None
    note: str = ""
    depth: int = 2
    nested: tuple[str, ...] = ()

    @property
    def target_unit(self) -> str | None:
        """The cited unit where exactly one is named, else None (`pinpoint` and `target_units` tell all)."""
        return self.target_units[0] if len(self.target_units) == 1 else None
