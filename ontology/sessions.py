"""When the organs met: Security Council numbers to years, General Assembly sessions to years.

Facts of public record, held as compact data; used to infer a missing year and to test a printed one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, timedelta

FIRST_YEAR = 1946
#: No text names a later session than a hundred years of them.
_LAST_SESSION = 300

#: Number of the last Security Council resolution of each year from 1946 (list of resolutions, un.org).
LAST_OF_YEAR: tuple[int, ...] = (
    *(15, 37, 66, 78),  # 1946 to 1949
    *(89, 96, 98, 103, 105, 110, 121, 126, 131, 132),  # 1950 to 1959
    *(160, 171, 176, 185, 199, 219, 232, 244, 262, 275),  # 1960 to 1969
    *(291, 307, 324, 344, 366, 384, 402, 422, 443, 461),  # 1970 to 1979
    *(484, 499, 528, 545, 559, 580, 593, 606, 626, 646),  # 1980 to 1989
    *(683, 725, 799, 892, 969, 1035, 1092, 1146, 1221, 1284),  # 1990 to 1999
    *(1334, 1386, 1454, 1521, 1580, 1651, 1738, 1794, 1859, 1907),  # 2000 to 2009
    *(1966, 2032, 2085, 2132, 2195, 2259, 2336, 2397, 2451, 2503),  # 2010 to 2019
    *(2560, 2617, 2671, 2721, 2767),  # 2020 to 2024
)

#: About the first number of each session of the General Assembly while it numbered through, sessions I to XXX; then the
#: number past the last. Special sessions take numbers between.
ASSEMBLY_NUMBERS: tuple[int, ...] = (
    *(1, 102, 182, 284, 351, 501, 602, 703, 807, 901),
    *(993, 1115, 1237, 1349, 1474, 1607, 1748, 1873, 1995, 2010),
    *(2127, 2252, 2372, 2493, 2607, 2751, 2893, 3048, 3192, 3362),
    3542,
)
#: Resolutions of the Economic and Social Council of known sessions, (session, number); between them it counted evenly.
COUNCIL_NUMBERS: tuple[tuple[int, int], ...] = (
    *((1, 1), (6, 120), (11, 300), (16, 480), (20, 590), (24, 663), (28, 728), (34, 888), (37, 1042), (39, 1089)),
    *((42, 1235), (44, 1296), (48, 1503), (50, 1580), (53, 1721), (56, 1835), (58, 1919), (60, 2008), (62, 2076)),
    (63, 2131),
)
#: How far a number may lie outside what the two tables say of its session.
_TOLERANCE = 20
_COUNCIL_TOLERANCE = 70

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def council_year(number: int) -> int | None:
    """Return the year in which the Security Council adopted its resolution `number`.

    None for a number that is not positive or lies past the years this table covers.

    >>> council_year(1325), council_year(687), council_year(99999)
    (2000, 1991, None)
    """
    if number < 1 or number > LAST_OF_YEAR[-1]:
        return None
    return FIRST_YEAR + bisect_left(LAST_OF_YEAR, number)


def council_year_fits(number: int, year: int) -> bool:
    """Say whether `number (year)` can be a Security Council resolution.

    Past the table any later year fits, since the Council goes on numbering.

    >>> council_year_fits(1325, 2000), council_year_fits(1996, 2011), council_year_fits(75, 1950)
    (True, True, False)
    """
    known = council_year(number)
    if known is not None:
        return known == year
    return number > LAST_OF_YEAR[-1] and year >= FIRST_YEAR + len(LAST_OF_YEAR) and number < LAST_OF_YEAR[-1] + 2000


def assembly_years(session: int) -> tuple[int, int]:
    """Return the two calendar years over which a regular session of the General Assembly runs.

    >>> assembly_years(75)
    (2020, 2021)
    """
    return (1945 + session, 1946 + session)


#: The seventh session of the Human Rights Council was in March 2008; since then it meets in March, June and September.
_RIGHTS_FIRST = (7, 2008)
_RIGHTS_MONTHS = (3, 6, 9)


def rights_council_session(number: int) -> date | None:
    """Return the last day of the month in which a session of the Human Rights Council is held; None before the seventh.

    >>> rights_council_session(55), rights_council_session(57)
    (datetime.date(2024, 3, 31), datetime.date(2024, 9, 30))
    """
    first, year = _RIGHTS_FIRST
    if not first <= number <= _LAST_SESSION:
        return None
    years, place = divmod(number - first, len(_RIGHTS_MONTHS))
    month = _RIGHTS_MONTHS[place]
    return date(year + years, month, 31 if month == _RIGHTS_MONTHS[0] else 30)


def assembly_opening(session: int) -> date | None:
    """Return the day on which a regular session of the General Assembly opens; None before the fifty-eighth.

    Rule 1 of its rules of procedure: the Tuesday of the third week of September, since the seventy-eighth session of
    the second week, counting from the first week that holds a working day.

    >>> assembly_opening(75), assembly_opening(79), assembly_opening(20)
    (datetime.date(2020, 9, 15), datetime.date(2024, 9, 10), None)
    """
    if not 58 <= session <= _LAST_SESSION:
        return None
    first = date(1945 + session, 9, 1)
    monday = first + timedelta(days=-first.weekday() if first.weekday() < 5 else 7 - first.weekday())
    return monday + timedelta(days=15 if session < 78 else 8)


def assembly_number_fits(number: int, session: int) -> bool:
    """Say whether the General Assembly can have given `number` to a resolution of a regular session I to XXX.

    >>> assembly_number_fits(1514, 15), assembly_number_fits(574, 27)
    (True, False)
    """
    if not 1 <= session < len(ASSEMBLY_NUMBERS):
        return False
    return ASSEMBLY_NUMBERS[session - 1] - _TOLERANCE <= number < ASSEMBLY_NUMBERS[session] + _TOLERANCE


def assembly_session(number: int) -> int | None:
    """Return the session I to XXX in which the General Assembly gave a number, about; None past the thirtieth.

    >>> assembly_session(1760), assembly_session(3600)
    (17, None)
    """
    if not ASSEMBLY_NUMBERS[0] <= number < ASSEMBLY_NUMBERS[-1]:
        return None
    return bisect_right(ASSEMBLY_NUMBERS, number)


def economic_council_number_fits(number: int, session: int) -> bool:
    """Say whether the Economic and Social Council can have given `number` to a resolution of a session I to LXIII.

    >>> economic_council_number_fits(1503, 48), economic_council_number_fits(908, 46)
    (True, False)
    """
    known = [s for s, _ in COUNCIL_NUMBERS]
    if not known[0] <= session <= known[-1]:
        return False
    at = max(bisect_left(known, session), 1)
    (low, first), (high, last) = COUNCIL_NUMBERS[at - 1], COUNCIL_NUMBERS[at]
    about = first + (last - first) * (session - low) // (high - low)
    return abs(number - about) <= _COUNCIL_TOLERANCE


def human_rights_council_year(session: int) -> int:
    """Return the year of a regular session of the Human Rights Council: three a year since 2006.

    >>> human_rights_council_year(1), human_rights_council_year(35)
    (2006, 2017)
    """
    return 2006 + (session - 1) // 3


def roman(number: int) -> str:
    """Write a number (1 to 399) in the Roman numerals used for sessions until 1978, and for annexes and parts.

    >>> roman(29)
    'XXIX'
    """
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out += letters
            number -= value
    return out


def from_roman(text: str) -> int | None:
    """Read a Roman numeral; None where `text` is not one in its usual writing.

    >>> from_roman("XXIX"), from_roman("IIX")
    (29, None)
    """
    if not text or len(text) > 12:
        return None
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    total = 0
    for here, following in zip(text, [*text[1:], "I"], strict=True):
        if here not in values or following not in values:
            return None
        total += -values[here] if values[here] < values[following] else values[here]
    return total if roman(total) == text else None
