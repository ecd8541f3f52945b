"""The citation engine beyond the hard forms: pinpoints, sentences, verbs, names, what is never cited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.loaders.citations import extract, functions, pinpoints, sentences
from lexline.loaders.citations.pinpoints import Pin
from lexline.loaders.document import FOOTNOTE, FRONT, HEADING, OPERATIVE, Citation, Document, Footnote, Unit
from lexline.ontology import registry
from lexline.ontology.symbols import Symbol
from tests.citing import document, found, said

# --- pinpoints ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "members"),
    [
        ("1 to 4 and 11", "1|2|3|4|11"),
        ("17, 18, and 25", "17|18|25"),
        ("3 (a) to (c)", "3 (a)|3 (b)|3 (c)"),
        ("2 (c) and (e)", "2 (c)|2 (e)"),
        ("1 (a) (ii) and (iii)", "1 (a) (ii)|1 (a) (iii)"),
        ("3(c)", "3 (c)"),
        ("II and IV", "II|IV"),
        ("I to IV", "I|II|III|IV"),
        ("336–339", "336|337|338|339"),
        ("5 bis", "5 bis"),
        ("9 to 1", "9|1"),
        ("1 to 9999", "1|9999"),
    ],
)
def test_a_printed_list_expands_to_its_members(printed: str, members: str) -> None:
    assert pinpoints.expand(printed) == members.split("|")


@pytest.mark.parametrize(
    ("text", "pins"),
    [
        ("paragraph 9 of it", "para. 9"),
        ("operative paragraphs 1 and 2", "para. 1|para. 2"),
        ("sixth preambular paragraph", "pre. 6"),
        ("the second and third preambular paragraphs", "pre. 2|pre. 3"),
        ("eighth paragraph of the preamble", "pre. 8"),
        ("Articles 24 and 25", "art. 24|art. 25"),
        ("Chapter VII", "ch. VII"),
        ("sections II and IV", "sect. II|sect. IV"),
        ("annexes I and II", "annex I|annex II"),
        ("paragraph 2 o) (ii), of", "para. 2 (o) (ii)"),
        ("rule 39", "rule 39"),
        ("paragraph 1999 (1999)", ""),
        ("general recommendation 30", ""),
        ("departments 5 and 6", ""),
    ],
)
def test_pinpoints_in_running_text(text: str, pins: str) -> None:
    assert [str(pin) for hit in pinpoints.find(text) for pin in hit.pins] == [p for p in pins.split("|") if p]


@pytest.mark.parametrize(
    ("pin", "resolution", "eid"),
    [
        (Pin("para", "3 (c)"), True, "op_3__c"),
        (Pin("para", "3 (c)"), False, "para_3__c"),
        (Pin("pre", "8"), True, "pre_8"),
        (Pin("art", "2"), False, "art_2"),
        (Pin("para", "6", Pin("art", "2")), False, "art_2__para_6"),
        (Pin("ch", "VII"), False, "chap_VII"),
        (Pin("sect", "C"), True, "sec_C"),
        (Pin("annex", "II"), True, "annex_2"),
        (Pin("para", "4", Pin("annex", "II")), True, "annex_2__para_4"),
        (Pin("goal", "5"), False, None),
        (Pin("para", "(b)"), True, None),
    ],
)
def test_pins_name_units(pin: Pin, resolution: bool, eid: str | None) -> None:
    assert pinpoints.eid(pin, resolution=resolution) == eid


# --- sentences ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("See para. 3 of it. The rest follows.", 2),
        ("The report (S/2016/949, paras. 3 and 4) says so. It goes on.", 2),
        ("Mr. A. Smith of the U.S. wrote to St. Lucia.", 1),
        ("It said: “Never.” Then it rose.", 2),
        ("", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    offsets = sentences.starts(text)
    assert len(offsets) == count
    assert offsets[0] == 0
    spans = [sentences.around(offsets, len(text), offset) for offset in offsets]
    assert "".join(text[start:end] for start, end in spans) == text


# --- verbs and what they do -----------------------------------------------------------------------------------


def verbs(*texts: str) -> list[tuple[str | None, str]]:
    return [(c.target, c.function) for c in extract(document(*texts))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Decides to extend the measures imposed by paragraph 9 of resolution 2293 (2016);",
            [("S/RES/2293(2016)", "extends")],
        ),
        (
            "Recalling its resolutions 1325 (2000) and 1820 (2008),",
            [("S/RES/1325(2000)", "recalls"), ("S/RES/1820(2008)", "recalls")],
        ),
        (
            "Reaffirming its resolution 1325 (2000), and noting the report (S/2016/949),",
            [("S/RES/1325(2000)", "reaffirms"), ("S/2016/949", "notes")],
        ),
        ("Acting under Chapter VII of the Charter of the United Nations,", [("treaty:un-charter", "acts-under")]),
        ("Women met in Geneva in 2016 (S/2016/949).", [("S/2016/949", "")]),
        (
            "Reaffirms the measures imposed by resolution 1493 (2003) and expanded by resolution 1596 (2005);",
            [("S/RES/1493(2003)", "pursuant-to"), ("S/RES/1596(2005)", "pursuant-to")],
        ),
        (
            "Stresses the conditions for lifting the measures of resolution 1521 (2003);",
            [("S/RES/1521(2003)", "emphasizes")],
        ),
        (
            "Requests all parties concerned, within their mandates, to apply resolution 1325 (2000);",
            [("S/RES/1325(2000)", "requests-under")],
        ),
    ],
)
def test_the_verb_that_governs(text: str, expected: list[tuple[str, str]]) -> None:
    assert verbs(text) == expected


def test_an_earlier_instruments_verb_is_not_this_ones() -> None:
    text = "Recalling its resolution 57/167, in which it took note of a plan, and its resolution 58/134,"
    cited = extract(document(text, body="GA"))
    assert [(c.target, c.function) for c in cited] == [("A/RES/57/167", "recalls"), ("A/RES/58/134", "recalls")]


def with_points(lead: str, *points: str) -> Document:
    """A paragraph with lettered points."""
    whole = document(lead)
    under = [
        Unit(f"op_1__{letter}", OPERATIVE, text, f"({letter})", "op_1")
        for letter, text in zip("abc", points, strict=False)
    ]
    return replace(whole, units=(*whole.units, *under))


def test_a_point_takes_its_verb_from_the_lead_in() -> None:
    cited = extract(with_points("Recalling", "resolution 1325 (2000);", "resolution 1820 (2008);"))
    assert [(c.unit, c.function, c.verb) for c in cited] == [
        ("op_1__a", "recalls", "Recalling"),
        ("op_1__b", "recalls", "Recalling"),
    ]


def test_a_task_in_a_point_extends_nothing() -> None:
    lead = "Decides to extend the mandate of the Mission until 30 June, with the following tasks:"
    (cited,) = extract(
        with_points(lead, "to support the parties in the careful implementation of resolution 1325 (2000);")
    )
    assert cited.function != "extends"


def test_see_counts_only_in_front_of_the_reference() -> None:
    (cited,) = extract(document("Noting,", notes=("See S/2016/949.",)))
    assert (cited.unit, cited.function) == ("fn_1", "sees")


def test_every_function_that_the_engine_gives_is_in_the_registry() -> None:
    known = {function.id for function in registry.functions()}
    text = "Recalling resolution 1325 (2000), reaffirming the Charter, and acting under Chapter VII thereof,"
    assert {c.function for c in extract(document(text))} <= known | {""}
    assert {verb.function for verb in functions.find(text)} <= known


# --- names, aliases, "the Convention" -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            (
                'The Convention on the Rights of the Child (hereinafter "the Convention") binds States.',
                "Article 3 of the Convention applies, not the Charter.",
            ),
            ["treaty:crc", "treaty:crc | art. 3", "treaty:un-charter"],
        ),
        (
            ("Recalling resolution 1325 (2000) (hereinafter “the Landmark Text”),", "Paragraph 8 of the Landmark Text"),
            ["S/RES/1325(2000)", "S/RES/1325(2000) | para. 8"],
        ),
        (
            (
                "the Protocol to Prevent, Suppress and Punish Trafficking in Persons, Especially Women and Children "
                "(the Trafficking Rules)",
                "Article 5 of the Trafficking Rules",
            ),
            ["treaty:palermo-protocol", "treaty:palermo-protocol | art. 5"],
        ),
        (
            (
                "the Convention on the Elimination of All Forms of Discrimination against Women "
                "and the Optional Protocol thereto",
            ),
            ["treaty:cedaw", "treaty:cedaw-op"],
        ),
        (
            ("the Convention on the Rights of the Child and the two Optional Protocols thereto of 25 May 2000",),
            ["treaty:crc", "treaty:crc-op-ac", "treaty:crc-op-sc"],
        ),
        (
            ("the Geneva Conventions of 1949 and the Additional Protocols thereto",),
            [*(f"treaty:gc-{n}" for n in (1, 2, 3, 4)), "treaty:ap-1", "treaty:ap-2"],
        ),
        (("the Convention on Imaginary Matters; article 5 of the Convention",), []),
        (
            (
                "the United Nations Convention against Transnational Organized Crime and the Protocols thereto against "
                "the Smuggling of Migrants by Land, Sea and Air",
            ),
            ["treaty:untoc", "treaty:smuggling-protocol"],
        ),
        (
            ("the Rome Statute of the International Criminal Court (ICC)", "the work of the ICC"),
            ["treaty:rome-statute"],
        ),
        (("the Conference of the Parties to the Convention on the Rights of the Child",), []),
        (("under the Charter for the maintenance of peace",), ["treaty:un-charter"]),
        (("under the Agreement and the Agenda",), []),
    ],
)
def test_names(texts: tuple[str, ...], expected: list[str]) -> None:
    assert found(*texts, body="GA") == expected


def test_an_alias_of_an_agreement_is_read_in_later_text() -> None:
    agreement = next(t for t in registry.treaties() if t.id.startswith("agreement:"))
    cited = found(f"the {agreement.title} (the Relationship Pact)", "under the Relationship Pact", body="GA")
    assert cited == [agreement.id, agreement.id]


def test_a_text_older_than_a_treaty_does_not_mean_it() -> None:
    words = "the Convention on the Rights of the Child"
    assert found(words, body="GA", when=date(1980, 1, 1)) == []
    assert found(words, body="GA", when=date(1990, 1, 1)) == ["treaty:crc"]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("United Nations, Treaty Series, vol. 2225, No. 39574.", ["treaty:untoc"]),
        ("United Nations, Treaty Series, vol. 1577, No. 27531.", ["treaty:crc"]),
        ("United Nations, Treaty Series, vols. 1249 and 2131, No. 20378.", ["treaty:cedaw", "treaty:cedaw-op"]),
    ],
)
def test_a_volume_of_the_treaty_series_is_one_treaty(note: str, expected: list[str]) -> None:
    assert found("Noting,", body="GA", notes=(note,)) == expected


def test_a_note_behind_a_protocol_means_the_protocol() -> None:
    text = "the Protocol to Prevent, Suppress and Punish Trafficking in Persons, Especially Women and Children"
    note = "United Nations, Treaty Series, vol. 2237, No. 39574."
    assert found(text, body="GA", notes=(note,)) == ["treaty:palermo-protocol", "treaty:palermo-protocol"]


# --- back-references --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (("See S/2016/949, para. 3.", "Ibid., para. 4."), ["S/2016/949 | para. 3", "S/2016/949 | para. 4"]),
        (("See S/2016/949, para. 3.", "Ibid."), ["S/2016/949 | para. 3", "S/2016/949 | para. 3"]),
        (("See S/2016/949.", "Jane Writer, A Book (Place, House, 2009).", "Ibid., p. 9."), ["S/2016/949"]),
        (("See S/2016/949; Jane Writer, A Book on Many Things.", "Ibid., para. 2."), ["S/2016/949", "None | para. 2"]),
        (("Ibid.",), ["None"]),
    ],
)
def test_ibid_goes_no_further_than_the_note_before(notes: tuple[str, ...], expected: list[str]) -> None:
    assert found("Noting,", body="GA", notes=notes) == expected


def test_open_sets_hang_on_an_instrument() -> None:
    def anchors(text: str) -> list[str | None]:
        return [c.anchor for c in extract(document(text)) if c.target == "open-set"]

    assert anchors("Recalling its resolution 713 (1991) and all subsequent relevant resolutions,") == [
        "S/RES/713(1991)"
    ]
    assert anchors("Recalling its previous resolutions, in particular resolution 1325 (2000),") == ["S/RES/1325(2000)"]
    assert anchors("Guided by the Charter of the United Nations and all previous resolutions,") == [None]
    assert all(c.anchor is None for c in extract(document("Recalling resolution 1325 (2000),")))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ("Noting the report (S/2016/949),", "Endorses paragraph 5 of the report"),
            ["S/2016/949", "S/2016/949 | para. 5"],
        ),
        (("Noting the reports S/2016/949 and S/2015/203,", "Endorses paragraph 5 of the report"), 2),
        (("Noting the report (S/2016/949),", "Endorses paragraph 5 of the report of the Committee"), 1),
        (("paragraph 9 of resolution 661 (1990) and paragraph 3 (c) of that resolution",), 2),
        (("Recalling the 1267/1989 Al-Qaida Sanctions Committee",), ["S/RES/1267(1999)", "S/RES/1989(2011)"]),
        (("Regulation (EU) No 267/2012",), ["eu:267/2012"]),
        (("the 150-day period in resolution 1360 (2001) and the 180-day period",), ["S/RES/1360(2001)"]),
        (("See S/RES/1820 (2008), op.8",), ["S/RES/1820(2008) | para. 8"]),
        (("See Security Council/PRST/2001/31",), ["S/PRST/2001/31"]),
    ],
)
def test_back_references_and_other_forms(texts: tuple[str, ...], expected: list[str] | int) -> None:
    cited = found(*texts)
    assert (len(cited) if isinstance(expected, int) else cited) == expected


# --- what is never cited ----------------------------------------------------------------------------------------


def test_a_text_never_cites_itself_by_symbol() -> None:
    assert found("This text, S/RES/9999(2099), and the report S/2016/949") == ["S/2016/949"]


def test_a_title_page_does_nothing_to_what_it_names() -> None:
    front = Unit("front", FRONT, "Resolution adopted by the Assembly [on the report of the Committee (A/76/444)]")
    (cited,) = extract(replace(document("x"), units=(front,)))
    assert (cited.target, cited.function) == ("A/76/444", "")


def test_headings_cite_nothing_but_are_read() -> None:
    heading = Unit("heading_1", HEADING, "Resolution 1325 (2000)")
    whole = document("Recalling resolution 1820 (2008),")
    assert [c.target for c in extract(replace(whole, units=(heading, *whole.units)))] == ["S/RES/1820(2008)"]


# --- whose number, which year -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        ("Human Rights Council resolution 7/19", "GA", "A/HRC/RES/7/19"),
        ("its resolution 7/19 of 27 March 2008", "HRC", "A/HRC/RES/7/19"),
        ("resolution 62/219 of 22 December 2007", "HRC", "A/RES/62/219"),
        ("General Assembly resolution 60/251 of 15 March 2006", "HRC", "A/RES/60/251"),
        ("Economic and Social Council resolution 2021/25", "GA", "E/RES/2021/25"),
    ],
)
def test_the_organ_is_told_by_body_and_date(text: str, body: str, expected: str) -> None:
    assert found(text, body=body) == [expected]


def test_a_year_that_contradicts_the_number_is_repaired_where_the_slip_is_plain() -> None:
    (cited,) = extract(document("Recalling its resolution 1325 (2001),"))
    assert (cited.target, cited.method, cited.text) == ("S/RES/1325(2000)", "repair", "1325 (2001)")
    assert cited.confidence < 1
    assert "2000" in cited.note


def test_a_year_that_contradicts_the_number_is_reported_where_it_cannot_be_told() -> None:
    (cited,) = extract(document("Recalling its resolution 1325 (1948),"))
    assert (cited.target, cited.method) == (None, "contradiction")
    assert "1325 is of 2000" in cited.note


# --- properties ---------------------------------------------------------------------------------------------------

PIECES = [
    *("resolutions ", "resolution ", "its ", "decision ", "that resolution", "the Convention", "the said report"),
    *("1325 (2000)", "1325 (2001)", "57/167", "68/247 A", "1514 (XV)", "418", "S/2016/949", "A/38/424-S/15989"),
    *(
        "S/26060 and Add.1 and 2",
        "paragraph 3 (c) of ",
        "paragraphs 1 to 4",
        " thereof",
        " above",
        "ibid.",
        "Article 2",
    ),
    *("General Assembly ", "Human Rights Council ", "Convention on the Rights of the Child", "the Protocols thereto"),
    *("all previous resolutions", "Treaty Series, vol. 75, Nos. 970-973", "(", ")", ", ", "; ", " and ", ". The ", "İ"),
    *("Recalling ", "Decides to extend ", "of 27 July 1989", "in accordance with ", "the Committee ", "\u2011", " "),
]
words = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
anything = words | st.text(max_size=60)
PREFIXES = ("treaty:", "decl:", "agreement:", "other:", "eu:", "case:")


def check(citation: Citation, whole: Document) -> None:
    """What holds for every citation, whatever the text."""
    unit = whole.unit(citation.unit)
    assert unit is not None
    assert unit.text[citation.span.start : citation.span.end] == citation.text
    assert citation.sentence.start <= citation.span.start < citation.span.end
    assert 0 < citation.confidence <= 1
    assert (citation.target == "open-set") or citation.anchor is None
    if citation.target not in (None, "self", "open-set") and not citation.target.startswith(PREFIXES):
        assert Symbol.parse(citation.target).text == citation.target
    if citation.target is not None and citation.target.startswith("treaty:"):
        assert registry.treaty(citation.target) is not None


@given(st.lists(anything, min_size=1, max_size=4), st.lists(anything, max_size=2), st.sampled_from(["SC", "GA", "HRC"]))
def test_whatever_the_text_a_citation_is_sound(texts: list[str], notes: list[str], body: str) -> None:
    whole = document(*texts, body=body, notes=tuple(notes))
    cited = extract(whole)
    assert extract(whole) == cited
    for citation in cited:
        check(citation, whole)


# --- two small documents --------------------------------------------------------------------------------------------


def test_a_made_resolution() -> None:
    whole = document(
        "Recalling its resolutions 1325 (2000) and 1820 (2008) and all relevant statements of its President,",
        "Acting under Chapter VII of the Charter of the United Nations,",
        "Decides to renew until 30 June the authorizations set out in paragraphs 7 to 9 of resolution 2240 (2015);",
        "Requests reports on the authority provided in paragraph 3 above and in paragraph 5 of that resolution;",
    )
    assert [(c.unit, said(c), c.function) for c in extract(whole)] == [
        ("op_1", "S/RES/1325(2000)", "recalls"),
        ("op_1", "S/RES/1820(2008)", "recalls"),
        ("op_1", "open-set", "recalls"),
        ("op_2", "treaty:un-charter | ch. VII", "acts-under"),
        ("op_3", "S/RES/2240(2015) | para. 7; para. 8; para. 9", "renews"),
        ("op_4", "self | para. 3", "pursuant-to"),
        ("op_4", "S/RES/2240(2015) | para. 5", "pursuant-to"),
    ]


def test_a_made_report() -> None:
    texts = (
        "In its resolution 76/186, the General Assembly asked for a report. One was written (A/HRC/32/41).",
        "Article 6 of the Convention on the Elimination of All Forms of Discrimination against Women binds "
        "States (ibid., para. 12).",
    )
    committee = "the Committee on the Elimination of Discrimination against Women"
    notes = (f"See general recommendation No. 30 of {committee}.", "Ibid.")
    assert found(*texts, body="GA", notes=notes) == [
        "A/RES/76/186",
        "A/HRC/32/41",
        "treaty:cedaw | art. 6",
        "treaty:cedaw | para. 12",
        "CEDAW/C/GC/30",
        "CEDAW/C/GC/30",
    ]


def test_notes_are_read_where_they_are_called() -> None:
    units = (
        Unit("para_1", OPERATIVE, "One text", "1"),
        Unit("para_2", OPERATIVE, "Another (S/2016/949)", "2"),
        Unit("fn_1", FOOTNOTE, "S/2015/203.", "1"),
    )
    whole = replace(document("x"), units=units, footnotes=(Footnote("1", "fn_1", "para_1", 8),))
    assert [c.unit for c in extract(whole)] == ["fn_1", "para_2"]


def test_a_reference_to_the_text_itself_names_a_unit_of_the_same_annex_or_section() -> None:
    units = tuple(
        Unit(eid, "paragraph", text, "1")
        for eid, text in (
            ("op_1", "Decides to meet;"),
            ("annex_1__para_1", "The Committee shall meet."),
            ("annex_1__para_2", "It meets as set out in paragraph 1 above."),
            ("op_2", "Decides to act under paragraph 1 above and paragraph 9 above;"),
        )
    )
    made = replace(document("x"), units=units)
    assert [c.target_units for c in extract(made)] == [("annex_1__para_1",), ("op_1",), ()]


def test_a_paragraph_of_a_section_of_a_resolution_is_operative() -> None:
    (citation,) = extract(document("section XVII, paragraph 4, of its resolution 78/253", body="GA"))
    assert citation.target_units == ("sec_XVII__op_4",)


def test_a_bare_paragraph_is_looked_for_in_the_annex_that_is_read() -> None:
    made = document("The Council decides.")
    units = [
        Unit(eid, "paragraph", text)
        for eid, text in (
            ("annex_1__para_33", "The backlog grew."),
            ("annex_1__para_71", "Two thirds of the civil cases (see para. 33) are old; for others see paragraph 34."),
        )
    ]
    made = replace(made, units=(*made.units, *units))
    assert [(c.text, c.target, c.target_units) for c in extract(made)] == [("para. 33", "self", ("annex_1__para_33",))]


def _treaty(*articles: tuple[str, str], title: str = "Convention on Made Things") -> Document:
    units = tuple(Unit(eid, "article", text) for eid, text in articles)
    return replace(document("x"), id="treaty:made-2099", symbols=(), kind="treaty", title=title, body=None, units=units)


def test_a_treaty_points_into_its_own_articles() -> None:
    made = _treaty(
        ("art_1", "Terms."),
        ("art_1__para_1", "A thing is a thing."),
        ("art_1__para_2", "A State that has made a notification under paragraph 1 above is bound by Article 2."),
        ("art_2", "For the purposes of article 1, paragraph 1, of this Convention the Parties to the Convention meet."),
        ("art_2__para_1", "Paragraph 1 of this article applies under Article 9 of the Convention and under Article 7."),
    )
    assert [(c.unit, c.target, c.pinpoint, c.target_units) for c in extract(made)] == [
        ("art_1__para_2", "self", ("para. 1",), ("art_1__para_1",)),
        ("art_1__para_2", "self", ("art. 2",), ("art_2",)),
        ("art_2", "self", ("art. 1 (1)",), ("art_1__para_1",)),
        ("art_2__para_1", "self", ("para. 1",), ("art_2__para_1",)),
        ("art_2__para_1", "self", ("art. 9", "art. 7"), ()),
    ]


def test_a_protocol_calls_its_convention_so_and_itself_a_protocol() -> None:
    made = _treaty(
        (
            "art_1",
            "This Protocol supplements the United Nations Convention against Corruption "
            "(hereinafter “the Convention”), and Article 3 of the Convention applies to Article 2 of the Protocol.",
        ),
        title="Protocol to the United Nations Convention against Corruption",
    )
    assert [said(c) for c in extract(made)] == ["treaty:uncac", "treaty:uncac | art. 3", "self | art. 2"]


def test_the_statute_of_the_court_that_the_sentence_names() -> None:
    assert found(
        "to request the International Court of Justice, pursuant to Article 65 of the Statute of the Court,"
    ) == ["treaty:icj-statute-1945 | art. 65"]


def test_an_article_of_a_text_that_no_registry_knows_is_not_given_to_the_one_before() -> None:
    assert found("in accordance with Article 96 of the Charter and Article 65 of the Statute of the Court") == [
        "treaty:un-charter | art. 96"
    ]
