"""The words behind a verb that directs -> where the infinitive begins that says what is to be done.

"Requests the Secretary-General, pursuant to resolution 1 (2000), to report": the second "to". A "to" behind a noun or
an adverb that takes one (efforts, pursuant, access) and a "to" before a noun begin nothing.
"""

from __future__ import annotations

import re
from typing import Final

from lexline.loaders.acts.addressees import LONGEST

_TO: Final = re.compile(
    r"(?:\bnot\s)?\bto(?:,\s[^,;:.]{2,60},)?\s(?P<adverbs>(?:(?:not|also|further|(?!(?:apply|supply|comply|rely|reply|multiply)\b)[a-z]{3,15}ly(?:\sand\s[a-z]{3,15}ly)?|now|as\sappropriate|inter\salia),?\s){0,4})(?P<verb>[a-z][a-z-]{1,20})\b"
)
_NO_VERB: Final = frozenset(
    "the a an its his her their all this that these those which whom any each it them us resolution resolutions "
    "paragraph paragraphs armed conflict conflicts international human peace date such other relevant "
    "hostilities women and both "
    "violence children persons civilians article section date national regional food water health education land "
    "terrorism terrorist basic information affected people local one our another whatever former non members "
    "climate justice sustainable gender capacity-building development migration disaster decent adequate quality "
    "many more most some States states displaced refugees victims".split()
)
_NOT_BEHIND: Final = re.compile(
    r"\b(?:pursuant|according|referred|due|contrary|relating|related|respect|regard|subject|addition|prior|access|contributing|"
    r"contribute|response|as|up|close|relevant|available|party|committed|able|continue|continues|efforts?|ability|unable|"
    r"obligations?|need|position|right|order|(?<!do\s)(?<!done\s)so|yet|wishing|failed|failing|seeking|ready|willing|had|have|has|intend|"
    r"intending|having|commitments?|attempt|attempting|wish|support|required|obliged|responsible|mandate[ds]?|measures\staken|"
    r"aiming|responses|approaches?|opportunit(?:y|ies)|designed|likely|used|agreed|declared|determination|decision|"
    r"mechanisms|capacity|initiatives|steps|threats?|challenges|duty|invitation|competence|negotiations|appeal|readiness|plans?|applicable|"
    r"pledged|expected|vulnerable|exposed|attributable|linked|entitled|proceeding|about|ought|obligation|made|pledges)\s?\Z"
)
_HE: Final = re.compile(r"\bthat\s(?:he|she|it|they)\b")
_DO_SO: Final = re.compile(r"to\sdo\Z")
_PRESENT: Final = re.compile(r"present\s(?:and\s(?:future|past)|members?|resolution|day|generations?)\b")
_SENTENCE: Final = re.compile(r"(?<=[a-z)\]”\"’\d])[.;]\s+(?=[“\"A-Z])")


def begin(text: str, start: int, end: int) -> int | None:
    """Return where the infinitive begins that says what the addressees are to do."""
    stop = min(end, start + LONGEST)
    cut = _HE.search(text, start, stop)
    if cut is not None and not _TO.search(text, start, cut.start()):
        return cut.start()
    only: int | None = None
    for match in _TO.finditer(text, start, stop):
        before = text[max(start, match.start() - 24) : match.start()]
        if _DO_SO.search(match[0]) and not _NOT_BEHIND.search(before):
            only = match.start() if only is None else only
        if (
            match["verb"] in _NO_VERB
            or _PRESENT.match(text, match.start("verb"))
            or _DO_SO.search(match[0])
            or _NOT_BEHIND.search(before)
        ):
            continue
        if _SENTENCE.search(text, start, match.start()):
            return only
        return match.start()
    return only
