"""Watching a folder: what arrives, changes or disappears is built, and nothing else is done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lexline.graph.build import BuildReport, build
from lexline.graph.cli import main
from lexline.graph.store import Store
from lexline.graph.watching import look, watch
from lexline.ontology.errors import InputError
from tests.fetching import on_terminal
from tests.test_archives import zipped


def text(number: int, year: int) -> str:
    return f"Recalling its resolution {number} ({year}),\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "inbox"
    place.mkdir()
    (place / "a.txt").write_text(text(1325, 2000), encoding="utf-8")
    return place


def watching(folder: Path, store: Path, *steps: Callable[[], object], prune: bool = False) -> Iterator[BuildReport]:
    """Watch a folder in which at each look one more step happens, without any waiting."""
    todo = iter(steps)

    def sleep(seconds: float) -> None:
        assert seconds == 0.5
        next(todo, lambda: None)()

    return watch(folder, store, every=0.5, prune=prune, workers=0, sleep=sleep)


def loaded(store: Path) -> int:
    with Store.open(store) as opened:
        return len(opened.query("SELECT ?i WHERE { ?i lx:loaded true }").rows)


def nothing() -> None:
    """Nothing happens between two looks."""


def test_what_arrives_is_built(folder: Path, tmp_path: Path) -> None:
    arrive = lambda: (folder / "b.txt").write_text(text(1820, 2008))  # noqa: E731
    builds = watching(folder, tmp_path / "s.db", nothing, nothing, arrive)
    assert (first := next(builds)).documents == 1
    assert first.unchanged == 0
    assert ((second := next(builds)).documents, second.unchanged) == (2, 1)


def test_what_changes_is_read_again(folder: Path, tmp_path: Path) -> None:
    builds = watching(folder, tmp_path / "s.db", lambda: (folder / "a.txt").write_text(text(1889, 2009) * 2))
    next(builds)
    report = next(builds)
    assert (report.documents, report.unchanged, report.removed) == (1, 0, 1)
    assert loaded(tmp_path / "s.db") == 1


def test_a_file_that_is_still_being_written_is_waited_for(folder: Path, tmp_path: Path) -> None:
    def write(times: int) -> Callable[[], object]:
        return lambda: (folder / "b.txt").write_text(text(1820, 2008) * times)

    builds = watching(folder, tmp_path / "s.db", write(1), write(2), write(3), nothing)
    next(builds)
    report = next(builds)
    assert report.documents == 2
    with Store.open(tmp_path / "s.db") as store:
        found = store.query('SELECT ?c WHERE { ?i dcterms:source "b.txt" . ?c lx:citingInstrument ?i }').rows
    assert len(found) == 3


@pytest.mark.parametrize("prune", [False, True])
def test_a_file_that_disappears_is_told_and_taken_out_only_if_asked(prune: bool, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(text(1888, 2009))
    build([tmp_path / "other.txt"], tmp_path / "s.db", workers=0)  # of no concern to the folder
    builds = watching(folder, tmp_path / "s.db", (folder / "a.txt").unlink, prune=prune)
    next(builds)
    report = next(builds)
    ((name, what),) = report.gone
    assert name == "a.txt"
    assert ("taken out" if prune else "--prune takes it out") in what
    assert report.removed == int(prune)
    assert loaded(tmp_path / "s.db") == (1 if prune else 2)


def test_an_archive_that_disappears_is_told_file_by_file(folder: Path, tmp_path: Path) -> None:
    (folder / "b.zip").write_bytes(zipped({"x/b.txt": text(1820, 2008).encode(), "c.txt": text(1888, 2009).encode()}))
    build([folder], tmp_path / "s.db", workers=0)
    (folder / "b.zip").unlink()
    report = build([folder], tmp_path / "s.db", workers=0)
    assert [name for name, _ in report.gone] == ["b.zip!/c.txt", "b.zip!/x/b.txt"]
    assert loaded(tmp_path / "s.db") == 3
    assert build([folder], tmp_path / "s.db", workers=0, prune=True).removed == 2
    assert build([folder], tmp_path / "s.db", workers=0).gone == ()


def test_a_file_that_is_moved_is_not_gone(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "s.db", workers=0)
    (folder / "deeper").mkdir()
    (folder / "a.txt").rename(folder / "deeper" / "a.txt")
    report = build([folder], tmp_path / "s.db", workers=0)
    assert (report.gone, report.unchanged) == ((), 1)


def test_a_file_that_became_unreadable_is_not_gone(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "s.db", workers=0)
    (folder / "a.txt").write_bytes(b"")
    report = build([folder], tmp_path / "s.db", workers=0, prune_gone=True)
    assert (report.gone, report.removed, len(report.failed)) == ((), 0, 1)


def test_a_look_leaves_out_the_store_and_what_is_hidden(folder: Path) -> None:
    (folder / ".part").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.txt").write_text("x")
    build([folder / "a.txt"], folder / "lexline.db", workers=0)
    assert [Path(name).name for name in look(folder, folder / "lexline.db")] == ["a.txt"]


def test_a_store_in_use_is_waited_for(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "lexline.db"
    build([folder], store, workers=0)
    (folder / "b.txt").write_text(text(1820, 2008), encoding="utf-8")
    reader = Store.open(store)
    report = next(watching(folder, store, reader.close))
    assert report.documents == 2


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no folder"):
        look(tmp_path / "nowhere", tmp_path / "s.db")


def test_a_file_that_never_comes_to_rest_holds_up_no_other(folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    endless = folder / "endless.txt"
    endless.write_text(text(1820, 2008))
    growing = [True]

    def grow(_: float) -> None:
        if growing:
            endless.write_text(endless.read_text() + text(1820, 2008))

    store = tmp_path / "s.db"
    builds = watch(folder, store, every=0.5, workers=0, sleep=grow, tell=told.append)
    next(builds)
    (folder / "b.txt").write_text(text(1888, 2009))
    report = next(builds)
    assert (report.unchanged, report.gone) == (1, ())  # a.txt; and what was built of the endless one is not gone
    assert loaded(store) == 3
    assert told == ["endless.txt is still being written; it is waited for."]
    growing.clear()
    assert next(builds).documents == 3
    endless.unlink()
    assert [name for name, _ in next(builds).gone] == ["endless.txt"]


def test_a_store_in_use_is_told_once(folder: Path, tmp_path: Path) -> None:
    build([folder], tmp_path / "s.db", workers=0)
    told: list[str] = []
    reader = Store.open(tmp_path / "s.db")
    steps = iter([nothing, nothing, reader.close])
    builds = watch(folder, tmp_path / "s.db", workers=0, sleep=lambda _: next(steps, nothing)(), tell=told.append)
    assert next(builds).unchanged == 1
    assert len(told) == 1
    assert "in use by another process" in told[0]


# --- the command -------------------------------------------------------------------------------------------
def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def test_the_command_tells_what_it_built(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("watch", str(folder), "--rounds", "1", "--store", str(tmp_path / "s.db")) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "1 document: 1 read, 0 unchanged." in captured.err


def test_an_unreadable_file_is_told_and_does_not_end_the_watch(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.txt").write_bytes(b"")
    assert run("watch", str(folder), "--rounds", "1", "--store", str(tmp_path / "s.db")) == 3
    assert "bad.txt is empty" in capsys.readouterr().err
    assert run("watch", str(tmp_path / "nowhere"), "--store", str(tmp_path / "s.db")) == 3


def test_quiet_is_quiet_of_what_is_gone(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["watch", str(folder), "--rounds", "1", "--store", str(tmp_path / "s.db")]
    run(*command, "--quiet")
    (folder / "a.txt").rename(tmp_path / "a.txt")
    (folder / "b.txt").write_text(text(1820, 2008))
    assert run(*command, "--quiet") == 0
    assert capsys.readouterr().err == ""
    assert run(*command) == 0
    assert "gone: a.txt" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_sees_how_the_first_build_gets_on(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lexline.graph.cli", "watch", str(folder), "--rounds", "1"]
    command += ["--store", str(tmp_path / "s.db")]
    assert "reading" in on_terminal(command)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for a child")
def test_ctrl_c_ends_it_with_130(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lexline.graph.cli", "watch", str(folder), "--every", "0.02", "--workers", "0"]
    command += ["--store", str(tmp_path / "s.db")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        assert "1 document:" in process.stderr.readline()
        (folder / "b.txt").write_text(text(1820, 2008))
        assert "2 documents" in process.stderr.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert loaded(tmp_path / "s.db") == 2
