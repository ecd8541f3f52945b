"""A gold table and the citations found in its files -> precision, recall and F1, overall and by form of reference.

A citation counts once for each file, unit and target. A row that need not be found counts neither way, nor do kinds
that tables do not list exhaustively (`NEUTRAL`) and open sets. The unit `*` of a row stands for any unit of its file.
A treaty whose slug is not one of `PUBLISHED` may go by any slug: it is matched with any such treaty of its unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lexline.graph.cited import Cited
from lexline.graph.gold import Row
from lexline.graph.matching import right_function, right_pinpoint
from lexline.ontology import symbols
from lexline.ontology.symbols import Symbol

#: Kinds that gold tables do not list exhaustively: found or not, they count neither way.
NEUTRAL: Final = ("decl:", "agreement:", "other:", "pub:", "case:", "eu:")
#: Targets that name no one instrument.
_UNCOUNTED: Final = frozenset({"", "none", "open-set"})
_OWN: Final = "self"
_ANYWHERE: Final = "*"

#: The slugs of treaties that tables write in one way only.
PUBLISHED: Final = frozenset(
    (
        "un-charter iccpr icescr cedaw crc crc-op-sc crc-op-ac cat opcat icerd crpd ced rome-statute untoc "
        "palermo-protocol smuggling-protocol firearms-protocol uncac refugees-1951 refugees-1967 genocide gc-1 "
        "gc-2 gc-3 gc-4 ap-1 ap-2 ap-3 npt unclos unfccc paris-agreement cbd vclt slavery-supplementary-1956 "
        "traffic-1949 ilo-c029 ilo-p029 ilo-c105 ilo-c182 coe-trafficking maputo-protocol achpr asean-trafficking "
        "saarc-trafficking belem-do-para inter-american-traffic-minors hague-1907"
    ).split()
)

#: The forms of reference by what begins an id that is no symbol.
_FORMS: Final = {
    "treaty": "treaty",
    "decl": "declaration by name",
    "agreement": "agreement",
    "case": "judgment",
    "eu": "EU law",
    "self": "own paragraphs",
}

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found of what had to be found, and what was found besides; `neutral` counts neither way."""

    matched: int = 0
    missed: int = 0
    false: int = 0
    neutral: int = 0

    @property
    def required(self) -> int:
        """How many had to be found."""
        return self.matched + self.missed

    @property
    def precision(self) -> float:
        """Share of the right among what was found."""
        return self.matched / max(1, self.matched + self.false)

    @property
    def recall(self) -> float:
        """Share of the found among what had to be found."""
        return self.matched / max(1, self.required)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One difference between table and citations.

    `kind` is missed, false, pinpoint or function; `wanted` what the table has, `found` what was read instead; `words`
    are the printed words where something was found, else the table's note.
    """

    kind: str
    form: str
    file: str
    unit: str
    target: str
    words: str
    wanted: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well citations agree with a gold table.

    `forms` has a tally for each form of reference. `pinpoints` and `functions` are measured on the matched rows that
    name one, without false ones: matched are those that agree.
    """

    documents: int
    by_unit: Tally
    by_document: Tally
    forms: tuple[tuple[str, Tally], ...]
    pinpoints: Tally
    functions: Tally
    mistakes: tuple[Mistake, ...]


def form_of(target: str) -> str:
    """Tell the form of reference from a canonical id; an old statement by a plain symbol is a document.

    >>> form_of("S/RES/1325(2000)"), form_of("A/DEC/76/515"), form_of("self")
    ('Security Council resolution', 'other resolution or decision', 'own paragraphs')
    """
    symbol = Symbol.find(target)
    if symbol is None:
        return _FORMS.get(target.partition(":")[0], "other")
    if symbol.kind == symbols.RESOLUTION and symbol.body in ("SC", "GA"):
        return "Security Council resolution" if symbol.body == "SC" else "General Assembly resolution"
    return {
        symbols.RESOLUTION: "other resolution or decision",
        symbols.DECISION: "other resolution or decision",
        symbols.STATEMENT: "presidential statement",
        symbols.COMMENT: "treaty-body comment",
    }.get(symbol.kind, "document")


def evaluate(table: Sequence[Row], found: Iterable[Cited], *, own: bool = True) -> Evaluation:
    """Compare citations with a gold table; citations of files that it does not name are left aside.

    `own` says whether references to the document's own paragraphs count.
    """

    def counts(target: str) -> bool:
        return target not in _UNCOUNTED and (own or target != _OWN)

    files = {row.file for row in table}
    gold = {(row.file, row.unit, row.cited): row for row in table if counts(row.cited)}
    cited: dict[Key, list[Cited]] = {}
    for one in found:
        if one.file in files and counts(one.target):
            cited.setdefault((one.file, one.unit, one.target), []).append(one)
    matched: list[tuple[Row, list[Cited]]] = []
    missed: list[Row] = []
    neutral: list[Key] = []
    unused = _Unused(cited)
    # Rows that something matches exactly come first, so that no other takes it; required before optional.
    for key, row in sorted(gold.items(), key=lambda item: (item[0] not in cited, not item[1].required)):
        hits = unused.hits(key)
        if not row.required or row.cited.startswith(NEUTRAL):
            neutral.extend(hits)
        elif hits:
            matched.append((row, [one for hit in hits for one in cited[hit]]))
        else:
            missed.append(row)
        unused.take(hits if row.unit == _ANYWHERE else hits[:1])
    false = [cited[key][0] for key in cited if key in unused.keys and not key[2].startswith(NEUTRAL)]
    forms = _forms([row.cited for row, _ in matched], [r.cited for r in missed], [c.target for c in false], neutral)
    pinpoints, wrong_pinpoints = _share(matched, "pinpoint", right_pinpoint)
    functions, wrong_functions = _share(matched, "function", right_function)
    mistakes = (
        *(Mistake("missed", form_of(r.cited), r.file, r.unit, r.cited, r.note, r.pinpoint) for r in missed),
        *(
            Mistake("false", form_of(c.target), c.file, c.unit, c.target, c.text, "", "; ".join(c.pinpoint))
            for c in false
        ),
        *wrong_pinpoints,
        *wrong_functions,
    )
    by_unit = Tally(len(matched), len(missed), len(false), len(neutral))
    return Evaluation(len(files), by_unit, _by_document(gold, cited), forms, pinpoints, functions, mistakes)


def _loose(target: str) -> bool:
    """Say whether an id is a treaty that a table may name as it likes."""
    return target.startswith("treaty:") and target.removeprefix("treaty:") not in PUBLISHED


class _Unused:
    """The citations that no row has matched yet, to be found by file and target, in a unit or anywhere."""

    def __init__(self, cited: Iterable[Key]) -> None:
        self.keys = dict.fromkeys(cited)
        self._pools: dict[tuple[str, str, str | None], dict[Key, None]] = {}
        for key in self.keys:
            for place in self._places(key):
                self._pools.setdefault(place, {})[key] = None

    @staticmethod
    def _places(key: Key) -> list[tuple[str, str, str | None]]:
        """Where a citation is looked for; None stands for any treaty with a slug of its own."""
        file, unit, target = key
        targets = (target, None) if _loose(target) else (target,)
        return [(file, where, what) for where in dict.fromkeys((unit, _ANYWHERE)) for what in targets]

    def hits(self, key: Key) -> list[Key]:
        """Return what a row's file, unit and target match, in reading order."""
        file, unit, target = key
        found = self._pools.get((file, unit, target))
        if not found and _loose(target):
            found = self._pools.get((file, unit, None))
        return list(found or ())

    def take(self, hits: Iterable[Key]) -> None:
        """Let no other row match these."""
        for key in hits:
            del self.keys[key]
            for place in self._places(key):
                del self._pools[place][key]


def _by_document(gold: dict[Key, Row], cited: Iterable[Key]) -> Tally:
    """Count each target once a file."""

    def plain(key: Key) -> tuple[str, str]:
        return (key[0], "treaty:?" if _loose(key[2]) else key[2])

    listed = {plain(key) for key in gold}
    required = {plain(key) for key, row in gold.items() if row.required and not key[2].startswith(NEUTRAL)}
    found = {plain(key) for key in cited if not key[2].startswith(NEUTRAL)}
    return Tally(len(required & found), len(required - found), len(found - listed))


def _forms(
    matched: Iterable[str], missed: Iterable[str], false: Iterable[str], neutral: Iterable[Key]
) -> tuple[tuple[str, Tally], ...]:
    """Tally the targets by form, the most frequent first."""
    counted = [Counter(map(form_of, each)) for each in (matched, missed, false, (key[2] for key in neutral))]
    tallies = {form: Tally(*(count[form] for count in counted)) for count in counted for form in count}
    return tuple(sorted(tallies.items(), key=lambda item: (-item[1].required, -item[1].false, item[0])))


def _share(
    matched: Sequence[tuple[Row, list[Cited]]], what: str, right: Callable[[Row, list[Cited]], bool]
) -> tuple[Tally, list[Mistake]]:
    """Count the matched rows that name a pinpoint or function, and those where the citations agree."""
    wrong: list[Mistake] = []
    named = [(row, hits) for row, hits in matched if getattr(row, what)]
    for row, hits in named:
        if right(row, hits):
            continue
        read = [", ".join(one.pinpoint) if what == "pinpoint" else _said(one) for one in hits]
        told = "; ".join(dict.fromkeys(filter(None, read))) or "none"
        wanted = row.pinpoint if what == "pinpoint" else row.function
        wrong.append(Mistake(what, form_of(row.cited), row.file, row.unit, row.cited, hits[0].text, wanted, told))
    return Tally(len(named) - len(wrong), len(wrong)), wrong


def _said(one: Cited) -> str:
    return f"{one.verb} ({one.function})" if one.verb and one.function else one.verb or one.function
