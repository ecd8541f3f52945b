"""What tests share: where the optional real documents are, and the sample collection built into a store."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from fastapi.testclient import TestClient
    from playwright.sync_api import Browser

    from tests.browsing import Visit

# How long an example takes is the machine's affair and decides no test.
settings.register_profile("no clocks", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clocks")

# A shell that runs the tests in the background has SIGINT ignored, and programs that tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The optional folder of real documents; a test that asks for it is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the optional real documents (../shared/data) are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with the bundled sample collection; only to be read."""
    from lexline.graph.build import build
    from lexline.loaders import sample

    location = tmp_path_factory.mktemp("sample") / "sample.db"
    build(sample.sample_files(), location, workers=0)
    return location


@pytest.fixture(scope="session")
def explorer(sample_store: Path) -> Iterator[TestClient]:
    """The explorer over the sample collection, asked as a browser on this machine asks it."""
    from fastapi.testclient import TestClient

    from lexline.graph.explorer.app import create_app
    from lexline.graph.store import open_store

    with open_store(sample_store) as store:
        app = create_app(store)
        with TestClient(app, base_url="http://127.0.0.1", headers={"Accept": "text/html"}) as client:
            yield client


# --- a browser on the explorer: one server and one Chromium for the tests of a module ------------------------------
@pytest.fixture(scope="module")
def base(sample_store: Path) -> Iterator[str]:
    """The address of `lexline serve` over the sample collection."""
    from tests.browsing import served

    with served(sample_store) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; a test that asks for it is skipped where there is none."""
    from playwright.sync_api import sync_playwright

    from tests.browsing import chromium_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(browser: Browser, base: str) -> Iterator[Visit]:
    """A fresh window, in which nothing may go wrong and which asks no other machine for anything."""
    from tests.browsing import visit

    with visit(browser, base) as made:
        yield made
        assert made.wrong == []
        assert made.foreign == []
