"""Citations whose own words are at odds with what is known: a year, a date or a paragraph that cannot be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph.cautioned import Caution, names, only, read
from lexline.ontology import symbols
from lexline.ontology.sessions import assembly_years, from_roman
from lexline.ontology.vocabulary import LX

if TYPE_CHECKING:
    from lexline.graph.store import Store

_CITATION: Final = (
    "?c lx:citingInstrument ?citing ; cito:hasCitingEntity ?u ; oa:exact ?text ; "
    "lx:sentence ?sentence ; lx:confidence ?sure . "
)
#: What the engine notes of a printed number that its year contradicts. A number that nobody knows may be newer than the
#: record, or that of another body, and is left out.
NOTED: Final = r"^printed “[^”]*”: (resolution [0-9]+ is of [0-9]+|number and date agree on [0-9]+)"
_TOLD: Final = re.compile(r"printed “(?P<printed>[^”]*)”: (?P<told>[^;]+)")
#: Kinds that bear the year of their adoption; other documents are issued before they are dated, or after.
#: Things named in one question.
_AT_ONCE: Final = 200
_DATED: Final = frozenset({symbols.RESOLUTION, symbols.DECISION, "presidential-statement"})
#: "In particular paragraph 104 of the report": what has that paragraph is named beside.
_OF_ANOTHER: Final = re.compile(
    r"\bparagraphs?\s[\d,\sandto()a-z]{1,40}\s(?:of|in)\s(?:the|his|her|its|that)\s(?:present\s|above\s)?"
    r"(?:report|note|annex|statement|letter|plan|programme|declaration|document|outcome|decision|communiqu)",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(?P<prefix>op|para|art)_(?P<number>\d{1,3})$")


def years(store: Store, identifier: str | None = None) -> Iterator[Caution]:
    """Yield citations whose printed year contradicts the number, as the engine noted them."""
    pattern = (
        f'{only(identifier)}?c lx:note ?note FILTER (REGEX(?note, "{NOTED}")) {_CITATION}'
        "OPTIONAL { ?c cito:hasCitedEntity ?cited }"
    )
    for citing, unit, text, sentence, cited, note in read(store, pattern, "?citing ?u ?text ?sentence ?cited ?note"):
        told = _TOLD.match(note)
        if told is None:
            continue
        yield Caution(
            kind="year",
            instrument=names(citing)[0],
            unit=names(unit)[1] or "",
            cited=names(cited)[0] if cited else "",
            cited_unit=None,
            text=text,
            sentence=sentence,
            reason=f"printed “{told['printed']}”, but {told['told']}",
            rule="number-year",
            confidence=0.95,
        )


def later(store: Store, identifier: str | None = None) -> Iterator[Caution]:
    """Yield citations of what was adopted after the citing text: by both dates, or by what the symbols tell."""
    pattern = (
        f"{only(identifier)}?citing lx:loaded true . ?c lx:citingInstrument ?citing ; cito:hasCitedEntity ?cited ; "
        "lx:method ?method "
        'FILTER (?citing != ?cited && ?method != "name")'
    )
    pairs = list(read(store, pattern, "?c ?citing ?cited"))
    these = _each(sorted({iri for _, *both in pairs for iri in both})) if identifier else ("",)
    dated = {names(i)[0]: when for some in these for i, when in read(store, f"{some}?i eli:date_document ?d", "?i ?d")}
    found: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for citation, citing, cited in pairs:
        mine, other = names(citing)[0], names(cited)[0]
        why = _why_later(mine, other, dated)
        if why is not None:
            found[citation].append((mine, other, why))
    for citation, hits in found.items():
        pattern = f"VALUES ?c {{ <{citation}> }} {_CITATION}"
        for unit, text, sentence in read(store, pattern, "?u ?text ?sentence"):
            eid = names(unit)[1] or ""
            for mine, other, why in hits:
                rule, reason = why.split("|", 1)
                # notes and annexes are edited after the adoption, and then may name what came later
                beside = eid.startswith("fn_") or "annex" in eid or "table" in eid
                yield Caution("later", mine, eid, other, None, text, sentence, reason, rule, 0.6 if beside else 0.9)


def _each(iris: Sequence[str]) -> Iterator[str]:
    """Yield patterns that hold ?i to some things, a few hundred at a time."""
    for start in range(0, len(iris), _AT_ONCE):
        yield f"VALUES ?i {{ {' '.join(f'<{iri}>' for iri in iris[start : start + _AT_ONCE])} }} "


def _why_later(mine: str, other: str, dated: dict[str, str]) -> str | None:
    """Say by which rule, and why, what is cited came after the citing text; None where it did not."""
    one, two = symbols.Symbol.find(mine), symbols.Symbol.find(other)
    if two is None or two.kind not in _DATED:
        return None
    if (
        one
        and one.body == two.body == "SC"
        and one.kind == two.kind == symbols.RESOLUTION
        and one.number
        and two.number
    ):
        if two.number > one.number:
            return f"number|{other} has a higher number than {mine}"
        return None
    if mine in dated and other in dated:
        # a record that dates a text into another year than its symbol does is not to be trusted
        trusted = two.year is None or str(two.year) == dated[other][:4] or two.body == "ECOSOC"
        return (
            f"dates|{other} is of {dated[other]}, {mine} of {dated[mine]}"
            if trusted and dated[other] > dated[mine]
            else None
        )
    first, last = _first_day(two), dated.get(mine) or _last_day(one)
    return (
        f"symbols|{other} cannot be older than {first}, {mine} is of {last} at the latest"
        if first and last and first > last
        else None
    )


def _session(symbol: symbols.Symbol) -> int | None:
    if symbol.body != "GA" or not symbol.session:
        return None
    return int(symbol.session) if symbol.session.isdigit() else from_roman(symbol.session)


def _first_day(symbol: symbols.Symbol) -> str | None:
    if (session := _session(symbol)) is not None:
        return date(assembly_years(session)[0], 9, 1).isoformat()
    # the Economic and Social Council's year begins in the summer before
    return (
        f"{symbol.year - 1}-07-01"
        if symbol.year and symbol.body == "ECOSOC"
        else f"{symbol.year}-01-01"
        if symbol.year
        else None
    )


def _last_day(symbol: symbols.Symbol | None) -> str | None:
    if symbol is None:
        return None
    if (session := _session(symbol)) is not None:
        return date(assembly_years(session)[0] + 1, 9, 30).isoformat()
    return f"{symbol.year}-12-31" if symbol.year else None


def paragraphs(
    store: Store, identifier: str | None = None, rows: Iterable[tuple[str, ...]] | None = None
) -> Iterator[Caution]:
    """Yield citations of a paragraph beyond the last one that the cited text prints.

    Those of the store or, given `rows` of the same shape, those of a text outside. Only whole paragraphs of texts that
    number theirs from 1 without a gap: letters and sections are told in too many ways, and where a number is missing
    the text may have been read badly.
    """
    pattern = (
        f"{only(identifier)}?c lx:citedUnit ?part ; cito:hasCitedEntity ?cited . ?cited lx:loaded true "
        f"FILTER NOT EXISTS {{ ?part lx:eId ?any }} {_CITATION}"
    )
    rows = list(read(store, pattern, "?citing ?u ?text ?sentence ?sure ?cited ?part") if rows is None else rows)
    counted = {whole: _numbers(store, whole) for whole in dict.fromkeys(row[5] for row in rows)}
    for citing, unit, text, sentence, sure, cited, part in rows:
        match = _NUMBERED.fullmatch(names(part)[1] or "")
        if match is None or citing == cited:
            continue
        have = counted[cited].get(match["prefix"], frozenset())
        last = max(have, default=0)
        if (
            int(match["number"]) <= last
            or len(have) != last
            or last < 2
            or symbols.kind_of(names(cited)[0]) not in _DATED - {"presidential-statement"}
        ):
            continue
        if _OF_ANOTHER.search(sentence):
            continue
        eid = names(unit)[1] or ""
        beside = re.search(
            rf"{re.escape(text)}[^;|]{{0,30}}?\b(?:ops?|paras?|paragraphs?|articles?)\.?\s?{match['number']}\b",
            sentence,
        )
        before = re.search(rf"\b{match['number']}\b[^;|]{{0,60}}{re.escape(text)}", sentence)
        confidence = 0.5 if not (beside or before) or "[" in names(cited)[0] or float(sure) < 0.9 else 0.85
        what = {"op": "operative paragraphs", "para": "paragraphs", "art": "articles"}[match["prefix"]]
        yield Caution(
            kind="paragraph",
            instrument=names(citing)[0],
            unit=eid,
            cited=names(cited)[0],
            cited_unit=names(part)[1],
            text=text,
            sentence=sentence,
            reason=f"{names(cited)[0]} has {last} {what}, so there is no {match['number']}",
            rule="beyond-last",
            confidence=confidence,
        )


def _numbers(store: Store, whole: str) -> dict[str, frozenset[int]]:
    """Return the numbers of the paragraphs and articles at the top of a text, by the beginning of their eId."""
    out: defaultdict[str, set[int]] = defaultdict(set)
    for (eid,) in read(store, f"?u lx:inInstrument <{whole}> ; <{LX}eId> ?e", "?e"):
        if match := _NUMBERED.fullmatch(eid):
            out[match["prefix"]].add(int(match["number"]))
    return {prefix: frozenset(found) for prefix, found in out.items()}
