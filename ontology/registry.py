"""Look-ups over the registries written as Turtle beside this module: treaties, judgments, bodies, functions, themes.

Turns the `.ttl` files into frozen rows, read once and kept. It resolves no text: matching names in a document is the
loaders' work. It refuses a registry that cannot be read or lacks a needed value, naming the file and the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from lexline.ontology.turtle_files import Rows
from lexline.ontology.vocabulary import BODY, ELI, FUNCTION, LX, RDF, SKOS, parse_iri

_KINDS: Final = {"Treaty": "treaty", "Declaration": "declaration", "Agreement": "agreement", "Rules": "rules"}


@dataclass(frozen=True, slots=True)
class Treaty:
    """An instrument that texts cite by its name: a treaty, declaration, agreement or set of rules.

    `aliases` are full and short names as printed, the title first; letters may differ in case. `abbreviations` are
    case-sensitive tokens that stand alone. Both mean this instrument wherever they occur in a UN document. `generic` is
    the word by which a text later takes it up ("the Convention"), `part_of` the treaty that a protocol supplements,
    `parts` what texts call its parts ("Sustainable Development Goal"), `volumes` those of the Treaty Series, which tell
    instruments of one registration number apart.
    """

    id: str
    title: str
    kind: str
    aliases: tuple[str, ...]
    abbreviations: tuple[str, ...]
    date: date | None
    unts: tuple[int, ...]
    adopted_by: str | None
    generic: str
    part_of: str | None
    parts: tuple[str, ...] = ()
    volumes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TreatySet:
    """Several treaties that texts cite in one breath ("the Geneva Conventions of 1949"), with the names they go by."""

    label: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgment:
    """A case before an international court, with all that was decided in it.

    `aliases` are its names as printed, the title first; `court` is the code of a body, `dates` are the days of the
    decisions, the first one first, `numbers` those of the case and of the court's reports ("IT-96-23", "Series C No.
    4"). `generic` is "case" or "advisory opinion".
    """

    id: str
    title: str
    aliases: tuple[str, ...]
    court: str
    dates: tuple[date, ...]
    numbers: tuple[str, ...]
    generic: str


@dataclass(frozen=True, slots=True)
class Body:
    """An organ whose documents are cited.

    `resolution` names the way it numbers resolutions: council-year, assembly-session, hrc-session, ecosoc-year,
    other (resolutions that are no UN symbol of the four main series) or "" (it passes none). `statements` are the
    words for its presidential statements, `comments` those for a treaty body's general comments, `comment_symbol` what
    their symbols begin with ("CEDAW/C/GC", or ""), `watches` the treaty that the body monitors.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    symbol: str
    resolution: str
    statements: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    comment_symbol: str = ""
    watches: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """What a governing verb does to the instrument it cites, with the verb phrases (lower case) that say so.

    `group` is neutral, stance, basis, change or contradiction. `effect` is the property that then holds between the two
    instruments, `maps_to` the closest CiTO property; None where there is none.
    """

    id: str
    label: str
    group: str
    phrases: tuple[str, ...]
    effect: str | None
    maps_to: str | None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: the words for it, the IRIs of broader themes, and those of concepts elsewhere that say the same."""

    iri: str
    label: str
    alt_labels: tuple[str, ...]
    broader: tuple[str, ...]
    exact: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    definition: str = ""


@cache
def treaties() -> tuple[Treaty, ...]:
    """Return all instruments cited by name, in the order of the file."""
    rows = Rows("treaties.ttl")
    return tuple(_treaty(rows, iri, row) for iri, row in rows.of_type(*(LX + kind for kind in _KINDS)))


def _treaty(rows: Rows, iri: str, row: dict[str, list[str]]) -> Treaty:
    title = rows.one(iri, ELI + "title")
    kind = next(_KINDS[name] for name in (t.removeprefix(LX) for t in row[RDF + "type"]) if name in _KINDS)
    dates = row.get(ELI + "date_document")
    return Treaty(
        id=rows.one(iri, ELI + "id_local"),
        title=title,
        kind=kind,
        aliases=(title, *row.get(SKOS + "altLabel", ())),
        abbreviations=tuple(row.get(LX + "abbreviation", ())),
        date=date.fromisoformat(dates[0]) if dates else None,
        unts=tuple(int(number) for number in row.get(LX + "untsNumber", ())),
        adopted_by=_identifier(row.get(LX + "adoptedBy")),
        generic=rows.one(iri, LX + "genericName"),
        part_of=_identifier(row.get(LX + "supplements")),
        parts=tuple(row.get(LX + "partName", ())),
        volumes=tuple(int(number) for number in row.get(LX + "untsVolume", ())),
    )


def _identifier(iris: list[str] | None) -> str | None:
    parsed = parse_iri(iris[0]) if iris else None
    return parsed[0] if parsed else None


@cache
def treaty_sets() -> tuple[TreatySet, ...]:
    """Return the sets of treaties that texts cite under one name."""
    rows = Rows("treaties.ttl")
    return tuple(
        TreatySet(
            label=(label := rows.one(iri, SKOS + "prefLabel")),
            aliases=(label, *row.get(SKOS + "altLabel", ())),
            members=tuple(parsed[0] for member in row.get(SKOS + "member", ()) if (parsed := parse_iri(member))),
        )
        for iri, row in rows.of_type(SKOS + "Collection")
    )


@cache
def judgments() -> tuple[Judgment, ...]:
    """Return all cases before international courts, in the order of the file."""
    rows = Rows("judgments.ttl")
    return tuple(
        Judgment(
            id=rows.one(iri, ELI + "id_local"),
            title=(title := rows.one(iri, ELI + "title")),
            aliases=(title, *row.get(SKOS + "altLabel", ())),
            court=rows.one(iri, ELI + "passed_by").removeprefix(BODY),
            dates=tuple(sorted(date.fromisoformat(day) for day in row.get(LX + "decidedOn", ()))),
            numbers=tuple(row.get(LX + "caseNumber", ())),
            generic=rows.one(iri, LX + "genericName"),
        )
        for iri, row in rows.of_type(LX + "Judgment")
    )


@cache
def bodies() -> tuple[Body, ...]:
    """Return all bodies, in the order of the file."""
    rows = Rows("bodies.ttl")
    return tuple(
        Body(
            code=iri.removeprefix(BODY),
            name=rows.one(iri, SKOS + "prefLabel"),
            aliases=tuple(row.get(SKOS + "altLabel", ())),
            symbol=next(iter(row.get(LX + "symbolPrefix", ())), ""),
            resolution=next(iter(row.get(LX + "resolutionStyle", ())), ""),
            statements=tuple(row.get(LX + "statementPhrase", ())),
            comments=tuple(row.get(LX + "commentPhrase", ())),
            comment_symbol=next(iter(row.get(LX + "commentSymbol", ())), ""),
            watches=_identifier(row.get(LX + "watches")),
        )
        for iri, row in rows.of_type(LX + "Body")
    )


@cache
def functions() -> tuple[Function, ...]:
    """Return all citation functions, in the order of the file."""
    rows = Rows("functions.ttl")
    return tuple(
        Function(
            id=iri.removeprefix(FUNCTION),
            label=rows.one(iri, SKOS + "prefLabel"),
            group=rows.one(iri, LX + "group"),
            phrases=tuple(row.get(LX + "phrase", ())),
            effect=next(iter(row.get(LX + "effect", ())), None),
            maps_to=next(iter(row.get(LX + "mapsTo", ())), None),
        )
        for iri, row in rows.of_type(LX + "CitationFunction")
    )


@cache
def themes() -> tuple[Theme, ...]:
    """Return all themes of our own scheme, in the order of the file."""
    return _themes("themes.ttl")


@cache
def goals() -> tuple[Theme, ...]:
    """Return the Sustainable Development Goals and then their targets."""
    return _themes("sdg.ttl")


def _themes(name: str) -> tuple[Theme, ...]:
    rows = Rows(name)
    return tuple(
        Theme(
            iri=iri,
            label=rows.one(iri, SKOS + "prefLabel"),
            alt_labels=tuple(row.get(SKOS + "altLabel", ())),
            broader=tuple(row.get(SKOS + "broader", ())),
            exact=tuple(row.get(SKOS + "exactMatch", ())),
            close=tuple(row.get(SKOS + "closeMatch", ())),
            definition=next(iter(row.get(SKOS + "definition", ())), ""),
        )
        for iri, row in rows.of_type(SKOS + "Concept")
    )


@cache
def _treaties_by_id() -> Mapping[str, Treaty]:
    return MappingProxyType({row.id: row for row in treaties()})


@cache
def _judgments_by_id() -> Mapping[str, Judgment]:
    return MappingProxyType({row.id: row for row in judgments()})


@cache
def _bodies_by_code() -> Mapping[str, Body]:
    return MappingProxyType({row.code: row for row in bodies()})


def treaty(identifier: str) -> Treaty | None:
    """Return the instrument with this id (`treaty:cedaw`), or None."""
    return _treaties_by_id().get(identifier)


def judgment(identifier: str) -> Judgment | None:
    """Return the case with this id (`case:wall`), or None."""
    return _judgments_by_id().get(identifier)


def body(code: str) -> Body | None:
    """Return the body with this code (`SC`), or None."""
    return _bodies_by_code().get(code)
