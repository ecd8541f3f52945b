"""One pass over a text for every literal that a reference may hang on: names, words of pinpoints, triggers of patterns.

Trying thirty patterns at every letter costs a hundred times more than looking for the few hundred words without which
none of them can match. Goes in: a text as printed and its plain lower-case writing. Comes out: the names that stand
there, and the places at which a pinpoint or a pattern is worth trying. What is found at them is for others to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import ahocorasick

from lexline.loaders.citations import judgments, names, patterns, pinpoints

_NAME: Final = 0
_PIN: Final = 1
_PIN_BEHIND: Final = 2
_START: Final = 3
_NOUN: Final = 4
_CASE: Final = 5
_QUIET: Final = 6
_SEVERAL: Final = 7

#: A number, letter or Roman numeral behind the word of a pinpoint; the words that stand alone ("annex") are tried all.
_LABEL_FOLLOWS: Final = re.compile(r"s?(?:es)?\.?\s?(?:of\s)?[(\dIVXLCA-H]")
#: Digits, what damaged digits are read as, and the stroke of a symbol.
_MARKS: Final = re.compile(r"[0-9!|]+|/")
#: What stands before the stroke in the first piece of a symbol.
_ROOT: Final = re.compile(r"(?:Security\sCouncil|[A-Z][A-Za-z]{0,11})$")
_LONGEST_ROOT: Final = 20
#: The letter that an 1, a 0 or a 5 was read as, or the S of a special session, before a number.
_BEFORE_NUMBER: Final = re.compile(r"(?:E?S-\s?|[SOIl])$")
_LONGEST_BEFORE_NUMBER: Final = 4
#: What goes on behind a number that needs no head word: 1325 (2000), 1514 A (XV), 57/167.
_NUMBER_GOES_ON: Final = re.compile(r"/|\s?[A-Z]?(?:\s(?:to|and)\s[A-Z])?\s?\(")
#: How many words before a noun such as "resolutions" may say which are meant.
_MOST_WORDS: Final = 14


@dataclass(slots=True)
class Places:
    """What one text holds: `names` as (start, end, name), and offsets, in no order, at which to try the others.

    `pins` begin a pinpoint ("paragraph"), `behind` end one ("third preambular paragraph"), `starts` begin a pattern;
    `case` says that the text may speak of a case before a court, `speaks` that it may cite anything: most units of most
    texts do not, and nothing more is looked for in them.
    """

    names: list[tuple[int, int, names.Name]] = field(default_factory=list)
    pins: list[int] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    case: bool = False
    speaks: bool = False
    head: bool = False
    digits: bool = False

    def settle(self) -> None:
        """Tell whether the text may cite anything, once all is found."""
        self.speaks = (
            self.speaks
            or bool(self.pins or self.behind or self.case)
            or (self.head and self.digits)
            or any(name.treaty for _, _, name in self.names)
        )


@cache
def _automaton() -> ahocorasick.Automaton:
    """Return the automaton of all literals; the value of each is the list of what it may be."""
    entries: dict[str, list[tuple[int, int, names.Name | None]]] = {}
    for key, name in names.table().items():
        entries.setdefault(key, []).append((_NAME, len(key), name))
    literals = (
        (_PIN, pinpoints.TRIGGERS),
        (_PIN_BEHIND, (*pinpoints.TRIGGERS_BEHIND, *pinpoints.TRIGGERS_ALONE)),
        (_START, patterns.TRIGGERS),
        (_QUIET, patterns.QUIET_TRIGGERS),
        (_NOUN, patterns.NOUNS),
        (_CASE, judgments.triggers()),
    )
    for kind, keys in literals:
        for key in keys:
            entries.setdefault(key, []).append((kind, len(key), None))
    automaton = ahocorasick.Automaton()
    for key, values in entries.items():
        automaton.add_word(key, values[0] if len(values) == 1 else (_SEVERAL, len(key), values))
    automaton.make_automaton()
    return automaton


def look(text: str, lowered: str) -> Places:
    """Return the places of a text; `lowered` is `names.plain(text)`, of the same length."""
    places = Places()
    found = places.names
    for last, (kind, length, meant) in _automaton().iter(lowered):
        start = last + 1 - length
        if kind == _NAME:
            found.append((start, last + 1, meant))
        elif kind == _SEVERAL:
            for each, _, name in meant:
                _add(places, each, text, lowered, start, last + 1, name)
        elif kind == _CASE or not start or not lowered[start - 1].isalnum():
            _add(places, kind, text, lowered, start, last + 1, None)
    _look_for_marks(text, places)
    places.settle()
    return places


def _add(places: Places, kind: int, text: str, lowered: str, start: int, end: int, name: names.Name | None) -> None:
    """Add one literal found; other literals than names count only at the beginning of a word."""
    if name is not None:
        places.names.append((start, end, name))
    elif kind == _CASE:
        places.case = True
    elif start and lowered[start - 1].isalnum():
        return
    elif kind == _PIN:
        if _LABEL_FOLLOWS.match(text, end):
            places.pins.append(start)
    elif kind == _PIN_BEHIND:
        places.behind.append(start)
    else:
        places.starts.append(start)
        if kind == _START:
            places.speaks = True
        elif kind == _NOUN:
            before = _words_before(lowered, start)
            places.head = True
            places.starts.extend(before)
            places.speaks = places.speaks or bool(before)


def _words_before(lowered: str, position: int) -> list[int]:
    """Return where each of the words begins that say before a noun which one is meant: "all its previous"."""
    out: list[int] = []
    end = position
    while end and len(out) < _MOST_WORDS:
        begin = lowered.rfind(" ", max(0, end - 24), end - 1) + 1
        word = lowered[begin : end - 1].rstrip(",")
        bare = word.lstrip('(["')
        if bare not in patterns.BEFORE_NOUN:
            break
        out.append(begin + len(word) - len(bare))
        end = begin
    return out


def _look_for_marks(text: str, places: Places) -> None:
    """Add the places at which a number or a symbol may begin."""
    starts = places.starts
    for match in _MARKS.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else " "
        if text[start] == "/":
            if before.isalpha() and (root := _ROOT.search(text, max(0, start - _LONGEST_ROOT), start)):
                places.speaks = True
                start = root.start()
                starts.append(start)
                joint = start - 2 if start > 1 and text[start - 1] == " " else start - 1
                if joint >= 0 and text[joint] in "-–":
                    starts.append(joint)
        elif before != "/":
            # Behind a stroke a number is part of what begins before it.
            starts.append(start)
            places.digits = True
            if not places.speaks and _NUMBER_GOES_ON.match(text, end):
                places.speaks = True
            if (before in "SOIl-" or (before == " " and start > 1 and text[start - 2] == "-")) and (
                damaged := _BEFORE_NUMBER.search(text, max(0, start - _LONGEST_BEFORE_NUMBER), start)
            ):
                places.speaks = True
                starts.append(damaged.start())
