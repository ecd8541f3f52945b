"""What the operative words of a document do -> lines of its graph: directives, events in mandates, effects on others.

Everything here follows from the one document and its citations. The lines have no graph and no full stop yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from lexline.graph import directive_quads, effect_quads, mandate_quads, named_report_quads, relation_quads
from lexline.loaders.acts import directives, effects, mandates, named_reports, relations
from lexline.loaders.document import Citation, Document


def lines(document: Document, citations: Sequence[Citation]) -> list[str]:
    """Write what a document's paragraphs do."""
    events = mandates.events(document, citations)
    return [
        *directive_quads.lines(document, directives.find(document)),
        *mandate_quads.lines(document, events),
        *effect_quads.lines(document, effects.between(document, citations, events)),
        *relation_quads.lines(document, citations, relations.relations(document, citations)),
        *named_report_quads.lines(document, named_reports.named_reports(document, citations)),
    ]
