"""A store -> the day of its newest document, which stands for "today" where no clock may.

The same store shows the same pages on any day; what is in force or due is asked as of this day, unless another is
named.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph.reading import text_of

if TYPE_CHECKING:
    from lexline.graph.store import Store


def newest_day(store: Store, body: str = "") -> date | None:
    """Return the day of the newest document that is loaded; None where no document has one.

    Args:
        store: the store that is asked.
        body: the IRI of a body, where only what that body passed counts.
    """
    passed = f"; eli:passed_by <{body}> " if body else ""
    rows = store.query(
        f"SELECT (MAX(?day) AS ?newest) WHERE {{ ?i lx:loaded true ; eli:date_document ?day {passed}}}"
    ).rows
    found = text_of(rows[0][0]) if rows and rows[0] else ""
    return date.fromisoformat(found) if found else None


#: The body whose paragraphs did most to mandates.
_MANDATING: Final = """
SELECT ?body (COUNT(*) AS ?events) WHERE {
  ?event lx:onMandate ?mandate ; prov:wasDerivedFrom/lx:inInstrument/eli:passed_by ?body
} GROUP BY ?body ORDER BY DESC(?events) STR(?body) LIMIT 1
"""


def newest_of_mandates(store: Store) -> date | None:
    """Return the day of the newest document of the body that gives and ends most mandates.

    What another body said later says nothing of them: a mandate that ran on at the Council's last word is not over
    because the Assembly's texts reach further.
    """
    rows = store.query(_MANDATING).rows
    body = text_of(rows[0][0]) if rows and rows[0] else ""
    return newest_day(store, body) or newest_day(store)
