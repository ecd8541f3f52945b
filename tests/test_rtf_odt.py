"""RTF and ODT files become the same units as plain text: lists, notes, tables, changes, encodings; hostile files."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexline.loaders import load, load_bytes
from lexline.loaders.document import Document
from lexline.loaders.formats import odt, rtf
from lexline.ontology.errors import InputError, UnsafeInput
from tests import same_text
from tests.test_loaders import check

FIXTURES = Path(__file__).parent / "fixtures" / "text"
LONG = "which is written at some length so that it reads as running text and not as a title of anything at all."
WRITERS = {"rtf": (rtf, same_text.as_rtf), "odt": (odt, same_text.as_odt)}


def read_rtf(body: str) -> Document:
    (document,) = rtf.load(same_text.rtf(body), "made.rtf")
    check(document)
    return document


def read_odt(body: str, **parts: str) -> Document:
    (document,) = odt.load(same_text.odt(body, **parts), "made.odt")  # type: ignore[arg-type]
    check(document)
    return document


# --- RTF -----------------------------------------------------------------------------------------------------------


def test_rtf_numbers_headings_and_notes() -> None:
    body = (
        rf"\pard\s1 I. Opening\par \pard {{\listtext 1.\tab}}The first{{\super\chftn}}{{\footnote {{\super\chftn}} See "
        rf"A/71/303.}}, {LONG}\par \pard\outlinelevel1 A. {{\b More}}\par \pard{{\pntext\f1 \'b7\tab}}A point;\par"
    )
    document = read_rtf(body)
    assert [(u.eid, u.number, u.text.split(",")[0]) for u in document.units] == [
        ("heading_1", "I", "Opening"),
        ("para_1", "1", "The first"),
        ("heading_2", "A", "More"),
        ("other_1", None, "· A point;"),
        ("fn_1", "1", "See A/71/303."),
    ]
    (note,) = document.footnotes
    assert (note.marker, note.anchor, note.offset) == ("1", "para_1", len("The first"))


def test_rtf_characters_links_and_what_is_no_text() -> None:
    body = (
        r"1. Caf\'e9, \u8220?quoted\u8221? \u-10179?\u-8704? na\uc0\u239 ve \uc1{\f2\'d1\'ee\'e2\'e5\'f2} \emdash  "
        r"{\field{\*\fldinst{HYPERLINK "
        r'"https://undocs.org/A/71/303"}}{\fldrslt{the report}}} {\deleted gone}{\v hidden}{\*\unknown lost}'
        r"{\pict\bin5 }}}}}}{\*\annotation a remark} in 10\super th\nosupersub  place" + f", {LONG}"
    )
    (unit,) = read_rtf(body).units
    assert unit.text == f"Café, “quoted” 😀 naïve Совет — the report in 10th place, {LONG}"
    (link,) = unit.links
    assert (unit.text[link.span.start : link.span.end], link.href) == ("the report", "https://undocs.org/A/71/303")


def test_rtf_tables_are_text() -> None:
    row = r"\trowd\cellx1\cellx2\pard\intbl {}\cell {}\cell\row "
    body = (
        f"1. The first, {LONG}\\par "
        + row.format("Year", "Sum")
        + row.format("2020", "7")
        + rf"\pard 2. Then, {LONG}\par"
    )
    document = read_rtf(body)
    assert [unit.eid for unit in document.units] == ["para_1", "table_1", "para_2"]
    assert document.units[1].text == "Year | Sum\n2020 | 7"


# --- ODT -----------------------------------------------------------------------------------------------------------


def test_odt_changes_comments_links_and_lists() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>never</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:list text:style-name="L1"><text:list-item><text:p>The first<office:annotation><text:p>a remark</text:p>'
        f'</office:annotation> of <text:a xlink:href="https://undocs.org/A/71/303">the report</text:a>, {LONG}</text:p>'
        "<text:list><text:list-item><text:p>One;</text:p></text:list-item><text:list-item><text:p>Two;</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        '<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>'
        f"<text:p>The<text:s/>second, {LONG}</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell><table:table-cell>"
        "<text:p>Sum</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>2020</text:p>"
        "</table:table-cell><table:table-cell><text:p>7</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = read_odt(body, header="A/99/999")
    assert document.id == "A/99/999"
    assert [unit.eid for unit in document.units] == ["para_1", "para_1__a", "para_1__b", "para_2", "table_1"]
    assert document.units[0].text == f"The first of the report, {LONG}"
    assert document.units[4].text == "Year | Sum\n2020 | 7"
    (link,) = document.units[0].links
    assert document.units[0].text[link.span.start : link.span.end] == "the report"


# --- hostile and damaged files ---------------------------------------------------------------------------------------

ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
REFUSED = {
    "deep.rtf": same_text.rtf("{" * 5_000 + "x"),
    "entities.odt": same_text.odt("<text:p>x</text:p>", files={"content.xml": ENTITIES}),
    "bomb.odt": same_text.odt("<text:p>x</text:p>", files={"Pictures/a": b"\0" * 30_000_000}),
    "deep.odt": same_text.odt("<text:section>" * 210 + "<text:p>x</text:p>" + "</text:section>" * 210),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_tries_something_is_refused(name: str) -> None:
    with pytest.raises(UnsafeInput) as caught:
        load_bytes(REFUSED[name], name)
    assert name in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.rtf", same_text.rtf(""), "no text"),
        ("empty.odt", same_text.odt(""), "no text"),
        ("locked.odt", same_text.odt("x", files={"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "password"),
        ("sheet.odt", same_text.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "no text document"),
        ("cut.odt", same_text.odt("<text:p>x</text:p>")[:-40], "damaged"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_remedy(name: str, data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        load_bytes(data, name)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "junk", ["{", "}", "\\par ", "\\'e9", "\\u233?", "{\\footnote x}", "\\cell\\row ", "{\\*\\x y}"]
)
def test_work_grows_with_length_only(junk: str) -> None:
    def calls(length: int) -> int:
        """Count the calls of functions that it takes to read so much of it."""
        count = 0

        def note(frame: object, event: str, value: object) -> None:
            nonlocal count
            count += event in ("call", "c_call")

        data = same_text.rtf("The text begins. " + junk * (length // len(junk)))
        sys.setprofile(note)
        try:
            load_bytes(data, "junk.rtf")
        except UnsafeInput:
            assert junk == "{"
        finally:
            sys.setprofile(None)
        return count

    calls(100)  # what is imported once
    assert calls(16_000) < 2.5 * calls(8_000)


def test_files_are_told_by_their_content() -> None:
    body = f"1. The first, {LONG}"
    for data, name in ((same_text.rtf(body), "rtf"), (same_text.odt(f"<text:p>{body}</text:p>"), "odt")):
        for file in ("a.doc", "a.docx", "a.txt", "a"):
            assert load_bytes(data, file)[0].source.format == name


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_files_raise_the_documented_errors_only(data: st.DataObject) -> None:
    (plain,) = load(FIXTURES / "report.txt")
    ending = data.draw(st.sampled_from(sorted(WRITERS)))
    loader, write = WRITERS[ending]
    whole = write(plain)
    files: dict[str, str | bytes] = {}
    if ending == "odt":
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    broken = bytearray(files["content.xml"] if files else whole)  # type: ignore[arg-type]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    try:
        documents = loader.load(
            same_text.zipped({**files, "content.xml": bytes(broken)}) if files else bytes(broken), "x"
        )
    except InputError:
        return  # refused, as it may be
    for document in documents:
        check(document)
