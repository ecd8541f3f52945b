"""A parsed document and its citations -> the reports it names as answers to requests.

"Taking note of the report of the Secretary-General submitted pursuant to resolution 76/39" says, in another text than
the report, which request that report answers; its symbol stands in brackets beside it or in the note called there.
Reports that are only asked for, bodies "established pursuant to" and the report that speaks of itself are left out.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from lexline.loaders.acts import addressees, calendar
from lexline.loaders.document import FOOTNOTE, HEADING, TABLE, Citation, Document, Span, Unit
from lexline.loaders.language import is_english
from lexline.ontology.symbols import DECISION, RESOLUTION

#: What can ask for a report.
_ASKING: Final = frozenset({RESOLUTION, DECISION, "presidential-statement"})
_NO_TARGET: Final = frozenset({"self", "open-set"})
_DIVIDES: Final = frozenset({HEADING, TABLE, FOOTNOTE})
#: How far before what it answers a report is named.
_REACH: Final = 420

_REPORT: Final = re.compile(r"\b(?:(?P<present>present|this|next|forthcoming)\s)?reports?\b", re.IGNORECASE)
_BASIS: Final = re.compile(
    r"\b(?:pursuant\sto|in\s(?:accordance|compliance|conformity)\swith|in\spursuance\sof|in\sresponse\sto|in\sfollow-up\sto"
    r"|(?:as\s)?(?P<asked>requested|called\sfor|mandated)\s(?:in|by|pursuant\sto|under)|under)\s",
    re.IGNORECASE,
)
#: What may stand between these words and the resolution, number, paragraph or session.
_BETWEEN: Final = frozenset(
    "the a an its his her their of in by to and request requests requested made contained set out paragraph paragraphs "
    "section part operative general assembly security council human rights economic social resolution resolutions "
    "decision decisions statement president mandate provisions annex above-mentioned".split()
)
_NUMBER: Final = re.compile(r"\d{1,4}|[ivxlcIVXLC]{1,6}|[a-z]")
_SUBMITTED: Final = re.compile(
    r"\b(?<!to\sbe\s)(?:submitted|prepared|issued|presented|provided|transmitted|delivered|produced|drawn\sup|made)\b",
    re.IGNORECASE,
)
#: Behind these words it is a body or a measure, not the report, that rests on what is cited.
_OTHER: Final = re.compile(
    r"\b(?:establish|creat|set\sup|appoint|extend|renew|conven|impos|taken|adopt|develop|implement|oblig|expand|design|act)\w*\b",
    re.IGNORECASE,
)
#: The text looks back at the report, or it asks for one.
_LOOKS_BACK: Final = re.compile(
    r"\b(?:welcom|not(?:es|ing|ed)\b|tak(?:es|ing|en)\snote|having\s(?:considered|received|examined|reviewed)|recall"
    r"|appreciat|commend|acknowledg|consider(?:s|ing|ed)\b|express|endors|bearing\sin\smind|reflected\sin|contained\sin)",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\b(?:request(?:s|ing)?\s(?:the|that|him|her|it)|decides|invit(?:es|ing)|encourag(?:es|ing)|urg(?:es|ing)"
    r"|calls\supon|looks?\sforward|looking\sforward|shall|will|instructs|mandates"
    r"|to\s(?:submit|include|present|provide|prepare|continue|issue|report))\b",
    re.IGNORECASE,
)
_BY: Final = re.compile(
    r"\s(?:of\s\d{1,2}\s\w{3,9}\s\d{4},?\s)?(?:\([^()]{1,40}\),?\s)?(?:of|by|from)\s(?!\d)", re.IGNORECASE
)
_SENT_BY: Final = re.compile(r"\b(?:submitted|prepared|issued|presented|provided|transmitted)\sby\s", re.IGNORECASE)
#: All that stands between who reports and "pursuant to", where no verb does: a date, a symbol, to whom, on what.
_NO_VERB: Final = re.compile(
    r",?\s?(?:of\s\d{1,2}\s\w{3,9}\s\d{4},?\s)?(?:\([^()]{1,40}\),?\s)?"
    r"(?:to\sthe\s(?:General\sAssembly|Security\sCouncil|Council|Assembly)\s)?"
    r"(?P<about>(?:on|concerning)\s[^,;]{1,160},?\s)?",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[\w’'-]+")
#: Who reports is named in the first words: "the United Nations Panel of Experts on".
_AUTHOR_WORDS: Final = 6
_NAME_OVER: Final = frozenset({"on", "of", "submitted", "to", "pursuant", "dated", "entitled"})
_NO_AUTHOR: Final = frozenset({"actor:united-nations"})
_DAY: Final = re.compile(r"\bof\s(\d{1,2}\s[A-Z][a-z]{2,8}\s\d{4})\b")
_DAY_BEFORE: Final = re.compile(r"\b(\d{1,2}\s[A-Z][a-z]{2,8}\s\d{4}),?\s\(?$")
#: Where a list of resolutions is over: a number follows no further comma.
_ENDS_LIST: Final = re.compile(r"[;.]|,(?!\s(?:and\s)?\d)")
_ENDS_SENTENCE: Final = re.compile(r";|\.\s[A-Z]")
_ADDED: Final = re.compile(r"/(?:Add|Corr|Rev)\.\d+\Z")


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A report that a text names as the answer to a request.

    `unit` and `span` are where, `text` the words. `report` is its symbol, None where none is printed; `by` the id of
    who reports, None where no registry knows the words. `target` and `target_units` are what asked for it.
    """

    unit: str
    span: Span
    text: str
    report: str | None
    by: str | None
    date: date | None
    target: str
    target_units: tuple[str, ...]
    citation: Citation
    rule: str
    confidence: float


def named_reports(document: Document, citations: Sequence[Citation]) -> tuple[NamedReport, ...]:
    """Return the reports that a document names with what they answer, in reading order, each once."""
    if not is_english(document.language):
        return ()
    by_unit: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.target is not None and citation.target not in _NO_TARGET:
            by_unit.setdefault(citation.unit, []).append(citation)
    found: dict[tuple[str, str | None, str, tuple[str, ...]], NamedReport] = {}
    for unit in document.units:
        if unit.kind in _DIVIDES or unit.eid not in by_unit or "eport" not in unit.text:
            continue
        for citation in by_unit[unit.eid]:
            if citation.kind in _ASKING and citation.target != document.id:
                for one in _named(document, unit, citation, by_unit):
                    found.setdefault((one.unit, one.report, one.target, one.target_units), one)
    return tuple(found.values())


def _named(
    document: Document, unit: Unit, citation: Citation, by_unit: dict[str, list[Citation]]
) -> Iterator[NamedReport]:
    """Yield what the words before a citation name as submitted under it."""
    text, first = unit.text, max(citation.sentence.start, citation.span.start - _REACH)
    noun = next(iter(deque(_REPORT.finditer(text, first, citation.span.start), maxlen=1)), None)
    if noun is None or noun["present"] or not _is_past(text[citation.sentence.start : noun.start()]):
        return
    basis = _basis(text, noun.end(), citation.span.start)
    if basis is None:
        return
    between = text[noun.end() : basis.start()]
    author = _author(text, noun.end(), basis.start(), document.body)
    rule = _rule(between, basis, text[author[1] if author else noun.end() : basis.start()], author is not None)
    if rule is None:
        return
    reports = _symbols(document, unit, citation, noun, basis, by_unit)
    if not reports and rule == "requested":
        return
    span = Span(noun.start(), citation.span.end)
    sure = (0.95 if citation.target_units else 0.9) * (1 if reports else 0.85) * citation.confidence
    for report in reports or (None,):
        yield NamedReport(
            unit=unit.eid,
            span=span,
            text=text[span.start : span.end],
            report=report,
            by=author[0] if author else None,
            date=_day(text, noun, between, report, by_unit[unit.eid]),
            target=str(citation.target),
            target_units=citation.target_units,
            citation=citation,
            rule=rule,
            confidence=round(sure, 2),
        )


def _is_past(lead: str) -> bool:
    """Say whether the words before a report look back at it; a text that asks for one answers nothing."""
    back = max((match.end() for match in _LOOKS_BACK.finditer(lead)), default=-1)
    return back > max((match.end() for match in _ASKS.finditer(lead)), default=-1)


def _basis(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the words that say under what the report was submitted, where nothing else stands behind them."""
    for match in _BASIS.finditer(text, start, end):
        if _ENDS_SENTENCE.search(text, start, match.start()):
            return None
        said = _WORD.findall(text[match.end() : end])
        if all(word.lower() in _BETWEEN or _NUMBER.fullmatch(word) for word in said):
            return match
    return None


def _author(text: str, start: int, end: int, body: str) -> tuple[str, int] | None:
    """Return the id of who reports and where the name ends: "report of the ...", "report submitted by the ..."."""
    match = _BY.match(text, start, end) or _SENT_BY.search(text, start, end)
    if match is None:
        return None
    for word in islice(_WORD.finditer(text, match.end(), end), _AUTHOR_WORDS):
        if word[0].lower() in _NAME_OVER:
            break
        named = addressees.match_at(text, word.start(), body)
        if named is not None and named[1] <= end and named[0] not in _NO_AUTHOR:
            return named
    return None


def _rule(between: str, basis: re.Match[str], behind: str, known: bool) -> str | None:
    """Say by what words the report, and nothing else, rests on what is cited; None where it does not.

    `behind` are the words behind who reports, where that is `known`, else behind "report".
    """
    if _ASKS.search(between):
        return None
    verbs = list(_SUBMITTED.finditer(between))
    if verbs and not _OTHER.search(between, verbs[-1].end()):
        return "submitted"
    bare = _NO_VERB.fullmatch(behind.lstrip() if not known else behind)
    if bare is None or (bare["about"] and _OTHER.search(bare["about"])):
        return None
    if basis["asked"]:
        return "requested"
    return "pursuant" if known and not bare["about"] else None


def _day(text: str, noun: re.Match[str], between: str, report: str | None, own: Sequence[Citation]) -> date | None:
    """Return the day printed right before a report's symbol, else the one that a single report has."""
    for citation in own:
        if citation.target == report and (printed := _DAY_BEFORE.search(text, noun.end(), citation.span.start)):
            return calendar.read(printed[1], None)
    alone = _DAY.search(between)
    return calendar.read(alone[1], None) if alone and not noun[0].lower().endswith("s") else None


def _symbols(
    document: Document,
    unit: Unit,
    citation: Citation,
    noun: re.Match[str],
    basis: re.Match[str],
    by_unit: dict[str, list[Citation]],
) -> tuple[str, ...]:
    """Return the symbols of what answers a citation: printed beside the report, else in the notes called there.

    One report has one symbol, that of the first note. Reports on several requests are paired in their order, where
    there are as many as requests; else it cannot be told which answers which.
    """
    own = by_unit[unit.eid]
    stop = _ENDS_LIST.search(unit.text, citation.span.end)
    last = stop.end() if stop else len(unit.text)
    beside = [
        str(other.target) for other in own if _is_document(other) and noun.end() <= other.span.start < basis.start()
    ]
    calls = sorted(
        (note.offset, note.eid)
        for note in document.footnotes
        if note.anchor == unit.eid and note.offset is not None and noun.end() <= note.offset <= last
    )
    noted = [[str(c.target) for c in by_unit.get(eid, ()) if _is_document(c)] for _, eid in calls]
    if not noun[0].lower().endswith("s"):
        return tuple((beside or next((each for each in noted if each), []))[:1])
    groups: dict[str, list[str]] = {}
    for symbol in beside or [symbol for each in noted for symbol in each]:
        groups.setdefault(_ADDED.sub("", symbol), []).append(symbol)
    requests = [c.target for c in own if c.kind in _ASKING and basis.end() <= c.span.start < last]
    if len(set(requests)) == 1:
        return tuple(symbol for group in groups.values() for symbol in group)
    return tuple(list(groups.values())[requests.index(citation.target)]) if len(groups) == len(requests) else ()


def _is_document(citation: Citation) -> bool:
    return citation.kind in ("document", "report")
