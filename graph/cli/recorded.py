"""What records say of an instrument, for `lexline show`: drawn for a reader, and as values for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lexline.graph.catalogued import Ballot, Catalogued, Entry
    from lexline.graph.cli.paper import Paper
    from lexline.graph.reading import Reading


def draw_records(paper: Paper, records: Catalogued, reading: Reading) -> None:
    """Draw each record under a heading that names its file; what the text says in the same words is left out."""
    for entry in records.entries:
        paper.heading(f"Record ({entry.file}, line {entry.line})")
        if entry.ballot:
            _draw_ballot(paper, entry.ballot)
        said = _said(reading)
        for name, values in entry.facts.items():
            left = [value for value in values if value not in said.get(name, ())]
            if left:
                paper.pair(name.capitalize(), "; ".join(left), 14)
    if records.conflicts:
        paper.heading("Contradictions")
        for conflict in records.conflicts:
            paper.line(str(conflict))


def _said(reading: Reading) -> dict[str, tuple[str, ...]]:
    """Return what the head of the page has said already, by the name a record has for it."""
    facts, instrument = reading.facts, reading.instrument
    return {
        "title": (instrument.title,),
        "date": (instrument.date,),
        "meeting": facts.get("meeting", ()),
        "agenda item": facts.get("agenda item", ()),
        "subjects": facts.get("subject", ()),
    }


def _draw_ballot(paper: Paper, ballot: Ballot) -> None:
    if ballot.outcome:
        paper.pair("Vote", ballot.outcome, 14)
    for how, count, states in ballot.cast:
        number = len(states) if count is None else count
        if number or states:
            paper.pair(how.capitalize(), f"{number}: {', '.join(states)}" if states else str(number), 14)


def entries_of(records: Catalogued) -> list[dict[str, object]]:
    """Return the records as values for JSON."""
    return [_entry(entry) for entry in records.entries]


def _entry(entry: Entry) -> dict[str, object]:
    said: dict[str, object] = {"file": entry.file, "line": entry.line}
    said |= {name: list(values) for name, values in entry.facts.items()}
    if entry.ballot:
        cast = {how: {"count": count, "states": list(states)} for how, count, states in entry.ballot.cast}
        said["vote"] = {"outcome": entry.ballot.outcome, **cast}
    return said


def conflicts_of(records: Catalogued) -> list[dict[str, str]]:
    """Return the contradictions as values for JSON."""
    return [{"field": one.field, "text": one.text, "record": one.record, "file": one.file} for one in records.conflicts]
