"""The registry of judgments as tables for look-up: by subject, by parties, by day and by number.

Goes in: the registry, and numbers as printed. Comes out: the ids of the cases that go by them; what may mean several
cases keeps them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

import ahocorasick

from lexline.loaders.citations import parties
from lexline.loaders.citations.names import plain
from lexline.ontology import registry

#: Numbers that say by themselves which court gave them.
_OWN_NUMBER: Final = re.compile(
    r"(?<![\w/-])(?:(?:IT|ICTR|SCSL|MICT)-\d{2,4}-\d{1,3}(?:/\d{1,2})?|ICC-\d\d/\d\d-\d\d/\d\d)"
    r"(?:-[A-Z]{1,3}\d{0,3}(?:\.\d)?(?:\([A-Z]\))?){0,3}(?!\w)"
    r"|(?<![\w/-])OC[-\s]\d{1,2}/\d\d(?!\d)"
)
_PLAIN_NUMBER: Final = re.compile(
    r"(?<!\w)[Aa]pplications?\s[Nn]os?\.\s?(\d{1,6}/\d\d)(?!\d)"
    r"|(?<!\w)(Series\s(?:A/B|[A-C]),?\s(?:No|no)\.\s\d{1,4})(?!\d)"
    r"|(?<!\w)([LI]\.?\s?C\.?\s?J\.?\sReports(?:\sof)?\s\d{4}(?:\s\(I{1,3}\))?,?\s(?:at\s)?p\.\s?\d{1,4})(?!\d)"
)
_SUFFIX: Final = re.compile(r"(?:-[A-Z]{1,3}\d{0,3}(?:\.\d)?(?:\([A-Z]\))?){1,3}$")
_TITLED: Final = re.compile(r"(?P<subject>.+?)\s\((?P<parties>[^()]+(?:\([^()]*\))?[^()]*\sv\.\s[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Tables:
    """Names of cases by their plain writing, and the ids of cases by parties, day and number.

    `titles` are those parties that are the whole title of a case, `parties` also those behind a subject.
    """

    subjects: ahocorasick.Automaton
    parties: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[str, ...]]
    days: Mapping[date, tuple[str, ...]]
    numbers: Mapping[str, str]


@cache
def tables() -> Tables:
    """Return the tables, made once."""
    subjects: dict[str, list[str]] = {}
    sides: dict[str, list[str]] = {}
    titles: dict[str, list[str]] = {}
    days: dict[date, list[str]] = {}
    numbers: dict[str, str] = {}
    for case in registry.judgments():
        for alias in case.aliases:
            subject = alias
            if match := _TITLED.fullmatch(alias):
                subject = match["subject"]
                _add(sides, _key(match["parties"]), case.id)
            if " v. " in subject:
                _add(sides, _key(subject), case.id)
                _add(titles, _key(subject), case.id)
            else:
                _add(subjects, plain(re.sub(r"\s\([^()]*/[^()]*\)$", "", subject)), case.id)
        for day in case.dates:
            days.setdefault(day, []).append(case.id)
        numbers.update((_number(number), case.id) for number in case.numbers)
    automaton = ahocorasick.Automaton()
    for key, ids in subjects.items():
        automaton.add_word(key, (len(key), tuple(ids)))
    automaton.make_automaton()
    return Tables(
        automaton, _frozen(sides), _frozen(titles), MappingProxyType({d: tuple(i) for d, i in days.items()}), numbers
    )


def _add(table: dict[str, list[str]], key: str, identifier: str) -> None:
    row = table.setdefault(key, [])
    if identifier not in row:
        row.append(identifier)


def _frozen(table: dict[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(ids) for key, ids in table.items()})


def _key(name: str) -> str:
    """Return the key of "A v. B", with the numeral of the case if it has one."""
    first, _, second = name.partition(" v. ")
    return parties.key(first, second)


def _number(printed: str) -> str:
    """Write a number as the registry does, without marks and without what a chamber adds: "I.C.J. Reports", "-T"."""
    plain_number = re.sub(r"[LI]\.?\s?C\.?\s?J\.?\sReports", "ICJ Reports", printed)
    plain_number = re.sub(r"\s\(I{1,3}\)|,|\bat\s|(?<=Reports\s)of\s|\.", "", plain_number)
    return re.sub(r"[\s-]+", "", _SUFFIX.sub("", plain_number)).lower()


def numbered(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield (start, end, id, whether the registry holds it) of the numbers of cases.

    A number that says its court by itself makes an id even where the registry lacks it.
    """
    numbers = tables().numbers
    for match in _OWN_NUMBER.finditer(text):
        printed = _SUFFIX.sub("", match[0])
        known = numbers.get(_number(printed))
        slug = re.sub(r"[^a-z0-9]+", "-", printed.lower())
        yield match.start(), match.end(), known or f"case:{slug}", known is not None
    for match in _PLAIN_NUMBER.finditer(text):
        known = numbers.get(_number(match[1] or match[2] or match[3]))
        if known:
            yield match.start(), match.end(), known, True


#: Those words in lower case, as they stand in what may be a number.
TRIGGERS: Final = (
    *("application no", "applications no", "application number", "series a", "series b", "series c"),
    *(
        "i.c.j. reports",
        "icj reports",
        "i.c.j reports",
        "pcij",
        "c.i.j. reports",
        "l.c.j",
        "lcj reports",
        "1cj",
        "i. c. j.",
    ),
    *(f"{word}{digit}" for word in ("oc-", "oc ", "it-", "ictr-", "icc-", "scsl-", "mict-") for digit in "0123456789"),
)


def has_number(text: str) -> bool:
    """Say whether a text may hold the number of a case."""
    return (
        "pplication" in text
        or "Series " in text
        or " Reports " in text
        or "OC-" in text
        or "OC " in text
        or "IT-" in text
        or "ICTR-" in text
        or "ICC-" in text
        or "SCSL-" in text
        or "MICT-" in text
    )
