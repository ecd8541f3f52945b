"""A report on a draft -> HTML: the text with every citation marked in place, and beside it what was found.

`page` writes a file of its own that needs no script and no network; `body` only what goes into a page of somebody
else's. Every text of the draft and of the store is escaped. The same report always gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from lexline.graph.draft_report import HEADS, KINDS, LEVELS, OK, QUIET, SHAPES, STANDINGS, Checked, DraftReport
from lexline.graph.draft_words import written
from lexline.graph.reading import label_of
from lexline.ontology.acknowledgement import ACKNOWLEDGEMENT
from lexline.ontology.vocabulary import official_page

#: So much of what a cited paragraph says is shown.
_SHOWN: Final = 300

#: Where an instrument, or a paragraph of it, can be read; None for nowhere.
Where = Callable[[str, str | None], str | None]


@dataclass(frozen=True, slots=True)
class Marked:
    """One citation with its number in the report, by which its mark and its entry find one another."""

    number: int
    citation: Checked


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a unit's text, and the citations that it belongs to; of several that overlap all are named."""

    text: str
    marks: tuple[Marked, ...] = ()

    @property
    def level(self) -> str:
        """The gravest level of its citations."""
        return min((mark.citation.level for mark in self.marks), key=LEVELS.index, default=OK)


def page(report: DraftReport) -> str:
    """Write a report as a page of its own."""
    style = css()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _templates()
        .get_template("draft.html")
        .render(
            report=report,
            body=body(report, _official),
            style=Markup(style),  # noqa: S704 - our own file
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            acknowledgement=ACKNOWLEDGEMENT,
        )
    )


def body(report: DraftReport, where: Where) -> Markup:
    """Write what a report holds, below the heading of a page.

    Args:
        report: what was found.
        where: gives the address at which an instrument can be read.
    """
    marked = [Marked(number, citation) for number, citation in enumerate(report.citations, start=1)]
    by_unit: defaultdict[str, list[Marked]] = defaultdict(list)
    for mark in marked:
        by_unit[mark.citation.unit].append(mark)
    html = (
        _templates()
        .get_template("draft_body.html")
        .render(
            report=report,
            units=[(unit, tuple(pieces(unit.text, by_unit[unit.eid]))) for unit in report.document.units if unit.text],
            groups=[(level, [mark for mark in marked if mark.citation.level == level]) for level in LEVELS],
            shapes=SHAPES,
            heads=HEADS,
            quiet=QUIET,
            kinds=KINDS,
            standings=STANDINGS,
            where=where,
            label_of=label_of,
            written=written,
            shown=_SHOWN,
        )
    )
    return Markup(html)  # noqa: S704 - the template escapes what it is given


def css() -> str:
    """Return the style of a report."""
    return _asset("draft.css")


def pieces(text: str, marks: Iterable[Marked]) -> Iterator[Piece]:
    """Cut a text at the citations in it; one that begins within another is put with it."""
    at = 0
    spans: list[tuple[int, int, list[Marked]]] = []
    for mark in sorted(marks, key=lambda one: (one.citation.start, -one.citation.end, one.number)):
        start, end = mark.citation.start, mark.citation.end
        if spans and start < spans[-1][1]:
            before = spans[-1]
            spans[-1] = (before[0], max(before[1], end), [*before[2], mark])
        else:
            spans.append((start, end, [mark]))
    for start, end, own in spans:
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], tuple(own))
        at = end
    if at < len(text):
        yield Piece(text[at:])


def _official(identifier: str, _eid: str | None) -> str | None:
    return official_page(identifier) if "/" in identifier else None


@cache
def _templates() -> Environment:
    return Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _asset(name: str) -> str:
    return files("lexline.graph.assets").joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n")
