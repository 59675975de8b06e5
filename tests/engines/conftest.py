"""Models and hosts that the engine's tests share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from backend.engines.base import Loaded, Progress, Reading, Request, Text, Turn
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from backend.engines.scheduler import Scheduler
from tests.gguf_files import STARTER, write_model
from tests.gguf_kinds import KINDS

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
"""As in the worker; else the idle threads of each host here would spin."""


def ask(
    *contents: str, system: str | None = None, max_tokens: int = 48, temperature: float = 0.0, seed: int = 1
) -> Request:
    """A request whose turns alternate, the user's first."""
    roles = ("user", "assistant")
    turns = [Turn(role=roles[index % 2], content=content) for index, content in enumerate(contents)]
    if system is not None:
        turns.insert(0, Turn(role="system", content=system))
    return Request(turns=tuple(turns), max_tokens=max_tokens, temperature=temperature, seed=seed)


def load(host: LlamaHost, path: Path, cancelled: threading.Event | None = None) -> list[Loaded]:
    """What loading a file yields."""
    weights = inspect(path)
    return list(host.load(cancelled or threading.Event(), str(weights.path), weights.template, weights.shape))


def items(host: LlamaHost, request: Request, cancelled: threading.Event | None = None) -> Generator[Progress]:
    """What a reply that is alone tells."""
    for item in host.generate(cancelled or threading.Event(), request):
        if item is not None:
            yield item


def written(told: Iterable[Progress]) -> str:
    """The words of a reply."""
    return "".join(item.text for item in told if isinstance(item, Text))


def kept(told: Sequence[Progress]) -> int:
    """How many tokens of the prompt did not have to be read."""
    first = told[0]
    assert isinstance(first, Reading)
    return first.read


def take_turns(*replies: Iterator[Progress | None]) -> list[list[Progress]]:
    """What replies tell that are written at once, each in its turn, as the worker's desk does it."""
    told: list[list[Progress]] = [[] for _ in replies]
    left = dict(enumerate(replies))
    while left:
        for number, reply in list(left.items()):
            for item in reply:
                if item is None:
                    break
                told[number].append(item)
            else:
                del left[number]
    return told


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A model that forgets nothing, and one of each kind that does."""
    folder = tmp_path_factory.mktemp("kinds")
    forgetful = {name: write(folder / f"{name}.gguf") for name, write in KINDS.items()}
    return {"llama": write_model(folder / "llama.gguf", context=1024), **forgetful}


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Working models: the starter, a small one, and one whose prompts take a while to read."""
    folder = tmp_path_factory.mktemp("models")
    return {
        "starter": STARTER,
        "small": write_model(folder / "small.gguf", width=64, context=512),
        "slow": write_model(folder / "slow.gguf", layers=6, width=512, context=8192),
    }


@pytest.fixture
def make_host() -> Iterator[Callable[[Callable[[object], None]], LlamaHost]]:
    """Makes hosts without a model in this process, and closes them."""
    hosts: list[LlamaHost] = []

    def make_host(emit: Callable[[object], None] = lambda event: None) -> LlamaHost:
        hosts.append(LlamaHost(emit))
        return hosts[-1]

    yield make_host
    for host in hosts:
        host.close()


@pytest.fixture
def open_host(make_host: Callable[[], LlamaHost]) -> Callable[[Path], LlamaHost]:
    """Makes hosts with a model."""

    def open_host(path: Path) -> LlamaHost:
        host = make_host()
        assert len(load(host, path)) == 1
        return host

    return open_host


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Contexts that count in whole floats.

    With the usual halves a prompt read anew differs by some thousandths from what was written word by word, which is
    enough to turn a random model's head; so it is by a millionth, but seldom. Which pieces a prompt is read in must
    not depend on how busy this computer is, then. Sliding windows forget as they may.
    """
    from llama_cpp import llama_cpp

    monkeypatch.setattr(Scheduler, "_time", lambda scheduler, seconds: None)

    parameters = llama_cpp.llama_context_default_params()
    parameters.type_k = parameters.type_v = parameters.flash_attn_type = 0  # F32, and off: flash attention rounds
    parameters.swa_full = False
    monkeypatch.setattr(llama_cpp, "llama_context_default_params", lambda: parameters)
