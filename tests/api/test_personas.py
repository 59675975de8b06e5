"""Personas, system prompts and sampling over HTTP: kept, told to every window, and refused in words when absurd."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backend.api.personas import bundled
from backend.paths import catalogue
from tests.api.test_api import new_thread, opened, socket, text, until
from tests.api.test_house import engine
from tests.api.test_house import new_thread as fake_thread
from tests.api.test_house import opened as fake
from tests.babbler import babbler
from tests.fakes import FakeEngine

__all__ = ["engine"]
JSON = {"content-type": "application/json"}
PROMPT = "You are a baker by the fire, and you know a bread for every night. " * 6


def test_bundled_personas_are_there_in_both_languages() -> None:
    en, de = (bundled(catalogue() / "personas.toml", language) for language in ("en", "de"))
    assert [one.id for one in en] == [one.id for one in de]
    assert len({one.name for one in en}) == len(en) >= 5
    assert en[0].system_prompt == de[0].system_prompt == "", "the first is none"
    for one, same in zip(en[1:], de[1:], strict=True):
        assert one.system_prompt != same.system_prompt
        assert "\n" not in one.system_prompt
        assert 100 < len(one.system_prompt) < 700


def test_personas_are_kept_changed_and_told_to_every_window(tmp_path: Path) -> None:
    with opened(tmp_path) as client, socket(client) as session:
        made = client.post("/api/v0/personas", json={"name": "  Pirate ", "system_prompt": "Talk\r\nlike one."})
        assert made.status_code == 201
        assert (made.json()["name"], made.json()["system_prompt"]) == ("Pirate", "Talk\nlike one.")
        until(session, "personas.changed")
        id = made.json()["id"]
        listed = client.get("/api/v0/personas?language=de").json()["personas"]
        assert [one["name"] for one in listed if not one["bundled"]] == ["Pirate"]
        assert listed[0]["name"] == "Keine"
        twice = client.post("/api/v0/personas", json={"name": "pirate", "system_prompt": ""})
        assert (twice.status_code, twice.json()["error"]["param"]) == (409, "name")
        assert client.patch(f"/api/v0/personas/{id}", json={"name": "Captain"}).json()["name"] == "Captain"
        until(session, "personas.changed")
        assert client.patch("/api/v0/personas/concise", json={"name": "x"}).status_code == 404, "copied, not changed"
        assert client.delete("/api/v0/personas/concise").status_code == 404
        assert client.delete(f"/api/v0/personas/{id}").status_code == 204
        until(session, "personas.changed")
        assert client.delete(f"/api/v0/personas/{id}").status_code == 404


def test_what_a_thread_chooses_is_told_to_every_window_and_survives_a_restart(tmp_path: Path) -> None:
    own = {"system_prompt": "Be brief.", "sampling": {"temperature": 0.1, "stop": ["END"]}}
    with opened(tmp_path) as client, socket(client) as session:
        made = client.post("/api/v0/threads", json={**own, "speak_replies": True}).json()
        assert until(session, "thread.changed")[-1]["thread"] == made
        assert (made["system_prompt"], made["speak_replies"]) == ("Be brief.", True)
        assert {name: value for name, value in made["sampling"].items() if value is not None} == own["sampling"]
        changed = client.patch(f"/api/v0/threads/{made['id']}", json={"sampling": {"top_k": 5}}).json()
        assert until(session, "thread.changed")[-1]["thread"]["sampling"]["top_k"] == 5
        assert changed["system_prompt"] == "Be brief.", "what is not named stays"
        client.patch(f"/api/v0/threads/{made['id']}", json={"title": "Bread"})
    with opened(tmp_path) as client:
        thread = client.get(f"/api/v0/threads/{made['id']}").json()["thread"]
        assert (thread["system_prompt"], thread["sampling"]["top_k"], thread["title"]) == ("Be brief.", 5, "Bread")
        client.patch(f"/api/v0/threads/{made['id']}", json={"sampling": None, "system_prompt": None})
        thread = client.get(f"/api/v0/threads/{made['id']}").json()["thread"]
        assert (thread["system_prompt"], thread["sampling"]) == (None, None)


BAD_PROMPTS = ['"' + "x" * 1_000_000 + '"', '"a\\u0000b"', '"a\\u001b[2Jb"', '"\\ud800"', "7", "[]"]
BAD_NUMBERS = {
    "temperature": ("-1", "2.1", "NaN", "Infinity", "1e999", '"hot"'),
    "max_tokens": ("0", "-5", "1.5", str(2**70)),
    "top_p": ("-0.1", "1.1", "NaN"),
    "top_k": ("-1", "1001", "0.5"),
    "min_p": ("2", "NaN"),
    "typical_p": ("-1",),
    "repeat_penalty": ("0", "-1", "1e9"),
    "presence_penalty": ("-2.1", "NaN"),
    "frequency_penalty": ("3",),
    "seed": ("-1", str(2**32), "0.5"),
    "stop": ('[""]', '"###"', json.dumps(["x"] * 17), json.dumps(["x" * 257])),
    "dry_multiplier": ("-1", "NaN"),
    "xtc_probability": ("1.5",),
    "mirostat": ("3", "-1"),
    "unheard_of": ("1",),
}


@pytest.mark.parametrize("prompt", BAD_PROMPTS, ids=lambda prompt: prompt[:12])
def test_a_system_prompt_that_is_no_text_or_endless_is_refused_by_its_name(
    tmp_path: Path, engine: FakeEngine, prompt: str
) -> None:
    with fake(tmp_path / "home") as client:
        id = fake_thread(client)
        for method, path in (("PATCH", f"threads/{id}"), ("POST", "threads"), ("PATCH", "settings")):
            answer = client.request(method, f"/api/v0/{path}", content=f'{{"system_prompt": {prompt}}}', headers=JSON)
            assert answer.status_code == 422, path
            error = answer.json()["error"]
            assert (error["type"], error["param"]) == ("invalid", "system_prompt")
            assert len(error["message"]) < 300
        assert client.get(f"/api/v0/threads/{id}").json()["thread"]["system_prompt"] is None
        assert len(client.get("/api/v0/threads").json()["threads"]) == 1
        content = f'{{"name": "a", "system_prompt": {prompt}}}'
        assert client.post("/api/v0/personas", content=content, headers=JSON).status_code == 422


@pytest.mark.parametrize("name", BAD_NUMBERS)
def test_absurd_sampling_is_refused_by_its_name_and_changes_nothing(
    tmp_path: Path, engine: FakeEngine, name: str
) -> None:
    with fake(tmp_path / "home") as client:
        id = fake_thread(client)
        for value in BAD_NUMBERS[name]:
            content = f'{{"sampling": {{"{name}": {value}}}}}'
            answer = client.patch(f"/api/v0/threads/{id}", content=content, headers=JSON)
            assert answer.status_code == 422, value
            error = json.loads(answer.text, parse_constant=pytest.fail)["error"]
            assert error["param"].startswith(f"sampling.{name}"), value
        assert client.get(f"/api/v0/threads/{id}").json()["thread"]["sampling"] is None


def test_what_each_model_takes_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        dials = client.get("/api/v0/models/starter/dials").json()
        assert "top_k" in dials["ignored"]
        assert "seed" not in dials["ignored"]
        assert client.get("/api/v0/models/none/dials").status_code == 404


# ------------------------------------------------------------------ with real llama.cpp


def reply(client: TestClient, session: Any, id: str, words: str) -> tuple[str, list[dict[str, Any]]]:
    """What was written, and the events on the way there."""
    assert client.post(f"/api/v0/threads/{id}/runs", json={"parts": text(words)}).status_code == 202
    events = until(session, "run.ended")
    assert events[-1]["run"]["status"] == "completed", events[-1]["run"]["problem"]
    parts = events[-1]["message"]["parts"]
    return "".join(part["text"] for part in parts if part["kind"] == "text"), events


def test_a_real_model_reads_the_prompt_counts_it_and_a_seed_repeats_its_reply(tmp_path: Path) -> None:
    model = str(babbler(tmp_path / "babbler.gguf", context=2048))
    with opened(tmp_path) as client, socket(client) as session:
        added = client.post("/api/v0/models", json={"path": model}).json()["id"]
        client.patch("/api/v0/settings", json={"model_id": added, "max_tokens": 24, "temperature": 1.0})
        bare = new_thread(client)
        _, events = reply(client, session, bare, "Hello")
        shortest = events[-1]["run"]["read_tokens"]

        def told(sampling: dict[str, Any], prompt: str = PROMPT) -> tuple[str, list[dict[str, Any]], str]:
            id = client.post("/api/v0/threads", json={"system_prompt": prompt, "sampling": sampling}).json()["id"]
            return *reply(client, session, id, "Hello"), id

        first, events, id = told({"seed": 5, "max_tokens": 16})
        run = events[-1]["run"]
        assert run["tokens"] == 16
        words = run["read_tokens"] - shortest
        fill = client.get(f"/api/v0/threads/{id}/context").json()
        assert fill["system"] == words > len(PROMPT) / 8
        assert abs(fill["system"] + fill["messages"] - run["read_tokens"] - run["tokens"]) <= 8
        again, events, _ = told({"seed": 5, "max_tokens": 16})
        assert again == first
        read = next(event["read"] for event in events if event["type"] == "run.progress")
        assert read >= 0.9 * words, "the same prompt of another thread is not read again"
        assert told({"seed": 6, "max_tokens": 16})[0] != first
        assert told({"seed": 5, "max_tokens": 16}, "Be somebody else.")[0] != first
        stopped, _, _ = told({"seed": 5, "max_tokens": 16, "stop": [first[5:8]]})
        assert stopped == first[: first.index(first[5:8])]
