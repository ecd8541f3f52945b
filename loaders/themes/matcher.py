"""The text of a unit -> the themes that its words name, each with the words, their place and a confidence.

One pass of an Aho-Corasick automaton finds every form of every label; words are matched whole, and a match within a
longer one is dropped ("security" in "food security"). How sure a match is:

- a label of several words 0.95, another name of several words 0.9, one word 0.8; less for inflected forms (0.05) and
  verbs of the same family (0.1);
- words that mean other things as well have the value that `words.tsv` gives them, with the reason; 0 leaves them out;
- within the name of a body or the title of an instrument the value is halved: "the Office for Disarmament Affairs"
  tells who acts;
- another label of the same theme in the same unit adds 0.1, a repetition 0.05, together at most 0.2, up to 0.97;
- what is less sure than 0.55 in the end is left out.

Foreign thesauri are matched by their labels of two words or more: nothing in a list tells in which sense one word of
it is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import ahocorasick

from lexline.loaders.themes.concepts import Concept
from lexline.loaders.themes.forms import forms, plain
from lexline.ontology import registry
from lexline.ontology.vocabulary import SDG, THEME

#: Changed whenever the same words would give other themes.
VERSION: Final = "1"

LABEL: Final = "label"
ALIAS: Final = "alias"

_OF_LABEL: Final = 0.95
_OF_ALIAS: Final = 0.9
_OF_WORD: Final = 0.8
_IN_NAME: Final = 0.5
_ANOTHER: Final = 0.1
_AGAIN: Final = 0.05
_MOST_ADDED: Final = 0.2
_SUREST: Final = 0.97
#: What is less sure than this is no finding.
_FAINTEST: Final = 0.55

#: Longer labels are sentences, not names.
_LONGEST: Final = 120
_ACRONYM: Final = re.compile(r"[A-Z][A-Z/-]{1,9}s?")
#: Words that are parts of the names of bodies, offices and instruments.
_NAME_WORDS: Final = (
    "Agency|Agenda|Agreement|Association|Authority|Base|Board|Bureau|Centre|Commission|Commissioner|Committee|Conference|Convention|"
    "Coordinator|Council|Court|Covenant|Declaration|Department|Directorate|Division|Forum|Fund|Institute|Mechanism|"
    "Minister|Ministry|Mission|Office|Organization|Party|Plan|Programme|Protocol|Rapporteur|Registry|Representative|"
    "Secretariat|Section|Service|Special Adviser|Subcommittee|Team|Tribunal|Unit"
)
#: "Office for Disarmament" (before a match), "Human Rights Council" (after one).
_BEFORE: Final = re.compile(
    rf"\b(?:{_NAME_WORDS})(?:(?: (?:of|for|on|against|to|in|and|the|the Secretary-General))+|,)?"
    r"(?: [A-Z][\w’'-]*,?| of| for| on| and| the| in){0,8} $"
)
_AFTER: Final = re.compile(
    rf"(?:,? (?:and |of |[A-Z][\w’'-]*,? )){{0,4}}(?:{_NAME_WORDS})s?\b|(?: [A-Z]\w+)? (?:{_NAME_WORDS})s?\b"
)
_REACH: Final = 90


@dataclass(frozen=True, slots=True)
class Found:
    """A theme found in a text: the surest words for it (`text[start:end]`), how sure, how, and how often in all."""

    concept: str
    start: int
    end: int
    confidence: float
    method: str
    occurrences: int


@dataclass(frozen=True, slots=True)
class Words:
    """What `words.tsv` says of single phrases.

    `weak` has the confidence of phrases that mean other things as well, `fixed` those that are not inflected, `not_`
    phrases that name no theme, whatever theme's words they hold.
    """

    weak: Mapping[str, float]
    fixed: frozenset[str]
    masks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One form of a label: the concept, how sure, the label it is of, and how it must be printed."""

    concept: str
    confidence: float
    label: str
    method: str
    printed: str | None = None


@cache
def words() -> Words:
    """Read the list of phrases that come with lexline."""
    weak: dict[str, float] = {}
    fixed: set[str] = set()
    masks: list[str] = []
    for line in words_file().decode("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        kind, phrase, value, _reason = line.split("\t")
        if kind == "weak":
            weak[plain(phrase)] = float(value)
        elif kind == "fixed":
            fixed.add(plain(phrase))
        else:
            masks.append(plain(phrase))
    return Words(weak, frozenset(fixed), tuple(masks))


def words_file() -> bytes:
    """Return the list of phrases as it is stored."""
    return (files("lexline.loaders.themes") / "words.tsv").read_bytes()


class Matcher:
    """All labels of a vocabulary in one language, ready to be found in texts."""

    def __init__(self, concepts: Iterable[Concept], language: str = "en") -> None:
        self._automaton: Any = ahocorasick.Automaton()
        patterns: dict[str, list[_Pattern]] = {}
        for form, pattern in _patterns(concepts, language):
            patterns.setdefault(form, []).append(pattern)
        for form, each in patterns.items():
            self._automaton.add_word(form, (len(form), _one_each(each)))
        self._empty = not patterns
        if patterns:
            self._automaton.make_automaton()

    def find(self, text: str) -> tuple[Found, ...]:
        """Return the themes that a text names, in the order of the words."""
        if self._empty:
            return ()
        low = plain(text)
        by_concept: dict[str, list[tuple[int, int, float, _Pattern]]] = {}
        for start, end, patterns in _longest(self._spans(low)):
            halved = None
            for pattern in patterns:
                if pattern.printed and not _printed(text[start:end], pattern.printed):
                    continue
                if halved is None:
                    halved = _in_name(text, start, end)
                sure = pattern.confidence * (_IN_NAME if halved else 1.0)
                by_concept.setdefault(pattern.concept, []).append((start, end, sure, pattern))
        found = [_summed(concept, matches) for concept, matches in by_concept.items()]
        kept = (one for one in found if one.confidence >= _FAINTEST)
        return tuple(sorted(kept, key=lambda one: (one.start, one.end, one.concept)))

    def _spans(self, low: str) -> Iterator[tuple[int, int, tuple[_Pattern, ...]]]:
        """Yield every place where a form stands as words of its own."""
        size = len(low)
        for last, (length, patterns) in self._automaton.iter(low):
            start, end = last + 1 - length, last + 1
            if start and (low[start - 1].isalnum() or low[start - 1] == "-"):
                continue
            if end < size and low[end].isalnum():
                continue
            yield start, end, patterns


def _patterns(concepts: Iterable[Concept], language: str) -> Iterator[tuple[str, _Pattern]]:
    """Yield every form that is looked for, with what it means."""
    told = words()
    for concept in sorted(concepts):
        own = concept.iri.startswith((THEME, SDG))
        for label in concept.labels:
            if label.language.partition("-")[0] != language or len(label.text) > _LONGEST:
                continue
            low = " ".join(plain(label.text).split())
            several = " " in low or "-" in low
            if not low or (not own and not several):
                continue
            sure = (_OF_LABEL if label.preferred else _OF_ALIAS) if several else _OF_WORD
            sure = told.weak.get(low, sure)
            if sure <= 0:
                continue
            acronym = bool(_ACRONYM.fullmatch(label.text)) and own
            method = LABEL if label.preferred else ALIAS
            inflect = language == "en" and not acronym and low not in told.fixed
            made = forms(low, inflect=inflect) if language == "en" else {low: 0.0}
            for form, loss in made.items():
                value = min(told.weak.get(form, 1.0), sure - loss)
                if value > 0:
                    printed = label.text if acronym else None
                    yield form, _Pattern(concept.iri, round(value, 2), low, method, printed)
    if language == "en":
        masks = [*told.masks, *(plain(name) for name in _names())]
        for mask in dict.fromkeys(masks):
            yield mask, _Pattern("", 0.0, mask, LABEL)


def _one_each(patterns: Iterable[_Pattern]) -> tuple[_Pattern, ...]:
    """Keep the surest pattern of each concept: two of its labels may share a form; a mask has none."""
    best: dict[str, _Pattern] = {}
    for pattern in patterns:
        if pattern.concept and (pattern.concept not in best or pattern.confidence > best[pattern.concept].confidence):
            best[pattern.concept] = pattern
    return tuple(best.values())


def _names() -> Iterator[str]:
    """Yield the names of bodies and the titles of instruments, which tell who acts or what is cited."""
    for body in registry.bodies():
        yield from (name for name in (body.name, *body.aliases) if " " in name)
    for treaty in registry.treaties():
        yield from (name for name in treaty.aliases if " " in name)


def _longest(
    spans: Iterable[tuple[int, int, tuple[_Pattern, ...]]],
) -> Iterator[tuple[int, int, tuple[_Pattern, ...]]]:
    """Leave out what lies within a longer match."""
    furthest = -1
    for start, end, patterns in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end > furthest:
            furthest = end
            yield start, end, patterns


def _printed(text: str, wanted: str) -> bool:
    return text in (wanted, wanted + "s")


def _in_name(text: str, start: int, end: int) -> bool:
    """Say whether words are part of the name of a body, an office or an instrument."""
    if not text[start].isupper():
        return False
    return bool(_AFTER.match(text[end : end + _REACH]) or _BEFORE.search(text[max(0, start - _REACH) : start]))


def _summed(concept: str, matches: list[tuple[int, int, float, _Pattern]]) -> Found:
    """Make one finding of all the matches of a concept."""
    start, end, sure, best = max(matches, key=lambda match: (match[2], -match[0]))
    others = {pattern.label for _, _, value, pattern in matches if value >= _IN_NAME * sure} - {best.label}
    again = len(matches) - 1 - len(others)
    added = min(_MOST_ADDED, _ANOTHER * len(others) + _AGAIN * max(0, again))
    return Found(concept, start, end, round(max(sure, min(_SUREST, sure + added)), 2), best.method, len(matches))
