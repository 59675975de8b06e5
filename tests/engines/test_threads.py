"""The number of threads is measured once for each model, and remembered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.engines import threads
from backend.engines.llama import LlamaHost
from backend.engines.threads import guess, quickest
from tests.engines.conftest import ask, items, load, written


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        ({8: 1.0, 4: 2.0}, 8),
        ({8: 1.0, 4: 0.5, 2: 0.4, 1: 0.3}, 1),
        ({8: 1.0, 4: 0.5, 2: 0.9}, 4),
        ({8: 1.0, 4: 1.02, 2: 1.5}, 4),  # a little more time, half the cores
        ({6: 1.0, 3: 0.9, 1: 0.8}, 1),
        ({1: 1.0}, 1),
    ],
)
def test_fewer_threads_are_tried_as_long_as_that_helps(seconds: dict[int, float], wanted: int) -> None:
    asked: list[int] = []

    def measure(count: int) -> float:
        asked.append(count)
        return seconds[count]

    assert quickest(max(seconds), measure) == wanted
    assert asked == list(seconds)


def test_small_models_are_guessed_to_need_one() -> None:
    assert guess(9_000_000) == 1
    assert 1 <= guess(1 << 40) == threads.cores()


@pytest.mark.parametrize("spoilt", [None, "not json", "[]", '{"x": "y"}'])
def test_what_was_measured_is_remembered(
    tmp_path: Path, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch, spoilt: str | None
) -> None:
    memory = tmp_path / "threads.json"
    if spoilt:
        memory.write_text(spoilt)
    measured: list[int] = []
    measure = threads._seconds
    monkeypatch.setattr(threads, "_seconds", lambda *arguments: measured.append(1) or measure(*arguments))
    for name, new in (("small", True), ("small", False), ("starter", True)):
        before = len(measured)
        host = LlamaHost(lambda event: None, tmp_path)
        load(host, models[name])
        assert (len(measured) > before) == new
        assert written(items(host, ask("Hello", max_tokens=12)))
        host.close()
    assert len(json.loads(memory.read_text())) == 2
    assert all(1 <= count <= threads.cores() for count in json.loads(memory.read_text()).values())
