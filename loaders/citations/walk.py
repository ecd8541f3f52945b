"""The walk over one unit's tokens: what the handlers share while they turn tokens into mentions.

Goes in: a unit, the document, what was read so far (`Memory`). Comes out: `mentions`, in reading order. Everything that
a handler looks back for is kept up to date here, so that no handler searches the unit again: the walk is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from lexline.loaders.citations import sentences
from lexline.loaders.citations.context import Memory, Mention, with_parent, words_for
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token
from lexline.loaders.citations.series import treaty_of_body
from lexline.loaders.document import FOOTNOTE, FRONT, TABLE, Document, Unit

#: A later year in a date is a misprint and proves nothing.
_LAST_YEAR: Final = 2060
#: No list of resolutions is longer.
_LONGEST_LIST: Final = 200
#: What may stand between two members of one list of references.
_LIST_GAP: Final = re.compile(
    r"(?:[\s,;:]|and|or|of|as|well|to|the|both|all|its|also|dated|respectively|adopted|on|in|particular|including"
    r"|especially|notably|through|inter|alia|see|e\.g\.|most|recently|latest|being|[Rr]esolutions?|[Dd]ecisions?|[Nn]os?\.){0,40}"
)
_BEFORE_DATE: Final = frozenset({"", "of", "dated", "on", "adopted on"})
_DATE_YEAR: Final = re.compile(r"\d{4}$")
_RESUMES: Final = re.compile(r",\s(?:and\s)?$|\sand\s$")
_GOES_ON: Final = re.compile(r"[,;.)]|\s(?:on|of|entitled|concerning|in|regarding|both|by|as|and|adopted|which|to)\b")
#: So many tokens behind a number its body may stand.
_NEXT_TOKENS: Final = 8
_NO_INSTRUMENT: Final = frozenset({"self", "open-set"})


def joins(text: str, start: int, end: int) -> bool:
    """Say whether only words that join the members of a list stand between two offsets of a text."""
    return start <= end and _LIST_GAP.fullmatch(text, start, end) is not None


@dataclass(slots=True)
class Head:
    """The word that governs numbers ("resolutions"): its body, whether it is a decision, where its list has got to."""

    end: int
    body: str
    decision: bool
    plural: bool
    reached: int
    weak: bool = False


class Walk:
    """State of the walk over one unit.

    `index` is the token at hand; `called` the ids of what stands where this note is called; `last_instrument`,
    `last_document` (by symbol) and `last_treaty` what was mentioned last in this unit; `numbers` all resolutions and
    decisions; `watched` the treaty of the body that this sentence named; `named` what each generic word last named.
    """

    def __init__(
        self, unit: Unit, document: Document, memory: Memory, called: tuple[str, ...], tokens: list[Token]
    ) -> None:
        self.text = unit.text
        self.note = unit.kind == FOOTNOTE
        # What a title page names ("on the report of the Fifth Committee") is no "its report" of the text.
        self.front = unit.kind == FRONT
        self.table = unit.kind == TABLE
        self.document = document
        self.memory = memory
        self.called = called
        self.tokens = tokens
        self.offsets = sentences.starts(unit.text)
        self.mentions: list[Mention] = []
        self.head: Head | None = None
        self.group = 0
        self.index = 0
        self.last_instrument: Mention | None = None
        self.last_document: Mention | None = None
        self.last_treaty: str | None = None
        self.numbers: list[Mention] = []
        self.watched: str | None = None
        self.named: dict[str, str] = {}
        self._sentence = 0
        self._unknown: dict[str, tuple[int, bool]] = {}

    def step(self, index: int) -> Token:
        """Move to the token at `index` and return it; a new sentence forgets the head and the body that was named."""
        self.index = index
        token = self.tokens[index]
        begin, _ = self.sentence(token.start)
        if begin != self._sentence:
            self.head, self.watched, self._sentence = None, None, begin
        self.watched = treaty_of_body().get(token.value, self.watched)
        if token.kind == "pin" and self.head is not None and self.in_list(token):
            self.head.reached = token.end
        return token

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the half-open span of the sentence around `position`."""
        return sentences.around(self.offsets, len(self.text), position)

    def following(self) -> Token | None:
        """Return the token behind the one at hand, or None."""
        return self.tokens[self.index + 1] if self.index + 1 < len(self.tokens) else None

    @property
    def year(self) -> int | None:
        """The year of the citing document."""
        return self.document.date.year if self.document.date else None

    def add(self, token: Token, resolved: Resolved, *, document: bool = False, silent: bool = False) -> Mention:
        """Append a mention for `token` and return it; `silent` ones count only once a pinpoint makes them count."""
        words = self.text[token.start : token.end]
        mention = Mention(token.start, token.end, words, resolved, token.end, self.group, document, [], silent)
        self.mentions.append(mention)
        target = resolved.target
        if target is None or target in _NO_INSTRUMENT:
            return mention
        self.last_instrument = mention
        if resolved.kind in ("resolution", "decision"):
            self.numbers.append(mention)
        elif resolved.kind == "document":
            self.last_document = mention
            if not self.note and not self.front and target not in (self.document.id, *self.document.symbols):
                self.memory.documents[target] = mention
        elif resolved.kind == "treaty":
            self.last_treaty = target
        if resolved.method in ("name", "anaphora"):
            for each in with_parent(target):
                self.named.update(dict.fromkeys(words_for(each), each))
        if document and not self.front and target not in (self.document.id, *self.document.symbols):
            self.memory.ibid_in_text = mention
        return mention

    def add_alone(self, token: Token, resolved: Resolved, *, document: bool = False, silent: bool = False) -> Mention:
        """Append a mention that stands in no list with those before it."""
        self.group += 1
        return self.add(token, resolved, document=document, silent=silent)

    def add_numbers(self, token: Token, results: list[Resolved], *, resumed: bool = False) -> None:
        """Append what a number resolved to, as members of the head's list, which may be `resumed` behind a remark."""
        extent, _ = self.date_after(token.end)
        if not (resumed or self.in_list(token)):
            self.group += 1
        for resolved in results:
            mention = self.add(token, resolved)
            mention.extent = extent
            mention.extent = extent = self.memory.define(self.text, mention)
        if self.head is not None:
            self.head.reached = extent

    def last_list(self) -> list[Mention]:
        """Return the resolutions or decisions of the last list in which any stood."""
        out: list[Mention] = []
        for mention in reversed(self.numbers[-_LONGEST_LIST:]):
            if mention.group != self.numbers[-1].group:
                break
            out.append(mention)
        return out[::-1]

    def gap(self, token: Token) -> str:
        """Return the text between the last mention's extent and `token`."""
        return self.text[self.mentions[-1].extent : token.start] if self.mentions else self.text[: token.start]

    def body_before(self, position: int, reach: int) -> Token | None:
        """Return the nearest body named before `position` in the same sentence, at most `reach` characters away."""
        begin, _ = self.sentence(position)
        for index in range(self.index - 1, -1, -1):
            token = self.tokens[index]
            if token.end < max(begin, position - reach):
                return None
            if token.kind == "body":
                return token
        return None

    def body_behind(self, position: int, reach: int) -> Token | None:
        """Return the next body named behind `position` in the same sentence, at most `reach` characters away."""
        _, end = self.sentence(position)
        for token in self.tokens[self.index + 1 : self.index + _NEXT_TOKENS]:
            if token.start > min(end, position + reach):
                return None
            if token.kind == "body":
                return token
        return None

    def date_after(self, end: int) -> tuple[int, int | None]:
        """Return where a date right behind `end` ends (or `end`) and its year."""
        for token in self.tokens[self.index + 1 : self.index + 3]:
            if token.kind == "date" and self.text[end : token.start].strip(" ,(") in _BEFORE_DATE:
                year = _DATE_YEAR.search(token.text)
                return token.end, int(year[0]) if year and int(year[0]) <= _LAST_YEAR else None
        return end, None

    def defining(self, token: Token) -> bool:
        """Say whether `token` stands in the parenthesis that defines how the last mention will be called."""
        return bool(self.mentions) and token.start < self.mentions[-1].extent

    def joins(self, start: int, end: int) -> bool:
        """Say whether only list words stand between two offsets."""
        return joins(self.text, start, end)

    def in_list(self, token: Token) -> bool:
        """Say whether only list words stand between the list's last member (or its head) and this token."""
        return self.head is not None and self.joins(self.head.reached, token.start)

    def governed(self, token: Token) -> bool:
        """Say whether the head's list reaches this token: by list words, or by a date of its own in the sentence."""
        if self.head is None:
            return False
        return self.in_list(token) or self.date_after(token.end)[0] != token.end

    def resumed(self, token: Token) -> bool:
        """Say whether a plural head's list goes on behind a remark: "resolutions 5/1, on the one, and 5/2, on it"."""
        head = self.head
        if head is None or not head.plural or head.reached == head.end:
            return False
        before = _RESUMES.search(self.text, max(0, token.start - 8), token.start)
        return before is not None and _GOES_ON.match(self.text, token.end) is not None

    def names_unknown(self, word: str, end: int) -> bool:
        """Say whether an instrument that no registry knows was named by this generic word before `end`."""
        done, found = self._unknown.get(word, (0, False))
        if not found:
            pattern = re.compile(rf"{re.escape(word)}s?\s(?:on|against|relating|concerning|for|of\sthe)\s")
            for match in pattern.finditer(self.text, done, end):
                nearest = bisect_right(self.mentions, match.start(), key=lambda mention: mention.start) - 1
                found = found or nearest < 0 or match.start() >= self.mentions[nearest].end
                done = match.start() + 1
            self._unknown[word] = (max(done, end - len(word) - 24), found)
        return found
