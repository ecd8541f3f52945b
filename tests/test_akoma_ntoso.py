"""Akoma Ntoso files: what a reader finds in the document, and what is refused."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexline.loaders import limits
from lexline.loaders.document import Document, Keyword
from lexline.loaders.formats import akn_xml, akoma_ntoso
from lexline.loaders.formats.akn_labels import article, is_annex, label, section_label
from lexline.loaders.formats.akn_text import local
from lexline.ontology.errors import InputError, UnsafeInput

FIXTURES = Path(__file__).parent / "fixtures" / "akn"
AKN = 'xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"'


def fixture(name: str) -> tuple[Document, ...]:
    return akoma_ntoso.load((FIXTURES / name).read_bytes(), name)


@pytest.fixture(scope="module")
def resolution() -> Document:
    (document,) = fixture("resolution.xml")
    return document


def text_of(document: Document, eid: str) -> str:
    unit = document.unit(eid)
    assert unit is not None, f"no unit {eid} among {[unit.eid for unit in document.units]}"
    return unit.text


def wrap(body: str, name: str = "resolution", symbol: str = "S/RES/1325 (2000)") -> bytes:
    """A small file around a body."""
    cover = f'<coverPage><p><docNumber refersTo="#symbol">{symbol}</docNumber></p></coverPage>'
    return f'<akomaNtoso {AKN}><statement name="{name}">{cover}{body}</statement></akomaNtoso>'.encode()


def read(body: str, name: str = "resolution") -> Document:
    (document,) = akoma_ntoso.load(wrap(body, name), "x.xml")
    return document


def paragraph(number: str, text: str) -> str:
    return f"<paragraph><num>{number}</num><content><p>{text}</p></content></paragraph>"


# --- the header ---------------------------------------------------------------------------------------------


def test_header_of_a_resolution(resolution: Document) -> None:
    assert resolution.id == "S/RES/2511(2020)"
    assert (resolution.kind, resolution.body, resolution.language) == ("resolution", "SC", "en")
    assert resolution.title == "Security Council resolution 2511 (2020) [on examples]"
    assert resolution.date == date(2020, 3, 4)
    assert resolution.identifier == "/akn/un/statement/deliberation/unsc/2020-03-04/9001-2020/"
    assert resolution.drafts == ("S/2020/150",)
    assert resolution.meeting == "S/PV.8732"
    assert resolution.vote == "13-0-2"
    assert resolution.agenda_item == "The situation in the examples"
    assert resolution.source.file == "resolution.xml"
    assert resolution.source.loader == "akoma-ntoso/1"
    assert len(resolution.source.sha256) == 64


def test_subjects_keep_their_scheme_and_address(resolution: Document) -> None:
    assert Keyword("SDG", "SDG 3", "http://metadata.un.org/sdg/3") in resolution.keywords
    assert Keyword("EuroVoc", "public health", "http://eurovoc.europa.eu/3885") in resolution.keywords
    assert Keyword("UNBIS", "SANCTIONS", "http://metadata.un.org/thesaurus/1005660") in resolution.keywords
    assert Keyword("agenda", "The situation in the examples") in resolution.keywords


def test_cover_page_is_one_unit_in_lines(resolution: Document) -> None:
    assert text_of(resolution, "header") == "S/RES/2511 (2020)\nResolution 2511 (2020)\nAdopted at the 8732nd meeting"


# --- units --------------------------------------------------------------------------------------------------


def test_units_in_reading_order(resolution: Document) -> None:
    assert [unit.eid for unit in resolution.units] == [
        "header",
        "formula",
        *("pre_1", "pre_2", "pre_2__a", "pre_2__b"),
        "heading_1",
        *("op_1", "op_1__a", "op_1__a__i", "op_1__a__ii", "op_1__b", "op_1__b__point_1", "op_1__b__point_2"),
        "op_1__alinea_1",
        "pre_3",
        *("op_2", "op_3", "op_4", "op_4bis", "op_4_2"),
        "table_1",
        *("annex_1", "annex_1__para_1", "annex_1__para_2"),
        *("annex_2", "annex_2__art_1", "annex_2__art_1__para_1"),
        *("annex_2__art_2", "annex_2__art_2__para_1", "annex_2__art_2__para_2"),
        "fn_1",
    ]


def test_printed_numbers_parents_and_headings(resolution: Document) -> None:
    found = {unit.eid: unit for unit in resolution.units}
    assert (found["op_1"].number, found["op_1"].heading, found["op_1"].source_eid) == ("1", "Measures", "para_5")
    assert (found["op_1__a__ii"].number, found["op_1__a__ii"].parent) == ("(ii)", "op_1__a")
    assert (found["op_1__b__point_2"].number, found["op_1__b__point_2"].parent) == ("–", "op_1__b")
    assert found["op_1__alinea_1"].text == "and to report on both;"
    assert found["op_1"].text == "Decides on two steps:"
    assert found["op_4bis"].number == "4 bis"
    assert found["annex_1"].text == "Annex I\nList of things"
    assert (found["annex_2__art_1"].number, found["annex_2__art_1"].text) == ("Article 1", "Purpose")
    assert {found[eid].kind for eid in ("pre_3", "pre_2__a")} == {"preambular"}
    assert (found["op_2"].number, found["op_2"].text) == ("2", "Requests a report;")
    assert all(unit.parent is None or unit.parent in found for unit in resolution.units)


def test_numbers_that_are_missing_or_printed_twice_are_reported(resolution: Document) -> None:
    assert [(problem.kind, problem.message) for problem in resolution.problems] == [
        ("missing-number", "op_3 has no printed number"),
        ("duplicate-number", "number 4. is printed again: op_4_2"),
    ]


def test_tables_are_kept_as_text(resolution: Document) -> None:
    assert text_of(resolution, "table_1") == "Year | Sum\n2020 | "


def test_white_space_and_soft_hyphens(resolution: Document) -> None:
    assert text_of(resolution, "pre_1") == "Recalling its resolution 1325 (2000), on examples,"


def test_links_lie_over_the_words_that_they_link(resolution: Document) -> None:
    unit = resolution.unit("pre_1")
    assert unit is not None
    assert [(unit.text[at.span.start : at.span.end], at.href) for at in unit.links] == [
        ("1325 (2000)", "https://undocs.org/en/S/RES/1325(2000)")
    ]


def test_footnotes_are_units_and_their_calls_have_a_place(resolution: Document) -> None:
    note = resolution.unit("fn_1")
    assert note is not None
    assert (note.kind, note.text, note.number) == ("footnote", "See S/2000/1.", "1")
    assert [link.href for link in note.links] == ["https://undocs.org/S/2000/1"]
    first, again = resolution.footnotes
    assert (first.anchor, text_of(resolution, "pre_1")[: first.offset]) == (
        "pre_1",
        "Recalling its resolution 1325 (2000),",
    )
    assert (again.eid, again.anchor, again.offset) == ("fn_1", "op_1", len("Decides on two steps:"))


def test_raised_numbers_that_call_no_note_stay_in_the_text() -> None:
    document = read(f"<mainBody>{paragraph('1.', 'Notes 10<sup>6</sup> and <sup>239</sup>Pu.')}</mainBody>")
    assert text_of(document, "op_1") == "Notes 106 and 239Pu."


# --- other kinds of document --------------------------------------------------------------------------------


def test_a_statement_that_is_not_well_formed_loses_nothing() -> None:
    (document,) = fixture("statement_not_well_formed.xml")
    assert (document.id, document.kind) == ("S/PRST/2001/31", "presidential-statement")
    assert [unit.eid for unit in document.units] == [
        *("header", "front", "para_1", "para_2", "para_2__a", "para_2__b", "para_3")
    ]
    assert text_of(document, "header").endswith("Statement by the President of the Security Council")
    assert text_of(document, "front").endswith("on behalf of the Council:")
    assert text_of(document, "para_1") == "“The Security Council recalls resolution 1325 (2000) & its aims."
    assert text_of(document, "para_2__b") == "To review."
    (problem,) = document.problems
    assert problem.kind == "recovered"
    assert "line 25" in problem.message


def test_parts_of_one_file_are_documents_of_their_own() -> None:
    first, second = fixture("parts.xml")
    assert (first.id, second.id) == ("A/RES/75/244[A]", "A/RES/75/244[B]")
    assert first.title == second.title == "Questions of the budget"
    assert first.agenda_item == "140: Programme budget"
    assert first.drafts == ("A/75/L.9", "A/75/L.9/Add.1")
    assert first.identifier == "/akn/un/statement/deliberation/unga/2020-12-31/75-244A/"
    assert text_of(first, "op_1") == "Decides once, without a number."
    assert text_of(second, "header").endswith("Questions of the budget\nB")


def test_sections_in_which_numbering_restarts_come_before_the_number() -> None:
    _, document = fixture("parts.xml")
    assert [unit.eid for unit in document.units][1:] == [
        "formula",
        *("sec_I", "pre_1", "sec_I__op_1", "sec_I__op_2"),
        *("sec_II", "pre_2", "sec_II__op_1", "sec_II__op_2"),
    ]
    section = document.unit("sec_II")
    assert section is not None
    assert (section.kind, section.number, section.text) == ("section", "II", "Staff")
    assert [unit.parent for unit in document.units if unit.eid.startswith("sec_II__")] == ["sec_II", "sec_II"]


def test_sections_in_which_numbering_goes_on_leave_the_number_alone() -> None:
    body = "<section><num>I</num><subheading>One</subheading>{}</section>" * 2
    document = read(f"<mainBody>{body.format(paragraph('1.', 'Decides;'), paragraph('2.', 'Decides.'))}</mainBody>")
    assert [unit.eid for unit in document.units if unit.kind == "operative"] == ["op_1", "op_2"]


def test_a_paragraph_in_the_style_of_a_heading_is_one() -> None:
    styled = '<paragraph class="H23"><content><p><span class="bold">Arms embargo</span></p></content></paragraph>'
    document = read(f"<mainBody>{styled}{paragraph('1.', 'Decides.')}</mainBody>")
    assert [(unit.eid, unit.heading) for unit in document.units][1:] == [
        ("heading_1", None),
        ("op_1", "Arms embargo"),
    ]


def test_a_quoted_draft_counts_for_itself() -> None:
    inner = f'<container name="Recalling"><p>Recalling that,</p></container>{paragraph("1.", "Adopts it.")}'
    document = read(
        "<mainBody><paragraph><content><p>Recommends the following draft:"
        f"<embeddedStructure>{inner}</embeddedStructure></p></content></paragraph></mainBody>"
    )
    eids = [unit.eid for unit in document.units][1:]
    assert eids == ["op_1", "embedded_1", "embedded_1__pre_1", "embedded_1__op_1"]


def test_a_decision_counts_its_paragraphs() -> None:
    body = "<paragraph><content><p>At its 2nd meeting, the Assembly:</p></content></paragraph>"
    (document,) = akoma_ntoso.load(
        wrap(f"<mainBody>{body}{paragraph('1.', 'Elected one;')}</mainBody>", "decision", "A/DEC/76/515"), "x.xml"
    )
    assert (document.id, document.kind) == ("A/DEC/76/515", "decision")
    assert [unit.eid for unit in document.units][1:] == ["para_1", "para_1__1"]


def test_a_draft_that_was_not_adopted_is_a_document() -> None:
    (document,) = akoma_ntoso.load(wrap("<mainBody/>", "draftResolution", "S/2020/667"), "x.xml")
    assert (document.id, document.kind, document.title) == ("S/2020/667", "document", "Draft resolution S/2020/667")


def test_a_file_without_symbol_gets_an_id_of_its_own_and_says_so() -> None:
    (document,) = akoma_ntoso.load(wrap("<mainBody/>", symbol="none"), "My file.xml")
    assert re.fullmatch(r"doc:none-[0-9a-f]{8}", document.id)
    assert [problem.kind for problem in document.problems] == ["no-symbol"]


@pytest.mark.parametrize("symbol", ["A/RES/75/244 A-C", "none"])
def test_parts_printed_under_one_symbol_keep_apart(symbol: str) -> None:
    part = "<component><statement name='resolution'><mainBody><p>Decides {}</p></mainBody></statement></component>"
    parts = "".join(part.format(letter) for letter in "abc")
    cover = f'<coverPage><p><docNumber refersTo="#symbol">{symbol}</docNumber></p></coverPage>'
    data = f"<akomaNtoso {AKN}><documentCollection>{cover}</documentCollection><components>{parts}</components>"
    documents = akoma_ntoso.load(f"{data}</akomaNtoso>".encode(), "x.xml")
    assert [document.units[-1].text for document in documents] == ["Decides a", "Decides b", "Decides c"]
    assert len({document.id for document in documents}) == 3
    first, *later = documents
    assert first.symbols == (("A/RES/75/244",) if symbol.startswith("A") else ())
    for document in later:
        assert document.id.startswith("doc:part-")
        assert document.symbols == ()
        assert f"printed under {first.id}" in document.problems[-1].message


def test_unknown_elements_are_looked_into() -> None:
    document = read("<mainBody><novelty>Loose words <odd>and more</odd></novelty> at the end</mainBody>")
    words = " ".join(unit.text for unit in document.units)
    assert "Loose words" in words
    assert "and more" in words
    assert "at the end" in words


# --- labels -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "part", "top"),
    [
        ("5.", "5", 5),
        (" 12 ", "12", 12),
        ("5 bis.", "5bis", 5),
        ("(a)", "a", None),
        ("ii.", "ii", None),
        ("f)", "f", None),
        ("(3)", "3", None),
        ("1.2.", "1.2", None),
        ("–", "", None),
    ],
)
def test_labels(printed: str, part: str, top: int | None) -> None:
    mark = label(printed)
    assert mark is not None
    assert (mark.part, mark.top) == (part, top)


def test_roman_i_follows_h_but_opens_a_list_below_b() -> None:
    b, h, i = (label(text) for text in ("(b)", "(h)", "(i)"))
    assert b is not None
    assert h is not None
    assert i is not None
    assert i.follows(h)
    assert not i.follows(b)
    assert i.nests(b)


def test_headings() -> None:
    assert section_label("VI. Staff") == ("VI", "roman")
    assert article("Article 12 bis") == ("art_12bis", "12 bis")
    assert is_annex("Annex to resolution 1526 (2004)")
    assert not is_annex("Annexation of territory")


@given(st.text(max_size=40))
def test_any_label_is_read(text: str) -> None:
    mark = label(text)
    assert mark is None or " " not in mark.part


# --- what is refused, and what is repaired ------------------------------------------------------------------


def test_recognises_akoma_ntoso_only() -> None:
    assert akoma_ntoso.recognise("a.txt", wrap("")[:4096])
    assert akoma_ntoso.recognise("a.xml", b'<?xml version="1.0"?>\n<akn:akomaNtoso xmlns:akn="x">')
    assert not akoma_ntoso.recognise("a.xml", b"<html><body/></html>")
    assert not akoma_ntoso.recognise("a.xml", b"")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
        '<!-- first --><?pi?> <!DOCTYPE a [<!ENTITY % x "y"> %x;]>',
        "<!DOCTYPE a",
    ],
)
def test_declarations_of_entities_are_refused(doctype: str) -> None:
    with pytest.raises(UnsafeInput, match="document type declaration"):
        akoma_ntoso.load(doctype.encode() + wrap("<mainBody><p>&x;</p></mainBody>"), "x.xml")


def test_encodings_that_hide_markup_are_refused() -> None:
    with pytest.raises(UnsafeInput, match="encoding"):
        akoma_ntoso.load(b'<?xml version="1.0" encoding="utf-7"?>' + wrap(""), "x.xml")


def test_utf_16_is_read_and_searched_for_declarations() -> None:
    data = wrap(f"<mainBody>{paragraph('1.', 'Décide.')}</mainBody>").decode()
    (document,) = akoma_ntoso.load(data.encode("utf-16"), "x.xml")
    assert text_of(document, "op_1") == "Décide."
    with pytest.raises(UnsafeInput):
        akoma_ntoso.load(('<!DOCTYPE a [<!ENTITY x "y">]>' + data).encode("utf-16"), "x.xml")


@pytest.mark.parametrize("data", [b"", b"  \n", b"not XML at all", b"\x00\x01\x02", b"<html/>"])
def test_what_is_no_document_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(InputError):
        akoma_ntoso.load(data, "x.xml")


@pytest.mark.parametrize("depth", [120, 230, 3000])
@pytest.mark.parametrize("element", ["span", "list", "p", "section", "novelty", "table"])
def test_deep_nesting_is_refused(element: str, depth: int) -> None:
    deep = f"<{element}>" * depth + "x" + f"</{element}>" * depth
    with pytest.raises(InputError, match=r"nested|read"):
        akoma_ntoso.load(wrap(f"<mainBody><paragraph>{deep}</paragraph></mainBody>"), "x.xml")


def test_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="limit is 100"):
        akoma_ntoso.load(wrap("<mainBody/>"), "x.xml")


def test_a_truncated_file_keeps_what_is_there_and_says_so() -> None:
    data = (FIXTURES / "resolution.xml").read_bytes()
    cut = data.index(b"A second step") + len(b"A second")
    (document,) = akoma_ntoso.load(data[:cut], "x.xml")
    assert text_of(document, "op_1__b") == "A second"
    assert [problem.kind for problem in document.problems] == ["recovered"]


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        ("A & B", "A & B"),
        ("3 < 4 here", "3 < 4 here"),
        ("a&nbsp;caf&eacute;", "a café"),
        ("&unknown; name", "&unknown; name"),
        ("bell\x07s", "bells"),
    ],
)
def test_broken_characters_are_repaired(broken: str, kept: str) -> None:
    document = read(f"<mainBody>{paragraph('1.', broken)}</mainBody>")
    assert text_of(document, "op_1") == kept
    assert document.problems[0].kind == "recovered"


def test_bytes_that_are_no_utf_8_are_reported() -> None:
    data = wrap(f"<mainBody>{paragraph('1.', 'caf@ is open')}</mainBody>").replace(b"@", b"\xe9")
    (document,) = akoma_ntoso.load(data, "x.xml")
    assert text_of(document, "op_1").endswith(" is open")
    assert document.problems[0].kind == "recovered"


@given(st.binary(max_size=300))
def test_no_input_ends_in_a_traceback(noise: bytes) -> None:
    data = wrap("<mainBody><p>@</p></mainBody>").replace(b"@", noise)
    try:
        documents = akoma_ntoso.load(data, "x.xml")
    except InputError:
        return
    assert all(unit.eid for document in documents for unit in document.units)


@pytest.mark.parametrize("pattern", ["<!--", "&", "<", "(a) ", "Annex ", "<![CDATA[", "Recalling "])
def test_hostile_repetition_is_read_to_its_end_or_refused(pattern: str) -> None:
    data = wrap("<mainBody><p>@</p></mainBody>").replace(b"@", pattern.encode() * 100_000)
    try:
        (document,) = akoma_ntoso.load(data, "x.xml")
    except InputError:
        assert pattern.startswith("<") or pattern == "&"  # what is no XML; words are words however many
        return
    said = "".join(f"{unit.number or ''} {unit.text}" for unit in document.units)
    assert document.problems or said.count(pattern.strip()) == 100_000


def test_the_same_bytes_give_the_same_document() -> None:
    assert fixture("resolution.xml") == fixture("resolution.xml")


# --- the real files -----------------------------------------------------------------------------------------


def _printed(element: object) -> Counter[str]:
    """The characters of preamble, body, conclusions and attachments, as the file has them."""
    pieces: list[str] = []

    def walk(node: akn_xml.etree._Element) -> None:
        if local(node) in ("", "meta", "coverPage", "preface"):
            return
        pieces.append(node.text or "")
        for child in node:
            walk(child)
            pieces.append(child.tail or "")

    assert isinstance(element, akn_xml.etree._Element)
    walk(element)
    return Counter("".join("".join(pieces).replace("\u00ad", "").split()))


@pytest.mark.data
def test_real_files_lose_no_text_and_have_unique_units(data_dir: Path) -> None:
    files = sorted((data_dir / "unxml").rglob("*.xml"))[::11]
    if not files:
        pytest.skip("no Akoma Ntoso files in ../shared/data")
    for path in files:
        data = path.read_bytes()
        assert akoma_ntoso.recognise(path.name, data[:4096])
        documents = akoma_ntoso.load(data, path.name)
        kept: Counter[str] = Counter()
        for document in documents:
            eids = [unit.eid for unit in document.units]
            assert len(eids) == len(set(eids)), path.name
            known = set(eids)
            for unit in document.units:
                kept.update("".join((unit.text + (unit.number or "")).split()))
                assert unit.parent is None or unit.parent in known, (path.name, unit.eid)
                assert all(at.span.start < at.span.end <= len(unit.text) for at in unit.links), (path.name, unit.eid)
            assert all(note.eid in known and note.anchor in {*known, None} for note in document.footnotes), path.name
        lost = _printed(akn_xml.parse(data, path.name)[0]) - kept
        lost.pop(".", None)  # the full stop behind a printed number is not kept
        assert not lost, (path.name, lost)


@pytest.mark.data
def test_real_files_that_are_not_well_formed_are_recovered(data_dir: Path) -> None:
    folder = data_dir / "unxml" / "SCresolutions" / "PRST" / "2000"
    if not folder.is_dir():
        pytest.skip("no presidential statements in ../shared/data")
    found = Counter(
        problem.kind
        for path in sorted(folder.glob("*.xml"))
        for document in akoma_ntoso.load(path.read_bytes(), path.name)
        for problem in document.problems
    )
    assert found["recovered"] == 15
    assert found["lost-text"] == 0


def test_a_statement_with_a_resolution_on_its_cover_does_not_take_its_place() -> None:
    data = wrap("<mainBody/>", "presidentialStatement", "S/RES/1626 (2005)")
    (document,) = akoma_ntoso.load(data, "S_PRST_2007_22-0739405E.xml")
    assert (document.id, document.kind) == ("S/PRST/2007/22", "presidential-statement")
    assert [p.kind for p in document.problems] == ["symbol-from-file-name"]


def test_a_file_that_prints_no_symbol_is_known_by_its_name() -> None:
    (document,) = akoma_ntoso.load(wrap("<mainBody/>", "statement", ""), "S_PRST_2000_27_Corr.1-0060049E.xml")
    assert document.id == "S/PRST/2000/27/Corr.1"


@pytest.mark.parametrize(
    ("work", "cover", "issue", "expected"),
    [
        ("2000-01-30", "2000-01-31", "2000-02-01", date(2000, 1, 30)),
        ("0001-01-01", "2000-01-31", "2000-02-01", date(2000, 1, 31)),
        ("0001-01-01", "", "2000-02-01", date(2000, 2, 1)),
        ("0001-01-01", "no day", "", None),
    ],
)
def test_the_date_is_that_of_adoption_where_it_is_told(
    work: str, cover: str, issue: str, expected: date | None
) -> None:
    data = f"""<akomaNtoso {AKN}><statement name="resolution"><meta><identification>
        <FRBRWork><FRBRdate date="{work}"/></FRBRWork><FRBRExpression><FRBRdate date="{issue}"/></FRBRExpression>
        </identification></meta><coverPage><p><docNumber refersTo="#symbol">S/RES/1287 (2000)</docNumber></p>
        <p><docTitle>Adopted on <docDate date="{cover}" refersTo="#adoptionDate"/></docTitle></p></coverPage>
        </statement></akomaNtoso>"""
    (document,) = akoma_ntoso.load(data.encode(), "x.xml")
    assert document.date == expected
