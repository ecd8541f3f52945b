"""Who signed, ratified, acceded or succeeded to a treaty -> N-Quads: one named graph for each treaty's table.

A participation is a thing of its own between a treaty and a participant, with the days of its acts; the declarations
made stand in a second graph, so that each file is replaced without the other. Every triple has the graph's source, a
participation or a declaration as subject: the union of all graphs is a set. Nothing is worked out here: the day on
which consent was given is not the day on which a treaty enters into force, which is written only where a table has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from lexline.graph.terms import TYPE, instrument, integer, plain
from lexline.loaders.participation import DECLARATIONS, Participation
from lexline.loaders.treaty_acts import BOUND, FORCE, LEFT, PROVISIONAL, SIGNED
from lexline.ontology.vocabulary import BASE, DCTERMS, LX, STATE, XSD, graph_iri

#: What the ids of these graphs begin with, by what their rows were read from.
TABLES: Final = "parties:"
STATEMENTS: Final = "declarations:"

_DAYS: Final = (
    (f"<{LX}signedOn>", SIGNED),
    (f"<{LX}boundOn>", BOUND),
    (f"<{LX}inForceOn>", FORCE),
    (f"<{LX}appliedProvisionallyOn>", PROVISIONAL),
    (f"<{LX}withdrewOn>", LEFT),
)
_STRANGE: Final = re.compile(r"[^a-z0-9]+")


def graph_id(row: Participation) -> str:
    """Return the id of the graph that a row belongs to.

    >>> from lexline.ontology.vocabulary import graph_iri
    >>> graph_iri(TABLES + "crc").rpartition("/")[2]
    'parties_ccrc'
    """
    prefix = STATEMENTS if row.part == DECLARATIONS else TABLES
    return prefix + row.treaty.removeprefix("treaty:")


def quads(rows: Iterable[Participation]) -> tuple[tuple[str, bytes], ...]:
    """Write participations as quads.

    Returns:
        For each graph, by its IRI in order: the IRI, and N-Quads (UTF-8, canonical, in the order of the rows). The
        same rows always give the same bytes.
    """
    graphs: dict[str, list[Participation]] = {}
    for row in rows:
        graphs.setdefault(graph_iri(graph_id(row)), []).append(row)
    return tuple((graph, _encode(graph, graphs[graph])) for graph in sorted(graphs))


def _encode(graph: str, rows: Sequence[Participation]) -> bytes:
    lines: list[str] = []
    sources = dict.fromkeys(row.source for row in rows)
    names = {source: f"<{graph}#source-{number}>" for number, source in enumerate(sources, start=1)}
    for source, me in names.items():
        of_it = [row for row in rows if row.source == source]
        said = [
            f"{TYPE} <{LX}Catalogue>",
            f"<{DCTERMS}source> {plain(source.file)}",
            f"<{LX}sha256> {plain(source.sha256)}",
            f"<{DCTERMS}format> {plain(source.format)}",
            f"<{LX}loader> {plain(source.loader)}",
            f"<{LX}recordCount> {integer(len(of_it))}",
            *(f"<{LX}problem> {plain(problem)}" for row in of_it for problem in row.problems),
        ]
        lines.extend(f"{me} {statement}" for statement in said)
    taken: dict[str, int] = {}
    for row in rows:
        name = row.state or _STRANGE.sub("-", row.participant.lower()).strip("-") or "unnamed"
        taken[name] = taken.get(name, 0) + 1
        again = f"-{taken[name]}" if taken[name] > 1 else ""
        word = "declaration" if row.part == DECLARATIONS else "party"
        me = f"<{graph}#{word}-{name}{again}>"
        lines.extend(f"{me} {statement}" for statement in _row(row, names[row.source]))
    end = f" <{graph}> .\n"
    return "".join(line + end for line in dict.fromkeys(lines)).encode("utf-8", "replace")


def _row(row: Participation, source: str) -> list[str]:
    """Write one row, without its subject."""
    declares = row.part == DECLARATIONS
    said = [
        f"{TYPE} <{LX}{'PartyDeclaration' if declares else 'Participation'}>",
        f"<{DCTERMS}isPartOf> {source}",
        f"<{LX}onTreaty> {instrument(row.treaty)}",
        f"<{LX}participant> <{_participant(row)}>",
        f"<{LX}participantName> {plain(row.participant)}",
        f"<{LX}rowLine> {integer(row.line)}",
    ]
    if declares:
        return [*said, f"<{LX}declarationText> {plain(row.declaration)}@en"]
    for predicate, effect in _DAYS:
        if day := row.day(effect):
            said.append(f"{predicate} {_date(day)}")
    bound = row.day(BOUND)
    said.extend(f"<{LX}boundBy> {plain(act.name)}" for act in row.acts if act.effect == BOUND and act.day == bound)
    said.extend(f"<{LX}act> {plain(f'{act.name}: {act.day.isoformat()}')}" for act in row.acts)
    said.extend(f"<{LX}act> {plain(remark)}" for remark in row.remarks)
    return said


def _participant(row: Participation) -> str:
    """Return the IRI of a participant: the State's, else one of its printed name."""
    if row.state:
        return STATE + row.state
    return f"{BASE}participant/{_STRANGE.sub('-', row.participant.lower()).strip('-') or 'unnamed'}"


def _date(day: date) -> str:
    return f'"{day.isoformat()}"^^<{XSD}date>'
