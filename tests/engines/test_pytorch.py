"""PyTorch's engine as the server uses it: a worker that loads, streams, stops, may be killed, and gives all back."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from backend.domain import ModelOptions, ModelStatus
from backend.engines.base import Finished, Reading, Text
from backend.engines.pytorch import TorchEngine
from backend.errors import EngineFailed, Invalid, ModelBroken, ModelMissing, PromptTooLong, WorkerDied
from tests.engines.case import Case, with_engine
from tests.engines.conftest import ask
from tests.engines.folders import write_folder

QUESTION = "Why is the sky blue? 😀"
TOOLS = "{% if tools %}{{ tools | tojson }}{% endif %}"


def with_pytorch(home: Path, body: Callable[[Case], Awaitable[None]]) -> None:
    with_engine(home, body, TorchEngine)


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def test_a_folder_is_loaded_replies_stops_and_gives_its_memory_back(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "Mon modèle 😀", context=8192)

    async def body(case: Case) -> None:
        state = await case.load(folder / "config.json")
        assert (state.status, state.progress, state.context) == (ModelStatus.READY, 1.0, 8192)
        assert (state.layers, state.gpu_layers) == (2, 0)
        assert [event.progress for event in case.loading][-1] == 1.0
        assert case.engine.calls_tools is False
        items = await case.items(ask(QUESTION))
        assert isinstance(items[0], Reading)
        assert isinstance(items[-1], Finished)
        wanted = "".join(item.text for item in items if isinstance(item, Text))
        for _ in range(3):
            async with aclosing(case.engine.generate(ask("Tell me everything", max_tokens=100_000))) as left:
                async for item in left:
                    if isinstance(item, Text):
                        break
            assert await case.reply(ask(QUESTION)) == wanted
        async with aclosing(case.engine.generate(ask("A long story. " * 400))) as left:
            first = [await anext(left), await anext(left)][-1]
        assert isinstance(first, Reading)
        assert first.read < first.total / 2
        together = await asyncio.gather(*(case.reply(ask(QUESTION)) for _ in range(3)))
        assert together == [wanted] * 3
        with pytest.raises(Invalid, match="mirostat"):
            await case.items(ask(QUESTION).model_copy(update={"mirostat": 2}))
        await case.engine.forget("unheard of")
        worker = case.engine.pid
        assert worker
        await case.engine.close()
        assert not psutil.pid_exists(worker)
        with pytest.raises(WorkerDied):
            await case.items(ask(QUESTION))
        assert case.deaths == []

    with_pytorch(tmp_path / "home", body)


def test_kill_9_in_mid_reply_is_an_error_and_the_next_load_works(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "model", context=8192)

    async def body(case: Case) -> None:
        await case.load(folder)
        reply = case.engine.generate(ask(QUESTION, max_tokens=100_000))
        while not isinstance(await anext(reply), Text):
            pass
        assert case.engine.pid
        os.kill(case.engine.pid, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            async for _ in reply:
                pass
        assert [death.type for death in case.deaths] == ["worker_died"]
        await case.load(folder)
        assert await case.reply(ask(QUESTION))

    with_pytorch(tmp_path / "home", body)


def test_a_bad_folder_is_refused_before_a_worker_starts_and_a_good_one_loads_after(tmp_path: Path) -> None:
    pickled, good = write_folder(tmp_path / "pickled"), write_folder(tmp_path / "good", template=TOOLS)
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")

    async def body(case: Case) -> None:
        with pytest.raises(ModelBroken, match="pickles"):
            await case.load(pickled)
        assert case.engine.pid is None
        with pytest.raises(ModelMissing):
            await case.load(tmp_path / "gone")
        with pytest.raises(ModelBroken, match="makes no sense"):
            await case.load(write_folder(tmp_path / "wide", config={"hidden_size": "wide"}))
        assert case.engine.pid is None
        await case.load(good)
        assert case.deaths == []

    with_pytorch(tmp_path / "home", body)


def test_without_pytorch_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else found(name))

    async def body(case: Case) -> None:
        with pytest.raises(EngineFailed, match="torch") as refused:
            await case.load(write_folder(tmp_path / "model"))
        assert 'pip install "fireside[torch]"' in refused.value.hint
        assert case.engine.pid is None

    with_pytorch(tmp_path / "home", body)


def test_a_chosen_context_and_template_reach_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "Chosen", context=8192)

    async def body(case: Case) -> None:
        assert (await case.load(folder)).context == 8192
        own = await case.engine.count(ask(QUESTION))
        bare = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
        assert (await case.load(folder, options=ModelOptions(context=512, template=bare))).context == 512
        assert await case.engine.count(ask(QUESTION)) < own
        with pytest.raises(PromptTooLong):
            await case.reply(ask("A long story. " * 400))

    with_pytorch(tmp_path, body)
