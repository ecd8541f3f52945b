"""The methods by which citations are found, in words: what was matched in the text, and which rule said what it means.

`METHODS` explains every value that `Citation.method` takes, `DEPTHS` every value of `Citation.depth`; a test sees to it
that no method is missing. It is data for a reader and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Method:
    """What sort of words was `matched`, and by which `rule` they were resolved, each a phrase without a full stop."""

    matched: str
    rule: str


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        # --- numbers ---------------------------------------------------------------------------------------
        "number-year": Method(
            "a number with a year, as in “1325 (2000)”",
            "number and year agree with the record of Security Council resolutions",
        ),
        "number-session": Method(
            "a number with a session in Roman numerals, as in “1514 (XV)”",
            "so the General Assembly numbered until 1976, and the Economic and Social Council, which has more sessions "
            "or is named",
        ),
        "number-slash": Method(
            "a number behind a session or year, as in “57/167” or “2002/68”",
            "the organ named with it, else the one whose sessions, years and dates the number fits",
        ),
        "number": Method(
            "a number behind the words for a series, as in “general recommendation No. 30”",
            "the series that these words name, with the body or treaty of the sentence where the series needs one",
        ),
        "inferred-year": Method(
            "a number without its year, as in “resolution 1325”",
            "the year is supplied from the record of Security Council resolutions",
        ),
        "name-of-body": Method(
            "two numbers that name a committee, as in “the 1267/1989 Committee”",
            "the two Security Council resolutions of these numbers, their years supplied from the record",
        ),
        "repair": Method(
            "a number, year or symbol that is damaged or that contradicts itself",
            "the only reading on which number, year and date agree; unresolved where several do",
        ),
        "contradiction": Method(
            "a number with a year that is not the year of this resolution",
            "number, year and date agree on no reading, so it stays unresolved",
        ),
        # --- symbols and links -----------------------------------------------------------------------------
        "symbol": Method("a document symbol", "the symbol itself, in its canonical writing"),
        "official-link": Method(
            "words that only the file’s own hyperlink explains",
            "the document that the official link leads to",
        ),
        "treaty-series": Method(
            "a volume and number of the United Nations Treaty Series",
            "the treaty registered under this number; unresolved where the registry does not hold it",
        ),
        # --- names -----------------------------------------------------------------------------------------
        "name": Method(
            "a full name, short name or abbreviation",
            "the entry of the registry of treaties, declarations and agreements that goes by it",
        ),
        "defined-alias": Method(
            "a name that the text itself defined, as in “(the Palermo Protocol)”",
            "the instrument behind which the text defined it",
        ),
        "generic-name": Method(
            "a word of a treaty’s kind, as in “the Convention” or “the Charter”",
            "what the text defined it to mean, else the treaty of the body named, else the last named of this kind; "
            "“the Charter” is that of the United Nations; rules of procedure are those of the organ itself",
        ),
        "protocol-of": Method(
            "a protocol named behind its treaty, as in “its Protocol of 2014”",
            "the protocols of the treaty named before, of the year or subject that is told",
        ),
        "case-name": Method(
            "the name of a case, as in “A v. B”",
            "the judgment or opinion that goes by the names of its parties",
        ),
        "case-number": Method(
            "the number of a case at a court or committee",
            "the judgment or opinion of the court that the number belongs to",
        ),
        # --- words that point back -------------------------------------------------------------------------
        "ibid": Method(
            "“ibid.”",
            "in a note the last reference of this note or the one before; in the text the last document cited",
        ),
        "supra": Method(
            "“supra note 5”, “see note 5 above”",
            "the instrument that the note so numbered cites",
        ),
        "footnote-call": Method(
            "a footnote that gives the source of the treaty named where it is called",
            "the treaty behind which the note is called",
        ),
        "footnote-named": Method(
            "words that name a report by its author, which a footnote here or earlier gives the symbol of",
            "the document that this footnote names",
        ),
        "part-name": Method(
            "the name of a part that says by itself whose it is, such as “Sustainable Development Goal 5”",
            "the registry of names of parts",
        ),
        "anaphora": Method(
            "words such as “that resolution” or “the said report”",
            "the last resolution, list of resolutions or document cited before",
        ),
        # --- the text itself, and sets ---------------------------------------------------------------------
        "self": Method(
            "a paragraph of the text itself, as in “paragraph 2 above” or “the present resolution”",
            "the words say that the document’s own paragraph is meant",
        ),
        "self-bare": Method(
            "a paragraph without an instrument, as in “in paragraph 37”",
            "the document has a paragraph of this number and nothing else is named",
        ),
        "open-set": Method(
            "a set that nobody enumerates, as in “all its previous resolutions”",
            "kept as an open set that hangs on the instrument named beside it",
        ),
    }
)

#: How closely a citation treats the text that it cites.
DEPTHS: Final[Mapping[int, str]] = MappingProxyType(
    {1: "listed among others", 2: "cited alone", 3: "cited with a pinpoint", 4: "quoted or changed"}
)
