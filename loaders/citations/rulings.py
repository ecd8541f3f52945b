"""Rulings told by their court and day: "the judgment of the International Court of Justice of 9 April 1949".

Goes in: a text. Comes out: where such words begin and end, which court they name and which days, in whatever order the
pieces stand. Which case was decided on that day is for others to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations.patterns import MONTHS
from lexline.ontology import registry

#: How far the name of a court may reach.
_REACH: Final = 160
#: A day as printed, in three groups.
DAY: Final = rf"(\d{{1,2}})\s({'|'.join(MONTHS)})\s(\d{{4}})"
_HEAD: Final = re.compile(
    rf"(?<!\w)(?:({DAY})\s)?(?:(?P<opinion>[Aa]dvisory\s[Oo]pinions?)|(?P<strong>[Jj]udge?ments?)"
    r"|[Oo]rders?|[Rr]ulings?|[Dd]ecisions?|(?P<measures>[Pp]rovisional\s[Mm]easures))(?!\w)"
)
_REQUESTED: Final = re.compile(
    r"(?:\ban|\bany|\b(?:give|giving|render|rendering|requests?|requested|requesting|seek|seeking)(?:\sfor)?(?:\sthe)?)\s$",
    re.IGNORECASE,
)
_VERB: Final = re.compile(
    r",?\s(?:as\s)?(?:it\s)?(?:delivered|rendered|issued|given|handed\sdown|adopted|ordered|indicated|made|dated|entered)"
    r"|\s(?:on|indicating)\sprovisional\smeasures|\sof\sprovisional\smeasures|,"
)
_WHEN: Final = re.compile(rf"\s(?:(?:of|on|dated)\s)?{DAY}")
_OPINION_NUMBER: Final = re.compile(r",?\s(?:[Nn]o\.\s)?OC[-\s]\d{1,2}/\d\d(?!\d)")
_MORE_DAYS: Final = re.compile(rf"(?:,\s|,?\sand\s)(?:(?:of|on)\s)?{DAY}")
_CHAMBER: Final = (
    r"(?:the\s)?(?:(?:Appeals|Trial|Pre-Trial|Grand|Seabed\sDisputes)\sChamber(?:\s[IVX]{1,3})?\s(?:of\s)?)?(?:the\s)?"
)
#: A court of which the registry holds nothing: the day of its judgment says nothing.
_OTHER_COURT: Final = re.compile(
    r",?\s(?:of|by|in|from)\s(?:the\s|an?\s)?(?:[A-Z][\w’-]*\s){0,6}(?:Court|Tribunal|Chamber)"
)
_GENERIC_COURTS: Final = ("International Court", "International Tribunal", "Court", "Tribunal", "Mechanism")


@dataclass(frozen=True, slots=True)
class Lead:
    """Words such as "judgment of the Court of 9 July 2004": the span of their pieces, and how far more words reach.

    `court` is the code of a body, "" for "the Court", None where none is named; `days` are spans with their days;
    `opinion` and `strong` say that an advisory opinion or a judgment is meant, `requested` that it is yet to be given.
    """

    start: int
    end: int
    reach: int
    opinion: bool
    strong: bool
    court: str | None
    requested: bool
    days: tuple[tuple[int, int, date], ...] = ()


@cache
def courts() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """Return the pattern of "of the International Court of Justice", and the code of each court by its name."""
    codes: dict[str, str] = {}
    for code in (*{case.court for case in registry.judgments()}, "IRMCT"):
        body = registry.body(code)
        if body is not None:
            codes.update(dict.fromkeys((body.name, *body.aliases, code), code))
    codes.update(dict.fromkeys(_GENERIC_COURTS, ""))
    named = "|".join(sorted(map(re.escape, codes), key=len, reverse=True))
    return re.compile(
        rf",?\s(?:(?:of|by)\s)?{_CHAMBER}({named})(?![\w-])(?!\s[A-Z])(?:\s\([A-Z]{{3,6}}\))?"
    ), MappingProxyType(codes)


def find(text: str) -> Iterator[Lead]:
    """Yield "judgment of the Court of 9 July 2004" and its like, in whatever order the pieces stand."""
    court_pattern, codes = courts()
    for head in _HEAD.finditer(text):
        if head["measures"] and head.start() and text.endswith((" on ", "ing "), 0, head.start()):
            continue
        days = [(head.start(1), head.end(), day) for day in days_in(head[1] or "")]
        court: str | None = None
        end = at = head.end()
        for _ in range(6):
            if match := court_pattern.match(text, at, at + _REACH):
                court = codes[match[1]] or court or ""
                end = at = match.end()
            elif match := (_MORE_DAYS if days else _WHEN).match(text, at, at + 40):
                days.extend((at + 1, match.end(), day) for day in days_in(match[0]))
                end = at = match.end()
            elif match := _OPINION_NUMBER.match(text, at, at + 20):
                end = at = match.end()
            elif match := _VERB.match(text, at, at + 40):
                at = match.end()
            else:
                break
        if not (court == "" or court) and _OTHER_COURT.match(text, end, end + 80):
            continue
        requested = not days and _REQUESTED.search(text, max(0, head.start() - 30), head.start()) is not None
        yield Lead(head.start(), end, at, bool(head["opinion"]), bool(head["strong"]), court, requested, tuple(days))


def days_in(text: str) -> list[date]:
    """Return the days printed in a text; a day that no calendar has is none."""
    out = []
    for day, month, year in re.findall(DAY, text):
        try:
            out.append(date(int(year), MONTHS.index(month) + 1, int(day)))
        except ValueError:
            continue
    return out
