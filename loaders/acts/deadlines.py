"""The periods of a clause -> the one by which it is to be done, and after how long again; when a mandate ends."""

from __future__ import annotations

import re
from datetime import date

from lexline.loaders.acts import periods
from lexline.loaders.acts.model import BY, EVENT, EVERY, FOR, FROM, OPEN, UNTIL, WITHIN, Period
from lexline.loaders.document import OPERATIVE, Document


def chosen(found: list[Period], adopted: date | None, duty: int | None) -> Period | None:
    """Choose the period that says by when: the due date of a report before others, a due date before an end.

    A printed date goes before a session that is only counted ("at its eightieth session, no later than April 2026").
    """
    ahead = [p for p in found if p.kind != EVERY and (p.date is None or adopted is None or p.date >= adopted)]
    near = [p for p in ahead if duty is not None and p.span.start >= duty]
    for group in (near, ahead):
        for kinds in ((BY, WITHIN), (UNTIL, FOR)):
            dated = [p for p in group if p.kind in kinds and p.date is not None]
            plain = [p for p in group if p.kind in kinds]
            if dated or plain:
                printed = [p for p in dated if p.anchor != EVENT]
                return (printed or dated or plain)[0]
    rest = [p for p in ahead if p.kind in (OPEN, FROM)]
    return rest[0] if rest else None


def repeats(found: list[Period]) -> str | None:
    """Return after how long it is to be done again, in ISO 8601; None where nothing is said."""
    return next((p.every for p in found if p.every), None)


def expiry(document: Document) -> date | None:
    """Return the day on which the mandate ends that a document extends, where it extends one only."""
    ends: set[date] = set()
    for unit in document.units:
        if unit.kind == OPERATIVE and re.match(
            r"(?:[\w,\s]{0,60}?\bto\s(?:extend|renew)|(?:Extends|Renews)|Decides\sthat\sthe\smandate)\b", unit.text
        ):
            ends.update(
                p.date for p in periods.find(unit.text[:1500], document.date) if p.kind in (UNTIL, FOR) and p.date
            )
    return ends.pop() if len(ends) == 1 else None
