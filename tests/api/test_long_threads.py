"""A long thread with real llama.cpp: older messages are folded, the model goes on, and a restart changes nothing."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.api.test_api import new_thread, opened, socket, text, until
from tests.babbler import babbler

QUESTION = "What of the bread, the salt and the time that it takes, number {}?"


def answered(client: TestClient, session: Any, id: str, words: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The message of the reply, and all events on the way there."""
    assert client.post(f"/api/v0/threads/{id}/runs", json={"parts": text(words)}).status_code == 202
    events = until(session, "run.ended")
    return events[-1]["message"], events


def test_a_thread_goes_on_beyond_the_context_of_a_real_model(tmp_path: Path) -> None:
    model = str(babbler(tmp_path / "babbler.gguf", context=1536))
    with opened(tmp_path) as client:
        added = client.post("/api/v0/models", json={"path": model}).json()["id"]
        client.patch("/api/v0/settings", json={"model_id": added, "max_tokens": 48})
        id, folded, fills, before = new_thread(client), [], [], 0
        assert client.get(f"/api/v0/threads/{id}/context").json() is None
        with socket(client) as session:
            for number in range(24):
                reply, events = answered(client, session, id, QUESTION.format(number))
                assert reply["run"]["status"] == "completed", reply["run"]["problem"]
                assert reply["run"]["read_tokens"] <= 1536 - 48
                assert reply["run"]["left_out"] == 0
                told = [event for event in events if event["type"] == "run.folded"]
                folded += told
                steps = [event for event in events if event["type"] == "run.progress"]
                assert steps[0]["read"] >= before // 4, "what was read of the thread is not read again to fold it"
                if told:
                    assert (steps[0]["phase"], steps[-1]["phase"]) == ("folding", "reading")
                    assert reply["run"]["folded_id"] == told[0]["summary"]["message_id"]
                else:
                    assert steps[0]["read"] >= before, "nor after it was folded"
                before = reply["run"]["read_tokens"]
                fills.append(client.get(f"/api/v0/threads/{id}/context").json())
        assert len(folded) >= 2
        counted, fill = reply["run"]["read_tokens"] + reply["run"]["tokens"], fills[-1]
        assert abs(fill["summary"] + fill["messages"] - counted) <= 8, "but for the marks around the last words"
        assert (fill["context"], fill["reply"]) == (1536, 48)
        assert fill["summary"] > 0
        view = client.get(f"/api/v0/threads/{id}").json()
        assert len(view["messages"]) == 48
        assert view["summaries"][-1] == folded[-1]["summary"]
    with opened(tmp_path) as client:
        client.patch("/api/v0/settings", json={"model_id": added, "max_tokens": 48})
        assert client.get(f"/api/v0/threads/{id}").json()["summaries"] == view["summaries"]
        with socket(client) as session:
            reply, events = answered(client, session, id, "And now?")
        assert reply["run"]["folded_id"] == view["summaries"][-1]["message_id"]
        assert not any(event["type"] == "run.folded" for event in events)
        missing = client.get("/api/v0/threads/none/context")
        assert missing.status_code == 404


def test_a_worker_killed_while_it_folds_costs_the_summary_and_not_the_reply(tmp_path: Path) -> None:
    model = str(babbler(tmp_path / "babbler.gguf", context=1536, width=512, layers=4))
    with opened(tmp_path) as client:
        added = client.post("/api/v0/models", json={"path": model}).json()["id"]
        client.patch("/api/v0/settings", json={"model_id": added, "max_tokens": 48})
        id = new_thread(client)
        with socket(client) as session:
            event = session.receive_json()
            while event.get("phase") != "folding":
                if event["type"] in ("snapshot", "run.ended"):
                    client.post(f"/api/v0/threads/{id}/runs", json={"parts": text(QUESTION.format(1) * 3)})
                event = session.receive_json()
            os.kill(client.app.state.house.models.loaded(added).pid, signal.SIGKILL)  # type: ignore[attr-defined]
            reply = until(session, "run.ended")[-1]["message"]
        assert reply["run"]["status"] == "completed", reply["run"]["problem"]
        assert reply["run"]["left_out"] > 0
        assert reply["run"]["folded_id"] is None
        assert client.get(f"/api/v0/threads/{id}").json()["summaries"] == []
