"""Models of transformers folders through the whole app, beside the same weights as a GGUF file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.test_api import new_thread, opened, socket, text, until
from tests.engines.folders import write_folder
from tests.engines.test_pytorch_parity import unpack


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def add(client: TestClient, path: Path) -> Any:
    return client.post("/api/v0/models", json={"path": str(path)})


def answered(client: TestClient, model: str) -> str:
    """What a program is answered, greedily."""
    question = {"model": model, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 24, "temperature": 0}
    answer = client.post("/v1/chat/completions", json=question)
    assert answer.status_code == 200, answer.text
    said: str = answer.json()["choices"][0]["message"]["content"]
    return said


def test_a_folder_is_added_chatted_with_and_says_what_the_gguf_file_says(tmp_path: Path) -> None:
    gguf, folder = unpack(tmp_path / "starter")
    with opened(tmp_path / "home") as client:
        model = add(client, folder / "model.safetensors").json()
        assert (model["engine"], model["path"], model["name"]) == ("pytorch", str(folder), folder.name)
        with socket(client) as session:
            assert client.post(f"/api/v0/models/{model['id']}/load").status_code == 202
            states = [event["state"] for event in until(session, "model.state") if event["type"] == "model.state"]
            while states[-1]["status"] == "loading":
                states += [event["state"] for event in until(session, "model.state") if event["type"] == "model.state"]
            assert (states[-1]["status"], states[-1]["model_id"]) == ("ready", model["id"])
            assert states[-1]["context"] > 0
            id = new_thread(client)
            client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Hello")})
            ended = until(session, "run.ended")[-1]
        assert (ended["run"]["status"], ended["run"]["model_id"]) == ("completed", model["id"])
        assert ended["message"]["parts"][0]["text"]
        assert client.delete(f"/api/v0/threads/{id}").status_code == 204
        same = add(client, gguf).json()
        assert answered(client, model["id"]) == answered(client, same["id"])
        assert client.delete(f"/api/v0/models/{model['id']}").status_code == 204
        assert (folder / "model.safetensors").exists()


def test_a_folder_that_goes_or_breaks_is_said_and_the_app_goes_on(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tiny")
    with opened(tmp_path / "home") as client:
        model = add(client, folder).json()
        weights = folder / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:-100])
        id = new_thread(client)
        client.patch(f"/api/v0/threads/{id}", json={"model_id": model["id"]})
        problems = []
        for _ in range(2):
            with socket(client) as session:
                client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Hello")})
                problems.append(until(session, "run.ended")[-1]["run"]["problem"])
            if folder.exists():
                folder.rename(tmp_path / "elsewhere")
        assert [problem["type"] for problem in problems] == ["model_broken", "model_missing"]
        assert all(problem["hint"] for problem in problems)
        assert "folder" in problems[1]["message"]
        listed = client.get("/api/v0/models").json()["models"]
        assert [each["missing"] for each in listed] == [False, True]
        assert answered(client, "starter")
