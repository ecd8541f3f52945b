"""Walks the tokens of one unit and turns them into mentions: whose number, which treaty, what "ibid." reaches.

One handler a kind of token (`_HANDLERS`); each may add mentions. Pinpoints are bound to them afterwards by `attach`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lexline.loaders.citations import attach, resolve, sentences
from lexline.loaders.citations.context import Memory, Mention, with_parent
from lexline.loaders.citations.resolve import Resolved
from lexline.loaders.citations.scan import Token, scan
from lexline.loaders.citations.series import TREATY_OF_BODY, comment_ids, members, protocol_of, treaties_of_series
from lexline.loaders.document import FOOTNOTE, Document, Unit
from lexline.ontology import registry

#: A later year in a date is a misprint and proves nothing.
_LAST_YEAR: Final = 2060
#: How far before "vol. 382, No. 5475" the words "Treaty Series" may stand.
_SERIES_REACH: Final = 600
#: What may stand between two members of one list of references.
_LIST_GAP: Final = re.compile(
    r"(?:[\s,;:]|and|or|of|as|well|to|the|both|all|its|also|dated|respectively|adopted|on|in|particular|including|especially|"
    r"notably|through|inter|alia|see|e\.g\.|most|recently|latest|being|[Rr]esolutions?|[Dd]ecisions?){0,40}"
)
_BEFORE_HEAD: Final = re.compile(
    r"(?:['’]s?)?\s(?:\([A-Z]{2,9}\)\s)?(?:(?:draft|its|their|previous|relevant|earlier|subsequent|recent|(?:decisions|resolutions)\s(?:and|or)|other|"
    r"consensus|all|the|landmark|said|annual)[\s,]){0,5}"
)
_POSSESSIVE: Final = re.compile(
    r"(?<!\w)(?:its|their|his|her)\s(?:(?:previous|relevant|earlier|own|subsequent|recent|most|annual|landmark|latest|past|prior|"
    r"above-mentioned)\s){0,3}$"
)
_SUBJECT: Final = re.compile(
    r"(?:[,\s]|in|by|under|through|with|of|and|pursuant|to|adopted|had|has|at|accordance|decided|requested|recalled|(?:\w+-?){1,2}\ssession|annex){0,16}"
)
#: The symbol that follows says which report is meant: "the report of the Secretary-General on the matter (S/2018/250)".
_REPORT_SYMBOL: Final = re.compile(r"[^;.()]{0,220}\((?:see\s)?[A-Z]{1,4}/")
#: A treaty's name inside the name of a body or meeting: "Conference of the Parties to the ...".
_INSIDE_NAME: Final = re.compile(
    r"(?:(?:Conference|Meeting|Assembly|Committee|Group|Secretariat)\s(?:of|on)\s(?:the\s)?(?:High\sContracting\s|States\s|Contracting\s)?"
    r"[Pp]arties\s(?:to|of)\s|Review\sConference\s(?:of|on)\s(?:the\sParties\sto\s)?|(?:Special\s)?Committee\son\s)(?:the\s)?$"
)
_MANDATED: Final = re.compile(
    r"\s(?:(?:submitted|mandated|adopted|established|pursuant|to|in|under|by|contained|accordance|with)\s){1,5}"
)
#: Supplement No. 53 of the Assembly's Official Records is the report of the Human Rights Council.
_COUNCIL_REPORT: Final = re.compile(r"A/\d{2,3}/53(?:/Add\.\d)?")
_OF_BODY: Final = re.compile(r"\s(?:[\w\s]{0,24}?(?:adopted|taken)\s)?(?:of|by)\sthe\s")
_GOES_ON: Final = re.compile(r"[,;.)]|\s(?:on|of|entitled|concerning|in|regarding|both|by|as|and|adopted|which|to)\b")
#: "Ibid., Thirty-ninth Year, Supplement for ..." goes on in a publication (the Official Records), which is no instrument.
_OF_PUBLICATION: Final = re.compile(
    r",?\s(?:\(?[A-Z][\w-]{2,20}\s(?:and\s[A-Z][\w-]{2,20}\s)?(?:[Yy]ear|[Ss]ession|Special|Emergency)|(?:Special\s|Resumed\s)?Supplement|Plenary|Annexes"
    r"|Second\sSeries|\d{4},\sSupplement|\d{1,4}(?:st|nd|rd|th)\b|vol\.|pp?\.\s|para(?:graph)?\s?\d{4})"
)
_YEAR_BEHIND: Final = re.compile(r"\s\(\d{4}\)")
_RESUMES: Final = re.compile(r",\s(?:and\s)?$|\sand\s$")
_DATE_YEAR: Final = re.compile(r"\d{4}$")
_NUMBERED: Final = frozenset({"council", "damaged", "roman", "slash", "bare", "health"})


@dataclass(slots=True)
class _Head:
    """The word that governs numbers ("resolutions"): its body, whether it is a decision, and where the list has got to."""

    start: int
    end: int
    body: str
    decision: bool
    plural: bool
    reached: int
    weak: bool = False


class _Reader:
    """State of the walk over one unit's tokens."""

    def __init__(self, unit: Unit, document: Document, memory: Memory, called_at: Mention | None) -> None:
        self.text = unit.text
        self.unit = unit
        self.note = unit.kind == FOOTNOTE
        self.document = document
        self.memory = memory
        self.called_at = called_at
        self.tokens = scan(unit.text, memory.aliases)
        self.offsets = sentences.starts(unit.text)
        self.mentions: list[Mention] = []
        self.head: _Head | None = None
        self.group = 0
        self.index = 0

    def add(self, token: Token, resolved: Resolved, *, document: bool = False, silent: bool = False) -> Mention:
        """Append a mention for `token`."""
        mention = Mention(
            token.start,
            token.end,
            self.text[token.start : token.end],
            resolved,
            token.end,
            self.group,
            document,
            [],
            silent,
        )
        self.mentions.append(mention)
        if document and resolved.target not in (None, self.document.id, *self.document.symbols):
            self.memory.last_document = mention
        return mention

    def gap(self, token: Token) -> str:
        """Return the text between the last mention's extent and `token`."""
        return self.text[self.mentions[-1].extent : token.start] if self.mentions else self.text[: token.start]

    def body_before(self, position: int, reach: int) -> Token | None:
        """Return the nearest body named before `position` in the same sentence, at most `reach` characters away."""
        begin, _ = sentences.around(self.offsets, len(self.text), position)
        for token in reversed(self.tokens[: self.index]):
            if token.end < max(begin, position - reach):
                return None
            if token.kind == "body":
                return token
        return None

    def date_after(self, end: int) -> tuple[int, int | None]:
        """Return where a date right behind `end` ends (or `end`) and its year."""
        for token in self.tokens[self.index + 1 : self.index + 3]:
            if token.kind == "date" and self.text[end : token.start].strip(" ,(") in (
                "",
                "of",
                "dated",
                "on",
                "adopted on",
            ):
                year = _DATE_YEAR.search(token.text)
                return token.end, int(year[0]) if year and int(year[0]) <= _LAST_YEAR else None
        return end, None

    def numbered(self, token: Token, results: list[Resolved]) -> None:
        """Append what a number resolved to, as members of the head's list."""
        extent, _ = self.date_after(token.end)
        if not self.in_list(token):
            self.group += 1
        for resolved in results:
            self.add(token, resolved).extent = extent
        if self.head is not None:
            self.head.reached = extent

    def in_list(self, token: Token) -> bool:
        """Say whether only list words stand between the list's last member (or its head) and this token."""
        return self.head is not None and _LIST_GAP.fullmatch(self.text, self.head.reached, token.start) is not None

    def governed(self, token: Token) -> bool:
        """Say whether the current head's list reaches this token: by list words, or by a date of its own in the sentence."""
        if self.head is None:
            return False
        if self.in_list(token):
            return True
        return self.date_after(token.end)[0] != token.end

    def resumed(self, token: Token) -> bool:
        """Say whether a plural head's list goes on behind a remark: "resolutions 5/1, on the one, and 5/2, on the other"."""
        head = self.head
        if head is None or not head.plural or head.reached == head.end:
            return False
        before = _RESUMES.search(self.text, max(0, token.start - 8), token.start)
        return before is not None and _GOES_ON.match(self.text, token.end) is not None


def read(unit: Unit, document: Document, memory: Memory, called_at: Mention | None = None) -> list[Mention]:
    """Return the mentions of one unit in reading order; `called_at` is what stands where this footnote is called."""
    reader = _Reader(unit, document, memory, called_at)
    sentence = 0
    for index, token in enumerate(reader.tokens):
        reader.index = index
        begin, _ = sentences.around(reader.offsets, len(reader.text), token.start)
        if begin != sentence:
            reader.head = None
            sentence = begin
        if token.kind == "pin" and reader.head is not None and reader.in_list(token):
            reader.head.reached = token.end
        if handler := _HANDLERS.get(token.kind):
            handler(reader, token)
    attach.bind(reader.text, reader.tokens, reader.mentions, document, unit)
    reader.mentions.sort(key=lambda mention: (mention.start, mention.end))
    visible = [m for m in reader.mentions if m.resolved.target not in (None, "self", "open-set")]
    if reader.note:
        # "Ibid." in the next note means this note's last reference; a note that cites nothing known bars the way.
        memory.last_note = visible[-1] if visible and _closes(reader.text, visible[-1]) else None
    return reader.mentions


def _closes(text: str, mention: Mention) -> bool:
    """Say whether a note ends with this reference: a further work after it would be what "ibid." means."""
    tail = text[mention.extent :]
    return not re.search(r"[;.]\s(?:[Ss]ee\salso\s)?[“\"]?[A-Z][\w’'-]{2,20}.{12,}", tail)


# --- handlers -----------------------------------------------------------------------------------------------


def _on_head(r: _Reader, token: Token) -> None:
    """A word such as "resolutions": find out whose."""
    named = r.body_before(token.start, 90)
    body, weak = "", False
    if named is not None and _BEFORE_HEAD.fullmatch(r.text, named.end, token.start):
        body = named.value
    elif _POSSESSIVE.search(r.text, max(0, token.start - 50), token.start):
        begin = _POSSESSIVE.search(r.text, max(0, token.start - 50), token.start)
        subject = named if named and begin and _SUBJECT.fullmatch(r.text, named.end, begin.start()) else None
        body, weak = (subject.value, True) if subject else ("", False)
    elif named is not None and _MANDATED.fullmatch(r.text, named.end, token.start):
        body, weak = named.value, True
    elif r.mentions and _COUNCIL_REPORT.fullmatch(r.mentions[-1].resolved.target or "") and "chap" in r.gap(token):
        body = "HRC"
    word = token.text.lower()
    if r.head is None or not r.in_list(token) or r.head.body != body:
        r.group += 1
    r.head = _Head(token.start, token.end, body, word.startswith("dec"), word.endswith("s"), token.end, weak)


def _body_of(r: _Reader, token: Token) -> str:
    """Return the body that governs a number: the head's, one named right behind, or the one last named for a head."""
    if r.head is not None and r.head.body and r.head.body not in ("council", "committee", "commission"):
        return r.head.body
    extent, _ = r.date_after(token.end)
    for later in r.tokens[r.index + 1 : r.index + 4]:
        if later.kind == "body" and _OF_BODY.fullmatch(r.text, extent, later.start):
            return later.value
    return r.head.body if r.head is not None else ""


def _on_council(r: _Reader, token: Token) -> None:
    _, year = r.date_after(token.end)
    headed = r.head is not None and r.in_list(token)
    if r.text[max(0, token.start - 6) : token.start].rstrip(" .").lower().endswith(("vol", "no", "nos", " p", "pp")):
        return
    resolved = resolve.council(token.text, year, headed=headed, written_year=_year(r))
    if resolved is not None:
        r.numbered(token, [resolved])


def _on_damaged(r: _Reader, token: Token) -> None:
    if r.in_list(token):
        _on_council(r, token)


def _on_roman(r: _Reader, token: Token) -> None:
    r.numbered(token, resolve.roman_number(token.text, _body_of(r, token)))


def _on_slash(r: _Reader, token: Token) -> None:
    pair = re.fullmatch(r"(\d{3,4})/(\d{3,4})", token.text)
    if pair and int(pair[2]) > 500:
        # "the 1267/1989 Committee": two resolutions of the Council that name one body
        both = [resolve.bare(int(n), _year(r)) for n in pair.groups()]
        if all(both):
            r.group += 1
            for one in both:
                if one is not None:
                    r.add(token, Resolved(one.target, one.kind, "name-of-body", 0.8, one.note))
        return
    if r.head is None or not (r.governed(token) or r.resumed(token)):
        return
    _, year = r.date_after(token.end)
    body = _body_of(r, token)
    if not body and r.mentions and r.in_list(token) and (r.mentions[-1].resolved.target or "").startswith("A/HRC/"):
        body, r.head.weak = "HRC", True
    results = resolve.slashed(
        token.text, body, r.document.body, decision=r.head.decision, date_year=year, sure=not r.head.weak
    )
    r.numbered(token, results)


def _on_bare(r: _Reader, token: Token) -> None:
    """A number without a year behind "resolution": the Council's, if this text speaks of the Council."""
    if r.head is None or r.head.decision or not r.in_list(token):
        return
    number = int(token.text)
    council = r.document.body == "SC" or r.head.body == "SC"
    if (
        r.head.body not in ("", "SC", "council")
        or not (council or number >= 1000)
        or 1945 <= number <= 2040
        and not council
    ):
        return
    resolved = resolve.bare(number, _year(r))
    if resolved is not None and number >= 100:
        r.numbered(token, [resolved])


def _year(r: _Reader) -> int | None:
    return r.document.date.year if r.document.date else None


def _on_short(r: _Reader, token: Token) -> None:
    number = re.search(r"\d+", token.text)
    resolved = resolve.bare(int(number[0]), _year(r)) if number else None
    if resolved is not None:
        r.group += 1
        r.add(token, resolved)


def _on_health(r: _Reader, token: Token) -> None:
    if r.head is None or r.head.body not in ("WHA", "WHO") or not r.in_list(token):
        return
    number = re.sub(r"^WHA\s?", "", token.text)
    r.numbered(token, [Resolved(f"other:wha:{number}", "decision" if r.head.decision else "resolution", "number", 0.9)])


def _on_statement(r: _Reader, token: Token) -> None:
    r.group += 1
    r.add(token, Resolved(f"S/PRST/{token.text}", "presidential-statement", "number", 0.9), document=True)


def _on_symbol(r: _Reader, token: Token) -> None:
    r.group += 1
    if not any(c.isdigit() for c in token.text):
        return
    for text in members(token.text):
        r.add(token, resolve.symbol(text), document=True)
    if r.head is not None and r.in_list(token):
        r.head.reached = token.end
    last = r.mentions[-1]
    last.extent = r.date_after(token.end)[0]
    if year := _YEAR_BEHIND.match(r.text, last.extent):
        last.extent = year.end()


def _on_misread(r: _Reader, token: Token) -> None:
    """ "document 8/17227": a Council document whose S was read as 8."""
    r.group += 1
    note = f"printed “{token.text}”"
    r.add(token, Resolved("S" + token.text[1:], "document", "repair", 0.8, note), document=True)


def _on_joint(r: _Reader, token: Token) -> None:
    """The second symbol of a joint one belongs to the mention before."""
    if r.mentions and r.mentions[-1].end == token.start:
        last = r.mentions[-1]
        last.extent = token.end
        last.end, last.text = token.end, r.text[last.start : token.end]
    else:
        _on_symbol(r, Token("symbol", token.start + 1, token.end, token.text.lstrip("-– ")))


def _on_addendum(r: _Reader, token: Token) -> None:
    """ "Add.1 and 2" behind a symbol: further documents of its series."""
    last = r.mentions[-1] if r.mentions else None
    if last is None or not last.document or last.resolved.target is None or ":" in last.resolved.target:
        return
    if not _LIST_GAP.fullmatch(r.text, last.extent, token.start):
        return
    for text in members(token.text, stem=last.resolved.target):
        r.add(token, resolve.symbol(text), document=True)


def _on_series(r: _Reader, token: Token) -> None:
    """ "Treaty Series, vol. 75, Nos. 970-973": by registration number; else what the note stands behind."""
    if "Treaty Series" not in r.text[max(0, token.start - _SERIES_REACH) : token.end]:
        return
    found = treaties_of_series(token.text)
    r.group += 1
    for identifier in found:
        r.add(token, Resolved(identifier, "treaty", "treaty-series", 1.0), document=True)
    if found:
        return
    before = r.mentions[-1] if r.mentions else None
    if before is not None and before.resolved.kind == "treaty" and token.start - before.end < 200:
        before.extent = max(before.extent, token.end)
        return
    named = r.called_at
    if named is not None and named.resolved.target and named.resolved.target.startswith("treaty:"):
        r.add(token, Resolved(named.resolved.target, "treaty", "footnote-call", 0.9), document=True)
        return
    r.add(
        token, Resolved(None, "treaty", "treaty-series", 0.4, "registration number not in the registry"), document=True
    )


def _on_comment(r: _Reader, token: Token) -> None:
    begin, end = sentences.around(r.offsets, len(r.text), token.start)
    named = [t for t in r.tokens if t.kind in ("body", "name") and begin <= t.start < end]
    for resolved in comment_ids(token.text, [(t.start - token.start, t.value) for t in named], r.memory.comments):
        r.add(token, resolved, document=True)


def _on_directive(r: _Reader, token: Token) -> None:
    match = re.search(r"(\d{2,4})/(\d{1,4})(/E\w+)?", token.text)
    if match and (match[3] or (near := r.body_before(token.start, 60)) and near.value.startswith("EU")):
        r.group += 1
        r.add(token, Resolved(f"eu:{match[1]}/{match[2]}", "eu-law", "number", 0.95), document=True)


def _on_ibid(r: _Reader, token: Token) -> None:
    """In a note the last reference of this note or of the one before; in running text the last document cited."""
    here = [m for m in r.mentions if m.resolved.target not in (None, "self", "open-set")]
    reached = (here[-1] if here else r.memory.last_note) if r.note else r.memory.last_document
    follows = r.tokens[r.index + 1] if r.index + 1 < len(r.tokens) else None
    if follows is not None and follows.kind in ("symbol", "series", "unts") and follows.start - token.end < 16:
        return
    if _OF_PUBLICATION.match(r.text, token.end):
        return
    r.group += 1
    if reached is None or reached.resolved.target is None:
        r.add(token, Resolved(None, "document", "ibid", 0.3, "what ibid. means could not be told"))
        return
    r.add(token, Resolved(reached.resolved.target, reached.resolved.kind, "ibid", 0.9), document=True)


def _on_name(r: _Reader, token: Token) -> None:
    r.group += 1
    inside_name = _INSIDE_NAME.search(r.text, max(0, token.start - 80), token.start) is not None
    for identifier in token.value.split(" "):
        entry = registry.treaty(identifier)
        if entry is not None and entry.date and r.document.date and r.document.date.year < entry.date.year:
            # The text is older than the instrument, so the words mean something else.
            continue
        kind = {"decl": "declaration"}.get(identifier.partition(":")[0], identifier.partition(":")[0])
        mention = r.add(token, Resolved(identifier, kind, "name", 1.0), document=True, silent=inside_name)
        r.memory.remember_treaty(identifier)
        mention.extent = r.memory.define(r.text, mention)


def _on_protocol(r: _Reader, token: Token) -> None:
    """ "its Protocol of 2014": the protocol of that year to the treaty named before."""
    treaty = next(
        (m.resolved.target for m in reversed(r.mentions) if m.resolved.kind == "treaty" and m.resolved.target), None
    )
    year = re.search(r"\d{4}", token.text)
    target = protocol_of(treaty, int(year[0])) if treaty and year else None
    if target is not None:
        r.group += 1
        r.add(token, Resolved(target, "treaty", "protocol-year", 0.95), document=True)
        r.memory.remember_treaty(target)


def _on_alias(r: _Reader, token: Token) -> None:
    r.group += 1
    kind = token.value.partition(":")[0] if ":" in token.value else "resolution"
    r.add(token, Resolved(token.value, kind, "defined-alias", 0.95), document=True)


def _on_generic(r: _Reader, token: Token) -> None:
    """ "the Convention": the one that the text calls so; "the Charter" is the United Nations' unless another was named so."""
    if r.text[: token.start].endswith("supplementing the "):
        return
    word = token.text if token.text in r.memory.by_generic else token.text.split()[-1].rstrip("s")
    target, sure = _meant_by(r, token, word)
    if target is None:
        return
    r.group += 1
    r.add(token, Resolved(target, target.partition(":")[0], "generic-name", sure), document=True)
    r.memory.usage[word] = target


def _meant_by(r: _Reader, token: Token, word: str) -> tuple[str | None, float]:
    """Say which treaty a generic word means here, and how sure that is; (None, 0) where it cannot be told.

    In order: what the text defined; the treaty of the body that the sentence names; a treaty of that word named in this
    unit; what a note stands behind; what the word was used for before; the treaty of that word last named.
    """
    if word in r.memory.defined:
        return r.memory.by_generic[word], 0.95
    named = [
        t
        for m in r.mentions
        if m.resolved.method == "name" and m.resolved.target
        for t in with_parent(m.resolved.target)
    ]
    here = [t for t in named if _goes_by(t, word)]
    unknown = re.finditer(rf"{word}s?\s(?:on|against|relating|concerning|for|of\sthe)\s", r.text[: token.start])
    if not here and any(not any(m.start <= u.start() < m.end for m in r.mentions) for u in unknown):
        return None, 0.0
    begin, _ = sentences.around(r.offsets, len(r.text), token.start)
    watched = [TREATY_OF_BODY[t.value] for t in r.tokens[: r.index] if t.start >= begin and t.value in TREATY_OF_BODY]
    if watched and _goes_by(watched[-1], word):
        return watched[-1], 0.9
    if here:
        return here[-1], 0.85
    if word == "Charter":
        return r.memory.usage.get(word, "treaty:un-charter"), 0.95
    if r.called_at is not None and _goes_by(r.called_at.resolved.target, word):
        return r.called_at.resolved.target, 0.85
    return r.memory.usage.get(word) or r.memory.by_generic.get(word), 0.75


def _goes_by(target: str | None, word: str) -> bool:
    """Say whether a treaty is later called by this generic word."""
    entry = registry.treaty(target) if target else None
    return entry is not None and bool(entry.generic) and word in (entry.generic, entry.generic.split()[-1])


def _on_anaphor(r: _Reader, token: Token) -> None:
    """ "that resolution": the last one mentioned; kept silent until a pinpoint or a demonstrative makes it a reference."""
    word = token.text.split()[-1].lower()
    if word.startswith(("resolution", "decision")):
        pool = [
            m for m in r.mentions if m.resolved.kind in ("resolution", "decision") and m.resolved.target
        ] or r.memory.last_numbers
    else:
        documents = [m for m in r.mentions if m.resolved.kind == "document" and m.resolved.target]
        demonstrative = token.text.split()[0].lower() != "the" or len(token.text.split()) > 2
        last = r.memory.last_document
        if not documents and demonstrative and last is not None and last.resolved.kind == "document":
            documents = [last]
        pool = documents[-1:]
        if _REPORT_SYMBOL.match(r.text, token.end):
            return
    reaches = token.text.split()[0].lower() != "the" or len(token.text.split()) > 2
    following = r.tokens[r.index + 1] if r.index + 1 < len(r.tokens) else None
    if following is not None and following.kind in (*_NUMBERED, "symbol") and following.start - token.end < 12:
        _on_head(r, Token("head", token.end - len(word), token.end, word))
        return
    if word.startswith(("resolution", "decision")):
        r.head = None
    if not pool:
        return
    chosen = pool[-1:] if not word.endswith("s") else [m for m in pool if m.group == pool[-1].group]
    r.group += 1
    for antecedent in chosen:
        resolved = Resolved(antecedent.resolved.target, antecedent.resolved.kind, "anaphora", 0.8)
        r.add(token, resolved, silent=not reaches or word.startswith(("report", "document")))


def _on_own(r: _Reader, token: Token) -> None:
    r.group += 1
    r.add(token, Resolved("self", "self", "self", 1.0), silent=True)


def _on_open_set(r: _Reader, token: Token) -> None:
    r.group += 1
    r.add(token, Resolved("open-set", "open-set", "open-set", 0.9))


_HANDLERS: Final[dict[str, Callable[[_Reader, Token], None]]] = {
    "head": _on_head,
    "council": _on_council,
    "damaged": _on_damaged,
    "roman": _on_roman,
    "slash": _on_slash,
    "bare": _on_bare,
    "short": _on_short,
    "health": _on_health,
    "statement": _on_statement,
    "symbol": _on_symbol,
    "misread": _on_misread,
    "joint": _on_joint,
    "addendum": _on_addendum,
    "series": _on_series,
    "unts": _on_series,
    "comment": _on_comment,
    "directive": _on_directive,
    "ibid": _on_ibid,
    "name": _on_name,
    "alias": _on_alias,
    "protocol": _on_protocol,
    "generic": _on_generic,
    "anaphor": _on_anaphor,
    "own": _on_own,
    "openset": _on_open_set,
}
