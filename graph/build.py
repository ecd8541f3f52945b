"""Files and folders -> a store, and a report of what was read and found.

Files are put in an order (format, then as given) and read in worker processes; where two give the same document, the
first in that order is kept, so that the store does not depend on the number of workers. A file whose content, name
and rules have not changed is not read again. Whole documents are written as they come: whatever ends a build early,
each document in the store is as it was or as it is now.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lexline.graph import expressions, fulltext, indexing, themed
from lexline.graph.build_report import BuildReport
from lexline.graph.catalogued import summary
from lexline.graph.gathering import Gathered, SourceFile, gather
from lexline.graph.gone import Unread, disappeared
from lexline.graph.manifest import Known, Manifest, rules
from lexline.graph.pool import read_all
from lexline.graph.records import is_catalogue, is_table, owner_of
from lexline.graph.registries import ontology_quads
from lexline.graph.store import Store
from lexline.graph.work import Outcome, Tally, peak_memory
from lexline.loaders.folders import pieces
from lexline.ontology.vocabulary import DCTERMS, LX

#: Files in one piece of work, and bytes after which a piece is full.
_CHUNK_FILES: Final = 16
_CHUNK_BYTES: Final = 512 * 1024
#: Below as many bytes in all, worker processes cost more time than they save.
_SMALL: Final = 2 * 1024 * 1024
#: Quads are handed to the store when as many bytes have come together.
_WRITE_BYTES: Final = 16 * 1024 * 1024
#: More documents written than this make it worth rearranging the store's files.
_MANY: Final = 500

Progress = Callable[[int, int, str], None]


def build(
    paths: Sequence[Path],
    store: str | Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    force: bool = False,
    prune: bool = False,
    prune_gone: bool = False,
    leave_out: Collection[Path] = (),
    themes: bool = True,
    on_themes: Progress | None = None,
) -> BuildReport:
    """Build files and folders into a store, which is made where there is none.

    Args:
        paths: documents, or folders of documents.
        store: the store's folder, or the address of a server.
        workers: processes that read; 0 reads in this process, None chooses by processors and work.
        progress: called with files done, files in all, and the name of the file.
        force: read files again that have not changed.
        prune: take out documents of the store that none of these files gives.
        prune_gone: take out documents whose file has disappeared from the folders given, and no others.
        leave_out: files that are not looked at, and are not gone: they are still being written.
        themes: work out what new and changed documents are about.
        on_themes: called while this is done, with documents done, in all, and a name.

    Raises:
        InputError: a path does not exist.
        StoreError: the store cannot be opened or written.
        NetworkError: a server did not answer as it should.
    """
    started = time.monotonic()
    gathered = gather(paths, leave_out)
    with Store.open(store, create=True) as opened:
        run = _Run(opened, gathered, Manifest.load(opened.beside), paths)
        opened.replace([ontology_quads()], settle=False)
        todo = run.plan(force=force)
        try:
            run.read(todo, _workers(workers, todo), progress)
        except KeyboardInterrupt:
            run.write()
            expressions.settle(opened)
            opened.settle()
            raise
        run.take_out_replaced()
        run.miss(leave_out, prune=prune or prune_gone)
        if prune:
            run.prune()
        expressions.settle(opened)
        opened.settle()
        # no other graph follows from the themes: an interruption leaves a whole store, and the next build goes on
        about = themed.assign(opened, progress=on_themes) if themes else None
        if fulltext.has_fts5():
            indexing.settle(opened, progress=on_themes)
        if run.written > _MANY:
            opened.optimize()
        return run.report(opened.size(), time.monotonic() - started, about)


def _workers(asked: int | None, todo: Sequence[SourceFile]) -> int:
    if asked is not None:
        return asked
    return 0 if sum(file.size for file in todo) < _SMALL else min(os.cpu_count() or 1, 16)


class _Run:
    """One build under way: which file gives which document, and what waits to be written."""

    def __init__(self, store: Store, gathered: Gathered, manifest: Manifest, given: Sequence[Path]) -> None:
        self.given = given
        self.store = store
        self.gathered = gathered
        self.manifest = manifest
        self.failed = list(gathered.failed)
        self.duplicates: list[tuple[str, str]] = []
        self.replaced: list[tuple[str, str]] = []
        self.gone: list[tuple[str, str]] = []
        self.unchanged: list[SourceFile] = []
        self.found: dict[str, Known] = {}
        self.owners: dict[str, SourceFile] = {}
        self.tallies: dict[str, Tally] = {}
        self.waiting: list[tuple[str, bytes]] = []
        self.noted: dict[str, Known] = {}
        self.memory: dict[int, int] = {}
        self.foreign = expressions.foreign(store)
        self.written = 0
        self.removed = 0

    def plan(self, *, force: bool) -> list[SourceFile]:
        """Choose the files to read: all but those whose documents stand in the store as they would now."""
        stored = self._stored()
        owners: dict[str, SourceFile] = {}
        todo = []
        for file in self.gathered.files:
            known = self.manifest.known.get(file.key)
            if force or known is None or known.rules != rules():
                todo.append(file)
                continue
            for tally in known.tallies:
                owners.setdefault(tally.id, file)
            if all(stored.get(tally.id) == owners[tally.id].key for tally in known.tallies):
                self.found[file.key] = known
                self.unchanged.append(file)
                if known.place != file.place:
                    self.noted[file.key] = replace(known, place=file.place)
            else:
                todo.append(file)
        return todo

    def _stored(self) -> dict[str, str]:
        """Return the key of the file that each document in the store came from."""
        query = f"""SELECT ?i ?sha ?name ?loaded ?l WHERE {{ ?i <{LX}sha256> ?sha ; <{DCTERMS}source> ?name
          OPTIONAL {{ ?i <{LX}loaded> ?loaded ; <{DCTERMS}language> ?l }} }} ORDER BY DESC(?loaded)"""
        stored = {}
        for document, sha256, name, loaded, language in self.store.query(query).rows:
            if (owner := owner_of(_text(document))) is not None:
                # a text that is not English keeps its own name where it stands for the instrument
                owner = expressions.name_of(owner, _text(language)) if loaded else owner
                stored[owner] = f"{_text(sha256)} {_text(name)}"
        return stored

    def read(self, todo: Sequence[SourceFile], workers: int, progress: Progress | None) -> None:
        """Read files and write their documents, in order."""
        by_item = {file.item: file for file in todo}
        unchanged = iter([*self.unchanged, None])
        ahead = next(unchanged)
        done = len(self.unchanged)
        chunks = list(pieces((file.item for file in todo), _CHUNK_FILES, _CHUNK_BYTES))
        for batch in read_all(chunks, workers):
            self.memory[batch.worker] = max(batch.memory, self.memory.get(batch.worker, 0))
            for outcome in batch.outcomes:
                file = by_item[outcome.item]
                while ahead and ahead.rank < file.rank:
                    self._keep(ahead, self.found[ahead.key])
                    ahead = next(unchanged)
                self._take(file, outcome)
                done += 1
                if progress:
                    progress(done, len(self.gathered.files), file.item.base)
            if sum(len(data) for _, data in self.waiting) > _WRITE_BYTES:
                self.write()
        while ahead:
            self._keep(ahead, self.found[ahead.key])
            ahead = next(unchanged)
        self.write()

    def _keep(self, file: SourceFile, known: Known) -> list[bool]:
        """Give a file's documents to it, but for those that a file before it gives; say which it got."""
        got = []
        for tally in known.tallies:
            fresh = tally.id not in self.owners
            got.append(fresh)
            if fresh:
                self.owners[tally.id] = file
                self.tallies[tally.id] = tally
            else:
                self.duplicates.append((file.name, f"{tally.id} is read from {self.owners[tally.id].name}"))
        return got

    def _take(self, file: SourceFile, outcome: Outcome) -> None:
        """Note what became of a file, and put its documents up for writing."""
        if outcome.failure:
            self.failed.append((file.name, outcome.failure))
            return
        known = Known(rules(), tuple(graph.tally for graph in outcome.graphs), outcome.repairs, file.place)
        got = self._keep(file, known)
        self.waiting.extend((graph.iri, graph.data) for graph, kept in zip(outcome.graphs, got, strict=True) if kept)
        self.noted[file.key] = known

    def write(self) -> None:
        """Write what has come together; only then are its files known."""
        yielding = expressions.giving_way(self.store, self.foreign, (iri for iri, _ in self.waiting))
        themed.forget(self.store, (iri for iri, _ in self.waiting))
        if self.waiting:
            fulltext.forget(self.store.beside, (iri for iri, _ in self.waiting))
        changes = self.store.replace([*yielding, *self.waiting], settle=False)
        self.written += changes.made + changes.changed
        self.found.update(self.noted)
        if self.noted:
            self.manifest.known.update(self.noted)
            self.manifest.save()
        self.waiting, self.noted = [], {}

    def take_out_replaced(self) -> None:
        """Take out what a file gave before it changed, where no file of this run gives it."""
        # a file that could not be read keeps what it gave before: that is the best there is
        here = {file.place: file for file in self.gathered.files if file.key in self.found}
        past = [key for key, known in self.manifest.known.items() if known.place in here and key not in self.found]
        if not past:
            return
        stored = self._stored()
        gone = []
        for key in past:
            known = self.manifest.known.pop(key)
            for tally in known.tallies:
                if stored.get(tally.id) == key and tally.id not in self.tallies:
                    gone.append(tally.id)
                    self.replaced.append((here[known.place].name, f"{tally.id} was read from it before"))
        self._remove(gone)
        self.manifest.save()

    def miss(self, leave_out: Collection[Path], *, prune: bool) -> None:
        """Note the files that have disappeared and whose documents no other gives; take these out if asked to."""
        failed = (name for name, _ in self.failed)
        here = [file.place for file in self.gathered.files] + [path.absolute().as_posix() for path in leave_out]
        missing = list(disappeared(self.manifest.known, self.given, here, failed))
        if not missing:
            return
        stored = self._stored()
        for key, name in missing:
            tallies = self.manifest.known[key].tallies
            left = [one.id for one in tallies if stored.get(one.id) == key and one.id not in self.tallies]
            what = ", ".join(left)
            self.gone += [(name, f"{what} {'taken out' if prune else 'kept; --prune takes it out'}")] if left else []
            if prune or not left:
                self.manifest.known.pop(key)
                self._remove(left)
        self.manifest.save()

    def prune(self) -> None:
        """Take out the documents that no file gave, but for those whose file could not be read."""
        unread = Unread(name for name, _ in self.failed)
        stored = sorted(self._stored().items())
        gone = [name for name, key in stored if name not in self.tallies and key.partition(" ")[2] not in unread]
        self._remove(gone)

    def _remove(self, names: Sequence[str]) -> None:
        graphs = [graph for name in names for graph in expressions.graphs_of(self.store, name)]
        themed.forget(self.store, graphs)
        if graphs:
            fulltext.forget(self.store.beside, graphs)
        self.store.remove(graphs)
        self.removed += len(names)

    def report(self, triples: int, seconds: float, about: themed.Assigned | None) -> BuildReport:
        """Add up."""
        kinds: Counter[str] = Counter()
        for tally in self.tallies.values():
            kinds.update(dict(tally.citations))
        files, counted = self.gathered.files, self.tallies.values()
        repaired = [(file.name, self.found[file.key].repairs) for file in files if file.key in self.found]
        beside = [tally for tally in counted if is_catalogue(tally.id)]
        tables = [tally for tally in beside if is_table(tally.id)]
        catalogues = [tally for tally in beside if not is_table(tally.id)]
        documents = {expressions.instrument_of(name) for name in self.tallies if not is_catalogue(name)}
        described = summary(self.store)
        return BuildReport(
            files=len(files) + len(self.gathered.skipped) + len(self.gathered.failed),
            unchanged=len(self.unchanged),
            skipped=self.gathered.skipped,
            duplicates=tuple(self.duplicates),
            recovered=tuple((path, ", ".join(repairs)) for path, repairs in repaired if repairs),
            failed=tuple(self.failed),
            replaced=tuple(self.replaced),
            gone=tuple(self.gone),
            removed=self.removed,
            documents=len(documents),
            translations=len(self.tallies) - len(beside) - len(documents),
            units=sum(tally.units for tally in counted),
            footnotes=sum(tally.footnotes for tally in counted),
            citations=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
            unresolved=sum(tally.unresolved for tally in counted),
            catalogues=len(catalogues),
            records=sum(tally.records for tally in catalogues),
            matched=described.matched,
            stubs=described.stubs,
            doubtful=described.doubtful,
            tables=len(tables),
            participations=sum(tally.records for tally in tables),
            unread=tuple((self.owners[tally.id].name, why) for tally in beside for why in tally.unread),
            contradictions=tuple((conflict.instrument, str(conflict)) for conflict in described.conflicts),
            about=about,
            triples=triples,
            seconds=round(seconds, 2),
            peak_memory=peak_memory() + sum(self.memory.values()),
        )


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
