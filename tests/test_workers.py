"""Worker processes do not outlive the run that started them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHILDREN = Path("/proc/self/task").is_dir()


def children(pid: int) -> list[int]:
    threads = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not CHILDREN, reason="the processes of a run are looked up in /proc")
def test_workers_end_when_the_run_is_killed(tmp_path: Path):
    source = tmp_path / "papers"
    source.mkdir()
    for number in range(300):
        (source / f"{number}.txt").write_text(f"{number}. Recalling its resolution 1325 (2000). " * 200)
    command = [sys.executable, "-m", "lexline.graph.cli", "build", str(source), "--store", str(tmp_path / "own.db")]
    run = subprocess.Popen([*command, "--workers", "2", "--quiet"], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while len(started := children(run.pid)) < 2 and time.monotonic() < deadline and run.poll() is None:
            time.sleep(0.05)
        assert len(started) >= 2, "no workers were seen"
    finally:
        run.send_signal(signal.SIGKILL)
        run.wait()
    deadline = time.monotonic() + 120
    while any(map(runs, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(runs, started))
