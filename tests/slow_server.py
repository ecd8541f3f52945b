"""A real HTTP server on the loopback that speaks as the real ones do: redirects, refusals, cut and slow answers.

A test gives it for each path a list of answers, used one after the other (the last one for good), and reads what it
was asked. It never leaves 127.0.0.1.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


@dataclass(frozen=True)
class Say:
    """An answer. `cut` sends so many bytes and hangs up; `stall` waits for so many seconds before the body's end;
    `drip` sends byte by byte, so many seconds apart; `length` is what it says of the length, true or not;
    `ranges` honours Range; `chunked` leaves the length out, as servers that pack on the fly do."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    stall: float = 0.0
    ranges: bool = False
    chunked: bool = False
    hang_up: bool = False
    drip: float = 0.0
    length: str | None = None


@dataclass
class Asked:
    """A request that was made."""

    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""


class Server:
    """The server's address, what it answers, what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, list[Say]] = {}
        self.asked: list[Asked] = []
        self.before: Callable[[Asked], None] = lambda _: None

    def on(self, path: str, *answers: Say) -> str:
        """Give the answers to a path; returns its address."""
        self.answers[path] = list(answers)
        return self.url + path

    def next(self, path: str) -> Say:
        found = self.answers.get(path) or [Say(404, b"<html>not found</html>", {"Content-Type": "text/html"})]
        return found.pop(0) if len(found) > 1 else found[0]


class _Handler(BaseHTTPRequestHandler):
    server: _Http
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        asked = Asked(unquote(self.path), headers, self.command, body)
        self.server.state.asked.append(asked)
        self.server.state.before(asked)
        say = self.server.state.next(asked.path)
        if say.hang_up:
            self.close_connection = True
            return
        self._answer(self._considered(say))

    def do_POST(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def do_CONNECT(self) -> None:
        """Be a proxy that lets nobody through."""
        self.server.state.asked.append(Asked(self.path, {}))
        self.send_error(403)

    def _considered(self, say: Say) -> Say:
        etag, known = say.headers.get("ETag"), self.headers.get("If-None-Match")
        since = self.headers.get("If-Modified-Since")
        if say.status == 200 and ((known and known == etag) or (since and since == say.headers.get("Last-Modified"))):
            return Say(304, headers=say.headers)
        asked = self.headers.get("Range")
        if not (say.ranges and asked and say.status == 200):
            return say
        if self.headers.get("If-Range") not in (etag, say.headers.get("Last-Modified")):
            return say
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        if start >= len(say.body):
            return Say(416)
        span = {"Content-Range": f"bytes {start}-{len(say.body) - 1}/{len(say.body)}"}
        return Say(206, say.body[start:], say.headers | span, say.cut, say.stall)

    def _answer(self, say: Say) -> None:
        self.send_response(say.status)
        for name, value in say.headers.items():
            self.send_header(name, value)
        if say.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif say.status != 304:
            self.send_header("Content-Length", str(len(say.body)) if say.length is None else say.length)
        self.end_headers()
        body = say.body if say.cut is None else say.body[: say.cut]
        try:
            if say.chunked:
                self.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
                self.wfile.write(b"" if say.cut is not None else b"0\r\n\r\n")
            elif say.drip:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    if self.server.stop.wait(say.drip):
                        break
            elif say.stall:
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                self.server.stop.wait(say.stall)
                self.wfile.write(body[len(body) // 2 :])
            else:
                self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the other side has gone
        if say.cut is not None or say.drip or say.length is not None:
            self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the tests' output quiet."""


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.state = Server(self.server_address[1])
        self.stop = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients hang up, that is their right; all else is told."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def running() -> Iterator[Server]:
    """Run a server on a free port of the loopback."""
    http = _Http()
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield http.state
    finally:
        http.stop.set()
        http.shutdown()
        http.server_close()
        thread.join()
