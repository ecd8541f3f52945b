"""Where a text names as the one that extended something an instrument behind which a later one had extended it.

"As last extended by paragraph 1 of resolution 2536": when another resolution had extended it since, the text is out of
date. What a sanctions regime's many measures are extended by counts only where the text speaks of the last one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.cautioned import Caution, names, only, read
from lexline.graph.endings import CITATION, CITED, Place, Prolonging, place, prolonged
from lexline.graph.mandate_steps import RUNS, Step
from lexline.graph.mandates import Chain, chains
from lexline.ontology.mandates import REGIME

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: "As most recently extended by paragraph 1 of", right before what is cited.
_EXTENDED: Final = re.compile(
    r"\b(?P<last>(?:most\srecently|last|lastly|latest)\s)?(?P<aside>(?:previously|initially|first|originally|subsequently|repeatedly|further)\s)?"
    r"(?:extended|renewed|prolonged)\s(?:(?:most\srecently|last)\s)?(?:by|in|under|pursuant\sto|through)\s(?P<between>[^;.:]{0,60})$",
    re.IGNORECASE,
)
_WITHIN: Final = re.compile(
    r"^(?:(?:its|the|of|Security|Council|resolutions?|paragraphs?|operative|and|\d{1,4}|\(\d{4}\)|\([a-z]\)|to|,)[\s,]*)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a text names as the one that extended: where, before which day, which others it knows, and if the last."""

    place: Place
    when: str
    known: frozenset[str]
    latest: bool


def newer(
    store: Store, identifier: str | None = None, rows: Iterable[tuple[str, ...]] | None = None
) -> Iterator[Caution]:
    """Yield what names as the one that extended a mandate an instrument behind which a later one had extended it.

    Judged are the citations of the store or, given `rows` of the same shape, those of a text outside.
    """
    extended = 'FILTER (REGEX(STR(?sentence), "(extended|renewed|prolonged) ", "i")) '
    pattern = f"{only(identifier)}{CITATION}{CITED}{extended}"
    wanted = "?citing ?u ?text ?start ?sentence ?from ?date ?cited ?part"
    rows = list(read(store, pattern, wanted) if rows is None else rows)
    saying = [(row, said) for row in rows if (said := _names_latest(row[4], int(row[3]) - int(row[5]))) is not None]
    if not saying:
        return
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        beside[row[1]].add(names(row[7])[0])
    links, members = prolonged(store), _members(store)
    for (citing, unit, text, _, sentence, _, when, cited, part), said in saying:
        mine = names(citing)[0]
        named = _Named(place(cited, part), when[:10], frozenset(beside[unit] | {mine}), bool(said["last"]))
        found = _by_link(links, named) or _by_mandate(members, named)
        if found is None:
            continue
        later, rule, sure = found
        yield Caution(
            kind="newer",
            instrument=mine,
            unit=names(unit)[1] or "",
            cited=named.place[0],
            cited_unit=named.place[1],
            text=text,
            sentence=sentence,
            reason=f"{later.by} of {later.date} extended it after {named.place[0]}",
            rule=rule,
            confidence=round(sure * (1.0 if said["last"] else 0.6 if said["aside"] else 0.8), 2),
            against=later.by,
            against_unit=later.unit,
            against_date=later.date,
            against_sentence=later.sentence,
        )


def _names_latest(sentence: str, offset: int) -> re.Match[str] | None:
    """Return the words right before a citation that call it what extended something."""
    said = _EXTENDED.search(sentence[: max(0, offset)])
    return None if said is None or not _WITHIN.match(said["between"]) or re.search(r"\bincluding\b", sentence) else said


def _members(store: Store) -> dict[str, list[tuple[Chain, Step]]]:
    """Return the steps by which mandates run, by the instrument that made them."""
    out: defaultdict[str, list[tuple[Chain, Step]]] = defaultdict(list)
    for each in chains(store):
        for step in each.steps:
            if step.effect in RUNS and step.day is not None:
                out[step.instrument].append((each, step))
    return out


def _by_link(links: dict[Place, list[Prolonging]], named: _Named) -> tuple[Prolonging, str, float] | None:
    """Return the latest text before a day that says that it extends what is named."""
    after = [link for link in links.get(named.place, ()) if link.date < named.when and link.by not in named.known]
    return (after[-1], "extends-it", 0.9) if after else None


def _by_mandate(members: dict[str, list[tuple[Chain, Step]]], named: _Named) -> tuple[Prolonging, str, float] | None:
    """Return the latest text before a day that extended the mandate that what is named had extended."""
    whole, unit = named.place
    mine = [
        (each, step)
        for each, step in members.get(whole, ())
        if unit is None or step.unit.split("__")[0] == unit.split("__")[0]
    ]
    found = []
    for each, step in mine:
        if each.kind == REGIME and not named.latest:
            return None
        later = [
            other
            for other in each.steps
            if other.effect in RUNS
            and other.day
            and step.day
            and step.day < other.day
            and other.day.isoformat() < named.when
        ]
        if not later or any(other.instrument in named.known for other in later):
            return None
        found.append(later[-1])
    if not found:
        return None
    last = found[-1]
    sure = 0.9 if len(mine) == 1 else 0.7
    return Prolonging(str(last.day), last.instrument, last.unit, last.text), "same-mandate", sure
