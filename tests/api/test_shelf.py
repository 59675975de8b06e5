"""The models that one has, over HTTP: what is chosen for one reaches its engine, and nonsense is refused in words."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backend import app as building
from backend.models import Measurer
from backend.models.speed import measure
from tests.api.test_api import new_thread, opened, socket, until
from tests.api.test_house import engine, say
from tests.api.test_house import new_thread as fake_thread
from tests.api.test_house import opened as fake
from tests.api.test_house import until as told
from tests.fakes import FakeEngine
from tests.gguf_files import write_model

__all__ = ["engine"]


def add(client: TestClient, path: Path) -> str:
    made: str = client.post("/api/v0/models", json={"path": str(path), "name": path.stem}).json()["id"]
    return made


def on_shelf(client: TestClient, id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in client.get("/api/v0/models/shelf").json()["models"] if one["model"]["id"] == id
    )
    return found


def loaded(session: Any, id: str) -> dict[str, Any]:
    """What is said of a model when it is loaded, or could not be; the starter may be told of, too."""
    while True:
        state = until(session, "model.state")[-1]["state"]
        if state["model_id"] == id and state["status"] in ("ready", "failed"):
            break
    found: dict[str, Any] = state
    return found


def sampling_of(engine: FakeEngine, words: str) -> tuple[float, float]:
    """How the reply to a message was asked for; a title may have been asked for since."""
    asked = next(one for one in engine.asked if one.turns[-1].content == words)
    return asked.temperature, asked.top_p


def test_what_is_chosen_for_a_model_is_kept_and_counts_when_it_is_loaded_again(tmp_path: Path) -> None:
    path = write_model(tmp_path / "wide.gguf", width=128, context=2048)
    with opened(tmp_path / "home") as client, socket(client) as session:
        id = add(client, path)
        client.post(f"/api/v0/models/{id}/load")
        loaded(session, id)
        change = {"options": {"context": 512, "kept": "q8_0"}, "notes": "for letters", "name": "  Letters "}
        changed = client.patch(f"/api/v0/models/{id}", json=change).json()
        assert (changed["name"], changed["own_name"], changed["notes"]) == ("Letters", "wide", "for letters")
        assert changed["options"]["context"] == 512
        until(session, "models.changed")
        assert on_shelf(client, id)["stale"] is True
        assert client.get(f"/api/v0/models/{id}/fit").json()["context"] == 512
        assert client.post(f"/api/v0/models/{id}/reload").status_code == 202
        state = loaded(session, id)
        assert (state["context"], "at 8 bits" in state["fit"]) == (512, True)
        assert on_shelf(client, id)["stale"] is False
        assert client.patch(f"/api/v0/models/{id}", json={"name": "wide"}).json()["own_name"] == ""
        assert client.patch(f"/api/v0/models/{id}", json={"options": {}}).json()["options"]["context"] is None
    with opened(tmp_path / "home") as client:
        assert on_shelf(client, id)["model"]["notes"] == "for letters"


def test_why_a_model_failed_is_kept_with_the_engines_words_until_it_loads(tmp_path: Path) -> None:
    path = write_model(tmp_path / "tangled.gguf")
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b"blk.1.ffn_down.weight", b"blk.1.ffn_dawn.weight"))
    with opened(tmp_path / "home") as client, socket(client) as session:
        id = add(client, path)
        client.post(f"/api/v0/models/{id}/load")
        assert loaded(session, id)["status"] == "failed"
        trouble = on_shelf(client, id)["trouble"]
        assert "could not be loaded" in trouble["problem"]["message"]
        assert any("ffn_down" in line for line in trouble["lines"])
        path.write_bytes(b"<!doctype html>")
        client.post(f"/api/v0/models/{id}/load")
        loaded(session, id)
        trouble = on_shelf(client, id)["trouble"]
        assert "no GGUF model" in trouble["problem"]["message"]
        assert trouble["lines"] == [], "the engine was not started for that"
    with opened(tmp_path / "home") as client, socket(client) as session:
        kept = on_shelf(client, id)["trouble"]
        assert (kept["problem"], kept["lines"]) == (trouble["problem"], [])
        path.write_bytes(sound)
        client.post(f"/api/v0/models/{id}/load")
        assert loaded(session, id)["status"] == "ready"
        assert on_shelf(client, id)["trouble"] is None


def test_the_words_of_a_model_are_chosen_as_it_was_told_unless_a_thread_says_otherwise(
    tmp_path: Path, engine: FakeEngine
) -> None:
    with (
        fake(tmp_path / "home") as client,
        client.websocket_connect("/api/v0/events", headers={"host": "127.0.0.1:8321"}) as session,
    ):
        sampling = {"temperature": 0.2, "top_p": 0.5}
        assert client.patch("/api/v0/models/starter", json={"options": {"sampling": sampling}}).status_code == 200
        id = fake_thread(client)
        say(client, id, "Hello")
        told(session, "run.ended")
        assert sampling_of(engine, "Hello") == (0.2, 0.5)
        client.patch(f"/api/v0/threads/{id}", json={"sampling": {"temperature": 1.5}})
        say(client, id, "Hello again")
        told(session, "run.ended")
        assert sampling_of(engine, "Hello again") == (1.5, 0.5)


def test_nonsense_is_refused_in_words(tmp_path: Path, engine: FakeEngine) -> None:
    with fake(tmp_path / "home") as client:
        refused = client.patch("/api/v0/models/starter", json={"options": {"template": "{% for x %}"}})
        assert (refused.status_code, refused.json()["error"]["param"]) == (422, "template")
        assert "line 1" in refused.json()["error"]["message"]
        for options in ({"context": 3}, {"gpu_layers": -1}, {"kept": "q2_k"}, {"template": "x" * 200_000}):
            assert client.patch("/api/v0/models/starter", json={"options": options}).status_code == 422
        assert client.patch("/api/v0/models/starter", json={"name": "x" * 201}).status_code == 422
        for way in ("patch", "delete"):
            more = {"json": {}} if way == "patch" else {}
            assert getattr(client, way)("/api/v0/models/none", **more).status_code == 404
        for path in ("fit", "files"):
            assert client.get(f"/api/v0/models/none/{path}").status_code == 404
        assert client.post("/api/v0/models/none/measure").status_code == 404
        assert client.post("/api/v0/models/none/restore").status_code == 404
        assert client.delete("/api/v0/models/starter").status_code == 409
        assert client.post("/api/v0/models/starter/reveal").status_code == 409, "there is no window"
        assert client.post("/api/v0/models/measure/stop").status_code == 204


def test_a_model_that_writes_is_not_loaded_again_under_its_reply(tmp_path: Path, engine: FakeEngine) -> None:
    engine.words, engine.pause = ["word"] * 10_000, 0.005
    with (
        fake(tmp_path / "home") as client,
        client.websocket_connect("/api/v0/events", headers={"host": "127.0.0.1:8321"}) as session,
    ):
        say(client, fake_thread(client), "Talk")
        told(session, "run.delta")
        refused = client.post("/api/v0/models/starter/reload")
        assert (refused.status_code, refused.json()["error"]["type"]) == (409, "conflict")


def test_a_model_is_measured_and_removed_and_comes_back_with_what_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = partial(measure, seconds=4.0)
    monkeypatch.setattr(building, "Measurer", lambda models, memory, bus: Measurer(models, memory, bus, quick))
    home = tmp_path / "home"
    path = home / "models" / "publisher" / "Small" / "Q8_0" / "small.gguf"
    path.parent.mkdir(parents=True)
    write_model(path, context=2048)
    with opened(home) as client, socket(client) as session:
        id = add(client, path)
        assert client.post(f"/api/v0/models/{id}/measure").json()["phase"] == "loading"
        assert client.post("/api/v0/models/starter/measure").status_code == 409, "one at a time"
        while (measuring := until(session, "model.measuring")[-1]["measuring"])["phase"] not in ("done", "failed"):
            pass
        assert (measuring["phase"], measuring["problem"]) == ("done", None)
        measured = on_shelf(client, id)["model"]["measured"]
        assert measured["writing"] == measuring["writing"] > 0
        assert client.get(f"/api/v0/models/{id}/files").json()["owner"] == "Fireside"
        assert client.delete(f"/api/v0/models/{id}?files=true").status_code == 204
        assert not path.exists()
        shelf = client.get("/api/v0/models/shelf").json()
        assert [one["model"]["name"] for one in shelf["removed"]] == ["small"]
        assert client.post(f"/api/v0/models/{id}/restore").json()["measured"] == measured
        assert path.exists()
        client.delete(f"/api/v0/models/{id}?files=true")
        assert client.post("/api/v0/models/removed/empty").status_code == 204
        assert list((home / "models").rglob("*.gguf")) == []
        assert new_thread(client)
