"""How much of a file is read: the two figures that all loaders keep to, and the refusal of what is too long."""

from __future__ import annotations

from typing import Final

from lexline.ontology.errors import InputError

#: How many bytes of a file a format sees to recognise it.
HEAD: Final = 4096
#: Files beyond this are refused: no document of the United Nations is as long; the largest official XML has 1.6 MB.
MAX_BYTES: Final = 64 * 1024 * 1024


def check_size(size: int, name: str) -> None:
    """Refuse a file of more bytes than are read; raises InputError with its name and the limit."""
    if size > MAX_BYTES:
        raise InputError(
            f"{name} has {size:,} bytes; the limit is {MAX_BYTES:,}.", "Split it into its documents first."
        )
