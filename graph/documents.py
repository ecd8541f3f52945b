"""A document's graph -> the Document and the Citations it was made from (the opposite of `lexline.graph.quads`).

What the graph does not keep is not invented: links and line numbers of the source file are empty, subjects carry a
scheme only where their IRI tells it, and sets (symbols, pinpoints) come in natural order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import pyoxigraph as ox

from lexline.graph.quads import OPEN_SET, SELF
from lexline.graph.terms import SHARED_GRAPH, UNIT_KINDS
from lexline.loaders.document import OTHER, Citation, Document, Footnote, Keyword, Problem, Source, Span, Unit
from lexline.ontology import registry
from lexline.ontology.vocabulary import (
    BODY,
    CITO,
    DCTERMS,
    ELI,
    FUNCTION,
    LX,
    OA,
    RDF,
    SDG,
    SKOS,
    UNBIST,
    graph_iri,
    instrument_iri,
    parse_iri,
)

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Subject -> predicate -> the objects' values, sorted.
_Facts = Mapping[str, Mapping[str, list[str]]]

_DIGITS: Final = re.compile(r"(\d+)")


def read(store: Store, identifier: str) -> tuple[Document, tuple[Citation, ...]] | None:
    """Read a loaded document and its citations, in reading order, from its graph; None where it is not loaded."""
    triples = ox.parse(store.graph(graph_iri(identifier)), ox.RdfFormat.N_TRIPLES)
    return decode(identifier, triples, lambda iri: _label(store, iri))


def decode(
    identifier: str, quads: Iterable[ox.Quad | ox.Triple], label: Callable[[str], str] = str
) -> tuple[Document, tuple[Citation, ...]] | None:
    """Read a document and its citations from the quads of its graph.

    Args:
        identifier: the document's canonical id.
        quads: the content of its graph.
        label: gives the label of a subject's IRI that the document itself does not call anything.
    """
    facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            facts[quad.subject.value][quad.predicate.value].append(quad.object.value)
    me = instrument_iri(identifier)
    if LX + "loaded" not in facts[me]:
        return None
    for said in facts.values():
        for values in said.values():
            values.sort(key=natural)
    names = {iri: said[LX + "eId"][0] for iri, said in facts.items() if LX + "eId" in said}
    units = _units(facts, names)
    citations = _citations(facts, {unit.eid: place for place, unit in enumerate(units)})
    return _document(identifier, facts, names, units, label), citations


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts "para. 9" before "para. 10"."""
    parts = ((int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(text[:200]))
    return (*parts, (-1, text))


def _one(said: Mapping[str, list[str]], predicate: str) -> str | None:
    values = said.get(predicate)
    return values[0] if values else None


def _document(
    identifier: str, facts: _Facts, names: Mapping[str, str], units: tuple[Unit, ...], label: Callable[[str], str]
) -> Document:
    said = facts[instrument_iri(identifier)]
    when = _one(said, ELI + "date_document")
    source = Source(
        file=_one(said, DCTERMS + "source") or "",
        sha256=_one(said, LX + "sha256") or "",
        format=_one(said, DCTERMS + "format") or "",
        loader=_one(said, LX + "loader") or "",
    )
    problems = (text.partition(": ") for text in said.get(LX + "problem", ()))
    called = {
        own[LX + "subject"][0]: own[LX + "subjectLabel"][0] for own in facts.values() if LX + "subjectLabel" in own
    }
    keywords = [Keyword(_scheme(iri), called.get(iri) or label(iri), iri) for iri in said.get(ELI + "is_about", ())]
    keywords.extend(Keyword("", text) for text in said.get(DCTERMS + "subject", ()))
    others = (name for name in said.get(ELI + "id_local", ()) if name != identifier)
    # What the registry's own graph says of a treaty is not said again in the text's.
    entry = registry.treaty(identifier)
    titled = _one(said, ELI + "title") or (entry.title if entry else "")
    dated = date.fromisoformat(when) if when else entry.date if entry else None
    return Document(
        id=identifier,
        kind=_one(said, LX + "documentKind") or "",
        title=titled,
        source=source,
        units=units,
        symbols=(identifier, *others),
        body=unquote((_one(said, ELI + "passed_by") or BODY).removeprefix(BODY)),
        date=dated,
        language=_one(said, DCTERMS + "language") or "",
        footnotes=_footnotes(facts, names, units),
        keywords=tuple(keywords),
        identifier=_one(said, DCTERMS + "identifier"),
        meeting=_one(said, LX + "meeting"),
        agenda_item=_one(said, LX + "agendaItem"),
        drafts=tuple(name for iri in said.get(LX + "draft", ()) if (name := _instrument(iri))),
        vote=_one(said, LX + "vote"),
        problems=tuple(Problem(kind, message) for kind, _, message in problems),
    )


def _units(facts: _Facts, names: Mapping[str, str]) -> tuple[Unit, ...]:
    found = []
    for iri, eid in names.items():
        said = facts[iri]
        kinds = (UNIT_KINDS[name] for kind in said[RDF + "type"] if (name := kind.removeprefix(LX)) in UNIT_KINDS)
        unit = Unit(
            eid=eid,
            kind=next(kinds, OTHER),
            text=_one(said, LX + "text") or "",
            number=_one(said, ELI + "number"),
            parent=_parent(said, names),
            heading=_one(said, LX + "heading"),
            source_eid=_one(said, LX + "sourceEId"),
        )
        found.append((int(_one(said, LX + "position") or 0), eid, unit))
    return tuple(unit for _, _, unit in sorted(found, key=lambda item: item[:2]))


def _parent(said: Mapping[str, list[str]], names: Mapping[str, str]) -> str | None:
    whole = _one(said, ELI + "is_part_of") or ""
    if whole in names:
        return names[whole]
    parsed = parse_iri(whole)
    return unquote(parsed[1]) if parsed and parsed[1] is not None else None


def _footnotes(facts: _Facts, names: Mapping[str, str], units: tuple[Unit, ...]) -> tuple[Footnote, ...]:
    places = {unit.eid: place for place, unit in enumerate(units)}
    found = []
    for iri, said in facts.items():
        if (marker := _one(said, LX + "marker")) is not None:
            anchor, offset = _one(said, LX + "calledIn"), _one(said, LX + "calledAt")
            eid = names.get(iri) or _eid(iri)
            note = Footnote(marker, eid, _eid(anchor) if anchor else None, int(offset) if offset else None)
            found.append((places.get(eid, len(places)), eid, note))
    return tuple(note for _, _, note in sorted(found, key=lambda item: item[:2]))


def _citations(facts: _Facts, places: Mapping[str, int]) -> tuple[Citation, ...]:
    found = []
    for iri, said in facts.items():
        if (text := _one(said, OA + "exact")) is None or CITO + "hasCitingEntity" not in said:
            continue
        unit = _eid(_one(said, CITO + "hasCitingEntity") or "")
        start = int(_one(said, LX + "sentenceStart") or 0)
        function = _one(said, CITO + "hasCitationCharacterization") or FUNCTION
        anchor = _one(said, LX + "anchor")
        official = _one(said, LX + "officialLink")
        citation = Citation(
            unit=unit,
            span=Span(int(_one(said, LX + "start") or 0), int(_one(said, LX + "end") or 0)),
            text=text,
            target=_target(said),
            kind=_one(said, LX + "citedKind") or "",
            method=_one(said, LX + "method") or "",
            confidence=float(_one(said, LX + "confidence") or 0),
            sentence=Span(start, start + len(_one(said, LX + "sentence") or "")),
            target_units=tuple(_eid(part) for part in said.get(LX + "citedUnit", ())),
            pinpoint=tuple(said.get(LX + "pinpoint", ())),
            function=unquote(function.removeprefix(FUNCTION)),
            verb=_one(said, LX + "verb") or "",
            anchor=_instrument(anchor) if anchor else None,
            official=_instrument(official) if official else None,
            note=_one(said, LX + "note") or "",
            depth=int(_one(said, LX + "depth") or 0),
            nested=tuple(each for iri in said.get(LX + "namesAlso", ()) if (each := _instrument(iri))),
        )
        number = int(iri.rpartition("--")[2])
        found.append((places.get(unit, len(places)), unit, number, citation))
    return tuple(citation for *_, citation in sorted(found, key=lambda item: item[:3]))


def _target(said: Mapping[str, list[str]]) -> str | None:
    kinds = said[RDF + "type"]
    if LX + "SelfReference" in kinds:
        return SELF
    if LX + "OpenSetCitation" in kinds:
        return OPEN_SET
    cited = _one(said, CITO + "hasCitedEntity")
    return _instrument(cited) if cited else None


def _instrument(iri: str) -> str | None:
    parsed = parse_iri(iri)
    return parsed[0] if parsed else None


def _eid(iri: str) -> str:
    parsed = parse_iri(iri)
    return unquote(parsed[1] or "") if parsed else ""


def _scheme(iri: str) -> str:
    return "UNBIS" if iri.startswith(UNBIST) else "SDG" if iri.startswith(SDG) else ""


def _label(store: Store, iri: str) -> str:
    """Return the label that the shared graph gives a subject, else the last part of its IRI."""
    said = store.about(iri, SHARED_GRAPH)
    labels = sorted(
        triple.object.value
        for triple in said
        if triple.predicate.value == SKOS + "prefLabel" and isinstance(triple.object, ox.Literal)
    )
    return labels[0] if labels else iri.rpartition("/")[2]
