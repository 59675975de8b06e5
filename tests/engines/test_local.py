"""The engine as the server uses it: a worker that loads, streams, stops, may be killed, and gives everything back."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import aclosing
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil
import pytest

from backend.domain import Model, ModelStatus
from backend.engines.base import Finished, Image, Reading, Request, Text, Turn
from backend.engines.gguf import inspect
from backend.engines.local import LocalEngine
from backend.engines.states import STATES, used
from backend.errors import EngineFailed, Invalid, ModelBroken, ModelMissing, PromptTooLong, WorkerDied
from backend.paths import Paths
from tests.engines.case import Case, with_engine
from tests.engines.conftest import ask
from tests.gguf_files import BROKEN, write_model
from tests.projectors import EYE, picture, write_llava, write_pair

QUESTION = "Why is the sky blue? 😀"


def test_a_model_is_loaded_and_replies(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        state = await case.load(models["starter"])
        assert (state.model_id, state.status, state.progress) == ("one", ModelStatus.READY, 1.0)
        weights = inspect(models["starter"])
        assert (state.context, state.layers) == (min(weights.context, 16_384), weights.layers)
        assert f"{weights.context}-token context" in state.fit
        assert [event.progress for event in case.loading][-1] == 1.0
        items = await case.items(ask(QUESTION))
        assert isinstance(items[0], Reading)
        assert isinstance(items[-1], Finished)
        assert any(isinstance(item, Text) for item in items)
        assert case.deaths == []

    with_engine(tmp_path, body)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_bad_file_is_refused_before_a_worker_starts(tmp_path: Path, kind: str) -> None:
    make, words = BROKEN[kind]
    path = tmp_path / "model.gguf"
    make(path)

    async def body(case: Case) -> None:
        with pytest.raises(ModelBroken) as refusal:
            await case.load(path)
        assert words in f"{refusal.value.message} {refusal.value.hint}"
        assert case.engine.pid is None

    with_engine(tmp_path, body)


def test_a_bad_file_leaves_the_engine_ready_for_a_good_one(tmp_path: Path, models: dict[str, Path]) -> None:
    tangled = write_model(tmp_path / "tangled.gguf")
    tangled.write_bytes(tangled.read_bytes().replace(b"blk.1.ffn_down.weight", b"blk.1.ffn_dawn.weight"))

    async def body(case: Case) -> None:
        with pytest.raises(ModelMissing):
            await case.load(tmp_path / "missing.gguf")
        with pytest.raises(ModelBroken, match="ffn_down"):
            await case.load(tangled)
        assert case.engine.pid is None
        assert case.deaths == []
        await case.load(models["small"])
        assert await case.reply(ask(QUESTION))

    with_engine(tmp_path, body)


def test_a_split_model_replies_like_the_whole_one(tmp_path: Path) -> None:
    whole = write_model(tmp_path / "whole.gguf")
    write_model(tmp_path / "split.gguf", shards=3)

    async def body(case: Case) -> None:
        await case.load(whole)
        wanted = await case.reply(ask(QUESTION))
        await case.load(tmp_path / "split-00002-of-00003.gguf")
        assert await case.reply(ask(QUESTION)) == wanted

    with_engine(tmp_path, body)


def test_a_model_is_asked_by_the_template_beside_it(tmp_path: Path) -> None:
    path = write_model(tmp_path / "model.gguf")

    async def body(case: Case) -> None:
        await case.load(path)
        longer = (await case.items(ask(QUESTION)))[-1].read
        (tmp_path / "model.jinja").write_text("{% for m in messages %}{{ m.content }}{% endfor %}")
        await case.load(path)
        assert (await case.items(ask(QUESTION)))[-1].read == len(QUESTION.encode()) < longer
        (tmp_path / "model.jinja").write_text("{% for %}")
        with pytest.raises(ModelBroken, match="chat template"):
            await case.load(path)

    with_engine(tmp_path, body)


def test_a_model_in_a_folder_with_a_difficult_name_is_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "Modèles à moi 😀"
    folder.mkdir()
    path = write_model(folder / "mon modèle.gguf")

    async def body(case: Case) -> None:
        await case.load(path)
        assert await case.reply(ask(QUESTION))

    with_engine(tmp_path, body)


def test_leaving_a_reply_stops_it_and_the_next_one_works(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["small"])
        wanted = await case.reply(ask(QUESTION))
        for _ in range(5):
            async with aclosing(case.engine.generate(ask("Tell me everything", max_tokens=100_000))) as items:
                async for item in items:
                    if isinstance(item, Text):
                        break
            assert await case.reply(ask(QUESTION)) == wanted

    with_engine(tmp_path, body)


def test_leaving_while_a_long_prompt_is_read_stops_the_reading(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["slow"])
        request = ask("A long story. " * 500)
        for _ in range(2):
            async with aclosing(case.engine.generate(request)) as items:
                first = await anext(items)
        assert isinstance(first, Reading)
        assert first.read < first.total / 2
        assert await case.items(ask(QUESTION, max_tokens=2))

    with_engine(tmp_path, body)


def test_replies_asked_for_at_once_are_written_at_once(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["small"])
        wanted = [await case.reply(ask(question)) for question in ("One?", "Two?", "Three?")]
        together = await asyncio.gather(*(case.reply(ask(question)) for question in ("One?", "Two?", "Three?")))
        assert together == wanted

        async with aclosing(case.engine.generate(ask(QUESTION, max_tokens=400))) as long:
            begun = [await anext(long) for _ in range(5)]
            assert isinstance(begun[-1], Text)
            assert await case.reply(ask("One?")) == wanted[0]
            assert isinstance(await anext(long), Text)  # it has not ended meanwhile, nor was it cut off

    with_engine(tmp_path, body)


def test_a_thread_goes_on_at_once_in_the_next_worker_until_it_is_forgotten(
    tmp_path: Path, models: dict[str, Path]
) -> None:
    request = ask(QUESTION * 5, max_tokens=8).model_copy(update={"thread": "one"})

    async def body(case: Case) -> None:
        for wanted in (False, True, True):
            await case.load(models["small"])
            first = (await case.items(request))[0]
            assert (first.read == first.total - 1) == wanted
        await case.engine.forget("one")
        await case.load(models["small"])
        assert (await case.items(request))[0].read == 0

    with_engine(tmp_path, body)
    assert len(list(tmp_path.rglob("*.state"))) == 1


def test_what_the_disk_keeps_is_within_its_limit_from_the_next_load_on(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["small"])
        await case.items(ask(QUESTION, max_tokens=4).model_copy(update={"thread": "one"}))
        await case.engine.close()
        assert used(tmp_path / "cache" / STATES) > 0
        strict = LocalEngine(Paths(tmp_path), case.deaths.append, kept=0)
        try:
            await strict.load(Model(id="one", name="One", path=str(models["small"])), lambda loading: None)
            assert used(tmp_path / "cache" / STATES) == 0
        finally:
            await strict.close()

    with_engine(tmp_path, body)


def test_a_prompt_that_is_too_long_crosses_as_that_error(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["small"])
        with pytest.raises(PromptTooLong, match="holds 512"):
            await case.items(ask("x" * 1_000_000))
        assert await case.reply(ask(QUESTION))

    with_engine(tmp_path, body)


def test_a_small_model_is_held_to_the_temperature_that_it_can_bear(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        hot = [ask(QUESTION, max_tokens=24, temperature=2.0, seed=seed) for seed in (1, 2, 3)]
        await case.load(models["small"])
        assert len({await case.reply(request) for request in hot}) > 1
        await case.load(models["small"], max_temperature=0.0)
        assert len({await case.reply(request) for request in hot}) == 1

    with_engine(tmp_path, body)


def test_kill_9_in_mid_reply_is_an_error_and_the_next_load_works(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["small"])
        wanted = await case.reply(ask(QUESTION))
        reply = case.engine.generate(ask(QUESTION, max_tokens=100_000))
        while not isinstance(await anext(reply), Text):
            pass
        first = case.engine.pid
        assert first
        os.kill(first, signal.SIGKILL)
        with pytest.raises(WorkerDied):
            await asyncio.wait_for(exhaust(reply), 120)
        assert [death.type for death in case.deaths] == ["worker_died"]
        assert case.engine.pid is None
        with pytest.raises(WorkerDied):
            await case.items(ask(QUESTION))
        await case.load(models["small"])
        assert case.engine.pid != first
        assert await case.reply(ask(QUESTION)) == wanted
        assert len(case.deaths) == 1

    with_engine(tmp_path, body)


def test_a_worker_killed_while_it_loads_is_a_failed_load_and_no_death(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        loading = asyncio.create_task(case.load(models["slow"]))
        while not case.engine.pid:  # noqa: ASYNC110 — there is nothing to wait on
            await asyncio.sleep(0)
        os.kill(case.engine.pid, signal.SIGKILL)
        with pytest.raises(EngineFailed, match="crash"):
            await loading
        assert case.deaths == []
        await case.load(models["small"])
        assert await case.reply(ask(QUESTION))

    with_engine(tmp_path, body)


def test_a_template_with_a_step_that_never_ends_ends_the_worker_and_nothing_else(
    tmp_path: Path, models: dict[str, Path]
) -> None:
    """Comparing two lists of lists of lists is a single step of Python's, and this one takes two to the hundredth."""
    twins = "{% set n = namespace(x=[1], y=[1]) %}{% for i in range(100) %}"
    twins += "{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}"
    endless = write_model(tmp_path / "endless.gguf", template=twins)

    async def body(case: Case) -> None:
        with pytest.raises(EngineFailed, match="crash") as refusal:
            await case.load(endless)
        assert refusal.value.hint
        assert case.deaths == []
        assert case.engine.pid is None
        await case.load(models["small"])
        assert await case.reply(ask(QUESTION))

    with_engine(tmp_path, body)


def test_giving_up_on_a_load_ends_its_worker(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        for wait_for_progress in (False, True):
            case.loading.clear()
            task = asyncio.create_task(case.load(models["slow"]))
            await asyncio.sleep(0)
            while wait_for_progress and not case.loading and not task.done():  # noqa: ASYNC110
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            await case.engine.close()
            assert case.workers() == []
        await case.load(models["small"])
        assert await case.reply(ask(QUESTION))

    with_engine(tmp_path, body)


def test_closing_gives_all_memory_back(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["slow"])
        await case.reply(ask(QUESTION, max_tokens=2))
        assert case.engine.pid
        worker = psutil.Process(case.engine.pid)
        assert worker.memory_info().rss > models["slow"].stat().st_size
        before = psutil.Process().memory_info().rss
        await case.engine.close()
        assert not psutil.pid_exists(worker.pid)
        assert psutil.Process().memory_info().rss < before + 10_000_000
        with pytest.raises(WorkerDied):
            await case.items(ask(QUESTION))
        await case.engine.close()

    with_engine(tmp_path, body)


def test_who_is_cut_off_while_the_worker_ends_can_end_it_again(
    tmp_path: Path, models: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.engines.local._GRACE", 0.1)

    async def body(case: Case) -> None:
        await case.load(models["small"])
        assert case.engine.pid
        os.kill(case.engine.pid, signal.SIGSTOP)  # it hears nothing now
        closing = asyncio.create_task(case.engine.close())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait([closing])
        assert case.workers()
        await case.engine.close()
        assert case.workers() == []

    with_engine(tmp_path, body)


def test_what_llama_cpp_says_goes_to_the_log_of_the_worker(tmp_path: Path, models: dict[str, Path]) -> None:
    async def body(case: Case) -> None:
        await case.load(models["small"])
        assert "llama_kv_cache" in (tmp_path / "logs" / "engine.log").read_text()

    with_engine(tmp_path, body)


async def exhaust(items: Any) -> None:
    async for _ in items:
        pass


def test_each_engine_tells_what_its_own_worker_said_last(tmp_path: Path, models: dict[str, Path]) -> None:
    other = write_model(tmp_path / "another.gguf", context=320)

    async def body(case: Case) -> None:
        assert case.engine.last_lines() == ()
        await case.load(models["small"])
        beside = Case(tmp_path, LocalEngine)
        await beside.load(other)
        try:
            told = ["\n".join(each.engine.last_lines()) for each in (case, beside)]
            assert "n_ctx         = 320" in told[1] or "320-token context" in told[1]
            assert "320-token context" not in told[0]
            assert told[0], "it is not lost when another begins"
        finally:
            await beside.engine.close()
        with pytest.raises(ModelMissing):
            await case.load(tmp_path / "missing.gguf")
        assert case.engine.last_lines() == (), "no worker was started for that"

    with_engine(tmp_path, body)


# ------------------------------------------------------------------ models that see


def seen(image: bytes) -> Request:
    return Request(
        turns=(
            Turn(
                role="user",
                content="What is it?",
                images=(Image(id=sha256(image).hexdigest(), name="a.png", data=image),),
            ),
        ),
        temperature=0.0,
        max_tokens=24,
    )


def test_a_model_whose_projector_lies_beside_it_sees(tmp_path: Path) -> None:
    model = write_pair(tmp_path / "seeing", "qwen2vl")

    async def body(case: Case) -> None:
        state = await case.load(model)
        assert "cannot see" not in state.fit
        told = await case.items(seen(picture(1)))
        assert await case.engine.count(seen(picture(1))) == told[-1].read
        with pytest.raises(Invalid, match="damaged"):
            await case.items(seen(picture(2)[:60]).model_copy(update={"thread": "b"}))
        assert "".join(item.text for item in await case.items(seen(picture(1))) if isinstance(item, Text))
        assert case.deaths == []

    with_engine(tmp_path, body)


def test_a_damaged_projector_leaves_the_model_blind_and_says_so(tmp_path: Path) -> None:
    model = write_pair(tmp_path / "seeing", "llava")
    projector = model.with_name("mmproj-llava.gguf")
    projector.write_bytes(projector.read_bytes()[:-100])

    async def body(case: Case) -> None:
        state = await case.load(model)
        assert "It cannot see pictures: mmproj-llava.gguf is damaged" in state.fit
        assert await case.reply(seen(picture(1)))

    with_engine(tmp_path, body)


def test_a_projector_that_ends_the_worker_is_left_out(tmp_path: Path) -> None:
    model = write_pair(tmp_path / "seeing", "llava")
    write_llava(tmp_path / "seeing" / "mmproj-llava.gguf", eye=EYE + 8)  # llama.cpp ends where matrices do not fit

    async def body(case: Case) -> None:
        state = await case.load(model)
        assert state.status == ModelStatus.READY
        assert "It cannot see pictures: with what it needs for that, the engine crashed." in state.fit
        assert await case.reply(seen(picture(1)))

    with_engine(tmp_path, body)
