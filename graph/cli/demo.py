"""`lexline demo`: the bundled sample collection, built, questioned and drawn, so that a first look needs no data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer, opened
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.store import Store

#: The saved questions that the demo answers: name, parameters, and the columns that are shown.
QUESTIONS: Final[tuple[tuple[str, dict[str, str], tuple[str, ...]], ...]] = (
    ("most-cited", {}, ("cited", "instruments", "citations")),
    ("cited-by", {"instrument": "S/RES/1325(2000)"}, ("paragraph", "function", "sentence")),
    ("legal-basis", {}, ("basis", "pinpoint", "instruments")),
)

#: What the picture is centred on.
FOCUS: Final = "S/RES/1325(2000)"
PAGE: Final = Path("lexline-demo.html")

#: At most so many rows of an answer are shown, and so much of a sentence.
_ROWS: Final = 8
_CHARACTERS: Final = 90


def demo(
    session: Session,
    page: Annotated[Path, typer.Option("--page", metavar="FILE", help="Where the picture is written.")] = PAGE,
) -> None:
    """Build the bundled sample collection, answer three questions about it and draw a picture.

    The sample holds digests, written for this project, of real instruments on women, peace and security and on
    trafficking in persons. It is built into the store, which may hold nothing else.
    """
    from lexline.graph.build import build
    from lexline.graph.cli import build as building
    from lexline.graph.store import open_store
    from lexline.graph.view import view
    from lexline.loaders.sample import sample_files

    location = session.place
    _refuse_other_documents(location)
    with session.progress("reading") as step:
        report = build(sample_files(), location, progress=step)
    with open_store(location) as store:
        html = view(store, [FOCUS], limit=40, title="The sample collection around S/RES/1325(2000)")
        with opened(page) as out:
            out.write(html)

        def draw(paper: Paper) -> None:
            found = building.answer_of(report)
            paper.table(found.columns, [[str(cell) for cell in row] for row in found.rows], found.title)
            for name, given, columns in QUESTIONS:
                _draw_question(paper, store, name, given, columns)
            _draw_next(paper, page, session.location)

        rows = [(report.documents, report.units, str(location), str(page))]
        session.answer(Answer(("documents", "units", "store", "page"), rows, view=draw))
    building.tell(session, report)


command = verb(demo)


def _refuse_other_documents(location: str | Path) -> None:
    """Leave a store alone that holds documents of the user's: a digest would take the place of the real text."""
    from lexline.graph.reading import text_of
    from lexline.graph.store import open_store
    from lexline.loaders.sample import sample_files

    if isinstance(location, Path) and not (location / "data").is_dir():
        return
    own = {path.name for path in sample_files()}
    with open_store(location, read_only=isinstance(location, Path)) as store:
        rows = store.query("SELECT DISTINCT ?f WHERE { ?i lx:loaded true ; dcterms:source ?f }").rows
    if any(text_of(row[0]) not in own for row in rows):
        raise UsageError(
            f"{location} holds other documents than the sample, and the demo would mix with them.",
            "Name a store of its own: lexline demo --store demo.db",
        )


def _draw_question(paper: Paper, store: Store, name: str, given: dict[str, str], columns: tuple[str, ...]) -> None:
    from lexline.graph.cli.query import shorten
    from lexline.graph.reading import text_of
    from lexline.graph.sparql import ask, saved_queries

    saved = next(one for one in saved_queries() if one.name == name)
    results = ask(store, saved, given)
    told = " ".join(f'--param "{key}={value}"' for key, value in given.items())
    paper.heading(saved.description or saved.title)
    paper.line(f"lexline query {name} {told}".rstrip(), "dim")
    at = [results.variables.index(column) for column in columns]
    rows = [[_cut(shorten(text_of(row[place]))) for place in at] for row in results.rows[:_ROWS]]
    paper.table(columns, rows)
    if len(results.rows) > _ROWS:
        paper.line(f"… and {len(results.rows) - _ROWS} more", "dim")


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else text[:_CHARACTERS].rstrip() + "…"


def _draw_next(paper: Paper, page: Path, location: str) -> None:
    paper.heading("What next")
    paper.line(f"Open {page} in a browser; it needs no network. The store is {location}.")
    paper.line("Try: lexline show 2388 · lexline lineage 2388 --sentences · lexline query --list")
