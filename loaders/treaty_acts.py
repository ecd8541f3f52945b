"""Headers and cells of a table of participation -> acts: signature, ratification, accession ..., with their days.

A header tells what a date means, and what with a letter behind it ("Ratification, Accession(a)"); what it does not say
is not guessed, but for the letters that the United Nations Treaty Collection always uses alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

#: What an act is called, by what its column says; the first that fits. The last word says what the act does.
SIGNED, BOUND, PROVISIONAL, FORCE, LEFT, OTHER = "signed", "bound", "provisional", "in-force", "left", "other"
_ACTS: Final = (
    (r"succession to signature", "succession to signature", SIGNED),
    (r"provisional", "provisional application", PROVISIONAL),
    (r"undertaking of provisional", "provisional application", PROVISIONAL),
    (r"definitive signature", "definitive signature", BOUND),
    (r"signature ad referendum", "signature ad referendum", SIGNED),
    (r"confirmation of signature", "confirmation of signature", BOUND),
    (r"entry into force|effective", "entry into force", FORCE),
    (r"withdrawal|denunciation|termination", "withdrawal", LEFT),
    (r"ratification", "ratification", BOUND),
    (r"accession", "accession", BOUND),
    (r"(?:definitive )?acceptance", "acceptance", BOUND),
    (r"approval", "approval", BOUND),
    (r"succession", "succession", BOUND),
    (r"formal confirmation", "formal confirmation", BOUND),
    (r"simplified procedure", "simplified procedure", BOUND),
    (r"consent to be bound", "consent to be bound", BOUND),
    (r"participation", "participation", BOUND),
    (r"application", "application", BOUND),
    (r"signature|signed", "signature", SIGNED),
)
_KNOWN: Final = tuple((re.compile(pattern, re.IGNORECASE), name, effect) for pattern, name, effect in _ACTS)
#: What a letter behind a date means where the header of its column does not tell.
_LETTERS: Final = {
    "a": ("accession", BOUND),
    "A": ("acceptance", BOUND),
    "AA": ("approval", BOUND),
    "d": ("succession", BOUND),
    "s": ("definitive signature", BOUND),
    "c": ("formal confirmation", BOUND),
    "n": ("provisional application", PROVISIONAL),
    "P": ("participation", BOUND),
    "p": ("simplified procedure", BOUND),
}

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CELL: Final = re.compile(r"(?P<d>\d{1,2})\.? (?P<m>[A-Za-z]{3,9})\.?,? (?P<y>\d{4})(?:\s+(?P<letter>[A-Za-z]{1,2}))?")
_ISO: Final = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:\s+(?P<letter>[A-Za-z]{1,2}))?")
_CODE: Final = re.compile(r"^(?P<words>.*?)\s?\((?P<code>[A-Za-z]{1,2})\)$")
_MARKS: Final = re.compile(r"\s*(?:\[[\d, ]{1,12}\]|[*†]|(?<=[a-z)])(?:\d{1,2}(?:, ?\d{1,2}){0,5}))\s*$")


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a participant: what it is called, what it does (signed, bound ...), and its day."""

    name: str
    effect: str
    day: date


@dataclass(frozen=True, slots=True)
class Column:
    """A column of acts: what a date without a letter in it is, and what the letters say."""

    title: str
    plain: tuple[str, str] | None
    letters: dict[str, tuple[str, str]]


def column(title: str) -> Column:
    """Read what the header of a column says."""
    plain: tuple[str, str] | None = None
    letters: dict[str, tuple[str, str]] = {}
    for part in re.split(r", (?![^()]*\))", title):
        match = _CODE.match(part.strip())
        act = _named(match["words"] if match else part)
        if act is None:
            continue
        if match:
            letters[match["code"]] = act
        elif plain is None:
            plain = act
    only = next(iter(letters.values())) if len(letters) == 1 else None
    return Column(title, plain or only, letters)


def _named(words: str) -> tuple[str, str] | None:
    """Return the name and effect of the act that words of a header mean; None where they mean none."""
    return next(((name, effect) for pattern, name, effect in _KNOWN if pattern.search(words)), None)


def read_act(cell: str, column: Column) -> Act | str:
    """Read a cell: the act, or why it is none."""
    cell = unmarked(cell) if "[" in cell or "*" in cell else cell
    match = _CELL.fullmatch(cell) or _ISO.fullmatch(cell)
    if match is None:
        return f"“{cell[:60]}” is no date"
    month = match["m"].lower()
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
        day = date(int(match["y"]), number, int(match["d"]))
    except ValueError:
        return f"“{cell[:60]}” is no date"
    letter = match["letter"]
    act = column.letters.get(letter) or _LETTERS.get(letter) if letter else column.plain
    if act is None and letter:
        return f"“{cell[:60]}”: the header does not say what ({letter}) means"
    if act is None and column.letters:
        return f"“{cell[:60]}” has none of the letters that the header explains"
    name, effect = act or (column.title.lower()[:100], OTHER)
    return Act(name, effect, day)


def unmarked(text: str) -> str:
    """Take the marks of footnotes off the end of a cell."""
    return _MARKS.sub("", text)
