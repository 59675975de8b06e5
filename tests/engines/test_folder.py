"""A transformers folder is checked before a worker starts: pickles, code and half downloads are refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.engines.folder import inspect_folder
from backend.errors import FiresideError, ModelBroken, ModelMissing
from tests.engines.folders import split, write_folder
from tests.gguf_files import CHATML


def changed(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        content = json.loads((folder / name).read_text())
        change(content)
        (folder / name).write_text(json.dumps(content))

    return make


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def written(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def both(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda folder: [step(folder) for step in steps] and None


def cut(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-100]) and None


MODEL = "model.safetensors"
INDEX = "model.safetensors.index.json"
BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "pickles": (both(without(MODEL), written("pytorch_model.bin", b"\x80\x02")), "pickles"),
    "GGUF inside": (both(without(MODEL), written("model.gguf", b"GGUF")), ".gguf"),
    "no weights": (without(MODEL), "no weights"),
    "no config": (without("config.json"), "config.json is missing"),
    "no tokenizer": (without("tokenizer.json"), "tokenizer.json is missing"),
    "an adapter": (written("adapter_config.json", b"{}"), "adapter"),
    "truncated weights": (cut(MODEL), "cut off"),
    "an empty file": (written(MODEL, b""), "empty"),
    "broken config": (cut("config.json"), "cannot be read"),
    "a config that is a list": (written("config.json", b"[]"), "makes no sense"),
    "deep config": (written("config.json", b"[" * 200_000), "cannot be read"),
    "a config without end": (written("config.json", b" " * (5 << 20)), "absurd length"),
    "no kind": (changed("config.json", lambda config: config.pop("model_type")), "what model"),
    "an embedder": (changed("config.json", lambda config: config.update(architectures=["BertModel"])), "writes on"),
    "two halves": (changed("config.json", lambda config: config.update(is_encoder_decoder=True)), "writes on"),
    "packed": (changed("config.json", lambda config: config.update(quantization_config={"bits": 4})), "packed"),
    "layers without end": (changed("config.json", lambda config: config.update(num_hidden_layers=10**9)), "layers"),
    "a part is gone": (both(split, without("model-00002-of-00002.safetensors")), "model-00002-of-00002"),
    "a part elsewhere": (
        both(split, changed(INDEX, lambda index: index["weight_map"].update(a="../../x.safetensors"))),
        "makes no sense",
    ),
    "a pickle as a part": (
        both(split, changed(INDEX, lambda index: index["weight_map"].update(a="pytorch_model.bin"))),
        "makes no sense",
    ),
    "no parts": (both(split, written(INDEX, b"{}")), "makes no sense"),
    "a weight twice": (
        both(split, lambda folder: write_folder(folder), without(MODEL), lambda folder: _doubled(folder)),
        "twice",
    ),
}


def _doubled(folder: Path) -> None:
    (folder / "model-00002-of-00002.safetensors").write_bytes(
        (folder / "model-00001-of-00002.safetensors").read_bytes()
    )


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_folder_is_refused_with_the_reason(tmp_path: Path, kind: str) -> None:
    make, words = BAD[kind]
    folder = write_folder(tmp_path / "model")
    make(folder)
    with pytest.raises((ModelBroken, ModelMissing)) as refused:
        inspect_folder(folder)
    assert words in f"{refused.value.message} {refused.value.hint}"
    assert refused.value.hint


def test_a_folder_that_is_gone_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        inspect_folder(tmp_path / "gone")


def test_any_file_of_the_folder_stands_for_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "My model", context=777, layers=3)
    found = [inspect_folder(path) for path in (folder, folder / "config.json", folder / MODEL)]
    assert found[0] == found[1] == found[2]
    one = found[0]
    assert (one.name, one.architecture, one.context, one.layers) == ("My model", "llama", 777, 3)
    assert one.size == 4 * one.numbers > 100_000
    assert (one.bos, one.eos, one.ends, one.template) == ("<|bos|>", "<|im_end|>", (258,), CHATML)


def test_parts_count_as_one(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    whole = inspect_folder(folder)
    split(folder)
    assert inspect_folder(folder) == whole


def test_pickles_beside_safetensors_are_left_alone(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x02 never read")
    assert inspect_folder(folder).layers == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("chat_template.jinja", "mine"),
        ("chat_template.json", json.dumps({"chat_template": "mine"})),
        ("tokenizer_config.json", json.dumps({"chat_template": "mine", "eos_token": {"content": "</s>"}})),
        (
            "tokenizer_config.json",
            json.dumps({"chat_template": [{"name": "rag", "template": "no"}, {"name": "default", "template": "mine"}]}),
        ),
    ],
)
def test_the_template_is_found_where_it_may_lie(tmp_path: Path, name: str, content: str) -> None:
    folder = write_folder(tmp_path / "model")
    if name != "tokenizer_config.json":
        (folder / "tokenizer_config.json").write_text("{}")
    (folder / name).write_text(content)
    assert inspect_folder(folder).template == "mine"


def test_all_tokens_that_end_a_reply_are_found(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model")
    (folder / "generation_config.json").write_text(json.dumps({"eos_token_id": [1, 2, "x", None]}))
    assert set(inspect_folder(folder).ends) == {1, 2, 258}


def test_errors_are_words_for_people(tmp_path: Path) -> None:
    with pytest.raises(FiresideError) as refused:
        inspect_folder(tmp_path)
    assert "safetensors" in refused.value.message
