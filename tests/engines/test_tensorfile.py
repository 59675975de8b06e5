"""A safetensors file is believed nothing: what its header says is checked before any library reads it."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import save_file

from backend.engines.tensorfile import read_tensors
from backend.errors import ModelBroken, ModelMissing
from tests.engines.folders import with_header


def tensor(shape: Any = (2, 2), place: Any = (0, 16), kind: Any = "F32") -> dict[str, Any]:
    return {"dtype": kind, "shape": shape, "data_offsets": place}


def test_it_tells_what_the_library_wrote(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    arrays = {"b": np.zeros((3, 5), np.float16), "a": np.ones(7, np.float32), "none": np.zeros((0, 4), np.int64)}
    save_file(arrays, path, metadata={"format": "pt"})
    found = {each.name: (each.kind, each.shape, each.numbers) for each in read_tensors(path)}
    assert found == {"a": ("F32", (7,), 7), "b": ("F16", (3, 5), 15), "none": ("I64", (0, 4), 0)}


BROKEN: dict[str, tuple[Any, bytes, int | None, str]] = {
    "longer header than file": ({"a": tensor()}, b"\0" * 16, 1 << 16, "middle of its header"),
    "absurd header": ({"a": tensor()}, b"\0" * 16, (1 << 64) - 1, "makes no sense"),
    "no JSON": (b"{not json", b"", None, "no JSON"),
    "a name twice": (b'{"a": {}, "a": {}}', b"", None, "no JSON"),
    "deep JSON": (b'{"a":' * 50_000, b"", None, "no JSON"),
    "nothing in it": ({"__metadata__": {}}, b"", None, "0 tensors"),
    "no tensor": ({"a": 1}, b"", None, "the tensor a"),
    "without a shape": ({"a": {"dtype": "F32", "data_offsets": [0, 4]}}, b"\0" * 4, None, "the tensor a"),
    "a shape below zero": ({"a": tensor((-2, -2))}, b"\0" * 16, None, "the tensor a"),
    "a shape of truth": ({"a": tensor((True,), (0, 4))}, b"\0" * 4, None, "the tensor a"),
    "a shape too large": ({"a": tensor((1 << 40, 1 << 40))}, b"\0" * 16, None, "of shape"),
    "many dimensions": ({"a": tensor((1,) * 50, (0, 4))}, b"\0" * 4, None, "the tensor a"),
    "fewer bytes than its shape": ({"a": tensor((2, 2), (0, 8))}, b"\0" * 8, None, "of shape"),
    "backwards": ({"a": tensor((2, 2), (16, 0))}, b"\0" * 16, None, "of shape"),
    "one over the other": ({"a": tensor(), "b": tensor(place=(8, 24))}, b"\0" * 24, None, "odd place"),
    "a hole": ({"a": tensor(), "b": tensor(place=(32, 48))}, b"\0" * 48, None, "odd place"),
    "bytes at the end": ({"a": tensor()}, b"\0" * 20, None, "belong to nothing"),
    "truncated": ({"a": tensor()}, b"\0" * 9, None, "7 bytes are missing"),
    "an unknown format": ({"a": tensor(kind="Q9")}, b"\0" * 16, None, "Q9"),
    "a format that is no word": ({"a": tensor(kind=["F32"])}, b"\0" * 16, None, "does not know"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_makes_no_sense_is_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    header, body, length, words = BROKEN[kind]
    path = tmp_path / "model.safetensors"
    with_header(path, header, body, length)
    with pytest.raises(ModelBroken) as refused:
        read_tensors(path)
    assert words in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"GG", "a text file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "pointer"),
        (b"<!DOCTYPE html><html>", "web page"),
        (pickle.dumps({"a": 1}), "pickle"),
        (b"\0" * 500, "did not finish"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelBroken) as refused:
        read_tensors(path)
    assert words in refused.value.message


def test_a_file_that_is_gone_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        read_tensors(tmp_path / "model.safetensors")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_damaged_the_library_opens_what_the_check_lets_pass(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "model.safetensors"
    save_file({"a": np.ones((2, 3), np.float32), "b": np.zeros(5, np.float16)}, path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content)
    try:
        tensors = read_tensors(path)
    except ModelBroken:
        return
    with safe_open(path, "np") as opened:
        for each in tensors:
            assert opened.get_tensor(each.name).shape == each.shape
