"""The page that checks a draft: what is pasted or dropped comes back marked, nothing is kept, bad files do no harm."""

from __future__ import annotations

import base64
import csv
import html
import io
import json
import os
import pickle
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from lexline.graph.draft_reading import answer_of, read_apart
from lexline.graph.explorer.app import create_app
from lexline.graph.explorer.settings import Settings
from lexline.graph.store import open_store
from lexline.loaders import load_bytes
from lexline.loaders.citations import extract
from lexline.ontology.errors import InputError, TimeLimit, UnsafeInput
from tests import pdf_writer, same_text

#: Entities that stand for more and more of each other.
BOMB = (
    b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;">]>'
    b"<akomaNtoso><p>&z;</p></akomaNtoso>"
)
DRAFT = "The Security Council,\n\nRecalling its resolution 1820 (2008) of 20 June 2008,\n\n1. Decides to stay."


def send(client: TestClient, content: bytes = b"", name: str = "draft.txt", **fields: str) -> Response:
    """Send the form as a browser does: an empty file field is sent, too."""
    files: dict[str, Any] = {"file": (name if content else "", content)}
    return client.post("/check", files=files, data=fields)


def marks(answer: Response) -> list[tuple[str, str]]:
    """Return the marked words with their level."""
    text = html.unescape(answer.text).replace("\u2060", "")
    return [(level, words) for level, words in re.findall(r'draft-mark (\w+)"[^>]*>([^<]*)', text)]


# --- what comes back -----------------------------------------------------------------------------------------
def test_a_pasted_text_comes_back_marked(explorer: TestClient) -> None:
    answer = send(explorer, text=DRAFT)
    assert answer.status_code == 200
    assert marks(answer) == [("error", "1820 (2008)")]
    assert "Write 19 June 2008." in answer.text
    assert 'href="/id/S-RES-1820-2008"' in answer.text


def _docx() -> bytes:
    (document,) = load_bytes(DRAFT.encode(), "draft.txt")
    return same_text.as_docx(document)


@pytest.mark.parametrize(("name", "write"), [("draft.docx", _docx), ("draft.txt", DRAFT.encode), ("x.PDF", None)])
def test_a_file_comes_back_marked(explorer: TestClient, name: str, write: Callable[[], bytes] | None) -> None:
    (document,) = load_bytes(DRAFT.encode(), "draft.txt")
    answer = send(explorer, write() if write else pdf_writer.as_pdf(document), name)
    assert answer.status_code == 200
    assert f"Check of {name}" in answer.text
    assert marks(answer) == [("error", "1820 (2008)")]


def test_the_day_of_the_draft_counts(explorer: TestClient) -> None:
    text = "Recalling its resolution 2331 (2016),"
    assert marks(send(explorer, text=text, as_of="2017-02-01")) == [("ok", "2331 (2016)")]
    assert marks(send(explorer, text=text, as_of="2001-02-01")) == [("warning", "2331 (2016)")]


def test_the_reports_to_keep_are_in_the_page_itself(explorer: TestClient) -> None:
    answer = send(explorer, text=DRAFT + "\n\n2. Recalls @SUM(A1) of resolution 2331 (2015).")
    held = dict(re.findall(r'href="data:[^;]+;charset=utf-8;base64,([^"]+)" download="[^"]+\.(\w+)"', answer.text))
    kept = {ending: base64.b64decode(data).decode() for data, ending in held.items()}
    assert list(kept) == ["html", "csv", "json"]
    assert "What was found" in kept["html"]
    told = json.loads(kept["json"])
    assert [one["kind"] for one in told["citations"]] == ["date", "year"]
    assert [line["kind"] for line in csv.DictReader(io.StringIO(kept["csv"]))] == ["date", "year"]


# --- what is refused -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "name", "fields", "words"),
    [
        (b"", "", {}, "nothing to check"),
        (b"", "", {"text": "   "}, "nothing to check"),
        (b"", "", {"text": DRAFT, "as_of": "tomorrow"}, "is no day"),
        (bytes(range(256)) * 8, "noise.bin", {}, "no format that lexline reads"),
        (bytes(range(256)) * 8, "noise.pdf", {}, ""),
        (same_text.zipped({"draft.txt": DRAFT}), "drafts.zip", {}, "no format that lexline reads"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old.doc", {}, ""),
        (BOMB, "bomb.xml", {}, ""),
    ],
)
def test_what_is_no_draft_is_refused_with_a_remedy(
    explorer: TestClient, content: bytes, name: str, fields: dict[str, str], words: str
) -> None:
    answer = send(explorer, content, name, **fields)
    assert answer.status_code == 422
    assert words in html.unescape(answer.text)
    assert "Traceback" not in answer.text
    assert 'role="alert"' in answer.text
    # the form is there to try again
    assert 'type="file"' in answer.text


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b"nothing of the sort"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"),
        ("application/x-www-form-urlencoded", b"text=Recalling"),
        (
            "multipart/form-data; boundary=x; charset=unicode_escape",
            b'--x\r\nContent-Disposition: form-data; name="as_of"\r\n\r\n\\ud800\r\n--x--\r\n',
        ),
        ("", b"Recalling"),
    ],
)
def test_what_is_no_form_is_refused(explorer: TestClient, kind: str, body: bytes) -> None:
    answer = explorer.post("/check", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert "Use the form" in answer.text


def test_more_than_one_file_is_refused(explorer: TestClient) -> None:
    answer = explorer.post("/check", files=[("file", ("a.txt", b"1")), ("file", ("b.txt", b"2"))])
    assert answer.status_code == 422
    assert "one file at a time" in answer.text


def test_pages_of_other_sites_cannot_send_a_draft(explorer: TestClient) -> None:
    for origin in ("http://example.org", "null"):
        answer = explorer.post("/check", data={"text": DRAFT}, headers={"Origin": origin})
        assert answer.status_code == 403


def test_a_draft_that_is_too_large_is_refused(small: TestClient) -> None:
    answer = send(small, b"Recalling " * 20_000)
    assert answer.status_code == 413


def test_the_line_of_those_who_wait_is_short(explorer: TestClient) -> None:
    assert send(explorer, text=DRAFT).status_code == 200
    waiting, _ = explorer.app.state.site.once("drafts", tuple)  # type: ignore[attr-defined]
    held = 0
    while waiting.acquire(blocking=False):
        held += 1
    try:
        assert send(explorer, text=DRAFT).status_code == 503
    finally:
        waiting.release(held)
    assert send(explorer, text=DRAFT).status_code == 200


def test_a_draft_of_more_citations_than_a_page_shows_is_refused(explorer: TestClient) -> None:
    answer = send(explorer, text="Recalling its resolutions " + "1325 (2000), " * 4_100)
    assert answer.status_code == 422
    assert "in parts" in answer.text


@pytest.fixture
def small(sample_store: Path) -> Iterator[TestClient]:
    """An explorer that takes 100,000 bytes."""
    with open_store(sample_store) as store:
        app = create_app(store, Settings(upload_bytes=100_000))
        with TestClient(app, base_url="http://127.0.0.1", headers={"Accept": "text/html"}) as client:
            yield client


# --- what is kept, and what it may take ----------------------------------------------------------------------
def test_nothing_is_written_and_nothing_is_kept(
    explorer: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # a file that is made anywhere for a while would have to be made here, and cannot
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError):
        tempfile.mkstemp()
    large = DRAFT.encode() + b"\n\n" + b" " * 3_000_000
    answer = send(explorer, large)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert marks(answer) == [("error", "1820 (2008)")]
    assert send(explorer, text=DRAFT + " " * 3_000_000).status_code == 200
    assert not list(tmp_path.iterdir())


def test_words_of_a_draft_are_never_markup(explorer: TestClient) -> None:
    bad = '<img src=x onerror="alert(1)">'
    answer = send(explorer, f"Recalling its resolution 1325 (2000) {bad},".encode(), f"{bad}/../<b>.txt")
    assert answer.status_code == 200
    assert "<img" not in answer.text
    assert "<b>" not in answer.text
    assert "onerror=&#34;" in answer.text


def test_a_name_leads_nowhere(explorer: TestClient) -> None:
    answer = send(explorer, DRAFT.encode(), "../../etc/C:\\folder\\my draft (2).txt")
    assert "Check of my draft (2).txt" in answer.text
    assert 'download="check-of-my-draft-2.html"' in answer.text
    answer = send(explorer, DRAFT.encode(), "n" * 500 + ".txt")
    assert answer.status_code == 200
    assert "n" * 120 not in answer.text


def test_reading_apart_gives_what_reading_gives() -> None:
    (document,) = load_bytes(DRAFT.encode(), "draft.txt")
    read, citations = read_apart(DRAFT.encode(), "draft.txt")
    assert read == document
    assert citations == extract(document)
    dated, _ = read_apart(DRAFT.encode(), "draft.txt", date(2011, 1, 2))
    assert dated.date == date(2011, 1, 2)


def test_reading_ends_when_its_time_is_over() -> None:
    with pytest.raises(TimeLimit, match="longer than"):
        read_apart(DRAFT.encode(), "draft.txt", timeout=0.001)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_reading_ends_when_its_memory_is_used_up() -> None:
    words = b"Recalling its resolutions 1325 (2000) and 1820 (2008), " * 20_000
    with pytest.raises(InputError):
        read_apart(words, "draft.txt", memory=1 << 20)


def test_an_answer_is_made_of_documents_only() -> None:
    (document,) = load_bytes(DRAFT.encode(), "draft.txt")
    told = (document, extract(document))
    assert answer_of(pickle.dumps(told)) == told
    for other in (pickle.dumps(os.getcwd), pickle.dumps([1]), pickle.dumps((Path("x"), ())), b"", b"\x80", b"x" * 99):
        with pytest.raises(ValueError, match="no answer"):
            answer_of(other)
    with pytest.raises(UnsafeInput):
        read_apart(BOMB, "bomb.xml")
