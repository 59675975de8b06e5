"""The library over HTTP, through the whole app, against a server that speaks the hub's API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.test_api import opened, socket, until
from tests.gguf_files import write_model
from tests.library.fake_hub import TOKEN, Answer, FakeHub, serving

MODEL = "publisher/Small-GGUF"
HERE = "/api/v0/library"


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with serving() as fake:
        monkeypatch.setenv("HF_ENDPOINT", fake.endpoint + "/")
        model = write_model(tmp_path / "small.gguf", words=30_000).read_bytes()
        fake.repositories[MODEL] = {"README.md": b"# Small", "small-Q4_K_M.gguf": model}
        yield fake


@pytest.fixture
def client(tmp_path: Path, fake: FakeHub) -> Iterator[TestClient]:
    with opened(tmp_path / "home") as client:
        yield client


def test_a_model_is_found_judged_and_fetched_onto_the_shelf(client: TestClient, fake: FakeHub) -> None:
    (found,) = client.get(f"{HERE}/search", params={"q": "small"}).json()["repositories"]
    assert found["id"] == MODEL
    assert client.get(f"{HERE}/search", params={"sort": "rating"}).status_code == 422
    holding = client.get(f"{HERE}/repositories/{MODEL}").json()
    (choice,) = holding["choices"]
    assert (choice["quantisation"], choice["here"], choice["download"]) == ("Q4_K_M", False, None)
    assert client.get(f"{HERE}/repositories/{MODEL}/card").json() == {"text": "# Small"}
    fit = client.get(f"{HERE}/repositories/{MODEL}/fit", params={"variant": choice["id"]}).json()
    assert fit["verdict"] in ("green", "amber")
    assert fit["sentence"].startswith(("On the processor", "All 2 layers"))
    with socket(client) as session:
        session.receive_json()
        begun = client.post(f"{HERE}/downloads", json={"repository": MODEL, "variant": choice["id"]})
        assert begun.status_code == 202
        until(session, "models.changed")
        ended = until(session, "download.changed")[-1]["download"]
    assert ended["status"] == "done"
    assert ended["done"] == ended["total"] == choice["size"]
    names = [model["name"] for model in client.get("/api/v0/models").json()["models"]]
    assert "Random" in names
    (after,) = client.get(f"{HERE}/repositories/{MODEL}").json()["choices"]
    ids = {model["id"]: model["name"] for model in client.get("/api/v0/models").json()["models"]}
    assert (after["here"], ids[after["model_id"]]) == (True, "Random")
    assert {seen["purpose"] for seen in client.get("/api/v0/connections").json()["connections"]} == {
        "Look for models",
        "Download Small Q4_K_M",
    }


def test_a_download_is_paused_gone_on_with_and_given_up(client: TestClient, fake: FakeHub) -> None:
    fake.held_after = 500_000
    fake.go.clear()
    id = client.post(f"{HERE}/downloads", json={"repository": MODEL}).json()["id"]
    assert client.post(f"/api/v0/downloads/{id}/pause").json()["status"] == "paused"
    assert [one["id"] for one in client.get(f"{HERE}/downloads").json()["downloads"]] == [id]
    assert client.post(f"/api/v0/downloads/{id}/resume").json()["status"] == "running"
    assert client.delete(f"/api/v0/downloads/{id}").status_code == 204
    assert client.get(f"{HERE}/downloads/{id}").json()["status"] == "cancelled"
    assert client.get(f"{HERE}/downloads").json()["downloads"] == []
    assert client.post(f"/api/v0/downloads/{id}/pause").status_code == 404


def test_refusals_have_the_one_shape(client: TestClient, fake: FakeHub) -> None:
    fake.instead = [Answer(401, headers={"x-error-code": "GatedRepo"})]
    gated = client.get(f"{HERE}/repositories/{MODEL}")
    assert (gated.status_code, gated.json()["error"]["type"]) == (403, "gated")
    fake.instead = [Answer(429, headers={"retry-after": "30"})]
    busy = client.get(f"{HERE}/search")
    assert (busy.status_code, busy.json()["error"]["hint"]) == (502, "Try again in 30 seconds.")
    assert client.get(f"{HERE}/repositories/publisher/Nothing").status_code == 404
    assert client.get(f"{HERE}/repositories/publisher/a..b").status_code == 422
    assert client.post(f"{HERE}/downloads", json={"repository": "../../etc"}).status_code == 422


def test_the_catalogue_is_told_without_asking_anybody(client: TestClient, fake: FakeHub) -> None:
    offers = client.get(f"{HERE}/offers").json()["offers"]
    assert len(offers) >= 15
    assert all(choice["here"] is False for offer in offers for choice in offer["choices"])
    assert fake.asked == []


def test_a_token_is_kept_and_never_told(client: TestClient, fake: FakeHub) -> None:
    assert client.get(f"{HERE}/account").json() == {"signed_in": False, "endpoint": fake.endpoint}
    kept = client.put(f"{HERE}/account", json={"token": TOKEN})
    assert kept.json()["signed_in"]
    assert TOKEN not in kept.text
    client.get(f"{HERE}/search")
    assert fake.asked[-1].headers["authorization"] == f"Bearer {TOKEN}"
    assert not client.put(f"{HERE}/account", json={"token": ""}).json()["signed_in"]


def test_the_off_switch_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    with opened(tmp_path / "home") as client:
        client.patch("/api/v0/settings", json={"offline": True})
        for path in ("search", f"repositories/{MODEL}"):
            answer = client.get(f"{HERE}/{path}")
            assert (answer.status_code, answer.json()["error"]["type"]) == (409, "offline")
