"""Names that a document itself defines: "(hereinafter the Pact)", and where they stand in its later text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

#: A text that defines more names than this is not one that people wrote.
MOST: Final = 100


@dataclass(slots=True)
class Aliases:
    """What a document's own names mean, in `meaning`; the pattern that finds them is made when one is added."""

    meaning: dict[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def __bool__(self) -> bool:
        return bool(self.meaning)

    def add(self, alias: str, target: str) -> None:
        """Let `alias` mean `target` from now on."""
        if alias not in self.meaning:
            if len(self.meaning) >= MOST:
                return
            self._pattern = None
        self.meaning[alias] = target

    def stand_in(self, text: str) -> bool:
        """Say whether any of the names occurs in a text."""
        return any(alias in text for alias in self.meaning)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return where the names stand in a text as words of their own, the longest at each place."""
        if not self.stand_in(text):
            return iter(())
        if self._pattern is None:
            longest_first = sorted(map(re.escape, self.meaning), key=len, reverse=True)
            self._pattern = re.compile(r"(?<![\w/])(?:" + "|".join(longest_first) + r")(?![\w/])")
        return self._pattern.finditer(text)
