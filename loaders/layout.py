"""Extracted text -> lines that say where they stand; running headers, page numbers and link lines dropped.

Shared by every format whose source is laid-out text (plain text, PDF, word processing, web). Three habits of
extracted text are told apart: lines that a blank line follows each time (PDF text), hard-wrapped lines with
a blank line between paragraphs, and one line for each paragraph. Nothing is refused here; what is dropped is
what repeats on pages (symbols, job numbers, page numbers) and is handed back beside the lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lexline.ontology.symbols import Symbol, split_joint

#: Around the marker of a footnote call inside a text that is still being read (private-use characters).
CALL_OPEN, CALL_CLOSE = "\ue000", "\ue001"

#: A sentence, clause or list item ends so, with or without the number of a footnote behind it.
_END = re.compile(f'[.!?:;)”’"»{CALL_CLOSE}](?: ?\\d{{1,3}}| ?\\*{{1,3}})?$')

_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\u200b-\u200f\ufeff\ue000\ue001]")
_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u202f\u3000]+")
_JOB = r"\*?\d\d-?\d{5,6}\*?(?: ?\([A-Z]\))?"
_PAGE = r"(?:page |p\. ?)?\d{1,4} ?(?:/|of) ?\d{1,4}"
_PAGE_LINE = re.compile(
    rf"(?:{_JOB}|{_PAGE}|{_JOB} {_PAGE}|{_PAGE} {_JOB}|page \d{{1,4}}|{_JOB} \d{{1,3}}|\d{{1,3}} {_JOB}"
    r"|[-–—] ?\d{1,4} ?[-–—]|/\.\.\.)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,4}|[ivxl]{1,6}")
_LINK_LINE = re.compile(
    r"https?://(?:www\.)?(?:undocs\.org|docs\.un\.org|daccess-ods\.un\.org|daccessdds\.un\.org)/\S*"
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text without the blanks around it.

    `number` is its line in the source (from 1), `page` a counter that grows at every page break seen,
    `gap` whether it stands apart from the line above, `indent` how many blanks it began with.
    """

    text: str
    number: int = 0
    page: int = 1
    gap: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class PageLink:
    """The address of a link annotation that the extraction wrote out as a line of its own, and its page."""

    href: str
    page: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What `read` and `clean` make of a text: its lines and what was taken out of them.

    `spaced` says that the text came with a blank line after every line, as PDF extractions write it;
    `paged` that form feeds mark its pages. `running` are the document symbols found in running headers,
    most frequent first.
    """

    lines: tuple[Line, ...]
    spaced: bool = False
    paged: bool = False
    running: tuple[str, ...] = ()
    links: tuple[PageLink, ...] = ()


def read(text: str) -> Layout:
    r"""Break `text` into lines with their pages and gaps; blank lines are used up in this.

    >>> [(line.text, line.gap) for line in read("One two\nthree.\n\nFour.").lines]
    [('One two', True), ('three.', False), ('Four.', True)]
    """
    raw: list[tuple[str, int, int, int, int]] = []  # text, number, page, blank lines above, indent
    page, blanks = 1, 0
    for number, whole in enumerate(_BREAKS.split(text), start=1):
        for nth, piece in enumerate(whole.split("\f")):
            page += nth > 0
            bare = _SPACES.sub(" ", _CONTROL.sub("", piece))
            words = bare.strip()
            if words.endswith("\xad"):
                words = words[:-1] + "-"
            words = words.replace("\xad", "")
            if not words:
                blanks += 1
                continue
            raw.append((words, number, page, blanks, len(bare) - len(bare.lstrip())))
            blanks = 0
    spaced = _is_spaced(raw)
    unwrapped = not spaced and _is_unwrapped(raw)
    lines: list[Line] = []
    for words, number, page, above, indent in raw:
        gap = not lines or above > (1 if spaced else 0)
        if unwrapped and not gap:
            gap = not words[0].islower() and (not indent or ends(lines[-1].text))
        lines.append(Line(words, number, page, gap, indent))
    return Layout(tuple(lines), spaced, page > 1)


def _is_spaced(raw: Sequence[tuple[str, int, int, int, int]]) -> bool:
    """Say whether one blank line follows nearly every line, also in the middle of sentences."""
    single = sum(above == 1 for *_, above, _ in raw)
    broken = sum(above == 1 and words[0].islower() for words, _, _, above, _ in raw)
    return len(raw) > 3 and single * 2 >= len(raw) and broken * 10 >= single * 3


def _is_unwrapped(raw: Sequence[tuple[str, int, int, int, int]]) -> bool:
    """Say whether whole paragraphs stand on one line: enough of the text is in very long lines."""
    return sum(len(words) for words, *_ in raw if len(words) > 240) * 2 > sum(len(words) for words, *_ in raw)


def ends(text: str) -> bool:
    """Say whether a sentence, clause or item can end where this text ends."""
    return bool(_END.search(text[-12:].rstrip()))


def clean(layout: Layout) -> Layout:
    """Drop running headers and footers, page numbers and link lines; pages are counted anew from them."""
    lines = layout.lines
    drop, links = _furniture(lines)
    kept: list[Line] = []
    running: Counter[str] = Counter()
    found: list[PageLink] = []
    page, broke = 1, False
    for index, line in enumerate(lines):
        turned = index > 0 and line.page != lines[index - 1].page
        if index in drop or index in links:
            broke = True
            if index in links:
                found.append(PageLink(line.text, page))
            running.update(_symbols(line.text))
            continue
        if (broke or turned) and kept:
            page += 1
        # A page break is no gap in the middle of a sentence.
        gap = line.gap and not ((broke or turned) and kept and not ends(kept[-1].text) and line.text[0].islower())
        kept.append(replace(line, page=page, gap=gap))
        broke = False
    order = tuple(symbol for symbol, _ in running.most_common())
    return replace(layout, lines=tuple(kept), running=order, links=tuple(found))


@lru_cache(maxsize=4096)
def _symbols(text: str) -> tuple[str, ...]:
    """Return the symbols a line consists of; none where it holds other words."""
    members = [Symbol.find(part) for part in split_joint(text)] if len(text) < 90 and "/" in text else []
    return tuple(symbol.text for symbol in members if symbol) if members and all(members) else ()


def _furniture(lines: Sequence[Line]) -> tuple[set[int], set[int]]:
    """Find the indices of lines that belong to the page and not to the text, and of link lines."""
    links = {i for i, line in enumerate(lines) if _LINK_LINE.fullmatch(line.text)}
    drop = {i for i, line in enumerate(lines) if _PAGE_LINE.fullmatch(line.text)}
    drop |= _repeated_edges(lines)
    alone = {i: line.text for i, line in enumerate(lines) if _symbols(line.text)}
    often = Counter(alone.values())
    for index, text in alone.items():
        near = any(beside in drop or beside in links for beside in (index - 1, index + 1))
        if near or often[text] > 1 or _at_page_edge(lines, index):
            drop.add(index)
    for index, line in enumerate(lines):
        beside_header = any(beside in drop and beside in alone for beside in (index - 1, index + 1))
        if _BARE_NUMBER.fullmatch(line.text) and (beside_header or _at_page_edge(lines, index)):
            drop.add(index)
    return drop - links, links


def _at_page_edge(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line is the first or the last of a page that a form feed marks."""
    here = lines[index].page
    before = index > 0 and lines[index - 1].page != here
    after = index + 1 < len(lines) and lines[index + 1].page != here
    return before or after


def _repeated_edges(lines: Sequence[Line]) -> set[int]:
    """Find lines that stand, but for their numbers, at the top or bottom of many pages."""
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        pages.setdefault(line.page, []).append(index)
    if len(pages) < 3:
        return set()
    edges = [index for indices in pages.values() for index in dict.fromkeys((*indices[:2], *indices[-2:]))]
    shape = {index: _DIGITS.sub("0", lines[index].text) for index in edges if len(lines[index].text) < 100}
    often = Counter(shape.values())
    return {index for index, text in shape.items() if often[text] >= 3 and often[text] * 5 >= len(pages) * 2}


def blocks(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """Group lines into the stretches that gaps set apart."""
    out: list[list[Line]] = []
    for line in lines:
        if line.gap or not out:
            out.append([])
        out[-1].append(line)
    return tuple(tuple(block) for block in out)
