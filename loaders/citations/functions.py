"""The governing verb of a citation and what it does: the nearest verb phrase before it, read through to the main verb.

"Decides to extend the measures imposed by paragraph 9 of resolution 2293" extends, although "imposed by" stands nearer:
a phrase that only says where something is written hands over to a verb of change that governs it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import Final, NamedTuple

import ahocorasick

from lexline.loaders.citations import effects
from lexline.loaders.citations.effects import OPENING, Verb
from lexline.loaders.citations.names import plain
from lexline.ontology import registry

#: How far before a reference its verb may stand (characters); a list of forty resolutions fits.
REACH: Final = 6000
#: A note's "See" counts only when it stands this close, unless the note begins with it.
SEE_REACH: Final = 40
OPENING_SEE_REACH: Final = 240

#: A preposition ("in accordance with") reaches this far within its clause.
CLAUSE_REACH: Final = 200
#: A verb of the past tense reaches this far.
PAST_REACH: Final = 48

#: No sentence says more verb phrases than this before the reference that they may govern.
_MOST_VERBS: Final = 200
_PREPOSITIONAL: Final = frozenset({"basis", "contradiction"})
_CLAUSE_ENDS: Final = re.compile(
    r";|,\s(?:(?:in|by|to|of)\swhich|which|whereby|(?:also\s|further\s)?that|who|where|its\s|and\s(?:its|in\sthis)\s)"
)
_PAST: Final = re.compile(r"(?:had\s|has\s|have\s|was\s|were\s)?(?:took|gave|set|made|held|\w+ed)\b", re.I)
_LAST_WORD: Final = re.compile(r"([\w'-]+)[,\s]{1,2}$")
_ADVERBS: Final = frozenset("also further hereby and which it".split())
#: Behind these a capital letter begins a sentence or a part of one.
_OPENS: Final = frozenset('.;:”"—–')
_NOUNS: Final = frozenset(
    "requests calls orders charges objects notes demands appeals respects reviews marks continuing".split()
)
_DETERMINERS: Final = frozenset(
    "the its their his her our all any such these those of for with to respective relevant various other previous "
    "several no many both own existing in past reporting".split()
)
_DOUBTFUL: Final = _NOUNS | {"mandates", "concerned", "committed", "determined"}
_FEELING: Final = frozenset(
    "is are remains remaining remain gravely deeply seriously strongly profoundly very particularly extremely also "
    "still further firmly equally increasingly and".split()
)
_FELT: Final = re.compile(r"\s(?:at|about|that|over|to)\b")
_NOTES_ONLY: Final = "sees"
_DECIDES: Final = "decides-on"


class _Entry(NamedTuple):
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
        begins = not start or text[start - 1] != " " or text[start - 2] in _OPENS
        opens = begins and text[start].isupper()
        if not _is_no_verb(lowered, start, end, opens=opens):
            hits.append(Verb(start, end, entry.function, entry.group))
    hits.sort(key=lambda verb: (verb.start, -verb.end))
    out: list[Verb] = []
    for verb in hits:
        if not out or verb.start >= out[-1].end:
            out.append(verb)
    return out


def _is_no_verb(lowered: str, start: int, end: int, *, opens: bool) -> bool:
    """Say whether what may be a verb is a noun ("their mandates") or a mere participle ("the parties concerned")."""
    word = lowered[start:end]
    if opens or word not in _DOUBTFUL:
        return False
    before = _LAST_WORD.search(lowered, max(0, start - 24), start)
    said = before[1] if before else ""
    if word == "mandates":
        return said not in _ADVERBS
    if word in _NOUNS:
        return said in _DETERMINERS
    return said not in _FEELING and _FELT.match(lowered, end) is None


def governing(
    text: str,
    verbs: list[Verb],
    position: int,
    sentence_start: int,
    *,
    treaty: bool = False,
    lead: Verb | None = None,
) -> Verb | None:
    """Return the verb that governs the reference (or list of references) beginning at `position`, or None.

    `verbs` are the phrases of the unit's text in order; `treaty` says that a treaty, declaration or agreement is cited;
    `lead` is the verb of the lead-in where the unit is a sub-paragraph. Only the reference's sentence counts, except
    that the opening verb of the unit governs what its later sentences say no other verb of. A verb of the past tense
    tells what an earlier instrument did ("in which it took note of"), a preposition reaches no further than its clause;
    both count only near.
    """
    last = bisect_right(verbs, position, key=lambda verb: verb.end)
    first = bisect_left(verbs, position - REACH, 0, last, key=lambda verb: verb.end)
    begin = bisect_left(verbs, sentence_start, first, last, key=lambda verb: verb.start)
    for index in range(last - 1, max(begin, last - _MOST_VERBS) - 1, -1):
        verb = verbs[index]
        if verb.group == effects.CHANGE:
            if effects.is_done(text, verbs, index, lead) and effects.reaches(text, verb, position, treaty=treaty):
                return verb
        elif _reaches(text, verb, position):
            changes = effects.through(text, verbs, index, begin, lead) if effects.says_where(text, verb) else None
            if changes is not None and not treaty:
                return changes
            if not effects.says_only_where(text, verb):
                return verb
    return _opening(text, verbs[:1]) if first == 0 and last else None


def _opening(text: str, first: list[Verb]) -> Verb | None:
    """Return the verb that opens a unit, for what its later sentences say no other verb of."""
    verb = first[0]
    if verb.start >= OPENING or verb.function == _NOTES_ONLY:
        return None
    if verb.group != effects.CHANGE or effects.is_done(text, first, 0):
        return verb
    decides = text[verb.start : verb.end].lower().startswith("decid")
    return Verb(verb.start, verb.end, _DECIDES, "stance") if decides else None


def _reaches(text: str, verb: Verb, position: int) -> bool:
    """Say whether a verb phrase reaches over what stands between to a reference at `position`."""
    gap = position - verb.end
    if verb.function == _NOTES_ONLY:
        return gap <= SEE_REACH or (
            verb.start == 0 and gap <= OPENING_SEE_REACH and text.find(";", verb.end, position) < 0
        )
    if verb.group in _PREPOSITIONAL:
        return gap <= CLAUSE_REACH and _CLAUSE_ENDS.search(text, verb.end, position) is None
    if _PAST.match(text, verb.start) and verb.start >= OPENING:
        return gap <= PAST_REACH and text.find(",", verb.end, position) < 0
    return True
