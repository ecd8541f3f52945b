"""A vocabulary -> one SVG picture: its main classes as boxes, its relations as arrows that bear their names.

Boxes stand where a table puts them; a relation from or to a narrower class is drawn at the class above it that has a
place. What leads from a class to itself is written inside its box. Labels move along their arrow until they cover
neither a box nor one another. Colours are those of Okabe and Ito, and no meaning hangs on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import hypot
from typing import Final

from lexline.graph.ontology_terms import Term, Vocabulary, short

WIDTH: Final = 1400
HEIGHT: Final = 960
_BOX: Final = 180
_LINE: Final = 19

#: Families of classes: what they are called, and their colour.
FAMILIES: Final[dict[str, tuple[str, str]]] = {
    "texts": ("Texts", "#0072B2"),
    "citations": ("Citations", "#D55E00"),
    "themes": ("Themes", "#009E73"),
    "records": ("Records beside the texts", "#E69F00"),
    "actors": ("Bodies and States", "#CC79A7"),
}

#: Where the middle of each box is, and its family.
_PLACES: Final[dict[str, tuple[int, int, str]]] = {
    "lx:CitationFunction": (130, 90, "citations"),
    "cito:Citation": (130, 430, "citations"),
    "eli:LegalExpression": (430, 90, "texts"),
    "lx:Unit": (800, 90, "texts"),
    "lx:Instrument": (800, 430, "texts"),
    "lx:ThemeAssignment": (1270, 90, "themes"),
    "skos:Concept": (1270, 400, "themes"),
    "lx:Body": (1270, 600, "actors"),
    "lx:Contradiction": (130, 620, "records"),
    "lx:Record": (130, 770, "records"),
    "lx:Catalogue": (130, 910, "records"),
    "lx:Vote": (500, 740, "records"),
    "lx:State": (800, 910, "actors"),
    "lx:Participation": (1030, 720, "records"),
    "lx:PartyDeclaration": (1270, 830, "records"),
}

#: Relations that would cross the whole picture, and a class that has the relations of the one above it once more.
_LEFT_OUT: Final = frozenset(
    {
        ("lx:Record", "skos:Concept"),
        ("lx:Participation", "lx:Catalogue"),
        ("lx:PartyDeclaration", "lx:Catalogue"),
    }
)
_NOT_DRAWN: Final = frozenset({"lx:ExpressionCitation"})

#: Where along its arrow a label may stand, the best place first.
_ALONG: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.72, 0.22, 0.78)

#: So many names stand below one another on an arrow; more are written in twos.
_MOST_ROWS: Final = 6

Edge = tuple[str, str]
_Line = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Rectangle:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: _Rectangle) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def relations(vocabulary: Vocabulary) -> dict[Edge, tuple[str, ...]]:
    """Return the names of the relations between each two classes of the picture, by the names of the classes."""
    parents = {term.name: [short(parent) for parent in term.parents] for term in vocabulary.classes}
    found: dict[Edge, set[str]] = {}
    for term in (*vocabulary.properties, *vocabulary.reused):
        for start in _placed(term.domain, parents):
            for end in _placed(term.range, parents):
                found.setdefault((start, end), set()).add(term.name)
    return {edge: tuple(sorted(names)) for edge, names in sorted(found.items())}


def _placed(iris: Iterable[str], parents: dict[str, list[str]]) -> list[str]:
    """Return the classes of the picture in which these classes lie."""
    found: dict[str, None] = {}
    waiting = [short(iri) for iri in iris]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name in _NOT_DRAWN:
            continue
        seen.add(name)
        if name in _PLACES:
            found[name] = None
        else:
            waiting.extend(parents.get(name, ()))
    return sorted(found)


def draw(vocabulary: Vocabulary) -> str:
    """Draw a vocabulary as SVG that can stand in a page."""
    links = relations(vocabulary)
    terms = {term.name: term for term in vocabulary.classes}
    boxes = {name: _box(name, links.get((name, name), ())) for name in _PLACES}
    edges = {edge: names for edge, names in links.items() if edge[0] != edge[1] and edge not in _LEFT_OUT}
    taken = list(boxes.values())
    lines, labels = [], []
    for edge, names in sorted(edges.items(), key=lambda item: (-len(item[1]), item[0])):
        ends = _ends(edge, boxes, aside=(edge[1], edge[0]) in edges)
        lines.append(_arrow(edge, names, ends))
        labels.append(_label(names, ends, taken, aside=(edge[1], edge[0]) in edges))
    drawn = [_node(name, boxes[name], links.get((name, name), ()), terms.get(name)) for name in _PLACES]
    told = "; ".join(f"{start} to {end}: {', '.join(names)}" for (start, end), names in links.items())
    return (
        f'<svg class="picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="picture-title picture-text">'
        '<title id="picture-title">The classes and the relations between them</title>'
        f'<desc id="picture-text">{escape(told)}</desc>'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" orient="auto">'
        f'<path d="M0 0L10 5L0 10z"/></marker></defs>{"".join((*lines, *drawn, *labels))}</svg>'
    )


def _box(name: str, own: Sequence[str]) -> _Rectangle:
    x, y, _ = _PLACES[name]
    wide, high = (_BOX + 70 if own else max(_BOX, len(name) * 10.5 + 34)) / 2, (48 + _LINE * len(_rows(own))) / 2
    return _Rectangle(x - wide, y - high, x + wide, y + high)


def _rows(names: Sequence[str]) -> list[str]:
    """Write names in lines of two."""
    return [" · ".join(names[at : at + 2]) for at in range(0, len(names), 2)]


def _ends(edge: Edge, boxes: dict[str, _Rectangle], *, aside: bool) -> _Line:
    """Return where an arrow begins and ends: at the edges of its boxes, beside the one that leads back."""
    (x1, y1, _), (x2, y2, _) = _PLACES[edge[0]], _PLACES[edge[1]]
    far = hypot(x2 - x1, y2 - y1) or 1
    shift = 10 if aside else 0
    dx, dy = -(y2 - y1) / far * shift, (x2 - x1) / far * shift
    start, end = (x1 + dx, y1 + dy), (x2 + dx, y2 + dy)
    return *_border(start, end, boxes[edge[0]]), *_border(end, start, boxes[edge[1]])


def _border(inside: tuple[float, float], outside: tuple[float, float], box: _Rectangle) -> tuple[float, float]:
    """Return where the line between two points leaves a box."""
    (x, y), dx, dy = inside, outside[0] - inside[0], outside[1] - inside[1]
    shares = [1.0]
    if dx:
        shares.append(((box.right if dx > 0 else box.left) - x) / dx)
    if dy:
        shares.append(((box.bottom if dy > 0 else box.top) - y) / dy)
    share = min(shares)
    return x + dx * share, y + dy * share


def _arrow(edge: Edge, names: Sequence[str], ends: _Line) -> str:
    x1, y1, x2, y2 = ends
    told = escape(f"{edge[0]} to {edge[1]}: {', '.join(names)}")
    path = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    return f'<path class="relation" d="{path}" marker-end="url(#tip)"><title>{told}</title></path>'


def _label(names: Sequence[str], ends: _Line, taken: list[_Rectangle], *, aside: bool) -> str:
    """Write the names on their arrow (beside it where another leads back), and remember where they stand in `taken`."""
    x1, y1, x2, y2 = ends
    names = _rows(names) if len(names) > _MOST_ROWS else names
    wide, high = max(map(len, names)) * 7.7, _LINE * len(names)
    far = hypot(x2 - x1, y2 - y1) or 1
    across, down = -(y2 - y1) / far, (x2 - x1) / far
    off = abs(across) * wide / 2 + abs(down) * high / 2 + 3 if aside else 0
    places = []
    for share in _ALONG:
        x, y = x1 + (x2 - x1) * share + across * off, y1 + (y2 - y1) * share + down * off
        places.append((x, y, _Rectangle(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)))
    x, y, spot = min(places, key=lambda place: sum(place[2].overlaps(other) for other in taken))
    taken.append(spot)
    first = y - high / 2 + _LINE - 5
    rows = "".join(
        f'<tspan x="{x:.1f}" y="{first + _LINE * n:.1f}">{escape(name)}</tspan>' for n, name in enumerate(names)
    )
    return f'<text class="name">{rows}</text>'


def _node(name: str, box: _Rectangle, own: Sequence[str], term: Term | None) -> str:
    x, _, family = _PLACES[name]
    colour = FAMILIES[family][1]
    wide, high = box.right - box.left, box.bottom - box.top
    drawn = (
        f'<rect x="{box.left}" y="{box.top}" width="{wide}" height="{high}" rx="7" stroke="{colour}"/>'
        f'<rect class="band" x="{box.left}" y="{box.top}" width="9" height="{high}" fill="{colour}"/>'
        f'<text class="class" x="{x + 4}" y="{box.top + 30}">{escape(name)}</text>'
    )
    rows = "".join(
        f'<tspan x="{x + 4}" y="{box.top + 52 + _LINE * n}">{escape(row)}</tspan>' for n, row in enumerate(_rows(own))
    )
    drawn += f'<text class="inner">{rows}</text>' if own else ""
    told = f"<title>{escape(term.comment)}</title>" if term else ""
    return f'<a href="#{escape(anchor(term.iri))}">{told}{drawn}</a>' if term else f"<g>{drawn}</g>"


def anchor(iri: str) -> str:
    """Return the id of the part of the page that describes a term."""
    return short(iri).removeprefix("lx:").replace(":", "-")
