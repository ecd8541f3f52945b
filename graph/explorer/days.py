"""Days in addresses: read what a date field sends, and refuse what is no day with a remedy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph.explorer.listing import Cell
from lexline.graph.newest import newest_day, newest_of_mandates
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.explorer.site import Site

#: How many characters YYYY-MM-DD has.
_LENGTH: Final = 10


def read_day(text: str) -> date | None:
    """Read a day; None where nothing was written.

    >>> read_day("2024-02-29"), read_day(" ")
    (datetime.date(2024, 2, 29), None)

    Raises:
        UsageError: it is no day.
    """
    written = text.strip()
    if not written:
        return None
    try:
        # only the form that date fields send: the standard library reads more
        if len(written) != _LENGTH or not written.isascii():
            raise ValueError(written)
        return date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"“{written[:30]}” is no day.", "Write year, month and day, as in 2024-06-30.") from error


def day_cell(day: date | None) -> Cell | None:
    """Return a day as a cell that is not broken over two lines."""
    return Cell(day.isoformat(), mark="day") if day else None


def today_of(site: Site) -> date:
    """Return the day that stands for today: that of the newest document of the store."""
    return site.once(("newest",), lambda: newest_day(site.store)) or date(1945, 10, 24)


def mandates_day_of(site: Site) -> date:
    """Return the day as of which mandates stand where none is asked for: that of the newest text that could say."""
    return site.once(("newest of mandates",), lambda: newest_of_mandates(site.store)) or today_of(site)
