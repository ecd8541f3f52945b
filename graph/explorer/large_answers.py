"""Answers that are large -> clients that may be slow: in parts, within a time for each, and not too many at once.

An answer stands in memory until its client has taken it. Clients that take nothing would fill the memory; so all
answers under way together have a limit in bytes, and a client that does not take a part in its time is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

#: Bytes of a part, and seconds in which it has to be taken.
_PART: Final = 256 * 1024
_SECONDS: Final = 30.0
#: Bytes of all answers under way.
MOST: Final = 256 * 1024 * 1024


class UnderWay:
    """How many bytes of answers are under way; used in one event loop."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.held = 0

    def room(self, size: int) -> bool:
        """Say whether another answer can be sent now; the first one always can."""
        return not self.held or self.held + size <= self.most


class LargeAnswer(Response):
    """A response that is sent in parts."""

    def __init__(self, content: bytes, media_type: str, under_way: UnderWay, headers: Mapping[str, str]) -> None:
        super().__init__(content, media_type=media_type, headers=headers)
        self._under_way = under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (the base class's)
        """Send it."""
        size = len(self.body)
        self._under_way.held += size
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            view = memoryview(self.body)
            for at in range(0, max(size, 1), _PART):
                more = at + _PART < size
                part = {"type": "http.response.body", "body": bytes(view[at : at + _PART]), "more_body": more}
                await asyncio.wait_for(send(part), _SECONDS)
        except TimeoutError:
            return  # the server closes the connection of what is not complete
        finally:
            self._under_way.held -= size
