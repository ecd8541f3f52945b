"""The command line as a whole: exit codes, messages, interrupted runs, closed pipes, help."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from lexline.graph.cli import main
from lexline.graph.cli.app import VERBS

COMMAND = [sys.executable, "-m", "lexline.graph.cli"]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("LEXLINE_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, store: Path | None = None) -> int:
    """Run the command in this process and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main([*arguments, *(("--store", str(store)) if store else ())])
    return int(left.value.code or 0)


# --- usage -------------------------------------------------------------------------------------------------
def test_without_a_verb_help_is_printed(capsys: pytest.CaptureFixture[str]):
    assert run() == 0
    out = capsys.readouterr().out
    assert all(f"\n  {verb} " in out for verb in VERBS)
    assert "130 interrupted" in out


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_that_fits_eighty_columns(verb: str, capsys: pytest.CaptureFixture[str]):
    assert run(verb, "--help") == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    assert "--quiet" in out
    assert "--debug" in out


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]):
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("lexline 0.")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["shwo", "1325"], "Did you mean 'show'?"),
        (["show"], "Missing argument 'REF'"),
        (["show", "1325", "--colour"], "No such option"),
        (["show", "1325", "--format", "yaml"], "yaml"),
        (["query"], "lexline query --list"),
        (["query", "cited-bye"], "Did you mean cited-by"),
        (["query", "cited-by", "--param", "S/RES/1325(2000)"], "--param name=value"),
        (["cite", "-", "file.txt"], "Standard input"),
        (["lineage", "1325", "--depth", "0"], "depth"),
    ],
)
def test_a_usage_error_is_2_and_says_what_to_do(
    arguments: list[str], told: str, sample_store: Path, capsys: pytest.CaptureFixture[str]
):
    known = arguments[0] in VERBS and arguments[0] != "cite"
    assert run(*arguments, store=sample_store if known else None) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("lexline: ")
    assert told in captured.err
    assert "Traceback" not in captured.err


def test_an_unknown_reference_is_2_with_near_misses(sample_store: Path, capsys: pytest.CaptureFixture[str]):
    assert run("show", "S/RES/1325(2001)", store=sample_store) == 2
    err = capsys.readouterr().err
    assert "Did you mean" in err
    assert "S/RES/1325(2000)" in err


def test_a_missing_store_is_1_and_the_remedy_is_told(capsys: pytest.CaptureFixture[str]):
    assert run("show", "1325") == 1
    err = capsys.readouterr().err
    assert "There is no store at lexline.db" in err
    assert "lexline build" in err


def test_a_path_that_is_no_store_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "letter.txt").write_text("Dear Sir")
    assert run("stats", store=tmp_path / "letter.txt") == 1
    assert "is not a lexline store" in capsys.readouterr().err


def test_sparql_that_does_not_parse_is_2_with_its_place(
    sample_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "mine.rq").write_text("SELECT ?a\nWHERE { ?a ?b }")
    assert run("query", "mine.rq", store=sample_store) == 2
    assert "line 2" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02 binary \xff" * 50], ids=["empty", "binary"])
def test_an_unreadable_file_is_3_and_the_others_are_read(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "bad.txt").write_bytes(content)
    (tmp_path / "good.txt").write_text("Recalling its resolution 1325 (2000),")
    assert run("cite", "bad.txt", "good.txt", "--format", "jsonl") == 3
    captured = capsys.readouterr()
    assert '"target": "S/RES/1325(2000)"' in captured.out
    assert "bad.txt" in captured.err
    assert "1 file was not read" in captured.err


def test_a_file_that_is_not_there_is_3(capsys: pytest.CaptureFixture[str]):
    assert run("cite", "nowhere.xml") == 3
    assert "nowhere.xml" in capsys.readouterr().err


def test_a_question_that_takes_too_long_is_5(sample_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    (tmp_path / "endless.rq").write_text(endless)
    assert run("query", "endless.rq", "--timeout", "0.5", store=sample_store) == 5
    assert "longer than 0.5 seconds" in capsys.readouterr().err


def test_a_traceback_is_shown_on_request_only(capsys: pytest.CaptureFixture[str]):
    assert run("show", "1325", "--debug") == 1
    assert "Traceback" in capsys.readouterr().err


def test_shared_options_may_stand_before_the_verb(sample_store: Path, capsys: pytest.CaptureFixture[str]):
    assert run("--store", str(sample_store), "--quiet", "show", "1325") == 0
    assert "S/RES/1325(2000)" in capsys.readouterr().out


def test_the_store_can_be_named_by_a_variable(
    sample_store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("LEXLINE_STORE", str(sample_store))
    assert run("show", "1325") == 0
    assert "S/RES/1325(2000)" in capsys.readouterr().out


# --- as a process ------------------------------------------------------------------------------------------
def test_help_needs_no_database_and_no_reader():
    """So that it is there at once: the large libraries take most of the time of a start."""
    code = """
import sys
from lexline.graph.cli import main
try:
    main(["--help"])
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    loaded = set(done.stderr.split())
    assert {"lexline", "typer"} <= loaded
    large = "docx jinja2 lxml networkx numpy pyoxigraph pypdfium2 pyshacl pyvis rdflib requests sklearn urllib3"
    assert not loaded & set(large.split())


@pytest.mark.skipif(os.name == "nt", reason="a pipe that closes early is told otherwise there")
def test_a_reader_that_leaves_early_is_no_error(sample_store: Path):
    """As in `lexline query ... | head -1`."""
    everything = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    command = [*COMMAND, "query", "-", "--store", str(sample_store), "--format", "csv"]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, encoding="utf-8") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(everything)
        process.stdin.close()
        assert process.stdout.readline() == "s,p,o\n"
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(30) == 0


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send")
def test_an_interrupted_run_is_130():
    with subprocess.Popen([*COMMAND, "cite", "-"], stdin=-1, stdout=-1, stderr=-1, encoding="utf-8") as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write("word " * 100_000)  # more than a pipe holds: all of it has gone only if it is being read
        process.stdin.flush()
        for _ in range(10):  # one that comes just before a read begins is seen only when the read is over
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(3)
                break
        process.stdin.close()
        err = process.stderr.read()
    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_1_without_a_traceback(sample_store: Path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "stats", "--store", str(sample_store)],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_output_is_utf8_whatever_the_system_says(sample_store: Path):
    here = {**os.environ, "PYTHONIOENCODING": "ascii", "LEXLINE_STORE": str(sample_store)}
    done = subprocess.run([*COMMAND, "lineage", "2388"], env=here, capture_output=True, check=False)
    assert done.returncode == 0
    assert "└──" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_shells_can_complete_verbs(shell: str):
    words = {"bash": ("COMP_WORDS", "lexline s"), "zsh": ("_TYPER_COMPLETE_ARGS", "lexline s")}
    name, value = words.get(shell, ("_TYPER_COMPLETE_ARGS", "lexline s"))
    here = {
        **os.environ,
        "_LEXLINE_COMPLETE": f"complete_{shell}",
        name: value,
        "COMP_CWORD": "1",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": "s",
    }
    done = subprocess.run(COMMAND, env=here, capture_output=True, encoding="utf-8", check=False)
    assert "show" in done.stdout
    assert "stats" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="file names have no control characters there")
def test_file_names_do_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]):
    Path("papers").mkdir()
    Path("papers/\x1b]0;own\x07.txt").write_bytes(b"")
    run("build", "papers", "--store", "own.db")
    told = capsys.readouterr().err
    assert "own" in told
    assert "\x1b" not in told
    assert "\x07" not in told
