"""The page on which a draft is checked: paste or drop a text, DOCX or PDF; the report comes back as a page.

Nothing is kept: what was sent stays in memory until the answer is written, no file is made, and the reports to keep are
in the page itself. A draft is read in a process of its own with limits of time and memory.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import PurePath
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from lexline.graph import draft_html, draft_rows
from lexline.graph.draft_reading import read_apart
from lexline.graph.draft_report import CITED, LOADED, REGISTERED, DraftReport
from lexline.graph.drafts import judge
from lexline.graph.explorer.links import address, instrument_path
from lexline.graph.explorer.listing import harmless
from lexline.graph.explorer.site import Site, site_of
from lexline.graph.explorer.web import page, trouble
from lexline.ontology.errors import InputError, LexlineError, StoreBusy, TimeLimit, UsageError

if TYPE_CHECKING:
    from lexline.graph.draft_html import Where

router = APIRouter()

#: Seconds that reading a draft may take, and that one waits for a place to read.
READING: Final = 60.0
_WAITING: Final = 20.0
#: So many drafts are read at a time, and so many may wait: each holds a thread, which other pages need as well.
_AT_A_TIME: Final = 2
_MAY_WAIT: Final = 6
#: A page with more citations than this is too long for a browser.
_MOST: Final = 4_000
_PASTED: Final = "pasted text"
_NAME: Final = re.compile(r"[^\w .()\[\]-]+")
_LONGEST_NAME: Final = 100
#: What a browser may not keep.
_FORGET: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a visitor sent: the bytes, what they are called, and the day of the draft."""

    data: bytes
    name: str
    as_of: date | None


class _InMemory(MultiPartParser):
    """Reads a form without ever writing a file; how long it may be is bounded before."""

    spool_max_size = 1 << 62


@router.get("/check")
def form(request: Request) -> Response:
    """Show the form."""
    return _form(request)


@router.post("/check")
async def check(request: Request) -> Response:
    """Check what was sent."""
    site = site_of(request)
    try:
        sent = await _sent(request, site.settings.upload_bytes)
        answer = await run_in_threadpool(_answer, request, site, sent)
    except (InputError, UsageError, TimeLimit, StoreBusy) as error:
        answer = _form(request, error)
    except ClientDisconnect:
        # where it was the door that broke off, it says so in the place of this
        answer = trouble(request, HTTPStatus.BAD_REQUEST, "The draft did not arrive.", "Send it again.")
    answer.headers.update(_FORGET)
    return answer


def _form(request: Request, error: LexlineError | None = None) -> Response:
    status = HTTPStatus.OK
    if error is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if isinstance(error, TimeLimit | StoreBusy):
            status = HTTPStatus.SERVICE_UNAVAILABLE
    most = site_of(request).settings.upload_bytes // (1024 * 1024)
    return page(request, "draft.html", title="Check a draft", status=status, error=error, most=most)


async def _sent(request: Request, limit: int) -> Sent:
    """Read the form; raises UsageError where it is none."""
    kind = request.headers.get("content-type", "").lower()
    # browsers send UTF-8 and name no charset; of those that one can name, some take quadratic time to read
    if not kind.startswith("multipart/form-data") or "charset" in kind:
        raise UsageError("What was sent is no form with a text or file.", "Use the form.")
    parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=4, max_part_size=limit)
    try:
        sent = await parser.parse()
    except MultiPartException as error:
        raise UsageError("What was sent cannot be read as a form.", "Use the form; one file at a time.") from error
    try:
        return await _taken(sent)
    finally:
        await sent.close()


async def _taken(sent: FormData) -> Sent:
    as_of, text, file = sent.get("as_of"), sent.get("text"), sent.get("file")
    day = _day(as_of) if isinstance(as_of, str) and as_of.strip() else None
    if isinstance(file, UploadFile) and file.filename:
        return Sent(await file.read(), _called(file.filename), day)
    if isinstance(text, str) and text.strip():
        return Sent(text.encode("utf-8", "replace"), _PASTED, day)
    raise UsageError("There is nothing to check.", "Paste a text, or choose a file.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise UsageError(f"“{text[:20]}” is no day.", "Write it as 2017-11-21.") from error


def _called(name: str) -> str:
    """Return a file's own name, without its folders and without what no name needs; its ending stays."""
    own = PurePath(name.replace("\\", "/")).name
    clean = _NAME.sub("_", own).strip(" .-") or "draft"
    ending = PurePath(clean).suffix[:12]
    return clean if len(clean) <= _LONGEST_NAME else clean[: _LONGEST_NAME - len(ending)] + ending


def _answer(request: Request, site: Site, sent: Sent) -> Response:
    with _place(site):
        draft, citations = read_apart(sent.data, sent.name, sent.as_of, timeout=READING)
        if len(citations) > _MOST:
            raise InputError(
                f"{sent.name} has {len(citations):,} citations; {_MOST:,} are the most that a page shows.",
                "Check it in parts, or with `lexline check`.",
            )
        report = judge(site.store, draft, citations, sent.as_of)
    return page(
        request,
        "draft_report.html",
        title=f"Check of {sent.name}",
        body=draft_html.body(report, _where(request, report)),
        files=[_file(sent.name, report, *kind) for kind in _FILES],
    )


@contextmanager
def _place(site: Site) -> Iterator[None]:
    """Wait for a place to read a draft, unless too many others wait."""
    waiting, reading = site.once(
        "drafts", lambda: (BoundedSemaphore(_AT_A_TIME + _MAY_WAIT), BoundedSemaphore(_AT_A_TIME))
    )
    busy = StoreBusy("Other drafts are being read.", "Try again in a moment.")
    if not waiting.acquire(blocking=False):
        raise busy
    try:
        if not reading.acquire(timeout=_WAITING):
            raise busy
        try:
            yield
        finally:
            reading.release()
    finally:
        waiting.release()


def _where(request: Request, report: DraftReport) -> Where:
    """Return what gives the address of an instrument's page, of those that have one."""
    known = {one.target for one in report.citations if one.standing in (LOADED, CITED, REGISTERED)}
    known |= {proof.instrument for _, finding in report.findings() for proof in finding.evidence if proof.words}

    def where(identifier: str, eid: str | None) -> str | None:
        return address(request, instrument_path(identifier, eid)) if identifier in known else None

    return where


def _csv(report: DraftReport) -> str:
    return draft_rows.as_csv(report, harmless)


#: The reports to keep: ending, label, media type, how it is written.
_FILES: Final[tuple[tuple[str, str, str, Callable[[DraftReport], str]], ...]] = (
    ("html", "Report", "text/html", draft_html.page),
    ("csv", "CSV", "text/csv", _csv),
    ("json", "JSON", "application/json", draft_rows.as_json),
)


def _file(
    name: str, report: DraftReport, ending: str, label: str, kind: str, write: Callable[[DraftReport], str]
) -> tuple[str, str, str]:
    """Return a file that is in the page itself: what it is called, its label, and its address, which holds it."""
    data = base64.b64encode(write(report).encode("utf-8")).decode("ascii")
    stem = re.sub(r"[^\w-]+", "-", PurePath(name).stem, flags=re.ASCII).strip("-") or "draft"
    return f"check-of-{stem}.{ending}", label, f"data:{kind};charset=utf-8;base64,{data}"
