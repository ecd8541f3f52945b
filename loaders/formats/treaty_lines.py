"""The text of a treaty, Markdown or plain -> pieces in reading order: headings, numbered paragraphs, items, tables.

A heading says which part of a treaty it opens ("Article 5", "PART II", "ANNEX A") or only gives a title. Nothing is
dropped but what marks the text up; text that breaks off in the middle of a sentence is joined again. Where Markdown
was made from a page whose unnumbered paragraphs ran together ("... motive.Nevertheless"), they are parted again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN

#: What a piece is: `OPENS` open a part of the treaty, the others stand in one.
ARTICLE, ANNEX, PART, TITLE, CHAPTER, SECTION, SUBSECTION, LETTER, NAMED = (
    *("article", "annex", "part", "title", "chapter", "section", "subsection", "letter", "named"),
)
HEADING, PARA, CLAUSE, ITEM, TEXT, DASH, TABLE = "heading", "para", "clause", "item", "text", "dash", "table"
OPENS: Final = frozenset({ARTICLE, ANNEX, PART, TITLE, CHAPTER, SECTION, SUBSECTION, LETTER, NAMED})

_NUMBER: Final = r"\d{1,3}(?:\.\d{1,2}){0,3}(?: ?(?:bis|ter|quater|quinquies)\b|[A-Za-z](?![A-Za-z]))?"
_ROMAN: Final = r"[IVXLC]{1,8}(?:\.\d{1,2})?(?: ?(?:bis|ter|quater)| ?\([A-Z]\))?"
_LABEL: Final = rf"(?P<label>{_NUMBER}|{_ROMAN}|[A-Z](?: ?\d{{1,2}})?)(?![\w])"
_TAIL: Final = r"(?: ?[.:–—-] ?| )?(?P<title>.{0,300})"
_WORDS: Final = (
    (ARTICLE, r"articles?|art\."),
    (ANNEX, r"annex(?:e)?|appendix|schedule|attachment"),
    (PART, r"part"),
    (TITLE, r"title"),
    (CHAPTER, r"chapter"),
    (SECTION, r"section"),
    (SUBSECTION, r"sub-?section"),
)
_OPENING: Final = tuple(
    (kind, re.compile(rf"(?:{words})(?:\s+(?:no\.\s?)?{_LABEL}{_TAIL})?", re.IGNORECASE)) for kind, words in _WORDS
)
_ARTICLE_WORD: Final = re.compile(r"article\s+(?P<word>[a-z]{3,12})", re.IGNORECASE)
_CARDINALS: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_BARE_NUMBER: Final = re.compile(r"\(?(?P<label>\d{1,3}(?: ?(?:bis|ter|quater))?)\)?\.?")
_BARE_ROMAN: Final = re.compile(r"(?P<label>[IVX]{1,6})(?:[.:–—-]? (?P<title>.{1,200})|\.?)")
_BARE_LETTER: Final = re.compile(r"(?P<label>[A-Z])(?:\. ?(?P<title>.{0,200})|\.?)")

_HASHES: Final = re.compile(r"(?P<hashes>#{1,6})\s*(?P<text>.*)")
_PARA: Final = re.compile(
    r"(?P<label>\d{1,3}(?: ?(?:bis|ter|quater)(?!\w))?)\.(?!\d) ?(?P<text>.*)"
    r"|\(?(?P<in>\d{1,3})\)\.? ?(?P<rest>.*)"
)
_ITEM: Final = re.compile(
    r"[(]?(?P<token>[a-z]{1,5}|[A-Z])[)]\.? ?(?P<text>.*)|(?P<plain>[a-z])\. ?(?![a-z]\.)(?P<more>.*)"
)
_CLAUSE: Final = re.compile(r"Section (?P<label>\d{1,3})[.:]? ?(?P<text>[A-Z(].{20,})")
_DASH: Final = re.compile(r"[–—•-] ?\S.*")

_META: Final = re.compile(r"<meta\b[^<>]{0,300}>|<!--[^<>]{0,300}-->", re.IGNORECASE)
_TAG: Final = re.compile(r"</?(?:sup|sub|b|i|em|strong|br|p|span|u|div)\b[^<>]{0,200}>", re.IGNORECASE)
_IMAGE: Final = re.compile(r"!\[(?P<alt>[^\[\]]{0,200})\]\([^()\s]{0,500}\)")
_LINK: Final = re.compile(r"(?<!!)\[(?P<text>[^\[\]]{1,400})\]\([^()\s]{0,500}\)")
_STARS: Final = re.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])|(?<=[^\s*])\*{1,3}(?=[^\s*])|\*\*")
_SPACES: Final = re.compile(r"[ \t\xa0\u2000-\u200a\u202f\u3000]+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\ufeff\ue000\ue001]")
_BREAKS: Final = re.compile(r"\r\n|[\r\n\f\x0b\x85\u2028\u2029]")
_RULE: Final = re.compile(r"\|?[\s:|-]{3,}\|?")
_RUN_ON: Final = re.compile(
    r"(?<=[a-z)”][a-z)”][.;:])(?:(?=[A-Z“][a-zA-Z]|\([a-z1]{1,4}\) )| {2,}(?=\*?[A-Z“]|\([a-z1]{1,4}\) ))"
    r"|(?<=\S)\s?(?=\*Section \d{1,3}\.?\*)"
)
_INLINE: Final = re.compile(r"(?P<before>[:;,])(?P<space>(?: (?:and|or|and/or))? ?)(?=\(\*?(?P<letter>[a-z])\*?\) ?\S)")
#: A marked call of a footnote.
CALLS: Final = re.compile(f"{CALL_OPEN}[^{CALL_CLOSE}]*{CALL_CLOSE}")
_ENDS: Final = re.compile(r"[.;:!?][)”\"’]?(?: (?:and|or|and/or))?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a treaty: what it is, the number printed before it, its words, and its line in the source."""

    kind: str
    text: str
    label: str = ""
    line: int = 0


def markdown(text: str) -> tuple[Piece, ...]:
    """Cut Markdown into pieces: headings by their marks, one paragraph a line, unnumbered ones parted again."""
    out: list[Piece] = []
    for number, raw in enumerate(_BREAKS.split(text), start=1):
        line = _META.sub("", _CONTROL.sub("", raw)).strip()
        if not line or _RULE.fullmatch(line):
            continue
        if match := _HASHES.match(line):
            words = _bare(match["text"])
            if words:
                level = len(match["hashes"])
                marked = match["text"].strip().startswith("*")
                out.append(_heading(words, number, named=level < 4 and not marked, structural=level == 3))
        elif line.startswith("|"):
            _table(out, line, number)
        else:
            out.extend(_body(part, number) for part in _parted(line))
    return tuple(piece for piece in out if piece.text or piece.label or piece.kind in OPENS)


def plain(text: str) -> tuple[Piece, ...]:
    """Cut plain text into pieces: a heading stands on a line of its own, hard line breaks are joined."""
    out: list[Piece] = []
    gap = True
    titled = False
    for number, raw in enumerate(_BREAKS.split(text), start=1):
        line = _SPACES.sub(" ", _CONTROL.sub("", raw)).strip()
        if not line:
            gap = True
            continue
        free = gap or not out or out[-1].kind in OPENS or bool(_ENDS.search(out[-1].text))
        opening = _opening(line, strict=True) if free else None
        if opening is not None:
            out.append(replace(opening, line=number))
        elif titled and _is_title(line):
            out.append(Piece(HEADING, line, line=number))
        else:
            piece = _body(line, number)
            if free or (piece.kind in (PARA, ITEM) and _ENDS.search(out[-1].text)):
                out.append(piece)
            else:
                out[-1] = replace(out[-1], text=_joined(out[-1].text, line))
        titled = opening is not None and not opening.text
        gap = False
    return tuple(out)


def piece_of(words: str, number: int, *, stated: bool, below: bool) -> Piece:
    """Read one paragraph of another format: a heading where it is `stated` as one, opens a part, or titles it.

    `below` says that it stands directly below the number of an article or part that has no title yet.
    """
    bare = CALLS.sub("", words).strip()
    opening = _opening(bare, strict=not stated)
    if opening is not None:
        return replace(opening, line=number)
    if below and _is_title(bare) and len(bare) < 100:
        return Piece(HEADING, words, line=number)
    body = _body(words, number)
    if stated and body.kind == TEXT and not words.endswith((".", ";", ",", ":")):
        return Piece(HEADING, words, line=number)
    return body


def _heading(words: str, number: int, *, named: bool, structural: bool) -> Piece:
    """Read a heading of Markdown: what it opens; a title where it opens nothing."""
    if structural:
        for pattern, kind in ((_BARE_NUMBER, PARA), (_BARE_ROMAN, SECTION), (_BARE_LETTER, LETTER)):
            if match := pattern.fullmatch(words):
                return Piece(kind, match.groupdict().get("title") or "", match["label"], number)
    if named and (opening := _opening(words, strict=False)) is not None:
        return replace(opening, line=number)
    return Piece(NAMED if named and structural else HEADING, words, line=number)


def _opening(words: str, *, strict: bool) -> Piece | None:
    """Read a line that opens a part of a treaty; `strict` asks of a title behind the number that it looks like one."""
    if len(words) > 340 or not words[:1].isalpha():
        return None
    for kind, pattern in _OPENING:
        match = pattern.fullmatch(words)
        if match is None:
            continue
        label, title = match["label"] or "", (match["title"] or "").strip(" .:")
        if not label and (kind != ANNEX or (strict and not words.isupper() and words != "Annex")):
            return None
        if strict and (not words[0].isupper() or (title and not _is_title(title))):
            return None
        return Piece(kind, title, label)
    if (match := _ARTICLE_WORD.fullmatch(words)) and match["word"].lower() in _CARDINALS:
        return Piece(ARTICLE, "", str(_CARDINALS.index(match["word"].lower()) + 1))
    return None


def _is_title(line: str) -> bool:
    """Say whether a line reads as a title: short, begun with a capital, no sentence."""
    small = re.match(r"(?:of|and|or|to|in|shall|thereof|paragraph)\b", line)
    return len(line) < 130 and line[:1].isupper() and not small and not line.endswith((".", ",", ";", ":"))


def _body(line: str, number: int) -> Piece:
    """Read a line of the text itself: its number or letter, and its words."""
    words = _bare(line)
    if (match := _PARA.fullmatch(words)) is not None:
        if match["in"]:
            return Piece(ITEM, match["rest"].strip(), match["in"], number)
        return Piece(PARA, match["text"].strip(), match["label"], number)
    if (match := _ITEM.fullmatch(words)) is not None:
        token, rest = match["token"] or match["plain"], match["text"] if match["token"] else match["more"]
        return Piece(ITEM, rest.strip(), token, number)
    if (match := _CLAUSE.fullmatch(words)) is not None:
        return Piece(CLAUSE, match["text"], match["label"], number)
    if _DASH.fullmatch(words) is not None:
        return Piece(DASH, words, "", number)
    return Piece(TEXT, words, "", number)


def _parted(line: str) -> Iterator[str]:
    """Part paragraphs that ran together when their line breaks were lost."""
    bare = _LINK.sub(lambda match: match["text"], line)
    start = 0
    for match in _RUN_ON.finditer(bare):
        yield from _listed(bare[start : match.start()])
        start = match.end()
    yield from _listed(bare[start:])


def _listed(text: str) -> Iterator[str]:
    """Part a list that stands inside a paragraph: ": (a) ...; (b) ..."; one letter alone is no list."""
    cuts = [0]
    for match in _INLINE.finditer(text):
        if ord(match["letter"]) == ord("a") + len(cuts) - 1 and (len(cuts) > 1 or match["before"] == ":"):
            cuts.append(match.end("space"))
    if len(cuts) < 3:
        cuts = [0]
    yield from (text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True))


def _table(out: list[Piece], line: str, number: int) -> None:
    """Add a row to the table above it, or begin one."""
    row = " | ".join(_bare(cell) for cell in line.strip("|").split("|"))
    if out and out[-1].kind == TABLE:
        out[-1] = replace(out[-1], text=f"{out[-1].text}\n{row}")
    elif row.strip(" |"):
        out.append(Piece(TABLE, row, "", number))


def _bare(text: str) -> str:
    """Take the marks of Markdown and HTML out of a line."""
    words = _IMAGE.sub(lambda match: match["alt"], text)
    words = _LINK.sub(lambda match: match["text"], words)
    words = html.unescape(_TAG.sub(" ", words)) if "<" in words or "&" in words else words
    if "*" in words:
        words = _STARS.sub("", words)
    return _SPACES.sub(" ", words).replace("\\", "").strip()


def _joined(above: str, line: str) -> str:
    """Join a line to the one above; a hyphen at its end joins a word that goes on in small letters."""
    if above.endswith("-") and line[:1].islower():
        return above + line if above[-2:-1].isupper() else above[:-1] + line
    return f"{above} {line}".strip()


def first_opening(pieces: Iterable[Piece]) -> int | None:
    """Return the place of the first piece that opens an article or a part of the treaty, or None."""
    return next((i for i, piece in enumerate(pieces) if piece.kind in OPENS and piece.kind != NAMED), None)
