"""Looks over the blocks of one text before eIds are given: annexes, titles of sections, where numbering restarts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from lexline.loaders.formats import akn_blocks as blocks
from lexline.loaders.formats.akn_blocks import Block
from lexline.loaders.formats.akn_labels import article, inline_label, is_annex, is_bare, label, section_label

_OPENING: Final = re.compile(
    r"(?:\w+ly )?(?:[A-Z]?[a-z]+ing\b|mindful|convinced|aware|alarmed|concerned|guided|determined|conscious|cognizant|"
    r"disturbed|appalled|dismayed|gratified|encouraged|inspired|committed|resolved|desirous|pursuant|having)",
    re.IGNORECASE,
)
_FORMULA: Final = re.compile(r"The (?:[A-Z][a-z]+ (?:and |for |on |of )?){1,6},")
#: A number that stands in the text, and the end of one that was cut.
_IN_TEXT: Final = re.compile(r"(\d{1,3})\.?\s(?=[A-Z])")
_CUT: Final = re.compile(r"(\.(?:\d{1,2}(?:\.\d{1,2})*\.?)?)(?=\s)")
_DECIMAL: Final = re.compile(r"\d{1,3}\.\d")

#: A lettered line of an annex that is shorter, and ends without a mark, is a heading.
_SHORT: Final = 150


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be known before the first eId is given; places count in `blocks`.

    `sections`: headings that begin a section, with (label, style). `nested`: sections of two styles, one in the
    other. `counted`: paragraphs without number that count by position. `missing`: paragraphs whose number was
    left out, with it. `below`: numbered paragraphs that belong to the unnumbered one before them. `last`: the
    place of the last paragraph.
    """

    blocks: tuple[Block, ...] = ()
    sections: dict[int, tuple[str, str]] = field(default_factory=dict)
    nested: bool = False
    counted: frozenset[int] = frozenset()
    missing: dict[int, int] = field(default_factory=dict)
    below: frozenset[int] = frozenset()
    last: int = -1


def plan(body: Sequence[Block], *, operative: bool, lists: bool) -> Plan:
    """Look over the blocks of one text.

    Args:
        body: The blocks in reading order.
        operative: The text is a resolution.
        lists: Numbers behind a paragraph without one are a list that belongs to it (statements, decisions).
    """
    flat = tuple(_formulas(_titles(_numbers(_annexes(body), operative)), operative))
    tops = [(at, _top(block)) for at, block in enumerate(flat) if block.kind == blocks.PARAGRAPH]
    sections = _sections(flat, [(at, number) for at, number in tops if number is not None])
    styles = {style for _, style in sections.values() if style not in ("article", "ordinal")}
    below = _below(tops) if lists and not operative else frozenset()
    numbers = [(at, number) for at, number in tops if number is not None and at not in below]
    return Plan(
        flat,
        sections,
        len(styles) > 1,
        _counted(flat, tops, sections, below),
        _missing(flat, numbers) if operative else {},
        below,
        max((at for at, _ in tops), default=-1),
    )


def is_preamble_like(text: str) -> bool:
    """Say whether a paragraph without number reads like one of a preamble.

    >>> is_preamble_like("Recalling its resolution 1325 (2000),"), is_preamble_like("Decides to remain seized,")
    (True, False)
    """
    return text.endswith(",") and bool(_OPENING.match(text))


def _top(block: Block) -> int | None:
    mark = label(block.number)
    return mark.top if mark else None


def _annexes(body: Sequence[Block]) -> list[Block]:
    """Put what follows a heading "Annex" into an annex, up to the next one or the conclusions."""
    out: list[Block] = []
    open_annex: tuple[Block, list[Block]] | None = None
    for at, block in enumerate(body):
        own = block.kind in (blocks.CONCLUSION, blocks.ANNEX)
        opens = block.kind == blocks.HEADING and is_annex(block.text.text) and at > 0
        if open_annex is not None and (own or opens):
            out.append(_annex(*open_annex))
            open_annex = None
        if opens:
            open_annex = (block, [block])
        elif open_annex is not None:
            open_annex[1].append(block)
        else:
            out.append(block)
    if open_annex is not None:
        out.append(_annex(*open_annex))
    return out


def _annex(head: Block, children: list[Block]) -> Block:
    return Block(blocks.ANNEX, type(head.text)(), eid=head.eid, line=head.line, children=tuple(children))


def _numbers(body: Sequence[Block], operative: bool) -> list[Block]:
    """Mend numbers that the conversion cut in two or left in the text, and know short lettered lines as headings."""
    out: list[Block] = []
    last = 0
    for block in body:
        if block.kind in (blocks.PARAGRAPH, blocks.POINT):
            block = _whole_number(block)
        if block.kind == blocks.PARAGRAPH:
            text = block.text.text
            if block.number:
                short = len(text) < _SHORT and not text.endswith((".", ";", ":", ",")) and not operative
                if short and text and section_label(block.number)[1] in ("roman", "letter"):
                    block = replace(block, kind=blocks.HEADING)
                last = _top(block) or last
            elif operative and (match := _IN_TEXT.match(text)) and int(match[1]) == last + 1:
                block = replace(block, number=match[1], text=block.text.drop(match.end(1)))
                last += 1
        out.append(block)
    return out


def _whole_number(block: Block) -> Block:
    """Put back together a number whose end went into the text ("1.2" before ".1. Facilitate")."""
    if not block.number or not (match := _CUT.match(block.text.text)):
        return block
    if match[1].strip(".") and not _DECIMAL.match(block.number):
        return block
    return replace(block, number=f"{block.number.rstrip('.')}{match[1]}", text=block.text.drop(match.end(1)))


def _titles(body: Sequence[Block]) -> list[Block]:
    """Join a section label that stands alone ("II") with the title below it."""
    out: list[Block] = []
    for block in body:
        before = out[-1] if out else None
        if (
            block.kind == blocks.HEADING
            and before is not None
            and before.kind == blocks.HEADING
            and not before.number
            and (is_bare(before.text.text) or article(before.text.text)[0])
            and not before.text.calls
            and not section_label(block.text.text)[0]
            and not article(block.text.text)[0]
        ):
            out[-1] = replace(block, number=before.text.text, eid=before.eid or block.eid, line=before.line)
        else:
            out.append(block)
    return out


def _formulas(body: Sequence[Block], operative: bool) -> list[Block]:
    """Know the enacting words where they stand in an ordinary paragraph."""
    if not operative:
        return list(body)
    return [
        replace(block, kind=blocks.FORMULA)
        if block.kind == blocks.PARAGRAPH and not block.number and _FORMULA.fullmatch(block.text.text)
        else block
        for block in body
    ]


def _sections(body: Sequence[Block], numbers: list[tuple[int, int]]) -> dict[int, tuple[str, str]]:
    """Find the headings under which numbering starts again (and articles, which always count for themselves)."""
    found: dict[int, tuple[str, str]] = {}
    labels: dict[int, tuple[str, str]] = {}
    for at, block in enumerate(body):
        if block.kind == blocks.HEADING:
            named, _ = article(block.number or block.text.text)
            if named:
                found[at] = (named, "article")
            else:
                labels[at] = section_label(block.number or block.text.text)
    starts: list[int] = []
    before = -1
    for place, (at, number) in enumerate(numbers):
        run = [head for head in labels if before < head < at]
        if run and number == 1:
            lettered = [head for head in run if labels[head][1]]
            starts.append(lettered[-1] if lettered else run[0])
        elif place == 0:
            starts.append(-1)
        before = at
    if len(starts) < 2:
        return found
    styles = {labels[at][1] for at in starts if at >= 0} - {""}
    ordinal = 0
    for at, (part, style) in labels.items():
        if style and style in styles:
            found[at] = (part, style)
        elif at in starts:
            ordinal += 1
            found[at] = (str(starts.index(at) + 1), "ordinal")
    return found


def _counted(
    body: Sequence[Block],
    tops: list[tuple[int, int | None]],
    sections: dict[int, tuple[str, str]],
    below: frozenset[int],
) -> frozenset[int]:
    """Find the paragraphs that count by position: those of a section in which none has a number."""
    out: list[int] = []
    run: list[int] = []
    numbered = False
    places = dict(tops)
    for at, block in enumerate(body):
        if at in sections:
            out += [] if numbered else run
            run, numbered = [], False
        elif at in places:
            if places[at] is not None and at not in below:
                numbered = True
            elif not block.number and not inline_label(block.text.text):
                run.append(at)
    out += [] if numbered else run
    return frozenset(out)


def _missing(body: Sequence[Block], numbers: list[tuple[int, int]]) -> dict[int, int]:
    """Find a lone paragraph between number n and n + 2 that begins like an operative one."""
    out: dict[int, int] = {}
    for (at, number), (following, after) in pairwise(numbers):
        if after == number + 2:
            between = [
                place
                for place in range(at + 1, following)
                if body[place].kind == blocks.PARAGRAPH
                and not body[place].number
                and not inline_label(body[place].text.text)
                and body[place].text.text[:1].isupper()
            ]
            if len(between) == 1:
                out[between[0]] = number + 1
    return out


def _below(tops: list[tuple[int, int | None]]) -> frozenset[int]:
    """In a statement or decision, numbers behind a paragraph without one are its list."""
    if tops and tops[0][1] is None:
        return frozenset(at for at, number in tops if number is not None)
    return frozenset()
