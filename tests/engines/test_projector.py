"""What lies beside a model to let it see: found by its name, told by its header, and nothing of it believed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from backend.domain import Model
from backend.engines.gguf import describe, inspect
from backend.engines.needs import need_of
from backend.engines.projector import projector_of
from tests.gguf_files import write_model
from tests.projectors import EYE, write_llava, write_pair


@pytest.mark.parametrize(("kind", "at_once"), [("llava", 0), ("gemma3", 16), ("qwen2vl", 0)])
def test_its_header_tells_what_it_takes(tmp_path: Path, kind: str, at_once: int) -> None:
    weights = inspect(write_pair(tmp_path, kind))
    assert weights.projector
    assert (weights.projector.path.name, weights.projector.problem) == (f"mmproj-{kind}.gguf", "")
    size = weights.projector.path.stat().st_size + 4 * 4096 * (5 * EYE + 2 * EYE)
    assert abs(weights.shape.eye - size) < 4096
    assert (weights.shape.at_once, describe(weights.path).sees) == (at_once, True)


def test_a_model_that_sees_needs_more_memory(tmp_path: Path) -> None:
    path = write_pair(tmp_path, "llava")

    def need() -> int:
        return need_of(Model(id="one", name="One", path=str(path)))(8 << 30, 16 << 30).memory

    seeing, eye = need(), inspect(path).shape.eye
    path.with_name("mmproj-llava.gguf").unlink()
    assert seeing == need() + eye > need()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data[:-8], "is damaged"),
        (lambda data: b"GGUF", "is damaged"),
        (lambda data: data.replace(b"clip", b"clap"), "cannot be used"),
    ],
)
def test_one_that_cannot_be_used_says_why_and_takes_nothing(tmp_path: Path, change: object, words: str) -> None:
    path = write_pair(tmp_path, "llava")
    projector = path.with_name("mmproj-llava.gguf")
    projector.write_bytes(change(projector.read_bytes()))  # type: ignore[operator]
    weights = inspect(path)
    assert weights.projector
    assert weights.projector.problem == f"It cannot see pictures: mmproj-llava.gguf {words}."
    assert weights.shape.eye == weights.shape.at_once == 0
    assert not describe(path).sees


def test_without_the_library_that_runs_projectors_no_model_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pair(tmp_path / "pair", "llava")
    package = tmp_path / "site" / "llama_cpp"
    (package / "lib").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "lib" / "libllama.so").touch()
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.delitem(sys.modules, "llama_cpp", raising=False)
    projector = projector_of(path)
    assert projector
    assert projector.problem == "It cannot see pictures: this Fireside was built without what that needs."
    (package / "lib" / "libmtmd.so").touch()
    assert not getattr(projector_of(path), "problem", "none")


def test_one_for_sounds_and_one_of_another_name_are_none(tmp_path: Path) -> None:
    path = write_model(tmp_path / "small-7b.gguf")
    assert projector_of(path) is None
    write_llava(tmp_path / "mmproj-large-9b.gguf")
    assert projector_of(path) is None
    sounds = write_llava(tmp_path / "mmproj-small-7b.gguf")
    assert projector_of(path)
    sounds.write_bytes(sounds.read_bytes().replace(b"clip.has_vision_encoder", b"clip.has_audio_encoder_"))
    assert projector_of(path) is None
