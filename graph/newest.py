"""A store -> the day of its newest document, which stands for "today" where no clock may.

The same store shows the same pages on any day; what is in force or due is asked as of this day, unless another is
named.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lexline.graph.reading import text_of

if TYPE_CHECKING:
    from lexline.graph.store import Store


def newest_day(store: Store) -> date | None:
    """Return the day of the newest document that is loaded; None where no document has one."""
    rows = store.query("SELECT (MAX(?day) AS ?newest) WHERE { ?i lx:loaded true ; eli:date_document ?day }").rows
    found = text_of(rows[0][0]) if rows and rows[0] else ""
    return date.fromisoformat(found) if found else None
