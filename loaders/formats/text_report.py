"""The lines of a report or other document -> named units: front, summary, headings, para_18, para_63__a, lists.

Paragraphs are known by their printed numbers, which have to rise one by one; a document without any is counted
(para_1, para_2 ...). Lists below an unnumbered lead-in belong to it. Text that fits nowhere becomes `other`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lexline.loaders.document import ANNEX, FRONT, HEADING, OTHER, PARAGRAPH, SUMMARY, TABLE
from lexline.loaders.drafting import Draft
from lexline.loaders.formats.text_front import MONTHS, FrontMatter, read_front
from lexline.loaders.formats.text_resolution import preambular
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN, Line, ends
from lexline.loaders.numbering import NUMBERED, SUB, Level, are_numbered, place, roman_value

_HEADING = re.compile(r"(?P<mark>[IVX]{1,6}|[A-Z])\.\s+(?=[“\"A-Z\d])")
_BULLET = re.compile(r"(?:[•▪●○◦‣·*]|[-–—](?=\s))\s*(?=\S)")
_LEADER = re.compile(r"(?:\. ?){4,}\s*\d*$|…{2,}\s*\d*$")
_ANNEX = re.compile(r"(?:Annex|Appendix)(?: (?P<n>[IVX]{1,4}|\d{1,2}))?", re.IGNORECASE)
_SUMMARY = re.compile(r"(?:executive )?summary", re.IGNORECASE)
_CALLS = re.compile(f"{CALL_OPEN}[^{CALL_CLOSE}]*{CALL_CLOSE}|(?<=[a-z)])\\d{{1,2}}$")
_MONTH = re.compile(rf"(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) \d{{4}}", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
#: The title of a presidential statement, and how it says when it was made: both stand before its text.
STATEMENT = re.compile(
    r"Statement by the President of the Security Council\W*$|(?P<made>At the \d{1,5}(?:st|nd|rd|th) meeting of the "
    r"Security Council, held\b)"
)


def name(
    lines: Sequence[Line], running: Sequence[str], *, spaced: bool, kind: type[Reader] | None = None
) -> tuple[tuple[Draft, ...], FrontMatter]:
    """Name the units of a document's lines (without footnotes) and read its front matter; `kind` is what reads."""
    reader = (kind or Reader)(lines, spaced=spaced)
    for index in range(len(lines)):
        reader.feed(index)
    drafts = reader.drafts()
    front_lines = [line for draft in drafts if draft.kind == FRONT for line in draft.lines]
    if not front_lines:
        front_lines = [
            line for draft in drafts[:4] if draft.kind == HEADING and not draft.number for line in draft.lines
        ]
    opening = " ".join(line.text for draft in drafts if draft.kind in (SUMMARY, PARAGRAPH) for line in draft.lines[:8])[
        :4000
    ]
    return drafts, read_front(front_lines, running, opening)


class Reader:
    """The state of `name`: the unit that is open, and the numbers that have to come."""

    def __init__(self, lines: Sequence[Line], *, spaced: bool) -> None:
        self.lines = lines
        self.spaced = spaced
        self.numbers = are_numbered([line.text for line in lines])
        self.out: list[Draft] = []
        self.tail: list[Line] = []
        self.section = FRONT
        self.heading: str | None = None
        self.last = 0
        self.counts: dict[str, int] = {}
        self.marks: dict[str, int] = {"roman": 0, "letter": 0}
        self.root = ""
        self.levels: tuple[Level, ...] = ()
        self.list_last = 0
        self.annex: str | None = None

    # --- the drafts ---------------------------------------------------------------------------------------

    def drafts(self) -> tuple[Draft, ...]:
        """Return the drafts; unnumbered paragraphs count as paragraphs where the document has no numbered ones."""
        self._flush()
        return tuple(self.out)

    def _flush(self) -> None:
        """Give the last draft the lines that were read for it."""
        if self.out:
            self.out[-1] = replace(self.out[-1], lines=tuple(self.tail))

    def _add(self, eid: str, kind: str, line: Line, number: str | None = None, parent: str | None = None) -> None:
        heading = None if kind in (HEADING, FRONT) else self.heading
        self._flush()
        self.tail = [line]
        self.out.append(
            Draft(eid, kind, (line,), number, parent or (None if eid == self.annex else self.annex), heading)
        )

    def _extend(self, line: Line) -> None:
        self.tail.append(line)

    def _next(self, word: str) -> str:
        prefix = f"{self.annex}__" if self.annex else ""
        self.counts[prefix + word] = self.counts.get(prefix + word, 0) + 1
        return f"{prefix}{word}_{self.counts[prefix + word]}"

    # --- reading ------------------------------------------------------------------------------------------

    def feed(self, index: int) -> None:
        """Read one line: it opens a unit, or goes on with the one that is open."""
        line = self.lines[index]
        kind = self.out[-1].kind if self.out else ""
        if self._contents(index) or self._special(line) or self._heading(index) or self._marked(line):
            return
        if not self.out:
            self._add("front", FRONT, line) if self.section == FRONT and self._is_front(index) else self._plain(index)
        elif kind == HEADING and not line.gap:
            self._extend(line)
        elif kind in (HEADING, TABLE):
            self._plain(index)
        elif kind == SUMMARY or (kind == FRONT and self._is_front(index)) or (kind == ANNEX and not self.last):
            self._extend(line)
        elif (line.gap and not self._goes_on(line)) or self._leaves_list(line):
            self._plain(index)
        else:
            self._extend(line)

    def _goes_on(self, line: Line) -> bool:
        """Say whether a line apart still belongs to the sentence above (a page break, a blank line in print)."""
        above = self.tail[-1].text
        if ends(above) or self.out[-1].kind == FRONT:
            return False
        return (
            line.text[0].islower()
            or line.text[0].isdigit()
            or above.endswith((",", "-"))
            or (self.spaced and len(above) > 60)
        )

    def _leaves_list(self, line: Line) -> bool:
        """Say whether a line at the margin follows an indented list item and begins anew."""
        item = self.out[-1]
        bullet = bool(_BULLET.match(f"{item.number or ''} x"))
        return bullet and self.tail[0].indent > 0 and not line.indent and line.text[0].isupper()

    def _is_front(self, index: int) -> bool:
        """Say whether a line is still front matter: nothing of the text proper has begun, and it reads like titles."""
        if self.section != FRONT:
            return False
        if self.numbers:
            return True
        line = self.lines[index]
        if STATEMENT.match(line.text):
            return True
        made = line.gap and any((said := STATEMENT.match(above.text)) and said["made"] for above in self.tail)
        clause = (
            line.text.endswith((",", ";", ".")) and len(line.text.split()) > 4 and preambular(line.text) is not None
        )
        running = clause or len(line.text) > 160 or (line.text.endswith(".") and len(line.text.split()) > 8)
        if line.gap and (running or made):
            self.section = ""
        return self.section == FRONT

    def _contents(self, index: int) -> bool:
        """Keep a table of contents (lines with dot leaders) as one unit, so that its entries open no sections."""
        line = self.lines[index]
        in_table = bool(self.out) and self.out[-1].kind == TABLE
        window = self.lines[index : index + 5]
        leads = any(_LEADER.search(near.text[-80:]) for near in window)
        if line.text.lower() in ("contents", "table of contents") and leads:
            self._add(self._next("contents"), TABLE, line)
            return True
        if in_table and (leads or _LEADER.search(line.text[-80:]) or (line.text.isdigit() and len(line.text) < 4)):
            self._extend(line)
            return True
        return False

    def _special(self, line: Line) -> bool:
        """Open the summary or an annex at the line that names it."""
        if _SUMMARY.fullmatch(line.text) and line.gap and not self.last:
            self.section = ""
            self._add("summary", SUMMARY, replace(line, text=""))
            return True
        match = _ANNEX.fullmatch(line.text)
        if match and line.gap and self.last:
            printed = (match["n"] or "").upper()
            known = roman_value(printed) or (int(printed) if printed.isdigit() else 0)
            self.counts["annex"] = known or self.counts.get("annex", 0) + 1
            self.annex = f"annex_{self.counts['annex']}"
            self.last, self.root, self.levels, self.list_last = 0, "", (), 0
            self.marks = {"roman": 0, "letter": 0}
            self._add(self.annex, ANNEX, line, match["n"])
            return True
        return False

    def _heading(self, index: int) -> bool:
        """Open a heading: a numbered one that follows in order, or a short line apart that is no sentence."""
        line = self.lines[index]
        if self.section == FRONT and STATEMENT.match(line.text):
            return False
        if self.out and not line.gap and not ends(self.tail[-1].text) and self.out[-1].kind != SUMMARY:
            return False
        match = _HEADING.match(line.text)
        mark = self._mark(match["mark"]) if match and (line.gap or self._stands_apart(index)) else None
        if match and mark:
            style, value = mark
            self.marks[style] = value
            if style == "roman":
                self.marks["letter"] = 0
            text = replace(line, text=line.text[match.end() :])
            self._open_heading(index, text, match["mark"])
            return True
        if line.gap and self.section != FRONT and self._is_title(index):
            self._open_heading(index, line, None)
            return True
        if (
            line.gap
            and self.section == FRONT
            and not self.numbers
            and self.out
            and self._is_title(index)
            and self._begins_text(index)
        ):
            self.section = ""
            self._open_heading(index, line, None)
            return True
        return False

    def _open_heading(self, index: int, line: Line, number: str | None) -> None:
        self.section = ""
        stretch = [line.text]
        for near in self.lines[index + 1 : index + 9]:
            if near.gap or NUMBERED.match(near.text):
                break
            stretch.append(near.text)
        self.heading = _CALLS.sub("", " ".join(stretch))
        self.root, self.levels, self.list_last = "", (), 0
        self._add(self._next("heading"), HEADING, line, number)

    def _mark(self, mark: str) -> tuple[str, int] | None:
        """Read a heading's mark as Roman numeral or letter, if it is the one that has to come."""
        roman = roman_value(mark)
        letter = ord(mark) - 64 if len(mark) == 1 else 0
        if (
            letter
            and letter == self.marks["letter"] + 1
            and not (roman and roman == self.marks["roman"] + 1 and letter != 9)
        ):
            return ("letter", letter)
        if roman and roman == self.marks["roman"] + 1:
            return ("roman", roman)
        if letter and letter == self.marks["letter"] + 1:
            return ("letter", letter)
        return None

    def _stands_apart(self, index: int) -> bool:
        """Say whether a line that a page break follows or precedes is set off from the text below it."""
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return (
            following is None or following.gap or bool(NUMBERED.match(following.text)) or self.lines[index].indent > 0
        )

    def _is_title(self, index: int) -> bool:
        """Say whether an unnumbered line (with those that go on with it) reads as a heading."""
        text = self.lines[index].text
        if _MONTH.fullmatch(text):
            return False
        upto = index + 1
        while upto < len(self.lines) and not self.lines[upto].gap and upto < index + 5:
            text = f"{text} {self.lines[upto].text}"
            upto += 1
        if upto >= len(self.lines) or (not self.lines[upto].gap and not NUMBERED.match(self.lines[upto].text)):
            return False
        apart = not text.endswith((".", ";", ":", ",", "!")) and len(text) < 150 and not _BULLET.match(text)
        return apart and text[0].isupper() and bool(_WORD.search(text)) and not self._goes_on_above(self.lines[index])

    def _goes_on_above(self, line: Line) -> bool:
        return bool(self.out) and self.out[-1].kind not in (HEADING, SUMMARY) and self._goes_on(line)

    def _begins_text(self, index: int) -> bool:
        """Say whether the stretch after this one is running text."""
        after = [line for line in self.lines[index + 1 : index + 8] if line.gap][:1]
        return bool(after) and len(after[0].text) > 160

    def _marked(self, line: Line) -> bool:
        """Open a numbered paragraph, a sub-paragraph or a list item where the line carries its marker."""
        above = self.tail[-1].text if self.out else ""
        free = line.gap or not self.out or self.out[-1].kind in (HEADING, SUMMARY, TABLE, ANNEX) or ends(above)
        clause = free or above.endswith((",", ";", "and", "or", " –", "—"))
        match = NUMBERED.match(line.text)
        if match and free and self._paragraph(line, match):
            return True
        sub = SUB.match(line.text)
        if sub and clause and self.root and self._sub(line, sub):
            return True
        bullet = _BULLET.match(line.text)
        listed = self.out and self.out[-1].number == (bullet[0].strip() if bullet else "")
        if (
            bullet
            and (line.gap or listed or bullet[0][0] in "•▪●")
            and self.section != FRONT
            and self.out
            and (self.root or not self.numbers)
        ):
            self._item(line, bullet.end(), bullet[0].strip())
            return True
        return False

    def _paragraph(self, line: Line, match: re.Match[str]) -> bool:
        number = int(match["number"])
        after_colon = bool(self.out) and self.tail[-1].text.rstrip(CALL_CLOSE + " ").endswith(":")
        in_list = self.root and (number == self.list_last + 1) and (self.list_last or (number == 1 and after_colon))
        if in_list and not (self.numbers and number == self.last + 1 and not self.list_last):
            self.list_last = number
            self._add_child(line, match.end(), str(number), match[0].strip())
            return True
        if not self.numbers or not (number == self.last + 1 or (self.last < number <= self.last + 3 and line.gap)):
            return False
        self.section, self.last, self.list_last = "", number, 0
        self.root = f"{self.annex}__para_{number}" if self.annex else f"para_{number}"
        self.levels = ()
        self._add(self.root, PARAGRAPH, replace(line, text=line.text[match.end() :]), match["number"])
        return True

    def _sub(self, line: Line, sub: re.Match[str]) -> bool:
        opened = self.tail[-1].text.rstrip(CALL_CLOSE + " ").endswith((":", "—"))
        levels = place(sub["token"], self.levels, self.root, opened=opened)
        if levels is None:
            return False
        self.levels = levels
        parent = levels[-2].eid if len(levels) > 1 else self.root
        text = replace(line, text=line.text[sub.end() :])
        self._add(levels[-1].eid, PARAGRAPH, text, sub[0].strip().lstrip("“\"'‘"), parent)
        return True

    def _item(self, line: Line, cut: int, mark: str) -> None:
        if not self.root:
            self._unnumbered(replace(line, text=line.text[cut:]), mark)
            return
        self.counts[self.root] = self.counts.get(self.root, 0) + 1
        self._add_child(line, cut, str(self.counts[self.root]), mark)

    def _add_child(self, line: Line, cut: int, token: str, mark: str) -> None:
        self._add(f"{self.root}__{token}", PARAGRAPH, replace(line, text=line.text[cut:]), mark, self.root)

    def _plain(self, index: int) -> None:
        """Open a paragraph without a number."""
        self.section = ""
        self._unnumbered(self.lines[index], None)

    def _unnumbered(self, line: Line, mark: str | None) -> None:
        kind, word = (OTHER, "other") if self.numbers else (PARAGRAPH, "para")
        eid = self._next(word)
        self.root, self.levels, self.list_last = ("" if self.numbers else eid), (), 0
        self._add(eid, kind, line, mark)
