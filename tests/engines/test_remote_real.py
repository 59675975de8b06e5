"""The remote engine and a real server that is not ours: llama-cpp-python's own, with the starter's weights."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from backend.domain import Model
from backend.egress import Egress
from backend.engines.base import Finished, Progress, Request, Text, Turn
from backend.engines.local import LocalEngine
from backend.engines.remote import RemoteEngine, models
from backend.engines.server import Server
from backend.errors import EngineFailed, ModelMissing
from backend.paths import Paths
from tests.engines.other_server import CONTEXT, KEY, other_server
from tests.gguf_files import STARTER


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it listens."""
    with other_server(tmp_path_factory.mktemp("server") / "log") as address:
        yield address


def ask(words: str, **fields: Any) -> Request:
    return Request(turns=(Turn(role="user", content=words),), **{"temperature": 0.0, "max_tokens": 24, **fields})


def with_engine(
    home: Path, address: str, body: Callable[[RemoteEngine], Awaitable[None]], key: str = KEY, name: str = "starter"
) -> None:
    async def main() -> None:
        engine = RemoteEngine(Egress(home / "log", lambda: True), Server.at(address, key), name)
        try:
            await engine.load(Model(id="one", name="One", path=""), lambda loading: None)
            await asyncio.wait_for(body(engine), 120)
        finally:
            await engine.close()

    asyncio.run(main())


async def items(engine: RemoteEngine | LocalEngine, request: Request) -> list[Progress]:
    return [item async for item in engine.generate(request)]


def text(progress: list[Progress]) -> str:
    return "".join(item.text for item in progress if isinstance(item, Text))


def test_it_lists_its_models(tmp_path: Path, address: str) -> None:
    found = asyncio.run(models(Egress(tmp_path / "log", lambda: False), Server.at(address, KEY)))
    assert [model.name for model in found] == ["starter"]


def test_the_same_weights_say_the_same_there_and_here(tmp_path: Path, address: str) -> None:
    request = ask("Hello, who are you?")

    async def body(engine: RemoteEngine) -> None:
        paths = Paths(tmp_path / "home")
        paths.create()
        local = LocalEngine(paths, lambda error: None)
        try:
            await local.load(Model(id="one", name="One", path=str(STARTER)), lambda loading: None)
            there, here = await items(engine, request), await items(local, request)
        finally:
            await local.close()
        assert text(there) == text(here) != ""
        assert isinstance(there[-1], Finished)
        assert isinstance(here[-1], Finished)
        assert there[-1].stop == here[-1].stop

    with_engine(tmp_path, address, body)


def test_what_is_asked_is_heeded(tmp_path: Path, address: str) -> None:
    async def body(engine: RemoteEngine) -> None:
        *words, end = await items(engine, ask("Hello", max_tokens=3))
        assert end == Finished(stop="length", read=0, tokens=3)  # it does not say how long the prompt was
        first = text(words)
        stop = first.split()[-1]
        assert text(await items(engine, ask("Hello", stop=(stop,)))) == first[: first.index(stop)]
        warm = [text(await items(engine, ask("Hello", temperature=1.5, seed=seed))) for seed in (1, 1, 2, 3, 4)]
        assert warm[0] == warm[1]
        assert len(set(warm)) > 1
        choices = [it.choices for it in await items(engine, ask("Hello", logprobs=2)) if isinstance(it, Text)]
        assert all(len(choice.likeliest) == 2 and choice.logprob <= 0 for some in choices for choice in some)
        assert sum(map(len, choices)) > 3

    with_engine(tmp_path, address, body)


def test_a_schema_is_kept_to(tmp_path: Path, address: str) -> None:
    schema = {"type": "object", "properties": {"answer": {"enum": ["yes", "no"]}}, "required": ["answer"]}

    async def body(engine: RemoteEngine) -> None:
        for _ in range(2):
            said = json.loads(text(await items(engine, ask("Is the sky blue?", json_schema=schema))))
            assert said["answer"] in ("yes", "no")

    with_engine(tmp_path, address, body)


def test_a_reply_that_is_stopped_leaves_it_ready_for_the_next(tmp_path: Path, address: str) -> None:
    async def body(engine: RemoteEngine) -> None:
        whole = text(await items(engine, ask("Tell me about you.")))
        for _ in range(3):
            async with aclosing(engine.generate(ask("Tell me about you.", max_tokens=400))) as stream:
                assert isinstance(await anext(stream), Text)
        assert text(await items(engine, ask("Tell me about you."))) == whole

    with_engine(tmp_path, address, body)


def test_a_thread_that_is_too_long_is_one_clear_error_and_the_next_is_answered(tmp_path: Path, address: str) -> None:
    """This server breaks its stream off then, and says no word of why."""

    async def body(engine: RemoteEngine) -> None:
        with pytest.raises(EngineFailed) as failure:
            await items(engine, ask("hello " * CONTEXT))
        assert failure.value.hint
        assert text(await items(engine, ask("Hello")))

    with_engine(tmp_path, address, body)


def test_a_wrong_key_and_a_wrong_name(tmp_path: Path, address: str) -> None:
    async def body(engine: RemoteEngine) -> None:
        raise AssertionError("it was loaded")

    with pytest.raises(EngineFailed, match="did not accept the key"):
        with_engine(tmp_path, address, body, key="wrong")
    with pytest.raises(EngineFailed, match="wants a key"):
        with_engine(tmp_path, address, body, key="")
    with pytest.raises(ModelMissing, match="has no model other") as missing:
        with_engine(tmp_path, address, body, name="other")
    assert "starter" in missing.value.hint
