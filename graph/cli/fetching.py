"""One run of `lexline fetch`: thing after thing is asked for, told of, and the failures are counted.

A server that fails is told of and the next thing is asked for, but after a few failures in a row the run ends: the
network is down, then. What the exit code is to say is known at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lexline.graph.cli.session import Session
from lexline.loaders.sources.client import Client
from lexline.loaders.sources.documents import CHANGED, FAILED, KEPT, Fetched, changed, fetch_document, file_of
from lexline.loaders.sources.download import ABSENT
from lexline.loaders.sources.repositories import Choice, Taken, fetch_repository, take_out
from lexline.ontology.errors import InputError, LexlineError, NetworkError

if TYPE_CHECKING:
    from lexline.loaders.sources.library import Library
    from lexline.loaders.sources.settings import ArchiveSettings, Settings

#: So many failures in a row, and no more is asked for.
_DOWN: Final = 3
_NAMED: Final = 20
_MEGABYTE: Final = 1_000_000
_OFFLINE: Final = "not in the library, and --offline asks no server"


class Run:
    """What was fetched, and what failed."""

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
        self.in_a_row = 0
        self._failed = 0
        self._unread = 0
        self._absent = 0
        self._changed = 0
        self._client: Client | None = None

    def client(self) -> Client:
        """Return the client, made when it is first needed."""
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
                if self.in_a_row >= _DOWN:
                    self._failed += len(symbols) - done + 1
                    self.session.warn("The servers do not answer; the rest is not asked for.")
                    return
                self._document(symbol, symbol in optional)
                if step:
                    step(done, len(symbols), symbol)

    def _document(self, symbol: str, optional: bool) -> None:
        try:
            got = self._kept(symbol) if self.offline else self._asked(symbol)
        except NetworkError as error:
            self._fail(Fetched(symbol, FAILED, language=self.language, note=str(error)))
            self.in_a_row += 1
            return
        self.in_a_row = 0
        if got.status == FAILED:
            self._fail(got)
            return
        self.fetched.append(got)
        if got.status == ABSENT:
            self.session.warn(f"not there: {symbol}: {got.note}")
            self._absent += not optional
        elif got.status == CHANGED:
            self.session.warn(f"not fetched: {symbol}: {got.note}")
            self._changed += 1
        elif got.note:
            self.session.say(f"kept: {symbol}: {got.note}")

    def _asked(self, symbol: str) -> Fetched:
        return fetch_document(self.client(), self.settings.documents, self.library, symbol, self.language)

    def _kept(self, symbol: str) -> Fetched:
        file = file_of(symbol, self.language, self.settings.documents)
        if (entry := self.library.holds(file)) is not None:
            return Fetched(symbol, KEPT, file, entry.format, entry.language, entry.size, entry.url)
        if self.library.changed(file):
            return changed(symbol, file)
        return Fetched(symbol, ABSENT, language=self.language, note=_OFFLINE)

    def _fail(self, what: Fetched) -> None:
        self.session.warn(f"not fetched: {what.what}: {what.note}")
        self.fetched.append(what)
        self._failed += 1

    def repository(self, name: str, one: ArchiveSettings, choice: Choice) -> None:
        """Fetch a repository of a collection, and take out of it what is wanted."""
        shown = Fetched(f"{name}/{one.name}", FAILED, url=one.url)
        try:
            taken = self._taken(name, one, choice)
        except NetworkError as error:
            self._fail(replace(shown, note=str(error)))
        except InputError as error:
            self._fail(replace(shown, note=str(error)))
            self._unread += 1
        else:
            if taken is None:
                self.session.warn(f"not there: {shown.what}: {_OFFLINE}")
                self.fetched.append(replace(shown, status=ABSENT, note=_OFFLINE))
                self._absent += 1
            else:
                self._tell(taken)

    def _taken(self, name: str, one: ArchiveSettings, choice: Choice) -> Taken | None:
        if self.offline:
            return take_out(self.library, name, one, choice)
        self.session.say(f"{one.url} ...")
        with self.session.progress(f"{name}/{one.name}, MB") as step:

            def progress(done: int, total: int) -> None:
                if step:
                    step(done // _MEGABYTE, max(total, done) // _MEGABYTE, one.name)

            return fetch_repository(self.client(), self.settings, self.library, name, one, choice, progress)

    def _tell(self, taken: Taken) -> None:
        note = f"{taken.files} file{'' if taken.files == 1 else 's'}, {taken.new} new"
        self.fetched.append(replace(taken.archive, note=note))
        for reason in taken.refused[:_NAMED]:
            self.session.warn(f"not taken: {reason}")
        if len(taken.refused) > _NAMED:
            self.session.warn(f"not taken: and {len(taken.refused) - _NAMED} more")

    def refuse_failures(self) -> None:
        """Raise what the exit code is to say; the reasons have been told one by one."""
        if self._failed:
            kind = InputError if self._unread == self._failed else NetworkError
            raise kind(f"{self._failed} of what was asked for could not be fetched.", "The reasons stand above.")
        if count := self._absent:
            what = f"{count} of what was asked for {'is' if count == 1 else 'are'}"
            if self.offline:
                raise LexlineError(f"{what} not in the library.", "Fetch without --offline.")
            raise LexlineError(f"{what} not there.", "Check the symbols; see above.")
        if count := self._changed:
            files = "1 file of the library was" if count == 1 else f"{count} files of the library were"
            raise LexlineError(f"{files} changed and left alone.", "Move away what is to be fetched again.")
