"""An overview -> a picture: a ring for each theme and decade, and the strongest links between them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from lexline.graph.grouping import READABLE
from lexline.graph.lineage_picture import mostly
from lexline.graph.overview import NO_THEME, Cell, Overview
from lexline.graph.picture import Cites, Node, Picture
from lexline.graph.projection import Instrument
from lexline.graph.timeline import GROUP, Category, Lane, Timeline, Year

#: How many links are drawn.
STRONGEST: Final = 60
_COLUMN: Final = 150
_LANE: Final = 84
_HEAD: Final = 26


def key(cell: Cell) -> str:
    """Return the name of a group in a picture.

    >>> key(("health", 2010)), key(("health", None))
    ('health@2010', 'health@undated')
    """
    theme, decade = cell
    return f"{theme or 'none'}@{decade if decade is not None else 'undated'}"


def decade_label(decade: int | None) -> str:
    """Write a decade as people do."""
    return "undated" if decade is None else f"{decade}s"


def theme_label(shown: Overview, theme: str) -> str:
    """Return what a theme is called."""
    return shown.labels.get(theme, theme) if theme != NO_THEME else "No theme known"


def overview_picture(shown: Overview) -> Picture:
    """Draw the themes of the most links, as many as one can look over, in all decades."""
    themes = _themes(shown)
    cells = [cell for cell in shown.members if cell[0] in themes]
    decades = [decade for decade in shown.decades if any(cell[1] == decade for cell in cells)]
    columns = {decade: at * _COLUMN for at, decade in enumerate(decades)}
    rows = {theme: at * _LANE for at, theme in enumerate(themes)}
    positions = {
        key((theme, decade)): (columns[decade] + _COLUMN // 2, rows[theme] + (_HEAD + _LANE) // 2)
        for theme, decade in cells
    }
    nodes = tuple(
        Node(
            Instrument(
                key(cell),
                GROUP,
                title=f"{theme_label(shown, cell[0])}, {len(shown.members[cell]):,} instruments",
                year=cell[1],
            ),
            decade_label(cell[1]),
            0,
            0,
            (),
            shown.members[cell],
        )
        for cell in cells
    )
    years = tuple(Year(decade, decade_label(decade), left, left + _COLUMN) for decade, left in columns.items())
    lanes = tuple(
        Lane(Category(theme, theme_label(shown, theme), "dot", ""), top, top + _LANE) for theme, top in rows.items()
    )
    drawn = [link for link in shown.links if link.citing[0] in themes and link.cited[0] in themes][:STRONGEST]
    links = tuple(Cites(key(one.citing), key(one.cited), mostly(one.functions), (), one.count) for one in drawn)
    return Picture((), nodes, links, Timeline(positions, years, lanes), len(shown.members), 1)


def _themes(shown: Overview) -> tuple[str, ...]:
    """Choose the themes with the most citations to and from others, and put them in the order of the overview."""
    weights: Counter[str] = Counter()
    for link in shown.links:
        weights.update({link.citing[0]: link.count})
        weights.update({link.cited[0]: link.count})
    chosen: set[str] = set()
    number = 0
    for theme in sorted(shown.themes, key=lambda theme: (-weights[theme], theme)):
        size = sum(cell[0] == theme for cell in shown.members)
        if number + size > READABLE:
            break
        chosen.add(theme)
        number += size
    return tuple(theme for theme in shown.themes if theme in chosen)
