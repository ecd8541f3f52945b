"""An instrument -> the ways in which one cites it: as the United Nations write it, in a footnote, in BibTeX, by IRI."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from lexline.ontology import registry, vocabulary
from lexline.ontology.symbols import RESOLUTION, Symbol

if TYPE_CHECKING:
    from lexline.graph.projection import Instrument

_MONTHS = (
    "January February March April May June July August September October November December"  # as the UN print dates
).split()


def forms(instrument: Instrument, eid: str | None = None) -> tuple[tuple[str, str], ...]:
    """Return (what it is called, the citation) pairs, the shortest first.

    Args:
        instrument: what is cited.
        eid: a unit of it, which the IRI then names.
    """
    iri = vocabulary.unit_iri(instrument.id, eid) if eid else vocabulary.instrument_iri(instrument.id)
    named = _named(instrument)
    day = _day(instrument.date)
    symbol = Symbol.find(instrument.id)
    printed = _printed(instrument.id) if symbol else ""
    title = instrument.title if instrument.title and instrument.title not in (instrument.id, named) else ""
    parts = (named, f"“{title}”" if title and symbol else "", day, printed if printed != named else "")
    told = [("Short", named), ("Footnote", ", ".join(part for part in parts if part) + ".")]
    return (*told, ("BibTeX", _bibtex(instrument, named, title, printed)), ("IRI", iri))


def _named(instrument: Instrument) -> str:
    symbol = Symbol.find(instrument.id)
    if symbol is None:
        return instrument.title or instrument.id
    body = registry.body(symbol.body) if symbol.body else None
    if symbol.kind == RESOLUTION and body is not None:
        number = _printed(instrument.id).partition("RES/")[2]
        return f"{body.name} resolution {number}"
    return _printed(instrument.id)


def _printed(identifier: str) -> str:
    """Write a symbol as documents print it: with a blank before what stands in parentheses.

    >>> _printed("S/RES/1325(2000)")
    'S/RES/1325 (2000)'
    """
    return re.sub(r"(?<=\w)\(", " (", identifier)


def _day(text: str | None) -> str:
    """Write a date as the United Nations do.

    >>> _day("2000-10-31")
    '31 October 2000'
    """
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return ""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _bibtex(instrument: Instrument, named: str, title: str, printed: str) -> str:
    body = registry.body(instrument.body) if instrument.body else None
    fields = {
        "author": f"{{{body.name}}}" if body else "{United Nations}",
        "title": title or named,
        "number": printed,
        "year": str(instrument.year or ""),
        "url": instrument.page or "",
    }
    lines = [f"  {name} = {{{_plain(value)}}}," for name, value in fields.items() if value]
    key = re.sub(r"\W+", "", instrument.id, flags=re.ASCII)
    return "\n".join((f"@misc{{{key},", *lines, "}"))


def _plain(text: str) -> str:
    """Take out what TeX would obey; a body's name keeps the braces that hold it together."""
    inner = text[1:-1] if text.startswith("{") and text.endswith("}") else text
    clean = re.sub(r"([#$%&_])", r"\\\1", re.sub(r"[\\{}~^]", "", inner))
    return f"{{{clean}}}" if inner != text else clean
