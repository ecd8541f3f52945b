"""A JSON file of many objects -> (line, object) one by one: an object a line, one array, or one object.

Lines may stand in quotation marks that nobody escaped, as in some of the UN's own extracts. Bounded in memory: a line
or an array that is too large, or nested too deeply, is refused with its place.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Final

from lexline.loaders.document import Problem
from lexline.ontology.errors import InputError

#: No record is longer: the longest official line has 40 KB.
LONGEST_LINE: Final = 4 * 1024 * 1024
#: An array is held in memory as a whole, so that it has narrower limits than a file of lines.
LONGEST_ARRAY: Final = 32 * 1024 * 1024
_MOST_PIECES: Final = 2_000_000

Row = tuple[int, dict[str, object] | Problem]


def head(data: bytes) -> str:
    """Return the first bytes of a file as text, for telling what it is; no error."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data[: len(data) // 2 * 2].decode(encoding, "replace").lstrip()
    return data.decode("utf-8-sig", "replace").lstrip()


def rows(data: bytes, name: str) -> Iterator[Row]:
    """Yield each object with the line it begins on, or in its place what was wrong there.

    Raises:
        InputError: the file is one array or object that is too large or cannot be read at all.
    """
    plain = _plain(data, name)
    first = plain.lstrip()[:1]
    if first == b"[":
        yield from _array(plain, name)
        return
    lines = plain.split(b"\n")
    if first == b"{" and _opens_only(lines):
        yield from _array(b"[" + plain + b"]", name)
        return
    for number, line in enumerate(lines, start=1):
        if line.strip(b' \t\r",'):
            yield _line(line, number)


def _plain(data: bytes, name: str) -> bytes:
    """Bring a file with a byte order mark to UTF-8."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").encode("utf-8", "replace")
        except UnicodeDecodeError as error:
            raise InputError(f"{name} is not the UTF-16 that it says it is.", "Save it as UTF-8.") from error
    return data


def _opens_only(lines: list[bytes]) -> bool:
    """Say whether the first line is only the beginning of an object that goes on over further lines."""
    first = next((line.strip() for line in lines if line.strip()), b"")
    return len(first) < 200 and not first.rstrip(b'",').endswith(b"}")


def _line(line: bytes, number: int) -> Row:
    if len(line) > LONGEST_LINE:
        return number, Problem("record", f"line {number} has {len(line):,} bytes; the limit is {LONGEST_LINE:,}")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return number, Problem("record", f"line {number} is not UTF-8 (byte {error.start + 1})")
    for form in (text.strip(), text.strip().strip('"').rstrip(",")):
        try:
            found = json.loads(form)
        except (ValueError, RecursionError) as error:
            why = _why(error)
            continue
        if isinstance(found, dict):
            return number, found
        why = "no object"
    return number, Problem("record", f"line {number} is no record: {why}")


def _array(plain: bytes, name: str) -> Iterator[Row]:
    if len(plain) > LONGEST_ARRAY or plain.count(b",") + plain.count(b"[") > _MOST_PIECES:
        raise InputError(f"{name} is one array that is too large.", "Write one record a line instead.")
    try:
        text = plain.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        line = plain.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name} is not UTF-8 (line {line}).", "Save it as UTF-8.") from error
    decoder = json.JSONDecoder()
    at, line, seen = 1, 1, 0
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        line, seen = line + text.count("\n", seen, at), at
        if at >= len(text) or text[at] == "]":
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            # behind a fault nobody can say where the next object begins
            yield line, Problem("record", f"line {line} and what follows is no record: {_why(error)}")
            return
        if isinstance(found, dict):
            yield line, found
        else:
            yield line, Problem("record", f"line {line} is no record: no object")


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error).partition(": line ")[0][:120]
