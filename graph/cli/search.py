"""`lexline search WORDS`: the passages of a store that hold them, best first, with the sentence and marked words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.output import Answer, Cell, Format
from lexline.graph.cli.session import LimitOption, Session, verb
from lexline.ontology.errors import UsageError

if TYPE_CHECKING:
    from lexline.graph.cli.paper import Paper
    from lexline.graph.search_marks import Snippet
    from lexline.graph.searching import Filters, Found, Hit
    from lexline.graph.store import Store
    from lexline.graph.suggesting import Best

_COLUMNS = (
    "instrument",
    "unit",
    "date",
    "body",
    "kind",
    "part",
    "title",
    "heading",
    "text",
    "heading_marks",
    "marks",
    "score",
)
#: Hits in a table unless asked for more: each is some lines.
_SHOWN = 10
#: Choices named below the hits.
_NAMED = 5


def search(
    session: Session,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS", help='Words, "phrases", beginnings (traffick*), -without, OR; or a REF.'),
    ],
    body: Annotated[
        list[str] | None, typer.Option("--body", metavar="CODE", help="Only of this body: SC, GA ...")
    ] = None,
    since: Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Only from this year on.")] = None,
    until: Annotated[int | None, typer.Option("--until", metavar="YEAR", help="Only up to this year.")] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", help="Only resolution, report ...; or only operative, preambular, title ..."
        ),
    ] = None,
    theme: Annotated[list[str] | None, typer.Option("--theme", metavar="THEME", help="Only on this theme.")] = None,
    limit: LimitOption = None,
) -> None:
    """Find passages by their words: those in titles and headings, rare ones, and those that stand together, first.

    For example: lexline search "women and peace" --body SC --since 2000 --kind operative

    Options that name a value may be given several times; any of the values will do.
    """
    from lexline.graph.search_index import open_index
    from lexline.graph.searching import MOST
    from lexline.graph.searching import search as find
    from lexline.graph.suggesting import best_match

    text = " ".join(words)
    if not text.strip():
        raise UsageError("There is nothing to look for.", "Give some words.")
    with session.open_store() as store:
        filters = _filters(store, body or (), since, until, kind or (), theme or ())
        with session.progress("indexing") as step, open_index(store, progress=step) as index:
            most = limit if limit is not None else _SHOWN if session.how is Format.TABLE else 0
            best = best_match(index, store, text)
            found = find(index, text, filters, limit=most or MOST, relax=best is None)
        session.answer(
            Answer(
                _COLUMNS,
                [_row(hit) for hit in found.hits],
                view=lambda paper: _view(paper, found, best),
                notes=_notes(text, found, named=best is not None),
            )
        )


def _filters(
    store: Store, body: Sequence[str], since: int | None, until: int | None, kind: Sequence[str], theme: Sequence[str]
) -> Filters:
    """Read the options that narrow a search.

    Raises:
        UsageError: a kind or theme that there is not, or years the wrong way round.
    """
    from lexline.graph.indexing import TITLE
    from lexline.graph.searching import Filters
    from lexline.graph.terms import INSTRUMENT_CLASSES, UNIT_CLASSES
    from lexline.graph.theme_reading import find as find_theme

    if since is not None and until is not None and since > until:
        raise UsageError(f"No year is from {since} on and up to {until}.", "Exchange the two.")
    parts, kinds = {TITLE, *UNIT_CLASSES}, set(INSTRUMENT_CLASSES)
    for one in kind:
        if one not in parts | kinds:
            raise UsageError(f"There is no kind “{one}”.", f"Choose of {', '.join(sorted(parts | kinds))}.")
    themes = []
    for name in theme:
        known = find_theme(store, name)
        if known is None:
            raise UsageError(f"There is no theme “{name}”.", "`lexline themes` lists them.")
        themes.append(known.iri)
    return Filters(
        bodies=tuple(code.upper() for code in body),
        since=since,
        until=until,
        kinds=tuple(one for one in kind if one in kinds),
        parts=tuple(one for one in kind if one in parts and one not in kinds),
        themes=tuple(themes),
    )


def _row(hit: Hit) -> tuple[Cell, ...]:
    marks = [[f"{start}-{end}" for start, end in part.marks] for part in (hit.heading, hit.snippet)]
    told = (hit.instrument, hit.eid, hit.date or None, hit.body or None, hit.kind, hit.part, hit.title or None)
    return (*told, hit.heading.text or None, hit.snippet.text, *marks, hit.score)


def _view(paper: Paper, found: Found, best: Best | None) -> None:
    from lexline.graph.reading import label_of

    if best is not None:
        where = f", {label_of(best.reference.eid)}" if best.reference.eid else ""
        paper.line(f"Best match: {best.reference.identifier}{where}", style="bold")
        paper.line(f"  {best.title or 'cited, but not in the store'}")
        paper.line()
    for hit in found.hits:
        where = f", {label_of(hit.eid)}" if hit.eid else ""
        paper.line(f"{hit.instrument}{where} ({hit.part}, {hit.date or 'undated'})", style="bold")
        for part in (hit.heading, *((hit.snippet,) if hit.eid else ())):
            if part.text:
                _marked(paper, part)
    for name in ("body", "kind", "part", "theme"):
        values = found.choices.get(name, ())
        if len(values) > 1:
            told = ", ".join(f"{one.label} {one.count}" for one in values[:_NAMED])
            paper.line(f"by {name}: {told}{' ...' if len(values) > _NAMED else ''}", style="dim")


def _marked(paper: Paper, part: Snippet) -> None:
    pieces = [(" ".join(text.split("\n")), marked) for text, marked in part.pieces]
    paper.marked(
        [*([("… ", False)] if part.before else []), *pieces, *([(" …", False)] if part.after else [])], indent=2
    )


def _notes(text: str, found: Found, *, named: bool) -> tuple[str, ...]:
    from lexline.graph.searching import corrected

    notes = []
    if found.relaxed:
        notes.append("Nothing holds all of these words; those that hold most of them are listed.")
    if not found.total and named:
        notes.append("Nothing else holds these words.")
    elif not found.total:
        notes.append("Nothing holds these words.")
    if found.instead:
        notes.append(f"Did you mean: {corrected(text, found.instead)}?")
    if found.total > len(found.hits):
        notes.append(f"{len(found.hits)} of {found.total:,}{' or more' if found.more else ''}; --limit 0 lists all.")
    return tuple(notes)


command = verb(search)
