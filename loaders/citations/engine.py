"""Tokens to citations: one reader goes through a document's units in order and says what each reference means.

Stages as in CITATIONS: scan -> pinpoints -> context -> resolve -> function. Footnotes are read where they are called, with
a memory of their own for "ibid.". What cannot be told stays unresolved, with its words.
"""

from __future__ import annotations

from collections.abc import Iterator

from lexline.loaders.citations import functions, pinpoints, sentences
from lexline.loaders.citations.context import Memory, Mention
from lexline.loaders.citations.reader import read
from lexline.loaders.document import FOOTNOTE, FRONT, HEADING, Citation, Document, Span, Unit
from lexline.ontology.symbols import DECISION, RESOLUTION

_OPERATIVE_KINDS = frozenset({RESOLUTION, DECISION})


def extract(document: Document) -> tuple[Citation, ...]:
    """Return every citation of a document, in reading order.

    Offsets are into the citing unit's text. Headings are read for what later text refers to, and cite nothing themselves. The document's own symbol is no citation of itself; a reference to its own
    paragraphs has the target `self`.
    """
    memory = Memory(own_body=document.body)
    own = {document.id, *document.symbols}
    anchors = {note.eid: note for note in document.footnotes}
    units = {unit.eid: unit for unit in document.units}
    ended: dict[str, list[Mention]] = {}
    out: list[Citation] = []
    for unit in _reading_order(document):
        note = anchors.get(unit.eid)
        called_at = None
        if note and note.anchor and note.offset is not None:
            called_at = next((m for m in reversed(ended.get(note.anchor, [])) if 0 <= note.offset - m.end <= 2), None)
        mentions = read(unit, document, memory, called_at)
        ended[unit.eid] = mentions
        if unit.kind == HEADING:
            continue
        lead = units.get(unit.parent) if unit.parent else None
        if unit.kind == FRONT:
            mentions = [m for m in mentions if not _is_own_number(unit.text, m, document.drafts)]
        out.extend(_citations(unit, lead, [m for m in mentions if m.resolved.target not in own]))
    return tuple(out)


def _only_a_task(lead_verb: functions.Verb, mention: Mention) -> bool:
    """Say whether a verb of change in the lead-in does not reach a sub-paragraph's reference.

    "Extends the mandate, with the tasks: (a) to cooperate under X" changes nothing in X; only a sub-paragraph that begins
    with the reference is itself the object.
    """
    return lead_verb.group == "change" and mention.start > functions.OPENING


def _is_own_number(text: str, mention: Mention, drafts: tuple[str, ...]) -> bool:
    """Say whether a symbol in square brackets under the title is the number that the text itself was issued under."""
    return mention.resolved.target in drafts and text[: mention.start].endswith("[")


def _reading_order(document: Document) -> Iterator[Unit]:
    """Yield the units with every footnote right after the unit that calls it."""
    notes: dict[str | None, list[Unit]] = {}
    called = {note.eid: note.anchor for note in document.footnotes}
    known = {unit.eid for unit in document.units}
    for unit in document.units:
        if unit.kind == FOOTNOTE and (anchor := called.get(unit.eid)) in known:
            notes.setdefault(anchor, []).append(unit)
    placed = {unit.eid for group in notes.values() for unit in group}
    for unit in document.units:
        if unit.eid not in placed:
            yield unit
            yield from notes.get(unit.eid, ())


def _citations(unit: Unit, lead: Unit | None, mentions: list[Mention]) -> Iterator[Citation]:
    if not mentions:
        return
    text = unit.text
    offsets = sentences.starts(text)
    verbs = functions.find(text)
    inherited = None
    if lead is not None and lead.kind not in (FRONT, FOOTNOTE):
        lead_verbs = functions.find(lead.text)
        inherited = functions.governing(lead.text, lead_verbs, len(lead.text), 0) if lead_verbs else None
    first_of: dict[int, int] = {}
    for mention in mentions:
        resolved = mention.resolved
        start, end = sentences.around(offsets, len(text), mention.start)
        begin = mention.start if mention.group < 0 else max(start, first_of.setdefault(mention.group, mention.start))
        verb = functions.governing(text, verbs, begin, start)
        words = text[verb.start : verb.end] if verb else ""
        if verb is None and inherited is not None and lead is not None and not _only_a_task(inherited, mention):
            verb, words = inherited, lead.text[inherited.start : inherited.end]
        pins = tuple(dict.fromkeys(str(pin) for pin in mention.pins))
        counts_operative = resolved.kind in _OPERATIVE_KINDS or (
            resolved.target == "self" and unit.eid.startswith("op_")
        )
        cited = (pinpoints.eid(pin, resolution=counts_operative) for pin in mention.pins)
        yield Citation(
            unit=unit.eid,
            span=Span(mention.start, mention.end),
            text=mention.text,
            target=resolved.target,
            kind=resolved.kind,
            method=resolved.method,
            confidence=resolved.confidence,
            sentence=Span(start, end),
            target_units=tuple(dict.fromkeys(c for c in cited if c)),
            pinpoint=pins,
            function=verb.function if verb else "",
            verb=words,
            note=resolved.note,
        )
