"""What a reader remembers while reading: the last things cited, aliases that the text defines, whose turn it is.

State of one run over one document; text and footnotes have a memory each for "ibid.", and share aliases and treaties.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lexline.loaders.citations.aliases import Aliases
from lexline.loaders.citations.pinpoints import Pin
from lexline.loaders.citations.reports import Reports
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.document import Document
from lexline.ontology import registry

# What a text adds behind a name in parentheses to call it by later: (the Palermo Protocol), (hereinafter "the Pact").
_ALIAS: Final = re.compile(
    r"[,\s]{0,2}[(\[](?P<here>hereinafter,?\s|hereafter,?\s)?(?:referred\sto\s)?(?:as\s)?(?:the\s)?[\"“‘']?(?:[Tt]he\s)?"
    r"(?P<alias>[A-Z][A-Za-z’'&\- ]{1,70})[\"”’']?[)\]]"
)
_INSTRUMENT: Final = re.compile(
    r"(?:Resolution|Decision|Declaration|Statement|Report|Programme|Plan|Agenda|Framework|Compact|Rules|Principles|Text)$"
)
_NAMED: Final = ("treaty:", "decl:", "agreement:")
_GENERICS: Final = frozenset(
    "Convention Protocol Covenant Charter Statute Treaty Agreement Declaration Agenda Resolution Directive".split()
)
_WORD: Final = re.compile(r"\w+")
_NOT_ALIASES: Final = frozenset({"ibid", "see", "idem", "supra", "resolution", "annex", "part", "agreed", "adopted"})


def with_parent(identifier: str) -> tuple[str, ...]:
    """Return a treaty with the one that it supplements, which a protocol's full title names as well."""
    entry = registry.treaty(identifier)
    return (identifier, entry.part_of) if entry is not None and entry.part_of else (identifier,)


def words_for(identifier: str) -> frozenset[str]:
    """Return the generic words by which a text later calls a treaty: "Optional Protocol" and "Protocol"."""
    entry = registry.treaty(identifier)
    return frozenset({entry.generic, entry.generic.split()[-1]}) if entry is not None and entry.generic else frozenset()


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


def scopes(eid: str) -> tuple[str, ...]:
    """Return what the eIds of the units around a unit begin with, the nearest first, the whole document's last.

    >>> scopes("annex_1__art_4__para_2")
    ('annex_1__art_4__para_2__', 'annex_1__art_4__', 'annex_1__', '')
    """
    parts = eid.split("__")
    return tuple("".join(f"{part}__" for part in parts[:length]) for length in range(len(parts), -1, -1))


@dataclass(slots=True)
class Memory:
    """What was read so far in one document.

    `own_units` are the document's eIds, `scopes` what those around the paragraph being read begin with (`scopes`);
    `resolves` says that it is a resolution or decision, `agrees` that it is a treaty; `aliases` the names that it
    defined; `documents` those that its running text cited by symbol; `by_generic` what a word such as "Convention"
    means, fixed for the words in `defined` and else the last one named; `usage` what each was last used for;
    `named_here` what each could mean in this paragraph, `ambiguous` those that meant several where last named;
    `named_treaties` all named so far, the last one last; `comments` whose general comment each number was;
    `reports` those that notes name; `in_notes` what each note cites, as (id, kind) by its number; `series_in_notes`
    says that the last note stands in the Treaty Series; `numbers_before` the last list of resolutions in an earlier
    paragraph, `paragraphs_since` how many others were read since; `ibid_in_text` and `ibid_in_notes` what "ibid."
    reaches.
    """

    own_units: frozenset[str]
    scopes: tuple[str, ...] = ("",)
    resolves: bool = False
    agrees: bool = False
    aliases: Aliases = field(default_factory=Aliases)
    documents: dict[str, Mention] = field(default_factory=dict)
    by_generic: dict[str, str] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    usage: dict[str, str] = field(default_factory=dict)
    named_here: dict[str, set[str]] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)
    named_treaties: dict[str, None] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    reports: Reports = field(default_factory=Reports)
    in_notes: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    series_in_notes: bool = False
    numbers_before: tuple[tuple[str, str], ...] = ()
    paragraphs_since: int = 0
    ibid_in_text: Mention | None = None
    ibid_in_notes: Mention | None = None

    def call_itself(self, document: Document) -> None:
        """Take the word for a treaty's kind ("Convention on ..."), in its own text, for the treaty itself."""
        if not self.agrees:
            return
        entry = registry.treaty(document.id)
        title = entry.generic if entry is not None and entry.generic else document.title or ""
        called = next((word for word in _WORD.findall(title.title()) if word in _GENERICS), None)
        if called is not None:
            self.by_generic[called] = "self"
            self.defined.add(called)

    def pass_paragraph(self, mentions: list[Mention]) -> None:
        """Keep the last list of resolutions of a paragraph that was read, for "those resolutions" in a later one."""
        numbers = [m for m in mentions if m.resolved.kind in ("resolution", "decision") and m.group >= 0]
        self.paragraphs_since += 1
        self.named_here.clear()
        if numbers:
            last = (m.resolved for m in numbers if m.group == numbers[-1].group)
            self.numbers_before = tuple(dict.fromkeys((r.target, r.kind) for r in last if r.target is not None))
            self.paragraphs_since = 0

    def remember_treaty(self, identifier: str) -> None:
        """Keep a treaty as the one last named, which its generic word ("the Convention") now means."""
        self.named_treaties.pop(identifier, None)
        self.named_treaties[identifier] = None
        for word in words_for(identifier):
            here = self.named_here.setdefault(word, set())
            here.add(identifier)
            (self.ambiguous.discard if len(here) == 1 else self.ambiguous.add)(word)
        for each in reversed(with_parent(identifier)):
            self.by_generic.update(dict.fromkeys(words_for(each) - self.defined, each))

    def define(self, text: str, mention: Mention) -> int:
        """Read an alias that the text defines behind a mention and its date; return where that ends, or the extent."""
        target = mention.resolved.target
        match = _ALIAS.match(text, mention.extent)
        if match is None or target is None:
            return mention.extent
        alias = match["alias"].strip()
        # "The Rome Statute of the International Criminal Court (ICC)": the letters are the Court's.
        of_its_tail = alias.isupper() and not mention.text.startswith(alias[0])
        if alias.split()[0].lower().rstrip(".") in _NOT_ALIASES or len(alias) < 2 or of_its_tail:
            return mention.extent
        if alias in _GENERICS:
            self.by_generic[alias] = target
            self.usage[alias] = target
            self.defined.add(alias)
        elif not target.startswith(_NAMED) and not (match["here"] and _INSTRUMENT.search(alias)):
            # "The Committee established by resolution 1533 (hereinafter the Committee)" defines no instrument.
            return mention.extent
        else:
            self.aliases.add(alias, target)
        return max(match.end(), mention.extent)
