"""Head words: "resolutions", "its decisions"; says whose numbers follow, from the body named before or the possessive.

Turns a head token into the walk's `Head`; makes no mention. A body that only may be meant makes the head weak.
"""

from __future__ import annotations

import re
from typing import Final

from lexline.loaders.citations.scan import Token
from lexline.loaders.citations.walk import Head, Walk

#: How far before a head the body may stand that it belongs to.
_REACH: Final = 90
_BEFORE_HEAD: Final = re.compile(
    r"(?:['’]s?)?\s(?:\([A-Z]{2,9}\)\s)?(?:(?:draft|its|their|previous|relevant|earlier|subsequent|recent"
    r"|(?:decisions|resolutions)\s(?:and|or)|other|consensus|all|the|landmark|said|annual)[\s,]){0,5}"
)
_POSSESSIVE: Final = re.compile(
    r"(?<!\w)(?:its|their|his|her)\s(?:(?:previous|relevant|earlier|own|subsequent|recent|most|annual|landmark|latest"
    r"|past|prior|above-mentioned)\s){0,3}$"
)
_SUBJECT: Final = re.compile(
    r"(?:[,\s]|in|by|under|through|with|of|and|pursuant|to|adopted|had|has|at|accordance|decided|requested|recalled"
    r"|[\w-]{1,40}\ssession|annex){0,16}"
)
_MANDATED: Final = re.compile(
    r"\s(?:(?:submitted|mandated|adopted|established|pursuant|to|in|under|by|contained|accordance|with)\s){1,5}"
)
_PARTICULAR: Final = re.compile(
    r"\b(?:including|in\sparticular|especially|notably|namely|inter\salia)[\s,]{1,2}(?:its\s)?$"
)
_ADOPTED_BY: Final = re.compile(r"\b[Aa]doption\sby\s(?:the\s)?$")
_ADOPTER_REACH: Final = 400
#: Supplement No. 53 of the Assembly's Official Records is the report of the Human Rights Council.
_COUNCIL_REPORT: Final = re.compile(r"A/\d{2,3}/53(?:/Add\.\d)?")


def on_head(walk: Walk, token: Token) -> None:
    """Open a head at `token`."""
    body, weak = _whose(walk, token)
    if not body and walk.head is not None and _PARTICULAR.search(walk.text, walk.head.reached, token.start):
        # "All Commission resolutions on the matter, including resolutions 1998/72 and 2004/7".
        body, weak = walk.head.body, True
    word = token.text.lower()
    if walk.head is None or not walk.in_list(token) or walk.head.body != body:
        walk.group += 1
    walk.head = Head(token.end, body, word.startswith("dec"), word.endswith("s"), token.end, weak)


def _whose(walk: Walk, token: Token) -> tuple[str, bool]:
    """Return the code of the body whose head this is ("" where none is named), and whether that is only likely."""
    named = walk.body_before(token.start, _REACH)
    if named is not None and _BEFORE_HEAD.fullmatch(walk.text, named.end, token.start):
        return named.value, False
    possessive = _POSSESSIVE.search(walk.text, max(0, token.start - 50), token.start)
    if possessive is not None:
        if named is not None and _SUBJECT.fullmatch(walk.text, named.end, possessive.start()):
            return named.value, True
        return _adopter(walk, token.start) or "", True
    if named is not None and _MANDATED.fullmatch(walk.text, named.end, token.start):
        return named.value, True
    adopter = _adopter(walk, token.start)
    if adopter is not None:
        return adopter, True
    report = bool(walk.mentions) and _COUNCIL_REPORT.fullmatch(walk.mentions[-1].resolved.target or "") is not None
    return ("HRC", False) if report and "chap" in walk.gap(token) else ("", False)


def _adopter(walk: Walk, position: int) -> str | None:
    """Return the body of "the adoption by the Commission, at its tenth session, of resolution 5", or None."""
    begin, _ = walk.sentence(position)
    for index in range(walk.index - 1, -1, -1):
        token = walk.tokens[index]
        if token.start < max(begin, position - _ADOPTER_REACH):
            return None
        if token.kind == "body" and _ADOPTED_BY.search(walk.text, max(begin, token.start - 24), token.start):
            return token.value
    return None
