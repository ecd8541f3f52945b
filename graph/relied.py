"""Where an operative paragraph relies on what had ended, or on a mandate that had run out.

A text that speaks of the end itself, or of what was, relies on nothing; neither does one behind which what ended was
taken up again. What had run out is told by the texts in the store, which may lack one that prolonged it: it is never
more than a question to a reader, and none where the store holds no texts of the body of about that day.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from lexline.graph.cautioned import Caution, names, only, read
from lexline.graph.endings import CITATION, CITED, Ending, Place, Prolonging, endings, place, prolonged
from lexline.graph.mandate_steps import RUNS, Step
from lexline.graph.mandates import Chain, chains
from lexline.ontology.vocabulary import FUNCTION, instrument_iri

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Functions by which a paragraph rests on what it cites, and those that rest on it only where they name its paragraph.
RELYING: Final = ("acts-under", "pursuant-to", "as-defined-in")
POINTING: Final = ("requests-under", "calls-for-implementation", "extends", "renews", "reaffirms")
#: Words of a text that knows that something ended.
_KNOWN: Final = re.compile(
    r"\b(?:terminat|dissol|lift|expir|suspen|discontinu|wound\sup|winding\sup|liquidat|clos(?:e|ed|ure|ing)\b|former|previous|ended|no\slonger"
    r"|(?:was|were)\sin\sforce|conclu(?:ded|sion)|completed|residual|archives?|re-?establish|re-?impos|initially|originally|first\s(?:imposed|established)|had\s|ha(?:s|ve)\salready)",
    re.IGNORECASE,
)
#: A paragraph that opens with what was, or itself prolongs what it names, does not rest on its being in force.
_OF_PAST: Final = re.compile(
    r"^\W{0,3}(?:further\s|also\s)?(?:recall|not(?:es|ing)\b|takes\snote|commend|welcom|express)", re.IGNORECASE
)
_PROLONGS: Final = re.compile(r"\b(?:extend|renew|prolong)", re.IGNORECASE)
#: The kind of mandate that is what its instrument is about: one that names the instrument alone relies on it.
_AUTHORIZATION: Final = "authorization"
_TELLING: Final = re.compile(r"\b(?!(?:with|from|into)\b)[a-z]{4,}")
#: So many telling words of a mandate's name, those of proper names left out, stand in a sentence that is about it.
_SHARED: Final = 2
#: Texts of a body so long before a mandate's last day, and behind it, show that a prolongation would be known.
_BEFORE: Final = timedelta(days=60)


def ended(
    store: Store, identifier: str | None = None, rows: Iterable[tuple[str, ...]] | None = None
) -> Iterator[Caution]:
    """Yield what relies on something that another text had terminated, lifted or replaced before.

    This and `expired` judge the citations of the store or, given `rows` of the same shape, those of a text outside.
    """
    ends = endings(store)
    if not ends:
        return
    again: dict[Place, list[Prolonging]] | None = None
    wholes = " ".join(sorted({f"<{instrument_iri(whole)}>" for whole, _ in ends}))
    functions = " ".join(f"<{FUNCTION}{name}>" for name in (*RELYING, *POINTING))
    pattern = f"{only(identifier)}VALUES ?cited {{ {wholes} }} VALUES ?f {{ {functions} }} {CITATION}{CITED}"
    rows = read(store, pattern, "?citing ?u ?f ?text ?sentence ?date ?cited ?part") if rows is None else rows
    for citing, unit, f, text, sentence, when, cited, part in rows:
        mine, eid = names(citing)[0], names(unit)[1] or ""
        at, function = place(cited, part), f.removeprefix(FUNCTION)
        if "annex" in eid or "embedded" in eid or _speaks_of_past(sentence) or (function in POINTING and at[1] is None):
            continue
        # what is cited is what ended, neither more nor less: a paragraph of which a part ended lives on, and where
        # measures were ended as a whole, what single paragraphs of their instrument order besides may live on
        for end in ends.get(at, ()):
            if not end.date < when or end.by == mine:
                continue
            again = prolonged(store) if again is None else again
            if not _taken_up(again, at, end.date, when):
                yield _relies_on_ended(mine, eid, at, text, sentence, end, function)


def _speaks_of_past(sentence: str) -> bool:
    return bool(_KNOWN.search(sentence) or _OF_PAST.match(sentence))


def _taken_up(again: dict[Place, list[Prolonging]], gone: Place, since: str, by: str) -> bool:
    """Say whether what ended was extended or renewed after its end, so that it lives again."""
    return any(since < one.date < by for key in {gone, (gone[0], None)} for one in again.get(key, ()))


def _relies_on_ended(mine: str, eid: str, at: Place, text: str, sentence: str, end: Ending, function: str) -> Caution:
    whole, gone = at
    sure = end.sure * (0.55 if gone is None else 0.9 if function in RELYING else 0.8)
    return Caution(
        kind="ended",
        instrument=mine,
        unit=eid,
        cited=whole,
        cited_unit=gone,
        text=text,
        sentence=sentence,
        reason=f"{f'{whole} {gone}' if gone else whole} was {end.how} by {end.by} on {end.date}",
        rule="paragraph" if gone else "instrument",
        confidence=round(sure, 2),
        against=end.by,
        against_unit=end.unit,
        against_date=end.date,
        against_sentence=end.sentence,
    )


def expired(
    store: Store, identifier: str | None = None, rows: Iterable[tuple[str, ...]] | None = None
) -> Iterator[Caution]:
    """Yield what relies on a mandate that its last instrument had let run to an earlier day.

    A paragraph of the instrument that made it is named, or the instrument of an authorization in a sentence about it.
    """
    functions = " ".join(f"<{FUNCTION}{name}>" for name in RELYING)
    pattern = f"{only(identifier)}VALUES ?f {{ {functions} }} {CITATION}{CITED}BIND (COALESCE(?part, ?cited) AS ?aim) "
    rows = list(read(store, pattern, "?citing ?u ?text ?sentence ?date ?aim") if rows is None else rows)
    if not rows:
        return
    steps: defaultdict[Place, list[tuple[Chain, Step]]] = defaultdict(list)
    for each in chains(store):
        for step in each.steps:
            if step.effect in RUNS and step.until is not None and step.unit:
                steps[step.instrument, step.unit].append((each, step))
                steps[step.instrument, None].append((each, step))
    held: dict[str, list[date]] | None = None
    again: dict[str, list[Prolonging]] = {}
    for citing, unit, text, sentence, when, aim in rows:
        mine, day, at = names(citing)[0], date.fromisoformat(when[:10]), names(aim)
        found = steps.get(at, ())
        gone = None if _speaks_of_past(sentence) else _ran_out(found, at, sentence, mine, day)
        if gone is None:
            continue
        each, last = gone
        if held is None:
            held, again = _held(store), _by_instrument(prolonged(store))
        if not _covered(held.get(_body(last.instrument), []), last.until or day, day) or any(
            str(last.day) < one.date <= when for one in again.get(at[0], ())
        ):
            continue
        yield Caution(
            kind="expired",
            instrument=mine,
            unit=names(unit)[1] or "",
            cited=at[0],
            cited_unit=at[1],
            text=text,
            sentence=sentence,
            reason=f"{each.label} ran to {last.until} under {last.instrument}, "
            f"and no text in the store prolonged it to {day}",
            rule="mandate" if at[1] else "authorization",
            confidence=round((0.7 if at[1] else 0.6) * last.confidence, 2),
            against=last.instrument,
            against_unit=last.unit,
            against_date=str(last.until),
            against_sentence=last.text,
        )


def _ran_out(
    found: Sequence[tuple[Chain, Step]], at: Place, sentence: str, mine: str, day: date
) -> tuple[Chain, Step] | None:
    """Return the mandate on which a sentence relies and its last step, where all that is cited had run out by a day."""
    if _PROLONGS.search(sentence) or any(_lives(each, mine, day) for each, _ in found):
        return None
    about = [each for each, _ in found if at[1] is not None or _is_about(sentence, each)]
    ends = [(each, last) for each in about if (last := _last(each, day)) is not None]
    return max(ends, key=lambda pair: pair[1].until or day, default=None)


def _by_instrument(again: dict[Place, list[Prolonging]]) -> dict[str, list[Prolonging]]:
    out: defaultdict[str, list[Prolonging]] = defaultdict(list)
    for (whole, _), found in again.items():
        out[whole].extend(found)
    return out


def _last(each: Chain, day: date) -> Step | None:
    """Return the step that let a mandate run the longest of those up to a day."""
    runs = [step for step in each.steps if step.effect in RUNS and step.until and step.day and step.day <= day]
    return max(runs, key=lambda step: step.until or day, default=None)


def _lives(each: Chain, mine: str, day: date) -> bool:
    """Say whether a mandate still runs, is taken up again, or the citing text is one of those that made it."""
    last = _last(each, day)
    if last is None or last.until is None or last.until >= day or each.state(day).in_force:
        return True
    return any(other.instrument == mine or (other.day and last.until < other.day <= day) for other in each.steps)


def _is_about(sentence: str, each: Chain) -> bool:
    """Say whether a sentence is about an authorization: it shares telling words with its name."""
    if each.kind != _AUTHORIZATION:
        return False
    said = {word.removesuffix("s") for word in _TELLING.findall(sentence)}
    label = each.label[:1].lower() + each.label[1:]
    return len(said & {word.removesuffix("s") for word in _TELLING.findall(label)}) >= _SHARED


def _body(identifier: str) -> str:
    return identifier.partition("/RES/")[0]


def _held(store: Store) -> dict[str, list[date]]:
    """Return the days of the resolutions in a store, in order, by the body."""
    out: defaultdict[str, list[date]] = defaultdict(list)
    for iri, when in read(store, "?i lx:loaded true ; a lx:Resolution ; eli:date_document ?d", "?i ?d"):
        out[_body(names(iri)[0])].append(date.fromisoformat(when[:10]))
    return {body: sorted(days) for body, days in out.items()}


def _covered(days: list[date], until: date, day: date) -> bool:
    """Say whether a store holds a body's texts of shortly before a mandate's last day, and of behind it."""
    before = bisect_right(days, until) - bisect_right(days, until - _BEFORE)
    return before > 0 and bisect_right(days, day) > bisect_right(days, until)
