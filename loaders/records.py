"""Files that are no documents but say things about documents -> catalogues of records, or tables of participation.

A new kind is one module (NAME, VERSION, recognise, load) and one entry in CATALOGUES. They are asked before the
formats of documents, because what they recognise is more particular.
"""

from __future__ import annotations

from typing import Final, Protocol

from lexline.loaders import participation
from lexline.loaders.catalogue import csv_list, data_extract, marc_json, marc_xml
from lexline.loaders.catalogue.model import Catalogue, Record, Vote
from lexline.loaders.limits import HEAD, check_size
from lexline.loaders.participation import Participation
from lexline.ontology.errors import InputError

__all__ = ["CATALOGUES", "Catalogue", "CatalogueFormat", "Loaded", "Record", "Vote", "catalogue_for", "load_catalogue"]

#: What such a file is read into: records of documents, or who takes part in a treaty.
Loaded = Catalogue | tuple[Participation, ...]


class CatalogueFormat(Protocol):
    """What every module in CATALOGUES offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constant
        """The format's short name."""

    @property
    def VERSION(self) -> str:  # noqa: N802 - a module's constant
        """Changes when the same file is read differently."""

    def recognise(self, name: str, head: bytes) -> bool:
        """Say whether a file of this name that begins so is of this format."""

    def load(self, data: bytes, name: str) -> Loaded:
        """Read a file's content; raises InputError or UnsafeInput."""


#: The kinds of catalogue, most particular first.
CATALOGUES: Final[tuple[CatalogueFormat, ...]] = (marc_xml, marc_json, data_extract, participation, csv_list)


def catalogue_for(name: str, head: bytes) -> CatalogueFormat | None:
    """Return the first kind of catalogue that recognises a file by its name and first bytes; None where none does."""
    return next((kind for kind in CATALOGUES if kind.recognise(name, head[:HEAD])), None)


def load_catalogue(data: bytes, name: str) -> Loaded:
    """Read a file's content into records, or rows of participation.

    Args:
        data: the whole file.
        name: its name, which goes into the `source` (never an absolute path).

    Raises:
        InputError: it is empty, too long, of no known kind, or no entry of it could be read.
        UnsafeInput: it tries to fetch, expand or escape.
    """
    check_size(len(data), name)
    kind = catalogue_for(name, data[:HEAD])
    if kind is None:
        known = ", ".join(kind.NAME for kind in CATALOGUES)
        raise InputError(f"{name} is no catalogue that lexline reads ({known}).", "Convert it to one of them.")
    return kind.load(data, name)
