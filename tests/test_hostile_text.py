"""Hostile text is read to its end, and every citation found in it is where it says it is.

That the time grows with the length only is measured by benchmarks/hostile_text.py; a clock is no test.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from lexline.loaders.acts import directives, mandates
from lexline.loaders.citations import extract
from lexline.loaders.document import Document
from tests.hostile_texts import HOSTILE, LINKED, linked, many, repeated

LENGTH = 40_000
ACTS_LENGTH = 10_000
LAST = "\n\nRecalling its resolution 2242 (2015),"


def sound(read: Document) -> None:
    """Every citation lies in its unit, says its words, and stands in its sentence; none is told over and over."""
    texts = {unit.eid: unit.text for unit in read.units}
    taken: Counter[tuple[str, int]] = Counter()
    for citation in extract(read):
        text, span = texts[citation.unit], citation.span
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == citation.text
        assert citation.sentence.start <= span.start
        assert citation.sentence.end <= len(text)
        assert 0 < citation.confidence <= 1
        taken.update((citation.unit, at) for at in range(span.start, span.end))
    assert max(taken.values(), default=0) <= 4


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_to_its_end(name: str) -> None:
    read = repeated(name, LENGTH)
    sound(read)
    first, *others = read.units
    whole = replace(read, units=(replace(first, text=first.text + LAST), *others))
    ends = [c for c in extract(whole) if c.unit == first.eid and c.span.start >= len(first.text)]
    assert [(c.text, c.target, c.function) for c in ends] == [("2242 (2015)", "S/RES/2242(2015)", "recalls")]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_hostile_text_does_and_tells_lies_in_it(name: str) -> None:
    read = repeated(name, ACTS_LENGTH)
    length = len(read.units[0].text)
    for event in mandates.events(read, extract(read)):
        assert 0 <= event.span.start < event.span.end <= length
    for directive in directives.find(read):
        assert 0 <= directive.span.start < directive.span.end <= length


@pytest.mark.parametrize("name", LINKED)
def test_every_link_of_many_is_told(name: str) -> None:
    read, links = linked(name, 2_000)
    sound(read)
    found = extract(read)
    assert len(found) == len(links)
    assert {c.official for c in found} == {"S/2016/949"}
    assert {c.span for c in found} == {link.span for link in links}


def test_every_unit_of_many_and_every_note_is_told() -> None:
    read = many(500)
    sound(read)
    found = extract(read)
    assert Counter(c.unit for c in found) == Counter(unit.eid for unit in read.units)
    told = Counter((c.unit.partition("_")[0], c.target, c.pinpoint) for c in found)
    # what "ibid." means in a note without a note before it that cites cannot be told
    assert told == {("op", "S/RES/1325(2000)", ("para. 3",)): 500, ("fn", None, ("para. 4",)): 500}
