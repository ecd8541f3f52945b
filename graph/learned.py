"""A store and a learned model -> proposals of subjects, written beside the documents that no librarian has described.

The proposals for a document stand in a graph of their own beside the graph of its text, which is replaced as a whole:
each is a lx:ThemeAssignment with the method "learned", its confidence and the words that weighed most, and the plain
edge lx:proposes, never eli:is_about or lx:hasTheme. The graph carries a hash of the model, the text and what was asked
for: where it differs, the proposals are worked out anew; where the document is gone or has been described, they are
taken out. A subject is written only where its concept is known, by the model or by the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lexline.graph.learning_examples import Passage, concepts, texts
from lexline.graph.reading import text_of
from lexline.graph.terms import TYPE, decimal, plain, web_address
from lexline.graph.themed import PROPOSALS, Progress
from lexline.ontology.vocabulary import ABOUT, GRAPH, ID, LX

if TYPE_CHECKING:
    from lexline.graph.learning_model import Proposal, SubjectModel
    from lexline.graph.store import Store

LEARNED: Final = "learned"

#: How many documents are read, and written, at a time.
_BATCH: Final = 100
#: Changed whenever the same proposals would be written otherwise.
_VERSION: Final = "1"

_LOADED: Final = """SELECT ?i ?sha WHERE { ?i lx:loaded true ; dcterms:language ?language
  OPTIONAL { ?i lx:sha256 ?sha } FILTER(LANGMATCHES(STR(?language), "en")) }"""
_DESCRIBED: Final = """SELECT DISTINCT ?i WHERE { ?r a lx:Record ; lx:describes ?d ; dcterms:subject ?any
  OPTIONAL { ?d owl:sameAs ?s } BIND(COALESCE(?s, ?d) AS ?i) }"""
_WRITTEN: Final = "SELECT ?g ?hash WHERE { ?g lx:modelHash ?hash }"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for an instrument, or for one of its units (the IRI)."""

    about: str
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` did: documents without subjects, worked out anew, taken out; assignments; labels without concept."""

    documents: int
    worked_out: int
    removed: int
    assignments: int
    unnamed: int


def without_subjects(store: Store) -> list[str]:
    """Return the loaded instruments with a text in English that no librarian has given subjects."""
    return sorted(_loaded(store))


def proposed(
    store: Store, model: SubjectModel, instruments: Sequence[str], *, most: int = 8, paragraphs: bool = False
) -> Iterator[Proposed]:
    """Yield what a model proposes for instruments (IRIs): for each as a whole, or for each of its paragraphs."""
    for instrument, passages in texts(store, instruments):
        yield from _proposed(model, instrument, passages, most, paragraphs)


def write(
    store: Store,
    model: SubjectModel,
    *,
    most: int = 8,
    paragraphs: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write proposals for all instruments without subjects, and for their paragraphs if asked; take old ones out.

    Args:
        store: a store open for writing.
        model: the model.
        most: how many subjects to propose at most for each.
        paragraphs: propose for paragraphs, too.
        progress: called with documents done, documents to do, and a name.
    """
    loaded, known = _loaded(store), concepts(store)
    asked = repr((_VERSION, model.identity, most, paragraphs, _fingerprint(known)))
    wanted = {
        _graph(iri): (iri, hashlib.sha256((asked + sha).encode()).hexdigest()[:16]) for iri, sha in loaded.items()
    }
    present = _present(store)
    orphans = sorted(present.keys() - wanted.keys())
    store.remove(orphans, settle=False)
    todo = [iri for graph, (iri, sign) in sorted(wanted.items()) if present.get(graph) != sign]
    assignments = unnamed = 0
    for start in range(0, len(todo), _BATCH):
        batch = todo[start : start + _BATCH]
        passages = dict(texts(store, batch))
        graphs = []
        for iri in batch:
            found = _proposed(model, iri, passages.get(iri, ()), most, False)
            if paragraphs:
                found += _proposed(model, iri, passages.get(iri, ()), most, True)
            lines, left = _lines(found, known)
            assignments += sum(f"<{LX}theme>" in line for line in lines)
            unnamed += left
            graphs.append((_graph(iri), _data(_graph(iri), wanted[_graph(iri)][1], lines)))
        store.replace(graphs, settle=False)
        if progress:
            progress(start + len(batch), len(todo), batch[-1].removeprefix(ID))
    store.settle()
    return Written(len(loaded), len(todo), len(orphans), assignments, unnamed)


def withdraw(store: Store) -> int:
    """Take all proposals out of a store; returns for how many documents there were any."""
    graphs = sorted(_present(store))
    store.remove(graphs)
    return len(graphs)


def _loaded(store: Store) -> dict[str, str]:
    """Return the instruments without subjects, each with the hash of its file."""
    described = {text_of(iri) for (iri,) in store.query(_DESCRIBED).rows}
    rows = ((text_of(iri), text_of(sha)) for iri, sha in store.query(_LOADED).rows)
    found: dict[str, str] = {}
    for iri, sha in rows:
        if iri.startswith(ID) and iri not in described:
            found[iri] = max(sha, found.get(iri, ""))
    return dict(sorted(found.items()))


def _present(store: Store) -> dict[str, str]:
    return {text_of(graph): text_of(sign) for graph, sign in store.query(_WRITTEN).rows}


def _graph(instrument: str) -> str:
    return GRAPH + instrument.removeprefix(ID) + PROPOSALS


def _fingerprint(known: Mapping[str, str]) -> str:
    return hashlib.sha256(repr(sorted(known.items())).encode("utf-8", "replace")).hexdigest()[:16]


def _proposed(
    model: SubjectModel, instrument: str, passages: Sequence[Passage], most: int, paragraphs: bool
) -> list[Proposed]:
    if not paragraphs:
        return [Proposed(instrument, model.propose("\n".join(one.text for one in passages), most))] if passages else []
    return [Proposed(one.iri, model.propose(one.text, most, paragraph=True)) for one in passages if one.paragraph]


def _lines(found: Iterable[Proposed], known: Mapping[str, str]) -> tuple[list[str], int]:
    """Write proposals as lines without the graph's name; also return how many have no concept."""
    lines: list[str] = []
    left = 0
    for one in found:
        number = 0
        for proposal in one.proposals:
            concept = web_address(proposal.concept or known.get(proposal.label.name))
            if concept is None:
                left += 1
                continue
            number += 1
            me = f"<{ABOUT}{one.about.removeprefix(ID)}--{LEARNED}-{number}>"
            said = [
                f"{TYPE} <{LX}ThemeAssignment>",
                f"<{LX}about> <{one.about}>",
                f"<{LX}theme> {concept}",
                f"<{LX}confidence> {decimal(proposal.confidence)}",
                f"<{LX}method> {plain(LEARNED)}",
                *(f"<{LX}because> {plain(word)}" for word, _ in proposal.words),
            ]
            lines.extend(f"{me} {each}" for each in said)
            lines.append(f"<{one.about}> <{LX}proposes> {concept}")
    return lines, left


def _data(graph: str, sign: str, lines: Sequence[str]) -> bytes:
    """Return a graph as N-Quads, with the hash of what it follows from."""
    end = f" <{graph}> .\n"
    every = [f"<{graph}> <{LX}modelHash> {plain(sign)}", *dict.fromkeys(lines)]
    return "".join(line + end for line in every).encode("utf-8", "replace")
