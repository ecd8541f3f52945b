"""Joins neighbouring pinpoints into clusters: "Article 25 and Article 2, paragraph 6" is art. 25 and art. 2 (6).

Goes in: the tokens of a unit. Comes out: its clusters in reading order, finer pins inside those that hold them; what a
cluster points into is for `attach` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lexline.loaders.citations.pinpoints import Pin
from lexline.loaders.citations.scan import Token

# Between pins of one cluster.
_JOIN: Final = re.compile(
    r"[\s,]{0,3}(?:(?:and|or|as\swell\sas|and\sin|and\sof|read\s(?:in\sconjunction|together)\swith|in\sconjunction\swith)\s)?"
    r"(?:also\s|the\s|its\s|of\s){0,2}"
)
_JOIN_REACH: Final = 32
_UNDER: Final = re.compile(r",?\s(?:of|in|to|under)\s(?:the\s)?|\s")
_INSIDE: Final = re.compile(r",\s|\s")
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


@dataclass(slots=True)
class Cluster:
    """Pinpoints that stand together, at a half-open span."""

    start: int
    end: int
    pins: list[Pin]


def clusters(text: str, tokens: list[Token]) -> list[Cluster]:
    """Join neighbouring pinpoints: "Article 25 and Article 2, paragraph 6" is one cluster of art. 25 and art. 2 (6)."""
    out: list[Cluster] = []
    for token in tokens:
        if token.kind != "pin":
            continue
        pins = list(token.pins)
        last = out[-1] if out else None
        if last is not None and token.start - last.end <= _JOIN_REACH:
            if _nest_after(text, last, pins, token):
                continue
            if _nest_before(text, last, pins, token):
                continue
            if _JOIN.fullmatch(text, last.end, token.start):
                last.pins.extend(pins)
                last.end = token.end
                continue
        out.append(Cluster(token.start, token.end, pins))
    return out


def _nest_after(text: str, last: Cluster, pins: list[Pin], token: Token) -> bool:
    """Nest a finer pin behind its holder: "Article 2, paragraph 6", "annex II, paragraph 4"."""
    holder = last.pins[-1]
    if (
        _INSIDE.fullmatch(text, last.end, token.start)
        and holder.kind in ("para", "art")
        and holder.label.isdigit()
        and all(p.kind == "para" and p.label.startswith("(") and p.under is None for p in pins)
    ):
        # Letters behind their paragraph are its parts, as in "paragraph 2, subparagraphs (a) to (c)".
        last.pins[-1:] = [Pin(holder.kind, f"{holder.label} {p.label}", holder.under) for p in pins]
        last.end = token.end
        return True
    if _RANK.get(pins[0].kind, 0) <= _RANK.get(holder.kind, 0) or not _INSIDE.fullmatch(text, last.end, token.start):
        return False
    if holder.kind == "pre" or (holder.under is not None and holder.kind == "para"):
        return False
    last.pins[-1:] = [Pin(p.kind, p.label, holder) for p in pins]
    last.end = token.end
    return True


def _nest_before(text: str, last: Cluster, pins: list[Pin], token: Token) -> bool:
    """Nest a finer pin before its holder: "paragraph 6 of article 2", "subparagraph (a) of paragraph 7"."""
    between = text[last.end : token.start]
    under = _UNDER.fullmatch(between) is not None and "of" in between.split()
    if len(pins) != 1 or not (under or between.strip(" ,") in ("of the", "in", "to", "of")):
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
