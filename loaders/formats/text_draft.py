"""Text without a title that reads like a part of a resolution: a draft in hand, or paragraphs pasted from one.

Recognised by how it opens: the formula of an organ, or a paragraph with a citing verb. It gets the paragraphs of a
resolution (pre_1, op_5), and no symbol: numbers in it are what it cites, not what it is.
"""

from __future__ import annotations

from lexline.loaders.document import Document, Problem, Source
from lexline.loaders.drafting import finish
from lexline.loaders.footnotes import Note, take_notes
from lexline.loaders.formats import text_paragraphs, text_resolution
from lexline.loaders.joining import Words
from lexline.loaders.layout import Layout
from lexline.loaders.naming import made_up, stem
from lexline.ontology import registry, symbols, verbs


def recognise(layout: Layout) -> bool:
    """Say whether the first line is a formula ("The General Assembly,") or opens a paragraph ("Recalling ...")."""
    first = next((line.text for line in layout.lines if line.text.strip()), "")
    if text_resolution.FORMULA.match(first):
        return True
    opening = first.lstrip("0123456789. ").split(" ")[0]
    return opening.endswith(("ing", "s")) and verbs.function_of(first.lstrip("0123456789. ")) is not None


def load(layout: Layout, source: Source, problems: tuple[Problem, ...], known: tuple[Note, ...] = ()) -> Document:
    """Put a draft together; `problems` are those of the file so far, `known` the notes that stand apart in it."""
    lines, found = take_notes(layout.lines, indents=layout.spaced and not layout.paged)
    notes = (*found, *known)
    words = Words.of(line.text for line in layout.lines)
    parts = text_paragraphs.name(text_resolution.cut(lines, begun=True))
    done = finish(parts, notes, words, mend=layout.spaced, again=True, links=layout.links)
    identifier = made_up(stem(source.file), source.sha256)
    return Document(
        id=identifier,
        kind=symbols.DOCUMENT,
        title=f"Draft text ({source.file})",
        source=source,
        units=done.units,
        body=_body(layout),
        footnotes=done.footnotes,
        problems=(*problems, *done.problems),
    )


def _body(layout: Layout) -> str:
    """Tell the organ from the formula; "" where there is none."""
    first = layout.lines[0].text
    return next((body.code for body in registry.bodies() if first.startswith(f"The {body.name}")), "")
