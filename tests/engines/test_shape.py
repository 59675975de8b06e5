"""What a header says of a model's memory is what llama.cpp then takes; nonsense in it is nobody's downfall."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.engines.context import SEQUENCES, Context, Options
from backend.engines.fit import kept, working
from backend.engines.header import Array, Header, Tensor, read_header
from backend.engines.shape import Shape, shape_of
from tests.gguf_files import STARTER, write_model
from tests.gguf_kinds import KINDS, write_bert, write_gemma3, write_lfm2, write_mamba

MIB = 1 << 20
Told = Callable[[Path, Options], list[str]]


@pytest.fixture
def told() -> Told:
    """What llama.cpp says of a context that it only pretends to make."""
    from llama_cpp import llama_cpp

    lines: list[str] = []
    log = llama_cpp.llama_log_callback(lambda _, text, __: lines.append(text.decode("utf-8", "replace")))

    def told(path: Path, options: Options) -> list[str]:
        llama_cpp.llama_log_set(log, ctypes.c_void_p(0))
        parameters = llama_cpp.llama_model_default_params()
        parameters.no_alloc, parameters.load_mode = True, llama_cpp.LLAMA_LOAD_MODE_NONE
        model = llama_cpp.llama_model_load_from_file(str(path).encode(), parameters)
        lines.clear()
        context = Context(llama_cpp, model, options, threads=1, threads_batch=1)
        context.close()
        llama_cpp.llama_model_free(model)
        llama_cpp.llama_log_set(llama_cpp.llama_log_callback(), None)
        return lines

    return told


def sizes(lines: list[str], what: str) -> float:
    """MiB of all lines of that kind."""
    return sum(float(size) for line in lines for size in re.findall(what, line))


def shape(path: Path) -> Shape:
    return shape_of([read_header(path)])


def write_wide(path: Path) -> Path:
    """Heads of 32, which can be kept in 8 bits; half as many keys as questions."""
    return write_model(path, width=128, context=4096)


def write_starter(path: Path) -> Path:
    path.symlink_to(STARTER)
    return path


def write_uneven(path: Path) -> Path:
    """One layer keeps four heads, another a single one."""
    return write_lfm2(path, heads_kv=(0, 4, 0, 1))


KEEPERS = KINDS | {"llama": lambda path: write_model(path, context=4096), "wide": write_wide, "starter": write_starter}
KEEPERS |= {"uneven": write_uneven}


@pytest.mark.parametrize("kind", KEEPERS)
@pytest.mark.parametrize("whole_window", [True, False])
@pytest.mark.parametrize(("gpu", "flash"), [(True, "auto"), (False, "auto"), (False, "off")])
def test_what_is_kept_of_texts_is_counted_as_llama_cpp_does(
    tmp_path: Path, told: Told, kind: str, whole_window: bool, gpu: bool, flash: Literal["auto", "off"]
) -> None:
    path = KEEPERS[kind](tmp_path / "model.gguf")
    options = Options(1000, flash=flash, whole_window=whole_window, gpu=gpu)
    lines = told(path, options)
    texts = sizes(lines, r"size = +([\d.]+) MiB \(")
    model = shape(path)
    assert sum(kept(model, layer, options) for layer in model.layers) / MIB == pytest.approx(texts, abs=0.02)
    assert texts > 0


def test_eight_bits_are_counted_as_llama_cpp_does(tmp_path: Path, told: Told) -> None:
    path = write_wide(tmp_path / "model.gguf")
    options = Options(4096, kept="q8_0", flash="on")
    model = shape(path)
    texts = sizes(told(path, options), r"size = +([\d.]+) MiB \(")
    assert sum(kept(model, layer, options) for layer in model.layers) / MIB == pytest.approx(texts, abs=0.02)


@pytest.mark.parametrize("kind", KEEPERS)
@pytest.mark.parametrize("gpu", [True, False])
@pytest.mark.parametrize("flash", ["auto", "off"])
def test_the_room_for_a_step_is_never_guessed_too_small(
    tmp_path: Path, told: Told, kind: str, gpu: bool, flash: Literal["auto", "off"]
) -> None:
    path = KEEPERS[kind](tmp_path / "model.gguf")
    options = Options(1024, gpu=gpu, flash=flash)
    taken = sizes(told(path, options), r"(?:compute|output) buffer size = +([\d.]+) MiB")
    assert 0 < taken <= working(shape(path), options) / MIB


def test_the_weights_of_each_layer_are_known_and_none_is_lost(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf", layers=3, width=64)
    model, tensors = shape(path), read_header(path).tensors
    assert model.weights == sum(tensor.size for tensor in tensors)
    assert [layer.weights for layer in model.layers] == [model.layers[0].weights] * 3
    assert model.input == next(tensor.size for tensor in tensors if tensor.name == "token_embd.weight")
    assert model.output == sum(tensor.size for tensor in tensors if tensor.name.startswith("output"))
    assert (model.trained, model.width, model.widest, model.heads, model.head_sizes) == (512, 64, 128, 4, (16,))
    assert model.words == 263


def test_an_output_that_uses_the_embeddings_again_borrows_them(tmp_path: Path) -> None:
    path = write_lfm2(tmp_path / "lfm2.gguf")
    model = shape(path)
    assert model.borrowed == next(
        tensor.size for tensor in read_header(path).tensors if tensor.name == "token_embd.weight"
    )


def test_the_layers_of_each_kind_are_told_apart(tmp_path: Path) -> None:
    gemma = shape(write_gemma3(tmp_path / "gemma3.gguf", window=32))
    assert [layer.windowed for layer in gemma.layers] == [True] * 5 + [False]
    assert gemma.window == 32
    mamba = shape(write_mamba(tmp_path / "mamba.gguf"))
    assert all(layer.state and not layer.key for layer in mamba.layers)
    assert mamba.head_sizes == ()
    lfm2 = shape(write_lfm2(tmp_path / "lfm2.gguf"))
    assert [bool(layer.state) for layer in lfm2.layers] == [True, False, True, False]
    assert [layer.key for layer in lfm2.layers] == [0, 64, 0, 64]
    bert = shape(write_bert(tmp_path / "bert.gguf"))
    assert len(bert.layers) == 2


def test_a_window_that_llama_cpp_ignores_is_ignored(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf", metadata={"llama.attention.sliding_window": 32})
    assert not any(layer.windowed for layer in shape(path).layers)


def test_heads_may_differ_from_layer_to_layer(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf", layers=3, heads_kv=[4, 2, 1])
    assert [layer.key for layer in shape(path).layers] == [64, 32, 16]


def test_compressed_attention_keeps_keys_only() -> None:
    numbers = {"attention.head_count": 128, "attention.head_count_kv": 1, "attention.key_length": 576}
    numbers |= {"attention.value_length": 512, "attention.key_length_mla": 192, "attention.value_length_mla": 128}
    model = made({f"deepseek2.{key}": number for key, number in numbers.items()}, architecture="deepseek2")
    assert [(layer.key, layer.value) for layer in model.layers] == [(576, 0)] * 2


def test_layers_that_share_what_others_keep_keep_nothing() -> None:
    numbers = {"attention.head_count": 4, "attention.key_length": 16, "attention.value_length": 16}
    model = made({f"gemma4.{key}": number for key, number in (numbers | {"attention.shared_kv_layers": 1}).items()})
    assert [layer.key for layer in model.layers] == [64, 0]


def made(metadata: dict[str, object], architecture: str = "gemma4") -> Shape:
    """Of a header with two layers and these entries."""
    entries: dict[str, object] = {"general.architecture": architecture, f"{architecture}.block_count": 2}
    tensors = tuple(Tensor(f"blk.{layer}.attn_k.weight", (32,), 0, 0, 128) for layer in range(2))
    return shape_of([Header(1000, entries | metadata, tensors)])  # type: ignore[arg-type]


KEYS = (
    *("block_count", "context_length", "embedding_length", "feed_forward_length", "attention.head_count"),
    *("attention.head_count_kv", "attention.key_length", "attention.value_length", "attention.sliding_window"),
    *("attention.sliding_window_pattern", "attention.shared_kv_layers", "nextn_predict_layers", "ssm.conv_kernel"),
    *("ssm.inner_size", "ssm.state_size", "ssm.group_count", "wkv.head_size", "shortconv.l_cache", "kda.head_dim"),
    *("expert_used_count", "expert_feed_forward_length", "attention.key_length_mla", "attention.key_length_swa"),
)
NUMBERS = st.one_of(st.integers(-(1 << 63), 1 << 64), st.integers(0, 4), st.floats(), st.booleans())
ENTRIES = st.one_of(
    NUMBERS,
    st.text(max_size=5),
    st.lists(NUMBERS, max_size=4).map(lambda values: Array(5, len(values), tuple(values))),
    st.integers(0, 1 << 40).map(lambda count: Array(8, count)),
)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(KEYS), ENTRIES),
    st.sampled_from(["llama", "gemma3", "mamba", "kimi-linear", "", "grok"]),
    st.lists(st.sampled_from(["attn_k.weight", "ssm_in.weight", "time_mix_w1.weight", "shortconv.conv.weight", "x"])),
)
def test_whatever_a_header_says_gives_a_shape(entries: dict[str, object], architecture: str, names: list[str]) -> None:
    metadata = {f"{architecture}.{key}": value for key, value in entries.items()}
    tensors = [Tensor(f"blk.{number % 3}.{name}", (32,), 0, 0, 128) for number, name in enumerate(names)]
    tensors.append(Tensor("output.weight", (32,), 0, 0, 128))
    model = shape_of([Header(1000, metadata | {"general.architecture": architecture}, tuple(tensors))])  # type: ignore[arg-type]
    assert len(model.layers) <= 512
    options = Options(4096)
    assert all(kept(model, layer, options) >= layer.state * SEQUENCES >= 0 for layer in model.layers)
    assert working(model, options) >= 0
