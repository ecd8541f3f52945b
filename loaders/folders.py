"""Files and folders as given -> the files to read, those to leave out with a reason, and those that cannot be read.

Folders are walked in sorted order, hidden files and links that lead round in circles left out; archives are walked
where they are, in their own order. What is no document
by its kind (data extracts, tables, read-me files, settings) is told apart from what should be one and is not
(empty, binary, too long, unreadable): the first is skipped with a reason, the second an error with a remedy.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from lexline.loaders import loader_for
from lexline.loaders.archives import LeftOut, Member, look_inside, packing_of, read_inside
from lexline.loaders.containers import cleaned
from lexline.loaders.limits import HEAD, MAX_BYTES, check_size
from lexline.loaders.naming import INSIDE
from lexline.loaders.records import catalogue_for
from lexline.ontology.errors import InputError, UnsafeInput

#: Why files of these endings are no documents.
_NO_DOCUMENT = {
    ".ini": "settings, not a document",
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
#: Files of these endings hold records of documents, or else are no documents.
_RECORDS = {
    ".json": "data extract, not a document",
    ".jsonl": "data extract, not a document",
    ".csv": "table of records, not a document",
    ".tsv": "table of records, not a document",
}
#: What has one of these endings should be a document.
_DOCUMENTS = frozenset(".txt .text .xml .html .htm .xhtml .pdf .docx .doc .odt .rtf".split())
_NOTES = ("readme", "license", "licence", "copying", "changelog", "notice")
_DEPTH = 64
#: A piece of work in an archive that is read from its start is so many times as large as others.
_STREAMED = 8


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A file to read: where it is, what it is called (relative to what was given), its content's hash and length.

    `format` is the name of the loader that reads it. A file in an archive has the archive's path, and its `way`
    inside: its name in that archive, or in each archive on the way to it.
    """

    path: Path
    name: str
    sha256: str
    size: int
    format: str = ""
    way: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """What its documents call their source: the file's own name, in an archive its way from the archive's."""
        return INSIDE.join((self.path.name, *map(cleaned, self.way)))

    @property
    def base(self) -> str:
        """The file's own name, without any folder or archive."""
        return cleaned(self.way[-1]).rpartition("/")[2] if self.way else self.path.name

    @property
    def place(self) -> str:
        """Where the file lies, the same from whichever folder it is named."""
        return INSIDE.join((self.path.absolute().as_posix(), *map(cleaned, self.way)))

    @property
    def shown(self) -> str:
        """Where the file lies, as it was given."""
        return INSIDE.join((self.path.as_posix(), *map(cleaned, self.way)))

    @property
    def streamed(self) -> bool:
        """Whether all that stands before it in its archive must be unpacked to get to it."""
        return bool(self.way) and packing_of(self.path.name) != "zip"


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


def walk(paths: Sequence[Path], leave_out: Iterable[Path] = ()) -> Iterator[Found]:
    """Look at every file under the given paths once, but for some, in the order given and sorted within folders."""
    seen = {path.resolve() for path in leave_out}
    for given in paths:
        path = Path(given)
        if not path.exists():
            yield Unreadable(path.name or str(path), InputError(f"{path} does not exist.", "Check the path."))
        elif path.is_dir():
            yield from _folder(path, path, seen, (), 0)
        else:
            yield from _once(path, path.name, seen)


def contents(items: Sequence[WorkItem]) -> Iterator[tuple[WorkItem, bytes | InputError]]:
    """Read the content of files, or say why it cannot be read; files of one archive in a row in one go."""
    for path, group in groupby(items, key=lambda item: item.path):
        together = list(group)
        inside = [item.way for item in together if item.way]
        try:
            found = read_inside(path, path.name, inside) if inside else {}
        except UnsafeInput as error:
            yield from ((item, error) for item in together)
            continue
        except OSError as error:
            yield from ((item, _refusal(item.source, error)) for item in together)
            continue
        for item in together:
            if not item.way:
                yield item, _content(item)
            elif isinstance(member := found.pop(item.way, None), Member):
                yield item, member.data
            else:
                yield item, InputError(f"{item.source} is no longer there.", "The archive was changed; try again.")


def pieces(items: Iterable[WorkItem], files: int, size: int) -> Iterator[tuple[WorkItem, ...]]:
    """Cut files into pieces of work, each full when it has so many files or bytes."""
    piece: list[WorkItem] = []
    for item in items:
        piece.append(item)
        # each piece unpacks an archive that is read from its start once more
        more = _STREAMED if item.streamed else 1
        if len(piece) >= files * more or sum(one.size for one in piece) >= size * more:
            yield tuple(piece)
            piece = []
    if piece:
        yield tuple(piece)


def _content(item: WorkItem) -> bytes | InputError:
    try:
        check_size(item.path.stat().st_size, item.source)
        return item.path.read_bytes()
    except InputError as error:
        return error
    except OSError as error:
        return _refusal(item.source, error)


def _folder(folder: Path, root: Path, seen: set[Path], above: tuple[Path, ...], depth: int) -> Iterator[Found]:
    """Walk one folder; a folder that is met again on its own way down is a loop and left out."""
    name = _name(folder, root) or folder.name
    try:
        real = _real(folder)
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
        elif is_folder and (entry / "lexline.json").is_file():
            yield Skipped(shown, "a store of lexline, not a document")
        elif is_folder:
            yield from _folder(entry, root, seen, (*above, real), depth + 1)
        else:
            yield from _once(entry, shown, seen)


def _once(path: Path, name: str, seen: set[Path]) -> Iterator[Found]:
    """Look at a file unless it has been looked at under another name."""
    try:
        real = _real(path)
    except OSError as error:
        yield Unreadable(name, _refusal(name, error))
        return
    if real in seen:
        return
    seen.add(real)
    if packing_of(path.name) is not None and path.is_file():
        yield from _archive(path, name)
    else:
        yield look(path, name)


def _real(path: Path) -> Path:
    """Follow links; raises OSError also for those that lead round in a circle, whichever Python this is."""
    try:
        return path.resolve()
    except RuntimeError as error:
        raise OSError(errno.ELOOP, "a link that leads back to itself") from error


def _archive(path: Path, name: str) -> Iterator[Found]:
    """Look at every file in an archive; of one that is refused at its end nothing is taken."""
    found: list[Found] = []
    try:
        for inside in look_inside(path, name, _no_document):
            if isinstance(inside, Member):
                found.append(_decide(path, inside.name, inside.data, inside.way))
            elif isinstance(inside, LeftOut):
                found.append(Skipped(inside.name, inside.reason))
            else:
                found.append(Unreadable(inside.name, inside.error))
    except UnsafeInput as error:
        yield Unreadable(name, error)
        return
    yield from found or [Skipped(name, "an archive without a file in it")]


def look(path: Path, name: str) -> Found:
    """Decide what a file is by its name and first bytes, and hash it if it is to be read."""
    reason = _no_document(path.name)
    if reason:
        return Skipped(name, reason)
    try:
        if not path.is_file():
            return Skipped(name, "not a regular file")
        size = path.stat().st_size
        other = _RECORDS.get(path.suffix.lower(), "")
        if other and size > MAX_BYTES and not _holds_records(path, name):
            return Skipped(name, other)
        check_size(size, name)
        data = path.read_bytes()
    except InputError as error:
        return Unreadable(name, error)
    except OSError as error:
        return Unreadable(name, _refusal(name, error))
    return _decide(path, name, data)


def _holds_records(path: Path, name: str) -> bool:
    with path.open("rb") as file:
        return catalogue_for(name, file.read(HEAD)) is not None


def _decide(path: Path, name: str, data: bytes, way: tuple[str, ...] = ()) -> Found:
    """Decide what a content is that is called so."""
    if not data.strip():
        return Unreadable(name, InputError(f"{name} is empty.", "Leave it out, or fetch it again."))
    reader = catalogue_for(name, data[:HEAD]) or loader_for(name, data[:HEAD])
    if reader is not None:
        return WorkItem(path, name, hashlib.sha256(data).hexdigest(), len(data), reader.NAME, way)
    ending = Path(name).suffix
    if reason := _RECORDS.get(ending.lower()):
        return Skipped(name, reason)
    if ending.lower() in _DOCUMENTS:
        remedy = "Look at the file; it may be damaged or binary."
        return Unreadable(name, InputError(f"{name} is not what its ending says.", remedy))
    return Skipped(name, f"no format of lexline reads {ending or 'this kind of file'}")


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
