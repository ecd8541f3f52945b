"""Drafts of units in reading order -> finished units, footnotes and links: eIds made unique, calls anchored.

The common last step of every loader that reads laid-out text. Calls are still marked in the drafts' texts;
here they are taken out and become offsets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lexline.loaders.document import FOOTNOTE, FRONT, HEADING, Footnote, Link, Problem, Span, Unit
from lexline.loaders.footnotes import Note, Stretch, mark_calls, name_lost
from lexline.loaders.joining import Words, join, lift_calls
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN, Line, PageLink

_CALLED = re.compile(f"{CALL_OPEN}([^{CALL_CLOSE}]*){CALL_CLOSE}")
#: How many characters of text are searched for the places of links, so that hostile text costs no more.
_SEARCH_BUDGET = 50_000_000
_TAIL = re.compile(r"https?://[^/]+/(?P<path>[^?#\s]+)")
_STAR_NAMES = {"*": "star", "†": "dagger", "‡": "ddagger"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit whose lines are not joined yet; the fields are those of `Unit`."""

    eid: str
    kind: str
    lines: tuple[Line, ...]
    number: str | None = None
    parent: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The units, footnotes and problems that drafts and notes came to."""

    units: tuple[Unit, ...]
    footnotes: tuple[Footnote, ...]
    problems: tuple[Problem, ...]


def finish(
    drafts: Sequence[Draft],
    notes: Sequence[Note],
    words: Words,
    *,
    mend: bool = False,
    again: bool = False,
    links: Sequence[PageLink] = (),
) -> Finished:
    """Join the drafts' lines, anchor the notes' calls, place the links; notes come last, in their order."""
    problems: list[Problem] = []
    named, renamed = _unique(drafts)
    problems.extend(Problem("repeated-number", f"{old} stands more than once; read as {new}") for old, new in renamed)
    texts = [_text(draft, words, mend) for draft in named]
    called = [marker for text in texts for marker in _CALLED.findall(text)]
    full = name_lost(notes, called)
    stretches = [
        Stretch(text, draft.lines[0].page if draft.lines else 1, draft.lines[-1].page if draft.lines else 1)
        for draft, text in zip(named, texts, strict=True)
    ]
    marked = mark_calls(stretches, full, again=again)
    note_eids = _note_eids(full)
    by_marker = dict(zip((note.marker for note in reversed(full)), reversed(note_eids), strict=True))
    units: list[Unit] = []
    footnotes: list[Footnote] = []
    anchored: set[str] = set()
    for draft, text in zip(named, marked, strict=True):
        # A marked call without a note is kept in the text as printed.
        plain, calls = lift_calls(_CALLED.sub(lambda m: m[0] if m[1] in by_marker else m[1], text))
        for marker, offset in calls:
            footnotes.append(Footnote(marker, by_marker[marker], draft.eid, offset))
            anchored.add(by_marker[marker])
        line = draft.lines[0].number if draft.lines else None
        units.append(
            Unit(draft.eid, draft.kind, plain, draft.number, draft.parent, draft.heading, source_line=line or None)
        )
    units = _place_links(units, stretches, links)
    for note, eid in zip(full, note_eids, strict=True):
        text = lift_calls(join([line.text for line in note.lines], words, mend=mend))[0]
        units.append(Unit(eid, FOOTNOTE, text, note.marker, source_line=note.lines[0].number if note.lines else None))
        if eid not in anchored:
            footnotes.append(Footnote(note.marker, eid, None, None))
    missing = [note.marker for note, eid in zip(full, note_eids, strict=True) if eid not in anchored]
    if missing:
        problems.append(Problem("footnote-call", f"no call found in the text for footnote {', '.join(missing[:30])}"))
    return Finished(tuple(units), tuple(footnotes), tuple(problems))


def _text(draft: Draft, words: Words, mend: bool) -> str:
    """Join a draft's lines; front matter keeps its stretches apart by line breaks."""
    if draft.kind != FRONT:
        return join([line.text for line in draft.lines], words, mend=mend)
    parts: list[list[str]] = []
    for line in draft.lines:
        if line.gap or not parts:
            parts.append([])
        parts[-1].append(line.text)
    return "\n".join(join(part, words, mend=mend) for part in parts)


def _unique(drafts: Sequence[Draft]) -> tuple[list[Draft], list[tuple[str, str]]]:
    """Give drafts that share an eId different ones, and their children the new parent."""
    taken: set[str] = set()
    count: dict[str, int] = {}
    now: dict[str, str] = {}
    out: list[Draft] = []
    renamed: list[tuple[str, str]] = []
    for draft in drafts:
        eid, parent = draft.eid, draft.parent
        if parent and now.get(parent, parent) != parent:
            eid = eid.replace(parent, now[parent], 1) if eid.startswith(parent) else eid
            parent = now[parent]
        wanted = eid
        while eid in taken:
            count[wanted] = count.get(wanted, 1) + 1
            eid = f"{wanted}_{count[wanted]}"
        if eid != wanted and draft.kind != HEADING:
            renamed.append((wanted, eid))
        taken.add(eid)
        now[draft.eid] = eid
        out.append(replace(draft, eid=eid, parent=parent))
    return out, renamed


def _note_eids(notes: Sequence[Note]) -> list[str]:
    """Name the notes' units: fn_6 by number, fn_star or fn_star2 by asterisks; repeated markers stay apart."""
    taken: set[str] = set()
    count: dict[str, int] = {}
    out: list[str] = []
    for note in notes:
        first = note.marker[:1]
        name = note.marker if first not in _STAR_NAMES else _STAR_NAMES[first] + str(len(note.marker)).removeprefix("1")
        eid = f"fn_{name}"
        while eid in taken:
            count[name] = count.get(name, 1) + 1
            eid = f"fn_{name}_{count[name]}"
        taken.add(eid)
        out.append(eid)
    return out


def _place_links(units: Sequence[Unit], stretches: Sequence[Stretch], links: Sequence[PageLink]) -> list[Unit]:
    """Lay each page link over the words of that page that name what it points to; others are left out."""
    spans: dict[int, list[Link]] = {}
    used: dict[tuple[int, str], int] = {}
    by_page: dict[int, list[int]] = {}
    for index, stretch in enumerate(stretches):
        for page in range(stretch.first_page, stretch.last_page + 1):
            by_page.setdefault(page, []).append(index)
    budget = _SEARCH_BUDGET
    for link in links:
        needle = _needle(link.href)
        for index in by_page.get(link.page, ()) if needle else ():
            budget -= len(units[index].text) + 50
            if budget < 0:
                break
            start = units[index].text.find(needle, used.get((index, needle), 0))
            if start >= 0:
                end = start + len(needle)
                used[index, needle] = end
                spans.setdefault(index, []).append(Link(Span(start, end), link.href))
                break
    return [
        replace(unit, links=tuple(sorted(spans[i], key=lambda at: (at.span.start, at.span.end))))
        if i in spans
        else unit
        for i, unit in enumerate(units)
    ]


def _needle(href: str) -> str:
    """Return the words by which a text would name a link's target: "1325 (2000)" for .../S/RES/1325(2000)."""
    match = _TAIL.match(href)
    path = match["path"] if match else ""
    _, resolution, tail = path.partition("/RES/")
    return tail.replace("(", " (") if resolution else path
