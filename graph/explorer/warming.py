"""What pages take longest to work out, worked out in the background while the explorer is already served.

Nothing depends on it: a page that comes before waits for its own part, one that comes after finds it done.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from starlette.requests import Request

from lexline.graph.explorer import instrument_page, overview_page, workbench
from lexline.graph.projection import texts
from lexline.ontology.errors import LexlineError
from lexline.ontology.vocabulary import ID

if TYPE_CHECKING:
    from fastapi import FastAPI

    from lexline.graph.explorer.site import Site

#: Seconds that the first visitors have the machine for themselves, and that an end waits for what is under way.
_HEAD_START: Final = 1.0
_PATIENCE: Final = 3.0


class Warming:
    """A thread that works while its context lasts, and stops between two things when it ends."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.site: Site = app.state.site
        self._left = Event()
        self._thread = Thread(target=self._work, name="lexline-warming", daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, before the store is closed if that can be."""
        self._left.set()
        self.site.queries.close()
        self._thread.join(_PATIENCE)

    def _work(self) -> None:
        if self._left.wait(_HEAD_START):
            return
        for work in (
            self._one_page,
            self.site.index,
            self.site.projection,
            lambda: overview_page.prepared(self.site),
            self.site.queries.start,
            workbench.load,
        ):
            if self._left.is_set():
                return
            with suppress(LexlineError):  # whoever asks for it is told; a store closed meanwhile cannot be read
                work()

    def _one_page(self) -> None:
        """Make the page of some instrument: what it needs of the whole store, all others need as well."""
        for (iri,) in texts(self.site.store, "SELECT ?i WHERE { ?i lx:loaded true } ORDER BY ?i LIMIT 1"):
            scope = {
                "type": "http",
                "method": "GET",
                "path": "/",
                "root_path": self.site.settings.root_path,
                "query_string": b"",
                "headers": [],
                "app": self.app,
            }
            instrument_page.thing(Request(scope), iri.removeprefix(ID), "")
