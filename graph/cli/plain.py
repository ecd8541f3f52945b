"""Text for a terminal: made harmless, so that no control character of a document reaches it, and things counted."""

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


def counted(number: int, thing: str) -> str:
    """Say how many there are of a thing.

    >>> counted(1, "file"), counted(1200, "citation")
    ('1 file', '1200 citations')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"
