"""What every worker process does first: leave Ctrl-C to the main process, and end when the main process ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def begin() -> None:
    """Prepare a worker process; meant as the initializer of a pool.

    The main process lets its workers finish what they have begun, so an interrupt is not theirs to handle. Where it is
    killed, nobody tells them: a thread waits for its end, else they would wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
