"""A flow of blocks -> a Document, by the same stages as plain text: resolution, draft, or report and any other text.

Units and eIds come from `text_resolution`, `text_paragraphs` and `text_report`, footnotes and calls from `drafting`;
headings, tables and links that the source states are set in. Refused: a flow without any text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders import document as model
from lexline.loaders.document import Document, Problem, Source
from lexline.loaders.drafting import Draft, finish
from lexline.loaders.footnotes import Note, take_notes
from lexline.loaders.formats import (
    flow_links,
    flow_resolution,
    text_documents,
    text_draft,
    text_paragraphs,
    text_report,
    text_resolution,
    treaty_flow,
)
from lexline.loaders.formats.flow import TABLE, Block, Flow, printed
from lexline.loaders.formats.flow_report import FlowLine, FlowReader, is_heading, role_of
from lexline.loaders.joining import Words
from lexline.loaders.layout import Layout, Line, clean
from lexline.loaders.limits import check_lines
from lexline.ontology.errors import InputError

#: Headings that a resolution's own stages know: its parts, annexes and the formula.
_LANDMARK: Final = re.compile(
    r"annex\b.*|[A-Za-z]|[IVX]{1,5}|(?:section|part) [A-Z\d]{1,4}|(?:[A-Z]|[IVX]{1,5})\. .*|adopted\b.*", re.IGNORECASE
)


def compose(flow: Flow, source: Source) -> Document:
    """Make the document of a flow.

    Raises:
        InputError: the flow holds no text, or too many paragraphs.
    """
    check_lines(sum(1 + block.text.count("\n") for block in flow.blocks), source.file)
    blocks = [*flow.blocks, *(block for note in flow.notes for block in note.blocks)]
    lines = [line for number, block in enumerate(flow.blocks, 1) for line in _lines(block, number)]
    cleaned = clean(Layout(tuple(lines)))
    if not cleaned.lines:
        raise InputError(f"{source.file} holds no text.", "Leave it out, or have its text recognised (OCR) first.")
    layout = replace(cleaned, running=(*flow.running, *(s for s in cleaned.running if s not in flow.running)))
    notes = _notes(flow)
    if _is_resolution(layout):
        document = _resolution(layout, source, notes, flow.problems)
    elif text_draft.recognise(layout):
        document = text_draft.load(layout, source, flow.problems, notes)
    elif not flow.running and (
        treaty := treaty_flow.read(layout.lines, notes, source, flow.problems, title=flow.title)
    ):
        document = treaty
    else:
        document = _report(layout, source, notes, flow.problems)
    footnotes = tuple(replace(note, marker=printed(note.marker)) for note in document.footnotes)
    document = replace(document, units=flow_links.settle(document.units, blocks), footnotes=footnotes)
    if flow.title and document.title == document.id:
        document = replace(document, title=flow.title)
    return text_documents.in_its_language(document, "\n".join(line.text for line in layout.lines), flow.language)


def _lines(block: Block, number: int) -> list[Line]:
    """Break a block at its forced breaks; two in a row set what follows apart."""
    out: list[Line] = []
    gap = True
    for piece in block.text.split("\n"):
        text = piece.strip()
        if text:
            out.append(FlowLine(text, number, gap=gap, role=block.role))
        gap = not text
    return out


def _notes(flow: Flow) -> tuple[Note, ...]:
    """Number the notes' lines behind those of the text."""
    out: list[Note] = []
    number = len(flow.blocks)
    for note in flow.notes:
        lines: list[Line] = []
        for block in note.blocks:
            number += 1
            lines += _lines(block, number)
        out.append(Note(note.marker, tuple(lines), 0))
    return tuple(out)


def _is_resolution(layout: Layout) -> bool:
    """Say whether a layout is that of a resolution, its symbol in a running header included."""
    if text_documents.is_resolution(layout):
        return True
    named = any("/RES/" in symbol for symbol in layout.running[:1])
    return named and any(text_resolution.FORMULA.fullmatch(line.text) for line in layout.lines[:40])


def _resolution(layout: Layout, source: Source, notes: tuple[Note, ...], problems: tuple[Problem, ...]) -> Document:
    """Read a resolution; its headings are taken out, its paragraphs named, and the headings set in again."""
    body = layout.lines
    if not notes:
        body, notes = text_resolution.split_notes(body)
    text, heads = _headings(body)
    drafts = flow_resolution.restored(text_paragraphs.name(text_resolution.cut(flow_resolution.held(text))))
    drafts = _with_headings(drafts, heads)
    words = Words.of(line.text for line in layout.lines)
    done = finish(_tables(drafts), notes, words, again=True, links=layout.links)
    return text_documents.resolution(done, layout, source, problems)


def _treaty(layout: Layout, source: Source, notes: tuple[Note, ...], flow: Flow) -> Document | None:
    """Read a treaty; None for any other text, and for whatever names its symbol."""
    if flow.running:
        return None
    return treaty_flow.read(layout.lines, notes, source, flow.problems, title=flow.title)


def _report(layout: Layout, source: Source, notes: tuple[Note, ...], problems: tuple[Problem, ...]) -> Document:
    """Read a report or any other document."""
    lines, found = take_notes(layout.lines, indents=False)
    drafts, front = text_report.name(lines, layout.running, spaced=False, kind=FlowReader)
    words = Words.of(line.text for line in layout.lines)
    done = finish(drafts, (*found, *notes), words, links=layout.links)
    return text_documents.report(done, front, source, problems)


def _headings(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Take the stated headings out of a resolution's text, but for its landmarks and an annex's title."""
    kept: list[Line] = []
    heads: list[Line] = []
    begun = False
    for line in lines:
        begun = begun or bool(text_resolution.FORMULA.match(line.text))
        titles_annex = bool(kept) and kept[-1].text.lower().startswith("annex") and len(kept[-1].text) < 80
        landmark = _LANDMARK.fullmatch(line.text) or text_resolution.FORMULA.match(line.text) or titles_annex
        (heads if begun and is_heading(line) and not landmark else kept).append(line)
    return tuple(kept), tuple(heads)


def _with_headings(drafts: Sequence[Draft], heads: Sequence[Line]) -> tuple[Draft, ...]:
    """Set headings between the drafts by their numbers; what follows a heading stands under it."""
    out: list[Draft] = []
    waiting = list(reversed(heads))
    heading: str | None = None
    annex: str | None = None
    counts: dict[str, int] = {}
    for draft in (*drafts, None):
        number = draft.lines[0].number if draft and draft.lines else 0
        while waiting and (draft is None or waiting[-1].number < number):
            line = waiting.pop()
            stem = f"{annex}__heading" if annex else "heading"
            counts[stem] = counts.get(stem, 0) + 1
            out.append(Draft(f"{stem}_{counts[stem]}", model.HEADING, (line,), None, annex))
            heading = line.text
        if draft is None:
            break
        if draft.kind in (model.ANNEX, model.SECTION):
            heading = None
            annex = draft.eid if draft.kind == model.ANNEX else annex
        out.append(replace(draft, heading=heading) if draft.kind != model.FRONT else draft)
    return tuple(out)


def _tables(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Call a paragraph that is a stated table a table."""
    count = 0
    out: list[Draft] = []
    parents = {draft.parent for draft in drafts}
    for draft in drafts:
        if draft.eid in parents:
            out.append(draft)
            continue
        if draft.kind != model.FRONT and draft.lines and all(role_of(line) == TABLE for line in draft.lines):
            count += 1
            draft = replace(draft, eid=f"table_{count}", kind=model.TABLE)
        out.append(draft)
    return tuple(out)
