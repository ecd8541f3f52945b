"""The pages of an instrument and of one of its paragraphs, at the path of their IRIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from lexline.graph import how_to_cite, theme_reading
from lexline.graph.catalogued import of as records_of
from lexline.graph.cautioned import Caution
from lexline.graph.cautions import KINDS, warnings
from lexline.graph.explorer import linked_data
from lexline.graph.explorer.citation_lists import CITED_BY, CITES, cited_by_rows, cites_rows, per_year
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import listing
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page
from lexline.graph.marked import group_of, pieces
from lexline.graph.obligations import obligations
from lexline.graph.participating import taking_part
from lexline.graph.projection import Instrument, describe
from lexline.graph.reading import UnitLink, facts_of, label_of, links_of, paragraphs_of, read_unit
from lexline.graph.reference import resolve
from lexline.graph.relations import relations
from lexline.graph.translations import languages
from lexline.ontology import mandates, registry, vocabulary
from lexline.ontology.errors import UnknownReference
from lexline.ontology.symbols import unslug

router = APIRouter()


@router.get("/id/{name}")
def thing(request: Request, name: str, format: Annotated[str, Query()] = "") -> Response:
    """Answer with the page of an instrument or paragraph, or with its triples where those are asked for."""
    site = site_of(request)
    identifier, eid = vocabulary.parse_iri(vocabulary.ID + name) or (unslug(name), None)
    if data := linked_data.as_data(request, vocabulary.ID + name, format):
        return data
    if eid and eid.startswith("@"):
        return linked_data.thing_page(request, vocabulary.ID + name)
    if identifier.partition(":")[0] in mandates.KINDS:
        return RedirectResponse(address(request, f"/mandates/{quote(identifier, safe='')}"))
    found = resolve(site.store, f"{identifier} {eid}" if eid else identifier)
    if (found.identifier, found.eid) != (identifier, eid):
        return RedirectResponse(address(request, instrument_path(found.identifier, found.eid)))
    return _paragraph(request, site, identifier, eid) if eid else _instrument(request, site, identifier)


# --- an instrument -----------------------------------------------------------------------------------------
def _instrument(request: Request, site: Site, identifier: str) -> Response:
    store = site.store
    iri = vocabulary.instrument_iri(identifier)
    own = describe(store, [identifier])[identifier]
    out = [link for link in links_of(store, f"?c lx:citingInstrument <{iri}>") if link.citing == identifier]
    back = _citing(site, f"?me owl:sameAs? <{iri}> . ?c cito:hasCitedEntity ?me", identifier)
    cites = listing(request, "cites", f"What {identifier} cites", CITES, cites_rows(request, out), per_page=0)
    cited_by = listing(
        request, "by", f"Who cites {identifier}", CITED_BY, cited_by_rows(request, site, back), per_page=1000
    )
    by_unit: dict[str, list[UnitLink]] = defaultdict(list)
    for link in out:
        by_unit[link.citing_unit].append(link)
    marked = tuple(
        (unit, pieces(unit.text, by_unit.get(unit.eid, ())))
        for unit in paragraphs_of(store, f"?u lx:inInstrument <{iri}>")
    )
    return page(
        request,
        "instrument.html",
        title=_name(own),
        listings=(cites, cited_by),
        instrument=own,
        facts=facts_of(store, identifier),
        body=_body(own),
        marked=marked,
        cites=cites,
        cited_by=cited_by,
        citing=len({link.citing for link in back}),
        bars=per_year(site, back),
        themes=_leading(site.once(("themes", iri), lambda: theme_reading.themes_of(store, iri))),
        warnings=_warned(site, own),
        warning_kinds=KINDS,
        records=records_of(store, identifier),
        languages=languages(store, identifier),
        parties=taking_part(store, identifier),
        related=relations(store, identifier),
        text_of=_same_text(identifier),
        forms=how_to_cite.forms(own),
        group_of=group_of,
        label_of=label_of,
        schema=linked_data.schema_org(own),
        slug=iri.removeprefix(vocabulary.ID),
    )


def _warned(site: Site, instrument: Instrument) -> tuple[Caution, ...]:
    """Return the warnings of an instrument; what is not loaded says nothing that could be wrong."""
    if not instrument.loaded:
        return ()
    return site.once(("warnings", instrument.id), lambda: warnings(site.store, instrument.id))


def _leading(themes: Sequence[theme_reading.Found]) -> list[theme_reading.Found]:
    """Put first what the title names, then what most paragraphs are about."""
    return sorted(themes, key=lambda theme: (theme[3] != "title", -theme[7], -theme[2], theme[0]))


def _name(instrument: Instrument) -> str:
    return instrument.title if ":" in instrument.id and instrument.title else instrument.id


def _body(instrument: Instrument) -> str:
    known = registry.body(instrument.body) if instrument.body else None
    return known.name if known else instrument.body or ""


def _same_text(identifier: str) -> tuple[tuple[str, str], ...]:
    """Return the other ids under which the same text is cited: a declaration's name, the resolution that adopted it."""
    named = registry.treaty(identifier)
    if named is not None and named.adopted_by:
        return ((named.adopted_by, named.adopted_by),)
    return tuple((t.id, t.title) for t in registry.treaties() if t.adopted_by == identifier)


def _citing(site: Site, pattern: str, identifier: str) -> tuple[UnitLink, ...]:
    """Return the citations from other instruments that a pattern finds as ?c."""
    return tuple(link for link in links_of(site.store, pattern) if link.citing and link.citing != identifier)


# --- a paragraph -------------------------------------------------------------------------------------------
def _paragraph(request: Request, site: Site, identifier: str, eid: str) -> Response:
    store = site.store
    reading = read_unit(store, identifier, eid)
    if not reading.paragraph.text and not reading.below and not reading.cited_by:
        raise UnknownReference(f"{identifier} {label_of(eid)}", (identifier,))
    back = tuple(link for link in reading.cited_by if link.citing)
    cites = listing(
        request, "cites", "What this paragraph cites", CITES, cites_rows(request, reading.cites), per_page=0
    )
    cited_by = listing(request, "by", "Who cites exactly this paragraph", CITED_BY, cited_by_rows(request, site, back))
    iri = vocabulary.unit_iri(identifier, eid)
    duties = site.once(("duties", identifier), lambda: obligations(store, by=identifier))
    below = tuple(
        (
            unit,
            pieces(
                unit.text, links_of(store, f"?c cito:hasCitingEntity <{vocabulary.unit_iri(identifier, unit.eid)}>")
            ),
        )
        for unit in reading.below
    )
    return page(
        request,
        "paragraph.html",
        title=f"{identifier}, {label_of(eid)}",
        listings=(cites, cited_by),
        instrument=reading.instrument,
        unit=reading.paragraph,
        marked=pieces(reading.paragraph.text, reading.cites),
        below=below,
        footnotes=reading.footnotes,
        beside=_neighbours(site, identifier, eid),
        cites=cites,
        cited_by=cited_by,
        bars=per_year(site, back),
        themes=theme_reading.themes_of(store, iri),
        directives=tuple(one for one in duties if one.paragraph == eid),
        warnings=tuple(one for one in _warned(site, reading.instrument) if one.unit == eid),
        warning_kinds=KINDS,
        forms=how_to_cite.forms(reading.instrument, eid),
        group_of=group_of,
        label_of=label_of,
        slug=iri.removeprefix(vocabulary.ID),
    )


def _neighbours(site: Site, identifier: str, eid: str) -> tuple[str | None, str | None]:
    """Return the units before and after one of the same depth."""
    units = paragraphs_of(site.store, f"?u lx:inInstrument <{vocabulary.instrument_iri(identifier)}>")
    level = [unit.eid for unit in units if unit.depth == eid.count("__") and unit.text]
    if eid not in level:
        return (None, None)
    at = level.index(eid)
    return (level[at - 1] if at else None, level[at + 1] if at + 1 < len(level) else None)
