"""Printed numbers and headings of official texts -> what they are: `5.`, `(a)`, `5 bis`, `Annex II`, `Article 3`.

Nothing here knows XML; a label that has no known form is kept as printed and has no place in a series.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TOP: Final = re.compile(r"(\d{1,4})(?:\s?(bis|ter|quater|[A-Za-z]))?\s?[.)]?", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?")
_SUB: Final = re.compile(r"\(?([a-z]{1,5}|[A-Z]{1,5}|\d{1,3})(?:\)\.?|\.)|\(([a-z]{1,5}|[A-Z]{1,5}|\d{1,3})\)?")
_BULLETS: Final = frozenset("•–—-*·●○▪■")
_SECTION: Final = re.compile(r"(?:(?:Part|Section|Chapter)\s)?([IVXLC]{1,7}|[A-Z]|\d{1,2})[.:]?")
_LABELLED: Final = re.compile(r"(?:(?:Part|Section|Chapter)\s)?([IVXLC]{1,7}|[A-Z])[.:]\s+\S")
_ANNEX: Final = re.compile(
    r"(?:Annex|Appendix|Enclosure)(?:\s(?:[IVXLC]{1,6}|[A-Z]|\d{1,2}))?"
    r"(?:\sto\s(?:the\s)?(?:present\s)?resolution\b.{0,40})?[.:*]{0,3}",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(
    r"(Article|Rule|Regulation|Guideline|Principle)\s(\d{1,3}(?:\s?(?:bis|ter))?)\b\.?(.{0,200})",
    re.IGNORECASE,
)
_INLINE: Final = re.compile(r"(\((?:[a-z]{1,2}|[ivxl]{1,6}|\d{1,2})\)|[a-z]\)|[•–●▪])\s(?=\S)")
_ROMAN: Final = re.compile(r"(?=.)(?:x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES: Final = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Label:
    """A printed number: `text` as printed, `part` for an eId, and its possible places in series.

    `top` is the number of a paragraph ("5", "5.", "5 bis"), None for the label of a sub-paragraph. A decimal
    ("1.2") has no place in a series: its writing says where it belongs.
    """

    text: str
    part: str
    places: tuple[tuple[str, int], ...] = ()
    top: int | None = None

    def follows(self, other: Label) -> bool:
        """Say whether this label is the next one after `other` in some series."""
        return any((style, place - 1) in other.places for style, place in self.places)

    def nests(self, other: Label) -> bool:
        """Say whether this label begins a series (a, i, A, I, 1 or a bullet) in which `other` cannot stand."""
        opening = {style for style, place in self.places if place == 1}
        return bool(opening) and opening.isdisjoint(style for style, _ in other.places)

    def kin(self, other: Label) -> bool:
        """Say whether both can belong to one series."""
        return bool({style for style, _ in self.places} & {style for style, _ in other.places})


def label(text: str) -> Label | None:
    """Read a printed number; None where there is none.

    >>> label("5.").top, label("(a)").part, label("5 bis").part, label("(iv)").places
    (5, 'a', '5bis', (('roman', 4),))
    """
    text = " ".join(text.split())
    if not text:
        return None
    if match := _TOP.fullmatch(text):
        suffix = (match[2] or "").lower()
        return Label(text, f"{int(match[1])}{suffix}", (("number", int(match[1])),), int(match[1]))
    if match := _DECIMAL.fullmatch(text):
        return Label(text, match[1])
    if match := _SUB.fullmatch(text):
        part = match[1] or match[2]
        return Label(text, part, _places(part))
    if set(text) <= _BULLETS:
        return Label(text, "", (("bullet", 1),))
    return Label(text, re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")[:20], ())


def _places(part: str) -> tuple[tuple[str, int], ...]:
    if part.isdigit():
        return (("number", int(part)),)
    low, case = part.lower(), "" if part.islower() else "upper-"
    places: list[tuple[str, int]] = []
    if len(set(low)) == 1:  # a, b ... z, aa, bb ...
        places.append((f"{case}letter", ord(low[0]) - 96 + 26 * (len(low) - 1)))
    if _ROMAN.fullmatch(low):
        total = sum(
            -_VALUES[here] if _VALUES[here] < _VALUES[after] else _VALUES[here]
            for here, after in zip(low, low[1:] + "i", strict=True)
        )
        places.append((f"{case}roman", total))
    return tuple(places)


def inline_label(text: str) -> str:
    """Return the label of a sub-paragraph or the bullet that a text itself begins with, or "".

    >>> inline_label("(a) To report"), inline_label("(a report)")
    ('(a)', '')
    """
    match = _INLINE.match(text)
    return match[1] if match else ""


def section_label(text: str) -> tuple[str, str]:
    """Split a heading into section label and style; both empty where it has none.

    >>> section_label("II"), section_label("A. Administration"), section_label("Arms embargo")
    (('II', 'roman'), ('A', 'letter'), ('', ''))
    """
    match = _SECTION.fullmatch(text.strip()) or _LABELLED.match(text.strip())
    if match is None:
        return "", ""
    part = match[1]
    if part.isdigit():
        return part, "number"
    return part, "roman" if len(part) > 1 or part in "IVX" else "letter"


def is_bare(text: str) -> bool:
    """Say whether a heading is nothing but a section label, so that its title stands in the next one."""
    return bool(_SECTION.fullmatch(text.strip()) or _ANNEX.fullmatch(text.strip()))


def is_annex(text: str) -> bool:
    """Say whether a heading opens an annex.

    >>> is_annex("Annex II"), is_annex("Annexes to the report")
    (True, False)
    """
    return bool(_ANNEX.fullmatch(text.strip()))


def article(text: str) -> tuple[str, str]:
    """Return (eId, number) of an article, rule, guideline ... that a heading names; both empty where it names none.

    >>> article("Article 3"), article("Rule 7 bis"), article("Articles")
    (('art_3', '3'), ('rule_7bis', '7 bis'), ('', ''))
    """
    match = _ARTICLE.fullmatch(text.strip())
    if match is None:
        return "", ""
    word = match[1].lower()
    return f"{'art' if word == 'article' else word}_{match[2].replace(' ', '').lower()}", match[2]
