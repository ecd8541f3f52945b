"""Bad files of every kind: none stops a run, asks for anything outside itself, or takes room without bound.

The command line reads them in a process of its own that is watched: every connection and every file that Python opens
is noted there, a server and a pipe wait for whoever follows what the files point at, and the memory at its peak is told
at the end.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexline.loaders import LOADERS, loader_for
from lexline.loaders.records import CATALOGUES, Loaded, catalogue_for
from lexline.ontology.errors import InputError
from tests import hostile_files, spoiling
from tests.hostile_kinds import MEGABYTE, READ, REFUSED, SKIPPED, Bait, Hostile
from tests.spoiling import Edit
from tests.test_loaders import check

GOOD = spoiling.good()
SECRET = "The bait was taken, see resolution 8888 (2031)"

#: Runs the command line and writes down what it opened, where it connected to, and how much memory it took.
WATCHED = """
import json, os, sys
seen = {"connected": [], "opened": []}
report, allowed = sys.argv[1], json.loads(sys.argv[2])

def note(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        seen["connected"].append(repr(args))
    elif event in ("open", "os.open") and isinstance(args[0], (str, bytes)):
        path = os.path.abspath(os.fsdecode(args[0]))
        if not any(path == one or path.startswith(one + os.sep) for one in allowed):
            seen["opened"].append(path)

from lexline.graph.cli import main
sys.addaudithook(note)
try:
    code = main(sys.argv[3:])
except SystemExit as end:
    code = end.code
try:
    import resource
    unit = 1 if sys.platform == "darwin" else 1024
    both = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    seen["memory"] = [resource.getrusage(who).ru_maxrss * unit for who in both]
    # on Linux ru_maxrss begins with what the starting process had: the peak since this program began is told elsewhere
    if os.path.exists("/proc/self/status"):
        peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
        seen["memory"][0] = int(peak.split()[1]) * 1024
except ImportError:
    seen["memory"] = [0, 0]
with open(report, "w") as out:
    json.dump(seen, out)
sys.exit(code)
"""


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str
    connected: list[str]
    opened: list[str]
    memory: int


def run(folder: Path, *arguments: str) -> Run:
    """Run a verb in a watched process, in `folder`, which it may write to."""
    places = {
        *sys.path,
        sys.prefix,
        sys.base_prefix,
        str(Path(os.__file__).parent),
        str(folder),
        "/dev",
        "/proc",
        "/sys",
    }
    places |= {str(Path(place).resolve()) for place in places if place} | {str(spoiling.FIXTURES.parents[1])}
    places |= {"/etc/localtime", "/etc/mime.types", "/usr/share/zoneinfo"}
    report = folder / "seen.json"
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(report), json.dumps(sorted(filter(None, places))), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"},
        check=False,
    )
    assert report.exists(), done.stderr[-3000:]
    seen = json.loads(report.read_text())
    return Run(done.returncode, done.stdout, done.stderr, seen["connected"], seen["opened"], max(seen["memory"]))


@contextmanager
def baited(folder: Path) -> Iterator[tuple[Bait, list[str]]]:
    """Put out what files may point at; the list holds who came."""
    came: list[str] = []
    secret = folder / "bait.txt"
    secret.write_text(SECRET)
    pipe = folder / "pipe"
    if hasattr(os, "mkfifo"):
        os.mkfifo(pipe)
    server = socket.create_server(("127.0.0.1", 0))

    def wait() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            came.append(caller.recv(200).decode("latin-1"))
            caller.close()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.getsockname()[1]}/bait"
    try:
        yield Bait(url, secret.as_uri(), pipe.as_uri()), came
    finally:
        with socket.create_connection(server.getsockname()) as last:
            last.sendall(b"last")
        while "last" not in came:
            thread.join(0.01)
        server.close()


@pytest.fixture
def asked_for(request: pytest.FixtureRequest) -> None:
    """Leave a test out that takes minutes, unless heavy tests are what was asked for."""
    if "heavy" not in request.config.option.markexpr:
        pytest.skip("takes minutes; pytest -m heavy runs it")


def put(folder: Path, files: Iterator[Hostile]) -> list[Hostile]:
    """Write files, and sound ones between them; returns those that this system could hold."""
    folder.mkdir()
    written = []
    for one in files:
        try:
            (folder / one.name).write_bytes(one.make())
        except (OSError, ValueError):
            continue  # no such name on this system
        written.append(one)
    for name, data in GOOD.items():
        (folder / f"good-{name}" if not name[0].isdigit() else folder / name).write_bytes(data)
    return written


def names_of_good() -> set[str]:
    return {name if name[0].isdigit() else f"good-{name}" for name in GOOD}


def judged(one: Hostile, said: dict[str, list[tuple[str, str]]]) -> str:
    """What is wrong with what became of a file; "" where nothing is. `said` holds fates and reasons by path."""
    own = [
        pair for path, pairs in said.items() if path == one.name or path.startswith(f"{one.name}!/") for pair in pairs
    ]
    fates = {fate for fate, _ in own}
    if not own and one.fate in (REFUSED, SKIPPED):
        return f"{one.name!r}: nothing is said of it"
    if one.fate == REFUSED and REFUSED not in fates:
        return f"{one.name!r}: it was not refused: {own[:3]}"
    if one.fate == READ and own and fates - {"repaired", "left out"}:
        return f"{one.name!r}: it was not read: {own[:3]}"
    if one.says and not any(one.says in reason for _, reason in own):
        return f"{one.name!r}: “{one.says}” is not said: {own[:3]}"
    return ""


def test_a_folder_of_bad_files_is_built_as_far_as_it_is_good(tmp_path: Path) -> None:
    with baited(tmp_path) as (bait, came):
        folder = tmp_path / "corpus"
        files = put(folder, hostile_files.corpus(bait))
        done = run(tmp_path, "build", "corpus", "--workers", "0", "--format", "json", "-o", "said.json")
        told = json.loads((tmp_path / "said.json").read_text("utf-8"))
    assert done.code == 3
    assert "Traceback" not in done.err
    assert (done.connected, [one for one in came if one != "last"]) == ([], [])
    assert done.opened == []
    assert done.memory < 700 * MEGABYTE
    said: dict[str, list[tuple[str, str]]] = {}
    for key, fate in (("failed", REFUSED), ("skipped", SKIPPED), ("recovered", "repaired"), ("duplicates", "left out")):
        for entry in told[key]:
            said.setdefault(entry["path"], []).append((fate, entry["reason"]))
            assert "Please report" not in entry["reason"], entry
            assert fate != REFUSED or len(entry["reason"].rstrip(".").split(". ")) > 1, entry  # what, and what to do
    assert [wrong for one in files if (wrong := judged(one, said))] == []
    refused = {path for path, pairs in said.items() if any(fate == REFUSED for fate, _ in pairs)}
    assert refused & names_of_good() == set()
    exported = run(tmp_path, "export", "--format", "nquads", "-o", "all.nq")
    assert exported.code == 0, exported.err
    assert SECRET not in (tmp_path / "all.nq").read_text("utf-8")


def test_the_citations_in_a_folder_of_bad_files_are_those_of_the_good_ones(tmp_path: Path) -> None:
    with baited(tmp_path) as (bait, came):
        files = put(tmp_path / "corpus", hostile_files.corpus(bait))
        done = run(tmp_path, "cite", "corpus", "--workers", "1", "--format", "jsonl")
    assert done.code == 3
    assert "Traceback" not in done.err
    assert (done.connected, [one for one in came if one != "last"], done.opened) == ([], [], [])
    assert done.memory < 700 * MEGABYTE
    assert SECRET not in done.out
    for one in files:
        records = catalogue_for(one.name, one.make()[:4096]) is not None  # they cite nothing, and are not read here
        assert one.fate != REFUSED or records or one.name in done.err, one.name
    cited = {Path(json.loads(line)["file"]).name for line in done.out.splitlines()}
    texts = {name for name in names_of_good() if name.startswith("good-") and not name.endswith((".json", ".csv"))}
    assert cited >= texts - {"good-marc.xml"}


def test_what_is_refused_is_named_on_the_terminal_with_its_remedy(tmp_path: Path) -> None:
    files = [one for one in hostile_files.corpus() if one.name in ("locked.pdf", "pages.pdf", "zero.txt", "way-1.zip")]
    put(tmp_path / "corpus", iter(files))
    done = run(tmp_path, "build", "corpus", "--workers", "0")
    assert done.code == 3
    for words in (
        "locked.pdf is protected by a password. Save a copy without protection",
        "pages.pdf has 5,000 pages; the limit is 2,000. Split it",
        "zero.txt is empty. Leave it out, or fetch it again.",
        "out.txt is refused: its name leads out of the archive. If you trust it, unpack it by hand.",
        "4 files were not read.",
    ):
        assert words in " ".join(done.err.split()), done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among files")
def test_what_is_no_file_in_a_folder_is_told_and_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    os.mkfifo(folder / "pipe.txt")
    for name, target in (
        ("zero.txt", "/dev/zero"),
        ("gone.txt", "nowhere"),
        ("loop.txt", "loop.txt"),
        ("sub/up", ".."),
    ):
        (folder / name).symlink_to(target)
    for name in (b"good.txt", b"not-utf8-\xff\xe9.txt", b"sub/\x1b[31m.txt"):
        with suppress(OSError):  # some systems have no such names
            (folder / os.fsdecode(name)).write_bytes(hostile_files.TEXT)
    done = run(tmp_path, "build", "corpus", "--workers", "0")
    assert done.code == 3
    assert "1 file was not read" in done.err
    for told in ("pipe.txt: not a regular file", "zero.txt: not a regular file", "gone.txt: not a regular file"):
        assert f"skipped: {told}" in done.err
    assert "loop.txt cannot be read: a link that leads back to itself" in done.err
    assert "\x1b" not in done.err
    cited = run(tmp_path, "cite", "corpus", "--format", "jsonl")
    found = {json.loads(line)["file"] for line in cited.out.splitlines()}
    assert cited.code == 3
    assert "corpus/good.txt" in found
    assert len(found) == sum(name.is_file() and not name.is_symlink() for name in folder.rglob("*.txt"))


@pytest.mark.heavy
@pytest.mark.usefixtures("asked_for")
@pytest.mark.parametrize("one", tuple(hostile_files.heavy()), ids=lambda one: one.name)
def test_long_files_and_bombs_take_little_memory(one: Hostile, tmp_path: Path) -> None:
    put(tmp_path / "corpus", iter([one]))
    done = run(tmp_path, "build", "corpus", "--workers", "0", "--format", "json", "-o", "said.json")
    told = json.loads((tmp_path / "said.json").read_text("utf-8"))
    failed = {entry["path"] for entry in told["failed"]}
    assert "Traceback" not in done.err
    assert not any("Please report" in entry["reason"] for entry in told["failed"])
    assert done.code == (3 if failed else 0)
    assert {path.partition("!/")[0] for path in failed} <= {one.name}
    assert one.fate != REFUSED or failed
    assert one.fate != READ or not failed
    assert (done.connected, done.opened) == ([], [])
    assert done.memory < 2000 * MEGABYTE


# --- files spoiled at random -----------------------------------------------------------------------------------------

edits = st.lists(
    st.builds(
        Edit,
        st.sampled_from(spoiling.KINDS_OF_DAMAGE),
        st.integers(0, 999),
        st.sampled_from((1, 2, 7, 30, 200, 3000)),
        st.sampled_from(spoiling.SIGNS) | st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=8,
)


def read_or_refused(name: str, data: bytes) -> Loaded | tuple[object, ...]:
    """Read a spoiled file by the reader of its kind; what comes out keeps the contract, a refusal says what to do."""
    reader = catalogue_for(name, GOOD[name]) or loader_for(name, GOOD[name])
    assert reader is not None
    reader.recognise(name, data[:4096])
    remedies = []
    found: Loaded | tuple[object, ...] = ()
    try:
        found = reader.load(data, name)
    except InputError as error:
        remedies.append(error.remedy)
    assert all(remedies)
    for document in found if reader in LOADERS else ():  # type: ignore[attr-defined]
        check(document)
    return found


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited=edits, other=st.sampled_from(sorted(GOOD)))
def test_a_spoiled_file_is_read_or_refused(name: str, edited: list[Edit], other: str) -> None:
    read_or_refused(name, spoiling.damaged(GOOD[name], edited, GOOD[other]))


@pytest.mark.heavy
@pytest.mark.usefixtures("asked_for")
@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(edited=edits, other=st.sampled_from(sorted(GOOD)))
def test_a_file_spoiled_in_any_of_many_ways_is_read_or_refused(name: str, edited: list[Edit], other: str) -> None:
    read_or_refused(name, spoiling.damaged(GOOD[name], edited, GOOD[other]))


def test_every_format_and_kind_of_record_is_spoiled() -> None:
    readers: set[object] = {catalogue_for(name, data) or loader_for(name, data) for name, data in GOOD.items()}
    wanted: set[object] = {*LOADERS, *CATALOGUES}
    assert readers == wanted


def test_a_good_file_stays_what_it_is_without_damage() -> None:
    for name, data in GOOD.items():
        assert spoiling.damaged(data, ()) == data
        assert read_or_refused(name, data)
