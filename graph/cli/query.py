"""`lexline query NAME|FILE|-`: a saved question, or SPARQL of one's own, put to the store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.asked import checked, pairs
from lexline.graph.cli.output import Answer, Cell, Format
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import Session, verb
from lexline.ontology import vocabulary
from lexline.ontology.errors import InputError, UsageError

if TYPE_CHECKING:
    from lexline.graph.answers import Results
    from lexline.graph.cli.paper import Paper
    from lexline.graph.sparql import Parameter


#: Seconds after which a question of one's own is given up; saved questions are known to end.
PATIENCE: Final = 300.0


def query(
    session: Session,
    question: Annotated[
        str | None, typer.Argument(metavar="NAME|FILE|-", help="A saved question, a file of SPARQL, or - for stdin.")
    ] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of the question.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", "-l", help="List the saved questions.")] = False,
    group: Annotated[
        str | None,
        typer.Option("--group", "-g", metavar="GROUP", help="List those for lawyers, researchers or staff."),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", min=0.001, help=f"Give up after so many seconds ({PATIENCE:g} for one's own SPARQL)."
        ),
    ] = None,
) -> None:
    """Ask the store: one of the saved questions (--list), or SPARQL 1.1 from a file or standard input.

    For example: lexline query cited-by --param "instrument=S/RES/1325(2000)". The usual prefixes need no declaration.
    """
    if listing or (group is not None and question is None):
        session.answer(_listing(group))
        return
    if question is None:
        raise UsageError("There is no question.", "Name a saved one (lexline query --list), a file, or - for stdin.")
    from lexline.graph.sparql import ask, saved_queries

    given = pairs(param or [])
    saved = {one.name: one for one in saved_queries()}
    with session.open_store() as store:
        if question in saved:
            chosen = saved[question]
            results = ask(store, chosen, checked(store, chosen, given), timeout)
            if results.truncated:
                first = counted(len(results.rows), "row")
                session.say(f"There is more than the first {first}; --param limit=… asks for it.")
            session.answer(answer_of(results, chosen.title, session.how))
            return
        if given:
            raise UsageError("Only saved questions take parameters.", "See lexline query --list.")
        results = store.query(_text(question, tuple(saved)), timeout=PATIENCE if timeout is None else timeout)
        session.answer(answer_of(results, how=session.how))


command = verb(query)


def answer_of(results: Results, title: str = "", how: Format = Format.TABLE) -> Answer:
    """Turn the results of a question into an answer: rows of a SELECT, yes or no, or triples."""
    if results.kind == "construct":
        from lexline.graph.cli.rdf import write

        triples = list(results.triples)
        if how is Format.TABLE:
            return Answer(("subject", "predicate", "object"), (), view=lambda paper: paper.raw("".join(write(triples))))
        rows = (tuple(_plain(term) for term in (t.subject, t.predicate, t.object)) for t in triples)
        return Answer(("subject", "predicate", "object"), rows, turtle=lambda: write(triples))
    if results.kind == "ask":
        return Answer(("answer",), [(results.boolean,)], record=lambda: results.boolean, terse=_yes_or_no)
    return Answer(
        results.variables, (tuple(_plain(value) for value in row) for row in results.rows), title=title, terse=shorten
    )


def shorten(cell: Cell) -> str:
    """Write an IRI as a reader knows it: a symbol with its paragraph, a plain id, or a prefixed name.

    >>> shorten(vocabulary.ID + "S-RES-1325-2000--op_8")
    'S/RES/1325(2000) op_8'
    """
    if isinstance(cell, bool):
        return _yes_or_no(cell)
    text = "" if cell is None else str(cell)
    if not text.startswith(("http://", "https://")):
        return text
    if parsed := vocabulary.parse_iri(text):
        return " ".join(part for part in parsed if part)
    for namespace in (vocabulary.FUNCTION, vocabulary.BODY, vocabulary.THEME):
        if text.startswith(namespace):
            return text.removeprefix(namespace)
    fits = [(iri, name) for name, iri in vocabulary.PREFIXES.items() if text.startswith(iri)]
    if not fits:
        return text
    iri, name = max(fits, key=lambda pair: len(pair[0]))
    return f"{name}:{text.removeprefix(iri)}"


def _yes_or_no(cell: Cell) -> str:
    return "yes" if cell else "no"


def _plain(value: object) -> Cell:
    """Take the value out of a term: numbers and truth values as such, all else as text."""
    text = getattr(value, "value", None)
    if text is None:
        return None if value is None else str(value)
    kind = getattr(getattr(value, "datatype", None), "value", "").removeprefix(vocabulary.XSD)
    if kind in ("integer", "int", "long", "nonNegativeInteger"):
        return int(text)
    if kind in ("decimal", "double", "float"):
        return float(text)
    return text == "true" if kind == "boolean" else str(text)


def _listing(group: str | None) -> Answer:
    """List the saved questions, or those of one group; a reader sees each once, under the group it is first for."""
    from lexline.graph.sparql import GROUPS, saved_queries

    if group is not None and group not in GROUPS:
        raise UsageError(f"No group of questions is called “{group}”.", f"The groups are {', '.join(GROUPS)}.")

    def told(parameter: Parameter) -> str:
        return parameter.name if parameter.default is None else f"{parameter.name}={parameter.default}"

    chosen = [one for one in saved_queries() if group is None or group in one.groups]

    def draw(paper: Paper) -> None:
        for name in GROUPS if group is None else (group,):
            rows = [
                (one.name, one.title, ", ".join(map(told, one.parameters)))
                for one in chosen
                if name == (group or next(iter(one.groups), ""))
            ]
            paper.heading(f"For {name}")
            paper.table(("name", "question", "parameters"), rows)

    rows = [(one.name, one.title, [told(p) for p in one.parameters], list(one.groups)) for one in chosen]
    return Answer(("name", "question", "parameters", "groups"), rows, view=draw)


def _text(question: str, names: tuple[str, ...]) -> str:
    """Read SPARQL from a file or from standard input."""
    if question == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    path = Path(question)
    if not path.is_file() and path.suffix != ".rq" and "/" not in question:
        from difflib import get_close_matches

        near = get_close_matches(question, names, n=3, cutoff=0.4)
        remedy = f"Did you mean {', '.join(near)}?" if near else "See lexline query --list."
        raise UsageError(f"There is no saved question or file “{question}”.", remedy)
    try:
        return path.read_text("utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.", "Check its name.") from error
