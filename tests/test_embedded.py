"""The store in a folder: its marker, its locks, and what is left of it when a disk is full or a process is killed."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pyoxigraph as ox
import pytest

from lexline.graph.embedded import _told
from lexline.graph.marker import MARKER
from lexline.graph.quads import encode
from lexline.graph.store import Store
from lexline.graph.terms import SHARED_GRAPH
from lexline.ontology.errors import StoreError, UsageError
from lexline.ontology.vocabulary import ELI, ID, graph_iri
from tests.graphs import resolution, store_of


def content(store: Store) -> list[bytes]:
    return sorted((store.raw.dump(format=ox.RdfFormat.N_QUADS) or b"").split(b"\n"))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return store_of(tmp_path / "a.db", [resolution()])


def test_a_new_store_is_a_folder_with_a_marker(tmp_path: Path) -> None:
    with Store.open(tmp_path / "deep" / "new.db", create=True):
        pass
    assert json.loads((tmp_path / "deep" / "new.db" / MARKER).read_text(encoding="utf-8"))["format"] == 1


def test_many_may_read_at_a_time_but_nobody_while_one_writes(built: Path) -> None:
    with Store.open(built), Store.open(built) as second:
        assert second.query("ASK { ?s ?p ?o }").boolean is True
        with pytest.raises(StoreError, match="by another process"):
            Store.open(built, read_only=False)
    with Store.open(built, read_only=False), pytest.raises(StoreError, match="being written"):
        Store.open(built)


def test_a_store_in_use_by_another_process_says_so(built: Path) -> None:
    script = f"""
        import sys
        from lexline.graph.store import Store
        with Store.open({str(built)!r}, read_only=False):
            print("open", flush=True)
            sys.stdin.read()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"open"
        with pytest.raises(StoreError) as caught:
            Store.open(built)
        assert "another process" in caught.value.message
        assert "Wait" in caught.value.remedy
        other.communicate(b"")
    with Store.open(built):
        pass


@pytest.mark.parametrize("case", ["missing", "file", "folder", "damaged", "newer", "other base", "empty"])
def test_what_is_no_store_is_refused_with_a_remedy(tmp_path: Path, case: str) -> None:
    place = tmp_path / "x"
    marker = {"format": 1, "base": "https://w3id.org/lexline/"}
    if case == "file":
        place.write_text("not a store", encoding="utf-8")
    elif case != "missing":
        place.mkdir()
        (place / "notes.txt").write_text("mine", encoding="utf-8")
    if case == "damaged":
        (place / MARKER).write_text("{", encoding="utf-8")
    if case in ("newer", "other base", "empty"):
        change = {"newer": {"format": 99}, "other base": {"base": "https://example.org/"}, "empty": {}}[case]
        (place / MARKER).write_text(json.dumps(marker | change), encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        Store.open(place)
    assert str(place) in caught.value.message
    assert caught.value.remedy


def test_a_folder_with_other_things_does_not_become_a_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"x")
    with pytest.raises(StoreError, match=r"thesis\.docx"):
        Store.open(tmp_path, create=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize("bulk", [0, 1 << 30], ids=["straight into files", "through the log"])
def test_what_is_no_rdf_is_told_with_its_document(built: Path, bulk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lexline.graph.embedded._BULK_BYTES", bulk)
    graph, known = graph_iri("S/RES/9(1946)"), graph_iri("S/RES/2388(2017)")
    bad = f"<{ID}S-RES-9-1946> <{ELI}is_about> <http://x/[> <{graph}> .\n".encode()
    with Store.open(built, read_only=False) as store:
        before = content(store)
        with pytest.raises(StoreError, match=r"S/RES/9\(1946\) cannot be written as RDF"):
            store.replace([encode(*resolution(2400)), (graph, bad)])
        with pytest.raises(StoreError, match=r"S/RES/2388\(2017\) cannot be written as RDF"):
            store.replace([(known, bad.replace(graph.encode(), known.encode()))])
        assert content(store) == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("IO error: lock hold by current process, acquire time 1: /a/LOCK: No locks available", "in use"),
        ("IO error: While lock file: /a/LOCK: Resource temporarily unavailable", "in use"),
        ("Corruption: block checksum mismatch: stored = 1, computed = 2", "cannot be used: Corruption"),
    ],
)
def test_damage_is_not_told_as_a_lock(built: Path, said: str, told: str) -> None:
    with pytest.raises(StoreError, match=told), _told(built):
        raise OSError(said)


def test_a_time_limit_needs_a_store_opened_for_reading(built: Path) -> None:
    with Store.open(built, read_only=False) as store, pytest.raises(UsageError):
        store.query("ASK {}", timeout=1)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit on file sizes is a POSIX one")
@pytest.mark.parametrize("count", [60, 1000], ids=["through the log", "straight into files"])
def test_a_full_disk_is_told_and_leaves_what_was_there(built: Path, count: int) -> None:
    """The limit on file size makes every write beyond it fail, as a full disk does."""
    with Store.open(built) as store:
        before = content(store)
    script = f"""
        import resource, signal
        from lexline.graph.quads import encode
        from lexline.graph.store import Store
        from lexline.ontology.errors import StoreError
        from tests.graphs import resolution
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with Store.open({str(built)!r}, read_only=False) as store:
            documents = [encode(*resolution(number)) for number in range(3000, 3000 + {count})]
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
            try:
                store.replace(documents)
            except StoreError as error:
                print(error)
    """
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=root,
        check=False,
    )
    assert "is full" in done.stdout, done.stderr
    with Store.open(built, read_only=False) as store:
        left = content(store)
    assert set(before) <= set(left)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("delay", [0.05, 0.3])
@pytest.mark.parametrize("bulk", [0, 1 << 30], ids=["straight into files", "through the log"])
def test_a_process_killed_while_it_writes_leaves_whole_documents(tmp_path: Path, delay: float, bulk: int) -> None:
    """Documents change between two versions, and new ones come, until the process is killed."""
    location = tmp_path / "a.db"
    script = f"""
        import itertools
        import lexline.graph.embedded as module
        module._BULK_BYTES = {bulk}
        from lexline.graph.quads import encode
        from lexline.graph.store import Store
        from tests.graphs import resolution
        old, new = ("S/RES/1325(2000)", "resolution 1325 (2000)"), ("S/RES/1265(1999)", "resolution 1265 (1999)")
        with Store.open({str(location)!r}, create=True) as store:
            store.replace([encode(*resolution(2388))])
            print("begun", flush=True)
            for turn in itertools.count():
                version = (new, old)[turn % 2]
                numbers = [2388, *range(3000 + 200 * turn, 3200 + 200 * turn)]
                store.replace([encode(*resolution(n, 2017, *version)) for n in numbers], settle=turn % 3 == 0)
    """
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, cwd=root) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"begun"
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(delay)
        writer.send_signal(signal.SIGKILL)
    shutil.copytree(location, tmp_path / "copy")
    with Store.open(tmp_path / "copy") as store:
        _assert_whole_documents(store)
    with Store.open(location, read_only=False) as store:
        _assert_whole_documents(store)
        store.replace([encode(*resolution(2388))])


def _assert_whole_documents(store: Store) -> None:
    versions = [("S/RES/1325(2000)", "resolution 1325 (2000)"), ("S/RES/1265(1999)", "resolution 1265 (1999)")]
    graphs = [graph for graph in store.raw.named_graphs() if graph.value != SHARED_GRAPH]
    assert graphs
    for graph in graphs:
        found = sorted((store.raw.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b"").split(b"\n"))
        number = int(graph.value.rpartition("-RES-")[2].partition("-")[0])
        wanted = []
        for version in versions:
            name, data = encode(*resolution(number, 2017, *version))
            end = f" <{name}> .".encode()
            wanted.append(sorted([b"", *(x.removesuffix(end) + b" ." for x in data.split(b"\n") if x.endswith(end))]))
        assert found in wanted
        # every index agrees: each triple is found from its object as well
        about = ox.NamedNode("http://data.europa.eu/eli/ontology#LegalResource")
        assert sum(1 for _ in store.raw.quads_for_pattern(None, None, about, graph)) == 1
