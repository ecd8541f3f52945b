"""Look-ups over the registries written as Turtle beside this module: treaties, judgments, bodies, functions, themes.

Turns the `.ttl` files into frozen rows, read once and kept. It resolves no text: matching names in a document is the
loaders' work. It refuses a registry that cannot be read or lacks a needed value, naming the file and the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from lexline.ontology.errors import LexlineError
from lexline.ontology.vocabulary import BASE, BODY, ELI, FUNCTION, LX, RDF, SKOS, parse_iri

#: The Turtle files in the order in which a reader meets them: terms, then registries, then shapes.
FILES: Final = (
    "lexline.ttl",
    "functions.ttl",
    "directives.ttl",
    "bodies.ttl",
    "addressees.ttl",
    "states.ttl",
    "treaties.ttl",
    "depositary.ttl",
    "judgments.ttl",
    "mandates.ttl",
    "themes.ttl",
    "sdg.ttl",
    "shapes.ttl",
)

#: The base that the files are written with; `vocabulary.BASE` takes its place where it is set otherwise.
WRITTEN_BASE: Final = "https://w3id.org/lexline/"

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


class _Rows:
    """The triples of one file by subject and predicate, in the order in which they were written."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[str, dict[str, list[str]]] = {}
        for triple in _parse(name):
            subject, value = triple.subject, triple.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                row = self.values.setdefault(subject.value, {})
                row.setdefault(triple.predicate.value, []).append(value.value)

    def of_type(self, *types: str) -> Iterable[tuple[str, dict[str, list[str]]]]:
        """Yield (IRI, values by predicate) of the subjects of one of these classes."""
        wanted = set(types)
        return ((iri, row) for iri, row in self.values.items() if wanted.intersection(row.get(RDF + "type", ())))

    def one(self, iri: str, predicate: str) -> str:
        """Return a needed value; raises LexlineError naming file, entry and property where it is absent."""
        found = self.values[iri].get(predicate)
        if not found:
            raise LexlineError(f"{self.name}: <{iri}> has no <{predicate}>.", "Add the value to the file.")
        return found[0]


def _parse(name: str) -> list[ox.Quad]:
    try:
        return list(ox.parse(ontology_turtle(name), format=ox.RdfFormat.TURTLE))
    except (SyntaxError, ValueError) as error:
        raise LexlineError(
            f"{name} is not valid Turtle: {error}.", "Repair the file or install lexline again."
        ) from error


def ontology_files() -> tuple[Path, ...]:
    """Return the paths of the Turtle files, vocabulary first."""
    return tuple(Path(str(files("lexline.ontology").joinpath(name))) for name in FILES)


def ontology_turtle(name: str) -> bytes:
    """Return one of the Turtle files with the base IRI that is set; raises LexlineError where it cannot be read."""
    try:
        data = files("lexline.ontology").joinpath(name).read_bytes()
    except OSError as error:
        raise LexlineError(f"The registry {name} cannot be read: {error}.", "Install lexline again.") from error
    return data if BASE == WRITTEN_BASE else data.replace(WRITTEN_BASE.encode(), BASE.encode())


@cache
def treaties() -> tuple[Treaty, ...]:
    """Return all instruments cited by name, in the order of the file."""
    rows = _Rows("treaties.ttl")
    return tuple(_treaty(rows, iri, row) for iri, row in rows.of_type(*(LX + kind for kind in _KINDS)))


def _treaty(rows: _Rows, iri: str, row: dict[str, list[str]]) -> Treaty:
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
    rows = _Rows("treaties.ttl")
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
    rows = _Rows("judgments.ttl")
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
    rows = _Rows("bodies.ttl")
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
    rows = _Rows("functions.ttl")
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
    rows = _Rows(name)
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
