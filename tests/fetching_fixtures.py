"""The fixtures of the tests of fetching; a test module names this one in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lexline.loaders.sources import settings as sources
from tests.fetching import settings_for
from tests.slow_server import Server, running


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing that this machine says of proxies, libraries and stores."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("LEXLINE_SOURCES", "LEXLINE_LIBRARY", "LEXLINE_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def server(no_settings: None) -> Iterator[Server]:
    with running() as found:
        yield found


@pytest.fixture
def mine(server: Server, tmp_path: Path) -> sources.Settings:
    return sources.load(settings_for(server, tmp_path))


@pytest.fixture
def environment(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEXLINE_SOURCES", str(settings_for(server, tmp_path, back_off=0.001)))
    return tmp_path / "lexline-library"
