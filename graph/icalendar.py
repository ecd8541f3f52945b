"""Entries with a day -> an iCalendar file (RFC 5545) that calendar programs take in.

Each entry lasts a whole day and has the same identity in every file, so that a file read again replaces what it gave
before. Nothing comes from a clock: DTSTAMP is the day that the entry's source is of. Texts are escaped, and lines
folded at 75 octets, never within a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

#: RFC 5545, section 3.1.
_OCTETS: Final = 75
#: The last day that another one follows.
_LAST: Final = date.max - timedelta(days=1)
_PRODUCER: Final = "-//lexline//calendar of obligations//EN"
#: Control characters, which no text of the format may hold.
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day: `uid` names it for ever, `stamp` is the day that its source is of."""

    uid: str
    day: date
    stamp: date
    summary: str
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()


def write(name: str, entries: Iterable[Entry]) -> str:
    """Write a calendar, its lines ended by CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCER}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for entry in entries:
        lines.extend(_event(entry))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_compact(entry.stamp)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_compact(entry.day)}"
    if entry.day < date.max:
        yield f"DTEND;VALUE=DATE:{_compact(min(entry.day, _LAST) + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{escaped(entry.description)}"
    if entry.url:
        yield f"URL:{_CONTROLS.sub('', entry.url)}"
    if entry.categories:
        yield f"CATEGORIES:{','.join(map(escaped, entry.categories))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _compact(day: date) -> str:
    # strftime does not fill years before 1000 on every system
    return day.isoformat().replace("-", "")


def escaped(text: str) -> str:
    r"""Write a text as a value (section 3.3.11).

    >>> print(escaped("one; two, three\n\\four"))
    one\; two\, three\n\\four
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return _CONTROLS.sub("", plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n"))


def folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of 75 octets at most; what follows the first piece begins with a space."""
    piece, room = "", _OCTETS
    for letter in line:
        size = len(letter.encode("utf-8", "replace"))
        if size > room:
            yield piece
            piece, room = " ", _OCTETS - 1
        piece += letter
        room -= size
    yield piece
