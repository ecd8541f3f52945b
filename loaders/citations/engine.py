"""Tokens to citations: goes through a document's units in reading order and says what each reference means.

Stages: scan -> pinpoints -> context -> resolve -> function. Footnotes are read where they are called, with a memory of
their own for "ibid.". What cannot be told stays unresolved, with its words. The patterns are those of English: of texts
in another language only what every language prints alike is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders.citations import context, functions, official, pinpoints, sentences, treatment
from lexline.loaders.citations.context import Memory, Mention
from lexline.loaders.citations.effects import OPENING, Verb
from lexline.loaders.citations.reader import read
from lexline.loaders.document import FOOTNOTE, FRONT, HEADING, TABLE, Citation, Document, Span, Unit
from lexline.loaders.language import is_english
from lexline.ontology.symbols import DECISION, RESOLUTION, STATEMENT, Symbol

_NAMED_KINDS: Final = frozenset({"treaty", "declaration", "agreement"})
_OPERATIVE_KINDS: Final = frozenset({RESOLUTION, DECISION})
#: The annexes and sections that a unit stands in, as its eId begins.
_SCOPE: Final = re.compile(r"(?:(?:annex|sec|part|chap|embedded)_[^_]{1,12}__)+")
#: The number over a text that is annexed.
_OWN_TITLE: Final = re.compile(r"\s*(?:Annex\s)?(?:Resolution|Decision)\s[\w/]{1,12}(?:\s\([\w-]{1,8}\))?\s*")
#: What an open set of resolutions or statements may hang on.
_ANCHOR_KINDS: Final = frozenset({RESOLUTION, DECISION, STATEMENT})
#: A note is called right behind the reference that it explains, at most over a comma and a quotation mark.
_CALL_GAP: Final = range(3)

#: The methods that need no word of English: what they read is printed alike in every language.
_OF_ALL_LANGUAGES: Final = frozenset({"symbol", "number-year"})


def extract(document: Document) -> tuple[Citation, ...]:
    """Return every citation of a document, in reading order.

    Offsets are into the citing unit's text. Headings are read for what later text refers to, and cite nothing
    themselves. The document's own symbol is no citation of itself; a reference to its own paragraphs has the target
    `self`. Of a document that is not English only symbols, numbers with years ("1325 (2000)") and official links are
    citations, without functions. Raises nothing: what cannot be told has the target None.
    """
    units = {unit.eid: unit for unit in document.units}
    memory = Memory(frozenset(units), resolves=document.kind in _OPERATIVE_KINDS, agrees=document.kind == "treaty")
    memory.call_itself(document)
    own = {document.id, *document.symbols}
    anchors = {note.eid: note for note in document.footnotes}
    leads: dict[str, tuple[str, Verb] | None] = {}
    ending: dict[str, dict[int, list[str]]] = {}
    out: list[Citation] = []
    called_in = _called_in(document, units)
    for unit in _reading_order(document):
        note = anchors.get(unit.eid)
        memory.scopes = context.scopes(unit.eid)
        if unit.kind != FOOTNOTE:
            memory.reports.begin(_section(unit.eid), unit.text, called_in.get(unit.eid, []))
        called: tuple[str, ...] = ()
        if note and note.anchor and note.offset is not None:
            called = _standing_at(ending.get(note.anchor, {}), note.offset)
        mentions = read(unit, document, memory, called)
        if mentions:
            ending[unit.eid] = _by_end(mentions)
        if unit.kind == HEADING:
            continue
        if unit.kind == FRONT:
            whole = document.id.partition("[")[0]
            mentions = [m for m in mentions if not _is_own_number(unit.text, m, whole, document.drafts)]
        title = unit.kind != FOOTNOTE and _OWN_TITLE.fullmatch(unit.text) is not None
        citing = [] if title else [m for m in mentions if not _is_itself(m, own)]
        if citing:
            lead = units.get(unit.parent) if unit.parent else None
            if lead is not None and lead.eid not in leads:
                leads[lead.eid] = _closing_verb(lead)
            inherited = leads[lead.eid] if lead is not None else None
            out.extend(_citations(unit, units, inherited, citing))
    if not is_english(document.language):
        out = [replace(c, function="", verb="") for c in out if c.method in _OF_ALL_LANGUAGES]
    return official.beside(document, tuple(out))


def _section(eid: str) -> str:
    """Return the section or annex that a unit stands in, as its eId begins."""
    scope = _SCOPE.match(eid)
    return scope[0] if scope else ""


def _called_in(document: Document, units: Mapping[str, Unit]) -> dict[str, list[tuple[int, str]]]:
    """Return the notes that each unit calls, as the offset of the call and the note's text."""
    out: dict[str, list[tuple[int, str]]] = {}
    for note in document.footnotes:
        if note.anchor is not None and note.offset is not None and note.eid in units:
            out.setdefault(note.anchor, []).append((note.offset, units[note.eid].text))
    return out


def _by_end(mentions: list[Mention]) -> dict[int, list[str]]:
    """Return the ids of what a unit mentions, by where the words end."""
    out: dict[int, list[str]] = {}
    for mention in mentions:
        if mention.resolved.target is not None:
            out.setdefault(mention.end, []).append(mention.resolved.target)
    return out


def _standing_at(ending: Mapping[int, list[str]], offset: int) -> tuple[str, ...]:
    """Return the ids of the mentions that end where a note is called."""
    return next((tuple(ending[offset - gap]) for gap in _CALL_GAP if offset - gap in ending), ())


def _closing_verb(lead: Unit) -> tuple[str, Verb] | None:
    """Return the verb that a lead-in hands to its sub-paragraphs, with its words; None where it has none."""
    if lead.kind in (FRONT, FOOTNOTE):
        return None
    verb = functions.governing(lead.text, functions.find(lead.text), len(lead.text), 0)
    return (lead.text[verb.start : verb.end], verb) if verb is not None else None


def _only_a_task(lead_verb: Verb, mention: Mention) -> bool:
    """Say whether a verb of change in the lead-in does not reach a sub-paragraph's reference.

    "Extends the mandate, with the tasks: (a) to cooperate under X" changes nothing in X; only a sub-paragraph that
    begins with the reference is itself the object.
    """
    return lead_verb.group == "change" and mention.start > OPENING


def _is_itself(mention: Mention, own: set[str]) -> bool:
    """Say whether a mention is the document's own symbol, also one that the record of resolutions does not hold yet."""
    if mention.resolved.target is not None:
        return mention.resolved.target in own
    symbol = Symbol.find(mention.text)
    return symbol is not None and symbol.text in own


def _is_own_number(text: str, mention: Mention, whole: str, drafts: tuple[str, ...]) -> bool:
    """Say whether a title page prints the text's own number: that of the whole of which it is a lettered part.

    A draft's symbol in square brackets under the title is the number that the text itself was first issued under.
    """
    return mention.resolved.target == whole or (
        mention.resolved.target in drafts and text.endswith("[", 0, mention.start)
    )


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


def _cited_units(mention: Mention, citing: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the eIds of the units that a mention's pinpoints name.

    Of the document itself these are units that it has: those of the citing unit's own section or annex before others.
    """
    operative = mention.resolved.kind in _OPERATIVE_KINDS
    if mention.resolved.target != "self":
        found = [pinpoints.eid(pin, resolution=operative) for pin in mention.pins]
        return tuple(dict.fromkeys(eid for eid in found if eid))
    scopes = context.scopes(citing)
    own = []
    for pin in mention.pins:
        eids = (pinpoints.eid(pin, resolution=True), pinpoints.eid(pin, resolution=False))
        candidates = (f"{before}{eid}" for before in scopes for eid in eids if eid)
        own.append(next((eid for eid in candidates if eid in known), None))
    return tuple(dict.fromkeys(eid for eid in own if eid))


def _citations(
    unit: Unit, known: Collection[str], inherited: tuple[str, Verb] | None, mentions: list[Mention]
) -> Iterator[Citation]:
    """Yield one unit's citations; `inherited` is the verb of its lead-in, for those that have none of their own.

    `known` are the eIds of the document.
    """
    text = unit.text
    offsets = sentences.starts(text)
    # A title page tells by verbs what happened to the text, not what the text does.
    # Behind the last reference no verb governs any,
    last = max(mention.start for mention in mentions)
    # and the cells of a table quote words that are not the text's own.
    verbs = functions.find(text[:last]) if unit.kind not in (FRONT, TABLE) else []
    anchors = _anchors(mentions, offsets)
    spans = [sentences.around(offsets, len(text), mention.start) for mention in mentions]
    governed = _governed(text, mentions, verbs, spans, inherited)
    changed = [verb is not None and verb.group == "change" for _, verb in governed]
    depths = treatment.depths(text, mentions, spans, changed)
    for mention, anchor, (start, end), (words, verb), depth in zip(
        mentions, anchors, spans, governed, depths, strict=True
    ):
        resolved = mention.resolved
        yield Citation(
            unit=unit.eid,
            span=Span(mention.start, mention.end),
            text=mention.text,
            target=resolved.target,
            kind=resolved.kind,
            method=resolved.method,
            confidence=resolved.confidence,
            sentence=Span(start, end),
            target_units=_cited_units(mention, unit.eid, known) if mention.pins else (),
            pinpoint=tuple(dict.fromkeys(str(pin) for pin in mention.pins)),
            function=verb.function if verb else "",
            verb=words,
            anchor=anchor,
            note=resolved.note,
            depth=depth,
            nested=treatment.nested(mention),
        )


def _governed(
    text: str,
    mentions: list[Mention],
    verbs: list[Verb],
    spans: list[tuple[int, int]],
    inherited: tuple[str, Verb] | None,
) -> list[tuple[str, Verb | None]]:
    """Return the governing verb of each mention with its words: its own, that of its list, or its lead-in's."""
    first_of: dict[int, int] = {}
    out: list[tuple[str, Verb | None]] = []
    for mention, (start, _) in zip(mentions, spans, strict=True):
        begin = mention.start if mention.group < 0 else max(start, first_of.setdefault(mention.group, mention.start))
        treaty = mention.resolved.kind in _NAMED_KINDS
        verb = functions.governing(text, verbs, begin, start, treaty=treaty, lead=inherited[1] if inherited else None)
        if verb is not None:
            out.append((text[verb.start : verb.end], verb))
        elif inherited is not None and not _only_a_task(inherited[1], mention):
            out.append(inherited)
        else:
            out.append(("", None))
    return out


def _anchors(mentions: list[Mention], offsets: Sequence[int]) -> list[str | None]:
    """Return for every open set the instrument that it hangs on, None for all other mentions.

    "Recalling resolution 713 (1991) and all subsequent resolutions": the last one cited before it in its sentence, else
    the next one ("all its previous resolutions, in particular resolution 1325 (2000)").
    """
    if not any(mention.resolved.target == "open-set" for mention in mentions):
        return [None] * len(mentions)
    before: list[str | None] = []
    after: list[str | None] = []
    for out, order in ((before, mentions), (after, mentions[::-1])):
        last, sentence = None, -1
        for mention in order:
            here = bisect_right(offsets, mention.start)
            if here != sentence:
                last, sentence = None, here
            out.append(last)
            if mention.resolved.target and mention.resolved.kind in _ANCHOR_KINDS:
                last = mention.resolved.target
    return [
        (first or then) if mention.resolved.target == "open-set" else None
        for mention, first, then in zip(mentions, before, reversed(after), strict=True)
    ]
