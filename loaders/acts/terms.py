"""The words of a deed -> until when the mandate then runs: a printed day before a counted one.

A further term without a day counts from the end of the one before, which only the store knows, unless the words print
when that is or say that it counts from the adoption. A day may also be told by the lead-in, by another paragraph of the
document, or behind the clause ("for an initial period of").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from lexline.loaders.acts import calendar, periods
from lexline.loaders.acts.deeds import ESTABLISHES, TERMINATES, Deed, clause_end
from lexline.loaders.acts.model import ADOPTION, BY, EVENT, EXPIRY, FOR, FROM, OPEN, UNTIL, WITHIN, MandateEvent, Period
from lexline.loaders.document import OPERATIVE, Span, Unit

_SELF_PART: Final = re.compile(
    r"\b(?:periods?|dates?)\s(?:specified|set\s(?:out|forth)|referred\sto|mentioned|indicated|stated|established)?\s?(?:in|under)\sparagraph\s(?P<number>\d{1,3})\b"
)
#: What a period counts from, behind "from": the text itself.
_FROM_ADOPTION: Final = re.compile(
    r"\s(?:from\s)?(?:the\s)?(?:date\sof\s)?(?:the\s)?(?:adoption|passage|(?:this|present)\sresolution)"
)
#: "to extend the mandate of the Group to 15 December 2006".
_TO_DAY: Final = re.compile(r"(?<!prior\s)\bto\s(?P<date>\d{1,2}\s[A-Z][a-z]{2,8}\s\d{4})\b")
#: "from the expiration of its current mandate in December 2021": the end of the term before is printed.
_EXPIRES: Final = re.compile(
    rf"(?:,?\s(?:from|beginning\son|starting\sfrom))?\s(?:the\s)?(?:date\sof\s)?(?:the\s|its\s)?(?:expir\w+|end)\sof\s[^.;,]{{0,80}}?"
    rf"\s(?:in|on)\s(?P<date>{calendar.DATE})",
    re.IGNORECASE,
)
_FROM_EXPIRY: Final = re.compile(r"\s(?:the\s)?(?:date\sof\s)?(?:the\s|its\s)?(?:current\s)?(?:expir|end\sof)")
#: "the Force shall be established for an initial period of six months", said behind the clause.
_INITIAL: Final = re.compile(
    r"\bfor\san\sinitial\s(?:period|term)\sof\s[\w-]+(?:\s\([\w-]+\))?\s(?:days|weeks|months?|years?)\b"
)
#: So far before a verb the one that decides may stand.
_FAR: Final = 1500
FURTHER: Final = re.compile(r"\b(?:further|additional|another|new|subsequent)\b", re.IGNORECASE)


def until(
    text: str, deed: Deed, lead: Unit | None, adopted: date | None, before: Sequence[MandateEvent]
) -> tuple[Period | None, str]:
    """Return until when the deed holds, and how that was told where it was not from the words behind the verb."""
    after = deed.object_start if deed.rule == "ordered" else deed.end
    end = clause_end(text, after)
    spans = [(after, end)]
    act = text.rfind("ecides", max(0, deed.start - _FAR), deed.start)
    if act >= 0:
        spans.append((act, deed.start))
    for start, stop_at in spans:
        if (period := _choose(text, start, stop_at, adopted)) is not None:
            return period, ""
        if deed.effect == TERMINATES and (day := _as_of(text, start, stop_at, adopted)) is not None:
            return day, ""
        if (told := _SELF_PART.search(text, start, stop_at)) is not None:
            for event in before:
                if event.unit == f"op_{told['number']}" and event.until is not None:
                    return replace(event.until, span=Span(told.start(), told.end()), text=told[0]), "+paragraph"
    if deed.effect == ESTABLISHES and (first := _INITIAL.search(text, end)) is not None:
        return _choose(text, first.start(), first.end(), adopted), "+initial"
    if (
        lead is not None
        and lead.kind == OPERATIVE
        and (period := _choose(lead.text, 0, len(lead.text), adopted)) is not None
    ):
        return replace(period, span=Span(deed.start, deed.start)), "+lead-in"
    return None, ""


def _choose(text: str, start: int, end: int, adopted: date | None) -> Period | None:
    """Return the period of a clause that says until when: a printed day before a counted one."""
    found = [p for p in periods.find(text[start:end], adopted) if p.kind in (UNTIL, FOR, OPEN) or _counts(p)]
    if not found:
        told = _TO_DAY.search(text, start, end)
        day = calendar.read(told["date"], adopted) if told is not None else None
        return Period(Span(*told.span()), told[0], UNTIL, day) if told is not None and day is not None else None
    best = next((p for p in found if p.kind == UNTIL and p.date is not None), found[0])
    if best.kind == FOR and (length := best.duration) is not None:
        if (told := _EXPIRES.match(text, start + best.span.end)) is not None:
            last = calendar.read(told["date"], adopted)
            day = calendar.add(last, length) if last else None
            best = replace(best, date=day, anchor=EXPIRY)
        elif best.anchor == ADOPTION and (begins := _begins(text, start, end, adopted)) is not None:
            best = replace(best, date=calendar.add(begins, length), anchor=None)
    from_adoption = _FROM_ADOPTION.match(text, start + best.span.end) is not None
    if best.kind == FOR and best.anchor == ADOPTION and FURTHER.search(best.text) and not from_adoption:
        best = replace(best, date=None, anchor=EXPIRY)
    elif best.kind == FOR and best.anchor == EVENT and (length := best.duration) is not None and adopted is not None:
        if _FROM_EXPIRY.match(text, start + best.span.end):
            best = replace(best, anchor=EXPIRY)
        elif from_adoption:
            best = replace(best, date=calendar.add(adopted, length), anchor=ADOPTION)
    return replace(best, span=Span(best.span.start + start, best.span.end + start))


def _begins(text: str, start: int, end: int, adopted: date | None) -> date | None:
    """Return the printed day from which on a mandate runs ("to establish, as of 9 July 2011, the Mission")."""
    rows = (p for p in periods.find(text[start:end], adopted) if p.kind == FROM and p.anchor is None)
    return next((p.date for p in rows if p.date is not None and (adopted is None or p.date >= adopted)), None)


def _as_of(text: str, start: int, end: int, adopted: date | None) -> Period | None:
    """Return the printed day from which on a mandate is ended ("as of 31 December 2020")."""
    for period in periods.find(text[start:end], adopted):
        if period.kind in (FROM, BY) and period.date is not None and period.anchor is None:
            return replace(period, span=Span(period.span.start + start, period.span.end + start))
    return None


def _counts(period: Period) -> bool:
    """Say whether a period runs from the adoption ("twelve months from the adoption"), and is no time limit."""
    return (
        period.kind == WITHIN
        and period.anchor == ADOPTION
        and re.match(r"(?:within|no|not|in|after|every|at)\b", period.text, re.IGNORECASE) is None
    )
