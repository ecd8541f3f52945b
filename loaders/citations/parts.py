"""Parts that texts cite without naming the whole: "Sustainable Development Goal 5", "target 4.7 of those Goals"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from lexline.ontology import registry

METHOD: Final = "part-name"
#: Words before the plural that stands behind a pinpoint.
_OF: Final = r"\s(?:of|under)\s(?:the\s)?"


@cache
def _names() -> tuple[tuple[str, str, re.Pattern[str], str], ...]:
    """Return for every name of a part its first words, its noun, the pattern of "of the ...s", and the instrument."""
    out = []
    for instrument in registry.treaties():
        for name in instrument.parts:
            first, _, noun = name.rpartition(" ")
            out.append((f"{first} ", noun.lower(), re.compile(_OF + re.escape(name) + "s?(?!\\w)"), instrument.id))
    return tuple(out)


def whole(text: str, start: int, end: int, kind: str) -> tuple[str, int, int] | None:
    """Return the instrument whose part a pinpoint at `start` to `end` names, with the span of the words, or None."""
    for first, noun, behind, identifier in _names():
        if noun == kind and text.endswith(first, 0, start):
            return identifier, start - len(first), end
        if match := behind.match(text, end):
            return identifier, start, match.end()
    return None
