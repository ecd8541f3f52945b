"""What a reader types into the search field -> the terms that are looked for.

Understood are words, "exact phrases", beginnings of words (`traffick*`), `-without` and `OR` between two terms;
everything else is read as words, and small ones (of, the) among others need not occur. No text is refused: what cannot
be understood is left out, and what is too long is cut.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

#: Letters of a query that are read, and terms.
LONGEST: Final = 400
MOST_TERMS: Final = 24
#: A shorter beginning fits too many words to be of use.
SHORTEST_BEGINNING: Final = 2

#: Letters and digits of any script; the index tells words apart alike.
WORD: Final = re.compile(r"[^\W_]+")
_TERM: Final = re.compile(
    r"""(?P<minus>(?<!\S)[-−])?                       # -without
        (?:["“”„«»](?P<phrase>[^"“”„«»]*)(?:["“”„«»]|$)   # "a phrase", whose end may be missing
        |(?P<word>[^\s"“”„«»]+))""",
    re.VERBOSE,
)
#: Words that tell nothing: beside others they need not occur.
_SMALL_WORDS: Final = frozenset(
    "a an and are as at be been by for from has have in into is it its of on or that the their these this those to was "
    "were which with".split()
)
_OR: Final = frozenset({"OR", "|", "||"})
_SMALL: Final = frozenset({"AND", "&", "&&", "NOT"})


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: its words, without accents and in small letters.

    Several words stand one behind the other; `begins` lets the last one go on; an `exact` one has no other endings.
    """

    words: tuple[str, ...]
    exact: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: of each group at least one term, and none of those left out."""

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    #: All words in the order in which they were typed, small ones as well; empty where there is a choice among them.
    in_a_row: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms that a hit may have."""
        return tuple(term for group in self.groups for term in group)


def parse(text: str) -> Query:
    """Read a query.

    >>> parse('women "peace and security" traffick* -draft').groups[1][0].words
    ('peace', 'and', 'security')
    """
    groups: list[tuple[Term, ...]] = []
    without: list[Term] = []
    joined = left_out = False
    for found in _TERM.finditer(text[:LONGEST]):
        raw = found["word"] or ""
        if raw in _OR:
            joined = bool(groups)
            continue
        if raw in _SMALL:
            left_out = raw == "NOT"
            continue
        term = _term(found["phrase"] if found["phrase"] is not None else raw, quoted=found["phrase"] is not None)
        if term is None or len(groups) + len(without) >= MOST_TERMS:
            continue
        if found["minus"] or left_out:
            without.append(term)
        elif joined:
            groups[-1] = tuple(dict.fromkeys((*groups[-1], term)))
        else:
            groups.append((term,))
        joined = left_out = False
    telling = [group for group in groups if len(group) > 1 or group[0].exact or group[0].words[0] not in _SMALL_WORDS]
    plain = () if without or any(len(group) > 1 for group in groups) else tuple(w for (t,) in groups for w in t.words)
    return Query(tuple(dict.fromkeys(telling or groups)), tuple(dict.fromkeys(without)), plain)


def _term(text: str, *, quoted: bool) -> Term | None:
    words = tuple(words_of(text))
    if not words:
        return None
    begins = text.rstrip().endswith("*") and (len(words) > 1 or len(words[-1]) >= SHORTEST_BEGINNING)
    return Term(words, exact=quoted or begins or len(words) > 1, begins=begins)


def tidy(text: str) -> str:
    """Return what is read of a text that somebody typed: cut, with single spaces, without what is no character.

    >>> tidy("  res   1325 ")
    'res 1325'
    """
    whole = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
    return " ".join(whole.replace("\0", " ").split())


def fold(text: str) -> str:
    """Return a text as the index compares it: without accents, in small letters.

    >>> fold("Côte d’Ivoire")
    'cote d’ivoire'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded.

    >>> words_of("S/RES/1325 (2000)")
    ['s', 'res', '1325', '2000']
    """
    return WORD.findall(fold(text))


def quoted(words: tuple[str, ...], *, begins: bool = False) -> str:
    """Write words one behind the other as FTS5 reads them; they hold letters and digits alone.

    >>> quoted(("peace", "and"), begins=True)
    '"peace and" *'
    """
    return f'"{" ".join(words)}"' + (" *" if begins else "")
