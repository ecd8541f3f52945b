"""Judgments, orders and advisory opinions of courts in a text, as spans with the id `case:<slug>`.

A case of the registry is told by its name, by its court and day, or by its number; "A v. B" that the registry does not
hold gets an id from the names of its parties (`parties.slug`). A subject ("Western Sahara") is a case only where the
text says so, and an opinion that somebody requests is none yet. What may mean several cases makes nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lexline.loaders.citations import cases, parties, rulings
from lexline.loaders.citations.cases import has_number, tables
from lexline.loaders.citations.names import plain
from lexline.loaders.citations.parties import Parties
from lexline.loaders.citations.rulings import DAY, Lead, days_in
from lexline.ontology import registry

NAME: Final = "case-name"
NUMBER: Final = "case-number"
UNKNOWN: Final = "case not in the registry"

#: A gap between what is one reference holds no more.
_NEAR: Final = 160

_DECISION: Final = r"(?:[Jj]udge?ments?|[Oo]rders?|[Rr]ulings?|[Dd]ecisions?)"
_TO_NAME: Final = re.compile(
    r",?\s(?:\(|[“\"])?(?:(?:on|in|regarding|concerning|relating\sto|as\sto)\s)?(?:(?:the|its)\s)?"
    r"(?:(?:[Cc]ases?|matter|question|dispute)\s(?:of|concerning|relating\sto|on|regarding)?\s?)?(?:the\s)?[“\"(]?"
)
_CASE_OF: Final = re.compile(r"(?<!\w)[Cc]ases?\sconcerning\s(?:the\s)?[“\"]?$")
_SAYS_CASE: Final = re.compile(
    r"[”\"]?,?\s(?:\((?=[^()]{2,80}\sv\.\s)|[Cc]ase\b|(?:[Aa]dvisory\s[Oo]pinion|Judge?ment|Merits|Order|Jurisdiction"
    r"|Preliminary\sObjections?|Provisional\sMeasures|[LI]\.?\s?C\.?\s?J\.?\sReports)\b)"
)
_LATER_SAYS: Final = re.compile(r"[^.;]{0,120}?,\sAdvisory\sOpinion\b")
_BEFORE: Final = re.compile(
    r"(?<!\w)(?:[Cc]ases?\sof\s(?:the\s)?|[Cc]ommunications?\s[Nn]os?\.\s?\d{1,4}/\d{4},?\s|(?<=\()The\s)$"
)
_TAIL: Final = re.compile(
    r"\s\((?P<numeral>I{1,3}|IV|V)\)"
    r"|,?\s\(?(?:[Aa]pplications?\s|[Cc]ommunications?\s)?(?:[Nn]os?\.|[Nn]umbers?)\s?\d{1,6}/\d{2,4}"
    r"(?:(?:,\s|\sand\s)\d{1,6}/\d{2,4}){0,6}(?!\d)\)?"
    r"|,?\s\(?[Cc]ase\s[Nn]os?\.\s?[A-Z][\w./-]{2,24}(?:\s(?:and|&)\s[A-Z][\w./-]{2,24})?(?<![.])\)?"
    r"|,?\s\(?Series\s(?:A/B|[A-C]),?\sNo\.\s\d{1,4}\)?"
    r"|,?\s[LI]\.?\s?C\.?\s?J\.?\sReports(?:\sof)?\s\d{4}(?:\s\(I{1,3}\))?(?:,?\s(?:at\s)?p\.\s?\d{1,4})?"
    rf"|,?\s\(?(?:(?:Grand|Appeals|Trial)\sChamber\s)?(?:{_DECISION}|[Aa]dvisory\s[Oo]pinion|Merits|Jurisdiction"
    r"|Preliminary\sObjections?|Provisional\sMeasures|[Jj]ust\s[Ss]atisfaction)(?!\w|\sOC)\)?"
    rf"|,?\s\(?(?:(?:issued|rendered|delivered|given)\s)?(?:(?:of|on|dated)\s)?{DAY}\)?"
    r"|\s\((?P<year>(?:19|20)\d\d)\)"
)
_LEGAL: Final = re.compile(
    r"[Cc]ourt|[Tt]ribunal|[Cc]ase\b|[Jj]udg|[Aa]pplication|[Cc]ommunication|Prosecutor|[Oo]pinion|[Dd]ecision|U\.S\.|\bState\b"
)
_SPORT: Final = re.compile(r"\b(?:match|football|cricket|[Ww]orld\sCup|score[ds]?|goals?\sto)\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A reference to a case at a half-open span: its id, how it was told, how sure, and what a reader should know."""

    start: int
    end: int
    id: str
    method: str
    confidence: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A name in the text before it is settled: the cases that it may mean, or the parties of an unknown one."""

    start: int
    end: int
    ids: tuple[str, ...]
    parties: Parties | None = None
    shown: bool = False
    days: tuple[date, ...] = ()
    numeral: str = ""
    year: int | None = None


def find(text: str) -> list[Found]:
    """Return the cases that a text refers to, in reading order, without overlaps."""
    if not _may_name_a_case(text):
        return []
    leads = list(rulings.find(text))
    hits = [_with_tail(text, hit) for hit in _names(text)]
    found: list[Found] = []
    named: frozenset[str] | None = None
    used: set[int] = set()
    by_start = {hit.start: hit for hit in hits}
    for lead in leads:
        hit = _named_by(text, lead, by_start)
        if hit is not None and not lead.requested:
            used.add(hit.start)
            days = tuple(day for _, _, day in lead.days)
            found.extend(_settle(text, replace(hit, days=days + hit.days, shown=True), lead))
        elif hit is None:
            named = _courts_in(text) if named is None and lead.days else named
            found.extend(_by_day(lead, named or frozenset()))
        else:
            used.add(hit.start)
    found.extend(f for hit in hits if hit.start not in used for f in _settle(text, hit, None))
    if has_number(text):
        found.extend(
            Found(start, end, identifier, NUMBER, 0.95, "" if known else UNKNOWN)
            for start, end, identifier, known in cases.numbered(text)
        )
    return _apart(found)


def triggers() -> tuple[str, ...]:
    """Return the words in lower case of which a text holds one if `find` returns anything."""
    words = (
        " v. ",
        " v ",
        " vs. ",
        " vs ",
        "advisory opinion",
        "judgment",
        "judgement",
        "court of",
        "provisional measures",
    )
    return (*words, *cases.TRIGGERS, *tables().subjects.keys())


def _may_name_a_case(text: str) -> bool:
    """Say whether a text holds any of the words without which no case is found; most texts do not."""
    return (
        " v. " in text
        or " v " in text
        or " vs" in text
        or "dvisory " in text
        or "udgment" in text
        or "udgement" in text
        or "Court of Justice" in text
        or "rovisional measures" in text
        or " case" in text
        or "Case " in text
        or has_number(text)
    )


def _apart(found: list[Found]) -> list[Found]:
    """Return what does not overlap; the number of a case right behind its name is no second reference."""
    out: list[Found] = []
    for each in sorted(found, key=lambda f: (f.start, -f.end)):
        if out and each.start < out[-1].end:
            continue
        if out and each.method == NUMBER and each.id == out[-1].id and each.start - out[-1].end < _NEAR:
            continue
        out.append(each)
    return out


# --- by name -----------------------------------------------------------------------------------------------


def _names(text: str) -> list[_Hit]:
    """Return names of cases: subjects of the registry, and "A v. B"; a subject before "(A v. B)" takes it in."""
    hits: list[_Hit] = []
    lowered = plain(text)
    for last, (length, ids) in tables().subjects.iter(lowered):
        start, end = last + 1 - length, last + 1
        if not (lowered[start - 1 : start].isalnum() or lowered[end : end + 1].isalnum()) and text[start].isupper() | (
            length > 24
        ):
            hits.append(_Hit(start, end, ids))
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    subjects: list[_Hit] = []
    for hit in hits:
        if not subjects or hit.start >= subjects[-1].end:
            subjects.append(hit)
    by_end = {hit.end: hit for hit in subjects}
    out: list[_Hit] = []
    for pair in parties.find(text):
        before = next((by_end.pop(pair.start - n) for n in (2, 3) if pair.start - n in by_end), None)
        if found := _of_parties(text, pair, before):
            out.append(found)
        elif before is not None:
            by_end[before.end] = before
    out.extend(_shown(text, hit) for hit in by_end.values())
    return sorted(out, key=lambda hit: hit.start)


def _of_parties(text: str, pair: Parties, subject: _Hit | None) -> _Hit | None:
    """Return "A v. B" as a name, or None where nothing says that it is a case."""
    numeral = re.match(r"\s\((I{1,3}|IV|V)\)", text[pair.end : pair.end + 8])
    ids = _known(pair, numeral[1] if numeral else "")
    start, end = pair.start, pair.end
    if subject is None:
        ids = tables().titles.get(parties.key(pair.first, pair.second), ids) if len(ids) > 1 else ids
    else:
        ids = tuple(i for i in subject.ids if i in ids) or (subject.ids if len(subject.ids) == 1 else ids)
        start = subject.start
    if start != pair.start and text[end : end + 1] == ")":
        end += 1
    around = text[max(0, start - _NEAR) : end + _NEAR]
    if not ids and (_SPORT.search(around) or not (pair.dotted or _LEGAL.search(around))):
        return None
    if before := _BEFORE.search(text, max(0, start - 40), start):
        start = before.start()
    return _Hit(start, end, ids, pair, shown=True)


def _known(pair: Parties, numeral: str) -> tuple[str, ...]:
    """Return the registry's cases between these parties; a prosecutor's by any name of the accused."""
    table = tables().parties
    key = parties.key(pair.first, pair.second)
    if numeral and (numbered := table.get(f"{key}-{numeral.lower()}")):
        return numbered
    if key in table or "prosecutor" not in key.partition("-v-")[0]:
        return table.get(key, ())
    words = parties.folded(pair.second).split("-")
    names = [*map("-".join, itertools.pairwise(words)), *words]
    return next((table[f"prosecutor-v-{name}"] for name in names if f"prosecutor-v-{name}" in table), ())


def _shown(text: str, hit: _Hit) -> _Hit:
    """Mark a subject of the registry that the words around it call a case."""
    says = _SAYS_CASE.match(text, hit.end) or _CASE_OF.search(text, max(0, hit.start - 30), hit.start)
    opinion = all((case := registry.judgment(i)) and case.generic != "case" for i in hit.ids)
    return replace(hit, shown=bool(says or (opinion and _LATER_SAYS.match(text, hit.end)) or _is_request(text, hit)))


def _is_request(text: str, hit: _Hit) -> bool:
    """Say whether a title begins with "Request for": no other words than those of the case are so long."""
    return text[hit.start : hit.start + 11].lower() == "request for"


def _with_tail(text: str, hit: _Hit) -> _Hit:
    """Take in what stands behind a name: number, kind of decision, day, reports."""
    end, days, numeral, year = hit.end, list(hit.days), "", None
    for _ in range(8):
        match = _TAIL.match(text, end, end + _NEAR)
        if match is None or match[0].count(")") > match[0].count("("):
            break
        end = match.end()
        numeral = numeral or match["numeral"] or ""
        year = year or (int(match["year"]) if match["year"] else None)
        days.extend(days_in(match[0]))
    return replace(hit, end=end, days=tuple(days), numeral=numeral, year=year)


def _settle(text: str, hit: _Hit, lead: Lead | None) -> Iterator[Found]:
    """Yield what a name means, if it means one case."""
    start = lead.start if lead else hit.start
    if not hit.shown:
        return
    ids = hit.ids
    if len(ids) > 1:
        ids = tuple(i for i in ids if any(day in _dates(i) for day in hit.days))
    if len(ids) == 1:
        yield Found(start, hit.end, ids[0], NAME, 1.0)
    elif hit.parties is not None:
        year = hit.days[0].year if hit.days else hit.year
        legal = lead is not None or _LEGAL.search(text, max(0, start - _NEAR), min(len(text), hit.end + _NEAR))
        identifier = parties.slug(hit.parties, hit.numeral, year)
        yield Found(start, hit.end, identifier, NAME, 0.9 if legal else 0.75, UNKNOWN)


def _dates(identifier: str) -> tuple[date, ...]:
    case = registry.judgment(identifier)
    return case.dates if case is not None else ()


# --- by court and day --------------------------------------------------------------------------------------


def _named_by(text: str, lead: Lead, by_start: Mapping[int, _Hit]) -> _Hit | None:
    """Return the name that stands behind "judgment of the Court on", if it stands right behind it."""
    if not (lead.opinion or lead.strong or lead.court):
        return None
    for reach in (lead.reach, lead.end):
        # the words before a name may be part of it, or not: "in the case of the"
        gap = _TO_NAME.match(text, reach, reach + 60)
        places = range(reach + 1, gap.end() + 1 if gap else 0)
        if hit := next((by_start[at] for at in places if at in by_start), None):
            return hit
    return None


def _by_day(lead: Lead, named: frozenset[str]) -> Iterator[Found]:
    """Yield the cases that were decided on the days of a lead, each alone if there are several days."""
    for index, (start, end, day) in enumerate(lead.days):
        ids = tuple(i for i in tables().days.get(day, ()) if _fits(i, lead, named))
        if len(ids) == 1:
            first, last = index == 0, index == len(lead.days) - 1
            sure = 0.95 if lead.court else 0.85
            note = "by court and day" if lead.court else "by its day"
            yield Found(lead.start if first else start, lead.end if last else end, ids[0], NAME, sure, note)


def _fits(identifier: str, lead: Lead, named: frozenset[str]) -> bool:
    """Say whether a case may be the one of a lead: its court is named, there or elsewhere in the text.

    Only international courts give advisory opinions of which such texts speak: there the day is enough.
    """
    case = registry.judgment(identifier)
    if case is None or lead.opinion != (case.generic == "advisory opinion"):
        return False
    if lead.court:
        return lead.court == case.court or (lead.court == "IRMCT" and case.court in ("ICTY", "ICTR"))
    return lead.opinion or case.court in named


def _courts_in(text: str) -> frozenset[str]:
    """Return the codes of the courts that a text names in full."""
    _, codes = rulings.courts()
    return frozenset(code for name, code in codes.items() if code and name in text)
