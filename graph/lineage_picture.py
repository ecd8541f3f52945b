"""What was followed from an instrument -> a picture of at most some seventy instruments and groups, on a time axis.

The most linked instruments stand by themselves; the others are put into groups by year, by body or by theme. Only the
citations that were followed are drawn, so that the picture holds what the table beside it holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.grouping import MOST_SINGLE, READABLE, Folded, Group, folded, is_group, largest, ungrouped
from lexline.graph.picture import GROUPS as GROUPS_OF_FUNCTIONS
from lexline.graph.picture import Cites, Node, Picture, short_label, strongest
from lexline.graph.projection import Instrument, Mention, describe, evidence
from lexline.graph.timeline import CATEGORIES, GROUP, GROUPS, Category, category, timeline
from lexline.graph.translations import languages_of
from lexline.ontology import registry
from lexline.ontology.errors import UsageError
from lexline.ontology.symbols import Symbol

if TYPE_CHECKING:
    from lexline.graph.following import Following
    from lexline.graph.main_theme import MainThemes
    from lexline.graph.projection import Projection
    from lexline.graph.store import Store

#: How instruments are put together: only where there are too many (by year), never, or always by one of these.
AS_NEEDED: Final = ""
NONE: Final = "none"
YEAR: Final = "year"
BODY: Final = "body"
THEME: Final = "theme"
GROUPINGS: Final = (AS_NEEDED, NONE, YEAR, BODY, THEME)

#: Lanes of bodies or of themes; what belongs to none of the largest is in one more.
_MOST_LANES: Final = 8
_OTHER: Final = "other"
#: How many citations of a link are told with their sentences; the page of the instrument has all.
_MOST_MENTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class LineagePicture:
    """A picture with what was put together in it, and by what; `labels` name the families."""

    picture: Picture
    folded: Folded
    by: str
    labels: Mapping[str, str]


def lineage_picture(
    store: Store,
    known: Projection,
    found: Following,
    by: str = AS_NEEDED,
    *,
    opened: Sequence[str] = (),
    themes: Callable[[], MainThemes],
    said: Mapping[tuple[str, str], tuple[Mention, ...]] | None = None,
) -> LineagePicture:
    """Choose what is drawn of what was followed, and place it.

    Args:
        store: where titles and sentences are.
        known: all citations, read with their functions.
        found: what was followed.
        by: one of `GROUPINGS`.
        opened: keys of groups that are open, and instruments that always stand by themselves.
        themes: gives the main theme of each instrument; asked for only where it matters.
        said: the citations of all that was followed, where they have been read already.

    Raises:
        UsageError: a grouping that there is not.
    """
    if by not in GROUPINGS:
        raise UsageError(f"There is no grouping “{by[:30]}”.", f"Choose one of {', '.join(GROUPINGS[1:])}.")
    ranked = _ranked(known, found)
    kept = {name for name in (found.start, found.end, *opened) if name in found.levels}
    many = len(ranked) > READABLE
    families, labels = _families(by, found, themes)
    if by == NONE or (by == AS_NEEDED and not many):
        chosen = ungrouped(ranked, kept)
    else:
        if by == AS_NEEDED:
            kept |= set(ranked[:MOST_SINGLE])
        keys = [key for key in opened if is_group(key)]
        chosen = folded(ranked, kept, family=lambda name: families.get(name, ""), year=known.year, opened=keys)
    drawn = _picture(store, known, found, chosen, families, labels, said)
    return LineagePicture(drawn, chosen, by, labels)


def _ranked(known: Projection, found: Following) -> list[str]:
    """Order what was reached: the ends, then the most linked within reach, nearer ones before others."""
    links: Counter[str] = Counter()
    for step in found.steps:
        links[step.citing] += 1
        links[step.cited] += 1
    ends = (found.start, found.end)

    def weight(name: str) -> tuple[bool, int, int, int, tuple[int, str]]:
        cited = known.graph.in_degree(name) if name in known.graph else 0
        return (name not in ends, min(found.levels[name], 2), -links[name], -cited, known.order(name))

    return sorted(found.levels, key=weight)


# --- families ----------------------------------------------------------------------------------------------
def _families(by: str, found: Following, themes: Callable[[], MainThemes]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the family of each instrument, and the label of each family; none where all are one."""
    if by == BODY:
        of = {name: _body(name) for name in found.levels}
        labels = {code: _body_label(code) for code in set(of.values())}
    elif by == THEME:
        known = themes()
        of = {name: known.of.get(name, _OTHER) for name in found.levels}
        labels = {name: known.labels.get(name, "No theme is known") for name in set(of.values())}
    else:
        return {}, {}
    large = largest({name: family for name, family in of.items() if family != _OTHER}, _MOST_LANES)
    of = {name: family if family in large else _OTHER for name, family in of.items()}
    other = "Other bodies" if by == BODY else "Other themes, or none known"
    return of, {**{name: labels[name] for name in large}, _OTHER: other}


def _body(identifier: str) -> str:
    symbol = Symbol.find(identifier)
    return (symbol.body or _OTHER) if symbol else "treaty"


def _body_label(code: str) -> str:
    known = registry.body(code)
    return known.name if known else "Treaties and declarations" if code == "treaty" else code


# --- the picture -------------------------------------------------------------------------------------------
def _picture(
    store: Store,
    known: Projection,
    found: Following,
    chosen: Folded,
    families: Mapping[str, str],
    labels: Mapping[str, str],
    said: Mapping[tuple[str, str], tuple[Mention, ...]] | None,
) -> Picture:
    instruments = describe(store, chosen.singles)
    spoken = languages_of(store, chosen.singles)
    nodes = [
        Node(
            instruments[name],
            short_label(instruments[name]),
            known.graph.in_degree(name) if name in known.graph else 0,
            known.graph.out_degree(name) if name in known.graph else 0,
            spoken.get(name, ()),
        )
        for name in chosen.singles
    ]
    nodes += [_group_node(group, labels) for group in chosen.groups]
    lanes = {name: Category(name, label, "dot", "") for name, label in sorted(labels.items(), key=_lane_order)}
    by_group = {group.key: group.family for group in chosen.groups}

    def lane_of(instrument: Instrument) -> Category:
        family = by_group.get(instrument.id, families.get(instrument.id, ""))
        return lanes[family] if family in lanes else category(instrument)

    placed = timeline(
        (node.instrument for node in nodes), lane_of=lane_of, lanes=(*lanes.values(), *CATEGORIES, GROUPS)
    )
    focus = tuple(name for name in (found.start, found.end) if name)
    links = _links(store, known, found, chosen, said)
    return Picture(focus, tuple(nodes), links, placed, len(found.levels), max(found.levels.values(), default=0))


def _lane_order(item: tuple[str, str]) -> tuple[bool, str]:
    return (item[0] == _OTHER, item[1])


def _group_node(group: Group, labels: Mapping[str, str]) -> Node:
    """Make the node of a group; it stands in the year in the middle of its members."""
    size = f"{len(group.members):,} instruments"
    title = f"{labels[group.family]}, {size}" if group.family in labels else size
    return Node(Instrument(group.key, GROUP, title=title, year=group.at), group.years, 0, 0, (), group.members)


def _links(
    store: Store,
    known: Projection,
    found: Following,
    chosen: Folded,
    said: Mapping[tuple[str, str], tuple[Mention, ...]] | None,
) -> tuple[Cites, ...]:
    """Gather the citations that were followed by the nodes that are drawn at their ends."""
    place = chosen.place()
    alone = frozenset(chosen.singles)
    pairs = dict.fromkeys((step.citing, step.cited) for step in found.steps)
    if said is None:
        said = evidence(store, [pair for pair in pairs if pair[0] in alone and pair[1] in alone])
    between: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for citing, cited in pairs:
        if citing in place and cited in place and place[citing] != place[cited]:
            between[place[citing], place[cited]].append((citing, cited))
    return tuple(_link(known, ends, held, said.get(ends, ())) for ends, held in between.items())


def _link(known: Projection, ends: tuple[str, str], held: Sequence[tuple[str, str]], said: Sequence[Mention]) -> Cites:
    if said:
        return Cites(*ends, strongest(mention.function for mention in said), tuple(said[:_MOST_MENTIONS]), len(said))
    edges = [known.graph.edges[pair] for pair in held]
    does: Counter[str] = Counter()
    for edge in edges:
        does.update(dict(edge.get("functions", ())))
    return Cites(*ends, mostly(does), (), sum(edge["count"] for edge in edges))


def mostly(does: Mapping[str, int]) -> str:
    """Return the group that most of some citations belong to, given how often each function stands."""
    counts: Counter[str] = Counter()
    for function, times in does.items():
        counts[strongest([function])] += times
    return max(GROUPS_OF_FUNCTIONS, key=lambda group: counts[group]) if counts else ""
