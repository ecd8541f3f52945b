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


def newest_day(store: Store) -> date | None:
    """Return the day of the newest document that is loaded; None where no document has one."""
    return _day(store, "SELECT (MAX(?day) AS ?newest) WHERE { ?i lx:loaded true ; eli:date_document ?day }")


#: By body, how much it did to mandates, and when it last did.
_MANDATING: Final = """
SELECT (MAX(?day) AS ?newest) (COUNT(?event) AS ?events) WHERE {
  ?event lx:onMandate ?mandate ; prov:wasDerivedFrom/lx:inInstrument ?i .
  ?i eli:passed_by ?body ; eli:date_document ?day
} GROUP BY ?body ORDER BY DESC(?events) ?body LIMIT 1
"""


def newest_of_mandates(store: Store) -> date | None:
    """Return the day on which the body that makes most mandates last did anything to one, as far as the store goes.

    What others said later, or that body of other things, says nothing of them: a mandate that ran on at the Council's
    last resolution is not over because the Assembly's texts reach further.
    """
    return _day(store, _MANDATING) or newest_day(store)


def _day(store: Store, query: str) -> date | None:
    rows = store.query(query).rows
    found = text_of(rows[0][0]) if rows and rows[0] else ""
    return date.fromisoformat(found) if found else None
