"""`lexline ontology`: the vocabulary of the graph, as a page to read or as RDF."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from lexline.graph.cli.output import opened
from lexline.graph.cli.session import OutputOption, Session, verb
from lexline.ontology.errors import UsageError


class Form(StrEnum):
    """What the ontology can be written as."""

    HTML = "html"
    TURTLE = "turtle"
    JSONLD = "jsonld"


_ENDINGS: Final = {".html": Form.HTML, ".htm": Form.HTML, ".ttl": Form.TURTLE, ".jsonld": Form.JSONLD}


def ontology(
    session: Session,
    format: Annotated[
        Form | None, typer.Option("--format", "-f", help="By default told by the ending of FILE, else turtle.")
    ] = None,
    output: OutputOption = None,
) -> None:
    """Write the vocabulary of the graph: every class and property, with what it means and what it is aligned to.

    As HTML it is one page with a picture of the classes and their relations; it needs no network.
    """
    from lexline.graph.ontology_page import FORMS

    form = format or _form_of(output)
    with opened(output) as out:
        out.write(FORMS[form.value]())
    if output is not None and Path(output).is_file():
        session.say(f"{output}: {output.stat().st_size:,} bytes")


command = verb(ontology, without=("store",))


def _form_of(output: Path | None) -> Form:
    """Tell the form from a file's ending; stdout gets Turtle."""
    if output is None or str(output) == "-":
        return Form.TURTLE
    if output.suffix.lower() not in _ENDINGS:
        known = ", ".join(_ENDINGS)
        raise UsageError(f"The ending of {output} tells no form.", f"End it in {known}, or add --format.")
    return _ENDINGS[output.suffix.lower()]
