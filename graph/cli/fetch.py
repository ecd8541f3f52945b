"""`lexline fetch WHAT...`: official documents and collections of them -> a local library folder, and a store if asked.

What is fetched, from where and how, is in the sources' settings. A server that fails is told of and the next thing is
asked for, but after a few failures in a row the run ends: the network is down, then. The exit code says so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.output import Answer
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import InputError, LexlineError, NetworkError, UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.loaders.sources.client import Client
    from lexline.loaders.sources.documents import Fetched
    from lexline.loaders.sources.library import Library
    from lexline.loaders.sources.repositories import Choice, Taken
    from lexline.loaders.sources.settings import ArchiveSettings, Settings

Row = tuple[str | int | None, ...]

COLUMNS: Final = ("what", "status", "file", "format", "language", "bytes", "url", "note")
DEFAULT_LIBRARY: Final = "lexline-library"
LIBRARY_VARIABLE: Final = "LEXLINE_LIBRARY"
#: So many failures in a row, and no more is asked for.
_DOWN: Final = 3
#: So many documents that are missing are fetched unless more are asked for.
_MISSING: Final = 20
_LONGEST_LIST: Final = 16 * 1024 * 1024
_NAMED: Final = 20


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

    What is there and unchanged is not fetched again; a download that broke off is taken up. Exit code 4 when a
    server did not answer as it should, 1 when a document that was named is not there.
    """
    from lexline.loaders.sources import settings as sources
    from lexline.loaders.sources.library import Library
    from lexline.loaders.sources.repositories import Choice

    settings = sources.load()
    if language not in settings.documents.languages:
        raise UsageError(f"“{language}” is no official language.", "Choose ar, en, es, fr, ru or zh.")
    held = Library(library or Path(os.environ.get(LIBRARY_VARIABLE) or DEFAULT_LIBRARY))
    collections = [name for name in what or () if name in settings.collections]
    if (body or since) and not collections:
        raise UsageError("--body and --since choose from a collection.", "Name one: lexline fetch unxml --body SC")
    symbols = _symbols([name for name in what or () if name not in settings.collections], listed, settings)
    wanted = _missing(session, held, limit) if missing else []
    if not (symbols or collections or missing):
        raise UsageError("There is nothing to fetch.", "Name symbols or a collection, or give --list or --missing.")
    documents = list(dict.fromkeys([*symbols, *wanted]))
    if dry_run:
        _answer(session, [*_planned(documents, language, settings), *_chosen(collections, body, settings)])
        return
    run = _Run(session, settings, held, language, rate, offline)
    try:
        run.documents(documents, wanted)
        for name in collections:
            run.collection(name, body, Choice(language, since))
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
        symbol = Symbol.find(text)
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


def _missing(session: Session, library: Library, limit: int) -> list[str]:
    """Ask the store what it lacks; what the library holds or knows to be nowhere is left out."""
    from lexline.graph.library import missing
    from lexline.loaders.sources.library import ABSENT, HELD

    held, absent = library.symbols(HELD), library.symbols(ABSENT)
    with session.open_store() as store:
        found = missing(store, limit, held | absent)
    if absent:
        session.say(f"{len(absent)} documents are not asked for again: no server had them (see the manifest).")
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


# --- fetching ----------------------------------------------------------------------------------------------
class _Run:
    """One run: what was fetched, and what failed."""

    def __init__(
        self, session: Session, settings: Settings, library: Library, language: str, rate: float | None, offline: bool
    ) -> None:
        self.session = session
        self.settings = settings
        self.library = library
        self.language = language
        self.rate = rate
        self.offline = offline
        self.fetched: list[Fetched] = []
        self.failed: list[str] = []
        self.absent: list[str] = []
        self.in_a_row = 0
        self._client: Client | None = None

    def client(self) -> Client:
        """Return the client, made when it is first needed."""
        from dataclasses import replace

        from lexline.loaders.sources.client import Client

        if self._client is None:
            client = self.settings.client
            self._client = Client(replace(client, requests_per_second=self.rate) if self.rate else client)
        return self._client

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def documents(self, symbols: Sequence[str], optional: Sequence[str]) -> None:
        """Fetch documents; the `optional` ones may be nowhere."""
        with self.session.progress("fetching") as step:
            for done, symbol in enumerate(symbols, start=1):
                if self.in_a_row >= _DOWN and not self.offline:
                    self.failed += symbols[done - 1 :]
                    self.session.warn("The servers do not answer; the rest is not asked for.")
                    return
                self._document(symbol, symbol in optional)
                if step:
                    step(done, len(symbols), symbol)

    def _document(self, symbol: str, optional: bool) -> None:
        from lexline.loaders.sources.documents import fetch_document
        from lexline.loaders.sources.download import ABSENT

        if self.offline:
            self._kept(symbol)
            return
        try:
            got = fetch_document(self.client(), self.settings.documents, self.library, symbol, self.language)
        except NetworkError as error:
            self._fail(symbol, error)
            return
        self.in_a_row = 0
        self.fetched.append(got)
        if got.status == ABSENT:
            self.session.warn(f"not there: {symbol}: {got.note}")
            self.absent += [] if optional else [symbol]

    def _kept(self, symbol: str) -> None:
        from lexline.loaders.sources.documents import Fetched, file_of

        file = file_of(symbol, self.language, self.settings.documents)
        if (entry := self.library.holds(file)) is None:
            self._fail(symbol, NetworkError("not in the library, and --offline asks no server."))
        else:
            kept = Fetched(symbol, "kept", file, entry.format, entry.language, entry.size, entry.url)
            self.fetched.append(kept)

    def _fail(self, what: str, error: NetworkError) -> None:
        self.session.warn(f"not fetched: {what}: {error}")
        self.failed.append(what)
        self.in_a_row += 1

    def collection(self, name: str, body: str | None, choice: Choice) -> None:
        """Fetch the repositories of a collection."""
        from lexline.loaders.sources.repositories import fetch_repository, take_out

        for one in _repositories(name, body, self.settings):
            try:
                if self.offline:
                    taken = take_out(self.library, name, one, choice)
                    if taken is None:
                        raise NetworkError("not in the library, and --offline asks no server.")
                else:
                    self.session.say(f"{one.url} ...")
                    taken = fetch_repository(self.client(), self.settings, self.library, name, one, choice)
            except NetworkError as error:
                self._fail(f"{name}/{one.name}", error)
            else:
                self._tell(taken)

    def _tell(self, taken: Taken) -> None:
        from dataclasses import replace

        self.fetched.append(replace(taken.archive, note=f"{taken.files} files, {taken.new} new"))
        for reason in taken.refused[:_NAMED]:
            self.session.warn(f"not taken: {reason}")

    def refuse_failures(self) -> None:
        """Raise what the exit code is to say; the reasons have been told one by one."""
        if count := len(self.failed):
            raise NetworkError(f"{count} of what was asked for could not be fetched.", "The reasons stand above.")
        if count := len(self.absent):
            raise LexlineError(
                f"{count} document{' is' if count == 1 else 's are'} not there.", "Check the symbols; see above."
            )


def _answer(session: Session, rows: Sequence[Row]) -> None:
    """Answer with all that is known of each thing; a reader's table has what fits."""

    def draw(paper: Paper) -> None:
        shown = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
        cells = [[str(row["what"]), str(row["status"]), str(row["note"] or row["file"] or row["url"])] for row in shown]
        paper.table(("what", "status", "file"), cells)

    session.answer(Answer(COLUMNS, rows, view=draw))


def _row(one: Fetched) -> Row:
    cells = (one.what, one.status, one.file, one.format, one.language)
    return (*(cell or None for cell in cells), one.size or None, one.url or None, one.note or None)


def _build(session: Session, folder: Path) -> None:
    from lexline.graph.build import build
    from lexline.graph.cli.build import tell

    if not folder.is_dir():
        session.say("The library is empty; nothing is built.")
        return
    with session.progress("reading") as step:
        report = build([folder], Path(session.location), progress=step)
    session.say(f"{report.documents} documents of the library are in {session.location}.")
    tell(session, report)
