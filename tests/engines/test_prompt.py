"""What prompts take of a context is counted as it will be read, and without reading all of it again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import Model
from backend.egress import Egress
from backend.engines.base import Finished, Progress, Request, ToolSpec, Turn
from backend.engines.folder import inspect_folder
from backend.engines.llama import LlamaHost
from backend.engines.local import LocalEngine
from backend.engines.prompt import Estimate, Memo, good, most
from backend.engines.remote import RemoteEngine
from backend.engines.server import Server
from backend.engines.torch_host import TorchHost
from backend.errors import EngineFailed, PromptTooLong, WorkerDied
from backend.paths import Paths
from tests.engines.conftest import ask, items
from tests.engines.fake_server import DONE, USAGE, event, listing, raw, serving, status
from tests.engines.folders import write_folder

TOOL = ToolSpec(name="clock", description="Tells the time.")
REQUESTS = [
    ask("Hello"),
    ask("Hello there 😀", "I am <|im_end|> here.", "<think>Why?</think>"),
    ask("Hello", "And so I", system="Be kind."),
    ask("What time is it?").model_copy(update={"tools": (TOOL,)}),
]


def read(told: list[Progress]) -> int:
    end = told[-1]
    assert isinstance(end, Finished)
    return end.read


@pytest.mark.parametrize("name", ["starter", "small"])
def test_llama_counts_what_it_would_read(
    models: dict[str, Path], open_host: Callable[[Path], LlamaHost], name: str
) -> None:
    host = open_host(models[name])
    for request in REQUESTS:
        short = request.model_copy(update={"max_tokens": 1})
        assert host.count(short) == read(list(items(host, short)))


def test_llama_counts_also_what_is_too_long_to_be_read(
    models: dict[str, Path], open_host: Callable[[Path], LlamaHost]
) -> None:
    host, request = open_host(models["small"]), ask("long " * 1000)
    with pytest.raises(PromptTooLong) as refused:
        list(items(host, request))
    assert f"{host.count(request):,} tokens" in refused.value.message


def test_pytorch_counts_what_it_would_read(tmp_path: Path) -> None:
    host = TorchHost(print)
    list(host.load(threading.Event(), inspect_folder(write_folder(tmp_path / "model"))))
    request = ask("Once upon a time", "there was", system="Tell.", max_tokens=1)
    told = [item for item in host.generate(threading.Event(), request) if item is not None]
    assert host.count(request) == read(told)
    host.close()


@pytest.mark.parametrize("kind", [LlamaHost, TorchHost])
def test_without_a_model_nothing_is_counted(kind: type[LlamaHost] | type[TorchHost]) -> None:
    host = kind(print)
    with pytest.raises(EngineFailed):
        host.count(ask("Hello"))
    host.close()


def test_the_engine_counts_while_it_writes(tmp_path: Path, models: dict[str, Path]) -> None:
    async def run() -> None:
        paths = Paths(tmp_path)
        paths.create()
        engine = LocalEngine(paths, print)
        try:
            with pytest.raises(WorkerDied):
                await engine.count(ask("Hello"))
            await engine.load(Model(id="one", name="One", path=str(models["small"])), lambda loading: None)
            assert engine.context == 512
            reply = engine.generate(ask("Tell a story", max_tokens=400))
            await anext(reply)
            short = ask("Hello", max_tokens=1)
            counted = await engine.count(short)
            await reply.aclose()
            assert counted == read([item async for item in engine.generate(short)])
        finally:
            await engine.close()

    asyncio.run(run())


def test_a_servers_count_corrects_the_estimate(tmp_path: Path) -> None:
    words = "Feuer und Flamme, Haus und Hof. " * 40
    usage = USAGE.replace(b'"prompt_tokens": 7', b'"prompt_tokens": 900')
    told = raw(event(content="Ja."), event(finish="stop"), usage, DONE)

    async def run() -> None:
        async with serving(told, listing=listing("tiny", context_length=4096)) as server:
            gate = Egress(tmp_path / "connections.jsonl", lambda: False)
            engine = RemoteEngine(gate, Server.at(server.address, ""), "tiny")
            try:
                await engine.load(Model(id="one", name="One", path=""), lambda loading: None)
                assert engine.context == 4096
                before = await engine.count(ask(words))
                for _ in range(8):
                    assert [item async for item in engine.generate(ask(words))]
                assert abs(await engine.count(ask(words)) - 900) < abs(before - 900) / 50
            finally:
                await engine.close()

    asyncio.run(run())


def test_a_server_that_refused_a_prompt_for_its_length_holds_less_than_that(tmp_path: Path) -> None:
    refusal = status(400, {"error": {"message": "This model's maximum context length is 4096 tokens."}})

    async def run() -> None:
        async with serving(refusal, listing=listing("tiny")) as server:
            engine = RemoteEngine(Egress(tmp_path / "c.jsonl", lambda: False), Server.at(server.address, ""), "tiny")
            try:
                await engine.load(Model(id="one", name="One", path=""), lambda loading: None)
                assert engine.context == 0
                for words in (40_000, 20_000):
                    with pytest.raises(PromptTooLong):
                        await anext(engine.generate(ask("x" * words)))
                    assert 0 < engine.context < await engine.count(ask("x" * words))
                with pytest.raises(PromptTooLong):
                    await anext(engine.generate(ask("x" * 40_000)))
                assert engine.context < await engine.count(ask("x" * 20_000)), "what is known stays known"
            finally:
                await engine.close()

    asyncio.run(run())


@given(st.lists(st.integers(1, 400), max_size=60))
def test_estimates_come_near_whatever_the_tokenizer_is(counts: list[int]) -> None:
    estimate, request = Estimate(), Request(turns=(Turn(role="user", content="x" * 3000),))
    first = estimate.count(request)
    for count in counts:
        estimate.learn(request, count)
        assert estimate.count(request) > 0
    for _ in range(20):
        estimate.learn(request, 500)
    assert abs(estimate.count(request) - 500) <= 2 < first - 500, "what was learnt last counts most"


@given(st.lists(st.text(max_size=6), max_size=60), st.integers(0, 20))
def test_what_is_remembered_is_what_would_be_made(texts: list[str], most: int) -> None:
    memo = Memo[str](lambda text: list(text.encode("utf-8", "replace")), len, most)
    for text in texts:
        assert list(memo.of(text)) == list(text.encode("utf-8", "replace"))


def test_what_was_needed_lately_is_not_made_again() -> None:
    made: list[str] = []

    def make(text: str) -> list[int]:
        made.append(text)
        return []

    memo = Memo[str](make, len, 6)
    for text in ("one", "two", "one", "six", "one", "two"):
        memo.of(text)
    assert made == ["one", "two", "six", "two"]


@given(st.integers(1, 1_000_000), st.integers(1, 131_072))
def test_a_good_prompt_is_one_that_may_be(context: int, max_tokens: int) -> None:
    assert 0 < good(context, max_tokens) <= most(context, max_tokens) <= context
