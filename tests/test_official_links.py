"""Official hyperlinks are set beside what the words say; they never answer in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lexline.loaders.citations import extract
from lexline.loaders.citations.official import METHOD, linked
from lexline.loaders.document import Citation, Link, Span
from tests.citing import document

TEXT = "Recalling its resolution 1325 (2000) and the note of the Secretariat,"
AT_NUMBER = Span(TEXT.index("1325"), TEXT.index(" and"))
AT_NOTE = Span(TEXT.index("note"), TEXT.index(" of"))


def read(*links: tuple[Span, str]) -> list[Citation]:
    made = document(TEXT)
    unit = replace(made.units[0], links=tuple(Link(span, href) for span, href in links))
    return list(extract(replace(made, units=(unit,))))


def test_a_link_that_agrees_is_kept_as_evidence():
    (citation,) = read((AT_NUMBER, "https://undocs.org/S/RES/1325(2000)"))
    assert (citation.target, citation.official, citation.note) == ("S/RES/1325(2000)", "S/RES/1325(2000)", "")


def test_where_link_and_words_differ_the_words_count_and_it_is_noted():
    (citation,) = read((AT_NUMBER, "https://undocs.org/en/E/RES/2015/25"))
    assert (citation.target, citation.official) == ("S/RES/1325(2000)", "E/RES/2015/25")
    assert "leads to E/RES/2015/25" in citation.note


def test_every_link_over_a_citation_counts_and_the_same_difference_is_noted_once():
    digits = [Span(AT_NUMBER.start + n, AT_NUMBER.start + n + 1) for n in range(4)]
    whole = Span(0, len(TEXT))
    (citation,) = read(*((span, "https://undocs.org/S/2016/949") for span in (*digits, whole)))
    assert (citation.official, citation.note) == ("S/2016/949", "the official link leads to S/2016/949")


def test_a_link_over_no_words_says_nothing():
    (citation,) = read((Span(3, 3), "https://undocs.org/S/2016/949"), (Span(25, 25), "https://undocs.org/S/2016/949"))
    assert (citation.target, citation.official) == ("S/RES/1325(2000)", None)


def test_a_link_over_words_that_say_nothing_is_a_citation_by_method():
    first, second = read((AT_NOTE, "https://undocs.org/S/2016/949"))
    assert (first.target, first.official) == ("S/RES/1325(2000)", None)
    assert (second.text, second.target, second.method) == ("note", "S/2016/949", METHOD)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://undocs.org/A/RES/217(III)", "A/RES/217(III)"),
        ("http://undocs.org/en/S/PRST/2015/25", "S/PRST/2015/25"),
        ("https://undocs.org/A/70/836-S/2016/360", "A/70/836"),
        ("https://undocs.org/A/hrc/RES/35/5", "A/HRC/RES/35/5"),
        ("https://undocs.org/", None),
        ("https://example.org/S/RES/1325(2000)", None),
        ("javascript:alert(1)", None),
    ],
)
def test_where_an_official_link_leads(href: str, target: str | None):
    assert linked(href) == target
