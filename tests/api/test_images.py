"""Pictures over HTTP: kept, shown, sent, drafted; and what is none is refused in the house's words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.test_api import new_thread, opened
from tests.api.test_house import engine as engine
from tests.api.test_house import opened as house
from tests.api.test_house import socket, until
from tests.fakes import FakeEngine
from tests.pictures import jpeg, noisy_png, png, png_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("home")) as client:
        yield client


def upload(client: TestClient, data: bytes, name: str = "cat.png", kind: str = "image/png") -> Any:
    return client.post("/api/v0/images", params={"name": name}, content=data, headers={"content-type": kind})


def test_one_is_kept_and_shown_as_it_is(client: TestClient) -> None:
    kept = upload(client, png(40, 30))
    assert kept.status_code == 201
    part = kept.json()
    assert part == {"kind": "image", "id": part["id"], "name": "cat.png", "width": 40, "height": 30}
    shown = client.get(f"/api/v0/images/{part['id']}")
    assert (shown.content, shown.headers["content-type"]) == (png(40, 30), "image/png")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in shown.headers["cache-control"]
    assert upload(client, png(40, 30), "other.png").json()["id"] == part["id"]
    photo = upload(client, jpeg(), "photo.jpg", "image/jpeg").json()
    assert client.get(f"/api/v0/images/{photo['id']}").headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"<!doctype html><script>alert(1)</script>", 422),
        (b"", 422),
        (png()[:20], 422),
        (png_of(0, 0), 422),
        (png_of(65_000, 65_000), 422),
        (noisy_png(9_000_000), 413),
    ],
    ids=["a page", "nothing", "cut off", "0×0", "65,000×65,000", "9 MB"],
)
def test_what_is_none_is_refused(client: TestClient, data: bytes, status: int) -> None:
    refused = upload(client, data)
    assert refused.status_code == status
    error = refused.json()["error"]
    assert error["message"]
    assert error["hint"]


@pytest.mark.parametrize("id", ["0" * 64, "x", "..%2f..%2fsettings.toml", "%00"])
def test_one_that_is_not_there_is_not_found(client: TestClient, id: str) -> None:
    missing = client.get(f"/api/v0/images/{id}")
    assert missing.status_code == 404
    assert missing.json()["error"]["type"] == "not_found"


def test_a_draft_holds_them(client: TestClient) -> None:
    part = upload(client, png(40, 30)).json()
    thread = new_thread(client)
    path = f"/api/v0/drafts/{thread}"
    assert client.patch(path, json={"images": [part]}).status_code == 204
    assert client.get(path).json() == {"place": thread, "text": "", "documents": [], "images": [part]}
    gone = client.patch(path, json={"images": [part | {"id": "0" * 64}]})
    assert (gone.status_code, gone.json()["error"]["param"]) == (422, "images")
    assert client.patch(path, json={"images": [part] * 21}).status_code == 422
    assert client.get(path).json()["images"] == [part]


def test_a_window_without_a_key_is_let_near_none(client: TestClient) -> None:
    part = upload(client, png(40, 30)).json()
    bare = {"cookie": ""}
    assert client.get(f"/api/v0/images/{part['id']}", headers=bare).status_code == 401
    assert client.post("/api/v0/images", content=png(), headers=bare).status_code == 401


def test_one_is_sent_told_of_and_gone_for_good_with_its_thread(tmp_path: Path, engine: FakeEngine) -> None:
    with house(tmp_path / "home") as client, socket(client) as session:
        part = upload(client, png(40, 30)).json()
        path = f"/api/v0/images/{part['id']}"
        thread = new_thread(client)
        send = f"/api/v0/threads/{thread}/runs"
        words = {"kind": "text", "text": "What is it?"}
        refused = client.post(send, json={"parts": [part | {"id": "0" * 64}, words]})
        assert (refused.status_code, refused.json()["error"]["param"]) == (422, "parts")
        assert client.post(send, json={"parts": [part | {"id": "../x"}, words]}).status_code == 422
        assert client.post(send, json={"parts": [part] * 21}).status_code == 422
        sent = client.post(send, json={"parts": [part | {"width": 9}, words]})
        assert sent.json()["user_message"]["parts"] == [part, words]
        until(session, "run.ended")
        assert "that you cannot see: cat.png]" in engine.asked[0].turns[0].content
        assert client.get("/api/v0/search", params={"q": "cat.png"}).json()["count"] == 1
        assert client.delete(f"/api/v0/threads/{thread}").status_code == 204
        assert client.get(path).status_code == 200, "it can be fetched back"
        assert client.delete("/api/v0/trash").status_code == 204
        assert client.get(path).status_code == 404
