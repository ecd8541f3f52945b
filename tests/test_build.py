"""A build: the same files give the same store, unchanged files are not read again, and nothing stops the run."""

from __future__ import annotations

import io
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from lexline.graph import manifest, pool, work
from lexline.graph.build import BuildReport, build
from lexline.graph.export import export
from lexline.graph.store import Store
from lexline.loaders.folders import walk
from lexline.ontology.errors import InputError, StoreError

ROOT = Path(__file__).resolve().parent.parent


def text_of(number: int, year: int, cited: str) -> str:
    """The text of a small resolution, as the plain text loader reads it."""
    return textwrap.dedent(f"""\
        Resolution {number} ({year})
        Adopted by the Security Council at its {number + 100}th meeting, on 31 October {year}

        The Security Council,

        Recalling its resolution {cited},

        1. Decides to remain seized of the matter.
        """)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three resolutions, one file that is no document, and one that is empty."""
    place = tmp_path / "texts"
    place.mkdir()
    for number, year, cited in ((1325, 2000, "1265 (1999)"), (1820, 2008, "1325 (2000)"), (1888, 2009, "1820 (2008)")):
        (place / f"S_RES_{number}_{year}.txt").write_text(text_of(number, year, cited), encoding="utf-8")
    (place / "data.json").write_text('{"not": "a document"}', encoding="utf-8")
    (place / "empty.txt").write_bytes(b"")
    return place


def exported(location: Path) -> bytes:
    out = io.BytesIO()
    with Store.open(location) as store:
        export(store, out, "nquads")
    return out.getvalue()


def names(told: tuple[tuple[str, str], ...]) -> list[str]:
    return [Path(path).name for path, _ in told]


def test_a_build_tells_what_it_read_and_found(folder: Path, tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    report = build([folder], tmp_path / "a.db", progress=lambda *step: steps.append(step))
    assert report.documents == 3
    assert report.files == 5
    assert report.unchanged == 0
    assert report.units >= 6
    assert report.citations["resolution"] == 3
    assert report.unresolved == 0
    assert names(report.failed) == ["empty.txt"]
    assert names(report.skipped) == ["data.json"]
    assert [step[:2] for step in steps] == [(1, 3), (2, 3), (3, 3)]
    with Store.open(tmp_path / "a.db") as store:
        assert report.triples == len(store.raw)
        assert store.query("ASK { id:S-RES-1888-2009 eli:cites id:S-RES-1820-2008 }").boolean is True
        assert store.query("ASK { lx:Resolution a owl:Class }").boolean is True


def test_building_twice_changes_nothing_and_reads_nothing(folder: Path, tmp_path: Path) -> None:
    first = build([folder], tmp_path / "a.db")
    before = exported(tmp_path / "a.db")
    second = build([folder], tmp_path / "a.db")
    assert second.unchanged == 3
    assert exported(tmp_path / "a.db") == before
    told = (
        "documents",
        "units",
        "footnotes",
        "citations",
        "unresolved",
        "triples",
        "recovered",
        "skipped",
        "duplicates",
    )
    assert [getattr(first, name) for name in told] == [getattr(second, name) for name in told]


def test_the_store_does_not_depend_on_workers_order_or_history(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "here.db", workers=0)
    build([folder], tmp_path / "there.db", workers=2)
    files = sorted(folder.glob("S_*.txt"), reverse=True)
    for path in files:
        build([path], tmp_path / "one-by-one.db", workers=0)
    build([folder], tmp_path / "forced.db", workers=0)
    build([folder], tmp_path / "forced.db", workers=0, force=True)
    wanted = exported(tmp_path / "here.db")
    assert [exported(tmp_path / f"{name}.db") == wanted for name in ("there", "one-by-one", "forced")] == [True] * 3


def test_a_changed_file_is_read_again_and_leaves_nothing_of_its_old_text(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    (folder / "S_RES_1820_2008.txt").write_text(text_of(1820, 2008, "1612 (2005)"), encoding="utf-8")
    report = build([folder], tmp_path / "a.db")
    assert report.unchanged == 2
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


def test_other_rules_make_every_file_be_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([folder], tmp_path / "a.db")
    monkeypatch.setattr("lexline.graph.build.rules", lambda: "other")
    assert build([folder], tmp_path / "a.db").unchanged == 0


@pytest.mark.parametrize("content", [None, "", "{", '{"a": 1}', '{"a": {"rules": "x", "tallies": [1], "repairs": []}}'])
def test_a_lost_or_damaged_manifest_costs_time_and_nothing_else(
    folder: Path, tmp_path: Path, content: str | None
) -> None:
    build([folder], tmp_path / "a.db")
    before = exported(tmp_path / "a.db")
    path = tmp_path / "a.db" / manifest.NAME
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    assert build([folder], tmp_path / "a.db").unchanged == 0
    assert exported(tmp_path / "a.db") == before


def test_a_file_that_is_gone_is_left_in_the_store_unless_asked(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    (folder / "S_RES_1888_2009.txt").unlink()
    assert build([folder], tmp_path / "a.db").removed == 0
    loaded = "SELECT ?i WHERE { ?i lx:loaded true }"
    with Store.open(tmp_path / "a.db") as store:
        assert len(store.query(loaded).rows) == 3
    assert build([folder], tmp_path / "a.db", prune=True).removed == 1
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


def test_of_two_files_with_one_document_the_first_is_kept_and_it_is_told(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "S_RES_1325_2000.txt", folder / "copy of S_RES_1325_2000.txt")
    (folder / "z.txt").write_text(text_of(1325, 2000, "1261 (1999)"), encoding="utf-8")
    for turn in range(2):
        report = build([folder], tmp_path / "a.db")
        assert names(report.duplicates) == ["copy of S_RES_1325_2000.txt", "z.txt"]
        assert "S/RES/1325(2000)" in report.duplicates[0][1]
        assert report.documents == 3
        assert report.unchanged == 5 * turn
    build([folder / "z.txt"], tmp_path / "a.db")
    with Store.open(tmp_path / "a.db") as store:
        assert store.query("ASK { id:S-RES-1325-2000 eli:cites id:S-RES-1261-1999 }").boolean is True
    build([folder], tmp_path / "a.db")
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://metadata.un.org/thesaurus/1007029", "http://metadata.un.org/["),
        ("http://metadata.un.org/thesaurus/1007029", "http://metadata.un.org/%zz"),
        ("http://metadata.un.org/thesaurus/1007029", "http://metadata.un.org:port/"),
        ('language="eng"', 'language="en-a"'),
    ],
)
def test_a_file_with_a_bad_address_or_language_spoils_neither_this_build_nor_the_next(
    tmp_path: Path, before: str, after: str
) -> None:
    source = (ROOT / "loaders" / "sample" / "S_RES_1820_2008.xml").read_text(encoding="utf-8")
    place = tmp_path / "S_RES_1820_2008.xml"
    assert before in source
    for turn in range(2):
        place.write_text(source.replace(before, after).replace("sexual", f"sexual {turn}"), encoding="utf-8")
        report = build([place], tmp_path / "a.db")
        assert (report.documents, report.failed) == (1, ())
    build([place], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


def test_labels_of_subjects_do_not_depend_on_history(tmp_path: Path) -> None:
    source = (ROOT / "loaders" / "sample" / "S_RES_1820_2008.xml").read_text(encoding="utf-8")
    place = tmp_path / "S_RES_1820_2008.xml"
    for label in ("women", "women and peace", "girls and women"):
        place.write_text(source.replace('showAs="women"', f'showAs="{label}"'), encoding="utf-8")
        build([place], tmp_path / "a.db")
    build([place], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")
    with Store.open(tmp_path / "a.db") as store:
        assert store.query('ASK { ?s ?p "girls and women"@en }').boolean is True
        assert store.query('ASK { ?s ?p "women and peace"@en }').boolean is False


def test_a_file_that_becomes_another_document_leaves_no_ghost(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    changed = folder / "S_RES_1888_2009.txt"
    changed.write_text(text_of(1889, 2009, "1820 (2008)"), encoding="utf-8")
    report = build([folder], tmp_path / "a.db")
    assert report.removed == 1
    assert [reason for _, reason in report.replaced] == ["S/RES/1888(2009) was read from it before"]
    assert names(report.replaced) == ["S_RES_1888_2009.txt"]
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")
    again = build([folder], tmp_path / "a.db")
    assert (again.removed, again.replaced, again.unchanged) == (0, (), 3)


def test_what_another_file_gives_now_stays_when_a_file_becomes_another_document(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    one, other = folder / "S_RES_1888_2009.txt", folder / "S_RES_1820_2008.txt"
    texts = one.read_bytes(), other.read_bytes()
    one.write_bytes(texts[1])
    other.write_bytes(texts[0])
    report = build([folder], tmp_path / "a.db")
    assert (report.removed, report.documents) == (0, 3)
    (folder / "moved").mkdir()
    one.rename(folder / "moved" / one.name)
    one.write_text(text_of(1890, 2009, "1820 (2008)"), encoding="utf-8")
    assert build([folder], tmp_path / "a.db").replaced == ()
    build([folder], tmp_path / "fresh.db")
    assert exported(tmp_path / "a.db") == exported(tmp_path / "fresh.db")


def test_a_changed_file_that_cannot_be_read_keeps_what_it_gave(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    (folder / "S_RES_1888_2009.txt").write_bytes(b"")
    assert build([folder], tmp_path / "a.db").replaced == ()
    with Store.open(tmp_path / "a.db") as store:
        assert store.query("ASK { id:S-RES-1888-2009 lx:loaded true }").boolean is True


def test_a_file_that_vanishes_while_files_are_found_is_reported(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = folder / "S_RES_1820_2008.txt"

    def walk_and_lose(paths: Sequence[Path], leave_out: Iterable[Path] = ()) -> Iterator[object]:
        for item in walk(paths, leave_out):
            if getattr(item, "path", None) == gone:
                gone.unlink()
            yield item

    monkeypatch.setattr("lexline.graph.gathering.walk", walk_and_lose)
    report = build([folder], tmp_path / "a.db")
    assert report.documents == 2
    assert "S_RES_1820_2008.txt" in names(report.failed)


def test_a_path_that_does_not_exist_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        build([tmp_path / "nowhere"], tmp_path / "a.db")
    assert not (tmp_path / "a.db").exists()


def test_one_bad_file_does_not_stop_the_others(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.xml").write_bytes(b"<?xml version='1.0'?><akomaNtoso><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///x'>]>")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    report = build([folder], tmp_path / "a.db")
    assert report.documents == 3
    assert all(reason for _, reason in (*report.failed, *report.skipped))


def test_a_fault_in_a_rule_is_reported_with_its_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: object) -> tuple[()]:
        raise ZeroDivisionError("in a rule")

    monkeypatch.setattr(work, "extract", broken)
    (outcome,) = work.read(list(walk([folder / "S_RES_1325_2000.txt"])))
    assert "ZeroDivisionError: in a rule" in outcome.failure
    assert "report" in outcome.failure


def test_a_worker_that_dies_takes_no_other_file_with_it(folder: Path, tmp_path: Path) -> None:
    """The deadly file makes the reading process run out of the memory that it may have."""
    script = f"""
        import resource, sys
        from pathlib import Path
        from lexline.graph import pool
        from lexline.loaders import folders
        import tests.deadly
        if __name__ == "__main__":
            pool.work = tests.deadly.work
            found = folders.walk(sorted(Path({str(folder)!r}).glob("S_*.txt")))
            items = [[item] for item in found]
            items.insert(1, [folders.WorkItem(Path("deadly.txt"), "deadly.txt", "", 0), *items.pop(1)])
            for batch in pool.read_all(items, 2):
                for outcome in batch.outcomes:
                    print(outcome.item.source, len(outcome.graphs), outcome.failure)
    """
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(script), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**__import__("os").environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "S_RES_1325_2000.txt",
        "deadly.txt",
        "S_RES_1820_2008.txt",
        "S_RES_1888_2009.txt",
    ], done.stderr
    assert [line.split()[1] for line in lines] == ["1", "0", "1", "1"]
    assert "brought the reading process down" in lines[1]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A folder of enough resolutions for a build to take a while."""
    place = tmp_path / "many"
    place.mkdir()
    for number in range(1000, 1300):
        year = 1990 + number % 20
        (place / f"S_RES_{number}.txt").write_text(text_of(number, year, "661 (1990)"), encoding="utf-8")
    return place


def _building(large: Path, location: Path) -> subprocess.Popen[bytes]:
    script = f"""
        from pathlib import Path
        from lexline.graph import build as module
        module._WRITE_BYTES = 20_000
        def tell(done, total, name):
            if done == 40:
                print("begun", flush=True)
        module.build([Path({str(large)!r})], Path({str(location)!r}), workers=0, progress=tell)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"begun"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT"])
def test_an_interrupted_build_leaves_whole_documents_and_is_taken_up_again(
    large: Path, tmp_path: Path, end: str
) -> None:
    location = tmp_path / "a.db"
    with _building(large, location) as process:
        time.sleep(0.1)
        process.send_signal(getattr(signal, end))
        process.communicate()
    with Store.open(location) as store:
        whole = "SELECT ?i WHERE { ?i lx:loaded true ; eli:cites ?o ; lx:unitCount ?n }"
        loaded = store.query("SELECT ?i WHERE { ?i lx:loaded true }").rows
        assert 20 <= len(loaded) <= 300
        assert len(store.query(whole).rows) == len(loaded)
    build([large], tmp_path / "fresh.db", workers=0)
    report = build([large], location, workers=0)
    assert 20 <= report.unchanged <= 300
    assert exported(location) == exported(tmp_path / "fresh.db")


def test_a_build_into_a_store_that_is_read_is_refused(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "a.db")
    with Store.open(tmp_path / "a.db"), pytest.raises(StoreError, match="another process"):
        build([folder], tmp_path / "a.db")


def test_the_report_counts_memory_and_time(folder: Path, tmp_path: Path) -> None:
    report = build([folder], tmp_path / "a.db", workers=1)
    assert isinstance(report, BuildReport)
    assert report.seconds > 0
    if sys.platform != "win32":
        assert 10_000_000 < report.peak_memory < 2_000_000_000


def test_no_workers_read_in_this_process(folder: Path) -> None:
    paths = sorted(folder.glob("S_*.txt"))
    items = list(walk(paths))
    (batch,) = pool.read_all([items], 0)
    assert [outcome.item.path for outcome in batch.outcomes] == paths
    assert all(outcome.graphs for outcome in batch.outcomes)
