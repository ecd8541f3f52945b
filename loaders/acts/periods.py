"""The words of a text about time -> periods: until, for, within, by, every, from, open.

A small grammar of the forms that resolutions use. Relative periods are counted from the day of adoption, or from the
end of the mandate where the text says so ("30 days before its mandate expires"); from an event that is only named
nothing is counted. A session of the General Assembly counts from the day it opens, where the rules of procedure tell
it, one of the Human Rights Council from the end of its month. A date that no calendar has, and a number without a unit,
are no period.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from lexline.loaders.acts import calendar
from lexline.loaders.acts.calendar import DATE, NUMBER, ORDINAL, UNIT
from lexline.loaders.acts.model import ADOPTION, BY, EVENT, EVERY, EXPIRY, FOR, FROM, OPEN, UNTIL, WITHIN, Period
from lexline.loaders.document import Span
from lexline.ontology import sessions

_NUMBER: Final = rf"(?:a|an|one|{NUMBER})(?:\s\((?:{NUMBER})\))?"
_QUALITY: Final = (
    r"(?:(?:further|final|additional|new|initial|interim|another|subsequent|single|maximum|first|period|term|of|up|to|"
    r"an?|the|its|transitional|extended|planned)\s){0,6}"
)


def _counted(group: int) -> str:
    """Write the pattern of a number and a unit, which form the groups of this number."""
    return rf"(?P<count{group}>{_NUMBER})[\s-](?P<unit{group}>{UNIT})\b"


#: What says that a period counts from the adoption of the text.
_ADOPTED: Final = (
    r"\s(?:of|from|after|following)\s(?:the\s)?(?:date\sof\s)?(?:the\s)?(?:adoption|passage|passing)\b"
    r"(?!\sof\s(?:the\s(?!present)|its|resolution))"
    r"|\s(?:of|from|after|following)\sthe\sdate\sof\s(?:this|the\spresent)\sresolution\b"
)
_OF_MANDATE: Final = (
    r"\s(?:before|prior\sto|in\sadvance\sof)\s(?:the\s)?(?:(?:end|expiry|expiration|termination|completion|conclusion|renewal)\sof\s)?"
    r"(?:(?:the|its|their|this|that|his|current|present|[A-Z][\w-]{1,20}(?:’s|'s))\s){0,3}"
    r"(?:(?:present|current)\s)?(?:mandate|authorization|term|period|expiry|expiration)(?:\speriod)?(?:\s(?:expires|ends|terminates|expiration|expiry))?\b"
)
#: The hour of a day: "0600 hours, local time, on Sunday".
_HOUR: Final = (
    r"(?:(?:\d{4}\shours|\d{1,2}(?:[.:]\d{2})?\s(?:a\.m\.|p\.m\.)|midnight|noon),?\s"
    r"(?:(?:local\stime|[A-Z][A-Za-z\s]{2,30}\stime|GMT|UTC|EST),?\s)?(?:on\s)?)?"
)
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    (
        "open",
        r"until\sfurther\s(?:notice|decision)|until\s(?:the\s)?(?:Security\s)?(?:Council|Assembly)\sdecides\sotherwise"
        r"|until\s(?:it\s)?decide[sd]\sotherwise|unless\sthe\s(?:Security\s)?Council\sdecides\sotherwise|indefinitely",
    ),
    ("now", r"with\simmediate\seffect|effective\simmediately"),
    (
        "expiry",
        rf"(?:(?:(?:at\sleast|no(?:t)?\slater\sthan|by|within|within\sthe)\s){{0,2}}{_counted(1)}){_OF_MANDATE}",
    ),
    (
        "end",
        r"(?:(?:by|(?:no|not)\slater\sthan|at\sthe\slatest(?:\sby)?)\s(?:the\s)?(?:end|expiry|expiration)\sof"
        r"|(?:before|prior\sto)\s(?:the\s)?(?:end|expiry|expiration)\sof)"
        r"\s(?:(?:the|its|their|this|that|his|new|current|present|[A-Z]{3,12}(?:’s|'s))\s){1,2}(?:mandate|authorization)(?:\speriod)?\b",
    ),
    (
        "after",
        rf"(?:(?:(?:no(?:t)?\slater\sthan|at\sthe\slatest)\swithin|no(?:t)?\slater\sthan|not\smore\sthan|at\sthe\slatest|within(?:\sthe(?:\snext|\sfirst)?|\sno\smore\sthan)?|in|after|every)\s)?"
        rf"{_QUALITY}{_counted(2)}(?:\speriod)?(?:{_ADOPTED})",
    ),
    (
        "every",
        rf"(?:every|each)\s(?:(?P<count3>{NUMBER})[\s-])?(?P<unit3>{UNIT})\b(?:\sthereafter)?"
        rf"|at\s(?P<count4>{NUMBER})[\s-](?P<unit4>{UNIT})\sintervals"
        rf"|(?P<times>(?:at\sleast\s)?(?:once|twice|(?:{NUMBER})\stimes)\s(?:(?:every|per|a|each|in)\s)(?:(?:{NUMBER})\s)?(?:calendar\s)?(?:week|month|quarter|year)s?)\b"
        rf"|(?:(?:on|at)\sa(?:n)?\s)?(?P<often>(?<!the\s)(?<!his\s)(?<!its\s)(?<!her\s)(?<!their\s)(?:(?:six|three|four|two)-monthly|semi-annual|bi-?annual|annual|half-yearly|biennial|triennial|quarterly|yearly|monthly|weekly|daily)(?=\s(?:basis|reports?\b|briefings?|updates?\b))|semi-annually|bi-?annually|half-yearly|biennially|triennially|quarterly|annually|yearly|monthly|weekly)\b(?:\sbasis)?"
        rf"|(?:on\san\s)(?P<basis>annual)\sbasis",
    ),
    (
        "within",
        rf"(?:(?:no(?:t)?\slater\sthan\s|at\sthe\slatest\s)?within(?:\sno\smore\sthan)?|in(?=\s[\w-]{{1,14}}\s(?:days|weeks|months)(?:[,;.]|\son\s|\sor\s|\stime\b))|after|in\sno\smore\sthan|no(?:t)?\slater\sthan|not\smore\sthan|at\sthe\slatest)\s(?:the\s(?:next|first|following|coming)\s)?{_QUALITY}{_counted(5)}"
        rf"(?P<of5>\s(?:of|from|after|following|before|prior\sto|preceding)\b)?",
    ),
    (
        "until",
        rf"(?:(?:until!?|till|through|up\sto|(?:and\s)?(?:ending|expiring|terminating|to\sexpire|to\send|expires?|ends?)(?:\son|\sat)?)\s)(?:and\sincluding\s)?{_HOUR}(?:the\s(?=\d))?(?P<date1>{DATE})",
    ),
    (
        "range",
        rf"from\s(?P<from1>\d{{1,2}}(?:\s[A-Z][a-z]{{2,8}})?(?:\s\d{{4}})?|[A-Z][a-z]{{2,8}}(?:\s\d{{4}})?)\sto\s(?P<date2>{DATE})",
    ),
    (
        "by",
        rf"(?:(?:on\sa\sdate\s|and\s)?(?:by|no(?:t)?\slater\sthan|before|prior\sto|on\sor\sbefore|due\son|at\sthe\slatest(?:\son|\sby)?|(?:not|no)\slater\sthan\son))\s{_HOUR}(?:the\s(?=\d))?(?P<date3>{DATE}|20\d\d\b(?!\s?[/(-]))",
    ),
    ("on", rf"(?:take\splace|be\sheld|be\sconvened)\son\s(?P<date5>{DATE})"),
    (
        "quarter",
        r"(?:in|during|by)\s(?:the\send\sof\s)?the\s(?P<part>first|second|third|fourth|last)\s(?P<share>quarter|half)\sof\s(?P<year1>20\d\d)\b"
        r"|(?:(?<=\breport\s)|(?<=\bheld\s)|(?<=\bconvened\s)|(?<=\bAssembly\s)|(?<=\bCouncil\s)|(?<=\bplace\s)|(?<=\breview\s)|(?<=\bupdate\s)"
        r"|(?<=\bCommission\s)|(?<=\bit\s))(?:again\s)?in\s(?P<year2>20\d\d)\b(?!\s?[/(-])",
    ),
    (
        "session",
        rf"(?:(?:at|to|during|in|for|by|before|of|until)\s)(?:the\sCouncil\sat\s|the\s(?:General\s)?Assembly\s(?:at|during|in)\s)?(?:(?:its|the|their)\s)(?:(?:(?:main|first|second)\spart|beginning|end|conclusion)\sof\s(?:its|the)\s)?(?:resumed\s)?(?:(?P<ordinal>{ORDINAL}|\d{{1,3}}(?:st|nd|rd|th))|(?:(?<!of\sthe\s)(?<!for\sthe\s)|(?<=conclusion\sof\sthe\s)|(?<=end\sof\sthe\s))20\d\d)\s(?:regular\s|substantive\s)?session\b",
    ),
    (
        "for",
        rf"for\s{_QUALITY}{_counted(6)}(?:\sterms?(?:\sof\soffice)?)?(?P<of6>,?\s(?:from|after|following|beginning|starting|ending|until|expiring|as\s(?:of|from)|with\seffect\sfrom|commencing|to)\b)?",
    ),
    (
        "from",
        rf"(?:from|as\sof|as\sfrom|starting(?:\son|\sfrom|\sin)?|beginning(?:\son|\sfrom|\sin|\swith)?|with\seffect\sfrom|effective|commencing(?:\son)?)\s(?P<date4>{DATE})",
    ),
)
_GRAMMAR: Final = re.compile(
    r"(?<![\w-])(?:" + "|".join(f"(?P<k_{name}>{body})" for name, body in _PATTERNS) + ")", re.IGNORECASE
)
_OFTEN: Final = {
    "quarterly": "P3M",
    "annually": "P1Y",
    "yearly": "P1Y",
    "annual": "P1Y",
    "monthly": "P1M",
    "weekly": "P1W",
    "daily": "P1D",
    "half-yearly": "P6M",
    "six-monthly": "P6M",
    "three-monthly": "P3M",
    "four-monthly": "P4M",
    "two-monthly": "P2M",
    "semi-annual": "P6M",
    "semi-annually": "P6M",
    "biannual": "P6M",
    "biannually": "P6M",
    "bi-annual": "P6M",
    "bi-annually": "P6M",
    "biennial": "P2Y",
    "biennially": "P2Y",
    "triennial": "P3Y",
    "triennially": "P3Y",
}
#: The group of the date by pattern, and the kind of the period.
_DATED: Final = {
    "until": ("date1", UNTIL),
    "range": ("date2", UNTIL),
    "by": ("date3", BY),
    "from": ("date4", FROM),
    "on": ("date5", BY),
}
_MONTHS_OF: Final = {"month": 1, "quarter": 3, "year": 12}
#: "for twelve months starting from the date of the adoption of this resolution".
_FROM_NOW: Final = re.compile(
    r",?\s(?:from\s|after\s)?(?:the\s)?(?:date\sof\s)?(?:the\s)?(?:adoption|passage|(?:this|the\spresent)\sresolution)\b"
)
_A_DATE: Final = re.compile(DATE, re.IGNORECASE)
#: How far before a session its organ is named, and how many years ahead a session is meant.
_NAMED_BEFORE: Final = 60
_AHEAD: Final = 5
#: How far behind a duration the day stands from which it counts.
_NEAR: Final = 40


def find(text: str, adopted: date | None = None, *, organ: str = "", expiry: date | None = None) -> tuple[Period, ...]:
    """Return the periods that a text names, in reading order, without overlaps.

    Args:
        text: the text of a unit, or a part of it.
        adopted: the day on which the text was adopted.
        organ: the body whose text it is; a session that is only numbered is one of its own.
        expiry: the day on which the mandate that the text is about ends.
    """
    out: list[Period] = []
    for match in _GRAMMAR.finditer(text):
        period = _period(match, adopted, organ, expiry)
        if period is not None:
            out.append(period)
    return tuple(_settled(text, out, adopted))


def _period(match: re.Match[str], adopted: date | None, organ: str, expiry: date | None) -> Period | None:
    kind = next(name for name, _ in _PATTERNS if match[f"k_{name}"] is not None)
    bare = Period(Span(match.start(), match.end()), match[0], kind)
    if kind == "open":
        return replace(bare, kind=OPEN)
    if kind == "now":
        return replace(bare, kind=FROM, date=adopted, anchor=ADOPTION)
    if kind == "end":
        return replace(bare, kind=BY, date=expiry, anchor=EXPIRY)
    if kind == "every":
        return _every(bare, match)
    if kind == "session":
        return replace(bare, kind=BY, date=_session(match, adopted, organ), anchor=EVENT)
    if kind == "quarter":
        ends = _quarter(match)
        return replace(bare, kind=BY, date=ends) if adopted is None or ends >= adopted else None
    if kind in _DATED:
        group, kind = _DATED[kind]
        day = calendar.read(match[group], adopted)
        return replace(bare, kind=kind, date=day) if day else None
    length = _length(match, {"expiry": "1", "after": "2", "within": "5", "for": "6"}[kind])
    if length is None:
        return None
    if kind == "expiry":
        due = calendar.subtract(expiry, length) if expiry else None
        return replace(bare, kind=BY, date=due, duration=length, anchor=EXPIRY)
    if kind == "after" or (kind == "within" and not match["of5"]):
        recurring = match[0].lower().startswith("every")
        due = calendar.add(adopted, length) if adopted else None
        every = length if recurring else None
        return replace(bare, kind=WITHIN, date=due, duration=length, every=every, anchor=ADOPTION)
    if kind == "within":
        return replace(bare, kind=WITHIN, duration=length, anchor=EVENT)
    return replace(bare, kind=FOR, duration=length, anchor=EVENT if match["of6"] else None)


def _length(match: re.Match[str], group: str) -> str | None:
    word = match[f"count{group}"].split(" (")[0]
    count = 1 if word.lower() in ("a", "an") else calendar.number(word)
    return calendar.duration(count, match[f"unit{group}"].lower()) if count else None


def _every(bare: Period, match: re.Match[str]) -> Period | None:
    often = match["often"] or match["basis"]
    if often:
        every: str | None = _OFTEN[often.lower()]
    elif match["times"]:
        every = _times(match["times"].lower())
    else:
        group = "3" if match["unit3"] else "4"
        count = calendar.number(match[f"count{group}"]) if match[f"count{group}"] else 1
        every = calendar.duration(count, match[f"unit{group}"].lower()) if count else None
    return replace(bare, kind=EVERY, every=every) if every else None


def _times(words: str) -> str | None:
    """Read "twice a year", "once every two years": None where the months do not divide."""
    said = words.removeprefix("at least ").split()
    times = {"once": 1, "twice": 2}.get(said[0]) or calendar.number(said[0])
    unit = said[-1].rstrip("s")
    count = next((n for word in said[2:-1] if (n := calendar.number(word))), 1)
    if not times:
        return None
    if unit == "week":
        return f"P{count}W" if times == 1 else None
    months = _MONTHS_OF[unit] * count
    if months % times:
        return None
    months //= times
    return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"


def _quarter(match: re.Match[str]) -> date:
    """Return the last day of a part of a year, or of the whole."""
    if match["year2"]:
        return date(int(match["year2"]), 12, 31)
    months = 3 if match["share"].lower() == "quarter" else 6
    last = 12 // months
    place = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": last}[match["part"].lower()]
    month = min(place, last) * months
    return date(int(match["year1"]), month, monthrange(int(match["year1"]), month)[1])


def _session(match: re.Match[str], adopted: date | None, organ: str) -> date | None:
    """Return when the session is of the organ that is named, else of the one whose text it is.

    What a text of one organ asks for at the session of another is told from the day: a session that is long over, or
    many years ahead, is not meant.
    """
    words = match[0].lower()
    if not match["ordinal"]:
        year = re.search(r"20\d\d", words)
        return date(int(year[0]), 7, 31) if year and organ == "ECOSOC" else None
    number = calendar.ordinal(match["ordinal"])
    before = match.string[max(0, match.start() - _NAMED_BEFORE) : match.end()].lower()
    rights = "human rights council" in before or (organ == "HRC" and "assembly" not in words)
    if number is None:
        return None
    if rights and (day := sessions.rights_council_session(number)) is not None and _is_near(day, adopted):
        return day
    if "assembly" in before or organ == "GA":
        day = sessions.assembly_opening(number)
        return day if "assembly" in words or organ == "GA" or (day and _is_near(day, adopted)) else None
    return None


def _is_near(day: date, adopted: date | None) -> bool:
    return adopted is None or 0 <= day.year - adopted.year <= _AHEAD


def _settled(text: str, found: list[Period], adopted: date | None) -> Iterator[Period]:
    """Count what is "for twelve months" from the day named behind it, else from the adoption.

    "For a period of one year, until 31 May 2022": the printed day is the end, and stands as a period of its own.
    """
    for place, period in enumerate(found):
        if period.kind != FOR or period.duration is None:
            yield period
            continue
        behind = found[place + 1] if place + 1 < len(found) else None
        near = behind is not None and behind.date is not None and behind.span.start - period.span.end <= _NEAR
        begins = _A_DATE.search(text, period.span.end, period.span.end + _NEAR) if period.anchor else None
        if near and behind is not None and behind.kind == UNTIL:
            yield replace(period, date=behind.date, anchor=None)
        elif begins is not None and (day := calendar.read(begins[0], adopted)) is not None:
            ends = re.search(r"\b(?:ending|until|expiring|to)\b", text[period.span.end - 9 : begins.start()], re.I)
            yield replace(period, date=day if ends else calendar.add(day, period.duration), anchor=None)
        elif adopted is not None and (period.anchor is None or _FROM_NOW.match(text, period.span.end)):
            yield replace(period, date=calendar.add(adopted, period.duration), anchor=ADOPTION)
        else:
            yield period
