"""Text made harmless for a terminal: control characters of a document or a file name never reach it."""

from __future__ import annotations

from typing import Final

_CONTROL: Final = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}
_CONTROL.update(dict.fromkeys((0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069), ""))


def clean(text: str) -> str:
    r"""Replace control characters, which could steer a terminal, and drop marks that turn the direction of writing.

    >>> clean("a\x1b[31mb")
    'a�[31mb'
    """
    return text.translate(_CONTROL)
