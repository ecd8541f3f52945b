"""What a lead-in or a heading of recommendations hands to the paragraphs under it: verb, addressees, deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lexline.loaders.acts import addressees
from lexline.loaders.acts.model import Addressee, Period
from lexline.loaders.document import Unit

_RECOMMENDING: Final = re.compile(r"\brecommend", re.IGNORECASE)
_SOMEBODY: Final = re.compile(r"recommendations?\s(?:to|for|addressed\sto)\s", re.IGNORECASE)
_SHOULD: Final = re.compile(r"\b(?:should|must)\s(?!have\b)")


@dataclass(frozen=True, slots=True)
class Lead:
    """What a lead-in hands to its sub-paragraphs; `bare` says that it names no action of its own."""

    verb: str
    strength: str
    addressees: tuple[Addressee, ...]
    bare: bool
    deadline: Period | None
    that: bool


def headed(unit: Unit, body: str) -> Lead | None:
    """Return what a heading of recommendations says to the paragraphs under it, where they say what should be done."""
    heading = unit.heading or ""
    if not _RECOMMENDING.search(heading):
        return None
    should = _SHOULD.search(unit.text)
    somebody = _SOMEBODY.search(heading)
    named = addressees.read(heading, somebody.end(), len(heading), body) if somebody else ()
    if should is None and not named:
        return None
    return Lead(
        verb="recommendation",
        strength="recommends",
        addressees=named,
        bare=True,
        deadline=None,
        that=should is not None,
    )
