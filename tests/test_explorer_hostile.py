"""Documents and visitors that mean harm: what they write is shown as text, what they ask is answered or refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lexline.graph.build import build
from lexline.graph.explorer.app import create_app
from lexline.graph.store import open_store
from tests.browsing import served
from tests.outline import Outline

SCRIPT = "<script>alert(1)</script>"
QUOTED = "\"onmouseover='alert(2)' x=\""
TEXT = f"""United Nations
S/RES/2388 (2017)
Security Council
Distr.: General
21 November 2017

Resolution 2388 (2017)

Adopted by the Security Council at its 8111th meeting, on 21 November 2017

The Security Council,

Recalling its resolution 1325 (2000) {SCRIPT} and {QUOTED},

1. Decides to extend the mandate of the {SCRIPT} Mission (UNEVIL) until 30 June 2018;

2. Requests the Secretary-General to report {QUOTED} within 90 days on javascript:alert(3) {{{{ 7*7 }}}} {{% raw %}};

3. Decides to remain seized of the matter {SCRIPT}.
"""
PAGES = (
    "/",
    "/?q=mission",
    "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/suggest?q=%3Cscript%3E",
    "/id/S-RES-2388-2017",
    "/id/S-RES-2388-2017--op_1",
    "/id/S-RES-2388-2017--op_2",
    "/id/S-RES-1325-2000",
    "/lineage?from=S/RES/2388(2017)",
    "/lineage?from=%3Cscript%3Ealert(1)%3C/script%3E",
    "/mandates",
    "/mandates/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/obligations",
    "/obligations?addressee=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/themes",
    "/themes/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "/treaties",
    "/overview",
    "/check",
    "/about",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The explorer over a document that tries to get a script into its pages."""
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "evil.txt"
    file.write_text(TEXT, encoding="utf-8")
    build([file], folder / "evil.db", workers=0)
    with (
        open_store(folder / "evil.db") as store,
        TestClient(create_app(store), base_url="http://127.0.0.1", headers={"Accept": "text/html"}) as client,
    ):
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_what_a_document_writes_is_never_a_script(hostile: TestClient, path: str) -> None:
    answer = hostile.get(path)
    assert answer.status_code in (200, 400, 404)
    assert "<script>alert" not in answer.text
    outline = Outline(answer.text)
    assert outline.inline == []
    assert not [link for link in outline.links if link.casefold().startswith(("javascript:", "data:"))]
    assert ">49<" not in answer.text


def test_a_document_of_the_last_day_there_is_breaks_no_page(tmp_path: Path) -> None:
    file = tmp_path / "last.txt"
    file.write_text(TEXT.replace("21 November 2017", "31 December 9999"), encoding="utf-8")
    build([file], tmp_path / "last.db", workers=0)
    with (
        open_store(tmp_path / "last.db") as store,
        TestClient(create_app(store), base_url="http://127.0.0.1", headers={"Accept": "text/html"}) as client,
    ):
        for path in ("/obligations", "/obligations.ics", "/mandates", "/overview", "/id/S-RES-2388-2017"):
            assert client.get(path).status_code == 200, path


def test_the_text_itself_is_there(hostile: TestClient) -> None:
    text = hostile.get("/id/S-RES-2388-2017").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{ 7*7 }}" in text


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n",  # and no more
        b"GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999999\r\n\r\nq",
        b"POST /check HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        b"GET /id/%c0%ae%c0%ae/%c0%ae HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
    ],
    ids=lambda sent: repr(sent[:40]),
)
@pytest.mark.slow
def test_a_visitor_that_speaks_badly_leaves_the_others_alone(server: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(server, timeout=20) as bad:
        bad.sendall(sent)
        with socket.create_connection(server, timeout=20) as good:
            good.sendall(b"GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            assert good.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.slow
def test_a_head_without_an_end_is_cut_off(server: tuple[str, int]) -> None:
    with socket.create_connection(server, timeout=20) as bad:
        bad.sendall(b"GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        with pytest.raises(OSError):  # noqa: PT011 (which one depends on the system)
            bad.sendall(b"X: " + b"x" * 30_000_000)


@pytest.fixture(scope="module")
def server(sample_store: Path) -> Iterator[tuple[str, int]]:
    with served(sample_store) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        yield host, int(port)
