"""`lexline watch FOLDER`: a folder is built into the store, and again whenever something in it arrives or changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import InputError

if TYPE_CHECKING:
    from lexline.graph.build_report import BuildReport


def watch(
    session: Session,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to watch.")],
    every: Annotated[float, typer.Option("--every", min=0.01, metavar="SECONDS", help="How often to look.")] = 2.0,
    prune: Annotated[
        bool, typer.Option("--prune", help="Take out the documents of files that disappear from the folder.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=0, help="Processes that read; by default as the work asks for.")
    ] = None,
    rounds: Annotated[int | None, typer.Option("--rounds", min=1, help="Stop after so many builds.")] = None,
) -> None:
    """Build what arrives in a folder or changes there, until it is interrupted (Ctrl-C, exit code 130).

    A file that cannot be read is told of, and tried again when it changes. One that is written without end is waited
    for while the others are built. One that disappears is told of; its document stays unless --prune is given.
    """
    from lexline.graph.cli.build import tell
    from lexline.graph.watching import watch as work

    store = session.place
    session.say(f"Watching {folder}; interrupt with Ctrl-C.")
    builds = work(
        folder,
        store,
        every=every,
        prune=prune,
        workers=workers,
        tell=session.say,
        showing=lambda: session.progress("reading"),
    )
    for done, report in enumerate(builds, start=1):
        session.say(_told(report))
        try:
            tell(session, report)
        except InputError:
            if rounds is not None and done >= rounds:
                raise
        if rounds is not None and done >= rounds:
            return


command = verb(watch, without=("format", "output"))


def _told(report: BuildReport) -> str:
    read = report.files - report.unchanged - len(report.skipped) - len(report.failed)
    parts = [f"{read} read", f"{report.unchanged} unchanged"]
    parts += [f"{report.removed} taken out"] if report.removed else []
    return f"{report.documents} document{'' if report.documents == 1 else 's'}: {', '.join(parts)}."
