"""Fetching, against a real server on the loopback that behaves as well and as badly as the real ones."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from lexline.graph.cli import main
from lexline.graph.library import missing
from lexline.graph.store import Store
from lexline.loaders.sources import client as clients
from lexline.loaders.sources import settings as sources
from lexline.loaders.sources.client import Client, Clock
from lexline.loaders.sources.documents import Fetched, fetch_document
from lexline.loaders.sources.download import ABSENT, NEW, UNCHANGED, Download, Validators, Wanted, download
from lexline.loaders.sources.library import Entry, Library
from lexline.loaders.sources.repositories import Choice, Taken, fetch_repository
from lexline.ontology.errors import InputError, NetworkError, UsageError
from tests.slow_server import Say, Server, running
from tests.test_archives import zipped

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 800
TYPE = {"Content-Type": "application/pdf"}
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Time:
    """A clock that moves only when someone sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def clock(self) -> Clock:
        return Clock(lambda: NOW, lambda: sum(self.slept), self.slept.append)


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LEXLINE_SOURCES", "LEXLINE_LIBRARY", "LEXLINE_STORE", "http_proxy", "https_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.chdir(tmp_path)


def settings_for(server: Server, tmp_path: Path, **client: object) -> Path:
    """Settings whose every address is the server's, written as a user writes them."""
    values: dict[str, object] = {
        "requests_per_second": 1000.0,
        "read_timeout": 0.3,
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


@pytest.fixture
def mine(server: Server, tmp_path: Path) -> sources.Settings:
    return sources.load(settings_for(server, tmp_path))


def got(server: Server, mine: sources.Settings, tmp_path: Path, path: str = "/a.pdf", **known: str) -> Download:
    """Download a path of the server with the settings of the tests, in no time."""
    wanted = Wanted(server.url + path, ("127.0.0.1",), b"%PDF-", 10_000_000)
    with Client(mine.client, Time().clock()) as client:
        return download(client, wanted, tmp_path / "a.pdf", Validators(**known))


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


# --- one download ------------------------------------------------------------------------------------------
def test_a_file_arrives_whole(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE | {"ETag": '"1"'}))
    found = got(server, mine, tmp_path)
    assert (found.status, found.size, found.validators.etag) == (NEW, len(PDF), '"1"')
    assert (tmp_path / "a.pdf").read_bytes() == PDF
    assert not list(tmp_path.glob("*.part*"))


def test_who_asks_is_said_honestly(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, PDF))
    got(server, mine, tmp_path)
    agent = server.asked[0].headers["user-agent"]
    assert agent.startswith("lexline/0.")
    assert "(+https://" in agent
    assert "Mozilla" not in agent


def test_what_has_not_changed_is_not_sent_again(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE | {"ETag": '"1"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}))
    first = got(server, mine, tmp_path)
    assert got(server, mine, tmp_path, etag='"1"').status == UNCHANGED
    assert got(server, mine, tmp_path, last_modified=first.validators.last_modified).status == UNCHANGED
    assert server.asked[1].headers["if-none-match"] == '"1"'
    (tmp_path / "a.pdf").unlink()
    assert got(server, mine, tmp_path, etag='"1"').status == NEW


@pytest.mark.parametrize(
    "bad", [Say(500), Say(502), Say(503), Say(429), Say(408), Say(hang_up=True), Say(200, PDF, TYPE, cut=5000)]
)
def test_failures_that_pass_are_tried_again(bad: Say, server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", bad, bad, Say(200, PDF, TYPE))
    assert got(server, mine, tmp_path).status == NEW
    assert len(server.asked) == 3
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_pauses_grow_and_those_asked_for_are_kept(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    later = format_datetime(NOW.replace(second=40), usegmt=True)
    server.on(
        "/a.pdf",
        Say(500),
        Say(429, headers={"Retry-After": "7"}),
        Say(503, headers={"Retry-After": later}),
        Say(200, PDF),
    )
    patient = replace(mine.client, back_off=2.0, requests_per_second=0.0)
    time_ = Time()
    with Client(patient, time_.clock()) as client:
        download(client, Wanted(server.url + "/a.pdf", (), b"%PDF-", 10_000_000), tmp_path / "a.pdf")
    assert time_.slept == [2.0, 7.0, 40.0]


def test_a_server_that_asks_for_too_long_a_pause_is_not_waited_for(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(429, headers={"Retry-After": "86400"}))
    with pytest.raises(NetworkError, match="left alone for 86400 seconds"):
        got(server, mine, tmp_path)
    assert len(server.asked) == 1


def test_what_fails_for_good_is_a_network_error(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(503))
    with pytest.raises(NetworkError, match=r"answers 503 Service Unavailable \(4 attempts\)"):
        got(server, mine, tmp_path)


@pytest.mark.parametrize("status", [202, 401, 403])
def test_a_server_that_wants_a_browser_is_told(
    status: int, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(status, b"<html>challenge</html>", {"Content-Type": "text/html"}))
    with pytest.raises(NetworkError, match=f"answers {status} and wants a browser"):
        got(server, mine, tmp_path)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("say", "why"),
    [
        (Say(404), "answers 404"),
        (Say(410), "answers 410"),
        (Say(200, b"", TYPE), "an empty answer"),
        (Say(200, b"<!doctype html><title>Error</title>", {"Content-Type": "text/html; charset=utf-8"}), "(text/html)"),
        (Say(200, b"<html>", TYPE), "something else (application/pdf)"),
    ],
)
def test_what_is_not_there_leaves_no_file(
    say: Say, why: str, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", say)
    found = got(server, mine, tmp_path)
    assert found.status == ABSENT
    assert why in found.reason
    assert not list(tmp_path.glob("a.pdf*"))


# --- broken downloads --------------------------------------------------------------------------------------
def test_a_cut_download_is_taken_up_where_it_broke_off(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    headers = TYPE | {"ETag": '"1"'}
    server.on("/a.pdf", Say(200, PDF, headers, cut=70_000), Say(200, PDF, headers, ranges=True))
    found = got(server, mine, tmp_path)
    assert (found.status, found.size) == (NEW, len(PDF))
    assert (tmp_path / "a.pdf").read_bytes() == PDF
    begun = int(server.asked[1].headers["range"].removeprefix("bytes=").rstrip("-"))
    assert 0 < begun <= 70_000
    assert server.asked[1].headers["if-range"] == '"1"'


def test_it_is_taken_up_by_a_later_run_too(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    headers = TYPE | {"ETag": '"1"'}
    server.on("/a.pdf", Say(200, PDF, headers, cut=70_000))
    once = replace(mine, client=replace(mine.client, attempts=1))
    with pytest.raises(NetworkError, match="broke off"):
        got(server, once, tmp_path)
    assert not (tmp_path / "a.pdf").exists()
    server.on("/a.pdf", Say(200, PDF, headers, ranges=True))
    assert got(server, once, tmp_path).status == NEW
    assert "range" in server.asked[-1].headers
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_a_source_that_has_changed_meanwhile_is_fetched_anew(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    other = PDF[::-1].replace(PDF[::-1][:5], b"%PDF-", 1)
    server.on(
        "/a.pdf",
        Say(200, PDF, TYPE | {"ETag": '"1"'}, cut=70_000),
        Say(200, other, TYPE | {"ETag": '"2"'}, ranges=True),
    )
    got(server, mine, tmp_path)
    assert (tmp_path / "a.pdf").read_bytes() == other


def test_a_server_without_ranges_or_validators_is_asked_for_all(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE, cut=70_000), Say(200, PDF, TYPE, chunked=True))
    assert got(server, mine, tmp_path).size == len(PDF)
    assert "range" not in server.asked[1].headers


def test_a_piece_that_does_not_fit_is_thrown_away(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    headers = TYPE | {"ETag": '"1"'}
    wrong = Say(206, PDF[10:], headers | {"Content-Range": f"bytes 10-{len(PDF) - 1}/{len(PDF)}"})
    server.on("/a.pdf", Say(200, PDF, headers, cut=70_000), wrong, Say(200, PDF, headers))
    got(server, mine, tmp_path)
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_a_piece_that_ends_early_is_no_whole(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    headers = TYPE | {"ETag": '"1"'}
    short = Say(206, PDF[:1000], headers | {"Content-Range": f"bytes 0-999/{len(PDF)}"})
    server.on("/a.pdf", short, Say(200, PDF, headers))
    got(server, mine, tmp_path)
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_unchanged_is_no_answer_where_nothing_is_held(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(304, b"", TYPE), Say(200, PDF, TYPE))
    assert got(server, mine, tmp_path).status == NEW
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_a_server_that_falls_silent_is_left(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE, stall=5.0), Say(200, PDF, TYPE))
    started = time.monotonic()
    assert got(server, mine, tmp_path).status == NEW
    assert time.monotonic() - started < 3


def test_a_download_without_end_is_ended(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE))
    ticks = iter(range(0, 10_000, 1000))
    clock = Clock(lambda: NOW, lambda: float(next(ticks)), lambda _: None)
    with Client(mine.client, clock) as client, pytest.raises(NetworkError, match="too slow"):
        download(client, Wanted(server.url + "/a.pdf", (), b"%PDF-", 10_000_000), tmp_path / "a.pdf")


@pytest.mark.parametrize("say", [Say(200, PDF, TYPE), Say(200, PDF, TYPE, chunked=True)])
def test_what_is_too_long_is_refused(say: Say, server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", say)
    with Client(mine.client, Time().clock()) as client, pytest.raises(NetworkError, match="longer than 1,000 bytes"):
        download(client, Wanted(server.url + "/a.pdf", (), b"%PDF-", 1000), tmp_path / "a.pdf")
    assert not list(tmp_path.glob("a.pdf*"))


# --- where it may go ---------------------------------------------------------------------------------------
def test_redirects_are_followed_where_they_may_lead(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": "/doc/undoc/a.pdf"}))
    server.on("/doc/undoc/a.pdf", Say(307, headers={"Location": server.url + "/b.pdf"}))
    server.on("/b.pdf", Say(200, PDF, TYPE))
    assert got(server, mine, tmp_path).url == server.url + "/b.pdf"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://example.org/a.pdf", "not among the hosts meant"),
        ("http://undocs.org/a.pdf", "only https"),
        ("file:///etc/passwd", "only https"),
        ("ftp://undocs.org/a", "only https"),
        ("https://user:secret@undocs.org/a", "without a password"),
        ("https://[::1/", "an address that is none"),
        ("https://169.254.169.254/latest/meta-data", "not among the hosts meant"),
    ],
)
def test_redirects_that_lead_elsewhere_are_refused(
    location: str, why: str, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": location}))
    wanted = Wanted(server.url + "/a.pdf", ("undocs.org",), b"%PDF-", 10_000_000)
    with Client(mine.client, Time().clock()) as client, pytest.raises(NetworkError, match=why):
        download(client, wanted, tmp_path / "a.pdf")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "10.0.0.1", "[::1]", "[::ffff:192.168.0.1]", "169.254.169.254"]
)
def test_a_private_address_is_refused_though_its_host_is_meant(
    host: str, mine: sources.Settings, tmp_path: Path
) -> None:
    public = replace(mine.client, private_hosts=())
    wanted = Wanted(f"https://{host}/a.pdf", (host.strip("[]"),), b"%PDF-", 1000)
    with Client(public, Time().clock()) as client, pytest.raises(NetworkError, match="private address"):
        download(client, wanted, tmp_path / "a.pdf")


def test_redirects_in_circles_end(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(301, headers={"Location": "/a.pdf"}))
    with pytest.raises(NetworkError, match="more than 8 redirects"):
        got(server, mine, tmp_path)
    assert len(server.asked) == 9


def test_a_proxy_of_the_system_is_used(
    server: Server, mine: sources.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("http_proxy", server.url)
    address = "http://documents.example/a.pdf"
    server.answers[address] = [Say(200, PDF, TYPE)]
    there = replace(mine.client, private_hosts=("documents.example",))
    with Client(there, Time().clock()) as client:
        found = download(client, Wanted(address, ("documents.example",), b"%PDF-", 10_000_000), tmp_path / "a.pdf")
    assert (found.status, server.asked[0].path) == (NEW, address)


def test_passwords_that_lie_about_are_not_sent(
    server: Server, mine: sources.Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server.on("/a.pdf", Say(200, PDF, TYPE))
    got(server, mine, tmp_path)
    assert "authorization" not in server.asked[0].headers


def test_no_more_requests_a_second_than_allowed(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(302, headers={"Location": "/b.pdf"}))
    server.on("/b.pdf", Say(200, PDF, TYPE))
    time_ = Time()
    with Client(replace(mine.client, requests_per_second=0.5), time_.clock()) as client:
        for name in ("1.pdf", "2.pdf"):
            download(client, Wanted(server.url + "/a.pdf", (), b"%PDF-", 10_000_000), tmp_path / name)
    assert time_.slept == [2.0, 2.0, 2.0]


def test_a_server_that_is_not_there_is_a_network_error(mine: sources.Settings, tmp_path: Path) -> None:
    with running() as gone:
        pass
    with pytest.raises(NetworkError, match=r"cannot be reached \(2 attempts\)"):
        got(gone, mine, tmp_path)


# --- settings and library ----------------------------------------------------------------------------------
def test_the_bundled_settings_name_official_hosts_only_over_https() -> None:
    bundled = sources.load()
    urls = [*bundled.documents.urls, *(one.url for ones in bundled.collections.values() for one in ones)]
    assert all(url.startswith("https://") for url in urls)
    assert bundled.client.private_hosts == ()
    assert set(bundled.collections) == {"unxml", "cr-unsc", "treaties", "unbis"}
    hosts = {*bundled.documents.hosts, *bundled.hosts}
    assert {url.split("/")[2] for url in urls} <= hosts


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[client]\nattempts = 'many'", "client.attempts"),
        ("[client]\nspeed = 3", "client.speed"),
        ("[documents]\nhosts = [1]", "documents.hosts"),
        ("[[collections.mine]]\nname = 'x'", "collections.mine"),
        ("[client", "cannot be read"),
    ],
)
def test_settings_that_make_no_sense_are_told_by_name(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(UsageError, match=why):
        sources.load(tmp_path / "s.toml")


def test_a_manifest_that_is_damaged_is_told_with_its_line(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.record([Entry("a.pdf", "held"), Entry("b.pdf", "absent", note="nowhere")])
    assert [entry.file for entry in Library(tmp_path)] == ["a.pdf", "b.pdf"]
    with (tmp_path / "manifest.jsonl").open("a") as out:
        out.write('{"file": \n')
    with pytest.raises(InputError, match="line 3"):
        Library(tmp_path)


def document(server: Server, mine: sources.Settings, tmp_path: Path, symbol: str = "S/RES/1325(2000)") -> Fetched:
    with Client(mine.client, Time().clock()) as client:
        return fetch_document(client, mine.documents, Library(tmp_path / "library"), symbol, "en")


FIRST = "/api?s=S/RES/1325(2000)&l=en&t=pdf"
SECOND = "/pdf?symbol=en/S/RES/1325(2000)"


def test_a_document_goes_into_the_library_with_its_line(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(302, headers={"Location": "/doc/undoc/gen/n00/720/18/pdf/n0072018.pdf"}))
    server.on("/doc/undoc/gen/n00/720/18/pdf/n0072018.pdf", Say(200, PDF, TYPE | {"ETag": '"1"'}))
    assert document(server, mine, tmp_path).status == NEW
    (line,) = (tmp_path / "library" / "manifest.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert entry["symbol"] == "S/RES/1325(2000)"
    assert entry["file"] == "documents/S_RES_1325(2000)-EN.pdf"
    assert (entry["language"], entry["format"], entry["when"]) == ("en", "pdf", "2026-03-01T12:00:00Z")
    assert entry["url"].endswith("n0072018.pdf")
    assert len(entry["sha256"]) == 64
    assert entry["etag"] == '"1"'
    assert document(server, mine, tmp_path).status == UNCHANGED
    assert (tmp_path / "library" / "manifest.jsonl").read_text("utf-8").splitlines() == [line]


def test_the_next_address_is_tried_where_one_has_it_not(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, b"", TYPE))
    server.on(SECOND, Say(200, PDF, TYPE))
    assert document(server, mine, tmp_path).url == server.url + quote(SECOND, safe="/?=()")
    server.on(FIRST, Say(403))
    assert document(server, mine, tmp_path).status == UNCHANGED  # the same content once more


def test_what_no_server_has_is_noted(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    found = document(server, mine, tmp_path, "S/2099/1")
    assert found.status == ABSENT
    assert Library(tmp_path / "library").symbols("absent") == {"S/2099/1"}


def test_a_file_that_was_tampered_with_is_fetched_again(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, PDF, TYPE | {"ETag": '"1"'}))
    document(server, mine, tmp_path)
    file = tmp_path / "library" / "documents" / "S_RES_1325(2000)-EN.pdf"
    file.write_bytes(PDF[::-1])
    assert document(server, mine, tmp_path).status == NEW
    assert file.read_bytes() == PDF


# --- repositories ------------------------------------------------------------------------------------------
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


def repository(
    server: Server,
    mine: sources.Settings,
    tmp_path: Path,
    choice: Choice = Choice("en"),  # noqa: B008
) -> Taken:
    one = mine.collections["unxml"][0]
    with Client(mine.client, Time().clock()) as client:
        return fetch_repository(client, mine, Library(tmp_path / "library"), "unxml", one, choice)


def test_of_a_repository_the_files_wanted_are_taken(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(302, headers={"Location": "/zip/HEAD"}))
    server.on("/zip/HEAD", Say(200, zipped(REPOSITORY), {"ETag": 'W/"9"'}, chunked=True))
    taken = repository(server, mine, tmp_path)
    assert (taken.archive.status, taken.files, taken.new) == (NEW, 3, 3)
    assert "leads out" in taken.refused[0]
    place = tmp_path / "library" / "unxml" / "SCresolutions"
    files = sorted(path.relative_to(place).as_posix() for path in place.rglob("*.*"))
    assert files == [
        "2021/English/S_RES_2596_(2021)-2113147E.xml",
        "Pre-2020/2008/S_RES_1820_N0839144.xml",
        "data_extract/2021.json",
    ]
    assert Library(tmp_path / "library").symbols("held") == {"S/RES/1820(2008)", "S/RES/2596(2021)"}
    assert not (tmp_path / "evil.xml").exists()
    again = repository(server, mine, tmp_path)
    assert (again.archive.status, again.files, again.new) == (UNCHANGED, 3, 0)


def test_years_and_languages_are_chosen_from_what_is_held(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, zipped(REPOSITORY), {"ETag": '"9"'}))
    assert repository(server, mine, tmp_path, Choice("en", 2020)).files == 2
    assert repository(server, mine, tmp_path, Choice("fr")).files == 2  # and the data, which is in no language


def test_a_repository_that_is_no_archive_is_a_network_error(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, b"<html>sign in</html>", {"Content-Type": "text/html"}))
    with pytest.raises(NetworkError, match="something else"):
        repository(server, mine, tmp_path)


# --- the command -------------------------------------------------------------------------------------------
@pytest.fixture
def environment(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEXLINE_SOURCES", str(settings_for(server, tmp_path, back_off=0.001)))
    return tmp_path / "lexline-library"


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_command_fetches_symbols_and_lists(
    server: Server, environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.on(FIRST, Say(200, PDF, TYPE))
    server.on("/api?s=S/2016/949&l=en&t=pdf", Say(200, PDF, TYPE))
    (tmp_path / "list.txt").write_text("# what I need\nS/2016/949  # a report\n\nS/RES/1325 (2000)\n")
    assert run("fetch", "S/RES/1325(2000)", "--list", "list.txt", "--format", "jsonl") == 0
    found = rows(capsys)
    assert [(row["what"], row["status"]) for row in found] == [("S/RES/1325(2000)", "new"), ("S/2016/949", "new")]
    assert (environment / str(found[0]["file"])).read_bytes() == PDF


def test_a_document_that_is_nowhere_is_1_and_a_server_that_fails_4(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("fetch", "S/2099/1") == 1
    assert "not there: S/2099/1" in capsys.readouterr().err
    server.on(FIRST, Say(500))
    server.on(SECOND, Say(500))
    assert run("fetch", "S/RES/1325(2000)") == 4
    assert "answers 500" in capsys.readouterr().err


def test_after_a_few_failures_no_more_is_asked_for(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.before = lambda asked: server.on(asked.path, Say(503))
    assert run("fetch", *(f"S/2016/{number}" for number in range(1, 9))) == 4
    err = capsys.readouterr().err
    assert "the rest is not asked for" in err
    assert "8 of what was asked for" in err
    assert len({asked.path for asked in server.asked}) == 6  # three documents at two addresses


def test_offline_asks_no_server(server: Server, environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.on(FIRST, Say(200, PDF, TYPE))
    run("fetch", "S/RES/1325(2000)")
    asked = len(server.asked)
    capsys.readouterr()
    assert run("fetch", "S/RES/1325(2000)", "--offline", "--format", "jsonl") == 0
    assert [row["status"] for row in rows(capsys)] == ["kept"]
    assert run("fetch", "S/RES/1820(2008)", "--offline") == 4
    assert run("fetch", "unxml", "--offline") == 4
    assert len(server.asked) == asked


def test_a_dry_run_tells_and_asks_nothing(
    server: Server, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("fetch", "S/2016/949", "unxml", "--body", "GA", "--dry-run", "--format", "jsonl") == 0
    assert [(row["what"], row["status"], str(row["url"])[: len(server.url)]) for row in rows(capsys)] == [
        ("S/2016/949", "planned", server.url),
        ("unxml/GAresolutions", "planned", server.url),
    ]
    assert server.asked == []
    assert not environment.exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "nothing to fetch"),
        (["unxlm"], "neither a symbol nor a collection"),
        (["unxml", "--body", "ICJ"], "nothing of"),
        (["S/RES/1325(2000)", "--body", "SC"], "choose from a collection"),
        (["S/RES/1325(2000)", "--language", "de"], "no official language"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    arguments: list[str], why: str, environment: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("fetch", *arguments) == 2
    assert why in capsys.readouterr().err


def test_a_list_with_a_line_that_is_no_symbol_is_told_with_its_line(
    environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.txt").write_text("S/2016/949\nsomething\n")
    assert run("fetch", "--list", "list.txt") == 2
    assert "line 2" in capsys.readouterr().err


def test_a_collection_is_fetched_and_built(
    server: Server, environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.on("/UNxml/SCresolutions/archive/HEAD.zip", Say(200, zipped(REPOSITORY), {"ETag": '"9"'}))
    code = run(
        "fetch", "unxml", "--body", "sc", "--since", "2020", "--format", "jsonl", "--then-build", "--store", "s.db"
    )
    captured = capsys.readouterr()
    assert code in (0, 3), captured.err  # the digests of this test have no text
    (row,) = [json.loads(line) for line in captured.out.splitlines()]
    assert (row["what"], row["note"]) == ("unxml/SCresolutions", "2 files, 2 new")
    assert "documents of the library are in s.db" in captured.err
    assert len(server.asked) == 1


def test_what_the_store_lacks_is_fetched_most_cited_first(
    server: Server, environment: Path, sample_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(sample_store) as store:
        lacking = missing(store, 3)
        assert [count for _, count in lacking] == sorted((count for _, count in lacking), reverse=True)
        assert missing(store, 2, {lacking[0][0]}) == lacking[1:3]
    first, second, third = (symbol for symbol, _ in lacking)
    server.on(f"/api?s={first}&l=en&t=pdf", Say(200, PDF, TYPE))
    command = ["fetch", "--missing", "--limit", "2", "--format", "jsonl", "--store", str(sample_store)]
    assert run(*command) == 0  # that some are nowhere is no failure here
    assert [(row["what"], row["status"]) for row in rows(capsys)] == [(first, "new"), (second, "absent")]
    run(*command)
    assert next(row["what"] for row in rows(capsys)) == third  # what is held, or known to be nowhere, is not asked for


def test_an_interrupted_fetch_is_130_and_goes_on_later(server: Server, environment: Path, tmp_path: Path) -> None:
    server.on(FIRST, Say(200, PDF, TYPE | {"ETag": '"1"'}, stall=20.0, ranges=True))
    (tmp_path / "slow.toml").write_text(
        (tmp_path / "mine.toml").read_text().replace("read_timeout = 0.3", "read_timeout = 30.0")
    )

    env = {**os.environ, "LEXLINE_SOURCES": str(tmp_path / "slow.toml")}
    command = [sys.executable, "-m", "lexline.graph.cli", "fetch", "S/RES/1325(2000)"]
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        part = environment / "documents" / "S_RES_1325(2000)-EN.pdf.part"
        for _ in range(500):
            if part.exists() and part.stat().st_size:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    assert part.exists()
    server.on(FIRST, Say(200, PDF, TYPE | {"ETag": '"1"'}, ranges=True))
    assert run("fetch", "S/RES/1325(2000)") == 0
    assert "range" in server.asked[-1].headers


def test_the_user_agent_names_the_version() -> None:
    from importlib.metadata import version

    assert clients.user_agent("https://here.example") == f"lexline/{version('lexline')} (+https://here.example)"
