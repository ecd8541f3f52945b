"""The pages of themes: all of them with their order, and one with what is on it and what stands together with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from lexline.graph import theme_profile, theme_reading
from lexline.graph.explorer import charts
from lexline.graph.explorer.links import address, instrument_path, official
from lexline.graph.explorer.listing import Cell, Column, listing
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page
from lexline.graph.reading import label_of
from lexline.ontology.errors import UnknownReference
from lexline.ontology.vocabulary import PREFIXES, THEME

if TYPE_CHECKING:
    from lexline.graph.theme_profile import Directory, Entry, OnTheme, Related, Shown

router = APIRouter()

THEMES: Final = (
    Column("theme", "Theme"),
    Column("name", "Name", shown=False),
    Column("scheme", "Scheme", choice=True),
    Column("broader", "Part of", choice=True),
    Column("instruments", "Instruments", number=True),
    Column("paragraphs", "Paragraphs", number=True),
)
INSTRUMENTS: Final = (
    Column("instrument", "Instrument"),
    Column("date", "Date"),
    Column("title", "Title", wide=True),
    Column("paragraphs", "Paragraphs on it", number=True),
    Column("whole", "As a whole", choice=True, shown=False),
)
PARAGRAPHS: Final = (
    Column("instrument", "Instrument"),
    Column("paragraph", "Paragraph"),
    Column("date", "Date"),
    Column("words", "Words that show it", choice=True),
    Column("times", "Times", number=True, shown=False),
    Column("method", "By", choice=True, shown=False),
    Column("confidence", "Confidence", number=True),
    Column("text", "Text", wide=True),
)
RELATED: Final = (
    Column("theme", "Theme"),
    Column("together", "Together", number=True),
    Column("share", "Share", number=True),
    Column("lift", "Lift", number=True),
    Column("relation", "In the scheme", choice=True),
)

#: How a method is told to a reader.
_METHODS: Final = {
    "label": "the name of the theme",
    "alias": "another word for it",
    "title": "the title",
    "units": "its paragraphs",
    "official": "the librarians' subjects",
    "keyword": "a keyword of its official file",
    "agenda": "the agenda item",
}
_NEAR: Final = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """A theme in the order of our scheme, with what stands below it."""

    entry: Entry
    below: tuple[Branch, ...]


# --- all themes --------------------------------------------------------------------------------------------
@router.get("/themes")
def every(request: Request) -> Response:
    """Answer with all themes: a list, and the order of our scheme."""
    known = _directory(site_of(request))
    own = [entry for entry in known.entries.values() if entry.scheme == theme_profile.scheme_of(THEME)]
    rows = sorted(known.entries.values(), key=lambda entry: (-entry.instruments, -entry.paragraphs, entry.label))
    found = listing(request, "themes", "Themes", THEMES, (_theme(request, known, each) for each in rows), per_page=100)
    return page(
        request,
        "themes.html",
        title="Themes",
        listings=(found,),
        themes=found,
        tree=[_branch(known, entry, frozenset()) for entry in own if not entry.broader],
        own=len(own),
        paragraphs=known.paragraphs,
        theme_path=path,
    )


def _directory(site: Site) -> Directory:
    return site.once(("themes",), lambda: theme_profile.directory(site.store))


def _branch(known: Directory, entry: Entry, above: frozenset[str]) -> Branch:
    # a scheme that goes in a circle ends where it meets itself
    below = [each for each in known.narrower.get(entry.name, ()) if each not in above | {entry.name}]
    return Branch(entry, tuple(_branch(known, known.entries[each], above | {entry.name}) for each in below))


def path(name: str) -> str:
    """Return the path of a theme's page.

    >>> path("sdg:5.2")
    '/themes/sdg%3A5.2'
    """
    return f"/themes/{quote(name, safe='')}"


def _theme(request: Request, known: Directory, entry: Entry) -> tuple[Cell | str | int, ...]:
    above = known.entries[entry.broader[0]] if entry.broader and entry.broader[0] in known.entries else None
    return (
        Cell(entry.label, address(request, path(entry.name)), _called(entry)),
        entry.name,
        entry.scheme,
        Cell(above.label, address(request, path(above.name)), _called(above)) if above else "",
        entry.instruments,
        entry.paragraphs,
    )


def _called(entry: Entry) -> str:
    """Return the label, with the number of a goal or target."""
    return f"{entry.name.partition(':')[2]} {entry.label}" if entry.name.startswith("sdg:") else entry.label


# --- one theme ---------------------------------------------------------------------------------------------
@router.get("/themes/{key:path}")
def one(request: Request, key: str) -> Response:
    """Answer with the profile of a theme, by its name, label or IRI."""
    site = site_of(request)
    known = _directory(site)
    theme = theme_reading.find(site.store, key) if len(key) <= _LONGEST else None
    name = theme_reading.short(theme.iri) if theme else ""
    if theme is None or name not in known.entries:
        names = {word.casefold(): each.label for each in known.entries.values() for word in (each.label, each.name)}
        near = get_close_matches(key[:_LONGEST].casefold(), list(names), _NEAR, 0.5)
        raise UnknownReference(key[:60], tuple(dict.fromkeys(names[each] for each in near)))
    if name != key:
        return RedirectResponse(address(request, path(name)))
    documents = site.once(("documents",), lambda: theme_profile.catalogue(site.store))
    profile = site.once(("theme", name), lambda: theme_profile.profile(site.store, name, known, documents))
    entry = known.entries[name]
    shown = profile.shown
    if len(shown) == theme_profile.SHOWN and {"paragraphs.format"} & set(request.query_params):
        shown = theme_profile.shown(site.store, theme.iri, documents, None)
    instruments = listing(
        request,
        "instruments",
        "Instruments on it",
        INSTRUMENTS,
        _instruments(request, profile.instruments),
        per_page=15,
    )
    paragraphs = listing(
        request, "paragraphs", "Paragraphs that show it", PARAGRAPHS, _paragraphs(request, shown), per_page=15
    )
    related = listing(
        request, "related", "Themes in the same paragraphs", RELATED, _related(request, profile.related), per_page=15
    )
    return page(
        request,
        "theme.html",
        title=_called(entry),
        listings=(instruments, paragraphs, related),
        theme=theme,
        entry=entry,
        profile=profile,
        below=len(known.below(name)) - 1,
        instruments=instruments,
        paragraphs=paragraphs,
        related=related,
        cut=len(profile.shown) == theme_profile.SHOWN,
        bars=charts.bars(charts.filled(profile.years), "Instruments on it in each year"),
        links=_links(known, theme),
        theme_path=path,
    )


#: The longest name of a theme that is looked for.
_LONGEST: Final = 200


def _links(known: Directory, theme: theme_reading.Theme) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Return what a theme stands in relation to: the relation, and of each other its label and where it is told of."""
    words = (("Part of", "broader"), ("Narrower", "narrower"), ("Same as", "same"), ("Close to", "close"))
    return [
        (word, [(_label(known, each), _target(known, each)) for each in theme.links[kind]])
        for word, kind in words
        if theme.links[kind]
    ]


def _label(known: Directory, name: str) -> str:
    return _called(known.entries[name]) if name in known.entries else name


def _target(known: Directory, name: str) -> str | None:
    """Return the path of a theme's page, or the address of what another scheme says of it."""
    if name in known.entries:
        return path(name)
    prefix, _, rest = name.partition(":")
    return official(PREFIXES.get(prefix, "") + rest)


def _instruments(request: Request, found: tuple[OnTheme, ...]) -> Iterator[tuple[Cell | str | int | None, ...]]:
    for each in found:
        yield (
            Cell(each.instrument, address(request, instrument_path(each.instrument))),
            Cell(each.date or None, mark="day"),
            each.title,
            each.paragraphs,
            "yes" if each.whole else "no",
        )


def _paragraphs(request: Request, found: tuple[Shown, ...]) -> Iterator[tuple[Cell | str | int | float | None, ...]]:
    for each in found:
        yield (
            Cell(each.instrument, address(request, instrument_path(each.instrument))),
            Cell(each.unit, address(request, instrument_path(each.instrument, each.unit)), label_of(each.unit)),
            Cell(each.date or None, mark="day"),
            each.words,
            each.times,
            Cell(each.method, shown=_METHODS.get(each.method, each.method)),
            each.confidence,
            Cell(each.text, words=each.words),
        )


def _related(request: Request, found: tuple[Related, ...]) -> Iterator[tuple[Cell | str | int | float, ...]]:
    for each in found:
        yield (
            Cell(each.entry.label, address(request, path(each.entry.name)), _called(each.entry)),
            each.together,
            Cell(round(each.share, 4), shown=f"{each.share:.0%}", mark=f"share s{min(round(each.share * 20), 20)}"),
            Cell(round(each.lift, 2), shown=f"{each.lift:.1f}"),
            each.relation,
        )
