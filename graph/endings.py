"""A store -> what texts had ended (terminated, lifted, replaced, repealed), and what they had extended or renewed.

What ended is known from the texts that ended it: paragraph by paragraph where they name paragraphs. "The list shall be
superseded by" ends nothing of what it cites, and annexes end nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.cautioned import names, read
from lexline.ontology.vocabulary import FUNCTION, LX

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: What an instrument is, or with an eId a paragraph of it.
Place = tuple[str, str | None]

#: The pattern of a citation in an operative paragraph.
CITATION: Final = (
    "?c lx:citingInstrument ?citing ; cito:hasCitingEntity ?u ; cito:hasCitationCharacterization ?f ; oa:exact ?text ; "
    "lx:start ?start ; lx:sentence ?sentence ; lx:sentenceStart ?from . ?u a lx:OperativeParagraph . "
)
#: What such a citation cites of another instrument than its own, and the day of the citing text.
CITED: Final = (
    "?c cito:hasCitedEntity ?cited . ?citing eli:date_document ?date FILTER (?citing != ?cited) "
    "OPTIONAL { ?c lx:citedUnit ?part } "
)
_ENDS: Final = {
    LX + "terminates": "terminated",
    LX + "lifts": "lifted",
    LX + "supersedes": "replaced",
    "http://data.europa.eu/eli/ontology#repeals": "repealed",
}
#: "The list shall be superseded by": what follows took the place of what was.
_PASSIVE: Final = re.compile(r"\b(?:superseded|replaced|succeeded)\sby\b", re.IGNORECASE)
_LATER: Final = re.compile(
    r"\b(?:at\sthe\s(?:conclusion|end|completion)|upon|once|unless|if|when|in\sthe\sevent)\b", re.IGNORECASE
)
_MONTHS: Final = "January February March April May June July August September October November December".split()
_DAY: Final = re.compile(rf"\b(\d{{1,2}})\s({'|'.join(_MONTHS)})\s(\d{{4}})\b")


@dataclass(frozen=True, slots=True)
class Ending:
    """What one text ended: `how`, `by` which instrument in which `unit`, on which day, and how `sure` that is."""

    how: str
    by: str
    unit: str
    date: str
    sentence: str
    sure: float


@dataclass(frozen=True, slots=True, order=True)
class Prolonging:
    """That an instrument extended or renewed something: its day, its id, the paragraph and the sentence."""

    date: str
    by: str
    unit: str
    sentence: str


def endings(store: Store) -> dict[Place, list[Ending]]:
    """Return what was ended, with who ended it."""
    effects = " ".join(f"<{effect}>" for effect in _ENDS)
    pattern = f"VALUES ?effect {{ {effects} }} ?f lx:effect ?effect . {CITATION}{CITED}"
    out: defaultdict[Place, list[Ending]] = defaultdict(list)
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
        out[place(cited, part)].append(Ending(_ENDS[effect], names(citing)[0], eid, later, sentence, sure))
    return dict(sorted(out.items(), key=str))


def prolonged(store: Store) -> dict[Place, list[Prolonging]]:
    """Return what was extended or renewed, by whom, the earliest first."""
    pattern = f"VALUES ?f {{ <{FUNCTION}extends> <{FUNCTION}renews> }} {CITATION}{CITED}"
    out: defaultdict[Place, set[Prolonging]] = defaultdict(set)
    for citing, unit, sentence, when, cited, part in read(store, pattern, "?citing ?u ?sentence ?date ?cited ?part"):
        out[place(cited, part)].add(Prolonging(when, names(citing)[0], names(unit)[1] or "", sentence))
    return {key: sorted(found) for key, found in out.items()}


def place(cited: str, part: str) -> Place:
    """Read the IRIs of a cited instrument and of a paragraph of it, "" where none is cited."""
    return names(cited)[0], names(part)[1] if part else None
