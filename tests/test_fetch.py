"""`lexline fetch`, against a real server on the loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lexline.graph.library import missing
from lexline.graph.store import Store
from tests.fetching import FIRST, PDF, REPOSITORY, SECOND, TYPE, on_terminal, rows, run
from tests.slow_server import Say, Server
from tests.test_archives import zipped

pytest_plugins = ["tests.fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("no_settings")


def test_the_command_fetches_symbols_and_lists(
    server: Server, environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.on(FIRST, Say(200, PDF, TYPE))
    server.on("/api?s=S/2016/949&l=en&t=pdf", Say(200, PDF, TYPE))
    (tmp_path / "list.txt").write_text("# what I need\nS/2016/949  # a report\n\ns/res/1325 (2000)\n")
    assert run("fetch", "S/RES/1325(2000)", "--list", "list.txt", "--format", "jsonl") == 0
    found = rows(capsys)
    assert [(row["what"], row["status"]) for row in found] == [("S/RES/1325(2000)", "new"), ("S/2016/949", "new")]
    assert (environment / str(found[0]["file"])).read_bytes() == PDF


def test_a_document_that_is_nowhere_is_1_and_a_server_that_fails_4(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("fetch", "S/2099/1") == 1
    assert "not there: S/2099/1" in capsys.readouterr().err
    server.on(FIRST, Say(500))
    server.on(SECOND, Say(500))
    assert run("fetch", "S/RES/1325(2000)") == 4
    assert "answers 500" in capsys.readouterr().err


def test_after_a_few_failures_no_more_is_asked_for(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.before = lambda asked: server.on(asked.path, Say(503))
    assert run("fetch", *(f"S/2016/{number}" for number in range(1, 9))) == 4
    err = capsys.readouterr().err
    assert "the rest is not asked for" in err
    assert "8 of what was asked for" in err
    assert len({asked.path for asked in server.asked}) == 6  # three documents at two addresses


def test_offline_asks_no_server(server: Server, environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.on(FIRST, Say(200, PDF, TYPE))
    run("fetch", "S/RES/1325(2000)")
    asked = len(server.asked)
    capsys.readouterr()
    assert run("fetch", "S/RES/1325(2000)", "--offline", "--format", "jsonl") == 0
    assert [row["status"] for row in rows(capsys)] == ["kept"]
    assert run("fetch", "S/RES/1820(2008)", "--offline") == 1
    told = capsys.readouterr()
    assert "S/RES/1820(2008)" in told.out
    assert "1 of what was asked for is not in the library." in told.err
    assert "Fetch without --offline." in told.err
    assert run("fetch", "unxml", "--offline") == 1
    assert len(server.asked) == asked


def test_a_dry_run_tells_and_asks_nothing(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("fetch", "S/2016/949", "unxml", "--body", "GA", "--dry-run", "--format", "jsonl") == 0
    assert [(row["what"], row["status"], str(row["url"])[: len(server.url)]) for row in rows(capsys)] == [
        ("S/2016/949", "planned", server.url),
        ("unxml/GAresolutions", "planned", server.url),
    ]
    assert server.asked == []
    assert not environment.exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "nothing to fetch"),
        (["unxlm"], "neither a symbol nor a collection"),
        (["unxml", "--body", "ICJ"], "nothing of"),
        (["S/RES/1325(2000)", "--body", "SC"], "choose from a collection"),
        (["S/RES/1325(2000)", "--language", "de"], "no official language"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    arguments: list[str], why: str, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("fetch", *arguments) == 2
    assert why in capsys.readouterr().err


def test_a_list_with_a_line_that_is_no_symbol_is_told_with_its_line(
    environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.txt").write_text("S/2016/949\nsomething\n")
    assert run("fetch", "--list", "list.txt") == 2
    assert "line 2" in capsys.readouterr().err


def test_a_collection_is_fetched_and_built(
    server: Server, environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, zipped(REPOSITORY), {"ETag": '"9"'}))
    code = run(
        "fetch", "unxml", "--body", "sc", "--since", "2020", "--format", "jsonl", "--then-build", "--store", "s.db"
    )
    captured = capsys.readouterr()
    assert code in (0, 3), captured.err  # the digests of this test have no text
    assert "manifest" not in captured.err
    (row,) = [json.loads(line) for line in captured.out.splitlines()]
    assert (row["what"], row["note"]) == ("unxml/SCresolutions", "2 files, 2 new")
    assert "documents of the library are in s.db" in captured.err
    assert len(server.asked) == 1


def test_what_the_store_lacks_is_fetched_most_cited_first(
    server: Server, environment: Path, sample_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(sample_store) as store:
        lacking = missing(store, 3)
        assert [count for _, count in lacking] == sorted((count for _, count in lacking), reverse=True)
        assert missing(store, 2, {lacking[0][0]}) == lacking[1:3]
    first, second, third = (symbol for symbol, _ in lacking)
    server.on(f"/api?s={first}&l=en&t=pdf", Say(200, PDF, TYPE))
    command = ["fetch", "--missing", "--limit", "2", "--format", "jsonl", "--store", str(sample_store)]
    assert run(*command) == 0  # that some are nowhere is no failure here
    assert [(row["what"], row["status"]) for row in rows(capsys)] == [(first, "new"), (second, "absent")]
    run(*command)
    assert next(row["what"] for row in rows(capsys)) == third  # what is held, or known to be nowhere, is not asked for


def test_what_is_held_in_one_language_is_missing_in_another(
    server: Server, environment: Path, sample_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(sample_store) as store:
        ((first, _), (second, _)) = missing(store, 2)
    server.on(f"/api?s={first}&l=en&t=pdf", Say(200, PDF, TYPE))
    command = ["fetch", "--missing", "--limit", "1", "--format", "jsonl", "--store", str(sample_store)]
    run(*command)
    assert [row["what"] for row in rows(capsys)] == [first]
    run(*command, "--language", "fr")
    assert [(row["what"], row["language"], row["status"]) for row in rows(capsys)] == [(first, "fr", "absent")]
    run(*command)
    assert [row["what"] for row in rows(capsys)] == [second]


def test_a_failure_is_a_row_of_the_answer_and_leaves_no_folder(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.on(FIRST, Say(200, b"<html>Sorry</html>", {"Content-Type": "text/html"}))
    assert run("fetch", "S/RES/1325(2000)") == 4
    told = capsys.readouterr()
    assert "nothing found" not in told.out
    assert "failed" in told.out
    assert "something else (text/html)" in told.err
    assert not environment.exists()


def test_error_pages_of_a_server_that_answers_do_not_end_the_run(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.before = lambda asked: server.on(asked.path, Say(200, b"<html>Sorry</html>", {"Content-Type": "text/html"}))
    assert run("fetch", *(f"S/2016/{number}" for number in range(1, 7)), "--format", "jsonl") == 4
    assert [row["status"] for row in rows(capsys)] == ["failed"] * 6


def test_a_changed_file_is_told_and_1(server: Server, environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.on(FIRST, Say(200, PDF, TYPE))
    assert run("fetch", "S/RES/1325(2000)", "--quiet") == 0
    (environment / "documents" / "S_RES_1325(2000)-EN.pdf").write_bytes(b"%PDF- mine")
    for more in ([], ["--offline"]):
        assert run("fetch", "S/RES/1325(2000)", *more) == 1
        assert "1 file of the library was changed and left alone" in capsys.readouterr().err
    assert len(server.asked) == 1


def test_a_bomb_is_3_and_the_other_repositories_are_fetched(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, zipped({"r/b.xml": bytes(30_000_000)})))
    server.on("/UNxml/GAresolutions/archive/HEAD.zip", Say(200, zipped(REPOSITORY)))
    assert run("fetch", "unxml", "--format", "jsonl") == 3
    assert [(row["what"], row["status"]) for row in rows(capsys)] == [
        ("unxml/SCresolutions", "failed"),
        ("unxml/GAresolutions", "new"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_terminal_sees_how_an_archive_comes(server: Server, environment: Path) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, zipped(REPOSITORY), stall=0.2))
    command = [sys.executable, "-m", "lexline.graph.cli", "fetch", "unxml", "--body", "SC", "--rate", "100"]
    assert "unxml/SCresolutions, MB" in on_terminal(command)
    assert "unxml/SCresolutions" not in on_terminal([*command, "--quiet"])


def test_an_interrupted_fetch_is_130_and_goes_on_later(server: Server, environment: Path, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, PDF, TYPE | {"ETag": '"1"'}, stall=90.0, ranges=True))
    command = [sys.executable, "-m", "lexline.graph.cli", "fetch", "S/RES/1325(2000)"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        part = environment / "documents" / "S_RES_1325(2000)-EN.pdf.part"
        for _ in range(6000):
            if part.exists() and part.stat().st_size:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    assert part.exists()
    server.on(FIRST, Say(200, PDF, TYPE | {"ETag": '"1"'}, ranges=True))
    assert run("fetch", "S/RES/1325(2000)") == 0
    assert "range" in server.asked[-1].headers
