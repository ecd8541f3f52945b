"""DOCX files become the same units as plain text: automatic numbers, notes, tables, tracked changes; hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexline.loaders import load, load_bytes, loader_for
from lexline.loaders.document import Document
from lexline.loaders.formats import docx
from lexline.loaders.formats.docx_numbering import Numbering, formatted
from lexline.ontology.errors import InputError, UnsafeInput
from tests.same_text import OFFICE, WORD, as_docx, footnotes, level, numbering, p, run, zipped
from tests.same_text import docx as package
from tests.test_loaders import check

FIXTURES = Path(__file__).parent / "fixtures" / "text"
LONG = "which is written at some length so that it reads as running text and not as a title of anything at all."


def read(body: str, *args: object, **kwargs: object) -> Document:
    (document,) = docx.load(package(body, *args, **kwargs), "made.docx")  # type: ignore[arg-type]
    check(document)
    return document


def texts(document: Document) -> dict[str, str]:
    return {unit.eid: unit.text for unit in document.units}


def test_automatic_numbers_are_those_that_are_printed() -> None:
    body = (
        p(run("I. Opening"), "Heading1")
        + p(run(f"The first, {LONG}"), listed=(1, 0))
        + p(run("The second lists:"), listed=(1, 0))
        + p(run("One;"), listed=(1, 1))
        + p(run("Another:"), listed=(1, 1))
        + p(run("Its part;"), listed=(1, 2))
        + p(run("The third begins its letters anew:"), "Legal")
        + p(run("One."), listed=(1, 1))
        + p(run("A point;"), listed=(2, 0))
    )
    eids = "heading_1 para_1 para_2 para_2__a para_2__b para_2__b__i para_3 para_3__a para_3__1".split()
    document = read(body)
    assert [unit.eid for unit in document.units] == eids
    assert [unit.number for unit in document.units] == ["I", "1", "2", "(a)", "(b)", "(i)", "3", "(a)", "•"]


def test_numbering_follows_restarts_overrides_and_legal_levels() -> None:
    from lxml import etree

    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    kept = level(0, "decimal", "%1") + level(1, "lowerLetter", "(%2)", '<w:lvlRestart w:val="0"/>')
    more = (
        '<w:num w:numId="3"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )
    root = etree.fromstring(numbering(levels, kept).replace("</w:numbering>", more))
    lists = Numbering(root, {})
    assert [lists.next("1", depth) for depth in (0, 1, 1, 0, 1)] == ["I.", "1.1", "1.2", "II.", "2.1"]
    assert [lists.next("2", depth) for depth in (0, 1, 0, 1)] == ["1.", "(a)", "2.", "(b)"]
    assert [lists.next("3", 0), lists.next("3", 0), lists.next("9", 0)] == ["7.", "8.", ""]
    assert [formatted(n, "lowerLetter") for n in (1, 26, 27, 0)] == ["a", "z", "aa", "0"]


def test_a_heading_style_on_a_paragraph_is_no_heading() -> None:
    body = p(run("Scope"), "Heading1") + p(run(f"1. The parties agree on this, {LONG}"), "Heading1")
    assert [unit.eid for unit in read(body).units] == ["heading_1", "para_1"]


def test_tracked_changes_are_taken_as_accepted_and_comments_left_out() -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>never </w:delText></w:r></w:del>'
    come = f'<w:ins w:id="2">{run("always ")}</w:ins>'
    moved = f'<w:moveFrom w:id="3">{run("from here ")}</w:moveFrom><w:moveTo w:id="4">{run("to here ")}</w:moveTo>'
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    remark = '<w:commentRangeStart w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>'
    comments = f'<w:comments xmlns:w="{WORD}"><w:comment w:id="5">{p(run("a remark"))}</w:comment></w:comments>'
    cut = p(run("The end of this paragraph was "), more='<w:rPr><w:del w:id="6"/></w:rPr>')
    deleted = (
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr><w:rPr><w:del w:id='7'/></w:rPr></w:pPr>"
        f"{gone}</w:p>"
    )
    row = f'<w:tbl><w:tr><w:trPr><w:del w:id="8"/></w:trPr><w:tc>{p(run("a deleted row"))}</w:tc></w:tr></w:tbl>'
    body = (
        p(run("States ") + gone + come + moved + hidden + remark + run(f"report, {LONG}"), listed=(1, 0))
        + deleted
        + p(run(f"The next, {LONG}"), listed=(1, 0))
        + cut
        + p(run(f"joined, {LONG}"))
        + row
    )
    found = texts(read(body, {"comments": comments}))
    assert found["para_1"] == f"States always to here report, {LONG}"
    assert found["para_2"] == f"The next, {LONG}"
    assert f"The end of this paragraph was joined, {LONG}" in found.values()
    assert not any(word in text for text in found.values() for word in ("never", "secret", "remark", "deleted row"))


def test_footnotes_and_endnotes_are_anchored_where_they_are_called() -> None:
    def call(kind: str, key: int, mark: str = "") -> str:
        own = ' w:customMarkFollows="1"' if mark else ""
        return f'<w:r><w:{kind}Reference{own} w:id="{key}"/>{f"<w:t>{mark}</w:t>" if mark else ""}</w:r>'

    body = p(
        run("The report")
        + call("footnote", 4)
        + run(" and the letter")
        + call("footnote", 2, "*")
        + run(" were read.")
        + call("endnote", 1)
        + run(f" Nothing else, {LONG}")
    )
    notes = {
        "footnotes": footnotes({"2": "A letter.", "4": "See A/71/303."}),
        "endnotes": footnotes({"1": "Last."}, "endnote"),
    }
    document = read(body, notes)
    (anchor,) = [unit for unit in document.units if unit.kind != "footnote"]
    assert anchor.text == f"The report and the letter were read. Nothing else, {LONG}"
    assert [(n.marker, n.eid, anchor.text[: n.offset or 0].split()[-1]) for n in document.footnotes] == [
        ("1", "fn_1", "report"),
        ("*", "fn_star", "letter"),
        ("i", "fn_i", "read."),
    ]
    assert texts(document)["fn_1"] == "See A/71/303."


def test_links_and_fields_lie_over_their_words() -> None:
    link = f'<w:hyperlink r:id="h1" xmlns:r="{OFFICE}">{run("S/RES/1325 (2000)")}</w:hyperlink>'
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    code = '<w:r><w:instrText> HYPERLINK "https://undocs.org/A/71/303" </w:instrText></w:r>'
    field = f"{marks[0]}{code}{marks[1]}{run('the report')}{marks[2]}"
    body = p(run("1. Recalling ") + link + run(" and ") + field + run(f", {LONG}"))
    (unit,) = read(body, links={"h1": "https://undocs.org/S/RES/1325(2000)"}).units
    assert [(unit.text[link.span.start : link.span.end], link.href) for link in unit.links] == [
        ("S/RES/1325 (2000)", "https://undocs.org/S/RES/1325(2000)"),
        ("the report", "https://undocs.org/A/71/303"),
    ]


def test_tables_are_text_and_tables_that_only_place_text_are_paragraphs() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        return "<w:tbl>" + "".join(
            "<w:tr>" + "".join(f"<w:tc>{p(run(cell))}</w:tc>" for cell in row) + "</w:tr>" for row in rows
        ) + "</w:tbl>"  # fmt: skip

    front = table(("United Nations", "A/99/999"), ("General Assembly", "Distr.: General"))
    figures = table(("Year", "Sum"), ("2020", "7"))
    beside = table(("2.", f"The second, {LONG}"), ("3.", f"The third, {LONG}"))
    document = read(front + p(run(f"1. The first, {LONG}")) + figures + beside + p(run(f"4. The fourth, {LONG}")))
    assert document.id == "A/99/999"
    assert [unit.eid for unit in document.units] == ["front", "para_1", "table_1", "para_2", "para_3", "para_4"]
    assert texts(document)["table_1"] == "Year | Sum\n2020 | 7"


def test_headings_of_a_resolution_stand_between_its_paragraphs() -> None:
    formula = p(run("The Security Council,"))
    body = (
        p(run("Resolution 2467 (2019)"))
        + formula
        + p(run("Recalling its resolution 1325 (2000),"))
        + p(run("Sanctions"), "Heading1")
        + p(run("Urges all to act;"), listed=(1, 0))
        + p(run("Decides to remain seized."), listed=(1, 0))
    )
    document = read(body)
    assert document.id == "S/RES/2467(2019)"
    assert [unit.eid for unit in document.units] == ["front", "formula", "pre_1", "heading_1", "op_1", "op_2"]
    assert [unit.heading for unit in document.units][-2:] == ["Sanctions", "Sanctions"]


def test_a_symbol_in_the_running_header_names_the_document() -> None:
    header = f'<w:hdr xmlns:w="{WORD}">{p(run("A/HRC/99/9"))}</w:hdr>'
    assert read(p(run(f"1. The text, {LONG}")), {"header1": header}).id == "A/HRC/99/9"


def test_text_boxes_are_kept_once() -> None:
    box = f'<w:pict><w:txbxContent xmlns:w="{WORD}">{p(run(f"In a box, {LONG}"))}</w:txbxContent></w:pict>'
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    forms = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f'<mc:AlternateContent xmlns:mc="{mc}">{forms}</mc:AlternateContent>'
    document = read(p(run(f"Around it, {LONG}") + f"<w:r>{both}</w:r>"))
    assert [unit.text.split(",")[0] for unit in document.units] == ["Around it", "In a box"]


# --- what is refused -----------------------------------------------------------------------------------------------


def swapped(part: str, text: str | bytes) -> bytes:
    """A package one part of which is another."""
    with zipfile.ZipFile(io.BytesIO(package(p(run("Some text."))))) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**files, part: text})


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)
OUTSIDE = (
    f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" '
    f'Type="{OFFICE}/{{}}" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'
)
HOSTILE = {
    "entities": swapped("word/document.xml", ENTITIES),
    "an external entity": swapped("word/footnotes.xml", ENTITIES.replace('"ha"', 'SYSTEM "file:///etc/hostname"')),
    "another encoding": swapped("word/document.xml", ENTITIES.encode("utf-16")),
    "a bomb": swapped("word/media.xml", b" " * 30_000_000),
    "a bomb that is no XML": swapped("word/image.bin", b"\0" * 30_000_000),
    "text from elsewhere": swapped("word/_rels/document.xml.rels", OUTSIDE.format("subDocument")),
    "deep nesting": package("<w:sdt><w:sdtContent>" * 110 + p(run("deep")) + "</w:sdtContent></w:sdt>" * 110),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_tries_something_is_refused(case: str) -> None:
    with pytest.raises(UnsafeInput) as caught:
        load_bytes(HOSTILE[case], "hostile.docx")
    assert caught.value.remedy
    assert "hostile.docx" in caught.value.message


def test_a_template_elsewhere_is_not_fetched_and_reported() -> None:
    (document,) = docx.load(swapped("word/_rels/document.xml.rels", OUTSIDE.format("attachedTemplate")), "x.docx")
    assert [problem.kind for problem in document.problems] == ["external"]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OLD, r"\.doc.*\.docx \(\.odt, \.rtf, \.html, \.pdf and \.txt"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
        (package(p(run("x")))[:-200], "damaged"),
        (b"PK\x03\x04" + b"\xff" * 100, "damaged"),
        (zipped({"[Content_Types].xml": "<a/>", "word/x.xml": "<a/>"}), "damaged"),
        (package(""), "no text"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_remedy(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        load_bytes(data, "letter.docx")
    assert caught.value.remedy


def test_a_wrong_ending_is_told_by_the_content() -> None:
    data = package(p(run("The General Assembly,")) + p(run(f"Recalling its resolution 70/1, {LONG}")))
    for name in ("a.pdf", "a.txt", "a.doc", "a"):
        (document,) = load_bytes(data, name)
        assert document.source.format == "docx"
    (document,) = load_bytes(b"Recalling its resolution 1325 (2000),\n", "text.docx")
    assert document.source.format == "plain-text"
    assert loader_for("sums.xlsx", zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""})) is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_files_raise_the_documented_errors_only(data: st.DataObject) -> None:
    (plain,) = load(FIXTURES / "report.txt")
    with zipfile.ZipFile(io.BytesIO(as_docx(plain))) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(files)))
    broken = bytearray(files[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(len(broken) - 1, 0)))
        broken[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    try:
        documents = docx.load(zipped({**files, name: bytes(broken)}), "x.docx")
    except InputError:
        return  # refused, as it may be
    for document in documents:
        check(document)
