"""The metadata of an Akoma Ntoso file -> symbol, date, title, subjects, drafts, meeting, vote and agenda item.

Reads the layout of the United Nations (AKN4UN): `meta` with identification, classification, workflow and
voting, and the cover page and preface with the printed symbol. What is not there stays empty; a symbol that
is not shaped like one is reported by the caller, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from lxml import etree

from lexline.loaders.document import Keyword
from lexline.loaders.formats.akn_text import local, read
from lexline.ontology.symbols import MEETING, Symbol

_SCHEMES: Final = {"UNBIS THESAURUS": "UNBIS", "UNBIS": "UNBIS", "SDGO": "SDG", "EUROVOC": "EuroVoc"}
_WITHOUT_VOTE: Final = re.compile(r"without (?:a )?vote", re.IGNORECASE)
_COUNTED: Final = re.compile(r"\b(\d{1,3})-(\d{1,3})-(\d{1,3})\b")
_OUTCOMES: Final = {"adoptedwithoutvote": "adopted without vote", "adoptedbyacclamation": "adopted by acclamation"}
_WORK: Final = re.compile(
    r"/akn/un/statement/deliberation/(?P<organ>[a-z-]{2,20})/\d{4}-\d\d-\d\d/(?P<number>[^/]{1,40})/?"
)
_PART: Final = re.compile(r"\b([A-Z])\.?$")
_PARTS: Final = re.compile(r"\s+[A-Z](?:\s?(?:-|to|and|,)\s?[A-Z])+$")
_LANGUAGES: Final = {
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "rus": "ru",
    "ara": "ar",
    "zho": "zh",
    "chi": "zh",
}
_SPLIT: Final = re.compile(r"\s*(?:,|;| and | & )\s*")
_STEM: Final = {
    "unsc": "S/RES/",
    "unga": "A/RES/",
    "unga-hrc": "A/HRC/RES/",
    "unhrc": "A/HRC/RES/",
    "unecosoc": "E/RES/",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says about its document before the text begins."""

    symbol: Symbol | None
    printed: str
    name: str
    title: str
    date: date | None
    language: str
    identifier: str | None
    keywords: tuple[Keyword, ...]
    drafts: tuple[str, ...]
    meeting: str | None
    vote: str | None
    agenda_item: str | None
    notes: tuple[etree._Element, ...]


def header(statement: etree._Element, collection: etree._Element | None = None) -> Header:
    """Read the header of a statement; a part of a collection takes from the collection what it does not say itself.

    Args:
        statement: The `statement` (or other document) element.
        collection: The `documentCollection` that holds it as a part, if any.
    """
    holders = [statement] if collection is None else [statement, collection]
    metas = [meta for holder in holders for meta in holder.findall("{*}meta")]
    fronts = [front for holder in holders for front in holder if local(front) in ("coverPage", "preface")]
    identifier = _first(_values(metas, "FRBRWork", "FRBRuri"))
    printed = _first(_printed_symbols(fronts)) or ""
    keywords, title, agenda = _keywords(metas)
    drafts, meeting, said = _workflow(metas)
    symbol = _symbol(printed, _own_part(statement, collection), identifier)
    name = statement.get("name") or ""
    return Header(
        symbol,
        printed,
        name,
        title or _title(fronts, symbol, name, printed),
        _date(metas, fronts),
        _language(metas),
        identifier,
        keywords,
        drafts or _originating(fronts),
        meeting,
        _vote(metas) or said,
        _agenda(fronts) or agenda,
        tuple(note for meta in metas for note in meta.iterfind("{*}notes/{*}note")),
    )


def _first(values: Iterator[str]) -> str | None:
    return next((value for value in values if value), None)


def _values(metas: list[etree._Element], level: str, name: str) -> Iterator[str]:
    for meta in metas:
        for element in meta.iterfind(f"{{*}}identification/{{*}}{level}/{{*}}{name}"):
            yield (element.get("value") or element.get("date") or element.get("language") or "").strip()


def _date(metas: list[etree._Element], fronts: list[etree._Element]) -> date | None:
    """Find the day of adoption: of the work, of its adoption on the cover or in the workflow, else of its issue."""
    said = [
        *_values(metas, "FRBRWork", "FRBRdate"),
        *(e.get("date") or "" for e in _find(fronts, "docDate", "refersTo", "adoptionDate")),
        *(
            step.get("date") or ""
            for meta in metas
            for step in meta.iterfind("{*}workflow/{*}step")
            if step.get("outcome") == "adopted"
        ),
        *_values(metas, "FRBRExpression", "FRBRdate"),
    ]
    for text in said:
        try:
            found = date.fromisoformat(text[:10])
        except ValueError:
            continue
        if found.year > 1:  # "0001-01-01" stands for a date that is not known
            return found
    return None


def _language(metas: list[etree._Element]) -> str:
    found = _first(_values(metas, "FRBRExpression", "FRBRlanguage")) or "eng"
    return _LANGUAGES.get(found.lower(), found.lower())


def _find(fronts: list[etree._Element], tag: str, attribute: str, value: str) -> Iterator[etree._Element]:
    for front in fronts:
        for element in front.iter(f"{{*}}{tag}"):
            if (element.get(attribute) or "").lstrip("#") == value:
                yield element


def _printed_symbols(fronts: list[etree._Element]) -> Iterator[str]:
    for element in _find(fronts, "docNumber", "refersTo", "symbol"):
        yield read(element).text


def _own_part(statement: etree._Element, collection: etree._Element | None) -> str:
    """The letter of a part ("75/244 A", "B") as the preface or the work's own path gives it."""
    for element in statement.iterfind("{*}preface//{*}docNumber"):
        if match := _PART.search(read(element).text.strip().rstrip(".")):
            return match[1]
    if collection is not None:
        path = _first(_values(statement.findall("{*}meta"), "FRBRWork", "FRBRuri")) or ""
        if match := re.search(r"\d([A-Z])/?$", path):
            return match[1]
    return ""


def _symbol(printed: str, part: str, identifier: str | None) -> Symbol | None:
    """Find the canonical symbol: the printed one with its part, or what the work's path says."""
    base = _PARTS.sub("", printed)
    found = Symbol.find(base)
    if found is None and (work := _WORK.fullmatch(identifier or "")) and work["organ"] in _STEM:
        found = Symbol.find(_from_path(work["organ"], work["number"]))
    if found is not None and part and found.part != part:
        whole = found.text.removesuffix(f"[{found.part}]")
        return Symbol.find(f"{whole}[{part}]") or found
    return found


def _from_path(organ: str, number: str) -> str:
    head, _, tail = number.partition("-")
    if organ == "unsc":
        return f"S/RES/{head}({tail})"
    return f"{_STEM[organ]}{head}/{tail}"


def _keywords(metas: list[etree._Element]) -> tuple[tuple[Keyword, ...], str, str | None]:
    """Read the subjects; the title and the agenda item stand among them."""
    found: dict[Keyword, None] = {}
    title, agenda = "", None
    for meta in metas:
        for element in meta.iterfind("{*}classification/{*}keyword"):
            label = " ".join((element.get("showAs") or element.get("value") or "").split())
            if not label:
                continue
            what = element.get("refersTo")
            if what == "title":
                title = title or label
                continue
            if what == "agenda":
                item = label.rstrip(".")
                if any(char.isalpha() for char in item):
                    if agenda is None or (agenda.isupper() and not item.isupper()):
                        agenda = item  # the item's own words rather than the heading of the index
                    found[Keyword("agenda", item)] = None
                continue
            dictionary = (element.get("dictionary") or "").strip()
            scheme = _SCHEMES.get(dictionary.upper(), dictionary)
            iri = (element.get("href") or "").strip() or None
            if scheme == "SDG":
                label = label.replace("sdg_", "SDG ")
            found[Keyword(scheme, label.replace("_", " "), iri)] = None
    return tuple(found), title, agenda


def _workflow(metas: list[etree._Element]) -> tuple[tuple[str, ...], str | None, str | None]:
    """Read drafts, the record of the meeting, and the vote where it is told in words."""
    drafts: dict[str, None] = {}
    meeting = vote = None
    for meta in metas:
        for step in meta.iterfind("{*}workflow/{*}step"):
            outcome, said = step.get("outcome") or "", (step.get("as") or "").strip()
            if outcome in ("draftResolution", "draftDecision"):
                drafts.update(dict.fromkeys(_symbols(said)))
            elif outcome in ("adopted", "notAdopted"):
                record = Symbol.find(re.sub(r"\s*\(resum\w*\s*\d?\)$", "", said, flags=re.IGNORECASE))
                if record is not None and record.kind == MEETING:
                    meeting = meeting or record.text
                vote = vote or _told(f"{said} {step.get('by') or ''}")
    return tuple(drafts), meeting, vote


def _told(text: str) -> str | None:
    if match := _COUNTED.search(text):
        return "-".join(str(int(match[n])) for n in (1, 2, 3))
    return "adopted without vote" if _WITHOUT_VOTE.search(text) else None


def _vote(metas: list[etree._Element]) -> str | None:
    for meta in metas:
        for voting in meta.iterfind("{*}analysis/{*}parliamentary/{*}voting"):
            counts = {
                (count.get("refersTo") or "").lstrip("#"): int(value)
                for count in voting.iterfind("{*}count")
                if (value := (count.get("value") or "").strip()).isdecimal()
            }
            if counts.get("inFavour") or counts.get("against"):
                return "-".join(str(counts.get(key, 0)) for key in ("inFavour", "against", "abstaining"))
            outcome = (voting.get("outcome") or "").lstrip("#")
            if known := _OUTCOMES.get(outcome.lower()) or _told(outcome):
                return known
    return None


def _symbols(text: str) -> Iterator[str]:
    """Read the symbols of a list such as "A/75/L.47 and A/75/L.47/Add.1"."""
    for piece in _SPLIT.split(text[:500]):
        found = Symbol.find(re.sub(r"\s*\(.*$", "", piece)) if piece else None
        if found is not None:
            yield found.text


def _originating(fronts: list[etree._Element]) -> tuple[str, ...]:
    """The drafts that the cover page names, when the workflow names none."""
    named = (
        symbol
        for element in _find(fronts, "inline", "name", "originating document")
        for symbol in _symbols(read(element).text)
    )
    return tuple(dict.fromkeys(symbol for symbol in named if "/L." in symbol))


def _agenda(fronts: list[etree._Element]) -> str | None:
    numbers = [read(element).text for element in _find(fronts, "inline", "name", "agenda item")]
    names = [read(element).text for element in _find(fronts, "inline", "name", "agenda item name")]
    label = re.sub(r"^Agenda items?\s+", "", numbers[0]) if numbers else ""
    return ": ".join(filter(None, (label, names[0] if names else ""))) or None


def _title(fronts: list[etree._Element], symbol: Symbol | None, name: str, printed: str) -> str:
    """The printed title; a statement or draft that has none is called by what it is and its symbol."""
    for what in ("resolutionTitle", "decisionTitle"):
        for element in _find(fronts, "docTitle", "refersTo", what):
            if text := read(element).text:
                return text
    called = symbol.text if symbol else printed
    if name == "presidentialStatement":
        return f"Statement by the President of the Security Council {called}".strip()
    if name.lower().replace(" ", "") == "draftresolution":
        return f"Draft resolution {called}".strip()
    for element in _find(fronts, "docTitle", "refersTo", "resolutionNumber"):
        if text := read(element).text:
            return text
    return called
