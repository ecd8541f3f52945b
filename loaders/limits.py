"""How much of a file is read: the figures that all loaders keep to, and the refusal of what is too long.

A file may be short in bytes and long in lines or tags; what is made of each takes far more room than it does in the
file, so that these are counted as well.
"""

from __future__ import annotations

from typing import Final

from lexline.ontology.errors import InputError

#: How many bytes of a file a format sees to recognise it.
HEAD: Final = 4096
#: Files beyond this are refused: no document of the United Nations is as long; the largest official XML has 1.6 MB.
MAX_BYTES: Final = 64 * 1024 * 1024
#: The longest official file has some 16,000 lines.
MAX_LINES: Final = 250_000
#: Elements begun and ended in a part of a file that is markup; the largest official XML has some 26,000.
MAX_TAGS: Final = 1_500_000

#: Letters of text in one document: what is made of each (citations, links, their sentences) takes far more room.
MAX_LETTERS: Final = 12_000_000


def check_size(size: int, name: str) -> None:
    """Refuse a file of more bytes than are read; raises InputError with its name and the limit."""
    if size > MAX_BYTES:
        raise InputError(
            f"{name} has {size:,} bytes; the limit is {MAX_BYTES:,}.", "Split it into its documents first."
        )


def check_lines(count: int, name: str) -> None:
    """Refuse a file of more lines or paragraphs than are read; raises InputError with its name and the limit."""
    if count > MAX_LINES:
        raise InputError(
            f"{name} has {count:,} lines or paragraphs; the limit is {MAX_LINES:,}.",
            "Split it into its documents first.",
        )


def check_tags(data: bytes, name: str) -> None:
    """Refuse markup of more tags than are read, before it is parsed; raises InputError with its name and the limit."""
    if (count := data.count(b"<")) > MAX_TAGS:
        raise InputError(
            f"{name} has {count:,} tags of markup; the limit is {MAX_TAGS:,}.", "Split it into its documents first."
        )


def check_letters(count: int, name: str) -> None:
    """Refuse a document of more text than is read; raises InputError with its name and the limit."""
    if count > MAX_LETTERS:
        raise InputError(
            f"{name} has {count:,} letters of text; the limit is {MAX_LETTERS:,}.", "Split it into its documents first."
        )
