"""DOCX files (Word 2007 and later) -> documents: paragraphs with their printed numbers, notes, tables, links.

Automatic numbers are printed, tracked changes taken as accepted, comments left out. Nothing outside the file is
fetched; a file that takes part of its text from elsewhere is refused, as are bombs and document type declarations.
Word's older binary files (.doc) are named and refused.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from lexline.loaders.document import Document, Problem, Source
from lexline.loaders.formats import docx_links
from lexline.loaders.formats.docx_numbering import Numbering, W, number, value
from lexline.loaders.formats.docx_styles import Styles
from lexline.loaders.formats.docx_text import Call, Context, Walker
from lexline.loaders.formats.flow import Flow, FlowNote, Markers, symbols_in
from lexline.loaders.formats.flow_documents import compose
from lexline.loaders.formats.package import open_package
from lexline.ontology.errors import InputError, UnsafeInput

if TYPE_CHECKING:
    from docx.opc.part import Part
    from docx.opc.rel import _Relationship
    from lxml.etree import _Element

NAME: Final = "docx"
VERSION: Final = "1"

_ENDINGS: Final = frozenset((".docx", ".docm", ".dotx", ".dotm"))
_ZIP: Final = b"PK\x03\x04"
#: Word's binary files, and encrypted ones of any kind, are compound files.
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS: Final = "Open it in a word processor and save it as .docx (.odt, .rtf, .html, .pdf and .txt work too)."
#: Relations by which a part of the text itself would come from elsewhere.
_CONTENT: Final = re.compile("subDocument|aFChunk|frame|oleObject|package|footnotes|endnotes|header|footer")


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a word processor's package, or one of Word's older files, by its first bytes."""
    if head.startswith(_COMPOUND):
        return True
    if not head.startswith(_ZIP) or b"mimetypeapplication/" in head[:60]:
        return False
    inside = b"[Content_Types].xml" in head or b"_rels/.rels" in head
    other = b"xl/workbook" in head or b"ppt/presentation" in head
    ending = PurePath(name.replace("\\", "/")).suffix.lower()
    return ending in _ENDINGS or (inside and not other and (b"word/" in head or ending not in (".xlsx", ".pptx")))


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a DOCX file; one document comes out.

    Raises:
        InputError: it is damaged, locked, an older format, or holds no text.
        UnsafeInput: it is a bomb, declares a document type, or takes text from elsewhere.
    """
    if data.startswith(_COMPOUND):
        raise _compound(data, name)
    if not data.startswith(_ZIP):
        raise InputError(f"{name} is no DOCX file.", _SAVE_AS)
    main = _main_part(data, name)
    source = Source(PurePath(name.replace("\\", "/")).name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    return (compose(_flow(main, name), source),)


def _compound(data: bytes, name: str) -> InputError:
    """Say what a compound file is: locked, or of Word's older format."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InputError(f"{name} is locked by a password.", "Save it without a password.")
    return InputError(f"{name} is in the older binary format of Word 97 to 2003 (.doc) or its like.", _SAVE_AS)


def _main_part(data: bytes, name: str) -> Part:
    """Open the package with its checks and return the part that holds the text."""
    from docx.opc.package import OpcPackage

    open_package(data, name).close()
    try:
        main: Part = OpcPackage.open(io.BytesIO(data)).main_document_part
        kind = str(main.content_type)
    except Exception as error:  # python-docx raises whatever it meets in a damaged package
        raise InputError(
            f"{name} is damaged, or no DOCX file.", "Open it in a word processor and save it anew."
        ) from error
    if "wordprocessingml" not in kind and "ms-word" not in kind:
        raise InputError(f"{name} holds no text document ({kind}).", _SAVE_AS)
    return main


def _flow(main: Part, name: str) -> Flow:
    """Read the text, its notes and running headers."""
    problems = _outside(main, name)
    parts = {_kind(relation): relation.target_part for relation in _inner(main)}
    styles = Styles(_root(parts.get("styles")))
    numbering = Numbering(_root(parts.get("numbering")), styles.lists())
    styles.use(numbering.level_of)
    context = Context(numbering, styles, _note_numbers(_root(parts.get("settings"))), name)
    markers = Markers()
    root = _root(main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise InputError(f"{name} holds no text.", "Open it in a word processor and save it anew.")
    linked = docx_links.lift(body)
    walker = Walker(context, _hrefs(main), markers)
    blocks = tuple(walker.blocks(body))
    notes = tuple(_notes(walker.calls, parts, context, linked))
    headers = [_root(relation.target_part) for relation in _inner(main) if _kind(relation) == "header"]
    running = symbols_in(_words(header) for root in headers if root is not None for header in root.iter(W + "p"))
    return Flow(blocks, notes, running, problems=problems)


def _kind(relation: _Relationship) -> str:
    """Return the last word of a relation's type; a damaged file may state none."""
    return str(relation.reltype or "").rsplit("/", 1)[-1]


def _inner(part: Part) -> list[_Relationship]:
    return [relation for relation in part.rels.values() if not relation.is_external]


def _root(part: Part | None) -> _Element | None:
    """Return the XML of a part."""
    if part is None:
        return None
    from lxml import etree

    element = getattr(part, "element", None)
    if isinstance(element, etree._Element):
        return element  # python-docx has parsed it, without entities; document types were refused before
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(part.blob, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(
            f"{part.partname} is not well-formed: {error.msg}.", "Open it in a word processor and save it anew."
        ) from error


def _outside(main: Part, name: str) -> tuple[Problem, ...]:
    """Report what a file would fetch when opened, and refuse text that would come from elsewhere."""
    others: set[str] = set()
    for part in (main, *(relation.target_part for relation in _inner(main))):
        for relation in part.rels.values():
            kind = _kind(relation)
            if not relation.is_external or kind == "hyperlink":
                continue
            if _CONTENT.fullmatch(kind):
                raise UnsafeInput(
                    f"{name} takes part of its text from elsewhere ({kind}); nothing is fetched.",
                    "Open it in a word processor, take the text in, and save it anew.",
                )
            others.add(kind)
    return tuple(
        Problem("external", f"the file points at a {kind} elsewhere, which was not fetched") for kind in sorted(others)
    )


def _hrefs(part: Part) -> dict[str, str]:
    """Return the addresses of a part's hyperlinks by their relation's id."""
    return {
        key: str(relation.target_ref)
        for key, relation in part.rels.items()
        if relation.is_external and _kind(relation) == "hyperlink"
    }


def _note_numbers(settings: _Element | None) -> dict[str, tuple[str, int]]:
    """Return how footnotes and endnotes are numbered: in which format, and from which number on."""
    out = {"footnote": ("decimal", 1), "endnote": ("lowerRoman", 1)}
    for kind, (style, first) in tuple(out.items()):
        stated = settings.find(f"{W}{kind}Pr") if settings is not None else None
        if stated is not None:
            start = stated.find(W + "numStart")
            out[kind] = (
                value(stated.find(W + "numFmt")) or style,
                number(start, first) if start is not None else first,
            )
    return out


def _notes(
    calls: Iterable[Call], parts: dict[str, Part], context: Context, linked: dict[str, _Element]
) -> Iterator[FlowNote]:
    """Read the notes that the text calls, in the order of their calls; `linked` are those of the text itself."""
    known: dict[str, dict[str, _Element]] = {}
    walkers: dict[str, Walker] = {}
    for kind in ("footnote", "endnote"):
        part = parts.get(f"{kind}s")
        root = _root(part)
        known[kind] = {value(note, "id"): note for note in root.iterchildren(W + kind)} if root is not None else {}
        walkers[kind] = Walker(context, _hrefs(part) if part is not None else {}, Markers())
    known["footnote"].update(linked)
    for call in calls:
        note = known[call.kind].get(call.id)
        if note is not None:
            yield FlowNote(call.marker, tuple(walkers[call.kind].blocks(note)))


def _words(paragraph: _Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(W + "t"))
