"""llama.cpp for the bundle: what is taken of what was built, and what must not be missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.packaging.systems import ROOT

sys.path.append(str(ROOT / "packaging"))
import llama
from environment import SetupFailed

BUILT = ("libggml.so.0", "libggml-cpu-haswell.so", "libggml-cpu-cannonlake.so", "libllama.so.0", "libllama-common.so.0")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(llama, "folder", lambda venv: tmp_path)
    for name in (*BUILT, "libmtmd.so.0", "llama.h"):
        (tmp_path / name).touch()
    return tmp_path


def test_the_library_that_sees_is_taken_and_what_nobody_needs_is_not(folder: Path) -> None:
    taken = {Path(path).name for path, _ in llama.libraries()}
    assert taken == {"libggml.so.0", "libggml-cpu-haswell.so", "libllama.so.0", "libmtmd.so.0"}


@pytest.mark.parametrize(
    ("missing", "words"), [("libmtmd.so.0", "pictures"), ("libggml-cpu-haswell.so", "one computer")]
)
def test_a_build_without_what_it_is_for_is_not_packed(folder: Path, missing: str, words: str) -> None:
    (folder / missing).unlink()
    (folder / "libggml-cpu-cannonlake.so").unlink()
    with pytest.raises(SetupFailed, match=words):
        list(llama.libraries())


@pytest.mark.parametrize("accel", ["cpu", "vulkan"])
def test_every_flavour_can_see(accel: str) -> None:
    assert not [flag for flag in llama.flags(accel) if flag.startswith("-DLLAVA_BUILD") and flag.endswith("OFF")]
