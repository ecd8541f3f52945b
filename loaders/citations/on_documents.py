"""Handlers for documents: symbols and their addenda, statements by number, Treaty Series, general comments, directives.

Each turns one token into mentions of documents, which is what a later "ibid." may reach.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations import judgments, resolve
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token
from lexline.loaders.citations.series import comment_ids, members, treaties_of_series
from lexline.loaders.citations.walk import Walk
from lexline.ontology.symbols import kind_of

#: How far before "vol. 382, No. 5475" the words "Treaty Series" may stand.
_SERIES_REACH: Final = 600
#: A note of a chain begins with "Ibid."
_IBID_REACH: Final = 16
#: How far behind a treaty's name its Treaty Series reference may stand.
_NAME_REACH: Final = 200
#: How many tokens on either side of a general comment may name its body.
_COMMENT_REACH: Final = 40
#: How far before a directive's number its issuer may stand.
_ISSUER_REACH: Final = 60
_SEVERAL_COMMENTS: Final = re.compile(r"[Gg]eneral\s\w+s\s")
_NEXT_COMMENT: Final = re.compile(
    r"(?:,|\sand)\s(?:and\s)?([Nn]os?\.\s\d{1,3})(?=\s\((?:19|20)\d\d\)|\son\b|[,;.]|\sand\b)"
)
_YEAR_BEHIND: Final = re.compile(r"\s\(\d{4}\)")
_ISSUED: Final = re.compile(r"\((?:EU|EC|EEC)\)")
_DIRECTIVE: Final = re.compile(r"(\d{2,4})/(\d{1,4})(/E\w+)?")


def on_symbol(walk: Walk, token: Token) -> None:
    """Read "S/2016/949" and the glued series "S/8248/Add.7-9"."""
    walk.group += 1
    if not any(c.isdigit() for c in token.text):
        return
    for text in members(token.text.replace("Security Council/", "S/").replace("/Res/", "/RES/")):
        walk.add(token, resolve.symbol(text), document=True)
    if walk.head is not None and walk.in_list(token):
        walk.head.reached = token.end
    last = walk.mentions[-1]
    last.extent = walk.date_after(token.end)[0]
    if year := _YEAR_BEHIND.match(walk.text, last.extent):
        last.extent = year.end()
    last.extent = walk.memory.define(walk.text, last)


def on_misread(walk: Walk, token: Token) -> None:
    """Read "document 8/17227", a Council document whose S was read as 8."""
    note = f"printed “{token.text}”"
    walk.add_alone(token, Resolved("S" + token.text[1:], "document", "repair", 0.8, note), document=True)


def on_joint(walk: Walk, token: Token) -> None:
    """Give the second symbol of a joint one to the mention before."""
    last = walk.mentions[-1] if walk.mentions else None
    if last is not None and last.end == token.start:
        last.end = last.extent = token.end
        last.text = walk.text[last.start : token.end]
        return
    plain = token.text.lstrip("-– ")
    on_symbol(walk, Token("symbol", token.end - len(plain), token.end, plain))


def on_addendum(walk: Walk, token: Token) -> None:
    """Read "Add.1 and 2" behind a symbol: further documents of its series."""
    last = walk.mentions[-1] if walk.mentions else None
    if last is None or not last.document or last.resolved.target is None or ":" in last.resolved.target:
        return
    if not walk.joins(last.extent, token.start):
        return
    for text in members(token.text, stem=last.resolved.target):
        walk.add(token, resolve.symbol(text), document=True)


def on_statement(walk: Walk, token: Token) -> None:
    """Read "presidential statement 2015/25"."""
    walk.add_alone(token, Resolved(f"S/PRST/{token.text}", "presidential-statement", "number", 0.9), document=True)


def on_series(walk: Walk, token: Token) -> None:
    """Read "Treaty Series, vol. 75, Nos. 970-973": by registration number; else as what the note stands behind."""
    chained = walk.memory.series_in_notes and walk.note and "bid" in walk.text[:_IBID_REACH]
    if not chained and "Treaty Series" not in walk.text[max(0, token.start - _SERIES_REACH) : token.end]:
        return
    found = treaties_of_series(token.text, walk.called or (walk.last_treaty or "",))
    walk.group += 1
    for identifier in found:
        walk.add(token, Resolved(identifier, "treaty", "treaty-series", 1.0), document=True)
    if found:
        return
    before = walk.mentions[-1] if walk.mentions else None
    if before is not None and before.resolved.kind == "treaty" and token.start - before.end < _NAME_REACH:
        before.extent = max(before.extent, token.end)
        return
    named = [target for target in walk.called if target.startswith("treaty:")]
    for target in named:
        walk.add(token, Resolved(target, "treaty", "footnote-call", 0.9), document=True)
    if not named:
        note = "registration number not in the registry"
        walk.add(token, Resolved(None, "treaty", "treaty-series", 0.4, note), document=True)


def on_comment(walk: Walk, token: Token) -> None:
    """Read "general recommendation No. 30" of the body or treaty that its sentence names."""
    begin, end = walk.sentence(token.start)
    near = walk.tokens[max(0, walk.index - _COMMENT_REACH) : walk.index + _COMMENT_REACH]
    named = [(t.start - token.start, t.value) for t in near if t.kind in ("body", "name") and begin <= t.start < end]
    for resolved in comment_ids(token.text, named, walk.memory.comments):
        walk.add(token, resolved, document=True)
    if not _SEVERAL_COMMENTS.match(token.text):
        return
    # "General comments No. 12 (1999) on food, No. 14 (2000) on health and No. 15": each number has its own remark.
    for match in _NEXT_COMMENT.finditer(walk.text, token.end, min(end, token.end + _SERIES_REACH)):
        later = Token("comment", match.start(1), match.end(1), match[1])
        for resolved in comment_ids(match[1], named, walk.memory.comments):
            walk.add(later, resolved, document=True)


def on_case(walk: Walk, token: Token) -> None:
    """Read the name or number of a case before a court."""
    resolved = Resolved(token.value, kind_of(token.value), token.kind, token.sure, token.note)
    mention = walk.add_alone(token, resolved, document=True)
    mention.extent = walk.memory.define(walk.text, mention)


def on_directive(walk: Walk, token: Token) -> None:
    """Read "Directive 2011/36/EU"; without the ending only where the European Union is named before."""
    match = _DIRECTIVE.search(token.text)
    if match is None:
        return
    issuer = walk.body_before(token.start, _ISSUER_REACH)
    if match[3] or _ISSUED.search(token.text) or (issuer is not None and issuer.value.startswith("EU")):
        walk.add_alone(token, Resolved(f"eu:{match[1]}/{match[2]}", "eu-law", "number", 0.95), document=True)


HANDLERS: Final = MappingProxyType(
    {
        "symbol": on_symbol,
        "misread": on_misread,
        "joint": on_joint,
        "addendum": on_addendum,
        "statement": on_statement,
        "series": on_series,
        "unts": on_series,
        "comment": on_comment,
        "directive": on_directive,
        judgments.NAME: on_case,
        judgments.NUMBER: on_case,
    }
)
