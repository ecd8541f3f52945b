"""The lines of a report in PDF -> named units as `text_report` names them, annexes known by their heads alone.

A page's layout sets every annex apart, so one may follow another that has no numbered paragraphs; in bare text that
line might be any mention of an annex.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders.document import ANNEX, FRONT, HEADING
from lexline.loaders.formats.pdf_lines import ANNEX_HEAD
from lexline.loaders.formats.text_report import Reader
from lexline.loaders.layout import Line, ends
from lexline.loaders.numbering import roman_value

#: A heading of the third order: "2.  Justice", where no paragraph 2 has to come.
_NUMBERED: Final = re.compile(r"(?P<number>\d{1,2})\. (?=[A-Z“\"])")
_DECIMAL: Final = re.compile(r"(?P<number>\d{1,2}\.\d{1,2})\.? (?=[A-Z“\"])")
#: So many lines of a stretch are looked at.
_SEEN: Final = 40


#: A heading of typed reports that stands between the title and the first paragraph.
_INTRODUCTION: Final = re.compile(r"introduction", re.IGNORECASE)
_MARKED: Final = re.compile(r"(?:\d{1,4}|[A-Z])\.|\([a-z]{1,4}\)|[•▪●*–-]")
_LONGEST: Final = 80
#: So many lines are running text; a line so much longer than the one above shows that the latter was ended.
_RUNNING: Final = 3
_LONGER: Final = 1.25


class PdfReader(Reader):
    """Reads as `Reader`; opens an annex at every line set apart that names the next one, and headings with numbers."""

    #: The line that begins a paragraph though no blank stands above it.
    begins = -1

    def _heading(self, index: int) -> bool:
        if index == self.begins:
            self._plain(index)
            return True
        if super()._heading(index):
            return True
        if self.out and self.out[-1].kind == FRONT and self._introduction(index):
            self._open_heading(index, self.lines[index], None)
            return True
        if self.annex and (self._in_annex(index) or self._titled(index)):
            return True
        return self._numbered(index)

    def _introduction(self, index: int) -> bool:
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        line = self.lines[index]
        return (
            line.gap
            and self.numbers
            and bool(_INTRODUCTION.fullmatch(line.text))
            and following is not None
            and following.text.startswith("1. ")
        )

    def _block(self, index: int) -> tuple[Line, ...]:
        """Return the lines from one to the next that stands apart, as far as is looked at."""
        upto = index + 1
        while upto < len(self.lines) and not self.lines[upto].gap and upto < index + _SEEN:
            upto += 1
        return tuple(self.lines[index:upto])

    def _runs(self, block: Sequence[Line]) -> bool:
        """Say whether some lines are running text without a number."""
        return len(block) >= _RUNNING and (len(block) == _SEEN or ends(block[-1].text))

    def _titled(self, index: int) -> bool:
        """Read what follows the line that opens an annex: its title, ended though no blank follows, or its text."""
        line = self.lines[index]
        if not self.out or self.out[-1].eid != self.annex or _MARKED.match(line.text):
            return False
        block = self._block(index)
        if line.gap and self._runs(block) and len(self.tail) > 1:
            self._plain(index)
            return True
        below = block[1:]
        if (
            len(self.tail) == 1
            and self._runs(below)
            and not ends(line.text)
            and below[0].text[:1].isupper()
            and len(below[0].text) > _LONGER * len(line.text)
        ):
            self._open_heading(index, line, None)
            self.begins = index + 1
            return True
        return False

    def _in_annex(self, index: int) -> bool:
        """Open a heading at a short numbered line of an annex that text without a number follows: "1. Summary"."""
        line = self.lines[index]
        decimal = _DECIMAL.match(line.text)
        match = decimal or _NUMBERED.match(line.text)
        free = line.gap or (bool(self.out) and (self.out[-1].kind == HEADING or ends(self.tail[-1].text)))
        if match is None or not free or ends(line.text) or len(line.text) > _LONGEST:
            return False
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if following is None or self.last:
            return False
        if not _DECIMAL.match(following.text):
            text = decimal or ends(self._block(index + 1)[-1].text)
            if not following.gap or _MARKED.match(following.text) or not text:
                return False
        self._open_heading(index, replace(line, text=line.text[match.end() :]), match["number"])
        return True

    def _numbered(self, index: int) -> bool:
        line = self.lines[index]
        match = _NUMBERED.match(line.text)
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if (
            match is None
            or not (line.gap and self.numbers and self.last)
            or int(match["number"]) in (self.last + 1, self.list_last + 1 if self.list_last else 0)
            or following is None
            or not following.gap
            or ends(line.text)
        ):
            return False
        self._open_heading(index, replace(line, text=line.text[match.end() :]), match["number"])
        return True

    def _special(self, line: Line) -> bool:
        if super()._special(line):
            return True
        match = ANNEX_HEAD.fullmatch(line.text) if line.gap and self.annex else None
        if match is None:
            return False
        printed = (match["n"] or "").upper()
        known = roman_value(printed) or (int(printed) if printed.isdigit() else 0)
        if known and known <= self.counts.get("annex", 0):
            return False
        self.counts["annex"] = known or self.counts.get("annex", 0) + 1
        self.annex = f"annex_{self.counts['annex']}"
        self.last, self.root, self.levels, self.list_last = 0, "", (), 0
        self.marks = {"roman": 0, "letter": 0}
        self._add(self.annex, ANNEX, replace(line, gap=True), match["n"])
        return True
