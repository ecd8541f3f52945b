"""Documents in the library: the manifest, what is absent, what somebody changed, two processes at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from lexline.loaders.sources import settings as sources
from lexline.loaders.sources.documents import CHANGED, FAILED, KEPT, Fetched
from lexline.loaders.sources.download import ABSENT, NEW, UNCHANGED
from lexline.loaders.sources.library import Entry, Library, file_name
from lexline.loaders.sources.turns import turn
from lexline.ontology.errors import InputError, LexlineError, NetworkError, UnsafeInput
from tests.fetching import FIRST, PDF, SECOND, TYPE, document
from tests.slow_server import Say, Server

pytest_plugins = ["tests.fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("no_settings")


def test_a_manifest_that_is_damaged_is_told_with_its_line(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.record([Entry("a.pdf", "held"), Entry("b.pdf", "absent", note="nowhere")])
    assert [entry.file for entry in Library(tmp_path)] == ["a.pdf", "b.pdf"]
    with (tmp_path / "manifest.jsonl").open("a") as out:
        out.write('{"file": \n')
    with pytest.raises(InputError, match="line 3"):
        Library(tmp_path)


def test_a_document_goes_into_the_library_with_its_line(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(302, headers={"Location": "/doc/undoc/gen/n00/720/18/pdf/n0072018.pdf"}))
    server.on("/doc/undoc/gen/n00/720/18/pdf/n0072018.pdf", Say(200, PDF, TYPE | {"ETag": '"1"'}))
    assert document(server, mine, tmp_path).status == NEW
    (line,) = (tmp_path / "library" / "manifest.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert entry["symbol"] == "S/RES/1325(2000)"
    assert entry["file"] == "documents/S_RES_1325(2000)-EN.pdf"
    assert (entry["language"], entry["format"], entry["when"]) == ("en", "pdf", "2026-03-01T12:00:00Z")
    assert entry["url"].endswith("n0072018.pdf")
    assert len(entry["sha256"]) == 64
    assert entry["etag"] == '"1"'
    assert document(server, mine, tmp_path).status == UNCHANGED
    assert (tmp_path / "library" / "manifest.jsonl").read_text("utf-8").splitlines() == [line]


def test_the_next_address_is_tried_where_one_has_it_not(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, b"", TYPE))
    server.on(SECOND, Say(200, PDF, TYPE))
    assert document(server, mine, tmp_path).url == server.url + quote(SECOND, safe="/?=()")
    server.on(FIRST, Say(403))
    assert document(server, mine, tmp_path).status == UNCHANGED  # the same content once more


def test_what_no_server_has_is_noted(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    found = document(server, mine, tmp_path, "S/2099/1")
    assert found.status == ABSENT
    assert Library(tmp_path / "library").symbols("absent", "en") == {"S/2099/1"}


@pytest.mark.parametrize(
    "say",
    [
        Say(200, b"", TYPE),
        Say(200, b"<!doctype html><title>Sorry</title>", {"Content-Type": "text/html"}),
        Say(403),
        Say(500),
    ],
)
def test_only_an_address_that_says_so_makes_a_document_absent(
    say: Say, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on(FIRST, say)
    server.on(SECOND, Say(404))
    with suppress(NetworkError):
        assert document(server, mine, tmp_path).status == FAILED
    assert not (tmp_path / "library").exists()
    server.on(FIRST, Say(200, PDF, TYPE))
    assert document(server, mine, tmp_path).status == NEW


def test_what_a_server_takes_away_is_kept(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, PDF, TYPE))
    document(server, mine, tmp_path)
    server.on(FIRST, Say(410))
    found = document(server, mine, tmp_path)
    assert (found.status, found.size) == (KEPT, len(PDF))
    assert "no server has it now" in found.note
    assert Library(tmp_path / "library").symbols("held", "en") == {"S/RES/1325(2000)"}


def test_a_file_that_somebody_changed_is_left_alone(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, PDF, TYPE | {"ETag": '"1"'}))
    document(server, mine, tmp_path)
    file = tmp_path / "library" / "documents" / "S_RES_1325(2000)-EN.pdf"
    file.write_bytes(PDF + b"my notes")
    found = document(server, mine, tmp_path)
    assert (found.status, len(server.asked)) == (CHANGED, 1)
    assert "move it away" in found.note
    assert file.read_bytes() == PDF + b"my notes"
    file.unlink()
    assert document(server, mine, tmp_path).status == NEW
    file.write_bytes(b"")  # lost in a breakdown
    assert document(server, mine, tmp_path).status == NEW


def test_a_failure_leaves_nothing(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, PDF, TYPE, cut=9000))  # without validators: it could not be continued
    server.on(SECOND, Say(500))
    with pytest.raises(NetworkError):
        document(server, mine, tmp_path)
    assert not (tmp_path / "library").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_that_leads_out_of_the_library_is_refused(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "documents").symlink_to(tmp_path / "elsewhere")
    server.on(FIRST, Say(200, PDF, TYPE))
    with pytest.raises(UnsafeInput, match="leads out of the library"):
        document(server, mine, tmp_path)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    (tmp_path / "library" / "documents").unlink()
    (tmp_path / "library").rmdir()
    (tmp_path / "library").symlink_to(tmp_path / "elsewhere")  # the whole library may lie elsewhere
    assert document(server, mine, tmp_path).status == NEW


# --- names -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "symbol", ["../../etc/passwd", "S/../../x", "..", "CON", "a\\b", "S/RES/1\0", "A" * 500, "S/ "]
)
def test_a_name_stays_in_its_folder_on_every_system(symbol: str) -> None:
    name = file_name(symbol, "en", "pdf")
    assert re.fullmatch(r"[A-Za-z0-9._()\[\]-]{1,140}", name)
    assert not name.startswith(".")
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", name.partition(".")[0])


def test_no_two_symbols_share_a_file() -> None:
    symbols = ["S/2016/949", "S_2016/949", "S/2016 949", "S/2016?949", "S/2016_949", "A" * 300, "A" * 301]
    assert len({file_name(symbol, "en", "pdf").lower() for symbol in symbols}) == len(symbols)


# --- several at once ---------------------------------------------------------------------------------------
def test_two_fetches_at_once_lose_no_line(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    numbers = range(1, 13)
    for number in numbers:
        server.on(f"/api?s=S/2016/{number}&l=en&t=pdf", Say(200, PDF, TYPE))
    env = {**os.environ, "LEXLINE_SOURCES": str(tmp_path / "mine.toml")}
    command = [sys.executable, "-m", "lexline.graph.cli", "fetch", "--quiet"]
    runs = [
        subprocess.Popen([*command, *(f"S/2016/{number}" for number in numbers if number % 3 != left)], env=env)
        for left in (0, 1)
    ]
    assert [one.wait(60) for one in runs] == [0, 0]
    library = Library(tmp_path / "lexline-library")
    assert library.symbols("held", "en") == {f"S/2016/{number}" for number in numbers}
    left = {path.name for path in library.folder.rglob("*") if path.is_file()}
    assert left == {"manifest.jsonl", *(f"S_2016_{number}-EN.pdf" for number in numbers)}


def test_the_second_waits_for_the_first_and_asks_only_whether_it_changed(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on(FIRST, Say(200, PDF, TYPE | {"ETag": '"1"'}, stall=0.2))
    found: list[Fetched] = []
    threads = [
        threading.Thread(target=lambda: found.append(document(server, mine, tmp_path)), daemon=True) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(one.status for one in found) == [NEW, UNCHANGED, UNCHANGED]
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"1"', '"1"']


def test_a_turn_that_does_not_come_is_told(tmp_path: Path) -> None:
    waited: list[bool] = []
    with turn(tmp_path / "new" / "a.pdf", 10.0), pytest.raises(LexlineError, match="has not finished"):  # noqa: SIM117
        with turn(tmp_path / "new" / "a.pdf", 0.0, lambda: waited.append(True)):
            pytest.fail("two at once")
    assert waited == [True]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_turn_ends_with_its_process_however_it_ends(tmp_path: Path) -> None:
    program = (
        "import sys, time, pathlib; from lexline.loaders.sources.turns import turn\n"
        "with turn(pathlib.Path(sys.argv[1]), 1.0): print('mine', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.pdf")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        process.kill()
    with turn(tmp_path / "a.pdf", 5.0):
        pass
    assert list(tmp_path.iterdir()) == []
