"""What texts say about time: forms of dates and periods, counted from the day of adoption, and texts of any sort."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.loaders.acts import calendar
from lexline.loaders.acts.model import ADOPTION, EVENT, EXPIRY, PERIOD_KINDS
from lexline.loaders.acts.periods import find
from lexline.ontology.sessions import assembly_opening

ADOPTED = date(2021, 3, 12)
EXPIRES = date(2022, 3, 15)


@pytest.mark.parametrize(
    ("words", "kind", "day", "length", "every", "anchor"),
    [
        ("until 30 April 2023", "until", "2023-04-30", None, None, None),
        ("expiring on 31 May 2022", "until", "2022-05-31", None, None, None),
        ("from 1 July 2021 to 30 June 2022", "until", "2022-06-30", None, None, None),
        ("for a period of twelve months", "for", "2022-03-12", "P12M", None, ADOPTION),
        ("for a further period of one year", "for", "2022-03-12", "P1Y", None, ADOPTION),
        ("for an initial period of 18 months from 1 July 2021", "for", "2023-01-01", "P18M", None, None),
        ("within 90 days of the adoption of this resolution", "within", "2021-06-10", "P90D", None, ADOPTION),
        ("within thirty (30) days", "within", "2021-04-11", "P30D", None, ADOPTION),
        ("after eleven months", "within", "2022-02-12", "P11M", None, ADOPTION),
        ("in twelve months", "within", "2022-03-12", "P12M", None, ADOPTION),
        ("within a period of 5 months from the date of this resolution", "within", "2021-08-12", "P5M", None, ADOPTION),
        ("and that it shall take place on 10 May 2021", "by", "2021-05-10", None, None, None),
        ("until the conclusion of the 2023 session", "by", None, None, None, EVENT),
        ("within 60 days of the notification", "within", None, "P60D", None, EVENT),
        ("within 48 hours", "within", "2021-03-14", "PT48H", None, ADOPTION),
        ("within 24 hours of the incident", "within", None, "PT24H", None, EVENT),
        ("not later than within 90 days", "within", "2021-06-10", "P90D", None, ADOPTION),
        (
            "for a period of twelve months, starting from the date of the adoption",
            "for",
            "2022-03-12",
            "P12M",
            None,
            ADOPTION,
        ),
        ("in the second quarter of 2022", "by", "2022-06-30", None, None, None),
        ("by the end of the first half of 2021", "by", "2021-06-30", None, None, None),
        ("no later than 1 June 2021", "by", "2021-06-01", None, None, None),
        ("no later than Friday, 4 June 2021", "by", "2021-06-04", None, None, None),
        ("by 15 December 2021", "by", "2021-12-15", None, None, None),
        ("by the end of 2021", "by", "2021-12-31", None, None, None),
        ("by June 2021", "by", "2021-06-30", None, None, None),
        ("by 2030", "by", "2030-12-31", None, None, None),
        ("30 days before the expiry of its mandate", "by", "2022-02-13", "P30D", None, EXPIRY),
        ("every six months thereafter", "every", None, None, "P6M", None),
        ("at three-month intervals", "every", None, None, "P3M", None),
        ("twice a year", "every", None, None, "P6M", None),
        ("quarterly", "every", None, None, "P3M", None),
        ("annually", "every", None, None, "P1Y", None),
        ("on a monthly basis", "every", None, None, "P1M", None),
        ("from 1 July", "from", "2021-07-01", None, None, None),
        ("with immediate effect", "from", "2021-03-12", None, None, ADOPTION),
        ("until further notice", "open", None, None, None, None),
        ("to the General Assembly at its seventy-eighth session", "by", "2023-09-05", None, None, EVENT),
        ("at its sixty-first session", "by", None, None, None, EVENT),
        ("until the seventy-eighth session of the General Assembly", "by", None, None, None, EVENT),
        ("until the second part of its resumed seventy-sixth session", "by", None, None, None, EVENT),
        ("until the end of its seventy-sixth session", "by", None, None, None, EVENT),
        ("at its 2024 session", "by", None, None, None, EVENT),
        ("until the 1st of October 2024", "until", "2024-10-01", None, None, None),
        ("until 2nd October 2024", "until", "2024-10-02", None, None, None),
        ("until 31January 2022", "until", "2022-01-31", None, None, None),
        ("not later than 0600 hours, local time, on Sunday, 6 June 2021", "by", "2021-06-06", None, None, None),
        ("by 5 p.m. on 6 June 2021", "by", "2021-06-06", None, None, None),
        ("before the expiry of the new mandate period", "by", "2022-03-15", None, None, EXPIRY),
        ("by the end of its mandate", "by", "2022-03-15", None, None, EXPIRY),
        (
            "within no more than two weeks of the adoption of this resolution",
            "within",
            "2021-03-26",
            "P2W",
            None,
            ADOPTION,
        ),
        ("for a three-year term of office beginning on 1 January 2022", "for", "2025-01-01", "P3Y", None, None),
    ],
)
def test_forms(
    words: str, kind: str, day: str | None, length: str | None, every: str | None, anchor: str | None
) -> None:
    found = find(f"to report {words}, and more", ADOPTED, expiry=EXPIRES)[0]
    assert (found.kind, found.duration, found.every, found.anchor) == (kind, length, every, anchor)
    assert found.date == (date.fromisoformat(day) if day else None)


def test_the_printed_end_wins_over_the_counted_one() -> None:
    found = find("for a period of one year, until 31 May 2022", ADOPTED)
    assert (found[0].kind, found[0].date) == ("for", date(2022, 5, 31))


def test_a_due_date_and_its_repetition_are_two_periods() -> None:
    found = find("within 90 days of the adoption of this resolution and every 90 days thereafter", ADOPTED)
    assert [(p.kind, p.date, p.every) for p in found] == [
        ("within", date(2021, 6, 10), None),
        ("every", None, "P90D"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "by 31 June 2021",
        "every effort",
        "the annual report",
        "90 people",
        "by resolution 2556",
        "in the past six years",
    ],
)
def test_what_is_no_period(words: str) -> None:
    assert find(words, ADOPTED) == ()


def test_without_a_day_of_adoption_nothing_is_counted() -> None:
    assert find("within 90 days")[0].date is None
    assert find("by 1 June 2021")[0].date == date(2021, 6, 1)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2020-08-31", "P6M", "2021-02-28"),
        ("2020-02-29", "P1Y", "2021-02-28"),
        ("2019-12-31", "P2M", "2020-02-29"),
        ("2020-01-01", "P2W", "2020-01-15"),
        ("2020-01-31", "P90D", "2020-04-30"),
    ],
)
def test_months_and_years_are_counted_by_the_calendar(start: str, length: str, end: str) -> None:
    assert calendar.add(date.fromisoformat(start), length) == date.fromisoformat(end)


def test_the_calendar_ends() -> None:
    assert calendar.add(date(9999, 12, 1), "P1Y") is None
    assert calendar.add(date(9999, 12, 1), "P999D") is None


@pytest.mark.parametrize(
    ("session", "opened"),
    [
        (58, "2003-09-16"),
        (60, "2005-09-13"),
        (62, "2007-09-18"),
        (68, "2013-09-17"),
        (75, "2020-09-15"),
        (78, "2023-09-05"),
    ],
)
def test_when_a_session_of_the_assembly_opened(session: int, opened: str) -> None:
    assert assembly_opening(session) == date.fromisoformat(opened)


@pytest.mark.parametrize(
    ("text", "organ", "due"),
    [
        ("to report to it at its fifty-seventh session", "HRC", "2024-09-30"),
        ("to report to the Human Rights Council at its sixtieth session", "GA", "2025-09-30"),
        ("to report to the General Assembly at its eightieth session", "HRC", "2025-09-09"),
        ("to report at its eightieth session", "GA", "2025-09-09"),
        ("to report to the Council at its 2025 session", "ECOSOC", "2025-07-31"),
        ("to report to the Commission at its sixty-eighth session", "ECOSOC", None),
        ("to report to the Assembly in 2026", "GA", "2026-12-31"),
    ],
)
def test_a_session_is_one_of_the_organ_that_is_named_or_whose_text_it_is(
    text: str, organ: str, due: str | None
) -> None:
    (period,) = find(text, date(2024, 4, 3), organ=organ)
    assert (period.date.isoformat() if period.date else None) == due


def test_a_year_that_is_past_and_one_that_only_names_a_meeting_are_no_period() -> None:
    assert find("as in the second quarter of 2019", ADOPTED) == ()
    assert find("to inform the preparations of the meeting in 2023", ADOPTED) == ()


WORDS = st.sampled_from(
    "within no later than 90 thirty (30) days months of the adoption this resolution every for a period until "
    "by before 31 February June 2021 99999 session seventy-eighth its expiry mandate and , - from to twice once".split()
)


@given(st.lists(WORDS, max_size=40).map(" ".join), st.dates() | st.none())
def test_any_words_give_periods_with_their_own_span(text: str, adopted: date | None) -> None:
    last = 0
    for period in find(text, adopted, organ="GA", expiry=adopted):
        assert text[period.span.start : period.span.end] == period.text
        assert last <= period.span.start < period.span.end
        assert period.kind in PERIOD_KINDS
        last = period.span.end


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(text[p.span.start : p.span.end] == p.text for p in find(text, ADOPTED))


@pytest.mark.parametrize("words", ["for a ", "within the first ", "every 1 ", "no later than ", "1 June ", "twenty-"])
def test_long_repetitions_are_read_once(words: str) -> None:
    assert len(find(words * 20_000, ADOPTED)) <= 20_000


def test_a_number_before_a_month_is_not_cut() -> None:
    assert find("to report until 131January 2022", ADOPTED) == ()
    assert find("to report until 31 June 2022", ADOPTED) == ()


def test_a_session_that_only_names_a_theme_is_no_period() -> None:
    assert find("to choose the theme of the 2023 session", ADOPTED) == ()
