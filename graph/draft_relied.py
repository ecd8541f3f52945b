"""A draft that is in no store -> the warnings of texts in one: what ended, ran out, or is not the latest.

The judges of `lexline.graph.relied` and `stray` are given the draft's citations in the shape in which they read those
of a store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph import outdated, relied, stray
from lexline.graph.draft_held import Held
from lexline.graph.draft_report import ERROR, HINT, LOADED, WARNING, Evidence, Finding
from lexline.graph.reading import label_of
from lexline.loaders.document import OPERATIVE, Citation, Document
from lexline.ontology.vocabulary import FUNCTION, instrument_iri, unit_iri

if TYPE_CHECKING:
    from lexline.graph.cautioned import Caution
    from lexline.graph.store import Store

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
