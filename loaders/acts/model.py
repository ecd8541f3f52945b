"""What an operative paragraph does, as values: a period, a directive with its addressees, an event in a mandate.

Everything is frozen. Spans are into the text of the unit that is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from lexline.loaders.document import Span

# What a period says about time.
UNTIL: Final = "until"
FOR: Final = "for"
WITHIN: Final = "within"
BY: Final = "by"
EVERY: Final = "every"
FROM: Final = "from"
OPEN: Final = "open"

PERIOD_KINDS: Final = (UNTIL, FOR, WITHIN, BY, EVERY, FROM, OPEN)

# From what a relative period counts.
ADOPTION: Final = "adoption"
EXPIRY: Final = "expiry"
EVENT: Final = "event"


@dataclass(frozen=True, slots=True)
class Period:
    """What a text says about time.

    `kind` is one of PERIOD_KINDS. `date` is the end or due date, as printed or computed; None where it cannot be told.
    `duration` and `every` are ISO 8601 ("P12M", "P90D", "P6M"). `anchor` says from what a relative period counts:
    "adoption", "expiry" (of the mandate), "event" (named in the words), or None where nothing is counted.
    """

    span: Span
    text: str
    kind: str
    date: date | None = None
    duration: str | None = None
    every: str | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a directive speaks to: the words, and the id where it is known.

    An id has the scheme before the first colon: `body:SC`, `state:<name in the register>`, `group:member-states`,
    `mission:unmiss`, `panel:...`, `committee:...`, `office:secretary-general`.
    """

    id: str | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Directive:
    """One thing that a paragraph decides, or tells somebody to do.

    `span` is the clause. `verb` is as printed ("further requests"). `strength` is one of the ids of the registry
    (decides, demands, requests, calls-upon, urges, encourages, invites, recommends, authorizes, ...). `every` is the
    repetition of the duty in ISO 8601.
    """

    unit: str
    span: Span
    verb: str
    verb_span: Span
    strength: str
    addressees: tuple[Addressee, ...]
    action: str
    action_span: Span | None
    deadline: Period | None
    reporting: bool
    report_to: str | None
    every: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class MandateEvent:
    """What a paragraph does to a mandate.

    `effect` is establishes, extends, renews, amends, expands, suspends, lifts, terminates or replaces. `subject` is the
    id of the mandate's subject (mission:unmiss, regime:1267, panel:sudan), "" when it is unknown. `instruments` are
    what is extended or amended, from the citations of the unit. `partial` says that a part of it is ended or changed
    and the rest goes on.
    """

    unit: str
    span: Span
    verb: str
    effect: str
    subject: str
    subject_text: str
    subject_span: Span | None
    until: Period | None
    instruments: tuple[str, ...]
    rule: str
    confidence: float
    partial: bool = False
