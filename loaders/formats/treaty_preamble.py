"""The preamble of a treaty -> its recitals, and the words around them that recite nothing."""

from __future__ import annotations

import re
from typing import Final

_RECITAL: Final = re.compile(
    r"(?:(?<=[,;.:])|(?<=[a-z][,;]\sand)|(?<=\Wand)) {0,4}(?=(?:Having|Being|Bearing|Believing|[A-Z][a-z]{2,14}ing"
    r"|Convinced|Determined|Concerned|Alarmed|Disturbed|Resolved|Persuaded|Guided|Inspired|Prompted|Encouraged|Aware"
    r"|Conscious|Mindful|Anxious|Desirous|Animated|Moved|Deeply|Firmly|Gravely|Also|Further|Fully|Have agreed"
    r"|Have resolved|HAVE AGREED|Agree(?= as| on| that)|In (?:view|order|accordance|pursuance)|Whereas)\b)"
)
_NO_RECITAL: Final = frozenset({"Beijing", "Nanjing", "Working", "King", "Nothing", "During", "Meeting", "Building"})
AGREED: Final = re.compile(
    r"(?:and )?(?:Have|HAVE|Has|Hereby|Do hereby|Agree|adopts?|Adopts?)\b.{0,300}(?:follow|agree|present|Convention|:)",
    re.DOTALL,
)
PREAMBLE: Final = re.compile(r"(?P<word>Preamble|PREAMBLE)[ :.]*(?=[A-Z]|$)")


def recitals(text: str) -> tuple[str, ...]:
    """Cut a preamble that stands in one paragraph into its recitals.

    >>> recitals("The Parties, Noting the aims of the Charter, Desiring peace, Have agreed as follows:")
    ('The Parties,', 'Noting the aims of the Charter,', 'Desiring peace,', 'Have agreed as follows:')
    """
    cuts = [0]
    for match in _RECITAL.finditer(text):
        word = re.match(r"\w+", text[match.end() :])
        if word and word[0] not in _NO_RECITAL:
            cuts.append(match.end())
    return tuple(part for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True) if (part := text[a:b].strip()))


def recites(text: str) -> bool:
    """Say whether a paragraph begins as a recital does."""
    return bool(_RECITAL.match(f",{text}", 1)) or text.startswith(("We ", "WE "))
