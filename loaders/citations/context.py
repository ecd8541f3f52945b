"""What a reader remembers while reading: the last things cited, aliases that the text defines, whose turn it is.

State of one run over one document; text and footnotes have a memory each for "ibid.", and share aliases and treaties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lexline.loaders.citations.pinpoints import Pin
from lexline.loaders.citations.resolve import Resolved
from lexline.ontology import registry

# What a text adds behind a name in parentheses to call it by later: (the Palermo Protocol), (hereinafter "the Covenant").
_ALIAS: Final = re.compile(
    r"[,\s]{0,2}[(\[](?P<here>hereinafter,?\s|hereafter,?\s)?(?:referred\sto\s)?(?:as\s)?(?:the\s)?[\"“‘']?(?:the\s)?"
    r"(?P<alias>[A-Z][A-Za-z’'&\- ]{1,70})[\"”’']?[)\]]"
)
_NOT_ALIASES: Final = frozenset({"ibid", "see", "idem", "supra", "resolution", "annex", "part", "agreed", "adopted"})


def with_parent(identifier: str) -> tuple[str, ...]:
    """Return a treaty with the one that it supplements, which a protocol's full title names as well."""
    entry = registry.treaty(identifier)
    return (identifier, entry.part_of) if entry is not None and entry.part_of else (identifier,)


@dataclass(slots=True)
class Mention:
    """One reference under construction: span and words, what it means, its pins, and where its trimmings end.

    `extent` is the end of the date or parenthesis that belongs to it; `group` numbers the list it stands in;
    `document` says that it was cited as a document (by symbol or name), which is what "ibid." reaches for.
    """

    start: int
    end: int
    text: str
    resolved: Resolved
    extent: int
    group: int
    document: bool
    pins: list[Pin] = field(default_factory=list)
    silent: bool = False


@dataclass(slots=True)
class Memory:
    """What was read so far in one document."""

    own_body: str
    aliases: dict[str, str] = field(default_factory=dict)
    by_generic: dict[str, str] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    usage: dict[str, str] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    last_document: Mention | None = None
    last_note: Mention | None = None
    last_numbers: list[Mention] = field(default_factory=list)

    def remember_treaty(self, identifier: str) -> None:
        """Keep a treaty as the one that its generic word ("the Convention") now means."""
        for each in reversed(with_parent(identifier)):
            entry = registry.treaty(each)
            if entry is None or not entry.generic:
                continue
            for word in {entry.generic, entry.generic.split()[-1]} - self.defined:
                self.by_generic[word] = each

    def define(self, text: str, mention: Mention) -> int:
        """Read an alias that the text defines right behind a mention; return where it ends, or the mention's extent."""
        target = mention.resolved.target
        match = _ALIAS.match(text, mention.end)
        if match is None or target is None:
            return mention.extent
        alias = match["alias"].strip()
        if alias.split()[0].lower().rstrip(".") in _NOT_ALIASES or len(alias) < 2:
            return mention.extent
        if alias in _GENERICS:
            self.by_generic[alias] = target
            self.usage[alias] = target
            self.defined.add(alias)
        elif match["here"] or target.startswith(("treaty:", "decl:", "agreement:")):
            self.aliases[alias] = target
        return max(match.end(), mention.extent)


_GENERICS: Final = frozenset(
    "Convention Protocol Covenant Charter Statute Treaty Agreement Declaration Agenda Resolution Directive".split()
)
