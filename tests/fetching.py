"""What the tests of fetching share: a server on the loopback, settings whose every address is its own, and time.

The time moves only when somebody sleeps, so that the longest pause takes none.
"""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lexline.graph.cli import main
from lexline.loaders.sources import settings as sources
from lexline.loaders.sources.client import Client, Clock
from lexline.loaders.sources.documents import Fetched, fetch_document
from lexline.loaders.sources.download import Download, Validators, Wanted, download
from lexline.loaders.sources.library import Library
from lexline.loaders.sources.repositories import Choice, Taken, fetch_repository
from tests.slow_server import Server

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 800
TYPE = {"Content-Type": "application/pdf"}
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

FIRST = "/api?s=S/RES/1325(2000)&l=en&t=pdf"
SECOND = "/pdf?symbol=en/S/RES/1325(2000)"


class Time:
    """A clock that moves only when someone sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def clock(self) -> Clock:
        return Clock(lambda: NOW, lambda: sum(self.slept), self.slept.append)


def settings_for(server: Server, tmp_path: Path, **client: object) -> Path:
    """Settings whose every address is the server's, written as a user writes them."""
    values: dict[str, object] = {
        "requests_per_second": 1000.0,
        "read_timeout": 30.0,
        "attempts": 4,
        "back_off": 0.001,
        "private_hosts": ["127.0.0.1"],
    }
    lines = ["[client]", *(f"{name} = {json.dumps(value)}" for name, value in (values | client).items())]
    lines += [
        "[documents]",
        'hosts = ["127.0.0.1"]',
        f'urls = ["{server.url}/api?s={{symbol}}&l={{language}}&t=pdf", ',
        f'"{server.url}/pdf?symbol={{language}}/{{symbol}}"]',
        "[collections]",
        'hosts = ["127.0.0.1"]',
    ]
    for name in ("SC", "GA"):
        lines += [
            "[[collections.unxml]]",
            f'name = "{name}resolutions"',
            f'body = "{name}"',
            f'url = "{server.url}/UNxml/{name}resolutions/archive/HEAD.zip"',
            'include = ["*.xml", "data_extract/*.json"]',
        ]
    path = tmp_path / "mine.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def got(server: Server, mine: sources.Settings, tmp_path: Path, path: str = "/a.pdf", **known: str) -> Download:
    """Download a path of the server with the settings of the tests, in no time."""
    wanted = Wanted(server.url + path, ("127.0.0.1",), b"%PDF-", 10_000_000)
    with Client(mine.client, Time().clock()) as client:
        return download(client, wanted, tmp_path / "a.pdf", Validators(**known))


def document(server: Server, mine: sources.Settings, tmp_path: Path, symbol: str = "S/RES/1325(2000)") -> Fetched:
    with Client(mine.client, Time().clock()) as client:
        return fetch_document(client, mine.documents, Library(tmp_path / "library"), symbol, "en")


def repository(
    server: Server,
    mine: sources.Settings,
    tmp_path: Path,
    choice: Choice = Choice("en"),  # noqa: B008
) -> Taken:
    one = mine.collections["unxml"][0]
    with Client(mine.client, Time().clock()) as client:
        return fetch_repository(client, mine, Library(tmp_path / "library"), "unxml", one, choice)


def akn(number: int, year: int, language: str = "eng") -> bytes:
    return (
        f'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><statement name="resolution"><meta>'
        f'<identification><FRBRWork><FRBRthis value="/akn/un/statement/deliberation/unsc/{year}-01-01/{number}-{year}/'
        f'!main/"/><FRBRdate date="{year}-01-01" name="adoption"/></FRBRWork><FRBRExpression><FRBRlanguage '
        f'language="{language}"/></FRBRExpression></identification></meta></statement></akomaNtoso>'
    ).encode()


REPOSITORY = {
    "SCresolutions-abc/README.md": b"about",
    "SCresolutions-abc/Pre-2020/2008/S_RES_1820_N0839144.xml": akn(1820, 2008),
    "SCresolutions-abc/2021/English/S_RES_2596 (2021)-2113147E.xml": akn(2596, 2021),
    "SCresolutions-abc/2021/French/S_RES_2596 (2021)-2113147F.xml": akn(2596, 2021, "fra"),
    "SCresolutions-abc/data_extract/2021.json": b"{}",
    "SCresolutions-abc/../../evil.xml": akn(1, 1946),
}


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def on_terminal(command: list[str]) -> str:
    """Run a command whose stderr is a terminal; return what is seen there."""
    import pty

    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=env) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # the terminal is gone when the other side has left
            while piece := os.read(ours, 4096):
                seen += piece
        process.wait(30)
    os.close(ours)
    return seen.decode("utf-8", "replace")
