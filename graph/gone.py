"""A build and what was known before -> the files that have disappeared, and whether an old one is unreadable now.

Only places inside the folders, and archives, that were given are looked at: a store may hold documents of others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from lexline.graph.manifest import Known
from lexline.loaders.naming import INSIDE


def disappeared(
    known: Mapping[str, Known], given: Sequence[Path], here: Iterable[str], failed: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield (key, name) of the files that were read before under the paths given and are there no more.

    Args:
        known: what the manifest knows, by key.
        given: the paths that a build was given.
        here: the places of the files that it found.
        failed: the names of those that it could not read; they are there, whatever is in them.
    """
    roots = [path.absolute().as_posix() for path in given]
    found, unread = set(here), Unread(failed)
    for key, one in sorted(known.items(), key=lambda item: item[1].place):
        if one.place and not _here(one.place, found) and key.partition(" ")[2] not in unread:
            name = next((name for root in roots if (name := _under(one.place, root))), "")
            if name:
                yield key, name


def _here(place: str, found: Collection[str]) -> bool:
    """Tell whether a place was found, or the archive that it lies in was left unopened."""
    return place in found or (INSIDE in place and place.partition(INSIDE)[0] in found)


class Unread:
    """The files that could not be read, asked by what documents call their source."""

    def __init__(self, names: Iterable[str]) -> None:
        self._sources = {source_of(name) for name in names}

    def __contains__(self, source: str) -> bool:
        """Tell whether the file, or an archive that it lay in, could not be read."""
        steps = source.split(INSIDE)
        return any(INSIDE.join(steps[:depth]) in self._sources for depth in range(1, len(steps) + 1))


def source_of(name: str) -> str:
    """Return what documents call their source of a file's way from the folder that was given.

    >>> source_of("2008/bundle.zip!/a/b.xml")
    'bundle.zip!/a/b.xml'
    """
    first, inside, rest = name.partition(INSIDE)
    return PurePosixPath(first.replace("\\", "/")).name + inside + rest


def _under(place: str, root: str) -> str:
    """Return a place's name from a root that it lies in; empty where it does not."""
    if place == root or place.startswith(root + INSIDE):
        return place.removeprefix(root.rpartition("/")[0] + "/")
    return place.removeprefix(root + "/") if place.startswith(root + "/") else ""
