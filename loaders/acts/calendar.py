"""Dates and durations as UN texts print them -> calendar dates and ISO 8601, and the sum of a date and a duration.

Months and years are counted by the calendar: the same day of the later month, or its last day where it is shorter
(31 August and six months is 28 or 29 February). A date without a day is the last day of its month or year, since
that is when what is due "by June 2021" is due. What no calendar has (31 June) is no date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_UNITS: Final = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
_TENS: Final = {
    word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_ORDINALS: Final = {
    **{word: n for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)},
    **{word: n for n, word in enumerate("eleventh twelfth thirteenth fourteenth fifteenth".split(), 11)},
    **{word: n for n, word in enumerate("sixteenth seventeenth eighteenth nineteenth".split(), 16)},
    **{word: 10 * n for n, word in enumerate("twentieth thirtieth fortieth fiftieth sixtieth seventieth".split(), 2)},
    "eightieth": 80,
    "ninetieth": 90,
    "hundredth": 100,
}

_MONTH: Final = "|".join(MONTHS)
_ONE_TO_NINE: Final = "|".join(_UNITS[1:10])
#: A number in digits or words, below a hundred where it is in words.
NUMBER: Final = (
    rf"(?:\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[- ](?:{_ONE_TO_NINE}))?"
    rf"|{'|'.join(sorted(_UNITS[1:], key=len, reverse=True))})"
)
#: An ordinal in words, at most two of them ("seventy-eighth", "hundredth").
ORDINAL: Final = rf"(?:(?:{'|'.join(_TENS)})[- ])?(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
#: What is counted.
UNIT: Final = r"(?:(?:calendar|working|business)\s)?(?:hour|day|week|month|year)s?"
#: A day, month or year as printed; a day may lack its year.
DATE: Final = (
    rf"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,\s)?(?:(?:the\s)?(?:end|close)\sof\s(?:(?:{_MONTH})(?:\s\d{{4}})?|\d{{4}})\b"
    rf"|\d{{1,2}}(?:(?:st|nd|rd|th)?\s(?:(?:day\s)?of\s)?)?(?:{_MONTH})(?:,?\s\d{{4}})?\b|(?:{_MONTH})\s\d{{1,2}}(?:,\s\d{{4}})?(?!\d)|(?:{_MONTH})\s\d{{4}}\b))"
)

_PARTS: Final = re.compile(
    rf"(?:(\d{{1,2}})(?:(?:st|nd|rd|th)?\s(?:(?:day\s)?of\s)?)?)?({_MONTH})(?:\s(\d{{1,2}})(?!\d))?(?:,?\s(\d{{4}}))?"
    r"|(\d{4})",
    re.IGNORECASE,
)


def number(text: str) -> int | None:
    """Read a number in digits or words.

    >>> number("90"), number("twenty-four"), number("many")
    (90, 24, None)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    words = text.lower().replace("-", " ").split()
    if len(words) == 1 and words[0] in _UNITS:
        return _UNITS.index(words[0])
    if words and words[0] in _TENS:
        rest = _UNITS.index(words[1]) if len(words) == 2 and words[1] in _UNITS[1:10] else 0
        return _TENS[words[0]] + rest if rest or len(words) == 1 else None
    return None


def ordinal(text: str) -> int | None:
    """Read an ordinal in words or digits.

    >>> ordinal("seventy-eighth"), ordinal("52nd"), ordinal("last")
    (78, 52, None)
    """
    words = text.lower().replace("-", " ").split()
    if len(words) == 1 and words[0][:-2].isdigit():
        return int(words[0][:-2])
    tens = _TENS.get(words[0], 0) if len(words) == 2 else 0
    last = _ORDINALS.get(words[-1]) if words and (len(words) == 1 or tens) else None
    return tens + last if last else None


def duration(count: int, unit: str) -> str:
    """Write a duration in ISO 8601.

    >>> duration(90, "days"), duration(2, "working weeks"), duration(12, "month"), duration(48, "hours")
    ('P90D', 'P2W', 'P12M', 'PT48H')
    """
    letter = unit.split()[-1][0].upper()
    return f"PT{count}H" if letter == "H" else f"P{count}{letter}"


def add(start: date, length: str) -> date | None:
    """Add an ISO 8601 duration of one unit to a date; None where the calendar ends before.

    >>> add(date(2020, 8, 31), "P6M"), add(date(2020, 2, 29), "P1Y")
    (datetime.date(2021, 2, 28), datetime.date(2021, 2, 28))
    """
    # a store may write eighteen months as a year and six months
    if (rest := re.fullmatch(r"P(-?\d+[YMW])(\d.*)", length)) is not None:
        first = add(start, f"P{rest[1]}")
        return None if first is None else add(first, f"P{rest[2]}")
    count, unit = int(length[1:-1].removeprefix("T").replace("-T", "-")), length[-1]
    try:
        if unit in "DW":
            return start + timedelta(days=count * (7 if unit == "W" else 1))
        if unit == "H":
            # a day that has begun counts
            return start + timedelta(days=-(-count // 24))
        months = start.year * 12 + start.month - 1 + count * (12 if unit == "Y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def subtract(end: date, length: str) -> date | None:
    """Take an ISO 8601 duration of one unit from a date.

    >>> subtract(date(2021, 3, 31), "P1M")
    datetime.date(2021, 2, 28)
    """
    return add(end, f"P-{length[1:]}")


def read(text: str, after: date | None) -> date | None:
    """Read a date that matches DATE; one without a year is the first such day from `after` on.

    >>> read("30 April 2023", None), read("end of June 2021", None), read("1 March", date(2020, 5, 1))
    (datetime.date(2023, 4, 30), datetime.date(2021, 6, 30), datetime.date(2021, 3, 1))
    """
    found = _PARTS.search(text)
    if found is None:
        return None
    before, name, behind, year, only = found.groups()
    if only:
        return _day(int(only), 12, 31)
    month = MONTHS.index(name.lower()) + 1
    day = int(before or behind) if before or behind else None
    if year:
        return _day(int(year), month, day)
    if after is None:
        return None
    here = _day(after.year, month, day)
    return here if here is not None and here >= after else _day(after.year + 1, month, day)


def _day(year: int, month: int, day: int | None) -> date | None:
    if not 1 <= year <= 9999:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if (day or last) <= last and day != 0 else None
