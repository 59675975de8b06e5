"""Models of servers through the whole app: a real server of someone else's, and one that answers badly."""

from __future__ import annotations

import asyncio
import logging
import re
import socket as sockets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from backend import app as building
from backend import lifespan
from backend.api.house import House
from backend.engines.client import Patience
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from tests.api.test_api import new_thread, opened, socket, text, until
from tests.engines.fake_server import Answer, FakeServer, hang, raw, reply, serving, status
from tests.engines.fake_server import event as event_of
from tests.engines.other_server import KEY, other_server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server of someone else's listens."""
    with other_server(tmp_path_factory.mktemp("server") / "log") as address:
        yield address


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a server."""
    patience = Patience(connect=2, silence=2, listing=2, last=0.5)
    monkeypatch.setattr(building, "Servers", lambda gate, keys: Servers(gate, keys, patience))


@contextmanager
def pretending(*answers: Answer, listing: Answer | None = None) -> Iterator[FakeServer]:
    """A server that does as it is told, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    fake = serving(*answers, listing=listing)
    try:
        yield asyncio.run_coroutine_threadsafe(fake.__aenter__(), loop).result(60)
    finally:
        asyncio.run_coroutine_threadsafe(fake.__aexit__(None, None, None), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


def ask(client: TestClient, address: str, key: str = "") -> Any:
    return client.post("/api/v0/servers/models/list", json={"address": address, "key": key})


def add(client: TestClient, address: str, name: str, key: str = "") -> Any:
    return client.post("/api/v0/servers/models", json={"address": address, "name": name, "key": key})


def say(client: TestClient, thread: str, words: str) -> dict[str, Any]:
    """Send a message and wait for the end of its run."""
    with socket(client) as session:
        assert client.post(f"/api/v0/threads/{thread}/runs", json={"parts": text(words)}).status_code == 202
        ended: dict[str, Any] = until(session, "run.ended")[-1]
    return ended


def all_of(home: Path) -> bytes:
    """Everything in the data folder but the file of keys."""
    return b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file() and file.name != "keys.json")


def test_a_model_of_a_real_server_is_found_added_chatted_with_and_forgotten(
    tmp_path: Path, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    caplog.set_level(logging.DEBUG)
    with opened(home) as client:
        assert client.patch("/api/v0/settings", json={"offline": True, "max_tokens": 12}).status_code == 200
        plain = address.removeprefix("http://")
        found = ask(client, plain, KEY).json()
        assert found == {
            "address": f"{address}/v1",
            "elsewhere": False,
            "models": [{"name": "starter", "context": 0}],
        }
        assert client.get("/api/v0/models").json()["models"][1:] == [], "listing keeps nothing"
        assert not (home / "keys.json").exists()
        model = add(client, plain, "starter", KEY).json()
        assert (model["engine"], model["elsewhere"], model["server"]) == ("server", False, f"{address}/v1")
        assert (home / "keys.json").stat().st_mode & 0o077 == 0
        id = new_thread(client)
        client.patch(f"/api/v0/threads/{id}", json={"model_id": model["id"]})
        ended = say(client, id, "Hello, who are you?")
        assert ended["run"]["status"] == "completed"
        assert ended["run"]["model_id"] == model["id"]
        assert ended["message"]["parts"][0]["text"]
        assert ask(client, plain).json()["models"], "the key that was kept is sent"
        seen = client.get("/api/v0/connections").json()["connections"]
        assert {(each["host"], each["allowed"]) for each in seen} == {("localhost", True)}
        assert any(each["purpose"] == "Ask a model on a server" for each in seen)
        with socket(client) as session:
            assert KEY not in str(session.receive_json())
        assert client.delete(f"/api/v0/threads/{id}").status_code == 204
        assert client.delete(f"/api/v0/models/{model['id']}").status_code == 204
        assert not (home / "keys.json").exists()
        assert ask(client, plain).json()["error"]["param"] == "key"
    assert KEY.encode() not in all_of(home)
    assert KEY not in caplog.text


def test_programs_are_answered_by_it_too(tmp_path: Path, address: str) -> None:
    with opened(tmp_path / "home") as client:
        model = add(client, address, "starter", KEY).json()
        assert model["id"] in [each["id"] for each in client.get("/v1/models").json()["data"]]
        question = {"model": model["id"], "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 8}
        done = client.post("/v1/chat/completions", json=question).json()
        assert done["choices"][0]["message"]["content"]


def test_a_thread_has_its_model_there_while_the_others_stay_here(tmp_path: Path) -> None:
    with pretending(reply("From", " there.")) as fake, opened(tmp_path / "home") as client:
        model = add(client, fake.address, "tiny").json()
        there, here = new_thread(client), new_thread(client)
        own = {"model_id": model["id"], "title": "There"}  # else it would be asked for a title, too
        client.patch(f"/api/v0/threads/{there}", json=own)
        assert say(client, there, "Hello")["message"]["parts"][0]["text"] == "From there."
        assert say(client, here, "Hello")["run"]["model_id"] == "starter"
        assert len(fake.bodies) == 1


def test_while_offline_another_computer_is_not_asked_and_it_is_said(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as client:
        model = add(client, "http://models.example.org/v1", "big", "sk-x").json()
        assert model["elsewhere"] is True
        client.patch("/api/v0/settings", json={"offline": True})
        refused = ask(client, "models.example.org")
        assert (refused.status_code, refused.json()["error"]["type"]) == (409, "offline")
        id = new_thread(client)
        client.patch(f"/api/v0/threads/{id}", json={"model_id": model["id"]})
        ended = say(client, id, "Hello")
        assert (ended["run"]["status"], ended["run"]["problem"]["type"]) == ("failed", "offline")
        assert "Privacy" in ended["run"]["problem"]["hint"]
        held = client.get("/api/v0/connections").json()["connections"]
        assert {(each["host"], each["allowed"]) for each in held} == {("models.example.org", False)}


def test_the_start_of_the_app_asks_no_other_computer(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as client:
        model = add(client, "http://models.example.org/v1", "big").json()
        client.patch("/api/v0/settings", json={"offline": True, "model_id": model["id"]})
        assert client.portal
        client.portal.call(lifespan.warm_up, house_of(client), None)
        assert client.get("/api/v0/connections").json()["connections"] == []


def house_of(client: TestClient) -> House:
    """The house that the client speaks with."""
    found: House = cast(FastAPI, client.app).state.house
    return found


BAD: dict[str, tuple[Answer, str]] = {
    "a wrong key": (status(401, {"error": {"message": "no"}}), "wants a key"),
    "too many": (status(429, {"error": {"message": "slow down"}}), "fewer requests"),
    "its own fault": (status(500, {"error": {"message": "boom"}}), "could not answer"),
    "a page": (status(200, "<!doctype html>", kind="text/html"), "a web page"),
    "broken JSON": (status(200, "{"), "make no sense|everything at once"),
    "no word": (hang, "does not answer"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.usefixtures("hasty")
def test_a_server_that_answers_badly_is_one_clear_error_and_the_next_message_is_answered(
    tmp_path: Path, kind: str
) -> None:
    answer, words = BAD[kind]
    with pretending(answer, reply("Here again.")) as fake, opened(tmp_path / "home") as client:
        model = add(client, fake.address, "tiny").json()
        id = new_thread(client)
        client.patch(f"/api/v0/threads/{id}", json={"model_id": model["id"]})
        failed = say(client, id, "Hello")["run"]
        assert failed["status"] == "failed"
        assert re.search(words, failed["problem"]["message"])
        assert failed["problem"]["hint"]
        assert say(client, id, "Are you there?")["message"]["parts"][0]["text"] == "Here again."
    with pretending(listing=answer) as fake, opened(tmp_path / "home") as client:
        refused = ask(client, fake.address).json()["error"]
        assert re.search(words, refused["message"])
        assert refused["hint"]
        assert client.get("/health").status_code == 200


@pytest.mark.usefixtures("hasty")
def test_a_reply_that_falls_silent_keeps_what_was_said(tmp_path: Path) -> None:
    half = raw(event_of(role="assistant", content=""), event_of(content="Once upon"), hang=True)
    with pretending(half) as fake, opened(tmp_path / "home") as client:
        model = add(client, fake.address, "tiny").json()
        id = new_thread(client)
        client.patch(f"/api/v0/threads/{id}", json={"model_id": model["id"]})
        ended = say(client, id, "Tell me a story")
        assert (ended["run"]["status"], ended["message"]["parts"]) == ("failed", text("Once upon"))
        assert "fell silent" in ended["run"]["problem"]["message"]


@pytest.mark.usefixtures("hasty")
def test_a_dead_address_and_a_wrong_one(tmp_path: Path) -> None:
    with sockets.socket() as free, opened(tmp_path / "home") as client:
        free.bind(("127.0.0.1", 0))
        dead = ask(client, f"127.0.0.1:{free.getsockname()[1]}")
        assert (dead.status_code, dead.json()["error"]["param"]) == (502, "address")
        assert "cannot be reached" in dead.json()["error"]["message"]
        for address in ("", "ftp://here", "http://me:secret@here/v1", "a b"):
            wrong = ask(client, address)
            assert (wrong.status_code, wrong.json()["error"]["param"]) == (422, "address")
        for key in ("with blank s", "\n\x00"):
            refused = ask(client, "localhost", key)
            assert (refused.status_code, refused.json()["error"]["param"]) == (422, "key")
            assert key not in refused.text
        assert add(client, "localhost", "").status_code == 422
        assert len(client.get("/api/v0/models").json()["models"]) == 1


def test_a_model_of_a_server_that_lists_none_is_added_by_its_name(tmp_path: Path) -> None:
    with pretending(reply("Here."), listing=status(404)) as fake, opened(tmp_path / "home") as client:
        assert ask(client, fake.address).json()["error"]["param"] == "name"
        model = add(client, fake.address, "tiny").json()
        id = new_thread(client)
        client.patch(f"/api/v0/threads/{id}", json={"model_id": model["id"]})
        assert say(client, id, "Hello")["message"]["parts"][0]["text"] == "Here."


def test_a_new_key_counts_at_once(tmp_path: Path) -> None:
    with pretending(reply("Yes.")) as fake, opened(tmp_path / "home") as client:
        for key in ("old", "new"):
            model = add(client, fake.address, "tiny", key).json()
            id = new_thread(client)
            client.patch(f"/api/v0/threads/{id}", json={"model_id": model["id"]})
            assert say(client, id, "Hello")["run"]["status"] == "completed"
            assert fake.asked[-1].headers["authorization"] == f"Bearer {key}"
        assert Keys(tmp_path / "home" / "keys.json").get(fake.address) == "new"
        assert len(client.get("/api/v0/models").json()["models"]) == 2


def test_what_was_read_and_kept_on_disk_is_told_and_cleared(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with opened(home) as client:
        say(client, new_thread(client), "Hello")
        client.post("/api/v0/models/unload")
        assert client.get("/api/v0/cache").json()["size"] > 0
        assert client.delete("/api/v0/cache").json() == {"size": 0}
        assert list((home / "cache").rglob("*.state")) == []
