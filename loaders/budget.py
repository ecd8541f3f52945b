"""What an archive may hold, and a count of what it has held so far: more is refused, whatever the archive claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lexline.loaders.limits import MAX_BYTES
from lexline.ontology.errors import UnsafeInput

#: What to do about an archive that is refused.
UNPACK: Final = "If you trust it, unpack it by hand and name the folder."


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold: entries, bytes of one and of all, times its own size, archives inside archives.

    The ratio counts only once `unsuspected` bytes have been unpacked: small texts may well pack tightly.
    """

    entries: int = 100_000
    entry_bytes: int = MAX_BYTES
    bytes: int = 4 * 1024 * 1024 * 1024
    ratio: int = 200
    unsuspected: int = 16 * 1024 * 1024
    depth: int = 3


@dataclass(slots=True)
class Budget:
    """What is left of the limits for one archive and all archives in it; `packed` is its own size."""

    name: str
    packed: int
    limits: Limits
    entries: int = 0
    unpacked: int = 0

    def meet(self) -> None:
        """Count an entry; raises UnsafeInput beyond the limit."""
        self.entries += 1
        if self.entries > self.limits.entries:
            raise UnsafeInput(f"{self.name} holds more than {self.limits.entries:,} entries.", UNPACK)

    def spend(self, count: int) -> None:
        """Count unpacked bytes; raises UnsafeInput beyond the limits."""
        self.unpacked += count
        if self.unpacked > self.limits.bytes:
            raise UnsafeInput(f"{self.name} unpacks to more than {self.limits.bytes:,} bytes.", UNPACK)
        if self.unpacked > self.limits.unsuspected and self.unpacked > self.limits.ratio * self.packed:
            raise UnsafeInput(
                f"{self.name} unpacks to more than {self.limits.ratio} times its size, as an archive bomb does.",
                UNPACK,
            )
