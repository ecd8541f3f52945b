"""The paragraphs that a draft points to: those of the texts that it cites, and its own.

Each function yields findings on one citation. Only texts that number or letter theirs without a gap tell where they
end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lexline.graph.draft_held import Held
from lexline.graph.draft_place import Place
from lexline.graph.draft_report import ERROR, LOADED, WARNING, Evidence, Finding
from lexline.graph.reading import label_of

_OWN_NUMBER: Final = re.compile(r"para\. (?P<number>\d{1,3})\b")
#: An article, or a lettered part of a paragraph.
_LAST: Final = re.compile(r"(?P<lead>art_(?=\d)|(?:op|para|art)_\d{1,3}__)(?P<mark>(?<=art_)\d{1,3}|(?<=__)[a-z])")
_NUMBER: Final = re.compile(r"\d{1,3}\.\s")
_TOP: Final = re.compile(r"(?P<word>op|para)_(?P<number>\d{1,3})")


def parts(place: Place, held: Held) -> Iterator[Finding]:
    """Yield articles and lettered parts beyond the last one, of texts that number or letter theirs without a gap."""
    citation, target = place.citation, place.citation.target or ""
    units = held.units(target)
    for eid in citation.target_units:
        match = _LAST.fullmatch(eid)
        if match is None or eid in units or held.standing(target) != LOADED:
            continue
        lead, mark = match["lead"], match["mark"]
        places = sorted(
            _count(each.removeprefix(lead)) for each in units if each.startswith(lead) and _LAST.fullmatch(each)
        )
        whole = lead.removesuffix("__")
        if not places and whole in units and "(a)" not in units[whole]:
            message, last = f"{target}, {label_of(whole)} has no lettered parts.", whole
        elif len(places) > 1 and places == list(range(1, len(places) + 1)) and _count(mark) > len(places):
            last = lead + (str(len(places)) if mark.isdigit() else chr(ord("a") + len(places) - 1))
            message = f"{target} ends with {label_of(last)}, so there is no {label_of(eid)}."
        else:
            continue
        proof = Evidence(held.instrument(target).id, last, words=units[last])
        yield Finding(WARNING, "paragraph", message, "Correct the number or letter, or what is cited.", (proof,))


def _count(mark: str) -> int:
    """Return the place of a number or letter: 3 for "3" and for "c"."""
    return int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1


def own_paragraphs(place: Place, _held: Held) -> Iterator[Finding]:
    """Yield references to a paragraph of the draft itself that it does not have, or that stands on the other side."""
    citation = place.citation
    if citation.target != "self" or citation.method != "self":
        return
    numbered = [match for unit in place.document.units if (match := _TOP.fullmatch(unit.eid))]
    have = [int(match["number"]) for match in numbered]
    # a part of a text, or one that counts anew in its sections and annexes, tells nothing
    if any(_NUMBER.match(unit.text) for unit in place.document.units if _TOP.fullmatch(unit.eid)):
        return
    if len(have) < 2 or have != list(range(1, len(have) + 1)):
        return
    if re.match(r"(?:annex|sec|part|chap|embedded|fn)_", place.unit.eid) or "annex" in citation.text.lower():
        return
    mine = _TOP.match(place.unit.eid)
    for pinpoint in citation.pinpoint:
        match = _OWN_NUMBER.match(pinpoint)
        if match is None:
            continue
        number = int(match["number"])
        if number > have[-1]:
            message = f"This text has {have[-1]} paragraphs, so there is no paragraph {number}."
            yield Finding(ERROR, "own", message, "Correct the number, or the numbering.")
        elif mine and _looks_wrong(citation.text, number, int(mine["number"])):
            side = "below" if number > int(mine["number"]) else "above"
            message = f"Paragraph {number} stands {side} {label_of(place.unit.eid)}."
            yield Finding(WARNING, "own", message, f"Correct the number, or write “{side}”.")


def _looks_wrong(text: str, number: int, mine: int) -> bool:
    """Say whether "above" or "below" points to the other side than where the paragraph stands."""
    return (text.endswith(" above") and number > mine) or (text.endswith(" below") and number < mine)


#: What is asked of every citation, one after another.
QUESTIONS: Final = (parts, own_paragraphs)
