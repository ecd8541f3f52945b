"""A repository of documents -> its newest archive, and out of it the files that are wanted, in the library.

The archive is kept as it came, so that an unchanged one is not fetched again, and read as any archive is: with every
limit, nothing outside its folder. Files are chosen by their path, and where a file says so in its first bytes by its
year and language.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from lexline.loaders.archives import Member, Refused, look_inside
from lexline.loaders.containers import cleaned
from lexline.loaders.limits import HEAD
from lexline.loaders.sources import library as lib
from lexline.loaders.sources.client import Client
from lexline.loaders.sources.documents import KEPT, Fetched, now
from lexline.loaders.sources.download import ABSENT, UNCHANGED, UNFIT, Progress, Validators, Wanted, download
from lexline.loaders.sources.library import Entry, Library
from lexline.loaders.sources.settings import ArchiveSettings, Settings
from lexline.ontology.errors import NetworkError, UnsafeInput
from lexline.ontology.symbols import Symbol

_DATE: Final = re.compile(rb'<FRBRdate\s[^>]{0,80}?date="(\d{4})')
_LANGUAGE: Final = re.compile(rb"<FRBRlanguage\s[^>]{0,80}?language\s{0,9}=\s{0,9}[\"']([A-Za-z]{2,3})(?![A-Za-z])")
_FOLDERS: Final = {"arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "russian": "ru", "spanish": "es"}
_CODES: Final = {"ara": "ar", "zho": "zh", "chi": "zh", "eng": "en", "fra": "fr", "fre": "fr", "rus": "ru", "spa": "es"}
#: What a file says that is in no language, or does not know in which.
_NO_LANGUAGE: Final = frozenset({"und", "mul", "zxx", "mis"})
#: What follows a symbol in the name of an official file: a job number, a letter of the language.
_BEHIND: Final = re.compile(r"(?:[-_ ]N?\d{7}[A-Z]?)?(?:[-_ ]?[ACEFRS])?$", re.IGNORECASE)
#: So many seconds another process may take with an archive that is only read.
_LONGEST_TURN: Final = 600.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of a repository are wanted: of this language, and not before this year (None: of any)."""

    language: str
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came out of a repository: itself, how many files there are and are new, and what was refused."""

    archive: Fetched
    files: int = 0
    new: int = 0
    refused: tuple[str, ...] = ()


def fetch_repository(
    client: Client,
    settings: Settings,
    library: Library,
    collection: str,
    one: ArchiveSettings,
    choice: Choice,
    progress: Progress | None = None,
) -> Taken:
    """Fetch a repository into the library, unless it is unchanged, and take out what is wanted.

    Raises:
        NetworkError: the server does not answer as it should, or has no such repository.
        UnsafeInput: the archive is a bomb; nothing is taken out of it.
    """
    file = _archive(collection, one)
    with library.alone(file, client.settings.longest_download):
        held = library.holds(file)
        wanted = Wanted(one.url, settings.hosts, settings.begins.encode(), settings.max_bytes)
        got = download(client, wanted, library.path(file), held.validators if held else Validators(), progress)
        if got.status in (ABSENT, UNFIT):
            raise NetworkError(f"{one.url}: {got.reason}.", "Its address may have changed; see LEXLINE_SOURCES.")
        if got.status == UNCHANGED and held:
            entry = held
        else:
            tags = got.validators
            entry = Entry(
                file, lib.HELD, "", "", "zip", got.url, now(client), got.sha256, got.size, tags.etag, tags.last_modified
            )
            library.record([entry])
        shown = Fetched(f"{collection}/{one.name}", got.status, file, "zip", "", entry.size, entry.url)
        return _take_out(library, collection, one, choice, entry, shown)


def take_out(library: Library, collection: str, one: ArchiveSettings, choice: Choice) -> Taken | None:
    """Take out what is wanted of a repository that the library holds; None where it holds none."""
    held = library.holds(_archive(collection, one))
    if held is None:
        return None
    with library.alone(held.file, _LONGEST_TURN):
        shown = Fetched(f"{collection}/{one.name}", KEPT, held.file, "zip", "", held.size, held.url)
        return _take_out(library, collection, one, choice, held, shown)


def _archive(collection: str, one: ArchiveSettings) -> str:
    return f"{lib.ARCHIVES}/{lib.fit(collection)}/{lib.fit(one.name)}.zip"


def _take_out(
    library: Library, collection: str, one: ArchiveSettings, choice: Choice, archive: Entry, shown: Fetched
) -> Taken:
    """Write all that is wanted beside its places, and only when the archive has been read whole put it there."""
    entries: list[Entry] = []
    refused: list[str] = []
    waiting: dict[Path, Path] = {}
    places = _Places(library, f"{lib.fit(collection)}/{lib.fit(one.name)}")
    path = library.path(archive.file)
    try:
        for way, found in _wanted(path, one, choice):
            if isinstance(found, Refused):
                refused.append(str(found.error))
                continue
            place = places.of(way, _called(way, one))
            target = library.path(place)
            sha256 = hashlib.sha256(found.data).hexdigest()
            old = library.holds(place)
            if old is None and library.changed(place) and not _same(target, sha256):
                refused.append(f"{place} is not as it was fetched; move it away to take it out again")
                continue
            if old is None or old.sha256 != sha256:
                if not target.parent.resolve().is_relative_to(library.folder.resolve()):
                    raise UnsafeInput(f"{target.parent} leads out of the library.", "Remove that link.")
                waiting[target] = lib.draft(target, found.data)
            entries.append(_entry(archive, place, way, found.data, sha256))
        for target, draft in waiting.items():
            lib.put(draft, target)
    finally:
        for draft in waiting.values():
            draft.unlink(missing_ok=True)
    if entries:
        library.record(entries)
    return Taken(shown, len(entries), len(waiting), tuple(refused))


def _same(path: Path, sha256: str) -> bool:
    return hashlib.sha256(path.read_bytes()).hexdigest() == sha256


class _Places:
    """Where the files of a repository go in the library: no two to one place, on no file system."""

    def __init__(self, library: Library, folder: str) -> None:
        self._library = library
        self._folder = folder
        self._taken: dict[str, str] = {}

    def of(self, way: str, called: str) -> str:
        """Return the place of a file that has this way in its archive."""
        place = "/".join((self._folder, *map(lib.fit, called.split("/"))))
        held = self._library.get(place)
        if (held is not None and held.note != way) or self._taken.get(place.lower(), way) != way:
            folder, _, name = place.rpartition("/")
            place = f"{folder}/{lib.another(name, way)}"
        self._taken[place.lower()] = way
        return place


def _wanted(path: Path, one: ArchiveSettings, choice: Choice) -> Iterator[tuple[str, Member | Refused]]:
    """Yield the files that are wanted, with their way from the archive's first folder."""
    contains = re.compile(one.contains) if one.contains else None
    for found in look_inside(path, path.name, lambda name: "" if _may_be(name, one) else "not wanted"):
        if isinstance(found, Refused):
            yield "", found
        elif isinstance(found, Member):
            way = cleaned(found.way[0]).partition("/")[2]
            if len(found.way) > 1 or not _fits(way, one) or not _chosen(way, found.data[:HEAD], choice):
                continue
            if contains is None or contains.search(found.data.decode("utf-8", "replace")):
                yield way, found


def _may_be(name: str, one: ArchiveSettings) -> bool:
    """Tell by its own name alone whether a file may be wanted, so that others are not unpacked."""
    return any(fnmatchcase(name, pattern.rpartition("/")[2]) for pattern in one.include)


def _fits(way: str, one: ArchiveSettings) -> bool:
    return any(fnmatchcase(way, pattern) for pattern in one.include) and not any(
        fnmatchcase(way, pattern) for pattern in one.exclude
    )


def _chosen(way: str, head: bytes, choice: Choice) -> bool:
    """Tell whether a file is of the language and the years wanted; one that does not say is."""
    if (_language(way, head) or choice.language) != choice.language:
        return False
    date = _DATE.search(head)
    return choice.since is None or date is None or int(date[1]) >= choice.since


def _language(way: str, head: bytes) -> str:
    """Return the language that a file's folders or its own head say."""
    named = next((_FOLDERS[step.lower()] for step in way.split("/") if step.lower() in _FOLDERS), "")
    if named:
        return named
    said = _LANGUAGE.search(head)
    code = said[1].decode().lower() if said else ""
    return "" if code in _NO_LANGUAGE else _CODES.get(code, code)


def _called(way: str, one: ArchiveSettings) -> str:
    """Return how a file is called in the library."""
    path = PurePosixPath(way)
    return f"{path.parent.name}{path.suffix}" if one.named == "parent" and path.parent.name else way


def _entry(archive: Entry, place: str, way: str, data: bytes, sha256: str) -> Entry:
    path = PurePosixPath(place)
    return Entry(
        file=place,
        status=lib.HELD,
        symbol=symbol_of(PurePosixPath(way).stem),
        language=_language(way, data[:HEAD]),
        format=path.suffix.lstrip(".").lower(),
        url=archive.url,
        when=archive.when,
        sha256=sha256,
        size=len(data),
        etag=archive.etag,
        note=way,
    )


def symbol_of(stem: str) -> str:
    """Return the symbol that a file is named for; empty where its name is not shaped like one.

    >>> symbol_of("S_RES_2504 (2020)-2000407A"), symbol_of("S_RES_1727_N0666316"), symbol_of("GA decision 77_556_E")
    ('S/RES/2504(2020)', 'S/RES/1727(2006)', '')
    """
    found = Symbol.find(_BEHIND.sub("", stem).replace("_", "/"))
    return found.text if found else ""
