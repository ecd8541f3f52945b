"""A store -> how its documents relate: which report answers which request, which submission responds to which call.

What one document says of itself was written into its graph; here it is read, and what follows from several documents
is worked out: the call for input that a submission responds to is the one by the same mandate holder, on the same
matter, of about the same time. Where nothing or more than one call fits, none is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lexline.graph.projection import natural, texts
from lexline.ontology import vocabulary

if TYPE_CHECKING:
    from lexline.graph.store import Store

ANSWERS: Final = "answers"
RESPONDS: Final = "respondsTo"

#: What is asked about of a call and a submission has to share so many words, the mandate holder's among them.
_SHARED_WORDS: Final = 3
_OPENING: Final = 8
_HOLDER: Final = re.compile(
    r"\b(?:Special Rapporteur|Independent Expert|Working Group|Special Representative|Committee)\s(?:on|of)\s"
    r"(?P<what>[\w\s]{4,60})",
    re.I,
)
_WORD: Final = re.compile(r"[a-z]{4,}")
_COMMON: Final = frozenset(
    "this that with from their have been will which report reports united nations general assembly special rapporteur "
    "call input inputs submission submissions human rights council member states including especially upcoming "
    "thematic".split()
)


@dataclass(frozen=True, slots=True)
class Related:
    """One relation: `kind` is the local name of its property, `unit` and `text` where and how it is said.

    `other` is None where no document of the store fits, `other_unit` the paragraph that is answered. `said_in` is the
    document that says so: `document` itself, or one that names it as the answer to a request.
    """

    document: str
    kind: str
    other: str | None
    other_unit: str | None
    unit: str
    text: str
    confidence: float
    said_in: str = ""


def relations(store: Store, identifier: str | None = None) -> tuple[Related, ...]:
    """Return the relations that documents tell of, of one document or of all, by document and kind."""
    only = f"VALUES ?i {{ {_iri(identifier)} }} " if identifier else ""
    return _ordered(_with_calls(store, list(_told(store, only))))


def related_to(store: Store, identifier: str) -> tuple[Related, ...]:
    """Return the relations of other documents to one: reports that answer it, submissions that respond to it."""
    whole = vocabulary.instrument_iri(identifier)
    aim = f'FILTER (?o = <{whole}> || STRSTARTS(STR(?o), "{whole}{vocabulary.UNIT_SEPARATOR}"))'
    told = list(_told(store, f"?node lx:relatedTo ?o {aim} "))
    responding = _with_calls(store, list(_told(store, f"?node lx:relatedBy lx:{RESPONDS} . ")))
    return _ordered([*told, *(one for one in responding if one.other == identifier and one not in told)])


def _with_calls(store: Store, found: list[Related]) -> list[Related]:
    """Name the calls that submissions respond to, where there are any."""
    return list(_responses(store, found)) if any(one.kind == RESPONDS for one in found) else found


def _ordered(found: list[Related]) -> tuple[Related, ...]:
    return tuple(
        sorted(found, key=lambda r: (natural(r.document), r.kind, natural(r.other or ""), natural(r.other_unit or "")))
    )


def answered_by(store: Store, identifier: str, eid: str | None = None) -> tuple[Related, ...]:
    """Return the reports that answer a request, the surest first.

    Args:
        store: where they are.
        identifier: the instrument that asks.
        eid: its asking paragraph; a report that names the instrument alone answers it too, with half the confidence.
    """
    if eid is None:
        whole = vocabulary.instrument_iri(identifier)
        below = f'STRSTARTS(STR(?o), "{whole}{vocabulary.UNIT_SEPARATOR}")'
        return _answers(store, f"?node lx:relatedTo ?o FILTER (?o = <{whole}> || {below})")
    named = _answers(store, f"VALUES ?o {{ {_iri(identifier, eid)} {_iri(identifier)} }} ?node lx:relatedTo ?o")
    return tuple(
        sorted(
            (one if one.other_unit else replace(one, confidence=round(one.confidence / 2, 2)) for one in named),
            key=lambda one: (-one.confidence, natural(one.document)),
        )
    )


def answers(store: Store) -> dict[tuple[str, str | None], tuple[str, ...]]:
    """Return, for every instrument or paragraph that a report answers, those reports; read once for many requests."""
    out: dict[tuple[str, str | None], list[str]] = {}
    for report, other in texts(store, f"SELECT ?i ?o WHERE {{ ?i <{vocabulary.LX}answers> ?o }}"):
        told, asked = vocabulary.parse_iri(report), vocabulary.parse_iri(other)
        if told and asked:
            out.setdefault(asked, []).append(told[0])
    return {asked: tuple(sorted(set(reports), key=natural)) for asked, reports in sorted(out.items(), key=str)}


def _iri(identifier: str, eid: str | None = None) -> str:
    return f"<{vocabulary.unit_iri(identifier, eid) if eid else vocabulary.instrument_iri(identifier)}>"


def _answers(store: Store, pattern: str) -> tuple[Related, ...]:
    found = _told(store, f"?node lx:relatedBy lx:answers . {pattern} . ")
    return tuple(sorted(found, key=lambda one: (-one.confidence, natural(one.document))))


def _told(store: Store, only: str) -> Iterator[Related]:
    """Yield what is told of relations: ?i is the document that is related, ?node the relation, ?o to what."""
    query = (
        f"SELECT DISTINCT ?i ?kind ?o ?u ?text ?confidence ?teller WHERE {{ {only}"
        "{ ?u lx:inInstrument ?i . ?node prov:wasDerivedFrom ?u ; a lx:DocumentRelation "
        "FILTER (NOT EXISTS { ?node a lx:NamedReport }) } UNION { ?node lx:relatedFrom ?i ; prov:wasDerivedFrom ?u } "
        "?node lx:relatedBy ?kind ; oa:exact ?text ; lx:confidence ?confidence . "
        "?u lx:inInstrument ?teller OPTIONAL { ?node lx:relatedTo ?o } }"
    )
    for document, kind, other, unit, text, confidence, teller in texts(store, query):
        own, place, says = (vocabulary.parse_iri(iri) for iri in (document, unit, teller))
        aim = vocabulary.parse_iri(other) if other else None
        if own and place and says:
            yield Related(
                document=own[0],
                kind=kind.removeprefix(vocabulary.LX),
                other=aim[0] if aim else None,
                other_unit=aim[1] if aim else None,
                unit=place[1] or "",
                text=text,
                confidence=float(confidence),
                said_in=says[0],
            )


@dataclass(frozen=True, slots=True)
class _Call:
    """A call for input, or a submission: the matter of its mandate holder, its words, and its year."""

    id: str
    holders: frozenset[str]
    words: frozenset[str]
    years: frozenset[str]


def _responses(store: Store, found: list[Related]) -> Iterator[Related]:
    """Name the call that each submission responds to."""
    rows = texts(
        store,
        "SELECT ?i WHERE { ?i lx:loaded true ; eli:title ?t "
        'FILTER (REGEX(STR(?t), "^\\\\W*calls? for (inputs?|submissions?|contributions?)", "i")) }',
    )
    calls = [_read(store, parsed[0]) for (iri,) in sorted(set(rows)) if (parsed := vocabulary.parse_iri(iri))]
    for one in found:
        if one.kind != RESPONDS or one.other is not None:
            yield one
            continue
        mine = _read(store, one.document)
        fits = [
            (len(call.words & mine.words), call.id)
            for call in calls
            if call.id != mine.id
            and call.holders & mine.holders
            and (not call.years or not mine.years or call.years & mine.years)
        ]
        fits = sorted((fit for fit in fits if fit[0] >= _SHARED_WORDS), reverse=True)
        if fits and (len(fits) == 1 or fits[0][0] > fits[1][0]):
            yield replace(one, other=fits[0][1], confidence=round(one.confidence * 0.8, 2))
        else:
            yield one


def _read(store: Store, identifier: str) -> _Call:
    rows = texts(
        store,
        f"SELECT ?t ?p WHERE {{ ?u lx:inInstrument {_iri(identifier)} ; lx:position ?p ; lx:text ?t "
        f"FILTER (?p <= {_OPENING}) }}",
    )
    text = " ".join(said for said, _ in sorted(rows, key=lambda row: int(row[1])))
    holders = frozenset(" ".join(_WORD.findall(match["what"].lower())[:2]) for match in _HOLDER.finditer(text))
    return _Call(
        identifier,
        holders,
        frozenset(_WORD.findall(text.lower())) - _COMMON,
        frozenset(re.findall(r"\b(?:19|20)\d\d\b", text)),
    )
