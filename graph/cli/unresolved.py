"""`lexline unresolved [REF]`: the citations whose target could not be determined, with their words and sentence."""

from __future__ import annotations

from typing import Annotated

import typer

from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.session import LimitOption, Session, verb


def unresolved(
    session: Session,
    ref: Annotated[list[str] | None, typer.Argument(metavar="[REF]", help="Only those of this instrument.")] = None,
    limit: LimitOption = None,
) -> None:
    """List citations whose target could not be determined: nothing is guessed, nothing is lost."""
    from lexline.graph.reading import text_of
    from lexline.graph.reference import resolve
    from lexline.ontology import vocabulary

    with session.open_store() as store:
        only = ""
        if ref:
            identifier = resolve(store, " ".join(ref)).identifier
            only = f"?c lx:citingInstrument <{vocabulary.instrument_iri(identifier)}> . "
        total = store.query(f"SELECT (COUNT(?c) AS ?n) WHERE {{ {only}?c a lx:UnresolvedCitation }}").rows[0][0]
        most = session.most(limit)
        bound = f" LIMIT {most}" if most else ""
        rows = store.query(
            f"SELECT ?u ?text ?kind ?sentence ?note WHERE {{ {only}?c a lx:UnresolvedCitation ; "
            "cito:hasCitingEntity ?u ; oa:exact ?text . OPTIONAL { ?c lx:citedKind ?kind } "
            "OPTIONAL { ?c lx:sentence ?sentence } OPTIONAL { ?c lx:note ?note } "
            f"OPTIONAL {{ ?c lx:start ?start }} }} ORDER BY ?u ?start ?c{bound}"
        ).rows
        found = int(text_of(total) or 0)
        told = (f"{len(rows)} of {found}; --limit 0 lists all.",) if len(rows) < found else ()
        session.answer(
            Answer(
                ("instrument", "unit", "text", "kind", "sentence", "note"),
                (_row([text_of(value) for value in row]) for row in rows),
                notes=told,
            )
        )


def _row(values: list[str]) -> tuple[Cell, ...]:
    from lexline.ontology import vocabulary

    unit, text, kind, sentence, note = values
    instrument, eid = vocabulary.parse_iri(unit) or (unit, None)
    return (instrument, eid, text, kind, sentence, note or None)


command = verb(unresolved)
