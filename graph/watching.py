"""A folder -> a build whenever something in it has arrived, changed or gone, and then has been left alone for a while.

The folder is looked at again and again; a look reads names, sizes and times only. That works alike on every system
and on folders of a network, where notices of changes get lost.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lexline.graph.build import BuildReport, build
from lexline.ontology.errors import InputError, StoreBusy

#: What a look remembers of a file: its length and when it was changed.
Look = dict[str, tuple[int, int]]

Sleep = Callable[[float], None]


def watch(
    folder: Path,
    store: Path,
    *,
    every: float = 2.0,
    prune: bool = False,
    workers: int | None = None,
    sleep: Sleep = time.sleep,
) -> Iterator[BuildReport]:
    """Build a folder, then again after each change; yields what each build read and found, and never ends.

    Args:
        folder: what is watched.
        store: where it is built into.
        every: seconds between two looks; a change is built when the next look finds it finished.
        prune: take out the documents of files that disappear.
        workers: processes that read; see `build`.
        sleep: waits between looks.

    Raises:
        InputError: there is no such folder, or it has gone.
        StoreError: the store cannot be opened or written; one in use by another process is waited for.
    """
    seen: Look | None = None
    while True:
        now = look(folder, store)
        if now != seen:
            # a file that is still being written is not read half
            settled = now if seen is None else {}
            while settled != now:
                settled = now
                sleep(every)
                now = look(folder, store)
            try:
                report = build([folder], store, workers=workers, prune_gone=prune)
            except StoreBusy:
                sleep(every)  # somebody reads; then it is tried again
                continue
            seen = now
            yield report
        sleep(every)


def look(folder: Path, store: Path) -> Look:
    """Return the files in a folder, with length and time; those of the store, and hidden ones, are left out.

    Raises:
        InputError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Check the name; a folder that has gone is not watched on.")
    found: Look = {}
    own = store.absolute()
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
