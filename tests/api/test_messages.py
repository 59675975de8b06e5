"""Messages over HTTP: deleted with an undo that every page hears of, and answered again by another model."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from backend.paths import Paths
from tests.api.test_api import new_thread, opened, socket, text, until


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("home")) as client:
        yield client


def ask(client: TestClient, thread: str, words: str) -> list[str]:
    """Ask something; returns the ids of all messages that are shown when it is answered."""
    with socket(client) as session:
        client.post(f"/api/v0/threads/{thread}/runs", json={"parts": text(words)})
        until(session, "run.ended")
    return [message["id"] for message in client.get(f"/api/v0/threads/{thread}").json()["messages"]]


def test_a_message_is_deleted_and_comes_back_and_every_page_hears_of_it(client: TestClient) -> None:
    thread = new_thread(client)
    ask(client, thread, "First")
    shown = ask(client, thread, "Second")
    with socket(client) as session:
        session.receive_json()
        removed = client.delete(f"/api/v0/messages/{shown[2]}")
        assert removed.status_code == 200
        assert removed.json()["head_id"] == shown[1]
        told = until(session, "messages.changed")
        assert told[-1]["thread_id"] == thread
        assert told[-2]["thread"]["head_id"] == shown[1]
        assert [each["id"] for each in client.get(f"/api/v0/threads/{thread}").json()["messages"]] == shown[:2]
        assert client.get("/api/v0/search", params={"q": "Second"}).json()["count"] == 0
        assert client.delete(f"/api/v0/messages/{shown[3]}").status_code == 404
        assert client.post(f"/api/v0/messages/{shown[3]}/retry").status_code == 404
        restored = client.post(f"/api/v0/messages/{shown[2]}/restore")
        assert restored.json()["head_id"] == shown[3]
        until(session, "messages.changed")
    assert [each["id"] for each in client.get(f"/api/v0/threads/{thread}").json()["messages"]] == shown


def test_another_model_is_asked_by_its_name(client: TestClient) -> None:
    thread = new_thread(client)
    shown = ask(client, thread, "First")
    refused = client.post(f"/api/v0/messages/{shown[1]}/retry", json={"model_id": "nobody"})
    assert (refused.status_code, refused.json()["error"]["type"]) == (404, "model_missing")
    with socket(client) as session:
        started = client.post(f"/api/v0/messages/{shown[1]}/retry", json={"model_id": "starter"}).json()
        assert started["run"]["model_id"] == "starter"
        until(session, "run.ended")
    assert client.get(f"/api/v0/threads/{thread}").json()["thread"]["model_id"] is None


def test_what_was_deleted_long_ago_is_gone_at_the_next_start(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        thread = new_thread(client)
        shown = ask(client, thread, "First")
        shown = ask(client, thread, "Second")
        client.delete(f"/api/v0/messages/{shown[2]}")
    with closing(sqlite3.connect(Paths(tmp_path).database)) as store, store:
        store.execute("UPDATE messages SET deleted_at = '2026-01-01T00:00:00+00:00' WHERE deleted_at IS NOT NULL")
    with opened(tmp_path) as client:
        client.portal.call(client.app.state.house.delete_old_messages)
        assert client.post(f"/api/v0/messages/{shown[2]}/restore").status_code == 404
        assert [each["id"] for each in client.get(f"/api/v0/threads/{thread}").json()["messages"]] == shown[:2]
