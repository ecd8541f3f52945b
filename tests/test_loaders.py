"""What every loader keeps to, whatever its format; and which files of a folder are read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from lexline.loaders import LOADERS, Loader, load, load_bytes, loader_for
from lexline.loaders.document import UNIT_KINDS, Document
from lexline.loaders.folders import Skipped, Unreadable, WorkItem, walk
from lexline.ontology.errors import InputError

FIXTURES = Path(__file__).parent / "fixtures"


class Case(NamedTuple):
    loader: Loader
    path: Path


def cases() -> list[Case]:
    found = []
    for path in sorted(path for path in FIXTURES.rglob("*") if path.suffix in (".txt", ".xml")):
        try:
            load(path)
        except InputError:
            continue  # fixtures of broken files belong to other tests
        loader = loader_for(path.name, path.read_bytes()[:4096])
        if loader is not None:
            found.append(Case(loader, path))
    return found


def names(case: Case) -> str:
    return f"{case.loader.NAME}:{case.path.name}"


def check(document: Document) -> None:
    """The rules of `document.py` that types alone do not state."""
    eids = [unit.eid for unit in document.units]
    assert len(eids) == len(set(eids))
    for unit in document.units:
        assert unit.kind in UNIT_KINDS
        assert unit.parent is None or unit.parent in eids
        assert all(0 <= link.span.start <= link.span.end <= len(unit.text) for link in unit.links)
        assert not set("\ue000\ue001") & set(unit.text)
    for note in document.footnotes:
        assert note.eid in eids
        if note.anchor is not None:
            anchor = document.unit(note.anchor)
            assert anchor is not None
            assert note.offset is not None
            assert 0 <= note.offset <= len(anchor.text)
    assert "/" not in document.source.file
    assert document.id


@pytest.mark.parametrize("case", cases(), ids=names)
def test_documents_keep_the_contract(case: Case) -> None:
    for document in case.loader.load(case.path.read_bytes(), case.path.name):
        check(document)
        assert document.units
        assert document.source.format == case.loader.NAME


@pytest.mark.parametrize("case", cases(), ids=names)
def test_the_same_bytes_give_the_same_document(case: Case) -> None:
    data = case.path.read_bytes()
    assert case.loader.load(data, "x.y") == case.loader.load(data, "x.y")


@pytest.mark.parametrize("case", cases(), ids=names)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.97])
def test_a_cut_file_is_read_or_refused(case: Case, share: float) -> None:
    data = case.path.read_bytes()
    try:
        documents = case.loader.load(data[: int(len(data) * share)], case.path.name)
    except InputError:
        documents = ()  # refused: nothing to check but that the error is of this kind
    for document in documents:
        check(document)


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\x00\x01\x02" * 50, b"%PDF-1.4 \x00\xff", b"\xff\xfe"])
@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.NAME)
def test_what_is_no_text_is_refused(loader: Loader, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        loader.load(data, "x.bin")
    assert caught.value.remedy


def test_every_fixture_family_has_a_loader() -> None:
    assert {case.loader.NAME for case in cases()} >= {"plain-text"}
    assert len({loader.NAME for loader in LOADERS}) == len(LOADERS)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="plain-text"):
        load_bytes(b"a,b\n1,2\n", "table.csv")


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path / "no.txt")
    assert caught.value.exit_code == 3


def test_a_folder_is_walked_in_order_with_reasons(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("Two words.")
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "README.md").write_text("notes")
    (tmp_path / "x.json").write_text("{}")
    (tmp_path / "desktop.ini").write_text("[x]")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "bin.txt").write_bytes(b"\x00\x01" * 9)
    (tmp_path / "b" / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = list(walk([tmp_path, tmp_path / "a.txt", tmp_path / "gone"]))
    assert [item.name for item in found if isinstance(item, WorkItem)] == ["a.txt", "b/two.txt"]
    assert {item.name for item in found if isinstance(item, Skipped)} == {
        "README.md",
        "x.json",
        "desktop.ini",
        "b/loop",
    }
    failed = [item for item in found if isinstance(item, Unreadable)]
    assert {item.name for item in failed} == {"empty.txt", "bin.txt", "gone"}
    assert all(item.error.remedy for item in failed)
