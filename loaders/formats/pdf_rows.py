"""The runs of a page -> its rows from top to bottom: runs on one base line, raised figures put where they belong.

A raised run (a footnote's call, or a note's own figure) is known by its smaller type and higher base line beside
a run of common size. Blanks too wide for the row they stand in part it into cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from lexline.loaders.formats.pdf_chars import Run
from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN

_RAISED: Final = re.compile(r" ?(?:\d{1,3}(?:, ?\d{1,3})*|\*{1,4}|[†‡])")
_FIGURES: Final = re.compile(r"\d{1,3}|\*{1,4}|[†‡]")
#: What is printed before a paragraph, item or heading; the blank behind it parts no cells.
_MARK: Final = re.compile(r"\(?(?:\d{1,4}|[A-Za-z]|[ivx]{1,5})[.)/]?\)?|[IVX]{1,6}[.)]?|[•·▪●○◦*–—-]|\d{1,3}/")
_SIDE: Final = 0.2
_CELL: Final = 1.8
_OVER_USUAL: Final = 2.6


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a row between wide blanks; `text` has its footnote calls marked.

    `marker` is a raised figure printed before the first word, which is not in `text`.
    """

    text: str
    left: float
    right: float
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The runs of one base line from left to right; `raised` says which of them stand above it."""

    runs: tuple[Run, ...]
    raised: tuple[bool, ...]
    base: float
    size: float

    @property
    def left(self) -> float:
        """Where the row begins."""
        return self.runs[0].left

    @property
    def right(self) -> float:
        """Where the row ends."""
        return max(run.right for run in self.runs)

    def part(self, low: float, high: float) -> Row | None:
        """Return the runs whose middle lies between two positions as a row of their own; None where there is none."""
        keep = [i for i, run in enumerate(self.runs) if low <= (run.left + run.right) / 2 < high]
        if not keep:
            return None
        return _row([self.runs[i] for i in keep], [self.raised[i] for i in keep], self.base)

    def text(self) -> str:
        """Return the row's words without the marks of calls."""
        return " ".join(cell.text.replace(CALL_OPEN, "").replace(CALL_CLOSE, "") for cell in self.cells())

    def cells(self) -> tuple[Cell, ...]:
        """Part the row at blanks that are wider than its words need."""
        gaps = [b.left - a.right for a, b in pairwise(self.runs)]
        wide = [gap for gap in gaps if gap > 0.5 * self.size]
        limit = max(_CELL * self.size, _OVER_USUAL * median(wide) if len(wide) > 2 else 0)
        groups: list[list[int]] = [[0]]
        for index, gap in enumerate(gaps, start=1):
            if gap > limit and not self._is_mark(groups[-1], gap):
                groups.append([])
            groups[-1].append(index)
        return tuple(self._cell(group) for group in groups)

    def _is_mark(self, group: Sequence[int], gap: float) -> bool:
        words = "".join(self.runs[i].text for i in group).strip()
        return gap < 6 * self.size and group[0] == 0 and bool(_MARK.fullmatch(words))

    def _cell(self, group: Sequence[int]) -> Cell:
        out: list[str] = []
        marker = ""
        end = self.runs[group[0]].left
        for index in group:
            run, words = self.runs[index], self.runs[index].text
            if out and (words.startswith(" ") or run.left - end > _SIDE * self.size) and not self.raised[index]:
                out.append(" ")
            words = words.strip()
            if not self.raised[index]:
                out.append(words)
            elif not out and not marker and len(group) > 1:
                marker = words
            else:
                out.extend(f"{CALL_OPEN}{figure}{CALL_CLOSE}" for figure in _FIGURES.findall(words))
            end = max(end, run.right)
        return Cell("".join(out), self.runs[group[0]].left, end, marker)


def rows(runs: Sequence[Run]) -> tuple[Row, ...]:
    """Group the runs of a page into rows, from the top down."""
    lifted = _raised(runs)
    plain = sorted((run for i, run in enumerate(runs) if i not in lifted), key=lambda run: (-run.base, run.left))
    groups: list[list[tuple[Run, bool]]] = []
    bases: list[float] = []
    for run in plain:
        if groups and bases[-1] - run.base <= 0.4 * min(run.size, groups[-1][-1][0].size):
            groups[-1].append((run, False))
        else:
            groups.append([(run, False)])
        bases[len(groups) - 1 :] = [run.base]
    home = {id(run): index for index, group in enumerate(groups) for run, _ in group}
    for i, host in lifted.items():
        groups[home[id(runs[host])]].append((runs[i], True))
    out = []
    for group in groups:
        group.sort(key=lambda pair: pair[0].left)
        out.append(_row([run for run, _ in group], [lift for _, lift in group]))
    return tuple(out)


def _row(runs: Sequence[Run], raised: Sequence[bool], base: float | None = None) -> Row:
    standing = [run for run, lift in zip(runs, raised, strict=True) if not lift] or list(runs)
    longest = max(standing, key=lambda run: run.right - run.left)
    return Row(tuple(runs), tuple(raised), longest.base if base is None else base, longest.size)


def _raised(runs: Sequence[Run]) -> dict[int, int]:
    """Return the indices of raised runs, each with that of the run it stands beside."""
    small = [i for i, run in enumerate(runs) if len(run.text) < 12 and _RAISED.fullmatch(run.text)]
    if not small:
        return {}
    by_base: dict[int, list[int]] = {}
    marked = set(small)
    for i, run in enumerate(runs):
        by_base.setdefault(int(run.base // 4), []).append(i)
    found: dict[int, int] = {}
    for i in small:
        run = runs[i]
        band = int(run.base // 4)
        near = (j for step in (-3, -2, -1, 0) for j in by_base.get(band + step, ()) if j != i)
        hosts = [j for j in near if (j not in marked or runs[j].size > 1.2 * run.size) and _hosts(runs[j], run)]
        if hosts:
            found[i] = min(hosts, key=lambda j: _apart(runs[j], run))
    return {i: host for i, host in found.items() if host not in found}


def _hosts(host: Run, run: Run) -> bool:
    lift = run.base - host.base
    return run.size <= 0.8 * host.size and 0.08 * host.size < lift < 0.8 * host.size and _apart(host, run) < host.size


def _apart(host: Run, run: Run) -> float:
    return max(run.left - host.right, host.left - run.right, 0.0)


def usual_size(rows_: Iterable[Row]) -> float:
    """Return the size that most letters of some rows have; 0 where there are none."""
    letters: dict[float, int] = {}
    for row in rows_:
        size = round(row.size * 2) / 2
        letters[size] = letters.get(size, 0) + sum(len(run.text) for run in row.runs)
    return max(letters, key=lambda size: (letters[size], -size), default=0.0)
