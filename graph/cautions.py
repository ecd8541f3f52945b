"""A store -> warnings: where a text relies on what is no longer there, or its words contradict what is known.

`warnings` gives each with its evidence: the citing paragraph and sentence, what contradicts it, and how sure that is.
Only what an operative paragraph relies on can have ended; what is recalled, noted or listed is history and never a
warning. What is told of expiry and of newer members of a chain rests on the texts in the store: less than
`CERTAIN` is a question to a reader, no finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from lexline.graph import outdated, relied, stray
from lexline.graph.cautioned import Caution
from lexline.graph.projection import natural
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.store import Store

#: The kinds of warning, in the order in which they are told, each with what it says.
KINDS: Final[dict[str, str]] = {
    "ended": "relies on what was terminated, lifted or replaced",
    "expired": "relies on a mandate that had run out",
    "newer": "names as the latest what a later instrument had extended",
    "year": "the year contradicts the number",
    "later": "cites an instrument of a later date",
    "paragraph": "names a paragraph that the cited text does not have",
}

_FINDERS: Final[dict[str, Callable[[Store, str | None], Iterator[Caution]]]] = {
    "ended": relied.ended,
    "expired": relied.expired,
    "newer": outdated.newer,
    "year": stray.years,
    "later": stray.later,
    "paragraph": stray.paragraphs,
}


def warnings(store: Store, identifier: str | None = None, kinds: tuple[str, ...] = ()) -> tuple[Caution, ...]:
    """Return the warnings of a store.

    Args:
        store: what to look through.
        identifier: only those of this instrument.
        kinds: only these kinds; none for all.

    Raises:
        UsageError: there is no such kind.
    """
    if strange := [kind for kind in kinds if kind not in KINDS]:
        raise UsageError(f"There is no warning of the kind “{strange[0]}”.", f"The kinds are {', '.join(KINDS)}.")
    found = {one for kind in KINDS if not kinds or kind in kinds for one in _FINDERS[kind](store, identifier)}
    order = list(KINDS)
    return tuple(sorted(found, key=lambda one: (natural(one.instrument), order.index(one.kind), _place(one))))


def _place(one: Caution) -> tuple[str, str, str, str]:
    return (natural(re.sub(r"__", "~", one.unit)), one.text, one.cited, one.cited_unit or "")
