"""Footnotes that a DOCX file has as links only -> footnotes, as word processors know them.

Converters keep those of web pages so: a mark in the text and a paragraph at the end, each linked to the other. Only
what is linked both ways is taken for a note; all other links inside a document stay words of its text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lexline.loaders.formats.docx_numbering import W, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARK: Final = re.compile(r"\s*[\[(]?(?P<mark>\d{1,4}|\*{1,4}|[a-z]{1,4}|[†‡])[\])]?\s*")


def lift(body: _Element) -> dict[str, _Element]:
    """Turn linked notes of a text into footnotes; returns these by the ids by which the text now calls them."""
    paragraphs = list(body.iter(W + "p"))
    held = {name: paragraph for paragraph in paragraphs for name in _names(paragraph)}
    place = {paragraph: index for index, paragraph in enumerate(paragraphs)}
    out: dict[str, _Element] = {}
    for index, paragraph in enumerate(paragraphs):
        own = _names(paragraph)
        for link in list(paragraph.iter(W + "hyperlink")):
            anchor = value(link, "anchor")
            note = held.get(anchor)
            match = _MARK.fullmatch(_words(link))
            if note is None or place[note] <= index or not match or not (back := _back(note, own)):
                continue
            key = f"link {anchor}"
            if key not in out and note.getparent() is not None:
                out[key] = _footnote(note, back)
            _call(link, key, match["mark"])
    return out


def _names(paragraph: _Element) -> set[str]:
    return {value(mark, "name") for mark in paragraph.iter(W + "bookmarkStart")}


def _words(element: _Element) -> str:
    return "".join(text.text or "" for text in element.iter(W + "t"))


def _back(note: _Element, names: set[str]) -> list[_Element]:
    """Return the links by which a note leads back to the paragraph of these bookmarks."""
    return [link for link in note.iter(W + "hyperlink") if value(link, "anchor") in names]


def _footnote(paragraph: _Element, back: list[_Element]) -> _Element:
    """Take a paragraph out of the text and make a footnote of it, without its number and the links back."""
    parent = paragraph.getparent()
    note: _Element = paragraph.makeelement(W + "footnote")
    if parent is not None:
        parent.remove(paragraph)
    for link in back:
        holder = link.getparent()
        if holder is not None:
            holder.remove(link)
    for properties in paragraph.iterchildren(W + "pPr"):
        for listed in list(properties.iterchildren(W + "numPr")):
            properties.remove(listed)
    note.append(paragraph)
    return note


def _call(link: _Element, key: str, mark: str) -> None:
    """Put the call of a footnote in the place of a link."""
    run = link.makeelement(W + "r")
    call = run.makeelement(W + "footnoteReference", {W + "id": key, W + "customMarkFollows": "1"})
    text = run.makeelement(W + "t")
    text.text = mark
    run.extend((call, text))
    for child in list(link):
        link.remove(child)
    link.append(run)
    if W + "anchor" in link.attrib:
        del link.attrib[W + "anchor"]
