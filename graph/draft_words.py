"""The words of a draft's citations, held against what is known: years, dates, titles and numbers.

Each function yields findings on one citation. Where the words may be read in two ways nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from lexline.graph.draft_held import Held, beyond_record
from lexline.graph.draft_place import Place
from lexline.graph.draft_report import CITED, ERROR, HINT, LISTED, LOADED, UNKNOWN, WARNING, Evidence, Finding
from lexline.loaders.citations.patterns import MONTHS
from lexline.loaders.document import FOOTNOTE
from lexline.ontology.sessions import LAST_OF_YEAR, assembly_years, council_year_fits
from lexline.ontology.symbols import DECISION, RESOLUTION, STATEMENT, Symbol

#: Kinds that are known by the day of their adoption; other documents are dated before they are issued, or after.
DATED: Final = frozenset({RESOLUTION, DECISION, STATEMENT})
_MONTH: Final = "|".join(MONTHS)
_DATE: Final = rf"(?P<day>\d{{1,2}})\s(?P<month>{_MONTH})\s(?P<year>\d{{4}})"
#: "of 31 October 2000" right behind; not where a second date shows that dates are dealt out to several numbers.
_BEHIND: Final = re.compile(
    rf"\s?,?\s?\(?(?:of|adopted\son)\s{_DATE}(?!\d)(?P<more>(?:\s?,|\s?,?\sand)\s\d{{1,2}}\s(?:{_MONTH}))?",
)
#: "entitled “...”", perhaps behind the date.
_ENTITLED: Final = re.compile(
    rf"(?:\s?,?\s(?:of|dated|adopted\son)\s\d{{1,2}}\s(?:{_MONTH})\s\d{{4}})?\s?,?\s(?:which\sis\s)?entitled\s"
    r"(?P<open>[“\"])(?P<title>[^“”\"]{4,400})[”\"]"
)
_ABOUT: Final = re.compile(r"^(?:[^\[\]]{0,120}\d[^\[\]]{0,40}|[^\[\]]{0,120})\[(?P<about>.+)\]$", re.DOTALL)
_NOTED: Final = re.compile(r"^printed “(?P<printed>[^”]*)”(?:: (?P<told>[^;]+))?")
_IS_OF: Final = re.compile(r"(?:resolution (?P<number>\d+) is of|number and date agree on) (?P<year>\d{4})")
_PRINTED: Final = re.compile(r"(?P<number>\d{1,4})\D{1,4}(?P<year>\d{4})")
#: Titles that are less alike than this are of different texts; those that are more alike than that say the same.
_OTHER_TITLE: Final = 0.55
_SAME_TITLE: Final = 0.9
_CANDIDATES: Final = 3
#: So many resolutions of one day tell nothing.
_MANY: Final = 4
#: Organs whose resolutions a number with a Roman session is.
_ORGANS: Final = re.compile(
    r"\b(?:General\sAssembly|Economic\sand\sSocial\sCouncil)\s(?:in\sits\s)?(?:resolutions?\s)?[^.;]{0,80}$"
)
#: A draft of an unknown day may be so many years younger than the newest text in the store.
_AHEAD: Final = 3


def years(place: Place, held: Held) -> Iterator[Finding]:
    """Yield what the record of Security Council resolutions says against the printed year."""
    citation = place.citation
    noted = _NOTED.match(citation.note)
    if noted is None or noted["told"] is None:
        return
    printed = _PRINTED.search(noted["printed"])
    if right := _IS_OF.match(noted["told"]):
        number = (printed and printed["number"]) or right["number"] or ""
        wrong = f", not of {printed['year']}" if printed else ""
        likely = _candidates(int(number), int(printed["year"])) if printed else ()
        other = f", or {_listed(likely)} if the year is right" if likely else ""
        known = held.instrument(citation.target) if citation.target else None
        title = known.title if known else ""
        record = Evidence(f"S/RES/{number}({right['year']})", "", (known and known.date) or right["year"], title)
        message = f"Resolution {number} is of {right['year']}{wrong}."
        yield Finding(ERROR, "year", message, f"Write {number} ({right['year']}){other}.", (record,))
    elif "no such number" in noted["told"]:
        yield _no_number(place, noted["printed"], printed)
    elif citation.target is None:
        message = f"“{noted['printed']}” could not be read: {noted['told']}."
        yield Finding(WARNING, "unresolved", message, "Look the number and the year up.")


def _no_number(place: Place, text: str, printed: re.Match[str] | None) -> Finding:
    """Tell of a number that no record has."""
    if place.citation.target is None and printed and beyond_record(int(printed["number"])):
        last = LAST_OF_YEAR[-1]
        message = f"No resolution {printed['number']} is known; the last that lexline knows is {last}."
        level = WARNING if int(printed["year"]) > place.as_of.year else HINT
        return Finding(level, "number", message, "Look it up: it may be newer, or its number or year is wrong.")
    # other bodies number with Roman sessions, too
    before = place.unit.text[: place.citation.span.start]
    return Finding(
        WARNING if _ORGANS.search(before[-160:]) else HINT,
        "number",
        f"“{text}” fits no number that is known of that session.",
        "Look up the number and the session.",
    )


def _candidates(number: int, year: int) -> tuple[str, ...]:
    """Return the numbers of a year that a slip of one digit, or of two that changed places, may have made this of."""
    written = str(number)
    found = {written[:at] + digit + written[at + 1 :] for at in range(len(written)) for digit in "0123456789"} | {
        written[:at] + written[at + 1] + written[at] + written[at + 2 :] for at in range(len(written) - 1)
    }
    fitting = sorted(each for each in found if each[0] != "0" and council_year_fits(int(each), year))
    return tuple(f"{each} ({year})" for each in fitting) if len(fitting) <= _CANDIDATES else ()


def _listed(words: tuple[str, ...]) -> str:
    return " or ".join(words)


def dates(place: Place, held: Held) -> Iterator[Finding]:
    """Yield where the date printed behind a number is not that of the adoption, or not of the session or year."""
    citation, text = place.citation, place.unit.text
    match = _BEHIND.match(text, citation.span.end)
    symbol = Symbol.find(citation.target or "")
    if match is None or match["more"] or not place.alone or symbol is None or symbol.kind not in DATED:
        return
    if "respectively" in text[match.end() : citation.sentence.end]:
        return
    printed = _day(match)
    said = f"{match['day']} {match['month']} {match['year']}"
    if printed is None:
        yield Finding(ERROR, "date", f"{said} is no day of the calendar.", "Look up the date.")
        return
    instrument = held.instrument(symbol.text)
    if symbol.part and instrument.id != symbol.text:
        return  # a lettered part may be of another day than the whole
    if len(instrument.date) == len("2000-10-31") and held.standing(symbol.text) == LOADED:
        right = date.fromisoformat(instrument.date)
        # a record that dates a text into another year than its symbol does is not to be trusted
        if right != printed and (symbol.year is None or symbol.year == right.year):
            proof = Evidence(instrument.id, date=instrument.date, words=instrument.title)
            message = f"{symbol.text} is of {written(right)}, not of {said}."
            then = held.of_day(printed) if symbol.body == "SC" and symbol.kind == RESOLUTION else ()
            other = f", or {_listed(tuple(map(_short, then)))} if the date is right" if 0 < len(then) < _MANY else ""
            yield Finding(ERROR, "date", message, f"Write {written(right)}{other}.", (proof,))
        return
    first, last = _bounds(symbol)
    between = held.neighbours(symbol.number or 0) if symbol.body == "SC" and symbol.kind == RESOLUTION else None
    if first and last and not first <= printed <= last:
        these = f"{first.year}" if first.year == last.year else f"{first.year} or {last.year}"
        message = f"{symbol.text} cannot be of {said}: it is of {these}."
        yield Finding(ERROR, "date", message, "Look up the date, the number and the session.")
    elif between and not between[0] <= printed <= between[1]:
        # the Council numbers as it adopts
        order = f"its number lies between resolutions of {written(between[0])} and {written(between[1])}"
        message = f"{symbol.text} cannot be of {said}: {order}."
        yield Finding(WARNING, "date", message, "Look up the date and the number.")


def _short(name: str) -> str:
    """Return a Council resolution as texts call it: 775 (1992)."""
    return name.removeprefix("S/RES/").replace("(", " (")


def _day(match: re.Match[str]) -> date | None:
    with suppress(ValueError):
        return date(int(match["year"]), MONTHS.index(match["month"]) + 1, int(match["day"]))
    return None


def written(day: date) -> str:
    """Write a day as the United Nations do.

    >>> written(date(2000, 10, 31))
    '31 October 2000'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _bounds(symbol: Symbol) -> tuple[date | None, date | None]:
    """Return the first and last day on which a symbol can have been adopted, as far as it tells itself."""
    if symbol.body == "SC" and symbol.year:
        return date(symbol.year, 1, 1), date(symbol.year, 12, 31)
    if symbol.body == "GA" and symbol.session and symbol.session.isdigit():
        first, last = assembly_years(int(symbol.session))
        return date(first, 9, 1), date(last, 12, 31)
    return None, None


def later(place: Place, held: Held) -> Iterator[Finding]:
    """Yield what is of a later day than the draft; where its day is not known, only what is of years ahead."""
    target = place.citation.target or ""
    symbol = Symbol.find(target)
    if symbol is None or symbol.kind not in DATED:
        return
    instrument = held.instrument(target)
    when = instrument.date if len(instrument.date) == len("2000-10-31") else ""
    if when and symbol.year and str(symbol.year) != when[:4]:
        return  # a record of another year than the symbol's is not to be trusted
    first, _ = _bounds(symbol)
    if not place.dated and (when or first is None or first.year <= place.as_of.year + _AHEAD):
        return
    if not (when > place.as_of.isoformat() if when else first is not None and first > place.as_of):
        return
    # notes and annexes are edited after the adoption, and then may name what came later
    beside = place.unit.kind == FOOTNOTE or "annex" in place.unit.eid
    told = written(date.fromisoformat(when)) if when else f"{first.year if first else ''}"
    yield Finding(
        HINT if beside else WARNING,
        "later",
        f"{target} is of {told}, later than this text of {written(place.as_of)}.",
        "Look up the number, or give the day of the draft.",
        (Evidence(target, date=when, words=instrument.title),) if when else (),
    )


def numbers(place: Place, held: Held) -> Iterator[Finding]:
    """Yield numbers that a series of resolutions or statements, which the store holds whole, does not have."""
    target = place.citation.target or ""
    symbol, found = Symbol.find(target), held.series(target)
    if symbol is None or symbol.kind not in {RESOLUTION, STATEMENT} or found is None or not found[0].whole:
        return
    series, number = found
    if number in series.numbers or held.standing(target) == LOADED:
        return
    stem = target[: target.rindex("/") + 1]
    # the last few of a series may be those that the store has not got yet
    if number > series.last + max(5, series.last // 10) and series.over:
        message = f"There is no {target} in the store; its series ends with {stem}{series.last}."
        proof = Evidence(f"{stem}{series.last}")
        yield Finding(WARNING, "number", message, "Look up the number and the session.", (proof,))
    elif held.standing(target) == UNKNOWN:
        message = f"The store holds {len(series.numbers)} numbers of the series {stem}…, but not {target}."
        yield Finding(HINT, "unknown", message, "Look up the number and the session.")


def titles(place: Place, held: Held) -> Iterator[Finding]:
    """Yield where “entitled ...” behind a symbol is not what the cited text is called."""
    target = place.citation.target or ""
    match = _ENTITLED.match(place.unit.text, place.citation.span.end)
    symbol = Symbol.find(target)
    if match is None or symbol is None or not place.alone or held.standing(target) != LOADED:
        return
    instrument = held.instrument(target)
    title = about(instrument.title)
    printed, right = _plain(match["title"]), _plain(title)
    if not right or printed in right or right in printed or right == _plain(target):
        return
    alike = SequenceMatcher(None, printed, right, autojunk=False).ratio()
    if alike >= _SAME_TITLE:
        return
    level = WARNING if alike < _OTHER_TITLE else HINT
    proof = Evidence(instrument.id, date=instrument.date, words=instrument.title)
    yield Finding(level, "title", f"{target} is called “{title}”.", "Look up the title, or the number.", (proof,))


def about(title: str) -> str:
    """Return a title without what only names the series and number.

    >>> about("Security Council resolution 2388 (2017) [on trafficking in persons]")
    'on trafficking in persons'
    """
    match = _ABOUT.match(title)
    return match["about"] if match else title


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def unresolved(place: Place, _held: Held) -> Iterator[Finding]:
    """Yield what the engine saw to be a reference and could not tell, where nothing else was said of it."""
    if place.citation.target is None and not place.citation.note.startswith("printed"):
        why = f": {place.citation.note}" if place.citation.note else ""
        message = f"“{place.citation.text}” could not be understood{why}."
        yield Finding(HINT, "unresolved", message, "Write the symbol, or the organ before the number.")


#: What is asked of every citation, one after another.
QUESTIONS: Final = (years, dates, later, numbers, titles, unresolved)
#: Standings of what is cited whose text the store does not hold, though it may.
TEXTLESS: Final = frozenset({CITED, LISTED, UNKNOWN})
