"""The catalogue of models is compared with a hub: a server here speaks as Hugging Face does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.egress import Egress
from backend.errors import Offline
from backend.library.comparison import compare
from backend.library.entries import entry_of
from tests.library.entry_tables import COMMIT, answer_for, as_json, entry
from tests.library.fake_hub import Answer, FakeHub, serving

ENTRY = entry_of(
    entry(
        context=4096,
        source_context="https://example.org/card",
        architecture="llama",
        source_architecture="https://example.org/card",
        sees=True,
        projector={"path": "mmproj-F16.gguf", "size": 5_000_000, "sha256": "a5" * 32},
    )
)
PATH = f"/api/models/somebody/Small-1B-GGUF/revision/{COMMIT}?blobs=true"


def compared(hub: FakeHub, tmp_path: Path, answer: Answer) -> list[str]:
    hub.instead.append(answer)
    return compare([ENTRY], Egress(tmp_path / "log", lambda: False), hub.endpoint)


def test_nothing_differs_and_each_repository_is_asked_once_at_its_revision(hub_server: FakeHub, tmp_path: Path) -> None:
    assert compared(hub_server, tmp_path, as_json(answer_for(ENTRY))) == []
    assert hub_server.paths() == [PATH]


def _set(*path: Any, to: object) -> Callable[[Any], None]:
    def change(told: Any) -> None:
        for step in path[:-1]:
            told = told[step]
        told[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set("sha", to="f" * 40), f"revision {COMMIT} is {'f' * 40} on the hub"),
        (_set("cardData", "license", to="other"), "licence Apache-2.0 is other there"),
        (_set("cardData", to=None), "licence Apache-2.0 is not told there"),
        (_set("gguf", "context_length", to=8192), "context 4096 is 8192 there"),
        (_set("gguf", "architecture", to="qwen3"), "architecture llama is qwen3 there"),
        (_set("siblings", 1, "rfilename", to="other.gguf"), "Small-1B-Q4_K_M.gguf is not there"),
        (_set("siblings", 1, "size", to=7), "has 7 bytes there, not 640000000"),
        (_set("siblings", 1, "lfs", "sha256", to="c" * 64), f"has the SHA-256 {'c' * 64} there"),
        (_set("siblings", 2, "lfs", "sha256", to="c" * 64), f"mmproj-F16.gguf has the SHA-256 {'c' * 64} there"),
        (_set("siblings", 2, "rfilename", to="mmproj-BF16.gguf"), "mmproj-F16.gguf is not there"),
        (_set("siblings", 1, "lfs", to=None), "has the SHA-256 of no large file there"),
    ],
)
def test_each_difference_is_told(
    hub_server: FakeHub, tmp_path: Path, change: Callable[[Any], None], words: str
) -> None:
    told = answer_for(ENTRY)
    change(told)
    (line,) = compared(hub_server, tmp_path, as_json(told))
    assert line.startswith("small-1b: ")
    assert words in line


def test_the_name_of_a_licence_of_its_own_counts(hub_server: FakeHub, tmp_path: Path) -> None:
    told = answer_for(ENTRY) | {"cardData": {"license": "other", "license_name": "Apache-2.0"}}
    assert compared(hub_server, tmp_path, as_json(told)) == []


def test_what_the_hub_tells_beyond_that_is_not_looked_at(hub_server: FakeHub, tmp_path: Path) -> None:
    told = answer_for(ENTRY) | {"downloads": 5, "gated": False, "gguf": None}
    assert compared(hub_server, tmp_path, as_json(told)) == []


@pytest.mark.parametrize(
    ("status", "words"), [(404, "no such repository"), (401, "licence"), (429, "too often"), (503, "answers 503")]
)
def test_a_repository_that_is_not_given_is_a_difference_with_its_reason(
    hub_server: FakeHub, tmp_path: Path, status: int, words: str
) -> None:
    (line,) = compared(hub_server, tmp_path, Answer(status))
    assert line.startswith("small-1b: ")
    assert words in line


@pytest.mark.parametrize("told", ["<html>Sign in</html>", '{"siblings": 5}', ""])
def test_something_else_than_an_answer_is_a_difference(hub_server: FakeHub, tmp_path: Path, told: str) -> None:
    (line,) = compared(hub_server, tmp_path, Answer(200, told.encode()))
    assert "something else than what was asked for" in line


def test_a_hub_that_is_not_there_is_a_difference(tmp_path: Path) -> None:
    with serving() as gone:
        pass
    (line,) = compared(gone, tmp_path, Answer(200))
    assert "cannot be reached" in line


def test_the_off_switch_holds(tmp_path: Path) -> None:
    gate = Egress(tmp_path / "log", lambda: True)
    with pytest.raises(Offline):
        compare([ENTRY], gate, "http://192.0.2.1")


def test_the_request_is_told_to_the_person(hub_server: FakeHub, tmp_path: Path) -> None:
    hub_server.instead.append(as_json(answer_for(ENTRY)))
    gate = Egress(tmp_path / "log", lambda: False)
    compare([ENTRY], gate, hub_server.endpoint)
    assert [seen.purpose for seen in gate.connections()] == ["Compare the catalogue of models"]
