"""A lock on a store: many readers or one writer, let go by the system when a process dies, however it dies.

The database locks out a second writer only; reading while another process writes is undefined there, so that
readers and writers have to keep apart by a lock of our own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from lexline.ontology.errors import StoreBusy, StoreError

NAME: Final = "lexline.lock"
#: Where there are no shared locks (Windows), each reader holds one of so many bytes and a writer all of them.
_SLOTS: Final = 64

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int, shared: bool) -> bool:
        for slot in range(_SLOTS) if shared else (0,):
            os.lseek(descriptor, slot, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1 if shared else _SLOTS)
            except OSError:
                continue
            return True
        return False

else:
    import fcntl

    def _try(descriptor: int, shared: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            # a file system without locks: the database's own lock still keeps two writers apart
            return True
        return True


class Lock:
    """A lock that is held until `release`."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path, *, shared: bool) -> Lock:
        """Take the lock of a store.

        Raises:
            StoreError: another process holds it, or it cannot be made.
        """
        path = folder / NAME
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            if shared:
                # a store on a read-only medium: nobody can write it, nothing to keep apart from
                return cls(None)
            raise StoreError(
                f"The store {folder} cannot be written: {error.strerror or error}.", "Check its access rights."
            ) from error
        if _try(descriptor, shared):
            return cls(descriptor)
        os.close(descriptor)
        doing = "written" if shared else "used"
        raise StoreBusy(
            f"The store {folder} is being {doing} by another process.", "Wait until it is finished, or use a copy."
        )

    def release(self) -> None:
        """Let the lock go; a second time does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
