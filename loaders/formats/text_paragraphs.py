"""The paragraphs cut from a resolution's text -> named units: pre_1, op_5, op_5__a, sec_A__op_1, annex_1__para_4.

Printed numbers win over positions. A part's letter goes into the eId only where the numbering begins again in
each part; unnumbered operative paragraphs (usual until the 1950s) are counted. Text that is neither becomes `other`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lexline.loaders.document import ANNEX, FRONT, OPERATIVE, OTHER, PARAGRAPH, PREAMBULAR, SECTION
from lexline.loaders.drafting import Draft
from lexline.loaders.formats.text_resolution import ADOPTION_PART, FORMULA_PART, SUB_PART, Part, preambular
from lexline.loaders.layout import CALL_CLOSE, Line
from lexline.loaders.numbering import Level, place, roman_value


def name(parts: Sequence[Part]) -> tuple[Draft, ...]:
    """Give every paragraph its kind and eId, in reading order."""
    namer = _Namer(restarts(parts), _numbered_scopes(parts))
    for index, part in enumerate(parts):
        namer.feed(part, parts[index + 1] if index + 1 < len(parts) else None)
    namer.close()
    return tuple(namer.out)


def restarts(parts: Sequence[Part]) -> bool:
    """Say whether operative numbers begin again in a later part of the same text."""
    before_annex = parts[: next((i for i, p in enumerate(parts) if p.kind == ANNEX), len(parts))]
    values = [part.value for part in before_annex if part.kind == OPERATIVE]
    sections = sum(part.kind == SECTION for part in before_annex)
    formulas = sum(part.kind == FORMULA_PART for part in before_annex)
    return sections > 1 and (len(values) != len(set(values)) or formulas > 1)


def _numbered_scopes(parts: Sequence[Part]) -> frozenset[int]:
    """Return the ordinals of the scopes (from one section, formula or annex to the next) with numbered paragraphs."""
    scope, found = 0, set()
    for part in parts:
        scope += part.kind in (SECTION, ANNEX, FORMULA_PART)
        if part.kind == OPERATIVE:
            found.add(scope)
    return frozenset(found)


class _Namer:
    """The state of `name`: where in the text it is and how far each count has come."""

    def __init__(self, sectioned: bool, numbered: frozenset[int]) -> None:
        self.sectioned = sectioned
        self.numbered = numbered
        self.out: list[Draft] = []
        self.more: list[Line] = []
        self.root_kind = OTHER
        self.counts: dict[str, int] = {}
        self.scope = 0
        self.prefix = ""
        self.parent: str | None = None
        self.annex: str | None = None
        self.root = ""
        self.levels: tuple[Level, ...] = ()
        self.operative_begun = False
        self.value = 0

    def feed(self, part: Part, following: Part | None) -> None:
        if part.kind in (SECTION, ANNEX, FORMULA_PART):
            self.scope += 1
            self.value = self.value if part.kind == SECTION else 0
        if part.kind == FRONT:
            self._front(part)
        elif part.kind in (FORMULA_PART, ADOPTION_PART):
            self.levels, self.root = (), ""
            if part.kind == FORMULA_PART:
                self.operative_begun = False
            self._add(f"{self.prefix}{part.kind}", FRONT, part)
        elif part.kind == SECTION:
            self._section(part)
        elif part.kind == ANNEX:
            self._annex(part)
        elif part.kind == OPERATIVE:
            self._operative(part)
        elif part.kind == SUB_PART:
            self._sub(part)
        else:
            self._plain(part, following)

    def _push(self, draft: Draft) -> None:
        """Close the last draft, lines that were added to it included, and open another."""
        self.close()
        self.out.append(draft)

    def close(self) -> None:
        """Give the last draft the lines that were added to it."""
        if self.more:
            self.out[-1] = replace(self.out[-1], lines=(*self.out[-1].lines, *self.more))
            self.more = []

    def _last_text(self) -> str:
        lines = self.more or self.out[-1].lines
        return lines[-1].text if lines else ""

    def _add(self, eid: str, kind: str, part: Part, parent: str | None = None) -> None:
        self._push(Draft(eid, kind, part.lines, part.number, parent or self.parent))

    def _next(self, word: str) -> str:
        key = f"{self.prefix}{word}"
        self.counts[key] = self.counts.get(key, 0) + 1
        return f"{key}_{self.counts[key]}"

    def _front(self, part: Part) -> None:
        apart = tuple(replace(line, gap=line.gap or index == 0) for index, line in enumerate(part.lines))
        if self.out and self.out[-1].kind == FRONT and self.out[-1].eid == "front":
            self.more.extend(apart)
        else:
            self._push(Draft("front", FRONT, apart))

    def _section(self, part: Part) -> None:
        eid = f"sec_{part.number}"
        self.levels, self.root = (), ""
        self.operative_begun = self.operative_begun and not self.sectioned
        self._push(Draft(eid, SECTION, part.lines, part.number, self.annex))
        self.parent = eid
        self.prefix = f"{eid}__" if self.sectioned else self.prefix

    def _annex(self, part: Part) -> None:
        printed = part.number or ""
        known = roman_value(printed) or (int(printed) if printed.isdigit() else 0)
        self.counts["annex"] = known or self.counts.get("annex", 0) + 1
        eid = f"annex_{self.counts['annex']}"
        self.levels, self.root, self.operative_begun = (), "", False
        self.parent, self.annex, self.prefix = eid, eid, f"{eid}__"
        self._push(Draft(eid, ANNEX, part.lines, part.number))

    def _operative(self, part: Part) -> None:
        word, kind = ("para", PARAGRAPH) if self.annex else ("op", OPERATIVE)
        self.operative_begun, self.value = True, part.value
        self._root(f"{self.prefix}{word}_{part.value}", kind, part)

    def _root(self, eid: str, kind: str, part: Part) -> None:
        self.root, self.levels, self.root_kind = eid, (), kind
        self._add(eid, kind, part)

    def _sub(self, part: Part) -> None:
        token = (part.number or "").strip("() ")
        if not self.root:
            self._add(self._next("other"), OTHER, part)
            return
        before = self._last_text()
        opened = before.rstrip(CALL_CLOSE).rstrip().endswith((":", "—"))
        levels = place(token, self.levels, self.root, opened=opened)
        if levels is None:
            self._add(f"{self.root}__{token}", self.root_kind, part, self.root)
            return
        self.levels = levels
        parent = levels[-2].eid if len(levels) > 1 else self.root
        self._add(levels[-1].eid, self.root_kind, part, parent)

    def _plain(self, part: Part, following: Part | None) -> None:
        text = " ".join(line.text for line in part.lines[:3])
        if self.annex:
            self._in_annex(part)
            return
        reads = preambular(text)
        if self.out and text[:1] in "“\"'‘" and self.root:
            self._append(part)  # words quoted by the paragraph above
        elif self.root and self.operative_begun and (text[:1] in "-–—•" or (text.startswith("To ") and self._lists())):
            self._child(part)
        elif reads is False and following and following.kind == OPERATIVE and following.value == self.value + 2:
            self._operative(replace(part, value=self.value + 1))  # its number is lost, its place is not
        elif self.scope not in self.numbered and (reads is False or (reads is None and self.operative_begun)):
            self.operative_begun = True
            self._root(self._next("op"), OPERATIVE, part)
        elif len(text.split()) < 3 and reads is None:
            self._add(self._next("other"), OTHER, part)
        elif reads or (not self.operative_begun and reads is None):
            self._root(self._next("pre"), PREAMBULAR, part)
        elif following is not None and following.kind == SUB_PART and self.scope not in self.numbered:
            self.operative_begun = True
            self._root(self._next("op"), OPERATIVE, part)
        else:
            self._add(self._next("other"), OTHER, part)

    def _lists(self) -> bool:
        """Say whether the paragraph above leads into a list or is an item of one."""
        above = self._last_text()
        return above.endswith((":", ";")) and self.out[-1].eid.startswith(self.root)

    def _child(self, part: Part) -> None:
        """Name an item without a marker below its paragraph: op_3__1."""
        self.counts[self.root] = self.counts.get(self.root, 0) + 1
        self._add(f"{self.root}__{self.counts[self.root]}", self.root_kind, part, self.root)

    def _in_annex(self, part: Part) -> None:
        """Unnumbered text of an annex belongs to the annex itself, until its numbered paragraphs begin."""
        if self.out[-1].eid == self.annex:
            self._append(part)
        else:
            self._add(self._next("other"), OTHER, part)

    def _append(self, part: Part) -> None:
        self.more.extend(part.lines)
