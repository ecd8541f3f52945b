"""`lexline themes train` and `lexline themes propose`: learn subjects from librarians, and propose them elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.learned import Proposed
    from lexline.graph.learning import Proposal, SubjectModel
    from lexline.graph.store import Store

#: The model of a store, in its own folder.
MODEL: Final = "lexline.subjects.npz"

_COLUMNS: Final = ("instrument", "unit", "subject", "concept", "confidence", "words")
_SUMMARY: Final = ("examples", "subjects", "goals", "words", "since", "until", "identity", "model")
_WRITTEN: Final = ("documents", "worked_out", "removed", "assignments", "without_concept")

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="FILE", help=f"The model; by default {MODEL} in the store's folder.")
]


def train(
    session: Session,
    since: Annotated[
        int | None, typer.Option("--since", metavar="YEAR", help="Learn from nothing dated before this year.")
    ] = None,
    until: Annotated[
        int | None, typer.Option("--until", metavar="YEAR", help="Learn from nothing dated after this year.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=f"Where to keep the model; by default {MODEL} in the store's folder."
        ),
    ] = None,
) -> None:
    """Learn, from the instruments that librarians gave subjects, which words speak for which subject.

    The subjects are those that catalogues of records name: concepts of the UNBIS Thesaurus, and Sustainable
    Development Goals. Titles and agenda items of records are left aside. Needs scikit-learn (the extra `learn`).
    """
    from lexline.graph import learning

    place = _place(session, output)
    with session.open_store() as store:
        found = learning.examples(store, since=_day(since, first=True), until=_day(until, first=False))
    session.say(f"Learning from {len(found)} instruments …")
    trained = learning.train(found)
    learning.save(trained, place)
    goals = sum(label.family == learning.GOAL for label in trained.labels)
    told = (
        trained.told["examples"],
        len(trained.labels) - goals,
        goals,
        len(trained.terms),
        trained.told["since"],
        trained.told["until"],
        trained.identity,
        str(place),
    )
    session.answer(Answer(_SUMMARY, [told], view=lambda paper: _draw_summary(paper, told)))


def propose(
    session: Session,
    ref: Annotated[
        list[str] | None,
        typer.Argument(metavar="REF", help="A symbol, number or name, with a paragraph or not; - reads a text."),
    ] = None,
    model: ModelOption = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many subjects at most for each text.")] = 8,
    paragraphs: Annotated[bool, typer.Option("--paragraphs", help="Propose for each paragraph, too.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write proposals for all instruments without subjects into the store.")
    ] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take all proposals out of the store.")] = False,
) -> None:
    """Propose subjects by what `lexline themes train` has learned, with how sure each is and the words that show it.

    For REF, for a text on standard input (-), or for all instruments that no librarian has given subjects. What
    --write puts into the store is marked as learned and stands apart: lx:proposes, never eli:is_about.
    """
    if (write or withdraw) and (ref or (write and withdraw)):
        raise UsageError("--write and --withdraw are for the whole store.", "Give one of them, and no REF.")
    if withdraw:
        _withdraw(session)
        return
    from lexline.graph import learning

    known = learning.load(_place(session, model))
    if write:
        _write(session, known, most, paragraphs)
        return
    if ref == ["-"]:
        found = [("", "", one) for one in known.propose(sys.stdin.read(), most, paragraph=paragraphs)]
        rows: Iterator[tuple[Cell, ...]] = (_row(*each) for each in found)
        session.answer(Answer(_COLUMNS, rows))
        return
    with session.open_store() as store:
        rows = (row for each in _found(store, known, ref, most, paragraphs) for row in _rows(each))
        session.answer(Answer(_COLUMNS, rows))


train_command = verb(train)
propose_command = verb(propose)


# --- what is asked for -------------------------------------------------------------------------------------
def _place(session: Session, model: Path | None) -> Path:
    if model is not None:
        return model
    if "://" in session.location:
        raise UsageError("A server keeps no model.", "Name a file for it: train --output, propose --model.")
    return Path(session.location) / MODEL


def _day(year: int | None, *, first: bool) -> date | None:
    if year is None:
        return None
    try:
        return date(year, 1, 1) if first else date(year, 12, 31)
    except ValueError as error:
        raise UsageError(f"{year} is no year.", "Give a year such as 2018.") from error


def _found(
    store: Store, model: SubjectModel, ref: Sequence[str] | None, most: int, paragraphs: bool
) -> Iterator[Proposed]:
    from lexline.graph.learned import Proposed, proposed, without_subjects
    from lexline.graph.reading import read_unit
    from lexline.graph.reference import resolve
    from lexline.ontology.vocabulary import instrument_iri, unit_iri

    found = resolve(store, " ".join(ref)) if ref else None
    if found is not None and found.eid is not None:
        part = read_unit(store, found.identifier, found.eid)
        text = "\n".join(one.text for one in (part.paragraph, *part.below))
        yield Proposed(unit_iri(found.identifier, found.eid), model.propose(text, most, paragraph=True))
        return
    instruments = without_subjects(store) if found is None else [instrument_iri(found.identifier)]
    yield from proposed(store, model, instruments, most=most, paragraphs=paragraphs)


def _write(session: Session, model: SubjectModel, most: int, paragraphs: bool) -> None:
    from lexline.graph.learned import write

    with session.open_store(writing=True) as store, session.progress("proposing") as step:
        done = write(store, model, most=most, paragraphs=paragraphs, progress=step)
    told = (done.documents, done.worked_out, done.removed, done.assignments, done.unnamed)
    session.answer(Answer(_WRITTEN, [told]))


def _withdraw(session: Session) -> None:
    from lexline.graph.learned import withdraw

    with session.open_store(writing=True) as store:
        session.answer(Answer(("removed",), [(withdraw(store),)]))


# --- as data, and for a reader -----------------------------------------------------------------------------
def _rows(found: Proposed) -> Iterator[tuple[Cell, ...]]:
    from lexline.ontology.vocabulary import parse_iri

    instrument, eid = parse_iri(found.about) or (found.about, None)
    for proposal in found.proposals:
        yield _row(instrument, eid or "", proposal)


def _row(instrument: str, eid: str, proposal: Proposal) -> tuple[Cell, ...]:
    words = ", ".join(word for word, _ in proposal.words)
    return (instrument, eid, proposal.label.name, proposal.concept, round(proposal.confidence, 2), words)


def _draw_summary(paper: Paper, told: Sequence[Cell]) -> None:
    examples, subjects, goals, words, since, until, identity, place = told
    paper.line(f"Learned {subjects} subjects and {goals} Goals from {examples} instruments of {since} to {until}")
    paper.line(f"{words} words and pairs of words; model {identity} in {place}")
