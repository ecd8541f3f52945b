"""A store, an id and a language -> the instrument as a reader of that language wants it; which languages there are.

What cites an instrument is the same in every language; its title, paragraphs and own citations are those of the text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from lexline.graph.expressions import tag_of
from lexline.graph.projection import describe, natural
from lexline.graph.reading import (
    FACTS,
    Connection,
    Paragraph,
    Reading,
    UnitReading,
    label_of,
    links_of,
    paragraphs_of,
    text_of,
)
from lexline.loaders.language import ENGLISH, NAMES
from lexline.ontology.errors import UsageError
from lexline.ontology.vocabulary import ELI, UNIT_SEPARATOR, expression_iri, instrument_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lexline.graph.projection import Mention
    from lexline.graph.store import Store


def languages(store: Store, identifier: str) -> tuple[str, ...]:
    """Return the codes of the languages that an instrument is loaded in, that of its own text first."""
    iri = instrument_iri(identifier)
    own = store.query(f"SELECT ?l WHERE {{ <{iri}> lx:loaded true ; dcterms:language ?l }}").rows
    others = store.query(
        f"SELECT ?l WHERE {{ ?e a eli:LegalExpression ; eli:realizes <{iri}> ; lx:sha256 ?hash ; dcterms:language ?l }}"
    ).rows
    first = [tag_of(text_of(language)) or ENGLISH for (language,) in own]
    return tuple(dict.fromkeys((*first, *sorted(tag_of(text_of(language)) for (language,) in others))))


def languages_of(store: Store, identifiers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the codes of the languages that each of a few instruments is loaded in, by its id."""
    wanted = {instrument_iri(name): name for name in identifiers}
    values = " ".join(f"<{iri}>" for iri in wanted)
    rows = store.query(
        f"SELECT ?i ?l ?own WHERE {{ VALUES ?i {{ {values} }} {{ ?i lx:loaded ?own ; dcterms:language ?l }} UNION "
        "{ ?e eli:realizes ?i ; lx:sha256 ?hash ; dcterms:language ?l } }"
    ).rows
    found: dict[str, list[tuple[bool, str]]] = {}
    for iri, language, own in rows:
        code = tag_of(text_of(language)) or ENGLISH
        found.setdefault(wanted[text_of(iri)], []).append((not own, code))
    return {name: tuple(dict.fromkeys(code for _, code in sorted(told))) for name, told in found.items()}


def chosen(store: Store, identifier: str, language: str) -> str | None:
    """Return the code of the expression that is asked for; None where the instrument's own text is in that language.

    Raises:
        UsageError: the instrument is not loaded in this language.
    """
    there = languages(store, identifier)
    tag = tag_of(language) or ENGLISH
    if tag not in there:
        known = ", ".join(f"{each} ({NAMES[each]})" if each in NAMES else each for each in there)
        remedy = f"It is loaded in {known}." if there else "Its text is not loaded in any language."
        raise UsageError(f"{identifier} is not loaded in “{language}”.", remedy)
    return None if tag == there[0] else tag


def translated(store: Store, reading: Reading, tag: str) -> Reading:
    """Put the text of a language, with what it cites, into the place of an instrument's own."""
    iri = expression_iri(reading.instrument.id, tag)
    facts: dict[str, set[str]] = {}
    title = ""
    for prop, value in store.query(f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o FILTER(isLiteral(?o)) }}").rows:
        if text_of(prop) == ELI + "title":
            title = text_of(value)
        elif name := FACTS.get(text_of(prop)):
            facts.setdefault(name, set()).add(text_of(value))
    mentions: dict[str, list[Mention]] = {}
    for link in links_of(store, f"?c lx:citingExpression <{iri}>"):
        if link.target and link.target != reading.instrument.id:
            mention = replace(link.mention, unit=_eid(link.mention.unit, tag))
            mentions.setdefault(link.target, []).append(mention)
    known = describe(store, mentions)
    return replace(
        reading,
        instrument=replace(reading.instrument, title=title),
        facts={name: tuple(sorted(facts[name], key=natural)) for name in FACTS.values() if name in facts},
        paragraphs=paragraphs_of(store, f"?u lx:inExpression <{iri}>"),
        cites=tuple(Connection(known[name], len(mentions[name]), tuple(mentions[name])) for name in mentions),
    )


def translated_unit(store: Store, reading: UnitReading, tag: str) -> UnitReading:
    """Put the text of a language into the place of a paragraph's own; where it has no such paragraph, none."""
    eid = reading.paragraph.eid
    whole = expression_iri(reading.instrument.id, tag)
    iri = f"{whole}{UNIT_SEPARATOR}{quote(eid, safe='')}"
    units = paragraphs_of(store, f"?u lx:inExpression <{whole}>")
    own = next((unit for unit in units if unit.eid == eid), Paragraph(eid, "", label_of(eid), ""))
    return replace(
        reading,
        paragraph=own,
        below=tuple(unit for unit in units if unit.eid.startswith(eid + "__")),
        footnotes=paragraphs_of(store, f"?u lx:calledIn <{iri}>"),
        cites=links_of(store, f"?c cito:hasCitingEntity <{iri}>"),
    )


def _eid(unit: str, tag: str) -> str:
    """Return the eId of a unit as its text has it."""
    return unit.removeprefix(f"@{tag}{UNIT_SEPARATOR}")
