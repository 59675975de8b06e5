"""A page that leaves while its socket is being opened: no error, and so no report of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.api.test_api import opened


def test_a_page_that_left_before_it_was_greeted_is_no_error(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        sent: list[str] = []

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            """As uvicorn does when the line was cut during the handshake."""
            sent.append(message["type"])
            if message["type"] == "websocket.send":
                raise RuntimeError("Expected ASGI message 'websocket.accept', but got 'websocket.send'.")

        async def go() -> None:
            scope = {
                "type": "websocket", "path": "/api/v0/events", "raw_path": b"/api/v0/events", "query_string": b"",
                "root_path": "", "scheme": "ws", "http_version": "1.1", "client": ("127.0.0.1", 1),
                "server": ("127.0.0.1", 8321), "subprotocols": [],
                "headers": [(name.lower().encode(), value.encode()) for name, value in client.headers.items()],
            }  # fmt: skip
            await client.app(scope, receive, send)

        assert client.portal is not None
        client.portal.call(go)
        assert sent == ["websocket.accept", "websocket.send"]
