"""A store -> the documents that it cites and does not hold, most cited first: what is worth fetching next."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from lexline.graph.sparql import ask, saved_queries
from lexline.graph.store import Store
from lexline.ontology.symbols import Symbol
from lexline.ontology.vocabulary import parse_iri

#: More than any store has instruments.
_ALL = "1000000"


def missing(store: Store, limit: int | None = None, known: Collection[str] = ()) -> tuple[tuple[str, int], ...]:
    """Return the symbols that documents cite and that are not loaded, and how many instruments cite each.

    Args:
        store: where they are cited.
        limit: how many to return; None for all.
        known: symbols to leave out, such as those that a library holds.
    """
    return tuple(islice(_missing(store, frozenset(known)), limit))


def _missing(store: Store, known: frozenset[str]) -> Iterator[tuple[str, int]]:
    question = next(query for query in saved_queries() if query.name == "not-loaded")
    for cited, count in ask(store, question, {"limit": _ALL}).rows:
        parsed = parse_iri(str(getattr(cited, "value", "")))
        # treaties and judgments have ids of their own, by which no server knows them
        if parsed is not None and parsed[0] not in known and Symbol.find(parsed[0]) is not None:
            yield parsed[0], int(str(getattr(count, "value", 0)))
