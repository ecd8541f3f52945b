"""The printed title of a treaty -> its id in the registry; a title that the registry lacks gets an id of its words.

Titles differ in capitals, articles, hyphens, in what stands behind them in brackets, and in the date that some bear.
A title that fits two treaties is decided by its year or by the treaty it names; otherwise it is taken for neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from lexline.ontology.registry import Treaty, treaties, treaty

_OTHER: Final = re.compile(r"[^a-z0-9]+")
_BRACKETS: Final = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
_DROPPED: Final = frozenset({"the", "a", "an"})
_SPELLINGS: Final = (("co operat", "cooperat"), ("organisation", "organization"), ("labor ", "labour "))
_MONTHS: Final = "january february march april may june july august september october november december".split()
_MONTH: Final = "|".join(_MONTHS)
_DAY_MONTH: Final = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s(?:day\sof\s)?(?P<m>{_MONTH}),?\s(?P<y>\d{{4}})", re.I
)
_MONTH_DAY: Final = re.compile(rf"(?P<m>{_MONTH})\s(?P<d>\d{{1,2}}),?\s(?P<y>\d{{4}})", re.I)
_DONE: Final = re.compile(r"\bdone,? (?:in|at|on|this)\b|\badopts?,? this\b", re.I)
_IN_TITLE: Final = re.compile(
    rf"[ ,.]+(?:of |signed at .{{0,60}})?(?:(?:{_MONTH}) \d{{1,2}},? \d{{4}}|\d{{1,2}} (?:{_MONTH}) \d{{4}})\W*$", re.I
)
_ILO: Final = re.compile(r"\b(?P<kind>convention|recommendation)\s*\(?no\.?\s*(?P<n>\d{1,3})\b", re.I)
_KIND_WORDS: Final = frozenset(
    "convention treaty agreement protocol statute constitution and with for from the concerning relating revised "
    "general international governing regarding respecting".split()
)
_FEWEST: Final = 4
_LONGEST: Final = 48
_SMALL: Final = frozenset(
    "of on for to and in with by from or as at its their between concerning relating regarding".split()
)


def normal(title: str) -> str:
    """Reduce a title to the words that tell it apart.

    >>> normal("The VIENNA Convention on the Law of Treaties.")
    'vienna convention on law of treaties'
    """
    text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = " ".join(word for word in _OTHER.sub(" ", text).split() if word not in _DROPPED)
    for one, other in _SPELLINGS:
        words = words.replace(one, other)
    return words


@cache
def _by_title() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in treaties():
        for alias in row.aliases:
            for form in {normal(alias), normal(_BRACKETS.sub(" ", alias))}:
                found.setdefault(form, {})[row.id] = None
    return {form: tuple(ids) for form, ids in found.items()}


def known(title: str, year: int | None = None) -> Treaty | None:
    """Return the treaty of the registry that a printed title names, or None.

    >>> found = known("CONVENTION ON THE RIGHTS OF THE CHILD.")
    >>> found.id if found else None
    'treaty:crc'
    """
    if (match := _ILO.search(title)) and (row := treaty(f"treaty:ilo-{match['kind'][0].lower()}{int(match['n']):03}")):
        return row
    for form in _forms(title):
        rows = [row for identifier in _by_title().get(form, ()) if (row := treaty(identifier))]
        if len(rows) > 1 and year:
            rows = [row for row in rows if row.date and row.date.year == year] or rows
        if len(rows) == 1 and not _other_year(rows[0], form, year):
            return rows[0]
    return None


def _other_year(row: Treaty, form: str, year: int | None) -> bool:
    """Say whether a short name cannot mean this treaty because it is of another time."""
    return bool(year and row.date and abs(row.date.year - year) > 1 and len(form.split()) < _FEWEST)


def _forms(title: str) -> tuple[str, ...]:
    """Return the ways to write a title, the fullest first."""
    bare = _BRACKETS.sub(" ", title)
    undated = _IN_TITLE.sub("", bare.rstrip(" .*"))
    forms = [normal(title), normal(bare), normal(_IN_TITLE.sub("", title.rstrip(" .*"))), normal(undated)]
    forms += [normal(re.sub(r" of the ", " on the ", undated, count=1))]
    forms += [normal(undated.partition(", securing ")[0]), normal(undated.partition(" annexed to ")[0])]
    forms += [normal(undated.partition(" concerning ")[0])] if " to the " in undated else []
    for bracket in _BRACKETS.findall(title):
        forms.append(normal(bracket))
    return tuple(dict.fromkeys(form for form in forms if form))


def identify(title: str, when: date | None = None) -> tuple[str, Treaty | None]:
    """Return the id of a treaty by its title, and its row where the registry has it.

    >>> identify("European Convention on the Legal Status of Migrant Workers", date(1977, 11, 24))[0]
    'treaty:european-convention-legal-status-migrant-workers-1977'
    """
    row = known(title, when.year if when else None) or _same_time(title, when)
    return (row.id, row) if row else (made_up(title, when.year if when else None), None)


def _same_time(title: str, when: date | None) -> Treaty | None:
    """Return the one treaty of this day, else year, whose name holds all words of the title (or they all of its)."""
    said = _content(title)
    if when is None or len(said) < 2:
        return None
    rows = [row for row in treaties() if row.date and row.date.year == when.year]
    for near, few in (([row for row in rows if row.date == when], 2), (rows, 3)):
        found = [
            row
            for row in near
            if any(
                min(len(words), len(said)) >= few and (said <= words or (few == 2 and words <= said))
                for words in map(_content, row.aliases[:4])
            )
        ]
        if len(found) == 1:
            return found[0]
    return None


def _content(title: str) -> frozenset[str]:
    """Return the words that say what a treaty is about, in the singular; not its number, year or kind."""
    words = (word.rstrip("s") for word in normal(title).split() if len(word) > 2 and not word.isdigit())
    return frozenset(words) - _KIND_WORDS


def made_up(title: str, year: int | None = None) -> str:
    """Return the id of a treaty that the registry lacks, of the words of its title and its year."""
    said = re.findall(r"\b(?:1[89]|20)\d\d\b", title)
    words = [word for word in normal(_IN_TITLE.sub("", title)).split() if word not in _SMALL]
    slug = ""
    for word in words:
        if len(slug) + len(word) > _LONGEST:
            break
        slug = f"{slug}-{word}" if slug else word
    when = str(year or (said[-1] if said else ""))
    slug = (slug or "unnamed").removesuffix(f"-{when}")
    return f"treaty:{slug}-{when}" if when else f"treaty:{slug}"


def dated(title: str, text: str) -> date | None:
    """Return the day on which a treaty was done: as its title says, else its last lines or its first."""
    for sample in (title[-60:], *(text[match.start() : match.start() + 400] for match in _done(text))):
        found = [
            (match.start(), day)
            for pattern, reading in ((_DAY_MONTH, _day), (_MONTH_DAY, _day), (_WORDED, _in_words))
            for match in pattern.finditer(" ".join(sample.split()))
            if (day := reading(match))
        ]
        if found:
            return min(found)[1]
    return None


def _done(text: str) -> list[re.Match[str]]:
    """Find where a text says that it was done; what is annexed may say so again."""
    return list(_DONE.finditer(text))[:3]


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), _MONTHS.index(match["m"].lower()) + 1, int(match["d"]))
    except ValueError:
        return None


_ONES: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_CARDINALS: Final = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS: Final = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_CENTURY: Final = re.compile(r"(?:one thousand,? nine hundred|nineteen hundred|two thousand)(?: and)?")
_WORDED: Final = re.compile(
    rf"(?P<d>(?:twenty|thirt[iy])[- ]?(?:{'|'.join(_ONES[:9])}|eth)?|{'|'.join(_ONES)}|\d{{1,2}}(?:st|nd|rd|th)?)"
    rf"(?: day)?,? (?:of )?(?P<m>{_MONTH}),? (?:(?:in|of) the year )?"
    r"(?P<y>(?:one thousand,? nine hundred|nineteen hundred|two thousand)(?: and)?(?:[- ][a-z]{3,9}){0,2})",
    re.I,
)


def _in_words(match: re.Match[str]) -> date | None:
    """Read a day written in words: "twentieth day of December, one thousand nine hundred and eighty-eight"."""
    century, rest = _CENTURY.match(match["y"].lower()), ""
    if century is not None:
        rest = match["y"].lower()[century.end() :]
    year = 2000 if match["y"].lower().startswith("two") else 1900
    for word in re.findall(r"[a-z]+", rest):
        year += _TENS.get(word, _CARDINALS.index(word) + 1 if word in _CARDINALS else 0)
    spoken = match["d"].lower()
    if spoken[0].isdigit():
        day = int(re.sub(r"\D", "", spoken))
    elif spoken in _ONES:
        day = _ONES.index(spoken) + 1
    else:
        tens = 20 if spoken.startswith("twent") else 30
        rest = re.split(r"[- ]", spoken)[-1]
        day = tens + (_ONES.index(rest) + 1 if rest in _ONES else 0)
    try:
        return date(year, _MONTHS.index(match["m"].lower()) + 1, day)
    except ValueError:
        return None
