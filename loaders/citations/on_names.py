"""Handlers for names: treaties and declarations by title, aliases that the text defined, "the Convention".

Each turns one token into a mention; a name that the registries do not know, or that may mean several, makes none.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from lexline.loaders.citations.context import words_for
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token
from lexline.loaders.citations.series import protocols_of, subjects_of
from lexline.loaders.citations.walk import Walk
from lexline.ontology import registry
from lexline.ontology.symbols import kind_of

#: How far behind "the Protocols thereto" their subjects may stand: "against the smuggling of migrants and to ...".
_SUBJECT_REACH: Final = 300
_SUBJECTS: Final = re.compile(r"\s(?:against|on|to\s[Pp]revent)\b")
#: Words too common to mean an instrument that the text did not say they mean.
_ONLY_DEFINED: Final = frozenset({"Agreement", "Agenda"})
#: A protocol's title this close behind "the Optional Protocol thereto" says itself which one is meant.
_ITS_TITLE: Final = 2
#: A treaty's name inside the name of a body or meeting: "Conference of the Parties to the ...".
_INSIDE_NAME: Final = re.compile(
    r"(?:(?:Conference|Meeting|Assembly|Committee|Group|Secretariat)\s(?:of|on)\s(?:the\s)?"
    r"(?:High\sContracting\s|States\s|Contracting\s)?[Pp]arties\s(?:to|of)\s"
    r"|Review\sConference\s(?:of|on)\s(?:the\sParties\sto\s)?|(?:Special\s)?Committee\son\s)(?:the\s)?$"
)
#: "The Ramsar Convention Secretariat" is an office.
#: "The Statute of the Court" in a sentence that names the Court.
_THE_COURT: Final = "International Court of Justice"
_STATUTE: Final = "Statute of the Court"
_ITS_STATUTE: Final = "treaty:icj-statute-1945"
_ITS_OFFICE: Final = re.compile(r"\s(?:[Ss]ecretariat|Organi[sz]ation)\b")


def on_name(walk: Walk, token: Token) -> None:
    """Read a title or abbreviation of the registries; a set ("the Geneva Conventions") gives each member."""
    if walk.defining(token):
        return
    walk.group += 1
    inside_name = _inside_name(walk, token)
    for identifier in token.value.split(" "):
        entry = registry.treaty(identifier)
        if entry is not None and entry.date and walk.year is not None and walk.year < entry.date.year:
            # The text is older than the instrument, so the words mean something else.
            continue
        mention = walk.add(
            token, Resolved(identifier, kind_of(identifier), "name", 1.0), document=True, silent=inside_name
        )
        walk.memory.remember_treaty(identifier)
        mention.extent = walk.memory.define(walk.text, mention)


def _inside_name(walk: Walk, token: Token) -> bool:
    """Say whether a treaty's name is part of the name of a body or meeting."""
    before = _INSIDE_NAME.search(walk.text, max(0, token.start - 80), token.start)
    return before is not None or _ITS_OFFICE.match(walk.text, token.end) is not None


def on_protocol(walk: Walk, token: Token) -> None:
    """Read "its Protocol of 2014", "the Optional Protocols thereto": those to the treaty named before."""
    follows = walk.following()
    if walk.last_treaty is None or (follows and follows.kind == "name" and follows.start - token.end <= _ITS_TITLE):
        return
    found = protocols_of(walk.last_treaty, token.text, walk.year)
    if _SUBJECTS.match(walk.text, token.end):
        subjects = walk.text[token.end : token.end + _SUBJECT_REACH].lower()
        found = [p for p in found if any(said in subjects for said in subjects_of(p))] or found
    walk.group += 1
    for target in found:
        walk.add(token, Resolved(target, "treaty", "protocol-of", 0.95), document=True)
        walk.memory.remember_treaty(target)


def on_alias(walk: Walk, token: Token) -> None:
    """Read a name that the document defined for something that it cited before."""
    if walk.defining(token):
        return
    walk.add_alone(token, Resolved(token.value, kind_of(token.value), "defined-alias", 0.95), document=True)


def on_generic(walk: Walk, token: Token) -> None:
    """Read "the Convention": the one that the text calls so; "the Charter" is the United Nations' unless told."""
    if walk.defining(token) or walk.text.endswith("supplementing the ", max(0, token.start - 18), token.start):
        return
    word = token.text if token.text in walk.memory.by_generic else token.text.split()[-1].rstrip("s")
    target: str | None
    if token.text == _STATUTE and _THE_COURT in walk.text[: token.start]:
        target, sure = _ITS_STATUTE, 0.9
    elif walk.text.endswith("that ", 0, token.start):
        # "Article 4 of that Agreement": of the last one named, whatever "the Agreement" means in this text.
        last = walk.last_treaty if walk.last_treaty and word in words_for(walk.last_treaty) else None
        target, sure = last or walk.named.get(word), 0.85
    else:
        target, sure = _meant_by(walk, word, token.start)
    if target is None:
        return
    if target == "self":
        walk.add_alone(token, Resolved("self", "self", "self", 1.0), silent=True)
        return
    resolved = Resolved(target, kind_of(target), "generic-name", sure)
    walk.add_alone(token, resolved, document=True, silent=_inside_name(walk, token))
    walk.memory.usage[word] = target


def on_said(walk: Walk, token: Token) -> None:
    """Read "the above-mentioned Geneva Convention": the treaty last named whose title holds those words."""
    words = token.text.split()[1:] if not token.text.lower().startswith("above m") else token.text.split()[2:]
    said = " ".join(words).rstrip("s")
    for target in reversed(list(walk.memory.named_treaties)):
        entry = registry.treaty(target)
        titles = (entry.title, *entry.aliases) if entry is not None else ()
        if any(said in title for title in titles):
            walk.add_alone(token, Resolved(target, kind_of(target), "anaphora", 0.85), document=True)
            return


def on_rules(walk: Walk, token: Token) -> None:
    """Read "the rules of procedure" as those of the organ whose text this is."""
    word = " ".join(token.text.split())
    own = f"other:{walk.document.body.lower()}:"
    found = [t.id for t in registry.treaties() if t.generic == word and t.id.startswith(own)]
    if len(found) == 1:
        walk.add_alone(token, Resolved(found[0], kind_of(found[0]), "generic-name", 0.9), document=True)


def _meant_by(walk: Walk, word: str, position: int) -> tuple[str | None, float]:
    """Say which treaty a generic word means here, and how sure that is; (None, 0) where it cannot be told.

    In order: what the text defined; the treaty of the body that the sentence names; a treaty of that word named in this
    unit; what a note stands behind; what the word was used for before; the treaty of that word last named.
    """
    memory = walk.memory
    if word in memory.defined:
        return memory.by_generic[word], 0.95
    if word in _ONLY_DEFINED:
        return None, 0.0
    here = walk.named.get(word)
    if here is None and walk.names_unknown(word, position):
        return None, 0.0
    if walk.watched is not None and word in words_for(walk.watched):
        return walk.watched, 0.9
    if here is not None:
        return here, 0.85
    if word == "Charter":
        return memory.usage.get(word, "treaty:un-charter"), 0.95
    called = [target for target in walk.called if word in words_for(target)]
    if called:
        return called[-1], 0.85
    if word in memory.usage or word not in memory.ambiguous:
        return memory.usage.get(word) or memory.by_generic.get(word), 0.75
    return None, 0.0


HANDLERS: Final = MappingProxyType(
    {
        "name": on_name,
        "protocol": on_protocol,
        "alias": on_alias,
        "generic": on_generic,
        "said": on_said,
        "rules": on_rules,
    }
)
