"""Lines of a paragraph -> its running text: hard breaks joined, hyphens at line ends decided, split words mended.

The document itself is the dictionary: a hyphen at a line end goes where the joined word is seen elsewhere in
the text, and stays where the hyphenated word is. Whatever this cannot decide from the text stays as printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lexline.loaders.layout import CALL_CLOSE, CALL_OPEN

_WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
_TAIL = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*) ?-$")
_HEAD = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"(?<![\w’'-])([^\W\d_]{1,18}) (?=([^\W\d_]{1,18})(?![\w-]))")
_LOOSE_HYPHEN = re.compile(r"(?<=[^\W_]) -(?=[^\W_])")
_LOOSE_MARK = re.compile(r"(?<=[\w)”’]) +(?=[.,;](?:\s|$))|(?<=\() +(?=\S)|(?<=\w) (?=’s\b)")
_RUNS = re.compile(r"\s+")

#: Parts of words that English of this kind sets off with a hyphen, and small words that never are.
_PREFIXES = frozenset(
    "anti co counter cross de ex extra half high inter intra large long low mid multi near neo non north pan post pre "
    "pro quasi re secretary self semi short south sub ultra under vice well west east".split()
)
_SMALL = frozenset(
    "a an the in to on of for be so no at it as or by we with under over up is are was has i he she "
    "not out per all any "
    "can may its this that these those from into and but if do did who which".split()
)
_CLOSED = frozenset(
    "with there here how where what who when never in up under over out it them him her our your my".split()
)
_SUFFIX_LIST = (
    "tional tion tions sion sions ion ions ing ings ining ting ding ning cing ring ed ted ded ter "
    "ters der ders ment ments "
    "ence ences ance ances ity ities ties iti ies ly ally ness ous ive ives ical ically ial able "
    "ible est ism ist ists ised "
    "ized izing ural ual tive tives ext ty cy ry"
)
_SUFFIXES = frozenset(_SUFFIX_LIST.split())
#: A word is usual in a text that has it so often; a lone letter is a piece where the word is so many times as frequent.
_USUAL = 3
_FAR_MORE = 10
_AFTER_PAUSE = frozenset("and or to as".split())


@dataclass(frozen=True, slots=True)
class Words:
    """How often each word, plain or hyphenated, stands whole in a text (lower case)."""

    counts: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Words:
        """Count the words of lines; a word that a line break cuts is not counted."""
        counts: Counter[str] = Counter()
        for line in lines:
            words = _WORD.findall(line)
            if line.endswith("-") and words:
                words.pop()
            counts.update(word.lower().replace("‑", "-") for word in words)
        return cls(counts)

    def seen(self, word: str) -> bool:
        """Say whether the word stands somewhere in the text."""
        return self.counts[word.lower()] > 0


def join(lines: Sequence[str], words: Words, *, mend: bool = False) -> str:
    """Join the lines of one paragraph; with `mend`, also repair words that an extraction has pulled apart.

    >>> join(["the Commis-", "sion of the Secretary-", "General"], Words.of([]))
    'the Commission of the Secretary-General'
    >>> join(["gender -based and exploitat ion"], Words.of(["exploitation"]), mend=True)
    'gender-based and exploitation'
    """
    pieces: list[str] = []
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if pieces and (seam := _seam(pieces[-1], text, words)) is not None:
            pieces[-1] = seam
            pieces.append(text)
        elif pieces:
            pieces.append(text if text.startswith(CALL_OPEN) else " " + text)
        else:
            pieces.append(text)
    text = _RUNS.sub(" ", "".join(pieces)).strip()
    return _mend(text, words) if mend else text


def _seam(left: str, right: str, words: Words) -> str | None:
    """Return the left line as it stands before a right one that continues its last word; None where none does."""
    tail = _TAIL.search(left, max(0, len(left) - 60)) if left.endswith("-") else None
    head = _HEAD.match(right)
    if tail is None:
        # "1961-" + "1962": a range of numbers, or a dash; joined without a blank only between digits.
        return left if left.endswith("-") and left[-2:-1].isdigit() and right[0].isdigit() else None
    if head is None:
        return left if right[0].isdigit() else None
    stem, following = tail[1], head[0]
    if following.lower() in _AFTER_PAUSE and " -" in left[tail.start() :]:
        return left[: tail.start()] + stem + "- "
    bare = left[: tail.start()] + stem
    address = "/" in left[left.rfind(" ") + 1 :]
    return bare + "-" if _keeps_hyphen(stem, following, words, address=address) else bare


def _keeps_hyphen(stem: str, following: str, words: Words, *, address: bool) -> bool:
    """Decide whether the hyphen between two halves of a broken word belongs to the word."""
    last = stem.rsplit("-", 1)[-1]
    if address:
        return True
    if following[0].isupper():
        return not (stem.isupper() and following.isupper())
    joined, hyphenated = stem + following, f"{stem}-{following}"
    if words.seen(hyphenated) or words.seen(joined):
        return words.counts[hyphenated.lower()] >= words.counts[joined.lower()] or not words.seen(joined)
    if last.lower() in _PREFIXES:
        return words.seen(following) or len(following) > 5
    if "-" in stem:
        return False
    whole = len(last) > 2 and len(following) > 2 and words.seen(last) and words.seen(following)
    return whole and last.lower() not in _CLOSED


def _mend(text: str, words: Words) -> str:
    """Close the gaps that an extraction has left inside words, before marks and before hyphens."""
    text = _LOOSE_MARK.sub("", _LOOSE_HYPHEN.sub("-", text))
    out: list[str] = []
    at = 0
    for pair in _PAIR.finditer(text):
        if pair.start() >= at and _is_one_word(pair[1], pair[2], words):
            out.append(text[at : pair.end(1)])
            at = pair.end()
    return "".join(out) + text[at:]


def _is_one_word(left: str, right: str, words: Words) -> bool:
    """Say whether two neighbours are the halves of a word that stands whole elsewhere, and one of them is no word.

    What the text has nowhere else is no word of it; a lone letter is none where the whole word is far more frequent.
    """
    if (left, right) == ("i", "n"):
        return True
    if left.lower() in _SMALL or right.lower() in _SMALL or not right.islower():
        return False
    if len(left + right) < 3 or not words.seen(left + right):
        return False
    no_left = words.counts[left.lower()] <= 1 and (len(left) <= 2 or left[-1].lower() in "ivjqu")
    no_right = words.counts[right] <= 2 and (len(right) <= 2 or right in _SUFFIXES)
    return no_left or no_right or _is_torn(left.lower(), right, words)


def _is_torn(left: str, right: str, words: Words) -> bool:
    """Say whether two halves stand nowhere but here, while the word that they make is a usual one of the text."""
    whole = words.counts[left + right]
    return (
        all(
            words.counts[half] <= 1 or (len(half) == 1 and words.counts[half] * _FAR_MORE <= whole)
            for half in (left, right)
        )
        and whole >= _USUAL
    )


def lift_calls(text: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """Take marked footnote calls out of a text; returns the text and each (marker, offset where it stood).

    >>> lift_calls("the report" + CALL_OPEN + "8" + CALL_CLOSE + " of 1960")
    ('the report of 1960', (('8', 10),))
    """
    out: list[str] = []
    calls: list[tuple[str, int]] = []
    length = 0
    for nth, piece in enumerate(text.split(CALL_OPEN)):
        marker, closed, rest = piece.partition(CALL_CLOSE) if nth else ("", "", piece)
        if nth and not closed:
            rest = marker
        if closed:
            while out and out[-1].endswith(" "):
                trimmed = out[-1].rstrip(" ")
                length -= len(out[-1]) - len(trimmed)
                out[-1] = trimmed
                if trimmed:
                    break
                out.pop()
            calls.append((marker, length))
            if not length:
                rest = rest.lstrip()
        out.append(rest)
        length += len(rest)
    return "".join(out), tuple((marker, min(offset, length)) for marker, offset in calls)
