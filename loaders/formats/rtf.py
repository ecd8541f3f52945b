r"""RTF files -> documents: paragraphs with the numbers that were printed before them, notes, tables, links, headings.

What was deleted, hidden or commented is left out. Nothing outside the file is fetched, no object is opened. Read here
and not by a library, because the libraries that convert RTF leave out its footnotes. Refused: what is no RTF, holds no
text, or is nested deeper than documents are.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import Final

from lexline.loaders.document import Document, Source
from lexline.loaders.formats.flow import Flow, symbols_in
from lexline.loaders.formats.flow_documents import compose
from lexline.loaders.formats.rtf_text import Reader
from lexline.loaders.limits import check_lines, check_size
from lexline.ontology.errors import InputError

NAME: Final = "rtf"
VERSION: Final = "1"

_START: Final = b"{\\rtf"


def recognise(name: str, head: bytes) -> bool:  # noqa: ARG001 - every format takes both
    """Say whether a file is RTF by its first bytes; its name does not matter (Word has saved RTF as .doc)."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_START)


def load(data: bytes, name: str) -> tuple[Document, ...]:
    """Read an RTF file; one document comes out.

    Raises:
        InputError: it is no RTF, holds no text, or too many paragraphs.
        UnsafeInput: it is nested too deeply.
    """
    check_size(len(data), name)
    if not recognise(name, data[:100]):
        raise InputError(f"{name} is no RTF file.", "Open it in a word processor and save it as .rtf or .docx.")
    # what begins and ends a paragraph, or a cell, stands there about twice for each
    check_lines(sum(data.count(word) for word in (b"\\par", b"\\line", b"\\cell", b"\\row")) // 2, name)
    reader = Reader(name)
    reader.read(data.lstrip(b"\xef\xbb\xbf \t\r\n").decode("latin-1"))
    flow = Flow(tuple(reader.blocks), tuple(reader.notes), symbols_in(reader.headers))
    source = Source(PurePath(name.replace("\\", "/")).name, hashlib.sha256(data).hexdigest(), NAME, f"{NAME}/{VERSION}")
    return (compose(flow, source),)
