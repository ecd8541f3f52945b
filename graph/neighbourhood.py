"""Which instruments to show around a few: the nearest, and among those the most linked, up to a limit.

Turns a projection and the instruments in focus into a short ordered list of ids. What it leaves out is
counted, never silently lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lexline.graph.projection import Projection
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The instruments chosen, those in focus first, then by rank; `found` counts all within the depth."""

    focus: tuple[str, ...]
    members: tuple[str, ...]
    found: int


def neighbourhood(projection: Projection, focus: Sequence[str], *, limit: int = 60, depth: int = 1) -> Neighbourhood:
    """Choose at most `limit` instruments around those in focus, no more than `depth` citations away.

    Nearer ones come first. Among equally near ones, what is cited and what cites get half of the room each, ranked
    by their links to what is already chosen and by how much the neighbourhood cites them. Without a focus, the
    most cited instruments of the collection are chosen.

    Raises:
        UsageError: for a limit or depth that makes no sense.
    """
    if limit < 1 or depth < 1:
        raise UsageError("A view needs a limit and a depth of at least 1.", "Try --limit 60 --depth 1.")
    graph = projection.graph
    starts = tuple(dict.fromkeys(focus))
    if not starts:
        ranked = sorted(graph.nodes, key=lambda name: (-graph.in_degree(name), projection.order(name)))
        return Neighbourhood((), tuple(ranked[:limit]), len(ranked))
    chosen = list(starts)
    reached = set(starts)
    frontier = [name for name in starts if name in graph]
    for _ in range(depth):
        cited = {to for name in frontier for to in graph.successors(name)} - reached
        citing = {of for name in frontier for of in graph.predecessors(name)} - reached - cited
        room = max(limit - len(chosen), 0)
        held = set(chosen)
        reached |= cited | citing
        of_cited, of_citing = (_ranked(projection, names, held, reached) for names in (cited, citing))
        chosen += _share(of_cited, of_citing, room)
        frontier = sorted(cited | citing)
    return Neighbourhood(starts, tuple(chosen[: max(limit, len(starts))]), len(reached))


def _ranked(projection: Projection, names: set[str], held: set[str], reached: set[str]) -> list[str]:
    """Order names by citations to and from what is held and by the instruments within reach that cite them.

    The second part finds the core of a theme: what those that cite the focus cite beside it.
    """
    graph = projection.graph

    def weight(name: str) -> tuple[int, int, tuple[int, str]]:
        core = sum(of in reached for of in graph.pred[name])
        return (-core - _links(graph, name, held), -graph.in_degree(name), projection.order(name))

    return sorted(names, key=weight)


def _links(graph: nx.DiGraph[str], name: str, held: set[str]) -> int:
    out = sum(int(edge["count"]) for to, edge in graph[name].items() if to in held)
    return out + sum(int(edge["count"]) for of, edge in graph.pred[name].items() if of in held)


def _share(first: list[str], second: list[str], room: int) -> list[str]:
    """Give each list half of the room; the longer one fills what the shorter leaves."""
    half = room // 2
    of_first = min(len(first), max(half + room % 2, room - len(second)))
    of_second = min(len(second), room - of_first)
    return first[:of_first] + second[:of_second]
