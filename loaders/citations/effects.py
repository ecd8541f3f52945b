"""When a verb of change changes what is cited: done here, by this text, to a legal object, and not to something else.

"Decides to extend the mandate set out in resolution 2293" changes it; "Recalling its decision to extend", "Decides not
to renew", "Encourages States to amend their laws in accordance with resolution 2178" and "Decides to establish, in
accordance with rule 28" change nothing that they cite. A false effect harms more than a missing one, so what is not
plainly done is not told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple


class Verb(NamedTuple):
    """A verb phrase in a text: half-open span, function id and group."""

    start: int
    end: int
    function: str
    group: str


CHANGE: Final = "change"
#: What a text establishes is a body or a fund, never an instrument that it cites.
ESTABLISHES: Final = "establishes"
#: How far before "imposed by" the verb of change may stand.
REACH: Final = 600
#: A treaty is changed only where it stands right behind the verb.
TREATY_REACH: Final = 80
#: A verb phrase that begins before this offset opens the unit.
OPENING: Final = 40
_MOST_VERBS: Final = 200
_BEFORE: Final = 60

#: Verbs that hand their act to "to extend": the text itself acts.
_ACTS: Final = frozenset({"decides-on", "adopts", "endorses", "acts-under"})
_TOLD: Final = re.compile(r"\w+(?:ed|en)$")
_DECIDED: Final = re.compile(r"(?:decided|resolved|agreed)\b")
_NOT_DONE: Final = re.compile(
    r"(?<!\w)(?:for|of|towards?|before|without|from|considers?|considering|in\sorder|so\sas|intentions?|intends"
    r"|readiness|ready|willingness|with\sa\sview|decisions?|requests?|proposals?|recommendations?|calls?|obligations?|commitments?"
    r"|need|power|right|authority|ability|efforts?|failures?|possibility|options?|purport|purports|seek|seeks|aims?)"
    r"\s(?:to\s)?$"
)
_DENIED: Final = re.compile(r"(?<!\w)(?:not|nor|neither|nothing|never|no\slonger)\s(?:[^.;,]{0,60}\s)?$")
_GERUND: Final = re.compile(r"\w+ing\b", re.I)
_OBJECTS: Final = (
    r"(?:mandates?|measures?|authori[sz]ations?|provisions?|paragraphs?|arrangements?|exemptions?|resolutions?"
    r"|decisions?|terms\sof\sreference|restrictions?|prohibitions?|obligations?|requirements?|sanctions"
    r"|embargo(?:es)?|bans?|freezes?|tasks?|appointments?|annex(?:es)?|reporting\srequests?|criteria|rules?|articles?"
    r"|statute|mission|force|operation|committee|panel|group\sof\sexperts|tribunal|list)\b"
)
_OBJECT_WORD: Final = re.compile(_OBJECTS, re.I)
_LEGAL_OBJECT: Final = re.compile(rf"(?:[\s,]{{1,2}}[\w’'()-]+){{0,14}}?[\s,]{{1,2}}{_OBJECTS}", re.I)
_OF_OTHERS: Final = re.compile(
    r"\s(?:their|national|domestic|its\sown|his|her|full|fullest|all\s(?:possible|necessary))\s"
)
#: Phrases that say where the object stands: through them the verb of change reaches the reference.
_WHERE: Final = re.compile(
    r"(?:as\s)?(?:last\s)?(?:set\s(?:out|forth|up)|laid\sdown|imposed|established|created|contained|provided(?:\sfor)?"
    r"|specified"
    r"|described|defined|outlined|mandated|authori[sz]ed|extended|renewed|amended|modified|updated|referred\sto|mentioned"
    r"|stipulated|decided|introduced|conferred|entrusted|appointed|constituted|prescribed|identified|adjusted|expanded"
    r"|strengthened|given|granted|reaffirmed|maintained|determined|approved|designated|confirmed)(?:\s(?:in|by|under|pursuant\sto|through|on|in\saccordance\swith))?$",
    re.I,
)
#: "appointed by the Secretary-General pursuant to resolution 1617 (2005)".
_BY_WHOM: Final = re.compile(
    r"\b(?:appointed|established|created|imposed|approved|authori[sz]ed|granted|given)\sby\s(?:the\s)?[A-Z][\w\s-]{2,40}\s$"
)
#: What stands before such a phrase and is not the object: "for the period specified in paragraph 1 above".
_NOT_OBJECT: Final = re.compile(
    r"\b(?:with|for|until|during|by|as|to|against|within|than|on)\s(?:(?:a|an|the|any|all|further|such|same|new)\s){0,3}"
    r"(?:[\w-]{1,20}\s){0,3}(?:periods?|provisions?|text|criteria|list|procedures?|conditions?|date|reasons?|purposes?"
    r"|requirements?|deadline|time|terms)[\s,]{0,2}$"
)


def is_done(text: str, verbs: Sequence[Verb], index: int, lead: Verb | None = None) -> bool:
    """Say whether the verb of change `verbs[index]` is done by this text, to a legal object.

    `lead` is the verb of the lead-in where the text is a sub-paragraph.
    """
    verb = verbs[index]
    if verb.function == ESTABLISHES or _TOLD.fullmatch(text, verb.start, verb.end):
        return False
    before = max(0, verb.start - _BEFORE)
    if _NOT_DONE.search(text, before, verb.start) or _DENIED.search(text, before, verb.start):
        return False
    if verb.start >= OPENING and (_DECIDED.match(text, verb.start) or _GERUND.match(text, verb.start)):
        # "Resolutions establishing sanctions", "including by lifting measures": what others do, or may be done.
        return False
    if text.startswith("to ", verb.start) and not _is_told_to_self(text, verbs, index, lead):
        return False
    return _OF_OTHERS.match(text, verb.end) is None and _has_object(text, verb)


def _is_told_to_self(text: str, verbs: Sequence[Verb], index: int, lead: Verb | None) -> bool:
    """Say whether "to extend" hangs on a verb by which the text itself acts, not on one that asks others.

    "Decides, in light of the failure to comply, to renew": behind a comma it hangs on a verb further off.
    """
    if text.endswith(", ", 0, verbs[index].start):
        near = (at for at in range(index - 1, -1, -1) if verbs[index].start - verbs[at].end < REACH)
        return any(verbs[at].function in _ACTS for at in near)
    for at in range(index - 1, max(0, index - _MOST_VERBS) - 1, -1):
        if verbs[at].group in ("basis", "contradiction") and verbs[at].function not in _ACTS:
            continue
        return _acts(text, verbs, at, lead)
    return lead is not None and (lead.function in _ACTS or lead.group == CHANGE)


def _acts(text: str, verbs: Sequence[Verb], at: int, lead: Verb | None) -> bool:
    return verbs[at].function in _ACTS or (verbs[at].group == CHANGE and is_done(text, verbs, at, lead))


def _has_object(text: str, verb: Verb) -> bool:
    """Say whether a verb of change has a legal object: to extend a mandate does, to strengthen cooperation does not."""
    return (
        _LEGAL_OBJECT.match(text, verb.end) is not None or _OBJECT_WORD.search(text, verb.start, verb.end) is not None
    )


def reaches(text: str, verb: Verb, position: int, *, treaty: bool) -> bool:
    """Say whether a verb of change that is done reaches the reference at `position` directly."""
    between = text[verb.end : position]
    if treaty:
        return len(between) <= TREATY_REACH and "," not in between
    return ";" not in between


def says_only_where(text: str, verb: Verb) -> bool:
    """Say whether a phrase says nothing but where: "approves the plan contained in S/1" approves S/1."""
    return text[verb.start : verb.end].lower().removeprefix("as ").startswith("contained ")


def says_where(text: str, verb: Verb) -> bool:
    """Say whether a phrase only tells where its object stands: "imposed by", not "in accordance with"."""
    if _WHERE.fullmatch(text, verb.start, verb.end) is not None:
        return True
    return _BY_WHOM.search(text, max(0, verb.start - _BEFORE), verb.start) is not None


def through(text: str, verbs: Sequence[Verb], index: int, begin: int, lead: Verb | None = None) -> Verb | None:
    """Return the verb of change whose object the phrase `verbs[index]` locates, or None."""
    where = verbs[index]
    for at in range(index - 1, max(begin, index - _MOST_VERBS) - 1, -1):
        before = verbs[at]
        if where.start - before.end > REACH:
            return None
        if before.group == CHANGE:
            if not is_done(text, verbs, at, lead):
                continue
            return before if _NOT_OBJECT.search(text, before.end, where.start) is None else None
        if before.group in ("neutral", "stance") and not says_where(text, before):
            return None
    return None
