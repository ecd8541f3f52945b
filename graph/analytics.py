"""Rankings of instruments by their citations: most cited, citing most, PageRank, and counts by function.

Turns the in-memory projection of a store into ordered lists; ties are broken by id, so that the same store
always gives the same list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lexline.graph.projection import Projection, natural
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

#: What instruments can be ranked by, with a plain word for each.
MEASURES: Final = {
    "cited": "number of instruments that cite it",
    "mentions": "number of times it is cited",
    "citing": "number of instruments it cites",
    "pagerank": "PageRank: cited by instruments that are themselves much cited",
}

_DAMPING: Final = 0.85
_ROUNDS: Final = 100
_CLOSE_ENOUGH: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranking: place (from 1; equal scores share a place), instrument and score."""

    place: int
    id: str
    score: float


def ranking(
    projection: Projection,
    by: str = "cited",
    *,
    functions: Container[str] | None = None,
    years: tuple[int, int] | None = None,
    limit: int = 20,
) -> tuple[Ranked, ...]:
    """Rank the instruments of a projection.

    Args:
        projection: the citations to count; read with their functions where `functions` is given.
        by: one of `MEASURES`.
        functions: count only citations with these functions (`recalls`, `reaffirms`, ...).
        years: count only citations made in these years, first and last included.
        limit: how many lines to return.

    Raises:
        UsageError: for a measure that does not exist.
    """
    if by not in MEASURES:
        raise UsageError(f"There is no ranking by “{by}”.", f"Choose one of {', '.join(MEASURES)}.")
    graph = restrict(projection, functions, years)
    scores = _scores(graph, by)
    ordered = sorted(((name, score) for name, score in scores.items() if score), key=lambda i: (-i[1], natural(i[0])))
    out: list[Ranked] = []
    for at, (name, score) in enumerate(ordered[:limit], start=1):
        place = out[-1].place if out and out[-1].score == score else at
        out.append(Ranked(place, name, score))
    return tuple(out)


def _scores(graph: nx.DiGraph[str], by: str) -> dict[str, float]:
    if by == "pagerank":
        return pagerank(graph)
    if by == "cited":
        return {name: float(graph.in_degree(name)) for name in graph}
    if by == "citing":
        return {name: float(graph.out_degree(name)) for name in graph}
    return {name: float(graph.in_degree(name, weight="count")) for name in graph}


def restrict(
    projection: Projection, functions: Container[str] | None = None, years: tuple[int, int] | None = None
) -> nx.DiGraph[str]:
    """Return the citations with one of these functions, made by instruments of these years; `count` is fitted."""
    import networkx as nx

    if functions is None and years is None:
        return projection.graph
    kept: nx.DiGraph[str] = nx.DiGraph()
    for citing, cited, edge in projection.graph.edges(data=True):
        if years and not years[0] <= (projection.year(citing) or 0) <= years[1]:
            continue
        count = edge["count"]
        if functions is not None:
            count = sum(times for function, times in _functions(edge) if function in functions)
        if count:
            kept.add_edge(citing, cited, count=count)
    return kept


def _functions(edge: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    if "functions" not in edge:
        raise UsageError("These citations were read without what they do.", "Read them with functions=True.")
    told: tuple[tuple[str, int], ...] = edge["functions"]
    return told


def pagerank(graph: nx.DiGraph[str]) -> dict[str, float]:
    """Return the PageRank of every node by power iteration, rounded to ten places.

    networkx computes the same with scipy; a plain loop saves that dependency and is fast enough for
    a few hundred thousand citations.
    """
    names = list(graph)
    if not names:
        return {}
    number = {name: at for at, name in enumerate(names)}
    targets = [[number[cited] for cited in graph.successors(name)] for name in names]
    size = len(names)
    rank = [1.0 / size] * size
    for _ in range(_ROUNDS):
        lost = sum(rank[at] for at in range(size) if not targets[at])
        following = [(1.0 - _DAMPING + _DAMPING * lost) / size] * size
        for at, cited in enumerate(targets):
            if cited:
                share = _DAMPING * rank[at] / len(cited)
                for to in cited:
                    following[to] += share
        change = sum(abs(new - old) for new, old in zip(following, rank, strict=True))
        rank = following
        if change < _CLOSE_ENOUGH * size:
            break
    return {name: round(score, 10) for name, score in zip(names, rank, strict=True)}


def by_function(projection: Projection, identifier: str | None = None) -> tuple[tuple[str, int], ...]:
    """Count citations by function, all of them or those that cite one instrument; most frequent first.

    Citations that no verb governs are counted under the empty function.
    """
    counts: Counter[str] = Counter()
    for _, cited, edge in projection.graph.edges(data=True):
        if identifier is None or cited == identifier:
            counts.update(dict(_functions(edge)))
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
