"""`lexline view REF...`: a page that shows the neighbourhood of instruments, one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.output import opened
from lexline.graph.cli.session import OutputOption, Session, verb
from lexline.ontology.errors import UnknownReference

if TYPE_CHECKING:
    from lexline.graph.store import Store


def view(
    session: Session,
    ref: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]...", help="What to show; without one, the most cited.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many instruments.")] = 60,
    depth: Annotated[int, typer.Option("--depth", "-d", min=1, help="How many citations away.")] = 1,
    title: Annotated[str, typer.Option("--title", help="The heading of the page.")] = "",
    output: OutputOption = None,
) -> None:
    """Write a page with the neighbourhood of instruments: picture, search, citing sentences and a table.

    The file is named after the instrument unless -o says otherwise; its name is printed on stdout.
    """
    from lexline.graph.view import view as draw
    from lexline.ontology.symbols import slug

    with session.open_store() as store:
        focus = _focus(store, ref or [])
        page = draw(store, focus, limit=limit, depth=depth, title=title)
    target = output or Path(f"lexline-{slug(focus[0]) if focus else 'most-cited'}.html")
    with opened(target) as out:
        out.write(page)
    if str(target) != "-":
        print(target)


command = verb(view, without=("format",))


def _focus(store: Store, refs: list[str]) -> list[str]:
    """Find what is to be shown: each argument a reference, or all of them together one name of several words."""
    from lexline.graph.reference import resolve

    try:
        return list(dict.fromkeys(resolve(store, ref).identifier for ref in refs))
    except UnknownReference as unknown:
        if len(refs) < 2:
            raise
        try:
            return [resolve(store, " ".join(refs)).identifier]
        except UnknownReference:
            raise unknown from None
