"""Binds pinpoints to what they point into: "paragraph 9 of resolution 661", "resolution 283, in particular paragraphs 1 to 8".

A cluster of pinpoints binds forward over "of the ..." first, then to "above"/"below" and the citing text itself, then
backward over a comma or "in particular"; what finds no holder stays unbound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lexline.loaders.citations.context import Mention
from lexline.loaders.citations.pinpoints import Pin
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token
from lexline.loaders.document import Document, Unit

_REACH: Final = 160
# Between pins of one cluster.
_JOIN: Final = re.compile(r"[\s,]{0,3}(?:(?:and|or|as\swell\sas|and\sin|and\sof)\s)?(?:also\s|the\s|its\s|of\s){0,2}")
_UNDER: Final = re.compile(r",?\s(?:of|in|to|under)\s(?:the\s)?|\s")
_INSIDE: Final = re.compile(r",\s|\s")
# Between a cluster and the reference that follows it: connecting words and what introduces a reference.
_FORWARD_FIRST: Final = frozenset("of to in from under contained annexed attached".split())
_FORWARD: Final = frozenset(
    "of to in from under the its their that this said same a an draft report reports resolution resolutions decision decisions "
    "statement document documents letter note annex annexed attached contained as set out forth secretary-general's "
    "secretary-general council's assembly's united nations original aforementioned above-mentioned relevant joint and "
    "entitled final second first third special latest most recent previous 1949 international respectively both by dated "
    "annexes appendix mid-term periodic consolidated outcome".split()
)
_OF_REPORT: Final = re.compile(
    r",?\s(?:of|to|in|from)\s(?:the|his|her|its|my|that)\b[^;.()]{0,220}\b(?:report|letter|note|document|statement|study|annex)s?\b[^;.()]{0,220}\((?:document\s)?"
)
_BACK: Final = re.compile(
    r"[\s,(;]{0,3}(?:(?:in\sparticular|especially|notably|particularly|including|inter\salia|see|and|at|also|as\swell\sas|and\sin\sparticular"
    r"|under|its|the|operative|on|specifically|namely|with)[\s,]{1,2}){0,4}"
)
_THEREOF: Final = re.compile(r"\s(?:thereof|thereto|therein)\b")
_OF_WHICH: Final = re.compile(r"\s(?:of|to)\swhich\b")
_SELF: Final = re.compile(
    r",?\s?(?:\(?(?:above|below)\b|hereof\b|of\sthis\b(?=\sannex)|of\sthe\spresent\b|(?:of|to|in)\sthis\s(?:resolution|report|statement|decision)\b)"
)
_BEFORE_SELF: Final = re.compile(r"(?<!\w)(?:in|under|by|of|to|with|with\sin|see|pursuant\sto|and)\s(?:the\s)?$")


@dataclass(slots=True)
class _Cluster:
    start: int
    end: int
    pins: list[Pin]


def bind(text: str, tokens: list[Token], mentions: list[Mention], document: Document, unit: Unit) -> None:
    """Give every pinpoint of a unit to its mention; adds `self` mentions for the document's own paragraphs."""
    known = {u.eid for u in document.units}
    for cluster in _clusters(text, tokens):
        if _THEREOF.match(text, cluster.end):
            before = [m for m in mentions if m.end <= cluster.start and m.resolved.target not in ("self", "open-set")]
            if before and cluster.pins[0].label == "" and text[cluster.start : cluster.end].endswith("s"):
                _give(cluster, [m for m in before if m.group == before[-1].group])
            elif before:
                _give(cluster, [before[-1]])
            continue
        if holders := _forward(text, tokens, mentions, cluster):
            _give(cluster, holders)
        elif own := _SELF.match(text, cluster.end):
            mentions.append(_own(text, cluster, own.end(), 1.0))
        elif holder := _backward(text, mentions, cluster):
            _give(cluster, [holder])
        elif charter := _of_the_only_treaty(mentions, text, cluster):
            _give(cluster, [charter])
        elif _is_own(text, cluster, known):
            mentions.append(_own(text, cluster, cluster.end, 0.7))
    mentions[:] = [m for m in mentions if not (m.silent and not m.pins)]
    for mention in mentions:
        mention.silent = False


def _clusters(text: str, tokens: list[Token]) -> list[_Cluster]:
    """Join neighbouring pinpoints: "Article 25 and Article 2, paragraph 6" is one cluster of art. 25 and art. 2 (6)."""
    out: list[_Cluster] = []
    for token in tokens:
        if token.kind != "pin":
            continue
        pins = list(token.pins)
        last = out[-1] if out else None
        if last is not None and token.start - last.end <= 24:
            if _nest_after(text, last, pins, token):
                continue
            if _nest_before(text, last, pins, token):
                continue
            if _JOIN.fullmatch(text, last.end, token.start):
                last.pins.extend(pins)
                last.end = token.end
                continue
        out.append(_Cluster(token.start, token.end, pins))
    return out


def _nest_after(text: str, last: _Cluster, pins: list[Pin], token: Token) -> bool:
    """ "Article 2, paragraph 6" and "annex II, paragraph 4": the finer pin behind its holder."""
    holder = last.pins[-1]
    if _RANK.get(pins[0].kind, 0) <= _RANK.get(holder.kind, 0) or not _INSIDE.fullmatch(text, last.end, token.start):
        return False
    if holder.under is not None and holder.kind == "para":
        return False
    last.pins[-1:] = [Pin(p.kind, p.label, holder) for p in pins]
    last.end = token.end
    return True


def _nest_before(text: str, last: _Cluster, pins: list[Pin], token: Token) -> bool:
    """ "paragraph 6 of article 2", "subparagraph (a) of paragraph 7": the finer pin before its holder."""
    if (
        len(pins) != 1
        or not _UNDER.fullmatch(text, last.end, token.start)
        or "of" not in text[last.end : token.start].split()
    ):
        if len(pins) != 1 or text[last.end : token.start].strip(" ,") not in ("of the", "in", "to", "of"):
            return False
    holder = pins[0]
    if all(p.kind == "para" and p.label.startswith("(") and p.under is None for p in last.pins) and holder.kind in (
        "para",
        "art",
    ):
        last.pins = [Pin(holder.kind, f"{holder.label} {p.label}".strip()) for p in last.pins]
    elif all(_RANK.get(p.kind, 0) > _RANK.get(holder.kind, 0) and p.under is None for p in last.pins):
        last.pins = [Pin(p.kind, p.label, holder) for p in last.pins]
    else:
        return False
    last.end = token.end
    return True


#: From coarse to fine: a pin may stand inside one of a lower rank.
_RANK: Final = {
    "annex": 1,
    "appendix": 2,
    "enclosure": 1,
    "part": 2,
    "ch": 3,
    "sect": 4,
    "art": 5,
    "rule": 5,
    "para": 6,
}


def _forward(text: str, tokens: list[Token], mentions: list[Mention], cluster: _Cluster) -> list[Mention]:
    """Return the mentions that a cluster binds to over "of the ...": one, or all of a plural list right behind it."""
    following = [m for m in mentions if cluster.end <= m.start <= cluster.end + _REACH]
    if not following:
        return []
    first = min(following, key=lambda m: (m.start, m.end))
    gap = _without_names(text, tokens, cluster.end, first.start)
    if first.resolved.method == "symbol" and _OF_REPORT.fullmatch(gap):
        return [m for m in mentions if m.start == first.start and m.end == first.end]
    words = [w for w in re.findall(r"[\w'-]+", gap.lower().replace("’", "'")) if w != "'s"]
    if not words or words[0] not in _FORWARD_FIRST or len(words) > 14 or any(w not in _FORWARD for w in words):
        return []
    if re.search(r"[;.:)]|\S\s*\(.*\w\s*$", gap):
        return []
    same = [m for m in mentions if m.start == first.start and m.end == first.end]
    if re.search(r"\b(?:resolutions|decisions)\s*$", text[cluster.end : first.start]):
        return [m for m in mentions if m.group == first.group and m.start >= first.start]
    return same


def _without_names(text: str, tokens: list[Token], start: int, end: int) -> str:
    """Return a stretch without the names of bodies in it."""
    out, position = [], start
    for token in tokens:
        if token.kind == "body" and start <= token.start and token.end <= end:
            out.append(text[position : token.start])
            position = token.end
    return "".join([*out, text[position:end]])


def _backward(text: str, mentions: list[Mention], cluster: _Cluster) -> Mention | None:
    """Return the mention that a cluster follows over a comma, a parenthesis or "in particular"."""
    before = [m for m in mentions if m.extent <= cluster.start and m.resolved.target not in ("open-set",)]
    if not before:
        return None
    last = max(before, key=lambda m: (m.extent, m.start))
    if last.resolved.target == "self" and not last.silent:
        return None
    gap_end = cluster.start
    if _BACK.fullmatch(text, last.extent, gap_end):
        last.extent = cluster.end
        return last
    if _OF_WHICH.match(text, cluster.end) and cluster.start - last.extent < 40:
        return last
    return None


def _of_the_only_treaty(mentions: list[Mention], text: str, cluster: _Cluster) -> Mention | None:
    """Return the one treaty that the unit names, for an "Article 24" (capital: of a treaty) that says no more."""
    if not text[cluster.start].isupper() or any(
        p.kind != "art" and (p.under is None or p.under.kind != "art") for p in cluster.pins
    ):
        return None
    treaties = [m for m in mentions if (m.resolved.target or "").startswith("treaty:")]
    return treaties[0] if len({m.resolved.target for m in treaties}) == 1 else None


def _is_own(text: str, cluster: _Cluster, known: set[str]) -> bool:
    """Say whether a bare "in paragraph 37" names a paragraph of this document."""
    if any(p.kind != "para" or not p.label[:1].isdigit() or p.under for p in cluster.pins):
        return False
    if not _BEFORE_SELF.search(text, max(0, cluster.start - 16), cluster.start):
        return False
    if re.match(r"\s(?:of|to|from)\b|\sin\s(?:the|its|that|a)\b", text[cluster.end : cluster.end + 12]):
        return False
    numbers = {p.label.split(" ")[0] for p in cluster.pins}
    return all(f"op_{n}" in known or f"para_{n}" in known for n in numbers)


def _own(text: str, cluster: _Cluster, end: int, confidence: float) -> Mention:
    resolved = Resolved("self", "self", "self" if confidence == 1.0 else "self-bare", confidence)
    return Mention(cluster.start, end, text[cluster.start : end], resolved, end, -1, False, list(cluster.pins))


def _give(cluster: _Cluster, holders: list[Mention]) -> None:
    for holder in holders:
        holder.pins.extend(pin for pin in cluster.pins if pin not in holder.pins)
