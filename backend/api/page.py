"""The page itself: the built single-page application at `/app/`, for browsers to keep as long as it holds."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNBUILT = """<!doctype html><meta charset="utf-8"><title>Fireside</title>
<body style="background:#161311;color:#f1eae3;font:15px/24px system-ui;padding:3rem">
<h1>The page has not been built</h1><p>Run <code>make run</code>, which builds it, or <code>make dev</code>.</p>"""


class Keeping:
    """Lets browsers keep for ever what is named by its content, and ask again for everything else of the page.

    Without it they keep `index.html` for as long as they please, and after an update it names files that are gone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = scope["path"].startswith("/app/assets/") and message["status"] in (200, 206, 304)
                keep = "private, max-age=31536000, immutable" if named else "no-cache"
                MutableHeaders(scope=message).setdefault("cache-control", keep)
            await send(message)

        ours = scope["type"] == "http" and scope["path"].startswith("/app")
        await self._app(scope, receive, adding if ours else send)


def install(app: FastAPI, folder: Path) -> None:
    """Serve the page; before it is built, say so."""

    app.add_middleware(Keeping)

    @app.get("/", include_in_schema=False)
    def root() -> Response:
        return RedirectResponse("/app/")

    if (folder / "index.html").is_file():
        app.frontend("/app", directory=folder, fallback="index.html")
    else:

        @app.get("/app/{path:path}", include_in_schema=False)
        def unbuilt(path: str) -> Response:
            return HTMLResponse(UNBUILT, 503)
