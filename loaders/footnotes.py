"""Lines and unit texts -> footnotes apart from the text, and the places where the text calls them.

Notes stand below a rule at the foot of a page (often in mid-sentence of the text above), or together at the
end. Their calls are digits on a line of their own, glued to a word, or loose after it; a number counts as a
call only where a note of that number exists, calls follow each other in order, and the words around do not
need the number. A note whose call is not found keeps anchor None.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN, Line, ends

_RULE = re.compile(r"[_‗—–]{5,}|-{10,}")
_ENTRY = re.compile(r"(?P<marker>\d{1,3}|\*{1,4}|[†‡])[.)/]?\s*(?P<text>(?<=[\s*†‡]).*)?")
_ALONE = re.compile(r"\d{1,3}|\*{1,4}")
_PARAGRAPH = re.compile(r"(\d{1,3})\.\s")
_NUMBER = re.compile(
    r"(?<![\d/:$£€(-])(?<!\d\.)(?<!(?<!\d)\d,)(?<!(?<!\d)\d\d,)(?<!(?<!\d)\d\d\d,)"
    r"\d{1,3}(?![\d:%°-])(?!/\w)(?!\.\d)(?!,\d{3})"
)
_PAIR = re.compile(r" (\d{1,3})(?!\d)")
_STAR = re.compile(r"(?<=[\w)”’.,])\s?(\*{1,4}|[†‡])(?!\w)")

_SHORT = frozenset(("no", "nos", "para", "paras", "art", "arts", "p", "pp", "vol", "sect", "chap", "ch", "fig", "see"))
_MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS = frozenset(_MONTH_NAMES.split("|"))
# Words that take a number behind them as their name, and others behind which a number counts something.
_NAMING_WORDS = (
    "resolution resolutions paragraph paragraphs para paras article articles art arts chapter "
    "chapters section sections no "
    "nos number numbers annex annexes rule rules page pages p pp vol volume part parts item items "
    "goal goals target targets "
    "phase zone protocol decision decisions declaration regulation directive category footnote note "
    "notes document documents "
    "session appendix model class group option draft table figure box chap ch sect supplement on of to and or than"
)
_NAMING = frozenset(_NAMING_WORDS.split())
_COUNTING_WORDS = (
    "from by between the in about over least approximately until before after since within for at "
    "with its all some only "
    "these those their his her first last past next every another up are was were is nearly almost meeting"
)
_BEFORE = _NAMING | frozenset(_COUNTING_WORDS.split()) | {month.lower() for month in _MONTHS}
_COUNTED_WORDS = (
    "per days months years weeks hours votes abstentions members states million billion thousand "
    "degrees km miles countries "
    "persons people women men officers observers parties times paragraphs st nd rd th"
)
_AFTER = frozenset(_COUNTED_WORDS.split()) | _MONTHS
# "10 September 1990 115" and "1 September 30": the date is complete before the number.
_DATED = re.compile(rf"(?:{_MONTH_NAMES}),? \d{{4}}$|\bof \d{{4}}$|\b\d{{1,2}} (?:{_MONTH_NAMES})$")
_DATE_AFTER = re.compile(rf"\s\d{{1,2}} (?:{_MONTH_NAMES})")
_RANGE_AFTER = re.compile(r"\s(?:to|and|or) \d")
_SYMBOL_BEFORE = re.compile(r"[A-Z]+/[\w./()-]+$|\bAdd\.[\d-]+$|\bCorr\. ?\d$")
_NEXT_WORD = re.compile(r"\s{0,3}(\(?)([\w-]*)")
_LAST_WORD = re.compile(r"([^\W\d_]+|\d+|[^\w\s])\W?\s*$")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote as found: its printed marker, its lines, and the page on which it stands (0: notes at the end)."""

    marker: str
    lines: tuple[Line, ...]
    page: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of a unit that may call footnotes, and the pages it runs over (inclusive)."""

    text: str
    first_page: int = 1
    last_page: int = 1


def take_notes(lines: Sequence[Line], *, indents: bool) -> tuple[tuple[Line, ...], tuple[Note, ...]]:
    """Take the footnote blocks out of a text's lines; the sentence above a block goes on below it.

    `indents` says that a blank at the start of a line marks the top of a page, as PDF extractions write it.
    Calls that stand on a line of their own become marked calls at the end of the line above.
    """
    taker = _Taker(indents)
    for line in lines:
        taker.feed(line)
    return tuple(taker.body), tuple(Note(marker, tuple(found), page) for marker, found, page in taker.notes)


class _Taker:
    """The state of `take_notes`: what is body, what is note, and which numbers come next."""

    def __init__(self, indents: bool) -> None:
        self.indents = indents
        self.body: list[Line] = []
        self.notes: list[tuple[str, list[Line], int]] = []
        self.rule: Line | None = None
        self.fresh = False  # no note of the present block has begun
        self.last_note = 0
        self.last_call = 0
        self.last_paragraph = 0

    def feed(self, line: Line) -> None:
        if _RULE.fullmatch(line.text):
            self.rule, self.fresh = line, True
        elif self.rule is None or not self._as_note(line):
            if self.rule is not None:
                line = replace(line, gap=line.gap and (not self.body or ends(self.body[-1].text)))
                self.rule = None
            self._as_body(line)

    def _as_note(self, line: Line) -> bool:
        """Take a line below a rule as part of the notes; False where the text above goes on."""
        assert self.rule is not None
        if line.page != self.rule.page:
            return False
        entry = _ENTRY.fullmatch(line.text)
        if entry and self._is_next(entry["marker"]):
            self._open(entry["marker"], line, entry["text"] or "")
            return True
        if self.fresh:
            if not self.last_note or not line.text:
                return False
            self._open("", line, line.text)  # the marker was lost
            return True
        if self._leaves(line):
            return False
        self.notes[-1][1].append(line)
        return True

    def _is_next(self, marker: str) -> bool:
        if not marker.isdigit():
            return True
        number = int(marker)
        return self.last_note < number <= self.last_note + 3 or (self.fresh and not self.last_note and number < 100)

    def _open(self, marker: str, line: Line, text: str) -> None:
        assert self.rule is not None
        self.notes.append((marker, [replace(line, text=text)] if text else [], self.rule.page))
        self.fresh = False
        if marker.isdigit():
            self.last_note = int(marker)
        elif not marker:
            self.last_note += 1

    def _leaves(self, line: Line) -> bool:
        """Say whether a line below a note belongs to the next page's text."""
        written = self.notes[-1][1]
        if not written:
            return False
        paragraph = _PARAGRAPH.match(line.text)
        if paragraph and int(paragraph[1]) == self.last_paragraph + 1 and ends(written[-1].text):
            return True
        if self.indents and line.indent:
            return True
        cut = bool(self.body) and not ends(self.body[-1].text)
        return (
            cut
            and line.text[0].islower()
            and written[-1].text.endswith((".", ".”", ")."))
            and not line.text.startswith("www")
        )

    def _as_body(self, line: Line) -> None:
        if self.body and _ALONE.fullmatch(line.text) and not line.gap and self._is_call(line.text):
            last = self.body[-1]
            self.body[-1] = replace(last, text=f"{last.text}{CALL_OPEN}{line.text}{CALL_CLOSE}")
            return
        paragraph = _PARAGRAPH.match(line.text)
        if paragraph and int(paragraph[1]) == self.last_paragraph + 1:
            self.last_paragraph += 1
        after_call = self.body and self.body[-1].text.endswith(CALL_CLOSE)
        self.body.append(replace(line, indent=0) if after_call and not line.gap else line)

    def _is_call(self, text: str) -> bool:
        if not text.isdigit():
            return True
        if self.last_call < int(text) <= self.last_call + 3:
            self.last_call = int(text)
            return True
        return False


def name_lost(notes: Sequence[Note], called: Sequence[str]) -> tuple[Note, ...]:
    """Give notes whose marker was lost the number that follows on the note before, if the text calls it.

    Others are named by their place among the notes, so that no two share a marker.
    """
    taken = {note.marker for note in notes}
    out: list[Note] = []
    for note in notes:
        if not note.marker:
            before = int(out[-1].marker) if out and out[-1].marker.isdigit() else 0
            number = str(before + 1)
            if number in taken and number not in called:
                number = f"{before}a"
            note = replace(note, marker=number)
            taken.add(number)
        out.append(note)
    return tuple(out)


def mark_calls(stretches: Sequence[Stretch], notes: Sequence[Note], *, again: bool = False) -> tuple[str, ...]:
    """Mark the calls of the notes in the texts of units that stand in reading order.

    A number is taken for a call where it follows a mark or is glued to a word (sure), or stands loose behind a
    word that does not count or name by numbers (likely); sure ones form the longest run in rising order.
    With `again`, sure calls of the same note further on are marked too.
    """
    marked = {marker for one in stretches for marker in re.findall(f"{CALL_OPEN}([^{CALL_CLOSE}]*)", one.text)}
    wanted = {note.marker: note for note in notes if note.marker.isdigit() and note.marker not in marked}
    sure: dict[str, list[tuple[int, int]]] = {}
    likely: dict[str, list[tuple[int, int]]] = {}
    paired: set[tuple[int, int]] = set()
    for index, stretch in enumerate(stretches):
        for match in _NUMBER.finditer(stretch.text) if wanted else ():
            note = wanted.get(match[0])
            if note is None or not (not note.page or stretch.first_page <= note.page <= stretch.last_page):
                continue
            strength = _strength(stretch.text, match.start(), match.end())
            after = _PAIR.match(stretch.text, match.end())
            if (index, match.start()) in paired:
                strength = 2
            elif not strength and after and int(after[1]) == int(match[0]) + 1 and after[1] in wanted:
                strength = _strength(stretch.text[: match.end()], match.start(), match.end())  # two calls side by side
                paired |= {(index, after.start(1))} if strength == 2 else set()
            if strength:
                (sure if strength == 2 else likely).setdefault(match[0], []).append((index, match.start()))
    chosen = _rising(sorted(wanted, key=int), sure, likely)
    places = set(chosen.values())
    if again:
        places |= {
            place
            for marker, first in chosen.items()
            for place in sure.get(marker, ())
            if place > first and len(marker) > 1
        }
    stars = {note.marker for note in notes if not note.marker.isdigit() and note.marker not in marked}
    by_stretch: dict[int, list[int]] = {}
    for index, start in sorted(places):
        by_stretch.setdefault(index, []).append(start)
    return tuple(_mark_stars(_mark(one.text, by_stretch.get(index, ())), stars) for index, one in enumerate(stretches))


def _strength(text: str, start: int, end: int) -> int:
    """Rate a number as footnote call: 2 sure, 1 likely, 0 part of the sentence."""
    head = text[max(0, start - 40) : start]
    before = head.rstrip()
    following = _NEXT_WORD.match(text, end)
    opens, word = (following[1], following[2]) if following else ("", "")
    if not before or (opens and word[:4].isdigit()) or word in _AFTER:
        return 0
    if _DATED.search(before) and len(before) < len(head):
        return 2
    dated = before[-1] in ",;" and bool(_DATE_AFTER.match(text, end))
    if word.isdigit() and not dated:
        return 0
    if len(before) == len(head) and before[-1].isalpha():
        return 2 if before[-3:].isalpha() and len(before) > 2 and (not before[-3:].isupper() or len(before) > 3) else 0
    last = _LAST_WORD.search(before)
    token = last[1].lower() if last else ""
    if before[-1] in '.,;:)]”’"»':
        listed = before[-1] == "," and token.isdigit() and len(token) < 4 and before.rsplit(" ", 1)[-1][:-1].isdigit()
        return 0 if listed or (before[-1] == "." and token in _SHORT) else 2
    if _SYMBOL_BEFORE.search(before) and len(before) < len(head):
        return 1
    if not before[-1].isalpha() or len(token) < 3 or _RANGE_AFTER.match(text, end):
        return 0
    at_end = not text[end:].strip(" .)")
    return int(token not in (_NAMING if at_end else _BEFORE))


def _rising(
    markers: Sequence[str], sure: dict[str, list[tuple[int, int]]], likely: dict[str, list[tuple[int, int]]]
) -> dict[str, tuple[int, int]]:
    """Choose one place for each marker: the longest run of sure places in rising order, then likely ones between."""
    tails: list[tuple[tuple[int, int], int]] = []  # smallest end of a run of each length, and its entry
    entries: list[tuple[str, tuple[int, int], int]] = []  # marker, place, entry before
    for marker in markers:
        for place in sorted(sure.get(marker, ())[:64], reverse=True):
            length = bisect_left(tails, (place, -1))
            entries.append((marker, place, tails[length - 1][1] if length else -1))
            tails[length : length + 1] = [(place, len(entries) - 1)]
    chosen: dict[str, tuple[int, int]] = {}
    at = tails[-1][1] if tails else -1
    while at >= 0:
        marker, place, at = entries[at]
        chosen[marker] = place
    for index, marker in enumerate(markers):
        if marker not in chosen:
            low = max((chosen[m] for m in markers[max(0, index - 8) : index] if m in chosen), default=(-1, -1))
            high = min((chosen[m] for m in markers[index + 1 : index + 9] if m in chosen), default=(1 << 60, 0))
            between = [place for place in likely.get(marker, ()) if low < place < high]
            alone = sure.get(marker, ()) if len(sure.get(marker, ())) == 1 else ()
            if found := (*between, *alone):
                chosen[marker] = found[0]
    return chosen


def _mark(text: str, places: Sequence[int]) -> str:
    out, at = [], 0
    for start in places:
        end = start
        while end < len(text) and text[end].isdigit():
            end += 1
        out.append(f"{text[at:start]}{CALL_OPEN}{text[start:end]}{CALL_CLOSE}")
        at = end + (text[end : end + 1] == "/")
    return "".join(out) + text[at:]


def _mark_stars(text: str, markers: set[str]) -> str:
    if not markers or not ("*" in text or "†" in text or "‡" in text):
        return text
    return _STAR.sub(lambda m: f"{CALL_OPEN}{m[1]}{CALL_CLOSE}" if m[1] in markers else m[0], text)
