"""What `lexline show` tells of how an instrument and other documents relate: drawn for a reader, and as records."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.relations import Related
    from lexline.graph.store import Store

#: So many are drawn in each direction; the rest are counted.
_MOST: Final = 10
#: What each kind says of the document, and of the other one.
_WORDS: Final = {
    "submittedPursuantTo": ("submitted pursuant to", "pursuant to it was submitted"),
    "answers": ("answers the request of", "its request is answered by"),
    "respondsTo": ("responds to", "a response to it is"),
    "refersToReport": ("refers to the report", "it is referred to by"),
}
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Relations:
    """The relations of a document to others, and those of others to it."""

    own: tuple[Related, ...]
    others: tuple[Related, ...]


def relations_of(store: Store, identifier: str) -> Relations:
    """Read the relations of an instrument in both directions."""
    from lexline.graph.relations import related_to, relations

    return Relations(relations(store, identifier), related_to(store, identifier))


def records_of(found: Relations) -> dict[str, object]:
    """Return the relations as JSON has them."""
    return {"related": [asdict(one) for one in found.own], "related_by": [asdict(one) for one in found.others]}


def draw_relations(paper: Paper, found: Relations) -> None:
    """Draw the relations with the words that tell of them; nothing where there are none."""
    if not found.own and not found.others:
        return
    paper.heading("Related")
    for one in found.own[:_MOST]:
        aim = one.other or "(the store holds none that fits)"
        _draw(paper, one, f"{_WORDS[one.kind][0]} {aim}{_at(one.other_unit)}")
    for one in found.others[:_MOST]:
        asked = f" ({_at(one.other_unit).lstrip(', ')})" if one.other_unit else ""
        _draw(paper, one, f"{_WORDS[one.kind][1]} {one.document}{asked}")
    if rest := len(found.own[_MOST:]) + len(found.others[_MOST:]):
        paper.line(f"and {rest} more (lexline query relations)", "dim")


def _draw(paper: Paper, one: Related, head: str) -> None:
    said = " ".join(one.text.split())
    words = said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0] + " …"
    paper.line(head, "bold")
    paper.line(f"“{words}” in {one.said_in}{_at(one.unit)}", indent=2)


def _at(eid: str | None) -> str:
    from lexline.graph.reading import label_of

    return f", {label_of(eid)}" if eid else ""
