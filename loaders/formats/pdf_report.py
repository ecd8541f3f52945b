"""The lines of a report in PDF -> named units as `text_report` names them, annexes known by their heads alone.

A page's layout sets every annex apart, so one may follow another that has no numbered paragraphs; in bare text that
line might be any mention of an annex.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lexline.loaders.document import ANNEX
from lexline.loaders.formats.pdf_lines import ANNEX_HEAD
from lexline.loaders.formats.text_report import Reader
from lexline.loaders.layout import Line, ends
from lexline.loaders.numbering import roman_value

#: A heading of the third order: "2.  Justice", where no paragraph 2 has to come.
_NUMBERED: Final = re.compile(r"(?P<number>\d{1,2})\. (?=[A-Z“\"])")


class PdfReader(Reader):
    """Reads as `Reader`; opens an annex at every line set apart that names the next one, and headings with numbers."""

    def _heading(self, index: int) -> bool:
        if super()._heading(index):
            return True
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
