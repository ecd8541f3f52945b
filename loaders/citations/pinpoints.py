"""Pinpoints: "paragraphs 3 (c) and 4", "Article 2, paragraph 6", "sixth preambular paragraph", "annexes I and II".

Turns words into lists of pins (ranges and lists expanded) and pins into the eIds of the cited units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from lexline.loaders.citations.patterns import MONTHS
from lexline.ontology.sessions import from_roman, roman

#: A range of more members than this is a misprint or a year, and is kept as its two ends.
MAX_RANGE: Final = 200

_WORDS: Final = (
    (r"(?:operative\s)?sub-?\s?paragraphs?", "para"),
    (r"(?:operative\s)?paragraphs?", "para"),
    (r"paras?\.?", "para"),
    (r"ops?\.?", "para"),
    (r"articles?", "art"),
    (r"arts?\.", "art"),
    (r"chapters?", "ch"),
    (r"chaps?\.", "ch"),
    (r"annex(?:es)?", "annex"),
    (r"appendix|appendices", "appendix"),
    (r"enclosures?", "enclosure"),
    (r"sections?", "sect"),
    (r"sects?\.", "sect"),
    (r"rules?", "rule"),
    (r"parts?", "part"),
    (r"goals?", "goal"),
    (r"targets?", "target"),
    (r"principles?", "principle"),
    (r"(?<!general\s)recommendations?", "recommendation"),
    (r"pillars?", "pillar"),
    (r"regulations?", "regulation"),
)
_KIND_OF: Final = tuple((re.compile(pattern, re.I), kind) for pattern, kind in _WORDS)

_ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINAL: Final = "|".join(_ORDINALS)

# One member: 3, 3 (c), 1 (a) (ii), 17.1, 12 bis, IV, (b), A. It is not a resolution's number with its year, nor a date.
_ATOM: Final = (
    r"(?-i:\d{1,4}(?!\d|\s?\((?:1[89]|20)\d\d\)|\s?\((?:E?S-)?[IVX]+\)|/\d"
    rf"|\s(?:{'|'.join(MONTHS)}))"
    r"(?:(?:\.\d{1,3}){1,3}|\.[a-z](?![a-z]))?(?:\s(?:bis|ter|quater)\b)?(?:\s?\((?:[a-z0-9]{1,5}|[a-z\d]{1,2}\s?[-–]\s?[a-z\d]{1,2})\)){0,4}"
    r"(?:\s[a-h](?=\s(?:of|thereof)\b|[,;]|\Z)|\s[a-z]\)(?:\s?\([a-z]{1,5}\))?)?"
    r"|\((?:[a-z]{1,5}|\d{1,2})\)(?:\s?\([a-z]{1,5}\)){0,3}"
    r"|[IVXLC]{1,7}(?:\s?\([a-z]{1,4}\))?(?:\.[A-Z](?!\w))?(?:\s[A-H](?=[\s,;.)])(?!\s[a-z]))?(?![\w/])"
    r"|[A-H](?:\.\d{1,2})?(?![\w'’/]))"
)
_SEPARATOR: Final = (
    r"(?:,\s?(?:and|or|as\swell\sas)\s|\s(?:and|or|to|through|and/or|as\swell\sas)\s|\s?[-–]\s?|,\s"
    r"|\sand,\sin\sparticular,\s)"
)
_START: Final = "|".join(f"(?:{pattern})" for pattern, _ in _WORDS)
_PIN: Final = re.compile(
    rf"(?<!\w)(?=[a-z])(?:(?P<ordinal>{_ORDINAL})(?P<more>(?:(?:,\s|\sand\s|,\sand\s)(?:{_ORDINAL})){{0,12}})"
    r"\s(?:preambular\sparagraphs?|paragraphs?\sof\sthe\spreamble|(?P<operative>operative\sparagraphs?))"
    r"|preambular\sparagraphs?\s(?P<preambular>\d{1,3}(?:(?:,\s|\sand\s|\sto\s)\d{1,3}){0,12})"
    r"|(?:(?<=\(\d{4}\),\s)|(?<=\d{2}\),\s))pp?\.\s(?P<pp>\d{1,2}(?:(?:,\s|\sand\s|,\sand\s)(?:pp?\.\s)?\d{1,2}(?!\d)){0,8})"
    r"|(?P<part>(?:(?<=[\dIVX],\s)(?:resolution|decision)\s\d{1,3}(?=[,;)]|\.(?!\d)|$)"
    r"|decision\s\d{1,3}/(?:CP|CMP|CMA)\.\d{1,2}(?!\w)))"
    rf"|(?P<word>{_START})\s?(?:of\s(?=\d))?(?P<list>(?<=[\s.Pp]){_ATOM}(?:{_SEPARATOR}{_ATOM}){{0,40}})"
    r"|(?P<bare>annex(?:es)?|preamble|appendix|enclosure)(?=\s(?:to|of|thereto|in)\b|[,;.)\s]|$))",
    re.I,
)
_ORDINALS_BEFORE: Final = re.compile(
    rf"(?<!\w)(?:{_ORDINAL})(?:(?:,\s|\sand\s|,\sand\s)(?:{_ORDINAL})){{0,12}}\s$", re.I
)
_ORDINALS_REACH: Final = 200
#: Words in lower case without which there is no pinpoint: those that begin one, and those that ordinals stand before.
TRIGGERS: Final = (
    *("paragraph", "sub-paragraph", "subparagraph", "sub paragraph", "operative paragraph", "operative sub"),
    *("para. ", "paras. ", "para ", "paras ", "op", "article ", "articles ", "art. ", "arts. "),
    *("chapter ", "chapters ", "chap. ", "chaps. ", "annex ", "annexes ", "appendix ", "appendices "),
    *("section ", "sections ", "sect. ", "sects. ", "rule ", "rules ", "part ", "parts ", "goal ", "goals "),
    *(
        "target ",
        "targets ",
        "principle ",
        "principles ",
        "recommendation ",
        "recommendations ",
        "pillar ",
        "pillars ",
        "regulation ",
        "regulations ",
        "pp. ",
    ),
    *("para.", "paras.", "art.", "sect.", "chap.", "preambular paragraph", "resolution ", "decision "),
)
#: Words that are a pinpoint of their own.
TRIGGERS_ALONE: Final = ("annex", "appendix", "enclosure", "preamble")
TRIGGERS_BEHIND: Final = (
    "preambular paragraph",
    "paragraph of the preamble",
    "paragraphs of the preamble",
    "operative paragraph",
)
_ATOM_RE: Final = re.compile(_ATOM)
_SEPARATOR_RE: Final = re.compile(_SEPARATOR)
_RANGE_INSIDE: Final = re.compile(r"\(([a-z\d]{1,2})\s?[-–]\s?([a-z\d]{1,2})\)$")
_OF_WHAT: Final = re.compile(r"\s(?:to|of)\s(?:the|its)\s")
_INSIDE_NUMBER: Final = re.compile(r"\((\d{1,2})\)")
_HALF_PARENTHESIS: Final = re.compile(r"(?<=\d)\s([a-z])\)")
_PLAIN_LETTER: Final = re.compile(r"(?<=\d)\s([a-h])$")
_LETTER: Final = re.compile(r"\(([a-z])\)")
_LABEL: Final = re.compile(r"\s+|(?<=\w)(?=\()|(?<=\))(?=\()")


@dataclass(frozen=True, slots=True)
class Pin:
    """One pinpoint: `kind` (para, art, ch, annex, sect, rule, pre ...) and label ("3 (c)", "VII", ""), with its holder.

    `under` is the pin that holds it: paragraph 6 of article 2 is Pin("para", "6", Pin("art", "2")).
    """

    kind: str
    label: str
    under: Pin | None = None

    def __str__(self) -> str:
        """Write it as lexline prints pinpoints: "para. 3 (c)", "art. 2 (6)", "annex II, para. 4"."""
        if self.under and self.under.kind == "art" and self.kind == "para":
            return f"{self.under} {' '.join(f'({p})' if p[0] != '(' else p for p in self.label.split())}"
        own = f"{_PRINTED.get(self.kind, self.kind)} {self.label}".strip()
        return f"{self.under}, {own}" if self.under else own


_PRINTED: Final = {
    "para": "para.",
    "art": "art.",
    "ch": "ch.",
    "sect": "sect.",
    "pre": "pre.",
    "rule": "rule",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of text that names pins; `letters` says it gave only letters, to be read under an earlier number."""

    start: int
    end: int
    pins: tuple[Pin, ...]


def find(text: str, starts: Iterable[int] | None = None, behind: Iterable[int] = ()) -> list[Found]:
    """Return the pinpoint expressions of a text in reading order; nested ones are joined by `attach`.

    `starts` are the offsets at which one may begin, `behind` those of words that end one ("third preambular
    paragraph"); without them the text is looked through.
    """
    if starts is None:
        matches = list(_PIN.finditer(text))
    else:
        places = {*starts, *(_ordinal_before(text, position) for position in behind)}
        matches = [match for position in sorted(places) if (match := _PIN.match(text, position))]
    out: list[Found] = []
    reached = 0
    for match in matches:
        found = _read(match) if match.start() >= reached else None
        if found is not None:
            out.append(found)
        if match.start() >= reached:
            reached = match.end()
    return out


def _ordinal_before(text: str, position: int) -> int:
    """Return where the ordinals begin that stand right before `position`, or `position`."""
    match = _ORDINALS_BEFORE.search(text, max(0, position - _ORDINALS_REACH), position)
    return match.start() if match else position


def _read(match: re.Match[str]) -> Found | None:
    """Return the pins that a match of the pattern names, or None where the words only look like one."""
    if match["bare"]:
        word = match["bare"].lower()
        heading = word.startswith("annex") and match["bare"][0] == "A" and match.start()
        if heading or (word == "preamble" and not _OF_WHAT.match(match.string, match.end())):
            return None
        return Found(match.start(), match.end(), (Pin(word if word == "preamble" else _kind(word), ""),))
    if match["ordinal"]:
        said = re.findall(_ORDINAL, match[0].lower())
        kind = "para" if match["operative"] else "pre"
        return Found(match.start(), match.end(), tuple(Pin(kind, str(_ORDINALS.index(n) + 1)) for n in said))
    if match["preambular"]:
        return Found(match.start(), match.end(), tuple(Pin("pre", n) for n in expand(match["preambular"])))
    if match["pp"]:
        return Found(match.start(), match.end(), tuple(Pin("pre", n) for n in re.findall(r"\d+", match["pp"])))
    if match["part"]:
        kind, _, label = match["part"].lower().partition(" ")
        return Found(match.start(), match.end(), (Pin(kind, label.upper()),))
    labels = expand(match["list"])
    kind = _kind(match["word"])
    if not labels or (kind == "para" and all(c.isupper() for c in labels[0])):
        return None
    return Found(match.start(), match.end(), tuple(Pin(kind, label) for label in labels))


@cache
def _kind(word: str) -> str:
    return next(kind for pattern, kind in _KIND_OF if pattern.fullmatch(word.strip()))


def expand(text: str) -> list[str]:
    """Expand a printed list into its members.

    >>> expand("1 to 4 and 11"), expand("2 (c) and (e)"), expand("3 (a) to (c)"), expand("II and IV")
    (['1', '2', '3', '4', '11'], ['2 (c)', '2 (e)'], ['3 (a)', '3 (b)', '3 (c)'], ['II', 'IV'])
    """
    members: list[str] = []
    position = 0
    joiner = ""
    while match := _ATOM_RE.match(text, position):
        atom = _label(match[0])
        if atom.startswith("(") and members and not members[-1].startswith("("):
            atom = _under(members[-1], atom)
        if joiner.strip() in ("to", "through", "-", "–") and members:
            members.extend(_between(members[-1], atom))
        members.extend(_members(atom))
        position = match.end()
        separator = _SEPARATOR_RE.match(text, position)
        if separator is None:
            break
        joiner = separator[0]
        position = separator.end()
    return members


def _members(atom: str) -> list[str]:
    """Return the members of a range inside a parenthesis: "2 (1-4)" is 2 (1) to 2 (4)."""
    inside = _RANGE_INSIDE.search(atom)
    if inside is None:
        return [atom]
    first, last = (f"{atom[: inside.start()]}({end})" for end in (inside[1], inside[2]))
    return [first, *_between(first, last), last]


def _label(atom: str) -> str:
    """Normalise blanks: "3(c)" and "3 (c)" are the same label; "76 b" and "76 b)" are "76 (b)"."""
    return _LABEL.sub(" ", _HALF_PARENTHESIS.sub(r" (\1)", _PLAIN_LETTER.sub(r" (\1)", atom.strip()))).strip()


def _under(previous: str, letters: str) -> str:
    """Put bare letters under the number before: "2 (c)", "(e)" gives "2 (e)"; "1 (a) (i)", "(iii)" "1 (a) (iii)"."""
    parts = previous.split(" ")
    if len(parts) > 2 and _INSIDE_NUMBER.fullmatch(parts[1]) and _LETTER.fullmatch(letters):
        return " ".join([*parts[:-1], letters])
    if len(parts) > 2 and len(letters) > 3 and not _LETTER.fullmatch(letters) and not _INSIDE_NUMBER.fullmatch(letters):
        return " ".join([*parts[:-1], letters])
    return f"{parts[0]} {letters}"


def _between(first: str, last: str) -> list[str]:
    """Return the members strictly between two ends: numbers, letters, or Roman numerals."""
    if first.isdigit() and last.isdigit():
        low, high = int(first), int(last)
        return [str(n) for n in range(low + 1, high)] if 0 < high - low <= MAX_RANGE else []
    head, _, tail = first.rpartition(" ")
    last_head, _, last_tail = last.rpartition(" ")
    a, b = _LETTER.fullmatch(tail), _LETTER.fullmatch(last_tail)
    ones = (_INSIDE_NUMBER.fullmatch(tail), _INSIDE_NUMBER.fullmatch(last_tail))
    if ones[0] and ones[1] and head and head == last_head:
        return [f"{head} ({n})" for n in range(int(ones[0][1]) + 1, int(ones[1][1]))]
    if a and b and head == last_head:
        prefix = f"{head} " if head else ""
        return [f"{prefix}({chr(c)})" for c in range(ord(a[1]) + 1, ord(b[1]))]
    low_roman, high_roman = from_roman(first), from_roman(last)
    if low_roman and high_roman and low_roman < high_roman:
        return [roman(n) for n in range(low_roman + 1, high_roman)]
    if len(first) == len(last) == 1 and first.isupper() and last.isupper():
        return [chr(c) for c in range(ord(first) + 1, ord(last))]
    return []


# --- from pins to cited units --------------------------------------------------------------------------------


#: Articles are numbered through the parts of a treaty: "Chapter VII, Article 41" is its Article 41.
_NUMBERED_THROUGH: Final = frozenset({"ch", "part", "sect"})


def eid(pin: Pin, *, resolution: bool) -> str | None:
    """Return the eId of the cited unit, or None where eIds have no such part.

    `resolution` says that the cited instrument counts operative paragraphs (op_5) rather than paragraphs (para_5).

    >>> eid(Pin("para", "3 (c)"), resolution=True), eid(Pin("para", "6", Pin("art", "2")), resolution=False)
    ('op_3__c', 'art_2__para_6')
    """
    label = pin.label
    parts = re.findall(r"[A-Za-z0-9]+", label)
    if pin.kind == "para" and parts:
        operative = resolution and (pin.under is None or pin.under.kind == "sect")
        stem = "op" if operative else "para"
        if not parts[0][0].isdigit():
            return None
        own = "__".join([f"{stem}_{parts[0]}", *parts[1:]])
    elif pin.kind == "art" and parts:
        own = "__".join([f"art_{parts[0]}", *(f"para_{p}" if p.isdigit() else p for p in parts[1:])])
    elif pin.kind == "pre" and label.isdigit():
        own = f"pre_{label}"
    elif pin.kind == "ch" and parts:
        own = f"chap_{parts[0]}"
    elif pin.kind == "sect" and parts:
        own = f"sec_{parts[0]}"
    elif pin.kind == "annex":
        number = from_roman(label) or (int(label) if label.isdigit() else 1 if not label else None)
        if number is None:
            return None
        own = f"annex_{number}"
    else:
        return None
    if pin.under is None or (pin.kind == "art" and pin.under.kind in _NUMBERED_THROUGH):
        return own
    above = eid(pin.under, resolution=resolution)
    return f"{above}__{own}" if above else None
