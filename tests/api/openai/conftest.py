"""Real servers and the official client, with a fake engine or real ones."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import openai
import pytest
import uvicorn

from backend import app as building
from backend.api.access import Access
from backend.paths import Paths
from tests.e2e.served import Fireside
from tests.fakes import FakeEngine

MODEL = '[[model]]\nid = "starter"\nname = "The Starter"\nfile = "starter.gguf"\n'
Asks = Callable[..., openai.OpenAI]


def client_of(address: str, key: str = "sesame") -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0, timeout=120)


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The whole app on a port of its own, in a thread of this process; yields its address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = building.create_app(Paths(home), Access("127.0.0.1", port, b"secret", api_key="sesame"))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(60)


@pytest.fixture
def engine() -> FakeEngine:
    """The engine of the server that `asks` speaks with."""
    return FakeEngine()


@pytest.fixture
def asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: FakeEngine) -> Iterator[Asks]:
    """Starts a server with the fake engine and makes a client of it; `guided` says whether its model is."""
    with ExitStack() as stack:

        def asks(guided: bool = False) -> openai.OpenAI:
            catalogue = tmp_path / "catalogue"
            catalogue.mkdir()
            (catalogue / "starter.toml").write_text(MODEL + f"guided = {str(guided).lower()}\n")
            (catalogue / "starter.gguf").write_bytes(b"GGUF")
            monkeypatch.setattr(building, "catalogue", lambda: catalogue)
            monkeypatch.setattr(building, "LocalEngine", lambda paths, on_death, kept: engine)
            return stack.enter_context(client_of(stack.enter_context(serving(tmp_path / "home"))))

        yield asks


@pytest.fixture(scope="module")
def fireside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fireside]:
    """A Fireside as people start it, with its own model."""
    server = Fireside(tmp_path_factory.mktemp("v1"), "--api-key", "sesame")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def real(fireside: Fireside) -> Iterator[openai.OpenAI]:
    """The official client of a real Fireside."""
    with client_of(fireside.address) as client:
        yield client
