"""Reads one unit: walks its tokens, lets the handler of each kind add mentions, and binds the pinpoints.

Goes in: a unit and what was read before it. Comes out: its mentions in reading order; the memory is brought up to date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations import attach, on_back_references, on_documents, on_names, on_numbers
from lexline.loaders.citations.context import Memory, Mention
from lexline.loaders.citations.scan import Token, scan
from lexline.loaders.citations.walk import Walk
from lexline.loaders.document import FOOTNOTE, HEADING, Document, Unit

#: A further work behind a note's last reference.
_ANOTHER_WORK: Final = re.compile(r"[;.]\s(?:[Ss]ee\salso\s)?[“\"]?[A-Z][\w’'-]{2,20}.{12,}")

_HANDLERS: Final[Mapping[str, Callable[[Walk, Token], None]]] = MappingProxyType(
    {
        **on_numbers.HANDLERS,
        **on_documents.HANDLERS,
        **on_names.HANDLERS,
        **on_back_references.HANDLERS,
    }
)


#: A head makes no mention without a number, these numbers none without a head; "this report" needs a pinpoint.
_NUMBERS: Final = frozenset({"bare", "damaged", "health"})
_SPEAKING: Final = (frozenset(_HANDLERS) | {"pin"}) - _NUMBERS - {"head", "addendum", "own"}


def read(unit: Unit, document: Document, memory: Memory, called: tuple[str, ...] = ()) -> list[Mention]:
    """Return the mentions of one unit in reading order; `called` are the ids of what stands at this note's call."""
    tokens = scan(unit.text, memory.aliases)
    mentions = _read(Walk(unit, document, memory, called, tokens)) if _speaks(tokens) else []
    if unit.kind == FOOTNOTE:
        visible = [m for m in mentions if m.resolved.target not in (None, "self", "open-set")]
        # "Ibid." in the next note means this note's last reference; a note that cites nothing known bars the way.
        memory.ibid_in_notes = visible[-1] if visible and _closes(unit.text, visible[-1]) else None
        again = memory.series_in_notes and unit.text.lstrip().startswith("Ibid")
        memory.series_in_notes = again or "Treaty Series" in unit.text
        memory.in_notes[unit.eid.removeprefix("fn_")] = tuple(
            dict.fromkeys((m.resolved.target, m.resolved.kind) for m in visible if m.resolved.target is not None)
        )
    elif unit.kind != HEADING:
        memory.pass_paragraph(mentions)
    return mentions


def _speaks(tokens: list[Token]) -> bool:
    """Say whether any mention may come of a unit's tokens; most units of most texts have none."""
    if not tokens:
        return False
    kinds = {token.kind for token in tokens}
    return not kinds.isdisjoint(_SPEAKING) or ("head" in kinds and not kinds.isdisjoint(_NUMBERS))


def _read(walk: Walk) -> list[Mention]:
    for index in range(len(walk.tokens)):
        token = walk.step(index)
        if handler := _HANDLERS.get(token.kind):
            handler(walk, token)
    return attach.bind(walk.text, walk.tokens, walk.mentions, walk.memory)


def _closes(text: str, mention: Mention) -> bool:
    """Say whether a note ends with this reference: a further work after it would be what "ibid." means."""
    return not _ANOTHER_WORK.search(text, mention.extent)
