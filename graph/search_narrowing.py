"""Passages that were found -> those that pass the filters, and for each filter the values that would leave some.

The values of a filter are counted over what passes all the others, so that a choice can be exchanged for another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits must be; what is empty or None does not matter.

    `bodies` are codes (SC), `kinds` kinds of instruments (resolution), `parts` kinds of units (operative, title),
    `themes` IRIs; of each any one will do. The years are those of the instruments, both included.
    """

    bodies: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    kinds: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which hits can be narrowed, and how many would be left."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a search knows of an instrument."""

    name: str
    title: str
    date: str
    year: int | None
    body: str
    kind: str
    weight: float


#: A passage under way: its number, instrument, kind of unit, themes as numbers, and score.
Row = tuple[int, int, str, str, float]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters, and what they look at: instruments by number, and themes (IRI, label) by number."""

    filters: Filters
    instruments: Mapping[int, Known]
    themes: Mapping[int, tuple[str, str]]

    def of(self, rows: list[Row]) -> tuple[list[Row], dict[str, tuple[Choice, ...]]]:
        """Return the rows that pass all filters, and of each filter the values of rows that pass the others."""
        tests = self._tests()
        passed: list[Row] = [] if tests else rows
        failed: dict[str, list[Row]] = {name: [] for name, _ in tests}
        for row in rows if tests else ():
            missed = [name for name, test in tests if not test(row)]
            if not missed:
                passed.append(row)
            elif len(missed) == 1:
                failed[missed[0]].append(row)
        counts = self._counts(passed)
        for name, some in failed.items():
            counts[name] += self._counts(some)[name]
        return passed, {name: self._choices(name, counted) for name, counted in counts.items()}

    def _counts(self, rows: list[Row]) -> dict[str, Counter[Any]]:
        """Count the values of rows by which they can be narrowed."""
        counts: dict[str, Counter[Any]] = {name: Counter() for name in ("body", "year", "kind")}
        for number, count in Counter(map(itemgetter(1), rows)).items():
            one = self.instruments[number]
            counts["body"][one.body] += count
            counts["year"][one.year] += count
            counts["kind"][one.kind] += count
        return {**counts, "part": Counter(map(itemgetter(2), rows)), "theme": Counter(map(itemgetter(3), rows))}

    def _tests(self) -> list[tuple[str, Callable[[Row], bool]]]:
        """Return the filters that are set, each by the name of what it narrows."""
        wanted, known = self.filters, self.instruments
        tests: list[tuple[str, Callable[[Row], bool]]] = []
        if wanted.bodies:
            tests.append(("body", lambda row: known[row[1]].body in wanted.bodies))
        if wanted.since is not None or wanted.until is not None:
            since, until = wanted.since or 0, wanted.until if wanted.until is not None else 9999
            tests.append(("year", lambda row: since <= (known[row[1]].year or -1) <= until))
        if wanted.kinds:
            tests.append(("kind", lambda row: known[row[1]].kind in wanted.kinds))
        if wanted.parts:
            tests.append(("part", lambda row: row[2] in wanted.parts))
        if wanted.themes:
            codes = tuple(f",{number}," for number, (iri, _) in self.themes.items() if iri in wanted.themes)
            tests.append(("theme", lambda row: any(code in row[3] for code in codes)))
        return tests

    def _choices(self, name: str, counted: Counter[Any]) -> tuple[Choice, ...]:
        """Put the values of a filter in order: years as they follow, others by how many hits have them."""
        if name == "theme":
            each: Counter[int] = Counter()
            for codes, count in counted.items():
                for code in codes.split(","):
                    if code:
                        each[int(code)] += count
            named = [(*self.themes[code], count) for code, count in each.items()]
            return tuple(Choice(iri, label, n) for iri, label, n in sorted(named, key=lambda one: (-one[2], one[1])))
        told = [(str(value), count) for value, count in counted.items() if value not in (None, "")]
        order: Callable[[tuple[str, int]], Any] = (
            (lambda one: one[0]) if name == "year" else (lambda one: (-one[1], one[0]))
        )
        return tuple(Choice(value, value, count) for value, count in sorted(told, key=order))
