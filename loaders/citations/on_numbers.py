"""Handlers for numbers of resolutions and decisions: 1325 (2000), 1514 (XV), 57/167 A, a bare 418, WHA58.16.

Each turns one token into mentions, as members of the list that its head word opened; numbers that no head governs make
none, except those whose shape alone tells the organ.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations import resolve
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token
from lexline.loaders.citations.walk import Walk

#: Words whose Council is not known by name alone.
_GENERIC: Final = frozenset({"council", "committee", "commission"})
#: Texts of bodies other than the Council call its resolutions by bare number only from here on.
_FIRST_FAMOUS: Final = 1000
#: Below this a bare number is too easily something else.
_FIRST_BARE: Final = 100
#: Numbers that read as years.
_YEARS: Final = range(1945, 2041)
_OF_BODY: Final = re.compile(r"\s(?:[\w\s]{0,24}?(?:adopted|taken)\s)?(?:of|by)\sthe\s")
#: "The 1267/1989 Al-Qaida Sanctions Committee" is named for two resolutions; "Regulation 267/2012" is not.
_OF_COMMITTEE: Final = re.compile(
    r"\s[^.;()]{0,40}?\b(?:Committee|Sanctions|Monitoring|Analytical|Ombudsperson|List)\b"
)
#: How far before "resolution 58.16" the Health Assembly may be named.
_HEALTH_REACH: Final = 160
_HEALTH: Final = frozenset({"WHA", "WHO"})
_NUMBERED_THINGS: Final = ("vol", "no", "nos", " p", "pp")


def _body_of(walk: Walk, token: Token) -> str:
    """Return the body that governs a number: the head's, or one named right behind ("adopted by the Assembly")."""
    head = walk.head.body if walk.head is not None else ""
    if head and head not in _GENERIC:
        return head
    extent, _ = walk.date_after(token.end)
    for later in walk.tokens[walk.index + 1 : walk.index + 4]:
        if later.kind == "body" and _OF_BODY.fullmatch(walk.text, extent, later.start):
            return later.value
    return head


def on_council(walk: Walk, token: Token) -> None:
    """Read "1325 (2000)": the Security Council's, whoever speaks."""
    _, year = walk.date_after(token.end)
    before = walk.text[max(0, token.start - 6) : token.start].rstrip(" .").lower()
    if before.endswith(_NUMBERED_THINGS) and not walk.in_list(token):
        return
    resolved = resolve.council(token.text, year, headed=walk.in_list(token), written_year=walk.year)
    if resolved is not None:
        walk.add_numbers(token, [resolved])


def on_damaged(walk: Walk, token: Token) -> None:
    """Read "387 1976)", which is a number only in a list of them."""
    if walk.in_list(token):
        on_council(walk, token)


def on_roman(walk: Walk, token: Token) -> None:
    """Read "1514 (XV)" and "3419 A to D (XXX)"."""
    walk.add_numbers(token, resolve.roman_number(token.text, _body_of(walk, token), walk.document.body))


def on_misprinted(walk: Walk, token: Token) -> None:
    """Read "1760 (XVID" in a list of resolutions, by its number: the Assembly numbered through its sessions."""
    if not walk.in_list(token) or _body_of(walk, token) not in ("", "GA"):
        return
    resolved = resolve.damaged_roman(token.text)
    if resolved is not None:
        walk.add_numbers(token, [resolved])


def on_slash(walk: Walk, token: Token) -> None:
    """Read "57/167", "68/247 A", "2002/68" under a head; "1267/1989" as the two resolutions that name a committee."""
    pair = re.fullmatch(r"(\d{3,4})/(\d{3,4})", token.text)
    if pair and int(pair[2]) > resolve.MOST_A_SESSION:
        if _OF_COMMITTEE.match(walk.text, token.end):
            _add_pair(walk, token, int(pair[1]), int(pair[2]))
        return
    head = walk.head
    resumed = walk.resumed(token)
    if head is None or not (resumed or walk.governed(token)):
        return
    _, year = walk.date_after(token.end)
    body = _body_of(walk, token)
    last = walk.mentions[-1].resolved.target if walk.mentions else None
    if not body and last and last.startswith("A/HRC/") and walk.in_list(token):
        body, head.weak = "HRC", True
    own, sure = walk.document.body, not head.weak
    found = resolve.slashed(token.text, body, own, decision=head.decision, date_year=year, sure=sure)
    walk.add_numbers(token, found, resumed=resumed)


def _add_pair(walk: Walk, token: Token, first: int, second: int) -> None:
    """Add the two Council resolutions that name one body: "the 1267/1989 Committee"."""
    both = [resolve.bare(number, walk.year) for number in (first, second)]
    known = [one for one in both if one is not None]
    if len(known) == len(both):
        walk.group += 1
        for one in known:
            walk.add(token, Resolved(one.target, one.kind, "name-of-body", 0.8, one.note))


def on_bare(walk: Walk, token: Token) -> None:
    """Read a number without a year behind "resolution": the Council's, if this text speaks of the Council."""
    head = walk.head
    if head is None or head.decision or head.body not in ("", "SC", "council") or not walk.in_list(token):
        return
    if head.reached != head.end and walk.text.endswith((" to ", " by "), 0, token.start):
        # "The ceiling in resolution 1990 (2011) to 345 police personnel".
        return
    number = int(token.text)
    council = walk.document.body == "SC" or head.body == "SC"
    if number < _FIRST_BARE or (not council and (number < _FIRST_FAMOUS or number in _YEARS)):
        return
    resolved = resolve.bare(number, walk.year)
    if resolved is not None:
        walk.add_numbers(token, [resolved])


def on_short(walk: Walk, token: Token) -> None:
    """Read "UNSCR 1325"."""
    number = re.search(r"\d+", token.text)
    resolved = resolve.bare(int(number[0]), walk.year) if number else None
    if resolved is not None:
        walk.add_alone(token, resolved)


def on_health(walk: Walk, token: Token) -> None:
    """Read "WHA58.16" behind the World Health Assembly's head."""
    head = walk.head
    if head is None or not walk.in_list(token):
        return
    named = walk.body_before(token.start, _HEALTH_REACH) or walk.body_behind(token.end, _HEALTH_REACH)
    if head.body not in _HEALTH and (head.body or named is None or named.value not in _HEALTH):
        return
    number = re.sub(r"^WHA\s?", "", token.text)
    kind = "decision" if head.decision else "resolution"
    walk.add_numbers(token, [Resolved(f"other:wha:{number}", kind, "number", 0.9)])


HANDLERS: Final = MappingProxyType(
    {
        "council": on_council,
        "damaged": on_damaged,
        "roman": on_roman,
        "misprinted": on_misprinted,
        "slash": on_slash,
        "bare": on_bare,
        "short": on_short,
        "health": on_health,
    }
)
