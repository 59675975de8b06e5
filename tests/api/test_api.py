"""The API as the page uses it: the whole server in this process, with a real model in its worker."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from backend.api.access import Access
from backend.app import create_app
from backend.paths import Paths
from tests.gguf_files import write_model

ORIGIN = "http://127.0.0.1:8321"


@contextmanager
def opened(home: Path) -> Iterator[TestClient]:
    access = Access("127.0.0.1", 8321, b"secret")
    headers = {"host": "127.0.0.1:8321", "origin": ORIGIN, "cookie": f"{access.cookie_name}={access.cookie}"}
    with TestClient(create_app(Paths(home), access), headers=headers, base_url=ORIGIN) as client:
        client.patch("/api/v0/settings", json={"max_tokens": 64})
        yield client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("home")) as client:
        yield client


@contextmanager
def socket(client: TestClient) -> Iterator[WebSocketTestSession]:
    with client.websocket_connect("/api/v0/events", headers={"host": "127.0.0.1:8321"}) as session:
        yield session


def text(words: str) -> list[dict[str, str]]:
    return [{"kind": "text", "text": words}]


def until(session: WebSocketTestSession, kind: str) -> list[dict[str, Any]]:
    events = [session.receive_json()]
    while events[-1]["type"] != kind:
        events.append(session.receive_json())
    return events


def new_thread(client: TestClient) -> str:
    made: str = client.post("/api/v0/threads", json={}).json()["id"]
    return made


def test_a_message_is_answered_over_the_socket_and_stored(client: TestClient) -> None:
    id = new_thread(client)
    with socket(client) as session:
        assert session.receive_json()["type"] == "snapshot"
        started = client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Hello")})
        assert started.status_code == 202
        events = until(session, "run.ended")
    ended = events[-1]
    assert ended["run"]["status"] == "completed"
    written = "".join(event["text"] for event in events if event["type"] == "run.delta")
    assert written
    view = client.get(f"/api/v0/threads/{id}").json()
    assert [message["role"] for message in view["messages"]] == ["user", "assistant"]
    assert view["messages"][1]["parts"] == text(written)
    assert view["thread"]["title"] == "Hello"


def test_the_socket_takes_commands(client: TestClient) -> None:
    id = new_thread(client)
    with socket(client) as session:
        session.send_json({"type": "run.start", "ref": "7", "thread_id": id, "parts": text("Hello")})
        events = until(session, "done")
        assert events[-1]["ref"] == "7"
        run = next(event["run"] for event in events if event["type"] == "run.started")
        session.send_json({"type": "run.cancel", "run_id": run["id"]})
        until(session, "done")
    assert client.post(f"/api/v0/runs/{run['id']}/cancel").json()["status"] in ("cancelled", "completed")


@pytest.mark.parametrize(
    "frame",
    ["", "{", "null", "[]", '{"type": "nonsense"}', '{"type": "run.start"}', '{"type":"run.cancel","run_id":5}', "\0"],
)
def test_malformed_frames_are_answered_and_the_socket_stays(client: TestClient, frame: str) -> None:
    with socket(client) as session:
        session.send_text(frame)
        assert until(session, "error")[-1]["error"]["type"] == "invalid"
        session.send_bytes(b"\xff\x00")
        assert until(session, "error")[-1]["error"]["type"] == "invalid"
        session.send_json({"type": "run.cancel", "run_id": "none", "ref": "x"})
        answer = until(session, "error")[-1]
        assert (answer["ref"], answer["error"]["type"]) == ("x", "not_found")


def test_a_socket_that_comes_late_sees_what_is_written_so_far(client: TestClient) -> None:
    id = new_thread(client)
    client.patch("/api/v0/settings", json={"max_tokens": 400})
    with socket(client) as first:
        client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Tell me all about this app, please.")})
        until(first, "run.delta")
        with socket(client) as late:
            snapshot = late.receive_json()
            for run in snapshot["runs"]:
                assert run["message"]["thread_id"] == id
        until(first, "run.ended")


def test_threads_are_renamed_removed_and_fetched_back(client: TestClient) -> None:
    id = new_thread(client)
    with socket(client) as session:
        assert client.patch(f"/api/v0/threads/{id}", json={"title": "  Soup "}).json()["title"] == "Soup"
        assert until(session, "thread.changed")[-1]["thread"]["titled_by_hand"] is True
        assert client.delete(f"/api/v0/threads/{id}").status_code == 204
        assert until(session, "thread.removed")[-1]["thread_id"] == id
    assert client.get(f"/api/v0/threads/{id}").status_code == 404
    assert id not in [thread["id"] for thread in client.get("/api/v0/threads").json()["threads"]]
    assert client.post(f"/api/v0/threads/{id}/restore").json()["title"] == "Soup"
    assert client.get("/api/v0/threads").json()["threads"][0]["id"] == id


def test_a_retry_can_be_compared_with_what_was_there(client: TestClient) -> None:
    id = new_thread(client)
    with socket(client) as session:
        client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Hello")})
        first = until(session, "run.ended")[-1]["message"]
        client.post(f"/api/v0/messages/{first['id']}/retry")
        second = until(session, "run.ended")[-1]["message"]
    assert second["siblings"] == [first["id"], second["id"]]
    view = client.post(f"/api/v0/threads/{id}/head", json={"message_id": first["id"]}).json()
    assert view["messages"][-1]["id"] == first["id"]


def test_a_prompt_outside_any_thread(client: TestClient) -> None:
    before = client.get("/api/v0/threads").json()
    done = client.post("/api/v0/generate", json={"prompt": "Hello", "max_tokens": 8, "temperature": 0}).json()
    assert set(done) == {"text", "tokens_generated", "generation_time"}
    assert 0 < done["tokens_generated"] <= 8
    assert done["generation_time"] > 0
    assert client.get("/api/v0/threads").json() == before


def test_every_error_has_one_shape(client: TestClient) -> None:
    answers = [
        client.get("/api/v0/nowhere"),
        client.get("/api/v0/threads/none"),
        client.post("/api/v0/threads", json={"title": 5}),
        client.post("/api/v0/threads", content=b"{"),
        client.post("/api/v0/generate", json={"prompt": "x", "max_tokens": -1}),
        client.post(f"/api/v0/threads/{new_thread(client)}/runs", json={"parts": []}),
        client.post(f"/api/v0/threads/{new_thread(client)}/runs", json={"parts": text("x" * 1_100_000)}),
        client.post("/api/v0/models", json={"path": "/nowhere/model.gguf"}),
        client.post("/api/v0/speech", json={}),
        client.patch("/api/v0/settings", json={"speed": 100}),
        client.post("/api/v0/dialogs/model"),
        client.post("/api/v0/backups/none.db/restore"),
        client.put("/api/v0/threads"),
        client.get("/api/v0/speech/none.wav"),
    ]
    assert [answer.status_code for answer in answers] == [
        404,
        404,
        422,
        422,
        422,
        422,
        413,
        404,
        422,
        422,
        409,
        404,
        405,
        404,
    ]
    for answer in answers:
        assert set(answer.json()["error"]) == {"type", "message", "hint", "param"}


def test_a_model_file_is_added_loaded_and_forgotten(client: TestClient, tmp_path: Path) -> None:
    write_model(tmp_path / "small.gguf")
    made = client.post("/api/v0/models", json={"path": str(tmp_path / "small.gguf")}).json()
    with socket(client) as session:
        assert client.post(f"/api/v0/models/{made['id']}/load").status_code == 202
        states = []
        while "ready" not in states:
            state = until(session, "model.state")[-1]["state"]
            if state["model_id"] == made["id"]:  # the starter may be told of, too, which it takes the place of
                states.append(state["status"])
        assert set(states) == {"loading", "ready"}
    done = client.post("/api/v0/generate", json={"prompt": "Hello", "max_tokens": 4}).json()
    assert done["tokens_generated"] > 0
    assert client.delete(f"/api/v0/models/{made['id']}").status_code == 204
    assert (tmp_path / "small.gguf").exists()
    assert client.get("/api/v0/settings").json()["model_id"] is None


def test_a_socket_that_follows_another_thread_hears_of_a_reply_only_its_beginning_and_end(client: TestClient) -> None:
    mine, other = new_thread(client), new_thread(client)
    with socket(client) as session:
        session.receive_json()
        session.send_json({"type": "follow", "thread_ids": [mine]})
        assert until(session, "done")[0] == {"type": "following", "runs": []}
        kinds = {}
        for thread in (mine, other):
            client.post(f"/api/v0/threads/{thread}/runs", json={"parts": text("Hello")})
            kinds[thread] = {event["type"] for event in until(session, "run.ended")}
    assert {"run.started", "run.progress", "run.delta", "run.ended"} <= kinds[mine]
    assert kinds[other] & {"run.started", "run.progress", "run.delta", "run.ended"} == {"run.started", "run.ended"}


def test_settings_are_changed_and_told(client: TestClient) -> None:
    with socket(client) as session:
        assert client.patch("/api/v0/settings", json={"theme": "light"}).json()["theme"] == "light"
        assert until(session, "settings.changed")[-1]["settings"]["theme"] == "light"
    assert client.get("/api/v0/settings").json()["theme"] == "light"


def test_a_backup_is_made_and_put_back(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        kept = new_thread(client)
        name = client.post("/api/v0/backups").json()["name"]
        new_thread(client)
        with socket(client) as session:
            session.receive_json()
            assert client.post(f"/api/v0/backups/{name}/restore").status_code == 204
            assert until(session, "snapshot")
        assert [thread["id"] for thread in client.get("/api/v0/threads").json()["threads"]] == [kept]
        assert any("before-restore" in backup["name"] for backup in client.get("/api/v0/backups").json()["backups"])


def test_a_database_of_a_newer_version_is_refused_in_clear_words_and_the_app_stays_up(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as db:
        db.execute("PRAGMA user_version = 999")
    with opened(tmp_path) as client:
        assert client.get("/health").status_code == 200
        status = client.get("/api/v0/status").json()
        assert status["problem"]["type"] == "store_too_new"
        refused = client.get("/api/v0/threads")
        assert refused.status_code == 503
        assert refused.json()["error"] == status["problem"]
        with socket(client) as session:
            session.send_json({"type": "speech.stop"})
            assert until(session, "error")[-1]["error"]["type"] == "store_too_new"
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 999


def test_a_damaged_database_is_said_and_the_app_goes_on(tmp_path: Path) -> None:
    (tmp_path / "fireside.db").write_bytes(b"not a database" * 1000)
    with opened(tmp_path) as client:
        (greeting,) = client.get("/api/v0/status").json()["greetings"]
        assert "damaged" in greeting["message"]
        new_thread(client)
        with socket(client) as session:
            assert until(session, "notice")[-1]["problem"] == greeting


def test_what_runs_when_the_app_is_closed_is_interrupted_and_can_go_on(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        id = new_thread(client)
        with socket(client) as session:
            client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Tell me a long story.")})
            until(session, "run.started")
    with opened(tmp_path) as client:
        reply = client.get(f"/api/v0/threads/{id}").json()["messages"][1]
        assert reply["run"]["status"] in ("interrupted", "completed")
        with socket(client) as session:
            assert client.post(f"/api/v0/messages/{reply['id']}/continue").status_code == 202
            assert until(session, "run.ended")[-1]["message"]["id"] == reply["id"]


def test_the_schema_holds_the_events_and_the_commands(client: TestClient) -> None:
    schema = client.get("/api/v0/openapi.json").json()
    assert {"events", "commands"} <= set(schema["webhooks"])
    assert {"RunDelta", "Snapshot", "StartRun", "ErrorBody"} <= set(schema["components"]["schemas"])
    assert json.dumps(schema)


def test_nobody_waits_for_a_page_that_left(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        for _ in range(5):
            with socket(client) as session:
                session.receive_json()
        started = time.monotonic()
    assert time.monotonic() - started < 60
