"""Lines of a resolution in a flowing document -> lines that the stages of plain text part rightly, and back.

A stated heading with a mark ("II. Other matters") opens a section however long its title is, and the lines on its
adoption (meeting, date, votes by country) stay together. Such a line goes through the stages as a short one that they
know; `restored` gives it its own words again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lexline.loaders.document import SECTION
from lexline.loaders.drafting import Draft
from lexline.loaders.formats import text_resolution
from lexline.loaders.formats.flow_report import FlowLine, is_heading
from lexline.loaders.layout import Line

_MARKED: Final = re.compile(r"(?P<mark>[A-Z]|[IVX]{1,5})\.\s+(?P<title>\S.*)")
_MEETING: Final = re.compile(
    r"\d{1,4}(?:st|nd|rd|th) (?:\(?[a-z]+\)? ){0,2}meeting\W*(?:\d{1,2} [A-Z][a-z]{2,8} \d{4}\W*)?$"
)
_DAY: Final = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}\W*")
_VOTES: Final = re.compile(
    r"(?:In favou?r|Against|Abstain(?:ing|ed)|Abstentions?)\b\W?|The (?:recorded )?vot(?:e|ing) was"
)
_STANDS_FOR: Final = "Adopted at"


@dataclass(frozen=True, slots=True)
class HeldLine(FlowLine):
    """A line that goes through the stages under other words; `said` are its own, `title` those behind its mark."""

    said: str = ""
    title: str = ""


def held(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give the lines that the stages would misread words that they know."""
    out: list[Line] = []
    begun = adopted = votes = False
    for line in lines:
        begun = begun or bool(text_resolution.FORMULA.match(line.text))
        marked = _MARKED.fullmatch(line.text) if begun and is_heading(line) else None
        meeting = begun and bool(_MEETING.fullmatch(line.text))
        if marked:
            line = _held(line, marked["mark"], marked["title"])
            adopted = votes = False
        elif meeting:
            line = _held(line, _STANDS_FOR, "")
            adopted = True
        elif begun and text_resolution.ADOPTION.match(line.text):
            adopted = True
        elif adopted and (_DAY.fullmatch(line.text) or _VOTES.match(line.text) or votes):
            votes = not _DAY.fullmatch(line.text) and not line.text.endswith("]")
            line = replace(line, gap=False)
        else:
            adopted = votes = False
        out.append(line)
    return tuple(out)


def _held(line: Line, words: str, title: str) -> HeldLine:
    role = line.role if isinstance(line, FlowLine) else ""
    return HeldLine(words, line.number, line.page, gap=True, indent=line.indent, role=role, said=line.text, title=title)


def restored(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Give the held lines of drafts their own words: a section its title, all others what was printed."""
    return tuple(
        replace(draft, lines=tuple(_own(line, draft.kind) for line in draft.lines))
        if any(isinstance(line, HeldLine) for line in draft.lines)
        else draft
        for draft in drafts
    )


def _own(line: Line, kind: str) -> Line:
    if not isinstance(line, HeldLine):
        return line
    return replace(line, text=line.title if kind == SECTION and line.title else line.said)
