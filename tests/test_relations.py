"""How documents relate, in their own words: reports answer requests, submissions respond to calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from lexline.graph.build import build
from lexline.graph.relations import answered_by, answers, relations
from lexline.graph.store import Store
from lexline.loaders.acts.relations import relations as told_by
from lexline.loaders.citations import extract
from lexline.loaders.document import PARAGRAPH, Document, Source, Unit


def report(*paragraphs: str, kind: str = "report") -> Document:
    """A small report of these paragraphs."""
    units = tuple(Unit(f"para_{at}", PARAGRAPH, text, str(at)) for at, text in enumerate(paragraphs, 1))
    return Document(
        "S/2031/7", kind, "Report of the Secretary-General", Source("a.txt", "0" * 64, "text", "text/1"), units
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The present report is submitted pursuant to paragraph 30 of Security Council resolution 2149 (2014).",
            {("submittedPursuantTo", "S/RES/2149(2014)", ()), ("answers", "S/RES/2149(2014)", ("op_30",))},
        ),
        (
            "By its resolution 2012 (2011), the Council extended the mandate and requested me to report on it.",
            {("answers", "S/RES/2012(2011)", ())},
        ),
        (
            "In paragraph 6 of resolution 1543 (2004), the Council requested me to keep it informed of progress.",
            {("answers", "S/RES/1543(2004)", ("op_6",))},
        ),
        ("In accordance with resolution 1038 (1996), the mission monitors both sides of the border.", set()),
        ("The report covers what happened since my last report (S/2019/198).", set()),
        ("The Council, in resolution 2149 (2014), requested the parties to cease fire.", set()),
    ],
)
def test_what_a_report_says_of_its_request(text: str, expected: set[tuple[str, str, tuple[str, ...]]]) -> None:
    document = report(text)
    found = told_by(document, extract(document))
    assert {(one.kind, one.target, one.target_units) for one in found} == expected
    assert all(text[one.span.start : one.span.end] == one.text for one in found)


def test_a_resolution_answers_nothing() -> None:
    document = report("The present report is submitted pursuant to resolution 2149 (2014).", kind="resolution")
    assert told_by(document, extract(document)) == ()


def test_a_submission_finds_its_call_and_a_request_its_report(tmp_path: Path) -> None:
    texts = {
        "call.txt": "Call for input for the report on trees and rivers\n\nPurpose: To inform the report of the Special "
        "Rapporteur on clean water about trees along rivers, in October 2031.\n\nWhat is known of willows is asked.\n",
        "other.txt": "Call for input for the report on housing\n\nPurpose: To inform the report of the Special "
        "Rapporteur on adequate housing about rents, in October 2031.\n\nWhat is known of rents is asked.\n",
        "submission.txt": "Submission to the Special Rapporteur on clean water\n\nJune 2031\n\nThe Office wishes to "
        "support the Rapporteur by responding to her call for inputs about trees, rivers and willows.\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    build([tmp_path], tmp_path / "store.db", workers=0)
    with Store.open(tmp_path / "store.db") as store:
        (found,) = relations(store)
        titles = {str(row[0]): str(row[1]) for row in store.query("SELECT ?i ?t WHERE { ?i eli:title ?t }").rows}
    assert found.kind == "respondsTo"
    assert found.text == "responding to her call for inputs"
    assert found.other is not None
    assert any("trees" in title for iri, title in titles.items() if found.other.removeprefix("doc:")[:4] in iri)


@pytest.mark.data
def test_the_seeds(data_dir: Path, tmp_path: Path) -> None:
    build([data_dir / "seeds"], tmp_path / "store.db", workers=0)
    with Store.open(tmp_path / "store.db") as store:
        found = {
            (one.kind, one.document[:6], (one.other or "")[:14]) for one in relations(store) if one.kind != "answers"
        }
        assert [one.document for one in answered_by(store, "S/PRST/2015/25")] == ["S/2016/949"]
        assert answered_by(store, "S/PRST/2015/25", "para_9")[0].confidence < 0.5
        assert answers(store)["S/PRST/2015/25", None] == ("S/2016/949",)
    assert found == {
        ("submittedPursuantTo", "A/73/1", "A/HRC/RES/35/5"),
        ("submittedPursuantTo", "S/2016", "S/PRST/2015/25"),
        ("respondsTo", "doc:00", "doc:000-7550c8"),
        ("refersToReport", "doc:00", "A/HRC/29/38"),
    }
