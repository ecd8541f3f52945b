"""The shared graph: what no single document owns, worked out anew from what the documents say.

An instrument that is cited but not loaded is named here (classes, symbol, official page), so that a question about
it never misses it. Each fact stands once, however many documents cite the instrument: the union of all graphs is a
set. Instruments that are loaded, or that the ontology's registries describe, are named there and not here. A cited
symbol that is another symbol of a loaded instrument (joint symbols) is the same as that one. Subjects have the labels
that documents give them now. What records say of instruments whose text is not loaded or does not say it stands here
too, and where a record contradicts a text (`comparison`), and which paragraph a paragraph in another language renders.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from lexline.graph import comparison, mandate_steps
from lexline.graph.comparison import Rows
from lexline.graph.terms import LABEL, ONTOLOGY_GRAPH, THESAURUS_GRAPHS, TYPE, identity
from lexline.ontology.symbols import kind_of
from lexline.ontology.vocabulary import CITO, ELI, ID, LX, OWL, SKOS, instrument_iri, parse_iri

#: What names an instrument that may not be loaded.
_NAMING: Final = (
    CITO + "hasCitedEntity",
    LX + "expressionCites",
    LX + "anchor",
    LX + "draft",
    LX + "officialLink",
    LX + "describes",
    LX + "onTreaty",
)

_OTHER_LABEL: Final = f"<{SKOS}altLabel>"
_SAID: Final = (
    "SELECT ?s ?l WHERE { GRAPH ?g { ?s %s ?l } "
    f'FILTER (?g = <{ONTOLOGY_GRAPH}> || STRSTARTS(STR(?g), "{THESAURUS_GRAPHS}")) }}'
)


def changes(ask: Rows, present: bytes) -> tuple[list[str], list[str]]:
    """Return the lines that have to leave the shared graph and those that have to enter it, each sorted.

    Lines are N-Triples without their final full stop.

    Args:
        ask: asks the store.
        present: what the shared graph holds, as N-Triples.
    """
    # sets of IRIs are several times faster here than one query with its conditions
    named = {iri for predicate in _NAMING for iri in _things(ask, f"?any <{predicate}> ?thing")}
    told = _things(ask, f"?thing <{LX}loaded> ?any") | _things(
        ask, f"GRAPH <{ONTOLOGY_GRAPH}> {{ ?thing {TYPE} ?any }}"
    )
    wanted = _labels(ask)
    same = _other_symbols(ask)
    for iri in named - told:
        if iri.startswith(ID) and (parsed := parse_iri(iri)):
            name = parsed[0]
            wanted.update(f"<{iri}> {said}" for said in identity(name, kind_of(name), (name,)))
            if name in same:
                wanted.add(f"<{iri}> <{OWL}sameAs> <{same[name]}>")
    wanted.update(comparison.lines(ask, {instrument_iri(name): iri for name, iri in same.items()}))
    wanted.update(_renderings(ask))
    wanted.update(mandate_steps.lines(ask))
    before = {line.removesuffix(" .") for line in present.decode("utf-8").split("\n") if line}
    return sorted(before - wanted), sorted(wanted - before)


def _labels(ask: Rows) -> set[str]:
    """Write what documents call their subjects: one preferred label in a language, the ontology's or the most used."""
    query = f"SELECT ?s ?l (COUNT(*) AS ?n) WHERE {{ ?any <{LX}subject> ?s ; <{LX}subjectLabel> ?l }} GROUP BY ?s ?l"
    said = {(s, p, t) for p in (LABEL, _OTHER_LABEL) for s, t in ask(_SAID % p)}
    taken = {(s, text.language) for s, p, text in said if p == LABEL}
    lines = set()
    for s, text, _ in sorted(ask(query), key=lambda row: (-int(row[2].value), str(row[1]), str(row[0]))):
        predicate = _OTHER_LABEL if (s, text.language) in taken else LABEL
        taken.add((s, text.language))
        if not said & {(s, LABEL, text), (s, _OTHER_LABEL, text)}:
            lines.add(f"{s} {predicate} {text}")
    return lines


def _other_symbols(ask: Rows) -> dict[str, str]:
    """Return the IRI of the loaded instrument for each symbol that is not its id (the first of several)."""
    query = f"SELECT ?i ?n WHERE {{ ?i <{LX}loaded> true ; <{ELI}id_local> ?n }}"
    found: dict[str, str] = {}
    for instrument, name in ask(query):
        if instrument.value != instrument_iri(name.value):
            found[name.value] = min(found.get(name.value, instrument.value), instrument.value)
    return found


def _renderings(ask: Rows) -> Iterator[str]:
    """Yield which unit of its instrument each unit of a text in another language renders, where there is one."""
    query = (
        f"SELECT ?unit ?own WHERE {{ ?unit <{LX}inExpression> ?text ; <{LX}eId> ?eid . ?text <{ELI}realizes> ?whole . "
        f"?own <{LX}inInstrument> ?whole ; <{LX}eId> ?eid }}"
    )
    return (f"{unit} <{ELI}realizes> {own}" for unit, own in ask(query))


def _things(ask: Rows, pattern: str) -> set[str]:
    rows = ask(f"SELECT DISTINCT ?thing WHERE {{ {pattern} }}")
    return {row[0].value for row in rows if isinstance(row[0], ox.NamedNode)}
