"""`lexline themes`: what a store's documents are about: its themes, those of an instrument, and thesauri to load."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lexline.graph.cli import learning
from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.session import LimitOption, Session, verb
from lexline.ontology.errors import InputError, UnknownReference, UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.store import Store
    from lexline.graph.theme_reading import Theme


def listing(session: Session, limit: LimitOption = None) -> None:
    """List the themes of the store's documents, the most frequent first; the verbs below do more."""
    from lexline.graph.theme_reading import frequent

    most = session.most(limit)
    with session.open_store() as store:
        rows = frequent(store)
    if not rows:
        session.say("No themes have been worked out: build the documents without --no-themes.")
    if most is not None and len(rows) > most:
        session.say(f"These are {most} of {len(rows)} themes; --limit 0 lists all.")
    session.answer(Answer(("theme", "label", "instruments", "paragraphs"), rows[:most]))


def show(
    session: Session,
    what: Annotated[list[str], typer.Argument(metavar="REF|THEME", help="An instrument, a paragraph, or a theme.")],
    limit: LimitOption = None,
) -> None:
    """Print the themes of an instrument or a paragraph with their evidence, or a theme with its instruments.

    A theme is given by its name as `lexline themes` lists it, or by any other name of it.
    """
    from lexline.graph.reference import resolve
    from lexline.graph.theme_reading import find, themes_of

    text = " ".join(what)
    with session.open_store() as store:
        if theme := find(store, text):
            session.answer(_theme(store, theme, session.most(limit)))
            return
        try:
            reference = resolve(store, text)
        except UnknownReference as error:
            raise UsageError(
                f"Nothing in the store answers to “{text}”, and no theme is called so.",
                error.remedy if error.near else "lexline themes lists the themes.",
            ) from error
        rows = themes_of(store, reference.iri)
    title = reference.identifier if reference.eid is None else f"{reference.identifier} {reference.eid}"
    columns = ("theme", "label", "confidence", "method", "words", "start", "end", "occurrences")
    shown = rows[: session.most(limit)]

    def view(paper: Paper) -> None:
        cells = [(label or theme, f"{sure:g}", how, words or "") for theme, label, sure, how, words, *_ in shown]
        paper.table(("theme", "confidence", "method", "words"), cells, title=title)

    session.answer(Answer(columns, shown, title=title, view=view))


def load(
    session: Session,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="SKOS (.ttl, .nt, .rdf) or a table of labels (.tsv, .csv).")
    ],
    name: Annotated[str, typer.Option("--name", help="What to call it; by default as the file.")] = "",
    no_assign: Annotated[
        bool, typer.Option("--no-assign", help="Leave the themes of the documents to the next build.")
    ] = False,
) -> None:
    """Load a thesaurus into the store, and match the documents with its labels of two words or more.

    Loaded again under the same name it takes its own place. A table without addresses of concepts takes those that the
    store knows by the English label (of subjects in documents); its other rows are left out and counted.
    """
    from lexline.graph import themed, vocabularies
    from lexline.graph.store import Store
    from lexline.loaders.limits import check_size
    from lexline.loaders.themes.thesaurus import read

    try:
        check_size(file.stat().st_size, file.name)
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.", "Check its name.") from error
    with session.progress("matching") as step, Store.open(session.place, read_only=False) as store:
        called = vocabularies.graph_name(name or file.stem)
        found = read(data, file.name, vocabularies.known_labels(store, called))
        triples = vocabularies.write(store, called, file.name, found.concepts)
        assigned = None if no_assign else themed.assign(store, progress=step)
        store.settle()
    rows: list[tuple[Cell, ...]] = [
        ("concepts", len(found.concepts)),
        ("labels", sum(len(concept.labels) for concept in found.concepts)),
        ("rows without a known concept, left out", found.unknown),
        ("triples", triples),
    ]
    if assigned:
        rows.append(("documents matched with it", assigned.worked_out))
        rows.append(("themes assigned to units and documents", assigned.assignments))
    session.answer(Answer(("what", "count"), rows))


#: The verbs under `lexline themes` with what each does in a line.
VERBS: Final[dict[str, tuple[Callable[..., None], str]]] = {
    "show": (verb(show), "Print the themes of an instrument or paragraph, or a theme."),
    "load": (verb(load), "Load a thesaurus: SKOS, or a table of labels."),
    "train": (learning.train_command, "Learn subjects from those that librarians gave."),
    "propose": (learning.propose_command, "Propose subjects by what has been learned."),
}

_listing = verb(listing)


def command(context: typer.Context, **given: Any) -> None:  # noqa: D103 (told to users by `listing`)
    if context.invoked_subcommand is None:
        _listing(context, **given)
    elif any(value not in (None, False) for value in given.values()):
        raise UsageError(
            "Options stand behind the word that says what to do.", "Write: lexline themes show 1325 --format json"
        )


command.__doc__ = listing.__doc__
command.__annotations__ = _listing.__annotations__
command.__dict__["__signature__"] = inspect.signature(_listing)


def application() -> typer.Typer:
    """Return `lexline themes` with its verbs."""
    made = typer.Typer(invoke_without_command=True, rich_markup_mode=None, pretty_exceptions_enable=False)
    made.callback()(command)
    for name, (work, short) in VERBS.items():
        made.command(name, short_help=short)(work)
    return made


def _theme(store: Store, theme: Theme, most: int | None) -> Answer:
    from lexline.graph.theme_reading import instruments_on

    rows = instruments_on(store, theme.iri)
    facts = [("theme", theme.iri), ("label", theme.label), ("definition", theme.definition)]
    facts += [(name, ", ".join(values)) for name, values in theme.links.items() if values]
    columns = ("instrument", "date", "title", "confidence", "method")

    def view(paper: Paper) -> None:
        for name, value in facts:
            if value:
                paper.pair(name, value)
        paper.line()
        paper.table(columns, [tuple("" if cell is None else str(cell) for cell in row) for row in rows[:most]])

    record = {**dict(facts), "instruments": [dict(zip(columns, row, strict=True)) for row in rows[:most]]}
    return Answer(columns, rows[:most], view=view, record=lambda: record)
