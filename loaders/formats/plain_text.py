"""Plain text -> documents: older resolutions as printed, and reports, notes and web pages as extracted.

The text is UTF-8 (UTF-16 and Windows-1252 are understood too). Refused: empty files, binary files, and what
another format's ending announces (tables, data, markup). Of a text that is not English the language is stated.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Final

from lexline.loaders.document import Document, Problem, Source
from lexline.loaders.drafting import Finished, finish
from lexline.loaders.footnotes import Note, take_notes
from lexline.loaders.formats import text_draft, text_paragraphs, text_report, text_resolution
from lexline.loaders.formats.text_front import find_date
from lexline.loaders.joining import Words
from lexline.loaders.language import NAMES, is_english, language_of
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN, Layout, Line, clean, read
from lexline.loaders.naming import made_up, stem
from lexline.ontology.errors import InputError
from lexline.ontology.sessions import council_year
from lexline.ontology.symbols import RESOLUTION, Symbol

NAME: Final = "plain-text"
VERSION: Final = "1"

_ENDINGS = frozenset({"", ".txt", ".text"})
_MARKUP = re.compile(rb"\s*(?:<[?!a-zA-Z]|[{\[]\s*[\"{\[]|%PDF|PK\x03\x04|\{\\rtf)")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WORD_CALL = re.compile(r"\[footnoteRef:(\d{1,4})\]")
_WORD_NOTE = re.compile(r"\[(\d{1,4}):\s([^\[\]]{0,20000})\]")
_WORD_MARK = re.compile(r"\[bookmark: [^\[\]]{0,80}\]")
_DRAFT = re.compile(r"[\[(](?P<symbol>S/[^\])},]{1,40})(?:,[^\])}]{0,20})?[\])}]{1,2}")
_MEETING = re.compile(r"(?P<n>\d{1,5})_?(?:st|nd|rd|th|lst) meeting")
_VOTE = re.compile(
    r"(?P<vote>unanimously|without a vote|by consensus"
    r"|by \d{1,2} votes to (?:none|\d{1,2})(?:, with \d{1,2} abstentions?)?)"
)


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is plain text, by its ending and its first bytes."""
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    if suffix not in _ENDINGS and not re.fullmatch(r"\.\d+|\.[A-Z]?\d+", suffix):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not _MARKUP.match(head) and not _CONTROL.search(head)


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a plain text file; one document comes out.

    Raises:
        InputError: the file is empty or binary.
    """
    text, problems = _decode(data, name)
    source = Source(PurePath(name.replace("\\", "/")).name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    text, word_notes = _word_notes(text)
    layout = clean(read(text))
    if not layout.lines:
        raise InputError(f"{name} holds no text.", "Leave it out, or extract its text again.")
    if _is_resolution(layout):
        document = _resolution(layout, source, problems)
    elif text_draft.recognise(layout):
        document = text_draft.load(layout, source, problems)
    else:
        document = _report(layout, source, word_notes, problems)
    return (_in_its_language(document, text),)


def _in_its_language(document: Document, text: str) -> Document:
    """State the language of a text that is clearly not English, and that this limits what is read."""
    language = language_of(text)
    if is_english(language):
        return document
    message = f"the text is {NAMES[language]}, not English; only symbols, numbers and links in it are read"
    return replace(document, language=language, problems=(*document.problems, Problem("language", message)))


def _decode(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Turn bytes into text; raises InputError for what is empty or binary."""
    if not data.strip():
        raise InputError(f"{name} is empty.", "Leave it out, or fetch it again.")
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), ()
    sample = data[:65536]
    if len(_CONTROL.findall(sample)) * 200 > len(sample) or b"\x00" in sample:
        raise InputError(f"{name} is a binary file.", "Extract its text, or give the file in a format lexline reads.")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        wrong = Problem("encoding", f"not UTF-8 (byte {error.start}); read as Windows-1252")
        return data.decode("cp1252", errors="replace"), (wrong,)


def _word_notes(text: str) -> tuple[str, tuple[Note, ...]]:
    """Take the footnotes out that a word processor's converter writes as "[footnoteRef:1]" and "[1: ...]"."""
    if "[footnoteRef:" not in text:
        return _WORD_MARK.sub("", text), ()
    notes: list[Note] = []

    def take(match: re.Match[str]) -> str:
        line = text.count("\n", 0, match.start()) + 1 if len(notes) < 2000 else 0
        notes.append(Note(match[1], (Line(" ".join(match[2].split()), line),), 1))
        return ""

    bare = _WORD_NOTE.sub(take, text)
    return _WORD_MARK.sub("", bare), tuple(notes)


def _call(match: re.Match[str]) -> str:
    return f"{CALL_OPEN}{match[1]}{CALL_CLOSE}"


def _is_resolution(layout: Layout) -> bool:
    """Say whether the first lines are those of a resolution: its heading, or its symbol and the formula."""
    head = layout.lines[:40]
    if any(text_resolution.TITLE.match(line.text) for line in head[:12]):
        return True
    formula = any(text_resolution.FORMULA.fullmatch(line.text) for line in head)
    return formula and any("/RES/" in line.text or line.text.upper().startswith("RESOLUTION") for line in head)


def _resolution(layout: Layout, source: Source, problems: tuple[Problem, ...]) -> Document:
    """Put a resolution together."""
    body, notes = text_resolution.split_notes(layout.lines)
    if layout.spaced:
        body, page_notes = take_notes(body, indents=not layout.paged)
        notes = page_notes or notes
    parts = text_resolution.cut(body)
    drafts = text_paragraphs.name(parts)
    words = Words.of(line.text for line in layout.lines)
    done = finish(drafts, notes, words, mend=layout.spaced, again=True, links=layout.links)
    front = "\n".join(unit.text for unit in done.units if unit.eid == "front")
    when = find_date(front)
    symbol, found = _symbol(front, source.file, when, layout)
    adoption = " ".join(unit.text for unit in done.units if unit.eid.endswith(text_resolution.ADOPTION_PART)) or front
    meeting = _MEETING.search(adoption)
    vote = _VOTE.search(adoption)
    drafts_of = tuple(s.text for m in _DRAFT.finditer(front) if (s := Symbol.find(m["symbol"].split(" and ")[0])))
    title = f"Resolution {symbol.number} ({symbol.year})" if symbol and symbol.year else front.split("\n")[0]
    return Document(
        id=symbol.text if symbol else made_up(stem(source.file), source.sha256),
        kind=RESOLUTION,
        title=title,
        source=source,
        units=done.units,
        symbols=(symbol.text,) if symbol else (),
        body=symbol.body if symbol else "",
        date=when,
        footnotes=done.footnotes,
        meeting=f"S/PV.{meeting['n']}" if meeting and symbol and symbol.body == "SC" else None,
        drafts=drafts_of,
        vote=vote["vote"] if vote else None,
        problems=(*problems, *found, *done.problems, *_gaps(done)),
    )


def _symbol(front: str, file: str, when: date | None, layout: Layout) -> tuple[Symbol | None, tuple[Problem, ...]]:
    """Find the resolution's symbol: printed heading, printed symbol, running header; last, the file's name."""
    title = next((m for line in front.split("\n") if (m := text_resolution.NUMBERED.search(line))), None)
    number = int(title["n"] or title["n2"]) if title else 0
    printed = (title["y"] or title["y2"] or "") if title else ""
    year = int(printed) if printed.isdigit() and len(printed) == 4 else 0
    named = re.match(r"S_RES_0*(\d{1,4})_(\d{4})", file)
    if number and (council := council_year(number) or (when.year if when else year)):
        said = []
        if year != council:
            said.append(
                Problem("year", f"the heading says {printed or 'no year'}; resolution {number} is of {council}")
            )
        if named and int(named[1]) != number:
            said.append(Problem("file-name", f"the file is named for resolution {int(named[1])}, its text is {number}"))
        return Symbol.find(f"S/RES/{number}({council})"), tuple(said)
    symbols = [*layout.running, *re.findall(r"(?:A|S|E)/(?:[A-Z]{2,4}/)?RES/[\w./-]{1,20}(?: ?\(\d{4}\))?", front)]
    for text in symbols:
        if symbol := Symbol.find(text):
            return symbol, ()
    if named and (symbol := Symbol.find(f"S/RES/{named[1]}({named[2]})")):
        return symbol, (Problem("symbol-from-file-name", "the text names no symbol; it is taken from the file's name"),)
    return None, (Problem("no-symbol", "neither the text nor the file's name says which resolution this is"),)


def _gaps(done: Finished) -> tuple[Problem, ...]:
    """Report operative numbers that are missing between those that were read."""
    missing: list[str] = []
    before: dict[str, int] = {}
    for unit in done.units:
        match = re.fullmatch(r"(.*?)op_(\d+)", unit.eid)
        if match:
            value = int(match[2])
            missing += [f"{match[1]}op_{n}" for n in range(before.get(match[1], 0) + 1, min(value, 500))]
            before[match[1]] = value
    return (Problem("number-gap", f"no paragraph was read as {', '.join(missing[:20])}"),) if missing else ()


def _report(layout: Layout, source: Source, word_notes: tuple[Note, ...], problems: tuple[Problem, ...]) -> Document:
    """Put a report or any other document together."""
    lines, notes = take_notes(layout.lines, indents=layout.spaced and not layout.paged)
    called = tuple(
        Line(_WORD_CALL.sub(_call, line.text), line.number, line.page, line.gap, line.indent) for line in lines
    )
    drafts, front = text_report.name(called, layout.running, spaced=layout.spaced)
    words = Words.of(line.text for line in layout.lines)
    done = finish(drafts, (*notes, *word_notes), words, mend=layout.spaced, links=layout.links)
    identifier = front.symbols[0] if front.symbols else made_up(stem(source.file), source.sha256)
    return Document(
        id=identifier,
        kind=front.kind,
        title=front.title or identifier,
        source=source,
        units=done.units,
        symbols=front.symbols,
        body=front.body,
        date=front.date,
        footnotes=done.footnotes,
        problems=(*problems, *done.problems),
    )
