"""Records in a build: they stand beside the texts, make stubs, never change a document, and contradict in the open."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from lexline.graph.build import build
from lexline.graph.catalogued import of
from lexline.graph.cli import main
from lexline.graph.export import export
from lexline.graph.reading import read
from lexline.graph.sparql import bind, saved_queries
from lexline.graph.store import Store
from lexline.graph.validate import validate
from lexline.ontology.vocabulary import graph_iri
from tests.test_build import exported, names, text_of

ALL = {query.name: query for query in saved_queries()}


def row(number: int, year: int, **said: object) -> dict[str, object]:
    """A record as the official extracts write it."""
    return {
        "symbol": f"S/RES/{number} ({year})",
        "adoption_date": f"31 October {year}",
        "adoption_type": "Adopted 2-1-1",
        "resolution_title": f"Security Council resolution {number} ({year}) [on women]",
        "chapter_VII": "Chapter VII",
        "agenda_item_name": "Women",
        "outcome_letter": f"S/PV.{number + 100}",
        "draft_resolution": f"S/{year}/1",
        "MS_in_favour": ["FRANCE", "MALI"],
        "MS_against": ["CHINA"],
        "MS_abstaining": ["UNITED STATES"],
        "MS_in_favour_count": "2",
        "MS_against_count": "1",
        "MS_abstaining_count": "1",
        "sponsors": ["FRANCE"],
        "additional_sponsors": ["MALI"],
        "subjects": [["WOMEN", "UNBIS Thesaurus"]],
    } | said


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two resolutions, and a file of records of the first and of one that is not here."""
    place = tmp_path / "texts"
    place.mkdir()
    for number, year, cited in ((1325, 2000, "1265 (1999)"), (1820, 2008, "1325 (2000)")):
        (place / f"S_RES_{number}_{year}.txt").write_text(text_of(number, year, cited), encoding="utf-8")
    write(place / "records.json", row(1325, 2000), row(9999, 2009))
    return place


def answers(location: Path, name: str, **params: str) -> list[tuple[str, ...]]:
    with Store.open(location) as store:
        found = store.query(bind(ALL[name], params)).rows
    return [tuple(str(getattr(term, "value", "")).rpartition("/")[2] for term in line) for line in found]


def graph_of(location: Path, identifier: str) -> set[bytes]:
    with Store.open(location) as store:
        name = ox.NamedNode(graph_iri(identifier))
        return set((store.raw.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name) or b"").splitlines())


def test_a_build_tells_of_records_and_leaves_documents_as_they_are(folder: Path, tmp_path: Path) -> None:
    report = build([folder], tmp_path / "a.db")
    assert (report.documents, report.catalogues, report.records) == (2, 1, 2)
    assert (report.matched, report.stubs, report.doubtful) == (1, 1, 0)
    assert (report.contradictions, report.unread, report.skipped, report.failed) == ((), (), (), ())
    (folder / "records.json").unlink()
    build([folder], tmp_path / "bare.db")
    for name in ("S/RES/1325(2000)", "S/RES/1820(2008)"):
        assert graph_of(tmp_path / "a.db", name) == graph_of(tmp_path / "bare.db", name)


def test_a_stub_gets_its_facts_from_its_record(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    with Store.open(tmp_path / "a.db") as store:
        stub = read(store, "S/RES/9999(2009)")
        assert stub.instrument.loaded is False
        assert stub.instrument.date == "2009-10-31"
        assert "on women" in stub.instrument.title
        entry = of(store, "S/RES/9999(2009)").entries[0]
    assert (entry.file, entry.line, entry.facts["sponsors"]) == ("records.json", 2, ("France",))
    assert entry.ballot is not None
    assert entry.ballot.cast[0] == ("in favour", 2, ("France", "Mali"))


def test_a_contradiction_keeps_both_values_and_is_told(folder: Path, tmp_path: Path) -> None:
    wrong = row(1325, 2000, adoption_date="30 October 2000", outcome_letter="S/PV.9", resolution_title="Fisheries")
    write(folder / "records.json", wrong, row(1820, 2008))
    for _ in range(2):
        report = build([folder], tmp_path / "a.db")
        told = dict(reason.split(": ", 1) for _, reason in report.contradictions)
        assert {one for one, _ in report.contradictions} == {"S/RES/1325(2000)"}
        assert told["date"] == "the text says “2000-10-31”, records.json “2000-10-30”"
        assert "date" in told
    with Store.open(tmp_path / "a.db") as store:
        days = store.query("SELECT ?d WHERE { id:S-RES-1325-2000 eli:date_document ?d }").rows
        assert [getattr(term, "value", "") for (term,) in days] == ["2000-10-31"]
    found = answers(tmp_path / "a.db", "contradictions")
    assert ("S-RES-1325-2000", "date", "2000-10-31", "2000-10-30", "records.json") in found


def test_records_of_what_is_not_loaded_are_held_against_one_another(folder: Path, tmp_path: Path) -> None:
    write(folder / "second.json", row(9999, 2009, adoption_date="1 November 2009"))
    report = build([folder], tmp_path / "a.db")
    assert report.contradictions == (
        ("S/RES/9999(2009)", "date: another record says “2009-10-31”, second.json “2009-11-01”"),
    )


def test_building_twice_reads_nothing_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    first = build([folder], tmp_path / "a.db")
    before = exported(tmp_path / "a.db")
    second = build([folder], tmp_path / "a.db")
    assert second.unchanged == 3
    assert exported(tmp_path / "a.db") == before
    told = ("catalogues", "records", "matched", "stubs", "unread", "contradictions", "triples", "documents")
    assert [getattr(first, name) for name in told] == [getattr(second, name) for name in told]


def test_the_store_does_not_depend_on_what_came_first(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "together.db", workers=0)
    for path in sorted(folder.iterdir(), reverse=True):
        build([path], tmp_path / "backwards.db", workers=0)
    for path in sorted(folder.iterdir(), key=lambda path: path.suffix):
        build([path], tmp_path / "records-first.db", workers=0)
    build([folder], tmp_path / "apart.db", workers=2)
    wanted = exported(tmp_path / "together.db")
    assert [exported(tmp_path / f"{n}.db") == wanted for n in ("backwards", "records-first", "apart")] == [True] * 3


def test_a_changed_file_of_records_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    write(folder / "records.json", row(1325, 2000, sponsors=["MALI"]))
    report = build([folder], tmp_path / "a.db")
    assert (report.unchanged, report.records, report.stubs) == (2, 1, 0)
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


def test_records_of_a_file_that_is_gone_are_left_unless_asked(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    (folder / "records.json").unlink()
    assert build([folder], tmp_path / "a.db").matched == 1
    report = build([folder], tmp_path / "a.db", prune=True)
    assert (report.removed, report.matched, report.stubs) == (1, 0, 0)
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


def test_a_copy_is_left_out_and_files_of_one_name_are_told_apart(folder: Path, tmp_path: Path) -> None:
    for name in ("copies", "others"):
        (folder / name).mkdir()
    shutil.copy(folder / "records.json", folder / "copies" / "records.json")
    write(folder / "others" / "records.json", row(1820, 2008))
    report = build([folder], tmp_path / "a.db")
    assert (report.catalogues, report.records) == (2, 3)
    assert len(report.duplicates) == 1


def test_damage_is_told_by_its_line_and_a_file_of_nothing_else_is_not_read(folder: Path, tmp_path: Path) -> None:
    good = (folder / "records.json").read_text(encoding="utf-8")
    (folder / "records.json").write_text(good + '{"symbol": "S/RES/1888 (2009)"', encoding="utf-8")
    bad = '{"symbol": "nothing", "adoption_date": "x"}'
    (folder / "wrong.json").write_text(bad, encoding="utf-8")
    report = build([folder], tmp_path / "a.db")
    assert [(name, reason.split(":")[0]) for name, reason in report.unread] == [("records.json", "line 3 is no record")]
    assert names(report.failed) == ["wrong.json"]
    assert "line 1 names no document symbol" in report.failed[0][1]
    assert build([folder], tmp_path / "a.db").unread == report.unread


def test_records_in_an_archive_are_read_there(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as bundle:
        bundle.write(folder / "records.json", "data/records.json")
    report = build([tmp_path / "bundle.zip"], tmp_path / "a.db")
    assert (report.catalogues, report.records, report.stubs) == (1, 2, 2)
    assert build([tmp_path / "bundle.zip"], tmp_path / "a.db").unchanged == 1


def test_saved_questions_on_votes_sponsors_chapters_and_subjects(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    here = tmp_path / "a.db"
    assert [line[:3] for line in answers(here, "votes-of-state", state="china")] == [
        ("S-RES-9999-2009", "2009-10-31", "against"),
        ("S-RES-1325-2000", "2000-10-31", "against"),
    ]
    assert [line[1] for line in answers(here, "votes-on", instrument="S/RES/1325(2000)")] == [
        "united-states",
        "china",
        "france",
        "mali",
    ]
    assert [line[0] for line in answers(here, "under-chapter", chapter="VII")] == ["S-RES-1325-2000", "S-RES-9999-2009"]
    assert [line[2] for line in answers(here, "sponsored-by", state="MLI")] == ["later sponsor"] * 2
    assert {line[0] for line in answers(here, "about", words="women")} == {"S-RES-1325-2000", "S-RES-9999-2009"}
    assert [line[2:5] for line in answers(here, "divided-votes")] == [("2", "1", "1")] * 2


def test_a_record_that_contradicts_itself_is_counted_and_found(folder: Path, tmp_path: Path) -> None:
    write(folder / "records.json", row(1325, 2000, MS_in_favour_count="9"), row(1820, 2008))
    assert build([folder], tmp_path / "a.db").doubtful == 1
    found = answers(tmp_path / "a.db", "doubtful-records")
    assert found == [
        ("S-RES-1325-2000", "vote-count: in favour: 9 counted, 2 States named", "records.json", "1"),
    ]


def test_a_table_of_participation_is_built_beside_them(folder: Path, tmp_path: Path) -> None:
    table = 'Participant,Signature,"Ratification, Accession(a)"\nFrance,26 Jan 1990,7 Aug 1990\nMali,,20 Sep 1990 a\n'
    (folder / "4-11.csv").write_text(table, encoding="utf-8")
    report = build([folder], tmp_path / "a.db")
    assert (report.catalogues, report.records, report.documents) == (1, 2, 2)
    assert (report.tables, report.participations) == (1, 2)
    days = answers(tmp_path / "a.db", "parties-on-date", treaty="treaty:crc", date="1990-09-02")
    assert [line[0] for line in days] == ["france"]
    assert build([folder], tmp_path / "a.db").unchanged == 4
    (folder / "4-11.csv").unlink()
    assert build([folder], tmp_path / "a.db", prune=True).removed == 1
    (folder / "records.json").unlink()
    build([folder], tmp_path / "a.db", prune=True)
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


def test_the_graph_fits_its_shapes(folder: Path, tmp_path: Path) -> None:
    write(folder / "second.json", row(9999, 2009, adoption_date="1 November 2009"))
    build([folder], tmp_path / "a.db")
    with Store.open(tmp_path / "a.db") as store:
        assert [breach for breach in validate(store).findings if breach.severity == "violation"] == []


def test_the_command_line_prints_what_records_say(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "records.json", row(1325, 2000, adoption_date="30 October 2000"))

    def run(*arguments: str) -> tuple[str, str]:
        with pytest.raises(SystemExit):
            main([*arguments, "--store", str(tmp_path / "a.db")])
        return capsys.readouterr()

    out, err = run("build", str(folder))
    assert "contradictions with a text or one another" in out
    assert "contradiction: S/RES/1325(2000): date: the text says “2000-10-31”, records.json “2000-10-30”" in err
    shown, _ = run("show", "S/RES/1325(2000)")
    for words in ("Record (records.json, line 1)", "2: France, Mali", "Adopted 2-1-1", "WOMEN", "Contradictions"):
        assert words in shown
    told = json.loads(run("show", "1325", "--format", "json")[0])
    told = told[0] if isinstance(told, list) else told
    assert told["records"][0]["vote"]["against"] == {"count": 1, "states": ["China"]}
    assert told["contradictions"][0]["field"] == "date"
    assert "instruments with records" in run("stats")[0]


@pytest.mark.data
def test_official_extracts_meet_their_texts(data_dir: Path, tmp_path: Path) -> None:
    place = data_dir / "unxml" / "SCresolutions"
    report = build([place / "2021", place / "data_extract" / "2021.json"], tmp_path / "a.db", workers=0)
    assert report.records == 57
    assert report.matched >= 56
    out = io.BytesIO()
    with Store.open(tmp_path / "a.db") as store:
        export(store, out, "nquads")
    assert out.getvalue().count(b"/ns#inFavour>") > 700
