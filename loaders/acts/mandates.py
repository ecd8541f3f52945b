"""A parsed document and its citations -> the events in mandates that its operative paragraphs make.

"Decides to extend the mandate of UNMX until 15 March 2023" extends the mandate of UNMX. Only what the text does itself
is an event: what it recalls, intends, asks others for or makes possible is none, and neither is a verb of change whose
object is no mandate ("extends its sympathy"). A period that counts from the end of the term before has no date here,
because the document does not say that day; what follows from several documents is not worked out on this floor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from lexline.loaders.acts import authorizing, deeds, endings, periods, terms
from lexline.loaders.acts.deeds import (
    AMENDS,
    ESTABLISHES,
    EXPANDS,
    EXTENDS,
    RENEWS,
    REPLACES,
    TERMINATES,
    Deed,
)
from lexline.loaders.acts.directives import LONGEST
from lexline.loaders.acts.model import FOR, OPEN, UNTIL, MandateEvent, Period
from lexline.loaders.acts.object_bounds import object_of_founding
from lexline.loaders.acts.subject_names import BY_UNKNOWN, Named
from lexline.loaders.acts.subjects import Reader
from lexline.loaders.document import OPERATIVE, Citation, Document, Span, Unit
from lexline.loaders.language import is_english
from lexline.ontology.mandates import AUTHORIZATION, JUDGES, MISSION, PANEL, REGIME, TRIBUNAL
from lexline.ontology.symbols import DECISION, RESOLUTION

_KINDS: Final = frozenset({RESOLUTION, DECISION})
_OBJECT: Final = re.compile(
    r"\b(?:mandates?|measures?|authori[sz]ations?|provisions?|sanctions|embargo(?:es)?|restrictions?|prohibitions?|bans?|stationing|deployment"
    r"|[Tt]erms?\sof\s(?:office|appointment)|appointments?|exemptions?|arrangements?|presence|freezes?|decisions?|paragraphs?|[Cc]ommittee)\b"
)
_NO_MANDATE: Final = re.compile(
    r"(?:\s(?:to|until)\s\d{1,2}\s[A-Z]\w+\s\d{4})?\s(?:the\s|these\s|its\s)?(?:\w+\s)?(?:periods?|deadlines?|time|funding|reporting|requests?|call|appeal|support)\b"
    r"|[^,;]{0,60}\ssupport\spackage\b"
)
_MEASURES: Final = re.compile(r"\b(?:measures?|sanctions|embargo(?:es)?|restrictions?|prohibitions?)\b")
#: "to appoint no more than five experts": people are appointed, nothing is founded.
_PEOPLE: Final = re.compile(
    r"\s(?:(?:expeditiously|immediately|the|a|an|its|no\smore\sthan|up\sto|additional|following|[a-z]{3,6})\s){0,4}"
    r"(?:experts?|members?|individuals?|persons?|(?:Special|Personal|Deputy|Acting)\s(?:Rep|Env|Adv|Rap|Spec))"
)
_PART_OF_IT: Final = re.compile(r"\s(?:[a-z-]+\s){1,3}(?:team|office|cell|unit|component)\b")
_AND_PANEL: Final = re.compile(
    r"\band\s(?:(?:of\s)?the\s)?(?P<panel>(?:Panel|Group|Committee)\sof\sExperts|Monitoring\s(?:Team|Group))\b"
)
#: A lead-in under which stands what somebody is to do, and nothing is done.
_TASKS: Final = re.compile(r"\b(?:tasks|functions)\b[^.;:]{0,60}:\s*$")
#: A lead-in whose decision holds only when something comes about.
_CONDITION: Final = re.compile(r"\b(?:upon\sreceipt|if|once|when)\b")
_RUNS: Final = frozenset({ESTABLISHES, EXTENDS, RENEWS})
_STRENGTH_OF: Final = re.compile(
    r"\b(?:level|strength|ceiling|size|personnel|troops?|police\scomponent|capacity|capabilities|cooperation|coordination|efforts?|support|assistance)\b"
)


#: "a Mission Planning Officer (P-4) post": somebody in the mission, not the mission.
_IN_ITS_OFFICE: Final = re.compile(r"(?:\s[A-Z]\w+){0,4}\s(?:\([A-Z]-\d\)\s)?(?:Officer|Adviser|posts?|positions?)\b")


def events(document: Document, citations: Sequence[Citation]) -> tuple[MandateEvent, ...]:
    """Return what the operative paragraphs of a document do to mandates, in reading order.

    `citations` are those of `lexline.loaders.citations.extract`. Only resolutions and decisions in English make events.
    """
    if document.kind not in _KINDS or not is_english(document.language):
        return ()
    reader = Reader.of(document, citations)
    units = {unit.eid: unit for unit in document.units}
    out: list[MandateEvent] = []
    for unit in document.units:
        if unit.kind == OPERATIVE and len(unit.text) <= LONGEST:
            lead = units.get(unit.parent) if unit.parent is not None else None
            out.extend(_of_unit(unit, lead, reader, document.date, out))
        reader.pass_unit(unit.text)
    return endings.settled(document, citations, tuple(_once(out)))


def _once(found: Sequence[MandateEvent]) -> Iterator[MandateEvent]:
    """Drop what a unit says twice of one subject; a term that only the second saying has is the first one's."""
    kept: dict[tuple[str, str, str], MandateEvent] = {}
    for place, event in enumerate(found):
        group = "runs" if event.effect in _RUNS else event.effect
        key = (event.unit, group, event.subject or str(place))
        first = kept.setdefault(key, event)
        if first is not event and first.until is None and event.until is not None:
            kept[key] = replace(first, until=event.until, rule=first.rule + "+again")
    yield from kept.values()


def _of_unit(
    unit: Unit, lead: Unit | None, reader: Reader, adopted: date | None, before: Sequence[MandateEvent]
) -> Iterator[MandateEvent]:
    text = unit.text
    handed = lead.text if lead is not None and lead.kind == OPERATIVE and len(lead.text) <= LONGEST else ""
    if _TASKS.search(handed) or any(authorizing.find(handed)):
        return
    doubt = 0.6 if handed and _CONDITION.search(handed) else 1.0
    for each in sorted((*deeds.find(text, handed), *authorizing.find(text)), key=lambda deed: deed.start):
        deed = each
        if deed.effect == ESTABLISHES and deed.rule != authorizing.RULE:
            deed = replace(deed, object_start=object_of_founding(text, deed.object_start, deed.object_end))
        instruments = _instruments(reader, unit.eid, deed)
        found = _objects(reader, unit.eid, text, deed, instruments)
        if not (found if deed.rule == authorizing.RULE else _is_of_mandate(text, deed, found, instruments)):
            continue
        if deed.effect == ESTABLISHES or deed.rule == "ordered":
            found = [reader.founded(hit, anew=deed.effect == ESTABLISHES) for hit in found]
        until, rule = terms.until(text, deed, lead, adopted, before)
        if deed.effect == ESTABLISHES and deed.rule != "to" and until is None:
            continue
        effect = _effect(text, deed, found, until, reader)
        for hit in found or (None,):
            yield MandateEvent(
                unit=unit.eid,
                span=Span(min(deed.start, deed.object_start), max(deed.object_end, deed.end)),
                verb=text[deed.start : deed.end],
                effect=effect,
                subject=hit.id if hit else "",
                subject_text=text[hit.start : hit.end] if hit else "",
                subject_span=Span(hit.start, hit.end) if hit else None,
                until=until,
                instruments=instruments,
                rule=deed.rule + rule,
                confidence=round(
                    (hit.sure if hit else 0.5) * doubt * (0.9 if deed.rule in ("noun", "stays") else 1.0), 2
                ),
                partial=deed.rule == "exempts",
            )


def _objects(reader: Reader, unit: str, text: str, deed: Deed, instruments: Sequence[str]) -> list[Named]:
    """Return what a deed is done to."""
    if deed.rule == "imposed":
        return [] if instruments else reader.regime(deed.object_start, deed.end)
    if deed.rule == authorizing.RULE:
        return authorizing.force(reader, text, deed)
    found = reader.objects(unit, text, deed.object_start, deed.object_end)
    if re.match(r"(?:to\s)?re-?\s?appoint", text[deed.start : deed.end], re.IGNORECASE):
        # who is appointed again is a judge or prosecutor of the tribunal, not the tribunal
        found = [hit._replace(id=hit.id.replace(f"{TRIBUNAL}:", f"{JUDGES}:")) for hit in found]
    return [*found, *_coordinated(reader, unit, text, deed, found[0])] if deed.effect == TERMINATES and found else found


def _effect(text: str, deed: Deed, found: Sequence[Named], until: Period | None, reader: Reader) -> str:
    """Return what a deed does: measures that stand or are imposed anew found a regime, widen it, or renew it."""
    own = any(hit.id in reader.own_subjects() for hit in found)
    if deed.rule in ("stays", "imposed") and own:
        return ESTABLISHES
    if deed.rule == "imposed" and until is not None and terms.FURTHER.search(until.text):
        return RENEWS
    if deed.effect == ESTABLISHES and found[0].id.startswith(REGIME) and not own and found[0].sure > BY_UNKNOWN:
        return ESTABLISHES if _is_committee(text, found[0]) else EXPANDS
    return deed.effect


def _coordinated(reader: Reader, unit: str, text: str, deed: Deed, first: Named) -> list[Named]:
    """Return the panel that is ended in one breath with its Committee."""
    other = _AND_PANEL.search(text, first.start, deed.object_end)
    if other is None or not first.id.startswith(REGIME):
        return []
    return [hit for hit in reader.objects(unit, text, other.start("panel"), deed.object_end) if hit.id != first.id]


def _is_committee(text: str, hit: Named) -> bool:
    return re.match(r"(?:a\s)?[Cc]ommittee\b", text[hit.start :]) is not None


def _is_of_mandate(text: str, deed: Deed, found: Sequence[Named], instruments: Sequence[str]) -> bool:
    """Say whether the object of a verb of change is a mandate, and not what merely stands near one."""
    if deed.rule in ("imposed", "exempts"):
        regimes = found and found[0].id.partition(":")[0] in (REGIME, AUTHORIZATION)
        return bool(regimes and (deed.rule == "imposed" or instruments))
    near = text[deed.object_start : min(deed.object_end, deed.object_start + 160)]
    if deed.rule in ("is", "stays"):
        near = text[deed.object_start : deed.object_end]
    kinds = {hit.id.partition(":")[0] for hit in found}
    has_object = _OBJECT.search(near) is not None
    if (deed.rule == "noun" and not found) or _NO_MANDATE.match(near):
        return False
    if found and found[0].id.startswith(REGIME) and _is_committee(text, found[0]):
        named = re.search(r"\bmandates?\b", text[deed.object_start : found[0].start]) is not None
        if not named and deed.effect not in (ESTABLISHES, TERMINATES):
            return False
    opens = bool(found) and found[0].start - deed.object_start < 90
    if deed.rule == "ordered":
        return bool(found) and found[0].sure >= 0.95
    if deed.rule == "stays":
        until = periods.find(text[deed.end : deed.end + 120])
        return bool(found) and _dated(until) and (has_object or bool(kinds & {MISSION, AUTHORIZATION}))
    verb = text[deed.start : deed.end].lower()
    if deed.effect == ESTABLISHES:
        return _is_founded(text, deed, found, verb)
    if re.search(r"continue|maintain|\bend|close|withdraw|remove|strengthen|change|appoint", verb):
        if "re" in verb and "appoint" in verb:
            return bool(found)
        return (
            has_object
            and bool(found)
            and _STRENGTH_OF.search(near[:60]) is None
            and found[0].start - deed.object_start < (40 if re.search(r"\bend|close|withdraw", verb) else 160)
        )
    if deed.effect in (AMENDS, EXPANDS, REPLACES) and (not has_object or _STRENGTH_OF.search(near[:50])):
        return False
    return has_object or (bool(found) and opens and (PANEL in kinds or MISSION in kinds or AUTHORIZATION in kinds))


def _dated(found: Sequence[Period]) -> bool:
    return any(period.kind in (UNTIL, FOR, OPEN) for period in found)


def _is_founded(text: str, deed: Deed, found: Sequence[Named], verb: str) -> bool:
    """Say whether what is set up is a subject of mandates: named right behind the verb, and not a part of another."""
    if not found:
        return False
    first = found[0]
    if _IN_ITS_OFFICE.match(text, first.end):
        return False
    between = text[deed.object_start : first.start]
    if deed.rule == "is" and first.id.startswith(REGIME):
        return _MEASURES.search(text, deed.object_start, deed.start) is not None
    if deed.rule == "is" or re.search(r"deploy|authori[sz]e", verb):
        return False
    if _PEOPLE.match(text, deed.object_start) or _PART_OF_IT.match(text, first.end):
        return False
    if first.id.startswith(AUTHORIZATION) and first.sure <= BY_UNKNOWN:
        return False
    loose = _dropped(between)
    if re.search(r"\bmembers?\b|\bto\s(?:enable|assist|support)\b", loose):
        return False
    return (
        len(loose) < 70
        and re.search(r"\b(?:of|within|in\ssupport|for|by|from|in|with|to\sassist|members?)(?:\sthe)?$", loose) is None
        and "," not in loose
    )


def _dropped(between: str) -> str:
    """Take out what is inserted between commas, and periods: "for an initial period of 13 months, in consultation,"."""
    out = re.sub(r",[^,;]{0,160}(?:,|$)", " ", between)
    out = re.sub(r"\b(?:for|as\sof|within|until|under)\s[^,;]{0,80}", " ", out)
    return out.strip()


def _instruments(reader: Reader, unit: str, deed: Deed) -> tuple[str, ...]:
    """Return the instruments that the object's words cite, in order."""
    cited = (c for c in reader.citations.get(unit, ()) if deed.object_start <= c.span.start < deed.object_end)
    targets = (c.target for c in cited if c.kind in _KINDS or c.kind == "statement")
    return tuple(dict.fromkeys(t for t in targets if t and t not in ("self", "open-set", reader.own)))
