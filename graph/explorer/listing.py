"""Rows -> a list that can be filtered, sorted, leafed through and had as CSV or JSON, all by the page's address.

A list called `by` reads the parameters `by.q` (words that a row must hold), `by.<column>` (a value that a column must
have), `by.sort` (a column, with "-" before it for the other way), `by.page` and `by.format` (csv or json).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.explorer import links
from lexline.graph.projection import natural

if TYPE_CHECKING:
    from starlette.requests import Request

CSV: Final = "csv"
JSON: Final = "json"

#: A column with more different values than this is searched by words, not chosen from.
_MOST_CHOICES: Final = 400
#: What a spreadsheet would take for a formula when a cell begins with it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row: a value, perhaps words that show it, a link, and how it is set apart.

    `mark` is a class of the style sheet, `title` tells more on hovering, `words` are marked within the text.
    """

    value: str | int | float | None
    href: str | None = None
    shown: str | None = None
    mark: str = ""
    title: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        """What a reader sees."""
        if self.shown is not None:
            return self.shown
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in addresses and files, its label, and whether one chooses from its values.

    `wide` gives it the room of a sentence; `number` sets it right; what is not `shown` is there to choose by, and in
    the files.
    """

    name: str
    label: str
    choice: bool = False
    wide: bool = False
    number: bool = False
    shown: bool = True


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a column that can be chosen, with how many rows have it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a page shows it: the rows of this page, and how to get at the others."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    found: tuple[Row, ...]
    total: int
    words: str
    sort: str
    page: int
    pages: int
    choices: Mapping[str, tuple[Choice, ...]]
    wanted: str
    file_name: str
    address: Callable[..., str]
    #: Parameters of the page outside this list, which its form carries along.
    others: tuple[tuple[str, str], ...]

    @property
    def narrowed(self) -> bool:
        """Whether words or values leave rows out."""
        return len(self.found) != self.total

    @property
    def useful(self) -> bool:
        """Whether there is so much in it that one would want to narrow it."""
        return self.total > 5

    def sorting(self, column: Column) -> str:
        """Return "ascending", "descending" or "none", as ARIA says it."""
        if self.sort.lstrip("-") != column.name:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"

    def sorted_by(self, column: Column) -> str:
        """Return the address that sorts by this column, or turns the order round."""
        turned = self.sorting(column) == "ascending"
        return self.address(sort=("-" if turned else "") + column.name, page=None)


def listing(
    request: Request,
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell | str | int | float | None]],
    *,
    per_page: int = 100,
) -> Listing:
    """Make a list of rows, as the address wants it.

    Args:
        request: what was asked.
        name: letters that begin its parameters.
        caption: what it lists.
        columns: its columns.
        rows: a cell (or a bare value) for each column.
        per_page: how many rows a page shows; 0 for all.
    """
    asked = {key.removeprefix(f"{name}."): value for key, value in request.query_params.items()}
    asked = {key: value for key, value in asked.items() if f"{name}.{key}" in request.query_params}
    every = tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows)
    words = asked.get("q", "").strip()[:200]
    found = _with_words(every, words)
    picked = {column.name: asked[column.name] for column in columns if column.choice and asked.get(column.name)}
    choices = {
        column.name: _choices(_picked(found, columns, picked, besides=column.name), place, picked.get(column.name, ""))
        for place, column in enumerate(columns)
        if column.choice
    }
    found = _picked(found, columns, picked)
    sort = asked.get("sort", "")
    places = {column.name: place for place, column in enumerate(columns)}
    if sort.lstrip("-") in places:
        found = _sorted(found, places[sort.lstrip("-")], turned=sort.startswith("-"))
    else:
        sort = ""
    pages = max(1, -(-len(found) // per_page)) if per_page else 1
    number = min(max(1, int(asked["page"])), pages) if re.fullmatch(r"\d{1,6}", asked.get("page", "")) else 1
    shown = found[(number - 1) * per_page : number * per_page] if per_page else found
    others = tuple((key, value) for key, value in request.query_params.multi_items() if not key.startswith(f"{name}."))
    return Listing(
        name=name,
        caption=caption,
        columns=tuple(columns),
        rows=shown,
        found=found,
        total=len(every),
        words=words,
        sort=sort,
        page=number,
        pages=pages,
        choices=choices,
        wanted=asked.get("format", ""),
        file_name=_file_name(request, name),
        address=_addresses(request, name),
        others=others,
    )


def as_csv(one: Listing) -> str:
    """Write all rows that were found as CSV; what a spreadsheet would calculate is marked as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in one.columns])
    for row in one.found:
        writer.writerow([harmless(cell.value) for cell in row])
    return out.getvalue()


def as_json(one: Listing) -> str:
    """Write all rows that were found as a JSON list of objects, with the addresses that cells lead to."""
    rows = []
    for row in one.found:
        told: dict[str, object] = {}
        for column, cell in zip(one.columns, row, strict=True):
            told[column.name] = cell.value
            if cell.href:
                told[f"{column.name}_link"] = cell.href
        rows.append(told)
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _with_words(rows: tuple[Row, ...], words: str) -> tuple[Row, ...]:
    wanted = words.casefold().split()
    if not wanted:
        return rows
    return tuple(row for row in rows if all(word in text for text in [_whole(row)] for word in wanted))


def _whole(row: Row) -> str:
    return "\n".join(f"{cell.value}\n{cell.shown or ''}" for cell in row).casefold()


def _picked(
    rows: tuple[Row, ...], columns: Sequence[Column], picked: Mapping[str, str], besides: str = ""
) -> tuple[Row, ...]:
    places = [(place, picked[c.name]) for place, c in enumerate(columns) if c.name in picked and c.name != besides]
    return tuple(row for row in rows if all(_value(row[place]) == value for place, value in places))


def _choices(rows: tuple[Row, ...], place: int, chosen: str) -> tuple[Choice, ...]:
    counts = Counter(_value(row[place]) for row in rows)
    labels = {_value(row[place]): row[place].text for row in rows}
    values = sorted((value for value in {*counts, chosen} if value), key=natural)
    if len(values) > _MOST_CHOICES:
        values = sorted((value for value, _ in counts.most_common(_MOST_CHOICES) if value), key=natural)
    return tuple(Choice(value, labels.get(value, value), counts[value], value == chosen) for value in values)


def _value(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value)


def _sorted(rows: tuple[Row, ...], place: int, *, turned: bool) -> tuple[Row, ...]:
    """Sort by a column: numbers as numbers, ids as people count; what is empty stands last either way."""

    def key(row: Row) -> tuple[float, str]:
        value = row[place].value
        return (value, "") if isinstance(value, int | float) else (0.0, natural(str(value).casefold()))

    filled = [row for row in rows if row[place].value not in (None, "")]
    empty = [row for row in rows if row[place].value in (None, "")]
    return (*sorted(filled, key=key, reverse=turned), *empty)


def harmless(value: str | int | float | None) -> str | int | float | None:
    """Mark a value as text where a spreadsheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _addresses(request: Request, name: str) -> Callable[..., str]:
    def address(**changes: object) -> str:
        """Return the address of the page with parameters of this list changed; None takes one out."""
        pairs = dict(request.query_params.items())
        pairs.pop(f"{name}.format", None)
        for key, value in changes.items():
            if value in (None, ""):
                pairs.pop(f"{name}.{key}", None)
            else:
                pairs[f"{name}.{key}"] = str(value)
        return links.address(request, links.here(request), pairs)

    return address


def _file_name(request: Request, name: str) -> str:
    last = re.sub(r"[^\w.-]+", "-", request.url.path.strip("/").rpartition("/")[2], flags=re.ASCII) or "lexline"
    return f"{last[:80]}-{name}"
