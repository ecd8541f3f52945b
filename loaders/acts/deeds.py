"""The verbs of change that a paragraph does itself: "Decides to extend", "Renews", "shall be terminated".

A verb of change is done where the text acts by it: it opens the paragraph, hangs on "decides" or its like, or stands in
what is decided ("that the mandate shall be extended"). What is recalled, intended, asked of others, or hangs on a
condition is spoken of and not done. Of what the verb changes something is told elsewhere (`subjects`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lexline.loaders.acts import periods

ESTABLISHES: Final = "establishes"
EXTENDS: Final = "extends"
RENEWS: Final = "renews"
AMENDS: Final = "amends"
EXPANDS: Final = "expands"
SUSPENDS: Final = "suspends"
LIFTS: Final = "lifts"
TERMINATES: Final = "terminates"
REPLACES: Final = "replaces"
EFFECTS: Final = (ESTABLISHES, EXTENDS, RENEWS, AMENDS, EXPANDS, SUSPENDS, LIFTS, TERMINATES, REPLACES)
#: Longest reach of a deciding verb to the infinitive that it governs.
_REACH: Final = 400
#: No clause of a real paragraph is longer; one of millions of letters would be read again and again.
_LONGEST_CLAUSE: Final = 1500
_STEMS: Final = (
    (RENEWS,
        r"renew(?:s|ed|ing)?|re-?\s?establish(?:es|ed)?|re-?appoint(?:s|ed)?|re-?authori[sz]e[sd]?"
        r"|reconstitute[sd]?|reimpose[sd]?"),
    (EXTENDS, r"extend(?:s|ed|ing)?|prolong(?:s|ed)?|continue[sd]?|maintain(?:s|ed)?"),
    (TERMINATES,
        r"terminate[sd]?|discontinue[sd]?|dissolve[sd]?|disband(?:s|ed)?|ends?|close[sd]?|withdraws?"
        r"|abolish(?:es|ed)?"),
    (LIFTS, r"lift(?:s|ed)?|removes?"),
    (SUSPENDS, r"suspend(?:s|ed)?"),
    (AMENDS, r"amend(?:s|ed)?|modif(?:y|ies|ied)|adjust(?:s|ed)?|revise[sd]?|change[sd]?"),
    (EXPANDS, r"expand(?:s|ed)?|strengthen(?:s|ed)?|broaden(?:s|ed)?|enlarge[sd]?"),
    (REPLACES, r"replace[sd]?"),
    (ESTABLISHES,
        r"establish(?:es|ed)?|create[sd]?|set\sup|appoint(?:s|ed)?|constitute[sd]?|deploy(?:ed)?"
        r"|authori[sz]e[sd]?|impose[sd]?"),
)  # fmt: skip
_VERB: Final = "|".join(f"(?P<v_{effect}>{stem})" for effect, stem in _STEMS)
#: Verbs by which the text itself acts, and those by which it only speaks of something.
_ACTS: Final = (
    r"decides|resolves|agrees|approves|endorses|authori[sz]es|concurs|accepts|confirms|determines|adopts"
    r"|reaffirms\sits\sdecision|accordingly\sdecides|declares"
)
_SPEAKS: Final = (
    r"recall(?:s|ing)|reaffirms|reiterates|notes|noting|takes\snote|welcomes|welcoming|commends"
    r"|express(?:es|ing)|intends|stresses|emphasi[sz]es"
    r"|underlines|underscores|recogni[sz]es|acknowledges|calls\s(?:up)?on|calls\sfor|urges|encourages"
    r"|invites|demands|requests|requesting|asks|appeals"
    r"|supports|regrets|deplores|condemns|looks\sforward|considers|affirms|affirming|suggests|recommends"
    r"|reminds|warns|directs|instructs"
    r"|expects|hopes|bearing\sin\smind|mindful|concerned|stands\sready|undertakes|commits|shall\sreview"
    r"|will\sreview|envisages"
)
_GOVERNOR: Final = re.compile(rf"\b(?:(?P<acts>{_ACTS})|(?P<speaks>{_SPEAKS}))\b", re.IGNORECASE)
#: Verbs that open many a paragraph that is of no mandate.
_TOO_COMMON: Final = re.compile(
    r"continue|maintain|\bend|close|withdraw|remove|strengthen|change|adjust|deploy|authori", re.IGNORECASE
)
#: A verb of change that is itself what the text does: "Extends the mandate".
_DIRECT: Final = re.compile(
    rf"(?:^|(?<=[;,]\s)|\band\s)(?:(?:also|further|hereby|again)\s)*(?:{_VERB})\b(?:\sonce\smore)?", re.IGNORECASE
)
_TO: Final = re.compile(
    rf"\bto\s(?:(?:further|again|also|once\smore|formally|immediately)\s)?(?:{_VERB})\b", re.IGNORECASE
)
#: "that the mandate of X shall be extended", "that the measures shall terminate", "shall remain in force".
_BE: Final = re.compile(
    rf"\b(?:shall|will|is|are|be)\s(?:(?:hereby|also|further|again|be|not|cease\sto\sbe|immediately"
    rf"|therefore|, in this context,)\s){{0,3}}"
    rf"(?:(?P<passive>{_VERB})\b|(?P<expire>expire|terminate|cease\sto\s(?:apply|have\seffect)"
    rf"|no\slonger\s(?:apply|be\sin\sforce)|end|come\sto\san\send)\b"
    rf"|(?P<stay>(?:continue|remain)(?:\sto\sapply|\sto\sbe\s(?:in\sforce|in\seffect|deployed)"
    rf"|\sin\s(?:force|effect|place))?|be\sin\sforce|apply)\b)",
    re.IGNORECASE,
)
_NOUN: Final = re.compile(
    r"\bthe\s(?:\w+\s){0,2}?(?:(?P<extends>extension|prolongation|continuation)|(?P<renews>renewal"
    r"|re-?establishment)|(?P<terminates>termination|closure|dissolution|withdrawal)"
    r"|(?P<lifts>lifting)|(?P<suspends>suspension)|(?P<expands>expansion|enlargement)"
    r"|(?P<establishes>establishment|creation|deployment))\s(?:of|for)\b",
    re.IGNORECASE,
)
#: Words between a deciding verb and an infinitive that take the deed away from the text.
_NOT_ACT: Final = re.compile(
    r"\b(?:intention|intent|readiness|ready|need|requests?|requested|urges?|calls?|invites?|order|view"
    r"|unless|whether|if|when|consider"
    r"|considering|efforts?|obligations?|ability|power|failure|possibility|option|not|States|Government"
    r"|Member|parties|Committee\sto|review"
    r"|shall|authority|determine|capacity|necessary|Secretary-General|until\sthe\sCouncil|assist|help"
    r"|able|support|continue|subject\sto\s(?:a|any|the)\s(?:\w+\s){0,2}decision)\b"
)
_INSERTED: Final = re.compile(r"^\s?(?:\w+\s)?,[^;]{0,300},\s$")
_BY_SECRETARY: Final = re.compile(
    r"\brequests\sthe\sSecretary-General(?:,[^;]{0,160},|,?\s(?:in\sclose\s)?(?:in\s)?consultation\s[^,;]{0,80},?)?"
    r"(?:\sto\stake\s(?:the\s)?(?:necessary|appropriate)\s[^,;]{0,60})?\s$",
    re.IGNORECASE,
)
_AND_THAT: Final = re.compile(r"\band\sthat\b")
#: "Requests that the Secretary-General renew the mandate of the Panel".
_THAT_HE: Final = re.compile(
    r"\b[Rr]equests\sthat\sthe\sSecretary-General\s(?P<verb>(?P<renews>renew|re-establish|reappoint)|extend|establish)\b"
)
_TO_REQUEST: Final = re.compile(r"\s*[Tt]o\srequest\sthe\sSecretary-General\b")
_PANEL_VERB: Final = re.compile(
    r"to\s(?:re-?\s?)?(?:establish|appoint|create|constitute|renew|extend|set\sup|reconstitute)\b"
)
_PANEL_WORD: Final = re.compile(r"\b(?:[Pp]anel|[Gg]roup|[Tt]eam|[Mm]echanism|[Mm]onitoring|[Cc]ommission\sof)\b")
_DENIED: Final = re.compile(r"\b(?:not|nor|neither|never|no\slonger)\s(?:to\s)?$", re.IGNORECASE)
_CONDITION: Final = re.compile(
    r"\b(?:if|unless|once|when|as\ssoon\sas|upon|in\sthe\sevent|should|whether)\b[^,;]{0,200}$", re.IGNORECASE
)
#: "all States shall take the following measures as previously imposed by": the measures are ordered anew.
_ORDERED: Final = re.compile(
    r"\bthat\s(?:all\s)?(?:Member\s)?States\sshall\s(?:continue\sto\s)?(?:take|apply)\s(?P<object>(?:the"
    r"|these)\s(?:following\s)?measures)\b"
)
#: "all States shall prevent", "all States shall:", "all States shall take further measures": measures are imposed.
_IMPOSED: Final = re.compile(
    r"\bthat\s(?:all\s)?(?:Member\s)?States\sshall(?P<object>\s?:"
    r"|[^.;:]{0,120}?\b(?:prevent|prohibit|freeze|not\spermit|deny|ban|(?:further|additional|new)\smeasures)\b)"
)
#: "the measures imposed by paragraph 4 of resolution 1267 (1999) do not apply to": something is taken out of them.
_EXEMPTS: Final = re.compile(
    r"\b(?:shall|do|does|will)\s(?:no\slonger|not)\sapply\s(?:to|with\srespect|in\srespect|for)\b"
)
_RELATIVE: Final = re.compile(r"\b(?:which|who)\s$")
#: "that, having regard to the arrival of the force, the measures shall": said aside, before who or what is meant.
_ASIDE: Final = re.compile(r",\s[^,;]{3,200},\s")
_EVENTUALLY: Final = re.compile(r"\bin\sthe\sevent\b|\bin\sresponse\sto\b|\bif\b")
#: Who acts in front of a verb, where it is not the text: "unless it decides to extend".
_OTHERS_ACT: Final = re.compile(
    r"\b(?:it|[Cc]ouncil|Committee|Government|which|who|that|Assembly|parties|Union)\s(?:\w+ly\s)?$"
)
#: What hangs on a condition: "shall be terminated immediately if".
_IF: Final = re.compile(r"[^.;]{0,160}?\b(?:if|after|unless|once|when|as\ssoon\sas|should|upon)\b")
_CLAUSE_END: Final = re.compile(
    r";|(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)\.\s(?=[A-Z])|,\s(?:and\s)?(?:(?:also|further)\s)?(?:requests|expresses|decides|calls|urges"
    r"|directs|notes|recalls|reaffirms|reiterates|stresses|underlines|welcomes|authori[sz]es|endorses"
    r"|approves|affirms|encourages)\b|\band\s(?:(?:also|further)\s)?(?:requests|expresses|decides|urges"
    r"|calls\supon|authori[sz]es|directs|invites|reaffirms)\b|,\s(?:and\s)?to\s(?:re-?)?(?:terminate"
    r"|renew|extend|lift|establish|request|dissolve|review)\b|\bwith\sthe\sintention\b|\bexpresses\sits\b")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb of change that the text does: where it stands, where its object begins, and by which rule it was seen."""

    start: int
    end: int
    effect: str
    rule: str
    object_start: int
    object_end: int


def find(text: str, lead: str) -> Iterator[Deed]:
    """Yield the verbs of change that a paragraph does, in order."""
    governors = [g for g in _GOVERNOR.finditer(text) if not _OTHERS_ACT.search(text, max(0, g.start() - 40), g.start())]
    found = [
        _deed(text, match, _effect(match), "to")
        for match in _TO.finditer(text)
        if _decided(text, match.start(), governors, lead)
    ]
    found.extend(_direct(text, governors, lead))
    found.extend(_stated(text, governors, lead))
    found.extend(_nominal(text, governors))
    found.sort(key=lambda deed: deed.start)
    yield from found


def _direct(text: str, governors: Sequence[re.Match[str]], lead: str) -> Iterator[Deed]:
    """Yield the verbs of change that are themselves what the text does: "Extends the mandate"."""
    for match in _DIRECT.finditer(text):
        if _TOO_COMMON.search(match[0]):
            continue
        opens = match.start() == 0
        third = re.search(r"(?:s|set\sup)$", match[0].split(" once")[0]) is not None
        after_act = any(g["acts"] and g.end() < match.start() < g.end() + _REACH for g in governors)
        acts = third and _is_verb(text, match, governors) and (after_act or not governors)
        if (opens and (third or _leads(lead))) or (not opens and acts):
            yield _deed(text, match, _effect(match), "direct")


def _stated(text: str, governors: Sequence[re.Match[str]], lead: str) -> Iterator[Deed]:
    """Yield what is decided in a clause: "that the mandate shall be extended", "shall remain in force until"."""
    for match in _BE.finditer(text):
        that = _subject_clause(text, match.start(), governors, lead)
        if that is None or _DENIED.search(text, max(0, match.start() - 12), match.start()) or " not " in match[0]:
            continue
        if _RELATIVE.search(text, max(0, match.start() - 8), match.start()) or _EXEMPTS.match(text, match.start()):
            continue
        if _IF.match(text, match.end()) and not any(p.date for p in periods.find(text[match.end() : match.end() + 40])):
            continue
        effect = _effect(match) if match["passive"] else TERMINATES if match["expire"] else EXTENDS
        rule = "stays" if match["stay"] else "is"
        if match["passive"] and re.search(r"(?:continued?|maintain|deploy(?:ed)?)$", match[0]):
            effect, rule = EXTENDS, "stays"
        elif (
            match["passive"]
            and re.search(r"(?:end|close|remove|strengthen|change|appoint)s?$", match[0])
            and not match[0].endswith("extend")
        ):
            continue
        yield Deed(match.start(), match.end(), effect, rule, that, match.start())
    for match in _EXEMPTS.finditer(text):
        that = _subject_clause(text, match.start(), governors, lead)
        if that is not None and not _RELATIVE.search(text, max(0, match.start() - 8), match.start()):
            yield Deed(match.start(), match.end(), AMENDS, "exempts", that, match.start())


def _nominal(text: str, governors: Sequence[re.Match[str]]) -> Iterator[Deed]:
    """Yield what is decided in a noun ("approves the extension of"), and measures that are ordered anew."""
    for match in _NOUN.finditer(text):
        act = _governs(match.start(), governors)
        if (
            act is not None
            and act["acts"]
            and match.start() - act.end() < 60
            and not re.search(r"\bto\s|\bthat\b|,", text[act.end() : match.start()])
        ):
            effect = next(name for name in match.groupdict() if match[name])
            yield (_deed(text, match, effect, "noun"))
    for match in _THAT_HE.finditer(text):
        if _PANEL_WORD.search(text, match.end()) is not None:
            effect = RENEWS if match["renews"] else EXTENDS if match["verb"] == "extend" else ESTABLISHES
            yield replace(_deed(text, match, effect, "to"), start=match.start("verb"))
    for match in _ORDERED.finditer(text):
        act = _governs(match.start(), governors)
        if act is not None and act["acts"] and match.start() - act.end() < 160:
            yield (Deed(match.start(), match.end(), RENEWS, "ordered", match.start("object"), _far(text, match)))
    for match in _IMPOSED.finditer(text):
        act = _governs(match.start(), governors)
        if (
            act is not None
            and act["acts"]
            and match.start() - act.end() < 160
            and not _ORDERED.match(text, match.start())
        ):
            yield Deed(match.start(), match.end(), EXPANDS, "imposed", match.start("object"), _far(text, match))


def _deed(text: str, match: re.Match[str], effect: str, rule: str) -> Deed:
    return Deed(match.start(), match.end(), effect, rule, match.end(), clause_end(text, match.end()))


def _far(text: str, match: re.Match[str]) -> int:
    return min(len(text), match.end() + _LONGEST_CLAUSE)


def clause_end(text: str, start: int) -> int:
    """Return where the clause ends in which an offset lies; no clause is read further than any real one goes."""
    last = min(len(text), start + _LONGEST_CLAUSE)
    stop = _CLAUSE_END.search(text, start, last)
    return stop.start() if stop else last


def _effect(match: re.Match[str]) -> str:
    return next(name.removeprefix("v_") for name, said in match.groupdict().items() if name.startswith("v_") and said)


def _governs(position: int, governors: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """Return the last verb before a position by which the text acts or speaks."""
    return next((g for g in reversed(governors) if g.end() <= position), None)


def _decided(text: str, position: int, governors: Sequence[re.Match[str]], lead: str) -> bool:
    """Say whether an infinitive hangs on a verb by which the text itself acts."""
    act = _governs(position, governors)
    if act is None and _TO_REQUEST.match(text):
        return _leads(lead) and _of_panel(text, position)
    if act is None:
        return _leads(lead) and position < 40 and not _NOT_ACT.search(text, 0, position)
    if re.search(
        r"\b(?:it|Council|Committee|they|States)\s(?:(?:further|may|shall|will|can)\s)?decides?\b",
        text[act.end() : position],
    ) or _EVENTUALLY.search(text, act.end(), position):
        return False
    between = text[act.end() : position]
    if act["speaks"]:
        words = text[act.start() : position]
        return _BY_SECRETARY.search(words) is not None and _of_panel(text, position)
    if len(between) > _REACH or ";" in between:
        return False
    if _DENIED.search(between):
        return False
    if act[0].lower().startswith(("authori", "confirm")):
        return False
    if act[0].lower().startswith(("approv", "endors", "accept", "concur")):
        return re.search(r"\b(?:recommend|propos|intention|request)\w*\b", between) is not None and ";" not in between
    last = between.rpartition(", ")[2] if between.endswith(", ") is False else ""
    return _INSERTED.match(between) is not None or not _NOT_ACT.search(last or between)


def _of_panel(text: str, position: int) -> bool:
    """Say whether an infinitive sets up a panel or prolongs one, which the Secretary-General does at request."""
    return _PANEL_VERB.match(text, position) is not None and _PANEL_WORD.search(text, position) is not None


def _leads(lead: str) -> bool:
    """Say whether a lead-in hands its sub-paragraphs a verb by which the text acts ("Decides:")."""
    last = None
    for match in _GOVERNOR.finditer(lead):
        last = match
    return (
        last is not None
        and last["acts"] is not None
        and not last[0].lower().startswith("authori")
        and len(lead) - last.end() < 400
    )


def _is_verb(text: str, match: re.Match[str], governors: Sequence[re.Match[str]]) -> bool:
    """Say whether a word in -s inside a paragraph is what the text does: no clause about others stands before."""
    act = _governs(match.start(), governors)
    return act is None or "that" not in text[act.end() : match.start()]


def _subject_clause(text: str, position: int, governors: Sequence[re.Match[str]], lead: str) -> int | None:
    """Return where the clause "that the mandate of X ..." begins whose verb stands at a position, or None."""
    act = _governs(position, governors)
    if act is None:
        return 0 if _leads(lead) and position < 300 else None
    if act["speaks"] or act[0].lower().startswith(("confirm", "determin", "authori")):
        return None
    that = re.compile(r"\bthat\b").search(text, act.end(), position)
    for again in _AND_THAT.finditer(text, act.end(), position):
        that = again
    if that is None or ";" in text[act.end() : position] or position - that.end() > 700:
        return None
    if _CONDITION.search(text, that.end(), position):
        return None
    aside = _ASIDE.match(text, that.end(), position)
    return aside.end() - 1 if aside is not None else that.end()
