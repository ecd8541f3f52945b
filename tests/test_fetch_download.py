"""One address, downloaded from a real server that behaves as well and as badly as the real ones."""

from __future__ import annotations

import gzip
import json
import sys
from contextlib import suppress
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path

import pytest

from lexline.loaders.sources import settings as sources
from lexline.loaders.sources.client import Client, Clock
from lexline.loaders.sources.download import ABSENT, NEW, UNCHANGED, UNFIT, Wanted, download
from lexline.ontology.errors import LexlineError, NetworkError
from tests.fetching import NOW, PDF, TYPE, Time, got
from tests.slow_server import Say, Server

pytest_plugins = ["tests.fetching_fixtures"]
pytestmark = pytest.mark.usefixtures("no_settings")


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


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_leaves_no_file(status: int, server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(status))
    found = got(server, mine, tmp_path)
    assert (found.status, found.reason) == (ABSENT, f"the server answers {status}")
    assert not list(tmp_path.glob("a.pdf*"))


@pytest.mark.parametrize(
    ("say", "why"),
    [
        (Say(200, b"", TYPE), "an empty answer"),
        (Say(200, b"<!doctype html><title>Error</title>", {"Content-Type": "text/html; charset=utf-8"}), "(text/html)"),
        (Say(200, b"<html>", TYPE), "something else (application/pdf)"),
    ],
)
def test_what_is_something_else_is_not_taken_for_absent(
    say: Say, why: str, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", say)
    found = got(server, mine, tmp_path)
    assert found.status == UNFIT
    assert why in found.reason
    assert not list(tmp_path.glob("a.pdf*"))


# --- broken downloads --------
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
    server.on("/a.pdf", Say(200, PDF, TYPE, stall=60.0), Say(200, PDF, TYPE))
    mine = replace(mine, client=replace(mine.client, read_timeout=0.3))
    assert got(server, mine, tmp_path).status == NEW
    assert len(server.asked) == 2


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


# --- answers that lie --------------------------------------------------------------------------------------
def test_a_body_that_comes_byte_by_byte_is_left_at_the_deadline(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE | {"ETag": '"1"'}, drip=0.01))
    hasty = replace(mine.client, longest_download=0.2, read_timeout=30.0)
    with Client(hasty) as client, pytest.raises(NetworkError, match="too slow"):
        download(client, Wanted(server.url + "/a.pdf", (), b"%PDF-", 10_000_000), tmp_path / "a.pdf")
    arrived = (tmp_path / "a.pdf.part").stat().st_size
    assert 0 < arrived < len(PDF)
    server.on("/a.pdf", Say(200, PDF, TYPE | {"ETag": '"1"'}, ranges=True))
    assert got(server, mine, tmp_path).status == NEW
    assert server.asked[-1].headers["range"] == f"bytes={arrived}-"


@pytest.mark.parametrize("length", [str(len(PDF) + 10), "9" * 400, "5, 7", "many", "-1"])
def test_a_length_that_lies_leaves_no_half_a_file(
    length: str, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE, length=length), Say(200, PDF, TYPE))
    with suppress(NetworkError):  # one that says it is too long is not even read
        got(server, mine, tmp_path)
    assert [(file.name, file.stat().st_size) for file in tmp_path.glob("a.pdf*")] in ([], [("a.pdf", len(PDF))])


def test_what_a_server_packs_unasked_is_unpacked(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, gzip.compress(PDF), TYPE | {"Content-Encoding": "gzip"}))
    assert got(server, mine, tmp_path).size == len(PDF)
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_a_bomb_in_the_packing_is_too_long(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    bomb = gzip.compress(b"%PDF-" + bytes(50_000_000))
    server.on("/a.pdf", Say(200, bomb, TYPE | {"Content-Encoding": "gzip"}))
    with pytest.raises(NetworkError, match="longer than 10,000,000 bytes"):
        got(server, mine, tmp_path)
    assert list(tmp_path.glob("a.pdf*")) == []


@pytest.mark.parametrize("wait", ["soon", "-5", "", "Mon, 99 Jan 2026", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_pause_that_makes_no_sense_is_no_pause(
    wait: str, server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    server.on("/a.pdf", Say(429, headers={"Retry-After": wait}), Say(200, PDF, TYPE))
    assert got(server, mine, tmp_path).status == NEW


@pytest.mark.parametrize("wait", ["9" * 300, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_pause_without_end_is_told(wait: str, server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(503, headers={"Retry-After": wait}))
    with pytest.raises(NetworkError, match="left alone for"):
        got(server, mine, tmp_path)


# --- the disk ----------------------------------------------------------------------------------------------
@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_in_the_piece_s_place_is_not_written_through(
    server: Server, mine: sources.Settings, tmp_path: Path
) -> None:
    mine_own = tmp_path / "thesis.txt"
    mine_own.write_text("years of work")
    (tmp_path / "a.pdf.part").symlink_to(mine_own)
    (tmp_path / "a.pdf.part.json").write_text(json.dumps({"url": server.url + "/a.pdf", "validator": '"1"'}))
    server.on("/a.pdf", Say(200, PDF, TYPE | {"ETag": '"1"'}, ranges=True))
    assert got(server, mine, tmp_path).status == NEW
    assert mine_own.read_text() == "years of work"
    assert "range" not in server.asked[0].headers


def test_a_place_that_cannot_be_written_is_told(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE))
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(LexlineError, match="cannot be written"):
        got(server, mine, tmp_path)
    assert not (tmp_path / "a.pdf.part").exists()


def test_how_much_has_come_is_told_as_it_comes(server: Server, mine: sources.Settings, tmp_path: Path) -> None:
    server.on("/a.pdf", Say(200, PDF, TYPE))
    seen: list[tuple[int, int]] = []
    with Client(mine.client, Time().clock()) as client:
        wanted = Wanted(server.url + "/a.pdf", (), b"%PDF-", 10_000_000)
        download(client, wanted, tmp_path / "a.pdf", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(PDF), len(PDF))
    assert seen == sorted(seen)
