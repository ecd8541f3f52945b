"""Files and folders as given -> the files to read, those to leave out with a reason, and those that cannot be read.

Folders are walked in sorted order, hidden files and links that lead round in circles left out. What is no document
by its kind (data extracts, tables, read-me files, settings) is told apart from what should be one and is not
(empty, binary, too long, unreadable): the first is skipped with a reason, the second an error with a remedy.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lexline.loaders import loader_for
from lexline.loaders.limits import HEAD, check_size
from lexline.ontology.errors import InputError

#: Why files of these endings are no documents.
_NO_DOCUMENT = {
    ".json": "data extract, not a document",
    ".jsonl": "data extract, not a document",
    ".csv": "table of records, not a document",
    ".tsv": "table of records, not a document",
    ".ini": "settings, not a document",
    ".md": "notes, not a document",
    ".rst": "notes, not a document",
    ".py": "program, not a document",
    ".ttl": "RDF data, not a document",
    ".nt": "RDF data, not a document",
    ".nq": "RDF data, not a document",
    ".log": "log, not a document",
    ".toml": "settings, not a document",
    ".yaml": "settings, not a document",
    ".yml": "settings, not a document",
}
_NOTES = ("readme", "license", "licence", "copying", "changelog", "notice")
_DEPTH = 64


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A file to read: where it is, what it is called (relative to what was given), its content's hash and length."""

    path: Path
    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is no document, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that could not be read; the error says why and what to do."""

    name: str
    error: InputError


Found = WorkItem | Skipped | Unreadable


def walk(paths: Sequence[Path]) -> Iterator[Found]:
    """Look at every file under the given paths once, in the order given and sorted within folders."""
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        if not path.exists():
            yield Unreadable(path.name or str(path), InputError(f"{path} does not exist.", "Check the path."))
        elif path.is_dir():
            yield from _folder(path, path, seen, (), 0)
        else:
            yield from _once(path, path.name, seen)


def _folder(folder: Path, root: Path, seen: set[Path], above: tuple[Path, ...], depth: int) -> Iterator[Found]:
    """Walk one folder; a folder that is met again on its own way down is a loop and left out."""
    name = _name(folder, root) or folder.name
    try:
        real = folder.resolve()
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield Unreadable(name, _refusal(name, error))
        return
    if real in above or depth > _DEPTH:
        yield Skipped(name, "link that leads back to a folder above it")
        return
    for entry in entries:
        shown = _name(entry, root)
        try:
            is_folder = entry.is_dir()
        except OSError as error:
            yield Unreadable(shown, _refusal(shown, error))
            continue
        if entry.name.startswith("."):
            yield Skipped(shown, "hidden")
        elif is_folder:
            yield from _folder(entry, root, seen, (*above, real), depth + 1)
        else:
            yield from _once(entry, shown, seen)


def _once(path: Path, name: str, seen: set[Path]) -> Iterator[Found]:
    """Look at a file unless it has been looked at under another name."""
    try:
        real = path.resolve()
    except OSError as error:
        yield Unreadable(name, _refusal(name, error))
        return
    if real not in seen:
        seen.add(real)
        yield look(path, name)


def look(path: Path, name: str) -> Found:
    """Decide what a file is by its name and first bytes, and hash it if it is to be read."""
    reason = _no_document(path.name)
    if reason:
        return Skipped(name, reason)
    try:
        if not path.is_file():
            return Skipped(name, "not a regular file")
        size = path.stat().st_size
        check_size(size, name)
        data = path.read_bytes()
    except InputError as error:
        return Unreadable(name, error)
    except OSError as error:
        return Unreadable(name, _refusal(name, error))
    if not data.strip():
        return Unreadable(name, InputError(f"{name} is empty.", "Leave it out, or fetch it again."))
    if loader_for(name, data[:HEAD]) is None:
        if path.suffix.lower() in (".txt", ".text", ".xml"):
            remedy = "Look at the file; it may be damaged or binary."
            return Unreadable(name, InputError(f"{name} is not what its ending says.", remedy))
        return Skipped(name, f"no format of lexline reads {path.suffix or 'this kind of file'}")
    return WorkItem(path, name, hashlib.sha256(data).hexdigest(), size)


def _no_document(name: str) -> str:
    lower = name.lower()
    if lower.split(".", 1)[0] in _NOTES:
        return "notes, not a document"
    return _NO_DOCUMENT.get(Path(lower).suffix, "")


def _name(path: Path, root: Path) -> str:
    """Call a file by its way from the given folder that was given, with forward slashes."""
    relative = Path(os.path.relpath(path, root)).as_posix()
    return relative if relative != "." else ""


def _refusal(name: str, error: OSError) -> InputError:
    return InputError(f"{name} cannot be read: {error.strerror or error}.", "Check that it exists and may be read.")
