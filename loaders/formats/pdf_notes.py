"""The printed lines of all pages -> the text without footnotes, and the notes, each joined over pages.

A page's (or column's) notes are its last lines: in smaller type and behind a raised figure, or, in typed documents,
behind "1/". Notes gathered at the end stand below the word "Notes". Where numbers begin anew, a note is called by
its figure and a count ("1_2"), and so are the calls that mean it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final

from lexline.loaders.formats.pdf_columns import Printed
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN, ends

#: A note's rule, printed in letters.
RULE: Final = re.compile(r"[_‗—–.-]{5,}|(?:[-–—] ?){5,}")
_TYPED: Final = re.compile(r"(?P<marker>\d{1,3}|\*{1,3}|[a-z])/ ?(?=\S)")
_PLAIN: Final = re.compile(r"(?P<marker>\d{1,3}|\*{1,4}|[†‡]) ?(?=[^\W\d_]|[“\"(])")
_STARRED: Final = re.compile(r"\*{1,3}/? ")
_LETTER_CALL: Final = re.compile(r"(?<=[\w.,;)]) ([a-z])/(?![\w/])")
_LETTERED: Final = re.compile(r"[a-z]/ ")
_NOTES: Final = re.compile(r"(?:foot|end)?notes?", re.IGNORECASE)
_OVER: Final = re.compile(r"(?:annex|appendix|enclosure)\b.{0,12}", re.IGNORECASE)
_CALLED: Final = re.compile(f"{CALL_OPEN}([^{CALL_CLOSE}]*){CALL_CLOSE}")
_SMALLER: Final = 0.94
#: Numbers of notes rise by no more than this from one to the next that was found.
_STEP: Final = 3


@dataclass(frozen=True, slots=True)
class Noted:
    """A note: what it is called by, the figure as printed, its lines, its page (0: gathered at the end)."""

    key: str
    marker: str
    lines: tuple[Printed, ...]
    page: int


@dataclass(slots=True)
class _Open:
    marker: str
    lines: list[Printed]
    page: int


def take(lines: Sequence[Printed], size: float) -> tuple[tuple[Printed, ...], tuple[Noted, ...]]:
    """Take the notes out; `size` is the usual size of the document's letters."""
    body: list[Printed] = []
    notes: list[_Open] = []
    gathered = False
    for flow in flows(lines):
        at = 0 if gathered else _start(flow, size, notes)
        listed = next((i for i, line in enumerate(flow) if _is_heading(flow, i)), None)
        if not gathered and listed is not None and listed < at:
            at, gathered = listed, True
            body.extend(flow[:at])
            flow, at = flow[at + 1 :], 0
        body.extend(flow[:at])
        for index, line in enumerate(flow[at:], start=at):
            if gathered and _OVER.fullmatch(line.text):
                gathered = False
                body.extend(flow[index:])
                break
            if not gathered and _is_table(line, notes):
                body.append(line)
                continue
            _read(line, notes, page=0 if gathered else line.page)
    named = _named(notes)
    return tuple(_called(body, named)), named


def flows(lines: Sequence[Printed]) -> Iterator[tuple[Printed, ...]]:
    """Part lines where the page or the column changes."""
    flow: list[Printed] = []
    for line in lines:
        if flow and (line.page != flow[-1].page or line.column != flow[-1].column or line.base > flow[-1].base):
            yield tuple(flow)
            flow = []
        flow.append(line)
    if flow:
        yield tuple(flow)


def _is_heading(flow: Sequence[Printed], index: int) -> bool:
    """Say whether a line is the heading of the notes gathered at the end."""
    if not _NOTES.fullmatch(flow[index].text) or index + 1 >= len(flow):
        return False
    return _entry(flow[index + 1], last=0) is not None


def _start(flow: Sequence[Printed], size: float, notes: Sequence[_Open]) -> int:
    """Return where the notes of a page or column begin; its length where it has none."""
    last = _last(notes)
    small = len(flow)
    while small > 0 and (flow[small - 1].size < _SMALLER * size or RULE.fullmatch(flow[small - 1].text)):
        small -= 1
    if small < len(flow) and _goes_on(notes, flow[small]):
        return small
    for index in range(small, len(flow)):
        line = flow[index]
        if RULE.fullmatch(line.text) and index + 1 < len(flow):
            follows = flow[index + 1]
            if notes or _entry(follows, last=last):
                return index
        elif line.marker or (len(line.cells) == 1 and _entry(line, last=last)):
            if len(flow[index].cells) > 2:
                continue
            return index
    return min(_typed_start(flow, last), _called_start(flow))


def _goes_on(notes: Sequence[_Open], line: Printed) -> bool:
    """Say whether a line in smaller type goes on with the last note of the page or column before."""
    if not notes or line.marker or len(line.cells) > 1:
        return False
    above = notes[-1].lines[-1]
    return notes[-1].page in (line.page - 1, line.page) and not ends(above.text) and line.size < 1.1 * above.size


def _is_table(line: Printed, notes: Sequence[_Open]) -> bool:
    """Say whether a line in smaller type is a table's row between or below notes, and none of theirs."""
    return len(line.cells) > 1 and not line.marker and _entry(line, last=_last(notes)) is None


def _typed_start(flow: Sequence[Printed], last: int) -> int:
    """Return where notes begin that are printed in the size of the text: below the text, each behind "1/"."""
    for index, line in enumerate(flow):
        below = flow[index + 1].text if index + 1 < len(flow) and RULE.fullmatch(line.text) else ""
        if _STARRED.match(below) or _LETTERED.match(below):
            return index
        match = _TYPED.match(line.text)
        if match and match["marker"].isdigit() and last < int(match["marker"]) <= last + _STEP:
            above = flow[index - 1] if index else None
            if above is None or RULE.fullmatch(above.text) or above.base - line.base > 1.5 * line.size:
                return index - 1 if above is not None and RULE.fullmatch(above.text) else index
    return len(flow)


def _called_start(flow: Sequence[Printed]) -> int:
    """Return where notes begin that are set as large as the text: behind a raised figure that a line above calls."""
    seen: set[str] = set()
    for index, line in enumerate(flow):
        if line.marker in seen and len(line.cells) == 1:
            return index
        seen.update(_CALLED.findall(line.text))
    return len(flow)


def _entry(line: Printed, *, last: int) -> tuple[str, str] | None:
    """Read a line as the first of a note: the figure and the words behind it; None where it begins none."""
    if line.marker:
        return line.marker, line.text
    for pattern in (_TYPED, _PLAIN):
        match = pattern.match(line.text)
        if match:
            marker = match["marker"]
            if not marker.isdigit() or last < int(marker) <= last + _STEP or (not last and int(marker) < 100):
                return marker, line.text[match.end() :]
    return None


def _last(notes: Sequence[_Open]) -> int:
    return next((int(note.marker) for note in reversed(notes) if note.marker.isdigit()), 0)


def _read(line: Printed, notes: list[_Open], *, page: int) -> None:
    """Give a line of a page's notes to the note that it begins or goes on with."""
    if RULE.fullmatch(line.text):
        return
    entry = _entry(line, last=_last(notes))
    if entry:
        notes.append(_Open(entry[0], [_with_text(line, entry[1])], page))
    elif notes:
        notes[-1].lines.append(line)
    else:
        notes.append(_Open("1", [line], page))


def _with_text(line: Printed, text: str) -> Printed:
    return replace(line, cells=(replace(line.cells[0], text=text, marker=""),))


def _named(notes: Sequence[_Open]) -> tuple[Noted, ...]:
    """Give notes that share a figure different names."""
    count: dict[str, int] = {}
    out: list[Noted] = []
    for note in notes:
        count[note.marker] = nth = count.get(note.marker, 0) + 1
        key = note.marker if nth == 1 else f"{note.marker}_{nth}"
        out.append(Noted(key, note.marker, tuple(_plain(line) for line in note.lines), note.page))
    return tuple(out)


def _plain(line: Printed) -> Printed:
    """Write the calls inside a note's own text as they are printed."""
    cells = tuple(replace(cell, text=_CALLED.sub(r"\1", cell.text)) for cell in line.cells)
    return replace(line, cells=cells)


def _lettered(text: str, markers: Set[str]) -> str:
    """Mark the calls "a/" of typed notes; letters that no note has stay as they are."""
    return _LETTER_CALL.sub(lambda m: f"{CALL_OPEN}{m[1]}{CALL_CLOSE}" if m[1] in markers else m[0], text)


def _called(body: Sequence[Printed], notes: Sequence[Noted]) -> Iterator[Printed]:
    """Let every call name the note that it means: the one on its own page, else the nearest after it."""
    by_marker: dict[str, list[Noted]] = {}
    for note in notes:
        by_marker.setdefault(note.marker, []).append(note)
    letters = {marker for marker in by_marker if marker.isalpha()}

    def name(page: int) -> Callable[[re.Match[str]], str]:
        def rename(match: re.Match[str]) -> str:
            able = by_marker.get(match[1])
            if not able:
                # A raised figure that calls nothing belongs to the word before it.
                return match[1]
            best = min(able, key=lambda note: (note.page != page, 0 < note.page < page, note.page))
            return f"{CALL_OPEN}{best.key}{CALL_CLOSE}"

        return rename

    for line in body:
        cells = line.cells
        if line.marker:
            cells = (
                replace(cells[0], text=f"{CALL_OPEN}{line.marker}{CALL_CLOSE}{cells[0].text}", marker=""),
                *cells[1:],
            )
        if letters and "/" in line.text:
            cells = tuple(replace(cell, text=_lettered(cell.text, letters)) for cell in cells)
        if any(CALL_OPEN in cell.text for cell in cells):
            renamed = name(line.page)
            cells = tuple(replace(cell, text=_CALLED.sub(renamed, cell.text)) for cell in cells)
        yield replace(line, cells=cells) if cells is not line.cells else line
