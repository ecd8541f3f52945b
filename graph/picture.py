"""The facts of a view: the instruments chosen, where they stand in time, and every citation between them.

Turns a store and the instruments in focus into one value that holds all that a page shows, with words for people
in place of codes: short names, paragraph names, what a citation does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from lexline.graph.indexed_links import network
from lexline.graph.neighbourhood import neighbourhood
from lexline.graph.projection import Instrument, Mention, Projection, describe, evidence
from lexline.graph.timeline import Timeline, timeline
from lexline.graph.translations import languages_of
from lexline.ontology import registry
from lexline.ontology.symbols import RESOLUTION, Symbol

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: Longest sentence a page carries; a longer one is cut, and says so.
MAX_SENTENCE: Final = 2000
_LABEL: Final = 26

_UNIT_WORDS: Final = {
    "op": "operative paragraph",
    "pre": "preambular paragraph",
    "para": "paragraph",
    "art": "article",
    "sec": "section",
    "chap": "chapter",
    "annex": "annex",
    "fn": "footnote",
    "heading": "heading",
    "summary": "summary",
    "front": "opening",
    "table": "table",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One instrument in a picture: `cited` and `citing` count instruments in the whole collection.

    `languages` are the codes of those that its text is loaded in, that of its own text first. A node with
    `members` stands for that many instruments, as a group.
    """

    instrument: Instrument
    label: str
    cited: int
    citing: int
    languages: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cites:
    """One instrument citing another, with all the places; `group` is the strongest thing that a citation does.

    Between groups of instruments the citations are counted only.
    """

    citing: str
    cited: str
    group: str
    mentions: tuple[Mention, ...]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a view shows. `found` counts the instruments within reach, of which `nodes` are the chosen ones."""

    focus: tuple[str, ...]
    nodes: tuple[Node, ...]
    links: tuple[Cites, ...]
    timeline: Timeline
    found: int
    depth: int


#: Groups of citation functions from the weakest to the strongest statement.
GROUPS: Final = ("", "neutral", "stance", "basis", "change", "contradiction")


def picture(
    store: Store,
    focus: Sequence[str],
    *,
    limit: int = 60,
    depth: int = 1,
    projection: Projection | None = None,
) -> Picture:
    """Choose the instruments around those in focus and gather every citation between them.

    Without a focus the most cited instruments of the store are shown.

    Raises:
        UsageError: for a limit or depth that makes no sense.
    """
    known = projection or network(store, functions=False)
    chosen = neighbourhood(known, focus, limit=limit, depth=depth)
    instruments = describe(store, chosen.members)
    inside = set(chosen.members)
    pairs = list(known.graph.subgraph(inside).edges())
    mentions = evidence(store, pairs)
    spoken = languages_of(store, chosen.members)
    nodes = tuple(
        Node(
            instruments[name],
            short_label(instruments[name]),
            known.graph.in_degree(name) if name in known.graph else 0,
            known.graph.out_degree(name) if name in known.graph else 0,
            spoken.get(name, ()),
        )
        for name in chosen.members
    )
    links = tuple(
        Cites(
            citing, cited, strongest(mention.function for mention in mentions[citing, cited]), mentions[citing, cited]
        )
        for citing, cited in sorted(pairs, key=lambda pair: (known.order(pair[0]), known.order(pair[1])))
    )
    placed = timeline(node.instrument for node in nodes)
    return Picture(chosen.focus, nodes, links, placed, chosen.found, depth)


@cache
def functions() -> dict[str, registry.Function]:
    """Return the citation functions by id."""
    return {function.id: function for function in registry.functions()}


def strongest(does: Iterable[str]) -> str:
    """Return the group of the strongest of some citation functions; "" where none of them is known."""
    known = functions()
    groups = [known[function].group for function in does if function in known]
    return max((group for group in groups if group in GROUPS), key=GROUPS.index, default="")


def short_label(instrument: Instrument) -> str:
    """Return the name that stands beside an instrument in a picture.

    >>> short_label(Instrument("S/RES/1325(2000)", "resolution", "SC"))
    '1325 (2000)'
    """
    symbol = Symbol.find(instrument.id)
    if symbol and symbol.kind == RESOLUTION and symbol.body == "SC":
        return f"{symbol.number} {symbol.part + ' ' if symbol.part else ''}({symbol.year})"
    if symbol:
        return symbol.text
    treaty = registry.treaty(instrument.id)
    names = (*treaty.abbreviations, *treaty.aliases, treaty.title) if treaty else ()
    best = names[0] if treaty and treaty.abbreviations else min(names, key=lambda name: (len(name), name), default="")
    name = best or instrument.title or instrument.id.partition(":")[2] or instrument.id
    return name if len(name) <= _LABEL else name[: _LABEL - 1].rstrip() + "…"


def unit_label(eid: str) -> str:
    """Write an eId as people say it.

    >>> unit_label("op_16__a"), unit_label("pre_3"), unit_label("sec_A__op_1"), unit_label("summary")
    ('operative paragraph 16 (a)', 'preambular paragraph 3', 'section A, operative paragraph 1', 'summary')
    """
    said: list[str] = []
    for piece in eid.split("__"):
        word, _, number = piece.partition("_")
        if word in _UNIT_WORDS:
            said.append(f"{_UNIT_WORDS[word]} {number.replace('_', ' ')}".strip())
        elif said and re.fullmatch(r"[A-Za-z0-9]{1,5}", piece):
            said[-1] += f" ({piece})"
        else:
            said.append(piece.replace("_", " "))
    return ", ".join(said)
