"""A folder -> a build whenever something in it has arrived, changed or gone, and then has been left alone for a while.

The folder is looked at again and again; a look reads names, sizes and times only. That works alike on every system
and on folders of a network, where notices of changes get lost. A file that never comes to rest is left out of the
builds of the others after a while, and told of.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from lexline.graph.build import Progress, build
from lexline.graph.build_report import BuildReport
from lexline.ontology.errors import InputError, StoreBusy

#: What a look remembers of a file: its length and when it was changed.
Look = dict[str, tuple[int, int]]

Sleep = Callable[[float], None]
#: Shows how a build gets on, for as long as it is entered.
Showing = Callable[[], AbstractContextManager[Progress | None]]

#: So many looks all files are waited for; then those that have come to rest are built without the others.
PATIENCE: Final = 5


def watch(
    folder: Path,
    store: str | Path,
    *,
    every: float = 2.0,
    prune: bool = False,
    workers: int | None = None,
    sleep: Sleep = time.sleep,
    tell: Callable[[str], object] = lambda _: None,
    showing: Showing = nullcontext,
) -> Iterator[BuildReport]:
    """Build a folder, then again after each change; yields what each build read and found, and never ends.

    Args:
        folder: what is watched.
        store: where it is built into.
        every: seconds between two looks; a change is built when the next look finds it finished.
        prune: take out the documents of files that disappear.
        workers: processes that read; see `build`.
        sleep: waits between looks.
        tell: told what is waited for, once.
        showing: shows how each build gets on.

    Raises:
        InputError: there is no such folder, or it has gone.
        StoreError: the store cannot be opened or written; one in use by another process is waited for.
    """
    waiting = _Waiting(tell)
    before: Look | None = None
    built: Look | None = None
    looks = 0
    while True:
        now = look(folder, store)
        moving = {name for name in now if before is not None and before.get(name) != now[name]}
        before = now
        looks = looks + 1 if moving else 0
        settled = {name: state for name, state in now.items() if name not in moving}
        if (not moving or looks > PATIENCE) and settled != _still(built, moving):
            if moving:
                waiting.files([Path(name) for name in sorted(moving)], folder)
            try:
                with showing() as progress:
                    leave_out = [Path(name) for name in moving]
                    report = build(
                        [folder], store, workers=workers, progress=progress, prune_gone=prune, leave_out=leave_out
                    )
            except StoreBusy:
                waiting.store(store)  # somebody reads; then it is tried again
            else:
                # what was built of the others before is known still: they may disappear yet
                built = settled | {name: state for name, state in (built or {}).items() if name in moving}
                looks = 0
                if not moving:
                    waiting.over()
                yield report
        elif looks > PATIENCE:
            waiting.files([Path(name) for name in sorted(moving)], folder)
        sleep(every)


def _still(built: Look | None, moving: set[str]) -> Look | None:
    """Return what was built, but for the files that change just now."""
    return None if built is None else {name: state for name, state in built.items() if name not in moving}


class _Waiting:
    """Tells what is waited for, and does not repeat itself."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._told: set[str] = set()

    def files(self, files: list[Path], folder: Path) -> None:
        """Tell of files that do not come to rest."""
        for file in files:
            self._once(f"{file.relative_to(folder).as_posix()} is still being written; it is waited for.")

    def store(self, store: str | Path) -> None:
        """Tell that another process has the store."""
        self._once(f"The store {store} is in use by another process; it is waited for.")

    def over(self) -> None:
        """All is built; what is told next is new."""
        self._told.clear()

    def _once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._tell(message)


def look(folder: Path, store: str | Path) -> Look:
    """Return the files in a folder, with length and time; those of the store, and hidden ones, are left out.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Check the name; a folder that has gone is not watched on.")
    found: Look = {}
    own = store.absolute() if isinstance(store, Path) else None
    for above, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and Path(above, name).absolute() != own]
        for name in files:
            if name.startswith("."):
                continue
            path = Path(above, name)
            try:
                state = path.stat()
            except OSError:
                continue  # it went between two looks; the next one tells
            found[path.as_posix()] = (state.st_size, state.st_mtime_ns)
    return found
