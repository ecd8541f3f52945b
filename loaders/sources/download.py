"""An address -> a file: whole or not at all, taken up where it broke off, and not fetched again when unchanged.

What arrives goes to `NAME.part`; only when it is complete, not too long and begins as it should does it take the
file's place. Beside it `NAME.part.json` says which state of the source the piece belongs to, so that it is continued
only where the server still has the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lexline.loaders.sources.body import arriving
from lexline.loaders.sources.client import Client, Passing
from lexline.ontology.errors import LexlineError, NetworkError

if TYPE_CHECKING:
    import requests

NEW: Final = "new"
UNCHANGED: Final = "unchanged"
ABSENT: Final = "absent"
#: The server gave something, and not what was asked for; that says nothing of the next time.
UNFIT: Final = "unfit"

#: Called with the bytes that have come, and those there are in all (0 where that is not told).
Progress = Callable[[int, int], object]

_RANGE: Final = re.compile(r"bytes (\d{1,15})-\d{1,15}/(\d{1,15}|\*)")
#: Answers that mean: there is no such document.
_NOT_THERE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: its address, the hosts that may be asked, how it begins, its longest length in bytes."""

    url: str
    hosts: tuple[str, ...]
    begins: bytes
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server tells whether something has changed; empty where it told nothing."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """What became of an address: `status` new, unchanged, absent or unfit (these with `reason`); what, and whence."""

    status: str
    url: str
    reason: str = ""
    sha256: str = ""
    size: int = 0
    validators: Validators = Validators()


def download(
    client: Client, wanted: Wanted, target: Path, known: Validators = Validators(), progress: Progress | None = None
) -> Download:
    """Fetch an address into a file; `known` are the validators of the file that stands there.

    Raises:
        NetworkError: the server does not answer as it should, in as many attempts as the settings allow.
        LexlineError: the file cannot be written.
    """
    task = _Task(client, wanted, target, known, progress)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        client.persist(task.attempt, wanted.url)
    except OSError as error:
        why = f"{target} cannot be written: {error.strerror or error}."
        raise LexlineError(why, "Free the disk, or name another library.") from error
    finally:
        task.tidy()
    return task.result


class _Task:
    """One download over all its attempts."""

    def __init__(
        self, client: Client, wanted: Wanted, target: Path, known: Validators, progress: Progress | None
    ) -> None:
        self.client = client
        self.wanted = wanted
        self.target = target
        self.known = known
        self.progress = progress
        self.part = target.with_name(target.name + ".part")
        self.note = target.with_name(target.name + ".part.json")
        self.deadline = client.clock.monotonic() + client.settings.longest_download
        self.result = Download(UNFIT, wanted.url, "it was not asked for")

    def attempt(self) -> None:
        """Ask once; raises Passing where another attempt may help."""
        begun, validator = self._begun()
        headers = {"Range": f"bytes={begun}-", "If-Range": validator} if begun else self._conditions()
        with self.client.answer(self.wanted.url, self.wanted.hosts, headers) as response:
            self.result = self._take(response, begun)

    def tidy(self) -> None:
        """Leave no piece that could not be continued."""
        if not self.note.is_file():
            self.part.unlink(missing_ok=True)

    def _conditions(self) -> dict[str, str]:
        conditions = {"If-None-Match": self.known.etag, "If-Modified-Since": self.known.last_modified}
        return {name: value for name, value in conditions.items() if value and self.target.is_file()}

    def _begun(self) -> tuple[int, str]:
        """Return how much has arrived before, and by what the server can tell that it has not changed since."""
        try:
            if self.part.is_symlink() or self.note.is_symlink():
                raise ValueError("somebody's link, not ours")
            note = json.loads(self.note.read_text("utf-8"))
            size = self.part.stat().st_size
            if note["url"] == self.wanted.url and 0 < size < self.wanted.max_bytes:
                return size, str(note["validator"])
        except (OSError, ValueError, KeyError, TypeError):
            self._forget()  # nothing that can be continued
            return 0, ""
        self._forget()
        return 0, ""

    def _take(self, response: requests.Response, begun: int) -> Download:
        status = response.status_code
        if status == 304:
            if not self._conditions():
                raise Passing("the server says that nothing has changed, and was not asked")
            return Download(UNCHANGED, response.url, validators=self.known)
        if status == 416:
            self._forget()
            raise Passing("the server cannot continue where it broke off")
        if status in _NOT_THERE:
            self._forget()
            return Download(ABSENT, response.url, f"the server answers {status}")
        if status not in (200, 206):
            self._forget()
            hint = " and wants a browser" if status in (202, 401, 403) else ""
            raise NetworkError(f"{response.url}: the server answers {status}{hint}.", "Try later, or fetch it by hand.")
        start, whole = self._start(response, begun) if status == 206 else (0, 0)
        size = self._write(response, start)
        if whole and size != whole:
            raise Passing(f"{size:,} of {whole:,} bytes have come")
        return self._finish(response, size)

    def _start(self, response: requests.Response, begun: int) -> tuple[int, int]:
        """Return where the piece that is sent belongs, and how long the whole is (0 where that is not told).

        Raises Passing where it does not fit.
        """
        match = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
        if match is None or int(match[1]) != begun:
            self._forget()
            raise Passing("the server sends another piece than was asked for")
        return begun, int(match[2]) if match[2] != "*" else 0

    def _write(self, response: requests.Response, start: int) -> int:
        """Write what arrives behind what is there; return how much there is now."""
        length = _length(response)
        self._refuse_long(start + length)
        if start == 0:
            self._forget()
            self._remember(response)
        size = start
        try:
            with self.part.open("ab" if start else "xb") as out:
                for piece in arriving(response, self.client.clock.monotonic, self.deadline):
                    size += len(piece)
                    if size > self.wanted.max_bytes:
                        break
                    out.write(piece)
                    if self.progress:
                        self.progress(size, start + length if length else 0)
                out.flush()
                os.fsync(out.fileno())
        except Passing as error:
            raise Passing(f"the connection broke off after {size:,} bytes: {error.reason}") from error
        self._refuse_long(size)
        return size

    def _finish(self, response: requests.Response, size: int) -> Download:
        """Put what has arrived into the file's place, if it is what was wanted."""
        with self.part.open("rb") as file:
            head = file.read(len(self.wanted.begins))
        if size == 0 or head != self.wanted.begins:
            kind = response.headers.get("Content-Type", "no type").partition(";")[0]
            self._forget()
            what = "an empty answer" if size == 0 else f"something else ({kind})"
            return Download(UNFIT, response.url, f"the server gives {what}")
        with self.part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.part.replace(self.target)
        self.note.unlink(missing_ok=True)
        return Download(NEW, response.url, "", sha256, size, _validators(response))

    def _refuse_long(self, size: int) -> None:
        if size > self.wanted.max_bytes:
            self._forget()
            most = f"{self.wanted.max_bytes:,}"
            raise NetworkError(f"{self.wanted.url} is longer than {most} bytes.", "Fetch it by hand, if it is meant.")

    def _remember(self, response: requests.Response) -> None:
        """Note to which state of the source the piece belongs; without a strong validator it is not continued."""
        found = _validators(response)
        validator = found.last_modified if found.etag.startswith("W/") else found.etag or found.last_modified
        if validator and not response.headers.get("Content-Encoding"):
            self.note.write_text(json.dumps({"url": self.wanted.url, "validator": validator}), encoding="utf-8")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def _validators(response: requests.Response) -> Validators:
    return Validators(response.headers.get("ETag", "").strip(), response.headers.get("Last-Modified", "").strip())


def _length(response: requests.Response) -> int:
    told_length = response.headers.get("Content-Length", "").strip()
    return int(told_length[:15]) if told_length.isascii() and told_length.isdigit() else 0
