"""The zipped package of a word processor's file (DOCX, ODT) -> its parts, checked before anything is unpacked.

Refused: packages that unpack to far more than they hold, that have too many, repeated, overlapping or encrypted parts,
and parts of XML that declare a document type (so no entity is ever expanded, nothing ever fetched).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from lexline.loaders.limits import MAX_BYTES, check_size, check_tags
from lexline.ontology.errors import InputError, UnsafeInput

#: Parts in a package, bytes of one XML part, bytes of all parts together.
MAX_PARTS: Final = 5_000
MAX_XML: Final = MAX_BYTES
MAX_UNPACKED: Final = 4 * MAX_BYTES
#: Beyond so many bytes, a part that unpacks to so many times its length is taken for a bomb.
_SUSPECT: Final = 4 * 1024 * 1024
_RATIO: Final = 150
#: So much of a part tells whether it is XML.
_BEGIN: Final = 1024

_XML: Final = re.compile(r"\.(?:xml|rels)$", re.IGNORECASE)
#: Drawings and pages that are carried along; they may declare their type, and are never parsed.
_EMBEDDED: Final = re.compile(r"\.(?:svg|x?html?)$", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_PLAIN: Final = frozenset((b"utf-8", b"utf8", b"us-ascii", b"ascii"))
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """Open a package whose every part is within the limits and whose XML is harmless.

    Raises:
        InputError: it is damaged, or locked by a password.
        UnsafeInput: it is a bomb, or its XML declares a document type.
    """
    check_size(len(data), name)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
    except (*_DAMAGED, UnicodeDecodeError) as error:
        raise _damaged(name) from error
    _check_parts(parts, name)
    for part in parts:
        if _XML.search(part.filename) or _is_markup(package, part, name):
            _check_xml(read_part(package, part.filename, name), part.filename, name)
    return package


def _is_markup(package: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bool:
    """Say whether a part begins as XML does, in whichever encoding: a package may call its XML as it likes."""
    if _EMBEDDED.search(part.filename):
        return False
    try:
        with package.open(part) as member:
            head = member.read(_BEGIN)
    except _DAMAGED as error:
        raise _damaged(name, f": {part.filename} cannot be unpacked") from error
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"<", b"")


def read_part(package: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Unpack one part; never more than its directory entry announces."""
    try:
        return package.read(part)
    except (*_DAMAGED, KeyError) as error:
        raise _damaged(name, f": {part} cannot be unpacked") from error


def _damaged(name: str, what: str = "") -> InputError:
    return InputError(f"{name} is damaged{what}.", "Fetch it again, or open it in a word processor and save it anew.")


def _check_parts(parts: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse a package by its directory."""
    if any(part.flag_bits & 0x1 for part in parts):
        raise InputError(f"{name} is locked by a password.", "Save it without a password.")
    if len(parts) > MAX_PARTS:
        raise UnsafeInput(f"{name} has {len(parts):,} parts; the limit is {MAX_PARTS:,}.", "Save its text as a file.")
    if len({part.filename for part in parts}) < len(parts):
        raise UnsafeInput(f"{name} holds two parts of one name.", "Open it in a word processor and save it anew.")
    total = 0
    for part in parts:
        total += part.file_size
        ratio = part.file_size > _SUSPECT and part.file_size > _RATIO * max(part.compress_size, 1)
        if ratio or total > MAX_UNPACKED or (_XML.search(part.filename) and part.file_size > MAX_XML):
            raise UnsafeInput(
                f"{name} unpacks to far more than it holds ({part.filename}: {part.file_size:,} bytes).",
                "If you trust the file, save its text as a file of its own.",
            )


def _check_xml(data: bytes, part: str, name: str) -> None:
    """Refuse XML that declares a document type, has too many tags, or an encoding in which one could hide."""
    check_tags(data, name)
    declared = _DECLARED.match(data[:400].removeprefix(b"\xef\xbb\xbf"))
    hidden = data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:200]
    if hidden or (declared and declared[1].lower() not in _PLAIN):
        raise UnsafeInput(
            f"{name} has a part in an encoding in which markup can hide ({part}).",
            "Open it in a word processor and save it anew.",
        )
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnsafeInput(
            f"{name} has a part with a document type declaration ({part}); it was not read.",
            "Open it in a word processor and save it anew.",
        )
