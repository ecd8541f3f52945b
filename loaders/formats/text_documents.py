"""What was read from a text's layout -> a Document: which kind it is, its symbol, date, meeting, vote, language.

The last step of every loader that reads laid-out text (plain text, word processing, web). Nothing is refused here; a
symbol that neither the text nor the file's name tells, and numbers that are missing, are reported as problems.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from lexline.loaders.document import Document, Problem, Source
from lexline.loaders.drafting import Finished
from lexline.loaders.formats import text_resolution
from lexline.loaders.formats.text_front import FrontMatter, find_date
from lexline.loaders.language import NAMES, is_english, language_of
from lexline.loaders.layout import Layout
from lexline.loaders.naming import made_up, stem
from lexline.ontology.sessions import council_year
from lexline.ontology.symbols import RESOLUTION, Symbol

_DRAFT = re.compile(r"[\[(](?P<symbol>S/[^\])},]{1,40})(?:,[^\])}]{0,20})?[\])}]{1,2}")
_MEETING = re.compile(r"(?P<n>\d{1,5})_?(?:st|nd|rd|th|lst) meeting")
_VOTE = re.compile(
    r"(?P<vote>unanimously|without a vote|by consensus"
    r"|by \d{1,2} votes to (?:none|\d{1,2})(?:, with \d{1,2} abstentions?)?)"
)


def is_resolution(layout: Layout) -> bool:
    """Say whether the first lines are those of a resolution: its heading, or its symbol and the formula."""
    head = layout.lines[:40]
    if any(text_resolution.TITLE.match(line.text) for line in head[:12]):
        return True
    formula = any(text_resolution.FORMULA.fullmatch(line.text) for line in head)
    return formula and any("/RES/" in line.text or line.text.upper().startswith("RESOLUTION") for line in head)


def resolution(done: Finished, layout: Layout, source: Source, problems: tuple[Problem, ...]) -> Document:
    """Put a resolution together from its finished units; `layout` holds the symbols of running headers."""
    front = "\n".join(unit.text for unit in done.units if unit.eid == "front")
    when = find_date(front)
    symbol, found = _symbol(front, source.file, when, layout)
    adoption = " ".join(unit.text for unit in done.units if unit.eid.endswith(text_resolution.ADOPTION_PART)) or front
    meeting = _MEETING.search(adoption)
    vote = _VOTE.search(adoption)
    drafts_of = tuple(s.text for m in _DRAFT.finditer(front) if (s := Symbol.find(m["symbol"].split(" and ")[0])))
    title = f"Resolution {symbol.number} ({symbol.year})" if symbol and symbol.year else front.split("\n")[0]
    return Document(
        id=symbol.text if symbol else made_up(stem(source.file), source.sha256),
        kind=RESOLUTION,
        title=title,
        source=source,
        units=done.units,
        symbols=(symbol.text,) if symbol else (),
        body=symbol.body if symbol else "",
        date=when,
        footnotes=done.footnotes,
        meeting=f"S/PV.{meeting['n']}" if meeting and symbol and symbol.body == "SC" else None,
        drafts=drafts_of,
        vote=vote["vote"] if vote else None,
        problems=(*problems, *found, *done.problems, *_gaps(done)),
    )


def _symbol(front: str, file: str, when: date | None, layout: Layout) -> tuple[Symbol | None, tuple[Problem, ...]]:
    """Find the resolution's symbol: printed heading, printed symbol, running header; last, the file's name."""
    title = next((m for line in front.split("\n") if (m := text_resolution.NUMBERED.search(line))), None)
    number = int(title["n"] or title["n2"]) if title else 0
    printed = (title["y"] or title["y2"] or "") if title else ""
    year = int(printed) if printed.isdigit() and len(printed) == 4 else 0
    named = re.match(r"S_RES_0*(\d{1,4})_(\d{4})", file)
    if number and (council := council_year(number) or (when.year if when else year)):
        said = []
        if year != council:
            said.append(
                Problem("year", f"the heading says {printed or 'no year'}; resolution {number} is of {council}")
            )
        if named and int(named[1]) != number:
            said.append(Problem("file-name", f"the file is named for resolution {int(named[1])}, its text is {number}"))
        return Symbol.find(f"S/RES/{number}({council})"), tuple(said)
    symbols = [*layout.running, *re.findall(r"(?:A|S|E)/(?:[A-Z]{2,4}/)?RES/[\w./-]{1,20}(?: ?\(\d{4}\))?", front)]
    for text in symbols:
        if symbol := Symbol.find(text):
            return symbol, ()
    if named and (symbol := Symbol.find(f"S/RES/{named[1]}({named[2]})")):
        return symbol, (Problem("symbol-from-file-name", "the text names no symbol; it is taken from the file's name"),)
    return None, (Problem("no-symbol", "neither the text nor the file's name says which resolution this is"),)


def _gaps(done: Finished) -> tuple[Problem, ...]:
    """Report operative numbers that are missing between those that were read."""
    missing: list[str] = []
    before: dict[str, int] = {}
    for unit in done.units:
        match = re.fullmatch(r"(.*?)op_(\d+)", unit.eid)
        if match:
            value = int(match[2])
            missing += [f"{match[1]}op_{n}" for n in range(before.get(match[1], 0) + 1, min(value, 500))]
            before[match[1]] = value
    return (Problem("number-gap", f"no paragraph was read as {', '.join(missing[:20])}"),) if missing else ()


def report(done: Finished, front: FrontMatter, source: Source, problems: tuple[Problem, ...]) -> Document:
    """Put a report or any other document together from its finished units and what its front matter says."""
    identifier = front.symbols[0] if front.symbols else made_up(stem(source.file), source.sha256)
    return Document(
        id=identifier,
        kind=front.kind,
        title=front.title or identifier,
        source=source,
        units=done.units,
        symbols=front.symbols,
        body=front.body,
        date=front.date,
        footnotes=done.footnotes,
        problems=(*problems, *done.problems),
    )


def in_its_language(document: Document, text: str, stated: str = "") -> Document:
    """State the language of a text that is clearly not English, and that this limits what is read.

    `stated` is the language that the source itself states ("" where it does not); it decides where the text is not
    clear by itself.
    """
    language = language_of(text)
    if is_english(language) and stated and not is_english(stated):
        language = stated.lower().partition("-")[0]
    if is_english(language):
        return document
    named = NAMES.get(language, f"of the language “{language}”")
    message = f"the text is {named}, not English; only symbols, numbers and links in it are read"
    return replace(document, language=language, problems=(*document.problems, Problem("language", message)))
