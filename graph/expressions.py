"""The texts of one instrument in several languages: each further one a graph of its own, an ELI expression.

The English text is the instrument's own graph. A text in another language is written as an expression: its units and
citations have IRIs that name the language (`...--@fr--op_5`), and say what they say with properties of their own, so
that no count of the instrument's citations, paragraphs or subjects counts a translation besides. Where no English text
is in a store, the first other language (by its code) is the instrument's text: `settle` sees to that whenever texts
come or go, so that a store does not depend on the order in which they came. What a text says of its instrument is
kept under other names (`_FACTS`), from which `restored` makes the instrument's graph again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from lexline.graph import quads
from lexline.graph.documents import decode
from lexline.graph.terms import TYPE, identity, instrument, language_tag
from lexline.loaders.acts.relations import ANSWERS, REFERS, RESPONDS, SUBMITTED
from lexline.loaders.document import Citation, Document
from lexline.loaders.language import is_english
from lexline.ontology.vocabulary import (
    ACT,
    CITE,
    CITO,
    DCTERMS,
    ELI,
    ID,
    LX,
    PROV,
    RDFS,
    SCHEMA,
    SKOS,
    UNIT_SEPARATOR,
    XSD,
    expression_iri,
    graph_iri,
    instrument_iri,
    parse_iri,
)

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Directives, events in mandates and relations between documents are nodes of their own, worked out from the text.
_ACTS: Final = f"<{ACT}"
_RELATIONS: Final = frozenset(f"<{LX}{kind}>" for kind in (SUBMITTED, ANSWERS, RESPONDS, REFERS))
#: What a text says of its instrument, by the names that it has in the graph of an expression.
_FACTS: Final = {
    f"<{ELI}id_local>": f"<{SKOS}notation>",
    f"<{ELI}date_document>": f"<{DCTERMS}date>",
    f"<{ELI}passed_by>": f"<{DCTERMS}creator>",
    f"<{ELI}is_about>": f"<{SCHEMA}about>",
    f"<{DCTERMS}subject>": f"<{SCHEMA}keywords>",
    f"<{LX}draft>": f"<{PROV}wasDerivedFrom>",
}
#: What its units and citations say.
_SAID: Final = {
    f"<{LX}inInstrument>": f"<{LX}inExpression>",
    f"<{LX}citingInstrument>": f"<{LX}citingExpression>",
    f"<{CITO}hasCitedEntity>": f"<{LX}expressionCites>",
    f"<{LX}citedUnit>": f"<{LX}expressionCitesUnit>",
}
_CLASSES: Final = {
    f"<{ELI}LegalResourceSubdivision>": f"<{ELI}LegalExpression>",
    f"<{CITO}Citation>": f"<{LX}ExpressionCitation>",
    f"<{LX}SelfReference>": f"<{LX}ExpressionSelfReference>",
    f"<{LX}OpenSetCitation>": f"<{LX}ExpressionOpenSet>",
    f"<{LX}UnresolvedCitation>": f"<{LX}ExpressionUnresolved>",
}
#: Properties that lead from one part of a text to another part of it, or to the text.
_WITHIN: Final = frozenset(
    f"<{name}>"
    for name in (
        ELI + "is_part_of",
        CITO + "hasCitingEntity",
        LX + "calledIn",
        LX + "inInstrument",
        LX + "inExpression",
        LX + "citingInstrument",
        LX + "citingExpression",
    )
)
#: The codes of the European Union's table of languages, which ELI names a language by.
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/language/"
_CODES: Final = MappingProxyType({"ar": "ARA", "en": "ENG", "es": "SPA", "fr": "FRA", "ru": "RUS", "zh": "ZHO"})
_NAME: Final = re.compile(r"(.+)@([a-z]{2,8})", re.DOTALL)


def tag_of(language: str) -> str:
    """Return the code that a text's IRIs name its language by, "" for English.

    >>> tag_of("fr-CH"), tag_of("en-GB")
    ('fr', '')
    """
    return "" if is_english(language) else language_tag(language).partition("-")[0]


def name_of(identifier: str, language: str) -> str:
    """Return what a build knows a text by: the id of its instrument, and the language where that is not English.

    >>> name_of("S/RES/1325(2000)", "fr")
    'S/RES/1325(2000)@fr'
    """
    tag = tag_of(language)
    return f"{identifier}@{tag}" if tag else identifier


def instrument_of(name: str) -> str:
    """Return the id of the instrument whose text it is, by the name that a build knows the text by.

    >>> instrument_of("S/RES/1325(2000)@fr"), instrument_of("S/RES/1325(2000)")
    ('S/RES/1325(2000)', 'S/RES/1325(2000)')
    """
    match = _NAME.fullmatch(name)
    return match[1] if match else name


def graph_of(name: str) -> str:
    """Return the IRI of the graph of a text by the name that a build knows it by.

    >>> graph_of("S/RES/1325(2000)@fr") == graph_iri("S/RES/1325(2000)") + "@fr"
    True
    """
    match = _NAME.fullmatch(name)
    return f"{graph_iri(match[1])}@{match[2]}" if match else graph_iri(name)


def encode(document: Document, citations: tuple[Citation, ...]) -> tuple[str, bytes]:
    """Write a document in another language than English as an expression: the IRI of its graph, and N-Quads."""
    _, data = quads.encode(document, citations)
    return graph_of(name_of(document.id, document.language)), expressed(document.id, tag_of(document.language), data)


def expressed(identifier: str, tag: str, data: bytes) -> bytes:
    """Turn the graph of an instrument (N-Quads) into that of its expression."""
    me, whole, graph = instrument(identifier), f"<{expression_iri(identifier, tag)}>", graph_iri(identifier)
    names = _SAID | _FACTS
    own = [
        f"{TYPE} <{ELI}LegalExpression>",
        f"<{ELI}realizes> {me}",
        *([f"<{ELI}language> <{_AUTHORITY}{_CODES[tag]}>"] if tag in _CODES else []),
    ]
    lines = [f"{whole} {said}" for said in own]
    implied = {f"{me} {said}" for said in _implied(identifier, _kind(identifier, data))}
    # what the registry's graph says of a treaty need not be said of a text of it either
    for subject, predicate, value in _statements(data, graph):
        of_whole = subject == me
        if predicate == f"<{ELI}cites>" or (of_whole and f"{me} {predicate} {value}" in implied):
            continue
        if of_whole and (predicate == TYPE or predicate in _effects() or predicate in _RELATIONS):
            continue
        if subject.startswith(_ACTS):
            continue  # what the instrument does is told once, of the instrument
        moved = _moved(subject, identifier, tag)
        if predicate == TYPE:
            value = _CLASSES.get(value, value)
        elif predicate in _WITHIN:
            value = _moved(value, identifier, tag)
        lines.append(f"{moved} {names.get(predicate, predicate)} {value}")
    end = f" <{graph}@{tag}> .\n"
    return "".join(line + end for line in dict.fromkeys(lines)).encode("utf-8")


def restored(identifier: str, tag: str, data: bytes) -> bytes:
    """Turn the graph of an expression (N-Quads) into that of its instrument, as the text was first read."""
    me, whole, graph = instrument(identifier), f"<{expression_iri(identifier, tag)}>", graph_iri(identifier)
    names = {new: old for old, new in (_SAID | _FACTS).items()}
    classes = {new: old for old, new in _CLASSES.items()}
    lines = [f'{me} <{LX}loaded> "true"^^<{XSD}boolean>', f"{me} <{ELI}id_local> {_literal(identifier)}"]
    for subject, predicate, value in _statements(data, f"{graph}@{tag}"):
        if subject == whole and predicate in (TYPE, f"<{ELI}realizes>", f"<{ELI}language>"):
            continue
        if predicate == TYPE:
            value = classes.get(value, value)
        elif predicate in _WITHIN:
            value = _back(value, identifier, tag)
        lines.append(f"{_back(subject, identifier, tag)} {names.get(predicate, predicate)} {value}")
    text = "".join(f"{line} <{graph}> .\n" for line in dict.fromkeys(lines))
    read = decode(identifier, ox.parse(text.encode("utf-8"), ox.RdfFormat.N_QUADS))
    assert read is not None, "an instrument that is said to be loaded is read"
    # the classes of the instrument and the edges follow from the rest; all else stands as it was written
    follows = {TYPE, f"<{RDFS}seeAlso>", f"<{ELI}id_local>", f"<{LX}loaded>", f"<{ELI}cites>", *_effects()}
    again = _statements(quads.encode(*read)[1], graph)
    made = (line for line in again if line[1] in follows or line[1] in _RELATIONS or line[0].startswith(_ACTS))
    whole_text = [" ".join(line) for line in made] + lines[2:]
    return "".join(f"{line} <{graph}> .\n" for line in dict.fromkeys(whole_text)).encode("utf-8")


def settle(store: Store) -> None:
    """See to it that of each instrument without an English text one other language is its text, the first by code."""
    spoken = {name: language for name, language in _loaded(store) if tag_of(language)}
    apart: dict[str, set[str]] = {}
    for iri, _ in _rows(store, f"?iri <{ELI}realizes> ?of ; <{LX}sha256> ?hash", "?iri ?of"):
        if (parsed := parse_iri(iri)) and parsed[1]:
            apart.setdefault(parsed[0], set()).add(parsed[1].removeprefix("@"))
    english = {name for name, language in _loaded(store) if not tag_of(language)} if apart else set()
    for name in sorted(apart.keys() - english):
        tags = apart[name]
        own = tag_of(spoken[name]) if name in spoken else ""
        first = min({*tags, own} - {""})
        if first == own and own not in tags:
            continue
        if own and own not in tags:
            store.replace([demoted(store, name, own)], settle=False)
        graph = f"{graph_iri(name)}@{first}"
        store.replace([(graph_iri(name), restored(name, first, _dump(store, graph)))], settle=False)
        store.remove([graph], settle=False)


def demoted(store: Store, identifier: str, tag: str) -> tuple[str, bytes]:
    """Write the text that an instrument has in a store as an expression: the IRI of its graph, and N-Quads."""
    return f"{graph_iri(identifier)}@{tag}", expressed(identifier, tag, _dump(store, graph_iri(identifier)))


def foreign(store: Store) -> dict[str, tuple[str, str]]:
    """Return the instruments whose text is not English, by the IRI of the graph: id and code of the language."""
    return {graph_iri(name): (name, tag) for name, language in _loaded(store) if (tag := tag_of(language))}


def graphs_of(store: Store, name: str) -> list[str]:
    """Return the graphs in which a text stands, by the name that a build knows it by."""
    match = _NAME.fullmatch(name)
    if match is None:
        return [graph_iri(name)]
    iri = instrument_iri(match[1])
    told = _rows(store, f"<{iri}> <{LX}loaded> true ; <{DCTERMS}language> ?language", "?language")
    own = [graph_iri(match[1])] if any(tag_of(language) == match[2] for (language,) in told) else []
    return [graph_of(name), *own]


def giving_way(
    store: Store, standing: dict[str, tuple[str, str]], coming: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield as expressions the texts of `foreign` that English ones replace, and take them out of it.

    Args:
        store: the store that the English texts will be written to.
        standing: what `foreign` found.
        coming: the graphs that will be written.
    """
    graphs = set(coming)
    for iri in sorted(graphs & standing.keys()):
        name, tag = standing.pop(iri)
        apart = f"{iri}@{tag}"
        if apart not in graphs and not store.has_graph(apart):
            yield demoted(store, name, tag)


@cache
def _effects() -> frozenset[str]:
    return frozenset(f"<{effect}>" for effect in quads.function_effects().values())


def _implied(identifier: str, kind: str) -> list[str]:
    """Return what is said of any loaded instrument of this id."""
    return [*identity(identifier, kind, (identifier,)), f'<{LX}loaded> "true"^^<{XSD}boolean>']


def _kind(identifier: str, data: bytes) -> str:
    match = re.search(rf'{re.escape(instrument(identifier))} <{re.escape(LX)}documentKind> "([^"]*)"'.encode(), data)
    return match[1].decode("utf-8") if match else ""


def _literal(text: str) -> str:
    return str(ox.Literal(text))


def _moved(term: str, identifier: str, tag: str) -> str:
    """Return the IRI that a part of an instrument has in its expression; other terms stay as they are."""
    return _exchanged(term, identifier, "", f"{UNIT_SEPARATOR}@{tag}", f"@{tag}")


def _back(term: str, identifier: str, tag: str) -> str:
    """Return the IRI that a part of an expression has in its instrument; other terms stay as they are."""
    return _exchanged(term, identifier, f"{UNIT_SEPARATOR}@{tag}", "", f"@{tag}")


def _exchanged(term: str, identifier: str, old: str, new: str, mark: str) -> str:
    stem = instrument_iri(identifier).removeprefix(ID)
    for base in (ID, CITE):
        start = f"<{base}{stem}{old}"
        rest = term.removeprefix(start)
        if rest != term and (rest == ">" or rest.startswith(UNIT_SEPARATOR)):
            return f"<{base}{stem}{new}{rest}"
    own = graph_iri(identifier)
    before, after = (own + mark, own) if old else (own, own + mark)
    return f"<{after}#{term.removeprefix(f'<{before}#')}" if term.startswith(f"<{before}#") else term


def _statements(data: bytes, graph: str) -> Iterator[tuple[str, str, str]]:
    """Yield subject, predicate and object of canonical N-Quads."""
    end = f" <{graph}> ."
    for line in data.decode("utf-8").split("\n"):
        if line:
            subject, predicate, value = line.removesuffix(end).split(" ", 2)
            yield subject, predicate, value


def _dump(store: Store, graph: str) -> bytes:
    triples = store.graph(graph)
    end = f" <{graph}> .".encode()
    return b"".join(line.removesuffix(b" .") + end + b"\n" for line in triples.split(b"\n") if line)


def _loaded(store: Store) -> Iterator[tuple[str, str]]:
    for iri, language in _rows(store, f"?iri <{LX}loaded> true ; <{DCTERMS}language> ?language", "?iri ?language"):
        if parsed := parse_iri(iri):
            yield parsed[0], language


def _rows(store: Store, pattern: str, variables: str) -> Iterator[tuple[str, ...]]:
    rows: Any = store.query(f"SELECT DISTINCT {variables} WHERE {{ {pattern} }}").rows
    return (tuple(str(term.value) for term in row) for row in rows)
