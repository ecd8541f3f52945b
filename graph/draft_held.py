"""The instruments that a draft cites -> what the store holds of them: date, title, paragraphs, and which it lacks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph.draft_report import CITED, LISTED, LOADED, REGISTERED, UNKNOWN
from lexline.graph.projection import Instrument, describe, other_symbols, texts
from lexline.loaders.document import Citation
from lexline.ontology import registry, vocabulary
from lexline.ontology.sessions import LAST_OF_YEAR, assembly_years, council_year, human_rights_council_year
from lexline.ontology.symbols import RESOLUTION, Symbol

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: A symbol that ends with the number in its series, and the lettered part of it.
_NUMBERED: Final = re.compile(r"(?P<series>(?:[A-Z]+/)+(?:\d{1,4}/)?)(?P<number>\d{1,4})(?:\[[A-Z]\])?")
_PART: Final = re.compile(r"\[[A-Z]\]$")
#: A series is held whole where of its numbers up to the highest no more than so many are missing, one in so many.
_MISSING: Final = 12
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_COUNCIL: Final = "S/RES/"
_DATES: Final = "SELECT ?i ?d WHERE { ?i eli:date_document ?d }"
#: Shorter series tell nothing of their end.
_SHORTEST: Final = 10


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers that a store holds of one organ and session or year; `over`: it is so long ago that no more come."""

    numbers: frozenset[int]
    over: bool

    @property
    def last(self) -> int:
        """The highest number."""
        return max(self.numbers, default=0)

    @property
    def whole(self) -> bool:
        """Whether hardly a number up to the highest is missing."""
        return self.last >= _SHORTEST and (self.last - len(self.numbers)) * _MISSING <= self.last


class Held:
    """What a store holds of the instruments that some citations cite, asked for once."""

    def __init__(self, store: Store, citations: Iterable[Citation], own: Collection[str] = ()) -> None:
        """Ask the store; `own` are the ids of the citing text itself, which is not counted as held."""
        cited = list(citations)
        names = {citation.target for citation in cited if citation.target and "/" in citation.target}
        names |= {citation.target for citation in cited if citation.target and ":" in citation.target}
        loaded = {name for (iri,) in texts(store, "SELECT ?i WHERE { ?i lx:loaded true }") if (name := _name(iri))}
        days = [(name, when) for iri, when in texts(store, _DATES) if (name := _name(iri)) in loaded]
        self.newest = _newest(when for _, when in days)
        self._of_day: defaultdict[str, list[str]] = defaultdict(list)
        self._council: list[tuple[int, str]] = []
        for name, when in days:
            number = symbol.number if name.startswith(_COUNCIL) and (symbol := Symbol.find(name)) else None
            if number and name not in own and _DAY.fullmatch(when):
                self._of_day[when].append(name)
                self._council.append((number, when))
        self._council.sort()
        self._loaded = frozenset(loaded - set(own))
        same = other_symbols(store)
        self._same = {name: same.get(vocabulary.instrument_iri(name), name) for name in names}
        self._whole = {name: _PART.sub("", name) for name in names}
        asked = {*self._same.values(), *self._whole.values()}
        self._described = describe(store, asked)
        self._known = _known(store, asked, own)
        self._series = _series(self._loaded, self.newest)
        self._units = _units(store, [self._same[name] for name in names if self._same[name] in self._loaded])
        self._parts = frozenset(_PART.sub("", name) for name in self._loaded if _PART.search(name))

    def instrument(self, name: str) -> Instrument:
        """Return what the store knows of an instrument, of the whole where only that is held."""
        whole, own = self._whole.get(name, name), self._same.get(name, name)
        return self._described[whole if own not in self._loaded and whole in self._loaded else own]

    def standing(self, name: str) -> str:
        """Say what is known of an instrument: its text, those who cite it, its entry in a registry or record."""
        own, whole = self._same.get(name, name), self._whole.get(name, name)
        if {own, whole} & self._loaded or name in self._parts:
            return LOADED
        if registry.treaty(name) or registry.judgment(name):
            return REGISTERED
        if {own, whole} & self._known:
            return CITED
        return LISTED if _is_listed(name) else UNKNOWN

    def units(self, name: str) -> Mapping[str, str]:
        """Return the paragraphs of an instrument that is loaded: text by eId."""
        return self._units.get(self._same.get(name, name), {})

    def of_day(self, day: date) -> tuple[str, ...]:
        """Return the resolutions that the Security Council adopted on a day, as far as they are held."""
        return tuple(sorted(self._of_day.get(day.isoformat(), ())))

    def neighbours(self, number: int) -> tuple[date, date] | None:
        """Return the days of the Council's resolutions held next before and next after a number, that are two days."""
        at = bisect_left(self._council, (number, ""))
        if not 0 < at < len(self._council):
            return None
        before, after = (date.fromisoformat(when) for _, when in self._council[at - 1 : at + 1])
        return (before, after) if before <= after else None

    def series(self, name: str) -> tuple[Series, int] | None:
        """Return the series that an instrument is numbered in, and its number there."""
        match = _NUMBERED.fullmatch(name)
        if match is None or match["series"] not in self._series:
            return None
        return self._series[match["series"]], int(match["number"])


def _name(iri: str) -> str:
    parsed = vocabulary.parse_iri(iri)
    return parsed[0] if parsed else ""


def _is_listed(name: str) -> bool:
    """Say whether the record of Council resolutions has this number in this year."""
    symbol = Symbol.find(name)
    if symbol is None or symbol.body != "SC" or symbol.kind != RESOLUTION or not symbol.number:
        return False
    return council_year(symbol.number) is not None and council_year(symbol.number) == symbol.year


def _newest(days: Iterable[str]) -> date | None:
    """Return the latest of some days; what is no day is passed over."""
    latest = max((day for day in days if _DAY.fullmatch(day)), default="")
    return date.fromisoformat(latest) if latest else None


def _known(store: Store, names: Iterable[str], own: Collection[str]) -> frozenset[str]:
    """Return the instruments that some text in the store cites, other than the citing text itself."""
    iris = " ".join(f"<{vocabulary.instrument_iri(name)}>" for name in sorted(names))
    rows = texts(store, f"SELECT DISTINCT ?i ?by WHERE {{ VALUES ?i {{ {iris} }} ?by eli:cites ?i }}")
    return frozenset(_name(iri) for iri, by in rows if _name(by) not in own)


def _series(loaded: Iterable[str], newest: date | None) -> dict[str, Series]:
    """Return the numbers that are held, by the symbol up to the number."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for name in loaded:
        if match := _NUMBERED.fullmatch(name):
            numbers[match["series"]].add(int(match["number"]))
    return {series: Series(frozenset(found), _over(series, newest)) for series, found in numbers.items()}


def _over(series: str, newest: date | None) -> bool:
    """Say whether the session or year of a series was over when the newest text of the store was adopted."""
    parts = series.strip("/").split("/")
    if newest is None or not parts[-1].isdigit():
        return False
    count = int(parts[-1])
    if parts[:2] == ["A", "RES"] and count < 300:
        return date(assembly_years(count)[0] + 1, 9, 30) < newest
    if parts[:2] == ["A", "HRC"] and 0 < count < 200:
        return human_rights_council_year(count) < newest.year
    return 1946 <= count < newest.year


def _units(store: Store, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the paragraphs of some loaded instruments."""
    out: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name in sorted(set(names)):
        iri = vocabulary.instrument_iri(name)
        query = f"SELECT ?e ?t WHERE {{ ?u lx:inInstrument <{iri}> ; lx:eId ?e OPTIONAL {{ ?u lx:text ?t }} }}"
        out[name].update({eid: text for eid, text in texts(store, query)})  # noqa: C416 - rows of two
    return dict(out)


def beyond_record(number: int) -> bool:
    """Say whether a number of a Council resolution is higher than any that lexline knows."""
    return number > LAST_OF_YEAR[-1]
