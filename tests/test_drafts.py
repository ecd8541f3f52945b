"""A draft held against the sample: what is said of wrong years, dates, titles, paragraphs, lists, and of right ones."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexline.graph.cli import main
from lexline.graph.documents import read
from lexline.graph.draft_html import Marked, body, page, pieces
from lexline.graph.draft_report import KINDS, LEVELS, OK, UNCHECKED, Checked, DraftReport
from lexline.graph.draft_rows import COLUMNS, as_csv, as_json, rows
from lexline.graph.drafts import check
from lexline.graph.store import Store, open_store
from lexline.loaders import load_bytes
from tests import same_text
from tests.pdf_writer import as_pdf

Checking = Callable[..., DraftReport]

#: A draft with one thing wrong in almost every paragraph.
DRAFT = """The Security Council,

Recalling its resolutions 1325 (2000) of 31 October 2000 and 1820 (2008) of 20 June 2008,

Recalling also resolution 2331 (2015),

1. Requests the Secretary-General to report on paragraph 20 of resolution 1325 (2000);

2. Decides to keep under review what paragraph 9 above sets out;
"""


@pytest.fixture(scope="module")
def store(sample_store: Path) -> Iterator[Store]:
    """The sample, open for reading."""
    with open_store(sample_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def checked(store: Store) -> Checking:
    """Check a text as if it had been pasted."""

    def checked(text: str, as_of: date | None = None) -> DraftReport:
        (document,) = load_bytes(text.encode(), "draft.txt")
        return check(store, document, as_of)

    return checked


def found(report: DraftReport) -> list[tuple[str, str, str]]:
    """Return the level, the kind and the words of each finding."""
    return [(finding.level, finding.kind, citation.words) for citation, finding in report.findings()]


# --- what is wrong -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # a year that is not the number's, repaired or past repair
        ("Recalling its resolution 2331 (2015),", ("error", "year", "2331 (2015)")),
        ("Recalling its resolution 2331 (1987),", ("error", "year", "2331 (1987)")),
        # a date: of another day, of no day, outside the session
        ("Recalling its resolution 1820 (2008) of 20 June 2008,", ("error", "date", "1820 (2008)")),
        ("Recalling its resolution 1820 (2008) of 31 June 2008,", ("error", "date", "1820 (2008)")),
        ("Recalling General Assembly resolution 57/167 of 18 December 2012,", ("error", "date", "57/167")),
        # a number between two that the store holds
        ("Recalling its resolution 1894 (2009) of 11 January 2009,", ("warning", "date", "1894 (2009)")),
        # numbers that nobody has
        ("Recalling its resolution 9999 (2031),", ("warning", "number", "9999 (2031)")),
        ("Recalling General Assembly resolution 1514 (XXV),", ("warning", "number", "1514 (XXV)")),
        ("Recalling General Assembly resolution 99/12,", ("warning", "later", "99/12")),
        # paragraphs
        ("Recalling paragraph 20 of its resolution 1325 (2000),", ("error", "paragraph", "1325 (2000)")),
        ("Recalling paragraph 8 (k) of its resolution 1325 (2000),", ("warning", "paragraph", "1325 (2000)")),
        # titles
        (
            "Recalling its resolution 1612 (2005), entitled “The situation in the Pacific Ocean”,",
            ("warning", "title", "1612 (2005)"),
        ),
        # lists
        (
            "Recalling its resolutions 1325 (2000), 1820 (2008) and 1325 (2000),",
            ("warning", "twice", "1325 (2000)"),
        ),
        (
            "Recalling its resolutions 1325 (2000), 2106 (2013), 1820 (2008), 1888 (2009) and 1889 (2009),",
            ("hint", "order", "2106 (2013)"),
        ),
        (
            "Recalling its resolutions 1325 (2000), 1820 (2008), 1889 (2009) and 1888 (2009),",
            ("hint", "order", "1888 (2009)"),
        ),
        (
            "Recalling its resolution 1325 (2000),\n\nRecalling also its resolutions 1820 (2008) and 1325 (2000),",
            ("hint", "again", "1325 (2000)"),
        ),
        # the latest of a mandate
        ("Recalling its resolutions, most recently resolution 2380 (2017),", ("warning", "newer", "2380 (2017)")),
        # what cannot be understood
        ("Recalling resolution 5/14 of 2 March 2022 of another body,", ("hint", "unresolved", "5/14")),
    ],
)
def test_one_thing_is_wrong(checked: Checking, sentence: str, expected: tuple[str, str, str]) -> None:
    assert found(checked(sentence)) == [expected]


@pytest.mark.parametrize(
    "sentence",
    [
        "Recalling its resolutions 1325 (2000) of 31 October 2000 and 1820 (2008) of 19 June 2008,",
        # dates that are dealt out to several numbers
        "Recalling resolutions 1325 (2000) and 1820 (2008) of 31 October 2000 and 19 June 2008, respectively,",
        ("Recalling its resolution 1894 (2009) of 11 November 2009,"),
        # a session runs into the next year, and longer when it is resumed
        "Recalling General Assembly resolution 57/338 of 15 September 2003,",
        # the title in part, and in other letters
        "Recalling its resolution 1612 (2005), entitled “Children in Armed Conflict”,",
        "Recalling paragraphs 8 and 18 of its resolution 1325 (2000),",
        # what the words before the list set apart is no second mention
        "Recalling its resolutions 1325 (2000) and 1820 (2008), and reaffirming paragraph 8 of resolution 1325 (2000),",
        "Recalling its resolutions, most recently resolution 2652 (2022),",
        "Recalling its resolutions 2312 (2016) and 2380 (2017),",
        # two lists, each in order
        "Recalling its resolutions 1820 (2008) and 1888 (2009) and General Assembly resolutions 55/2 and 60/1,",
        # another verb says something else of it
        "Recalling its resolution 1325 (2000),\n\nReaffirming its resolution 1325 (2000),",
        "Recalling its resolution 1325 (2000),\n\nRecalling the report requested in its resolution 1325 (2000),",
    ],
)
def test_nothing_is_wrong(checked: Checking, sentence: str) -> None:
    report = checked(sentence)
    assert report.citations
    assert not found(report)


def test_the_year_comes_with_what_was_likely_meant(checked: Checking) -> None:
    ((citation, finding),) = checked("Recalling its resolution 2331 (2015),").findings()
    assert citation.target == "S/RES/2331(2016)"
    assert finding.message == "Resolution 2331 is of 2016, not of 2015."
    assert finding.remedy.startswith("Write 2331 (2016)")
    # numbers of that year that one slip makes of it
    assert "2231 (2015)" in finding.remedy
    assert finding.evidence[0].date == "2016-12-20"


def test_a_date_comes_with_the_text_that_says_so(checked: Checking) -> None:
    ((_, finding),) = checked("Recalling its resolution 1820 (2008) of 20 June 2008,").findings()
    assert finding.remedy == "Write 19 June 2008."
    assert finding.evidence[0].instrument == "S/RES/1820(2008)"
    assert finding.evidence[0].date == "2008-06-19"
    assert finding.evidence[0].words


def test_what_ended_is_told_where_a_draft_relies_on_it(checked: Checking) -> None:
    relying = "1. Decides that States shall act pursuant to paragraph 5 of resolution 1343 (2001);"
    ((_, finding),) = checked(relying).findings()
    assert (finding.level, finding.kind) == ("warning", "ended")
    assert finding.evidence[0].instrument == "S/RES/1521(2003)"
    assert "terminate" in finding.evidence[0].words
    # on a day before, it had not ended; and who only recalls it relies on nothing
    assert not found(checked(relying, date(2003, 5, 1)))
    assert not found(checked("Recalling paragraph 5 of its resolution 1343 (2001),"))


def test_the_latest_of_a_chain_is_told(checked: Checking) -> None:
    extended = "as most recently extended by resolution 1408 (2002)"
    text = f"1. Decides to renew the measures of paragraph 5 of resolution 1343 (2001), {extended};"
    newer = [finding for _, finding in checked(text, date(2003, 8, 1)).findings() if finding.kind == "newer"]
    assert [finding.evidence[0].instrument for finding in newer] == ["S/RES/1478(2003)"]
    assert not [kind for _, kind, _ in found(checked(text, date(2002, 12, 1))) if kind == "newer"]


def test_what_is_later_than_the_draft_is_told(checked: Checking) -> None:
    text = "Recalling its resolution 2331 (2016),"
    assert found(checked(text, date(2015, 1, 1))) == [("warning", "later", "2331 (2016)")]
    assert not found(checked(text, date(2017, 1, 1)))


def test_a_drafts_own_paragraphs_are_counted(checked: Checking) -> None:
    text = "The Security Council,\n\n1. Decides;\n\n2. Requests a report on paragraph {} {};\n\n3. Decides to stay."
    assert found(checked(text.format(1, "above"))) == []
    assert found(checked(text.format(3, "below"))) == []
    assert found(checked(text.format(7, "below"))) == [("error", "own", "paragraph 7 below")]
    assert found(checked(text.format(3, "above"))) == [("warning", "own", "paragraph 3 above")]
    # a part of a text does not tell how many paragraphs there are
    part = "5. Requests a report on paragraph 1 above;\n\n6. Decides to stay on paragraph 9 below."
    assert not found(checked(part))


def test_what_nobody_knows_is_not_called_right(checked: Checking) -> None:
    report = checked(
        "Recalling General Assembly resolutions 33/4 and 70/1, the Charter of the United Nations and S/1996/3,"
    )
    assert {citation.words: citation.standing for citation in report.citations}["33/4"] == "unknown"
    assert {citation.level for citation in report.citations} == {UNCHECKED, OK}


def test_an_article_of_a_treaty_that_is_not_held_is_not_called_right(checked: Checking) -> None:
    report = checked(
        "Recalling article 72 of the International Covenant on Civil and Political Rights and the Genocide Convention,"
    )
    assert [(citation.pinpoint, citation.level) for citation in report.citations] == [
        (("art. 72",), UNCHECKED),
        ((), OK),
    ]


# --- which text it is ----------------------------------------------------------------------------------------
def test_an_adopted_text_is_not_held_against_itself(store: Store) -> None:
    document, _ = read(store, "S/RES/1521(2003)") or pytest.fail("the sample has it")
    report = check(store, document)
    assert report.as_of == date(2003, 12, 22)
    assert not [one for one in found(report) if one[0] in ("error", "warning")]
    assert all(citation.target != document.id for citation in report.citations)


@pytest.mark.parametrize("write", [same_text.as_docx, same_text.as_html, same_text.as_odt, same_text.as_rtf, as_pdf])
def test_every_format_gives_the_same_findings(store: Store, checked: Checking, write: Callable[..., bytes]) -> None:
    (document,) = load_bytes(DRAFT.encode(), "draft.txt")
    name = f"draft.{write.__name__.removeprefix('as_')}"
    (again,) = load_bytes(write(document), name)
    assert found(check(store, again)) == found(checked(DRAFT))
    assert [kind for _, kind, _ in found(checked(DRAFT))] == ["date", "year", "paragraph", "own"]


def test_without_a_date_in_the_store_nothing_is_later(tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty", create=True):
        pass
    (document,) = load_bytes(b"Recalling its resolution 1325 (2000) of 31 October 2000,", "draft.txt")
    with open_store(tmp_path / "empty") as empty:
        report = check(empty, document)
    assert report.newest is None
    assert [(one.level, one.standing) for one in report.citations] == [(OK, "listed")]


# --- the report ----------------------------------------------------------------------------------------------
def test_every_citation_is_in_the_report_once(checked: Checking) -> None:
    report = checked(DRAFT)
    assert sum(report.counts.values()) == len(report.citations) == 5
    texts = {unit.eid: unit.text for unit in report.document.units}
    for citation in report.citations:
        assert texts[citation.unit][citation.start : citation.end] == citation.words
    assert {finding.kind for _, finding in report.findings()} <= set(KINDS)
    levels = [LEVELS.index(finding.level) for _, finding in report.findings()]
    assert levels == sorted(levels)


def test_rows_tell_all_in_every_form(checked: Checking) -> None:
    report = checked(DRAFT)
    told = json.loads(as_json(report))
    assert told["counts"] == report.counts
    assert [list(one) for one in told["citations"]] == [list(COLUMNS)] * len(list(rows(report)))
    lines = list(csv.DictReader(io.StringIO(as_csv(report, str))))
    assert [line["message"] for line in lines] == [one["message"] for one in told["citations"]]
    assert {line["level"] for line in lines} == {"error", "ok"}


def test_the_page_stands_alone_and_is_always_the_same(checked: Checking) -> None:
    text = page(checked(DRAFT))
    assert text == page(checked(DRAFT))
    assert "<script" not in text
    assert "default-src 'none'" in html.unescape(text)
    assert not re.findall(r'(?:src|srcset|action)="', text)
    assert re.findall(r"<a [^>]*draft-mark error[^>]*>([^<&]*)", html.unescape(text).replace("\u2060", "")) == [
        "1820 (2008)",
        "2331 (2015)",
        "1325 (2000)",
        "paragraph 9 above",
    ]
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


def test_a_hostile_draft_stays_text(checked: Checking) -> None:
    bad = "<script>alert(1)</script>"
    report = checked(f"Recalling its resolution 1325 (2000) {bad} and “{bad}”, and A/RES/70/1{bad},")
    for text in (page(report), str(body(report, lambda *_: f"/x?{bad}"))):
        assert bad not in text
        assert html.escape(bad) in text


def _mark(start: int, end: int, number: int) -> Marked:
    return Marked(number, Checked("op_1", start, end, "", "", None, "unknown"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8))
def test_a_text_cut_at_its_citations_is_the_same_text(spans: list[tuple[int, int]]) -> None:
    text = "".join(chr(ord("a") + place % 26) for place in range(60))
    marks = [_mark(start, start + length, number) for number, (start, length) in enumerate(spans)]
    cut = list(pieces(text, marks))
    assert "".join(piece.text for piece in cut) == text
    assert sorted(mark.number for piece in cut for mark in piece.marks) == list(range(len(spans)))


# --- the verb ------------------------------------------------------------------------------------------------
@pytest.fixture
def answer(sample_store: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run `lexline check` over the sample and return what it printed, having seen its exit code."""

    def run(*arguments: str, code: int) -> str:
        with pytest.raises(SystemExit) as left:
            main(("check", *arguments, "--store", str(sample_store)))
        captured = capsys.readouterr()
        assert int(left.value.code or 0) == code, captured.err
        return captured.out

    return run


def test_the_verb_groups_by_level_and_fails_on_errors(answer: Callable[..., str], tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(DRAFT, encoding="utf-8")
    out = answer(str(draft), code=1)
    assert "Errors (4)" in out
    assert "Write 19 June 2008." in out
    assert max(map(len, out.splitlines())) <= 80
    assert "Nothing wrong" not in out
    assert "Nothing wrong (1)" in answer(str(draft), "--all", code=1)
    kept = tmp_path / "report.html"
    answer(str(draft), "-o", str(kept), code=1)
    assert "What was found" in kept.read_text(encoding="utf-8")


def test_the_verb_is_content_with_a_draft_without_errors(answer: Callable[..., str], tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("Recalling its resolutions 1325 (2000) and 1325 (2000),", encoding="utf-8")
    (line,) = [json.loads(line) for line in answer(str(draft), "--format", "jsonl", code=0).splitlines()]
    assert (line["level"], line["kind"], line["unit"]) == ("warning", "twice", "pre_1")
    assert "later" in answer(str(draft), "--as-of", "1999-01-01", "--format", "csv", code=0)


def test_the_verb_refuses_what_is_no_draft(answer: Callable[..., str], tmp_path: Path) -> None:
    answer(str(tmp_path / "missing.txt"), code=3)
    (tmp_path / "empty.txt").write_text(" ", encoding="utf-8")
    answer(str(tmp_path / "empty.txt"), code=3)
    (tmp_path / "noise.docx").write_bytes(bytes(range(256)))
    answer(str(tmp_path / "noise.docx"), code=3)
    answer(str(tmp_path / "missing.txt"), "--as-of", "yesterday", code=2)
