"""A report on a draft -> rows: one for each finding, and one for each citation with nothing wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Final

from lexline.graph.draft_report import LEVELS, QUIET, Checked, DraftReport, Finding

Row = tuple[str | int | list[str] | None, ...]

#: The fields of a row; a stable interface: new ones are added at the end. `start` and `end` count characters of the
#: text of the unit; `evidence` is what the store holds, `evidence_words` in what words.
COLUMNS: Final = (
    *("level", "kind", "document", "unit", "start", "end", "words", "target", "target_units", "pinpoint", "standing"),
    *("message", "remedy", "evidence", "evidence_date", "evidence_words", "title", "date", "sentence"),
)


def rows(report: DraftReport) -> Iterator[Row]:
    """Yield the rows of a report: the gravest first, and of a level in reading order."""
    for level in LEVELS:
        for citation in report.citations:
            if level == citation.level and level in QUIET:
                yield _row(report, citation, None)
            for finding in citation.findings:
                if finding.level == level:
                    yield _row(report, citation, finding)


def as_csv(report: DraftReport, harmless: Callable[[str], object]) -> str:
    """Write a report as CSV; `harmless` marks as text what a spreadsheet would calculate."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    for row in rows(report):
        lines.writerow([harmless(_flat(cell)) if not isinstance(cell, int) else cell for cell in row])
    return out.getvalue()


def _flat(cell: str | list[str] | None) -> str:
    return "; ".join(cell) if isinstance(cell, list) else cell or ""


def as_json(report: DraftReport) -> str:
    """Write a report as JSON: what was checked, the counts, and the rows."""
    told = {
        "document": report.document.id,
        "title": report.document.title,
        "source": report.document.source.file,
        "as_of": report.as_of.isoformat(),
        "newest": report.newest.isoformat() if report.newest else None,
        "counts": report.counts,
        "citations": [dict(zip(COLUMNS, row, strict=True)) for row in rows(report)],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _row(report: DraftReport, citation: Checked, finding: Finding | None) -> Row:
    proof = finding.evidence[0] if finding and finding.evidence else None
    where = (report.document.id, citation.unit, citation.start, citation.end, citation.words, citation.target)
    what = (list(citation.target_units), list(citation.pinpoint), citation.standing)
    said = (finding.message, finding.remedy) if finding else ("", "")
    shown = (proof.place, proof.date, proof.words) if proof else ("", "", "")
    head = (finding.level, finding.kind) if finding else (citation.level, "")
    return (*head, *where, *what, *said, *shown, citation.title, citation.date, citation.sentence)
