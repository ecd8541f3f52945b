"""The words of an action -> whether it is a duty to report, and to whom.

To report, brief, inform, notify or keep informed is one, and to submit, present or provide a report, an update or the
like. That a report is only mentioned ("the report that he submitted") makes none.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lexline.loaders.acts import addressees

_PRODUCT: Final = (
    r"(?:reports?|briefings?|updates?|account|notifications?|assessments?|summary|summaries|recommendations|"
    r"information|analysis|findings|options|proposals|evaluation|statement|study|studies)"
)
_LEAD: Final = (
    r"(?:\A(?:to\s)?|\bto\s|\band\s(?:to\s)?|,\s(?:to\s)?|\bshall\s|\bshould\s|\bmust\s|\bdirectly\s)"
    r"(?:(?:also|further|then|continue\sto|jointly|thereafter|not|[a-z]{3,14}ly)\s){0,4}"
)
_DUTY: Final = re.compile(
    rf"{_LEAD}(?P<act>(?:report|brief|notify|apprise)\b(?!\sof\b)|inform\s(?=the\s|it\b|him\b|them\b|all\b|Member|States|[A-Z])(?!the\s(?:public|development|work|design))|update\s(?:the\s(?:Security|General|Council|Committee|Assembly|Human|Economic)|it\b)"
    rf"|keep\s(?!them\supdated\b)[^.;,]{{1,90}}?\s(?:\w+ly\s)?(?:informed|updated|apprised|abreast)\b"
    rf"|(?:re)?(?:submit|present|provide|prepare|transmit|furnish|produce|deliver|issue|convey|make|circulate|communicate|give|deliver)\b"
    rf"(?=[^.;]{{0,160}}?\b(?:report|reports|briefings?|updates?|account\sof)\b)"
    rf"|(?:submit|present|provide|transmit|furnish|convey|communicate|make|give)\b"
    rf"(?=[^.;]{{0,120}}?\b{_PRODUCT}\b[^.;]{{0,120}}?\bto\s(?:the\s(?:Security|General|Council|Committee|Assembly|Secretary|Human|Economic|Commission)|it\b))"
    rf"|(?:submit|present|provide|furnish)\s(?:the\s(?:Security\sCouncil|Council|Committee|General\sAssembly|Assembly)|it)\s(?=[^.;]{{0,120}}?\b{_PRODUCT}\b)"
    rf"|include\b(?=[^.;]{{0,200}}?\b(?:in|as\spart\sof)\s(?:his|her|its|the|their)\s(?:\w+\s){{0,3}}(?:reports?|reporting|briefings?)\b))",
    re.IGNORECASE,
)
_RECIPIENT: Final = re.compile(
    r"(?:\b(?:to|brief|inform|update|apprise|notify|keep|provide|submit|furnish|advise)\s(?:(?:back|orally|regularly|also)\s){0,2})"
    r"(?P<who>the\s(?:Security|Human|General|Economic|Council|Assembly|Committee|Secretary|Commission|Conference|Working|Special|Board|Members|Executive|Counter|Peacebuilding|[A-Z]|1\d{3})|it(?!s)\b|them\b|Member\sStates|[A-Z])"
)
#: Behind these words "to" names nobody who is told: "access to the Sea".
_NO_RECIPIENT: Final = re.compile(r"\b(?:access|threats?|relating|related|regard|respect|damage|accession)\s\Z")
#: How far behind the verb its recipient is named.
_REACH: Final = 260


class Duty(NamedTuple):
    """A duty to report: where its words begin in the action, and to whom (id or words); None where nobody is named."""

    start: int
    to: str | None


def find(action: str, body: str = "") -> Duty | None:
    """Return the duty to report that an action holds, or None.

    >>> find("to report to the Security Council within 90 days")
    Duty(start=3, to='body:SC')
    """
    match = _DUTY.search(action)
    if match is None:
        return None
    start = match.start("act")
    stop = min(len(action), start + _REACH)
    said: str | None = None
    for named in _RECIPIENT.finditer(action, start, stop):
        at = named.start("who")
        if _NO_RECIPIENT.search(action, max(0, named.start() - 16), named.start()):
            continue
        organ = addressees.of_body("it", body) if named["who"] == "it" else None
        found = None if named["who"] in ("it", "them") else addressees.match_at(action, at, body)
        if organ or found:
            return Duty(start, organ or (found[0] if found else None))
        if said is None and named["who"] not in ("it", "them") and not named["who"][0].isupper():
            words = re.match(
                r"[^,.;]{1,60}?(?=,|\.|;|\s(?:on|at|by|in|of|for|within|no|not|and|every|about|as)\b|\Z)", action[at:]
            )
            said = words[0] if words else None
            if at - match.end("act") <= 1:
                break
    return Duty(start, said)
