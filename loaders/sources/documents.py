"""A document symbol -> its official file in the library: asked for at each address in turn until one has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Final
from urllib.parse import quote

from lexline.loaders.sources import library as lib
from lexline.loaders.sources.client import Client
from lexline.loaders.sources.download import ABSENT, NEW, UNCHANGED, Download, Validators, Wanted, download
from lexline.loaders.sources.library import Entry, Library
from lexline.loaders.sources.settings import DocumentSettings
from lexline.ontology.errors import NetworkError

#: What is held, and was not asked for again or is on the server no more.
KEPT: Final = "kept"
#: What stands there is not what was fetched.
CHANGED: Final = "changed"
FAILED: Final = "failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one thing that was asked for: `status` new, unchanged, kept, changed, absent or failed."""

    what: str
    status: str
    file: str = ""
    format: str = ""
    language: str = ""
    size: int = 0
    url: str = ""
    note: str = ""


def file_of(symbol: str, language: str, settings: DocumentSettings) -> str:
    """Return where in a library a document's file lies."""
    return f"{lib.DOCUMENTS}/{lib.file_name(symbol, language, settings.format)}"


def address(template: str, symbol: str, language: str) -> str:
    """Return where a document is asked for.

    >>> address("https://undocs.org/{language}/{symbol}", "A/RES/37/100[A]", "en")
    'https://undocs.org/en/A/RES/37/100%5BA%5D'
    """
    return template.replace("{symbol}", quote(symbol, safe="/()")).replace("{language}", language)


def fetch_document(client: Client, settings: DocumentSettings, library: Library, symbol: str, language: str) -> Fetched:
    """Fetch a document into the library, unless it is there and unchanged, or somebody has changed it.

    That there is no such document is noted only where every address says so: an error page, an empty answer or a
    server that is down say nothing of the next time.

    Raises:
        NetworkError: no server answers as it should.
    """
    file = file_of(symbol, language, settings)
    with library.alone(file, client.settings.longest_download):
        if library.changed(file):
            return changed(symbol, file)
        return _fetched(client, settings, library, symbol, language, file)


def changed(symbol: str, file: str) -> Fetched:
    """Say of a document that its file is not as it was fetched, and is left alone."""
    return Fetched(symbol, CHANGED, file, note=f"{file} is not as it was fetched; move it away to fetch it again")


def _fetched(
    client: Client, settings: DocumentSettings, library: Library, symbol: str, language: str, file: str
) -> Fetched:
    held = library.holds(file)
    reasons: list[str] = []
    unfit = False
    failure: NetworkError | None = None
    for template in settings.urls:
        # an answer to one address says nothing of another
        url = address(template, symbol, language)
        known = held.validators if held and held.note == url else Validators()
        wanted = Wanted(url, settings.hosts, settings.begins.encode(), settings.max_bytes)
        try:
            got = download(client, wanted, library.path(file), known)
        except NetworkError as error:
            failure = failure or error
            continue
        if got.status == UNCHANGED and held:
            return Fetched(symbol, UNCHANGED, file, held.format, language, held.size, held.url)
        if got.status == NEW:
            entry = _entry(client, settings, got, file, symbol, language, url)
            library.record([entry])
            same = held is not None and held.sha256 == got.sha256
            return Fetched(symbol, UNCHANGED if same else NEW, file, entry.format, language, got.size, got.url)
        reasons.append(f"{url}: {got.reason}")
        unfit = unfit or got.status != ABSENT
    if failure is not None:
        raise failure
    note = "; ".join(reasons)
    if held is not None:
        return Fetched(symbol, KEPT, file, held.format, language, held.size, held.url, f"no server has it now: {note}")
    if unfit:
        return Fetched(symbol, FAILED, language=language, note=note)
    library.record([Entry(file, lib.ABSENT, symbol, language, when=now(client), note=note)])
    return Fetched(symbol, ABSENT, language=language, note=note)


def _entry(
    client: Client, settings: DocumentSettings, got: Download, file: str, symbol: str, language: str, asked: str
) -> Entry:
    return Entry(
        file=file,
        status=lib.HELD,
        symbol=symbol,
        language=language,
        format=settings.format,
        url=got.url,
        when=now(client),
        sha256=got.sha256,
        size=got.size,
        etag=got.validators.etag,
        last_modified=got.validators.last_modified,
        note=asked,
    )


def now(client: Client) -> str:
    """Return the time as the manifest writes it."""
    return client.clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
