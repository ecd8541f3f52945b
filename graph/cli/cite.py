"""`lexline cite FILE...|-`: the citations in any document, one a line, without a store, and why each is what it is.

Files are read one after another (many of them by several processes) and answered as they come, so that a folder of
any size needs little memory. A file that cannot be read is reported and the others go on; the exit code says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.extraction import COLUMNS, REASONS, Outcome, Row, explained, read_all, rows_of, watched
from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.plain import counted
from lexline.graph.cli.session import Session, verb

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper

#: So much of a sentence is shown on either side of the words.
_AROUND: Final = 240


def cite(
    session: Session,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...|-", help="Documents, folders, archives, a file in one (a.zip!/b.pdf), or -."),
    ],
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each citation what matched and which rule resolved it.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that read; by default one a processor.")
    ] = None,
) -> None:
    """Print the citations in documents: what is cited, where, in what words, and how sure that is.

    With --format jsonl one citation a line: file, document, unit, text, start, end, target, target_unit, pinpoint,
    function, confidence, method, verb, depth, note. `start` and `end` are offsets into the text of the unit; `depth`
    is 1 listed among others, 2 cited alone, 3 with a pinpoint, 4 quoted or changed.

    With --explain also: kind, matched, rule, group (of the function), target_units, nested, anchor, official,
    sentence, sentence_start (the sentence's offset).
    """
    outcome = Outcome()
    with session.progress("reading") as step:
        reads = watched(read_all(files, workers, explained if explain else rows_of), outcome, session, step)
        rows = (row for read in reads for row in read.rows)
        if explain:
            session.answer(Answer((*COLUMNS, *REASONS), rows, view=lambda paper: _explain(paper, rows)))
        else:
            session.answer(Answer(COLUMNS, rows, view=lambda paper: _draw(paper, rows)))
    left = f"; {counted(outcome.skipped, 'file')} skipped, without a document to read" if outcome.skipped else ""
    if outcome.files or not outcome.failed:
        session.say(f"{counted(outcome.citations, 'citation')} in {counted(len(outcome.files), 'file')}{left}.")
    outcome.refuse_failures()


command = verb(cite, without=("store",))


# --- for a reader ------------------------------------------------------------------------------------------
def _draw(paper: Paper, rows: Iterable[Row]) -> None:
    """Draw the citations document by document, as they come."""
    from itertools import groupby

    for (file, document), found in groupby(rows, key=lambda row: (row[0], row[1])):
        paper.line(_source(file, document), "bold")
        shown = [_shown(dict(zip(COLUMNS, row, strict=True))) for row in found]
        paper.table(("unit", "text", "cites", "function"), shown)
        paper.line()


def _source(file: Cell, document: Cell) -> str:
    same = str(document) in str(file)
    return str(document) if same or file == "-" else f"{document} ({file})"


def _shown(row: dict[str, Cell]) -> tuple[str, str, str, str]:
    target = str(row["target"] or "?")
    return (str(row["unit"]), str(row["text"]), f"{target} {_listed(row['pinpoint'])}".strip(), str(row["function"]))


def _listed(cell: Cell, between: str = ", ") -> str:
    return between.join(cell) if isinstance(cell, list | tuple) else ""


def _explain(paper: Paper, rows: Iterable[Row]) -> None:
    """Draw every citation with its sentence and its reasons, as they come."""
    from itertools import groupby

    for (file, document), found in groupby(rows, key=lambda row: (row[0], row[1])):
        paper.line(_source(file, document), "bold")
        for row in found:
            told = dict(zip((*COLUMNS, *REASONS), row, strict=True))
            paper.line()
            paper.line(f"{told['unit']}: {told['text']}", "bold")
            for name, value in _reasons(told):
                paper.pair(name, value)
        paper.line()


def _reasons(row: dict[str, Cell]) -> list[tuple[str, str]]:
    """Say what a citation is and why, as labels and values; what there is nothing to say of is left out."""
    from lexline.loaders.citations.methods import DEPTHS

    function = f"{row['function']} ({row['group']})" if row["function"] else ""
    depth = row["depth"]
    told = {
        "sentence": _marked(row),
        "matched": row["matched"],
        "rule": f"{row['rule']} ({row['method']})",
        "target": f"{row['target'] or 'unresolved'} ({row['kind']})",
        "pinpoints": _listed(row["pinpoint"], "; "),
        "units": _listed(row["target_units"]),
        "verb": f"{row['verb']}: {function}" if row["verb"] and function else row["verb"] or function or "none",
        "depth": f"{depth}, {DEPTHS.get(depth, '')}" if isinstance(depth, int) else "",
        "confidence": f"{row['confidence']:.2f}" if isinstance(row["confidence"], float) else str(row["confidence"]),
        "hangs on": row["anchor"],
        "names also": _listed(row["nested"]),
        "link": row["official"],
        "note": row["note"],
    }
    return [(name, str(value)) for name, value in told.items() if value]


def _marked(row: dict[str, Cell]) -> str:
    """Return the sentence with the words between angle quotation marks; of a very long one what stands near."""
    sentence, begin = str(row["sentence"]), int(str(row["sentence_start"]))
    start, end = int(str(row["start"])) - begin, int(str(row["end"])) - begin
    before, after = sentence[:start], sentence[end:]
    if len(before) > _AROUND:
        before = "… " + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + " …"
    return " ".join(f"{before}»{sentence[start:end]}«{after}".split())
