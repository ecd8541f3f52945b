"""Lines of a flowing document -> named units as `text_report` names them, with what the source says put first.

A heading, table or list of contents that the source states is taken as such; all else is decided by the words, so that
the same text gets the same units whatever the format. A heading that reads as a paragraph (a sentence with a number,
as lawyers use heading styles) is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lexline.loaders.document import ANNEX, FRONT
from lexline.loaders.document import TABLE as TABLE_UNIT
from lexline.loaders.formats.flow import CONTENTS, HEADING, ROW, STRONG, TABLE, TITLE
from lexline.loaders.formats.text_report import STATEMENT, Reader
from lexline.loaders.formats.text_resolution import preambular
from lexline.loaders.layout import Line
from lexline.loaders.numbering import roman_value

_MARK: Final = re.compile(
    r"(?:(?P<mark>[IVX]{1,6}|[A-Z]|\d{1,2}(?:\.\d{1,2}){0,3})[.)]|(?P<bare>\d{1,2}(?:\.\d{1,2}){1,3}))\s+(?=\S)"
)
_LANDMARK: Final = re.compile(r"(?:executive )?summary|(?:annex|appendix)(?: (?:[IVX]{1,4}|\d{1,2}))?", re.IGNORECASE)
_ANNEX: Final = re.compile(r"(?P<head>(?:annex|appendix)(?: (?:[IVX]{1,4}|\d{1,2}))?)(?:\s*[.:–—-])?\s+(?=\S)", re.I)
#: What is longer than this, or a sentence of more words, is no title of an annex.
_RUNNING: Final = 160
_WORDS: Final = 8
#: A source that states so many headings states all of them, but for those set off by hand.
_STATED: Final = 2
#: A heading is no longer than this, and no sentence of so many words.
_LONGEST: Final = 400
_SENTENCE: Final = 12


@dataclass(frozen=True, slots=True)
class FlowLine(Line):
    """A line and what the source says that it is (a role of `flow`, "" for nothing)."""

    role: str = ""


def role_of(line: Line) -> str:
    """Return what the source says about a line."""
    return line.role if isinstance(line, FlowLine) else ""


def is_heading(line: Line) -> bool:
    """Say whether the source calls a line a heading, and it does not read as a paragraph."""
    text = line.text
    sentence = text.endswith((".", ";")) and len(text.split()) > _SENTENCE
    return role_of(line) in (HEADING, TITLE) and len(text) <= _LONGEST and not sentence


class FlowReader(Reader):
    """A `text_report.Reader` that heeds the roles of its lines."""

    def __init__(self, lines: Sequence[Line], *, spaced: bool) -> None:
        super().__init__(lines, spaced=spaced)
        self.stated = sum(role_of(line) == HEADING and is_heading(line) for line in lines) >= _STATED
        if any(role_of(line) for line in lines):
            self.numbers = Reader([line for line in lines if not is_heading(line)], spaced=spaced).numbers

    def feed(self, index: int) -> None:
        """Read one line: as the source says, else as its words say."""
        line = self.lines[index]
        role = role_of(line)
        if self._titled_annex(line) or self._below_annex(index):
            return
        if role in (TABLE, CONTENTS):
            self._table(line, role)
        elif not is_heading(line) or not line.gap or self._is_own(line) or self._is_cover(role):
            super().feed(index)
        else:
            self._stated(index, line)

    def _is_own(self, line: Line) -> bool:
        """Say whether a heading is one that the stages of plain text know by its words."""
        return bool(_LANDMARK.fullmatch(line.text) or (self.section == FRONT and STATEMENT.match(line.text)))

    def _titled_annex(self, line: Line) -> bool:
        """Open an annex at a stated heading that holds its title too: "Annex I: Composition of the police"."""
        if self.annex and line.gap and _LANDMARK.fullmatch(line.text):
            self.last = self.last or 1  # the annex before it may hold no numbered paragraph
        match = _ANNEX.match(line.text) if is_heading(line) and not _LANDMARK.fullmatch(line.text) else None
        if not match or not self._special(replace(line, text=match["head"], gap=True)):
            return False
        self.tail = [line]
        return True

    def _below_annex(self, index: int) -> bool:
        """Begin the text of an annex at a sentence that stands apart; only titles belong to the annex itself."""
        text = self.lines[index].text
        running = len(text) > _RUNNING or (text.endswith((".", ",", ";", ":")) and len(text.split()) > _WORDS)
        first = bool(self.out) and self.out[-1].kind == ANNEX and not self.last and not role_of(self.lines[index])
        if not first or not running or not self.lines[index].gap or self._marked(self.lines[index]):
            return False
        self._plain(index)
        return True

    def _goes_on(self, line: Line) -> bool:
        """Say whether a paragraph still belongs to the one above; one that opens with a clause's verb does not."""
        above = self.tail[-1].text
        return super()._goes_on(line) and not (above.endswith((",", ";")) and preambular(line.text) is not None)

    def _is_title(self, index: int) -> bool:
        """Say whether a line that the source calls no heading reads as one."""
        if self.stated and role_of(self.lines[index]) != STRONG:
            return False
        return super()._is_title(index)

    def _is_cover(self, role: str) -> bool:
        """Say whether a title stands among the first lines, before any text."""
        return role == TITLE and all(draft.kind == FRONT for draft in self.out)

    def _stated(self, index: int, line: Line) -> None:
        """Open a heading that the source states, its mark apart."""
        match = _MARK.match(line.text)
        mark = (match["mark"] or match["bare"]) if match else None
        if match and mark:
            line = replace(line, text=line.text[match.end() :])
            self._count(mark)
        self._open_heading(index, line, mark)

    def _count(self, mark: str) -> None:
        """Note which mark of a heading has to come next."""
        if found := self._mark(mark):
            self.marks[found[0]] = found[1]
        elif roman_value(mark) and len(mark) > 1:
            self.marks["roman"] = roman_value(mark)
        else:
            return
        if found is None or found[0] == "roman":
            self.marks["letter"] = 0

    def _table(self, line: Line, role: str) -> None:
        """Keep a table, or lines of a list of contents, as one unit."""
        word = "contents" if role == CONTENTS else "table"
        if role == CONTENTS and self.out and self.out[-1].kind == TABLE_UNIT and role_of(self.tail[-1]) == CONTENTS:
            self._extend(replace(line, text=f"{ROW}{line.text}"))
        else:
            self._add(self._next(word), TABLE_UNIT, line)
