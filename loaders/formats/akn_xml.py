"""Bytes of an XML file -> a safe element tree, repaired where it is not well-formed.

Refused before any parsing: files over the size limit, encodings that could hide markup, and every
document type declaration that declares entities or points at another file. Nothing is ever fetched or
expanded. A repair loses no text in silence: what the repaired tree lacks is reported.
"""

from __future__ import annotations

import codecs
import re
from html import unescape
from html.entities import name2codepoint
from typing import Final

from lxml import etree

from lexline.loaders.document import Problem
from lexline.loaders.limits import check_size, check_tags
from lexline.ontology.errors import InputError, UnsafeInput

#: Where a document type declaration may stand: behind marks, comments and instructions only.
_PROLOG: Final = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_DECLARED: Final = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]{0,100}\?>""")
_ENCODINGS: Final = re.compile(r"utf-?8|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|windows-125\d|cp125\d", re.IGNORECASE)
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

# What breaks files that were written by hand or by machine, each with the repair.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAMED: Final = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSAND: Final = re.compile(rb"&(?!#(?:[0-9]{1,7}|x[0-9A-Fa-f]{1,6});)")
_LESS_THAN: Final = re.compile(rb"<(?![A-Za-z_/!?])")
_CHARACTERS: Final = {**name2codepoint, "apos": 0x27}
_TAGS: Final = re.compile(r"<!--(?:(?!<!--).)*?-->|<[^<>]*>|<[^<>]*$", re.DOTALL)


def parse(data: bytes, name: str) -> tuple[etree._Element, tuple[Problem, ...]]:
    """Parse a file into its root element.

    Args:
        data: The file's bytes.
        name: Its name, for messages.

    Returns:
        The root element, and what had to be repaired.

    Raises:
        InputError: The file is too large, empty, or no XML at all.
        UnsafeInput: It declares entities, points at a declaration elsewhere, or hides its encoding.
    """
    data = _plain(data, name)
    _refuse_declarations(data, name)
    check_tags(data, name)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        return _recover(data, name, error)
    _check(root, name)
    return root, ()


def _parser(recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _plain(data: bytes, name: str) -> bytes:
    """Bring the bytes to an encoding in which markup reads as ASCII."""
    check_size(len(data), name)
    if not data.strip():
        raise InputError(f"“{name}” is empty.", "Fetch the file again.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise InputError(f"“{name}” is not the {encoding} that it says it is: {error.reason}.") from error
            return re.sub(r"^<\?xml[^>]{0,300}\?>", "", text.removeprefix("\ufeff")).encode()
    declared = _DECLARED.match(data)
    if declared and not _ENCODINGS.fullmatch(declared[1].decode()):
        raise UnsafeInput(
            f"“{name}” declares the encoding {declared[1].decode()}, in which markup can hide.",
            "Save the file as UTF-8.",
        )
    return data


def _refuse_declarations(data: bytes, name: str) -> None:
    """Refuse a document type declaration that could define or fetch anything."""
    at = 0
    while match := _PROLOG.match(data, at):
        at = match.end()
    rest = data[at:].lstrip()[:10]
    if rest[:9].upper() != b"<!DOCTYPE":
        return
    start = data.index(rest[:9], at)
    end = data.find(b">", start)
    declaration = data[start : end if end >= 0 else None]
    if re.search(rb"[\[<]", declaration[1:]) or re.search(rb"\b(?:SYSTEM|PUBLIC)\b", declaration) or end < 0:
        raise UnsafeInput(
            f"“{name}” has a document type declaration with entities or a reference to another file; it was not read.",
            "Remove the <!DOCTYPE ...> declaration if you trust the file.",
        )


def _check(root: etree._Element, name: str) -> None:
    """Refuse what a declaration brought in all the same (a second line of defence)."""
    if next(root.iter(etree.Entity), None) is not None:
        raise UnsafeInput(f"“{name}” declares entities; it was not read.", "Remove the <!DOCTYPE ...> declaration.")


def _recover(data: bytes, name: str, error: etree.XMLSyntaxError) -> tuple[etree._Element, tuple[Problem, ...]]:
    """Parse a file that is not well-formed and report the first error and any text that got lost."""
    line = error.lineno or 0
    reason = re.sub(r"\s*\([^()]*, line \d+\)$", "", str(error.msg or error))
    try:
        root = etree.fromstring(_repair(data), _parser(recover=True))
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise InputError(f"“{name}” is no XML that can be read (line {line}: {reason}).", "Fetch the file again.")
    _check(root, name)
    problems = [Problem("recovered", f"not well-formed, line {line}: {reason}")]
    missing = _length(_source_text(data)) - _length("".join(str(piece) for piece in root.itertext()))
    if missing > 0:
        problems.append(Problem("lost-text", f"{missing} characters could not be recovered"))
    return root, tuple(problems)


def _repair(data: bytes) -> bytes:
    """Escape what is no markup although it looks like it, and drop what XML cannot hold."""
    declared = _DECLARED.match(data)
    if declared is None or declared[1].lower() in (b"utf-8", b"utf8"):
        data = data.decode("utf-8", "replace").encode()
    data = _CONTROL.sub(b"", data)
    data = _NAMED.sub(_entity, data)
    return _LESS_THAN.sub(b"&#60;", _AMPERSAND.sub(b"&#38;", data))


def _entity(match: re.Match[bytes]) -> bytes:
    """Write a named character as a number: behind an error the parser drops even `&amp;`."""
    code = _CHARACTERS.get(match[1].decode())
    return match[0] if code is None else b"&#%d;" % code


def _source_text(data: bytes) -> str:
    """The text between the tags as it stands in the source."""
    return unescape(_TAGS.sub("", _repair(data).decode("utf-8", "replace")))


def _length(text: str) -> int:
    return len("".join(text.split()))
