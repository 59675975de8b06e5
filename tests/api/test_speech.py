"""The player over HTTP: on a sound card, and with the page as the loudspeaker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.test_api import new_thread, opened, socket, text, until
from tests.sound import SoundCard, loud, no_sound_card, sound_card, wait_until
from tests.speech.voice_files import write_vits

STORY = " ".join(f"This is sentence number {number} of a story that takes time." for number in range(6))


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card() as card:
        yield card


@pytest.fixture(scope="module")
def client(card: SoundCard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(tmp_path_factory.mktemp("home")) as client:
        yield client


def state(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v0/speech").json()
    return found


def becomes(client: TestClient, so: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
    wait_until(lambda: so(state(client)), what)
    return state(client)


def test_a_text_is_played_paused_and_gone_through(card: SoundCard, client: TestClient) -> None:
    with card.recording() as recording:
        asked = client.post("/api/v0/speech", json={"text": STORY})
        assert (asked.status_code, asked.json()["status"]) == (202, "playing")
        becomes(client, lambda now: now["word"] is not None, "its first word is heard")
        wait_until(lambda: loud(recording.last(0.1)), "and recorded")
        assert client.post("/api/v0/speech/pause").json()["status"] == "paused"
        wait_until(lambda: not loud(recording.last(0.3)), "it is silent")
        assert client.post("/api/v0/speech/next").json()["index"] == 1
        assert client.post("/api/v0/speech/seek", json={"index": 4}).json()["index"] == 4
        assert client.post("/api/v0/speech/previous").json()["index"] == 3
        assert not loud(recording.last(0.1))
        assert client.post("/api/v0/speech/resume").json()["status"] == "playing"
        wait_until(lambda: loud(recording.last(0.1)), "it goes on")
        assert client.delete("/api/v0/speech").status_code == 204
        assert state(client)["status"] == "idle"


@pytest.mark.parametrize(("voice", "told"), [("espeak:de", []), ("neural:de-DE:gone:0", ["not_found"])])
def test_a_thread_speaks_in_the_voice_that_it_was_given(client: TestClient, voice: str, told: list[str]) -> None:
    id = new_thread(client)
    with socket(client) as session:
        changed = client.patch(f"/api/v0/threads/{id}", json={"voice_id": voice, "speak_replies": True})
        assert changed.json()["voice_id"] == voice
        client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Hello!")})
        seen = until(session, "speech.word")
        assert [event["problem"]["type"] for event in seen if event["type"] == "notice"] == told
        client.delete("/api/v0/speech")
    client.delete(f"/api/v0/threads/{id}")


def test_devices_are_listed_and_chosen(card: SoundCard, client: TestClient) -> None:
    with card.plugged("Kitchen"):
        found = client.get("/api/v0/speech/devices").json()
        assert {"name": "Kitchen", "default": False} in found["devices"]
        assert found["used"] in [device["name"] for device in found["devices"] if device["default"]]
        with card.recording("kitchen") as there:
            client.patch("/api/v0/settings", json={"sound_device": "Kitchen"})
            client.post("/api/v0/speech", json={"text": STORY})
            wait_until(lambda: loud(there.last(0.1)), "it is heard there")
            assert client.get("/api/v0/speech/devices").json()["used"] == "Kitchen"
            client.delete("/api/v0/speech")
    client.patch("/api/v0/settings", json={"sound_device": None})


def test_a_message_is_read_from_here_and_its_words_are_told(client: TestClient) -> None:
    id = new_thread(client)
    with socket(client) as session:
        started = client.post(f"/api/v0/threads/{id}/runs", json={"parts": text(STORY)}).json()
        until(session, "run.ended")
        message = started["user_message"]["id"]
        begin = STORY.index("number 4")
        asked = client.post("/api/v0/speech", json={"message_id": message, "start": begin})
        assert asked.status_code == 202
        told = until(session, "speech.word")
        assert told[-1]["index"] == 4
        where = told[-1]["word"]["source"]
        assert STORY[where["start"] : where["end"]] == "This"
        client.delete("/api/v0/speech")


def test_a_thread_has_a_habit_of_its_own(client: TestClient) -> None:
    id = new_thread(client)
    assert client.get(f"/api/v0/threads/{id}").json()["thread"]["speak_replies"] is None
    assert client.patch(f"/api/v0/threads/{id}", json={"speak_replies": True}).json()["speak_replies"] is True
    assert client.patch(f"/api/v0/threads/{id}", json={"speak_replies": None}).json()["speak_replies"] is None


def test_a_message_may_be_sent_as_spoken(client: TestClient) -> None:
    id = new_thread(client)
    client.post("/api/v0/speech", json={"text": STORY})
    started = client.post(f"/api/v0/threads/{id}/runs", json={"parts": text("Stop"), "spoken": True}).json()
    assert started["user_message"]["spoken"] is True
    assert state(client)["status"] == "idle"  # who speaks is listened to


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v0/speech", {"text": "x" * 4097}),
        ("/api/v0/speech", {"message_id": "m", "start": -1}),
        ("/api/v0/speech/seek", {"index": -1}),
        ("/api/v0/speech/seek", {"index": "x"}),
        ("/api/v0/speech/played", {}),
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, path: str, body: dict[str, object]) -> None:
    assert client.post(path, json=body).status_code == 422


@pytest.mark.parametrize(
    "text", ["", "\\ud800", "Hello \\udfff there", "\\u0000\\u001b[31m", "\\ud83d\\udd25" * 50, "```\\nx\\n```"]
)
def test_any_text_is_taken_and_the_next_is_heard(client: TestClient, text: str) -> None:
    body = f'{{"text": "{text}"}}'
    answer = client.post("/api/v0/speech", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (202, 422)
    assert client.post("/api/v0/speech", json={"text": "Good evening."}).status_code == 202
    becomes(client, lambda now: now["text"] == "Good evening.", "the next is heard")
    becomes(client, lambda now: now["status"] == "idle", "and is over")


def test_controls_are_harmless_in_silence(client: TestClient) -> None:
    client.delete("/api/v0/speech")
    for way in ("pause", "resume", "next", "previous"):
        assert client.post(f"/api/v0/speech/{way}").json()["status"] == "idle"
    assert client.post("/api/v0/speech/seek", json={"index": 10**9}).json()["status"] == "idle"
    assert client.post("/api/v0/speech/played", json={"utterance_id": "none"}).status_code == 204


def test_the_page_is_the_loudspeaker_where_there_is_none(tmp_path: Path) -> None:
    with no_sound_card(), opened(tmp_path) as client, socket(client) as session:
        client.post("/api/v0/speech", json={"text": "Good evening to you."})
        ready = until(session, "speech.utterance")[-1]
        assert ready["begins"]
        assert ready["last"]
        assert [mark["word"]["here"]["start"] for mark in ready["marks"]] == [0, 5, 13, 16]
        assert client.get(ready["url"]).headers["content-type"] == "audio/wav"
        assert (state(client)["output"], state(client)["text"]) == ("page", "Good evening to you.")
        client.post("/api/v0/speech/played", json={"utterance_id": ready["utterance"]["id"]})
        becomes(client, lambda now: now["status"] == "idle", "it is over")
        assert client.get("/api/v0/speech/devices").json() == {"devices": [], "used": None}


def test_health_says_which_synthesizers_are_ready(tmp_path: Path) -> None:
    with no_sound_card(), opened(tmp_path) as client:
        ready = client.get("/api/v0/speech/health").json()
        assert ready["synthesizers"].keys() == {"espeak"}
        assert ready["synthesizers"]["espeak"] > 100
        assert ready["device"] is None
        write_vits(tmp_path / "voices" / "stub")
        assert client.get("/api/v0/speech/health").json()["synthesizers"]["neural"] == 1
