"""A draft and a store -> a report: every citation of the draft, what the store knows of it, and what is wrong with it.

The draft is in no store and none is written to. What is later than the draft is not held against it: the draft is of
the day that the caller gives, else of its own date, else of the newest text in the store.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph import draft_lists, draft_paragraphs, draft_relied, draft_words
from lexline.graph.draft_held import Held
from lexline.graph.draft_place import Place
from lexline.graph.draft_report import KINDS, LEVELS, OPEN, OWN, UNRESOLVED, Checked, DraftReport, Finding
from lexline.loaders.citations import extract
from lexline.loaders.document import Citation, Document
from lexline.ontology.errors import InputError

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Where neither the draft nor the store has a date, nothing is later than the draft.
_NO_DAY: Final = date(9999, 12, 31)
_ORDER: Final = tuple(KINDS)
#: More citations than any draft has.
MOST: Final = 20_000


def check(store: Store, document: Document, as_of: date | None = None) -> DraftReport:
    """Check every citation of a draft against a store.

    Args:
        store: what is known.
        document: the draft as read; an instrument of its own symbols in the store is not held against it.
        as_of: the day of the draft; by default its own date, else that of the newest text in the store.
    """
    draft = dated(document, as_of)
    return judge(store, draft, extract(draft), as_of)


def dated(document: Document, as_of: date | None) -> Document:
    """Return a draft with its day, where it bears no date of its own."""
    return document if document.date or as_of is None else replace(document, date=as_of)


def judge(store: Store, draft: Document, citations: Sequence[Citation], as_of: date | None = None) -> DraftReport:
    """Check the citations of a draft that were read before, perhaps in another process.

    Raises:
        InputError: there are more than a draft has.
    """
    if len(citations) > MOST:
        raise InputError(f"The draft has more than {MOST:,} citations.", "Check it in parts.")
    held = Held(store, citations, {draft.id, *draft.symbols})
    day = as_of or draft.date
    told = day or held.newest or _NO_DAY
    found: defaultdict[int, list[Finding]] = defaultdict(list)
    for place, finding in _findings(store, draft, citations, held, told, dated=day is not None):
        found[place].append(finding)
    texts = {unit.eid: unit.text for unit in draft.units}
    checked = tuple(
        _checked(citation, texts[citation.unit], held, _sorted(found[place]))
        for place, citation in enumerate(citations)
    )
    return DraftReport(draft, told, held.newest, checked)


def _findings(
    store: Store, draft: Document, citations: Sequence[Citation], held: Held, day: date, *, dated: bool
) -> Iterator[tuple[int, Finding]]:
    units = {unit.eid: unit for unit in draft.units}
    ends = Counter((citation.unit, citation.span.end) for citation in citations)
    for place, citation in enumerate(citations):
        alone = ends[citation.unit, citation.span.end] == 1
        here = Place(draft, units[citation.unit], citation, alone, day, dated)
        for question in (*draft_words.QUESTIONS, *draft_paragraphs.QUESTIONS):
            for finding in question(here, held):
                yield place, finding
    yield from draft_lists.findings(draft, citations)
    yield from draft_relied.findings(store, draft, citations, held, day)


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    """Put findings in order, the gravest first, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: (LEVELS.index(one.level), _ORDER.index(one.kind))))


def _checked(citation: Citation, text: str, held: Held, findings: tuple[Finding, ...]) -> Checked:
    target = citation.target
    known = target is not None and target not in ("self", "open-set")
    instrument = held.instrument(target) if known and target else None
    units = held.units(target) if known and target else {}
    named = [units[eid] for eid in citation.target_units if eid in units]
    return Checked(
        unit=citation.unit,
        start=citation.span.start,
        end=citation.span.end,
        words=citation.text,
        sentence=text[citation.sentence.start : citation.sentence.end],
        target=target,
        standing=_standing(target, held),
        function=citation.function,
        pinpoint=citation.pinpoint,
        target_units=citation.target_units,
        title=instrument.title if instrument else "",
        date=instrument.date if instrument else "",
        said=named[0] if len(named) == 1 else "",
        findings=findings,
    )


def _standing(target: str | None, held: Held) -> str:
    if target is None:
        return UNRESOLVED
    return {"self": OWN, "open-set": OPEN}.get(target) or held.standing(target)
