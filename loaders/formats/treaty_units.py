"""Pieces of a treaty -> units with eIds: pre_2, chap_VII, art_5, art_5__para_2, art_5__para_2__a, annex_1__art_3.

Articles are named without the parts and chapters that hold them, as citations do; where a number occurs twice in a
text (sections of several parts), the parts come before it. What is annexed, and a second text in the same file, has
names of its own. Paragraphs without a number are counted where an article has several and no list. Text that fits no
rule stays as `other`, in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from lexline.loaders.citations.pinpoints import Pin, eid
from lexline.loaders.document import ANNEX, ARTICLE, FRONT, HEADING, OTHER, PARAGRAPH, PREAMBULAR, SECTION, TABLE, Unit
from lexline.loaders.formats import treaty_lines as read
from lexline.loaders.formats.treaty_lines import Piece
from lexline.loaders.formats.treaty_nodes import Node, units
from lexline.loaders.formats.treaty_preamble import AGREED, PREAMBLE, recitals, recites
from lexline.loaders.formats.treaty_restarts import again, next_number, starts
from lexline.loaders.numbering import DIGIT, LETTER, Level, place, readings
from lexline.ontology.sessions import from_roman

#: How deep each kind of part lies; a part closes all that lie as deep or deeper.
_DEPTH: Final = {
    read.ANNEX: 0,
    read.NAMED: 1,
    read.PART: 2,
    read.TITLE: 3,
    read.CHAPTER: 4,
    read.SECTION: 5,
    read.SUBSECTION: 6,
    read.LETTER: 7,
    read.ARTICLE: 9,
}
_STEM: Final = {
    read.PART: "part",
    read.TITLE: "title",
    read.CHAPTER: "chap",
    read.SECTION: "sec",
    read.SUBSECTION: "subsec",
    read.LETTER: "sec",
}
_PIN: Final = {read.CHAPTER: "ch", read.SECTION: "sect", read.LETTER: "sect", read.ARTICLE: "art", read.ANNEX: "annex"}
#: Lists inside items of lists are named no deeper.
_DEEPEST: Final = 8
_CLOSING: Final = re.compile(r"(?:in (?:witness|faith|testimony) whereof|done(?:,| (?:at|in|this))\b)", re.IGNORECASE)


def name(pieces: Sequence[Piece]) -> tuple[Unit, ...]:
    """Give every piece its place and eId, in reading order; `pieces` begin behind the treaty's title."""
    reader = _Reader(starts(pieces), again(pieces))
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        inside = piece.kind in (read.HEADING, read.LETTER) and reader.counts_on(next_number(pieces, index))
        reader.feed(index, piece, following, inside=inside)
    reader.close()
    return units(reader.nodes)


class _Reader:
    """The state of `name`: the parts that are open, and what the numbers have come to."""

    def __init__(self, starts: frozenset[int], again: frozenset[int]) -> None:
        self.starts = starts
        self.again = again
        self.nodes: list[Node] = []
        self.open: list[Node] = []
        self.root: Node | None = None
        self.para: Node | None = None
        self.levels: tuple[Level, ...] = ()
        self.items: dict[str, Node] = {}
        self.counts: Counter[str] = Counter()
        self.preamble = True
        self.recital = 0
        self.title_for: Node | None = None
        self.heading: str | None = None
        self.group: str | None = None
        self.texts: list[Node] = []
        self.begun = 0

    # -- the parts

    def counts_on(self, number: str) -> bool:
        """Say whether a number goes on with the paragraphs of the article that is open."""
        before = (self.para.number or "") if self.para is not None else ""
        return number.isdigit() and before.isdigit() and int(number) == int(before) + 1

    def feed(self, index: int, piece: Piece, following: Piece | None, *, inside: bool) -> None:
        """Take the next piece; `inside` says that a heading stands between the paragraphs of an article."""
        if index in self.starts:
            self._second(piece)
            if piece.kind in (read.HEADING, read.NAMED):
                return
        if piece.kind in read.OPENS and not self._inside(piece, following):
            self._part(piece)
        elif piece.kind in (read.HEADING, *read.OPENS):
            self._heading(piece, following, inside=inside)
        else:
            if piece.kind == read.TEXT and self.preamble:
                self._preamble(piece)
            elif piece.kind == read.TEXT and _CLOSING.match(piece.text):
                self._conclusion(piece)
            elif piece.kind == read.PARA and self._is_item(index, piece):
                self._under(piece, self.para)
            elif piece.kind in (read.PARA, read.CLAUSE):
                self._numbered(piece)
            elif piece.kind == read.ITEM:
                self._item(piece)
            elif piece.kind == read.TABLE:
                self._add(TABLE, self._next("table"), piece, self._holder())
            else:
                self._text(piece)
            self.title_for = None

    def _inside(self, piece: Piece, following: Piece | None) -> bool:
        """Say whether a lettered heading stands inside an article, whose paragraphs go on counting."""
        return (
            piece.kind == read.LETTER and self.root is None and bool(self.open) and self.open[-1].kind == ARTICLE
        ) or (piece.kind == read.NAMED and (following is None or self.preamble))

    def _second(self, piece: Piece) -> None:
        """Open another text in the same file."""
        self._settle()
        text = piece.text if piece.kind in (read.HEADING, read.NAMED) else ""
        self.root, self.open, self.preamble = None, [], True
        node = self._add(SECTION, self._next("text"), Piece(read.NAMED, text, "", piece.line), None, free=True)
        node.number = None
        self.root, self.open = node, [node]
        self.heading = self.group = text or None

    def _part(self, piece: Piece) -> None:
        """Open a part, an article or an annex."""
        self._settle()
        self.preamble = False
        depth = _DEPTH[piece.kind]
        if piece.kind == read.ANNEX:
            self.root, self.open = None, []
        while self.open and self.open[-1].depth >= depth and self.open[-1] is not self.root:
            self.open.pop()
        parent = self.open[-1] if self.open else self.root
        kind = {read.ARTICLE: ARTICLE, read.ANNEX: ANNEX}.get(piece.kind, SECTION)
        local = self._local(piece)
        text = piece.text if kind != ARTICLE else ""
        node = self._add(kind, local, Piece(piece.kind, text, piece.label, piece.line), parent, free=kind != ANNEX)
        node.depth = depth
        node.number = piece.label or None
        self.begun = len(self.nodes)
        node.heading = (piece.text or self.group) if kind == ARTICLE else None
        if kind == ANNEX:
            self.root = node
        self.open.append(node)
        self.title_for = node if not piece.text else None
        if kind != ARTICLE:
            self.group = piece.text or None
        self.heading = piece.text or self.group

    def _local(self, piece: Piece) -> str:
        """Write a part's own name as pinpoints name it."""
        if piece.kind == read.NAMED:
            return self._next("heading")
        pin = _PIN.get(piece.kind)
        if piece.kind == read.ANNEX:
            return self._annex(piece.label)
        if pin and piece.label and (known := eid(Pin(pin, piece.label), resolution=False)):
            return known
        words = "_".join(re.findall(r"\w+", piece.label)) or str(self.counts[piece.kind] + 1)
        self.counts[piece.kind] += 1
        return f"{_STEM.get(piece.kind, 'art')}_{words}"

    def _annex(self, label: str) -> str:
        """Number an annex: as printed in figures, else by its place; letters count from A."""
        base = re.match(r"\d+|[IVXLC]+(?![A-Za-z])|[A-Z]", label)
        said = base[0] if base else ""
        number = int(said) if said.isdigit() else (from_roman(said) or 0)
        if len(said) == 1 and said.isalpha() and said not in "IVX":
            number = ord(said) - 64
        number = number or self.counts["annex"] + 1
        rest = "_".join(re.findall(r"[A-Za-z0-9]+", label[len(said) :]))
        self.counts["annex"] = number
        return f"annex_{number}" + (f"_{rest}" if rest else "")

    def _heading(self, piece: Piece, following: Piece | None, *, inside: bool) -> None:
        """Take a heading: the title of the part that has just opened, else one of its own."""
        words = " ".join(part for part in (piece.label, piece.text) if part)
        node = self.title_for
        if node is not None:
            self.title_for = None
            if node.kind == ARTICLE:
                node.heading = words
            else:
                node.text = self.group = words
            self.heading = words
            return
        article = next((part for part in self.open if part.kind == ARTICLE), None)
        ends = following is None or following.kind in read.OPENS or (self.root is None and piece.kind == read.HEADING)
        ends = ends and not inside
        if article is not None and ends:
            self._settle()
            del self.open[self.open.index(article) :]
        while (article is None or ends) and self.open and self.open[-1].depth == 8:
            self.open.pop()
            self.para, self.levels = None, ()
        self.heading = words
        self.group = words if article is None or ends else self.group
        parent = self.open[-1] if self.open else self.root
        node = self._add(HEADING, self._next("heading"), Piece(read.HEADING, words, "", piece.line), parent)
        node.heading = None
        if (article is None or ends) and following is not None and following.kind not in read.OPENS:
            node.depth = 8
            self.open.append(node)
            self.para, self.levels = None, ()

    # -- the text

    def _preamble(self, piece: Piece) -> None:
        text = piece.text
        if match := PREAMBLE.match(text):
            holder = self.open[-1] if self.open else self.root
            self._add(HEADING, self._next("heading"), Piece(read.HEADING, match["word"], "", piece.line), holder)
            text = text[match.end() :]
        for part in recitals(text):
            holder = self.open[-1] if self.open else self.root
            said = Piece(read.TEXT, part, "", piece.line)
            if AGREED.match(part) or (not self.recital and not recites(part)):
                self._add(FRONT, self._next("formula"), said, holder)
            else:
                self.recital += 1
                self._add(PREAMBULAR, f"pre_{self.recital}", said, holder, free=True)

    def _conclusion(self, piece: Piece) -> None:
        """End the last article with the words by which those who sign attest the text."""
        self._settle()
        self.open = [part for part in self.open if part.kind != ARTICLE]
        holder = self.open[-1] if self.root is not None and self.open else self.root
        self._add(OTHER, self._next("conclusion"), piece, holder).heading = None

    def _numbered(self, piece: Piece) -> None:
        """Open a numbered paragraph."""
        self.preamble = False
        holder = self.open[-1] if self.open else self.root
        self.levels = ()
        stem = "sect" if piece.kind == read.CLAUSE else "para"
        local = eid(Pin(stem, piece.label), resolution=False) or f"para_{piece.label}"
        self.para = self._add(PARAGRAPH, local, piece, holder, free=holder is None or holder.kind != ARTICLE)
        self.para.number = f"Section {piece.label}" if piece.kind == read.CLAUSE else piece.label
        if holder is not None:
            holder.holds += 1

    def _item(self, piece: Piece) -> None:
        """Put a lettered or numbered item under its paragraph, article or annex."""
        if self.preamble and not self.open:
            self._text(Piece(read.TEXT, f"({piece.label}) {piece.text}", "", piece.line))
            return
        found = readings(piece.label)
        root = self.para or (self.open[-1] if self.open else self.root)
        digits = bool(found) and found[0][0] == DIGIT and not any(level.style == DIGIT for level in self.levels)
        if digits and (self.para is None or self.para.items):
            self._numbered(piece)
            if self.para is not None:
                self.para.items = True
        elif not found or root is None:
            self._text(Piece(read.TEXT, f"({piece.label}) {piece.text}", "", piece.line))
        else:
            self._under(piece, root)

    def _is_item(self, index: int, piece: Piece) -> bool:
        """Say whether a number begins a list inside a paragraph ("1." below "(i)") or goes on with it."""
        if self.para is None or not self.levels or not piece.label.isdigit():
            return False
        value, last = int(piece.label), self.levels[-1]
        if last.style == DIGIT:
            return value == last.ordinal + 1 and index in self.again
        above = self.para.number or ""
        return value == 1 and (index in self.again or (above.isdigit() and int(above) >= 1))

    def _under(self, piece: Piece, root: Node | None) -> None:
        """Put an item into the list that is open below `root`, or open a list."""
        if root is None:
            return
        before = self.nodes[-1].whole()
        found = readings(piece.label)
        used = {level.style for level in self.levels}
        again = next((style for style, ordinal in found if ordinal == 1 and style in used), "")
        opened = before.rstrip().endswith((":", "—", "–"))
        levels = None if again else place(piece.label, self.levels, "", opened=opened)
        if levels is None:  # the same letters once more: a list inside an item
            over = self.levels[: _DEEPEST - 1] if again else ()
            prefix = over[-1].eid if over else ""
            levels = (*over, Level(again or LETTER, found[-1][1], f"{prefix}__{piece.label}"))
        self.levels = levels
        above = self.items.get(f"{id(root)}{levels[-2].eid}") if len(levels) > 1 else None
        node = self._add(PARAGRAPH, levels[-1].eid.rpartition("__")[2], piece, above or root)
        node.number = f"({piece.label})" if piece.kind == read.ITEM else piece.label
        self.items[f"{id(root)}{levels[-1].eid}"] = node
        root.items = root.items or root.kind == ARTICLE

    def _text(self, piece: Piece) -> None:
        """Take text without a number: an article's own words, what goes on, or text of its own."""
        holder = self.open[-1] if self.open else self.root
        last = self.nodes[-1] if self.nodes else None
        goes_on = last is not None and (
            piece.kind == read.DASH or piece.text[:1].islower() or (last is self.para and not last.whole())
        )
        if goes_on and last is not None and last.kind not in (HEADING, TABLE, SECTION) and last.whole():
            last.lines.append(piece.text)
        elif last is not None and last is self.para and not last.whole():
            last.text = piece.text
        elif holder is not None and holder.kind == ARTICLE and not holder.holds and not holder.items:
            node = self._add(PARAGRAPH, f"para_{len(self.texts) + 1}", piece, holder)
            self.texts.append(node)
        else:
            self._add(OTHER, self._next("other"), piece, self._holder())

    def _settle(self) -> None:
        """End an article: a single paragraph without number is its text; several before a list or numbers too."""
        self.para, self.levels = None, ()
        if self.texts:
            article = self.texts[0].parent
            assert article is not None
            plain = article.holds == 0 and not article.items
            if len(self.texts) == 1 or not plain:
                article.text = "\n".join(node.whole() for node in self.texts)
                gone = {id(node) for node in self.texts}
                since, self.nodes = self.nodes[self.begun :], self.nodes[: self.begun]
                for node in since:
                    if node.parent is not None and id(node.parent) in gone:
                        node.parent = article
                self.nodes.extend(node for node in since if id(node) not in gone)
            self.texts = []

    def close(self) -> None:
        """End the last article."""
        self._settle()

    def _holder(self) -> Node | None:
        return self.para or (self.open[-1] if self.open else self.root)

    def _next(self, word: str) -> str:
        self.counts[word] += 1
        return f"{word}_{self.counts[word]}"

    def _add(self, kind: str, local: str, piece: Piece, parent: Node | None, *, free: bool = False) -> Node:
        node = Node(kind, local, None, piece.text, piece.line, parent, 99, free, self.heading, self.root)
        self.nodes.append(node)
        return node
