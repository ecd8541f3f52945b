"""The text of a unit -> its main verbs: those that direct or decide, with their strength, and those that only express.

A main verb opens the unit or a sentence ("Requests", "The Council also urges"), stands behind what comes before it
("Acting under Chapter VII, decides") or is joined to another ("and further requests"). Verbs of relative clauses, past
tenses and nouns ("its calls and demands") are none. The forms of declarations ("We call upon") and the passive of
decisions ("is requested to") are known too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from lexline.ontology import duties, registry

#: The strength of verbs that only express something.
EXPRESSES: Final = "expresses"
DECIDES: Final = "decides"
PASSIVE: Final = "passive"
REPEATED: Final = "repeated"
PLAIN: Final = "verb"


class MainVerb(NamedTuple):
    """A main verb: where its clause begins, its words, its strength, and the rule that found it."""

    clause: int
    start: int
    end: int
    strength: str
    rule: str


_ADVERB: Final = (
    r"(?:also|further|again|once\s(?:again|more)|strongly|urgently|hereby|therefore|especially|particularly|specifically|"
    r"likewise|solemnly|accordingly|additionally|moreover|earnestly|kindly|firmly|respectfully|immediately|finally|"
    r"explicitly|expressly|categorically|repeatedly|nevertheless|nonetheless|equally|similarly|furthermore|then|thus|"
    r"fully|still|deeply|in\sparticular|in\saddition|at\sthe\ssame\stime|in\sthis\s(?:regard|context|connection|respect)|"
    r"to\sth(?:is|at)\send|for\sthis\spurpose|in\sthat\s(?:regard|context|connection|respect)|as\sappropriate)"
)
_ADVERBS: Final = rf"(?:{_ADVERB},?\s){{0,4}}"
_SUBJECT: Final = (
    r"(?:(?:The\s(?:Security\s|Human\sRights\s|Economic\sand\sSocial\s)?Council|The\s(?:General\s)?Assembly|It|We|"
    r"(?:The|He|She)(?:\s[A-Z][\w’'-]{1,24}|\s(?:of|on|for|the|and|in)){0,12}),?\s)"
)
_JOINED: Final = r"[,;:—–]?\s(?:and|but|while|as\swell\sas)\s"
#: Where a main verb may begin: the text, a sentence, behind a comma, joined to another.
_START: Final = rf"(?P<open>\A[\s“\"‘'(\[]{{0,3}}|(?<=[.;:”])\s[“\"]?){_SUBJECT}?|(?P<join>{_JOINED}|,\s)(?:it\s)?"
#: Words that are nouns as well: behind "and" or a comma only what follows a verb makes them one.
_NOUNS: Final = frozenset(
    "requests calls demands appeals orders ends grants transfers mandates tasks charges proposes notes marks reviews "
    "extends requires".split()
)
_OBJECT: Final = re.compile(
    r"[\s,]{1,2}(?:the|all|that|upon|on|for|to|those|these|any|each|both|its|his|him|her|them|it|also|further|again|once|"
    r"in|with|member|an?|no|States|[A-Z])(?:\b|(?<=[A-Z]))"
)
_PAST_OR_NONE: Final = frozenset("as is has was this its thus versus towards perhaps besides always across".split())
_NOUN_BEFORE: Final = re.compile(
    r"\b(?:its|their|his|these|such)\s(?:calls|requests|demands|appeals|orders|notes),?\sand\s$"
)
#: A past tense behind these words tells what another text did.
_TOLD_BEFORE: Final = re.compile(
    r"\b(?:which|when|where|whereby|that)\s(?:the\s)?(?:(?:General|Security|Human\sRights|Economic\sand\sSocial)\s)?"
    r"(?:Assembly|Council|Commission|Committee|Board|it)\s\Z|\b(?:had|was|were|been|being)\s\Z|\bhad\s\w{3,12}\sand\s\Z"
)
_TOLD_BY: Final = re.compile(r"\s(?:by|under|pursuant|in\s(?:its|accordance|resolution)|on\s\d|at\sits|as)\b")
_TO_ASK: Final = re.compile(
    r"(?:,\s[^,;:.]{2,80},)?\sto\s(?P<verb>request|call\s(?:up)?on|invite|urge|encourage|demand|authorize)\b(?=\s[A-Za-z])"
)
#: "as may be required to": nobody is required.
_MAY: Final = re.compile(r"\b(?:may|might|can)\s\Z")
_REPEATING: Final = r"(?:reiterates|repeats|renews|reaffirms|underlines|stresses|underscores|emphasi[sz]es)"


def _alternation(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def _strength_of() -> dict[str, str]:
    """Return the strength of every phrase: third person, as it stands behind "We", and participle."""
    out: dict[str, str] = {}
    for row in duties.strengths():
        for phrase in row.phrases:
            out[phrase] = row.id
            out.setdefault("we " + base(phrase), row.id)
    return out


def base(phrase: str) -> str:
    """Turn the third person into the base form.

    >>> base("calls upon"), base("establishes"), base("urges"), base("remains seized")
    ('call upon', 'establish', 'urge', 'remain seized')
    """
    first, space, rest = phrase.partition(" ")
    if first.endswith("shes"):
        first = first[:-2]
    elif first.endswith("s"):
        first = first[:-1]
    return first + space + rest


def strength_of_base(words: str) -> str:
    """Return the strength of a verb in its base form.

    >>> strength_of_base("call upon"), strength_of_base("walk")
    ('calls-upon', 'expresses')
    """
    return _strength_of().get("we " + " ".join(words.lower().split()), EXPRESSES)


@cache
def _nouns() -> dict[str, str]:
    return {noun: row.id for row in duties.strengths() for noun in row.nouns}


@cache
def _participles() -> dict[str, str]:
    """Return the participles of the passive: "requested", "called upon"."""
    out: dict[str, str] = {}
    for row in duties.strengths():
        for phrase in row.phrases:
            first, space, rest = base(phrase).partition(" ")
            out[first + ("d" if first.endswith("e") else "ed") + space + rest] = row.id
    return {word: strength for word, strength in out.items() if strength not in (DECIDES,)}


@cache
def _expressing() -> frozenset[str]:
    """Return the first words of verb phrases in the third person that direct nothing."""
    directing = {phrase.split()[0] for phrase in _strength_of()}
    firsts = {phrase.split()[0] for row in registry.functions() for phrase in row.phrases}
    return frozenset(
        word for word in firsts if word.endswith("s") and not word.endswith("ss") and word not in _PAST_OR_NONE
    ) - directing | {"expresses", "declares", "condemns", "remains", "reminds"}


@cache
def _pattern() -> re.Pattern[str]:
    phrases = _alternation([phrase for phrase in _strength_of() if not phrase.startswith("we ")])
    we = _alternation([phrase.removeprefix("we ") for phrase in _strength_of() if phrase.startswith("we ")])
    nouns = _alternation(list(_nouns()))
    return re.compile(
        rf"(?:{_START})(?P<verb>{_ADVERBS}"
        rf"(?:(?P<again>{_REPEATING}\s(?:its|his|her|the|our|their)\s(?:[\w-]+\s){{0,3}}?(?P<noun>{nouns})"
        rf"(?:\s(?:upon|on|to|for|of)|(?=\sthat)))"
        rf"|(?P<phrase>{phrases})|(?P<other>{_alternation(list(_expressing()))})|(?<=We\s)(?P<we>{we})))(?![\w’'-])",
        re.IGNORECASE,
    )


@cache
def _passive() -> re.Pattern[str]:
    words = _alternation(list(_participles()))
    return re.compile(
        rf"\b(?P<is>(?:is|are|be|were|was)\s(?:(?:also|further|hereby|again|strongly)\s){{0,2}}(?P<done>{words}))(?:\sto\b|:\s*\Z)",
        re.I,
    )


def find(text: str, *, opens: bool = True) -> list[MainVerb]:
    """Return the main verbs of a text in reading order.

    Args:
        text: the text of a unit.
        opens: the unit may open with a verb; else only a sentence with its subject, or what is joined to it, has one.
    """
    out: list[MainVerb] = []
    position = 0
    pattern = _pattern()
    while (match := pattern.search(text, position)) is not None:
        position = max(match.end(), match.start() + 1)
        found = _main(text, match, opens=opens)
        if found is not None:
            found = _asking(text, found)
            if found.strength == EXPRESSES and not out and found.start > 0 and match["join"] is not None:
                continue
            out.append(found)
        else:
            position = match.start("verb") + 1
    return out or passive(text)


@cache
def _told() -> re.Pattern[str]:
    words = {_past(phrase) for phrase in _strength_of() if not phrase.startswith("we ")}
    others = {_past(word) for word in _expressing()} | {"took note", "had"}
    return re.compile(
        rf"(?:(?P<open>\A|(?:Assembly|Council|Commission|Committee|Board|[Ii]t)\s)|(?P<join>{_JOINED}|,\s))"
        rf"(?P<verb>{_ADVERBS}(?:re-)?(?:(?P<phrase>{_alternation(list(words))})|(?P<other>{_alternation(list(others))})))"
        rf"(?![\w’'-])",
        re.IGNORECASE,
    )


def _past(phrase: str) -> str:
    first, space, rest = base(phrase).partition(" ")
    if first.endswith("y") and first[-2] not in "aeou":
        first = first[:-1] + "i"
    elif re.search(r"(?:[^aeiou]|\b)(?:mit|fer|cur)\Z", first):
        first += first[-1]
    return first + ("d" if first.endswith("e") else "ed") + space + rest


@cache
def _present() -> dict[str, str]:
    """Return the strength by past tense."""
    return {_past(phrase): strength for phrase, strength in _strength_of().items() if not phrase.startswith("we ")}


def told(text: str) -> list[MainVerb]:
    """Return the main verbs of a text that tells what an organ decided ("the Assembly decided ... and requested ...").

    What an earlier text is said to have decided ("in which it had decided", "adopted by the Council") is none.
    """
    out: list[MainVerb] = []
    for match in _told().finditer(text):
        start, end = match.span("verb")
        if _TOLD_BEFORE.search(text, max(0, match.start("verb") - 60), start) or _TOLD_BY.match(text, end):
            continue
        if match["phrase"] is None and (not out or match["other"].lower() == "had"):
            continue
        if start == 0 and not (_OBJECT.match(text, end) or text.startswith((":", ","), end)):
            continue
        clause = match.start() if match["join"] is not None else start
        words = " ".join((match["phrase"] or "").lower().split())
        out.append(_asking(text, MainVerb(clause, start, end, _present().get(words, EXPRESSES), PLAIN)))
    return out


def _asking(text: str, verb: MainVerb) -> MainVerb:
    """Read "decides to request somebody" as the request that it is."""
    ask = _TO_ASK.match(text, verb.end) if verb.strength == DECIDES else None
    return verb._replace(end=ask.end(), strength=strength_of_base(ask["verb"])) if ask is not None else verb


def _main(text: str, match: re.Match[str], *, opens: bool) -> MainVerb | None:
    joined = match["join"] is not None
    start, end = match.span("verb")
    words = " ".join((match["phrase"] or match["other"] or "").lower().split())
    first = words.split(" ")[0]
    if joined:
        if text[start].isupper() or _is_noun(text, start, end, first):
            return None
        clause = match.start()
    else:
        clause = match.end("open") if match["open"] is not None else match.start()
        if not opens and match.end("open") == start:
            return None
        if text[start].islower() and match.end("open") == start and match.start() > 0:
            # "; further requests" goes on as a sentence would
            after = text[match.start() - 1] == ";" and not _is_noun(text, start, end, first)
            if not after or (first in _NOUNS and text[start:end].lower().startswith(first)):
                return None
    if match["again"]:
        return MainVerb(clause, start, end, _nouns()[match["noun"].lower()], REPEATED)
    if match["we"]:
        return MainVerb(clause, start, end, _strength_of()["we " + " ".join(match["we"].lower().split())], PLAIN)
    strength = _strength_of().get(words, EXPRESSES)
    return MainVerb(clause, start, end, strength, PLAIN)


def _is_noun(text: str, start: int, end: int, first: str) -> bool:
    if first not in _NOUNS or not text[start:end].lower().startswith(first):
        return False
    stated = text[start:end].lower().endswith(" for") and text.endswith(", and ", 0, start)
    if stated or text[start:end].lower().endswith((" to", " upon", " on")):
        return _NOUN_BEFORE.search(text, max(0, start - 40), start) is not None
    return _OBJECT.match(text, end) is None or _NOUN_BEFORE.search(text, max(0, start - 40), start) is not None


def passive(text: str) -> list[MainVerb]:
    """Return the main verbs of sentences such as "The Secretary-General is requested to report"."""
    return [
        MainVerb(
            _sentence_start(text, m.start()),
            *m.span("is"),
            _participles()[" ".join(m["done"].lower().split())],
            PASSIVE,
        )
        for m in _passive().finditer(text)
        if not m["is"].lower().startswith("w") and not _MAY.search(text, max(0, m.start() - 8), m.start())
    ]


def _sentence_start(text: str, position: int) -> int:
    return max(place + 2 if (place := text.rfind(mark, 0, position)) >= 0 else 0 for mark in (". ", "; ", ": "))
