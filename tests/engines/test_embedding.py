"""Texts become vectors: the same alone and among others, whatever the model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import gguf
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.engines.embedder import LocalEmbedder
from backend.engines.embedding import EmbeddingHost, Vectors, _batches
from backend.engines.gguf import inspect
from backend.errors import EngineFailed, ModelBroken, ModelMissing, WorkerDied
from backend.paths import Paths
from tests.gguf_files import STARTER, write_model
from tests.gguf_kinds import write_bert
from tests.processes import workers

Open = Callable[[Path], EmbeddingHost]
MAKERS: dict[str, Callable[[Path], Path]] = {
    "mean": lambda path: write_bert(path, pooling=1),
    "first": lambda path: write_bert(path, pooling=2),
    "none": lambda path: write_bert(path, pooling=0),
    "causal": lambda path: write_model(
        path, architecture="llama-embed", context=64, metadata={"llama-embed.attention.causal": False}
    ),
}
TEXTS = (
    "a fire",
    "a fine fire in the night",
    "x",
    "the sea " * 5,
    "wind and rain",
    "fire a",
    *("abc"[: n % 4 + 1] * 3 for n in range(60)),
)


@pytest.fixture
def open_host() -> Iterator[Open]:
    hosts: list[EmbeddingHost] = []

    def open_host(path: Path) -> EmbeddingHost:
        hosts.append(EmbeddingHost(lambda event: None))
        weights = inspect(path, purpose="search")
        (width,) = hosts[-1].load(threading.Event(), str(weights.path), weights.shape)
        assert width == 64
        return hosts[-1]

    yield open_host
    for host in hosts:
        host.close()


def embed(host: EmbeddingHost, texts: Sequence[str]) -> Vectors:
    (vectors,) = host.embed(threading.Event(), texts)
    return vectors


@pytest.mark.parametrize("kind", MAKERS)
def test_a_text_has_the_same_vector_alone_and_among_others(tmp_path: Path, open_host: Open, kind: str) -> None:
    host = open_host(MAKERS[kind](tmp_path / "model.gguf"))
    together = embed(host, TEXTS)
    assert together.dtype == np.float32
    assert together.shape == (len(TEXTS), 64)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embed(host, [text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=5e-3)
    assert not np.allclose(together[0], together[1], atol=0.05)


def test_the_vectors_are_those_of_llama_cpp_pythons_own_way(tmp_path: Path, open_host: Open) -> None:
    from llama_cpp import Llama

    path = write_bert(tmp_path / "model.gguf")
    theirs = Llama(str(path), embedding=True, verbose=False)
    wanted = np.array(theirs.embed(list(TEXTS[:4]), normalize=True), np.float32)
    theirs.close()
    assert np.allclose(embed(open_host(path), TEXTS[:4]), wanted, atol=5e-3)


def test_a_text_that_is_too_long_is_read_as_far_as_it_can_be(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_bert(tmp_path / "model.gguf"))
    long = embed(host, ["a b c " * 1000, "a b c " * 2000, "short"])
    assert np.allclose(long[0], long[1], atol=5e-3)
    assert not np.allclose(long[0], long[2], atol=0.05)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_vectors_that_are_no_numbers_are_an_error_and_the_next_model_is_well(
    tmp_path: Path, open_host: Open, number: float
) -> None:
    path = write_bert(tmp_path / "broken.gguf")
    reader = gguf.GGUFReader(path, "r+")
    norm = next(tensor.data for tensor in reader.tensors if tensor.name == "blk.1.layer_output_norm.weight")
    norm[:] = number
    reader.data.flush()
    with pytest.raises(EngineFailed, match="not a number") as failed:
        embed(open_host(path), TEXTS)
    assert failed.value.hint
    assert embed(open_host(write_bert(tmp_path / "whole.gguf")), TEXTS[:2]).shape == (2, 64)


def test_texts_without_a_word_are_no_error(tmp_path: Path, open_host: Open) -> None:
    vectors = embed(open_host(write_bert(tmp_path / "model.gguf")), ["", " \n", "a"])
    assert vectors.shape == (3, 64)
    assert np.isfinite(vectors).all()


@given(st.lists(st.integers(0, 50)), st.integers(50, 90))
def test_every_text_is_read_once_with_room_for_it(lengths: list[int], room: int) -> None:
    batches = list(_batches(lengths, room))
    assert sorted(number for batch in batches for number in batch) == [n for n, length in enumerate(lengths) if length]
    assert all(sum(lengths[number] for number in batch) <= room for batch in batches)
    assert all(batch and len(batch) <= 32 for batch in batches)


def test_giving_up_stops_between_batches(tmp_path: Path, open_host: Open) -> None:
    host = open_host(write_bert(tmp_path / "model.gguf"))
    cancelled = threading.Event()
    cancelled.set()
    assert list(host.embed(cancelled, TEXTS)) == []


def test_without_a_model_it_says_so() -> None:
    host = EmbeddingHost(lambda event: None)
    with pytest.raises(EngineFailed, match="No model"):
        embed(host, ["a"])
    host.close()


def test_in_a_worker_of_its_own(tmp_path: Path) -> None:
    path = write_bert(tmp_path / "model.gguf")
    paths = Paths(tmp_path / "home")
    paths.create()

    async def main() -> None:
        embedder = LocalEmbedder(paths)
        with pytest.raises(WorkerDied):
            await embedder.embed(["a"])
        with pytest.raises(ModelBroken, match="for chatting"):
            await embedder.load(STARTER)
        with pytest.raises(ModelMissing):
            await embedder.load(tmp_path / "missing.gguf")
        assert await embedder.load(path) == 64
        assert (await embedder.embed([])).shape == (0, 64)
        one, many = await asyncio.gather(embedder.embed(["a fire"]), embedder.embed(TEXTS))
        assert np.allclose(one[0], many[0], atol=5e-3)
        await embedder.close()
        with pytest.raises(WorkerDied):
            await embedder.embed(["a"])

    before = set(workers())
    asyncio.run(asyncio.wait_for(main(), 120))
    assert set(workers()) <= before
