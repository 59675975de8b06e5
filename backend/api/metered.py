"""Measures how the API answers: which route, with what status, how soon its first byte."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.meters import Meters

UNMEASURED = ("/app", "/api/v0/monitor")
"""The page's own files, and the look at the meters itself."""


class Metered:
    """Pure ASGI, within the gate: what is turned away there is not counted."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app, self._meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(UNMEASURED):
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def measured(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._meters.answered(route(scope), message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, measured)


def route(scope: Scope) -> str:
    """Method and path of the route, with the names of its parameters in place of ids; what is no route has no name."""
    path = getattr(scope.get("route"), "path", None)
    return f"{scope['method']} {path}" if path else "unknown"
