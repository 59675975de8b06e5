"""Where models lie, over HTTP, through the whole app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.test_api import opened, socket, until
from tests.engines.folders import write_folder
from tests.gguf_files import write_model

HERE = "/api/v0/shelving"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    with opened(tmp_path / "home") as client:
        yield client


def added(client: TestClient, path: Path) -> str:
    answer = client.post("/api/v0/models", json={"path": str(path)})
    assert answer.status_code == 201
    return str(answer.json()["id"])


def test_a_folder_is_looked_through(client: TestClient, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    one = write_model(mine / "one.gguf")
    write_folder(mine / "Tiny")
    projector = write_model(mine / "mmproj-one.gguf", architecture="clip")
    added(client, one)
    found = client.post(f"{HERE}/scan", json={"path": f"{mine}/"}).json()["found"]
    assert [(Path(each["model"]["path"]).name, each["beside"], each["here"]) for each in found] == [
        ("one.gguf", str(projector), True),
        ("Tiny", "", False),
    ]
    refused = client.post(f"{HERE}/scan", json={"path": str(tmp_path / "nowhere")})
    assert (refused.status_code, refused.json()["error"]["param"]) == (404, "path")


def test_a_model_that_moved_is_found_or_pointed_at(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    id = added(client, write_model(tmp_path / "mine" / "one.gguf"))
    moved = (tmp_path / "mine" / "one.gguf").rename(tmp_path / "mine" / "two.gguf")
    assert client.post(f"{HERE}/{id}/seek").json()["path"] == str(moved)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    moved = moved.rename(tmp_path / "deep" / "er" / "two.gguf")
    missing = {model["id"]: model["missing"] for model in client.get("/api/v0/models").json()["models"]}
    assert missing[id]
    assert client.post(f"{HERE}/{id}/point", json={"path": str(tmp_path / "mine")}).status_code == 404
    assert client.post(f"{HERE}/{id}/point", json={"path": str(tmp_path / "deep")}).json()["id"] == id
    assert client.post(f"{HERE}/nobody/seek").status_code == 404
    assert client.post(f"{HERE}/starter/seek").status_code == 404


def test_a_copy_is_made_and_told_of(client: TestClient, tmp_path: Path) -> None:
    id = added(client, write_model(tmp_path / "one.gguf"))
    with socket(client) as session:
        session.receive_json()
        assert client.post(f"{HERE}/{id}/copy").status_code == 202
        while (told := until(session, "download.changed")[-1]["download"])["status"] == "running":
            pass
        assert (told["id"], told["status"]) == (f"copy-{id}", "done")
    (model,) = [one for one in client.get("/api/v0/models").json()["models"] if one["id"] == id]
    assert Path(model["path"]).is_relative_to(tmp_path / "home" / "models")
    assert client.post(f"{HERE}/{id}/copy").status_code == 409
    assert client.delete(f"{HERE}/{id}/copy").status_code == 404
