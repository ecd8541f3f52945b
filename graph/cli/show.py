"""`lexline show REF`: an instrument with its facts, paragraphs, what it cites and who cites it; or one paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.plain import counted
from lexline.graph.cli.recorded import conflicts_of, draw_records, entries_of
from lexline.graph.cli.related import Relations, draw_relations, records_of, relations_of
from lexline.graph.cli.session import Session, verb

if TYPE_CHECKING:
    from lexline.graph.catalogued import Catalogued
    from lexline.graph.cli.paper import Paper
    from lexline.graph.participating import Taking
    from lexline.graph.reading import Connection, Paragraph, Reading, UnitLink, UnitReading
    from lexline.graph.store import Store


def show(
    session: Session,
    ref: Annotated[list[str], typer.Argument(metavar="REF", help="A symbol, number or name, with a paragraph or not.")],
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="How many of those that cite it to list; 0 for all.")
    ] = 20,
    language: Annotated[
        str, typer.Option("--language", help="Show the text in this language: ar, en, es, fr, ru or zh.")
    ] = "",
) -> None:
    """Print an instrument, or one paragraph of it, with its citations.

    For example: lexline show 2388, or lexline show "S/RES/2388(2017) op 16", or lexline show palermo protocol.
    """
    from lexline.graph.catalogued import of
    from lexline.graph.cautions import warnings
    from lexline.graph.participating import taking_part
    from lexline.graph.reading import read, read_unit
    from lexline.graph.reference import resolve
    from lexline.graph.translations import chosen, languages, translated, translated_unit

    with session.open_store() as store:
        found = resolve(store, " ".join(ref))
        tag = chosen(store, found.identifier, language) if language else None
        if found.eid is None:
            reading = read(store, found.identifier, limit=limit or None)
            if tag:
                reading = translated(store, reading, tag)
            beside = _Beside(
                of(store, found.identifier),
                languages(store, found.identifier),
                taking_part(store, found.identifier),
                relations_of(store, found.identifier),
                len(warnings(store, found.identifier)) if reading.instrument.loaded else 0,
            )
            session.answer(_instrument(store, reading, beside, tag))
        else:
            part = read_unit(store, found.identifier, found.eid)
            session.answer(_unit(store, translated_unit(store, part, tag) if tag else part, limit, tag))


command = verb(show)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the text of an instrument: records, its languages, and who takes part in a treaty."""

    records: Catalogued
    languages: Sequence[str]
    parties: Taking | None
    related: Relations
    warnings: int = 0


# --- an instrument -----------------------------------------------------------------------------------------
def _instrument(store: Store, reading: Reading, beside: _Beside, tag: str | None) -> Answer:
    columns = ("instrument", "unit", "kind", "number", "heading", "text")
    own = reading.instrument.id
    rows = ((own, p.eid, p.kind, p.number, p.heading, p.text) for p in reading.paragraphs)
    return Answer(
        columns,
        rows,
        view=lambda paper: _draw_instrument(paper, reading, beside),
        record=lambda: (
            _record(reading)
            | {"language": tag or next(iter(beside.languages), None), "languages": list(beside.languages)}
            | {"records": entries_of(beside.records), "contradictions": conflicts_of(beside.records)}
            | {"participation": asdict(beside.parties) if beside.parties else None, "warnings": beside.warnings}
            | records_of(beside.related)
        ),
        turtle=lambda: _turtle(store, own, tag=tag),
    )


def _record(reading: Reading) -> dict[str, object]:
    instrument = reading.instrument
    return {
        "id": instrument.id,
        "kind": instrument.kind,
        "body": instrument.body,
        "title": instrument.title,
        "date": instrument.date,
        "page": instrument.page,
        "loaded": instrument.loaded,
        "facts": {name: list(values) for name, values in reading.facts.items()},
        "paragraphs": [_paragraph(p) for p in reading.paragraphs],
        "cites": [_connection(c) for c in reading.cites],
        "cited_by": [_connection(c) for c in reading.cited_by],
        "cited_by_count": reading.citing,
    }


def _paragraph(paragraph: Paragraph) -> dict[str, object]:
    return {"unit": paragraph.eid, "kind": paragraph.kind, "number": paragraph.number, "text": paragraph.text}


def _connection(connection: Connection) -> dict[str, object]:
    other = connection.instrument
    return {
        "id": other.id,
        "title": other.title,
        "date": other.date,
        "citations": [
            {
                "unit": m.unit,
                "text": m.text,
                "verb": m.verb,
                "function": m.function,
                "pinpoint": list(m.pinpoint),
                "sentence": m.sentence,
            }
            for m in connection.mentions
        ],
    }


def _draw_instrument(paper: Paper, reading: Reading, beside: _Beside) -> None:
    instrument, records, languages = reading.instrument, beside.records, beside.languages
    _draw_head(paper, reading)
    if beside.parties:
        left = f", {beside.parties.left} have left it" if beside.parties.left else ""
        counts = f"{beside.parties.bound} have given their consent to be bound, {beside.parties.signed} have signed"
        paper.pair("Parties", f"{counts}{left} (lexline query participation -p treaty={instrument.id})")
    if len(languages) > 1 or languages[:1] not in ((), ("en",)):
        hint = " (--language shows the text in one of them)" if len(languages) > 1 else ""
        paper.pair("Languages", ", ".join(languages) + hint)
    if beside.warnings:
        paper.pair("Warnings", f"{beside.warnings} (lexline warnings {instrument.id})")
    draw_records(paper, records, reading)
    draw_relations(paper, beside.related)
    if not instrument.loaded:
        paper.line()
        known = "known from records or citations" if records.entries else "cited by instruments in this store"
        paper.line(f"It is {known}, but its own text has not been loaded.", "italic")
    if reading.paragraphs:
        paper.heading("Paragraphs")
        _draw_paragraphs(paper, reading.paragraphs)
    paper.heading(f"Cites {_instruments(len(reading.cites))}")
    _draw_connections(paper, reading.cites)
    more = f" (the latest {len(reading.cited_by)})" if len(reading.cited_by) < reading.citing else ""
    paper.heading(f"Cited by {_instruments(reading.citing)}{more}")
    _draw_connections(paper, reading.cited_by)
    if more:
        paper.line("--limit 0 lists them all.", "dim")


def _draw_head(paper: Paper, reading: Reading) -> None:
    from lexline.ontology import registry

    instrument = reading.instrument
    body = registry.body(instrument.body) if instrument.body else None
    others = [symbol for symbol in reading.facts.get("symbol", ()) if symbol != instrument.id]
    pairs = {
        "Symbol": " = ".join([instrument.id, *others]),
        "Title": instrument.title or ("(its text has none)" if instrument.loaded else ""),
        "Date": instrument.date or (str(instrument.year) if instrument.year else ""),
        "Body": body.name if body else instrument.body,
        "Kind": instrument.kind.replace("-", " "),
        "Official": instrument.page or "",
    }
    pairs |= _names(instrument.id)
    hidden = {"symbol"}
    pairs |= {name.capitalize(): "; ".join(values) for name, values in reading.facts.items() if name not in hidden}
    for name, value in pairs.items():
        if value:
            paper.pair(name, value)


def _names(identifier: str) -> dict[str, str]:
    """Say under what other id the same text is cited: a declaration by its name, and the resolution that adopted it."""
    from lexline.ontology import registry

    named = registry.treaty(identifier)
    if named is not None and named.adopted_by:
        return {"Adopted by": f"{named.adopted_by} (cited under that symbol too: lexline show {named.adopted_by})"}
    known = [t for t in registry.treaties() if t.adopted_by == identifier]
    if not known:
        return {}
    return {"Text of": "; ".join(f"{t.title} (cited by name: lexline show {t.id})" for t in known)}


def _draw_paragraphs(paper: Paper, paragraphs: Sequence[Paragraph]) -> None:
    heading: str | None = None
    width = min(12, max((len(_short(p)) for p in paragraphs), default=6))
    for paragraph in paragraphs:
        if paragraph.kind == "Heading":
            # what stands under it names it as its heading: it is printed once, as what it is
            heading = paragraph.text
            paper.line(paragraph.text, "italic")
            continue
        if paragraph.heading and paragraph.heading != heading:
            paper.line(paragraph.heading, "italic")
        heading = paragraph.heading
        paper.pair(_short(paragraph), paragraph.text or "…", width)


def _short(paragraph: Paragraph) -> str:
    """Name a paragraph in a margin: in full, or for a sub-paragraph by its own letter."""
    if paragraph.depth and paragraph.number and not paragraph.number[:1].isdigit():
        return "  " * min(paragraph.depth, 3) + paragraph.number
    return paragraph.label


def _draw_connections(paper: Paper, connections: Sequence[Connection]) -> None:
    if not connections:
        paper.line("(none)")
        return
    rows = [
        (
            str(c.instrument.year or ""),
            c.instrument.id,
            str(c.count),
            _few(c.verbs, "; "),
            _few(c.labels, ", "),
        )
        for c in connections
    ]
    paper.table(("year", "instrument", "times", "verb", "where"), rows)


def _few(words: Iterable[str], between: str, most: int = 3) -> str:
    """Join the first few words and count the rest."""
    told = list(words)
    rest = f"{between}+{len(told) - most}" if len(told) > most else ""
    return between.join(told[:most]) + rest


def _instruments(count: int) -> str:
    return counted(count, "instrument")


# --- one paragraph -----------------------------------------------------------------------------------------
def _unit(store: Store, reading: UnitReading, limit: int, tag: str | None) -> Answer:
    columns = ("direction", "instrument", "unit", "text", "pinpoint", "verb", "function", "sentence")
    own = reading.instrument.id
    rows = [*(_link("cites", link) for link in reading.cites), *(_link("cited by", link) for link in reading.cited_by)]
    return Answer(
        columns,
        rows,
        view=lambda paper: _draw_unit(paper, reading, limit),
        record=lambda: {
            "instrument": own,
            **_paragraph(reading.paragraph),
            "below": [_paragraph(p) for p in reading.below],
            "footnotes": [_paragraph(p) for p in reading.footnotes],
            "links": [dict(zip(columns, row, strict=True)) for row in rows],
        },
        turtle=lambda: _turtle(store, own, reading.paragraph.eid, tag),
    )


def _link(direction: str, link: UnitLink) -> tuple[str, str | None, str | None, str, list[str], str, str, str]:
    m = link.mention
    if direction == "cites":
        target = link.target_units[0] if len(link.target_units) == 1 else None
        return (direction, link.target, target, m.text, list(m.pinpoint), m.verb, m.function, m.sentence)
    return (direction, link.citing, link.citing_unit, m.text, list(m.pinpoint), m.verb, m.function, m.sentence)


def _draw_unit(paper: Paper, reading: UnitReading, limit: int) -> None:
    paper.line(f"{reading.instrument.id}, {reading.paragraph.label}", "bold")
    if reading.instrument.title:
        paper.line(reading.instrument.title)
    if reading.paragraph.heading:
        paper.line(reading.paragraph.heading, "italic")
    paper.line()
    if reading.paragraph.text or not reading.below:
        paper.line(reading.paragraph.text or "(its text has not been loaded)")
    _draw_paragraphs(paper, reading.below)
    if reading.footnotes:
        paper.heading("Footnotes")
        _draw_paragraphs(paper, reading.footnotes)
    paper.heading("Cites")
    if not reading.cites:
        paper.line("(nothing)")
    for link in reading.cites:
        aim = " ".join((link.target or "(not resolved)", *link.mention.pinpoint))
        paper.line(aim + _function(link), "bold")
        paper.line(f"“{link.mention.text}” in: {link.mention.sentence}", indent=2)
    paper.heading(f"Cited by {counted(len(reading.cited_by), 'paragraph')}")
    for link in reading.cited_by[: limit or None]:
        from lexline.graph.reading import label_of

        paper.line(f"{link.citing}, {label_of(link.citing_unit)}{_function(link)}", "bold")
        paper.line(link.mention.sentence or link.mention.text, indent=2)


def _function(link: UnitLink) -> str:
    return f" · {link.mention.function}" if link.mention.function else ""


def _turtle(store: Store, identifier: str, eid: str | None = None, tag: str | None = None) -> Iterable[str]:
    from lexline.graph.cli.rdf import turtle
    from lexline.ontology import vocabulary

    if eid is None:
        graph = vocabulary.graph_iri(identifier) + (f"@{tag}" if tag else "")
        return turtle(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    unit = vocabulary.unit_iri(identifier, eid)
    if tag:
        unit = f"{vocabulary.expression_iri(identifier, tag)}{vocabulary.UNIT_SEPARATOR}{quote(eid, safe='')}"
    about = f"{{ <{unit}> ?p ?o BIND(<{unit}> AS ?s) }} UNION {{ ?s cito:hasCitingEntity <{unit}> ; ?p ?o }}"
    return turtle(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {about} UNION {{ ?s lx:citedUnit <{unit}> ; ?p ?o }} }}")
