"""An open full-text index -> what a store holds, in numbers, and what is newest in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lexline.graph.search_narrowing import Choice

if TYPE_CHECKING:
    from lexline.graph.search_index import SearchIndex


@dataclass(frozen=True, slots=True)
class Newest:
    """A document of the latest date: id, title, date, kind."""

    instrument: str
    title: str
    date: str
    kind: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds: texts and their passages, years, and how many texts are of each body, kind and theme."""

    texts: int
    passages: int
    first: int | None
    last: int | None
    bodies: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    themes: tuple[Choice, ...]
    newest: tuple[Newest, ...]


def contents(index: SearchIndex, *, newest: int = 8) -> Contents:
    """Count what a store holds.

    Args:
        index: the open index of the store.
        newest: how many of the newest documents to name.
    """
    with index.asked() as connection:
        ask = connection.execute
        texts, first, last = ask("SELECT count(*), min(year), max(year) FROM instrument WHERE loaded = 1").fetchone()
        (passages,) = ask("SELECT count(*) FROM unit WHERE kind != 'title'").fetchone()
        bodies = ask(
            "SELECT body, count(*) FROM instrument WHERE loaded = 1 AND body != '' GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        kinds = ask("SELECT kind, count(*) FROM instrument WHERE loaded = 1 GROUP BY 1 ORDER BY 2 DESC, 1")
        counted = {
            name: tuple(Choice(value, value, count) for value, count in rows)
            for name, rows in (("bodies", bodies), ("kinds", kinds))
        }
        latest = ask(
            "SELECT name, title, date, kind FROM instrument WHERE loaded = 1 AND date != '' "
            "ORDER BY date DESC, id DESC LIMIT ?",
            (newest,),
        )
        found = tuple(Newest(*row) for row in latest)
        themes = [(number, iri, label, 0) for number, iri, label in ask("SELECT id, iri, label FROM theme")]
        counts = dict.fromkeys((number for number, *_ in themes), 0)
        for codes, times in ask("SELECT themes, count(*) FROM unit WHERE kind = 'title' AND themes != '' GROUP BY 1"):
            for code in filter(None, codes.split(",")):
                counts[int(code)] += times
    frequent = sorted(
        ((iri, label, counts[number]) for number, iri, label, _ in themes), key=lambda one: (-one[2], one[1])
    )
    return Contents(
        texts=texts,
        passages=passages,
        first=first,
        last=last,
        bodies=counted["bodies"],
        kinds=counted["kinds"],
        themes=tuple(Choice(*one) for one in frequent if one[2]),
        newest=found,
    )
