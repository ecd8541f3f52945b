"""A web page's element tree -> its footnotes: which elements hold them, and which call them.

A call is a link with a short marker for its words to a place in the page that is told as a note by the link's name, by
standing raised, or by leading back; or a raised number that a raised number at the head of a later paragraph answers.
Each note has a marker of its own, however often a page counts anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lexline.loaders.formats.flow import Markers

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARKER: Final = re.compile(r"[\[(]?\s*(?P<mark>\d{1,3}|[ivxl]{1,6}|[a-z]|\*{1,4}|[†‡])\s*[\])]?[.,]?")
_NAME: Final = re.compile(
    r"(?:^|[^a-z])(?:s?d?ftn|e?dn|foot-?note|end-?note|note|fn|en)[-_:]?[a-z]?[-_]?\d{1,4}", re.IGNORECASE
)
_HOLDERS: Final = frozenset("p li dd td div aside section blockquote".split())
_NOTE_DIV: Final = re.compile(r"_?(?:s?d?ft?n|edn|fn|footnote|endnote)[-_]?\w{0,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a page.

    `calls` gives the marker for each element that calls a note, `holders` for each element that holds notes the
    targets in it, `marks` the elements that only repeat a marker or lead back to the text.
    """

    calls: dict[_Element, str] = field(default_factory=dict)
    holders: dict[_Element, dict[_Element, str]] = field(default_factory=dict)
    marks: set[_Element] = field(default_factory=set)


def find(main: _Element) -> Notes:
    """Find the notes of a page's main part."""
    notes = Notes()
    markers = Markers()
    places = _places(main)
    known: dict[_Element, str] = {}
    for link in main.iter("a"):
        target = places.get((link.get("href") or "")[1:]) if (link.get("href") or "").startswith("#") else None
        match = _MARKER.fullmatch(_words(link))
        if target is None or target is link:
            continue
        if any(above in notes.holders for above in link.iterancestors()):
            notes.marks.add(link)  # leads from a note back to the text
        elif match and _is_note(link, target):
            holder = _holder(target)
            if holder is None or any(above is holder for above in link.iterancestors()):
                continue
            if target not in known:
                known[target] = markers.own(match["mark"])
                notes.holders.setdefault(holder, {})[target] = known[target]
            notes.calls[_raised(link)] = known[target]
    _uncalled(notes, markers)
    _unlinked(main, notes, markers)
    return notes


def _uncalled(notes: Notes, markers: Markers) -> None:
    """Add notes that stand among the others but that nothing calls."""
    for group in {holder.getparent(): None for holder in notes.holders if _NOTE_DIV.fullmatch(holder.get("id") or "")}:
        for beside in group.iterchildren("div", "li", "aside") if group is not None else ():
            digits = re.search(r"\d{1,4}$", beside.get("id") or "")
            if beside not in notes.holders and digits and _NOTE_DIV.fullmatch(beside.get("id") or ""):
                notes.holders[beside] = {beside: markers.own(digits[0])}
                notes.marks.update(link for link in beside.iter("a") if _MARKER.fullmatch(_words(link)))


def _places(main: _Element) -> dict[str, _Element]:
    """Return the elements of a page by id or name."""
    out: dict[str, _Element] = {}
    for element in main.iter("*"):
        for key in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if key:
                out.setdefault(key, element)
    return out


def _is_note(link: _Element, target: _Element) -> bool:
    """Say whether a link with a marker leads to a note."""
    href = (link.get("href") or "")[1:]
    if (
        _NAME.search(href)
        or link.find(".//sup") is not None
        or any(above.tag == "sup" for above in link.iterancestors())
    ):
        return True
    holder = _holder(target)
    own = {link.get("id"), link.get("name"), *(above.get("id") for above in link.iterancestors("sup", "span"))} - {None}
    backs = [(a.get("href") or "")[1:] for a in holder.iter("a")] if holder is not None else []
    return any(back in own for back in backs)


def _holder(target: _Element) -> _Element | None:
    """Return the block that holds a note: its own, or the division made for it alone."""
    chain = [target, *target.iterancestors()]
    block = next((element for element in chain if element.tag in _HOLDERS), None)
    if block is None:
        return None
    above = block.getparent()
    if above is not None and above.tag in ("div", "li", "aside") and _NOTE_DIV.fullmatch(above.get("id") or ""):
        return above
    return block


def _raised(link: _Element) -> _Element:
    """Return the raised element around a call that holds nothing else, or the link itself."""
    above = link.getparent()
    alone = above is not None and above.tag == "sup" and _words(above) == _words(link)
    return above if above is not None and alone else link


def _unlinked(main: _Element, notes: Notes, markers: Markers) -> None:
    """Find notes by raised numbers alone: one in the text, then one at the head of a paragraph."""
    called: dict[str, list[_Element]] = {}
    for sup in main.iter("sup"):
        match = _MARKER.fullmatch(_words(sup))
        if not match or sup in notes.calls or any(above in notes.holders for above in sup.iterancestors()):
            continue
        holder = next((element for element in sup.iterancestors() if element.tag in _HOLDERS), None)
        mark = match["mark"]
        if holder is not None and _leads(sup, holder) and called.get(mark):
            own = markers.own(mark)
            notes.calls.update(dict.fromkeys(called.pop(mark), own))
            notes.holders.setdefault(holder, {})[sup] = own
            notes.marks.add(sup)
        elif mark.isdigit() or mark in ("*", "**", "***", "†", "‡"):
            called.setdefault(mark, []).append(sup)


def _leads(element: _Element, holder: _Element) -> bool:
    """Say whether nothing is written in the holder before the element."""
    at = element
    while at is not holder:
        before = at.getprevious()
        while before is not None:
            if _words(before) or (before.tail or "").strip():
                return False
            before = before.getprevious()
        above = at.getparent()
        if above is None or (above.text or "").strip():
            return False
        at = above
    return True


def _words(element: _Element) -> str:
    return (
        " ".join("".join(str(text) for text in element.itertext()).split())[:200]
        if isinstance(element.tag, str)
        else ""
    )
