"""The door of the explorer: who may come in, how much they may bring, and what their browser is told to be careful of.

An ASGI layer around the application. It refuses foreign host names (so that a page of another site cannot reach the
explorer by a name of its own that leads to this machine), visitors without the token where there is one, addresses
that are too long, bodies that are too large, too slow or too many at a time, and requests that another site's page
makes. Every answer gets a content security policy.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from lexline.graph.explorer.settings import Settings, is_loopback

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: The cookie that a visitor who gave the token carries.
COOKIE: Final = "lexline-visitor"
#: The page on which the token is given.
DOOR: Final = "/door"
#: What may be had without the token: the door itself and what it looks like.
_OPEN: Final = (
    DOOR,
    *(f"/static/{name}" for name in ("lexline.css", "lexline.js", "suggest.css", "suggest.js", "icon.svg")),
)
#: The endpoint that pages of other sites may ask where a setting says so.
_ENDPOINT: Final = "/sparql"
#: What the workbench talks through: NiceGUI lets every site in there, so that reading is asked for its origin, too.
_TALK: Final = "/_nicegui_ws"
#: A name or number with a port; what is none cannot be made an address of.
_HOST: Final = re.compile(rb"(?:[\w.-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
#: The longest address in bytes, and of what takes a query in it.
_LONGEST: Final = 16_000
_LONGEST_WITH_QUERY: Final = 64_000
_WITH_QUERY: Final = (_ENDPOINT, "/query")
#: So many of the largest bodies are taken at a time.
_BODIES: Final = 8

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: NiceGUI writes its pages with scripts and styles in them and compiles templates in the browser.
_WORKBENCH_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WORKBENCH: Final = ("/query", "/_nicegui")
#: vis-network sets the style of what it draws on.
_DRAWING_POLICY: Final = _POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
DRAWING: Final = ("/lineage", "/overview")

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # "no-referrer" would take the origin off our own forms, too
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


class Door:
    """The ASGI application that stands before another one."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        #: Bytes of all bodies that are being taken or answered; used in one event loop.
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer why not."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        refusal = self._refusal(scope, headers, path)
        if refusal is not None:
            await _refuse(scope, send, *refusal)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        body = _Body(receive, self)
        careful = _careful(send, path)
        head = scope["method"] == "HEAD"
        if head:
            # what answers GET answers HEAD, without its body
            scope = {**scope, "method": "GET"}

        async def answer(message: Message) -> None:
            # the application tells of a body that broke off in its own words; why it broke off is known here
            if body.refusal is None:
                await careful({**message, "body": b""} if head and "body" in message else message)
            elif message["type"] == "http.response.start":
                await _refuse(scope, send, *body.refusal)

        try:
            await self.app(scope, body, answer)
        finally:
            self.under_way -= body.taken

    def _refusal(self, scope: Scope, headers: dict[bytes, bytes], path: str) -> tuple[HTTPStatus, str] | None:
        if not _HOST.fullmatch(headers.get(b"host", b"")):
            return HTTPStatus.BAD_REQUEST, "The Host header names no host."
        host = _host(headers.get(b"host", b""))
        if not self.settings.allow_remote and not is_loopback(host):
            return HTTPStatus.MISDIRECTED_REQUEST, "This explorer answers on this machine only."
        if not self._from_here(scope, headers, path):
            return HTTPStatus.FORBIDDEN, "Pages of other sites cannot use this explorer."
        # a browser asks beforehand, without the token, whether a page of another site may ask with it
        beforehand = path == _ENDPOINT and scope.get("method") == "OPTIONS"
        if self.settings.token and path not in _OPEN and not beforehand and not self._known(headers):
            if b"text/html" in headers.get(b"accept", b"") and scope["type"] == "http":
                return HTTPStatus.SEE_OTHER, scope.get("root_path", "") + DOOR
            return HTTPStatus.UNAUTHORIZED, "Give the token: Authorization: Bearer TOKEN"
        address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if address > (_LONGEST_WITH_QUERY if path in _WITH_QUERY else _LONGEST):
            return HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long."
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:20]) > self.settings.upload_bytes:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large(self.settings)
        return None

    def _from_here(self, scope: Scope, headers: dict[bytes, bytes], path: str) -> bool:
        """Say whether a request that may do something comes from a page of the explorer, or from no page."""
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD", "OPTIONS")
        if (reads and not path.startswith(_TALK)) or path == _ENDPOINT:
            return True
        origin = headers.get(b"origin")
        if origin is None:
            return True
        return origin.partition(b"://")[2].lower() == headers.get(b"host", b"").lower()

    def _known(self, headers: dict[bytes, bytes]) -> bool:
        kind, _, given = headers.get(b"authorization", b"").partition(b" ")
        if kind.lower() == b"bearer" and hmac.compare_digest(given.strip(), self.settings.token.encode()):
            return True
        try:
            cookie = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and hmac.compare_digest(cookie.value.encode(), badge(self.settings.token).encode())


def advice(path: str) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that tell a browser what to be careful of on a page."""
    policy = _POLICY
    if path.startswith(WORKBENCH):
        policy = _WORKBENCH_POLICY
    elif path.startswith(DRAWING):
        policy = _DRAWING_POLICY
    return (*_ALWAYS, (b"content-security-policy", policy.encode()))


def _careful(send: Send, path: str) -> Send:
    async def careful(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = {name.lower() for name, _ in message.get("headers", ())}
            message["headers"] = [
                *message.get("headers", ()),
                *((name, value) for name, value in advice(path) if name not in held),
            ]
        await send(message)

    return careful


class _Body:
    """What receives a body up to the limit in bytes, each part of it within the limit of time."""

    def __init__(self, receive: Receive, door: Door) -> None:
        self.receive = receive
        self.settings = door.settings
        self.door = door
        self.taken = 0
        self.ended = False
        self.refusal: tuple[HTTPStatus, str] | None = None

    async def __call__(self) -> Message:
        """Receive the next part; after the body, the word that the visitor has gone, whenever that is."""
        if self.ended:
            return await self.receive()
        try:
            message = await asyncio.wait_for(self.receive(), self.settings.body_seconds)
        except TimeoutError:
            self.refusal = (HTTPStatus.REQUEST_TIMEOUT, "The rest of the request did not come.")
            return {"type": "http.disconnect"}
        size = len(message.get("body", b""))
        self.taken += size
        self.door.under_way += size
        self.ended = not message.get("more_body", False)
        if self.taken > self.settings.upload_bytes:
            self.refusal = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large(self.settings))
        elif size and self.door.under_way > _BODIES * self.settings.upload_bytes:
            self.refusal = (HTTPStatus.SERVICE_UNAVAILABLE, "Too much is being sent just now. Come again in a minute.")
        return message if self.refusal is None else {"type": "http.disconnect"}


def too_large(settings: Settings) -> str:
    """Say how much is taken."""
    return f"At most {settings.upload_bytes:,} bytes are taken."


def badge(token: str) -> str:
    """Return what the cookie of a visitor holds who gave the token; the token cannot be told from it."""
    return hmac.new(token.encode(), b"lexline visitor", hashlib.sha256).hexdigest()


def _host(header: bytes) -> str:
    """Return the name in a Host header, without its port."""
    text = header.decode("latin-1")
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0]


async def _refuse(scope: Scope, send: Send, status: HTTPStatus, words: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": words[:100]})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *_ALWAYS]
    if status == HTTPStatus.SEE_OTHER:
        headers.append((b"location", words.encode()))
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
