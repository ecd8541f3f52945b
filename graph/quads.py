"""A parsed document and its citations -> N-Quads: the one named graph that holds everything the document says.

Lines are built as text, because worker processes hand them to the store as bytes (measured: a hundred times cheaper
than quad objects). Every triple has the document, one of its units or one of its citations as subject, so that no
triple stands in two documents' graphs and the union of all graphs is a set; what several documents would say alike
(the label of a subject) is kept as what this document calls it, from which the shared graph is worked out.
`lexline.graph.documents` reads a graph back. Hyperlinks and line
numbers of the source file stay with the document and are not written; an overlong sentence is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final
from urllib.parse import quote

from lexline.graph import acts
from lexline.graph.terms import (
    TYPE,
    UNIT_CLASSES,
    decimal,
    identity,
    instrument,
    integer,
    is_name,
    language_tag,
    plain,
    web_address,
)
from lexline.loaders.document import Citation, Document, Span, Unit
from lexline.ontology import registry
from lexline.ontology.vocabulary import (
    BODY,
    CITE,
    CITO,
    DCTERMS,
    ELI,
    FUNCTION,
    ID,
    LX,
    OA,
    UNIT_SEPARATOR,
    XSD,
    graph_iri,
)

#: Targets that name no other instrument.
SELF: Final = "self"
OPEN_SET: Final = "open-set"

#: A longer sentence (a table without full stops) is cut to the words around the citation: with thousands of
#: citations in one such sentence, the graph would grow with the square of the text.
LONGEST_SENTENCE: Final = 2000

_CITES: Final = f"<{ELI}cites>"


@cache
def function_effects() -> Mapping[str, str]:
    """Return the relation between instruments that each citation function creates, for those that create one."""
    return {function.id: function.effect for function in registry.functions() if function.effect}


def encode(
    document: Document, citations: Iterable[Citation], effects: Mapping[str, str] | None = None
) -> tuple[str, bytes]:
    """Write a document and its citations as quads.

    Args:
        document: the parsed document.
        citations: its citations; those of one unit are numbered by their place in its text.
        effects: the relation that each citation function creates, by default as the registry says.

    Returns:
        The IRI of the document's graph, and N-Quads (UTF-8, canonical, in no particular order).
    """
    graph = graph_iri(document.id)
    writer = _Writer(document, function_effects() if effects is None else effects)
    writer.describe()
    for position, unit in enumerate(document.units, start=1):
        writer.unit(position, unit)
    writer.footnotes()
    citations = tuple(citations)
    writer.citations(citations)
    writer.lines.extend(acts.lines(document, citations))
    end = f" <{graph}> .\n"
    lines = [line + end for line in dict.fromkeys(writer.lines)]
    # half of a surrogate pair is no character: it becomes one "?", so that offsets stay as they are
    return graph, "".join(lines).encode("utf-8", "replace")


class _Writer:
    """Collects the lines (subject, predicate, object) of one document."""

    def __init__(self, document: Document, effects: Mapping[str, str]) -> None:
        self.document = document
        self.effects = effects
        self.me = instrument(document.id)
        self.stem = self.me[1:-1].removeprefix(ID)
        self.tag = "@" + language_tag(document.language)
        self.lines: list[str] = []

    def iri(self, eid: str) -> str:
        """Write the IRI of a unit of this document."""
        return f"<{ID}{self.stem}{UNIT_SEPARATOR}{quote(eid, safe='')}>"

    def describe(self) -> None:
        """Write the instrument itself: identity, metadata, subjects, provenance."""
        document, source = self.document, self.document.source
        said = identity(document.id, document.kind, tuple(dict.fromkeys((document.id, *document.symbols))))
        said.append(f'<{LX}loaded> "true"^^<{XSD}boolean>')
        said.append(f"<{LX}unitCount> {integer(len(document.units))}")
        said.append(f"<{LX}documentKind> {plain(document.kind)}")
        said.append(f"<{DCTERMS}language> {plain(document.language)}")
        if document.title:
            said.append(f"<{ELI}title> {plain(document.title)}{self.tag}")
        if document.date:
            said.append(f'<{ELI}date_document> "{document.date.isoformat()}"^^<{XSD}date>')
        if document.body:
            said.append(f"<{ELI}passed_by> <{BODY}{quote(document.body, safe='')}>")
        for name, value in (
            (f"<{DCTERMS}identifier>", document.identifier),
            (f"<{LX}meeting>", document.meeting),
            (f"<{LX}agendaItem>", document.agenda_item),
            (f"<{LX}vote>", document.vote),
            (f"<{DCTERMS}source>", source.file),
            (f"<{LX}sha256>", source.sha256),
            (f"<{DCTERMS}format>", source.format),
            (f"<{LX}loader>", source.loader),
        ):
            if value is not None:
                said.append(f"{name} {plain(value)}")
        said.extend(f"<{LX}draft> {instrument(draft)}" for draft in document.drafts)
        said.extend(f"<{LX}problem> {plain(f'{p.kind}: {p.message}')}" for p in document.problems)
        for number, keyword in enumerate(document.keywords, start=1):
            if subject := web_address(keyword.iri):
                said.append(f"<{ELI}is_about> {subject}")
                self.subject(number, subject, keyword.label)
            elif is_name(keyword.label):
                said.append(f"<{DCTERMS}subject> {plain(keyword.label)}")
        registered = _registered(document.id)
        self.lines.extend(f"{self.me} {statement}" for statement in said if statement not in registered)

    def subject(self, number: int, subject: str, label: str) -> None:
        """Write what this document calls a subject; an address calls it nothing."""
        if is_name(label):
            me = f"<{graph_iri(self.document.id)}#subject-{number}>"
            self.lines.append(f"{me} <{LX}subject> {subject}")
            self.lines.append(f"{me} <{LX}subjectLabel> {plain(label)}{self.tag}")

    def unit(self, position: int, unit: Unit) -> None:
        """Write one unit: kind, place, printed number, text."""
        me = self.iri(unit.eid)
        add = self.lines.append
        add(f"{me} {TYPE} <{ELI}LegalResourceSubdivision>")
        add(f"{me} {TYPE} <{LX}{UNIT_CLASSES.get(unit.kind, 'OtherText')}>")
        add(f"{me} <{ELI}is_part_of> {self.iri(unit.parent) if unit.parent is not None else self.me}")
        add(f"{me} <{LX}inInstrument> {self.me}")
        add(f"{me} <{LX}eId> {plain(unit.eid)}")
        add(f"{me} <{LX}position> {integer(position)}")
        add(f"{me} <{LX}text> {plain(unit.text)}{self.tag}")
        if unit.number is not None:
            add(f"{me} <{ELI}number> {plain(unit.number)}")
        if unit.heading is not None:
            add(f"{me} <{LX}heading> {plain(unit.heading)}{self.tag}")
        if unit.source_eid is not None:
            add(f"{me} <{LX}sourceEId> {plain(unit.source_eid)}")

    def footnotes(self) -> None:
        """Write where each footnote is called."""
        for note in self.document.footnotes:
            me = self.iri(note.eid)
            self.lines.append(f"{me} <{LX}marker> {plain(note.marker)}")
            if note.anchor is not None:
                self.lines.append(f"{me} <{LX}calledIn> {self.iri(note.anchor)}")
            if note.offset is not None:
                self.lines.append(f"{me} <{LX}calledAt> {integer(note.offset)}")

    def citations(self, citations: Iterable[Citation]) -> None:
        """Write every citation, numbered within its unit in reading order."""
        texts = {unit.eid: unit.text for unit in self.document.units}
        count: dict[str, int] = {}
        for citation in sorted(citations, key=lambda c: (c.span.start, c.span.end)):
            number = count[citation.unit] = count.get(citation.unit, 0) + 1
            self.citation(citation, number, texts.get(citation.unit, ""))

    def citation(self, citation: Citation, number: int, text: str) -> None:
        """Write one citation: the evidence node, and the plain edges that it makes."""
        unit = self.iri(citation.unit)
        me = f"<{CITE}{unit[1:-1].removeprefix(ID)}{UNIT_SEPARATOR}{number}>"
        sentence = _in_bounds(citation.sentence, citation.span, text)
        said = [
            f"{TYPE} <{CITO}Citation>",
            f"<{CITO}hasCitingEntity> {unit}",
            f"<{LX}citingInstrument> {self.me}",
            f"<{OA}exact> {plain(citation.text)}",
            f"<{LX}start> {integer(citation.span.start)}",
            f"<{LX}end> {integer(citation.span.end)}",
            f"<{LX}sentence> {plain(text[sentence.start : sentence.end])}{self.tag}",
            f"<{LX}sentenceStart> {integer(sentence.start)}",
            f"<{LX}confidence> {decimal(citation.confidence)}",
            f"<{LX}depth> {integer(citation.depth)}",
            f"<{LX}method> {plain(citation.method)}",
            f"<{LX}citedKind> {plain(citation.kind)}",
        ]
        said.extend(f"<{LX}pinpoint> {plain(pinpoint)}" for pinpoint in citation.pinpoint)
        if citation.function:
            said.append(f"<{CITO}hasCitationCharacterization> <{FUNCTION}{quote(citation.function, safe='')}>")
        if citation.verb:
            said.append(f"<{LX}verb> {plain(citation.verb)}")
        if citation.note:
            said.append(f"<{LX}note> {plain(citation.note)}")
        if citation.official is not None:
            said.append(f"<{LX}officialLink> {instrument(citation.official)}")
        if citation.anchor is not None:
            said.append(f"<{LX}anchor> {instrument(citation.anchor)}")
        said.extend(f"<{LX}namesAlso> {instrument(each)}" for each in citation.nested)
        said.extend(self._cited(citation, unit))
        self.lines.extend(f"{me} {statement}" for statement in said)

    def _cited(self, citation: Citation, unit: str) -> list[str]:
        """Say what is cited, and draw the edges between units and instruments."""
        target = citation.target
        if target is None:
            return [f"{TYPE} <{LX}UnresolvedCitation>"]
        if target == OPEN_SET:
            return [f"{TYPE} <{LX}OpenSetCitation>"]
        cited = self.me if target == SELF else instrument(target)
        said = [f"<{CITO}hasCitedEntity> {cited}"]
        parts = [f"{cited[:-1]}{UNIT_SEPARATOR}{quote(eid, safe='')}>" for eid in citation.target_units]
        said.extend(f"<{LX}citedUnit> {part}" for part in parts)
        if target == SELF:
            said.append(f"{TYPE} <{LX}SelfReference>")
        if cited == self.me:
            return said
        edges = [f"{self.me} {_CITES} {cited}", *(f"{unit} {_CITES} {whole}" for whole in (cited, *parts))]
        if effect := self.effects.get(citation.function):
            edges.append(f"{self.me} <{effect}> {cited}")
        self.lines.extend(edges)
        return said


def _registered(identifier: str) -> frozenset[str]:
    """Return what the registry's graph says of an instrument: a second graph that says it would double every answer."""
    entry = registry.treaty(identifier)
    if entry is None:
        return frozenset()
    said = [*identity(entry.id, entry.kind, (entry.id,)), f"<{ELI}title> {plain(entry.title)}@en"]
    if entry.date:
        said.append(f'<{ELI}date_document> "{entry.date.isoformat()}"^^<{XSD}date>')
    return frozenset(said)


def _in_bounds(sentence: Span, span: Span, text: str) -> Span:
    """Cut an overlong sentence to whole words around the citation."""
    if sentence.end - sentence.start <= LONGEST_SENTENCE:
        return sentence
    start = max(sentence.start, span.start - LONGEST_SENTENCE // 4)
    end = min(sentence.end, start + LONGEST_SENTENCE, max(span.end, start) + LONGEST_SENTENCE // 4)
    if start > sentence.start and (space := text.find(" ", start, span.start)) >= 0:
        start = space + 1
    if end < sentence.end and (space := text.rfind(" ", span.end, end)) >= 0:
        end = space
    return Span(start, max(start, end))
