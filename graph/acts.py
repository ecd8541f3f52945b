"""What the operative words of a document do -> lines of its graph: its directives, and the events it makes in mandates.

Everything here follows from the one document and its citations. The lines have no graph and no full stop yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from lexline.graph import directive_quads, mandate_quads, relation_quads
from lexline.loaders.acts import directives, mandates, relations
from lexline.loaders.document import Citation, Document


def lines(document: Document, citations: Sequence[Citation]) -> list[str]:
    """Write what a document's paragraphs do."""
    return [
        *directive_quads.lines(document, directives.find(document)),
        *mandate_quads.lines(document, mandates.events(document, citations)),
        *relation_quads.lines(document, citations, relations.relations(document, citations)),
    ]
