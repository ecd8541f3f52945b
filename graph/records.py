"""A catalogue of records -> N-Quads: one named graph for each file, in which a record describes an instrument.

What a record says hangs on the record (`lx:describes` leads to the instrument), never on the instrument itself: its
document's graph is its own, and what the two say stands side by side. What follows from both (stubs, contradictions)
the shared graph works out. Every triple has the catalogue, one of its records or one of its votes as subject, so that
the union of all graphs is a set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lexline.graph.parties import STATEMENTS, TABLES
from lexline.graph.terms import TYPE, instrument, integer, is_name, plain, web_address
from lexline.loaders.records import Catalogue, Record, Vote
from lexline.ontology.vocabulary import DCTERMS, ELI, GRAPH, ID, LX, STATE, XSD, graph_iri, parse_iri

#: What the ids of catalogues of records begin with.
PREFIX: Final = "records:"
#: What those of any graph begin with that no document is the owner of.
_TABLES: Final = (TABLES, STATEMENTS)
_PREFIXES: Final = (PREFIX, *_TABLES)

_STRANGE: Final = re.compile(r"[^A-Za-z0-9.]+")


def catalogue_id(catalogue: Catalogue) -> str:
    """Return the id of a catalogue: of its file's name and content, wherever it lies."""
    name = _STRANGE.sub("_", catalogue.source.file)[-80:]
    return f"{PREFIX}{name}-{catalogue.source.sha256[:12]}"


def is_catalogue(identifier: str) -> bool:
    """Say whether an id is that of a catalogue or table, and of no document."""
    return identifier.startswith(_PREFIXES)


def is_table(identifier: str) -> bool:
    """Say whether an id is that of a table of who takes part in a treaty, or of the declarations made to it."""
    return identifier.startswith(_TABLES)


def owner_of(node: str) -> str | None:
    """Return the id of the document or catalogue whose file a node with a hash tells of; None where it is none of ours.

    >>> owner_of(graph_iri("parties:crc") + "#source-1"), owner_of(instrument("S/RES/1325(2000)")[1:-1])
    ('parties:crc', 'S/RES/1325(2000)')
    >>> owner_of(instrument("S/RES/1325(2000)")[1:-1] + "--@fr")
    'S/RES/1325(2000)@fr'
    """
    parsed = parse_iri(ID + node.removeprefix(GRAPH).partition("#")[0] if node.startswith(GRAPH) else node)
    if parsed is None:
        return None
    name, part = parsed
    return name + part if part and part.startswith("@") else name


def encode(catalogue: Catalogue) -> tuple[str, bytes]:
    """Write a catalogue as quads.

    Returns:
        The IRI of its graph, and N-Quads (UTF-8, canonical, in no particular order).
    """
    identifier = catalogue_id(catalogue)
    graph, me, source = graph_iri(identifier), instrument(identifier), catalogue.source
    said = [
        f"{TYPE} <{LX}Catalogue>",
        f"<{DCTERMS}source> {plain(source.file)}",
        f"<{LX}sha256> {plain(source.sha256)}",
        f"<{DCTERMS}format> {plain(source.format)}",
        f"<{LX}loader> {plain(source.loader)}",
        f"<{LX}recordCount> {integer(len(catalogue.records))}",
        *(f"<{LX}problem> {plain(f'{p.kind}: {p.message}')}" for p in catalogue.problems),
    ]
    lines = [f"{me} {statement}" for statement in said]
    for number, record in enumerate(catalogue.records, start=1):
        node = f"<{graph}#record-{number}>"
        lines.extend(f"{node} {statement}" for statement in _record(record, me))
        if record.vote:
            vote = f"<{graph}#vote-{number}>"
            lines.append(f"{node} <{LX}hasVote> {vote}")
            lines.extend(f"{vote} {statement}" for statement in _vote(record.vote, instrument(record.id)))
    end = f" <{graph}> .\n"
    return graph, "".join(line + end for line in dict.fromkeys(lines)).encode("utf-8", "replace")


def _record(record: Record, catalogue: str) -> list[str]:
    """Write what one record says of its instrument."""
    said = [
        f"{TYPE} <{LX}Record>",
        f"<{DCTERMS}isPartOf> {catalogue}",
        f"<{LX}describes> {instrument(record.id)}",
        f"<{LX}line> {integer(record.line)}",
    ]
    if record.date:
        said.append(f'<{DCTERMS}date> "{record.date.isoformat()}"^^<{XSD}date>')
    for name, value in (
        (f"<{DCTERMS}title>", record.title),
        (f"<{LX}meeting>", record.meeting or ""),
        (f"<{LX}origin>", record.origin),
        (f"<{LX}agendaItem>", record.agenda_item),
        (f"<{LX}agendaNumber>", record.agenda_number),
        (f"<{LX}committee>", record.committee),
        (f"<{LX}underChapter>", record.chapter),
    ):
        if value:
            said.append(f"{name} {plain(value)}")
    said.extend(f"<{LX}draft> {instrument(draft)}" for draft in record.drafts)
    said.extend(_states("sponsor", record.sponsors))
    said.extend(_states("laterSponsor", record.later_sponsors))
    said.extend(f"<{LX}sponsorNote> {plain(note)}" for note in record.sponsor_notes)
    for keyword in record.subjects:
        if subject := web_address(keyword.iri):
            said.append(f"<{ELI}is_about> {subject}")
        elif is_name(keyword.label):
            said.append(f"<{DCTERMS}subject> {plain(keyword.label)}")
    said.extend(f"<{LX}problem> {plain(f'{p.kind}: {p.message}')}" for p in record.problems)
    return said


def _vote(vote: Vote, voted_on: str) -> list[str]:
    """Write how an instrument was voted on."""
    said = [f"{TYPE} <{LX}Vote>", f"<{LX}voteOn> {voted_on}"]
    if vote.outcome:
        said.append(f"<{LX}outcome> {plain(vote.outcome)}")
    for name, states, count in (
        ("inFavour", vote.favour, vote.favour_count),
        ("against", vote.against, vote.against_count),
        ("abstaining", vote.abstaining, vote.abstaining_count),
        ("absent", vote.absent, vote.absent_count),
    ):
        said.extend(_states(name, states))
        if count is not None:
            said.append(f"<{LX}{name}Count> {integer(count)}")
    return said


def _states(name: str, states: Sequence[str]) -> list[str]:
    return [f"<{LX}{name}> <{STATE}{state}>" for state in states]
