"""A parsed document -> its directives: what its paragraphs decide, and what they tell whom to do by when.

Each main verb of an operative paragraph makes one directive with its clause, addressees, action, deadline and duty to
report. Sub-paragraphs under a lead-in take its verb and addressees over. Paragraphs of statements, decisions and
reports count where a sentence has a directing verb ("The Special Rapporteur recommends that ...") or stands under a
heading or lead-in of recommendations. Verbs that only express something (welcomes, notes) make none; what cannot be
told (an addressee that is only meant) stays open. Documents that are not in English have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from lexline.loaders.acts import (
    addressees,
    deadlines,
    infinitives,
    leads,
    periods,
    reporting,
    second_addressees,
    verbs,
)
from lexline.loaders.acts.leads import Lead
from lexline.loaders.acts.model import Addressee, Directive, Period
from lexline.loaders.acts.verbs import MainVerb
from lexline.loaders.document import OPERATIVE, PARAGRAPH, Document, Span, Unit
from lexline.loaders.language import is_english
from lexline.ontology.symbols import DECISION, RESOLUTION, STATEMENT

#: A unit that is longer is no paragraph.
LONGEST: Final = 30_000
#: A list of names before a colon is no longer.
_LIST: Final = 200
_GRAVE: Final = frozenset({verbs.DECIDES, "authorizes"})

_MODALS: Final = r"\b(?:shall|should|must|may|will|would|(?:is|are)\sto)\b"
_MODAL: Final = re.compile(rf"[^.;:]{{0,400}}?{_MODALS}")
_MODAL_WORD: Final = re.compile(_MODALS)
_JOINING: Final = re.compile(
    r"[\s,]*(?:(?:and|or|as\swell\sas|along\swith|together\swith|including|in\sparticular|especially)[\s,]+)*"
)
_APPOSITION: Final = re.compile(r",\sthe\s[^,;:.]{3,60},(?=\s)")
_THAT: Final = re.compile(r"(?:[\s,][^.;:]{0,200}?)??\bthat\b,?\s?")
_INSERT: Final = re.compile(
    r",?\s(?:also|further|again|once\s(?:again|more)|in\sparticular|therefore|strongly|urgently|hereby|especially|accordingly|"
    r"in\sth(?:is|at)\s(?:regard|context|connection|respect)|to\sth(?:is|at)\send)\b,?|,\s[^,;:.]{1,200}?,(?=\s)"
)
_ENDS_OPEN: Final = re.compile(r"[:;,—–-]\s*\Z|\bto\s*\Z|\bthat\s*\Z")
_INFINITIVE: Final = re.compile(r"\s*[“\"(]?\s*to\s(?:[a-z]{3,15}ly,?\s){0,2}[a-z]", re.IGNORECASE)
_ASKS: Final = re.compile(r"\s*[Tt]o\s(?P<verb>request|call\supon|invite|urge|encourage|demand|authorize)\s")
_BASE_FORM: Final = re.compile(
    r"\s*(?:Implement|Supplement|Complement|Document|Augment|Enhance|Finance|Advance|Balance|Commence|Influence|Bring|Proceed|"
    r"Feed|Embed|Address|Assess|Discuss|Focus|Process|Harness|Express|Pass|Stress|Press)\s|\s*[A-Z][a-z-]+(?<!s)(?<!ing)(?<!ed)(?<!ion)(?<!ment)(?<!ance)(?<!ence)(?<!ity)(?<!ness)\s"
)


def find(document: Document) -> tuple[Directive, ...]:
    """Return the directives of a document, in reading order."""
    if not is_english(document.language):
        return ()
    reader = _Reader(document)
    out: list[Directive] = []
    for unit in document.units:
        if unit.kind in (OPERATIVE, PARAGRAPH) and len(unit.text) <= LONGEST:
            out.extend(reader.unit(unit))
    return tuple(out)


class _Reader:
    """Reads the units of one document in order, and keeps what lead-ins hand down."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.leads: dict[str, Lead] = {}
        self.resolves = document.kind in (RESOLUTION, DECISION, STATEMENT)
        self.expiry = deadlines.expiry(document)
        self.parents = {unit.parent for unit in document.units if unit.parent}

    def unit(self, unit: Unit) -> Iterator[Directive]:
        """Yield the directives of one unit."""
        text = unit.text
        found = (verbs.told(text) if self.document.kind == DECISION else []) or verbs.find(text)
        lead = self.leads.get(unit.parent) if unit.parent else None
        directing = [verb for verb in found if verb.strength != verbs.EXPRESSES]
        if not directing and lead is None and not self.resolves:
            lead = leads.headed(unit, self.document.body)
        inherited = self._inherited(unit, lead) if lead is not None and not (found and found[0].clause == 0) else None
        if inherited is not None:
            hands_on = unit.eid in self.parents and unit.text.rstrip().endswith(":")
            if not hands_on:
                yield inherited
            if lead is not None and unit.eid in self.parents:
                self.leads[unit.eid] = lead
        elif lead is not None and not directing and unit.eid in self.parents:
            self.leads[unit.eid] = lead
        before: tuple[Addressee, ...] = ()
        for place, verb in enumerate(found):
            if verb.strength == verbs.EXPRESSES:
                continue
            if inherited is not None and verb.clause <= inherited.span.start:
                continue
            end = found[place + 1].clause if place + 1 < len(found) else len(text)
            *others, (directive, that) = self._of_verb(unit, verb, end, before)
            yield from (other for other, _ in others)
            before = directive.addressees or before
            if unit.eid in self.parents and place == len(found) - 1 and _ENDS_OPEN.search(text):
                bare = not directive.action.strip(" :,;—–-") or directive.action.strip(" :,").lower() in ("to", "that")
                self.leads[unit.eid] = Lead(
                    directive.verb, directive.strength, directive.addressees, bare, directive.deadline, that
                )
                if bare:
                    continue
            yield directive

    def _of_verb(
        self, unit: Unit, verb: MainVerb, end: int, before: tuple[Addressee, ...]
    ) -> list[tuple[Directive, bool]]:
        """Return the directives of one verb, one for each action that it asks of somebody else."""
        starts = self._shared(unit.text, verb, end)
        found = [self._directive(unit, verb, starts[0] if starts else end, before)]
        for start, stop in pairwise((*starts, end)):
            found.append(self._directive(unit, verb._replace(clause=start + 2), stop, before, start + 5))
        return found

    def _shared(self, text: str, verb: MainVerb, end: int) -> tuple[int, ...]:
        """Return where further addressees begin of whom the same verb asks something else."""
        if verb.rule == verbs.PASSIVE or verb.strength == verbs.DECIDES or text.startswith(" that", verb.end):
            return ()
        first = infinitives.begin(text, verb.end, end)
        return tuple(second_addressees.begin(text, first, end, self.document.body)) if first is not None else ()

    def _inherited(self, unit: Unit, lead: Lead) -> Directive | None:
        """Make the directive of a sub-paragraph from its lead-in's verb; None where it is only a part of the action."""
        text = unit.text
        infinitive = _INFINITIVE.match(text) is not None
        asked = _ASKS.match(text) if infinitive and lead.strength == verbs.DECIDES else None
        if asked is not None:
            verb = MainVerb(0, *asked.span("verb"), verbs.strength_of_base(asked["verb"]), "lead-in")
            return self._directive(unit, verb, len(text), ())[0]
        if not text or not (
            lead.bare or infinitive or (lead.that and _BASE_FORM.match(text)) or _BASE_FORM.match(text)
        ):
            return None
        named = lead.addressees
        start = 0
        rule = "lead-in"
        if not named and not infinitive:
            named, start = self._named(text, 0, len(text), that=lead.that, strength=lead.strength)
            if not all(each.id for each in named):
                named, start = (), 0
            rule = "lead-in with addressee"
        action = text[start:].strip()
        place = text.find(action, start) if action else start
        deadline, every, duty = self._time(text, place, len(text))
        known = bool(named) and all(each.id for each in named)
        return Directive(
            unit=unit.eid,
            span=Span(0, len(text)),
            verb=lead.verb,
            verb_span=Span(0, 0),
            strength=lead.strength,
            addressees=named,
            action=action,
            action_span=Span(place, place + len(action)) if action else None,
            deadline=deadline or lead.deadline,
            reporting=duty is not None,
            report_to=duty.to if duty else None,
            every=every,
            rule=rule,
            confidence=0.85 if known else 0.6,
        )

    def _directive(
        self, unit: Unit, verb: MainVerb, end: int, before: tuple[Addressee, ...], begin: int | None = None
    ) -> tuple[Directive, bool]:
        text = unit.text
        start = verb.end if begin is None else begin
        that = False
        if verb.rule == verbs.PASSIVE:
            named = addressees.read(text, verb.clause, verb.start, self.document.body)
            action_start = verb.end
        else:
            start = _past_inserts(text, start, end)
            clause = _THAT.match(text, start, end) if text.startswith((" that", "that", ", that"), start) else None
            that = clause is not None
            first = clause.end() if clause is not None else start
            if verb.strength == verbs.DECIDES and not that:
                named, action_start = (), start
            else:
                named, action_start = self._named(text, first, end, that=that, strength=verb.strength)
                if not named:
                    named, action_start = _meant(text, first, end, before, action_start)
        words = text[action_start:end].strip(" ,")
        place = text.find(words, action_start) if words else action_start
        deadline, every, duty = self._time(text, place, end)
        return Directive(
            unit=unit.eid,
            span=Span(verb.clause, max(verb.end, len(text[:end].rstrip()))),
            verb=text[verb.start : verb.end],
            verb_span=Span(verb.start, verb.end),
            strength=verb.strength,
            addressees=named,
            action=words,
            action_span=Span(place, place + len(words)) if words else None,
            deadline=deadline,
            reporting=duty is not None,
            report_to=duty.to if duty else None,
            every=every,
            rule=verb.rule,
            confidence=_confidence(verb, named),
        ), that

    def _named(
        self, text: str, start: int, end: int, *, that: bool, strength: str
    ) -> tuple[tuple[Addressee, ...], int]:
        """Return the addressees named from a place on, and where the action begins."""
        while start < end and text[start] in " ,":
            start += 1
        body = self.document.body
        if that:
            if strength == verbs.DECIDES and not _MODAL.match(text, start, end):
                return (), start
            modal = _MODAL_WORD.search(text, start, min(end, start + 500))
            stop = modal.start() if modal else min(end, start + addressees.LONGEST)
            named = addressees.read(text, start, stop, body, known_only=modal is None or strength == verbs.DECIDES)
            if not named and modal is None and end == len(text) and text.endswith(":"):
                # a list of names, and no clause of its own ("that the programme continue to inform:")
                bare = infinitives.begin(text, start, end) is None and end - start < _LIST
                named, stop = addressees.read(text, start, end, body, known_only=not bare), end
                if not bare and named:
                    named, stop = _prefix(text, named[:1], body, end) if named[0].span.start == start else ((), start)
            elif modal is None and named and (not text.endswith(":", 0, end) or end - start >= _LIST):
                named, stop = _prefix(text, named, body, end)
            return (named, stop) if named else ((), start)
        to = re.compile(r"to\s").match(text, start)
        if strength == "recommends" and (to is not None or text.endswith(" to", 0, start - 1)):
            first = to.end() if to is not None else start
            what = re.compile(r"\b(?:that|the\s(?:adoption|draft))\b").search(text, first, end)
            close = what.start() if what else infinitives.begin(text, first, end) or end
            named = addressees.read(text, first, close, body)
            return (named, close) if named else ((), start)
        infinitive = infinitives.begin(text, start, end)
        if infinitive is None:
            tail = re.compile(r"[:,—–-]?\s*\Z").search(text, start, end)
            if end == len(text) and tail is not None and text[start:end].rstrip().endswith((":", ",", "—", "–")):
                named = addressees.read(text, start, end, body)
                return (named, end) if named else ((), start)
            return (), start
        # what is called for is a thing, unless it is known to be somebody
        thing = text.endswith(("call for ", "calls for "), 0, start)
        named = addressees.read(text, start, infinitive, body)
        if thing and named and (named[0].id is None or named[0].span.start > start):
            return (), start
        return (named, infinitive) if named else ((), start)

    def _time(self, text: str, start: int, end: int) -> tuple[Period | None, str | None, reporting.Duty | None]:
        """Return the deadline, the repetition and the duty to report that a stretch of a text names."""
        adopted = self.document.date
        part = text[start:end]
        found = [
            replace(p, span=Span(p.span.start + start, p.span.end + start))
            for p in periods.find(part, adopted, organ=self.document.body, expiry=self.expiry)
        ]
        duty = reporting.find(part, self.document.body)
        return deadlines.chosen(found, adopted, start + duty.start if duty else None), deadlines.repeats(found), duty


def _confidence(verb: MainVerb, named: tuple[Addressee, ...]) -> float:
    if verb.strength in _GRAVE and not named:
        return 0.9
    if not named:
        return 0.6
    sure = 0.95 if all(each.id for each in named) else 0.75
    return sure if verb.rule == verbs.PLAIN else sure - 0.1


def _past_inserts(text: str, start: int, end: int) -> int:
    """Go past adverbs and what stands between commas behind a verb."""
    for _ in range(3):
        insert = _INSERT.match(text, start, end)
        if insert is None:
            return start
        start = insert.end()
    return start


def _prefix(text: str, named: tuple[Addressee, ...], body: str, end: int) -> tuple[tuple[Addressee, ...], int]:
    """Cut the words of addressees before a subjunctive ("that Iraq comply") to their names."""
    cut: list[Addressee] = []
    stop = named[0].span.start
    for each in named:
        if cut and not _JOINING.fullmatch(text, stop, each.span.start):
            break
        found = addressees.match_at(text, each.span.start, body)
        close = found[1] if found else each.span.end
        cut.append(replace(each, text=text[each.span.start : close], span=Span(each.span.start, close)))
        stop = close
    if text.startswith(" concerned ", stop):
        stop += len(" concerned")
    aside = _APPOSITION.match(text, stop, end)
    return tuple(cut), min(aside.end() if aside is not None else stop, end)


def _meant(
    text: str, start: int, end: int, before: tuple[Addressee, ...], otherwise: int
) -> tuple[tuple[Addressee, ...], int]:
    """Return whom a pronoun means: the addressees of the clause before."""
    while start < end and text[start] in " ,":
        start += 1
    said = addressees.pronoun(text, start)
    if said is None:
        return (), otherwise
    span = Span(said.start(), said.end())
    if before:
        return tuple(Addressee(each.id, said[0], span) for each in before), said.end()
    secretary = said[0].lower() == "him" and "Secretary-General" in text[:start]
    return (Addressee("actor:secretary-general" if secretary else None, said[0], span),), said.end()
