"""The lines of a resolution -> its paragraphs, each with the marker that was printed before it; and its notes.

Covers the older resolutions, typed or scanned, with numbered or unnumbered operative paragraphs, lettered
parts (A, B) and hard line breaks. What the paragraphs are called is decided in `text_paragraphs`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lexline.loaders.document import ANNEX, FRONT, OPERATIVE, SECTION
from lexline.loaders.footnotes import Note
from lexline.loaders.layout import Line, ends
from lexline.loaders.numbering import LONE_SUB, SUB, roman_value, scanned_number

FORMULA = re.compile(
    r"The (?:Security Council|General Assembly|Human Rights Council|Economic and Social Council|Trusteeship Council)"
    r"(?P<mark>\W{0,2})(?=$|\s)"
)
ADOPTION = re.compile(
    r"[_\[]?Adopted (?:unanimously|at|by|without|on)\b|\d{2,4}(?:th|st|nd|rd|the)_? (?:plenary )?meeting\.?$"
)
ADOPTED_ABOVE = re.compile(r"Adopted by the (?:Security|General|Human|Economic)")
#: The heading of a resolution on a line of its own; NUMBERED finds it also inside a longer line.
TITLE = re.compile(
    r"\d{1,4} \(\d{4}\)[.,]?\s+Resolution\b|(?:Resolution|RESOLUTION) \d{1,4}(?: ?\([\d-]{4,9}\))?(?=$| [Oo]f \d)"
)
NUMBERED = re.compile(
    r"(?P<n>\d{1,4}) \((?P<y>\d{4})\)[.,]?\s+Resolution\b"
    r"|Resolution (?P<n2>\d{1,4})(?: ?\((?P<y2>[\d-]{4,9})\))?(?=$| )",
    re.IGNORECASE,
)
_OPERATIVE = re.compile(r"(?P<number>[\dIilOSBZ|!]{1,3})[.,:]? ?[.,:] ?[_*~—-]?\s*(?P<rest>(?=[“\"A-Za-z(]).*)")
_UNPOINTED = re.compile(r"(?P<number>\d{1,2}) (?P<rest>[A-Z][a-z]+s .*)")
_NOTE = re.compile(
    r"(?P<marker>\d{1,3}(?P<slash>/)?|\*{1,3}|•)(?:\)|\.(?=\S))?\s*(?P<rest>(?:[A-Z“\"(\[]|fbid|\d/\d).*)"
)
_NOTE_WORDS = re.compile(
    r"(?:[IfJ]bid|Official Rec|See |Documents? S/|Resolutions? or decisions|Adopted |(?:One|Two|Three) members?\b"
    r"|The draft res"
    r"|In the absence|Quoted|[AS]/)"
)
_SECTION = re.compile(r"[A-Za-z]|[IVX]{1,5}|(?:SECTION|PART|Section|Part) [A-Z\d]{1,4}")
_HEADED = re.compile(r"(?P<mark>[A-Z]|[IVX]{1,5})\. +(?P<rest>[A-Z][^.;:]{3,90})")
_ANNEX = re.compile(r"ANNEX(?:E|ES)?(?: (?P<n>[IVX]{1,4}|\d{1,2}|[A-Z]))?(?:\W.*)?", re.IGNORECASE)
_VERB = re.compile(r"(?:Recommends|Decides|Requests|Calls upon|Resolves|Invites|Declares|Authorizes|Urges) ")
_ADVERBS = frozenset(
    "also further fully deeply gravely strongly once again seriously particularly greatly solemnly duly still "
    "especially "
    "firmly profoundly extremely additionally likewise equally now hereby therefore accordingly and".split()
)
_PREAMBLE_WORDS = frozenset(
    "mindful conscious aware desirous anxious whereas cognizant hopeful guided shocked alarmed".split()
)


FORMULA_PART, ADOPTION_PART, SUB_PART, PLAIN_PART = "formula", "adoption", "sub", "plain"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph as cut from the lines: its kind, its lines without the marker, the marker as printed, its value."""

    kind: str
    lines: tuple[Line, ...]
    number: str | None = None
    value: int = 0


def split_notes(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Note, ...]]:
    """Take the notes below the adoption lines out; numbers rise, a line without one goes on with its note."""
    body: list[Line] = []
    notes: list[tuple[str, list[Line], int]] = []
    adopted = False
    inside = False
    for line in lines:
        entry = _NOTE.fullmatch(line.text)
        marked = entry is not None and (line.gap or inside) and bool(entry["slash"] or _NOTE_WORDS.match(entry["rest"]))
        if entry and (inside or (adopted and line.gap) or marked) and _rises(entry["marker"], notes):
            notes.append((entry["marker"].rstrip("/"), [replace(line, text=entry["rest"])], 0))
            inside = True
        elif inside and not _resumes(line, adopted=adopted):
            notes[-1][1].append(line)
        else:
            inside = False
            if ADOPTION.match(line.text) and not ADOPTED_ABOVE.match(line.text):
                adopted = True
            elif FORMULA.match(line.text):
                adopted = False
            body.append(line)
    return tuple(body), tuple(Note(marker, tuple(found), page) for marker, found, page in notes)


def _resumes(line: Line, *, adopted: bool) -> bool:
    """Say whether the text goes on below notes: a new part, or anything apart while the adoption is still to come."""
    if FORMULA.match(line.text) or TITLE.match(line.text):
        return True
    return line.gap and (not adopted or bool(_SECTION.fullmatch(line.text)))


def _rises(marker: str, notes: Sequence[tuple[str, list[Line], int]]) -> bool:
    """Say whether a marker can follow the notes read so far: numbers rise in small steps."""
    marker = marker.rstrip("/")
    last = next((int(m) for m, *_ in reversed(notes) if m.isdigit()), None)
    return not marker.isdigit() or last is None or last < int(marker) <= last + 12


def cut(lines: Sequence[Line], *, begun: bool = False) -> tuple[Part, ...]:
    """Cut the lines of a resolution (without notes) into its paragraphs, in order.

    `begun` says that the lines hold no title: the text begins with the first of them.
    """
    cutter = _Cutter(begun=begun)
    for line in lines:
        cutter.feed(line)
    return cutter.parts()


class _Cutter:
    """The state of `cut`: the paragraph being read and the operative number that has to come."""

    def __init__(self, *, begun: bool = False) -> None:
        self.out: list[Part] = []
        self.kind = PLAIN_PART if begun else FRONT
        self.number: str | None = None
        self.value = 0
        self.open: list[Line] = []
        self.expected = 1
        self.section = ""
        self.text_begun = begun
        self.titled = False

    def parts(self) -> tuple[Part, ...]:
        self._close()
        return tuple(self.out)

    def _close(self) -> None:
        if self.open:
            self.out.append(Part(self.kind, tuple(self.open), self.number, self.value))
        self.open, self.number, self.value = [], None, 0

    def _begin(self, kind: str, line: Line, number: str | None = None, value: int = 0) -> None:
        self._close()
        self.kind, self.open, self.number, self.value = kind, [line], number, value

    def feed(self, line: Line) -> None:
        """Add a line: it begins a paragraph, or goes on with the one that is open."""
        clause = not self.open or ends(self.open[-1].text) or self.open[-1].text.endswith((",", ";", "and", "or"))
        if self._landmark(line, clause):
            return
        if not self.text_begun and not self._text_begins(line):
            self.titled = self.titled or bool(TITLE.match(line.text))
            if line.gap or not self.open or self.kind != FRONT:
                self._begin(FRONT, line)
            else:
                self.open.append(line)
            return
        if self.kind == ADOPTION_PART and not line.gap:
            self.open.append(line)
            return
        if (line.gap or clause) and self._numbered(line):
            return
        if (
            (line.gap and not self._goes_on(line))
            or (self.kind == PLAIN_PART and (clause or self.open[-1].text[-1:].isdigit()) and _VERB.match(line.text))
            or (line.indent and clause and line.text[0].isupper() and self.kind in (PLAIN_PART, OPERATIVE, SUB_PART))
        ):
            self._begin(PLAIN_PART, line)
        elif self.open:
            self.open.append(line)
        else:
            self._begin(PLAIN_PART, line)

    def _goes_on(self, line: Line) -> bool:
        """Say whether a line apart still belongs to the paragraph above: a blank line in mid-sentence."""
        if not self.open or self.kind in (FORMULA_PART, ADOPTION_PART, SECTION, ANNEX):
            return False
        above = self.open[-1].text
        if not above or not line.text:
            return False
        if line.text[0].islower():
            return True
        cut = not ends(above) and above[-1] not in ",;-–—" and len(above) > 30
        return cut and (line.text[0] == "(" or preambular(line.text) is None)

    def _text_begins(self, line: Line) -> bool:
        """Say whether the text begins here without a formula: a long line apart, below the title."""
        if self.titled and line.gap and not ADOPTED_ABOVE.match(line.text):
            lettered = sum(c.islower() for c in line.text)
            self.text_begun = bool(_OPERATIVE.fullmatch(line.text)) or (
                lettered > 30 and preambular(line.text) is not False
            )
        return self.text_begun

    def _landmark(self, line: Line, clause: bool) -> bool:
        """Recognise what is no paragraph of the text proper: formula, sections, annexes, adoption lines."""
        formula = FORMULA.match(line.text)
        if (
            formula
            and (line.gap or clause or not self.text_begun)
            and (formula.end() == len(line.text) or ("," in formula["mark"] and not self.text_begun))
        ):
            self.text_begun = True
            rest = line.text[formula.end() :].strip()
            self.expected = 1
            if rest:
                self._begin(FORMULA_PART, replace(line, text=formula[0]))
                self._begin(PLAIN_PART, replace(line, text=rest))
            else:
                self._begin(FORMULA_PART, line)
            return True
        if self.kind == FORMULA_PART and self.open and self.text_begun and not line.gap:
            # The first paragraph follows the formula without a blank line.
            if not self._numbered(line):
                self._begin(PLAIN_PART, line)
            return True
        if ADOPTED_ABOVE.match(line.text) and not self.text_begun:
            self._begin(FRONT, line)
            return True
        if ADOPTION.match(line.text) and (line.gap or clause) and self.text_begun:
            if self.kind == ADOPTION_PART and self.open:
                self.open.append(line)
            else:
                self._begin(ADOPTION_PART, line)
            return True
        annex = _ANNEX.fullmatch(line.text)
        if annex and line.gap and len(line.text) < 80 and self.text_begun:
            self._begin(ANNEX, line, annex["n"])
            self.expected, self.section = 1, ""
            return True
        headed = _HEADED.fullmatch(line.text) if self.text_begun and not ends(line.text) else None
        if line.gap and headed and (name := self._next_section(headed["mark"])):
            self._begin(SECTION, replace(line, text=headed["rest"]), name)
            self.section = name
            return True
        if line.gap and _SECTION.fullmatch(line.text) and (name := self._next_section(line.text)):
            self._begin(SECTION, line, name)
            self.section = name
            self.text_begun = True
            return True
        return False

    def _next_section(self, text: str) -> str:
        """Return the letter or numeral of a part when it is the one that has to come, else an empty string."""
        token = text.split()[-1]
        upper = token.upper()
        if roman_value(upper) and (not self.section or self.section[-1] in "IVX"):
            wanted = roman_value(self.section) + 1 if self.section else 1
            if roman_value(upper) == wanted and (token.isupper() or self.section):
                return upper
        if len(token) == 1:
            wanted_letter = chr(ord(self.section) + 1) if len(self.section) == 1 else "A"
            if upper == wanted_letter and (token.isupper() or self.section):
                return upper
        return ""

    def _numbered(self, line: Line) -> bool:
        """Begin an operative paragraph or a sub-paragraph where the line carries its marker."""
        operative = _OPERATIVE.fullmatch(line.text) or self._unpointed(line)
        if operative:
            value = scanned_number(operative["number"])
            printed = operative["number"].isdigit()
            due = value == self.expected and (
                operative["rest"][0] in '“"(' or operative["rest"][0].isupper() or line.gap
            )
            near = (
                printed
                and value is not None
                and self.expected < value <= self.expected + 3
                and operative["rest"][0].isupper()
            )
            restart = printed and value == 1 and self.expected > 1 and line.gap
            if value is not None and (due or near or restart):
                self._begin(OPERATIVE, replace(line, text=operative["rest"]), operative["number"], value)
                self.expected = value + 1
                return True
        lone = LONE_SUB.fullmatch(line.text)
        if lone and line.gap:
            self._lone(line, lone[0])
            return True
        sub = SUB.match(line.text)
        if sub and (self.expected > 1 or self.kind in (PLAIN_PART, SUB_PART)):
            marker = sub[0].strip()
            quote = marker[: marker.index(sub["token"])].rstrip("(")
            self._begin(SUB_PART, replace(line, text=quote + line.text[sub.end() :]), marker.lstrip("“\"'‘"))
            return True
        return False

    def _unpointed(self, line: Line) -> re.Match[str] | None:
        """Match a number whose point is lost, if it is the one that has to come and a verb follows."""
        match = _UNPOINTED.fullmatch(line.text)
        due = match is not None and line.gap and int(match["number"]) == self.expected > 1
        return match if match and due and preambular(match["rest"]) is False else None

    def _lone(self, line: Line, marker: str) -> None:
        """Give a marker that stands alone to the unmarked paragraph above (columns misread), or to the next."""
        self._close()
        above = self.out[-1] if self.out else None
        if above and above.kind == PLAIN_PART and len(self.out) > 1 and self.out[-2].kind in (OPERATIVE, SUB_PART):
            self.out[-1] = replace(above, kind=SUB_PART, number=marker)
        else:
            self._begin(SUB_PART, replace(line, text=""), marker)


def preambular(text: str) -> bool | None:
    """Say whether a paragraph opens as preambular ("Recalling") or operative ("Decides"); None where it tells neither.

    >>> preambular("Deeply concerned at"), preambular("Calls upon"), preambular("By Article 47")
    (True, False, None)
    """
    words = re.findall(r"[A-Za-z]+", text[:120])
    for word in words[:5]:
        lower = word.lower()
        if lower in _ADVERBS:
            continue
        if lower.endswith(("ing", "ed")) or lower in _PREAMBLE_WORDS:
            return True
        if (
            lower.endswith("s")
            and not lower.endswith(("ss", "us"))
            and len(lower) > 3
            and lower not in ("whereas", "this", "thus")
        ):
            return False
        return None
    return None
