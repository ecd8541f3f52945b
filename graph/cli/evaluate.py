"""`lexline evaluate GOLD --against FILE...`: how well the citations found agree with a table read by eye.

With `--baseline` also, or only, which citations were gained and lost against an earlier extraction. Documents are read
on the spot, or what `lexline cite` wrote is taken instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lexline.graph.cli.extraction import COLUMNS as CITED_COLUMNS
from lexline.graph.cli.extraction import Outcome, read_all, watched
from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.session import Session, verb
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.changes import Changes
    from lexline.graph.cited import Cited
    from lexline.graph.cli.paper import Paper
    from lexline.graph.evaluation import Evaluation, Mistake, Tally

#: The fields of every row: figures have the first ten, mistakes and changes the others.
COLUMNS: Final = (
    "measure",
    "name",
    "required",
    "matched",
    "missed",
    "false",
    "neutral",
    "precision",
    "recall",
    "f1",
    "file",
    "unit",
    "target",
    "text",
    "wanted",
    "found",
)
_FIGURES: Final = COLUMNS.index("file")

#: So many files are named in a warning.
_NAMED: Final = 3

#: What `--show` lists, with the words for it.
_MISTAKES: Final = {
    "missed": "Missed",
    "false": "False",
    "pinpoint": "Other pinpoints",
    "function": "Other functions",
}


def evaluate(
    session: Session,
    gold: Annotated[
        Path | None, typer.Argument(metavar="GOLD", help="A gold table; not needed where only --baseline is asked.")
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            metavar="FILE...",
            help="Documents or folders to read, or one .jsonl that lexline cite wrote.",
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="JSONL", help="Print citations gained (+) and lost (-) against this extraction."
        ),
    ] = None,
    own: Annotated[
        bool, typer.Option("--self/--no-self", help="Count references to a document's own paragraphs, or not.")
    ] = True,
    show: Annotated[
        int,
        typer.Option("--show", min=0, metavar="N", help="List up to N missed, false, and with other pins or verbs."),
    ] = 0,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that read; by default one a processor.")
    ] = None,
) -> None:
    """Score the citations found in documents against a table read by eye, overall and by form of reference.

    GOLD is text with tabs between file (base name), unit (* for any), cited, pinpoint, required (1 or 0), function,
    note. Of the files of --against those are read that it names; a file that it names and that is not there counts
    as if nothing had been found in it.

    A citation counts once for each file, unit and target. Rows with required 0, open sets and kinds that tables do
    not list in full (declarations, agreements, judgments, EU law, other) count neither way: they are neutral.

    Pinpoints: of the matched rows that name one, those where all pinpoints and no others were found. Functions: of
    the matched rows whose column function is filled, those where a citation has the function which these words stand
    for, or was read with the same words.

    With --baseline the citations of the same files are compared; one is the same where file (base name), document,
    unit, place, words, target, pinpoints and function are. Changes are printed and fail nothing.
    """
    if not against:
        raise UsageError("There is nothing to evaluate.", "Name documents after --against.")
    if gold is None and baseline is None:
        raise UsageError("There is nothing to compare with.", "Name a gold table, or a file after --baseline.")
    from lexline.graph.changes import changes
    from lexline.graph.cited import read_cited
    from lexline.graph.evaluation import evaluate as compare
    from lexline.graph.gold import read_gold

    table = read_gold(gold) if gold is not None else ()
    before = list(read_cited(baseline)) if baseline is not None else []
    wanted = None if baseline is not None else {row.file for row in table}
    outcome = Outcome()
    found = _found(session, against, workers, wanted, outcome)
    _tell_absent(session, {row.file for row in table} | {one.file for one in before}, found, outcome)
    score = compare(table, found, own=own) if gold is not None else None
    moved = changes(before, found) if baseline is not None else None
    rows = [*_figures(score), *_mistakes(score, show), *_changes(moved)]
    session.answer(Answer(COLUMNS, rows, view=lambda paper: _draw(paper, score, show, moved)))
    outcome.refuse_failures()


command = verb(evaluate, without=("store",))


# --- what was found ----------------------------------------------------------------------------------------
def _found(
    session: Session, against: Sequence[str], workers: int | None, wanted: set[str] | None, outcome: Outcome
) -> list[Cited]:
    """Read the citations of documents, or those that `lexline cite` wrote."""
    from lexline.graph.cited import Cited, read_cited

    written = [name for name in against if name.lower().endswith(".jsonl")]
    if written:
        if len(against) > 1:
            raise UsageError(f"{written[0]} is compared alone.", "Give --against one .jsonl, or documents and folders.")
        return list(read_cited(Path(written[0])))
    if "-" in against:
        raise UsageError("Standard input has no file name to compare by.", "Give --against documents or folders.")
    with session.progress("reading") as step:
        reads = watched(read_all(against, workers, only=wanted), outcome, session, step)
        return [Cited.of(dict(zip(CITED_COLUMNS, row, strict=True))) for read in reads for row in read.rows]


def _tell_absent(session: Session, named: set[str], found: Sequence[Cited], outcome: Outcome) -> None:
    """Warn of files that are compared with and of which nothing is there, and of several that go by one name."""
    read = Counter(Path(file).name for file in outcome.files)
    if absent := sorted(named - read.keys() - {one.file for one in found}):
        listed = ", ".join(absent[:_NAMED]) + (" …" if len(absent) > _NAMED else "")
        session.warn(f"Of {len(absent)} of the {len(named)} files compared with nothing was found or read: {listed}")
    for name in sorted(name for name, count in read.items() if count > 1):
        session.warn(f"{read[name]} files are called {name}; their citations are taken together.")


# --- as data -----------------------------------------------------------------------------------------------
def _figures(score: Evaluation | None) -> Iterator[tuple[Cell, ...]]:
    if score is None:
        return
    for measure, tally in (("by unit", score.by_unit), ("by document", score.by_document)):
        yield _row(measure, "all", tally, (tally.precision, tally.recall, tally.f1))
    for form, tally in score.forms:
        yield _row("by form", form, tally, _shares(tally))
    for measure, tally in (("pinpoints", score.pinpoints), ("functions", score.functions)):
        yield _row(measure, "all", tally, (None, tally.recall, None))


def _shares(tally: Tally) -> tuple[float | None, float | None, float | None]:
    """Return precision, recall and F1; None for a share of nothing."""
    precision = tally.precision if tally.matched + tally.false else None
    recall = tally.recall if tally.required else None
    return precision, recall, tally.f1 if precision is not None and recall is not None else None


def _row(measure: str, name: str, tally: Tally, shares: tuple[Cell, ...]) -> tuple[Cell, ...]:
    counts = (tally.required, tally.matched, tally.missed, tally.false, tally.neutral)
    return (measure, name, *counts, *shares, *(None,) * (len(COLUMNS) - _FIGURES))


def _mistakes(score: Evaluation | None, show: int) -> Iterator[tuple[Cell, ...]]:
    for kind in _MISTAKES if score else ():
        for each in [one for one in score.mistakes if one.kind == kind][:show] if score else ():
            yield _listed(kind, each.form, (each.file, each.unit, each.target, each.words, each.wanted, each.found))


def _changes(moved: Changes | None) -> Iterator[tuple[Cell, ...]]:
    from lexline.graph.evaluation import form_of

    for change, one in moved.moved if moved else ():
        told = ", ".join((*one.pinpoint, one.function))
        form = form_of(one.target) if one.target else "unresolved"
        yield _listed(change, form, (one.file, one.unit, one.target or None, one.text, None, told))


def _listed(measure: str, name: str, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return (measure, name, *(None,) * (_FIGURES - 2), *cells)


# --- for a reader ------------------------------------------------------------------------------------------
def _draw(paper: Paper, score: Evaluation | None, show: int, moved: Changes | None) -> None:
    if score is not None:
        _draw_score(paper, score)
        for kind, title in _MISTAKES.items():
            _draw_mistakes(paper, title, [one for one in score.mistakes if one.kind == kind], show)
    if moved is not None:
        if score is not None:
            paper.line()
        _draw_changes(paper, moved)


def _draw_score(paper: Paper, score: Evaluation) -> None:
    unit = score.by_unit
    files = f"{score.documents} document{'' if score.documents == 1 else 's'}"
    paper.line(
        f"{files}: {unit.required} citations required, {unit.matched} matched, {unit.missed} missed, "
        f"{unit.false} false, {unit.neutral} neutral"
    )
    paper.line()
    overall = (("by unit", unit), ("by document", score.by_document))
    paper.table(
        ("", "precision", "recall", "F1"),
        [(name, f"{t.precision:.4f}", f"{t.recall:.4f}", f"{t.f1:.4f}") for name, t in overall],
    )
    paper.line()
    for name, tally in (("Pinpoints exact", score.pinpoints), ("Functions the same", score.functions)):
        share = f"{tally.matched} of {tally.required}, {tally.recall:.4f}" if tally.required else "none in the table"
        paper.line(f"{name}: {share}")
    paper.line()
    shown = [_form(form, tally) for form, tally in score.forms if tally.required or tally.false]
    paper.table(("form", "found", "missed", "false", "prec.", "recall", "F1"), shown)


def _form(form: str, tally: Tally) -> tuple[str, ...]:
    shares = ("" if share is None else f"{share:.3f}" for share in _shares(tally))
    return (form, str(tally.matched), str(tally.missed), str(tally.false), *shares)


def _draw_mistakes(paper: Paper, title: str, mistakes: Sequence[Mistake], show: int) -> None:
    if not show or not mistakes:
        return
    paper.heading(f"{title} ({len(mistakes)})")
    for one in mistakes[:show]:
        words = f" “{one.words}”" if one.words else ""
        paper.line(f"{one.file} {one.unit}: {one.target}{words}", indent=2)
        if one.wanted and one.kind != "missed":
            paper.line(f"table: {one.wanted}", indent=4)
            paper.line(f"found: {one.found}", indent=4)
    if len(mistakes) > show:
        paper.line(f"and {len(mistakes) - show} more", indent=2)


def _draw_changes(paper: Paper, moved: Changes) -> None:
    from lexline.graph.changes import GAINED, LOST

    for change, one in moved.moved:
        function = f", {one.function}" if one.function else ""
        sign = "+" if change == GAINED else "-"
        paper.line(f"{sign} {one.file} {one.unit}: “{one.text}” {one.means}{function}")
    paper.line(
        f"{moved.before} citations before, {moved.after} after: "
        f"{moved.count(LOST)} lost (-), {moved.count(GAINED)} gained (+)"
    )
