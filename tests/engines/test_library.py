"""Which of several builds of llama.cpp a processor is given; and that a build for one computer needs no choice."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.engines.devices import devices
from backend.engines.library import best, drivers, kind_of_processor

Build = Callable[[str, int], Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Makes a library that gives itself a score, as llama.cpp's do: 0 where it cannot run."""

    def built(name: str, score: int) -> Path:
        path = tmp_path / f"libggml-cpu-{name}.so"
        source = f"int ggml_backend_score(void) {{ return {score}; }}".encode()
        subprocess.run(["cc", "-shared", "-x", "c", "-", "-o", path], input=source, check=True)
        return path

    return built


def test_the_best_that_runs_here_is_chosen(build: Build, tmp_path: Path) -> None:
    torn = tmp_path / "libggml-cpu-torn.so"
    torn.write_bytes(b"\x7fELF")
    old, fitting, newer = build("x64", 1), build("haswell", 64), build("zen9", 0)
    assert best((fitting, newer, old, torn)) == fitting
    assert best((old, newer)) == old


def test_a_processor_that_nothing_was_built_for_is_told_so(build: Build) -> None:
    with pytest.raises(OSError, match="other processors: cpu-zen9"):
        best((build("zen9", 0),))


def test_what_was_built_for_this_computer_is_complete_by_itself() -> None:
    assert drivers() == ()
    assert kind_of_processor() == ""
    assert [device.backend for device in devices() if device.kind == "processor"] == ["CPU"]
