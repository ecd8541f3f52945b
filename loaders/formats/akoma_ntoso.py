"""Akoma Ntoso 3.0 files in the United Nations' layout (AKN4UN) -> documents.

Resolutions, decisions, presidential statements and drafts, with their annexes, footnotes, tables and links.
A file that holds several parts (A, B ...) becomes one document a part, each under an id of its own. Files that are not
well-formed are repaired and say so; files with entity declarations are refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from lxml import etree

from lexline.loaders import document as model
from lexline.loaders.document import Document, Footnote, Problem, Source, Unit
from lexline.loaders.formats import akn_blocks as blocks
from lexline.loaders.formats.akn_blocks import Block, Reader
from lexline.loaders.formats.akn_header import Header, header
from lexline.loaders.formats.akn_output import Output
from lexline.loaders.formats.akn_text import Text, join, line_of, local, read
from lexline.loaders.formats.akn_units import OPERATIVE, PARAGRAPHS, Scope
from lexline.loaders.formats.akn_xml import parse
from lexline.loaders.naming import made_up, stem
from lexline.ontology import symbols
from lexline.ontology.errors import InputError
from lexline.ontology.symbols import Symbol

NAME: Final = "akoma-ntoso"
VERSION: Final = "1"

_ROOT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?akomaNtoso[\s>/]")
_TITLE: Final = re.compile(r"(?:Statement|Note) by the President of the Security Council[*.]?")
_MADE: Final = re.compile(r"\bmade the following statement\b|\bfollowing statement\b.{0,200}:$")


def recognise(name: str, head: bytes) -> bool:  # noqa: ARG001 - every format takes both
    """Say whether a file is Akoma Ntoso by its first bytes; its name does not matter.

    Args:
        name: The file's name.
        head: Its first 4,096 bytes.
    """
    return bool(_ROOT.search(head.replace(b"\0", b"")))


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read one file.

    Args:
        data: The file's bytes.
        name: Its name; only the last part is kept.

    Returns:
        Its documents in order: one, or one for each part of a collection.

    Raises:
        InputError: It cannot be read or holds no document.
        UnsafeInput: It declares entities or points at other files.
    """
    name = PurePath(name).name
    root, problems = parse(data, name)
    if local(root) != "akomaNtoso":
        raise InputError(f"“{name}” is XML, but not Akoma Ntoso.", "Its root element should be akomaNtoso.")
    source = Source(name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    found = _apart([_document(part, whole, root, source, problems) for part, whole in _parts(root)])
    if not found:
        raise InputError(f"“{name}” holds no document.", "The file may have been cut off; fetch it again.")
    return found


def _parts(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """Find the documents of a file, each with the collection that holds it."""
    collection = root.find("{*}documentCollection")
    if collection is None:
        for child in root:
            if local(child) not in ("", "components", "attachments"):
                yield child, None
        return
    components = [*root.iterfind("{*}components/{*}component"), *collection.iterfind("{*}components/{*}component")]
    for component in components:
        for child in component:
            if local(child):
                yield child, collection


def _apart(documents: list[Document]) -> tuple[Document, ...]:
    """Give parts that are printed under one symbol ids of their own: the symbol stays with the first."""
    out: dict[str, Document] = {}
    for nth, document in enumerate(documents, 1):
        if document.id in out:
            said = Problem("shared-symbol", f"part {nth} of the file is printed under {document.id} like one before it")
            called = document.symbols[0] if document.symbols else document.id.removeprefix("doc:").rpartition("-")[0]
            document = replace(
                document,
                id=made_up(f"part {nth} of {called}", document.source.sha256),
                symbols=(),
                problems=(*document.problems, said),
            )
        out[document.id] = document
    return tuple(out.values())


def _document(
    statement: etree._Element,
    collection: etree._Element | None,
    root: etree._Element,
    source: Source,
    problems: tuple[Problem, ...],
) -> Document:
    """Read one document of a file."""
    head = header(statement, collection)
    out = Output(_markers(statement, collection))
    out.problems += problems
    style = OPERATIVE if head.name.lower().replace(" ", "") in ("resolution", "draftresolution") else PARAGRAPHS
    reader = Reader(out.markers)
    body = list(reader.body(statement))
    if collection is None:
        for attachments in root.iterfind("{*}attachments"):
            body += reader.body(attachments)
    lines, body = _front(_header_lines(statement, collection, out.markers), body, style == PARAGRAPHS)
    front = join(lines, "\n")
    if front:
        out.taken.add("header")
        out.add(Unit("header", model.FRONT, front.text, links=front.links), front)
    Scope(out, style).write(body)
    footnotes = (*out.footnotes(), *_loose_notes(head, out))
    symbol, doubt = _checked_symbol(head, source.file)
    if doubt is not None:
        out.problems.append(doubt)
    draft = head.name.lower().replace(" ", "") == "draftresolution"
    return Document(
        id=symbol.text if symbol else made_up(head.printed or stem(source.file), source.sha256),
        kind=symbols.DOCUMENT if draft or symbol is None else symbol.kind,
        title=head.title,
        source=source,
        units=tuple(out.units),
        symbols=(symbol.text,) if symbol else (),
        body=symbol.body if symbol else "",
        date=head.date,
        language=head.language,
        footnotes=footnotes,
        keywords=head.keywords,
        identifier=head.identifier,
        meeting=head.meeting,
        agenda_item=head.agenda_item,
        drafts=tuple(item for item in head.drafts if symbol is None or item != symbol.text),
        vote=head.vote,
        problems=tuple(out.problems),
    )


def _checked_symbol(head: Header, file: str) -> tuple[Symbol | None, Problem | None]:
    """Hold the printed symbol against what the file says it is; the file's name decides where they contradict.

    Official files have been issued with another document's number on the cover: a statement that calls itself a
    resolution would take that resolution's place.
    """
    symbol = head.symbol
    statement = head.name.lower().replace(" ", "") == "presidentialstatement"
    if symbol is not None and not (statement and symbol.kind == symbols.RESOLUTION):
        return symbol, None
    # official names join the pieces of the symbol with underscores and end in a job number
    named = Symbol.find(PurePath(file).stem.partition("-")[0].replace("_", "/"))
    printed = head.printed[:80]
    if named is None or (statement and not named.text.startswith("S/PRST/")):
        return symbol, Problem("no-symbol", f"no symbol of a known shape (printed: “{printed}”)")
    return named, Problem("symbol-from-file-name", f"the symbol is taken from the file's name (printed: “{printed}”)")


def _markers(statement: etree._Element, collection: etree._Element | None) -> frozenset[str]:
    holders = [statement] if collection is None else [statement, collection]
    return frozenset(
        marker
        for holder in holders
        for note in holder.iter("{*}authorialNote")
        if (marker := (note.get("marker") or "").strip()).isdecimal()
    )


def _header_lines(statement: etree._Element, collection: etree._Element | None, markers: frozenset[str]) -> list[Text]:
    """The lines of cover page and preface, the collection's first."""
    holders = [statement] if collection is None else [collection, statement]
    fronts = [front for holder in holders for front in holder if local(front) in ("coverPage", "preface")]
    return [read(line, markers) for front in fronts for line in front if local(line)]


def _front(lines: list[Text], body: list[Block], statement: bool) -> tuple[list[Text], list[Block]]:
    """Move a title that stands in the body to the header; mark the line that says where a statement was made."""
    if not statement:
        return lines, body
    out: list[Block] = []
    made = False
    for block in body:
        first = not any(before.kind == blocks.PARAGRAPH for before in out)
        text = block.text.text
        if first and (block.kind == blocks.TITLE or _TITLE.fullmatch(text)):
            lines.append(block.text)
        elif first and not made and block.kind == blocks.PARAGRAPH and _MADE.search(text):
            out.append(Block(blocks.TITLE, block.text, block.number, eid=block.eid, line=block.line))
            made = True
        else:
            out.append(block)
    return lines, out


def _loose_notes(head: Header, out: Output) -> Iterator[Footnote]:
    """Notes that the metadata hold ("* Reissued for technical reasons") belong to the header."""
    for element in head.notes:
        text = read(element, out.markers)
        marker, _, _ = text.text.partition(" ")
        marker = marker if marker and set(marker) <= {"*"} else ""
        eid = out.unique(f"fn_{marker or 'note'}")
        body = text.drop(len(marker))
        out.add(
            Unit(eid, model.FOOTNOTE, body.text, marker or None, links=body.links, source_line=line_of(element)), body
        )
        yield Footnote(marker, eid, "header" if "header" in out.taken else None, None)
