"""A real model names a thread after its first reply, and nobody waits for that."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from backend.api.access import Access
from backend.app import create_app
from backend.paths import Paths
from tests.api.test_api import ORIGIN, new_thread, socket, text, until
from tests.e2e.served import rambler

QUESTION = "Please tell me all that you know about the baking of bread with rye."
FIRST_LINE = "Please tell me all that you know about the…"


def test_a_real_model_names_threads_and_gives_way_to_whoever_wants_it(tmp_path: Path) -> None:
    access = Access("127.0.0.1", 8321, b"secret")
    headers = {"host": "127.0.0.1:8321", "origin": ORIGIN, "cookie": f"{access.cookie_name}={access.cookie}"}
    app = create_app(Paths(tmp_path), access, model=rambler(tmp_path / "rambler.gguf", width=512, layers=4))
    with TestClient(app, headers=headers, base_url=ORIGIN) as client, socket(client) as session:
        client.patch("/api/v0/settings", json={"max_tokens": 24})
        one, other = new_thread(client), new_thread(client)
        client.post(f"/api/v0/threads/{one}/runs", json={"parts": text(QUESTION)})
        assert until(session, "run.ended")[-1]["run"]["status"] == "completed"
        client.post(f"/api/v0/threads/{other}/runs", json={"parts": text(QUESTION)})
        titles: dict[str, str] = {}
        while titles.keys() != {one, other}:
            event = until(session, "thread.changed")[-1]
            titles[event["thread"]["id"]] = event["thread"]["title"]
            assert not event["thread"]["titled_by_hand"]
        stored = {thread["id"]: thread["title"] for thread in client.get("/api/v0/threads").json()["threads"]}
        assert stored == titles
        for title in titles.values():
            assert title.startswith("word")
            assert title != FIRST_LINE
