"""The proxy over HTTP, through the whole app: models come by way of it, and its login is told to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.test_api import opened, socket, until
from tests.gguf_files import write_model
from tests.library.fake_hub import FakeHub, serving
from tests.proxying import FakeProxy, proxying

MODEL = "publisher/Small-GGUF"
HERE = "/api/v0/network"


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with serving() as fake:
        monkeypatch.setenv("HF_ENDPOINT", "http://hub.example")
        fake.files_at = "http://files.example"
        fake.repositories[MODEL] = {"small-Q4_K_M.gguf": write_model(tmp_path / "small.gguf").read_bytes()}
        yield fake


@pytest.fixture
def proxy(fake: FakeHub) -> Iterator[FakeProxy]:
    with proxying(fake.hub.server_port, "me:secret-word") as proxy:
        proxy.ports["files.example"] = fake.files.server_port
        yield proxy


@pytest.fixture
def client(tmp_path: Path, fake: FakeHub) -> Iterator[TestClient]:
    with opened(tmp_path / "home") as client:
        yield client


def test_models_are_looked_for_and_fetched_by_way_of_the_proxy(
    client: TestClient, proxy: FakeProxy, tmp_path: Path
) -> None:
    assert client.get(HERE).json() == {"proxy": "system", "user": ""}
    set_ = client.put(HERE, json={"proxy": proxy.address, "user": "me", "password": "secret-word"})
    assert set_.json() == {"proxy": proxy.address, "user": "me"}
    (found,) = client.get("/api/v0/library/search").json()["repositories"]
    assert found["id"] == MODEL
    with socket(client) as session:
        session.receive_json()
        client.post("/api/v0/library/downloads", json={"repository": MODEL})
        until(session, "models.changed")
        assert until(session, "download.changed")[-1]["download"]["status"] == "done"
    assert {"hub.example", "files.example"} == set(proxy.asked)
    assert len(proxy.asked) >= 3
    written = {
        path.name for path in (tmp_path / "home").rglob("*") if path.is_file() and b"secret-word" in path.read_bytes()
    }
    assert written == {"keys.json"}
    assert "secret" not in client.get("/api/v0/settings").text


def test_a_login_is_kept_until_it_is_forgotten(client: TestClient) -> None:
    address = "http://proxy.example:3128"
    assert client.put(HERE, json={"proxy": "me:word@proxy.example:3128"}).json() == {"proxy": address, "user": "me"}
    assert client.put(HERE, json={"proxy": "none"}).json() == {"proxy": "none", "user": ""}
    assert client.put(HERE, json={"proxy": "proxy.example:3128"}).json() == {"proxy": address, "user": "me"}
    assert client.put(HERE, json={"proxy": address, "user": ""}).json() == {"proxy": address, "user": ""}
    assert client.get("/api/v0/settings").json()["proxy"] == address


def test_what_is_no_proxy_is_refused_and_nothing_has_changed(client: TestClient) -> None:
    refused = client.put(HERE, json={"proxy": "socks5://proxy.example"})
    assert (refused.status_code, refused.json()["error"]["param"]) == (422, "proxy")
    assert client.patch("/api/v0/settings", json={"proxy": "http://me:word@proxy.example:1"}).status_code == 422
    assert client.patch("/api/v0/settings", json={"download_mb_s": -1}).status_code == 422
    assert client.get(HERE).json()["proxy"] == "system"
