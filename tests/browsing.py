"""A real browser on the explorer: the server in a process of its own, Chromium driven by Playwright."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def chromium_path() -> str:
    """Return where Chromium is; skip where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium is installed")
    return found


@contextmanager
def served(store: Path, *options: str) -> Iterator[str]:
    """Serve a store with `lexline serve` on a free port; yields the address."""
    command = [sys.executable, "-m", "lexline.graph.cli", "serve", "--store", str(store), "--port", "0", *options]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert server.stderr is not None
        told = server.stderr.readline()
        match = re.search(r"http://\S+", told)
        assert match, told
        yield match[0].rstrip("/")
    finally:
        server.terminate()
        server.wait(timeout=60)
        if server.stderr:
            server.stderr.close()


@dataclass
class Visit:
    """A page in the browser, and what went wrong in it: messages of its console, requests to other machines."""

    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the explorer."""
        answer = self.page.goto(self.base + path, wait_until="load")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        return self.page

    def sideways(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@contextmanager
def visit(browser: Browser, base: str, *, width: int = 1280, dark: bool = False) -> Iterator[Visit]:
    """Open a fresh window on the explorer."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", accept_downloads=True
    )
    page = context.new_page()
    made = Visit(page, base)
    page.on("console", lambda m: made.wrong.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: made.wrong.append(f"script: {error}"))
    page.on("request", lambda r: None if r.url.startswith((base, "data:", "blob:")) else made.foreign.append(r.url))
    try:
        yield made
    finally:
        context.close()
