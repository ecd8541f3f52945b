"""Archives: read where they are, whatever they are packed with; bombs and tricks refused and told."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import stat
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lexline.graph.build import build
from lexline.graph.cli import main
from lexline.graph.store import Store
from lexline.loaders import archives
from lexline.loaders.archives import LeftOut, Member, Refused, look_inside, read_inside
from lexline.loaders.budget import Limits
from lexline.loaders.folders import Found, Skipped, Unreadable, WorkItem, contents, walk
from lexline.ontology.errors import InputError, UnsafeInput

Files = dict[str, bytes]

NOTE = b"Recalling its resolution 1325 (2000),\n"
FILES: Files = {
    "corpus/note.txt": NOTE,
    "corpus/2008/other note.txt": b"Recalling its resolution 1820 (2008),\n",
    "corpus/table.csv": b"a,b\n1,2\n",
}


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: Files, pack: Callable[[bytes], bytes] = bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return pack(out.getvalue())


PACKED = {
    "bundle.zip": zipped,
    "bundle.tar": tarred,
    "bundle.tar.gz": lambda files: tarred(files, lambda data: gzip.compress(data, mtime=0)),
    "bundle.tgz": lambda files: tarred(files, lambda data: gzip.compress(data, mtime=0)),
    "bundle.tar.bz2": lambda files: tarred(files, bz2.compress),
    "bundle.tar.xz": lambda files: tarred(files, lzma.compress),
}


@pytest.fixture(params=PACKED)
def bundle(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same files in every kind of archive."""
    path = tmp_path / request.param
    path.write_bytes(PACKED[request.param](FILES))
    return path


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def told(found: list[Found]) -> dict[str, str]:
    return {one.name: str(one.error) if isinstance(one, Unreadable) else type(one).__name__ for one in found}


def members(path: Path, limits: Limits = archives.LIMITS) -> list[archives.Inside]:
    return list(look_inside(path, path.name, lambda _: "", limits))


# --- reading -----------------------------------------------------------------------------------------------
def test_every_kind_of_archive_is_walked_where_it_is(bundle: Path) -> None:
    found = list(walk([bundle.parent]))
    inside = bundle.name + "!/corpus/"
    assert [one.name for one in found] == [f"{inside}note.txt", f"{inside}2008/other note.txt", f"{inside}table.csv"]
    assert [type(one) for one in found] == [WorkItem, WorkItem, Skipped]
    note = found[0]
    assert isinstance(note, WorkItem)
    assert (note.source, note.base, note.size) == (f"{inside}note.txt", "note.txt", len(NOTE))
    assert note.place == f"{bundle.as_posix()}!/corpus/note.txt"
    assert [bundle.name] == [path.name for path in bundle.parent.iterdir()]


def test_what_the_walk_named_is_read_again_in_any_order(bundle: Path) -> None:
    items = [one for one in walk([bundle]) if isinstance(one, WorkItem)]
    assert dict(contents(items[::-1])) == {items[0]: NOTE, items[1]: FILES["corpus/2008/other note.txt"]}


def test_archives_in_archives_are_opened_to_a_small_depth(tmp_path: Path) -> None:
    data = NOTE
    name = "note.txt"
    for depth in range(4):
        data, name = zipped({f"in/{name}": data, f"here{depth}.txt": NOTE}), f"level{depth}.zip"
    found = told(list(walk([written(tmp_path / "outer.zip", data)])))
    assert found["outer.zip!/in/level2.zip!/in/level1.zip!/here1.txt"] == "WorkItem"
    assert "deeper than the 3 that are opened" in found["outer.zip!/in/level2.zip!/in/level1.zip!/in/level0.zip"]


def test_a_nested_file_is_read_again_by_its_way(tmp_path: Path) -> None:
    inner = PACKED["bundle.tar.gz"](FILES)
    path = written(tmp_path / "outer.zip", zipped({"a/inner.tar.gz": inner, "b.txt": NOTE}))
    way = ("a/inner.tar.gz", "corpus/note.txt")
    found = read_inside(path, path.name, [way])
    assert found == {way: Member(way, "outer.zip!/a/inner.tar.gz!/corpus/note.txt", NOTE)}


def test_hidden_files_and_doubles_are_left_out(tmp_path: Path) -> None:
    files = {".git/config.txt": NOTE, "__MACOSX/note.txt": NOTE, "note.txt": NOTE, "./note.txt": b"other"}
    found = told(list(walk([written(tmp_path / "a.tar", tarred(files))])))
    assert found == dict.fromkeys(("a.tar!/.git/config.txt", "a.tar!/__MACOSX/note.txt"), "Skipped") | {
        "a.tar!/note.txt": "Skipped"  # the second of that name
    }


def test_an_archive_of_nothing_is_said_to_be_so(tmp_path: Path) -> None:
    (found,) = walk([written(tmp_path / "a.zip", zipped({}))])
    assert isinstance(found, Skipped)
    assert "without a file" in found.reason


# --- build and cite ----------------------------------------------------------------------------------------
def test_a_build_reads_an_archive_as_it_reads_the_folder(bundle: Path, tmp_path: Path) -> None:
    report = build([bundle], tmp_path / "a.db", workers=0)
    assert (report.documents, report.citations, report.failed) == (2, {"resolution": 2}, ())
    again = build([bundle], tmp_path / "a.db", workers=0)
    assert (again.unchanged, again.documents) == (2, 2)
    with Store.open(tmp_path / "a.db") as store:
        sources = {str(row[0]) for row in store.query("SELECT ?s WHERE { ?i dcterms:source ?s }").rows}
    assert any(f"{bundle.name}!/corpus/note.txt" in source for source in sources)


def test_a_changed_member_alone_is_read_again(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", zipped(FILES))
    build([path], tmp_path / "a.db", workers=0)
    path.write_bytes(zipped(FILES | {"corpus/note.txt": b"Recalling its resolution 1889 (2009),\n"}))
    report = build([path], tmp_path / "a.db", workers=0)
    assert (report.unchanged, report.documents, report.removed) == (1, 2, 1)
    assert [name for name, _ in report.replaced] == ["a.zip!/corpus/note.txt"]


def test_workers_read_the_same_as_one_process(tmp_path: Path) -> None:
    many = {f"n/{number}.txt": b"Recalling its resolution %d (2009),\n" % (1870 + number % 20) for number in range(60)}
    path = written(tmp_path / "a.tar.gz", PACKED["bundle.tar.gz"](many))
    alone = build([path], tmp_path / "a.db", workers=0)
    together = build([path], tmp_path / "b.db", workers=2)
    assert alone.documents == together.documents == 60
    assert alone.triples == together.triples


def test_cite_names_the_member(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["cite", str(bundle), "--format", "jsonl"])
    assert not left.value.code
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["file"], row["target"]) for row in rows] == [
        (f"{bundle.as_posix()}!/corpus/note.txt", "S/RES/1325(2000)"),
        (f"{bundle.as_posix()}!/corpus/2008/other note.txt", "S/RES/1820(2008)"),
    ]


def test_a_refused_archive_keeps_what_it_gave_before(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", zipped(FILES))
    build([path], tmp_path / "a.db", workers=0)
    path.write_bytes(path.read_bytes()[:100])
    report = build([path], tmp_path / "a.db", workers=0, prune=True)
    assert (len(report.failed), report.removed) == (1, 0)


# --- tricks ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.txt", "leads out"),
        ("a/../../evil.txt", "leads out"),
        ("..\\evil.txt", "leads out"),
        ("/etc/evil.txt", "absolute"),
        ("\\\\server\\share\\evil.txt", "absolute"),
        ("C:\\evil.txt", "drive"),
        ("c:evil.txt", "drive"),
        ("a\nb.txt", "control characters"),
        ("x" * 1100 + ".txt", "too long"),
    ],
)
@pytest.mark.parametrize("kind", ["a.zip", "a.tar"])
def test_names_that_lead_elsewhere_are_refused_and_the_rest_is_read(
    name: str, why: str, kind: str, tmp_path: Path
) -> None:
    pack = zipped if kind == "a.zip" else tarred
    found = list(walk([written(tmp_path / kind, pack({name: NOTE, "good.txt": NOTE}))]))
    bad, good = found
    assert isinstance(bad, Unreadable)
    assert isinstance(bad.error, UnsafeInput)
    assert why in str(bad.error)
    assert isinstance(good, WorkItem)
    assert "\n" not in bad.name


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (tarfile.SYMTYPE, "a link"),
        (tarfile.LNKTYPE, "a link"),
        (tarfile.CHRTYPE, "device"),
        (tarfile.BLKTYPE, "device"),
        (tarfile.FIFOTYPE, "device"),
    ],
)
def test_links_and_devices_are_refused(kind: bytes, why: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        info = tarfile.TarInfo("passwords.txt")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    (found,) = walk([tmp_path / "a.tar"])
    assert isinstance(found, Unreadable)
    assert why in str(found.error)


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("passwords.txt")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    (found,) = walk([tmp_path / "a.zip"])
    assert isinstance(found, Unreadable)
    assert "it is a link" in str(found.error)


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped({"secret.txt": NOTE}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature) + at
        data[place] |= 1
    (found,) = walk([written(tmp_path / "a.zip", bytes(data))])
    assert isinstance(found, Unreadable)
    assert "encrypted" in str(found.error)
    assert "Decrypt" in str(found.error)


# --- bombs -------------------------------------------------------------------------------------------------
SMALL = Limits(entries=50, entry_bytes=200_000, bytes=1_000_000, ratio=100, unsuspected=300_000, depth=3)


@pytest.mark.parametrize("kind", PACKED)
def test_what_unpacks_to_much_more_than_itself_is_refused(kind: str, tmp_path: Path) -> None:
    files = {f"{number}.txt": b" " * 150_000 for number in range(6)}
    path = written(tmp_path / kind, PACKED[kind](files))
    if kind == "bundle.tar":  # not packed: too long in all
        path.write_bytes(tarred({f"{number}.txt": b" " * 150_000 for number in range(8)}))
    with pytest.raises(UnsafeInput, match=r"times its size|unpacks to more"):
        members(path, SMALL)


def test_a_bomb_of_nested_archives_is_refused(tmp_path: Path) -> None:
    inner = zipped({"a.txt": b"\0" * 150_000})
    path = written(tmp_path / "a.zip", zipped({f"{number}.zip": inner for number in range(9)}))
    with pytest.raises(UnsafeInput):
        members(path, SMALL)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tar.gz", PACKED["bundle.tar.gz"]({f"{number}.txt": b"" for number in range(51)}))
    with pytest.raises(UnsafeInput, match="more than 50 entries"):
        members(path, SMALL)


def test_one_long_file_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", zipped({"long.txt": b"ab" * 100_001, "note.txt": NOTE}))
    long, note = members(path, SMALL)
    assert isinstance(long, Refused)
    assert "200,002 bytes" in str(long.error)
    assert isinstance(note, Member)


def test_files_that_overlap_are_refused(tmp_path: Path) -> None:
    """Many directory entries that point to the same packed bytes."""
    kernel = zipped({"a.txt": b"x" * 1000}, zipfile.ZIP_STORED)
    start = kernel.index(b"PK\x01\x02")
    end = kernel.index(b"PK\x05\x06")
    record = kernel[start:end]
    many = record * 40
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 40, 40, len(many), start, 0)
    path = written(tmp_path / "a.zip", kernel[:start] + many + tail)
    (found,) = walk([path])
    assert isinstance(found, Unreadable)
    assert "overlap" in str(found.error)


def test_a_zip_that_holds_more_than_it_says_is_damaged(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"x" * 100_000}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(signature) + at
        data[place : place + 4] = struct.pack("<L", 10)
    (found,) = members(written(tmp_path / "a.zip", bytes(data)))
    assert isinstance(found, Refused)
    assert "damaged" in str(found.error)


def test_a_tar_header_of_a_gigabyte_is_refused(tmp_path: Path) -> None:
    """A long name, claimed to be longer than any memory."""
    info = tarfile.TarInfo("long")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    (found,) = walk([written(tmp_path / "a.tar", info.tobuf() + b"\0" * 10_000)])
    assert isinstance(found, Unreadable)
    assert "header that is too long" in str(found.error)


def test_a_bomb_of_eighty_megabytes_takes_little_memory_and_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tar.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        info = tarfile.TarInfo("bomb.txt")
        info.size = 80 * 1024 * 1024
        out.write(info.tobuf())
        for _ in range(80):
            out.write(b" " * 1024 * 1024)
    tracemalloc.start()
    try:
        found = list(walk([path]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [type(one) for one in found] == [Unreadable]
    assert peak < 8 * 1024 * 1024


def test_xz_that_asks_for_a_gigabyte_of_memory_is_refused(tmp_path: Path) -> None:
    greedy = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(tarred(FILES), filters=greedy, check=lzma.CHECK_NONE))
    data[16] = 37  # the dictionary's size: a gigabyte
    header = bytes(data[12:20])
    data[20:24] = struct.pack("<L", zlib.crc32(header))
    (found,) = walk([written(tmp_path / "a.tar.xz", bytes(data))])
    assert isinstance(found, Unreadable)
    assert "emory" in str(found.error)


# --- damage ------------------------------------------------------------------------------------------------
def test_of_a_cut_archive_what_comes_before_is_read(tmp_path: Path) -> None:
    files = {f"{number}.txt": NOTE * 400 for number in range(20)}
    data = tarred(files)
    found = list(walk([written(tmp_path / "a.tar", data[: len(data) // 2])]))
    assert isinstance(found[0], WorkItem)
    assert isinstance(found[-1], Unreadable)
    assert "damaged" in str(found[-1].error)


def test_junk_between_entries_is_told(tmp_path: Path) -> None:
    data = tarred({"a.txt": NOTE})[:1024] + b"junk" * 512
    found = list(walk([written(tmp_path / "a.tar", data)]))
    assert [type(one) for one in found] == [WorkItem, Unreadable]


@pytest.mark.parametrize("name", PACKED)
def test_what_is_no_archive_is_told(name: str, tmp_path: Path) -> None:
    found = list(walk([written(tmp_path / name, b"Recalling its resolution 1325 (2000)," * 40)]))
    assert [type(one) for one in found] == [Unreadable]
    assert "damaged" in told(found)[name]


def test_a_bad_checksum_is_told_of_its_file_alone(tmp_path: Path) -> None:
    data = zipped({"a.txt": NOTE, "b.txt": NOTE}, zipfile.ZIP_STORED).replace(NOTE, NOTE.upper(), 1)
    bad, good = walk([written(tmp_path / "a.zip", data)])
    assert isinstance(bad, Unreadable)
    assert "a.txt is damaged" in str(bad.error)
    assert isinstance(good, WorkItem)


def test_a_member_that_is_gone_when_it_is_read_is_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", zipped(FILES))
    items = [one for one in walk([path]) if isinstance(one, WorkItem)]
    path.write_bytes(zipped({"corpus/note.txt": NOTE}))
    first, second = (content for _, content in contents(items))
    assert first == NOTE
    assert isinstance(second, InputError)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(PACKED)), st.integers(0, 1000), st.binary(min_size=1, max_size=12), st.booleans())
def test_damage_of_any_kind_is_told_or_harmless(tmp_path: Path, kind: str, place: int, junk: bytes, cut: bool) -> None:
    data = PACKED[kind](FILES | {"inner.tar": tarred(FILES)})
    at = len(data) * place // 1001
    path = tmp_path / kind
    path.write_bytes(data[:at] + junk + (b"" if cut else data[at + len(junk) :]))
    for one in walk([path]):
        assert isinstance(one, WorkItem | Skipped | Unreadable)
        str(one)
    with contextlib.suppress(InputError):  # an archive that is refused whole says so
        assert all(isinstance(one, Member | LeftOut | Refused) for one in members(path))
