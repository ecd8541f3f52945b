"""What a bad file is to the tests: a name, bytes, what must become of it; and what it may point at outside itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1024 * 1024

REFUSED: Final = "refused"
READ: Final = "read"
SKIPPED: Final = "skipped"
#: Read as far as it goes, or refused: either is right, as long as it is said.
TOLD: Final = "told"


@dataclass(frozen=True)
class Bait:
    """What a file may point at: addresses of a server, a file, and a pipe on which whoever opens it waits for ever."""

    url: str = "http://127.0.0.1:9/bait"
    file: str = "file:///nowhere/bait.txt"
    pipe: str = "file:///nowhere/pipe"

    def addresses(self) -> tuple[str, str, str]:
        return self.url, self.file, self.pipe


@dataclass(frozen=True)
class Hostile:
    """A file: what it is called, how its bytes are made, what must become of it, and words that the reason holds."""

    name: str
    make: Callable[[], bytes]
    fate: str = TOLD
    says: str = ""
