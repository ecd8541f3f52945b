"""What a query answered -> what the workbench shows of it: a table with links, a chart, a picture of what is joined."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from lexline.graph.explorer.links import official, path_of
from lexline.graph.ontology_terms import short
from lexline.ontology import vocabulary
from lexline.ontology.vocabulary import RDF, XSD

if TYPE_CHECKING:
    from lexline.graph.query_pool import Answer

#: Most rows that a page shows; files have them all.
SHOWN: Final = 1000
#: Most nodes of a picture, most points of a chart.
NODES: Final = 70
POINTS: Final = 200
_LONGEST: Final = 600
_NUMBERS: Final = tuple(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "gYear"))
_PIXELS: Final = 9


@dataclass(frozen=True, slots=True)
class Value:
    """A cell: what a reader sees, where it leads, and the number that it is, if any."""

    text: str
    href: str | None = None
    number: float | None = None
    #: What it is called in the picture, where it is a thing.
    iri: str | None = None


EMPTY: Final = Value("")


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer as a table; `verdict` is yes or no where the query asked for that."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    truncated: bool = False
    verdict: bool | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns that hold numbers alone, at least one."""
        return tuple(at for at in range(len(self.columns)) if self._numeric(at))

    def _numeric(self, at: int) -> bool:
        filled = [row[at] for row in self.rows if row[at].text]
        return bool(filled) and all(value.number is not None for value in filled)


def shown(answer: Answer, root: str) -> Shown:
    """Read an answer in JSON or N-Triples.

    Args:
        answer: as the pool gave it.
        root: the path below which the pages are.
    """
    if answer.kind == "ask":
        return Shown("ask", (), (), verdict=bool(json.loads(answer.body)["boolean"]))
    if answer.kind == "construct":
        found = ox.parse(answer.body, ox.RdfFormat.N_TRIPLES)
        rows = [tuple(_of_term(t, root) for t in (q.subject, q.predicate, q.object)) for q in found]
        return Shown("construct", ("subject", "predicate", "object"), tuple(sorted(rows, key=_texts)), answer.truncated)
    told = json.loads(answer.body)
    rows = [
        tuple(_of_json(row[name], root) if name in row else EMPTY for name in answer.variables)
        for row in told["results"]["bindings"]
    ]
    return Shown("select", answer.variables, tuple(rows), answer.truncated)


def _texts(row: Sequence[Value]) -> tuple[str, ...]:
    return tuple(value.text for value in row)


def name_of(iri: str) -> str:
    """Write an IRI as a reader knows it: a symbol with its paragraph, or a prefixed name.

    >>> name_of(vocabulary.ID + "S-RES-1325-2000--op_8")
    'S/RES/1325(2000) op_8'
    """
    if parsed := vocabulary.parse_iri(iri):
        return " ".join(part for part in parsed if part)
    return short(iri)


def _link(iri: str, root: str) -> str | None:
    path = path_of(iri)
    return root + path if path is not None else official(iri)


def _of_term(term: Any, root: str) -> Value:  # noqa: ANN401 (pyoxigraph's terms have no common type)
    if isinstance(term, ox.NamedNode):
        return Value(name_of(term.value), _link(term.value, root), iri=term.value)
    if isinstance(term, ox.Literal):
        return _literal(term.value, term.datatype.value)
    text = str(term)
    return Value(text[:_LONGEST], iri=text if isinstance(term, ox.BlankNode) else None)


def _of_json(told: Mapping[str, Any], root: str) -> Value:
    if told["type"] == "uri":
        return Value(name_of(told["value"]), _link(told["value"], root), iri=told["value"])
    if told["type"] == "bnode":
        return Value(f"_:{told['value']}", iri=f"_:{told['value']}")
    if told["type"] == "triple":
        parts = (_of_json(told["value"][name], root).text for name in ("subject", "predicate", "object"))
        return Value(f"<< {' '.join(parts)} >>")
    return _literal(told["value"], told.get("datatype", ""))


def _literal(text: str, datatype: str) -> Value:
    number = None
    if datatype in _NUMBERS:
        try:
            number = float(text)
        except ValueError:
            number = None
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
    return Value(cut, number=number if number is not None and abs(number) < float("inf") else None)


# --- the grid and the chart -------------------------------------------------------------------------------
def grid(table: Shown) -> dict[str, object]:
    """Return the table as options of AG Grid; every cell is written by the page's script, as text."""
    numbers = table.numbers
    definitions = [
        {
            "headerName": name,
            "field": f"c{at}",
            "cellRendererParams": {"link": f"h{at}"},
            ":cellRenderer": "lexlineCell",
            "filter": "agNumberColumnFilter" if at in numbers else "agTextColumnFilter",
            "type": "rightAligned" if at in numbers else "",
            "sortable": True,
            "resizable": True,
            "minWidth": 110,
            "flex": 1,
        }
        for at, name in enumerate(table.columns)
    ]
    for definition in definitions:
        if not definition["type"]:
            del definition["type"]
    rows = []
    for row in table.rows:
        told: dict[str, object] = {}
        for at, value in enumerate(row):
            told[f"c{at}"] = value.number if at in numbers and value.number is not None else value.text
            if value.href:
                told[f"h{at}"] = value.href
        rows.append(told)
    return {
        "columnDefs": definitions,
        "rowData": rows,
        "pagination": len(rows) > 100,
        "paginationPageSize": 100,
        "ensureDomOrder": True,
        "suppressColumnVirtualisation": True,
        "enableCellTextSelection": True,
        "tooltipShowDelay": 400,
    }


def chart(table: Shown, along: int, up: int, form: str, dark: bool) -> dict[str, object]:
    """Return a chart of one column over another as options of ECharts, with at most `POINTS` points."""
    rows = [row for row in table.rows if row[up].number is not None][:POINTS]
    ink, rule, bar = ("#e8edf2", "#3a4652", "#56b4e9") if dark else ("#1b2430", "#cdd4dc", "#0072b2")
    axis = {"axisLabel": {"color": ink}, "axisLine": {"lineStyle": {"color": ink}}, "nameTextStyle": {"color": ink}}
    told = f"{table.columns[up]} by {table.columns[along]}: {len(rows)} values."
    return {
        "aria": {"enabled": True, "label": {"description": told}},
        "animation": False,
        "color": [bar],
        "textStyle": {"color": ink},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "grid": {"left": 20, "right": 30, "top": 40, "bottom": 20, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [row[along].text[:60] for row in rows],
            "name": table.columns[along],
            "nameLocation": "middle",
            "nameGap": 34,
            **axis,
        },
        "yAxis": {
            "type": "value",
            "name": table.columns[up],
            "splitLine": {"lineStyle": {"color": rule}},
            **axis,
        },
        "series": [{"type": form, "data": [row[up].number for row in rows], "symbolSize": 7, "barMaxWidth": 40}],
    }


# --- the picture ------------------------------------------------------------------------------------------
def picture(table: Shown, origin: int, target: int, label: int | None = None) -> tuple[str, str]:
    """Draw the rows as nodes and edges: an SVG text, and what it leaves out; both empty where nothing is joined."""
    edges: dict[tuple[str, str], str] = {}
    nodes: dict[str, Value] = {}
    ends = [(row[origin], row[target], row[label].text if label is not None else "") for row in table.rows]
    ends = [one for one in ends if one[0].text and one[1].text and not one[2].startswith(("rdf:type", RDF))]
    degree = Counter(value.text for start, end, _ in ends for value in (start, end))
    kept = {name for name, _ in degree.most_common(NODES)}
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
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    wide, tall = 1000, 360 + 6 * len(nodes)
    placed = nx.spring_layout(graph, seed=1, k=2.2 / max(len(nodes), 1) ** 0.5, iterations=80)
    at = {
        name: (round(90 + (float(x) + 1) / 2 * (wide - 180), 1), round(24 + (float(y) + 1) / 2 * (tall - 48), 1))
        for name, (x, y) in placed.items()
    }
    half = {name: min(len(name), 34) * _PIXELS * 0.36 + 8 for name in nodes}
    lines, dots = [], []
    for (start, end), name in edges.items():
        (x1, y1), (x2, y2) = at[start], at[end]
        # the tip stands where the line meets the box
        across, down = abs(x2 - x1) or 0.1, abs(y2 - y1) or 0.1
        part = 1 - min(half[end] / across, 12 / down, 1)
        x2, y2 = round(x1 + (x2 - x1) * part, 1), round(y1 + (y2 - y1) * part, 1)
        said = escape(" ".join((start, name or "→", end)))
        told = f"<title>{said}</title>"
        lines.append(f'<line class="edge" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" marker-end="url(#tip)">{told}</line>')
    for name, value in nodes.items():
        x, y = at[name]
        text = escape(name if len(name) <= 34 else f"{name[:32]}…")
        size = f'width="{2 * half[name]:.1f}" height="22"'
        box = f'<rect x="{x - half[name]:.1f}" y="{y - 11:.1f}" {size} rx="6"/>'
        inside = f'{box}<text x="{x}" y="{y + 4:.1f}">{text}</text>'
        if value.href:
            inside = f'<a href="{escape(value.href)}">{inside}</a>'
        dots.append(f'<g class="node"><title>{escape(name)}</title>{inside}</g>')
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>'
    )
    label = f"{len(nodes)} nodes and {len(edges)} links between them; the table has them in words"
    return (
        f'<svg class="drawn" viewBox="0 0 {wide} {tall}" role="group" aria-label="{label}">'
        f"{tip}{''.join(lines)}{''.join(dots)}</svg>"
    )


def files(query: str, kind: str, root: str) -> tuple[tuple[str, str, str], ...]:
    """Return the files of an answer: label, address, name; none where the query is too long for an address."""
    if len(told := quote(query, safe="")) > 50_000:
        return ()
    if kind == "construct":
        forms = (("Turtle", "turtle", "ttl"), ("N-Triples", "ntriples", "nt"), ("RDF/XML", "rdfxml", "rdf"),
                 ("JSON-LD", "jsonld", "jsonld"))  # fmt: skip
    else:
        forms = (("CSV", "csv", "csv"), ("TSV", "tsv", "tsv"), ("JSON", "json", "srj"), ("XML", "xml", "srx"))
    return tuple(
        (label, f"{root}/sparql?query={told}&format={form}", f"answer.{ending}") for label, form, ending in forms
    )


def with_prefixes(query: str) -> str:
    """Declare the prefixes that a query uses and does not declare, so that it can be asked elsewhere."""
    declared = set(re.findall(r"\bprefix\s+([\w-]*):", query, re.IGNORECASE))
    used = {name for name in vocabulary.PREFIXES if name not in declared and re.search(rf"\b{name}:", query)}
    lines = [f"PREFIX {name}: <{vocabulary.PREFIXES[name]}>\n" for name in sorted(used)]
    return "".join(lines) + query
