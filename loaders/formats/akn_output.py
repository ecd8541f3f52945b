"""Where units are collected: unique eIds, and footnotes as units of their own behind the text that calls them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lexline.loaders import document as model
from lexline.loaders.document import Footnote, Problem, Unit
from lexline.loaders.formats.akn_text import Call, Text, line_of, read


@dataclass(slots=True)
class Output:
    """What is written: units in reading order, footnotes behind them, problems; and the eIds already given."""

    markers: frozenset[str] = frozenset()
    units: list[Unit] = field(default_factory=list)
    calls: list[tuple[Call, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)

    def unique(self, eid: str) -> str:
        """Return `eid`, or the first free one of eid_2, eid_3 ..."""
        out, n = eid, self.counts.get(eid, 1)
        while out in self.taken:
            n += 1
            out = f"{eid}_{n}"
        self.counts[eid] = n
        self.taken.add(out)
        return out

    def count(self, stem: str) -> str:
        """Return stem_1, stem_2 ... in order of asking."""
        key = f"#{stem}"
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.unique(f"{stem}_{self.counts[key]}")

    def add(self, unit: Unit, text: Text) -> None:
        """Write a unit and remember the notes that its text calls."""
        self.units.append(unit)
        self.calls += [(call, unit.eid) for call in text.calls]

    def footnotes(self) -> tuple[Footnote, ...]:
        """Write the notes as units, in the order of their calls, and return the calls."""
        first: dict[str, str] = {}
        found: list[Footnote] = []
        again: list[tuple[int, Call, str]] = []
        at = 0
        while at < len(self.calls):  # a note can call a note
            call, anchor = self.calls[at]
            at += 1
            if call.note is None:
                again.append((len(found), call, anchor))
                continue
            text = read(call.note, self.markers)
            eid = self.unique(f"fn_{''.join(call.marker.split()) or len(found) + 1}")
            first.setdefault(call.marker, eid)
            unit = Unit(
                eid,
                model.FOOTNOTE,
                text.text,
                call.marker or None,
                links=text.links,
                source_eid=call.note.get("eId"),
                source_line=line_of(call.note),
            )
            self.add(unit, text)
            found.append(Footnote(call.marker, eid, anchor, call.offset))
        for place, call, anchor in reversed(again):
            if call.marker in first:  # the note itself may be lost with a part of the file
                found.insert(place, Footnote(call.marker, first[call.marker], anchor, call.offset))
        return tuple(found)
