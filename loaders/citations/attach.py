"""Binds pinpoints to what they point into: "paragraph 9 of resolution 661", "resolution 283, paragraphs 1 to 8".

A cluster of pinpoints binds forward over "of the ..." first, then to "above"/"below" and the citing text itself, then
backward over a comma or "in particular"; what finds no holder stays unbound.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from lexline.loaders.citations import parts
from lexline.loaders.citations.clusters import Cluster, clusters
from lexline.loaders.citations.context import Memory, Mention
from lexline.loaders.citations.pinpoints import Pin
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token
from lexline.ontology.symbols import kind_of

#: How far behind a pinpoint the reference may stand that it points into, and before "paragraphs 3 and 4 of which".
_REACH: Final = 160
_WHICH_REACH: Final = 40
#: "Paragraph 9 of resolution 1945 (2010) and 4 of resolution 2035 (2012)": the word counts for the second number, too.
_AGAIN: Final = re.compile(
    r"(?<=\)),?\sand\s(\d{1,3}(?:\s\([a-z]{1,3}\))?)\sof\s(?:its\s)?(?:resolution\s)?(?=\d{1,4}\s\(\d{4}\))"
)
# Between a cluster and the reference that follows it: connecting words and what introduces a reference.
_FORWARD_FIRST: Final = frozenset("of to in from under contained annexed attached respectively".split())
_FORWARD: Final = frozenset(
    "1949 a above-mentioned aforementioned an and annex annexed annexes appendix as assembly's attached "
    "both by consolidated contained council's dated decision decisions document documents draft entitled "
    "final first forth from her his in international its joint latest letter mid-term most my nations "
    "note of original out outcome periodic previous recent relevant report reports resolution resolutions "
    "respectively said same second secretary-general secretary-general's set special statement that the "
    "their third this to under united".split()
)
_OF_REPORT: Final = re.compile(
    r",?\s(?:of|to|in|from)\s(?:the|his|her|its|my|that)\b[^;.()]{0,220}"
    r"\b(?:report|letter|note|document|statement|study|annex)s?\b[^;.()]{0,220}\((?:document\s)?"
)
_BACK: Final = re.compile(
    r"\)?[\s,(;]{0,3}(?:(?:except|other\sthan|with\sthe\sexception\sof|save)\s(?:for\s)?(?:(?:those|that|the\sprovisions?)\s)?"
    r"(?:(?:contained|set\sout|set\sforth)\s)?(?:in\s|of\s)?|)(?:(?:in\sparticular|especially|notably|particularly|including|inter\salia|see|and|at|also"
    r"|as\swell\sas|and\sin\sparticular|under|its|the|operative|on|specifically|namely|with|of)[\s,]{1,2}){0,4}"
)
# "the report (S/2006/997) on best practices, including paragraphs 21 and 22".
_REMARK: Final = re.compile(
    r"\)?\s(?:on|of|entitled|concerning|regarding)\s[^;.()]{1,160},\s(?:including|in\sparticular|especially|notably|particularly)\s(?:in\s|its\s|the\s)?"
)
# "the report (S/2001/499) states in paragraph 11".
_STATES: Final = re.compile(
    r"\)?\s(?:\w{2,12}\s)?(?:states?|notes?|says|stated|noted|recommend(?:s|ed)?|indicate[sd]?|proposed?)\sin\s"
)
# "articles 5 and 6 of the Transitional Arrangements annexed to resolution 1966 (2010)".
_ANNEXED: Final = re.compile(
    r",?\s(?:of|in|to)\sthe\s(?:[A-Z][\w-]{1,20}\s){1,6}(?P<where>annexed|attached|appended|contained)\s(?:to|in)\s(?:the\s|its\s)?"
    r"(?:document\s|resolution\s|report\s|letter\s)?"
)
# "Article XXVI of the Lomé Agreement (S/1999/777)": the symbol is that of the document which holds the agreement.
_HOLDS: Final = re.compile(r"\s\((?:see\s|document\s)?")
_PLURAL: Final = re.compile(r"\b(?:resolutions|decisions)\s*$")
_THEREOF: Final = re.compile(r"\s(?:thereof|thereto|therein)\b")
_OF_WHICH: Final = re.compile(r"\s(?:of|to)\swhich\b")
_SELF: Final = re.compile(
    r",?\s?(?:\(?(?:above|below)\b|hereof\b|of\sthis\b(?=\sannex)|of\sthe\spresent\b"
    r"|(?:of|to|in)\sthis\s(?:resolution|report|statement|decision|article|chapter|section|part|annex"
    r"|(?i:convention|protocol|covenant|agreement|statute|treaty|charter|constitution))\b)"
)
#: "This report" in a resolution is the one that it speaks of.
_OTHERS_TEXT: Final = re.compile(r"\b(?:report|statement)$")
#: "Paragraph 9 of the report" is another's, "established under paragraph 9 to consider" is the text's own.
_OF_ANOTHER: Final = re.compile(
    r"\s(?:of|from)\b|\sto\s(?:the|that|its|this|resolution|document|annex)\b|\sin\s(?:the|its|that|a)\b"
)
#: "Article 96 of the Charter and Article 65 of the Statute of the Court": of another text, known or not.
_OF_NAMED: Final = re.compile(
    r"\s(?:of|to)\s(?:the|that)\s(?:[A-Z][\w-]{1,20}\s){0,4}"
    r"(?:Statute|Constitution|Rules|Law|Code|Act|Convention|Treaty|Agreement|Protocol|Covenant|Regulations)\b"
)
_BEFORE_SELF: Final = re.compile(r"(?<!\w)(?:in|under|by|of|to|with|with\sin|per|see|pursuant\sto|and)\s(?:the\s)?$")


#: No list of resolutions is longer; no more mentions than these reach over one another's dates and aliases.
_LONGEST_LIST: Final = 200
_OVERLAP: Final = 16
_NO_INSTRUMENT: Final = frozenset({"self", "open-set"})


class _Unit:
    """One unit's text with its tokens and mentions in reading order, for look-ups around an offset."""

    def __init__(self, text: str, tokens: list[Token], mentions: list[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self.own: list[Mention] = []
        self._starts = [mention.start for mention in mentions]
        self._bodies = [token for token in tokens if token.kind == "body"]
        self._body_starts = [token.start for token in self._bodies]
        treaties = {t for m in mentions if (t := m.resolved.target) and t.startswith("treaty:")}
        named = (m for m in mentions if m.resolved.target in treaties)
        self.only_treaty = next(named, None) if len(treaties) == 1 else None

    def before(self, position: int) -> list[Mention]:
        """Return the last mentions that begin before `position`, in reading order."""
        index = bisect_left(self._starts, position)
        return self.mentions[max(0, index - _LONGEST_LIST) : index]

    def first_after(self, position: int) -> list[Mention]:
        """Return the mentions that share the first place at or behind `position`, no further than the reach."""
        index = bisect_left(self._starts, position)
        if index == len(self.mentions) or self._starts[index] > position + _REACH:
            return []
        following = self.mentions[index : index + _LONGEST_LIST]
        place = min((m.start, m.end) for m in following if m.start == following[0].start)
        return [m for m in following if (m.start, m.end) == place]

    def list_from(self, first: Mention) -> list[Mention]:
        """Return the members of a list from its member `first` on."""
        index = bisect_left(self._starts, first.start)
        return [m for m in self.mentions[index : index + _LONGEST_LIST] if m.group == first.group]

    def without_bodies(self, start: int, end: int) -> str:
        """Return a stretch of the text without the names of bodies in it."""
        out, position = [], start
        for token in self._bodies[bisect_left(self._body_starts, start) : bisect_left(self._body_starts, end)]:
            if token.end <= end:
                out.append(self.text[position : token.start])
                position = token.end
        return "".join([*out, self.text[position:end]])


def bind(text: str, tokens: list[Token], mentions: list[Mention], memory: Memory) -> list[Mention]:
    """Give every pinpoint of a unit to its mention, and return all mentions that count, in reading order.

    `mentions` come in reading order. Pinpoints into the citing text itself add `self` mentions, those of paragraphs
    without "above" or "below" only where the document has them; those into a report that a note names add that report.
    Silent mentions that got no pinpoint are left out.
    """
    unit = _Unit(text, tokens, mentions)
    found = clusters(text, tokens)
    for cluster in found:
        if _THEREOF.match(text, cluster.end):
            _give(cluster, _holders_of_thereof(unit, cluster))
        elif holders := _forward(unit, cluster):
            _give(cluster, holders)
        elif report := memory.reports.pointed(text, cluster.end):
            unit.own.append(_of_report(text, cluster, *report))
        elif (own := _SELF.match(text, cluster.end)) and not (memory.resolves and _OTHERS_TEXT.search(own[0])):
            unit.own.append(_own(text, cluster, own.end(), 1.0))
        elif holder := _backward(unit, cluster):
            _give(cluster, [holder])
        elif whole := parts.whole(text, cluster.start, cluster.end, cluster.pins[0].kind):
            unit.own.append(_of_whole(text, cluster, *whole))
        elif unit.only_treaty is not None and _is_article(text, cluster):
            _give(cluster, [unit.only_treaty])
        elif _is_own(text, cluster, memory):
            unit.own.append(_own(text, cluster, cluster.end, 0.7))
    _share_the_word(unit, found)
    counting = [m for m in (*mentions, *unit.own) if m.pins or not m.silent]
    return sorted(counting, key=lambda mention: (mention.start, mention.end))


def _share_the_word(unit: _Unit, found: list[Cluster]) -> None:
    """Give their pinpoint to the later references of "paragraph 9 of resolution 1945 (2010) and 4 of 2035 (2012)"."""
    if not any(cluster.pins[0].kind == "para" for cluster in found):
        return
    for match in _AGAIN.finditer(unit.text):
        for mention in unit.first_after(match.end()):
            if mention.start == match.end() and not mention.pins:
                mention.pins.append(Pin("para", match[1]))


def _holders_of_thereof(unit: _Unit, cluster: Cluster) -> list[Mention]:
    """Return what "thereto" means: the reference before; for "the Protocols thereto" its whole list."""
    nearest = [m for m in unit.before(cluster.start) if m.end <= cluster.start]
    if nearest and nearest[-1].resolved.target == "self" and _BACK.fullmatch(unit.text, nearest[-1].end, cluster.start):
        return nearest[-1:]
    before = [m for m in nearest if m.resolved.target not in _NO_INSTRUMENT]
    if before and cluster.pins[0].label == "" and unit.text[cluster.start : cluster.end].endswith("s"):
        return [m for m in before if m.group == before[-1].group]
    return before[-1:]


def _forward(unit: _Unit, cluster: Cluster) -> list[Mention]:
    """Return the mentions that a cluster binds to over "of the ...": one, or all of a plural list right behind it."""
    same = unit.first_after(cluster.end)
    if not same:
        return []
    first = same[0]
    if cluster.pins[0].kind == "decision" and first.resolved.kind == "treaty":
        # "Decision 9/CP.19 of the Conference of the Parties to the Convention" is no part of the Convention.
        return []
    gap = unit.without_bodies(cluster.end, first.start)
    if first.resolved.method == "symbol" and _OF_REPORT.fullmatch(gap):
        return same
    if annexed := _ANNEXED.fullmatch(gap):
        if annexed["where"] != "contained":
            cluster.pins = [_under_annex(pin) for pin in cluster.pins]
        return same
    words = [w for w in re.findall(r"[\w'-]+", gap.lower().replace("’", "'")) if w != "'s"]
    if not words or words[0] not in _FORWARD_FIRST or len(words) > 14 or any(w not in _FORWARD for w in words):
        return []
    if re.search(r"[;.:)]|\S\s*\(.*\w\s*$", gap):
        return []
    if _PLURAL.search(unit.text, cluster.end, first.start):
        return unit.list_from(first)
    behind = unit.first_after(first.end) if first.resolved.method == "name" else []
    if behind and behind[0].resolved.method == "symbol" and _HOLDS.fullmatch(unit.text, first.end, behind[0].start):
        return [*same, behind[0]]
    return same


def _under_annex(pin: Pin) -> Pin:
    """Put a pin, or what holds it, under the annex."""
    return Pin(pin.kind, pin.label, _under_annex(pin.under) if pin.under else Pin("annex", ""))


def _backward(unit: _Unit, cluster: Cluster) -> Mention | None:
    """Return the mention that a cluster follows over a comma, a parenthesis or "in particular"."""
    if _OF_NAMED.match(unit.text, cluster.end):
        return None
    near = [*unit.before(cluster.start)[-_OVERLAP:], *unit.own[-1:]]
    before = [m for m in near if m.extent <= cluster.start and m.resolved.target != "open-set"]
    if not before:
        return None
    last = max(before, key=lambda m: (m.extent, m.start))
    if last.resolved.target == "self" and not last.silent:
        return None
    if _BACK.fullmatch(unit.text, last.extent, cluster.start):
        last.extent = cluster.end
        return last
    if any(between.fullmatch(unit.text, last.extent, cluster.start) for between in (_REMARK, _STATES)):
        return last
    if _OF_WHICH.match(unit.text, cluster.end) and cluster.start - last.extent < _WHICH_REACH:
        return last
    return None


def _is_article(text: str, cluster: Cluster) -> bool:
    """Say whether a cluster says "Article 24" with a capital and no more: of a treaty, the only one in the unit."""
    if _OF_NAMED.match(text, cluster.end):
        return False
    articles = all("art" in (p.kind, p.under.kind if p.under else "") for p in cluster.pins)
    return articles and text[cluster.start].isupper()


def _is_own(text: str, cluster: Cluster, memory: Memory) -> bool:
    """Say whether a bare "in paragraph 37" names a paragraph of this document, "under article 5" one of this treaty."""
    kinds = ("para", "art") if memory.agrees else ("para",)
    wholes = [_whole(pin) for pin in cluster.pins]
    if any(pin.kind not in kinds or not pin.label[:1].isalnum() for pin in wholes):
        return False
    if any(pin.kind == "para" and not pin.label[:1].isdigit() for pin in wholes):
        return False
    if not memory.agrees and any(pin.under for pin in cluster.pins):
        return False
    before = _BEFORE_SELF.search(text, max(0, cluster.start - 16), cluster.start)
    if not before and not (memory.agrees and text[cluster.start].isupper()):
        return False
    if _OF_ANOTHER.match(text, cluster.end):
        return False
    names = [eids for pin in wholes if (eids := _eids(pin))]
    return len(names) == len(wholes) and any(
        all(any(f"{scope}{eid}" in memory.own_units for eid in eids) for eids in names) for scope in memory.scopes
    )


def _whole(pin: Pin) -> Pin:
    """Return the article or paragraph that a pin lies in."""
    return _whole(pin.under) if pin.under else pin


def _eids(pin: Pin) -> tuple[str, ...]:
    number = pin.label.split(" ")[0]
    return (f"art_{number}",) if pin.kind == "art" else (f"op_{number}", f"para_{number}")


def _of_report(text: str, cluster: Cluster, symbol: str, start: int, end: int) -> Mention:
    resolved = Resolved(symbol, kind_of(symbol), "footnote-named", 0.8)
    return Mention(start, end, text[start:end], resolved, end, -1, True, list(cluster.pins))


def _of_whole(text: str, cluster: Cluster, identifier: str, start: int, end: int) -> Mention:
    resolved = Resolved(identifier, kind_of(identifier), parts.METHOD, 0.9)
    return Mention(start, end, text[start:end], resolved, end, -1, True, list(cluster.pins))


def _own(text: str, cluster: Cluster, end: int, confidence: float) -> Mention:
    resolved = Resolved("self", "self", "self" if confidence == 1.0 else "self-bare", confidence)
    return Mention(cluster.start, end, text[cluster.start : end], resolved, end, -1, False, list(cluster.pins))


def _give(cluster: Cluster, holders: list[Mention]) -> None:
    for holder in holders:
        holder.pins.extend(pin for pin in cluster.pins if pin not in holder.pins)
