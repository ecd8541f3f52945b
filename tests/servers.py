"""SPARQL servers as processes of their own, on free ports of the loopback, each with its data in a folder."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: So long a server is waited for.
_SECONDS = 120

_VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 60
DirsAllowed = .
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 2G
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
[SPARQL]
DefaultHost = 127.0.0.1:{http}
ResultSetMaxRows = 100000000
MaxQueryExecutionTime = {seconds}
"""


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, what the environment has to say of it, its process."""

    url: str
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def peak_memory(self) -> int | None:
        """The most memory that the process has had, in bytes, where the system tells."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file():
            return None
        told = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line)
        return int(told["VmHWM"].split()[0]) * 1024


def oxigraph_binary() -> str | None:
    """Say where the oxigraph command is: beside this Python, or on the path."""
    beside = Path(sys.executable).parent
    return shutil.which("oxigraph", path=str(beside)) or shutil.which("oxigraph")


def virtuoso_binary() -> str | None:
    return shutil.which("virtuoso-t")


@contextmanager
def oxigraph(folder: Path, *options: str, command: str = "serve") -> Iterator[Server]:
    """Run `oxigraph serve` on data in a folder."""
    binary = oxigraph_binary()
    assert binary is not None
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    line = [binary, command, "--location", str(folder), "--bind", f"127.0.0.1:{port}", *options]
    with _running(line, folder, f"http://127.0.0.1:{port}/query") as process:
        yield Server(f"http://127.0.0.1:{port}", process)


@contextmanager
def virtuoso(folder: Path, *, buffers: int = 20_000, seconds: int = 120) -> Iterator[Server]:
    """Run Virtuoso on data in a folder, with so many pages (8 KiB) of memory; 0 seconds are without limit."""
    binary = virtuoso_binary()
    assert binary is not None
    http, sql = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    settings = _VIRTUOSO.format(http=http, sql=sql, buffers=buffers, dirty=buffers * 3 // 4, seconds=seconds)
    (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
    line = [binary, "+foreground", "+configfile", "virtuoso.ini"]
    # the password that a new database has
    environment = {"LEXLINE_STORE_USER": "dba", "LEXLINE_STORE_PASSWORD": "dba"}
    with _running(line, folder, f"http://127.0.0.1:{http}/sparql") as process:
        yield Server(f"http://127.0.0.1:{http}/sparql", process, environment)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def _running(line: list[str], folder: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "server.out").open("wb") as out:
        process = subprocess.Popen(line, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    try:
        _await(process, url, folder)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    """Wait until a server answers."""
    end = time.monotonic() + _SECONDS
    asking = urllib.request.Request(f"{url}?query=ASK%7B%7D", headers={"Accept": "application/sparql-results+json"})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with direct.open(asking, timeout=5) as answer:
                answer.read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{url} does not answer: {(folder / 'server.out').read_text('utf-8', 'replace')[-2000:]}")
