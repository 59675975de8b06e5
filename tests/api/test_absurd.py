"""Absurd numbers from the page or a script: refused by name, in words, and nothing is changed or asked for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.test_house import engine, opened
from tests.fakes import FakeEngine

__all__ = ["engine"]
JSON = {"content-type": "application/json"}
ABSURD = {
    "temperature": ("-1", "2.1", "NaN", "Infinity", "-Infinity", "1e999", '"hot"', "[0.5]", "{}"),
    "max_tokens": ("0", "-5", "1.5", str(2**70), "NaN", '"many"', "[]", str(-(2**63))),
}
SETTINGS = ABSURD | {
    "speed": ("0", "NaN", "Infinity", "1e999"),
    "volume": ("-0.1", "NaN", "Infinity"),
    "cache_gb": ("-1", "NaN", "Infinity", "1e999", str(10**400)),
    "keep_model_minutes": ("-1", "1.5", str(2**70)),
}


@pytest.mark.parametrize("name", ABSURD)
def test_an_absurd_number_in_a_prompt_is_refused_by_its_name(tmp_path: Path, engine: FakeEngine, name: str) -> None:
    with opened(tmp_path / "home") as client:
        for value in ABSURD[name]:
            body = f'{{"prompt": "Hello", "{name}": {value}}}'
            answer = client.post("/api/v0/generate", content=body, headers=JSON)
            assert answer.status_code == 422, value
            error = json.loads(answer.text, parse_constant=pytest.fail)["error"]
            assert (error["type"], error["param"]) == ("invalid", name), value
            assert error["message"]
            assert error["hint"]
        assert engine.asked == []
        assert client.post("/api/v0/generate", json={"prompt": "Hello"}).status_code == 200


@pytest.mark.parametrize("name", SETTINGS)
def test_an_absurd_setting_is_refused_by_its_name_and_changes_nothing(
    tmp_path: Path, engine: FakeEngine, name: str
) -> None:
    with opened(tmp_path / "home") as client:
        before = client.get("/api/v0/settings").json()
        for value in SETTINGS[name]:
            answer = client.patch("/api/v0/settings", content=f'{{"{name}": {value}}}', headers=JSON)
            assert answer.status_code == 422, value
            error = json.loads(answer.text, parse_constant=pytest.fail)["error"]
            assert (error["type"], error["param"]) == ("invalid", name), value
            assert error["hint"]
        assert client.get("/api/v0/settings").json() == before
