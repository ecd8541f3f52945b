"""The library: a local folder of what was fetched, and its manifest, one JSON object a line.

A line says of one file which document it is (symbol, language, format), where it came from and when, its SHA-256 and
the validators by which its server tells whether it has changed. A document that a server does not have is noted too,
so that it is not asked for again and again. The time stands here and nowhere else.

Several processes may use a library at once: each notes what it fetched beside what the others noted, and one waits
for the other where both want the same file. A file that somebody has changed is never written over.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from lexline.loaders.sources.download import Validators
from lexline.loaders.sources.turns import turn
from lexline.ontology.errors import InputError, LexlineError, UnsafeInput

MANIFEST: Final = "manifest.jsonl"
HELD: Final = "held"
ABSENT: Final = "absent"
#: Where archives are kept as they came; hidden, so that a build reads what was taken out of them and not both.
ARCHIVES: Final = ".archives"
DOCUMENTS: Final = "documents"

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._()\[\]-]+")
_LONGEST: Final = 120
#: So many seconds others may take to write the manifest.
_MANIFEST_WAIT: Final = 120.0
#: Names that mean devices on Windows.
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the manifest; `file` is the way from the library's folder, with forward slashes."""

    file: str
    status: str
    symbol: str = ""
    language: str = ""
    format: str = ""
    url: str = ""
    when: str = ""
    sha256: str = ""
    size: int = 0
    etag: str = ""
    last_modified: str = ""
    note: str = ""

    @property
    def validators(self) -> Validators:
        """By what its server tells whether it has changed."""
        return Validators(self.etag, self.last_modified)


_FIELDS: Final = {one.name: int if one.name == "size" else str for one in fields(Entry)}


class Library:
    """A library on disk; `waiting` is told of a file that another process is fetching."""

    def __init__(self, folder: Path, waiting: Callable[[str], object] = lambda _: None) -> None:
        """Open a library, which may not exist yet.

        Raises:
            InputError: its manifest is damaged.
        """
        self.folder = folder
        self.waiting = waiting
        self._state: tuple[int, int, int] | None = None
        self._entries: dict[str, Entry] = {}
        self._refresh()

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries in the order of their files."""
        return iter([self._entries[file] for file in sorted(self._entries)])

    def path(self, file: str) -> Path:
        """Return where a file of the library lies."""
        return self.folder.joinpath(*file.split("/"))

    def get(self, file: str) -> Entry | None:
        """Return the entry of a file, None where there is none."""
        return self._entries.get(file)

    def holds(self, file: str) -> Entry | None:
        """Return the entry of a file that is there as it was fetched; None where it is not, or was changed."""
        entry, path = self._entries.get(file), self.path(file)
        if entry is None or entry.status != HELD or not path.is_file() or path.stat().st_size != entry.size:
            return None
        return entry if _sha256(path) == entry.sha256 else None

    def changed(self, file: str) -> bool:
        """Tell whether a file is there that is not what was fetched: somebody's own work, not to be written over."""
        path = self.path(file)
        # an empty one is nobody's work: the system lost it in a breakdown
        return path.is_file() and path.stat().st_size > 0 and self.holds(file) is None

    def symbols(self, status: str, language: str) -> set[str]:
        """Return the symbols of the documents that are held, or noted as absent, in a language."""
        entries = (entry for entry in self._entries.values() if entry.symbol and entry.status == status)
        return {entry.symbol for entry in entries if entry.language in (language, "")}

    def alone(self, file: str, longest: float) -> AbstractContextManager[None]:
        """Keep a file to oneself while it is fetched; others are waited for, at most so many seconds.

        Raises:
            UnsafeInput: a link in the library leads out of it.
            LexlineError: others do not finish.
        """
        path = self.path(file)
        if not path.parent.resolve().is_relative_to(self.folder.resolve()):
            raise UnsafeInput(f"{path.parent} leads out of the library.", "Remove that link, or name another library.")
        return self._turn(path, longest, lambda: self.waiting(file))

    def record(self, entries: Iterable[Entry]) -> None:
        """Put entries into the manifest, in place of those of the same files; it is written whole or not at all."""
        manifest = self.folder / MANIFEST
        with turn(manifest, _MANIFEST_WAIT):
            self._refresh()
            self._entries |= {entry.file: entry for entry in entries}
            lines = [json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in self]
            write(manifest, "".join(lines).encode())
            self._state = _state(manifest)

    @contextmanager
    def _turn(self, path: Path, longest: float, waiting: Callable[[], object]) -> Iterator[None]:
        with turn(path, longest, waiting):
            self._refresh()  # others may have fetched it meanwhile
            yield

    def _refresh(self) -> None:
        """Read the manifest where it is another than the one that was read or written last."""
        state = _state(self.folder / MANIFEST)
        if state != self._state:
            self._entries = {entry.file: entry for entry in self._read()}
            self._state = state

    def _read(self) -> Iterator[Entry]:
        path = self.folder / MANIFEST
        if not path.exists():
            return
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path} cannot be read: {error}.", "Repair or remove it; what is held is fetched again."
            ) from error
        for number, line in enumerate(lines, start=1):
            try:
                found = json.loads(line)
                values: dict[str, Any] = {name: kind(found[name]) for name, kind in _FIELDS.items() if name in found}
                yield Entry(**values)
            except (ValueError, TypeError, KeyError) as error:
                why = "Remove the line; its file is fetched again."
                raise InputError(f"{path}, line {number} is no entry of a library.", why) from error


def file_name(symbol: str, language: str, ending: str) -> str:
    """Return how the file of a document is called; no two documents' files are called alike.

    >>> file_name("S/RES/1325(2000)", "en", "pdf")
    'S_RES_1325(2000)-EN.pdf'
    """
    plain = symbol.replace("/", "_")
    name = fit(plain) if "_" not in symbol and fit(plain) in (plain, f"_{plain}") else another(fit(plain), symbol)
    return f"{name}-{language.upper()}.{ending}"


def another(name: str, whole: str) -> str:
    """Return a name beside one that is taken, made of the whole of what it stands for.

    >>> another("2021.xml", "data/2021?.xml")
    '2021-047fbf54.xml'
    """
    stem, dot, ending = name.rpartition(".")
    digest = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{stem}-{digest}.{ending}" if dot and stem else f"{name}-{digest}"


def fit(name: str) -> str:
    """Return a name that can stand on any file system.

    >>> fit("GA decision 77_556?.xml"), fit("con.txt")
    ('GA_decision_77_556_.xml', '_con.txt')
    """
    plain = _UNFIT.sub("_", name).strip(". ") or "_"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > _LONGEST:
        digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
        plain = f"{(stem or ending)[: _LONGEST - 20]}-{digest}{dot if stem else ''}{ending[:8] if stem else ''}"
    return f"_{plain}" if _DEVICES.fullmatch(plain) else plain


def write(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all; raises LexlineError where that fails."""
    waiting = draft(path, data, lasting=True)
    try:
        put(waiting, path)
    finally:
        waiting.unlink(missing_ok=True)


def draft(path: Path, data: bytes, *, lasting: bool = False) -> Path:
    """Write what is to become a file beside its place, hidden; raises LexlineError where that fails.

    A `lasting` one is on the disk, come what may, before anything else is done; that takes time.
    """
    waiting = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.unlink(missing_ok=True)  # never through a link that lies there
        with waiting.open("xb") as out:
            out.write(data)
            if lasting:
                out.flush()
                os.fsync(out.fileno())
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise _refused(path, error) from error
    return waiting


def put(waiting: Path, path: Path) -> None:
    """Put a draft into its place; raises LexlineError where that fails."""
    try:
        waiting.replace(path)
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> LexlineError:
    return LexlineError(
        f"{path} cannot be written: {error.strerror or error}.", "Free the disk, or name another library."
    )


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
