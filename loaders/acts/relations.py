"""A parsed document and its citations -> how it relates to other documents in its own words.

A report is submitted pursuant to a resolution or statement and so answers its request ("submitted pursuant to paragraph
30 of resolution 2149"), a submission responds to a call for input, a concept note refers to a report. Only the
title, the front and the first paragraphs are read. "Since my last report" and "in accordance with resolution 1038, the
mission monitors" relate nothing. Whose call a submission responds to is not told here where no symbol is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lexline.loaders.document import FOOTNOTE, HEADING, TABLE, Citation, Document, Span, Unit
from lexline.loaders.language import is_english
from lexline.ontology.symbols import DECISION, RESOLUTION

SUBMITTED: Final = "submittedPursuantTo"
ANSWERS: Final = "answers"
RESPONDS: Final = "respondsTo"
REFERS: Final = "refersToReport"

KINDS: Final = (SUBMITTED, ANSWERS, RESPONDS, REFERS)

#: Documents that relate to others as reports and submissions do.
_DOCUMENTS: Final = frozenset({"report", "document"})
#: So many units from the beginning say what a document is.
_FIRST: Final = 8
_NO_TARGET: Final = frozenset({"self", "open-set"})
_ASKING: Final = frozenset({RESOLUTION, DECISION, "presidential-statement", "statement", "document"})
_DIVIDES: Final = frozenset({HEADING, TABLE, FOOTNOTE})

_BASIS: Final = (
    r"(?:pursuant\sto|in\s(?:accordance|compliance|conformity)\swith|in\spursuance\sof"
    r"|in\sresponse\sto|as\srequested\s(?:in|by)|under)"
)
#: "The present report is submitted pursuant to", "the present report, submitted to the Assembly pursuant to".
_SUBMITTED: Final = re.compile(
    rf"\b(?:(?:present|this|attached)\s(?:\w+\s){{0,3}}(?:report|note|addendum|document)\b|it\b)[^.;]{{0,80}}?"
    rf"\b(?:submitted|prepared|issued|presented|provided|transmitted)\b[^.;]{{0,90}}?\b{_BASIS}\s",
    re.IGNORECASE,
)
#: "Report of the Secretary-General pursuant to", in a title.
_TITLED: Final = re.compile(
    rf"^\W{{0,3}}(?:[\w-]+\s){{0,3}}report\s(?:of|by)\s(?:[\w’',-]+\s){{1,14}}?(?:submitted\s)?{_BASIS}\s",
    re.IGNORECASE,
)
#: Words behind which what is cited is no longer what the report was submitted under.
_PARTED: Final = re.compile(
    r"\b(?:since|which|whereby|in\sorder\sto|covers?|describes?|concerning\sthe\sreport)\b", re.IGNORECASE
)
#: "By its resolution 2012 (2011), the Council ... requested me to report".
_ASKED_BEFORE: Final = re.compile(
    r"^\W{0,3}(?:in|by|under|through|pursuant\sto)\s(?:(?:paragraphs?|operative|section|its|the|of|that|this|statement|President|"
    r"Security|Council|General|Assembly|Human|Rights|resolutions?|decisions?|\d{1,3}|\([a-z]\)|and)\s){0,12}$",
    re.IGNORECASE,
)
_REQUESTED: Final = re.compile(
    r"\b(?:requested|asked|invited)\s(?:me|that\sI|the\sSecretary-General|that\sthe\sSecretary-General)\b[^.;]{0,160}?"
    r"\b(?:report|reports|inform|informed|update|updates|submit|account|assessment)\b"
    r"|\bSecretary-General\swas\s(?:also\s)?(?:requested|asked)\sto\s(?:\w+\s){0,4}(?:report|inform|submit|keep)\b"
    r"|\brequested\s(?:a|an)\s(?:\w+\s){0,3}report\b",
    re.IGNORECASE,
)
_CALL: Final = re.compile(
    r"\b(?:respond\w*|response|submission|contribution|replying|reply)\b[^.;]{0,80}?\b(?P<call>(?:(?:her|his|its|their|the|this|your)\s)?"
    r"calls?\sfor\s(?:inputs?|submissions?|contributions?|comments|evidence|information))\b",
    re.IGNORECASE,
)
_IS_CALL: Final = re.compile(r"\W{0,3}calls?\sfor\s(?:inputs?|submissions?|contributions?)\b", re.IGNORECASE)
_IS_SUBMISSION: Final = re.compile(
    r"\b(?:submission|contribution|inputs?)\s(?:to|for)\s(?P<call>the\s(?:[\w-]+\s){0,4}report\sof\b)", re.IGNORECASE
)
_IS_NOTE: Final = re.compile(r"\bconcept\s(?:note|paper)\b", re.IGNORECASE)
_OF_REPORT: Final = re.compile(r"\breports?\b[^.;]{0,160}$", re.IGNORECASE)
_OF_WORDS: Final = re.compile(r"\b(?:resolution|decision|statement)s?\s[^)]{0,40}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation that a document's words tell of: `kind` is one of KINDS.

    `span` are the words in the unit. `target` is None where the words name no symbol; `target_units` are the
    paragraphs asked about. `citation` is the reference that shows it, if there is one.
    """

    kind: str
    unit: str
    span: Span
    text: str
    target: str | None
    target_units: tuple[str, ...]
    citation: Citation | None
    rule: str
    confidence: float


def relations(document: Document, citations: Sequence[Citation]) -> tuple[Relation, ...]:
    """Return how a document relates to others, in reading order, each once.

    `citations` are those of `lexline.loaders.citations.extract`. Only reports, notes and the like in English have any.
    """
    if document.kind not in _DOCUMENTS or not is_english(document.language):
        return ()
    by_unit: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.target is not None and citation.target not in _NO_TARGET:
            by_unit.setdefault(citation.unit, []).append(citation)
    first = [unit for unit in document.units if unit.kind not in _DIVIDES][:_FIRST]
    found = [*_submissions(document, first)]
    for unit in first:
        for citation in by_unit.get(unit.eid, ()):
            found.extend(_of_citation(unit, citation))
    if any(_IS_NOTE.search(text) for text in (document.title, *(unit.text for unit in first[:2]))):
        for unit in document.units:
            found.extend(
                _report(unit, citation) for citation in by_unit.get(unit.eid, ()) if _names_report(unit, citation)
            )
    return tuple(_once(found))


def _once(found: Sequence[Relation]) -> Iterator[Relation]:
    """Keep each relation once; an answer to an instrument goes where one to its paragraph is known."""
    pointed = {(one.kind, one.target) for one in found if one.target_units}
    seen: set[tuple[str, str | None, tuple[str, ...]]] = set()
    for one in sorted(found, key=lambda one: -one.confidence):
        key = (one.kind, one.target, one.target_units)
        if key in seen or (one.kind == ANSWERS and not one.target_units and (one.kind, one.target) in pointed):
            continue
        seen.add(key)
        yield one


def _of_citation(unit: Unit, citation: Citation) -> Iterator[Relation]:
    """Yield what the sentence around a citation says: the report is submitted under it, and answers it."""
    if citation.kind not in _ASKING:
        return
    before = unit.text[citation.sentence.start : citation.span.start]
    after = unit.text[citation.span.end : citation.sentence.end]
    asked = _REQUESTED.search(after) is not None
    trigger = _SUBMITTED.search(before) or _TITLED.search(before)
    if trigger is not None and _PARTED.search(before, trigger.end()) is None:
        start = citation.sentence.start + trigger.start()
        if citation.kind == "document" and re.search(r"\breport\b", before[trigger.end() :], re.IGNORECASE):
            return
        yield _relation(SUBMITTED, unit, start, citation, (), "submitted", 0.95)
        if citation.kind == "document":
            return
        pinpointed = bool(citation.target_units)
        confidence = 0.95 if pinpointed else 0.85 if asked else 0.7
        rule = "paragraph" if pinpointed else "requested" if asked else "pursuant"
        yield _relation(ANSWERS, unit, start, citation, citation.target_units, rule, confidence)
    elif asked and citation.kind != "document" and _ASKED_BEFORE.match(before):
        yield _relation(ANSWERS, unit, citation.sentence.start, citation, citation.target_units, "asked", 0.8)


def _relation(
    kind: str, unit: Unit, start: int, citation: Citation, units: tuple[str, ...], rule: str, confidence: float
) -> Relation:
    span = Span(start, citation.span.end)
    sure = round(confidence * citation.confidence, 2)
    return Relation(
        kind, unit.eid, span, unit.text[span.start : span.end], citation.target, units, citation, rule, sure
    )


def _submissions(document: Document, first: Sequence[Unit]) -> Iterator[Relation]:
    """Yield the call that a submission says it responds to."""
    if _IS_CALL.match(document.title):
        return
    for unit in first:
        if match := _CALL.search(unit.text):
            span = Span(match.start(), match.end())
            yield Relation(RESPONDS, unit.eid, span, match[0], None, (), None, "responds", 0.9)
            return
    for unit in first[:2]:
        if match := _IS_SUBMISSION.search(unit.text):
            span = Span(match.start(), match.end())
            yield Relation(RESPONDS, unit.eid, span, match[0], None, (), None, "submission", 0.7)
            return


def _names_report(unit: Unit, citation: Citation) -> bool:
    before = unit.text[citation.sentence.start : citation.span.start]
    return citation.kind in ("document", "report") and bool(_OF_REPORT.search(before)) and not _OF_WORDS.search(before)


def _report(unit: Unit, citation: Citation) -> Relation:
    before = unit.text[citation.sentence.start : citation.span.start]
    said = _OF_REPORT.search(before)
    start = citation.sentence.start + (said.start() if said else len(before))
    return _relation(REFERS, unit, start, citation, (), "report", 0.9)
