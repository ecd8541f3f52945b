"""What a client says it takes (the Accept header, RFC 9110 section 12.5.1) -> the best of what we can give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

#: No honest client names more.
_MOST: Final = 64
_QUALITY: Final = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def best(header: str | None, offered: Sequence[str]) -> str | None:
    """Return the media type to answer with; the first offered where the client does not care, None where none fits.

    >>> best("text/turtle;q=0.5, text/html", ("text/html", "text/turtle"))
    'text/html'
    >>> best("application/pdf", ("text/html",)) is None
    True
    """
    if header is None or not header.strip():
        return offered[0]
    ranges = [_range(part) for part in header.split(",")[:_MOST]]
    scored = [(_quality(ranges, kind), -place) for place, kind in enumerate(offered)]
    quality, place = max(scored)
    return offered[-place] if quality > 0 else None


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    found = [match for text in parameters if (match := _QUALITY.fullmatch(text))]
    return kind, float(found[0][1]) if found else 1.0


def _quality(ranges: Sequence[tuple[str, float]], kind: str) -> float:
    """Return how much a client wants a media type; the closest of its ranges says so."""
    for wanted in (kind, kind.partition("/")[0] + "/*", "*/*"):
        told = [quality for name, quality in ranges if name == wanted]
        if told:
            return max(told)
    return 0.0
