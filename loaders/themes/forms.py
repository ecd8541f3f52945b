"""A label -> the forms in which a text may print it: number, spelling, hyphens, commas, and verbs of the same family.

Only English is inflected. All forms are lower case with plain hyphens and apostrophes (`plain`), which changes no
character's place in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: What a form loses of a label's confidence.
AS_PRINTED: Final = 0.0
INFLECTED: Final = 0.05
FAMILY: Final = 0.1

#: More forms than this are not made of one label.
_MOST: Final = 48
#: Shorter words have verbs that mean something else: "station" and "state".
_LONG: Final = 9

_PLAIN: Final = str.maketrans(
    {**dict.fromkeys("’‘ʼ′", "'"), **dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys(" \n\t\r ", " ")}
)
_BEFORE_PREPOSITION: Final = re.compile(r"[a-z'-]+(?= (?:of|in|for|against|to|on|by|with|between|from|at) )")
_COMMAS: Final = re.compile(r"(?:, and |, | and )")
#: British and American spelling, each way.
_SPELLING: Final = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("labour", "labor"),
    ("defence", "defense"),
    ("programme", "program"),
    ("centre", "center"),
    ("behaviour", "behavior"),
    ("honour", "honor"),
    ("ageing", "aging"),
    ("licence", "license"),
    ("counselling", "counseling"),
    ("travelling", "traveling"),
    ("adviser", "advisor"),
)
_IRREGULAR: Final = {"woman": "women", "man": "men", "child": "children", "person": "persons", "crisis": "crises"}
_SINGULAR: Final = {many: one for one, many in _IRREGULAR.items()}
#: The ends of words that have no plural, or are one already.
_NO_PLURAL: Final = ("s", "ing", "ment", "ity", "ness", "ism", "ship", "ance", "ence", "ics", "tion", "phy", "ology")
_NOT_A_PLURAL: Final = ("ss", "us", "is", "ics", "news", "aids", "arms", "goods", "means")


def plain(text: str) -> str:
    """Return a text in lower case with plain hyphens, apostrophes and spaces, character for character.

    >>> plain("Women’s peace‑building")
    "women's peace-building"
    """
    low = text.lower()
    if len(low) != len(text):  # some letters become two
        low = "".join(one if len(one) == 1 else letter for letter in text for one in (letter.lower(),))
    return low.translate(_PLAIN)


def forms(label: str, *, inflect: bool = True) -> dict[str, float]:
    """Return the forms of an English label with what each loses of its confidence; the label itself loses nothing.

    >>> sorted(forms("arms embargo"))
    ['arms embargo', 'arms embargoes', 'arms embargos']
    >>> "women and peace and security" in forms("women, peace and security")
    True
    """
    start = " ".join(plain(label).split())
    made = dict.fromkeys(_spelled(start), AS_PRINTED)
    if not inflect:
        return made
    if " " not in start and "-" not in start:
        for base in list(made):
            for verb in _family(base):
                made.setdefault(verb, FAMILY)
    for base in list(dict.fromkeys(_spelled(start))):
        for changed in _numbers(base):
            made.setdefault(changed, INFLECTED)
    return dict(list(made.items())[:_MOST])


def _spelled(text: str) -> Iterator[str]:
    """Yield a text with its commas, hyphens and spelling in the usual variants, itself first."""
    seen: dict[str, None] = {text: None}
    parts = _COMMAS.split(text)
    if len(parts) > 2 and " and " in text:
        *most, last = parts
        seen[" and ".join(parts)] = None
        seen[f"{', '.join(most)} and {last}"] = None
        seen[f"{', '.join(most)}, and {last}"] = None
    for one in list(seen):
        if "-" in one:
            seen[one.replace("-", " ")] = None
            seen[one.replace("-", "")] = None
    for one in list(seen):
        for british, american in _SPELLING:
            for old, new in ((british, american), (american, british)):
                if old not in one:
                    continue
                changed = re.sub(rf"{old}(?=\b|s\b)", new, one)
                if changed != one:
                    seen[changed] = None
    yield from seen


def _numbers(text: str) -> Iterator[str]:
    """Yield a text with its head in the other number: its last word, and the word before its first preposition."""
    heads = [match.span() for match in [_BEFORE_PREPOSITION.search(text)] if match]
    last = text.rfind(" ") + 1
    # "protection of civilians": the last word is as much a form of its own as the head
    for start, end in [*heads, (last, len(text))]:
        for other in _other_number(text[start:end]):
            yield text[:start] + other + text[end:]


def _other_number(word: str) -> Iterator[str]:
    stem, hyphen, word = word.rpartition("-")
    before = stem + hyphen
    if not word.isalpha() or len(word) < 3:
        return
    if other := _IRREGULAR.get(word) or _SINGULAR.get(word):
        yield before + other
    elif word.endswith("s"):
        if word.endswith(_NOT_A_PLURAL):
            return
        if word.endswith("ies") and len(word) > 4:
            yield before + word[:-3] + "y"
        elif word.endswith(("ches", "shes", "xes", "sses", "oes")):
            yield before + word[:-2]
        else:
            yield before + word[:-1]
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield before + word[:-1] + "ies"
    elif word.endswith(("ch", "sh", "x", "o")):
        yield before + word + "es"
        yield before + word + "s"
    elif not word.endswith(_NO_PLURAL) or word.endswith(("tion", "ment")):
        yield before + word + "s"


def _family(word: str) -> Iterator[str]:
    """Yield the verb forms of a long noun in -ization, -ification or -ation, where they mean the same.

    >>> list(_family("demobilization"))[:2]
    ['demobilize', 'demobilizes']
    """
    if len(word) < _LONG:
        return
    if word.endswith("ification"):
        stem = word.removesuffix("ication")
        yield from (stem + "y", stem + "ies", stem + "ied", stem + "ying")
        return
    for end, rest in (("ization", "iz"), ("isation", "is"), ("ation", "at")):
        if word.endswith(end):
            stem = word.removesuffix(end) + rest
            yield from (stem + "e", stem + "es", stem + "ed", stem + "ing")
            return
