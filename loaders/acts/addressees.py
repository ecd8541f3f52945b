"""The words that name whom a directive speaks to -> addressees with their ids.

Names come from the registries (actors, bodies, States, missions and panels); an abbreviation that no registry has is a
mission where it has the form of one (UN..., MIN..., MON...). Words that name somebody but are in no registry ("the
Malian authorities") stay as words without an id. What is named only to be consulted, or behind "that" and "which", is
no addressee.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from lexline.loaders.acts.model import Addressee
from lexline.loaders.document import Span
from lexline.ontology import duties, mandates, registry, states

#: No name is longer (words), nothing that names somebody (characters).
_MOST_WORDS: Final = 16
LONGEST: Final = 900
_MOST: Final = 24

_WORD: Final = re.compile(r"[\w’'.()&/-]*[\w’'()]", re.UNICODE)
_SKIPPED: Final = frozenset(
    "the all a an its his her their our those these both any every each other relevant concerned interested competent "
    "appropriate various two three remaining national local respective such more further participating certain only "
    "key new individual present current transitional of also federal international domestic main pertinent as "
    "including members parts responsible major entire whole then future joint active willing many some "
    "independent existing regional subregional multilateral bilateral concerned invited eligible external".split()
)
#: "all Ivorian parties": who they are is said by the noun.
_OF_A_PEOPLE: Final = re.compile(
    r"[A-Z]\w+(?:ian|ean|ese|an|ish|[qlnm]i)\s(?=(?:armed\s|political\s)?(?:parties|groups|factions|actors|sides|stakeholders)\b)"
)
_SEPARATOR: Final = re.compile(
    r"\s?(?:,\s(?:and|or|as\swell\sas|along\swith|together\swith|in\sparticular|especially|including|notably|particularly|"
    r"and\sin\sparticular|and,\sin\sparticular,?|and\sespecially|inter\salia,?)\s|,\s|\sand\s(?:in\sparticular\s)?|\sor\s|"
    r"\sas\swell\sas\s|\stogether\swith\s|\salong\swith\s|\s(?:and/or)\s|;\s)",
    re.IGNORECASE,
)
_NAME_GOES_ON: Final = re.compile(r"\s(?!I\b|In\b|To\b)[A-Z][a-z]")
_NAME_OF: Final = re.compile(r"\s(?:on|for|against|to)\s(?:the\s)?[A-Z]")
_OFTEN_LONGER: Final = frozenset(
    f"actor:{name}"
    for name in ("committee", "commission", "court", "united-nations", "working-group", "special-committee", "tribunal")
)
_AGAIN: Final = re.compile(r"(?:to|upon|on)\s(?=[a-zA-Z])")
_UN_WHAT: Final = re.compile(r"\s(?!and\b|to\b|or\b|in\b|as\b|with\b|system\b)[a-z]")
#: What follows is no further addressee.
_ASIDE: Final = re.compile(
    r",?\s?(?:in\s(?:(?:close|full|continued|further|its|his|their|this|that|the|accordance|consultation|coordination|cooperation|"
    r"collaboration|association|tandem|agreement|contact|parallel|conjunction|line|partnership|conformity|keeping|view|light|response|order|dialogue|support|implementing|compliance)\b)|"
    r"through\b|within\s|with\s(?:the|a|due|full|support|regard|respect|relevant|immediate|its|his)|acting\b|by\s|upon\s|on\s|for\s|"
    r"as\s(?:appropriate|necessary|applicable|a\s|part|soon|well\sas\sby|may|set|requested|required|provided|far)|where\b|when\b|whenever\b|while\b|"
    r"subject\s|pursuant\s|consistent\s|under\b|until\b|if\b|inter\salia|at\s|no\slater|not\slater|working\b|taking\b|"
    r"without\b|with\sa\sview|using\b|building\b|based\b|bearing\b|drawing\b|prior\b|following\b|during\b|to\sthe\sextent)",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(
    r",?\s(?:that|which|who|whose|whom|not\s|in\sa\sposition|able\sto|whether|with|under|having|wishing)\b"
)
_MODIFIED: Final = re.compile(
    r"\b(?:in|of|that|which|who|from|with|to|for|on|at|by|under|whose|participating|contributing|between)\s"
)
_RESTARTS: Final = re.compile(r"(?:the|all|other|its|both|relevant|Member|States|each|every|any|his|United|those)\b")
_ABBREVIATION: Final = re.compile(r"[A-Z][A-Z0-9]{2,}(?:-[A-Z]{1,4})?s?(?![\w-])")
#: Whom texts of the Human Rights Council mean by these words alone.
_OFFICE: Final = re.compile(r"(?:Office\sof\sthe\s)?High\sCommissioner\b(?!\sfor\b|[’'])")
_MISSION: Final = re.compile(r"(?:UN|MIN|MON|AMIS|ATMIS|AMIB|ONU|UNA|AFIS|EUF|EUTM|BINU|UNI)[A-Z]{1,9}\Z")
_GOVERNMENT: Final = re.compile(
    r"(?:Governments?|governments?|authorities|people|peoples|Republic|leadership|Transitional\s\w{4,12}|National\sTransitional\sGovernment|"
    r"Federal\sGovernment|Interim\sGovernment|parliament|leaders)\s(?:of\s)(?:National\s\w+\sof\s)?(?:the\s)?"
)
_ACTOR_NOUN: Final = re.compile(
    r"\b(?:authorities|government|governments|states|parties|party|sides?|community|communities|organi[sz]ations?|agenc(?:y|ies)|"
    r"institutions?|groups?|mission|missions|office|offices|committee|committees|commission|commissions|council|councils|"
    r"team|teams|panel|leaders?|leadership|actors?|stakeholders?|countries|country|donors?|partners?|forces?|entit(?:y|ies)|"
    r"bod(?:y|ies)|mechanisms?|secretariat|assembly|court|tribunals?|authority|union|bank|banks|fund|funds|programmes?|"
    r"president|chair|chairs|chairman|chairperson|chairpersons|director|directors|representatives?|rapporteurs?|commissioner|coordinators?|envoy|heads?|members?|"
    r"power|powers|people|peoples|society|sector|sectors|companies|associations?|federations?|unions|signatories|those|all|facilitators?|"
    r"department|departments|division|unit|centre|centres|agency|board|bureau|conference|experts?|expert|regime|taliban|"
    r"movements?|politicians|citizens|women|youth|delegations?|ministers?|judges|prosecutor|registrar|observers?|mediators?|"
    r"service|networks?|operations?|process|platform|institutes?|university|participants?|providers|alliance|others|one|"
    r"officials?|personnel|persons|individuals|troops|contributors|administration|secretary|general|israelis?|palestinians?|"
    r"palestine|industry|initiative|organs?|carriers|shippers|editors|libraries|foundations|airlines|subcommittee|subcommission)\b",
    re.IGNORECASE,
)
_HEAD_ENDS: Final = re.compile(
    r"\s(?:of|in|that|which|who|to|for|from|on|at|with|under|during|where|when|through|within|since|after|before)\s"
)
_NO_ACTOR: Final = frozenset(
    "efforts steps measures initiatives progress contributions contribution action actions cooperation work attempts "
    "willingness commitment commitments need support assistance use implementation development strengthening "
    "consideration ways discussions discussion continuation further continued increased renewed dialogue engagement "
    "resources funding policies policy strategies access investment investments procedure procedures recommendations "
    "establishment activities importance approaches approach capacity exchange sharing participation dissemination "
    "promotion exploration deployment extension increase opportunities attention".split()
)
_PREPOSITION: Final = re.compile(
    r"(?:of|for|in|between|through|from|among|on|by|with|after|before|following|during|under|at)\s"
)
_PRONOUN: Final = re.compile(r"(?:him|her|it|them|both|the\slatter|those\sconcerned)\b(?!\s[a-z]+s\b)")


@cache
def _names() -> Mapping[str, str]:
    """Return the ids by name in lower case; a later registry does not overrule an earlier one."""
    out: dict[str, str] = {}
    for actor in duties.actors():
        for name in actor.names:
            out.setdefault(_key(name), actor.id)
    for subject in mandates.subjects():
        for name in subject.names:
            out.setdefault(_key(name), subject.id)
    for body in registry.bodies():
        for name in (body.name, *body.aliases):
            out.setdefault(_key(name), f"body:{body.code}")
    for state in states.states():
        for name in state.names:
            if len(name) > 3:
                out.setdefault(_key(name), f"state:{state.id}")
    return out


@cache
def _abbreviations() -> Mapping[str, str]:
    out = {name: subject.id for subject in mandates.subjects() for name in subject.abbreviations}
    out.update((name, actor.id) for actor in duties.actors() for name in actor.names if name.isupper())
    return out


def _key(name: str) -> str:
    return name.lower().replace("’", "'").replace("‑", "-").removeprefix("the ")


def of_body(words: str, body: str) -> str | None:
    """Return the id of the organ that "the Council", "the Assembly" or "it" means in a text of a body.

    >>> of_body("the Council", "SC"), of_body("the Assembly", "SC"), of_body("the Committee", "SC")
    ('body:SC', 'body:GA', None)
    """
    said = words.lower().removeprefix("the ").strip()
    if said == "council" and body in ("SC", "HRC", "ECOSOC"):
        return f"body:{body}"
    if said == "it" and body:
        return f"body:{body}"
    return "body:GA" if said == "assembly" else None


def match_at(text: str, position: int, body: str = "") -> tuple[str, int] | None:
    """Return the id of the name that stands at a place of a text, behind articles and adjectives, and where it ends."""
    for _ in range(6):
        found = _known(text, position, body)
        if found is not None:
            return found
        word = _WORD.match(text, position)
        if word is None or not text.startswith(" ", word.end()):
            return None
        if word[0].lower() not in _SKIPPED and not _OF_A_PEOPLE.match(text, position):
            return None
        position = word.end() + 1
    return None


def _known(text: str, position: int, body: str) -> tuple[str, int] | None:
    abbreviation = _ABBREVIATION.match(text, position)
    if abbreviation is not None:
        name = abbreviation[0]
        identifier = _abbreviations().get(name) or (f"mission:{name.lower()}" if _MISSION.match(name) else None)
        if identifier:
            return identifier, abbreviation.end()
    government = _GOVERNMENT.match(text, position + 4 if text.startswith("the ", position) else position)
    if government is not None:
        found = _longest(text, government.end())
        return found if found is not None and found[0].startswith("state:") else None
    found = _longest(text, position)
    if found is not None and found[0] == "actor:committee" and body == "":
        return found
    if (
        found is None
        and (word := _WORD.match(text, position))
        and (organ := of_body(word[0], body))
        and word[0] != "it"
    ):
        return organ, word.end()
    if found is None and body == "HRC" and (office := _OFFICE.match(text, position)) is not None:
        return "body:OHCHR", office.end()
    return found


def _goes_on(text: str, end: int, identifier: str) -> bool:
    """Say whether a name goes on: "the United Nations Forum", "the Committee on Conferences"."""
    if identifier == "actor:united-nations" and _UN_WHAT.match(text, end):
        return True
    return _NAME_GOES_ON.match(text, end) is not None or (
        identifier in _OFTEN_LONGER and _NAME_OF.match(text, end) is not None
    )


def _longest(text: str, position: int) -> tuple[str, int] | None:
    ends: list[int] = []
    at = position
    for _ in range(_MOST_WORDS):
        word = _WORD.match(text, at)
        if word is None:
            break
        ends.append(word.end())
        at = word.end()
        if text.startswith(", ", at):
            at += 2
        elif text.startswith(" ", at):
            at += 1
        else:
            break
    known = _names()
    for end in reversed(ends):
        name = text[position:end]
        identifier = known.get(_key(name))
        if identifier and (not identifier.startswith("state:") or name[0].isupper()):
            return None if _goes_on(text, end, identifier) else (identifier, end)
        for tail in ("’s", "'s", "’", "'"):
            if name.endswith(tail) and _key(name.removesuffix(tail)) in known:
                return None
    return None


def read(text: str, start: int, end: int, body: str = "", *, known_only: bool = False) -> tuple[Addressee, ...]:
    """Return the addressees that a stretch of a text names, in order.

    Args:
        text: the text of a unit.
        start: where the words begin.
        end: where they end.
        body: the organ whose text it is, which tells what "the Council" means.
        known_only: leave out what no registry names.
    """
    out: list[Addressee] = []
    position = start
    end = min(end, start + LONGEST)
    restarts = True
    while position < end and len(out) < _MOST:
        if out and _ASIDE.match(text, position):
            break
        if (again := _AGAIN.match(text, position)) is not None:
            position = again.end()
        found = match_at(text, position, body)
        close = _segment_end(text, found[1] if found and found[1] <= end else position, end)
        segment = text[position:close].strip(" ,:;—–").removesuffix(" to")
        if found is not None and found[1] <= end and not text.startswith(("’s ", "'s ", "’ "), found[1]):
            if restarts or found[0].startswith(("actor:", "mission:", "body:")) or _RESTARTS.match(text, position):
                out.append(Addressee(found[0], segment, Span(position, position + len(segment))))
        elif not known_only and restarts and _names_somebody(segment):
            out.append(Addressee(None, segment, Span(position, position + len(segment))))
        elif not out and _of_no_actor(segment):
            return ()
        behind = text[found[1] if found and found[1] <= close else position : close]
        restarts = _MODIFIED.search(f" {behind} ") is None
        separator = _SEPARATOR.match(text, close, end)
        if separator is None or _RELATIVE.match(text, close):
            break
        position = separator.end()
        restarts = restarts or _RESTARTS.match(text, position) is not None or "," in separator[0]
    return tuple(out)


def _segment_end(text: str, position: int, end: int) -> int:
    """Return where what names one addressee ends: at a comma or an "and" behind it, or at what is said aside."""
    for separator in _SEPARATOR.finditer(text, position, end):
        before = text[position : separator.start()]
        if before.rstrip().endswith("-") or (before.split() and before.split()[-1].lower() in _SKIPPED):
            continue
        name = before.rfind(" the ")
        if name >= 0 and (named := _longest(text, position + name + 5)) is not None and named[1] > separator.end():
            continue
        return separator.start()
    return end


def _of_no_actor(words: str) -> bool:
    """Say whether words are about a thing: "the efforts of ...", where who follows is not asked."""
    if words.split(" ", 1)[0].endswith("ing"):
        return True
    head, *rest = _HEAD_ENDS.split(words, maxsplit=1)
    return bool(rest) and head.rsplit(" ", 1)[-1] in _NO_ACTOR and _PREPOSITION.match(words) is None


def _names_somebody(words: str) -> bool:
    if not words or len(words) > 240 or _PREPOSITION.match(words):
        return False
    head = _HEAD_ENDS.split(words, maxsplit=1)[0]
    last = head.rsplit(" ", 1)[-1].lower()
    if last in _NO_ACTOR or (last.endswith("ing") and not words[:1].isupper()):
        return False
    noun = _ACTOR_NOUN.search(head)
    if noun is not None and noun[0].lower() == "all" and noun.end() < len(head.rstrip(" ,")) and last not in _SKIPPED:
        noun = _ACTOR_NOUN.search(head, noun.end())
    return noun is not None or any(word[0].isupper() for word in head.split() if word)


def pronoun(text: str, position: int) -> re.Match[str] | None:
    """Return the pronoun that stands at a place, which means who was named before."""
    return _PRONOUN.match(text, position)
