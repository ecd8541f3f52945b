"""Texts of treaties -> documents: Markdown with article headings, and plain text with articles on lines of their own.

Preamble, parts, chapters, sections, articles, paragraphs, items and annexes become units that are named as citations
name them, so that "Article 2, paragraph 6, of the Charter" finds its paragraph. The id is the registry's, by the title.
Refused: files that are empty, binary, or have neither articles nor the opening words of a treaty.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Final

from lexline.loaders.document import ARTICLE, FRONT, Document, Problem, Source, Unit
from lexline.loaders.formats import treaty_lines, treaty_names, treaty_units
from lexline.loaders.formats.treaty_lines import HEADING, NAMED, TEXT, Piece
from lexline.loaders.language import NAMES, is_english, language_of
from lexline.loaders.limits import check_lines
from lexline.loaders.naming import made_up, stem
from lexline.ontology.errors import InputError

NAME: Final = "treaty-text"
VERSION: Final = "1"

_MARKDOWN: Final = frozenset({".md", ".markdown"})
_PLAIN: Final = frozenset({"", ".txt", ".text"})
_HEAD_ARTICLE: Final = re.compile(r"^#{2,4}[ \t]*(?:article|art\.)[ \t]+(?:\d|[IVX])", re.IGNORECASE | re.MULTILINE)
_HEAD_PART: Final = re.compile(r"^#{2,4}[ \t]*(?:part|chapter|section|title)[ \t]+(?:\d|[IVX])", re.I | re.M)
_TITLE_WORD: Final = re.compile(
    r"\b(?:convention|covenant|treaty|protocol|charter|statute|agreement|constitution)\b", re.IGNORECASE
)
_PARTIES: Final = re.compile(
    r"^\W*preamble|\b(?:(?:states? )?parties to (?:this|the present)|the (?:states )?parties, "
    r"|(?:high )?contracting (?:parties|states)|we the peoples of the united nations|states parties to the"
    r"|plenipotentiaries|governments? signatory|in the name of their peoples"
    r"|the general conference of the international labour)",
    re.IGNORECASE | re.MULTILINE,
)
_OTHER_KIND: Final = re.compile(
    r"^\W*(?:resolution|decision|report of|letter dated|note by)\b|\b[ASE]/(?:[A-Z]{2,4}[./])?\w*\d"
    r"|^\s*the (?:security council|general assembly|economic and social council),",
    re.IGNORECASE | re.MULTILINE,
)
_OPENS_ARTICLES: Final = re.compile(
    r"^[ \t]*(?:article|art\.)[ \t]+(?:1|I|one)\b[ \t]*(?:[.:–—-].{0,100})?$"
    r"|^[ \t]*(?:part|chapter)[ \t]+(?:1|I|one)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ORGANIZATION: Final = re.compile(r"\b(?:conference|organi[sz]ation|nations)\W*$", re.IGNORECASE)
_NAME_ENDS: Final = re.compile(r"(?<=[a-z\d)])[ ,.]*(?=(?:The General Conference|THE GENERAL CONFERENCE)\b)")
_ONLY_NUMBER: Final = re.compile(r"\w+ (?:\(?no\.? ?)?(?P<n>\d{1,3})\)?", re.IGNORECASE)
_BEGINS: Final = re.compile(r"\W*(?:convention|recommendation|protocol)\b", re.IGNORECASE)


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is the text of a treaty, by its ending and its first bytes."""
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    if suffix not in _MARKDOWN | _PLAIN or _CONTROL.search(head):
        return False
    text = head.decode("utf-8", "replace")
    if suffix in _MARKDOWN:
        return bool(_HEAD_ARTICLE.search(text)) or (bool(_PARTIES.search(text)) and _titled(text.replace("#", "")))
    if text.lstrip("\ufeff \r\n\t")[:1] in ("<", "{", "[") or _OTHER_KIND.search(text[:1500]):
        return False
    return _titled(text) and bool(_PARTIES.search(text) or _OPENS_ARTICLES.search(text))


def _titled(text: str) -> bool:
    """Say whether the first lines are the title of a treaty."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()][:4]
    return any(_TITLE_WORD.search(line) and len(line) < 300 and not line.endswith((",", ";")) for line in lines)


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read the text of a treaty; one document comes out.

    Raises:
        InputError: the file is empty, binary or no treaty.
    """
    text, problems = _decode(data, name)
    check_lines(text.count("\n") + text.count("\r") + text.count("\f"), name)
    file = PurePath(name.replace("\\", "/")).name
    source = Source(file, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    suffix = PurePath(file).suffix.lower()
    marked = suffix in _MARKDOWN or bool(_HEAD_ARTICLE.search(text) or _HEAD_PART.search(text))
    pieces = treaty_lines.markdown(text) if marked else treaty_lines.plain(text)
    return (document(pieces, source, problems),)


def document(pieces: Sequence[Piece], source: Source, problems: tuple[Problem, ...] = ()) -> Document:
    """Put a treaty together from its pieces, whatever format they were read from.

    Raises:
        InputError: there is no text in them.
    """
    if not any(piece.text for piece in pieces):
        raise InputError(f"{source.file} holds no text.", "Leave it out, or extract its text again.")
    title, front, behind = _front(pieces)
    units = treaty_units.name(pieces[behind:])
    text = "\n".join(unit.text for unit in units)
    when = treaty_names.dated(title, text)
    identifier, row = treaty_names.identify(title, when)
    if row is None and not _TITLE_WORD.search(title):  # no title of a treaty
        identifier = made_up(stem(source.file), source.sha256)
    if front:
        words = "\n".join(" ".join(part for part in (piece.label, piece.text) if part) for piece in front)
        units = (Unit("front", FRONT, words, source_line=front[0].line or None), *units)
    language = language_of(text)
    return Document(
        id=identifier,
        kind=row.kind if row else "treaty",
        title=row.title if row else title or identifier,  # as printed it stands in `front`
        source=source,
        units=units,
        symbols=(),
        date=row.date if row and row.date else when,
        language=language,
        problems=(*problems, *_problems(units, language, when, row.date if row else None)),
    )


def _front(pieces: Sequence[Piece]) -> tuple[str, tuple[Piece, ...], int]:
    """Return the title, the pieces before the text itself, and how many those are."""
    heads = 0
    while heads < min(len(pieces), 12) and pieces[heads].kind in (HEADING, NAMED):
        heads += 1
    if not heads:  # plain text: its first lines, up to the words that open the preamble
        while heads < min(len(pieces), 6) and pieces[heads].kind == TEXT and _is_name(pieces[heads].text):
            heads += 1
        words = [piece.text for piece in pieces[:heads]]
        named = [text for text in words if _TITLE_WORD.search(text)]
        return (named[0] if named else " ".join(words[:1])).strip(" .*"), tuple(pieces[:heads]), heads
    titles = [piece for piece in pieces[:heads] if len(pieces[:heads]) == 1 or not _is_foreign(piece, pieces[:heads])]
    if len(titles) > 1 and not _TITLE_WORD.search(titles[-1].text) and not titles[-1].text[:1].islower():
        heads -= sum(piece is titles[-1] for piece in pieces[:heads])
        titles = titles[:-1]
    title = _title([piece.text for piece in titles])
    if _ORGANIZATION.search(title) and not _TITLE_WORD.search(title):
        title = _announced(pieces[heads : heads + 2]) or title
    return title, tuple(pieces[:heads]), heads


def _announced(pieces: Sequence[Piece]) -> str:
    """Return the title that stands below the name of the conference: "CONVENTION 95", "Convention concerning ..."."""
    lines = [_NAME_ENDS.split(piece.text)[0].strip(" .*") for piece in pieces if _BEGINS.match(piece.text)]
    if len(lines) > 1 and (number := _ONLY_NUMBER.fullmatch(lines[0])):
        return re.sub(r"(?i)^(convention|recommendation)\b", rf"\1 (No. {number['n']})", lines[1])
    return lines[0] if lines else ""


def _is_name(text: str) -> bool:
    return len(text) < 300 and not text.endswith((",", ";", ":")) and not _PARTIES.match(text)


def _is_foreign(piece: Piece, heads: Sequence[Piece]) -> bool:
    """Say whether the first heading only says the title in the language of those who published the text."""
    named = any(_TITLE_WORD.search(other.text) for other in heads[1:])
    return piece is heads[0] and (named or not _TITLE_WORD.search(piece.text))


def _title(words: Sequence[str]) -> str:
    """Join a title that stands in two headings: "Protocol No. 6", "to the Convention for ..."."""
    if len(words) > 1 and (words[1][:1].islower() or len(words[0].split()) < 2):
        return " ".join(words[:2]).strip(" .*")
    named = [text for text in words if _TITLE_WORD.search(text)]
    return (named or list(words) or [""])[0].strip(" .*")


def _problems(units: Sequence[Unit], language: str, when: date | None, known: date | None) -> tuple[Problem, ...]:
    """Say what a reader should know: no articles, another language, a date that differs from the registry's."""
    found: list[Problem] = []
    if not any(unit.kind == ARTICLE for unit in units):
        found.append(Problem("no-articles", "no heading of an article was found; the text is kept as paragraphs"))
    if not is_english(language):
        found.append(Problem("language", f"the text is {NAMES[language]}, not English"))
    if when and known and when != known and when.year != known.year:
        found.append(Problem("date", f"the text says {when.isoformat()}, the registry {known.isoformat()}"))
    return tuple(found)


def _decode(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Turn bytes into text; raises InputError for what is empty or binary."""
    if not data.strip():
        raise InputError(f"{name} is empty.", "Leave it out, or fetch it again.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), ()
    if b"\x00" in data[:65536] or len(_CONTROL.findall(data[:65536])) * 200 > len(data[:65536]):
        raise InputError(f"{name} is a binary file.", "Extract its text, or give the file in a format lexline reads.")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        wrong = Problem("encoding", f"not UTF-8 (byte {error.start}); read as Windows-1252")
        return data.decode("cp1252", errors="replace"), (wrong,)
