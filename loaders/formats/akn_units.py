"""Blocks of a body -> units with unique eIds, footnotes, and what was odd about the numbers.

Printed numbers win over positions. Where the numbering starts again under headings, the section's label goes
before the number (`sec_A__op_1`); annexes and quoted drafts have a scope of their own (`annex_1__para_4`).
Text that fits no rule becomes a unit of kind `other`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lexline.loaders import document as model
from lexline.loaders.document import Problem, Unit
from lexline.loaders.formats import akn_blocks as blocks
from lexline.loaders.formats.akn_blocks import Block
from lexline.loaders.formats.akn_labels import Label, article, inline_label, is_annex, label, section_label
from lexline.loaders.formats.akn_output import Output
from lexline.loaders.formats.akn_plan import Plan, is_preamble_like, plan
from lexline.loaders.formats.akn_text import Text, join

#: How the paragraphs of a text are called: (eId stem, kind).
OPERATIVE = ("op", model.OPERATIVE)
PARAGRAPHS = ("para", model.PARAGRAPH)


@dataclass(slots=True)
class _Level:
    """One open sub-paragraph: its eId, label and depth."""

    eid: str
    label: Label
    level: int


@dataclass(slots=True)
class Scope:
    """A text that counts for itself: the document, an annex, a quoted draft."""

    out: Output
    style: tuple[str, str]
    prefix: str = ""
    parent: str | None = None
    plan: Plan = field(default_factory=Plan)
    section: str = ""
    section_eid: str | None = None
    outer: tuple[str, str] = ("", "")
    heading: str | None = None
    current: str | None = None
    stack: list[_Level] = field(default_factory=list)
    fresh: bool = True
    lead: str | None = None
    last: int = 0
    place: int = 0

    def write(self, body: Sequence[Block]) -> None:
        """Turn the blocks of this scope into units."""
        self.plan = plan(body, operative=self.style[0] == "op", lists=not self.prefix)
        for at, block in enumerate(self.plan.blocks):
            self.place = at
            if block.kind == blocks.HEADING:
                self._heading(block)
            elif block.kind == blocks.PREAMBULAR:
                self._preambular(block)
            elif block.kind == blocks.PARAGRAPH:
                self._paragraph(block)
            elif block.kind == blocks.POINT:
                self._point(block, None, block.level)
            elif block.kind == blocks.LINE:
                self._line(block)
            elif block.kind in (blocks.ANNEX, blocks.EMBEDDED):
                self._scope(block)
            else:
                self._single(block)

    def _unit(self, eid: str, kind: str, block: Block, number: str | None = None, parent: str | None = None) -> str:
        text = block.text
        unit = Unit(
            eid,
            kind,
            text.text,
            number or None,
            parent if parent is not None else (self.section_eid or self.parent),
            self.heading if kind not in (model.SECTION, model.ANNEX, model.ARTICLE) else None,
            text.links,
            block.eid,
            block.line,
        )
        self.out.add(unit, text)
        return eid

    def _heading(self, block: Block) -> None:
        section = self.plan.sections.get(self.place)
        self.fresh, self.lead = True, None
        if section is None:
            eid = self.out.count(f"{self.prefix}heading")
            self._unit(eid, model.HEADING, block, block.number)
        else:
            part, style = section
            self.current, self.last = None, 0
            self.stack.clear()
            if style == "article":
                self.section_eid = None
                eid = self.out.unique(f"{self.prefix}{part}")
                kind = model.ARTICLE
            else:
                inner = self.outer[1] not in ("", style) and self.plan.nested
                stem = f"{self.outer[0]}__sec_{part}" if inner else f"{self.prefix}sec_{part}"
                self.section_eid = self.outer[0] if inner else None
                eid = self.out.unique(stem)
                kind = model.SECTION
                if not inner:
                    self.outer = (eid, style)
            self._unit(eid, kind, block, block.number)
            self.section, self.section_eid = f"{eid}__", eid
        self.heading = " ".join(filter(None, (block.number, block.text.text))) or None

    def _preambular(self, block: Block) -> None:
        self._open(self.out.count(f"{self.prefix}pre"), model.PREAMBULAR, block, block.number)

    def _open(self, eid: str, kind: str, block: Block, number: str | None = None) -> None:
        """Write a paragraph below which sub-paragraphs may follow."""
        self.stack.clear()
        self.current = self._unit(eid, kind, block, number)
        self.fresh, self.lead = False, None

    def _paragraph(self, block: Block) -> None:
        """Place a paragraph by its number, or by what it looks like where it has none."""
        stem, kind = self.style
        block, mark = _marked(block)
        if mark is not None:
            if mark.top is None and mark.places:
                self._point(block, mark, 1)
            else:
                self._numbered(block, mark)
        elif (stem == "op" or self.prefix) and is_preamble_like(block.text.text) and self.place < self.plan.last:
            self._preambular(block)
        elif self.place in self.plan.missing:
            self.last = self.plan.missing[self.place]
            eid = self.out.unique(f"{self._base()}{stem}_{self.last}")
            self.out.problems.append(Problem("missing-number", f"{eid} has no printed number"))
            self._open(eid, kind, block)
        elif self.place in self.plan.counted:
            self._open(self.out.count(f"{self._base()}{stem}"), kind, block)
        else:
            self._line(block)

    def _numbered(self, block: Block, mark: Label) -> None:
        if mark.top is not None and self.place in self.plan.below and self.current is not None:
            self._point(block, mark, 1)
            return
        stem, kind = self.style
        wish = f"{self._base()}{stem}_{mark.part}" if mark.part else ""
        eid = self.out.unique(wish) if wish else self.out.count(f"{self._base()}{stem}")
        if wish and eid != wish:
            self.out.problems.append(Problem("duplicate-number", f"number {mark.text} is printed again: {eid}"))
        self.last = mark.top or self.last
        self._open(eid, kind, block, _printed(mark))

    def _is_next(self, mark: Label, level: int) -> bool:
        """Say whether a list point is the next paragraph of the text, put into the list by mistake."""
        if mark.top is None or not mark.text.endswith(".") or self.style[0] != "op" or not self.current:
            return False
        peers = [entry for entry in self.stack if entry.level == level]
        if any(mark.follows(peer.label) for peer in peers):
            return False
        return self._in_preamble() or (self.last > 0 and mark.top == self.last + 1)

    def _point(self, block: Block, mark: Label | None, level: int) -> None:
        """Hang a sub-paragraph where its label says that it belongs."""
        if mark is None:
            block, mark = _marked(block)
        mark = mark or Label("", "")
        if self._is_next(mark, level):
            self._numbered(block, mark)
            return
        while self.stack and self.stack[-1].level > level:
            self.stack.pop()
        peers = [entry for entry in self.stack if entry.level == level]
        if peers:
            before = next((peer for peer in reversed(peers) if mark.follows(peer.label)), None)
            if before is None and not mark.nests(peers[-1].label):
                before = next((peer for peer in reversed(peers) if mark.kin(peer.label)), peers[-1])
            if before is not None:
                while self.stack.pop() is not before:
                    pass
        parent = self.stack[-1].eid if self.stack else (self.lead or self.current)
        base = f"{parent}__" if parent else f"{self._base()}{self.style[0]}_"
        wish = f"{base}{mark.part}" if mark.part else ""
        eid = self.out.unique(wish) if wish else self.out.count(f"{base}point")
        if wish and eid != wish:
            self.out.problems.append(Problem("duplicate-number", f"label {mark.text} is printed again: {eid}"))
        self._unit(eid, self._kind(), block, _printed(mark), parent)
        self.stack.append(_Level(eid, mark, level))

    def _line(self, block: Block) -> None:
        """Text without number behind a paragraph or its list still belongs to it; below a heading it is other text."""
        if self.current is None or self.fresh or not any(char.isalnum() for char in block.text.text):
            self.stack.clear()
            self.lead = self._unit(self.out.count(f"{self.prefix}other"), model.OTHER, block)
        else:
            self._unit(self.out.count(f"{self.current}__alinea"), self._kind(), block, parent=self.current)

    def _single(self, block: Block) -> None:
        if block.kind == blocks.TABLE:
            self._unit(self.out.count(f"{self.prefix}table"), model.TABLE, block, parent=self.current)
        elif block.kind == blocks.FORMULA:
            self._unit(self.out.unique(f"{self.prefix}formula"), model.FRONT, block)
        elif block.kind == blocks.CONCLUSION:
            self._unit(self.out.unique(f"{self.prefix}conclusions"), model.FRONT, block)
        elif block.kind == blocks.TITLE:
            self._unit(self.out.unique(f"{self.prefix}front"), model.FRONT, block)
        else:
            self._unit(self.out.count(f"{self.prefix}other"), model.OTHER, block)

    def _scope(self, block: Block) -> None:
        """Write a text within the text, with eIds of its own."""
        annex = block.kind == blocks.ANNEX
        eid = self.out.count("annex" if annex else "embedded")
        body = list(block.children)
        number = ""
        head: list[Text] = []
        while annex and body and body[0].kind == blocks.HEADING and len(head) < 2:
            if head and not is_annex(head[0].text):
                break
            if head and (section_label(body[0].text.text)[0] or article(body[0].text.text)[0]):
                break
            head.append(body.pop(0).text)
        if head and is_annex(head[0].text):
            number = head[0].text.rstrip(".:*")
        kind = model.ANNEX if annex else model.SECTION
        parent = self.parent if annex else self.current
        self._unit(eid, kind, replace(block, text=join(head, "\n")), number, parent or self.parent)
        resolution = any(child.kind in (blocks.FORMULA, blocks.PREAMBULAR) for child in body)
        inner = Scope(self.out, OPERATIVE if resolution else PARAGRAPHS, f"{eid}__", eid)
        inner.heading = head[-1].text if head else None
        inner.write(body)

    def _base(self) -> str:
        return self.section or self.prefix

    def _in_preamble(self) -> bool:
        return self.current is not None and self.current.removeprefix(self.prefix).startswith("pre_")

    def _kind(self) -> str:
        """The kind of a sub-paragraph: that of the paragraph which it belongs to."""
        return model.PREAMBULAR if self._in_preamble() else self.style[1]


def _marked(block: Block) -> tuple[Block, Label | None]:
    """Return a block with its label, which may stand at the beginning of the text."""
    mark = label(block.number)
    if mark is None and (printed := inline_label(block.text.text)):
        return replace(block, text=block.text.drop(len(printed))), label(printed)
    return block, mark


def _printed(mark: Label) -> str | None:
    """The number as a reader would name it: without the full stop behind a paragraph's number."""
    return (mark.text.rstrip(".").strip() if mark.top is not None else mark.text) or None
