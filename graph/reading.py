"""A store and an id -> one instrument as a reader wants it: what is known of it, its paragraphs, who cites whom.

`read` gathers an instrument, `read_unit` one paragraph of it with its own links. An instrument that is cited but not
loaded is read too: it has no paragraphs, but its symbol, its official page and those who cite it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.projection import Instrument, Mention, Names, describe, evidence, natural, year_of
from lexline.ontology import vocabulary

if TYPE_CHECKING:
    from lexline.graph.answers import Value
    from lexline.graph.store import Store

#: Facts of an instrument that are read as they stand, with the name a reader sees.
FACTS: Final[dict[str, str]] = {
    vocabulary.ELI + "id_local": "symbol",
    vocabulary.DCTERMS + "subject": "subject",
    vocabulary.LX + "agendaItem": "agenda item",
    vocabulary.LX + "meeting": "meeting",
    vocabulary.LX + "vote": "vote",
    vocabulary.DCTERMS + "source": "source file",
    vocabulary.LX + "problem": "problem",
}

#: How a paragraph is named before its number, by the head of its eId.
_WORDS: Final = {"op": "op", "pre": "pre", "para": "para", "art": "art.", "fn": "fn", "annex": "annex", "chap": "chap."}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One unit of an instrument: its eId, the label a reader knows it by, its text and how deep it lies."""

    eid: str
    kind: str
    label: str
    text: str
    number: str | None = None
    heading: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Connection:
    """Another instrument that cites or is cited, how many citations there are, and (where asked for) which."""

    instrument: Instrument
    count: int
    mentions: tuple[Mention, ...] = ()

    @property
    def verbs(self) -> tuple[str, ...]:
        """The governing verbs in small letters, each once, in reading order."""
        return tuple(dict.fromkeys(mention.verb.lower() for mention in self.mentions if mention.verb))

    @property
    def labels(self) -> tuple[str, ...]:
        """The citing paragraphs, as a reader knows them, each once."""
        return tuple(dict.fromkeys(label_of(mention.unit) for mention in self.mentions if mention.unit))


@dataclass(frozen=True, slots=True)
class Reading:
    """An instrument with its facts, paragraphs and connections; `citing` counts all that cite it, shown or not."""

    instrument: Instrument
    facts: dict[str, tuple[str, ...]]
    paragraphs: tuple[Paragraph, ...]
    cites: tuple[Connection, ...]
    cited_by: tuple[Connection, ...]
    citing: int


@dataclass(frozen=True, slots=True)
class UnitLink:
    """One citation from or to a paragraph: the two ends, the words, and what the verb does.

    `depth` is how deeply it is treated: 1 listed among others, 2 cited alone, 3 with a pinpoint, 4 quoted or changed.
    """

    citing: str
    citing_unit: str
    target: str | None
    target_units: tuple[str, ...]
    mention: Mention
    depth: int = 0


@dataclass(frozen=True, slots=True)
class UnitReading:
    """One paragraph, what stands below it and at its foot, and the citations from and to it."""

    instrument: Instrument
    paragraph: Paragraph
    below: tuple[Paragraph, ...]
    footnotes: tuple[Paragraph, ...]
    cites: tuple[UnitLink, ...]
    cited_by: tuple[UnitLink, ...]


def text_of(term: Value | None) -> str:
    """Return the text of a term in the results of a query: of an IRI or a literal; "" for what has none."""
    return "" if term is None or not hasattr(term, "value") else term.value


def label_of(eid: str) -> str:
    """Name a unit as a reader would.

    >>> label_of("op_5__a__i"), label_of("sec_A__op_1"), label_of("annex_1__para_4"), label_of("front")
    ('op 5 (a) (i)', 'sec A op 1', 'annex 1 para 4', 'front')
    """
    out: list[str] = []
    for piece in eid.split("__"):
        word, underscore, number = piece.partition("_")
        if underscore:
            out.append(f"{_WORDS.get(word, word)} {number}")
        else:
            out.append(f"({piece})" if out else piece)
    return " ".join(out)


def read(store: Store, identifier: str, *, limit: int | None = None) -> Reading:
    """Read an instrument; `limit` bounds how many of those that cite it are read, the latest first."""
    iri = vocabulary.instrument_iri(identifier)
    cited = _counts(store, f"?c lx:citingInstrument <{iri}> ; cito:hasCitedEntity ?other", identifier)
    citing = _counts(
        store, f"?me owl:sameAs? <{iri}> . ?c cito:hasCitedEntity ?me ; lx:citingInstrument ?other", identifier
    )
    known = describe(store, {identifier, *cited, *citing})

    def latest(name: str) -> tuple[int, str]:
        return (-(known[name].year or year_of(name) or 0), natural(name))

    first = sorted(cited, key=lambda name: (known[name].year or 9999, natural(name)))
    shown = sorted(citing, key=latest)[:limit]
    found = evidence(store, {*((identifier, name) for name in cited), *((name, identifier) for name in shown)})
    return Reading(
        instrument=known[identifier],
        facts=facts_of(store, identifier),
        paragraphs=paragraphs_of(store, f"?u lx:inInstrument <{iri}>"),
        cites=tuple(Connection(known[name], cited[name], found[identifier, name]) for name in first),
        cited_by=tuple(Connection(known[name], citing[name], found[name, identifier]) for name in shown),
        citing=len(citing),
    )


def facts_of(store: Store, identifier: str) -> dict[str, tuple[str, ...]]:
    """Return the facts of an instrument by the names that a reader sees."""
    iri = vocabulary.instrument_iri(identifier)
    facts: dict[str, set[str]] = {}
    for prop, value in store.query(f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o FILTER(isLiteral(?o)) }}").rows:
        if name := FACTS.get(text_of(prop)):
            facts.setdefault(name, set()).add(text_of(value))
    return {name: tuple(sorted(facts[name], key=natural)) for name in FACTS.values() if name in facts}


def read_unit(store: Store, identifier: str, eid: str) -> UnitReading:
    """Read one paragraph of an instrument with the citations from it and to it."""
    iri = vocabulary.unit_iri(identifier, eid)
    own = paragraphs_of(store, f"VALUES ?u {{ <{iri}> }} ?u lx:inInstrument ?i")
    units = paragraphs_of(store, f"?u lx:inInstrument <{vocabulary.instrument_iri(identifier)}>")
    called = paragraphs_of(store, f"?u lx:calledIn <{iri}>")
    return UnitReading(
        instrument=describe(store, [identifier])[identifier],
        paragraph=own[0] if own else Paragraph(eid, "", label_of(eid), ""),
        below=tuple(unit for unit in units if unit.eid.startswith(eid + "__")),
        footnotes=called,
        cites=links_of(store, f"?c cito:hasCitingEntity <{iri}>"),
        cited_by=links_of(store, f"?c lx:citedUnit <{iri}>"),
    )


def _counts(store: Store, pattern: str, identifier: str) -> dict[str, int]:
    """Count citations by the instrument at the other end, without those of the instrument to itself."""
    names = Names(store)
    counts = Counter(names[text_of(other)] for (other,) in store.query(f"SELECT ?other WHERE {{ {pattern} }}").rows)
    counts.pop("", None)
    counts.pop(identifier, None)
    return dict(counts)


def paragraphs_of(store: Store, pattern: str) -> tuple[Paragraph, ...]:
    """Read the units that a pattern finds as ?u, in reading order."""
    rows = store.query(
        f"SELECT ?u ?eid ?kind ?position ?number ?text ?heading WHERE {{ {pattern} . ?u lx:eId ?eid ; a ?kind ; "
        "lx:position ?position . OPTIONAL { ?u eli:number ?number } OPTIONAL { ?u lx:text ?text } "
        "OPTIONAL { ?u lx:heading ?heading } FILTER(STRSTARTS(STR(?kind), STR(lx:))) }"
    ).rows
    found: dict[str, tuple[int, Paragraph]] = {}
    for row in rows:
        _, eid, kind, position, number, text, heading = map(text_of, row)
        paragraph = Paragraph(
            eid=eid,
            kind=kind.removeprefix(vocabulary.LX),
            label=label_of(eid),
            text=text,
            number=number or None,
            heading=heading or None,
            depth=eid.count("__"),
        )
        found[eid] = (int(position), paragraph)
    return tuple(paragraph for _, paragraph in sorted(found.values(), key=lambda item: (item[0], item[1].eid)))


def links_of(store: Store, pattern: str) -> tuple[UnitLink, ...]:
    """Read the citations that a pattern finds as ?c, in reading order."""
    rows = store.query(
        f"SELECT ?c ?u ?target ?unit ?text ?sentence ?verb ?f ?pin ?position ?start ?depth WHERE {{ {pattern} . "
        "?c cito:hasCitingEntity ?u ; oa:exact ?text . OPTIONAL { ?c cito:hasCitedEntity|lx:expressionCites ?target } "
        "OPTIONAL { ?c lx:citedUnit|lx:expressionCitesUnit ?unit } "
        "OPTIONAL { ?c lx:sentence ?sentence } OPTIONAL { ?c lx:verb ?verb } "
        "OPTIONAL { ?c cito:hasCitationCharacterization ?f } OPTIONAL { ?c lx:pinpoint ?pin } "
        "OPTIONAL { ?u lx:position ?position } OPTIONAL { ?c lx:start ?start } OPTIONAL { ?c lx:depth ?depth } }"
    ).rows
    links: dict[str, UnitLink] = {}
    for row in rows:
        citation, unit, target, cited_unit, *rest = map(text_of, row)
        text, sentence, verb, function, pin, position, start, depth = rest
        citing, citing_unit = vocabulary.parse_iri(unit) or ("", None)
        before = links.get(citation)
        pins = {*(before.mention.pinpoint if before else ()), *((pin,) if pin else ())}
        cited = (vocabulary.parse_iri(cited_unit) or ("", None))[1] if cited_unit else None
        units = {*(before.target_units if before else ()), *((cited,) if cited else ())}
        mention = Mention(
            unit=citing_unit or "",
            text=text,
            sentence=sentence,
            verb=verb,
            function=function.removeprefix(vocabulary.FUNCTION),
            pinpoint=tuple(sorted(pins, key=natural)),
            position=int(position or 0),
            start=int(start or 0),
        )
        parsed = vocabulary.parse_iri(target) if target else None
        links[citation] = UnitLink(
            citing,
            citing_unit or "",
            parsed[0] if parsed else None,
            tuple(sorted(units, key=natural)),
            mention,
            int(depth or 0),
        )
    order = sorted(links.values(), key=lambda at: (natural(at.citing), at.mention.position, at.mention.start))
    return tuple(order)
