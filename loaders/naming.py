"""A file's name and content -> the id of a document that has no symbol: `doc:<slug>-<first digits of its hash>`.

The slug is for people; the hash keeps documents apart whose files happen to be called alike. Such an id stands in IRIs,
where two hyphens in a row separate a document from its unit: an id has none.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import Final

#: Stands between an archive and what is in it: `bundle.zip!/folder/file.xml`.
INSIDE: Final = "!/"
_BETWEEN: Final = re.compile(r"[\W_]+")
_LONGEST: Final = 60
_DIGITS: Final = 8


def stem(file: str) -> str:
    """Return a file's name without folders, Windows' too, and without its ending."""
    return PurePath(file.replace("\\", "/")).stem


def made_up(words: str, sha256: str) -> str:
    """Return the id of a document without symbol, of the words that it is called by and its content's hash.

    >>> made_up("Concept note (final)", "5f2e9c0d" + "0" * 56)
    'doc:concept-note-final-5f2e9c0d'
    """
    # composed last: small letters of composed capitals may come apart
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).lower())
    slug = _BETWEEN.sub("-", text).strip("-")[:_LONGEST].strip("-") or "unnamed"
    return f"doc:{slug}-{sha256[:_DIGITS]}"
