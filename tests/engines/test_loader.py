"""Loading as planned, with less where that runs out of memory (which it really does here), or else words about it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.domain import Model, ModelState
from backend.engines.base import Finished, Loading
from backend.engines.context import Context, Options
from backend.engines.devices import Machine, devices
from backend.engines.fit import GIB, Plan, steps
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.engines.loader import Loader, Opened
from backend.engines.local import LocalEngine
from backend.errors import EngineFailed, FiresideError, ModelBroken
from backend.paths import Paths
from tests.engines.conftest import ask, items, written
from tests.engines.driver import DriverEngine
from tests.engines.tight import TightEngine
from tests.gguf_files import write_model

MIB = 1 << 20
Make = Callable[[type[LocalEngine]], LocalEngine]


class Case:
    """A loader and what it told; contexts are made as the host makes them, unless `refuse` says otherwise."""

    def __init__(self) -> None:
        from llama_cpp import llama_cpp

        self.library: Any = llama_cpp
        self.told: list[float] = []
        self.made: list[Plan] = []
        self.opened: list[Opened[Context]] = []
        self.refuse: Callable[[Plan], bool] = lambda plan: False
        self.loader = Loader(llama_cpp, self.emit)

    def emit(self, event: object) -> None:
        assert isinstance(event, Loading)
        self.told.append(event.progress)

    @property
    def loads(self) -> int:
        """How often weights were loaded from the start."""
        return self.told.count(0.0)

    def make(self, model: Any, plan: Plan) -> Context:
        self.made.append(plan)
        if self.refuse(plan):
            raise MemoryError
        return Context(self.library, model, plan.options, threads=1, threads_batch=1)

    def load(self, path: Path, machine: Machine) -> Opened[Context]:
        plans = steps(inspect(path).shape, machine)
        opened = self.loader.load(threading.Event(), str(path), plans, self.make)
        assert opened
        self.opened.append(opened)
        return opened

    def close(self) -> None:
        for opened in self.opened:
            opened.context.close()
            self.library.llama_model_free(opened.model)
        self.loader.close()


@pytest.fixture
def case() -> Iterator[Case]:
    case = Case()
    yield case
    case.close()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that keeps 16 KB of each token: 256 MiB of 16k."""
    return write_model(tmp_path_factory.mktemp("long") / "long.gguf", layers=16, width=256, context=32_768)


def cards(*free: float) -> Machine:
    """A computer whose processor plays so many graphics cards: llama.cpp is given them as it would be real ones."""
    processor = next(device for device in devices() if device.kind == "processor")
    gpus = tuple(
        replace(processor, kind="gpu", backend="CUDA", free=int(size * GIB), total=8 * GIB, id=str(number))
        for number, size in enumerate(free)
    )
    return Machine(10 * GIB, 16 * GIB, gpus)


# ------------------------------------------------------------------ as planned


def test_the_plan_is_carried_out(case: Case, long: Path) -> None:
    opened = case.load(long, cards())
    assert opened.fit == "On the processor, 16k context, 0.4 of 16 GB."
    assert (opened.context.size, opened.context.gpu) == (16_384, False)
    assert case.library.llama_model_n_layer(opened.model) == 16


@pytest.mark.parametrize(
    ("free", "layers", "taking"), [((8.0,), 16, 1), ((0.585,), 10, 1), ((0.8, 8.0), 16, 2), ((0.4, 8.0), 16, 1)]
)
def test_layers_go_where_there_is_room(
    case: Case, long: Path, free: tuple[float, ...], layers: int, taking: int
) -> None:
    opened = case.load(long, cards(*free))
    assert (opened.plan.gpu_layers, len(opened.plan.parts)) == (layers, taking)
    assert opened.context.gpu


@pytest.mark.parametrize("options", [Options(512, kept="q8_0", flash="on"), Options(512, flash="off")])
def test_a_model_writes_with_shorter_numbers_and_without_flash_attention(tmp_path: Path, options: Options) -> None:
    path = write_model(tmp_path / "wide.gguf", width=128)
    host = LlamaHost(lambda event: None)
    weights = inspect(path)
    host._make_context = lambda model, _: Context(host._c, model, options, threads=1, threads_batch=1)  # type: ignore[method-assign]
    list(host.load(threading.Event(), str(path), weights.template, weights.shape))
    told = list(items(host, ask("Hi there", max_tokens=12)))
    assert isinstance(told[-1], Finished)
    assert written(told)
    host.close()


# ------------------------------------------------------------------ with less


def test_a_smaller_context_needs_no_new_weights(case: Case, long: Path) -> None:
    case.refuse = lambda plan: plan.options.size > 8192
    opened = case.load(long, cards(8.0))
    assert case.loads == 1
    assert [plan.options.size for plan in case.made] == [32_768, 16_384, 8192]
    assert opened.fit == (
        "All 16 layers on the GPU, 8k context, 0.2 of 8.0 GB. There was not enough memory for a 32k context."
    )


def test_what_a_card_cannot_take_the_processor_does(case: Case, long: Path) -> None:
    case.refuse = lambda plan: plan.options.gpu
    opened = case.load(long, cards(8.0))
    assert opened.plan.gpu_layers == 0
    assert case.loads == len({plan.gpu_layers for plan in case.made}) == 5
    assert opened.fit.startswith("On the processor, 16k context")
    assert "not enough memory for 16 layers on the GPU." in opened.fit
    assert "not enough memory for a 32k context." in opened.fit


def test_when_nothing_helps_it_is_said_in_words(case: Case, long: Path) -> None:
    def refuse(plan: Plan) -> bool:
        case.loader._complaints.append("ggml_aligned_malloc: insufficient memory (attempted to allocate 256.00 MB)")
        return True

    case.refuse = refuse
    with pytest.raises(EngineFailed, match=r"not enough memory for long\.gguf") as refusal:
        case.load(long, cards())
    assert "Close other programs" in refusal.value.hint


def test_a_model_larger_than_the_memory_is_not_even_tried(case: Case, long: Path) -> None:
    with pytest.raises(EngineFailed, match=r"not enough memory for long\.gguf"):
        case.load(long, Machine(100 * MIB, 100 * MIB))
    assert case.told == []


def test_a_broken_file_is_not_tried_again_and_again(case: Case, tmp_path: Path) -> None:
    path = write_model(tmp_path / "odd.gguf")
    path.write_bytes(path.read_bytes().replace(b"blk.1.ffn_down.weight", b"blk.1.ffn_dawn.weight"))
    with pytest.raises(ModelBroken, match="ffn_down"):
        case.load(path, cards(8.0))
    assert case.loads <= 1


def test_loading_that_is_given_up_leaves_nothing(case: Case, long: Path) -> None:
    cancelled = threading.Event()
    cancelled.set()
    plans = steps(inspect(long).shape, cards())
    assert case.loader.load(cancelled, str(long), plans, case.make) is None
    assert case.made == []


# ------------------------------------------------------------------ when memory really ends


def loaded(engine: LocalEngine, path: Path) -> tuple[ModelState, list[object]]:
    """What a worker of an engine came to, and what it then replied."""

    async def main() -> tuple[ModelState, list[object]]:
        try:
            model = Model(id="one", name="One", path=str(path))
            state = await asyncio.wait_for(engine.load(model, lambda loading: None), 120)
            return state, [item async for item in engine.generate(ask("Hi", max_tokens=8))]
        finally:
            await engine.close()

    return asyncio.run(main())


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes engines, none of which may tell of a death: a load that fails is an answer, not a death."""
    deaths: list[FiresideError] = []

    def make(kind: type[LocalEngine]) -> LocalEngine:
        paths = Paths(tmp_path)
        paths.create()
        return kind(paths, deaths.append)

    yield make
    assert deaths == []


def tight(make: Make, more: int) -> TightEngine:
    """Whose worker may take so many more bytes from when it loads."""
    engine = make(TightEngine)
    assert isinstance(engine, TightEngine)
    engine.more = more
    return engine


def test_out_of_memory_the_context_gets_smaller_and_replies_are_written(make: Make, tmp_path: Path, long: Path) -> None:
    state, told = loaded(tight(make, 250 * MIB), long)
    assert state.context < 16_384
    assert state.fit.startswith(f"On the processor, {state.context // 1024}k context")
    assert "There was not enough memory for a 16k context" in state.fit
    assert isinstance(told[-1], Finished)
    log = (tmp_path / "logs" / "engine.log").read_text("utf-8")
    assert "insufficient memory (attempted to allocate 256.00 MB)" in log  # it was no game


def test_with_plenty_of_memory_nothing_gets_smaller(make: Make, long: Path) -> None:
    state, _ = loaded(tight(make, 2000 * MIB), long)
    assert state.context == 16_384
    assert "not enough" not in state.fit


def test_out_of_memory_for_the_weights_is_an_error_with_a_hint(make: Make, long: Path) -> None:
    with pytest.raises(EngineFailed, match=r"not enough memory for long\.gguf") as refusal:
        loaded(tight(make, 30 * MIB), long)
    assert refusal.value.hint == "Close other programs, or try a smaller model."


def test_when_the_driver_of_a_card_crashes_the_processor_does_it(make: Make, long: Path) -> None:
    state, told = loaded(make(DriverEngine), long)
    assert state.gpu_layers == 0
    assert state.fit.startswith("On the processor")
    assert state.fit.endswith("With the GPU, loading it made the engine crash.")
    assert isinstance(told[-1], Finished)


def test_when_it_crashes_without_the_card_too_that_is_said(make: Make, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="made the engine crash"):
        loaded(make(DriverEngine), write_model(tmp_path / "hopeless.gguf"))
