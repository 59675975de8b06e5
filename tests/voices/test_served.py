"""Voices of servers are added, spoken with and forgotten; whatever such a server does is one clear error."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.egress import Egress
from backend.engines.client import Patience
from backend.engines.keys import Keys
from backend.engines.server import Server
from backend.engines.servers import Servers
from backend.errors import EngineFailed, FiresideError, Invalid, NotFound, Offline
from backend.voices import NamedVoice, ServedVoice, ServedVoices, VoiceServers
from backend.voices.server import listing
from tests.engines.fake_server import Answer, Asked, FakeServer, drop, flood, hang, no_http, raw, serving, status

KEY = "sk-of-this-test"
SOUND = raw(b"RIFF", b"a sound", kind="audio/wav")
BELLA = {"name": "af_bella", "title": "Bella", "language": "en-US"}


class Room:
    """What is added in a home of its own."""

    def __init__(self, home: Path, offline: bool = False) -> None:
        self.home, self.changes = home, 0
        gate, keys = Egress(home / "connections.jsonl", lambda: offline), Keys(home / "keys.json", lambda: None)
        self.gate, self.keys = gate, keys
        patience = Patience(connect=2.0, silence=2.0, listing=2.0)
        self.served = ServedVoices(
            home / "voices.json", Servers(gate, keys), keys, VoiceServers(gate, patience), self._changed
        )

    def _changed(self) -> None:
        self.changes += 1

    async def add(self, address: str, key: str = "", **fields: Any) -> str:
        server = await self.served.at(address, key)
        voice = await self.served.add(server, ServedVoice(**{**BELLA, **fields}, address=server.address))
        return voice.id


def with_server(
    home: Path, scene: Callable[[Room, FakeServer], Coroutine[Any, Any, None]], *answers: Answer, offline: bool = False
) -> None:
    async def play() -> None:
        async with serving(*answers) as fake:
            room = Room(home, offline)
            try:
                await scene(room, fake)
            finally:
                await room.served.close()

    asyncio.run(play())


def test_a_voice_is_added_spoken_with_and_forgotten(tmp_path: Path) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        id = await room.add(fake.address, KEY, model="kokoro")
        assert id == f"remote:en-US:127.0.0.1:{fake.port}/af_bella"
        assert await room.served.speak("Good evening.", id, 1.5) == b"RIFFa sound"
        [asked] = fake.asked
        assert (asked.path, asked.headers["authorization"]) == ("/v1/audio/speech", f"Bearer {KEY}")
        assert asked.headers["user-agent"] == "Fireside"
        assert asked.body == {
            "model": "kokoro", "input": "Good evening.", "voice": "af_bella", "response_format": "wav", "speed": 1.5,
        }  # fmt: skip
        [voice] = await Room(room.home).served.voices()  # after a restart
        assert (voice.id, voice.name, voice.synthesizer) == (id, "Bella", "remote")
        assert voice.host == f"127.0.0.1:{fake.port}"
        assert KEY not in (room.home / "voices.json").read_text()
        assert KEY in (room.home / "keys.json").read_text()
        await room.served.remove(id)
        assert await room.served.voices() == ()
        assert not (room.home / "keys.json").exists()
        assert room.changes == 2
        for gone in (room.served.remove(id), room.served.speak("Hello.", id, 1.0)):
            with pytest.raises(NotFound):
                await gone
        assert {seen.host for seen in room.gate.connections()} == {"127.0.0.1"}

    with_server(tmp_path, scene, SOUND)


def test_the_same_voice_added_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        await room.add(fake.address)
        await room.add(fake.address, title="Bella again")
        await room.add(fake.address, name="am_adam")
        assert [voice.name for voice in await room.served.voices()] == ["Bella again", "Bella"]

    with_server(tmp_path, scene, SOUND)


def test_a_model_of_the_same_server_keeps_its_key(tmp_path: Path) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        room.keys.put(fake.address, KEY)
        id = await room.add(fake.address)  # without a key: the one of the model is taken
        await room.served.speak("Hello.", id, 1.0)
        assert fake.asked[0].headers["authorization"] == f"Bearer {KEY}"
        await room.served.remove(id)
        assert room.keys.get(fake.address) == KEY

    with_server(tmp_path, scene, SOUND)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(401, {"error": {"message": f"{KEY} is wrong"}}), "did not accept the key"),
        (status(403), "does not allow"),
        (status(404, {"error": {"message": f"no voice af_bella, {KEY}"}}), "does not speak as af_bella: no voice"),
        (status(404, "<html>gone</html>", "text/html"), "There is no model server"),
        (status(422, {"detail": "speed"}), "does not speak as af_bella: speed"),
        (status(429, {}, retry_after="20"), "fewer requests"),
        (status(500, {}), "could not answer"),
        (status(503, {}), "cannot answer now"),
        (status(307, {}, location="http://127.0.0.1:9/"), "sends us on"),
        (status(200, "<html>hello</html>", "text/html"), "a web page"),
        (status(200, {"ok": True}), "words in the place of sound"),
        (status(200, "", "audio/wav"), "with nothing"),
        (raw(b"RIFF", kind="audio/wav", whole=False), "broke off"),
        (raw(b"RIFF", kind="audio/wav", hang=True), "does not answer"),
        (flood(200, "audio/wav"), "far too much"),
        (status(400, {"detail": "x" * 2_000_000}), "far too much"),
        (hang, "does not answer"),
        (no_http, "does not speak as a web server does"),
        (drop, "cannot be reached"),
    ],
)
def test_whatever_a_server_does_is_one_clear_error(tmp_path: Path, answer: Answer, words: str) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        id = await room.add(fake.address, KEY)
        with pytest.raises(FiresideError, match=words) as caught:
            await room.served.speak("Good evening.", id, 1.0)
        assert isinstance(caught.value, EngineFailed)
        assert caught.value.hint
        assert KEY not in str(caught.value)
        assert len(fake.asked) == 1  # never again by itself, and nowhere else

    with_server(tmp_path, scene, answer)


def test_a_server_that_is_gone_is_told(tmp_path: Path) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        id = await room.add("127.0.0.1:9")
        with pytest.raises(EngineFailed, match="cannot be reached") as caught:
            await room.served.speak("Good evening.", id, 1.0)
        assert caught.value.hint

    with_server(tmp_path, scene, SOUND)


def test_the_off_switch_holds_back_what_would_leave(tmp_path: Path) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        far = await room.add("https://voices.example.invalid")
        with pytest.raises(Offline):
            await room.served.speak("Good evening.", far, 1.0)
        with pytest.raises(Offline):
            await room.served.of(await room.served.at("https://voices.example.invalid"))
        near = await room.add(fake.address)
        assert await room.served.speak("Good evening.", near, 1.0)
        assert [seen.allowed for seen in room.gate.connections()] == [True, False, False]

    with_server(tmp_path, scene, SOUND, offline=True)


def test_who_stops_listening_closes_the_connection(tmp_path: Path) -> None:
    left = asyncio.Event()

    async def hanging(asked: Asked, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    async def scene(room: Room, fake: FakeServer) -> None:
        id = await room.add(fake.address)
        speaking = asyncio.create_task(room.served.speak("Good evening.", id, 1.0))
        while not fake.asked:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        speaking.cancel()
        await asyncio.wait([speaking])
        assert speaking.cancelled()
        await asyncio.wait_for(left.wait(), 60)

    with_server(tmp_path, scene, hanging)


def test_a_file_that_is_damaged_costs_only_the_list(tmp_path: Path) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        (room.home / "voices.json").write_text("{")
        assert await room.served.voices() == ()
        await room.add(fake.address)
        assert len(await room.served.voices()) == 1

    with_server(tmp_path, scene, SOUND)


@pytest.mark.parametrize("address", ["", "ftp://a", "http://me:secret@a/v1", "http://a/v1?key=1"])
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        with pytest.raises(Invalid):
            await room.served.at(address)

    with_server(tmp_path, scene, SOUND)


# ------------------------------------------------------------------ what a server has


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            {"voices": ["af_bella", "zm_yunxi", "alloy", 3, None]},
            [("af_bella", "en-US", "female"), ("zm_yunxi", "zh", "male"), ("alloy", "", "")],
        ),
        ([{"voice_id": "x", "lang": "de_DE", "gender": "Male"}], [("x", "de-DE", "male")]),
        ({"data": [{"id": "y", "language": "a:b"}, {"nothing": 1}, {"id": "y" * 300}]}, [("y", "", "")]),
        ({"voices": None}, []),
        ({}, []),
    ],
)
def test_lists_of_several_kinds_are_read(tmp_path: Path, told: object, expected: list[tuple[str, str, str]]) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        found = await room.served.of(await room.served.at(fake.address))
        assert [(voice.name, voice.language, voice.gender) for voice in found] == expected
        assert fake.asked[0].path == "/v1/audio/voices"

    with_server(tmp_path, scene, raw(json.dumps(told).encode(), kind="application/json"))


@pytest.mark.parametrize(
    ("answer", "words", "param"),
    [
        (status(404), "does not list its voices", "name"),
        (status(401), "wants a key", "key"),
        (status(200, "<html>", "text/html"), "a web page", "address"),
        (status(200, {"voices": "all"}), "another kind of list", "address"),
        (status(200, {"voices": ["x" * 100] * 20_000}), "far too much", "address"),
        (hang, "does not answer", "address"),
    ],
)
def test_who_does_not_list_is_told_with_the_field_at_fault(
    tmp_path: Path, answer: Answer, words: str, param: str
) -> None:
    async def scene(room: Room, fake: FakeServer) -> None:
        with pytest.raises(EngineFailed, match=words) as caught:
            await room.served.of(await room.served.at(fake.address))
        assert caught.value.param == param

    with_server(tmp_path, scene, answer)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["voices", "data", "id", "name", "lang"]), inner),
)


@settings(deadline=None, max_examples=200)
@given(told=JSON)
def test_whatever_is_listed_is_read_or_refused(told: object) -> None:
    server = Server(address="http://127.0.0.1:1/v1")
    try:
        found = listing(server, httpx2.Response(200, json=told))
    except EngineFailed:
        return
    assert all(isinstance(voice, NamedVoice) and voice.name for voice in found)
