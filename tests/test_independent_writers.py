"""Files as other programs and sites write them: converters, word processors' web pages, instrument pages, viewers."""

from __future__ import annotations

import pytest

from lexline.loaders import load_bytes
from lexline.loaders.catalogue import marc_xml
from lexline.loaders.citations import extract
from lexline.loaders.document import FOOTNOTE, FRONT, OPERATIVE, PARAGRAPH, PREAMBULAR, Document
from lexline.ontology.errors import InputError
from tests import pdf_writer
from tests.same_text import docx, p, run
from tests.test_loaders import check


def read(data: str | bytes, name: str) -> Document:
    (document,) = load_bytes(data.encode() if isinstance(data, str) else data, name)
    check(document)
    return document


def eids(document: Document) -> list[str]:
    return [unit.eid for unit in document.units]


def text(document: Document, eid: str) -> str:
    unit = document.unit(eid)
    assert unit is not None, eids(document)
    return unit.text


def styled(*paragraphs: tuple[str, str]) -> str:
    """Paragraphs of a DOCX file: (style, text)."""
    return "".join(p(run(words), style) for style, words in paragraphs)


# --- converters ---------------------------------------------------------------------------------------------------


def test_footnotes_that_an_rtf_writer_marks_as_optional_are_read():
    document = read(
        r"{\rtf1\ansi{\pard The General Assembly,\par}"
        r"{\pard Recalling the report of the Secretary-General,{\super\chftn}"
        r"{\*\footnote\chftn\~\plain\pard {\pard A/75/74.\par}} and its resolution 74/96,\par}"
        r"{\pard 1. Decides to act.\par}}",
        "a.rtf",
    )
    (note,) = [unit for unit in document.units if unit.kind == FOOTNOTE]
    assert note.text == "A/75/74."
    (call,) = document.footnotes
    assert call.anchor is not None
    assert text(document, call.anchor)[: call.offset] == "Recalling the report of the Secretary-General,"


def test_footnotes_that_a_converter_left_as_links_are_footnotes():
    def link(anchor: str, name: str, words: str) -> str:
        mark = f'<w:bookmarkStart w:id="0" w:name="{name}"/><w:bookmarkEnd w:id="0"/>'
        return f'{mark}<w:hyperlink w:anchor="{anchor}">{run(words)}</w:hyperlink>'

    document = read(
        docx(
            p(run("The General Assembly,"))
            + p(run("Having seen the report of the Secretary-General,") + link("fn1", "ref1", "1") + run(" and more,"))
            + p(run("1. Decides to act, as said ") + link("top", "a", "2") + run(" times."))
            + p(link("ref1", "fn1", "[1]") + run(" A/75/74."))
        ),
        "a.docx",
    )
    (call,) = document.footnotes
    assert (call.marker, call.offset) == ("1", len("Having seen the report of the Secretary-General,"))
    assert text(document, call.eid) == "A/75/74."
    assert any("said 2 times" in unit.text for unit in document.units)


def test_notes_as_large_as_the_text_are_known_by_their_calls():
    w = pdf_writer.Writer()
    w.line(123, 734, "A/RES/75/1", size=12)
    w.lines(123, 700, "Resolution adopted by the General Assembly\n\nThe General Assembly,")
    for page, (first, second) in enumerate((("1", "2"), ("3", "4"), ("5", "6"))):
        y = 650 if page == 0 else 740
        w.lines(
            123,
            y,
            f"Recalling the report of the Secretary-General^{first}^ on the harbours of the islands and\n"
            f"the report of the Advisory Committee,^{second}^\n\nRecalling also its many earlier words on the matter,",
        )
        w.lines(123, 98, f"^{first}^A/75/{page + 70}.\n^{second}^A/75/7/Add.{page + 1}.")
        w.page()
    document = read(w.bytes(), "a.pdf")
    notes = [(unit.number, unit.text) for unit in document.units if unit.kind == FOOTNOTE]
    assert notes == [
        ("1", "A/75/70."),
        ("2", "A/75/7/Add.1."),
        ("3", "A/75/71."),
        ("4", "A/75/7/Add.2."),
        ("5", "A/75/72."),
        ("6", "A/75/7/Add.3."),
    ]
    assert all(call.anchor and call.anchor.startswith("pre_") for call in document.footnotes)


def test_a_heading_in_larger_type_close_above_a_number_is_no_part_of_the_paragraph():
    w = pdf_writer.Writer()
    pdf_writer.masthead(w, "S/2031/90", "4 March 2031")
    sentence = "The harbour was calm and every boat that came in was searched by the officers of it.\n"
    w.lines(123, 560, f"1.  {sentence}{sentence}{sentence}\n2.  {sentence}{sentence}")
    w.line(123, 450, "Reform of the police", size=12)
    w.lines(123, 437, f"3.  {sentence}{sentence}")
    document = read(w.bytes(), "a.pdf")
    assert [unit.number for unit in document.units if unit.kind == PARAGRAPH] == ["1", "2", "3"]
    assert next(unit.heading for unit in document.units if unit.eid == "para_3") == "Reform of the police"


@pytest.mark.parametrize("shown", [0, 90, 180, 270])
@pytest.mark.parametrize("drawn", [0, 90, 180, 270])
def test_a_page_is_read_however_it_is_turned(shown: int, drawn: int):
    w = pdf_writer.Writer()
    w.canvas.setPageRotation(shown)
    w.canvas.translate(pdf_writer.WIDTH / 2, pdf_writer.HEIGHT / 2)
    w.canvas.rotate(drawn)
    w.lines(-180, 120, "1.  The words of this page are read.\n\n2.  They are read in order.\n\n3.  They end.")
    w.page()
    document = read(w.bytes(), "a.pdf")
    assert [unit.text for unit in document.units] == [
        "The words of this page are read.",
        "They are read in order.",
        "They end.",
    ]


# --- clauses, sections, adoption, annexes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "a.html",
            "<html><body><h1>Women and peace</h1><p>Recalling its resolution 1325 (2000),</p>"
            "<p>Decides to remain seized of it.</p></body></html>",
        ),
        (
            "a.docx",
            docx(
                styled(
                    ("Heading1", "Women and peace"),
                    ("", "Recalling its resolution 1325 (2000),"),
                    ("", "Decides to remain seized of it."),
                )
            ),
        ),
    ],
)
def test_a_clause_below_a_heading_is_text_and_keeps_its_verb(name: str, data: str | bytes):
    document = read(data, name)
    clause = next(unit for unit in document.units if unit.text.startswith("Recalling"))
    assert clause.kind == PARAGRAPH
    assert clause.text == "Recalling its resolution 1325 (2000),"
    (citation,) = extract(document)
    assert (citation.target, citation.function) == ("S/RES/1325(2000)", "recalls")


def test_a_clause_below_a_heading_is_text_in_plain_text_too():
    document = read("Women and peace\n\nRecalling its resolution 1325 (2000),\n", "a.txt")
    assert [(unit.kind, unit.text) for unit in document.units] == [
        (FRONT, "Women and peace"),
        (PARAGRAPH, "Recalling its resolution 1325 (2000),"),
    ]


SECTIONED = """<html><body><p>A/RES/77/900</p><p>Resolution adopted by the General Assembly</p>
<p>The General Assembly,</p><p>Recalling its resolution 76/2,</p>
<h2>I. Revised estimates on activities to lessen want of food in every part of the world and what follows from it</h2>
<p>1. Decides to act;</p><h2>II. Other matters</h2><p>1. Requests a report.</p>
<p>5th (resumed) plenary meeting<br>3 April 2024</p>
<p>[Adopted by a recorded vote of 3 to 1, with 1 abstention. The voting was as follows:</p>
<p>In favour: Albania, Argentina, Belgium</p><p>Against: Chad</p><p>Abstaining: Qatar.]</p></body></html>"""


def test_sections_keep_their_titles_however_long_and_number_anew():
    document = read(SECTIONED, "a.html")
    assert [e for e in eids(document) if e.startswith("sec")] == [
        "sec_I",
        "sec_I__op_1",
        "sec_II",
        "sec_II__op_1",
        "sec_II__adoption",
    ]
    assert text(document, "sec_I").startswith("Revised estimates")
    assert text(document, "sec_II") == "Other matters"


def test_what_is_said_on_the_adoption_stays_together():
    document = read(SECTIONED, "a.html")
    said = text(document, "sec_II__adoption")
    assert said.startswith("5th (resumed) plenary meeting")
    assert said.endswith("Abstaining: Qatar.]")
    assert not [unit for unit in document.units if unit.kind in (PREAMBULAR, OPERATIVE) and "vot" in unit.text]


def test_when_a_presidential_statement_was_made_is_front_matter():
    document = read(
        "<html><body><p>S/PRST/2007/43</p><p>13 November 2007</p>"
        "<h2>Statement by the President of the Security Council</h2>"
        "<p>At the 5778th meeting of the Security Council, held on 13 November 2007, the President of the Security "
        "Council made the following statement on behalf of the Council:</p>"
        "<p>“The Security Council recalls its resolution 1325 (2000).</p><p>“It remains seized.”</p></body></html>",
        "a.html",
    )
    assert eids(document) == ["front", "para_1", "para_2"]
    assert document.title == "Statement by the President of the Security Council"
    assert text(document, "para_1").startswith("“The Security Council recalls")


def test_annexes_open_at_headings_that_hold_their_titles():
    document = read(
        docx(
            styled(
                ("", "A/73/171"),
                ("Title", "Report of the Secretary-General on widgets"),
                ("Heading1", "I. Introduction"),
                ("", "1. This report is submitted pursuant to resolution 72/1."),
                ("", "2. It is short."),
                ("Heading1", "Annex I: Report of the High Representative"),
                ("", "The mission went on with its work in all the parts of the islands during the year."),
                ("Heading1", "Annex II"),
                ("Heading2", "Composition of the police"),
                ("", "1. Another paragraph."),
            )
        ),
        "a.docx",
    )
    assert text(document, "annex_1") == "Annex I: Report of the High Representative"
    assert text(document, "annex_1__other_1").startswith("The mission")
    assert text(document, "annex_2__para_1") == "Another paragraph."


# --- treaties -----------------------------------------------------------------------------------------------------

INSTRUMENT = """<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8">
<title>International Covenant on Civil and Political Rights | OHCHR</title></head><body class="path-node">
<a href="#main-content" class="visually-hidden skip-link">Skip to main content</a>
<div class="eu-cookie-compliance-banner"><p>This site uses cookies.</p></div>
<header role="banner"><nav><ul><li><a href="/a">Topics</a></li></ul></nav></header>
<div class="breadcrumb"><ol><li>Home</li><li>Instruments</li></ol></div>
<main role="main"><article class="node--type-instrument">
<h1><span class="field--name-title">International Covenant on Civil and Political Rights</span></h1>
<div class="field"><div class="field__label">Adopted</div><div class="field__item">16 December 1966</div></div>
<div class="field--name-body"><p>Entry into force: 23 March 1976, in accordance with Article 49</p>
<p><strong>Preamble</strong></p><p>The States Parties to the present Covenant,</p>
<p>Recognizing that these rights come from dignity,</p><p>Agree upon the following articles:</p>
<h2>PART I</h2><p><strong>Article 1</strong></p><p>1. All peoples choose their way.<sup>
<a href="#n1" id="r1">1</a></sup></p>
<p>2. They use their wealth.</p><h2>PART II</h2><h3>Article 2</h3><p>1. Each State Party undertakes:</p>
<p>(a) To help;</p><p>(b) To report.</p><p><strong>Article 3</strong><br>The States Parties treat all alike.</p>
<p><strong>Article 4.</strong> A State Party may step back in an emergency, and says so at once.</p>
<hr><p id="n1"><a href="#r1">1</a> See A/RES/1/1.</p></div></article></main>
<footer><p>© 1996-2024</p></footer></body></html>"""


def test_the_page_of_an_instrument_is_a_treaty():
    document = read(INSTRUMENT, "iccpr.html")
    assert (document.id, document.kind) == ("treaty:iccpr", "treaty")
    assert text(document, "front").startswith("International Covenant on Civil and Political Rights\nAdopted\n16 Dec")
    assert text(document, "pre_1") == "Recognizing that these rights come from dignity,"
    assert [e for e in eids(document) if e.startswith(("art", "part"))] == [
        "part_I",
        "art_1",
        "art_1__para_1",
        "art_1__para_2",
        "part_II",
        "art_2",
        "art_2__para_1",
        "art_2__para_1__a",
        "art_2__para_1__b",
        "art_3",
        "art_4",
    ]
    assert text(document, "art_4").startswith("A State Party may step back")
    assert "cookies" not in " ".join(unit.text for unit in document.units)


def test_the_notes_of_a_treaty_are_called_where_they_stand():
    document = read(INSTRUMENT, "iccpr.html")
    (call,) = document.footnotes
    assert (call.anchor, call.offset, text(document, call.eid)) == (
        "art_1__para_1",
        len("All peoples choose their way."),
        "See A/RES/1/1.",
    )


TREATY = (
    ("Heading1", "Convention against Widgets"),
    ("", "Done at New York on 5 May 2004"),
    ("Heading2", "Preamble"),
    ("", "The States Parties to this Convention,"),
    ("", "Considering that widgets are a danger to all who have to live with them,"),
    ("", "Have agreed as follows:"),
    ("Heading2", "Article 1"),
    ("", "A widget means every small thing that is found in a drawer and has no name."),
    ("Heading2", "Article 2"),
    ("", "1. Each State Party shall:"),
    ("", "(a) enact laws;"),
    ("", "(b) report to the Committee."),
    ("Heading2", "Annex"),
    ("", "1. The list of widgets."),
)


def test_treaties_are_the_same_whatever_the_format():
    pages = "".join(f"<h2>{words}</h2>" if style else f"<p>{words}</p>" for style, words in TREATY)
    written = {
        "t.docx": docx(styled(*TREATY)),
        "t.html": f"<html><body>{pages}</body></html>".encode(),
        "t.txt": "\n\n".join(words for _, words in TREATY).encode(),
    }
    w = pdf_writer.Writer()
    y = 740.0
    for style, words in TREATY:
        y = w.lines(72, y, words, size=14 if style else 10) - 8
    w.page()
    written["t.pdf"] = w.bytes()
    for name, data in written.items():
        document = read(data, name)
        assert document.kind == "treaty", name
        found = [(unit.eid, unit.text) for unit in document.units if unit.eid.startswith(("art", "annex", "pre_"))]
        assert found == [
            ("pre_1", "Considering that widgets are a danger to all who have to live with them,"),
            ("art_1", "A widget means every small thing that is found in a drawer and has no name."),
            ("art_2", ""),
            ("art_2__para_1", "Each State Party shall:"),
            ("art_2__para_1__a", "enact laws;"),
            ("art_2__para_1__b", "report to the Committee."),
            ("annex_1", ""),
            ("annex_1__para_1", "The list of widgets."),
        ], name


def test_a_report_on_a_treaty_is_no_treaty():
    document = read(
        "<html><body><p>A/HRC/1/2</p><h1>Report on the Convention against Widgets</h1><h2>Article 1</h2>"
        "<p>1. The States parties to this Convention have said little.</p><h2>Article 2</h2><p>2. They said more.</p>"
        "<h2>Article 3</h2><p>3. They said all.</p></body></html>",
        "a.html",
    )
    assert document.kind != "treaty"
    assert document.unit("para_3") is not None


# --- web pages ----------------------------------------------------------------------------------------------------

WORD = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta http-equiv=Content-Type content="text/html; charset=windows-1252">
<meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=EN-GB><div class=WordSection1><p class=MsoNormal><b>A</b>/RES/77/1</p>
<p class=H1>Resolution adopted by the General Assembly</p><p class=H1>77/1. The widgets\x92 owners</p>
<p class=SingleTxt><i>The General Assembly</i>,</p>
<p class=SingleTxt><i>Recalling</i> its resolution 76/2,<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"
title=""><span class=MsoFootnoteReference><![if !supportFootnotes]>[1]<![endif]></span></a></p>
<p class=SingleTxt>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span><i>Decides</i> to:</p>
<p class=SingleTxt style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>(a)<span>
&nbsp;</span></span><!--[endif]-->Act;</p></div><div style='mso-element:footnote-list'><hr size=1>
<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1"
name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> See A/76/49.</p></div></div></body></html>"""


def test_a_page_that_a_word_processor_saved_is_read():
    document = read(WORD.encode("latin-1"), "a.htm")
    assert document.id == "A/RES/77/1"
    assert "widgets’ owners" in text(document, "front")
    assert text(document, "op_1__a") == "Act;"
    (call,) = document.footnotes
    assert (call.marker, call.anchor, text(document, "fn_1")) == ("1", "pre_1", "See A/76/49.")


@pytest.mark.parametrize(
    "page",
    [
        '<html><head><title>S/RES/1325(2000)</title></head><body><iframe src="https://documents.un.org/x.pdf"></iframe>'
        '<div id="app"></div><noscript>Please enable JavaScript.</noscript></body></html>',
        '<html><frameset rows="*,0"><frame src="https://documents.un.org/x.pdf"><noframes>No frames.</noframes>'
        "</frameset></html>",
    ],
)
def test_a_page_that_only_shows_a_document_says_so(page: str):
    with pytest.raises(InputError, match=r"https://documents\.un\.org/x\.pdf") as refused:
        load_bytes(page.encode(), "viewer.html")
    assert "download" in (refused.value.remedy or "")


def test_of_a_page_in_two_languages_one_is_read_and_this_is_said():
    document = read(
        "<html><body><table><tr><td lang='en'><p>The Council recalls resolution 1325 (2000) and all that follows.</p>"
        "</td><td lang='fr'><p>Le Conseil rappelle la résolution 1325 (2000) et tout ce qui suit.</p></td></tr>"
        "<tr><td lang='en'><p>It will go on with its work.</p></td><td lang='fr'><p>Il poursuit ses travaux.</p></td>"
        "</tr></table></body></html>",
        "a.html",
    )
    whole = " ".join(unit.text for unit in document.units)
    assert "recalls" in whole
    assert "rappelle" not in whole
    assert [problem.kind for problem in document.problems] == ["languages"]


def test_a_title_quoted_in_another_language_stays():
    document = read(
        "<html lang='en'><body><p>The report, which is called <span lang='fr'>La paix</span>, was read by all of the "
        "members of the committee in the session of the year before.</p></body></html>",
        "a.html",
    )
    assert "La paix" in document.units[-1].text
    assert not document.problems


# --- records ------------------------------------------------------------------------------------------------------


def test_the_subjects_of_a_voting_record_stand_with_its_agenda_item():
    rows = (("791", "a", "A/RES/80/900"), ("991", "d", "HUMAN RIGHTS ADVANCEMENT"), ("967", "c", "USA"))
    data = "".join(
        f'<datafield tag="{tag}" ind1=" " ind2=" "><subfield code="{code}">{said}</subfield></datafield>'
        for tag, code, said in rows
    )
    catalogue = marc_xml.load(
        f'<collection xmlns="http://www.loc.gov/MARC21/slim"><record>{data}</record></collection>'.encode(), "v.xml"
    )
    (record,) = catalogue.records
    assert record.id == "A/RES/80/900"
    assert [(word.scheme, word.label) for word in record.subjects] == [("UNBIS", "HUMAN RIGHTS ADVANCEMENT")]
