"""`lexline stats`: what a store holds, counted: instruments, units, citations, functions, the most cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.session import Session, verb

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.store import Store


def stats(
    session: Session,
    top: Annotated[int, typer.Option("--top", min=0, help="How many of the most cited to list.")] = 10,
) -> None:
    """Count what the store holds."""
    from lexline.graph.counts import groups, totals

    with session.open_store() as store:
        rows = [*totals(store), *groups(store), *_most_cited(store, top)]
    session.answer(Answer(("group", "name", "count"), rows, view=lambda paper: _draw(paper, rows)))


command = verb(stats)


def _most_cited(store: Store, top: int) -> Iterator[tuple[str, str, int]]:
    from lexline.graph.reading import text_of
    from lexline.ontology import vocabulary

    if not top:
        return
    rows = store.query(
        "SELECT ?i (COUNT(?a) AS ?n) WHERE { ?a lx:loaded true ; eli:cites ?i } "
        f"GROUP BY ?i ORDER BY DESC(?n) ?i LIMIT {top}"
    ).rows
    for iri, count in rows:
        parsed = vocabulary.parse_iri(text_of(iri))
        yield ("most cited (by how many instruments)", parsed[0] if parsed else text_of(iri), int(text_of(count)))


def _draw(paper: Paper, rows: list[tuple[str, str, int]]) -> None:
    for group in dict.fromkeys(row[0] for row in rows):
        paper.table((group, "count"), [(name, str(count)) for of, name, count in rows if of == group])
        paper.line()
