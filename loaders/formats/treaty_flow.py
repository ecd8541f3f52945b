"""Lines of a web page, a word processor's file or a PDF that hold a treaty -> its Document, as `treaty_text` makes it.

A treaty is known by its title, the words that open its preamble, and articles that begin with the first one. Headings
count as headings whether the source states them, sets them in bold, or only sets them apart. Resolutions, reports and
whatever has a document symbol are none of these: for them, None comes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lexline.loaders.document import FOOTNOTE, FRONT, Document, Footnote, Problem, Source, Unit
from lexline.loaders.footnotes import Note
from lexline.loaders.formats import treaty_lines, treaty_text
from lexline.loaders.formats.flow import ROW, TABLE
from lexline.loaders.formats.flow_report import role_of
from lexline.loaders.formats.text_resolution import preambular
from lexline.loaders.formats.treaty_lines import ARTICLE, HEADING, OPENS, Piece
from lexline.loaders.joining import lift_calls
from lexline.loaders.layout import Line
from lexline.ontology.sessions import from_roman
from lexline.ontology.symbols import Symbol

_TITLE: Final = re.compile(
    r"\b(?:convention|covenant|treaty|protocol|charter|statute|agreement|constitution)\b", re.IGNORECASE
)
_OTHER: Final = re.compile(
    r"\W*(?:resolution|decision|report (?:of|on)|letter dated|identical letters|note (?:by|verbale)|draft"
    r"|summary record|general (?:comment|recommendation)|statement by)\b",
    re.IGNORECASE,
)
_PREAMBLE: Final = re.compile(r"\W*preamble\W*", re.IGNORECASE)
_PARTIES: Final = re.compile(
    r"\b(?:(?:states? )?parties to (?:this|the present)|the (?:states )?parties,|(?:high )?contracting parties"
    r"|contracting states|we the peoples|plenipotentiaries|governments? signatory|the members of the"
    r"|in the name of their peoples)"
    r"|\bhave agreed (?:as follows|to the following|upon the following)",
    re.IGNORECASE,
)
_INLINE: Final = re.compile(
    r"(?P<head>(?:Article|ARTICLE|Art\.)\s+(?P<label>\d{1,3}|[IVXLC]{1,8}))\b[.:–—-]{0,2}\s+(?=[A-Z“\"(\d])(?P<rest>.+)"
)
_SENTENCE: Final = re.compile(r"(?:[^\s]+\s+){5,}.*[.;:,]$")
#: A treaty's title and what is said about its adoption stand in the first lines; the recitals begin soon below.
_FIRST: Final = 30
_ENOUGH: Final = 2


def read(
    lines: Sequence[Line],
    notes: Sequence[Note],
    source: Source,
    problems: tuple[Problem, ...] = (),
    *,
    title: str = "",
) -> Document | None:
    """Read lines as a treaty; None where they are none. `title` is how the source calls itself.

    Each line is a paragraph, or a part of one that a forced break sets apart. The units' source lines are the lines'
    numbers; calls of `notes` may be marked in them.
    """
    pieces = _pieces(lines)
    begin = _begin(lines)
    if not _is_treaty(lines, pieces, begin):
        return None
    front = [line for line in lines[:begin] if line.text]
    named = next((line for line in front if _names(line.text)), None)
    called = lift_calls(named.text)[0] if named else title
    head = Piece(HEADING, called, line=named.number if named else front[0].number if front else lines[0].number)
    document = treaty_text.document([head, *pieces[_behind(lines, pieces, begin) :]], source, problems)
    words = "\n".join(line.text for line in front)
    units = tuple(replace(unit, text=words or unit.text) if unit.eid == FRONT else unit for unit in document.units)
    return _with_notes(replace(document, units=units), notes)


def _pieces(lines: Sequence[Line]) -> list[Piece]:
    """Cut every line into pieces; the first piece of each has the line's number."""
    out: list[Piece] = []
    last = 0
    for line in lines:
        if role_of(line) == TABLE:
            out.append(Piece(treaty_lines.TABLE, line.text.replace(ROW, "\n"), "", line.number))
            continue
        stated = bool(role_of(line))
        below = bool(out) and out[-1].kind in OPENS and not out[-1].text
        found = treaty_lines.piece_of(line.text, line.number, stated=stated, below=below)
        match = None if stated else _INLINE.fullmatch(line.text)
        if match and _SENTENCE.fullmatch(match["rest"]) and _value(match["label"]) == last + 1:
            opening = treaty_lines.piece_of(match["head"], line.number, stated=True, below=False)
            out += [opening, treaty_lines.piece_of(match["rest"], line.number, stated=False, below=False)]
            last += 1
            continue
        if found.kind == ARTICLE:
            last = _value(found.label) or last
        out.append(found)
    return out


def _value(label: str) -> int:
    """Return the value of an article's number in digits or Roman numerals; 0 where it is neither."""
    return int(label) if label.isdecimal() else from_roman(label) or 0


def _names(text: str) -> bool:
    """Say whether a line is the title of a treaty."""
    said = preambular(text) is True or text.endswith((",", ";", ":"))
    return bool(_TITLE.search(text)) and len(text) < 300 and not said and not _OTHER.match(text)


def _begin(lines: Sequence[Line]) -> int:
    """Return the place of the line with which the treaty itself begins: its preamble, or its first article."""
    for index, line in enumerate(lines[:_FIRST]):
        opening = treaty_lines.piece_of(line.text, 0, stated=bool(role_of(line)), below=False).kind
        recital = line.text.endswith((",", ":", ";")) and (_PARTIES.search(line.text) or preambular(line.text) is True)
        if _PREAMBLE.fullmatch(line.text) or opening in OPENS or recital or _INLINE.fullmatch(line.text):
            return index
    return 0


def _behind(lines: Sequence[Line], pieces: Sequence[Piece], begin: int) -> int:
    """Return the place of the first piece of the line at `begin`."""
    first = lines[begin].number
    return next((i for i, piece in enumerate(pieces) if piece.line >= first and i >= begin), 0)


def _is_treaty(lines: Sequence[Line], pieces: Sequence[Piece], begin: int) -> bool:
    """Say whether lines are the text of a treaty."""
    front = [line.text for line in lines[:begin]]
    if not any(_names(text) for text in front) or any(_OTHER.match(text) or Symbol.find(text) for text in front):
        return False
    numbers = [_value(piece.label) for piece in pieces if piece.kind == ARTICLE]
    begins = bool(numbers) and numbers[0] == 1
    opened = any(_PARTIES.search(line.text) for line in lines[begin : begin + _FIRST])
    return begins and (opened or len(numbers) > _ENOUGH) and len(numbers) >= _ENOUGH


def _with_notes(document: Document, notes: Sequence[Note]) -> Document:
    """Take the marked calls out of the units, and set the notes behind them."""
    known = {note.marker: f"fn_{nth}" for nth, note in enumerate(notes, 1)}
    units: list[Unit] = []
    calls: list[Footnote] = []
    for unit in document.units:
        text, found = lift_calls(unit.text)
        units.append(replace(unit, text=text, heading=lift_calls(unit.heading)[0] if unit.heading else unit.heading))
        calls += [Footnote(marker, known[marker], unit.eid, at) for marker, at in found if marker in known]
    called = {call.marker for call in calls}
    calls += [Footnote(marker, eid, None, None) for marker, eid in known.items() if marker not in called]
    for note in notes:
        text = lift_calls(" ".join(line.text for line in note.lines))[0]
        first = note.lines[0].number if note.lines else None
        units.append(Unit(known[note.marker], FOOTNOTE, text, note.marker, source_line=first))
    return replace(document, units=tuple(units), footnotes=tuple(calls))
