"""Whom the data comes from: the words by which every file that lexline writes acknowledges the United Nations.

Each format says it in its own way: a comment where it has comments, a field or a footer where it has none.
"""

from __future__ import annotations

from typing import Final

#: Where the documents that a graph describes come from.
SOURCE_IRI: Final = "https://www.un.org/"

ACKNOWLEDGEMENT: Final = (
    "Worked out from documents of the United Nations, which is gratefully acknowledged as their source. "
    "Not a product of the United Nations and not endorsed by it; the official texts alone are authentic."
)

#: The same as a comment in Turtle, N-Quads, N-Triples or TriG.
COMMENT: Final = f"# {ACKNOWLEDGEMENT}\n"
