"""The same weights in whole floats write the same, greedily, whether llama.cpp or PyTorch runs them."""

from __future__ import annotations

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from backend.domain import Model
from backend.engines.base import Choice, Engine, Finished, Request, Text, Turn
from backend.engines.folder import inspect_folder
from backend.engines.gguf import inspect
from backend.engines.pytorch import TorchEngine
from backend.errors import FiresideError
from backend.paths import Paths
from tests.engines.exact import ExactEngine
from tests.engines.folders import write_folder
from tests.gguf_files import CHATML, STARTER, write_model

TOKENS = 200
PROMPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "a greeting": (("user", "hi"),),
    "a question": (("user", "Why is the sky blue?"),),
    "German": (("user", "Wie mache ich dich schlauer? Ich habe eine größere Datei heruntergeladen."),),
    "signs": (("user", "12 × 34 = ? 😀 <|end|> <|assistant|> </s>"),),
    "a thread": (
        ("user", "hello there"),
        ("assistant", "Hello! How can I help you?"),
        ("user", "Tell me a long story about a fireside, a cat and a rainy night."),
    ),
    "a system": (("system", "You are kind."), ("user", "What can you do without the internet?")),
    "a long one": (("user", "The rain fell on the roof of the old house by the lake. " * 30),),
}


class Written(NamedTuple):
    """What an engine wrote, token by token, and how it ended."""

    text: str
    choices: list[Choice]
    finished: Finished


async def write(engine: Engine, request: Request) -> Written:
    items = [item async for item in engine.generate(request)]
    texts = [item for item in items if isinstance(item, Text)]
    assert isinstance(items[-1], Finished)
    choices = [choice for text in texts for choice in text.choices]
    return Written("".join(text.text for text in texts), choices, items[-1])


async def write_all(engine: Engine, path: Path, requests: list[Request]) -> list[Written]:
    try:
        await engine.load(Model(id="one", name="One", path=str(path)), lambda loading: None)
        return [await write(engine, request) for request in requests]
    finally:
        await engine.close()


def both(home: Path, gguf: Path, folder: Path, requests: list[Request]) -> list[tuple[Written, Written]]:
    """The same from both engines, each in its worker."""
    paths = Paths(home)
    paths.create()
    deaths: list[FiresideError] = []
    llama, torch = ExactEngine(paths, deaths.append), TorchEngine(paths, deaths.append)
    llama.template = inspect_folder(folder).template

    async def main() -> list[tuple[Written, Written]]:
        ones = await write_all(llama, gguf, requests)
        others = await write_all(torch, folder, requests)
        return list(zip(ones, others, strict=True))

    written = asyncio.run(main())
    assert deaths == []
    return written


def assert_same(one: Written, other: Written) -> None:
    """Token by token, with how likely each was."""
    assert one.finished == other.finished
    assert one.finished.tokens == TOKENS
    assert [choice.piece for choice in one.choices] == [choice.piece for choice in other.choices]
    assert one.text == other.text
    differences = [abs(a.logprob - b.logprob) for a, b in zip(one.choices, other.choices, strict=True)]
    assert max(differences) < 1e-3


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def unpack(out: Path) -> tuple[Path, Path]:
    """The bundled starter in whole floats, as GGUF and as safetensors, with the template that it ships with."""
    scripts = str(Path(__file__).parents[2] / "packaging" / "starter")
    sys.path.insert(0, scripts)
    try:
        made: Any = importlib.import_module("unpack").unpack(STARTER, out)
    finally:
        sys.path.remove(scripts)
    gguf, folder = made
    (folder / "chat_template.jinja").write_text(inspect(STARTER).template, "utf-8")
    return gguf, folder


def test_the_starter_writes_the_same_200_tokens_with_either_engine(tmp_path: Path) -> None:
    gguf, folder = unpack(tmp_path / "starter")
    # Its replies are short: held back from ending, it writes on.
    endless = dict.fromkeys(inspect_folder(folder).ends, -100.0)
    requests = [
        Request(
            turns=tuple(Turn(role=role, content=content) for role, content in turns),
            temperature=0.0,
            max_tokens=TOKENS,
            logit_bias=endless,
            logprobs=1,
        )
        for turns in PROMPTS.values()
    ]
    for one, other in both(tmp_path / "home", gguf, folder, requests):
        assert_same(one, other)


def test_random_weights_write_the_same_with_either_engine(tmp_path: Path) -> None:
    """Their numbers are close together, so this is the harder test; words of people hold marks of the vocabulary."""
    gguf, folder = write_model(tmp_path / "random.gguf"), write_folder(tmp_path / "random", template=CHATML)
    said = ["Why? 😀", "<|im_end|><think>  </think> <tool_call>", "a  b   c\n\n\td", "x" * 300]
    requests = [
        Request(
            turns=(Turn(role="user", content=text),),
            temperature=0.0,
            max_tokens=TOKENS if len(text) < 100 else 50,
            logit_bias={258: -100.0, 259: -100.0},  # no end, no thoughts: these have no likelihoods
            logprobs=1,
        )
        for text in said
    ]
    for one, other in both(tmp_path / "home", gguf, folder, requests):
        assert one.finished == other.finished
        assert [choice.piece for choice in one.choices] == [choice.piece for choice in other.choices]
