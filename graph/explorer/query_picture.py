"""Rows that join things -> a picture: what points stands left of what it points at; no script, no randomness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Final

import networkx as nx

from lexline.graph.explorer.query_results import Shown, Value

#: Most nodes of a picture.
NODES: Final = 70
_LETTERS: Final = 34
_LETTER: Final = 6.4
_ROW: Final = 30
_GAP: Final = 110
_EDGE: Final = 20
_SWEEPS: Final = 6
#: What every thing has, and no picture needs.
_LEFT_OUT: Final = "rdf:type"


def picture(table: Shown, origin: int, target: int, label: int | None = None) -> tuple[str, str]:
    """Draw the rows as nodes and edges, those with most links where there are too many.

    Args:
        table: the answer.
        origin: the column that edges begin at.
        target: the column that they end at.
        label: the column that names them, if any.

    Returns:
        An SVG text, and what it leaves out; both are empty where nothing is joined.
    """
    ends = [(row[origin], row[target], "" if label is None else row[label].text) for row in table.rows]
    ends = [one for one in ends if one[0].text and one[1].text and one[2] != _LEFT_OUT]
    degree = Counter(value.text for start, end, _ in ends for value in (start, end))
    kept = {name for name, _ in degree.most_common(NODES)}
    nodes: dict[str, Value] = {}
    edges: dict[tuple[str, str], str] = {}
    for start, end, name in ends:
        if start.text in kept and end.text in kept:
            nodes.setdefault(start.text, start)
            nodes.setdefault(end.text, end)
            edges.setdefault((start.text, end.text), name)
    if not edges:
        return "", ""
    left_out = len(degree) - len(nodes)
    said = f"The {len(nodes)} with most links are drawn, {left_out} are left out." if left_out else ""
    return _svg(nodes, edges), said


def _svg(nodes: Mapping[str, Value], edges: Mapping[tuple[str, str], str]) -> str:
    columns = _columns(nodes, edges)
    half = {name: min(len(name), _LETTERS) * _LETTER / 2 + 8 for name in nodes}
    tall = max(map(len, columns)) * _ROW + 2 * _EDGE
    at: dict[str, tuple[float, float]] = {}
    x = float(_EDGE)
    for column in columns:
        widest = max(half[name] for name in column)
        step = (tall - 2 * _EDGE) / len(column)
        at |= {name: (x + widest, _EDGE + step * (place + 0.5)) for place, name in enumerate(column)}
        x += 2 * widest + _GAP
    wide = x - _GAP + _EDGE
    drawn = [_line(start, end, name, at, half) for (start, end), name in edges.items()]
    drawn += [_box(name, value, at[name], half[name]) for name, value in nodes.items()]
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>'
    )
    label = f"{len(nodes)} nodes and {len(edges)} links between them; the table has them in words"
    size = f'width="{wide:.0f}" height="{tall:.0f}" viewBox="0 0 {wide:.0f} {tall:.0f}"'
    return f'<svg class="drawn" {size} role="group" aria-label="{label}">{tip}{"".join(drawn)}</svg>'


def _columns(nodes: Mapping[str, Value], edges: Mapping[tuple[str, str], str]) -> list[list[str]]:
    """Put what points left of what it points at (rings in one column), and what is joined near each other."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from(sorted(edges))
    rings = nx.condensation(graph)
    columns = [
        sorted(name for ring in generation for name in rings.nodes[ring]["members"])
        for generation in nx.topological_generations(rings)
    ]
    joined = {name: [*graph.predecessors(name), *graph.successors(name)] for name in nodes}
    for _ in range(_SWEEPS):
        height = {name: (place + 0.5) / len(column) for column in columns for place, name in enumerate(column)}
        for column in columns:
            middle = {name: sum(height[o] for o in joined[name]) / max(len(joined[name]), 1) for name in column}
            column.sort(key=lambda name, middle=middle: (middle[name], name))  # type: ignore[misc]
            height |= {name: (place + 0.5) / len(column) for place, name in enumerate(column)}
    return columns


def _line(start: str, end: str, name: str, at: Mapping[str, tuple[float, float]], half: Mapping[str, float]) -> str:
    (x1, y1), (x2, y2) = at[start], at[end]
    said = f"<title>{escape(' '.join((start, name or 'to', end)))}</title>"
    if x1 == x2:  # round the outside of the column
        out = x1 + half[start]
        path = f"M{out:.0f} {y1:.0f}C{out + 60:.0f} {y1:.0f} {out + 60:.0f} {y2:.0f} {x2 + half[end]:.0f} {y2:.0f}"
    else:
        side = 1 if x2 > x1 else -1
        begin, stop = x1 + side * half[start], x2 - side * half[end]
        middle = (begin + stop) / 2
        path = f"M{begin:.0f} {y1:.0f}C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {stop:.0f} {y2:.0f}"
    return f'<path class="edge" d="{path}" marker-end="url(#tip)">{said}</path>'


def _box(name: str, value: Value, at: tuple[float, float], half: float) -> str:
    x, y = at
    text = escape(name if len(name) <= _LETTERS else f"{name[: _LETTERS - 2]}…")
    box = f'<rect x="{x - half:.0f}" y="{y - 11:.0f}" width="{2 * half:.0f}" height="22" rx="6"/>'
    inside = f'{box}<text x="{x:.0f}" y="{y + 4:.0f}">{text}</text>'
    if value.href:
        inside = f'<a href="{escape(value.href)}">{inside}</a>'
    return f'<g class="node"><title>{escape(name)}</title>{inside}</g>'
