"""The names of parties on both sides of "v." in a running text, and the id of a case that no registry knows.

Goes in: a text and the place of a "v.". Comes out: where the names of the parties begin and end, or None where no names
stand there: parties begin with capitals, and a verb, a mark or a lower-case word that no name holds ends them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

#: Between the parties. Without its point it counts only among words of courts; " V. " is a numeral.
VERSUS: Final = re.compile(r"\s(?:v\.?|vs\.?)\s")

#: How far a party's name may reach, in characters and in words with capitals.
_REACH: Final = 130
_MOST_WORDS: Final = 8
_LONGEST_SIDE: Final = 48

_CONNECTORS: Final = frozenset(
    "of and the others other et al al. de la le les du des del di da dos van von der den bin ibn y e & former for in at"
    " their alias".split()
)
#: Connectors that may stand inside a name, but only before a capital, and only once the name has begun.
_WEAK: Final = frozenset(["for", "in", "at", "their", "alias"])
_OTHERS: Final = frozenset(["others", "other", "al.", "al"])
#: What stands before a case's name and is no part of it, although it has a capital.
_LEADS: Final = frozenset(
    "See Also In Cf Cf. Case Cases Compare The Of And Ibid Ibid. Recalling Noting Judgment Judgement Judgments Court"
    " Order Decision Tribunal Chamber For But As On By With From Under Following Since While When At To".split()
)
#: Words with capitals that end a list of parties: what follows "and" is another instrument, not another State.
_INSTITUTIONS: Final = frozenset(
    "Convention Court Committee Article Articles Protocol Charter Covenant Declaration Council Assembly General Human"
    " International European Inter-American Optional Security Universal Judgment Advisory Tribunal Chamber".split()
)
#: Words that a number or a heading follows, so that "v." is a numeral or a letter.
_NUMBERED: Final = frozenset(
    "Part Chapter Section Article Annex Appendix Title Book Table Figure Volume Vol Vol. Page Paragraph Goal Group"
    " Covid COVID COVID-19 Option Schedule Charles George Henry Option".split()
)

_WORD: Final = re.compile(r"[^\W\d_][^\s,;:()\[\]“”\"/]{0,40}")
_QUOTED: Final = re.compile(r"\s\(?[“\"][^“”\"()]{2,40}[”\"]\)?$|\s\([^()]{2,40}\)$")
_NAMED_AND_QUOTED: Final = re.compile(r"[“\"][A-Z][^“”\"()]{2,40}[”\"]\s\([^()]{2,40}\)$")
_BACK: Final = re.compile(r"(?:[“\"]\s?)?[^\s,;:()\[\]“”\"/]{1,40}$")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.-?){1,5}|[A-Z]")
_ABBREVIATED: Final = re.compile(r"(?:al|Mr|Ms|Mrs|Dr|St|Inc|Ltd|Co)\.$")
_AND_NAME: Final = re.compile(r"\sand\s(?!(?:[Oo]thers?\b|the\s[Oo]thers))")
_LIST_MARK: Final = re.compile(r"(?<!\w)\(?iv[.)]\s")
_LETTERS: Final = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss"})
_OTHER_WORDS: Final = (
    (re.compile(r"\bet al\b\.?"), "and others"),
    (re.compile(r"\bothers?\b", re.IGNORECASE), "others"),
    (re.compile(r"&"), " and "),
)
_SAME: Final = (
    ("-of-america", ""),
    ("russian-federation", "russia"),
    ("republic-of-the-congo", "congo"),
    ("kingdom-of-the-netherlands", "netherlands"),
    ("islamic-republic-of-iran", "iran"),
    ("bolivarian-republic-of-venezuela", "venezuela"),
    ("turkiye", "turkey"),
    ("the-", ""),
    ("-and-others", ""),
)
_SHORT: Final = {"uk": "united-kingdom", "us": "united-states", "usa": "united-states", "drc": "congo"}


@dataclass(frozen=True, slots=True)
class Parties:
    """The names on both sides of "v." with the half-open span of the whole; `first` and `second` are as printed."""

    start: int
    end: int
    first: str
    second: str
    dotted: bool


def find(text: str) -> Iterator[Parties]:
    """Yield the pairs of parties in reading order, without overlaps; linear, as every look has a bounded reach."""
    marks = list(VERSUS.finditer(text))
    done = 0
    for index, mark in enumerate(marks):
        start = _first(text, max(done, mark.start() - _REACH), mark.start())
        if start is None or _LIST_MARK.search(text, max(done, start - 3 * _REACH), start):
            continue
        following = marks[index + 1].start() if index + 1 < len(marks) else None
        end = _second(text, mark.end(), min(len(text), mark.end() + _REACH), following)
        if end is not None:
            done = end
            yield Parties(start, end, text[start : mark.start()], text[mark.end() : end], mark[0].strip() == "v.")


def _first(text: str, floor: int, end: int) -> int | None:
    """Return where the party before "v." begins, reading backwards word by word."""
    if named := _NAMED_AND_QUOTED.search(text, max(floor, end - 90), end):
        return named.start()
    begins: int | None = None
    capitals = 0
    and_others = False
    at = quoted.start() if (quoted := _QUOTED.search(text, max(floor, end - 46), end)) else end
    while at > floor and (match := _BACK.search(text, max(floor, at - 42), at)) is not None:
        word = match[0].lstrip('“" ')
        if at != end and _ends_sentence(word):
            break
        and_others = and_others or word in _OTHERS
        if word[:1].isupper() and word not in _LEADS:
            capitals += 1
            begins = match.end() - len(word)
        elif not _connects(text, word, match.start()) or (begins is None and not and_others):
            break
        at = 0 if text[match.start()] in '“"' else _word_before(text, match.start(), word)
    if begins is None or capitals > _MOST_WORDS or text[begins:end].split()[-1].rstrip('”")') in _NUMBERED:
        return None
    return begins


def _connects(text: str, word: str, start: int) -> bool:
    """Say whether a lower-case word may stand inside a name: "on" only in that of a commission or committee."""
    return word in _CONNECTORS or (word == "on" and text.endswith(("Commission ", "Committee "), 0, start))


def _word_before(text: str, start: int, word: str) -> int:
    """Return where the word before this one ends, or 0 where a mark stands between them."""
    at = start - 1
    if at < 0 or not text[at].isspace():
        return 0
    return at - 1 if text[at - 1 : at] == "," and _single(text, at, word) else at


def _ends_sentence(word: str) -> bool:
    """Say whether a word ends with a full stop that is no part of it ("law.", but not "M.S.S." or "al.")."""
    return word.endswith((".", "!", "?")) and not _INITIALS.fullmatch(word) and not _ABBREVIATED.search(word)


def _single(text: str, comma: int, word: str) -> bool:
    """Say whether a comma stands in a list of initials: "A, B and C"."""
    return len(word) == 1 and text[comma - 2 : comma - 1].isupper() and not text[comma - 3 : comma - 2].isalnum()


def _second(text: str, start: int, limit: int, following: int | None) -> int | None:
    """Return where the party behind "v." ends; `following` is the next "v.", whose first party it must not take."""
    end: int | None = None
    capitals = 0
    at = start
    joined = False
    before = ""
    while (match := _WORD.match(text, at, limit)) is not None:
        word = match[0]
        stop = _ends_sentence(word)
        bare = word.rstrip(".") if stop else word
        after = at + len(bare)
        if bare[:1].isupper():
            if joined and bare in _INSTITUTIONS:
                break
            capitals += 1
            end = after
        elif not _continues(text, bare, before, after, begun=end is not None):
            break
        elif bare in _OTHERS:
            end = after
        joined = bare == "and" or (joined and bare == "the")
        before = bare
        at += len(word) + 1
        if stop or not text[at - 1 : at].isspace():
            break
    if end is None or capitals > _MOST_WORDS:
        return None
    return end if following is None else _cut(text, start, end, following)


def _continues(text: str, word: str, before: str, after: int, *, begun: bool) -> bool:
    """Say whether a lower-case word may stand in the second party's name, behind `before`."""
    if word not in _CONNECTORS or (not begun and word not in ("the", "former")):
        return False
    if word in _WEAK:
        return word not in ("in", "at") and text[after + 1 : after + 8].removeprefix("the ")[:1].isupper()
    return not (word == "the" and before[:1].isupper())


def _cut(text: str, start: int, end: int, following: int) -> int | None:
    """Return where a second party ends that another "A v. B" follows: "Cyprus and Russia | and Siliadin v. France"."""
    if end <= following and text[end:following].strip() not in ("", "and others", "and Others", "et al."):
        return end
    ends = [match.start() for match in _AND_NAME.finditer(text, start, following)]
    return ends[-1] if ends else None


def folded(name: str) -> str:
    """Write a name in lower-case ASCII letters, digits and hyphens.

    >>> folded("Sejdić and Finci"), folded("M. S. S."), folded("The Prosecutor"), folded("Kunarac et al.")
    ('sejdic-and-finci', 'm-s-s', 'the-prosecutor', 'kunarac-and-others')
    """
    for pattern, words in _OTHER_WORDS:
        name = pattern.sub(words, name)
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain.lower())).strip("-")


def key(first: str, second: str) -> str:
    """Return what two printings of the same parties have in common: no articles, no "and others", short names.

    >>> key("The Gambia", "Myanmar"), key("Chowdury and Others", "Greece"), key("Kadi", "the United States of America")
    ('gambia-v-myanmar', 'chowdury-v-greece', 'kadi-v-united-states')
    """
    sides = [folded(first), folded(second)]
    for long, short in _SAME:
        sides = [re.sub(rf"(?<![a-z0-9]){long}" if long == "the-" else long, short, side) for side in sides]
    return "-v-".join(_SHORT.get(side, side) for side in sides)


def slug(parties: Parties, numeral: str = "", year: int | None = None) -> str:
    """Return the id of a case that no registry knows: its parties, then the numeral of the case, else the year printed.

    A person is tried once by a court: the cases of a prosecutor bear no year, as not every text prints one.
    """
    sides = [_bounded(re.sub(r"^the-", "", folded(name))) for name in (parties.first, parties.second)]
    name = "-v-".join(sides)
    if numeral:
        return f"case:{name}-{numeral.lower()}"
    return f"case:{name}-{year}" if year and "prosecutor" not in sides[0] else f"case:{name}"


def _bounded(name: str) -> str:
    """Cut a long name behind a whole word."""
    return name if len(name) <= _LONGEST_SIDE else name[: _LONGEST_SIDE + 1].rpartition("-")[0] or name[:_LONGEST_SIDE]
