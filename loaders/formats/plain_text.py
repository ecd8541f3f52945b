"""Plain text -> documents: older resolutions as printed, and reports, notes and web pages as extracted.

The text is UTF-8 (UTF-16 and Windows-1252 are understood too). Refused: empty files, binary files, and what
another format's ending announces (tables, data, markup). Of a text that is not English the language is stated.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import Final

from lexline.loaders.document import Document, Problem, Source
from lexline.loaders.drafting import finish
from lexline.loaders.footnotes import Note, take_notes
from lexline.loaders.formats import text_documents, text_draft, text_paragraphs, text_report, text_resolution
from lexline.loaders.joining import Words
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN, Layout, Line, clean, read
from lexline.loaders.limits import check_lines
from lexline.ontology.errors import InputError

NAME: Final = "plain-text"
VERSION: Final = "1"

_ENDINGS = frozenset({"", ".txt", ".text"})
_MARKUP = re.compile(rb"\s*(?:<[?!a-zA-Z]|[{\[]\s*[\"{\[]|%PDF|PK\x03\x04|\{\\rtf)")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WORD_CALL = re.compile(r"\[footnoteRef:(\d{1,4})\]")
_WORD_NOTE = re.compile(r"\[(\d{1,4}):\s([^\[\]]{0,20000})\]")
_WORD_MARK = re.compile(r"\[bookmark: [^\[\]]{0,80}\]")


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
    check_lines(text.count("\n") + text.count("\r") + text.count("\f"), name)
    source = Source(PurePath(name.replace("\\", "/")).name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    text, word_notes = _word_notes(text)
    layout = clean(read(text))
    if not layout.lines:
        raise InputError(f"{name} holds no text.", "Leave it out, or extract its text again.")
    if text_documents.is_resolution(layout):
        document = _resolution(layout, source, problems)
    elif text_draft.recognise(layout):
        document = text_draft.load(layout, source, problems)
    else:
        document = _report(layout, source, word_notes, problems)
    return (text_documents.in_its_language(document, text),)


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
    return text_documents.resolution(done, layout, source, problems)


def _report(layout: Layout, source: Source, word_notes: tuple[Note, ...], problems: tuple[Problem, ...]) -> Document:
    """Put a report or any other document together."""
    lines, notes = take_notes(layout.lines, indents=layout.spaced and not layout.paged)
    called = tuple(
        Line(_WORD_CALL.sub(_call, line.text), line.number, line.page, line.gap, line.indent) for line in lines
    )
    drafts, front = text_report.name(called, layout.running, spaced=layout.spaced)
    words = Words.of(line.text for line in layout.lines)
    done = finish(drafts, (*notes, *word_notes), words, mend=layout.spaced, links=layout.links)
    return text_documents.report(done, front, source, problems)
