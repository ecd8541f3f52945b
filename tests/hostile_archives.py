"""Archives that unpack to far more than they are, claim what is not so, or lead out of themselves."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from tests.hostile_kinds import MEGABYTE, REFUSED, SKIPPED, TOLD, Hostile

NOTE: Final = b"Recalling its resolution 1325 (2000),\n"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files under whatever names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo("x")
            info.filename = name  # not cleaned
            archive.writestr(info, data, method)
    return out.getvalue()


def tarred(files: dict[str, bytes], kind: bytes = tarfile.REGTYPE, target: str = "") -> bytes:
    """A tar of files, or of links and devices."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            info.size = len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def header(size: int = 0, *, raw: bytes = b"", name: str = "a.txt", kind: bytes = tarfile.REGTYPE) -> bytes:
    """One header of a tar with whatever size in it, its sum right."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, size
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT)[:512])
    if raw:
        block[124:136] = raw
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


#: Names that lead, or would lead on some system, to somewhere else.
LEADING_OUT: Final = (
    "/etc/hostname.txt", "../out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt", "c:out.txt",
    "\\\\server\\share\\out.txt", "//server/share/out.txt", "a/\x00b.txt", "a/\x1b[31mred.txt", "a\nb.txt",
    "../" * 400 + "out.txt", "a" * 2000 + ".txt",
)  # fmt: skip
#: Names that are special on Windows alone; nothing is written, so that they do no harm.
DEVICES: Final = (
    "CON.txt",
    "aux.txt",
    "nul.txt",
    "COM1.txt",
    "a.txt ",
    "a .txt",
    "file.txt:stream.txt",
    "LPT1",
    "~$a.txt",
)


def archives() -> Iterator[Hostile]:
    beside = {"beside.txt": NOTE}
    zeros = b"\0" * (100 * MEGABYTE)
    yield Hostile("bomb.zip", lambda: zipped({"zeros.txt": zeros}), REFUSED)
    yield Hostile("bomb-parts.zip", lambda: zipped({f"{n}.txt": zeros[: 20 * MEGABYTE] for n in range(5)}), REFUSED)
    yield Hostile("nested.zip", lambda: _nested_zip(6, 4), REFUSED)
    yield Hostile("nested-bomb.zip", lambda: zipped({f"{n}.zip": _inner_bomb() for n in range(12)}), REFUSED)
    yield Hostile("bomb.tar.gz", lambda: gzip.compress(tarred({"zeros.txt": zeros[: 60 * MEGABYTE]}), 1), REFUSED)
    yield Hostile("bomb-end.tar.gz", lambda: gzip.compress(tarred(beside), 1) + gzip.compress(zeros, 1), TOLD)
    yield Hostile(
        "bomb.tar.xz", lambda: lzma.compress(tarred({"zeros.txt": zeros[: 60 * MEGABYTE]}), preset=0), REFUSED
    )
    yield Hostile("claims.zip", lambda: _claiming(zipped(beside), 0xFFFFFFF0), REFUSED)
    yield Hostile("claims-little.zip", lambda: _claiming(zipped({"a.txt": NOTE * 5000}), 10), REFUSED)
    yield Hostile("claims-64.zip", _zip64, REFUSED)
    yield Hostile("claims-many.zip", lambda: zipped(beside)[:-14] + b"\xff\xff\xff\xff" + zipped(beside)[-10:])
    yield Hostile("claims.tar", lambda: header(8**11 - 1) + NOTE.ljust(512, b"\0"), REFUSED)
    yield Hostile("claims-256.tar", lambda: header(raw=b"\x80" + b"\x7f" * 11) + b"\0" * 1024, REFUSED)
    yield Hostile("claims-negative.tar", lambda: header(raw=b"\xff" * 12) + b"\0" * 1024, REFUSED)
    yield Hostile("claims-name.tar", lambda: header(1 << 30, kind=tarfile.GNUTYPE_LONGNAME) + b"x" * 9000, REFUSED)
    yield Hostile("claims-pax.tar", lambda: header(1 << 30, kind=tarfile.XHDTYPE) + b"x" * 9000, REFUSED)
    yield Hostile(
        "pax.tar",
        lambda: (
            header(40, kind=tarfile.XHDTYPE)
            + b"30 size=-99999999999999999999\n9 path\n".ljust(512, b"\0")
            + tarred(beside)
        ),
    )
    yield Hostile(
        "pax-loop.tar",
        lambda: b"".join(header(12, kind=tarfile.XHDTYPE) + b"12 path=a.b\n".ljust(512, b"\0") for _ in range(4000)),
    )
    yield Hostile(
        "longname-loop.tar",
        lambda: b"".join(header(9, kind=tarfile.GNUTYPE_LONGNAME) + b"a.txt\0".ljust(512, b"\0") for _ in range(4000)),
    )
    yield Hostile("sparse.tar", lambda: header(512, kind=tarfile.GNUTYPE_SPARSE) + b"\0" * 1024, REFUSED)
    yield Hostile("encrypted.zip", lambda: _encrypted(zipped(beside)), REFUSED, "encrypted")
    yield Hostile("method.zip", lambda: zipped({"a.txt": NOTE * 99}, zipfile.ZIP_LZMA), REFUSED)
    yield Hostile("overlap.zip", _overlapping, REFUSED)
    yield Hostile("cut.zip", lambda: zipped({"a.txt": NOTE * 999, "b.txt": NOTE})[:-70], REFUSED)
    yield Hostile("cut.tar.gz", lambda: gzip.compress(tarred({"a.txt": NOTE * 9999}))[:-70], REFUSED)
    yield Hostile("empty.zip", lambda: zipped({}), TOLD)
    yield Hostile("comment.zip", lambda: zipped(beside)[:-2] + b"\xff\xff" + b"PK\x05\x06" * 15000, TOLD)
    yield Hostile("text.zip", lambda: NOTE * 40, REFUSED)
    yield Hostile("bz2-text.tar.bz2", lambda: bz2.compress(NOTE), REFUSED)
    yield Hostile("lone.txt.gz", lambda: gzip.compress(NOTE), TOLD)
    yield Hostile("other.7z", lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, SKIPPED)
    yield Hostile("twice.zip", lambda: _twice(), TOLD)


def tricks() -> Iterator[Hostile]:
    for nth, name in enumerate(LEADING_OUT):
        yield Hostile(f"way-{nth}.zip", functools.partial(zipped, {name: NOTE}), TOLD if "\0" in name else REFUSED)
        if "\0" not in name:
            yield Hostile(f"way-{nth}.tar", functools.partial(tarred, {name: NOTE}), REFUSED)
    for nth, name in enumerate(DEVICES):
        yield Hostile(f"device-{nth}.zip", functools.partial(zipped, {name: NOTE}))
        yield Hostile(f"device-{nth}.tar", functools.partial(tarred, {name: NOTE}))
    kinds = (
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.FIFOTYPE,
        tarfile.CONTTYPE,
        b"Z",
    )
    for kind in kinds:
        fate = TOLD if kind in (tarfile.CONTTYPE, b"Z") else REFUSED
        yield Hostile(f"kind-{kind.hex()}.tar", functools.partial(tarred, {"a.txt": NOTE}, kind, "/etc/hostname"), fate)
    yield Hostile("link.zip", _linked, REFUSED, "link")


def _nested_zip(depth: int, width: int) -> bytes:
    data = zipped({"a.txt": NOTE})
    for _ in range(depth):
        data = zipped({f"{n}.zip": data for n in range(width)})
    return data


@functools.cache
def _inner_bomb() -> bytes:
    return zipped({"zeros.txt": b"\0" * (30 * MEGABYTE)})


def _claiming(data: bytes, size: int) -> bytes:
    """A zip whose headers claim another size of what is unpacked."""
    out = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = out.index(signature) + at
        out[place : place + 4] = struct.pack("<L", size)
    return bytes(out)


def _zip64() -> bytes:
    """A zip that claims a file of an exabyte."""
    data = zipped({"a.txt": NOTE}, zipfile.ZIP_STORED)
    extra = struct.pack("<HHQQ", 1, 16, 1 << 60, 1 << 60)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    record = bytearray(data[start:end])
    record[20:28] = b"\xff" * 8
    record[30:32] = struct.pack("<H", len(extra))
    directory = bytes(record) + extra
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), start, 0)
    return data[:start] + directory + tail


def _encrypted(data: bytes) -> bytes:
    out = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[out.index(signature) + at] |= 1
    return bytes(out)


def _overlapping() -> bytes:
    """Many entries of a directory that point at the same packed bytes."""
    data = zipped({"a.txt": b"x" * 9000}, zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    many = data[start:end] * 400
    return data[:start] + many + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 400, 400, len(many), start, 0)


def _linked() -> bytes:
    out = io.BytesIO()
    info = zipfile.ZipInfo("a.txt")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/hostname")
    return out.getvalue()


def _twice() -> bytes:
    """Two files of one name, the second of which is not the first."""
    out = zipped({"a.txt": NOTE, "b.txt": NOTE.replace(b"1325", b"1820")})
    return out.replace(b"b.txt", b"a.txt")


def gigabyte_zip() -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    block = b"\0" * (16 * MEGABYTE)
    pieces = [packer.compress(block) for _ in range(64)]
    packed = b"".join(pieces) + packer.flush()
    size = len(block) * 64
    name = b"zeros.txt"
    sums = functools.reduce(lambda crc, _: zlib.crc32(block, crc), range(64), 0)
    about = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, sums, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + about + name
    entry = b"PK\x01\x02\x14\0" + about + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local) + len(packed), 0)
    return local + packed + entry + tail


def gigabyte_tar(pack: Callable[[bytes], bytes]) -> bytes:
    """A gigabyte of zeros in sixteen files, packed piece by piece: a packed file may be several in a row."""
    zeros = pack(b"\0" * (64 * MEGABYTE))
    return b"".join(pack(header(64 * MEGABYTE, name=f"{n}.txt")) + zeros for n in range(16)) + pack(b"\0" * 1024)
