"""Printed numbers to canonical ids: which organ a number belongs to, and repairs from number, year and date.

The shape of a number decides where it can (1325 (2000) is the Security Council's, 1514 (XV) the General Assembly's); a
slashed number needs its body. Nothing is guessed: what fits no organ stays unresolved. Repairs keep the printed text
and lower the confidence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lexline.ontology import registry
from lexline.ontology.sessions import (
    LAST_OF_YEAR,
    assembly_number_fits,
    assembly_session,
    assembly_years,
    council_year,
    council_year_fits,
    economic_council_number_fits,
    from_roman,
    human_rights_council_year,
    roman,
)
from lexline.ontology.symbols import Symbol

#: First session of the General Assembly whose resolutions are numbered session/number.
FIRST_SLASHED_SESSION: Final = 31
#: No session of the Assembly passes more resolutions than this.
MOST_A_SESSION: Final = 500
#: Sessions of the General Assembly up to this one are thinkable.
LAST_SESSION: Final = 120
#: Sessions of the Human Rights Council up to this one are thinkable.
LAST_COUNCIL_SESSION: Final = 70
#: The Human Rights Council numbers resolutions of a session from 1 and decisions from 101; more are not thinkable.
LAST_COUNCIL_NUMBER: Final = 150
#: Roman session numbers beyond the thirtieth are the Economic and Social Council's.
LAST_ROMAN_SESSION: Final = 30

_DAMAGED: Final = str.maketrans({"O": "0", "I": "1", "l": "1", "|": "1", "!": "1", "S": "5"})
_LETTERS: Final = re.compile(r"(?<![A-Z(-])([A-Z])(?:(\sto\s|\s?[–-]\s?)([A-Z]))?(?![A-Za-z])(?!-[IVX])")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a printed reference means: canonical id (None: unresolved), kind, method, confidence, what was repaired."""

    target: str | None
    kind: str
    method: str
    confidence: float
    note: str = ""


def letters(text: str) -> list[str]:
    """Return the lettered parts named in a printed number: "3419 A to D (XXX)" gives A, B, C, D."""
    out: list[str] = []
    for match in _LETTERS.finditer(text):
        if match[3] and match[3] > match[1]:
            out.extend(chr(c) for c in range(ord(match[1]), ord(match[3]) + 1))
        else:
            out.append(match[1])
    return out


def council(text: str, date_year: int | None, *, headed: bool, written_year: int | None = None) -> Resolved | None:
    """Resolve "1325 (2000)" and its damaged writings; `headed`: a word such as "resolution" governs it.

    `date_year` is the year of the date printed after it, `written_year` that of the citing text. None where this is no
    resolution at all.
    """
    match = re.match(r"([\dSOIl!|]{1,4})\s?([A-E])?\s?\(?(\d{4})\)?", text)
    if match is None:
        return None
    raw, part, year = match[1], match[2], int(match[3])
    damaged = not raw.isdigit() or text.count("(") != 1 or not text.endswith(")")
    number = int(raw) if raw.isdigit() else int(raw.translate(_DAMAGED)) if raw.translate(_DAMAGED).isdigit() else 0
    tail = f"[{part}]" if part else ""
    if raw.isdigit() and council_year_fits(number, year):
        if damaged:
            if not headed and date_year is None:
                return None
            return Resolved(f"S/RES/{number}({year}){tail}", "resolution", "repair", 0.85, f"printed “{text}”")
        return Resolved(f"S/RES/{number}({year}){tail}", "resolution", "number-year", 1.0 if headed else 0.9)
    if not headed:
        return None
    return _repaired(raw, number, year, date_year, written_year, tail, text)


def _repaired(
    raw: str, number: int, year: int, date_year: int | None, written_year: int | None, tail: str, text: str
) -> Resolved:
    """Find the one number and year that the printed number, year and date agree on; else report the contradiction."""
    known = council_year(number)
    note = f"printed “{text}”"
    if not raw.isdigit():
        candidates = [c for c in _readings(raw) if council_year_fits(c, year)]
        if len(candidates) == 1:
            return Resolved(f"S/RES/{candidates[0]}({year}){tail}", "resolution", "repair", 0.8, note)
        return Resolved(None, "resolution", "repair", 0.3, f"{note}: the number is damaged")
    if known is not None and date_year == known:
        return Resolved(
            f"S/RES/{number}({known}){tail}", "resolution", "repair", 0.85, f"{note}: number and date agree on {known}"
        )
    if known is not None and (_slipped(known, year) or (written_year is not None and year > written_year)):
        # Years slip by one or in one digit, or are impossible; the number is what the drafters looked up.
        return Resolved(
            f"S/RES/{number}({known}){tail}", "resolution", "repair", 0.7, f"{note}: resolution {number} is of {known}"
        )
    told = f"resolution {number} is of {known}" if known else "no such number is known"
    return Resolved(None, "resolution", "contradiction", 0.3, f"{note}: {told}")


def _slipped(known: int, printed: int) -> bool:
    """Say whether a printed year is the true one with a usual slip: off by one, one digit wrong, or two transposed."""
    a, b = str(known), str(printed)
    differing = sum(x != y for x, y in zip(a, b, strict=True))
    return abs(known - printed) <= 1 or differing == 1 or (differing == 2 and sorted(a) == sorted(b))


def _readings(raw: str) -> list[int]:
    """Return the numbers that a damaged number may have been: each doubtful character is any digit it resembles."""
    looks = {"S": "58", "O": "0", "I": "1", "l": "1", "|": "1", "!": "1"}
    readings = [""]
    for char in raw:
        readings = [r + c for r in readings for c in looks.get(char, char)][:64]
    return [int(r) for r in readings if r.isdecimal()]


def roman_number(text: str, body: str, own_body: str = "") -> list[Resolved]:
    """Resolve "1514 (XV)" with its lettered parts: the General Assembly's unless another organ is named.

    In a text of the Economic and Social Council (`own_body`) it is the Council's where the Assembly had no such number.
    """
    match = re.match(r"(\d{1,4})(.*?)\(((?:E?S-)?[IVXL]+)\)$", text)
    if match is None:
        return []
    number, session = int(match[1]), match[3]
    parts = letters(match[2].strip()) or [""]
    regular = from_roman(session.rpartition("-")[2])
    organ = "E" if body == "ECOSOC" or (regular or 0) > LAST_ROMAN_SESSION else "A"
    if regular is None or body not in ("", "GA", "ECOSOC", "council", "SC", "commission", "committee", "HRC"):
        return [
            Resolved(None, "resolution", "number-session", 0.4, "which organ’s resolution this is could not be told")
        ]
    if not body and own_body == "ECOSOC" and not assembly_number_fits(number, regular):
        organ = "E"
    fits = economic_council_number_fits if organ == "E" else assembly_number_fits
    if "S-" not in session and not fits(number, regular):
        note = f"printed “{text}”: no such number is known of that session"
        return [Resolved(None, "resolution", "number-session", 0.4, note)]
    return [
        Resolved(f"{organ}/RES/{number}({session})" + (f"[{p}]" if p else ""), "resolution", "number-session", 1.0)
        for p in parts
    ]


def damaged_roman(text: str) -> Resolved | None:
    """Resolve "1760 (XVID": the session is told by the number; None where its numeral does not begin as printed."""
    match = re.match(r"(\d{3,4})\s?\(([IVXL]+)", text)
    session = assembly_session(int(match[1])) if match else None
    if match is None or session is None:
        return None
    numeral, printed = roman(session), match[2]
    if not numeral.startswith(printed[: max(1, len(numeral) - 1)]):
        return None
    return Resolved(f"A/RES/{match[1]}({numeral})", "resolution", "repair", 0.8, f"printed “{text}”")


def slashed(
    text: str, body: str, own_body: str, *, decision: bool, date_year: int | None, sure: bool = True
) -> list[Resolved]:
    """Resolve "57/167", "68/247 A", "S-13/2", "2002/68" with the body that governs it ("" where none is named).

    `own_body` is the body of the citing document, which decides for numbers that its own organ counts. `sure` says
    that the body stands right before the number; else ("its resolution") a number and date that fit the Assembly
    overrule it.
    """
    match = re.match(r"((?:E?S-\s?)?\d{1,4})/(\d{1,4})(.*)", text)
    if match is None:
        return []
    first, second = match[1].replace(" ", ""), int(match[2])
    word, kind = ("DEC", "decision") if decision else ("RES", "resolution")
    parts = [f"[{p}]" for p in letters(match[3])] or [""]
    beyond = body == "HRC" and first.isdigit() and int(first) > LAST_COUNCIL_SESSION
    if not sure and (beyond or not _passes_resolutions(body) or _fits_assembly(first, date_year)):
        body = ""
    organ = _organ(first, second, body, own_body, date_year)
    if organ is None:
        return [Resolved(None, kind, "number-slash", 0.4, "which organ’s this is could not be told")]
    if organ.startswith("other:"):
        return [Resolved(f"{organ}:{first}/{second}", kind, "number-slash", 0.8)]
    confidence = 1.0 if body and body not in ("council", "commission", "committee") else 0.95
    return [Resolved(f"{organ}/{word}/{first}/{second}{p}", kind, "number-slash", confidence) for p in parts]


def _passes_resolutions(body: str) -> bool:
    entry = registry.body(body)
    return body in ("council", "commission", "committee") or (entry is not None and entry.resolution != "")


def _fits_assembly(session: str, date_year: int | None) -> bool:
    return session.isdigit() and date_year is not None and date_year in assembly_years(int(session))


def _fits_human_rights_council(session: int, date_year: int | None) -> bool:
    """Say whether a date fits the Council's session."""
    return date_year is not None and date_year == human_rights_council_year(session)


def _organ(first: str, second: int, body: str, own_body: str, date_year: int | None) -> str | None:
    """Return the symbol prefix of the organ whose resolution first/second is, or None."""
    special = not first.isdigit()
    session = int(first.rpartition("-")[2])
    if not special and 1946 <= session <= 2100:
        return _by_year(session, second, body)
    if body in ("HRC", "council"):
        # No other Council numbers its resolutions session/number.
        return "A/HRC" if session <= LAST_COUNCIL_SESSION else None
    entry = registry.body(body) if body else None
    if entry is not None and body not in ("GA", "SC", "ECOSOC", "HRC"):
        prefix = entry.symbol if entry.symbol.startswith("E/CN.") and entry.symbol != "E/CN." else ""
        return prefix or f"other:{body.lower()}"
    if special:
        return "A" if body in ("", "GA", "SC") else None
    if body in ("", "GA", "SC", "commission", "committee"):
        if FIRST_SLASHED_SESSION <= session <= LAST_SESSION:
            if body or date_year is None or date_year in assembly_years(session):
                return "A"
            return "A/HRC" if _fits_human_rights_council(session, date_year) else None
        if session < FIRST_SLASHED_SESSION and not body and second <= LAST_COUNCIL_NUMBER:
            told = own_body == "HRC" if date_year is None else _fits_human_rights_council(session, date_year)
            return "A/HRC" if told else None
    return None


def _by_year(year: int, second: int, body: str) -> str | None:
    """Numbers that begin with a year: the Economic and Social Council's or one of its commissions'."""
    entry = registry.body(body) if body else None
    if entry is not None and entry.symbol.startswith("E/CN.") and len(entry.symbol) > len("E/CN."):
        return entry.symbol
    if body in ("commission", "ECOSOC-CN"):
        return "E/CN.4" if year <= 2006 else None
    if body in ("", "ECOSOC", "council", "GA", "SC", "HRC"):
        return "E" if second < MOST_A_SESSION else None
    return f"other:{body.lower()}" if entry is not None else None


def bare(number: int, written_year: int | None) -> Resolved | None:
    """Resolve "resolution 1325" printed without its year, from the record of Council resolutions.

    None for a number too small to be told from anything else, or adopted after the citing text was written.
    """
    year = council_year(number)
    if year is None or number < 50 or number > LAST_OF_YEAR[-1] or (written_year is not None and year > written_year):
        return None
    return Resolved(f"S/RES/{number}({year})", "resolution", "inferred-year", 0.9, f"year {year} inferred")


def symbol(text: str) -> Resolved:
    """Resolve a printed document symbol."""
    parsed = Symbol.find(text)
    if parsed is None:
        return Resolved(None, "document", "symbol", 0.5, "not a known shape of symbol")
    note = "" if parsed.text == text.replace(" ", "") or parsed.year is None else f"printed “{text}”"
    if (
        parsed.body == "SC"
        and parsed.kind == "resolution"
        and not council_year_fits(parsed.number or 0, parsed.year or 0)
    ):
        return _repaired(
            str(parsed.number),
            parsed.number or 0,
            parsed.year or 0,
            None,
            None,
            f"[{parsed.part}]" if parsed.part else "",
            text,
        )
    return Resolved(parsed.text, parsed.kind, "symbol", 1.0, note)
