r"""The tokens of an RTF file -> blocks, notes and running headers.

A group keeps the properties that it set to itself; groups of a destination that is no text are passed over. A raised
mark directly before a note is the note's own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from lexline.loaders.formats import flow_tables, rtf_state
from lexline.loaders.formats.flow import HEADING, STRONG, TITLE, Block, FlowNote, Markers, Pen, bullet
from lexline.loaders.formats.flow_links import without_marker
from lexline.loaders.formats.rtf_state import State, Wide, codepage
from lexline.loaders.formats.rtf_tokens import CLOSE, HEX, OPEN, TEXT, Token, tokens
from lexline.ontology.errors import UnsafeInput

_HYPERLINK: Final = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"', re.IGNORECASE)
_HEADING: Final = re.compile(r"heading ?\d|_?\s*h_?\s*(?:m|ch|\d{1,3})(?:_?g)?|subtitle", re.IGNORECASE)
_DEEPEST: Final = 2_000


class Reader:
    """Reads RTF source; `blocks`, `notes` and `headers` are what came out."""

    def __init__(self, name: str) -> None:
        self.blocks: list[Block] = []
        self.notes: list[FlowNote] = []
        self.headers: list[str] = []
        self._name = name
        self._markers = Markers()
        self._state = State()
        self._stack: list[State] = []
        self._pen = Pen()
        self._out = self.blocks
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, str] = {}
        self._style_words: list[str] = []
        self._style = -1
        self._role = ""
        self._bytes = bytearray()
        self._skip = 0
        self._wide = Wide()
        self._optional = False
        self._opened = False
        self._called = ""
        self._raised = ""
        self._mark = ""
        self._code: list[str] = []
        self._numbers = 0
        self._in_table = False
        self._cells: list[list[Block]] = []
        self._rows: list[list[list[Block]]] = []
        self._letters = [0, 0]
        self._ends: list[tuple[int, str]] = []  # what ends with the group of this depth: note or link
        self._kept: list[tuple[Pen, list[Block], str]] = []
        self._line = 1

    def read(self, source: str) -> None:
        """Read the whole source."""
        for token in tokens(source):
            self._line = token.line
            if token.kind == HEX:
                self._byte(int(token.text, 16))
                continue
            self._decode()
            if token.kind == OPEN:
                self._open()
            elif token.kind == CLOSE:
                self._close()
            elif token.kind == TEXT:
                self._text(token.text)
            else:
                self._word(token)
            self._opened = token.kind == OPEN or (self._opened and token == ("word", "*", None, token.line))
        self._decode()
        while self._stack:
            self._close()
        self._paragraph()
        self._table()

    # --- groups -----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        if len(self._stack) >= _DEEPEST:
            raise UnsafeInput(
                f"{self._name} is nested more than {_DEEPEST} groups deep.",
                "Save its text as a file of another format.",
            )
        self._stack.append(self._state)
        self._optional = False
        self._skip = 0

    def _close(self) -> None:
        if not self._stack:
            return
        depth = len(self._stack)
        if self._state.place == "code" and self._stack[-1].place != "code":
            if match := _HYPERLINK.match("".join(self._code)):
                self._pen.link(match[1])
            self._code = []
        while self._ends and self._ends[-1][0] >= depth:
            _, what = self._ends.pop()
            if what == "link":
                self._pen.unlink()
            elif what == "style":
                self._styles[self._style] = "".join(self._style_words).strip(" ;")
                self._style, self._style_words = -1, []
            else:
                self._end_apart(what)
        self._state = self._stack.pop()

    def _apart(self, place: str, what: str) -> None:
        """Write the group that has begun apart from the text: a note or a header."""
        self._kept.append((self._pen, self._out, self._mark))
        self._pen, self._out, self._mark = Pen(), [], ""
        self._state = replace(self._state, place=place, raised=False, bold=False)
        self._ends.append((len(self._stack), what))

    def _end_apart(self, what: str) -> None:
        self._flush()
        blocks = self._out
        self._pen, self._out, self._mark = self._kept.pop()
        if what == "header":
            self.headers += [line for block in blocks for line in block.text.split("\n")]
        else:
            self.notes.append(FlowNote(what, tuple(without_marker(blocks, what))))

    # --- text -------------------------------------------------------------------------------------------------

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(value)

    def _decode(self) -> None:
        if self._bytes:
            encoding = self._fonts.get(self._state.font, self._encoding)
            text = bytes(self._bytes).decode(encoding, errors="replace")
            self._bytes.clear()
            self._put(text)

    def _text(self, text: str) -> None:
        if self._skip:
            text, self._skip = text[self._skip :], max(0, self._skip - len(text))
        self._put(text)

    def _put(self, text: str) -> None:
        state = self._state
        if not text or state.place == "skip" or state.gone or state.hidden:
            return
        if state.place in ("text", "header"):
            if state.raised and not self._raised and len(text.strip()) < 6:
                self._raised = text.strip()
                return
            self._settle()
            letters = len(text.strip())
            self._letters[state.bold] += letters
            self._pen.write(text)
        elif state.place == "mark":
            self._mark += text
        elif state.place == "code":
            self._code.append(text)
        elif state.place == "styles":
            self._style_words.append(text)

    def _settle(self) -> None:
        """Write raised words that turned out to call no note."""
        if self._raised:
            words, self._raised = self._raised, ""
            self._pen.write(words)
        self._called = ""

    def _flush(self) -> None:
        self._settle()
        mark, self._mark = self._mark.strip(), ""
        plain, strong = self._letters
        role = self._role or (STRONG if strong and not plain else "")
        block = self._pen.take(role, self._line)
        self._letters = [0, 0]
        if block.text:
            if mark and not any(letter.isalnum() for letter in mark):
                mark = bullet(mark)
            self._out.append(flow_tables.marked(block, mark))

    def _paragraph(self) -> None:
        """End a paragraph; in a table it belongs to the cell that is open."""
        if self._kept or not self._in_table:
            if not self._kept and self._rows:
                self._table()
            self._flush()
            return
        before, self._out = self._out, []
        self._flush()
        if not self._cells:
            self._cells.append([])
        self._cells[-1] += self._out
        self._out = before

    def _table(self) -> None:
        """Write the rows read so far as a table."""
        rows, self._rows, self._cells = self._rows, [], []
        self._out += flow_tables.blocks_of(rows, self._line)

    # --- control words ----------------------------------------------------------------------------------------

    def _word(self, token: Token) -> None:
        word, number = token.text, token.number
        if word == "*" and self._opened:
            self._optional = True
            return
        if self._destination(word):
            return
        if word in rtf_state.SIGNS:
            if self._skip:
                self._skip -= 1
            else:
                self._put(rtf_state.SIGNS[word])
        elif word == "u" and number is not None:
            self._put(self._wide.write(number, symbol=self._state.place == "mark"))
            self._skip = self._state.unicode_skip
        elif self._state.place in ("fonts", "styles"):
            self._table_of(word, number)
        elif self._state.place not in ("skip", "code"):
            self._property(word, number)
        elif word == "uc":
            self._state = replace(self._state, unicode_skip=min(max(number or 0, 0), 8))

    def _destination(self, word: str) -> bool:
        """Take the first word of a group as where its text goes, if it is one of these."""
        state = self._state
        if not self._opened:
            if self._optional:
                self._optional = False
            return False
        optional, self._optional = self._optional, False
        if state.place == "skip":
            return False
        place = ""
        if word in rtf_state.SKIPPED or (optional and word not in rtf_state.KNOWN_OPTIONAL):
            place = "skip"
        elif word in rtf_state.HEADERS:
            self._apart("header", "header")
            return True
        elif word == "footnote" and state.place == "text":
            self._note()
            return True
        elif word == "field":
            self._ends.append((len(self._stack), "link"))
            return True
        else:
            place = rtf_state.PLACES.get(word, "")
        if not place:
            return False
        self._state = replace(state, place=place)
        return True

    def _note(self) -> None:
        """Call a note: by the number or raised mark just written, else by the next number; then read it."""
        marker = self._called
        if not marker:
            marker, self._raised = self._raised, ""
            if not marker:
                self._numbers += 1
            marker = self._markers.own(marker or str(self._numbers))
            self._pen.call(marker)
        self._called = ""
        self._apart("text", marker)

    def _table_of(self, word: str, number: int | None) -> None:
        """Read the table of fonts or of styles."""
        if self._state.place == "fonts":
            if word == "f" and number is not None:
                self._state = replace(self._state, font=number)
            elif word == "fcharset" and number is not None and (known := rtf_state.CODEPAGES.get(number)):
                self._fonts[self._state.font] = known
        elif word == "s" and number is not None:
            self._style, self._style_words = number, []
            self._ends.append((len(self._stack), "style"))

    def _property(self, word: str, number: int | None) -> None:
        """Follow a control word that ends something, or changes how words are written."""
        if word in rtf_state.SWITCHES:
            self._state = rtf_state.SWITCHES[word](self._state, number != 0)
        elif word == "plain":
            self._state = replace(self._state, bold=False, gone=False, hidden=False, raised=False)
        elif word == "nosupersub":
            self._state = replace(self._state, raised=False)
        elif word == "uc":
            self._state = replace(self._state, unicode_skip=min(max(number or 0, 0), 8))
        elif word == "f" and number is not None:
            self._state = replace(self._state, font=number)
        elif word == "ansicpg" and number:
            self._encoding = codepage(number)
        elif word in ("s", "outlinelevel") and number is not None:
            self._styled(word, number)
        else:
            self._ending(word)

    def _styled(self, word: str, number: int) -> None:
        """Note what a paragraph is by its style or outline level."""
        name = self._styles.get(number, "").strip() if word == "s" else ""
        if _HEADING.fullmatch(name) or (word == "outlinelevel" and 0 <= number < 9):
            self._role = HEADING
        elif name.lower() == "title":
            self._role = TITLE

    def _ending(self, word: str) -> None:
        """Follow a control word that ends or begins a paragraph, line, cell or row, or numbers a note."""
        if word in ("par", "sect"):
            self._paragraph()
        elif word in ("cell", "nestcell"):
            self._paragraph()
            self._cells.append([])
        elif word == "row":
            if self._cells:
                self._rows.append(self._cells[:-1] if not self._cells[-1] else self._cells)
            self._cells = []
        elif word in ("trowd", "intbl"):
            self._start_row()
        elif word == "line":
            self._pen.brk()
        elif word == "chftn":
            self._number()
        elif word == "pard":
            self._role, self._in_table = "", False

    def _start_row(self) -> None:
        """Say that what follows stands in a table; words before it do not."""
        if not self._in_table and not self._kept and self._pen.text:
            self._flush()
        self._in_table = True

    def _number(self) -> None:
        """Write the number of a note: a call in the text, nothing in the note itself."""
        if self._kept or self._state.gone:
            return
        self._settle()
        self._numbers += 1
        self._called = self._markers.own(str(self._numbers))
        self._pen.call(self._called)
