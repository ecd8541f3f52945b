"""The full-text index follows the store: made by a build, changed with it, made again where it is lost or damaged."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lexline.graph import fulltext, indexing
from lexline.graph.build import build
from lexline.graph.fulltext import NAME, connect, is_current
from lexline.graph.indexed_links import network
from lexline.graph.projection import Projection, project
from lexline.graph.remote import RemoteStore
from lexline.graph.search_index import open_index
from lexline.graph.searching import Found, search
from lexline.graph.store import open_store
from lexline.ontology.errors import LexlineError, StoreError
from tests import servers

LANTERNS = "S/RES/9001 (2031)\n\nThe Security Council,\n\n1. Decides that lanterns shall be lit;\n"
BEACONS = "S/RES/9001 (2031)\n\nThe Security Council,\n\n1. Decides that beacons shall be lit;\n"
BELLS = "S/RES/9002 (2031)\n\nThe Security Council,\n\n1. Requests that bells be rung;\n"


def look(location: Path, words: str) -> Found:
    with open_store(location) as store, open_index(store) as index:
        return search(index, words)


def units(found: Found) -> list[tuple[str, str | None]]:
    return [(hit.instrument, hit.eid) for hit in found.hits]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents in a folder, not built yet."""
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "one.txt").write_text(LANTERNS, encoding="utf-8")
    (documents / "two.txt").write_text(BELLS, encoding="utf-8")
    return documents


def test_a_build_makes_the_index_and_keeps_it_in_step_with_the_documents(folder: Path, tmp_path: Path):
    location = tmp_path / "store"
    build([folder], location, workers=0)
    assert is_current(location)
    assert units(look(location, "lanterns")) == [("S/RES/9001(2031)", "op_1")]
    (folder / "one.txt").write_text(BEACONS, encoding="utf-8")
    (folder / "two.txt").unlink()
    build([folder], location, workers=0, prune=True)
    assert units(look(location, "beacons")) == [("S/RES/9001(2031)", "op_1")]
    assert look(location, "lanterns").total == 0
    assert look(location, "bells").total == 0
    with closing(connect(location)) as index:
        # the tables of words and of passages say the same
        index_rows = index.execute("SELECT count(*) FROM passage").fetchone()
        assert index.execute("SELECT count(*) FROM found").fetchone() == index_rows
        assert index.execute("SELECT doc FROM vocabulary WHERE term = 'lanterns'").fetchone() is None


def test_a_changed_index_is_what_one_made_anew_would_be(folder: Path, tmp_path: Path):
    changed, anew = tmp_path / "changed", tmp_path / "anew"
    build([folder], changed, workers=0)
    (folder / "three.txt").write_text(BELLS.replace("9002", "9003").replace("bells", "gongs"), encoding="utf-8")
    (folder / "two.txt").unlink()
    build([folder], changed, workers=0, prune=True)
    build([folder], anew, workers=0)

    def said(location: Path) -> list[tuple[object, ...]]:
        with closing(connect(location)) as index:
            query = (
                "SELECT i.name, i.title, i.year, i.body, i.kind, i.cited, u.kind, p.eid, p.heading, p.words "
                "FROM passage p JOIN unit u ON u.id = p.id JOIN instrument i ON i.id = u.instrument"
            )
            words = index.execute("SELECT term, doc, cnt FROM vocabulary").fetchall()
            return sorted(index.execute(query), key=str) + words

    assert said(changed) == said(anew)


def test_nothing_is_written_where_nothing_has_changed(folder: Path, tmp_path: Path):
    location = tmp_path / "store"
    build([folder], location, workers=0)
    before = (location / NAME).read_bytes()
    build([folder], location, workers=0)
    assert (location / NAME).read_bytes() == before


def test_what_a_killed_build_left_behind_is_caught_up_with_when_it_is_asked_for(folder: Path, tmp_path: Path):
    location = tmp_path / "store"
    build([folder], location, workers=0)
    with open_store(location) as store:
        fulltext.forget(
            store.beside, [next(name for name in store.graph_names() if "9001" in name and "#" not in name)]
        )
    assert not is_current(location)
    with open_store(location) as store:
        done = indexing.settle(store)
    assert done.instruments == 1
    assert is_current(location)
    assert units(look(location, "lanterns")) == [("S/RES/9001(2031)", "op_1")]


def test_an_index_whose_writer_was_killed_is_what_it_was_and_then_caught_up_with(sample_store: Path, tmp_path: Path):
    location = tmp_path / "store"
    shutil.copytree(sample_store, location)
    script = f"""
import os
from lexline.graph import fulltext, indexing
from lexline.graph.store import open_store
with open_store({str(location)!r}) as store:
    fulltext.forget(store.beside, [name for name in store.graph_names() if "#" not in name])
    indexing.settle(store, progress=lambda done, total, name: os._exit(9) if done > 1000 else None)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert not is_current(location)
    assert look(location, "trafficking in persons").total == look(sample_store, "trafficking in persons").total > 0
    assert is_current(location)


@pytest.mark.parametrize("damage", ["gone", "no database", "cut", "another version", "empty"])
def test_an_index_that_is_lost_damaged_or_of_another_make_is_made_again(
    sample_store: Path, tmp_path: Path, damage: str
):
    location = tmp_path / "store"
    shutil.copytree(sample_store, location)
    path = location / NAME
    if damage == "gone":
        path.unlink()
    elif damage == "no database":
        path.write_bytes(b"lexline " * 5000)
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[:3000])
    elif damage == "empty":
        path.write_bytes(b"")
    else:
        with closing(sqlite3.connect(path)) as index, index:
            index.execute("UPDATE meta SET value = 'of yesterday' WHERE key = 'version'")
            index.execute("DELETE FROM unit")
    assert look(location, "trafficking in persons").total == look(sample_store, "trafficking in persons").total > 0


def test_an_index_that_is_interrupted_while_it_is_written_stays_what_it_was(sample_store: Path, tmp_path: Path):
    location = tmp_path / "store"
    shutil.copytree(sample_store, location)
    fulltext.forget(location)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with open_store(location) as store:
        graphs = [name for name in store.graph_names() if "#" not in name]
        fulltext.forget(location, graphs)
        with pytest.raises(KeyboardInterrupt):
            indexing.settle(store, progress=stop)
    with closing(connect(location)) as index:
        assert fulltext.meta(index) == {"version": fulltext.VERSION, "behind": "1"}
        assert index.execute("SELECT count(*) FROM found WHERE found MATCH 'trafficking'").fetchone()[0] > 0
    assert look(location, "trafficking").total > 0


def test_an_index_that_cannot_be_written_is_told_of_with_a_remedy(sample_store: Path, tmp_path: Path):
    location = tmp_path / "store"
    shutil.copytree(sample_store, location)
    (location / NAME).unlink()
    (location / NAME).mkdir()
    with open_store(location) as store, pytest.raises(StoreError) as error:
        open_index(store)
    assert NAME in error.value.message
    assert error.value.remedy


def test_without_fts5_a_build_goes_on_and_a_search_says_why_not(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    location = tmp_path / "store"
    monkeypatch.setattr(fulltext, "has_fts5", lambda: False)
    assert build([folder], location, workers=0).documents == 2
    assert not (location / NAME).exists()
    with open_store(location) as store, pytest.raises(LexlineError, match="FTS5"):
        open_index(store)


def test_themes_and_citations_are_in_the_index(sample_store: Path):
    with closing(connect(sample_store)) as index:
        (cited,) = index.execute("SELECT cited FROM instrument WHERE name = 'S/RES/1325(2000)'").fetchone()
        themed = index.execute("SELECT count(*) FROM unit WHERE themes LIKE '%,%'").fetchone()[0]
    assert cited > 3
    assert themed > 50


def test_the_network_that_the_index_keeps_is_that_of_the_store(sample_store: Path, folder: Path, tmp_path: Path):
    with open_store(sample_store) as store:
        same(network(store), project(store, functions=True))
    location = tmp_path / "store"
    for cited in ("1325 (2000)", "2242 (2015)"):
        citing = LANTERNS.replace("1. Decides", f"Recalling its resolution {cited},\n\n1. Decides")
        (folder / "one.txt").write_text(citing, encoding="utf-8")
        build([folder], location, workers=0)
        with open_store(location) as store:
            same(network(store), project(store, functions=True))
            assert list(network(store).graph.edges) == [("S/RES/9001(2031)", f"S/RES/{cited.replace(' ', '')}")]


def test_the_network_follows_what_a_record_alone_dates(tmp_path: Path):
    """The record of a text that is not loaded, and that has no title, is no passage; its year counts all the same."""
    folder, location = tmp_path / "documents", tmp_path / "store"
    folder.mkdir()
    citing = LANTERNS.replace("1. Decides", "Recalling its resolution 1261 (1999),\n\n1. Decides")
    (folder / "one.txt").write_text(citing, encoding="utf-8")
    for year in (1999, 1998):
        record = {"symbol": "S/RES/1261(1999)", "title": "", "adoption_date": f"25 August {year}"}
        (folder / "records.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
        build([folder], location, workers=0)
        with open_store(location) as store:
            assert is_current(location)
            assert network(store).dated["S/RES/1261(1999)"] == year
            same(network(store), project(store, functions=True))


def test_without_an_index_that_can_be_believed_the_network_is_read_from_the_store(sample_store: Path, tmp_path: Path):
    location = tmp_path / "store"
    shutil.copytree(sample_store, location)
    with open_store(sample_store) as store:
        expected = network(store)
    path = location / NAME
    whole = path.read_bytes()

    def alter() -> None:
        with closing(sqlite3.connect(path)) as index, index:
            index.execute("DELETE FROM member WHERE id > 3")

    for damage in (
        alter,
        lambda: fulltext.forget(location),
        lambda: path.write_bytes(whole[:9000]),
        path.unlink,
    ):
        damage()
        with open_store(location) as store:
            same(network(store), expected)


def same(one: Projection, other: Projection):
    assert list(one.graph) == list(other.graph)
    assert list(one.graph.edges(data=True)) == list(other.graph.edges(data=True)) != []
    assert one.dated == other.dated


def test_the_index_of_a_server_is_made_beside_and_follows_what_others_build(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    if servers.oxigraph_binary() is None:
        pytest.skip("oxigraph is not installed")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    with servers.oxigraph(tmp_path / "data") as server:
        build([folder], server.url, workers=0)
        # another computer, which has no index of it yet
        with RemoteStore.open(server.url) as store:
            store.beside = tmp_path / "elsewhere"
            with open_index(store) as index:
                assert units(search(index, "lanterns")) == [("S/RES/9001(2031)", "op_1")]
        (folder / "one.txt").write_text(BEACONS, encoding="utf-8")
        build([folder], server.url, workers=0)
        with RemoteStore.open(server.url) as store:
            store.beside = tmp_path / "elsewhere"
            with open_index(store) as index:
                assert units(search(index, "beacons")) == [("S/RES/9001(2031)", "op_1")]
                assert search(index, "lanterns").total == 0
