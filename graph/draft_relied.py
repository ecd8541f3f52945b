"""A draft that is in no store -> the warnings of texts in one: what ended, ran out, or is not the latest.

The judges of `lexline.graph.relied` and `stray` are given the draft's citations in the shape in which they read those
of a store.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph import outdated, relied, stray
from lexline.graph.draft_held import Held
from lexline.graph.draft_report import ERROR, HINT, LOADED, WARNING, Evidence, Finding
from lexline.graph.mandate_steps import RUNS, Step
from lexline.graph.mandates import chains
from lexline.graph.reading import label_of
from lexline.loaders.document import OPERATIVE, Citation, Document
from lexline.ontology.mandates import REGIME
from lexline.ontology.vocabulary import FUNCTION, instrument_iri, unit_iri

if TYPE_CHECKING:
    from lexline.graph.cautioned import Caution
    from lexline.graph.store import Store

#: "Most recently resolution", "the most recent of which is resolution", right before what is cited.
_RECENT: Final = re.compile(
    r"\b(?:most\srecently|the\s(?:latest|most\srecent)(?:\sof\swhich)?(?:\s(?:is|was|being))?)\s"
    r"(?:in\s|by\s)?(?:its\s|Security\sCouncil\s)?resolutions?\s$",
    re.IGNORECASE,
)
_REMEDIES: Final = {
    "ended": "Rely on what took its place, or say that it ended.",
    "expired": "See whether the mandate was prolonged; cite the text that did.",
    "newer": "Cite the later one, or leave out that this one was the last.",
    "paragraph": "Correct the number of the paragraph, or what is cited.",
}


def findings(
    store: Store, document: Document, citations: Sequence[Citation], held: Held, as_of: date
) -> Iterator[tuple[int, Finding]]:
    """Yield findings with the place of the citation that each is on."""
    texts = {unit.eid: unit.text for unit in document.units}
    operative = {unit.eid for unit in document.units if unit.kind == OPERATIVE}
    places: dict[tuple[str, str, str, str | None], int] = {}
    ended: list[tuple[str, ...]] = []
    expired: list[tuple[str, ...]] = []
    newer: list[tuple[str, ...]] = []
    beyond: list[tuple[str, ...]] = []
    me, day = instrument_iri(document.id), as_of.isoformat()
    for place, one in enumerate(citations):
        if one.target is None or ("/" not in one.target and ":" not in one.target):
            continue
        whole = held.instrument(one.target).id
        unit, cited = unit_iri(document.id, one.unit), instrument_iri(whole)
        sentence = texts[one.unit][one.sentence.start : one.sentence.end]
        function = FUNCTION + one.function
        missing = [eid for eid in one.target_units if eid not in held.units(one.target)]
        for eid in one.target_units or (None,):
            places.setdefault((one.unit, one.text, whole, eid), place)
            part = unit_iri(whole, eid) if eid else ""
            if eid in missing and held.standing(one.target) == LOADED and held.units(one.target):
                beyond.append((me, unit, one.text, sentence, str(one.confidence), cited, part))
            if one.unit not in operative:
                continue
            if one.function in (*relied.RELYING, *relied.POINTING):
                ended.append((me, unit, function, one.text, sentence, day, cited, part))
            if one.function in relied.RELYING and part:
                expired.append((me, unit, one.text, sentence, day, part))
            start, begins = str(one.span.start), str(one.sentence.start)
            newer.append((me, unit, one.text, start, sentence, begins, day, cited, part))
    yield from _latest(store, citations, texts, {document.id, *document.symbols}, as_of)
    for caution in _judged(store, ended, expired, newer, beyond):
        key = (caution.unit, caution.text, caution.cited, caution.cited_unit)
        if key in places:
            yield places[key], _finding(caution)


def _judged(
    store: Store,
    ended: list[tuple[str, ...]],
    expired: list[tuple[str, ...]],
    newer: list[tuple[str, ...]],
    beyond: list[tuple[str, ...]],
) -> Iterator[Caution]:
    if ended:
        yield from relied.ended(store, rows=ended)
    yield from relied.expired(store, rows=expired)
    yield from outdated.newer(store, rows=newer)
    yield from stray.paragraphs(store, rows=beyond)


def _finding(caution: Caution) -> Finding:
    sure = ERROR if caution.kind == "paragraph" else WARNING
    against = caution.against or caution.cited
    proof = Evidence(against, caution.against_unit, caution.against_date, caution.against_sentence)
    reason = caution.reason[0].upper() + caution.reason[1:]
    if caution.cited_unit:
        reason = reason.replace(f" {caution.cited_unit} ", f", {label_of(caution.cited_unit)} ")
    level = sure if caution.certain else HINT
    return Finding(level, caution.kind, f"{reason}.", _REMEDIES[caution.kind], (proof,))


def _latest(
    store: Store, citations: Sequence[Citation], texts: Mapping[str, str], own: AbstractSet[str], as_of: date
) -> Iterator[tuple[int, Finding]]:
    """Yield what is called the most recent and belongs to a mandate that a later text had prolonged by then."""
    said = [
        place
        for place, one in enumerate(citations)
        if one.target and _RECENT.search(texts[one.unit][max(0, one.span.start - 80) : one.span.start])
    ]
    if not said:
        return
    beside: defaultdict[str, set[str | None]] = defaultdict(set)
    for one in citations:
        beside[one.unit].add(one.target)
    runs = [(each, [step for step in each.steps if step.effect in RUNS and step.day]) for each in chains(store)]
    for place in said:
        one = citations[place]
        mine = [(each, steps) for each, steps in runs if any(step.instrument == one.target for step in steps)]
        last = [_after(steps, one.target, as_of) for _, steps in mine]
        # of several mandates that it prolonged all must have gone on
        if not last or any(step is None or step.instrument in own | beside[one.unit] for step in last):
            continue
        step = max((step for step in last if step), key=lambda each: each.day or as_of)
        name = next(each.label for each, steps in mine if step in steps)
        message = f"{step.instrument} of {step.day} prolonged {name} after {one.target}."
        level = HINT if any(each.kind == REGIME for each, _ in mine) else WARNING
        proof = Evidence(step.instrument, step.unit, str(step.day), step.text)
        yield place, Finding(level, "newer", message, _REMEDIES["newer"], (proof,))


def _after(steps: Sequence[Step], target: str | None, as_of: date) -> Step | None:
    """Return the last step before a day, where it is later than those of an instrument."""
    day = max(step.day for step in steps if step.instrument == target and step.day)
    # another organ prolongs other mandates of the same name
    organ = (target or "").partition("/")[0]
    later = [s for s in steps if s.day and day < s.day < as_of and s.instrument.partition("/")[0] == organ]
    return later[-1] if later else None
