"""Paths -> the files to build from, in an order that never changes; and those that are no documents or unreadable.

The order is by format, the more particular first, then as given: where two files hold the same document, the first
is the one to keep, an official XML file before a plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lexline.loaders import LOADERS
from lexline.loaders.folders import Skipped, WorkItem, walk
from lexline.loaders.records import CATALOGUES
from lexline.ontology.errors import InputError


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to build from, which may lie in an archive, and its place in the order."""

    item: WorkItem
    rank: tuple[int, int]

    @property
    def name(self) -> str:
        """What it is called: its way from the folder that was given."""
        return self.item.name

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.item.size

    @property
    def key(self) -> str:
        """What the file is known by: its content and its own name, wherever it lies."""
        return f"{self.item.sha256} {self.item.source}"

    @property
    def place(self) -> str:
        """Where the file lies, the same from whichever folder it is named."""
        return self.item.place


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found: files in order, and (name, reason) of those skipped and those failed."""

    files: tuple[SourceFile, ...]
    skipped: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]


def gather(paths: Sequence[Path], leave_out: Iterable[Path] = ()) -> Gathered:
    """Find the files in folders and among paths given, but for those to leave out.

    Raises:
        InputError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.", "Check the name.")
    known = (*(loader.NAME for loader in LOADERS), *(kind.NAME for kind in CATALOGUES))
    formats = {name: place for place, name in enumerate(known)}
    files: list[SourceFile] = []
    skipped: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    for place, item in enumerate(walk(paths, leave_out)):
        if isinstance(item, WorkItem):
            files.append(SourceFile(item, (formats[item.format], place)))
        elif isinstance(item, Skipped):
            skipped.append((item.name, item.reason))
        else:
            failed.append((item.name, str(item.error)))
    return Gathered(tuple(sorted(files, key=lambda file: file.rank)), tuple(skipped), tuple(failed))
