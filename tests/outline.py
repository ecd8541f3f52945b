"""The outline of a page, read as a browser reads it: what tests of pages ask for."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class Outline(HTMLParser):
    """What a reader of a page's structure finds: headings, addresses, fields without a label."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.addresses: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.lang: str | None = None
        self.inline: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.lang = told.get("lang")
        self.links += [value for name in ("href", "src", "action", "formaction") if (value := told.get(name))]
        self.addresses += [value for name in ("src", "action") if (value := told.get(name))]
        if tag == "link" and told.get("rel") in ("stylesheet", "icon", "preload"):
            self.addresses.append(told["href"] or "")
        if told.get("id"):
            self.ids.append(told["id"] or "")
        if "style" in told or any(name.startswith("on") for name in told):
            self.inline.append(f"{tag} {told}")
        self._script = tag == "script" and "src" not in told and not (told.get("type") or "").endswith("json")

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.inline.append(data)
