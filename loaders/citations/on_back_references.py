"""Handlers for words that point back: "ibid.", "that resolution", "the present report", "all previous resolutions".

Each turns one token into mentions of what was cited before, of the citing text itself, or of an open set. What cannot
be told stays unresolved ("ibid.") or unmentioned ("the report").
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations.context import Mention
from lexline.loaders.citations.heads import on_head
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token
from lexline.loaders.citations.walk import Walk

#: A symbol this close behind "ibid." is itself the reference.
_IBID_REACH: Final = 16
#: A number this close behind "the said resolutions" makes them a head.
_HEAD_REACH: Final = 12
_NUMBERED: Final = frozenset({"council", "damaged", "roman", "slash", "bare", "health", "symbol"})
#: A note that says "Ibid." and no more repeats the pinpoint, too.
_NOTHING_MORE: Final = re.compile(r"[\s.]{0,3}$")
_OWNED: Final = re.compile(r"(?:his|her|its)\b", re.I)
#: "The report of the Committee" need not be the one that was cited.
_OF_ANOTHER: Final = re.compile(r"\s(?:of|by|from|entitled|on)\s")
_NO_POINTERS: Final = frozenset({"the", "his", "her", "its"})
_NEAR_POINTER: Final = re.compile(r"[Tt]h(?:at|ose)\b")
_PARAGRAPHS: Final = 3
#: A longer list is not cited again one by one where a later paragraph only points back to it.
_MOST_REPEATED: Final = 5
#: "His report dated 18 September 1952", "those resolutions adopted at its tenth session" are described anew.
_DESCRIBED: Final = re.compile(r"\s(?:dated|of)\s\d{1,2}\s[A-Z]|\s(?:adopted|taken|that)\s(?!by\sthe\sCouncil)")
_RESOLUTIONS: Final = ("resolution", "decision")
#: The symbol that follows says which report is meant: "the report of the Secretary-General on the matter (S/2018/250)".
_REPORT_SYMBOL: Final = re.compile(r"[^;.()]{0,220}\((?:see\s)?[A-Z]{1,4}/")
#: "Ibid., Thirty-ninth Year, Supplement for ..." goes on in a publication (the Official Records), no instrument.
_OF_PUBLICATION: Final = re.compile(
    r",?\s(?:\(?[A-Z][\w-]{2,20}\s(?:and\s[A-Z][\w-]{2,20}\s)?(?:[Yy]ear|[Ss]ession|Special|Emergency)"
    r"|(?:Special\s|Resumed\s)?Supplement|Plenary|Annexes|Second\sSeries|\d{4},\sSupplement"
    r"|\d{1,4}(?:st|nd|rd|th)\b|vol\.|pp?\.\s|para(?:graph)?\s?\d{4})"
)


def on_ibid(walk: Walk, token: Token) -> None:
    """Read "ibid.": in a note the last reference of this note or the one before, in text the last document cited."""
    follows = walk.following()
    if follows and follows.kind in ("symbol", "series", "unts") and follows.start - token.end < _IBID_REACH:
        return
    if _OF_PUBLICATION.match(walk.text, token.end):
        return
    reached = (walk.last_instrument or walk.memory.ibid_in_notes) if walk.note else walk.memory.ibid_in_text
    if reached is None or reached.resolved.target is None:
        walk.add_alone(token, Resolved(None, "document", "ibid", 0.3, "what ibid. means could not be told"))
        return
    resolved = Resolved(reached.resolved.target, reached.resolved.kind, "ibid", 0.9)
    addendum = follows is not None and follows.kind == "addendum" and follows.start - token.end < _IBID_REACH
    mention = walk.add_alone(token, resolved, document=True, silent=addendum)
    if walk.note and _NOTHING_MORE.match(walk.text, token.end):
        mention.pins.extend(reached.pins)


def on_supra(walk: Walk, token: Token) -> None:
    """Read "footnote 5 above", "supra note 5": all that the earlier note cites."""
    number = re.search(r"\d+", token.text)
    known = walk.memory.in_notes.get(number[0], ()) if number else ()
    if not known:
        walk.add_alone(token, Resolved(None, "document", "supra", 0.3, "the earlier note cites nothing that is known"))
        return
    walk.group += 1
    sure = 0.9 if len(known) == 1 else 0.7
    for target, kind in known:
        walk.add(token, Resolved(target, kind, "supra", sure), document=True)


def on_anaphor(walk: Walk, token: Token) -> None:
    """Read "that resolution", "the said report": silent until a pinpoint or a demonstrative makes it a reference."""
    words = token.text.split()
    noun = words[-1].lower()
    numbers = noun.startswith(_RESOLUTIONS)
    if not numbers and _REPORT_SYMBOL.match(walk.text, token.end):
        return
    if _DESCRIBED.match(walk.text, token.end):
        return
    follows = walk.following()
    if follows is not None and follows.kind in _NUMBERED and follows.start - token.end < _HEAD_REACH:
        on_head(walk, Token("head", token.end - len(noun), token.end, noun))
        return
    if words[0].lower() == "that" and noun.endswith("s"):
        return
    demonstrative = words[0].lower() not in _NO_POINTERS or len(words) > len(("the", noun))
    if numbers:
        walk.head = None
        chosen = walk.last_list() if noun.endswith("s") else walk.numbers[-1:]
        if not chosen and demonstrative and not walk.note:
            _from_before(walk, token, plural=noun.endswith("s"))
            return
    else:
        chosen = _last_document(walk, demonstrative=demonstrative)
    walk.group += 1 if chosen else 0
    for antecedent in chosen:
        resolved = Resolved(antecedent.resolved.target, antecedent.resolved.kind, "anaphora", 0.8)
        walk.add(token, resolved, silent=not demonstrative or not numbers)


def _from_before(walk: Walk, token: Token, *, plural: bool) -> None:
    """Read "those resolutions" as the list in the paragraph before, "that resolution" as the only one named there.

    "The aforementioned resolutions" may reach over a few paragraphs that name none.
    """
    before = [(target, kind) for target, kind in walk.memory.numbers_before if token.text.rstrip("s").endswith(kind)]
    reach = 0 if _NEAR_POINTER.match(token.text) else _PARAGRAPHS
    if walk.memory.paragraphs_since > reach or not before or (len(before) > 1 and not plural):
        return
    if len(before) > _MOST_REPEATED:
        note = f"the {len(before)} named in an earlier paragraph"
        walk.add_alone(token, Resolved("open-set", "open-set", "anaphora", 0.8, note))
    else:
        walk.group += 1
        for target, kind in before:
            walk.add(token, Resolved(target, kind, "anaphora", 0.6, "named in an earlier paragraph"))


def _last_document(walk: Walk, *, demonstrative: bool) -> list[Mention]:
    """Return the document last cited in this unit; "that report" reaches back further.

    A Council resolution takes up the one report that it considered: there "the report" is the only one so far.
    """
    if walk.last_document is not None:
        return [walk.last_document]
    last = walk.memory.ibid_in_text
    if demonstrative and last is not None and last.resolved.kind == "document":
        return [last]
    here = walk.tokens[walk.index]
    known = list(walk.memory.documents.values()) if walk.document.body == "SC" and not _OWNED.match(here.text) else []
    return known if len(known) == 1 and not _OF_ANOTHER.match(walk.text, here.end) else []


def on_own(walk: Walk, token: Token) -> None:
    """Read "the present resolution", a reference only with a pinpoint; "this report" in a resolution is another's."""
    resolves = walk.document.kind in _RESOLUTIONS
    if resolves and token.text.lower().endswith(("report", "note", "document", "statement")):
        return
    walk.add_alone(token, Resolved("self", "self", "self", 1.0), silent=True)


def on_open_set(walk: Walk, token: Token) -> None:
    """Read "all its previous resolutions"; what the set hangs on is told once the sentence is read."""
    walk.add_alone(token, Resolved("open-set", "open-set", "open-set", 0.9))


HANDLERS: Final = MappingProxyType(
    {
        "head": on_head,
        "ibid": on_ibid,
        "supra": on_supra,
        "anaphor": on_anaphor,
        "own": on_own,
        "openset": on_open_set,
    }
)
