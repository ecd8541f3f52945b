"""What a query answered -> what the workbench shows of it: a table with links, a chart, files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from lexline.graph.explorer.links import official, path_of
from lexline.graph.ontology_terms import short
from lexline.ontology import vocabulary
from lexline.ontology.vocabulary import XSD

if TYPE_CHECKING:
    from lexline.graph.query_pool import Answer

#: Most rows that a page shows; files have them all.
SHOWN: Final = 1000
#: Most points of a chart, and most series in it.
POINTS: Final = 200
SERIES: Final = 8
#: Okabe and Ito's colours, on light and on dark pages; symbols for lines.
_COLOURS: Final = {
    False: ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#e69f00", "#1b2430"),
    True: ("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#d55e00", "#9fc5e8", "#e8edf2"),
}
_SYMBOLS: Final = ("circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect", "emptyCircle")
_LONGEST: Final = 600
#: A column whose texts are longer than this, one with another, holds sentences.
_SENTENCE: Final = 60
_NUMBERS: Final = tuple(XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "gYear"))


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

    def along(self, up: int) -> int:
        """Return the column to draw another one over: the one with most different values."""
        others = [at for at in range(len(self.columns)) if at != up]
        return max(others, key=lambda at: (self._different(at), -at))

    def by(self, along: int, up: int) -> int | None:
        """Return a column that tells a few series apart, where points stand more than once."""
        if self._different(along) == len(self.rows):
            return None
        others = (at for at in range(len(self.columns)) if at not in (along, up))
        return next((at for at in others if 1 < self._different(at) <= SERIES), None)

    def _different(self, at: int) -> int:
        return len({row[at].text for row in self.rows})

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
    definitions = [_definition(table, at, number=at in numbers) for at in range(len(table.columns))]
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
        "paginationPageSizeSelector": False,
        "ensureDomOrder": True,
        "suppressColumnVirtualisation": True,
        "enableCellTextSelection": True,
    }


def _definition(table: Shown, at: int, *, number: bool) -> dict[str, object]:
    """Describe a column; one of sentences gets room for them."""
    told: dict[str, object] = {
        "headerName": table.columns[at],
        "field": f"c{at}",
        "cellRendererParams": {"link": f"h{at}"},
        ":cellRenderer": "lexlineCell",
        "filter": "agNumberColumnFilter" if number else "agTextColumnFilter",
        "sortable": True,
        "resizable": True,
        # room for what it holds, up to a width at which it is cut
        "minWidth": min(250, 60 + 8 * max((len(row[at].text) for row in table.rows), default=0)),
        "flex": 1,
    }
    if number:
        told["type"] = "rightAligned"
    elif sum(len(row[at].text) for row in table.rows) > _SENTENCE * len(table.rows):
        told |= {"wrapText": True, "autoHeight": True, "minWidth": 300, "flex": 3}
    return told


def chart(table: Shown, along: int, up: int, form: str, dark: bool, by: int | None = None) -> dict[str, object]:
    """Return a chart of one column over another as options of ECharts, with at most `POINTS` points along.

    Args:
        table: the answer.
        along: the column of the points.
        up: the column of numbers.
        form: bar or line.
        dark: whether it stands on a dark page.
        by: the column that splits it into series, if any.
    """
    rows = [row for row in table.rows if row[up].number is not None]
    points = list(dict.fromkeys(row[along].text for row in rows))
    if along in table.numbers:
        numbers = {row[along].text: row[along].number or 0.0 for row in rows}
        points.sort(key=lambda point: numbers[point])
    points = points[:POINTS]
    names = [""] if by is None else list(dict.fromkeys(row[by].text for row in rows))[:SERIES]
    values = {(row[along].text, "" if by is None else row[by].text): row[up].number for row in rows}
    ink, rule = ("#e8edf2", "#3a4652") if dark else ("#1b2430", "#cdd4dc")
    axis = {"axisLabel": {"color": ink}, "axisLine": {"lineStyle": {"color": ink}}, "nameTextStyle": {"color": ink}}
    told = f"{table.columns[up]} by {table.columns[along]}: {len(points)} points; the table has them in words."
    return {
        # patterns tell series apart where colours do not
        "aria": {"enabled": True, "label": {"description": told}, "decal": {"show": len(names) > 1}},
        "animation": False,
        "color": list(_COLOURS[dark]),
        "textStyle": {"color": ink},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"show": len(names) > 1, "top": 0, "textStyle": {"color": ink}},
        "grid": {"left": 20, "right": 30, "top": 60, "bottom": 40, "containLabel": True},
        "xAxis": {
            "type": "category",
            "data": [point[:60] for point in points],
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
        "series": [
            {
                "type": form,
                "name": name[:60],
                "data": [values.get((point, name)) for point in points],
                "stack": "all" if form == "bar" and by is not None else None,
                "symbol": _SYMBOLS[at % len(_SYMBOLS)],
                "symbolSize": 8,
                "barMaxWidth": 40,
            }
            for at, name in enumerate(names)
        ],
    }


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
