"""A store -> the treaties it knows: which are cited or loaded, which articles are cited by whom, and who is a party.

The articles of a treaty are those of its text, where it is loaded, and those that citations name: a treaty whose text
is not in the store has the articles that others point to. Declarations, agreements and sets of rules count as treaties
here: texts cite them in the same way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph.projection import natural, texts
from lexline.graph.reading import Paragraph, UnitLink, label_of, links_of, paragraphs_of
from lexline.ontology import registry, vocabulary
from lexline.ontology.vocabulary import CITE, LX, UNIT_SEPARATOR, instrument_iri, parse_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

KINDS: Final = {"Treaty": "treaty", "Declaration": "declaration", "Agreement": "agreement", "Rules": "rules"}
#: What the eIds of units begin with that a treaty is divided into, the finest first: a citation of "article 3 of annex
#: I" is of the article.
_DIVISIONS: Final = ("art", "para", "sect", "sec", "chap", "part", "annex", "app")

#: How many letters of an article without a heading tell which it is.
_OPENING: Final = 90

PARTY: Final = "party"
SIGNED: Final = "signed only"
LEFT: Final = "withdrew"
LATER: Final = "not yet"


@dataclass(frozen=True, slots=True)
class Treaty:
    """A treaty in the list: how many instruments and citations name it, and how many have consented to be bound."""

    id: str
    title: str
    kind: str
    date: str
    instruments: int
    citations: int
    loaded: bool
    parties: int | None


@dataclass(frozen=True, slots=True)
class Article:
    """A unit of a treaty that is cited, or stands in its text: how many citations and instruments name it."""

    eid: str
    label: str
    heading: str
    citations: int
    instruments: int
    held: bool


@dataclass(frozen=True, slots=True)
class Party:
    """One participant in a treaty, with the days of its acts, and what it is on the day that was asked for."""

    participant: str
    name: str
    signed: date | None
    bound: date | None
    by: str
    force: date | None
    left: date | None
    state: str

    @property
    def since(self) -> date | None:
        """The day from which it counts as a party: of the entry into force, where a table has it, else of consent."""
        return self.force or self.bound


def treaties(store: Store) -> tuple[Treaty, ...]:
    """Return the treaties that are cited, loaded or have a table of parties, the most cited first."""
    values = " ".join(f"lx:{name}" for name in KINDS)
    kinds: dict[str, str] = {}
    for iri, kind in sorted(texts(store, f"SELECT ?t ?k WHERE {{ VALUES ?k {{ {values} }} ?t a ?k }}")):
        kinds.setdefault(iri, KINDS[kind.removeprefix(LX)])
    citations: Counter[str] = Counter()
    citing: dict[str, set[str]] = defaultdict(set)
    for citation, iri in texts(
        store,
        f"SELECT ?c ?t WHERE {{ {{ SELECT DISTINCT ?t WHERE {{ VALUES ?k {{ {values} }} ?t a ?k }} }} "
        "?c cito:hasCitedEntity ?t }",
    ):
        # the IRI of a citation begins with the instrument that makes it
        source = vocabulary.ID + citation.removeprefix(CITE).partition(UNIT_SEPARATOR)[0]
        if source != iri:
            citations[iri] += 1
            citing[iri].add(source)
    loaded = {iri for (iri,) in texts(store, "SELECT ?t WHERE { ?t lx:loaded true }")} & set(kinds)
    titles = _told(store, values, "eli:title")
    dates = _told(store, values, "eli:date_document")
    parties: dict[str, set[str]] = defaultdict(set)
    for iri, who in texts(
        store, "SELECT ?t ?who WHERE { ?p a lx:Participation ; lx:onTreaty ?t ; lx:participant ?who ; lx:boundOn ?d }"
    ):
        parties[iri].add(who)
    found = []
    for iri in {*citations, *loaded, *parties} & set(kinds):
        parsed = parse_iri(iri)
        if parsed is None:
            continue
        named = registry.treaty(parsed[0])
        title = named.title if named else titles.get(iri, "") or parsed[0]
        held = len(parties[iri]) if iri in parties else None
        found.append(
            Treaty(
                parsed[0],
                title,
                kinds[iri],
                dates.get(iri, "") or (named.date.isoformat() if named and named.date else ""),
                len(citing[iri]),
                citations[iri],
                iri in loaded,
                held,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.instruments, -one.citations, natural(one.id))))


def _told(store: Store, values: str, predicate: str) -> dict[str, str]:
    rows = texts(store, f"SELECT ?t ?o WHERE {{ VALUES ?k {{ {values} }} ?t a ?k ; {predicate} ?o }}")
    return {row[0]: row[1] for row in sorted(rows, reverse=True)}


def citing(store: Store, identifier: str) -> tuple[UnitLink, ...]:
    """Return the citations from elsewhere that name a treaty or a unit of it."""
    found = links_of(store, f"?me owl:sameAs? <{instrument_iri(identifier)}> . ?c cito:hasCitedEntity ?me")
    return tuple(link for link in found if link.citing and link.citing != identifier)


def article_of(eid: str) -> str:
    """Return the unit that a citation counts for: the article, or what else a treaty is divided into.

    >>> article_of("art_41__para_2__a"), article_of("annex_1__art_3"), article_of("chap_VII")
    ('art_41', 'annex_1__art_3', 'chap_VII')
    """
    pieces = eid.split("__")
    heads = [piece.partition("_")[0] for piece in pieces]
    for division in _DIVISIONS:
        if division in heads:
            return "__".join(pieces[: heads.index(division) + 1])
    return pieces[0]


def articles(store: Store, identifier: str, links: Iterable[UnitLink]) -> tuple[Article, ...]:
    """Return the articles of a treaty in their order: those of its text, and those that citations name.

    Args:
        store: what to look through.
        identifier: the treaty.
        links: what `citing` returns.
    """
    citations: Counter[str] = Counter()
    by: dict[str, set[str]] = defaultdict(set)
    for link in links:
        for eid in {article_of(unit) for unit in link.target_units}:
            citations[eid] += 1
            by[eid].add(link.citing)
    units = paragraphs_of(store, f"?u lx:inInstrument <{instrument_iri(identifier)}>")
    held = {
        unit.eid: unit.heading or _opening(unit.eid, units[place:])
        for place, unit in enumerate(units)
        if unit.eid in citations or (unit.kind == "Article" and article_of(unit.eid) == unit.eid)
    }
    order = {eid: place for place, eid in enumerate(held)}
    # articles that are not in the text stand where people count them
    rest = sorted(set(citations) - set(held), key=_counted)
    return tuple(
        Article(eid, label_of(eid), held.get(eid, ""), citations[eid], len(by[eid]), eid in order)
        for eid in (*held, *rest)
    )


def _opening(eid: str, units: Sequence[Paragraph]) -> str:
    """Return the words with which a unit begins, its own or those of the first unit within it."""
    for unit in units:
        if unit.eid != eid and not unit.eid.startswith(f"{eid}__"):
            return ""
        if unit.text:
            words = " ".join(unit.text.split())
            return words if len(words) <= _OPENING else words[: words.rfind(" ", 0, _OPENING)] + " …"
    return ""


def _counted(eid: str) -> tuple[int, list[tuple[int, str]]]:
    """Return the key that puts chapters before articles, and each as people count, Roman numerals too."""
    from lexline.ontology.sessions import from_roman

    heads = [piece.partition("_")[0] for piece in eid.split("__")]
    rank = next((place for place, name in enumerate(reversed(_DIVISIONS)) if name in heads), -1)
    numbers = []
    for piece in eid.split("__"):
        number = piece.partition("_")[2]
        roman = from_roman(number) if number.isalpha() and number.isupper() else None
        numbers.append((roman or 0, natural(number)))
    return rank, numbers


def parties(store: Store, identifier: str, day: date) -> tuple[Party, ...]:
    """Return who takes part in a treaty and as what on a day, by name; none where no table of it is loaded."""
    rows = texts(
        store,
        "SELECT ?p ?who ?name ?signed ?bound ?by ?force ?left WHERE { "
        f"?p lx:onTreaty <{instrument_iri(identifier)}> ; a lx:Participation ; lx:participant ?who ; "
        "lx:participantName ?name OPTIONAL { ?p lx:signedOn ?signed } OPTIONAL { ?p lx:boundOn ?bound } "
        "OPTIONAL { ?p lx:boundBy ?by } OPTIONAL { ?p lx:inForceOn ?force } OPTIONAL { ?p lx:withdrewOn ?left } }",
    )
    found: dict[str, Party] = {}
    for row, who, name, signed, bound, by, force, left in sorted(rows):
        days = [date.fromisoformat(each) if each else None for each in (signed, bound, force, left)]
        one = Party(who, name, days[0], days[1], by, days[2], days[3], "")
        found[row] = Party(who, name, days[0], days[1], by, days[2], days[3], state_on(one, day))
    return tuple(sorted(found.values(), key=lambda one: (one.name.casefold(), one.bound or date.max)))


def state_on(one: Party, day: date) -> str:
    """Say what a participant is on a day."""
    if one.left is not None and one.left <= day:
        return LEFT
    if one.since is not None and one.since <= day:
        return PARTY
    return SIGNED if one.signed is not None and one.signed <= day else LATER


def parties_per_year(found: Iterable[Party]) -> Mapping[int, int]:
    """Count who is a party as each year ends, from the first to the last year of an act."""
    held = tuple(found)
    years = {day.year for one in held for day in (one.since, one.left) if day is not None}
    if not years:
        return {}
    return {
        year: len({one.participant for one in held if state_on(one, date(year, 12, 31)) == PARTY})
        for year in range(min(years), max(years) + 1)
    }


def last_act(found: Iterable[Party]) -> date | None:
    """Return the day of the last act that a table of parties has."""
    days = [day for one in found for day in (one.signed, one.bound, one.force, one.left) if day is not None]
    return max(days, default=None)
