"""Contexts made in different ways: what was read in one is of use in another only where the numbers are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.engines import llama
from backend.engines.context import Context, Options
from backend.engines.fit import GIB, Plan
from backend.engines.llama import LlamaHost
from tests.engines.conftest import ask, items, kept, load, written
from tests.gguf_files import write_model
from tests.gguf_kinds import write_gemma3

STORY = "Once upon a time there was a fire beside which stories were told. " * 2
Opener = Callable[[Path, Options], LlamaHost]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Makes hosts whose contexts are as asked, and who remember on disk."""
    hosts: list[LlamaHost] = []

    def opened(path: Path, options: Options) -> LlamaHost:
        plan = Plan(2, 0, options, (), GIB, 8 * GIB)
        monkeypatch.setattr(llama, "wished", lambda shape, machine, wish: iter([plan]))
        hosts.append(LlamaHost(lambda event: None, tmp_path / "cache"))
        load(hosts[-1], path)
        return hosts[-1]

    yield opened
    for host in hosts:
        host.close()


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its heads are of 32: they can be kept in 8 bits."""
    return write_model(tmp_path_factory.mktemp("wide") / "wide.gguf", width=128, context=4096)


def read_before(opened: Opener, path: Path, first: Options, then: Options) -> int:
    """How many tokens of a thread need not be read again, when the context is another one after a restart."""
    request = ask(STORY, max_tokens=4).model_copy(update={"thread": "one"})
    host = opened(path, first)
    list(items(host, request))
    host.close()
    return kept(list(items(opened(path, then), request)))


def test_a_thread_goes_on_in_a_context_of_another_size(opened: Opener, wide: Path) -> None:
    assert read_before(opened, wide, Options(1024), Options(2048)) > 100
    assert read_before(opened, wide, Options(2048), Options(512)) > 100


@pytest.mark.parametrize(
    "other", [Options(1024, kept="q8_0", flash="on"), Options(1024, stretched=True), Options(1024, flash="off")]
)
def test_what_was_kept_in_other_numbers_is_read_anew(opened: Opener, wide: Path, other: Options) -> None:
    assert read_before(opened, wide, Options(1024), other) == 0
    assert read_before(opened, wide, other, other) > 100


def test_a_cut_window_is_another_memory_than_a_whole_one(opened: Opener, tmp_path: Path) -> None:
    path = write_gemma3(tmp_path / "gemma3.gguf")
    cut = Options(1024, whole_window=False)
    assert read_before(opened, path, Options(1024), cut) == 0
    assert read_before(opened, path, cut, cut) > 100


def test_eight_bits_change_a_reply_little(opened: Opener, wide: Path) -> None:
    whole, short = (
        written(items(opened(wide, Options(1024, kept=kept_in, flash="on")), ask("Hello there", max_tokens=5)))
        for kept_in in ("f16", "q8_0")
    )
    assert whole[:1] == short[:1]


def test_no_room_is_a_memory_error(wide: Path) -> None:
    from llama_cpp import llama_cpp

    model = llama_cpp.llama_model_load_from_file(str(wide).encode(), llama_cpp.llama_model_default_params())
    odd = Options(1024, kept="q8_0", flash="off")  # which llama.cpp refuses
    with pytest.raises(MemoryError):
        Context(llama_cpp, model, odd, threads=1, threads_batch=1)
    llama_cpp.llama_model_free(model)
