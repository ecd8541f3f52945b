"""The first lines of a text document -> what they say about it: symbol, title, date of issue, kind.

Only what is printed counts: a symbol from the front matter or the running headers, a date that stands alone.
A text that names no symbol is called by its file name and content (`naming`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lexline.loaders.layout import Line, blocks
from lexline.ontology.symbols import DOCUMENT, STATEMENT, Symbol, split_joint

REPORT = "report"

MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}),? (?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
_REPORT_LINE = re.compile(
    r"(?:\w+ )?(?:report|note|letter|summary|study)s? (?:of|by|dated|on|submitted|prepared)\b", re.IGNORECASE
)
_REPORT_WORDS = re.compile(
    r"\b(?:the|this) present report\b|\bin (?:the present|this) report\b|\bpresent report is submitted\b", re.I
)
_NOT_TITLE = re.compile(
    r"(?:united nations|general assembly|security council|economic and social council|human rights council"
    r"|distr|original"
    r"|english|agenda item|item \d|provisional|skip to|last updated|issued by|contents|summary|page\b|\W*$"
    r"|\w+(?:-\w+)? (?:session|year)$|[*\d(])",
    re.IGNORECASE,
)
_SYMBOL = re.compile(
    r"(?<![\w/.:-])(?:A|S|E|ST|CEDAW|CRC|CCPR|CERD|CAT|CRPD|CMW|CTOC|UNODC|DP|TD)/[A-Za-z0-9./()-]{2,60}"
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the first page says; `symbols` empty where no symbol is printed."""

    symbols: tuple[str, ...]
    title: str
    date: date | None
    kind: str
    body: str


def find_date(text: str) -> date | None:
    """Return the first full date printed in a text, such as "22 July 1960"."""
    for match in DATE.finditer(text):
        try:
            return date(int(match["year"]), MONTHS[match["month"].lower()], int(match["day"]))
        except ValueError:
            continue  # "31 June 1960": a misprint is no date
    return None


def read_front(front: Sequence[Line], running: Sequence[str], opening: str) -> FrontMatter:
    """Read the front matter of a report or other document.

    `front` are the lines before the text proper, `running` the symbols of running headers, `opening` the
    first words of the text, which may say that it is a report.
    """
    symbols = _symbols(front, running)
    title = _title(front)
    stated = next((d for line in front[:60] if len(line.text) < 60 and (d := _alone(line.text))), None)
    first = Symbol.find(symbols[0]) if symbols else None
    kind = first.kind if first else DOCUMENT
    head = " ".join(line.text for line in front[:60])
    if kind == DOCUMENT and (
        (any(_REPORT_LINE.match(line.text) for line in front[:60]) and symbols)
        or _REPORT_WORDS.search(f"{head} {opening}"[:6000])
    ):
        kind = REPORT
    if kind == STATEMENT and (not title or title.startswith("At the ")):
        title = "Statement by the President of the Security Council"
    return FrontMatter(symbols, title, stated, kind, first.body if first else "")


def _alone(text: str) -> date | None:
    """Read a date that stands on its line alone, or behind the word that announces it."""
    match = DATE.search(text)
    around = text.replace(match[0], "") if match else text
    return find_date(text) if match and len(around) < 22 and not around.strip(" -–")[:1].isdigit() else None


def _symbols(front: Sequence[Line], running: Sequence[str]) -> tuple[str, ...]:
    """Prefer the running header; else a symbol that stands alone or ends one of the first lines."""
    if running:
        return (running[0],)
    for line in front[:25]:
        match = _SYMBOL.search(line.text)
        if match and match.end() == len(line.text) and (match.start() == 0 or len(line.text) < 80):
            members = tuple(s.text for part in split_joint(match[0]) if (s := Symbol.find(part)))
            if members:
                return members
    return ()


def _title(front: Sequence[Line]) -> str:
    """Choose the title: the subject above "Report of ...", else the longest of the first lines that can be one."""
    texts = [" ".join(line.text for line in block) for block in blocks(front[:60])]
    able = [text for text in texts if 12 < len(text) < 400 and not _NOT_TITLE.match(text) and not _alone(text)]
    for index, text in enumerate(able):
        if _REPORT_LINE.match(text):
            above = able[index - 1] if index else ""
            return f"{above}: {text[0].lower()}{text[1:]}" if above and len(above) < 250 else text
    return max(able[:6], key=len, default="")
