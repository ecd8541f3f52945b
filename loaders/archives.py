"""A .zip or .tar archive -> the files in it, also those of archives inside it, read where they are.

Each file is called by its way: `bundle.zip!/folder/file.xml`, `bundle.zip!/inner.tar.gz!/file.txt`. Archives that are
damaged give what comes before the damage and say so; archives that try something are refused as a whole, files that
try something one by one (see `containers`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from lexline.loaders.budget import Budget, Limits
from lexline.loaders.containers import DAMAGE, Entry, tar_entries, zip_entries
from lexline.loaders.naming import INSIDE
from lexline.ontology.errors import InputError, UnsafeInput

LIMITS: Final = Limits()
#: How archives are named, and how they are packed.
_KINDS: Final = {
    ".zip": "zip",
    ".tar": "",
    ".tar.gz": "gz",
    ".tgz": "gz",
    ".tar.bz2": "bz2",
    ".tbz2": "bz2",
    ".tbz": "bz2",
    ".tar.xz": "xz",
    ".txz": "xz",
}
_DAMAGED: Final = "Get it again; what could be read was read."


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its way (its name in each archive on the way), what it is called, its content."""

    way: tuple[str, ...]
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file in an archive that was not looked into, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file in an archive, or an archive, that cannot or shall not be read."""

    name: str
    error: InputError


Inside = Member | LeftOut | Refused

#: Says of a file's name why it is not to be read; empty where it is.
LeaveOut = Callable[[str], str]


def packing_of(name: str) -> str | None:
    """Tell by its name how an archive is packed: "zip", or of a tar "", "gz", "bz2", "xz"; None for no archive.

    >>> packing_of("Bundle.ZIP"), packing_of("a.tar.gz"), packing_of("a.xml")
    ('zip', 'gz', None)
    """
    lower = name.lower()
    return next((packing for ending, packing in _KINDS.items() if lower.endswith(ending)), None)


def look_inside(path: Path, name: str, leave_out: LeaveOut, limits: Limits = LIMITS) -> Iterator[Inside]:
    """Yield every file in an archive, in the archive's order; memory holds one at a time.

    Args:
        path: the archive.
        name: what it is called.
        leave_out: asked for each file's own name whether it is worth unpacking.
        limits: how much may be in it.

    Raises:
        UnsafeInput: the archive is a bomb; what it has yielded is not to be used.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            yield from _Walk(name, leave_out, Budget(name, size, limits)).archive(file, size, (), name)
    except OSError as error:
        why = f"{name} cannot be read: {error.strerror or error}."
        yield Refused(name, InputError(why, "Check that it exists and may be read."))


def read_inside(path: Path, name: str, ways: Collection[tuple[str, ...]]) -> dict[tuple[str, ...], Inside]:
    """Read some files of an archive in one go, by the ways that `look_inside` gave; what is not there is not returned.

    Raises:
        UnsafeInput: the archive is a bomb.
    """
    wanted = set(ways)
    above = {way[:depth] for way in wanted for depth in range(1, len(way))}
    found: dict[tuple[str, ...], Inside] = {}
    size = path.stat().st_size
    with path.open("rb") as file:
        walk = _Walk(name, lambda _: "", Budget(name, size, LIMITS), wanted | above)
        for inside in walk.archive(file, size, (), name):
            if isinstance(inside, Member) and inside.way in wanted:
                found[inside.way] = inside
                if len(found) == len(wanted):
                    break
    return found


class _Walk:
    """A walk through one archive and those in it; `only` are the ways to go, None for all."""

    def __init__(
        self, name: str, leave_out: LeaveOut, budget: Budget, only: Collection[tuple[str, ...]] | None = None
    ) -> None:
        self.name = name
        self.leave_out = leave_out
        self.budget = budget
        self.only = only

    def archive(self, file: IO[bytes], size: int, above: tuple[str, ...], name: str) -> Iterator[Inside]:
        """Walk an archive; `above` is the way to it."""
        packing = packing_of(name)
        zipped = packing == "zip"
        entries = zip_entries(file, size, self.budget) if zipped else tar_entries(file, packing or "", self.budget)
        seen: set[str] = set()
        try:
            for entry in entries:
                if self.only is None or (*above, entry.raw) in self.only:
                    yield from self._entry(entry, above, name, seen)
        except DAMAGE as error:
            yield Refused(name, InputError(f"{name} is damaged: {_told(error)}.", _DAMAGED))

    def _entry(self, entry: Entry, above: tuple[str, ...], archive: str, seen: set[str]) -> Iterator[Inside]:
        way, name = (*above, entry.raw), f"{archive}{INSIDE}{entry.name}"
        if entry.refusal:
            why = "Decrypt it first." if "encrypted" in entry.refusal else "If you trust it, unpack it by hand."
            yield Refused(name, UnsafeInput(f"{name} is refused: {entry.refusal}.", why))
            return
        steps = entry.name.split("/")
        if any(step.startswith(".") or step == "__MACOSX" for step in steps):
            yield LeftOut(name, "hidden")
            return
        if entry.name in seen:
            yield LeftOut(name, "the archive holds it twice; the first is read")
            return
        seen.add(entry.name)
        packed = packing_of(steps[-1]) is not None
        if not packed and (reason := self.leave_out(steps[-1])):
            yield LeftOut(name, reason)
            return
        if packed and len(way) >= self.budget.limits.depth:
            depth = self.budget.limits.depth
            why = f"{name} is an archive inside archives, deeper than the {depth} that are opened."
            yield Refused(name, UnsafeInput(why, "Unpack it by hand."))
            return
        yield from self._content(entry, way, name, packed)

    def _content(self, entry: Entry, way: tuple[str, ...], name: str, packed: bool) -> Iterator[Inside]:
        most = self.budget.limits.entry_bytes
        if entry.size > most:
            why = f"{name} has {entry.size:,} bytes; the limit is {most:,}."
            yield Refused(name, InputError(why, "Unpack it by hand, or split it into its documents first."))
            return
        try:
            data = entry.read()
        except DAMAGE as error:
            yield Refused(name, InputError(f"{name} is damaged: {_told(error)}.", "Get the archive again."))
            return
        if packed:
            yield from self.archive(io.BytesIO(data), len(data), way, name)
        else:
            yield Member(way, name, data)


def _told(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")
