"""Texts that try a reader of citations: one piece over and over, many links, many units; for tests and benchmarks."""

from __future__ import annotations

from dataclasses import replace

from lexline.loaders.document import FOOTNOTE, OPERATIVE, Document, Footnote, Link, Span, Unit
from tests.citing import document

HOSTILE = {
    "years in parentheses": "(1999) ",
    "paragraphs without end": "paragraph 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ",
    "addenda without end": "S/26060 and Add.1 and 2 ",
    "addenda without a stem": "and Add.1 and 2 ",
    "possessives": "its its its ",
    "heads": "resolutions its resolutions ",
    "nested brackets": "((([[[",
    "closing brackets": ")))]]] ",
    "numbers of one list": "resolution 1325 (2000), ",
    "numbers without words": "1325 (2000) 57/167 1514 (XV) ",
    "generic names": "the Convention and the Protocol ",
    "unknown names": "the Convention on Peas; the Convention ",
    "anaphora": "that report and those resolutions ",
    "pinpoints of nothing": "paragraph 3 (a) (b) (c) of the ",
    "pinpoints back and forth": "paragraph 3 of resolution 1325 (2000), paragraph 4 thereof, ",
    "ibid.": "Ibid., para. 3; ",
    "treaties and volumes": "Treaty Series, vol. 75, Nos. 970-973; ",
    "general comments": "general comment No. 3 ",
    "verbs": "Recalling, noting, deciding to extend, pursuant to ",
    "verbs and numbers": "Decides to extend, in accordance with resolution 1325 (2000), ",
    "sentences": "A. B. C. No. 1. ",
    "slashes": "A/1/2/3/4/5/6/7/8/9/",
    "letters of a number": "3419 A, B, C, D, E, F, G, H (XXX ",
    "symbols of no end": "A/" * 3,
    "digits": "1234567890",
    "capitals": "ABCDEFGHIJ",
    "blanks": " ",
    "definitions": "the Convention on the Rights of the Child (the Pact) ",
    "protocols": "the Optional Protocols thereto of 25 May 2000 and its Protocol of 2014 ",
    "open sets": "all its previous relevant resolutions ",
    "symbols in symbols": "S/RES/S/RES/",
    "one word": "x",
    "nested brackets and digits": "(1(2(3(4",
    "quotation marks": '“ ” " ',
    "quotations": "resolution 1325 (2000): “so it says and says and says and says again” ",
    "parties": "Smith v. Jones v. Brown and Others ",
    "judgments": "judgment of the Court of Justice of 9 July 2004 in the case of ",
    "notes": "See footnote 5 above, supra note 5; ",
    "reports": "paragraph 8 of the report of the Committee ",
    "said treaties": "the above-mentioned Geneva Convention ",
    "misread sessions": "resolutions 1760 (XVID of 3, ",
    "decisions of conferences": "A/CONF.1/1, decision 1/CP.21, annex, ",
    "mandates": "Decides to extend the mandate of UNMISS until 3 May 2010, ",
    "forces": "Authorizes the Member States of the Union to maintain AMISOM until 3 May 2010, ",
    "names": "the Committee of the Council of the General Assembly ",
}

#: Words that are repeated, and the piece of them over which a link lies.
LINKED = {
    "links over citations": ("resolution 1325 (2000) and the note. ", "1325 (2000)"),
    "links over words not understood": ("Some words. And the note. ", "note"),
}


def repeated(name: str, length: int) -> Document:
    """A document of one paragraph and a note of a quarter of its length, both of the piece of that name."""
    text = (HOSTILE[name] * (length // len(HOSTILE[name]) + 1))[:length]
    return document(text, notes=(text[: length // 4],))


def linked(name: str, count: int) -> tuple[Document, tuple[Link, ...]]:
    """A document of one paragraph with that many links, and the links."""
    words, over = LINKED[name]
    starts = (n * len(words) + words.index(over) for n in range(count))
    links = tuple(Link(Span(at, at + len(over)), "https://undocs.org/S/2016/949") for at in starts)
    made = document(words * count)
    return replace(made, units=(replace(made.units[0], links=links),)), links


def many(count: int) -> Document:
    """A document of that many paragraphs, each with a note that says "ibid."."""
    units, notes = [], []
    for n in range(count):
        units.append(
            Unit(f"op_{n}", OPERATIVE, "Recalling resolution 1325 (2000), paragraph 3 of which applies", str(n))
        )
        units.append(Unit(f"fn_{n}", FOOTNOTE, "Ibid., para. 4.", str(n)))
        notes.append(Footnote(str(n), f"fn_{n}", f"op_{n}", 10))
    return replace(document("x"), units=tuple(units), footnotes=tuple(notes))
