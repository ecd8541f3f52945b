"""The pages of mandates: all of them as they stand on a day, and the chain of one with its terms, gaps and texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from lexline.graph import icalendar, mandates
from lexline.graph.explorer import charts
from lexline.graph.explorer.citation_lists import newest_first, part_of, place, verb
from lexline.graph.explorer.days import day_cell, mandates_day_of, read_day
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import Cell, Column, listing
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.terms_chart import strips
from lexline.graph.explorer.web import page
from lexline.graph.mandate_citing import citing
from lexline.graph.mandate_steps import RUNS
from lexline.graph.marked import group_of
from lexline.graph.projection import describe
from lexline.graph.reading import label_of
from lexline.ontology import duties
from lexline.ontology.mandates import subject
from lexline.ontology.symbols import slug, unslug
from lexline.ontology.vocabulary import BASE, instrument_iri, official_page

if TYPE_CHECKING:
    from lexline.graph.mandate_steps import Step
    from lexline.graph.mandates import Chain, State
    from lexline.graph.reading import UnitLink

router = APIRouter()

MANDATES: Final = (
    Column("mandate", "Mandate", wide=True),
    Column("id", "Id"),
    Column("kind", "Kind", choice=True),
    Column("first", "First"),
    Column("latest", "Latest"),
    Column("instruments", "Instruments", number=True),
    Column("state", "State", choice=True),
    Column("until", "Until"),
    Column("by", "By"),
)
STEPS: Final = (
    Column("date", "Date"),
    Column("instrument", "Instrument"),
    Column("paragraph", "Paragraph"),
    Column("effect", "Effect", choice=True),
    Column("until", "Until"),
    Column("counted", "How the end is said", shown=False),
    Column("gap", "Gap", number=True),
    Column("sentence", "Words", wide=True),
    Column("confidence", "Confidence", number=True, shown=False),
)
CITING: Final = (
    Column("year", "Year", choice=True, number=True),
    Column("citing", "Citing"),
    Column("where", "In"),
    Column("part", "Part", choice=True, shown=False),
    Column("within", "From", choice=True, shown=False),
    Column("cited", "Cites", choice=True),
    Column("verb", "Verb"),
    Column("function", "Function", choice=True, shown=False),
    Column("sentence", "Sentence", wide=True),
)

IN_FORCE: Final = "in force"
OVER: Final = "not in force"
NOT_YET: Final = "not begun"


# --- all mandates ------------------------------------------------------------------------------------------
@router.get("/mandates")
def every(request: Request, as_of: Annotated[str, Query()] = "") -> Response:
    """Answer with all mandates of the store, as they stand on a day."""
    site = site_of(request)
    day = read_day(as_of) or mandates_day_of(site)
    chains = site.once(("mandates",), lambda: mandates.chains(site.store))
    standing = [(chain, chain.state(day)) for chain in chains]
    found = listing(
        request,
        "mandates",
        f"Mandates as of {day}",
        MANDATES,
        [_mandate(request, chain, state, day, as_of) for chain, state in standing],
        per_page=200,
    )
    return page(
        request,
        "mandates.html",
        title="Mandates",
        listings=(found,),
        mandates=found,
        day=day,
        newest=mandates_day_of(site),
        in_force=sum(1 for _, state in standing if state.in_force),
        bars=site.once(
            ("mandates per year",), lambda: charts.bars(_per_year(chains), "Mandates in force as a year ends")
        ),
    )


def _mandate(
    request: Request, chain: Chain, state: State, day: date, as_of: str
) -> tuple[Cell | str | int | None, ...]:
    begun = [step for step in chain.steps if step.day is None or step.day <= day]
    days = [step.day for step in begun if step.day is not None]
    step = state.step
    word = state_of(chain, state, day)
    return (
        Cell(chain.label, address(request, path(chain.id), {"as_of": as_of})),
        chain.id,
        chain.kind,
        day_cell(min(days, default=None)),
        day_cell(max(days, default=None)),
        len({each.instrument for each in begun}),
        Cell(word, mark=f"state {word.replace(' ', '-')}"),
        _until(step, state, begun),
        Cell(step.instrument, address(request, instrument_path(step.instrument, step.unit or None))) if step else None,
    )


def _until(step: Step | None, state: State, begun: Iterable[Step]) -> Cell | None:
    """Return until when it runs, or ran: the latest day that was said for it."""
    if state.in_force and step is not None and step.until is None:
        return Cell(None, shown="no end said")
    ends = [each.until for each in begun if each.until is not None]
    end = step.until if state.in_force and step is not None else max(ends, default=None)
    return day_cell(end)


def state_of(chain: Chain, state: State, day: date) -> str:
    """Say in a word how a mandate stands on a day."""
    if state.in_force:
        return IN_FORCE
    return OVER if any(step.day is None or step.day <= day for step in chain.steps) else NOT_YET


def path(identifier: str) -> str:
    """Return the path of a mandate's page.

    >>> path("mission:unmiss")
    '/mandates/mission_cunmiss'
    """
    return f"/mandates/{slug(identifier)}"


def _per_year(chains: Iterable[Chain]) -> list[tuple[str, int]]:
    """Count the mandates in force on the last day of each year in which the store has an event of one."""
    held = tuple(chains)
    years = {step.day.year for chain in held for step in chain.steps if step.day is not None}
    if not years:
        return []
    counts = {
        year: sum(1 for chain in held if chain.holding(date(year, 12, 31)))
        for year in range(min(years), max(years) + 1)
    }
    return charts.filled(counts)


@router.get("/mandates.ics")
def file(request: Request, as_of: Annotated[str, Query()] = "") -> Response:
    """Answer with the days on which the mandates run out that are in force, for calendar programs."""
    site = site_of(request)
    day = read_day(as_of) or mandates_day_of(site)
    chains = site.once(("mandates",), lambda: mandates.chains(site.store))
    entries = (entry for chain in chains if (entry := _entry(chain, chain.state(day))))
    text = icalendar.write("Mandates that run out", entries)
    headers = {"Content-Disposition": 'attachment; filename="mandates.ics"'}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def _entry(chain: Chain, state: State) -> icalendar.Entry | None:
    step = state.step
    if not state.in_force or step is None or step.until is None:
        return None
    place = f"{step.instrument}, {label_of(step.unit)}" if step.unit else step.instrument
    return icalendar.Entry(
        uid=f"{slug(chain.id)}-{step.until}@{BASE.split('/')[2]}",
        day=step.until,
        stamp=step.day or step.until,
        summary=f"{chain.label}: runs until this day ({place})",
        description=step.text,
        url=official_page(step.instrument) or "",
        categories=(chain.kind,),
    )


# --- one mandate -------------------------------------------------------------------------------------------
@router.get("/mandates/{name}")
def one(request: Request, name: str, as_of: Annotated[str, Query()] = "") -> Response:
    """Answer with the chain of a mandate, by its slug or by any name that it has."""
    site = site_of(request)
    identifier = unslug(name)
    chain = _chain(site, identifier)
    if not chain.steps:
        found = mandates.resolve(site.store, identifier)
        return RedirectResponse(address(request, path(found), {"as_of": as_of}))
    if name != slug(identifier):
        return RedirectResponse(address(request, path(identifier), {"as_of": as_of}))
    day = read_day(as_of) or mandates_day_of(site)
    links = site.once(("mandate citing", identifier), lambda: citing(site.store, chain))
    steps = listing(request, "steps", "The chain, step by step", STEPS, _steps(request, chain.steps), per_page=0)
    cited_by = listing(request, "by", "What cites it", CITING, _citing_rows(request, site, chain, links), per_page=50)
    state = chain.state(day)
    return page(
        request,
        "mandate.html",
        title=chain.label,
        listings=(steps, cited_by),
        chain=chain,
        day=day,
        newest=mandates_day_of(site),
        state=state,
        word=state_of(chain, state, day),
        holding=chain.holding(day),
        picture=strips(chain, day),
        steps=steps,
        cited_by=cited_by,
        citing=len({link.citing for link in links}),
        related=_related(site, chain),
        label_of=label_of,
        mandate_path=path,
        addressee=duties.label(identifier) if _spoken_to(site, identifier) else None,
    )


def _spoken_to(site: Site, identifier: str) -> bool:
    """Say whether any directive speaks to what the mandate is of."""
    return site.store.query(f"ASK {{ ?directive lx:addressee <{instrument_iri(identifier)}> }}").boolean is True


def _chain(site: Site, identifier: str) -> Chain:
    return site.once(("mandate", identifier), lambda: mandates.chain(site.store, identifier))


def _related(site: Site, chain: Chain) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return what it follows, what follows it and what it is part of: id, name, whether the store has events of it."""
    row = subject(chain.id)
    named = (
        ("Follows", chain.predecessors),
        ("Followed by", chain.successors),
        ("Part of", (chain.part_of,) if chain.part_of else ()),
    )
    out = []
    for word, ids in named:
        if row is not None and ids:
            told = [(each, other.label if (other := subject(each)) else each) for each in ids]
            out.append((word, [(each, label, bool(_chain(site, each).steps)) for each, label in told]))
    return out


def _steps(request: Request, steps: Iterable[Step]) -> Iterator[tuple[Cell | str | int | float | None, ...]]:
    """Return a row for each step; how early an instrument came is said once for it."""
    told: set[tuple[str, date | None]] = set()
    for step in steps:
        again = (step.instrument, step.day) in told
        if step.effect in RUNS:
            told.add((step.instrument, step.day))
        yield _step(request, replace(step, gap=None) if again else step)


def _step(request: Request, step: Step) -> tuple[Cell | str | int | float | None, ...]:
    partly = " (in part)" if step.partial else ""
    return (
        day_cell(step.day),
        Cell(step.instrument, address(request, instrument_path(step.instrument))),
        Cell(step.unit, address(request, instrument_path(step.instrument, step.unit)), label_of(step.unit))
        if step.unit
        else Cell(None, shown="registry"),
        Cell(step.effect, mark=f"function {group_of(step.effect)}", shown=step.effect.replace("-", " ") + partly),
        day_cell(step.until),
        step.words or step.period,
        _gap(step.gap),
        step.text,
        step.confidence,
    )


def _gap(days: int | None) -> Cell | None:
    if days is None:
        return None
    if days > 0:
        return Cell(days, shown=f"{days} days", mark="gap", title="Nothing in the store covers these days.")
    return Cell(days, shown=f"{-days} early", mark="short", title="So many days before the term ran out.")


def _citing_rows(
    request: Request, site: Site, chain: Chain, links: Iterable[UnitLink]
) -> Iterator[tuple[Cell | str | int | None, ...]]:
    """Return a row for each citation of an instrument of the chain, the newest citing instrument first."""
    held = tuple(links)
    own = {step.instrument for step in chain.steps}
    known = describe(site.store, {link.citing for link in held})
    for link in newest_first(held, known):
        said, other = link.mention, known[link.citing]
        yield (
            other.year,
            Cell(link.citing, address(request, instrument_path(link.citing)), title=other.title),
            place(request, link),
            part_of(link.citing_unit),
            "within the chain" if link.citing in own else "from elsewhere",
            Cell(link.target, address(request, instrument_path(link.target))) if link.target else "",
            verb(link),
            said.function,
            Cell(said.sentence or said.text, words=said.text),
        )
