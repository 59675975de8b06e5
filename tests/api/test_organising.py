"""Folders, pins, the archive and the trash over HTTP, on a whole server; every window is told."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backend.domain import now
from backend.store.removed import GRACE
from tests.api.test_api import new_thread, opened, socket, text, until


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("home")) as client:
        yield client


def threads(client: TestClient) -> dict[str, dict[str, Any]]:
    return {thread["id"]: thread for thread in client.get("/api/v0/threads").json()["threads"]}


def trash(client: TestClient) -> list[str]:
    return [removed["thread"]["id"] for removed in client.get("/api/v0/trash").json()["threads"]]


def new_folder(client: TestClient, name: str, parent_id: str | None = None) -> str:
    answer = client.post("/api/v0/folders", json={"name": name, "parent_id": parent_id})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


def refused(answer: Any) -> tuple[int, str | None]:
    problem = answer.json()["error"]
    assert problem["message"]
    return answer.status_code, problem.get("param")


def test_every_window_hears_of_folders_and_of_what_is_moved_into_them(client: TestClient) -> None:
    id = new_thread(client)
    with socket(client) as session:
        folder = new_folder(client, "  Work ")
        until(session, "folders.changed")
        assert client.patch(f"/api/v0/threads/{id}", json={"folder_id": folder}).json()["folder_id"] == folder
        assert until(session, "thread.changed")[-1]["thread"]["folder_id"] == folder
        collapsed = client.patch(f"/api/v0/folders/{folder}", json={"collapsed": True, "name": "Play"}).json()
        assert (collapsed["name"], collapsed["collapsed"]) == ("Play", True)
        until(session, "folders.changed")
        assert client.delete(f"/api/v0/folders/{folder}").status_code == 204
        until(session, "threads.changed")
    assert threads(client)[id]["folder_id"] is None
    assert folder not in [folder["id"] for folder in client.get("/api/v0/folders").json()["folders"]]


def test_a_thread_begins_in_a_folder(client: TestClient) -> None:
    folder = new_folder(client, "Work")
    made = client.post("/api/v0/threads", json={"folder_id": folder}).json()
    assert threads(client)[made["id"]]["folder_id"] == folder


def test_many_threads_are_pinned_archived_and_put_back_at_once(client: TestClient) -> None:
    ids = [new_thread(client) for _ in range(3)]
    with socket(client) as session:
        answer = client.post("/api/v0/threads/change", json={"ids": ids, "change": {"pinned": True, "archived": True}})
        assert [thread["id"] for thread in answer.json()["threads"]] == ids
        until(session, "threads.changed")
    assert all(threads(client)[id]["pinned"] and threads(client)[id]["archived"] for id in ids)
    client.post("/api/v0/threads/change", json={"ids": ids, "change": {"archived": False}})
    assert not any(threads(client)[id]["archived"] for id in ids)


def test_many_threads_go_to_the_trash_and_come_back_and_what_runs_in_them_is_stopped(client: TestClient) -> None:
    ids = [new_thread(client) for _ in range(3)]
    with socket(client) as session:
        client.post(f"/api/v0/threads/{ids[0]}/runs", json={"parts": text("Tell me all about this app, please.")})
        assert client.post("/api/v0/threads/remove", json={"ids": ids}).status_code == 204
        events = until(session, "threads.changed")
        assert any(event["type"] == "run.ended" for event in events)
    assert not set(ids) & threads(client).keys()
    assert set(ids) <= set(trash(client))
    back = client.post("/api/v0/threads/restore", json={"ids": ids}).json()["threads"]
    assert {thread["id"] for thread in back} == set(ids)
    assert set(ids) <= threads(client).keys()


def test_a_thread_is_deleted_for_good_only_from_the_trash(client: TestClient) -> None:
    id = new_thread(client)
    assert client.delete(f"/api/v0/trash/{id}").status_code == 404
    client.delete(f"/api/v0/threads/{id}")
    assert client.delete(f"/api/v0/trash/{id}").status_code == 204
    assert client.post(f"/api/v0/threads/{id}/restore").status_code == 404
    gone = new_thread(client)
    client.delete(f"/api/v0/threads/{gone}")
    assert client.delete("/api/v0/trash").status_code == 204
    assert trash(client) == []


def test_archived_threads_are_searched_and_marked_and_folders_narrow_the_search(client: TestClient) -> None:
    work = new_folder(client, "Work")
    tax = new_folder(client, "Tax", work)
    inside = client.post("/api/v0/threads", json={"title": "Pangolin tax", "folder_id": tax}).json()["id"]
    outside = client.post("/api/v0/threads", json={"title": "Pangolin fun"}).json()["id"]
    client.patch(f"/api/v0/threads/{inside}", json={"archived": True})

    def found(**filters: str) -> dict[str, bool]:
        answer = client.get("/api/v0/search", params={"q": "pangolin", **filters}).json()
        return {thread["thread_id"]: thread["archived"] for thread in answer["threads"]}

    assert found() == {inside: True, outside: False}
    assert found(folder=tax) == found(folder=work) == {inside: True}
    assert found(folder="none") == {}
    client.delete(f"/api/v0/threads/{inside}")
    assert found() == {outside: False}


def test_bad_input_is_refused_in_words(client: TestClient) -> None:
    id, top = new_thread(client), new_folder(client, "Top")
    below = new_folder(client, "Below", top)
    assert refused(client.post("/api/v0/folders", json={"name": " \n "})) == (422, "name")
    assert refused(client.post("/api/v0/folders", json={"name": "a" * 201})) == (422, "name")
    half = client.post("/api/v0/folders", content=rb'{"name": "\ud800"}', headers={"content-type": "application/json"})
    assert refused(half) == (422, "name")
    assert refused(client.post("/api/v0/folders", json={"name": "Deep", "parent_id": below})) == (422, "parent_id")
    assert refused(client.patch(f"/api/v0/folders/{top}", json={"parent_id": top})) == (422, "parent_id")
    assert refused(client.patch(f"/api/v0/threads/{id}", json={"folder_id": "gone"})) == (404, "folder_id")
    assert refused(client.post("/api/v0/threads", json={"folder_id": "gone"})) == (404, "folder_id")
    assert refused(client.post("/api/v0/threads/change", json={"ids": [], "change": {}})) == (422, "ids")
    assert refused(client.post("/api/v0/threads/remove", json={"ids": ["none"]})) == (404, None)
    assert refused(client.delete("/api/v0/folders/none")) == (404, None)
    unchanged = client.patch(f"/api/v0/threads/{id}", json={"pinned": None, "archived": None, "title": None})
    assert (unchanged.json()["pinned"], unchanged.json()["archived"]) == (False, False)
    name = "مجلد " + "a" * 195
    assert client.patch(f"/api/v0/folders/{top}", json={"name": name}).json()["name"] == name


def test_after_thirty_days_the_trash_is_empty_when_fireside_is_opened(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        old, new = new_thread(client), new_thread(client)
        client.post("/api/v0/threads/remove", json={"ids": [old, new]})
    with closing(sqlite3.connect(tmp_path / "fireside.db")) as database:
        moment = (now() - GRACE - timedelta(hours=1)).isoformat()
        database.execute("UPDATE threads SET deleted_at = ? WHERE id = ?", (moment, old))
        database.commit()
    with opened(tmp_path) as client:
        end = time.monotonic() + 60
        while trash(client) != [new]:
            assert time.monotonic() < end, "it is emptied in the background, but soon"
