"""The lineage of an instrument: what it cites, what that cites in turn (or who cites it), as a tree; and chains.

`lineage` turns the citations in a store into a tree of branches that never repeats itself: an instrument is
opened at its shallowest place, every other mention of it is marked. `paths` finds the shortest chains of
citations between two instruments. An instrument without citations has a lineage of itself alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lexline.graph.indexed_links import network
from lexline.graph.projection import Instrument, Mention, Projection, describe, evidence
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: How a branch that is not opened again is marked.
CYCLE: Final = "cycle"
REPEAT: Final = "repeat"

#: Deepest lineage that may be asked for; a tree beyond it says nothing to a reader.
MAX_DEPTH: Final = 12


@dataclass(frozen=True, slots=True)
class Link:
    """One instrument citing another: year of the citing one, how often, verbs, functions, units and sentences.

    `functions` counts the citations by function id, the most frequent first; "" where no verb governs.
    """

    citing: str
    cited: str
    year: int | None
    count: int
    functions: tuple[tuple[str, int], ...]
    mentions: tuple[Mention, ...] = ()

    @property
    def verbs(self) -> tuple[str, ...]:
        """The governing verbs as printed, each once, in reading order."""
        return tuple(dict.fromkeys(mention.verb for mention in self.mentions if mention.verb))

    @property
    def units(self) -> tuple[str, ...]:
        """The eIds of the citing units, each once, in reading order."""
        return tuple(dict.fromkeys(mention.unit for mention in self.mentions if mention.unit))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The citing sentences, each once, in reading order."""
        return tuple(dict.fromkeys(mention.sentence for mention in self.mentions if mention.sentence))


@dataclass(frozen=True, slots=True)
class Branch:
    """One instrument in a lineage, the link that leads to it, and what grows from it.

    `mark` is "" or says why the branch is not opened: `cycle` (it stands above itself) or `repeat` (it is
    opened elsewhere). `omitted` counts children left out by a limit, `beyond` those below the depth.
    """

    instrument: Instrument
    link: Link | None = None
    children: tuple[Branch, ...] = ()
    mark: str = ""
    omitted: int = 0
    beyond: int = 0

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Branch]]:
        """Yield (depth, branch) for the whole tree in reading order."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(slots=True)
class _Growing:
    """A branch while the tree is being grown, level by level."""

    id: str
    parent: _Growing | None
    children: list[_Growing]
    mark: str = ""
    omitted: int = 0
    beyond: int = 0


def lineage(
    store: Store,
    identifier: str,
    depth: int = 2,
    forward: bool = False,
    *,
    limit: int | None = None,
    projection: Projection | None = None,
) -> Branch:
    """Return the lineage of an instrument as a tree.

    Args:
        store: where the citations are.
        identifier: canonical id of the instrument to start from.
        depth: how many levels to open (1: only what it cites itself).
        forward: follow who cites it instead of what it cites.
        limit: at most so many children of one branch, those cited most often first chosen.
        projection: an already read projection of the store, to save the reading.

    Raises:
        UsageError: for a depth or limit that makes no sense.
    """
    if not 1 <= depth <= MAX_DEPTH:
        raise UsageError(f"A depth of {depth} is not possible.", f"Choose 1 to {MAX_DEPTH}.")
    if limit is not None and limit < 1:
        raise UsageError(f"A limit of {limit} is not possible.", "Choose 1 or more.")
    known = projection or network(store, functions=False)
    root = _grow(known, identifier, depth, forward, limit)
    shown = list(_ids(root))
    pairs = [_pair(growing, forward) for growing in shown if growing.parent]
    instruments = describe(store, (growing.id for growing in shown))
    mentions = evidence(store, pairs)
    return _finish(root, known, forward, instruments, mentions)


def paths(
    store: Store,
    start: str,
    end: str,
    limit: int = 5,
    *,
    slack: int = 1,
    projection: Projection | None = None,
) -> tuple[tuple[Branch, ...], ...]:
    """Return the shortest chains of citations between two instruments, each from the citing to the cited end.

    A chain runs from `start` back to `end`; where `start` cites nothing that leads to `end`, chains from `end`
    back to `start` are looked for. Chains up to `slack` steps longer than the shortest follow it. The order is
    fixed: by length, then by year and id of the steps.
    """
    if limit < 1:
        raise UsageError(f"A limit of {limit} is not possible.", "Choose 1 or more.")
    known = projection or network(store, functions=False)
    chains = _chains(known, start, end, limit, slack) or _chains(known, end, start, limit, slack)
    instruments = describe(store, {name for chain in chains for name in chain})
    pairs = {pair for chain in chains for pair in pairwise(chain)}
    mentions = evidence(store, pairs)
    return tuple(
        tuple(
            Branch(instruments[name], _link(known, (before, name), mentions) if before else None)
            for before, name in zip(("", *chain), chain, strict=False)
        )
        for chain in chains
    )


def _grow(known: Projection, identifier: str, depth: int, forward: bool, limit: int | None) -> _Growing:
    """Open branches level by level, so that each instrument is opened where it stands shallowest."""
    root = _Growing(identifier, None, [])
    opened = {identifier}
    level = [root]
    for at in range(1, depth + 1):
        below: list[_Growing] = []
        for branch in level:
            names = _next(known, branch.id, forward)
            kept = _choose(known, branch.id, names, forward, limit)
            branch.omitted = len(names) - len(kept)
            for name in kept:
                child = _Growing(name, branch, [])
                branch.children.append(child)
                if _above(branch, name):
                    child.mark = CYCLE
                elif name in opened:
                    child.mark = REPEAT
                else:
                    opened.add(name)
                    below.append(child)
                    child.beyond = len(_next(known, name, forward)) if at == depth else 0
        level = below
    return root


def _next(known: Projection, identifier: str, forward: bool) -> list[str]:
    if identifier not in known.graph:
        return []
    found = known.graph.predecessors(identifier) if forward else known.graph.successors(identifier)
    return sorted(found, key=known.order)


def _choose(known: Projection, at: str, names: list[str], forward: bool, limit: int | None) -> list[str]:
    """Keep the `limit` children linked most often and cited most, in their order."""
    if limit is None or len(names) <= limit:
        return names

    def weight(name: str) -> tuple[int, int, tuple[int, str]]:
        edge = known.graph.edges[(name, at) if forward else (at, name)]
        return (-edge["count"], -known.graph.in_degree(name), known.order(name))

    kept = set(sorted(names, key=weight)[:limit])
    return [name for name in names if name in kept]


def _above(branch: _Growing | None, identifier: str) -> bool:
    while branch:
        if branch.id == identifier:
            return True
        branch = branch.parent
    return False


def _ids(branch: _Growing) -> Iterator[_Growing]:
    yield branch
    for child in branch.children:
        yield from _ids(child)


def _pair(branch: _Growing, forward: bool) -> tuple[str, str]:
    above = branch.parent.id if branch.parent else branch.id
    return (branch.id, above) if forward else (above, branch.id)


def _finish(
    branch: _Growing,
    known: Projection,
    forward: bool,
    instruments: dict[str, Instrument],
    mentions: dict[tuple[str, str], tuple[Mention, ...]],
) -> Branch:
    return Branch(
        instruments[branch.id],
        _link(known, _pair(branch, forward), mentions) if branch.parent else None,
        tuple(_finish(child, known, forward, instruments, mentions) for child in branch.children),
        branch.mark,
        branch.omitted,
        branch.beyond,
    )


def _link(known: Projection, pair: tuple[str, str], mentions: dict[tuple[str, str], tuple[Mention, ...]]) -> Link:
    said = mentions[pair]
    counts = Counter(mention.function for mention in said)
    functions = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return Link(pair[0], pair[1], known.year(pair[0]), len(said), functions, said)


def _chains(known: Projection, start: str, end: str, limit: int, slack: int) -> list[tuple[str, ...]]:
    """Find simple chains by length; the distance to the end tells which steps can still arrive in time."""
    import networkx as nx

    graph = known.graph
    if start == end or start not in graph or end not in graph:
        return []
    left = nx.single_source_shortest_path_length(graph.reverse(copy=False), end)
    if start not in left:
        return []
    found: list[tuple[str, ...]] = []
    for length in range(left[start], left[start] + slack + 1):
        waiting: list[tuple[str, ...]] = [(start,)]
        while waiting and len(found) < limit:
            chain = waiting.pop()
            steps_left = length - len(chain) + 1
            if chain[-1] == end:
                if steps_left == 0:
                    found.append(chain)
                continue
            following = [
                name
                for name in graph.successors(chain[-1])
                if name not in chain and left.get(name, length) < steps_left and (name != end or steps_left == 1)
            ]
            waiting.extend((*chain, name) for name in sorted(following, key=known.order, reverse=True))
    return found
