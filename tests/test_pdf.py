"""PDF: what the layout tells, in the layouts that the United Nations has used; and files that are no documents."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexline.loaders import load, load_bytes
from lexline.loaders.document import FOOTNOTE, PARAGRAPH, Document, Unit
from lexline.loaders.formats import pdf, pdf_furniture, pdf_guard, pdf_pages
from lexline.ontology.errors import InputError, UnsafeInput
from tests import pdf_writer
from tests.test_loaders import check

FIXTURES = Path(__file__).parent / "fixtures" / "text"


@cache
def read(kind: str) -> Document:
    (document,) = load_bytes(getattr(pdf_writer, kind)(), f"{kind}.pdf")
    return document


def unit(document: Document, eid: str) -> Unit:
    found = document.unit(eid)
    assert found is not None, [u.eid for u in document.units]
    return found


def read_or_refused(data: bytes) -> None:
    """Whatever else comes out of a file is an error of the kind that says what to do."""
    refused: InputError | None = None
    documents: tuple[Document, ...] = ()
    try:
        documents = pdf.load(data, "x.pdf")
    except InputError as error:
        refused = error
    assert (refused and refused.remedy) or documents[0].units


def test_the_symbol_block_says_what_the_document_is():
    document = read("report")
    assert document.id == "S/2031/77"
    assert document.kind == "report"
    assert document.body == "SC"
    assert str(document.date) == "2031-03-04"
    assert document.title == "Report of the Secretary-General on the United Nations Harbour Mission in Atlantis"
    assert document.source.format == "pdf"
    assert not document.problems


def test_paragraphs_and_their_parts_are_units():
    document = read("report")
    assert [u.eid for u in document.units if u.kind == "paragraph"] == [
        *("para_1", "para_2", "para_2__a", "para_2__b", "para_2__b__i", "para_2__b__ii", "para_3", "para_4"),
    ]
    assert [u.text for u in document.units if u.kind == "heading"][:2] == ["Introduction", "Security"]
    assert unit(document, "para_2").text == "The Government made progress in three fields of the implementation plan:"
    assert unit(document, "para_3").heading == "Security"


def test_a_paragraph_runs_over_the_page_break_and_nothing_of_the_page_stays_in_it():
    text = unit(read("report"), "para_3").text
    assert text.endswith("where four officers of the civilian staff and two of the self-defence force keep watch.")
    everything = "\n".join(u.text for u in read("report").units)
    for dropped in ("31-00077", "3100077", "2/3", "040331"):
        assert dropped not in everything


def test_footnotes_leave_the_text_and_keep_their_place():
    document = read("report")
    places = [(n.marker, n.eid, n.anchor) for n in document.footnotes]
    assert places == [("1", "fn_1", "para_1"), ("2", "fn_2", "para_3"), ("3", "fn_3", "para_4")]
    for note, before in zip(document.footnotes, ("Mission.", "operations room,", "Lemuria."), strict=True):
        assert note.offset is not None
        assert unit(document, note.anchor or "").text[: note.offset].endswith(before)
    assert unit(document, "fn_1").text == "See resolution 2790 (2030), paras. 4 and 5."
    # The second note goes on at the foot of the next page.
    assert unit(document, "fn_2").text.endswith("which the Secretariat sends to the members of the Council.")


def test_an_annex_holds_its_table_as_text():
    document = read("report")
    table = unit(document, "annex_1__table_1")
    assert table.kind == "table"
    assert table.parent == "annex_1"
    assert table.text.split("\n") == ["Country | Officers", "Lemuria | 12", "Mu | 7", "Thule | 9", "Total | 28"]


def test_two_columns_are_read_one_after_the_other():
    document = read("two_columns")
    assert [u.number for u in document.units if u.kind == "paragraph"] == [str(n) for n in range(1, 9)]
    assert unit(document, "para_4").text.endswith("where the reader finds the end of it without delay.")
    assert document.title == "Report of the Secretary-General on the Harbour Mission"
    assert document.id == "S/2031/78"


def test_typed_documents_keep_their_notes_below_a_printed_rule():
    document = read("typed")
    assert document.id == "S/1991/404"
    assert str(document.date) == "1991-04-09"
    assert [u.eid for u in document.units if u.kind == "paragraph"] == ["para_1", "para_2", "para_3"]
    assert unit(document, "para_2").text.endswith("in the presence of observers of Lemuria and Mu.")
    assert [(n.marker, n.anchor) for n in document.footnotes] == [("1", "para_1"), ("2", "para_2")]
    assert unit(document, "para_1").text.endswith("680 (1990). It covers the period up to this day.")
    assert unit(document, "fn_2").text == "S/21999, annex, which was circulated on 1 June."


def test_a_resolution_has_preambular_and_operative_paragraphs():
    document = read("resolution")
    assert document.id == "S/RES/2790(2030)"
    assert document.kind == "resolution"
    assert document.meeting == "S/PV.9999"
    named = [u.eid for u in document.units if u.kind in ("preambular", "operative")]
    assert named == ["pre_1", "pre_2", "op_1", "op_2", "op_2__a", "op_2__b", "op_3"]
    assert unit(document, "pre_1").text.endswith("on the harbour of Atlantis,")


def test_paragraphs_without_numbers_are_counted():
    document = read("letter")
    assert [u.eid for u in document.units if u.kind == "paragraph"] == ["para_1", "para_2"]
    assert unit(document, "para_1").text.endswith("which reached him on 1 March.")
    assert document.id == "S/2031/80"


def test_words_that_run_up_the_page_are_read():
    (document,) = pdf.load(pdf_writer.turned(), "turned.pdf")
    assert [u.text for u in document.units if u.kind == "paragraph"] == [
        "The words of this page run upwards.",
        "They are read all the same, in order.",
    ]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("A/44/661", ("A/44/661",)),
        ("s/20911", ("S/20911",)),
        ("A/44/661-S/20911", ("A/44/661", "S/20911")),
        ("See S/20911 for more", ()),
        ("and/or", ()),
    ],
)
def test_a_running_head_names_symbols(text: str, symbols: tuple[str, ...]):
    assert pdf_furniture.symbols_of(text) == symbols


def test_the_same_bytes_give_the_same_document():
    data = pdf_writer.report()
    assert pdf.load(data, "a.pdf") == pdf.load(data, "a.pdf")


def test_a_scan_without_text_needs_recognition():
    with pytest.raises(InputError, match="pictures of its 2 pages") as caught:
        load_bytes(pdf_writer.scanned(), "scan.pdf")
    assert "OCR" in caught.value.remedy


def test_pages_that_are_pictures_are_named():
    text = pdf_writer.stream(pdf_writer.words(b"1. The only page that holds any words."))
    picture = pdf_writer.stream(
        b"\x80" * 100, b"/Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    data = pdf_writer.raw([text, pdf_writer.stream(b"/I Do")], (picture,), b"/XObject << /I 10 0 R >>")
    (document,) = load_bytes(data, "half.pdf")
    assert [p.message for p in document.problems if p.kind == "needs-ocr"] == [
        "page 2 is a picture without text; its words need OCR"
    ]


def test_a_locked_file_is_told_from_a_damaged_one():
    with pytest.raises(InputError, match="password"):
        load_bytes(pdf_writer.locked(), "locked.pdf")
    with pytest.raises(InputError, match="damaged"):
        load_bytes(b"%PDF-1.7\nnothing more", "cut.pdf")


def test_too_many_pages_are_refused_at_once():
    data = pdf_writer.many_pages(5000)
    with pytest.raises(InputError, match="5,000 pages"):
        load_bytes(data, "long.pdf")


def test_a_count_of_pages_that_lies_is_no_harm():
    data = pdf_writer.many_pages(1).replace(b"/Count 1 ", b"/Count 900000000 ")
    read_or_refused(data)


@pytest.mark.parametrize(
    "content",
    [
        pdf_writer.packed(b" " * (pdf_guard.MAX_STREAM + 10)),
        pdf_writer.packed(b" " * 5_000_000, times=2),
    ],
    ids=["long", "packed twice"],
)
def test_what_unpacks_to_too_much_is_refused(content: bytes):
    with pytest.raises(UnsafeInput) as caught:
        load_bytes(pdf_writer.raw([content]), "bomb.pdf")
    assert caught.value.remedy


def test_drawings_that_nest_without_end_are_tried_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf_guard, "_TRIAL_SECONDS", 3)
    with pytest.raises(UnsafeInput, match="nest"):
        load_bytes(pdf_writer.nested(12, 10), "nest.pdf")
    # A few levels are nothing unusual.
    load_bytes(pdf_writer.nested(3, 2), "few.pdf")


def test_letters_beyond_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf_pages, "MAX_LETTERS", 30)
    with pytest.raises(InputError, match="more than 30 letters"):
        load_bytes(pdf_writer.many_pages(3), "letters.pdf")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_read_or_refused(share: float):
    data = pdf_writer.report()
    read_or_refused(data[: int(len(data) * share)])


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise_anything_else(data: bytes):
    read_or_refused(b"%PDF-1.5\n" + data)


@given(st.integers(0, 2**32 - 1), st.sampled_from(["report", "typed", "two_columns", "resolution"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damage_raises_nothing_else(seed: int, kind: str):
    chance = random.Random(seed)
    data = bytearray(getattr(pdf_writer, kind)())
    for _ in range(chance.randint(1, 40)):
        at = chance.randrange(len(data))
        if chance.random() < 0.5:
            data[at] = chance.randrange(256)
        else:
            del data[at : at + chance.randint(1, 60)]
    read_or_refused(bytes(data))


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 780), st.text(max_size=30), st.integers(1, 40)), max_size=40))
@settings(max_examples=40, deadline=None)
def test_letters_anywhere_on_a_page_make_a_document(placed: list[tuple[float, float, str, int]]):
    writer = pdf_writer.Writer()
    writer.line(72, 400, "The words of this page stand anywhere.")
    for x, y, text, size in placed:
        writer.canvas.setFont("Times-Roman", size)
        writer.canvas.drawString(x, y, text.encode("latin-1", "replace").decode("latin-1"))
    writer.page()
    (document,) = pdf.load(writer.bytes(), "x.pdf")
    eids = [u.eid for u in document.units]
    assert len(eids) == len(set(eids))
    for note in document.footnotes:
        if note.anchor is not None:
            assert 0 <= (note.offset or 0) <= len(unit(document, note.anchor).text)


# --- the same text as in other formats ------------------------------------------------------------------------------


def test_a_text_written_as_pdf_has_its_notes_at_the_pages_feet():
    (plain,) = load(FIXTURES / "report.txt")
    (document,) = pdf.load(pdf_writer.as_pdf(plain, depth=90), "report.pdf")
    assert [unit.number for unit in document.units if unit.kind == FOOTNOTE] == ["1", "2"]
    assert all(note.anchor == "para_1" for note in document.footnotes)


# --- what real reports print ----------------------------------------------------------------------------------------

FULL = "The harbour was calm and every boat that came in was searched by the officers of it."


def of(*pages: Callable[[pdf_writer.Writer], object]) -> Document:
    """Read a report whose pages are drawn by functions, below a first page with its masthead and two paragraphs."""
    w = pdf_writer.Writer()
    pdf_writer.masthead(w, "S/2031/90", "4 March 2031")
    w.lines(123, 560, f"1.  {FULL}\n{FULL}\n{FULL}\n\n2.  {FULL}\n{FULL}\nIt stayed so.\n\n3.  {FULL}\n{FULL}")
    w.page()
    for page in pages:
        page(w)
        w.page()
    (document,) = pdf.load(w.bytes(), "made.pdf")
    check(document)
    return document


def head(w: pdf_writer.Writer, *rows: str) -> None:
    w.lines(60, 750, "\n".join(rows), size=10)


def test_a_header_that_a_scan_garbled_is_no_text():
    good = ("S/2031/90", "English", "Page 2")
    document = of(
        lambda w: (head(w, *good), w.lines(123, 690, "and so it went on to the end of the week.\n\n4.  Boats came.")),
        lambda w: (head(w, "S/2031/90", "Rnglish", "Page 3"), w.lines(123, 690, "5.  Boats went, of which many")),
        lambda w: (head(w, "5/20Jl/90", "English", "Pago 4"), w.lines(123, 690, "were small.\n\n6.  No more came.")),
    )
    assert unit(document, "para_5").text == "Boats went, of which many were small."
    assert [u.eid for u in document.units if u.kind == PARAGRAPH] == [f"para_{n}" for n in range(1, 7)]
    assert not {"Rnglish", "Pago", "English Page"} & set(" ".join(u.text for u in document.units).split())


def test_a_garbled_footer_ends_with_the_sign_that_the_page_goes_on():
    def page(w: pdf_writer.Writer) -> None:
        w.lines(123, 690, f"4.  {FULL}\n{FULL}\nof which this is")
        w.line(65, 60, "89..25237 12!i!jh (E;)")
        w.line(520, 60, "/. . .")

    document = of(page, lambda w: w.lines(123, 690, "the end."))
    assert unit(document, "para_4").text.endswith("of which this is the end.")


def test_a_full_line_at_a_page_end_goes_on_though_a_sentence_ends_there():
    document = of(lambda w: w.lines(123, 690, f"{FULL}\n{FULL}\nNo more was said.\n\n4.  {FULL}\n{FULL}"))
    assert unit(document, "para_3").text == " ".join([FULL] * 4 + ["No more was said."])
    assert not [u for u in document.units if u.kind == "other"]


def test_an_annex_set_wider_than_the_report_keeps_its_paragraphs_whole():
    first = f"{FULL}\n{FULL.lower()}\n{FULL.lower()[:-1]} by\nMuans and Lemurians."
    text = f"1.  SUMMARY\n\n{first}\n\n{first}\n\n2.  ACTIVITIES\n2.1  Monitoring\n\n{first}"
    document = of(lambda w: (w.line(102, 730, "Annex"), w.lines(123, 690, text.replace("\n\n", "\n\n\n"), leading=18)))
    found = [(u.kind, u.number) for u in document.units if u.parent == "annex_1"]
    assert found == [
        ("heading", "1"), ("other", None), ("other", None), ("heading", "2"), ("heading", "2.1"), ("other", None)
    ]  # fmt: skip
    assert all(u.text.endswith("by Muans and Lemurians.") for u in document.units if u.kind == "other")


def test_an_annex_head_below_a_running_head_in_smaller_type_is_text():
    def annex(w: pdf_writer.Writer) -> None:
        w.line(60, 742, "S/2031/90", pdf_writer.BOLD, 8)
        w.line(60, 717, "Annex", pdf_writer.BOLD, 14)
        w.line(123, 690, "Plan of the harbour", pdf_writer.BOLD, 14)
        w.lines(123, 660, f"1.  {FULL}\n\n2.  {FULL}")

    document = of(annex)
    assert [u.eid for u in document.units][-4:] == [
        "annex_1", "annex_1__heading_1", "annex_1__para_1", "annex_1__para_2"
    ]  # fmt: skip


def test_a_table_goes_on_overleaf_and_over_printed_rules():
    def rows(w: pdf_writer.Writer, y: float, *cells: tuple[str, str]) -> None:
        for left, right in cells:
            w.line(123, y, left)
            w.line(300, y, right)
            y -= 18

    def first(w: pdf_writer.Writer) -> None:
        w.lines(123, 700, "4.  The officers were the following:")
        rows(w, 670, ("Country", "Officers"), ("-" * 70, ""), ("Lemuria", "12"), ("Mu", "7"), ("-" * 70, ""))
        rows(w, 580, ("Thule", "9 men whose names are found in"))
        w.line(300, 568, "the last column of the annex to this report of mine")

    document = of(first, lambda w: rows(w, 700, ("Hyperborea", "2"), ("Total", "30")))
    tables = [u.text.split("\n") for u in document.units if u.kind == "table"]
    assert tables[0][:3] == ["Country | Officers", "Lemuria | 12", "Mu | 7"]
    assert tables[0][3].endswith("names are found in the last column of the annex to this report of mine")
    assert tables[1] == ["Hyperborea | 2", "Total | 30"]


def test_the_lines_of_a_cell_are_joined_where_rows_stand_far_apart():
    def table(w: pdf_writer.Writer) -> None:
        w.lines(123, 720, "4.  These were the members:")
        y = 690.0
        for name, office in [("Lemuria", "Head of the\nmission"), ("Kingdom of\nMu", "Clerk"), ("Thule", "Guard")]:
            w.lines(123, y, name)
            w.lines(300, y, office)
            y -= 12.0 * (1 + ("\n" in name + office)) + 9
        for name in ("Ys", "Avalon"):
            w.line(123, y, name)
            w.line(300, y, "Observer")
            y -= 21

    (text,) = [u.text for u in of(table).units if u.kind == "table"]
    assert text.split("\n") == [
        "Lemuria | Head of the mission", "Kingdom of Mu | Clerk", "Thule | Guard", "Ys | Observer", "Avalon | Observer"
    ]  # fmt: skip


def test_an_introduction_in_typed_reports_is_a_heading():
    w = pdf_writer.Writer()
    w.lines(147, 640, "REPORT OF THE SECRETARY-GENERAL ON THE HARBOUR\n\n\n\n   INTRODUCTION", "Courier")
    w.lines(65, 560, "1.   The harbour was calm.\n\n2.   It stayed so\nuntil May.\n\n3.   No more came.", "Courier")
    w.page()
    (document,) = pdf.load(w.bytes(), "typed.pdf")
    assert unit(document, "heading_1").text == "INTRODUCTION"
    assert unit(document, "para_1").heading == "INTRODUCTION"


@pytest.mark.data
def test_the_numbered_paragraphs_of_real_reports_are_found(data_dir: Path):
    counts = json.loads((data_dir / "pact-ml" / "paragraph_numbers.json").read_text())
    wanted = found = 0
    for path in sorted((data_dir / "pact-ml" / "pdfs").glob("*.pdf"))[::4]:
        (document,) = pdf.load(path.read_bytes(), path.name)
        numbers = {int(m[1]) for u in document.units if (m := re.fullmatch(r"para_(\d+)", u.eid))}
        count = int(counts.get(path.stem) or 0)
        wanted += count
        found += len(numbers & set(range(1, count + 1)))
    assert wanted > 300
    assert found >= 0.98 * wanted
