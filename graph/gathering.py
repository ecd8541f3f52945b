"""Paths -> the files to build from, in an order that never changes; and those that are no documents or unreadable.

The order is by format, the more particular first, then as given: where two files hold the same document, the first
is the one to keep, an official XML file before a plain text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lexline.loaders import HEAD, LOADERS, loader_for
from lexline.loaders.folders import Skipped, WorkItem, walk
from lexline.ontology.errors import InputError


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to build from: where it is, what it is called, its hash and size, and its place in the order."""

    path: Path
    name: str
    sha256: str
    size: int
    rank: tuple[int, int]

    @property
    def key(self) -> str:
        """What the file is known by: its content and its own name, wherever it lies."""
        return f"{self.sha256} {self.path.name}"

    @property
    def place(self) -> str:
        """Where the file lies, the same from whichever folder it is named."""
        return self.path.absolute().as_posix()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was found: files in order, and (name, reason) of those skipped and those failed."""

    files: tuple[SourceFile, ...]
    skipped: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]


def gather(paths: Sequence[Path]) -> Gathered:
    """Find the files in folders and among paths given.

    Raises:
        InputError: a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.", "Check the name.")
    files: list[SourceFile] = []
    skipped: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    for place, item in enumerate(walk(paths)):
        if isinstance(item, WorkItem):
            try:
                rank = (_format(item), place)
            except OSError as error:
                failed.append((item.name, f"{item.name} cannot be read: {error.strerror or error}."))
                continue
            files.append(SourceFile(item.path, item.name, item.sha256, item.size, rank))
        elif isinstance(item, Skipped):
            skipped.append((item.name, item.reason))
        else:
            failed.append((item.name, str(item.error)))
    return Gathered(tuple(sorted(files, key=lambda file: file.rank)), tuple(skipped), tuple(failed))


def _format(item: WorkItem) -> int:
    """Return the place of a file's format among the formats."""
    with item.path.open("rb") as file:
        loader = loader_for(item.name, file.read(HEAD))
    return LOADERS.index(loader) if loader else len(LOADERS)
