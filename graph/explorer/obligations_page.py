"""The pages of obligations: who has to do what by when, as a list and as a calendar, and as a file for calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from lexline.graph import icalendar
from lexline.graph.due_days import due_days
from lexline.graph.explorer.days import day_cell, read_day, today_of
from lexline.graph.explorer.due_calendar import MONTHS, calendar
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import Cell, Column, listing
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page
from lexline.graph.obligations import Obligation, addressees, check_addressee, obligations, spoken_to
from lexline.graph.reading import label_of
from lexline.graph.reference import resolve
from lexline.graph.replies import replies
from lexline.ontology.errors import UsageError
from lexline.ontology.vocabulary import ACT, BASE, official_page, unit_iri

if TYPE_CHECKING:
    from lexline.graph.due_days import Due

router = APIRouter()

OBLIGATIONS: Final = (
    Column("due", "Due"),
    Column("who", "Who"),
    Column("action", "Has to", wide=True),
    Column("strength", "Strength", choice=True),
    Column("verb", "Verb", shown=False),
    Column("paragraph", "By"),
    Column("instrument", "Instrument", shown=False),
    Column("date", "Of", shown=False),
    Column("reporting", "Duty to report", choice=True, shown=False),
    Column("to", "Report to", shown=False),
    Column("due_words", "Due in the words of the text", shown=False),
    Column("every", "Repeats", shown=False),
    Column("answered", "Answered by"),
    Column("confidence", "Confidence", number=True, shown=False),
)

#: How many are read for a page where no days narrow them; files have all.
MOST: Final = 1000
_ALWAYS: Final = (date(1900, 1, 1), date(2999, 12, 31))
_ASKED: Final = ("addressee", "from", "to", "by", "reporting", "answered")


@dataclass(frozen=True, slots=True)
class Wish:
    """What an address asks for; `span` is None where no days narrow it, `usual` where nothing was asked at all."""

    addressee: str
    by: str
    span: tuple[date, date] | None
    first: date | None
    last: date | None
    reporting: bool
    answered: bool | None
    usual: bool

    @property
    def query(self) -> dict[str, object]:
        """The parameters of it without the days."""
        return {
            "addressee": self.addressee,
            "by": self.by,
            "reporting": "yes" if self.reporting else "",
            "answered": {True: "yes", False: "no", None: ""}[self.answered],
        }


# the days have names that are words of Python
_From = Annotated[str, Query(alias="from")]
_To = Annotated[str, Query(alias="to")]
_Text = Annotated[str, Query()]


def _wish(
    request: Request,
    addressee: _Text = "",
    first: _From = "",
    last: _To = "",
    by: _Text = "",
    reporting: _Text = "",
    answered: _Text = "",
) -> Wish:
    """Read what is asked for; without any parameter it is what is due in the newest twelve months of the store.

    Raises:
        UsageError: a day that is none, or an end before the beginning.
        UnknownReference: the instrument that makes the obligations is none that the store knows.
    """
    site = site_of(request)
    # a form that is sent empty asks for nothing either
    usual = not any(request.query_params.get(name, "").strip() for name in _ASKED)
    begin, end = _usual(today_of(site)) if usual else (read_day(first), read_day(last))
    if begin and end and begin > end:
        raise UsageError(f"{begin} is after {end}.", "Begin with the earlier day.")
    span = (begin or _ALWAYS[0], end or _ALWAYS[1]) if begin or end else None
    who = " ".join(addressee.split())[:200]
    made_by = resolve(site.store, by).identifier if by.strip() else ""
    asked = answered if answered in ("yes", "no") else ""
    return Wish(who, made_by, span, begin, end, bool(reporting), {"yes": True, "no": False}.get(asked), usual)


_Asked = Annotated[Wish, Depends(_wish)]


@router.get("/obligations")
def every(request: Request, wish: _Asked) -> Response:
    """Answer with the list of what fits, and the calendar of all that fits on any day."""
    site = site_of(request)
    trouble = _unknown(site, wish)
    wants_file = any(key.startswith("due.format") for key in request.query_params)
    found = () if trouble else _found(site, wish, None if wants_file or wish.span else MOST)
    rows = listing(request, "due", _caption(wish), OBLIGATIONS, (_row(request, each) for each in found), per_page=100)
    days = [] if trouble else _days(site, wish)
    newest = today_of(site)
    return page(
        request,
        "obligations.html",
        title="Obligations",
        listings=(rows,),
        obligations=rows,
        wish=wish,
        trouble=trouble,
        cut=not wish.span and len(found) == MOST,
        most=MOST,
        calendar=calendar(days, wish.span, newest),
        months=MONTHS,
        names=site.once(("addressees",), lambda: addressees(site.store)),
        newest=newest,
        after=(_day_after(newest), _year_on(newest)),
        usual=_usual(newest),
        label_of=label_of,
    )


@router.get("/obligations.ics")
def file(request: Request, wish: _Asked) -> Response:
    """Answer with what fits and has a day, as a file that calendar programs take in."""
    site = site_of(request)
    if trouble := _unknown(site, wish):
        raise trouble
    found = _found(site, wish, None, always=True)
    name = "Obligations" + (f" of {wish.addressee}" if wish.addressee else "")
    text = icalendar.write(name, (entry for each in found if (entry := _entry(each))))
    headers = {"Content-Disposition": 'attachment; filename="obligations.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


# --- what is asked -----------------------------------------------------------------------------------------
def _usual(newest: date) -> tuple[date, date]:
    return _day_after(_year_on(newest, -1)), newest


def _year_on(day: date, years: int = 1) -> date:
    # the twenty-ninth of February has no like in the next year
    year = min(max(day.year + years, MINYEAR), MAXYEAR)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _day_after(day: date) -> date:
    """Return the next day; the last day that there is has none."""
    return day if day == date.max else day + timedelta(days=1)


def _unknown(site: Site, wish: Wish) -> UsageError | None:
    """Return what is to be said where nobody is spoken to by that name."""
    if not wish.addressee or _spoken_to(site, wish.addressee):
        return None
    try:
        check_addressee(site.store, wish.addressee)
    except UsageError as error:
        return error
    return None


def _spoken_to(site: Site, name: str) -> frozenset[str]:
    return site.once(("spoken to", name.casefold()), lambda: spoken_to(site.store, name))


def _found(site: Site, wish: Wish, limit: int | None, *, always: bool = False) -> tuple[Obligation, ...]:
    return obligations(
        site.store,
        addressee=wish.addressee or None,
        due=wish.span or (_ALWAYS if always else None),
        by=wish.by or None,
        reporting=wish.reporting,
        answered=wish.answered,
        limit=limit,
    )


def _days(site: Site, wish: Wish) -> list[date]:
    """Return the days of all that fits but for the days that are asked for."""
    due: tuple[Due, ...] = site.once(("due days",), lambda: due_days(site.store))
    if wish.answered is not None:
        told = site.once(("answered",), lambda: frozenset(reply.directive for reply in replies(site.store)))
        due = tuple(each for each in due if each.reporting and (each.directive in told) is wish.answered)
    if wish.addressee:
        spoken = _spoken_to(site, wish.addressee)
        due = tuple(each for each in due if each.directive in spoken)
    return [
        each.day
        for each in due
        if (not wish.reporting or each.reporting) and (not wish.by or each.instrument == wish.by)
    ]


# --- what is shown -----------------------------------------------------------------------------------------
def _caption(wish: Wish) -> str:
    who = f" of {wish.addressee}" if wish.addressee else ""
    by = f" by {wish.by}" if wish.by else ""
    if wish.first and wish.last:
        return f"Due{who}{by} from {wish.first} to {wish.last}"
    if wish.first or wish.last:
        return f"Due{who}{by} {f'from {wish.first}' if wish.first else f'until {wish.last}'}"
    return f"Obligations{who}{by}"


def _row(request: Request, one: Obligation) -> tuple[Cell | str | float | None, ...]:
    place = f"{one.instrument}, {label_of(one.paragraph)}"
    return (
        Cell(one.due.isoformat(), mark="due", title=one.due_words) if one.due else Cell(None, shown=one.due_words),
        "; ".join(one.addressees),
        Cell(one.action, shown=f"{one.verb.lower()} {one.action}", words=""),
        one.strength.replace("-", " "),
        one.verb,
        Cell(place, address(request, instrument_path(one.instrument, one.paragraph))),
        one.instrument,
        day_cell(one.date),
        "yes" if one.reporting else "no",
        one.report_to,
        one.due_words,
        one.every or "",
        _answered(request, one),
        one.confidence,
    )


def _answered(request: Request, one: Obligation) -> Cell | None:
    """Return the first report that answers, with the words that say so; how many more there are."""
    if not one.answers:
        return Cell(None, shown="–", title="No report in the store says so.") if one.reporting else None
    first = one.answers[0]
    name = first.report or f"said in {first.said_in}"
    late = first.days_late
    told = "; ".join(
        each
        for each in (
            f"+{len(one.answers) - 1} more" if len(one.answers) > 1 else "",
            f"{late} days late" if late and late > 0 else "",
        )
        if each
    )
    target = instrument_path(first.report) if first.report else instrument_path(first.said_in, first.said_unit or None)
    return Cell(name, address(request, target), f"{name} ({told})" if told else name, title=first.text)


def _entry(one: Obligation) -> icalendar.Entry | None:
    """Return an obligation as an entry of a calendar; None where it has no day."""
    if one.due is None:
        return None
    place = f"{one.instrument}, {label_of(one.paragraph)}"
    who = "; ".join(one.addressees) or "Addressee not named"
    what = "report due" if one.reporting else "due"
    facts: Mapping[str, str] = {
        "By": place,
        "Due": one.due_words,
        "Repeats": one.every or "",
        "Report to": one.report_to,
        "Answered by": ", ".join(dict.fromkeys(reply.report or reply.said_in for reply in one.answers)),
        "Confidence": f"{one.confidence:g}",
        "Paragraph": unit_iri(one.instrument, one.paragraph),
    }
    told = "\n".join(f"{name}: {value}" for name, value in facts.items() if value)
    name = one.directive.removeprefix(ACT) or f"{place}-{one.due}"
    return icalendar.Entry(
        uid=f"{name}@{BASE.split('/')[2]}",
        day=one.due,
        stamp=one.date or one.due,
        summary=f"{who}: {what} ({place})",
        description=f"{one.verb} {one.action}\n\n{told}",
        url=official_page(one.instrument) or "",
        categories=(one.strength.replace("-", " "), *(("duty to report",) if one.reporting else ())),
    )
