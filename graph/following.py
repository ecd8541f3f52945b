"""Which citations to follow from an instrument: into its past, its future, or to another instrument.

`follow` turns a projection and an instrument into all that lies so many citations away, `between` into all that lies on
the chains to another one: the instruments with their distance from the start, and the citations that lead to them.
Nothing is read from the store, and nothing is left out; choosing what to draw is another matter (`grouping`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.projection import Projection
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

#: What an instrument cites, who cites it, and both.
BACK: Final = "back"
FORWARD: Final = "forward"
BOTH: Final = "both"
DIRECTIONS: Final = (BACK, FORWARD, BOTH)
#: No chain leads from one instrument to the other, but both cite a third, or a third cites both.
SHARED: Final = "shared"

#: Deepest that may be asked for; from there on most of a collection is within reach.
MAX_DEPTH: Final = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One citation that was followed, on the way back or forward; `level` counts from 1 at the start."""

    citing: str
    cited: str
    level: int
    way: str

    @property
    def near(self) -> str:
        """The end from which it was followed."""
        return self.citing if self.way == BACK else self.cited

    @property
    def far(self) -> str:
        """The end that it was followed to."""
        return self.cited if self.way == BACK else self.citing


@dataclass(frozen=True, slots=True)
class Following:
    """All that was reached: each instrument with its distance from the start, and the citations in order.

    `way` is the direction asked for; between two instruments the one in which chains were found, `shared` where there
    is none but a third instrument links them, and "" where nothing does. `shortest` is the shortest chain's length.
    """

    start: str
    end: str | None
    way: str
    levels: dict[str, int]
    steps: tuple[Step, ...]
    shortest: int | None = None


def follow(
    known: Projection,
    start: str,
    direction: str = BACK,
    depth: int = 2,
    *,
    opened: Iterable[str] = (),
    via: str = "",
) -> Following:
    """Follow the citations of an instrument.

    Args:
        known: all citations.
        start: canonical id of the instrument to start from.
        direction: `back` (what it cites), `forward` (who cites it) or `both`.
        depth: how many citations away.
        opened: instruments among those reached from which one citation more is followed, in this order.
        via: keep only what is reached through this instrument.

    Raises:
        UsageError: a direction or depth that there is not.
    """
    _check(direction, depth)
    levels = {start: 0}
    steps: dict[tuple[str, str, str], Step] = {}
    wanted = tuple(dict.fromkeys(opened))
    for way in (BACK, FORWARD) if direction == BOTH else (direction,):
        own = {start: 0}
        frontier = [start]
        for _ in range(depth):
            frontier = [far for name in frontier for far in _open(known, name, way, own, steps)]
        for name in wanted:
            if name in own:
                _open(known, name, way, own, steps)
        for name, level in own.items():
            levels[name] = min(level, levels.get(name, level))
    found = tuple(steps.values())
    if via and via in levels and via != start:
        found = _through(start, via, found, levels)
        kept = {start, via, *(name for step in found for name in (step.citing, step.cited))}
        levels = {name: level for name, level in levels.items() if name in kept}
    return Following(start, None, direction, levels, found)


def between(
    known: Projection, start: str, end: str, direction: str = BOTH, depth: int | None = None, *, via: str = ""
) -> Following:
    """Follow the chains of citations between two instruments.

    Args:
        known: all citations.
        start: canonical id of the instrument to start from.
        end: canonical id of the other one.
        direction: `back` (the start cites ... the end), `forward` (the other way), `both` (back, else forward).
        depth: the most citations of a chain; None for the shortest chains alone. Where even the shortest is longer,
            the shortest are followed.
        via: only chains through this instrument.

    Raises:
        UsageError: a direction or depth that there is not.
    """
    _check(direction, depth or 1)
    for way in (BACK, FORWARD) if direction == BOTH else (direction,):
        first, last = (start, end) if way == BACK else (end, start)
        if found := _chained(known, first, last, depth, via):
            steps, length = found
            away = _distances(_turned(steps, way), start)
            levels = {name: level for name, level in away.items() if level is not None}
            told = (Step(*pair, levels[pair[0] if way == BACK else pair[1]] + 1, way) for pair in steps)
            ordered = sorted(told, key=lambda step: (step.level, known.order(step.citing), known.order(step.cited)))
            return Following(start, end, way, levels, tuple(ordered), length)
    return _shared(known, start, end) if direction == BOTH else Following(start, end, "", {start: 0, end: 0}, ())


def followed(known: Projection, found: Following) -> Projection:
    """Return the citations that were followed, and no others."""
    return Projection(known.graph.edge_subgraph((step.citing, step.cited) for step in found.steps), known.dated)


def _check(direction: str, depth: int) -> None:
    if direction not in DIRECTIONS:
        raise UsageError(f"There is no direction “{direction[:30]}”.", f"Choose one of {', '.join(DIRECTIONS)}.")
    if not 1 <= depth <= MAX_DEPTH:
        raise UsageError(f"A depth of {depth} is not possible.", f"Choose 1 to {MAX_DEPTH}.")


def _open(
    known: Projection, name: str, way: str, levels: dict[str, int], steps: dict[tuple[str, str, str], Step]
) -> list[str]:
    """Follow the citations of one instrument, and return those that were not reached before."""
    if name not in known.graph:
        return []
    others = known.graph.successors(name) if way == BACK else known.graph.predecessors(name)
    fresh = []
    for other in sorted(others, key=known.order):
        pair = (name, other) if way == BACK else (other, name)
        steps.setdefault((*pair, way), Step(*pair, levels[name] + 1, way))
        if other not in levels:
            levels[other] = levels[name] + 1
            fresh.append(other)
    return fresh


def _through(start: str, via: str, steps: tuple[Step, ...], levels: dict[str, int]) -> tuple[Step, ...]:
    """Keep the steps on a way from the start through an instrument, each of which leads one level further."""
    onward = [step for step in steps if levels[step.far] == levels[step.near] + 1]
    kept: set[Step] = set()
    for turned in (False, True):
        reached = {via}
        for step in sorted(onward, key=lambda step: -step.level if turned else step.level):
            of, to = (step.far, step.near) if turned else (step.near, step.far)
            if of in reached and of != (start if turned else None):
                reached.add(to)
                kept.add(step)
    return tuple(step for step in steps if step in kept)


# --- between two instruments -------------------------------------------------------------------------------
_Pairs = dict[tuple[str, str], None]


def _chained(known: Projection, first: str, last: str, depth: int | None, via: str) -> tuple[_Pairs, int] | None:
    """Return the citations on chains from the first (citing) to the last, and the length of the shortest."""
    graph = known.graph
    if first == last or first not in graph or last not in graph:
        return None
    if not via or via in (first, last) or via not in graph:
        return _on_chains(graph, first, last, depth)
    before = _on_chains(graph, first, via, None)
    after = _on_chains(graph, via, last, None)
    if before is None or after is None:
        return None
    if depth is not None:
        before = _on_chains(graph, first, via, depth - after[1]) or before
        after = _on_chains(graph, via, last, depth - before[1]) or after
    return {**before[0], **after[0]}, before[1] + after[1]


def _on_chains(graph: nx.DiGraph[str], first: str, last: str, depth: int | None) -> tuple[_Pairs, int] | None:
    """Return the citations that lie on a chain no longer than the depth, or than the shortest where that is longer."""
    gone = _distances(graph, first, besides=last)
    if last not in gone:
        return None
    length = max(gone[last], depth or 0)
    left = _distances(graph.reverse(copy=False), last, besides=first)
    pairs: _Pairs = {}
    for citing in sorted(name for name in gone if name in left and gone[name] + left[name] <= length):
        for cited in graph.successors(citing):
            if citing != last and cited != first and cited in left and gone[citing] + 1 + left[cited] <= length:
                pairs[citing, cited] = None
    return pairs, gone[last]


def _distances(graph: nx.DiGraph[str], start: str, besides: str = "") -> dict[str, int]:
    """Return how many steps away all else is; what lies beyond `besides` is not looked at."""
    found = {start: 0}
    frontier = [start]
    while frontier:
        following: list[str] = []
        for name in frontier:
            if name == besides:
                continue
            for other in graph.successors(name):
                if other not in found:
                    found[other] = found[name] + 1
                    following.append(other)
        frontier = following
    return found


def _turned(pairs: _Pairs, way: str) -> nx.DiGraph[str]:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(pairs if way == BACK else ((cited, citing) for citing, cited in pairs))
    return graph


def _shared(known: Projection, start: str, end: str) -> Following:
    """Return the instruments that both cite and those that cite both."""
    graph, ends = known.graph, (start, end)
    if start == end or start not in graph or end not in graph:
        return Following(start, end, "", {start: 0, end: 0}, ())
    cited = sorted(set(graph.successors(start)) & set(graph.successors(end)), key=known.order)
    citing = sorted(set(graph.predecessors(start)) & set(graph.predecessors(end)), key=known.order)
    steps = [Step(of, name, 1, BACK) for name in cited for of in ends]
    steps += [Step(name, of, 1, FORWARD) for name in citing for of in ends]
    levels = {start: 0, end: 0, **dict.fromkeys((*cited, *citing), 1)}
    return Following(start, end, SHARED if steps else "", levels, tuple(steps))
