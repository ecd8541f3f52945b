"""Web pages become the same units as plain text: boilerplate, footnotes, lists, links, languages; hostile pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexline.loaders import load, load_bytes, loader_for
from lexline.loaders.document import Document
from lexline.loaders.formats import html
from lexline.ontology.errors import InputError, UnsafeInput
from tests.same_text import page
from tests.test_loaders import check

FIXTURES = Path(__file__).parent / "fixtures" / "text"
LONG = "which is written at some length so that it reads as running text and not as a title of anything at all."


def read(body: str, **around: str) -> Document:
    (document,) = html.load(page(body, **around), "made.html")
    check(document)
    return document


def texts(document: Document) -> list[str]:
    return [unit.text for unit in document.units]


def test_what_a_site_repeats_is_left_out() -> None:
    share = '<div class="addtoany share"><a href="https://x.example/">Share</a></div>'
    related = '<section><h3>Related links</h3><ul><li><a href="https://undocs.org/S/RES/2331(2016)">2331</a></li></ul></section>'
    document = read(f"<h1>A call</h1><p>The text, {LONG}</p>{share}{related}<p hidden>Hidden.</p>")
    assert texts(document) == ["A call", f"The text, {LONG}"]
    assert document.title == "A call"


def test_a_class_never_takes_most_of_the_text_with_it() -> None:
    data = f'<html><body><div class="page with sidebar"><p>The text, {LONG}</p><p>More, {LONG}</p></div></body></html>'
    (document,) = html.load(data.encode(), "x.html")
    assert len(document.units) == 2


def test_a_page_without_main_part_is_read_whole() -> None:
    data = f"<html><body><header>Site</header><article>Teaser</article><div><p>The text, {LONG}</p></div></body></html>"
    (document,) = html.load(data.encode(), "x.html")
    assert any(LONG in text for text in texts(document))


def test_lists_print_their_marks() -> None:
    items = "<li>One;</li><li>Two:<ol type='i'><li>Its part;</li><li>Another.</li></ol></li>"
    body = (
        f"<ol><li><p>The first, {LONG}</p></li><li value='2'>The second lists:"
        f"<ol style='list-style-type: lower-alpha'>{items}</ol></li></ol>"
        f"<p>3. The third, {LONG}</p><ul><li>A point;</li></ul><ol start='4'><li>The fourth, {LONG}</li></ol>"
    )
    eids = "para_1 para_2 para_2__a para_2__b para_2__b__i para_2__b__ii para_3 para_3__1 para_4".split()
    assert [unit.eid for unit in read(body).units] == eids


def test_a_typed_mark_is_not_printed_twice() -> None:
    body = f"<p>1. It lists, {LONG[:-1]}:</p><ul><li>(a) One;</li><li>(b) Two.</li></ul>"
    assert [unit.number for unit in read(body).units] == ["1", "(a)", "(b)"]


NOTES = {
    "Word": (
        '<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>',
        '<hr><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> See A/71/303.</p></div>',
    ),
    "raised link": (
        '<sup><a href="#fn1" id="ref1">1</a></sup>',
        '<ol><li id="fn1">See A/71/303. <a href="#ref1">↩</a></li></ol>',
    ),
    "several in one paragraph": (
        '<sup><a href="#note1">1</a></sup>',
        '<p><a name="note1"></a>1. See A/71/303.<br><a name="note2"></a>2. Another.</p>'
        '<p>Not <a href="#note2"><sup>2</sup></a></p>',
    ),
    "raised numbers": ("<sup>1</sup>", "<hr><p><sup>1</sup> See A/71/303.</p>"),
}


@pytest.mark.parametrize("case", NOTES)
def test_footnotes_are_anchored_where_they_are_called(case: str) -> None:
    call, note = NOTES[case]
    document = read(f"<p>The report{call} says so, {LONG}</p>{note}")
    first = next(note for note in document.footnotes if note.marker == "1")
    anchor = document.unit(first.anchor or "")
    assert anchor is not None
    assert anchor.text == f"The report says so, {LONG}"
    assert anchor.text[: first.offset] == "The report"
    called = document.unit("fn_1")
    assert called is not None
    assert called.text == "See A/71/303."


def test_links_lie_over_their_words() -> None:
    body = (
        '<p>1. Recalling <a href="https://undocs.org/S/RES/1325(2000)"><i>resolution</i> 1325 (2000)</a> and '
        '<a href="/en/A/71/303">the report</a>, '
        f'<a href="javascript:alert(1)">not</a> <a href="#top">this</a>, {LONG}</p>'
    )
    head = '<link rel="canonical" href="https://docs.example.org/en/page">'
    (unit,) = read(body, head=head).units
    assert [(unit.text[x.span.start : x.span.end], x.href) for x in unit.links] == [
        ("resolution 1325 (2000)", "https://undocs.org/S/RES/1325(2000)"),
        ("the report", "https://docs.example.org/en/A/71/303"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "<title>A/99/999</title>",
        "<title>A/99/999 - E - A/99/999 -Desktop</title>",
        '<title>x</title><link rel="canonical" href="https://undocs.org/en/A/99/999">',
        "<!-- saved from url=(0032)https://undocs.org/en/A/99/999 -->",
    ],
)
def test_a_page_that_is_a_document_says_so_in_its_head(head: str) -> None:
    assert read(f"<p>1. The text, {LONG}</p>", head=head).id == "A/99/999"


def test_a_page_about_a_document_is_not_that_document() -> None:
    document = read(f"<p>The text, {LONG}</p>", head="<title>A/99/999: A report | Office</title>")
    assert document.id.startswith("doc:")
    assert document.title == "A/99/999: A report"


def test_the_language_is_the_one_that_the_page_states() -> None:
    body = "<p>Observation générale n° 5, paragraphe 3</p>"
    assert read(body, lang="fr-FR").language == "fr"
    assert read(f'<div lang="es">{body}</div>', lang="en").language == "en"
    assert read(f"<p>The text, {LONG}</p>", lang="en-GB").language == "en"


def test_tables_are_text_and_layout_tables_are_paragraphs() -> None:
    figures = "<table><tr><th>Year</th><th>Sum</th></tr><tr><td>2020</td><td>7</td></tr></table>"
    layout = f"<table><tr><td><table><tr><td><p>2. The second, {LONG}</p></td></tr></table></td></tr></table>"
    document = read(f"<p>1. The first, {LONG}</p>{figures}{layout}<p>3. The third, {LONG}</p>")
    assert [unit.eid for unit in document.units] == ["para_1", "table_1", "para_2", "para_3"]
    assert document.units[1].text == "Year | Sum\n2020 | 7"


def test_line_breaks_and_preformatted_text_keep_their_paragraphs() -> None:
    (plain,) = load(FIXTURES / "resolution.txt")
    text = (FIXTURES / "resolution.txt").read_text()
    (document,) = html.load(f"<html><body><pre>{text}</pre></body></html>".encode(), "resolution.html")
    assert [unit.eid for unit in document.units] == [unit.eid for unit in plain.units]
    broken = read(f"1. The first, {LONG}<br><br>2. The second, {LONG}<br>goes on.<br><br>3. The third, {LONG}")
    assert [unit.eid for unit in broken.units] == ["para_1", "para_2", "para_3"]


def test_encodings_are_those_that_the_page_states() -> None:
    text = f"<html><head><meta charset=windows-1251></head><body><p>Совет, {LONG}</p></body></html>"
    for data in (text.encode("cp1251"), text.encode("utf-16"), text.encode("utf-8-sig")):
        (document,) = load_bytes(data, "x.html")
        assert document.units[0].text.startswith("Совет,")


def test_a_page_is_told_by_its_content() -> None:
    data = page(f"<p>1. The text, {LONG}</p>")
    for name in ("a.txt", "a.doc", "a.pdf", "a"):
        assert load_bytes(data, name)[0].source.format == "html"
    assert load_bytes(b"Recalling its resolution 1325 (2000),\n", "a.html")[0].source.format == "plain-text"
    for data in (b"<akomaNtoso/>", b"<?xml version='1.0'?><record><body/></record>", b"%PDF-1.4"):
        loader = loader_for("a.xml", data)
        assert loader is None or loader.NAME != "html"


BOMB = "<!DOCTYPE html [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 9}">' for n in range(1, 12)) + "]>"
HOSTILE = {
    "entities": f"{BOMB}<html><body><p>&e9; The text, {LONG}</p></body></html>".encode(),
    "an external entity": f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>&x; Text, {LONG}'.encode(),
    "a long line": b"<p>" + b"word " * 400_000,
    "tags that never end": b"<p>" + b"<b>" * 100 + b"x",
    "many cells": b"<table>" + b"<tr><td>1</td><td>2</td></tr>" * 8_000,
    "many items": b"<ol>" + b"<li>x" * 10_000,
    "many calls": b"<p>" + b'<sup><a href="#fn1">1</a></sup>' * 8_000 + b'<p id="fn1">1 note',
    "many classes": b'<div class="related">' * 150 + b"<p>x</p>" * 4_000,
    "null bytes": b"<html>" + b"\0" * 2_000 + b"<p>x",
    "right to left": "<html><body><p>\u202eThe text \u200fof a note</p></body></html>".encode(),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_pages_cost_no_more_than_others(case: str) -> None:
    try:
        documents = load_bytes(HOSTILE[case], "hostile.html")
    except InputError as error:
        documents = ()
        refusal = error
    if not documents:
        assert refusal.remedy
    for document in documents:
        check(document)
        assert not any("root:" in text or "haha" in text or "\u202e" in text for text in texts(document))


@pytest.mark.parametrize("levels", [240, 5_000])
def test_pages_nested_deeper_than_pages_are_refused(levels: int) -> None:
    with pytest.raises(UnsafeInput, match="nested"):
        html.load(b"<html><body>" + b"<div>" * levels + b"deep", "deep.html")


def test_a_page_that_the_parser_gives_up_is_refused_and_not_read_in_part() -> None:
    with pytest.raises(UnsafeInput, match="10 MB"):
        html.load(b"<p>First.</p><p>" + b"word " * 2_500_000 + b"</p><p>Last.</p>", "long.html")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            "<p> </p> <li> <ol> </ol> <table> <tr> <td> </table> <h2> <h1> <sup> </sup> <br> <pre> "
            "<a href='#fn1'>1</a> <div id='fn1'> <main> </main> <b> text 1. (a) | &amp; \ue000 <!-- --> <".split(" ")
        ),
        max_size=60,
    )
)
def test_any_markup_is_read_or_refused(pieces: list[str]) -> None:
    try:
        documents = html.load(" ".join(pieces).encode(), "x.html")
    except InputError:
        return  # refused, as it may be
    for document in documents:
        check(document)
