"""The bytes of a PDF, before it is opened: what unpacks to far too much is refused, what is doubtful is tried apart.

A few kilobytes of a PDF can stand for gigabytes: a stream packed twice, or drawings that call each other ten times on
each of ten levels. Streams are unpacked here in small pieces and counted. Where drawings nest or a page's content
is unusually long, the file is first read by a process of its own, with limits of time and memory.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from dataclasses import dataclass
from typing import Final

from lexline.ontology.errors import UnsafeInput

#: One stream that is neither picture nor font may unpack to this, and all of them together to the second.
MAX_STREAM: Final = 48 * 1024 * 1024
MAX_ALL: Final = 384 * 1024 * 1024
#: A page's content longer than this, or drawings nested to more than so many, are tried apart first.
_LONG: Final = 6 * 1024 * 1024
_NESTED: Final = 5_000
_TRIAL_SECONDS: Final = 60
_TRIAL_MEMORY: Final = 3 * 512 * 1024 * 1024
#: Packed data grows by no more than this.
_GROWTH: Final = 1032
_SMALL: Final = 2048

_STREAM: Final = re.compile(rb"stream\r?\n")
_DO: Final = re.compile(rb"\sDo\b")
_PACKED: Final = re.compile(rb"/(?:FlateDecode|Fl)\b")
_DRAWING: Final = re.compile(rb"/Subtype\s*/Form\b")
_PICTURE: Final = re.compile(rb"/Subtype\s*/Image\b")
_PIECE: Final = 1 << 16
_DICTIONARY: Final = 1500


@dataclass(slots=True)
class _Weight:
    unpacked: int = 0
    longest: int = 0
    nested: int = 1


def check(data: bytes, name: str) -> None:
    """Refuse a PDF that unpacks to too much.

    Raises:
        UnsafeInput: a stream or all of them are too long, or reading it took too much time or memory.
    """
    weight = _weigh(data, name)
    if (weight.longest > _LONG or weight.nested > _NESTED) and not _bears(data):
        raise UnsafeInput(
            f"{name} needs more time or memory than a document may: its drawings nest, or a page has no end.",
            "Print it to a new PDF, and read that.",
        )


def _weigh(data: bytes, name: str) -> _Weight:
    """Unpack the streams in pieces and add up what they hold."""
    weight = _Weight()
    end = 0
    for match in _STREAM.finditer(data):
        if match.start() < end or data[match.start() - 3 : match.start()] == b"end":
            continue
        start = match.end()
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        head = data[max(0, match.start() - _DICTIONARY) : match.start()]
        head = head[head.rfind(b"obj") + 3 :]
        if _PICTURE.search(head):
            continue
        packed = len(_PACKED.findall(head))
        if packed > 1:
            raise UnsafeInput(f"{name} packs a part of itself more than once.", "Print it to a new PDF, and read that.")
        drawing = _DRAWING.search(head) is not None
        if not drawing and end - start < _SMALL:
            weight.unpacked += (end - start) * (_GROWTH if packed else 1) // 16
            continue
        size, calls = _unpack(data, start, end, packed=bool(packed))
        weight.unpacked += size
        if b"/Length1" not in head and b"/FontFile" not in head:
            weight.longest = max(weight.longest, size)
        if drawing and calls > 1:
            weight.nested = min(weight.nested * calls, 1 << 60)
        if size > MAX_STREAM or weight.unpacked > MAX_ALL:
            raise UnsafeInput(
                f"{name} unpacks to more than {MAX_STREAM >> 20} MB in one part, or {MAX_ALL >> 20} MB in all.",
                "It is no document, or its pictures should be made smaller first.",
            )
    return weight


def _unpack(data: bytes, start: int, end: int, *, packed: bool) -> tuple[int, int]:
    """Return how long a stream is unpacked (no more than just beyond the limit), and how often it calls drawings."""
    if not packed:
        return end - start, sum(1 for _ in _DO.finditer(data, start, end))
    unpacker = zlib.decompressobj()
    size, calls = 0, 0
    rest = data[start:end]
    try:
        while rest and size <= MAX_STREAM and not unpacker.eof:
            piece = unpacker.decompress(rest, _PIECE)
            rest = unpacker.unconsumed_tail
            size += len(piece)
            calls += len(_DO.findall(piece))
    except zlib.error:
        return size, calls  # damaged or encrypted: pdfium reads as far, or not at all
    return size, calls


def _bears(data: bytes) -> bool:
    """Say whether a process of its own reads the file within the limits."""
    try:
        trial = subprocess.run(
            [sys.executable, "-c", _TRIAL], input=data, capture_output=True, timeout=_TRIAL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return trial.returncode == 0


_TRIAL: Final = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_TRIAL_MEMORY}, {_TRIAL_MEMORY}))
except (ImportError, ValueError, OSError):
    pass
from lexline.loaders.formats import pdf_pages
from lexline.ontology.errors import InputError
try:
    pdf_pages.read_pages(sys.stdin.buffer.read(), "trial")
except InputError:
    pass
"""
