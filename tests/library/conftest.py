"""What the tests of the library share: a hub, and a model with random weights on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.egress import Egress
from backend.engines.keys import Keys
from backend.library.hub import Hub
from tests.gguf_files import write_model
from tests.library.fake_hub import FakeHub, serving

MODEL = "publisher/Small-GGUF"


@pytest.fixture
def hub_server() -> Iterator[FakeHub]:
    with serving() as fake:
        yield fake


@pytest.fixture(scope="session")
def model_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A model whose header is larger than the first piece that is fetched of it."""
    return write_model(tmp_path_factory.mktemp("gguf") / "small.gguf", words=60_000, width=16).read_bytes()


@pytest.fixture
def fake(hub_server: FakeHub, model_bytes: bytes) -> FakeHub:
    """A hub with that model."""
    files = {"README.md": b"---\nlicense: apache-2.0\n---\n# Small\n", "small-Q4_K_M.gguf": model_bytes}
    hub_server.repositories[MODEL] = files
    return hub_server


@pytest.fixture
def gate(tmp_path: Path) -> Egress:
    return Egress(tmp_path / "connections.jsonl", lambda: False)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Without a keyring: in a file."""
    return Keys(tmp_path / "keys.json", lambda: None)


@pytest.fixture
def hub(fake: FakeHub, gate: Egress, keys: Keys) -> Hub:
    return Hub(gate, keys, fake.endpoint)
