"""Files -> parsed documents: the formats lexline reads, and `load`, which finds the right one.

A new format is one module in `formats` (NAME, VERSION, recognise, load) and one entry in LOADERS.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from lexline.loaders.document import Document
from lexline.loaders.formats import akoma_ntoso, docx, html, odt, pdf, plain_text, rtf, treaty_text
from lexline.loaders.limits import HEAD, check_letters, check_size
from lexline.loaders.naming import INSIDE
from lexline.ontology.errors import InputError

__all__ = ["HEAD", "LOADERS", "Loader", "load", "load_bytes", "loader_for"]


class Loader(Protocol):
    """What every module in LOADERS offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """The format's short name."""

    @property
    def VERSION(self) -> str:  # noqa: N802 - a module's constant
        """Changes when the loader reads the same file differently."""

    def recognise(self, name: str, head: bytes) -> bool:
        """Say whether a file of this name that begins so is of this format."""

    def load(self, data: bytes, name: str) -> tuple[Document, ...]:
        """Read a file's content; raises InputError or UnsafeInput."""


#: The formats, most particular first.
LOADERS: tuple[Loader, ...] = (akoma_ntoso, pdf, docx, odt, rtf, treaty_text, html, plain_text)

#: Endings of formats that are not text: a text that is called so is misnamed.
_ANNOUNCED = (".pdf", ".doc", ".docx", ".odt", ".rtf")


def loader_for(name: str, head: bytes) -> Loader | None:
    """Return the first format that recognises a file by its name and first bytes; None where none does.

    A file that its ending announces as another format, and that is none of that, is told by its content alone.
    """
    found = next((loader for loader in LOADERS if loader.recognise(name, head[:HEAD])), None)
    if found is None and name.lower().endswith(_ANNOUNCED):
        return next((loader for loader in LOADERS if loader.recognise("", head[:HEAD])), None)
    return found


def load_bytes(data: bytes, name: str) -> tuple[Document, ...]:
    """Read a file's content into documents.

    Args:
        data: the whole file.
        name: its name, which goes into the documents' `source` (never an absolute path).

    Raises:
        InputError: it is empty, too long, binary, or of no known format.
        UnsafeInput: it tries to fetch, expand or escape.
    """
    if not data.strip():
        raise InputError(f"{name} is empty.", "Leave it out, or fetch it again.")
    check_size(len(data), name)
    loader = loader_for(name, data[:HEAD])
    if loader is None:
        known = ", ".join(loader.NAME for loader in LOADERS)
        raise InputError(f"{name} is of no format that lexline reads ({known}).", "Convert it to one of them.")
    documents = loader.load(data, name)
    check_letters(sum(len(unit.text) for document in documents for unit in document.units), name)
    # a loader knows the file's own name alone; of a file in an archive the whole way is kept
    return tuple(_from(document, name) for document in documents) if INSIDE in name else documents


def _from(document: Document, name: str) -> Document:
    return replace(document, source=replace(document.source, file=name))


def load(path: Path, name: str | None = None) -> tuple[Document, ...]:
    """Read a file into documents; `name` is how its source shall be called, by default the file's own name.

    Raises:
        InputError: the file cannot be read, or is no document (see `load_bytes`).
    """
    shown = name or path.name
    try:
        check_size(path.stat().st_size, shown)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{shown} cannot be read: {error.strerror or error}.", "Check that it exists and may be read."
        ) from error
    return load_bytes(data, shown)
