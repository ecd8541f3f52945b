"""What was answered once is kept: answers of the store, and whole pages, both bounded, the least recently used leave.

A store that is served is open for reading and never changes, so an answer stays true as long as the explorer runs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from lexline.graph.embedded import EmbeddedStore
from lexline.graph.reading import text_of

if TYPE_CHECKING:
    from lexline.graph.answers import Results, Term
    from lexline.graph.explorer.headers import App, Message, Receive, Scope, Send
    from lexline.graph.store import Store

_T = TypeVar("_T")

#: How many rows of answers, and how many bytes of pages, are kept in all; and the largest of each that is.
_ROWS: Final = 400_000
_MOST_ROWS: Final = 40_000
_BYTES: Final = 96 * 1024 * 1024
_MOST_BYTES: Final = 4 * 1024 * 1024
#: What a kept page weighs beside its body and what was asked: its headers; and the longest address that is kept.
_BESIDES: Final = 4096
_LONGEST: Final = 8192
#: So many letters of a question weigh as much as a row.
_LETTERS: Final = 100
#: What no page is kept of: it is not the same for all, or changes.
_NEVER: Final = ("/check", "/door", "/query", "/_nicegui", "/sparql", "/static")


class Kept(Generic[_T]):
    """Values by key, each with a weight, up to a sum of weights; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.weight = 0
        self._held: OrderedDict[Hashable, tuple[_T, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> _T | None:
        """Return what is kept under a key."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def put(self, key: Hashable, value: _T, weight: int) -> None:
        """Keep a value; those used longest ago make room."""
        with self._lock:
            self.weight += weight - self._held.pop(key, (None, 0))[1]
            self._held[key] = (value, weight)
            while self.weight > self.most:
                _, (_, gone) = self._held.popitem(last=False)
                self.weight -= gone


class KeptStore:
    """A store that is only read, with its answers kept; all but questions goes to the store itself."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers: Kept[Results] = Kept(_ROWS)

    def query(
        self, sparql: str, *, substitutions: Mapping[str, Term] | None = None, timeout: float | None = None
    ) -> Results:
        """Answer as `Store.query` does."""
        if substitutions or timeout is not None:
            return self._store.query(sparql, substitutions=substitutions, timeout=timeout)
        found = self._answers.get(sparql)
        if found is None:
            found = self._store.query(sparql)
            rows = len(found.rows) + len(found.triples) + 1
            if rows <= _MOST_ROWS:
                self._answers.put(sparql, found, rows + len(sparql) // _LETTERS)
        return found

    def size(self) -> int:
        """Return the number of triples as `Store.size` does; in a folder by a question, so that other threads go on."""
        if not isinstance(self._store, EmbeddedStore):
            return self._store.size()
        rows = self.query("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }").rows
        return int(text_of(rows[0][0]))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (it is whatever the store has by this name)
        return getattr(self._store, name)


class KeptPages:
    """An ASGI layer that keeps whole answers to what was asked for before in the same words."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._pages: Kept[tuple[Message, ...]] = Kept(_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass on and keep the answer."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path.startswith(_NEVER):
            await self.app(scope, receive, send)
            return
        accept = next((value for name, value in scope["headers"] if name.lower() == b"accept"), b"")
        key = (scope["path"], scope["query_string"], accept, scope.get("root_path", ""))
        asked = len(scope["path"]) + len(scope["query_string"]) + len(accept)
        if asked > _LONGEST:
            await self.app(scope, receive, send)
            return
        kept = self._pages.get(key)
        if kept is not None:
            for message in kept:
                await send(dict(message))
            return
        await self.app(scope, receive, self._keeping(key, asked, send))

    def _keeping(self, key: Hashable, asked: int, send: Send) -> Send:
        messages: list[Message] = []
        size = 0

        async def keeping(message: Message) -> None:
            nonlocal size
            size += len(message.get("body", b""))
            if size <= _MOST_BYTES:
                messages.append(dict(message))
            await send(message)
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)
            if whole and size <= _MOST_BYTES and messages[0].get("status") == HTTPStatus.OK:
                self._pages.put(key, tuple(messages), size + asked + _BESIDES)

        return keeping
