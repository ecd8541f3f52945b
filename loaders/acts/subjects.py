"""What a mandate is of: the mission, regime, panel, tribunal or authorization that a stretch of a paragraph names.

Names and abbreviations of the registry are found as they are printed; what it does not know is learned from the forms
of the text itself: "the United Nations Mission in X (UNMX)" defines a mission, "the Panel of Experts established
pursuant to resolution 1591 (2005)" and "the measures imposed by paragraph 9 of resolution 2374 (2017)" name theirs by
the resolution. Words such as "the Mission" or "its mandate" mean what the document named before. A head noun that leads
to nothing is no subject.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lexline.loaders.acts.object_bounds import OBJECT_ENDS, PERIOD_FIRST
from lexline.loaders.acts.subject_names import (
    BEFORE,
    BY_DOCUMENT,
    BY_REGISTRY,
    BY_RESOLUTION,
    BY_UNKNOWN,
    NAMED,
    Named,
    is_abbreviation,
    longest,
    mistyped,
    registered,
)
from lexline.loaders.document import FOOTNOTE, OPERATIVE, Citation, Document
from lexline.ontology import mandates
from lexline.ontology.mandates import AUTHORIZATION, JUDGES, MISSION, PANEL, REGIME, TRIBUNAL
from lexline.ontology.symbols import RESOLUTION, Symbol

#: The target of a citation of the document itself.
_SELF: Final = "self"
_ORGANIZATION: Final = (
    r"(?:Mission|Operation|Force|Office|Group|Authority|Administration|Commission|Presence|Mechanism|Observers?|Team"
    r"|Verification|Task\sForce)"
)
#: "the United Nations Mission in X (UNMX)": the name and what it is called by from then on.
_DEFINED: Final = re.compile(
    rf"(?P<name>(?:United\sNations|African|European\sUnion|Multinational|International|Joint|OPCW|Inter)[^.;:()]{{0,140}}?"
    rf"\b{_ORGANIZATION}\b[^.;:()]{{0,110}}?)\s\((?:hereinafter\s)?[“\"]?(?P<short>[A-Z][A-Za-z./-]{{2,14}})[”\"]?\)"
)
#: "the mandate of UNMX": a word in capitals that nothing defines.
_UNDEFINED: Final = re.compile(r"\b(?:UN|MINU|MINI|ONU|BINU|BNU|AM|EUFOR)[A-Z]{2,10}\b")
_NO_MISSION: Final = re.compile(r"^(?:UNDP|UNHCR|UNICEF|UNODC|UNESCO|UNMAS|UNCT|UNODA|UNDAF|UNHRC|UNCTAD|UNAIDS)$")

_PANEL_NOUN: Final = (
    r"(?:Panel\sof\sExperts|Group\sof\sExperts|Committee\sof\sExperts|Expert\sPanel|Panel|Expert\sGroup"
    r"|(?:Analytical\sSupport\sand\sSanctions\s)?Monitoring\s(?:Team|Group|[Mm]echanism)|monitoring\smechanism"
    r"|[Gg]roup\sof\s(?:(?:up|to|no|more|than|\w{3,6})\s){0,4}experts|[Pp]anel\sof\s(?:(?:up|to|no|more|than|\w{3,6})\s){0,4}experts|monitoring\sgroup|(?:[Ee]xpert\s)?monitoring\steam|Group|Team|Mechanism|mechanism(?=:))"
)
_HEAD: Final = re.compile(
    rf"\b(?:(?P<judges>(?:terms?\sof\s(?:office|appointment)|appointments?|mandates?)\sof\s(?:(?:[^.;]|(?<=Mr|Ms)\.|(?<=Mrs)\.){{0,80}}?)"
    rf"(?:[Jj]udges?|[Pp]rosecutor))|(?P<panel>{_PANEL_NOUN})\b|(?P<authorization>authori[sz]ations?|(?<!under\sits\s)authority)\b"
    rf"|(?P<measures>measures?|sanctions|embargo(?:es)?|restrictions?|prohibitions?|bans?|freezes?|exemptions?)\b"
    rf"|(?P<mission>Mission|Force|Operation|mission|force|presence)\b"
    rf"|(?P<provisions>provisions?|paragraphs?|decisions?|arrangements?|tasks|resolutions?)\b|(?P<committee>[Cc]ommittee)\b)"
)
_ITS: Final = re.compile(r"\b(?:its|their|the|this|that|present|current|such)\s(?:\w+\s){0,2}?mandates?\b", re.I)
#: "the mandate of the High Representative": of somebody else, not of what was named before.
_OF_ANOTHER: Final = re.compile(
    r"\sof\s(?:(?:the|this|its)\s)?(?!(?:(?:United\sNations|UN)\s)?(?:[Mm]ission|[Pp]resence|Commission|Force|Team|Office|Operation|Group|Panel|Authority|Administration"
    r"|Mechanism|Tribunal|Committee|Court)\b(?!\s[A-Z]|\s(?:of|on|for(?!\san?\b|\sanother))\s))[A-Z]"
)
#: "under the direction of the Committee": who is named there is not the object.
_UNDER: Final = re.compile(
    r"\b(?:direction|consultation|guidance|auspices|supervision|coordination)\s(?:of|with)\s(?:the\s)?$"
)


@dataclass(slots=True)
class Reader:
    """Finds the subjects in the paragraphs of one document.

    `learned` are the abbreviations that the document defines for missions that no registry knows, `latest` the subject
    of each kind that the running text named last, `usual` the one that the document as a whole names of each kind,
    `meant` the abbreviations of the missions that it names, which a word may be that was typed wrongly, `seen` the text
    that was read last, with what it names.
    """

    citations: Mapping[str, tuple[Citation, ...]]
    learned: dict[str, str] = field(default_factory=dict)
    latest: dict[str, str] = field(default_factory=dict)
    usual: dict[str, str] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)
    own: str = ""
    seen: tuple[str, tuple[Named, ...]] = ("", ())

    @classmethod
    def of(cls, document: Document, citations: Sequence[Citation]) -> Reader:
        """Read what the document as a whole names."""
        by_unit: dict[str, list[Citation]] = {}
        for citation in citations:
            by_unit.setdefault(citation.unit, []).append(citation)
        rows = {unit: tuple(sorted(found, key=lambda c: c.span.start)) for unit, found in by_unit.items()}
        reader = cls(rows, own=document.id)
        texts = [unit.text for unit in document.units if unit.kind != FOOTNOTE]
        for text in texts:
            reader._learn(text)
        reader.meant.update(reader.learned)
        for text in texts:
            for hit in registered(text):
                if hit.id.startswith(f"{MISSION}:"):
                    reader.meant.update((short, hit.id) for short in mandates.abbreviations_of(hit.id))
        reader._count(document)
        return reader

    def _learn(self, text: str) -> None:
        """Keep what the text defines: an abbreviation that the registry does not know, of a name that it may know."""
        for match in _DEFINED.finditer(text):
            short = match["short"]
            if short.isupper() and not is_abbreviation(short) and not _NO_MISSION.match(short):
                spelled = [hit.id for hit in registered(match["name"]) if hit.end == len(match["name"])]
                known = spelled and mistyped(short, mandates.abbreviations_of(spelled[0]))
                self.learned.setdefault(short, spelled[0] if known else f"{MISSION}:{short.lower()}")

    def _count(self, document: Document) -> None:
        """Work out which subject of each kind the document is about: its title says it, or what it names most."""
        counts: dict[str, Counter[str]] = {}
        order: dict[str, int] = {}
        weights = [(document.title, 50), *((u.text, 2 if u.kind == OPERATIVE else 1) for u in document.units)]
        for row in mandates.founded_by(document.id):
            counts.setdefault(row.kind, Counter())[row.id] += 25 if row.founded_by[0] == document.id else 5
            order.setdefault(row.id, len(order))
        for text, weight in weights:
            for hit in self.named(text):
                kind = hit.id.partition(":")[0]
                counts.setdefault(kind, Counter())[hit.id] += weight
                order.setdefault(hit.id, len(order))
        for rows in self.citations.values():
            for citation in rows:
                for row in mandates.founded_by(citation.target or ""):
                    if row.kind in (REGIME, PANEL, AUTHORIZATION):
                        first = row.founded_by[0] == citation.target
                        counts.setdefault(row.kind, Counter())[row.id] += 2 if first else 1
                        order.setdefault(row.id, len(order))
        for kind, counter in counts.items():
            best = max(counter.values())
            self.usual[kind] = min((i for i, n in counter.items() if n == best), key=lambda i: order[i])

    def named(self, text: str) -> tuple[Named, ...]:
        """Return the subjects that a text names, those of the registry and those that the document defines.

        The last text's are remembered: each verb of a paragraph asks for them.
        """
        if self.seen[0] != text:
            self.seen = (text, tuple(self._named(text)))
        return self.seen[1]

    def _named(self, text: str) -> list[Named]:
        hits = registered(text)
        learned: list[Named] = []
        ends = [hit.end for hit in hits]
        for match in _UNDEFINED.finditer(text) if not self.learned else _words(text, self.learned):
            behind = bisect_right(ends, match.start())
            if behind < len(ends) and hits[behind].start < match.end():
                continue
            word = match[0]
            identifier, sure = self.learned.get(word), BEFORE
            if identifier is None and (other := mistyped(word, self.meant)) is not None:
                identifier = self.meant[other]
            if identifier is None and not _NO_MISSION.match(word):
                identifier, sure = f"{MISSION}:{word.lower()}", BY_UNKNOWN
            if identifier is not None:
                learned.append(Named(match.start(), match.end(), identifier, sure))
        return longest([*hits, *learned])

    def pass_unit(self, text: str) -> None:
        """Remember what a paragraph that was read named last."""
        for hit in self.named(text):
            self.latest[hit.id.partition(":")[0]] = hit.id

    def objects(self, unit: str, text: str, start: int, end: int) -> list[Named]:
        """Return what the object between two offsets is: one subject, or several that are named in one breath."""
        if (period := PERIOD_FIRST.match(text, start, end)) is not None:
            start = period.end()
        stop = OBJECT_ENDS.search(text, start, end)
        near = stop.start() if stop else end
        head = next((h for h in _HEAD.finditer(text, start, end) if not _UNDER.search(text, start, h.start())), None)
        names = [hit for hit in self.named(text) if start <= hit.start < end]
        if head is not None and head["judges"]:
            return self._judges(head, names)
        in_object = [hit for hit in names if hit.start < near]
        first = in_object[0] if in_object else None
        if head is not None and head.start() < near and (first is None or head.start() < first.start):
            found = self._by_head(unit, text, head, end, in_object)
            if found is not None:
                return [found]
        if in_object:
            missions = [hit for hit in in_object if _coordinated(text, in_object[0], hit)]
            return list({hit.id: hit for hit in reversed(missions)}.values())[::-1]
        its = _ITS.search(text, start, near)
        if its is not None and _OF_ANOTHER.match(text, its.end()):
            return names[:1]
        if its is not None and (back := self._back(text, its)) is not None:
            return [back]
        if head is not None and (found := self._by_head(unit, text, head, end, names)) is not None:
            return [found]
        return names[:1]

    def founded(self, hit: Named, *, anew: bool) -> Named:
        """Return what the document founds or shapes where the words are generic, not what was named before."""
        if hit.sure >= NAMED:
            return hit
        kind = hit.id.partition(":")[0]
        own = self.own_subjects()
        for each in (
            {REGIME: (REGIME, AUTHORIZATION), PANEL: (PANEL, MISSION)}.get(kind, (kind, MISSION)) if anew else (kind,)
        ):
            for identifier in own:
                if identifier.startswith(f"{each}:"):
                    return hit._replace(id=identifier, sure=max(hit.sure, BY_REGISTRY))
        if anew and kind in (PANEL, REGIME) and hit.sure <= BEFORE:
            shaped = [row.id for row in mandates.founded_by(self.own) if row.kind == kind]
            if shaped:
                return hit._replace(id=shaped[0])
            number = self.own.rpartition("/")[2].partition("(")[0]
            return hit._replace(id=f"{kind}:{number}", sure=BY_UNKNOWN)
        return hit

    def regime(self, start: int, end: int) -> list[Named]:
        """Return the regime that the document founds or shapes by its measures, as the registry has it."""
        rows = [row for row in mandates.founded_by(self.own) if row.kind == REGIME]
        rows.sort(key=lambda row: row.founded_by[0] != self.own)
        return [Named(start, end, row.id, BY_REGISTRY if row.founded_by[0] == self.own else BEFORE) for row in rows[:1]]

    def own_subjects(self) -> list[str]:
        """Return the ids of the subjects that the document founded."""
        return [row.id for row in mandates.founded_by(self.own) if row.founded_by[0] == self.own]

    def _by_head(self, unit: str, text: str, head: re.Match[str], end: int, names: list[Named]) -> Named | None:
        """Return what a head noun means: by its resolution, its name, or what was named before."""
        start, stop = head.span()
        kind = head.lastgroup or ""
        if kind == "mission":
            return self._generic(head, MISSION)
        if kind == "panel":
            return self._panel(unit, text, head, end, names)
        if kind == "committee":
            return self._of_resolution(unit, start, stop, end, (REGIME,)) or self._before(start, stop, REGIME)
        for hit in names:
            if kind == "authorization" and hit.id.partition(":")[0] in (AUTHORIZATION, MISSION):
                return Named(start, hit.end, hit.id, hit.sure)
        wanted = (REGIME,) if kind == "measures" else (AUTHORIZATION, REGIME, PANEL, MISSION)
        usual = {"measures": REGIME, "authorization": AUTHORIZATION}.get(kind)
        found = self._of_resolution(unit, start, stop, end, wanted)
        return found or (self._before(start, stop, usual) if usual else None)

    def _panel(self, unit: str, text: str, head: re.Match[str], end: int, names: list[Named]) -> Named | None:
        start, stop = head.span()
        for hit in names:
            if hit.start <= start < hit.end or hit.start == start:
                return hit
        near = OBJECT_ENDS.search(text, stop, end)
        until = near.start() if near and near.start() - stop > 12 else end
        return self._of_resolution(unit, start, stop, min(until + 160, end), (PANEL,)) or self._before(
            start, stop, PANEL
        )

    def _of_resolution(self, unit: str, start: int, stop: int, end: int, kinds: tuple[str, ...]) -> Named | None:
        """Return the subject that the first resolution behind a head noun founded, or one called by its number."""
        cited = [c for c in self.citations.get(unit, ()) if stop <= c.span.start < end and c.kind == RESOLUTION]
        targets = [c.target for c in cited if c.target not in (None, _SELF, self.own)]
        for kind in kinds:
            for target in targets:
                for row in mandates.founded_by(target or ""):
                    if row.kind == kind:
                        return Named(start, cited[0].span.end, row.id, BY_RESOLUTION)
        for target in targets:
            if Symbol.find(target or "") is not None:
                if kinds[0] in self.usual and kinds[0] != AUTHORIZATION:
                    return Named(start, cited[0].span.end, self.usual[kinds[0]], BEFORE)
                number = (target or "").rpartition("/")[2].partition("(")[0]
                return Named(start, cited[0].span.end, f"{kinds[0]}:{number}", BY_UNKNOWN)
        return None

    def _before(self, start: int, stop: int, kind: str) -> Named | None:
        """Return what the document named before of a kind, or names as a whole."""
        if kind in self.usual:
            return Named(start, stop, self.usual[kind], BY_DOCUMENT)
        if kind == PANEL and (regime := self.usual.get(REGIME)):
            for row in mandates.subjects():
                if row.kind == PANEL and row.part_of == regime:
                    return Named(start, stop, row.id, BY_DOCUMENT)
        return None

    def _generic(self, head: re.Match[str], kind: str) -> Named | None:
        """Return what "the Mission" means; a lower-case word means nothing that has a name."""
        for each in (kind, AUTHORIZATION):
            found = self.latest.get(each) or self.usual.get(each)
            if found is not None and head[0][0].isupper():
                return Named(head.start(), head.end(), found, BEFORE)
        return None

    def _back(self, text: str, its: re.Match[str]) -> Named | None:
        """Return what "its mandate" means: the last subject named in the paragraph before it, else the document's."""
        named = reversed(self.named(text))
        before = (hit for hit in named if hit.end <= its.start() and not hit.id.startswith(f"{REGIME}:"))
        if (last := next(before, None)) is not None:
            return last._replace(sure=0.9)
        for kind in (MISSION, AUTHORIZATION, PANEL):
            if found := self.latest.get(kind) or self.usual.get(kind):
                return Named(its.start(), its.end(), found, BY_DOCUMENT)
        return None

    def _judges(self, head: re.Match[str], names: list[Named]) -> list[Named]:
        named = next((hit.id for hit in names if hit.id.startswith(TRIBUNAL)), None) or self.usual.get(TRIBUNAL)
        if named is None:
            return []
        return [Named(head.start(), head.end(), f"{JUDGES}:{named.partition(':')[2]}", BEFORE)]


def _words(text: str, learned: Mapping[str, str]) -> Iterator[re.Match[str]]:
    """Yield the words of a text that the document defines, and those that look like a mission's."""
    pattern = re.compile("|".join([*(rf"\b{re.escape(word)}\b" for word in learned), _UNDEFINED.pattern]))
    return pattern.finditer(text)


def _coordinated(text: str, first: Named, hit: Named) -> bool:
    """Say whether a subject stands in one list with the first: "the mandates of UNOCI and of the French forces"."""
    if hit.start == first.start or hit.id == first.id:
        return True
    between = text[first.end : hit.start]
    return (
        len(between) < 60 and re.fullmatch(r"[)\s,]*(?:\([^)]*\))?[\s,]*and(?:\sof)?(?:\sthe)?\s", between) is not None
    )
