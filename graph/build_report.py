"""What a build read and found, as one value: counted where things are many, by name where something is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from lexline.graph.themed import Assigned


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build read and found.

    Counts of documents, units, footnotes and citations are of all files given, read now or unchanged; `translations`
    are texts of one of the `documents` in a further language, and count beside them; `citations` by the kind of what
    is cited; `triples` are those of the whole store. `skipped` are files that are no documents,
    `duplicates` files whose document another file gives, `recovered` files that were read with repairs (of which
    kinds), `failed` files that could not be read, each by its name. `replaced` are documents that were taken out
    because their file now gives another one, `gone` files that were there before and are no more; `removed` counts
    what was taken out for these reasons or by pruning. Seconds are of the
    wall clock, memory (bytes) is the peak of all processes together.

    `records` are those of the `catalogues` among the files; `matched`, `stubs` and `doubtful` are of the whole
    store: how many records describe an instrument that is loaded, how many instruments are known by records alone, and
    how many records contradict themselves or name what nobody knows. `tables` are those of who takes part in a treaty,
    `participations` their rows. `unread` are
    entries of catalogues that could not be read or say what one before them says, `contradictions` (instrument, what)
    where a record and a text, or two records, say different things. `about` tells what was worked out of the documents'
    themes, None where this was not asked for.
    """

    files: int
    unchanged: int
    skipped: tuple[tuple[str, str], ...]
    duplicates: tuple[tuple[str, str], ...]
    recovered: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    replaced: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    removed: int
    documents: int
    translations: int
    units: int
    footnotes: int
    citations: dict[str, int]
    unresolved: int
    catalogues: int
    records: int
    matched: int
    stubs: int
    doubtful: int
    tables: int
    participations: int
    unread: tuple[tuple[str, str], ...]
    contradictions: tuple[tuple[str, str], ...]
    about: Assigned | None
    triples: int
    seconds: float
    peak_memory: int
