"""Plain text becomes named paragraphs: older resolutions, reports as PDF extractions write them, web pages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lexline.loaders import load
from lexline.loaders.document import Document
from lexline.loaders.formats import plain_text

FIXTURES = Path(__file__).parent / "fixtures" / "text"


def read(name: str) -> Document:
    (document,) = load(FIXTURES / name)
    return document


def eids(document: Document) -> list[str]:
    return [unit.eid for unit in document.units]


def test_a_resolution_has_its_paragraphs_by_printed_number() -> None:
    document = read("resolution.txt")
    assert document.id == "S/RES/145(1960)"
    assert (document.date, document.meeting, document.vote) == (date(1960, 7, 22), "S/PV.879", "unanimously")
    assert document.drafts == ("S/4405",)
    paragraphs = "pre_1 pre_2 op_1 op_2 op_2__a op_2__b op_3".split()
    assert eids(document) == ["front", "formula", *paragraphs, "adoption", "fn_8", "fn_9"]


def test_hyphens_at_line_ends_are_decided() -> None:
    unit = read("resolution.txt").unit("pre_2")
    assert unit is not None
    assert unit.text == "Noting the work of the Commission and of the Secretary-General,"


def test_footnote_calls_become_offsets_and_numbers_stay() -> None:
    document = read("resolution.txt")
    first, second = document.footnotes
    anchor = document.unit("pre_1")
    assert anchor is not None
    assert first.offset is not None
    assert first.anchor == "pre_1"
    assert anchor.text[: first.offset].endswith("report of the observers")
    assert anchor.text[first.offset :].startswith(" on the")
    third, item = document.unit("op_3"), document.unit("op_2__b")
    assert third is not None
    assert item is not None
    assert second.anchor == "op_3"
    assert third.text == "Thanks the observers for paragraphs 8 and 9 of their report;"
    assert item.text == "To report on 9 March 1961;"


def test_parts_that_number_anew_go_into_the_eid() -> None:
    found = eids(read("parts.txt"))
    assert {"sec_A__pre_1", "sec_A__op_2", "sec_B__pre_1", "sec_B__op_1"} <= set(found)


def test_parts_that_go_on_counting_do_not() -> None:
    text = b"Resolution 820 (1993)\n\nThe Security Council,\n\nA\n\n1. Decides one;\n\nB\n\n2. Decides two.\n"
    (document,) = plain_text.load(text, "x.txt")
    assert {"sec_A", "op_1", "sec_B", "op_2"} <= set(eids(document))


def test_unnumbered_operative_paragraphs_are_counted() -> None:
    text = b"10 (1946). Resolution of 4 November 1946\n\nThe Security Council\n\nResolves this;\n\nRequests that.\n"
    (document,) = plain_text.load(text, "x.txt")
    assert [unit.eid for unit in document.units if unit.kind == "operative"] == ["op_1", "op_2"]


def test_scanned_numbers_are_read_and_kept_as_printed() -> None:
    text = (
        b"Resolution 301 (1971)\n\nThe Security Council,\n\nl. Calls:\n\n(a) To stop;\n\n(5) To go;\n\n2, Decides it.\n"
    )
    (document,) = plain_text.load(text, "x.txt")
    numbers = {unit.eid: unit.number for unit in document.units if unit.number}
    assert numbers == {"op_1": "l", "op_1__a": "(a)", "op_1__b": "(5)", "op_2": "2"}


def test_a_sentence_goes_on_below_footnotes_and_headers() -> None:
    document = read("report.txt")
    first = document.unit("para_1")
    assert first is not None
    assert "written mid-2015, and recalls paragraph 16 of Security Council resolution 2388 (2017), which" in first.text
    assert not any("18-99999" in unit.text or "____" in unit.text for unit in document.units)


def test_a_report_takes_its_symbol_from_the_running_header() -> None:
    document = read("report.txt")
    assert (document.id, document.body) == ("A/73/999", "GA")
    expected = ["summary", "heading_1", "para_1", "para_2", "para_2__a", "para_2__b", "para_3", "fn_1", "fn_2"]
    assert eids(document) == expected
    assert [(note.marker, note.anchor) for note in document.footnotes] == [("1", "para_1"), ("2", "para_1")]


def test_word_processor_footnotes_and_lists_below_a_lead_in() -> None:
    text = (
        "A concept note\n\nContext\n"
        + "The meeting follows a report of the mandate holder, which said much about this. " * 4
        + "It said so.[footnoteRef:1] [1: A/HRC/10/16, para. 50.]\n\nThe aims are:\n\n1. To look;\n2. To speak.\n"
    )
    (document,) = plain_text.load(text.encode(), "note.txt")
    note = document.unit("fn_1")
    assert note is not None
    assert note.text == "A/HRC/10/16, para. 50."
    assert re.fullmatch(r"doc:note-[0-9a-f]{8}", document.id)
    assert {"para_1", "para_2", "para_2__1", "para_2__2"} <= set(eids(document))


@pytest.mark.parametrize("junk", ["1\n", "a-\n", "12 ", "(a) x\n", "_____\n1 a\n", "A. B\n\n", "x\f", "[1: ", ". "])
def test_long_junk_is_kept_to_its_last_word(junk: str) -> None:
    """A reader whose time is not linear does not come to this end."""
    data = b"The text begins. " + junk.encode() * (60_000 // len(junk)) + b"\n\nThe text ends."
    (document,) = plain_text.load(data, "junk.txt")
    text = " ".join(unit.text for unit in document.units)
    assert "The text begins." in text
    assert "The text ends." in text
    assert len(eids(document)) == len(set(eids(document)))


@pytest.mark.data
def test_older_resolutions_number_without_gaps(data_dir: Path) -> None:
    files = sorted((data_dir / "cr-unsc" / "res_en_gold").glob("*.txt"))[::2]
    documents = [document for file in files for document in load(file)]
    gaps = sum(any(problem.kind == "number-gap" for problem in document.problems) for document in documents)
    notes = {(d.id, note.eid) for d in documents for note in d.footnotes}
    anchored = {(d.id, note.eid) for d in documents for note in d.footnotes if note.anchor}
    assert gaps <= 0.01 * len(documents)
    assert len(anchored) >= 0.9 * len(notes)


@pytest.mark.data
def test_reports_have_every_paragraph_and_footnote(data_dir: Path) -> None:
    for file in sorted((data_dir / "seeds").glob("*.txt")):
        (document,) = load(file)
        numbered = [
            int(unit.number) for unit in document.units if unit.kind == "paragraph" and (unit.number or "").isdigit()
        ]
        assert numbered == list(range(1, len(numbered) + 1))
        assert all(note.anchor for note in document.footnotes)
