"""The governing verb of a citation and what it does: the nearest verb phrase before it, read through to the main verb.

"Decides to extend the measures imposed by paragraph 9 of resolution 2293" extends, although "imposed by" stands nearer:
a phrase that only says where something is written hands over to a verb of change that governs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import ahocorasick

from lexline.loaders.citations.names import plain
from lexline.ontology import registry

#: How far before a reference its verb may stand (characters); a list of forty resolutions fits.
REACH: Final = 6000
#: How far before the participle the verb of change may stand.
CHANGE_REACH: Final = 600
#: A note's "See" counts only when it stands this close.
SEE_REACH: Final = 40

#: A preposition ("in accordance with") reaches this far within its clause.
CLAUSE_REACH: Final = 200
#: A verb of the past tense reaches this far.
PAST_REACH: Final = 48
#: A verb phrase that begins before this offset opens the unit.
OPENING: Final = 40

_PREPOSITIONAL: Final = frozenset({"basis", "contradiction"})
_CLAUSE_ENDS: Final = re.compile(
    r";|,\s(?:(?:in|by|to|of)\swhich|which|whereby|that|who|where|its\s|and\s(?:its|in\sthis)\s)"
)
_PAST: Final = re.compile(r"(?:had\s|has\s|have\s|was\s|were\s)?(?:took|gave|set|made|held|\w+ed)\b", re.I)
_OBJECTS: Final = (
    r"(?:mandates?|measures?|authori[sz]ations?|provisions?|paragraphs?|arrangements?|exemptions?|resolutions?|decisions?|terms\sof\sreference"
    r"|restrictions?|prohibitions?|obligations?|requirements?|sanctions|embargo(?:es)?|bans?|freezes?|tasks?|appointments?|annex(?:es)?"
    r"|criteria|rules?|articles?|statute|mission|force|operation|committee|panel|group\sof\sexperts|tribunal|list)\b"
)
_OBJECT_WORD: Final = re.compile(_OBJECTS, re.I)
_LEGAL_OBJECT: Final = re.compile(rf"(?:[\s,]{{1,2}}[\w’'()-]+){{0,14}}?[\s,]{{1,2}}{_OBJECTS}", re.I)
_NOTES_ONLY: Final = "sees"


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb phrase in a text: half-open span, function id and group."""

    start: int
    end: int
    function: str
    group: str


@dataclass(frozen=True, slots=True)
class _Entry:
    length: int
    function: str
    group: str


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for function in registry.functions():
        for phrase in function.phrases:
            for written in {phrase, _british(phrase)}:
                automaton.add_word(written, _Entry(len(written), function.id, function.group))
    automaton.make_automaton()
    return automaton


def _british(phrase: str) -> str:
    """Write the spelling with s, which the organs used before and after the Manual settled on z."""
    for ending in ("izing", "izes", "ize", "ized"):
        phrase = " ".join(
            w.removesuffix(ending) + ending.replace("z", "s") if w.endswith(ending) else w for w in phrase.split(" ")
        )
    return phrase


def find(text: str) -> list[Verb]:
    """Return the verb phrases of a text in reading order, the longest at each place, without overlaps."""
    lowered = plain(text)
    hits: list[Verb] = []
    for last, entry in _automaton().iter(lowered):
        end = last + 1
        start = end - entry.length
        if (start and (lowered[start - 1].isalnum() or lowered[start - 1] in "-'")) or (
            end < len(lowered) and (lowered[end].isalnum() or lowered[end] == "-")
        ):
            continue
        hits.append(Verb(start, end, entry.function, entry.group))
    hits.sort(key=lambda verb: (verb.start, -verb.end))
    out: list[Verb] = []
    for verb in hits:
        if not out or verb.start >= out[-1].end:
            out.append(verb)
    return out


def governing(text: str, verbs: list[Verb], position: int, sentence_start: int) -> Verb | None:
    """Return the verb that governs the reference (or list of references) beginning at `position`, or None.

    `verbs` are the phrases of the unit's text in order. Only the reference's sentence counts, except that the opening verb
    of the unit governs what its later sentences say no other verb of. A verb of the past tense tells what an earlier
    instrument did ("in which it took note of"), a preposition reaches no further than its clause; both count only near.
    """
    before = [v for v in verbs if v.end <= position and position - v.end <= REACH]
    near = [v for v in before if v.start >= sentence_start]
    for index in range(len(near) - 1, -1, -1):
        verb = near[index]
        gap = text[verb.end : position]
        if not _reaches(text, verb, gap):
            continue
        return _through(text, near[:index], verb) if verb.group == "basis" else verb
    opening = before[0] if before and before[0].start < OPENING else None
    return opening if opening and opening.function != _NOTES_ONLY else None


def _reaches(text: str, verb: Verb, gap: str) -> bool:
    """Say whether a verb phrase reaches over `gap` to a reference."""
    if verb.function == _NOTES_ONLY:
        return len(gap) <= SEE_REACH
    if verb.group in _PREPOSITIONAL:
        return len(gap) <= CLAUSE_REACH and _CLAUSE_ENDS.search(gap) is None
    if verb.group == "change" and not _changes_law(text, verb):
        return False
    if _PAST.match(text, verb.start) and verb.start >= OPENING:
        return len(gap) <= PAST_REACH and "," not in gap
    return True


def _changes_law(text: str, verb: Verb) -> bool:
    """Say whether a verb of change has a legal object: to strengthen cooperation amends nothing, to extend a mandate does."""
    return (
        _LEGAL_OBJECT.match(text, verb.end) is not None or _OBJECT_WORD.search(text, verb.start, verb.end) is not None
    )


def _through(text: str, earlier: list[Verb], verb: Verb) -> Verb:
    """Read through "imposed by" and the like to the verb of change that governs it."""
    for before in reversed(earlier):
        if verb.start - before.end > CHANGE_REACH:
            break
        if before.group == "change" and _changes_law(text, before):
            return before
        if before.group in ("neutral", "stance"):
            break
    return verb
