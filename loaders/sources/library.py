"""The library: a local folder of what was fetched, and its manifest, one JSON object a line.

A line says of one file which document it is (symbol, language, format), where it came from and when, its SHA-256 and
the validators by which its server tells whether it has changed. A document that a server does not have is noted too,
so that it is not asked for again and again. The time stands here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from lexline.loaders.sources.download import Validators
from lexline.ontology.errors import InputError, LexlineError

MANIFEST: Final = "manifest.jsonl"
HELD: Final = "held"
ABSENT: Final = "absent"
#: Where archives are kept as they came; hidden, so that a build reads what was taken out of them and not both.
ARCHIVES: Final = ".archives"
DOCUMENTS: Final = "documents"

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._()\[\]-]+")
_LONGEST: Final = 120
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
    """A library on disk."""

    def __init__(self, folder: Path) -> None:
        """Open a library, which may not exist yet.

        Raises:
            InputError: its manifest is damaged.
        """
        self.folder = folder
        self._entries = {entry.file: entry for entry in self._read()}

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
        with path.open("rb") as content:
            return entry if hashlib.file_digest(content, "sha256").hexdigest() == entry.sha256 else None

    def symbols(self, *statuses: str) -> set[str]:
        """Return the symbols of the documents that are held, or noted as absent."""
        return {entry.symbol for entry in self._entries.values() if entry.symbol and entry.status in statuses}

    def record(self, entries: Iterable[Entry]) -> None:
        """Put entries into the manifest, in place of those of the same files; it is written whole or not at all."""
        self._entries |= {entry.file: entry for entry in entries}
        lines = [json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in self]
        write(self.folder / MANIFEST, "".join(lines).encode())

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
    """Return how the file of a document is called.

    >>> file_name("S/RES/1325(2000)", "en", "pdf")
    'S_RES_1325(2000)-EN.pdf'
    """
    return f"{fit(symbol.replace('/', '_'))}-{language.upper()}.{ending}"


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
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        raise LexlineError(
            f"{path} cannot be written: {error.strerror or error}.", "Free the disk, or name another library."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
