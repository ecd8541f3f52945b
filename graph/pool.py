"""Worker processes that read files in chunks: outcomes come back in the order of the files, whatever happens.

A worker that dies (out of memory, a crash in a library) takes no other file with it: the files it may have been at
are read again one by one, and the one that kills a worker a second time is reported.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from lexline.graph import workers as worker
from lexline.graph.work import Batch, Outcome, work
from lexline.loaders.folders import WorkItem

#: Chunks that may be under way or wait to be written, for each worker: enough to keep it busy, few for memory.
_AHEAD: Final = 4


def read_all(chunks: Sequence[Sequence[WorkItem]], workers: int) -> Iterator[Batch]:
    """Read chunks of files and yield a batch of outcomes for each, in order.

    With no workers the files are read in this process.
    """
    if workers < 1:
        yield from map(work, chunks)
        return
    waiting = deque(chunks)
    while waiting:
        yield from _until_broken(waiting, workers)


def _until_broken(waiting: deque[Sequence[WorkItem]], workers: int) -> Iterator[Batch]:
    """Read chunks and take them off `waiting`; after a worker's death, settle what was under way and return."""
    under_way: deque[tuple[Sequence[WorkItem], Future[Batch]]] = deque()
    suspects: list[Sequence[WorkItem]] = []
    pool = _pool(workers)
    try:
        while waiting or under_way:
            while waiting and len(under_way) < workers * _AHEAD:
                under_way.append((waiting[0], pool.submit(work, waiting[0])))
                waiting.popleft()
            chunk, future = under_way[0]
            batch = future.result()
            under_way.popleft()
            yield batch
    except BrokenProcessPool:
        suspects = [chunk for chunk, _ in under_way]
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    for chunk in suspects:
        for item in chunk:
            yield _alone(item)


def _alone(item: WorkItem) -> Batch:
    """Read one file in a process of its own."""
    pool = _pool(1)
    try:
        return pool.submit(work, (item,)).result()
    except BrokenProcessPool:
        failure = f"{item.source} brought the reading process down (it may be too large or too deeply nested)."
        return Batch((Outcome(item, failure=failure),), 0, 0)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    # "spawn" works alike on every system, and a fork of a process with the database's threads is unsafe
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=worker.begin)
