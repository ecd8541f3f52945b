"""Processes that would write the same file -> one after the other: the first goes on, the others wait their turn.

A turn is a lock on a hidden file beside the one in question. The system lets it go when a process dies, however it
dies; the lock's own file goes with the turn. Where a file system knows no locks, all go on at once as they can.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from lexline.ontology.errors import LexlineError

_PAUSE: Final = 0.05

if sys.platform == "win32":
    import msvcrt

    def _free(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _free(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # no locks here
        return True


@contextmanager
def turn(path: Path, longest: float, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Keep a file to oneself; a folder that is made for it is taken away if it stays empty.

    Args:
        path: the file, which need not exist.
        longest: so many seconds are waited for others.
        waiting: called once when there are others to wait for.

    Raises:
        LexlineError: others do not finish, or the folder cannot be written.
    """
    place = path.with_name(f".{path.name}.lock")
    missing = [folder for folder in path.parents if not folder.exists()]
    until = time.monotonic() + longest
    told = False
    while (descriptor := _taken(place)) is None:
        if not told:
            waiting()
            told = True
        if time.monotonic() > until:
            raise LexlineError(f"Another process has not finished with {path}.", "Wait until it has, or end it.")
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        _leave(place, descriptor)
        with suppress(OSError):  # a folder with something in it stays
            for folder in missing:
                folder.rmdir()


def _taken(place: Path) -> int | None:
    """Take the lock; None where another has it."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except FileNotFoundError:
        return None  # another took the empty folder away just now
    except OSError as error:
        if sys.platform == "win32" and place.parent.is_dir() and isinstance(error, PermissionError):
            return None  # it is being removed just now
        raise LexlineError(
            f"{place.parent} cannot be written: {error.strerror or error}.", "Name another folder, or free the disk."
        ) from error
    if _free(descriptor):
        with suppress(OSError):
            # whoever had it before may have taken the file away, and another made a new one
            if os.path.samestat(place.stat(), os.fstat(descriptor)):
                return descriptor
    os.close(descriptor)
    return None


def _leave(place: Path, descriptor: int) -> None:
    """Let the lock go and take its file away."""
    if sys.platform == "win32":
        os.close(descriptor)  # nobody can remove an open file there
    with suppress(OSError):
        place.unlink()
    if sys.platform != "win32":
        os.close(descriptor)
