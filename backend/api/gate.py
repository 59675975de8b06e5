"""The guard before everything else, HTTP and sockets alike: host, origin, cookie or key, size, outgoing headers."""

from __future__ import annotations

import json
import logging
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.access import Access
from backend.api.openai import errors as openai
from backend.api.signin import SignIn, address_of
from backend.domain import Problem
from backend.errors import TooLarge

log = logging.getLogger(__name__)
LARGEST = 8 << 20
LARGER = {"/v1/chat/completions": 32 << 20}
"""Where programs send all of a thread each time, with its pictures as base64."""
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
REOPEN = "Open Fireside again: its window is let in by itself."


class Gate:
    """Pure ASGI, around the whole app. Only `/health` is open, and says no more than ok."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access
        self._sign_in = SignIn(access)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        send, headers = with_headers(send), Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            log.warning("refused %s %r: %s", refusal[0], scope["path"], refusal[1].message)
            await self._refuse(scope, receive, send, *refusal)
            return
        if scope["type"] == "http":
            if answer := self._door(scope, headers):
                await answer(scope, receive, send)
                return
            receive = limited(receive, largest(scope))
        if not self._open(scope) and not self._known(scope, headers):
            await self._turn_away(scope, receive, send, headers)
            return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, Problem] | None:
        """Why a request is refused whoever sends it: it comes from a foreign page, or is too large."""
        host, origin = headers.getlist("host"), headers.getlist("origin")
        if len(host) != 1 or not self._access.is_host(host[0]):
            return 421, _problem(
                "This is not the address of this Fireside.", "Start it with --allow-host for another name."
            )
        if len(origin) > 1 or (origin and not self._access.is_origin(origin[0], host[0])):
            return 403, _problem("Another page may not use this Fireside.", "Open it at its own address.")
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not origin:
            return 403, _problem("Another page may not use this Fireside.", "Open it at its own address.")
        length = headers.get("content-length", "0")
        if length.isdecimal() and (len(length) > 20 or int(length) > largest(scope)):
            return 413, too_large(largest(scope))
        by_browser = "cookie" in headers and scope["path"] != "/__raise"
        unsafe = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if unsafe and by_browser and not origin:
            return 403, _problem("A page must say where it comes from.", "Open Fireside at its own address.")
        return None

    def _door(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        """The way in: a ticket, or the sign-in page of a server with a key."""
        if scope["path"] == "/__enter" and scope["method"] == "GET":
            ticket = parse_qs(scope["query_string"].decode("latin-1")).get("t", [""])[0]
            if self._access.use(ticket):
                return self._sign_in.welcome
            return self._sign_in.page if self._access.api_key else None
        if scope["path"] == "/__signin" and self._access.api_key:
            return self._sign_in
        return None

    def _open(self, scope: Scope) -> bool:
        return bool(scope["type"] == "http" and scope["path"] in ("/health", "/__raise"))

    def _known(self, scope: Scope, headers: Headers) -> bool:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._access.is_api_key(_text(key.strip()), address_of(scope))
        # Not SimpleCookie: one odd cookie of another program on this computer makes it give up.
        cookies = cookie_parser(headers.get("cookie", ""))
        return self._access.is_cookie(cookies.get(self._access.cookie_name, ""))

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        wants_page = scope["type"] == "http" and "text/html" in headers.get("accept", "")
        if wants_page and self._access.api_key:
            await self._sign_in.page(scope, receive, send)
            return
        hint = "Send the key as `Authorization: Bearer …`." if self._access.api_key else REOPEN
        await self._refuse(
            scope, receive, send, 401, Problem(type="unauthorized", message="Please come in by the door.", hint=hint)
        )

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, problem: Problem) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4000 + status, "reason": problem.message})
            return
        told = openai.told(status, problem) if openai.speaks(scope["path"]) else {"error": problem.model_dump()}
        body = json.dumps(told).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def largest(scope: Scope) -> int:
    """How many bytes a body may have there."""
    return LARGER.get(scope["path"], LARGEST)


def too_large(most: int) -> Problem:
    """What is told of a body that has more."""
    return TooLarge(f"That is more than Fireside takes in one go ({most >> 20} MB).", "Send less.").problem


def limited(receive: Receive, most: int) -> Receive:
    """A `receive` that ends a body without a length when it grows too large."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            # The one exception that FastAPI lets through while it reads a body.
            raise HTTPException(413, too_large(most).message)
        return message

    return counted


def with_headers(send: Send) -> Send:
    """A `send` that adds our headers to every answer."""

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            message = {**message, "headers": headers.raw}
        await send(message)

    return adding


def _text(value: str) -> str:
    """Headers are read as Latin-1, and most programs send UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _problem(message: str, hint: str) -> Problem:
    return Problem(type="forbidden", message=message, hint=hint)
