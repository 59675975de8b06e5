"""The server with a fake engine: what happens at the edges of its life, and to requests that make no sense."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from backend import app as building
from backend.api.access import Access
from backend.paths import Paths
from tests.fakes import FakeEngine

ORIGIN = "http://127.0.0.1:8321"
MODEL = '[[model]]\nid = "starter"\nname = "Starter"\nfile = "starter.gguf"\n'


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine of every server that is opened in the test."""
    engine = FakeEngine()
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    (catalogue / "starter.toml").write_text(MODEL)
    (catalogue / "starter.gguf").write_bytes(b"GGUF")
    monkeypatch.setattr(building, "catalogue", lambda: catalogue)
    monkeypatch.setattr(building, "LocalEngine", lambda paths, on_death, kept: engine)
    return engine


@contextmanager
def opened(home: Path, model: Path | None = None) -> Iterator[TestClient]:
    access = Access("127.0.0.1", 8321, b"secret")
    headers = {"host": "127.0.0.1:8321", "origin": ORIGIN, "cookie": f"{access.cookie_name}={access.cookie}"}
    with TestClient(building.create_app(Paths(home), access, model=model), headers=headers, base_url=ORIGIN) as client:
        yield client


def socket(client: TestClient) -> WebSocketTestSession:
    return client.websocket_connect("/api/v0/events", headers={"host": "127.0.0.1:8321"})


def until(session: WebSocketTestSession, kind: str) -> dict[str, Any]:
    while (event := session.receive_json())["type"] != kind:
        pass
    found: dict[str, Any] = event
    return found


def say(client: TestClient, thread: str, words: str) -> Any:
    return client.post(f"/api/v0/threads/{thread}/runs", json={"parts": [{"kind": "text", "text": words}]})


def new_thread(client: TestClient) -> str:
    made: str = client.post("/api/v0/threads", json={}).json()["id"]
    return made


def test_a_restore_in_mid_reply_interrupts_it_and_the_page_reads_anew(tmp_path: Path, engine: FakeEngine) -> None:
    engine.words, engine.pause = ["word"] * 10_000, 0.005
    with opened(tmp_path / "home") as client, socket(client) as session:
        id = new_thread(client)
        name = client.post("/api/v0/backups").json()["name"]
        say(client, id, "Talk")
        until(session, "run.delta")
        statuses: list[int] = []
        asking = threading.Thread(
            target=lambda: statuses.extend(client.get("/api/v0/threads").status_code for _ in range(20))
        )
        asking.start()
        assert client.post(f"/api/v0/backups/{name}/restore").status_code == 204
        asking.join()
        assert set(statuses) == {200}, "nobody meets a store that is shut"
        assert until(session, "run.ended")["run"]["status"] == "interrupted"
        assert until(session, "snapshot")["runs"] == []
        assert client.get(f"/api/v0/threads/{id}").json()["messages"] == []
        engine.words = ["Yes."]
        assert say(client, id, "Are you there?").status_code == 202
        assert until(session, "run.ended")["run"]["status"] == "completed"


def test_a_thread_deleted_in_mid_reply_ends_it_and_comes_back_whole(tmp_path: Path, engine: FakeEngine) -> None:
    engine.words, engine.pause = ["word"] * 10_000, 0.005
    with opened(tmp_path / "home") as client, socket(client) as session:
        id = new_thread(client)
        say(client, id, "Talk")
        until(session, "run.delta")
        assert client.delete(f"/api/v0/threads/{id}").status_code == 204
        ended = until(session, "run.ended")
        assert ended["run"]["status"] == "cancelled"
        assert until(session, "thread.removed")["thread_id"] == id
        assert say(client, id, "Hello?").status_code == 404
        client.post(f"/api/v0/threads/{id}/restore")
        assert client.get(f"/api/v0/threads/{id}").json()["messages"][1]["parts"] == ended["message"]["parts"]


def test_a_head_of_another_thread_is_refused(tmp_path: Path, engine: FakeEngine) -> None:
    with opened(tmp_path / "home") as client, socket(client) as session:
        mine, other = new_thread(client), new_thread(client)
        say(client, other, "Hello")
        message = until(session, "run.ended")["message"]["id"]
        assert client.post(f"/api/v0/threads/{mine}/head", json={"message_id": message}).status_code == 404
        assert client.post(f"/api/v0/threads/{other}/head", json={"message_id": message}).status_code == 200


def test_a_model_that_cannot_be_added_at_the_start_is_told(tmp_path: Path, engine: FakeEngine) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"<!doctype html>")
    with opened(tmp_path / "home", tmp_path / "bad.gguf") as client, socket(client) as session:
        assert until(session, "notice")["problem"]["type"] == "model_broken"
        assert client.get("/api/v0/status").json()["greetings"][0]["type"] == "model_broken"


def test_closing_with_a_page_open_and_a_reply_running_is_quick(tmp_path: Path, engine: FakeEngine) -> None:
    engine.words, engine.pause = ["word"] * 10_000, 0.005
    with opened(tmp_path / "home") as client, socket(client) as session:
        id = new_thread(client)
        say(client, id, "Talk")
        until(session, "run.delta")
    with opened(tmp_path / "home") as client:
        assert client.get(f"/api/v0/threads/{id}").json()["messages"][1]["run"]["status"] == "interrupted"


@pytest.mark.parametrize(
    ("body", "param"),
    [(b"{", None), (b'{"title": "\\ud800"}', "title"), (b"[]", None), (b'{"title": []}', "title"), (b'{"x": 1}', "x")],
)
def test_a_body_that_makes_no_sense_is_refused_in_words(
    tmp_path: Path, engine: FakeEngine, body: bytes, param: str | None
) -> None:
    with opened(tmp_path / "home") as client:
        answer = client.post("/api/v0/threads", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422
        error = answer.json()["error"]
        assert (error["type"], error["param"]) == ("invalid", param)
        assert not error["message"][0].isdigit()
        assert client.get(error["hint"].split()[1].rstrip(".")).status_code == 200, "the hint leads somewhere"


def test_a_browser_asks_again_for_the_page_and_keeps_what_is_named_by_its_content(
    tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>new")
    (tmp_path / "dist" / "assets" / "page-abc.js").write_text("1")
    monkeypatch.setattr(building, "page_folder", lambda: tmp_path / "dist")
    with opened(tmp_path / "home") as client:
        for path in ("/app/", "/app/threads/some-thread"):
            page = client.get(path, headers={"accept": "text/html"})
            assert (page.text, page.headers["cache-control"]) == ("<!doctype html>new", "no-cache")
        asset = client.get("/app/assets/page-abc.js")
        assert "immutable" in asset.headers["cache-control"]
        gone = client.get("/app/assets/page-old.js", headers={"accept": "*/*"})
        assert gone.status_code == 404
        assert gone.headers["cache-control"] == "no-cache"
        assert client.get("/app/%2e%2e/catalogue/starter.toml").status_code == 404


def test_who_leaves_does_not_keep_the_model_writing(tmp_path: Path, engine: FakeEngine) -> None:
    engine.words, engine.pause = ["word"] * 100_000, 0.005
    with opened(tmp_path / "home") as client:
        deadline = time.monotonic() + 60
        asking = threading.Thread(target=lambda: leave(client, engine), daemon=True)
        asking.start()
        while engine.stopped == 0 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert engine.stopped == 1
        asking.join(60)


def leave(client: TestClient, engine: FakeEngine) -> None:
    """Ask for a stateless reply and go away half a second after it began, as an impatient program does."""
    import anyio

    async def go() -> None:
        sent: list[Any] = []
        body = b'{"prompt": "Hello", "max_tokens": 100000}'
        messages = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            if messages:
                return messages.pop(0)
            while not engine.asked:  # noqa: ASYNC110
                await anyio.sleep(0.02)
            await anyio.sleep(0.5)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(name.encode(), value.encode()) for name, value in client.headers.items()]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/v0/generate",
            "raw_path": b"/api/v0/generate",
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "http_version": "1.1",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8321),
            "headers": [*headers, (b"content-type", b"application/json")],
        }
        await client.app(scope, receive, send)

    assert client.portal is not None
    client.portal.call(go)


def test_from_a_database_of_a_newer_version_one_can_go_back_and_it_is_kept(tmp_path: Path, engine: FakeEngine) -> None:
    home = tmp_path / "home"
    with opened(home) as client:
        id = new_thread(client)
        name = client.post("/api/v0/backups").json()["name"]
    with closing(sqlite3.connect(home / "fireside.db")) as db:
        db.execute("PRAGMA user_version = 999")
    with opened(home) as client:
        assert client.get("/api/v0/threads").status_code == 503
        assert client.post("/api/v0/backups/fireside-20200101-000000.db/restore").status_code == 404
        assert client.get("/api/v0/status").json()["problem"]["type"] == "store_too_new"
        assert client.post(f"/api/v0/backups/{name}/restore").status_code == 204
        assert client.get("/api/v0/status").json()["problem"] is None
        assert [thread["id"] for thread in client.get("/api/v0/threads").json()["threads"]] == [id]
    (kept,) = (home / "backups").glob("*before-restore.db")
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 999


def test_a_restore_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "home") as client:
        name = client.post("/api/v0/backups").json()["name"]
        id = new_thread(client)

        def full(*arguments: Any) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("backend.store.backups.shutil.copyfile", full)
            assert client.post(f"/api/v0/backups/{name}/restore").status_code == 507
        with monkeypatch.context() as patch:
            patch.setattr("backend.store.backups.Backups.put", full)
            assert client.post(f"/api/v0/backups/{name}/restore").status_code == 507
        assert client.get("/api/v0/status").json()["problem"] is None
        assert [thread["id"] for thread in client.get("/api/v0/threads").json()["threads"]] == [id]
        assert not list((tmp_path / "home").glob("*.half*"))
