"""Where an operative paragraph relies on what had ended, had run out, or was not the latest any more.

What ended is known from the texts that ended it: paragraph by paragraph where they name paragraphs. A text that speaks
of the end itself, or of what was, relies on nothing; neither does one behind which what ended was taken up again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from lexline.graph.cautioned import Caution, names, only, read
from lexline.graph.mandate_steps import RUNS, Step
from lexline.graph.mandates import Chain, chains
from lexline.ontology.mandates import REGIME
from lexline.ontology.vocabulary import FUNCTION, LX, instrument_iri, unit_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Functions by which a paragraph rests on what it cites, and those that rest on it only where they name its paragraph.
RELYING: Final = ("acts-under", "pursuant-to", "as-defined-in")
POINTING: Final = ("requests-under", "calls-for-implementation", "extends", "renews", "reaffirms")
_ENDS: Final = {
    LX + "terminates": "terminated",
    LX + "lifts": "lifted",
    LX + "supersedes": "replaced",
    "http://data.europa.eu/eli/ontology#repeals": "repealed",
}
_CITATION: Final = (
    "?c lx:citingInstrument ?citing ; cito:hasCitingEntity ?u ; cito:hasCitationCharacterization ?f ; oa:exact ?text ; "
    "lx:start ?start ; lx:sentence ?sentence ; lx:sentenceStart ?from . ?u a lx:OperativeParagraph . "
)
#: "The list shall be superseded by": what follows took the place of what was.
_PASSIVE: Final = re.compile(r"\b(?:superseded|replaced|succeeded)\sby\b", re.IGNORECASE)
_LATER: Final = re.compile(
    r"\b(?:at\sthe\s(?:conclusion|end|completion)|upon|once|unless|if|when|in\sthe\sevent)\b", re.IGNORECASE
)
_MONTHS: Final = "January February March April May June July August September October November December".split()
_DAY: Final = re.compile(rf"\b(\d{{1,2}})\s({'|'.join(_MONTHS)})\s(\d{{4}})\b")
#: Words of a text that knows that something ended.
_KNOWN: Final = re.compile(
    r"\b(?:terminat|dissol|lift|expir|suspen|discontinu|wound\sup|winding\sup|liquidat|clos(?:e|ed|ure|ing)\b|former|previous|ended|no\slonger"
    r"|(?:was|were)\sin\sforce|conclu(?:ded|sion)|completed|residual|archives?|re-?establish|re-?impos|initially|originally|first\s(?:imposed|established)|had\s)",
    re.IGNORECASE,
)
#: A paragraph that opens with what was, or itself prolongs what it names, does not rest on its being in force.
_OF_PAST: Final = re.compile(
    r"^\W{0,3}(?:further\s|also\s)?(?:recall|not(?:es|ing)\b|takes\snote|commend|welcom|express)", re.IGNORECASE
)
_PROLONGS: Final = re.compile(r"\b(?:extend|renew|prolong)", re.IGNORECASE)
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
class _End:
    """What one text ended: an instrument, or a paragraph of it."""

    how: str
    by: str
    unit: str
    date: str
    sentence: str
    sure: float


def ended(
    store: Store, identifier: str | None = None, rows: Iterable[tuple[str, ...]] | None = None
) -> Iterator[Caution]:
    """Yield what relies on something that another text had terminated, lifted or replaced before.

    This and the others judge the citations of the store or, given `rows` of the same shape, those of a text outside.
    """
    ends = _ends(store)
    if not ends:
        return
    again: dict[tuple[str, str | None], list[tuple[str, str, str, str]]] | None = None
    wholes = " ".join(sorted({f"<{instrument_iri(whole)}>" for whole, _ in ends}))
    functions = " ".join(f"<{FUNCTION}{name}>" for name in (*RELYING, *POINTING))
    pattern = (
        f"{only(identifier)}VALUES ?cited {{ {wholes} }} VALUES ?f {{ {functions} }} {_CITATION}"
        "?c cito:hasCitedEntity ?cited . ?citing eli:date_document ?date FILTER (?citing != ?cited) "
        "OPTIONAL { ?c lx:citedUnit ?part }"
    )
    rows = read(store, pattern, "?citing ?u ?f ?text ?sentence ?date ?cited ?part") if rows is None else rows
    for citing, unit, f, text, sentence, when, cited, part in rows:
        mine, eid = names(citing)[0], names(unit)[1] or ""
        whole, place = names(cited)[0], names(part)[1] if part else None
        function = f.removeprefix(FUNCTION)
        if (
            "annex" in eid
            or "embedded" in eid
            or _KNOWN.search(sentence)
            or _OF_PAST.match(sentence)
            or (function in POINTING and place is None)
        ):
            continue
        for (other, gone), found in ends.items():
            if other != whole or not _covers(gone, place):
                continue
            for end in found:
                if not end.date < when or end.by == mine:
                    continue
                again = _prolonged(store) if again is None else again
                if _taken_up(again, whole, gone, end.date, when):
                    continue
                sure = end.sure * (0.55 if gone is None else 0.9 if function in RELYING else 0.8)
                what = f"{whole} {gone}" if gone else whole
                yield Caution(
                    kind="ended",
                    instrument=mine,
                    unit=eid,
                    cited=whole,
                    cited_unit=place,
                    text=text,
                    sentence=sentence,
                    reason=f"{what} was {end.how} by {end.by} on {end.date}",
                    rule="paragraph" if gone else "instrument",
                    confidence=round(sure, 2),
                    against=end.by,
                    against_unit=end.unit,
                    against_date=end.date,
                    against_sentence=end.sentence,
                )


def _covers(gone: str | None, place: str | None) -> bool:
    """Say whether what ended is what is cited, neither more nor less: a paragraph of which a part ended lives on.

    Where an instrument's measures were ended as a whole, what its single paragraphs order besides may live on.
    """
    if gone is None or place is None:
        return gone is place
    return place == gone


def _ends(store: Store) -> dict[tuple[str, str | None], list[_End]]:
    """Return what was ended, with who ended it."""
    effects = " ".join(f"<{effect}>" for effect in _ENDS)
    pattern = (
        f"VALUES ?effect {{ {effects} }} ?f lx:effect ?effect . {_CITATION}?c cito:hasCitedEntity ?cited . "
        "?citing eli:date_document ?date FILTER (?citing != ?cited) OPTIONAL { ?c lx:citedUnit ?part }"
    )
    out: defaultdict[tuple[str, str | None], list[_End]] = defaultdict(list)
    for citing, unit, effect, start, sentence, begins, when, cited, part in read(
        store, pattern, "?citing ?u ?effect ?start ?sentence ?from ?date ?cited ?part"
    ):
        before = sentence[: max(0, int(start) - int(begins))]
        eid = names(unit)[1] or ""
        if _PASSIVE.search(before) or "annex" in eid:
            continue
        days = [f"{y}-{_MONTHS.index(m) + 1:02}-{int(d):02}" for d, m, y in _DAY.findall(before)]
        later = max([when, *(day for day in days if day > when)])
        sure = 0.7 if _LATER.search(sentence) else 1.0
        end = _End(_ENDS[effect], names(citing)[0], eid, later, sentence, sure)
        out[(names(cited)[0], names(part)[1] if part else None)].append(end)
    return dict(sorted(out.items(), key=str))


def _prolonged(store: Store) -> dict[tuple[str, str | None], list[tuple[str, str, str, str]]]:
    """Return what was extended or renewed: (date, by whom, in which paragraph, in what words) of each."""
    pattern = (
        f"VALUES ?f {{ <{FUNCTION}extends> <{FUNCTION}renews> }} {_CITATION}?c cito:hasCitedEntity ?cited . "
        "?citing eli:date_document ?date FILTER (?citing != ?cited) OPTIONAL { ?c lx:citedUnit ?part }"
    )
    out: defaultdict[tuple[str, str | None], list[tuple[str, str, str, str]]] = defaultdict(list)
    for citing, unit, sentence, when, cited, part in read(store, pattern, "?citing ?u ?sentence ?date ?cited ?part"):
        said = (when, names(citing)[0], names(unit)[1] or "", sentence)
        out[(names(cited)[0], names(part)[1] if part else None)].append(said)
    return {key: sorted(set(found)) for key, found in out.items()}


def _taken_up(
    again: dict[tuple[str, str | None], list[tuple[str, str, str, str]]],
    whole: str,
    gone: str | None,
    since: str,
    by: str,
) -> bool:
    """Say whether what ended was extended or renewed after its end, so that it lives again."""
    return any(since < when < by for key in {(whole, gone), (whole, None)} for when, *_ in again.get(key, ()))


def expired(
    store: Store, identifier: str | None = None, rows: Iterable[tuple[str, ...]] | None = None
) -> Iterator[Caution]:
    """Yield what relies on a mandate that an instrument had let run to an earlier day, and that nothing prolonged."""
    functions = " ".join(f"<{FUNCTION}{name}>" for name in RELYING)
    pattern = (
        f"{only(identifier)}VALUES ?f {{ {functions} }} {_CITATION}?c lx:citedUnit ?part . "
        "?c cito:hasCitedEntity ?cited . "
        "?citing eli:date_document ?date FILTER (?citing != ?cited)"
    )
    rows = list(read(store, pattern, "?citing ?u ?text ?sentence ?date ?part") if rows is None else rows)
    if not rows:
        return
    steps: defaultdict[str, list[tuple[Chain, Step]]] = defaultdict(list)
    for each in chains(store):
        for step in each.steps:
            if step.effect in RUNS and step.until is not None and step.unit:
                steps[unit_iri(step.instrument, step.unit)].append((each, step))
    for citing, unit, text, sentence, when, part in rows:
        found = steps.get(part, ())
        mine, day = names(citing)[0], date.fromisoformat(when[:10])
        if not found or _KNOWN.search(sentence) or _OF_PAST.match(sentence) or _PROLONGS.search(sentence):
            continue
        if any(_lives(each, step, mine, day) for each, step in found):
            continue
        each, step = max(found, key=lambda pair: pair[1].until or day)
        whole, place = names(part)
        yield Caution(
            kind="expired",
            instrument=mine,
            unit=names(unit)[1] or "",
            cited=whole,
            cited_unit=place,
            text=text,
            sentence=sentence,
            reason=f"{each.label} ran to {step.until} under it, and no text in the store prolonged it to {day}",
            rule="mandate",
            confidence=round(0.7 * step.confidence, 2),
            against=whole,
            against_unit=step.unit,
            against_date=str(step.until),
            against_sentence=step.text,
        )


def _lives(each: Chain, step: Step, mine: str, day: date) -> bool:
    """Say whether a mandate still runs, or the citing text is one of those that made it."""
    if step.until is None or step.until >= day or each.state(day).in_force:
        return True
    return any(other.instrument == mine or (other.day and step.until < other.day <= day) for other in each.steps)


def newer(
    store: Store, identifier: str | None = None, rows: Iterable[tuple[str, ...]] | None = None
) -> Iterator[Caution]:
    """Yield what names as the one that extended a mandate an instrument behind which a later one had extended it."""
    pattern = (
        f"{only(identifier)}{_CITATION}?c cito:hasCitedEntity ?cited . ?citing eli:date_document ?date "
        "FILTER (?citing != ?cited "
        '&& REGEX(STR(?sentence), "(extended|renewed|prolonged) ", "i")) OPTIONAL { ?c lx:citedUnit ?part }'
    )
    wanted = "?citing ?u ?text ?start ?sentence ?from ?date ?cited ?part"
    rows = list(read(store, pattern, wanted) if rows is None else rows)
    saying = [(row, said) for row in rows if (said := _names_latest(row[4], int(row[3]) - int(row[5]))) is not None]
    if not saying:
        return
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        beside[row[1]].add(names(row[7])[0])
    links, members = _prolonged(store), _members(store)
    for (citing, unit, text, _, sentence, _, when, cited, part), said in saying:
        mine, whole, place = names(citing)[0], names(cited)[0], names(part)[1] if part else None
        later = _later(links, members, whole, place, when[:10], beside[unit] | {mine}, bool(said["last"]))
        if later is None:
            continue
        when_later, by, in_unit, words, rule, sure = later
        yield Caution(
            kind="newer",
            instrument=mine,
            unit=names(unit)[1] or "",
            cited=whole,
            cited_unit=place,
            text=text,
            sentence=sentence,
            reason=f"{by} of {when_later} extended it after {whole}",
            rule=rule,
            confidence=round(sure * (1.0 if said["last"] else 0.6 if said["aside"] else 0.8), 2),
            against=by,
            against_unit=in_unit,
            against_date=when_later,
            against_sentence=words,
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


def _later(
    links: dict[tuple[str, str | None], list[tuple[str, str, str, str]]],
    members: dict[str, list[tuple[Chain, Step]]],
    whole: str,
    place: str | None,
    when: str,
    known: set[str],
    latest: bool,
) -> tuple[str, str, str, str, str, float] | None:
    """Return the latest text before a day that extended what an instrument had extended, if there is one.

    A sanctions regime has many measures with terms of their own: it counts only where the text speaks of the `latest`.
    """
    after = [link for link in links.get((whole, place), ()) if link[0] < when and link[1] not in known]
    if after:
        return (*after[-1], "extends-it", 0.9)
    mine = [
        (each, step)
        for each, step in members.get(whole, ())
        if place is None or step.unit.split("__")[0] == place.split("__")[0]
    ]
    found = []
    for each, step in mine:
        if each.kind == REGIME and not latest:
            return None
        newer_steps = [
            other
            for other in each.steps
            if other.effect in RUNS and other.day and step.day and step.day < other.day and other.day.isoformat() < when
        ]
        if not newer_steps or any(other.instrument in known for other in newer_steps):
            return None
        found.append(newer_steps[-1])
    if not found:
        return None
    last = found[-1]
    return (str(last.day), last.instrument, last.unit, last.text, "same-mandate", 0.9 if len(mine) == 1 else 0.7)
