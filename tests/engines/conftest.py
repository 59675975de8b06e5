"""Models and hosts that the engine's tests share."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.engines.base import Loaded, Request, Turn
from backend.engines.gguf import inspect
from backend.engines.llama import LlamaHost
from tests.gguf_files import STARTER, write_model

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
    return list(host.load(cancelled or threading.Event(), str(weights.path), weights.template, weights.layers))


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
