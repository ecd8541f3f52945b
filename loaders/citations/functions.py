"""The governing verb of a citation and what it does: the nearest verb phrase before it, read through to the main verb.

"Decides to extend the measures imposed by paragraph 9 of resolution 2293" extends, although "imposed by" stands nearer:
a phrase that only says where something is written hands over to a verb of change that governs it.
"""

from __future__ import annotations

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

_NOTES_ONLY: Final = "sees"
_SPELLING: Final = ("z", "s")


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


def governing(verbs: list[Verb], position: int, sentence_start: int) -> Verb | None:
    """Return the verb that governs the reference at `position`, or None.

    `verbs` are the phrases of the unit's text in order. Only the reference's sentence counts, except that the opening verb
    of the unit governs what its later sentences say no other verb of.
    """
    before = [v for v in verbs if v.end <= position and position - v.end <= REACH]
    near = [v for v in before if v.start >= sentence_start]
    near = [v for v in near if v.function != _NOTES_ONLY or position - v.end <= SEE_REACH]
    if not near:
        opening = before[0] if before and before[0].start < 40 else None
        return opening if opening and opening.function != _NOTES_ONLY else None
    verb = near[-1]
    if verb.group == "basis":
        for earlier in reversed(near[:-1]):
            if verb.start - earlier.end > CHANGE_REACH:
                break
            if earlier.group == "change":
                return earlier
            if earlier.group in ("neutral", "stance"):
                break
    return verb
