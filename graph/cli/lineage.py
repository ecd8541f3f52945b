"""`lexline lineage REF`: what an instrument cites, what that cites in turn (or who cites it), drawn as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from lexline.graph.cli.output import Answer, Cell
from lexline.graph.cli.session import Session, verb

if TYPE_CHECKING:
    from rich.tree import Tree

    from lexline.graph.cli.paper import Paper
    from lexline.graph.lineage import Branch

_COLUMNS = ("depth", "citing", "cited", "id", "year", "title", "count", "verbs", "units", "sentences", "mark")

#: At most so many citing sentences under one branch; the rest are counted.
_SENTENCES = 3


def lineage(
    session: Session,
    ref: Annotated[list[str], typer.Argument(metavar="REF", help="The instrument to start from.")],
    depth: Annotated[int, typer.Option("--depth", "-d", help="How many steps to go.")] = 2,
    forward: Annotated[bool, typer.Option("--forward", help="Who cites it, instead of what it cites.")] = False,
    sentences: Annotated[bool, typer.Option("--sentences", "-s", help="Print the citing sentences too.")] = False,
    path: Annotated[str | None, typer.Option("--path", metavar="REF", help="The chains to this instrument.")] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=0, help="Branches of one instrument (12; 0 for all), or chains (5; 0 for a thousand)."
        ),
    ] = None,
) -> None:
    """Print the lineage of an instrument as a tree, or the chains between two instruments.

    For example: lexline lineage 2388 --depth 3, or lexline lineage 2388 --path 1325.
    """
    from lexline.graph.lineage import lineage as grow
    from lexline.graph.lineage import paths
    from lexline.graph.reference import resolve

    with session.open_store() as store:
        start = resolve(store, " ".join(ref)).identifier
        if path is None:
            most = 12 if limit is None else limit or None
            tree = grow(store, start, depth, forward, limit=most)
            session.answer(_tree(tree, forward, sentences))
        else:
            end = resolve(store, path).identifier
            chains = paths(store, start, end, limit=5 if limit is None else limit or 1000)
            session.answer(_chains(start, end, chains, sentences))


command = verb(lineage)


def _tree(root: Branch, forward: bool, sentences: bool) -> Answer:
    return Answer(
        _COLUMNS,
        (_row(depth, branch) for depth, branch in root.walk()),
        view=lambda paper: _draw(paper, root, forward, sentences),
        turtle=lambda: _turtle(branch for _, branch in root.walk()),
    )


def _row(depth: int, branch: Branch) -> tuple[Cell, ...]:
    it, link = branch.instrument, branch.link
    ends = (link.citing, link.cited, it.id) if link else (None, None, it.id)
    said = (link.count, link.verbs, link.units, link.sentences) if link else (0, (), (), ())
    return (depth, *ends, it.year, it.title, *said, branch.mark)


def _draw(paper: Paper, root: Branch, forward: bool, sentences: bool) -> None:
    from lexline.graph.cli.paper import branch as drawn

    top = drawn(None, _label(root))
    _draw_below(top, root, sentences)
    paper.tree(top)
    signs = {
        "↗ opened elsewhere in the tree": any(branch.mark == "repeat" for _, branch in root.walk()),
        "↑ stands above itself": any(branch.mark == "cycle" for _, branch in root.walk()),
        f"(+n) n more {'cite it' if forward else 'that it cites'}, deeper": any(b.beyond for _, b in root.walk()),
    }
    if any(signs.values()):
        paper.line(" · ".join(sign for sign, used in signs.items() if used), "dim")
    if not root.children:
        paper.line("Nothing in the store cites it." if forward else "It cites nothing that is known.")


def _draw_below(tree: Tree, branch: Branch, sentences: bool) -> None:
    from lexline.graph.cli.paper import branch as drawn

    for child in branch.children:
        twig = drawn(tree, _label(child))
        if sentences and child.link:
            _draw_sentences(twig, child)
        _draw_below(twig, child, sentences)
    if branch.omitted:
        drawn(tree, [(f"… and {branch.omitted} more (--limit 0 shows all)", "dim")])


def _draw_sentences(tree: Tree, branch: Branch) -> None:
    from lexline.graph.cli.paper import branch as drawn

    said = branch.link.sentences if branch.link else ()
    for sentence in said[:_SENTENCES]:
        drawn(tree, [(f"“{sentence}”", "italic")])
    if len(said) > _SENTENCES:
        drawn(tree, [(f"… and {len(said) - _SENTENCES} more sentences", "dim")])


def _label(branch: Branch) -> list[tuple[str, str]]:
    from lexline.graph.cli.paper import short_title

    it, link = branch.instrument, branch.link
    parts = [(it.id, "bold")]
    if it.year and str(it.year) not in it.id:
        parts.append((f" {it.year}", ""))
    verbs = list(dict.fromkeys(verb.lower() for verb in link.verbs)) if link else []
    if verbs:
        rest = f" +{len(verbs) - 2}" if len(verbs) > 2 else ""
        parts.append((f" · {', '.join(verbs[:2])}{rest}", "italic"))
    if link and link.count > 1:
        parts.append((f" · {link.count} times", ""))
    if branch.mark:
        parts.append((" ↑" if branch.mark == "cycle" else " ↗", "dim"))
    elif it.title:
        title = short_title(it.title)
        parts.append((f" · {title if len(title) <= 60 else title[:59].rstrip() + '…'}", "dim"))
    if branch.beyond:
        parts.append((f" (+{branch.beyond})", "dim"))
    return parts


def _chains(start: str, end: str, chains: tuple[tuple[Branch, ...], ...], sentences: bool) -> Answer:
    rows = (
        (number, *_row(step, branch)) for number, chain in enumerate(chains, 1) for step, branch in enumerate(chain)
    )
    return Answer(
        ("chain", *_COLUMNS),
        rows,
        view=lambda paper: _draw_chains(paper, start, end, chains, sentences),
        turtle=lambda: _turtle(branch for chain in chains for branch in chain),
    )


def _draw_chains(paper: Paper, start: str, end: str, chains: tuple[tuple[Branch, ...], ...], sentences: bool) -> None:
    from lexline.graph.cli.paper import branch as drawn

    if not chains:
        paper.line(f"No chain of citations leads from {start} to {end}, or back.")
    elif chains[0][0].instrument.id != start:
        paper.line(f"{start} does not lead back to {end}; these chains lead from {end} back to {start}.")
    for chain in chains:
        tree = top = drawn(None, _label(chain[0]))
        for step in chain[1:]:
            tree = drawn(tree, _label(step))
            if sentences:
                _draw_sentences(tree, step)
        paper.tree(top)


def _turtle(branches: Iterable[Branch]) -> Iterator[str]:
    """Write the citations of a tree as plain triples."""
    from lexline.graph.cli.rdf import serialise
    from lexline.ontology import vocabulary

    links = dict.fromkeys((branch.link.citing, branch.link.cited) for branch in branches if branch.link)
    eli_cites = vocabulary.ELI + "cites"
    pairs = ((vocabulary.instrument_iri(a), vocabulary.instrument_iri(b)) for a, b in links)
    return serialise((a, eli_cites, b) for a, b in pairs)
