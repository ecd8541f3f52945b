"""`lexline fetch WHAT...`: official documents and collections of them -> a local library folder, and a store if asked.

What is fetched, from where and how, is in the sources' settings. This module says what is asked for and what came of
it; the fetching itself is in `fetching`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import InputError, UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.loaders.sources.documents import Fetched
    from lexline.loaders.sources.library import Library
    from lexline.loaders.sources.settings import ArchiveSettings, Settings

Row = tuple[str | int | None, ...]

COLUMNS: Final = ("what", "status", "file", "format", "language", "bytes", "url", "note")
DEFAULT_LIBRARY: Final = "lexline-library"
LIBRARY_VARIABLE: Final = "LEXLINE_LIBRARY"
#: So many documents that are missing are fetched unless more are asked for.
_MISSING: Final = 20
#: A note of so many letters stands in a reader's table.
_SHORT: Final = 60
_LONGEST_LIST: Final = 16 * 1024 * 1024


def fetch(
    session: Session,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WHAT]...", help="Symbols such as S/RES/1325(2000), or unxml, cr-unsc, treaties, unbis."
        ),
    ] = None,
    listed: Annotated[Path | None, typer.Option("--list", metavar="FILE", help="Symbols, one a line.")] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="What the store cites and does not hold, most cited first.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="With --missing: how many at most.")] = _MISSING,
    body: Annotated[
        str | None, typer.Option("--body", help="With unxml: only this organ (SC, GA, HRC, ECOSOC).")
    ] = None,
    since: Annotated[
        int | None, typer.Option("--since", min=1945, max=9999, metavar="YEAR", help="With unxml: from this year on.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="ar, en, es, fr, ru or zh.")] = "en",
    library: Annotated[
        Path | None,
        typer.Option(
            "--library", metavar="FOLDER", help=f"The library [env: {LIBRARY_VARIABLE}; ./{DEFAULT_LIBRARY}]."
        ),
    ] = None,
    rate: Annotated[float | None, typer.Option("--rate", min=0.01, help="Requests a second at most.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server; take what the library holds.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be asked for, and ask for nothing.")
    ] = False,
    then_build: Annotated[bool, typer.Option("--then-build", help="Build the library into the store.")] = False,
) -> None:
    """Fetch official documents, or collections of them, into a library folder with a manifest.

    What is there and unchanged is not fetched again; a download that broke off is taken up; a file that you changed
    is left as it is. Exit code 4 when a server did not answer as it should, 3 when an archive cannot be read, 1 when
    what was named is not there (with --offline: not in the library), or its file was changed.
    """
    from lexline.graph.cli.fetching import Run
    from lexline.loaders.sources import settings as sources
    from lexline.loaders.sources.library import Library
    from lexline.loaders.sources.repositories import Choice

    settings = sources.load()
    if language not in settings.documents.languages:
        raise UsageError(f"“{language}” is no official language.", "Choose ar, en, es, fr, ru or zh.")
    held = Library(
        library or Path(os.environ.get(LIBRARY_VARIABLE) or DEFAULT_LIBRARY),
        lambda file: session.say(f"Another process is fetching {file}; waiting for it ..."),
    )
    collections = [name for name in what or () if name in settings.collections]
    if (body or since) and not collections:
        raise UsageError("--body and --since choose from a collection.", "Name one: lexline fetch unxml --body SC")
    symbols = _symbols([name for name in what or () if name not in settings.collections], listed, settings)
    wanted = _missing(session, held, limit, language) if missing else []
    if not (symbols or collections or missing):
        raise UsageError("There is nothing to fetch.", "Name symbols or a collection, or give --list or --missing.")
    documents = list(dict.fromkeys([*symbols, *wanted]))
    if dry_run:
        _answer(session, [*_planned(documents, language, settings), *_chosen(collections, body, settings)])
        return
    repositories = [(name, one) for name in collections for one in _repositories(name, body, settings)]
    run = Run(session, settings, held, language, rate, offline)
    try:
        run.documents(documents, wanted)
        for name, one in repositories:
            run.repository(name, one, Choice(language, since))
    finally:
        run.close()
    _answer(session, [_row(one) for one in run.fetched])
    if then_build:
        _build(session, held.folder)
    run.refuse_failures()


command = verb(fetch)


# --- what is asked for -------------------------------------------------------------------------------------
def _symbols(named: Sequence[str], listed: Path | None, settings: Settings) -> list[str]:
    """Read the symbols on the command line and in a list; what is no symbol is a usage error with its place."""
    from lexline.ontology.symbols import Symbol

    found = []
    for place, text in [*((None, name) for name in named), *_lines(listed)]:
        symbol = Symbol.find(text) or Symbol.find(text.upper())
        if symbol is None:
            names = ", ".join(settings.collections)
            where = f"{listed}, line {place}: " if place else ""
            raise UsageError(
                f"{where}“{text[:60]}” is neither a symbol nor a collection.",
                f"Symbols look like S/RES/1325(2000); collections are {names}.",
            )
        found.append(symbol.text)
    return found


def _lines(listed: Path | None) -> Iterator[tuple[int, str]]:
    if listed is None:
        return
    try:
        if listed.stat().st_size > _LONGEST_LIST:
            raise InputError(f"{listed} is too long for a list of symbols.", "Split it.")
        lines = listed.read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise InputError(f"{listed} cannot be read: {error}.", "Give a text file with a symbol a line.") from error
    for number, line in enumerate(lines, start=1):
        if text := line.partition("#")[0].strip():
            yield number, text


def _missing(session: Session, library: Library, limit: int, language: str) -> list[str]:
    """Ask the store what it lacks; what the library holds in the language, or knows to be nowhere, is left out."""
    from lexline.graph.library import missing
    from lexline.loaders.sources.library import ABSENT, HELD, MANIFEST

    held, absent = library.symbols(HELD, language), library.symbols(ABSENT, language)
    with session.open_store() as store:
        found = missing(store, limit, held | absent)
    if absent:
        count = f"{len(absent)} document{' is' if len(absent) == 1 else 's are'}"
        session.say(
            f"{count} not asked for again: no server had {'it' if len(absent) == 1 else 'them'} (see {MANIFEST})."
        )
    if not found:
        session.say("The store cites nothing that could be fetched and is not held.")
    return [symbol for symbol, _ in found]


def _repositories(name: str, body: str | None, settings: Settings) -> list[ArchiveSettings]:
    """Return the repositories of a collection, or those of one organ."""
    all_of_them = settings.collections[name]
    chosen = [one for one in all_of_them if body is None or one.body.upper() == body.upper()]
    if not chosen:
        bodies = ", ".join(dict.fromkeys(one.body for one in all_of_them if one.body)) or "none"
        raise UsageError(f"{name} has nothing of “{body}”.", f"It has: {bodies}.")
    return chosen


def _planned(symbols: Sequence[str], language: str, settings: Settings) -> Iterator[Row]:
    from lexline.loaders.sources.documents import address, file_of

    for symbol in symbols:
        file, url = file_of(symbol, language, settings.documents), settings.documents.urls[0]
        yield (symbol, "planned", file, settings.documents.format, language, None, address(url, symbol, language), None)


def _chosen(collections: Sequence[str], body: str | None, settings: Settings) -> Iterator[Row]:
    for name in collections:
        for one in _repositories(name, body, settings):
            yield (f"{name}/{one.name}", "planned", None, "zip", None, None, one.url, None)


# --- what comes of it -------------------------------------------------------------------------------------
def _answer(session: Session, rows: Sequence[Row]) -> None:
    """Answer with all that is known of each thing; a reader's table has what fits."""

    def draw(paper: Paper) -> None:
        shown = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        cells = [[str(row["what"]), str(row["status"]), _told(row)] for row in shown]
        paper.table(("what", "status", "file"), cells)

    session.answer(Answer(COLUMNS, rows, view=draw))


def _told(row: dict[str, str | int | None]) -> str:
    """Return what a reader's table says of a thing; a long reason stands on stderr already."""
    note = str(row["note"] or "")
    return note if 0 < len(note) <= _SHORT else str(row["file"] or ("(see the reason told)" if note else row["url"]))


def _row(one: Fetched) -> Row:
    cells = (one.what, one.status, one.file, one.format, one.language)
    return (*(cell or None for cell in cells), one.size or None, one.url or None, one.note or None)


def _build(session: Session, folder: Path) -> None:
    from lexline.graph.build import build
    from lexline.graph.cli.build import tell
    from lexline.loaders.sources.library import ARCHIVES, MANIFEST

    if not folder.is_dir():
        session.say("The library is empty; nothing is built.")
        return
    with session.progress("reading") as step:
        report = build([folder], session.place, progress=step)
    session.say(f"{report.documents} documents of the library are in {session.location}.")
    # the manifest and the archives are the library's own, and no news
    tell(session, replace(report, skipped=tuple(one for one in report.skipped if one[0] not in (MANIFEST, ARCHIVES))))
