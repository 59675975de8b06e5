"""Drafts and the prompt library over HTTP, and what other windows are told of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.test_api import new_thread, opened, socket, until

NOTES = {"kind": "document", "name": "notes.txt", "text": "- milk\n"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("home")) as client:
        yield client


def draft(client: TestClient, place: str) -> Any:
    return client.get(f"/api/v0/drafts/{place}").json()


def test_a_draft_is_kept_and_other_windows_are_told_who_changed_it(client: TestClient) -> None:
    id = new_thread(client)
    assert draft(client, id) == {"place": id, "text": "", "documents": [], "images": []}
    with socket(client) as session:
        changed = client.patch(f"/api/v0/drafts/{id}", json={"text": "Half a", "by": "window 1"})
        assert (changed.status_code, changed.content) == (204, b"")
        event = until(session, "draft.changed")[-1]
        assert event == {"type": "draft.changed", "place": id, "by": "window 1"}
    client.patch(f"/api/v0/drafts/{id}", json={"documents": [NOTES]})
    assert draft(client, id) == {"place": id, "text": "Half a", "documents": [NOTES], "images": []}
    assert draft(client, "new")["text"] == ""


@pytest.mark.parametrize(
    ("place", "body", "status"),
    [
        ("nowhere", {"text": "x"}, 404),
        ("new", {"text": 5}, 422),
        ("new", {"documents": [{"kind": "image"}]}, 422),
        ("new", {"words": "x"}, 422),
        ("new", {"documents": [NOTES] * 201}, 422),
    ],
)
def test_what_is_no_draft_is_refused(client: TestClient, place: str, body: Any, status: int) -> None:
    assert client.patch(f"/api/v0/drafts/{place}", json=body).status_code == status


def test_the_library_is_kept_and_other_windows_are_told(client: TestClient) -> None:
    with socket(client) as session:
        made = client.post("/api/v0/prompts", json={"name": "  Letter ", "text": "Dear {{name}},\n"})
        assert made.status_code == 201
        prompt = made.json()
        assert (prompt["name"], prompt["text"]) == ("Letter", "Dear {{name}},\n")
        until(session, "prompts.changed")
        path = f"/api/v0/prompts/{prompt['id']}"
        assert client.patch(path, json={"name": "Brief"}).json() == prompt | {"name": "Brief"}
        until(session, "prompts.changed")
        assert client.delete(path).status_code == 204
        until(session, "prompts.changed")
        assert client.get("/api/v0/prompts").json() == {"prompts": []}
        assert client.post(f"{path}/restore").json()["name"] == "Brief"
        until(session, "prompts.changed")
    assert [one["name"] for one in client.get("/api/v0/prompts").json()["prompts"]] == ["Brief"]
    assert client.post("/api/v0/prompts", json={"name": "BRIEF", "text": "x"}).status_code == 409


@pytest.mark.parametrize(
    "body",
    [{"name": " ", "text": "x"}, {"name": "a", "text": " \n"}, {"name": "a" * 81, "text": "x"}, {"name": "a"}],
)
def test_what_is_no_prompt_is_refused(client: TestClient, body: dict[str, str]) -> None:
    assert client.post("/api/v0/prompts", json=body).status_code == 422
