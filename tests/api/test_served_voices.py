"""A voice of another real Fireside, through the whole app: added, heard, saved as a file, and forgotten."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.api.test_api import opened, socket, until
from tests.e2e.served import Fireside
from tests.sound import SoundCard, loud, sound_card, wait_until

KEY = "sesame"
BODY = {"model": "tts-1", "input": "Good evening. The fire is lit.", "response_format": "wav"}


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    server = Fireside(tmp_path_factory.mktemp("other"), "--api-key", KEY)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


@pytest.fixture
def client(card: SoundCard, tmp_path: Path) -> Iterator[TestClient]:
    with opened(tmp_path) as client:
        yield client


def add(client: TestClient, other: Fireside, name: str, key: str = KEY) -> Any:
    about = {"address": other.address, "key": key, "name": name, "language": "de", "title": "The other German"}
    return client.post("/api/v0/servers/voices", json=about)


def samples(wav: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(wav)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)


def test_a_voice_of_another_fireside_is_heard_saved_and_forgotten(
    card: SoundCard, client: TestClient, other: Fireside
) -> None:
    listed = client.post("/api/v0/servers/voices/list", json={"address": other.address, "key": KEY}).json()
    assert (listed["address"], listed["elsewhere"]) == (f"{other.address}/v1", False)
    assert {"name": "espeak:de", "title": "German", "language": "de", "gender": "male"} in listed["voices"]

    added = add(client, other, "espeak:de")
    assert added.status_code == 201
    voice = added.json()
    host = other.address.partition("://")[2]
    assert voice == {
        "id": f"remote:de:{host}/espeak:de", "name": "The other German", "language": "de", "gender": "",
        "synthesizer": "remote", "host": host,
    }  # fmt: skip
    assert voice in client.get("/api/v0/voices").json()["voices"]

    client.patch("/api/v0/settings", json={"voice_id": voice["id"]})
    with socket(client) as session, card.recording() as recording:
        client.post("/api/v0/speech", json={"text": "Guten Abend. Das Feuer brennt."})
        wait_until(lambda: loud(recording.last(0.1)), "it is heard")
        wait_until(lambda: client.get("/api/v0/speech").json()["status"] == "idle", "it is over")
        client.patch("/api/v0/settings", json={"volume": 0.5})
        assert "notice" not in {event["type"] for event in until(session, "settings.changed")}

    there = client.post("/v1/audio/speech", json={**BODY, "voice": voice["id"]})
    here = client.post("/v1/audio/speech", json={**BODY, "voice": "espeak:de"})
    assert there.status_code == here.status_code == 200
    # Each sentence there is a file of its own, with its silence at the end.
    assert len(samples(there.content)) == pytest.approx(len(samples(here.content)), rel=0.1)
    assert np.abs(samples(there.content)).max() > 3000

    purposes = {seen["purpose"] for seen in client.get("/api/v0/connections").json()["connections"]}
    assert purposes == {"Speak with a voice on a server"}
    assert client.delete("/api/v0/servers/voices", params={"id": voice["id"]}).status_code == 204
    assert voice not in client.get("/api/v0/voices").json()["voices"]
    assert client.delete("/api/v0/servers/voices", params={"id": voice["id"]}).status_code == 404


def test_what_the_other_refuses_is_told(client: TestClient, other: Fireside) -> None:
    refused = client.post("/api/v0/servers/voices/list", json={"address": other.address, "key": "wrong"})
    assert refused.json()["error"]["param"] == "key"

    unknown = add(client, other, "espeak:nobody").json()["id"]
    answer = client.post("/v1/audio/speech", json={**BODY, "voice": unknown})
    assert answer.status_code >= 400
    assert "does not speak as espeak:nobody" in answer.json()["error"]["message"]

    keyless = add(client, other, "espeak:de", "wrong").json()["id"]
    client.patch("/api/v0/settings", json={"voice_id": keyless})
    with socket(client) as session:
        client.post("/api/v0/speech", json={"text": "Guten Abend. Das Feuer brennt."})
        told = until(session, "notice")[-1]["problem"]
    assert "did not accept the key" in told["message"]
    wait_until(lambda: client.get("/api/v0/speech").json()["status"] == "idle", "another voice said it")


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "x" * 300}, {"language": "a:b"}, {"gender": "x"}, {"model": ""}]
)
def test_what_makes_no_sense_is_refused(client: TestClient, change: dict[str, str]) -> None:
    about = {"address": "127.0.0.1:9", "name": "x", **change}
    assert client.post("/api/v0/servers/voices", json=about).status_code == 422
