"""Values of catalogues as people and machines write them -> dates, symbols, States, counts.

What is not understood comes back as None, or as printed; nothing is guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from lexline.loaders.catalogue.model import Catalogue, Record, Vote
from lexline.loaders.document import Problem, Source
from lexline.ontology.errors import InputError
from lexline.ontology.states import state
from lexline.ontology.symbols import MEETING, Symbol

#: Entries that could not be read are named one by one up to here, the rest is counted.
_NAMED: Final = 50
#: A longer list of names in one value is no list of sponsors.
_LONGEST_LIST: Final = 4000
_MOST_SYMBOLS: Final = 20
_MOST_NOTES: Final = 200
#: A file with more faults is no file of records; the rest of it is not read.
_MOST_FAULTS: Final = 1000
_TOLD: Final = 5

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ,].{0,40})?", re.DOTALL)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s{1,3}([A-Za-z]{3})[a-z]{0,6}\.?,?\s{1,3}(\d{4})\b.{0,60}")
_MONTH_FIRST: Final = re.compile(r"([A-Za-z]{3})[a-z]{0,6}\.?\s{1,3}(\d{1,2}),?\s{1,3}(\d{4})\b.{0,60}")
_NO_VALUE: Final = frozenset({"", "n.a.", "n/a", "na", "none", "null", "nan", "-"})
_SPACES: Final = re.compile(r"\s+")
_BEHALF: Final = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)|,?\son behalf of\s.*", re.IGNORECASE)
_SYMBOL: Final = re.compile(r"[A-Z][A-Za-z]{0,9}(?:/[A-Za-z0-9.()-]{1,24}){1,9}")
_ONE: Final = re.compile(r"[^\s,;]{1,100}(?:\s?\([^()]{1,40}\))?(?:\s?\[[A-Z]\]|\s[A-Z])?")
_PARTS: Final = re.compile(r"([A-Z][A-Z/0-9()-]{3,40}) \[?([A-Z])[-–]([A-Z])\]?")
_COUNTED: Final = re.compile(r"\b(\d{1,3})-(\d{1,3})-(\d{1,3})\b")


def text(value: object) -> str:
    """Return a value as one line of text; "" for what says that there is none.

    >>> text(" The  situation "), text("N.A."), text(None)
    ('The situation', '', '')
    """
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    line = _SPACES.sub(" ", str(value)).strip()
    return "" if line.casefold() in _NO_VALUE else line


def day(value: object) -> date | None:
    """Return the date that a value begins with or is.

    >>> day("26 January 2017").isoformat(), day("20170126").isoformat(), day("2019-10-10 00:00:00").isoformat()
    ('2017-01-26', '2017-01-26', '2019-10-10')
    """
    said = text(value)
    try:
        if match := _ISO.fullmatch(said):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(said):
            return date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
        if match := _MONTH_FIRST.fullmatch(said):
            return date(int(match[3]), _MONTHS.index(match[1].lower()) + 1, int(match[2]))
    except ValueError:
        return None
    return None


def symbol(value: object) -> str | None:
    """Return the canonical id of the symbol that a value is, or None."""
    found = Symbol.find(text(value))
    return found.text if found else None


def parts(value: object) -> tuple[str, ...]:
    """Return the canonical ids of the lettered parts that a value names together; of one symbol itself.

    >>> parts("A/RES/77/256 A-C")
    ('A/RES/77/256[A]', 'A/RES/77/256[B]', 'A/RES/77/256[C]')
    """
    if whole := symbol(value):
        return (whole,)
    match = _PARTS.fullmatch(text(value))
    if match is None or not match[2] < match[3]:
        return ()
    letters = [chr(code) for code in range(ord(match[2]), ord(match[3]) + 1)]
    found = [symbol(f"{match[1]} {letter}") for letter in letters]
    return tuple(one for one in found if one)


def symbols(value: object) -> tuple[str, ...]:
    """Return the canonical ids of all symbols that stand in a value.

    >>> symbols("A/75/L.5 and A/75/L.5/Add.1")
    ('A/75/L.5', 'A/75/L.5/Add.1')
    """
    said = text(value)
    if _ONE.fullmatch(said) and (whole := symbol(said)):
        return (whole,)
    found = (Symbol.find(match.rstrip(".,;")) for match in _SYMBOL.findall(said[:_LONGEST_LIST]))
    return tuple(dict.fromkeys(one.text for one in found if one))[:_MOST_SYMBOLS]


def meeting(value: object) -> str | None:
    """Return the symbol of a meeting's record, or None where the value is none (a letter, a number)."""
    found = Symbol.find(text(value))
    return found.text if found and found.kind == MEETING else None


def count(value: object) -> int | None:
    """Return a count, or None where there is none."""
    said = text(value)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else None


def counts_in(outcome: str) -> tuple[int | None, int | None, int | None]:
    """Return the counts in favour, against and abstaining that an outcome prints ("Adopted 11-0-4")."""
    match = _COUNTED.search(outcome)
    return (int(match[1]), int(match[2]), int(match[3])) if match else (None, None, None)


def voters(names: Iterable[object], how: str, problems: list[Problem]) -> tuple[str, ...]:
    """Return the ids of States; a name that is none becomes a problem."""
    found: dict[str, None] = {}
    twice: dict[str, None] = {}
    strange: dict[str, None] = {}
    for name in names:
        said = text(name)
        if known := state(said):
            if known.id in found:
                twice[known.name] = None
            found[known.id] = None
        elif said:
            strange[said[:200]] = None
    told = (f"{how}: “{name}” is no State that the registry names" for name in [*strange][:_NAMED])
    problems.extend(Problem("unknown-state", message) for message in told)
    if len(strange) > _NAMED:
        problems.append(Problem("unknown-state", f"{how}: and {len(strange) - _NAMED} more names of no State"))
    if twice:
        more = f" and {len(twice) - _TOLD} more" if len(twice) > _TOLD else ""
        problems.append(Problem("state-twice", f"{how}: named twice: {', '.join([*twice][:_TOLD])}{more}"))
    return tuple(found)


def sponsors(names: Iterable[object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the States among sponsors, and what is printed of those that are no State, or spoke for others.

    >>> sponsors(["FRANCE", "Chad (on behalf of the Group of African States), Mali and Niger"])[0]
    ('france', 'chad', 'mali', 'niger')
    """
    found: dict[str, None] = {}
    notes: dict[str, None] = {}
    for name in names:
        said = text(name).strip(" ,;")
        if not said:
            continue
        if len(said) > _LONGEST_LIST or len(notes) > _MOST_NOTES:
            # no list of sponsors is as long: what it begins with is kept
            notes[said[:1000]] = None
            continue
        if known := state(_BEHALF.sub("", said)) or state(said):
            found[known.id] = None
            if _speaks_for(said):
                notes[said[:1000]] = None
            continue
        listed = _listed(said)
        if listed is None:
            notes[said[:1000]] = None
        else:
            found.update(dict.fromkeys(listed))
            if _speaks_for(said):
                notes[said[:1000]] = None
    return tuple(found), tuple(notes)


def _speaks_for(said: str) -> bool:
    return "behalf of" in said.lower() or "capacity" in said.lower()


def _listed(said: str) -> list[str] | None:
    """Read a list of States in one value; None where any part of it is no State."""
    found = []
    for part in _outside(said):
        known = _one_or_two(part)
        if not known:
            return None
        found.extend(known)
    return found


def _one_or_two(part: str) -> list[str]:
    """Read "Mali", or "Mali and Niger", or "Trinidad and Tobago and Uruguay"."""
    plain = _SPACES.sub(" ", _BEHALF.sub(" ", part)).strip()
    if known := state(plain) or state(plain.removeprefix("and ")):
        return [known.id]
    for match in re.finditer(r" and ", plain):
        left, right = state(plain[: match.start()]), state(plain[match.end() :])
        if left and right:
            return [left.id, right.id]
    return []


def _outside(said: str) -> list[str]:
    """Cut at commas that stand outside parentheses."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(said):
        depth += (char == "(") - (char == ")")
        if char in ",;" and depth <= 0:
            parts.append(said[start:at].strip())
            start = at + 1
    parts.append(said[start:].strip())
    return [part for part in parts if part]


def vote(outcome: str, named: Sequence[tuple[str, ...]], counts: Sequence[int | None], problems: list[Problem]) -> Vote:
    """Put a vote together, and note where it contradicts itself: in its counts, or in a State that voted twice.

    Args:
        outcome: as printed.
        named: the States in favour, against, abstaining, and (where the source has them) absent.
        counts: how many there were of each.
        problems: where to note what is wrong.
    """
    favour, against, abstaining, absent = (*named, (), (), (), ())[:4]
    in_favour, counted_against, counted_abstaining, counted_absent = (*counts, None, None, None, None)[:4]
    told = (
        ("in favour", favour, in_favour),
        ("against", against, counted_against),
        ("abstaining", abstaining, counted_abstaining),
    )
    once: dict[str, str] = {}
    for how, states, said in told:
        if said is not None and states and len(states) != said:
            problems.append(Problem("vote-count", f"{how}: {said} counted, {len(states)} States named"))
        for one in states:
            if one in once:
                problems.append(Problem("voted-twice", f"{one} is named {once[one]} and {how}"))
            once[one] = how
    return Vote(
        outcome=outcome,
        favour=favour,
        against=against,
        abstaining=abstaining,
        absent=absent,
        favour_count=in_favour,
        against_count=counted_against,
        abstaining_count=counted_abstaining,
        absent_count=counted_absent,
    )


def enough(problems: list[Problem], line: int) -> bool:
    """Say whether a file has so many faults that the rest of it is not worth reading, and note that."""
    if len(problems) < _MOST_FAULTS:
        return False
    problems.insert(0, Problem("record", f"{len(problems)} faults up to line {line}; what follows was not read"))
    return True


def catalogue(data: bytes, name: str, loader: str, records: Sequence[Record], problems: Sequence[Problem]) -> Catalogue:
    """Put a file's records together; a record that says what one before it says is left out, and that is told.

    Raises:
        InputError: no entry could be read.
    """
    told = list(problems)
    seen: dict[Record, int] = {}
    kept = []
    for record in records:
        bare = replace(record, line=0)
        if bare in seen:
            told.append(Problem("repeated-record", f"line {record.line} repeats the record of line {seen[bare]}"))
        else:
            seen[bare] = record.line
            kept.append(record)
    if not kept:
        why = f" ({told[0].message})" if told else ""
        raise InputError(f"{name} holds no record of a document that can be read{why}.", "Look at the file.")
    if len(told) > _NAMED:
        told = [*told[:_NAMED], Problem("record", f"and {len(told) - _NAMED} more entries")]
    source = Source(name, hashlib.sha256(data).hexdigest(), loader.partition("/")[0], loader)
    return Catalogue(source, tuple(kept), tuple(told))
