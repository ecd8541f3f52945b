"""What all pages of the explorer share: the open store, and what is worked out of it once and kept.

The store is open for reading, so nothing in it changes while it is served; what was worked out stays true.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar, cast

from lexline.graph.explorer.kept import KeptStore
from lexline.graph.indexed_links import network
from lexline.graph.query_pool import QueryPool
from lexline.graph.search_index import SearchIndex, open_index

if TYPE_CHECKING:
    from starlette.requests import Request

    from lexline.graph.explorer.settings import Settings
    from lexline.graph.projection import Projection
    from lexline.graph.store import Store

_T = TypeVar("_T")

#: How many results about one thing are kept, the least recently used goes first; those about the whole store stay.
KEPT: Final = 256


class Site:
    """The store that is served, the settings, and a bounded memory of results."""

    def __init__(self, store: Store, settings: Settings) -> None:
        #: The store as it was opened, and the same with its answers kept.
        self.opened = store
        self.store = cast("Store", KeptStore(store))
        self.settings = settings
        #: Answers the queries of visitors; its processes start with the first one, or when told.
        self.queries = QueryPool(
            store.location,
            workers=settings.query_workers,
            timeout=settings.query_seconds,
            max_rows=settings.query_rows,
        )
        self._lasting: dict[Hashable, object] = {}
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()
        self._locks: dict[Hashable, Lock] = {}

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what was made under this key before, or make it; two that ask at a time wait for one another.

        The key begins with the name of what is made, so that two kinds of things never meet; a name alone is of
        something about the whole store, which is kept as long as the site.
        """
        held = self._kept if isinstance(key, tuple) and len(key) > 1 else self._lasting
        with self._lock:
            if key in held:
                if held is self._kept:
                    self._kept.move_to_end(key)
                return cast("_T", held[key])
            own = self._locks.setdefault(key, Lock())
        with own:
            with self._lock:
                if key in held:
                    return cast("_T", held[key])
            try:
                made = make()
            except BaseException:
                with self._lock:
                    self._locks.pop(key, None)
                raise
            with self._lock:
                # at one go: who comes between would make it again
                self._locks.pop(key, None)
                held[key] = made
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return made

    def index(self) -> SearchIndex:
        """Return the index of the store that is served, brought up to date upon the first call.

        Raises:
            LexlineError: there is none, and none can be made.
        """
        return self.once("search-index", lambda: open_index(self.opened))

    def projection(self) -> Projection:
        """Return the network of all citations between instruments, read upon the first call."""
        return self.once("projection", lambda: network(self.opened))


def site_of(request: Request) -> Site:
    """Return the site that a request is for."""
    return cast("Site", request.app.state.site)
