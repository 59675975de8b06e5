"""Server-sent events from a real server: for programs that cannot open a socket."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.served import Fireside

KEY = {"authorization": "Bearer sesame"}


@pytest.fixture
def server(tmp_path: Path) -> Any:
    server = Fireside(tmp_path, "--api-key", "sesame")
    server.start()
    yield server
    server.stop()


def test_a_thread_s_events_come_as_a_stream_and_no_other_thread_s(server: Fireside) -> None:
    with httpx2.Client(base_url=server.address, headers=KEY, timeout=60, trust_env=False) as client:
        client.patch("/api/v0/settings", json={"max_tokens": 32})
        mine, other = (client.post("/api/v0/threads", json={}).json()["id"] for _ in range(2))
        say = {"parts": [{"kind": "text", "text": "Hello"}]}
        kinds: list[str] = []
        with client.stream("GET", f"/api/v0/threads/{mine}/stream") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.iter_lines()
            for line in lines:
                if line.startswith("data: "):
                    break
            threading.Thread(target=lambda: [start(server, id, say) for id in (other, mine)]).start()
            for line in lines:
                if not line.startswith("data: "):
                    continue
                event = json.loads(line.removeprefix("data: "))
                assert other not in (event.get("thread_id"), event.get("thread", {}).get("id"))
                kinds.append(event["type"])
                if event["type"] == "run.ended":
                    break
    assert kinds.index("run.started") < kinds.index("run.delta") < kinds.index("run.ended")


def start(server: Fireside, thread: str, body: dict[str, Any]) -> None:
    with httpx2.Client(base_url=server.address, headers=KEY, timeout=60, trust_env=False) as client:
        assert client.post(f"/api/v0/threads/{thread}/runs", json=body).status_code == 202
