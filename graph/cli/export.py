"""`lexline export [REF]`: a store, or one instrument's graph, as N-Quads, Turtle, JSON-LD or GraphML."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from lexline.graph.cli.output import opened
from lexline.graph.cli.session import OutputOption, Session, verb
from lexline.ontology.errors import UsageError


class Form(StrEnum):
    """What a store can be written as."""

    NQUADS = "nquads"
    TURTLE = "turtle"
    JSONLD = "jsonld"
    GRAPHML = "graphml"


_ENDINGS: Final = {".nq": Form.NQUADS, ".ttl": Form.TURTLE, ".jsonld": Form.JSONLD, ".graphml": Form.GRAPHML}


def export(
    session: Session,
    ref: Annotated[list[str] | None, typer.Argument(metavar="[REF]", help="Only the graph of this instrument.")] = None,
    format: Annotated[
        Form | None, typer.Option("--format", "-f", help="By default told by the ending of FILE, else nquads.")
    ] = None,
    output: OutputOption = None,
) -> None:
    """Write everything the store holds, for other programs; the same store gives the same bytes.

    N-Quads and JSON-LD keep the graph of each document apart, Turtle holds them all together, and GraphML holds
    instruments and who cites whom.
    """
    from lexline.graph.export import export as write
    from lexline.graph.reference import resolve

    form = format or _form_of(output)
    with session.open_store() as store:
        identifier = resolve(store, " ".join(ref)).identifier if ref else None
        with opened(output) as out:
            write(store, out.buffer, form.value, identifier)
    if output is not None and Path(output).is_file():
        session.say(f"{output}: {output.stat().st_size:,} bytes")


command = verb(export)


def _form_of(output: Path | None) -> Form:
    """Tell the form from a file's ending; stdout gets N-Quads."""
    if output is None or str(output) == "-":
        return Form.NQUADS
    if output.suffix.lower() not in _ENDINGS:
        known = ", ".join(_ENDINGS)
        raise UsageError(f"The ending of {output} tells no form.", f"End it in {known}, or add --format.")
    return _ENDINGS[output.suffix.lower()]
