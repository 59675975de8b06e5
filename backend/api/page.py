"""The page itself: the built single-page application at `/app/`."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

UNBUILT = """<!doctype html><meta charset="utf-8"><title>Fireside</title>
<body style="background:#161311;color:#f1eae3;font:15px/24px system-ui;padding:3rem">
<h1>The page has not been built</h1><p>Run <code>make run</code>, which builds it, or <code>make dev</code>.</p>"""


def install(app: FastAPI, folder: Path) -> None:
    """Serve the page; before it is built, say so."""

    @app.get("/", include_in_schema=False)
    def root() -> Response:
        return RedirectResponse("/app/")

    if (folder / "index.html").is_file():
        app.frontend("/app", directory=folder, fallback="index.html")
    else:

        @app.get("/app/{path:path}", include_in_schema=False)
        def unbuilt(path: str) -> Response:
            return HTMLResponse(UNBUILT, 503)
