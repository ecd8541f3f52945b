"""Forces of others that the text lets act: "Authorizes the Member States of X to maintain the deployment of Y until".

The Council founds and prolongs a force that is not its own by saying who may set it up or keep it, and how long. Only
what has a term and a name is a deed; what a mission is let do ("to use all necessary means") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lexline.loaders.acts import periods
from lexline.loaders.acts.deeds import ESTABLISHES, EXTENDS, RENEWS, Deed, clause_end
from lexline.loaders.acts.model import FOR, OPEN, UNTIL
from lexline.loaders.acts.subject_names import BY_UNKNOWN, Named
from lexline.loaders.acts.subjects import Reader
from lexline.loaders.acts.terms import FURTHER
from lexline.ontology.mandates import AUTHORIZATION, MISSION

#: The rule by which such a deed is seen.
RULE: Final = "authorized"

_WHO: Final = re.compile(
    r"\b(?:States|Union|EU|AU|IGAD|NATO|ECOWAS|Organi[sz]ation|Community|[Oo]bservers|Force|forces)\b"
)
_DEED: Final = re.compile(
    r"(?:^|\b[Dd]ecides\s(?:\w+\s)?to\s|(?<=[;,]\s)|\band\s)(?:(?:[Ff]urther|[Aa]lso|hereby)\s)?(?P<act>[Aa]uthori[sz]es?)\b"
    r"(?P<who>[^.;:]{0,300}?)\bto\s"
    r"(?:(?P<keeps>(?:continue\sto\s)?maintain\b|continue\b|remain\b)"
    r"|(?P<founds>(?:form\sand\s)?deploy\b|establish\b|form\b|set\sup\b))"
)
#: Those named are let do something else before the verb, or on a condition: "to take measures and to maintain".
_ELSE: Final = re.compile(
    r"(?<!\breferred\s)(?<!\bpursuant\s)(?<!\bresponse\s)(?<!\baccording\s)\bto\s(?!the\b|an?\b|its\b|or\b)[a-z]+\b"
    r"|\b(?:if|unless)\b"
)


def find(text: str) -> Iterator[Deed]:
    """Yield what a paragraph lets others set up or keep, in order.

    The object of such a deed begins with the verb that lets others act, because these may be all that is named.
    """
    for match in _DEED.finditer(text):
        if _WHO.search(match["who"]) is None or _ELSE.search(match["who"]):
            continue
        end = clause_end(text, match.end())
        verb = match.start("keeps") if match["keeps"] else match.start("founds")
        effect = EXTENDS
        if match["founds"]:
            effect = RENEWS if FURTHER.search(text, match.end(), end) else ESTABLISHES
        yield Deed(verb, match.end(), effect, RULE, match.start("act"), end)


def force(reader: Reader, text: str, deed: Deed) -> list[Named]:
    """Return the force that a deed of this rule is about; none without a term, or where nothing known is named."""
    if not any(period.kind in (UNTIL, FOR, OPEN) for period in periods.find(text[deed.end : deed.object_end])):
        return []
    names = [
        hit
        for hit in reader.named(text)
        if deed.object_start <= hit.start < deed.object_end
        and hit.id.partition(":")[0] in (MISSION, AUTHORIZATION)
        and hit.sure > BY_UNKNOWN
    ]
    if len(names) > 1 and text[names[0].end : names[1].start] == " (":
        # a kind of force, and in brackets which one it is
        return names[1:2]
    return names[:1]
