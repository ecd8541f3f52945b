"""An open .zip or .tar (plain, gzip, bzip2, xz) -> its entries one after another, with every limit kept.

An entry is read in place and never written to disk. What an archive claims is not believed: bytes are counted as
they are unpacked, and memory holds one entry at a time. Refused as a whole are archives that hold too much, pack too
tightly, or overlap; refused one by one are entries that name a place outside, are links or devices, or are encrypted.
"""

from __future__ import annotations

import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, Final, Protocol, cast

from lexline.loaders.budget import UNPACK, Budget
from lexline.ontology.errors import UnsafeInput

#: What the reading of a damaged archive may raise, whichever library does it.
DAMAGE: Final = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    ArithmeticError,
    IndexError,
    KeyError,
    RuntimeError,
)
_PIECE: Final = 64 * 1024
#: A single header or directory that is longer is no honest one.
_LONGEST_DIRECTORY: Final = 16 * 1024 * 1024
_LONGEST_HEADER: Final = 64 * 1024
_MOST_GLOBAL_HEADERS: Final = 1000
_LONGEST_NAME: Final = 1024
#: What xz may take to unpack; its strongest setting asks for 65 MiB.
_XZ_MEMORY: Final = 128 * 1024 * 1024
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_AGAIN: Final = "Get the archive again, or unpack what you need of it by hand."


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its name there, the same cleaned, why it is refused (or empty), its size, its reading."""

    raw: str
    name: str
    refusal: str
    size: int
    read: Callable[[], bytes]


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def cleaned(raw: str) -> str:
    """Return an entry's name as it is shown: forward slashes, no empty steps, printable.

    >>> cleaned("./folder" + chr(92) + "file.xml")
    'folder/file.xml'
    """
    text = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\\", "/")
    return "/".join(step for step in _CONTROL.sub("�", text).split("/") if step not in ("", "."))


def refusal_of(raw: str) -> str:
    """Say why a name is not one of a file inside the archive; empty where it is.

    >>> refusal_of("../etc/passwd"), refusal_of("C:/x"), refusal_of("a/b.xml")
    ('its name leads out of the archive', 'its name begins with a drive', '')
    """
    text = raw.replace("\\", "/")
    if text.startswith("/"):
        return "its name is an absolute path"
    if _DRIVE.match(text):
        return "its name begins with a drive"
    if ".." in text.split("/"):
        return "its name leads out of the archive"
    if _CONTROL.search(text):
        return "its name has control characters"
    return "its name is too long" if len(text) > _LONGEST_NAME or not cleaned(raw) else ""


# --- zip ---------------------------------------------------------------------------------------------------
class _Restrained(io.BufferedIOBase):
    """A file that can be searched, and from which nothing too long for an honest archive is read at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = _LONGEST_DIRECTORY
        if size > _LONGEST_DIRECTORY:
            raise UnsafeInput("Its directory is too long.", UNPACK)
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def zip_entries(file: IO[bytes], size: int, budget: Budget) -> Iterator[Entry]:
    """Yield the files of a zip archive of `size` bytes; raises UnsafeInput, or what DAMAGE lists."""
    with zipfile.ZipFile(cast(IO[bytes], _Restrained(file))) as archive:
        infos = archive.infolist()
        if sum(info.compress_size for info in infos) > size:
            raise UnsafeInput(f"{budget.name} holds files that overlap, as an archive bomb does.", UNPACK)
        for info in infos:
            budget.meet()
            if info.filename.endswith(("/", "\\")):
                continue
            refusal = refusal_of(info.filename) or _zip_refusal(info)
            yield Entry(
                info.filename,
                cleaned(info.filename),
                refusal,
                info.file_size,
                partial(_unzip, archive, info, budget),
            )


def _zip_refusal(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is a link" if stat.S_ISLNK(mode) else "it is a device or another special file"
    if info.flag_bits & 0x1:
        return "it is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is packed in a way that is not read here; pack it again as an ordinary zip"
    return ""


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    # the library unpacks no more than the file claims, and says so where it holds more
    with archive.open(info) as member:
        return _all_of(member, budget)


def _all_of(member: _Readable, budget: Budget) -> bytes:
    pieces = []
    while piece := member.read(_PIECE):
        budget.spend(len(piece))
        pieces.append(piece)
    return b"".join(pieces)


# --- tar ---------------------------------------------------------------------------------------------------
class _Xz:
    """xz data unpacked piece by piece, with a limit to the memory that it may ask for."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._unpacker: lzma.LZMADecompressor | None = None

    def read(self, size: int = -1, /) -> bytes:
        while True:
            if self._unpacker is None or self._unpacker.eof:
                rest = self._unpacker.unused_data if self._unpacker else b""
                packed = rest.lstrip(b"\0") or self._file.read(_PIECE)
                if not packed.strip(b"\0"):
                    return b""
                self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)
            else:
                packed = self._file.read(_PIECE) if self._unpacker.needs_input else b""
                if not packed and self._unpacker.needs_input:
                    raise EOFError("cut off")
            if piece := self._unpacker.decompress(packed, size):
                return piece


class _Forward:
    """Unpacked data read once from start to end, each byte counted; what is not wanted is read and dropped."""

    def __init__(self, stream: _Readable, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._at = 0
        self.last = b""

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence != io.SEEK_SET or offset < self._at:
            raise UnsafeInput(f"{self._budget.name} points backwards into itself.", _AGAIN)
        while self._at < offset:
            if not self._next(min(_PIECE, offset - self._at)):
                break
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        """Read a header, or a bit of one."""
        if not 0 <= size <= _LONGEST_HEADER:
            raise UnsafeInput(f"{self._budget.name} has a header that is too long.", UNPACK)
        self.last = self.take(size)
        return self.last

    def take(self, size: int) -> bytes:
        """Read the content of an entry."""
        pieces = []
        while size > 0 and (piece := self._next(min(_PIECE, size))):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _next(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self._at += len(piece)
        self._budget.spend(len(piece))
        return piece


def tar_entries(file: IO[bytes], packing: str, budget: Budget) -> Iterator[Entry]:
    """Yield the files of a tar archive, `packing` "", "gz", "bz2" or "xz"; raises UnsafeInput, or what DAMAGE lists.

    The content of an entry can be read until the next one is asked for.
    """
    forward = _Forward(_unpacked(file, packing), budget)
    with tarfile.open(fileobj=cast(IO[bytes], forward), mode="r:") as archive:
        while (info := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # they would all be kept
            budget.meet()
            if info.size < 0 or len(archive.pax_headers) > _MOST_GLOBAL_HEADERS:
                raise UnsafeInput(f"{budget.name} has headers that no honest archive has.", UNPACK)
            if info.isdir():
                continue
            refusal = refusal_of(info.name) or _tar_refusal(info)
            yield Entry(
                info.name,
                cleaned(info.name),
                refusal,
                info.size,
                partial(_untar, forward, info),
            )
        if forward.last.strip(b"\0"):
            raise EOFError("what follows is no entry")


def _unpacked(file: IO[bytes], packing: str) -> _Readable:
    if packing == "gz":
        import gzip

        return gzip.GzipFile(fileobj=file, mode="rb")
    if packing == "bz2":
        import bz2

        return bz2.BZ2File(file, "rb")
    return _Xz(file) if packing == "xz" else file


def _tar_refusal(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "it is a link"
    if not info.isreg():
        return "it is a device or another special file"
    return "it has holes (a sparse file)" if info.issparse() else ""


def _untar(forward: _Forward, info: tarfile.TarInfo) -> bytes:
    forward.seek(info.offset_data)
    data = forward.take(info.size)
    if len(data) < info.size:
        raise EOFError("cut off")
    return data
