"""Of a model in many quantisations one header is looked at, and the others are counted from their size."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from backend.engines.devices import Machine
from backend.engines.header import read_header
from backend.engines.shape import Shape, shape_of
from backend.errors import DownloadFailed
from backend.library.choices import Order
from backend.library.fitting import judge
from backend.library.hub import Hub
from backend.library.shapes import Shapes
from tests.gguf_files import random_weights, write_model
from tests.library.conftest import MODEL
from tests.library.fake_hub import Answer, FakeHub

GIB = 1 << 30


@pytest.fixture
def files(tmp_path: Path, fake: FakeHub) -> dict[str, Path]:
    """One model in two precisions, and another one, by their quantisations."""
    weights = random_weights(3263, 512, 4, 1)
    halves = {name: one.astype(np.float16) if one.ndim == 2 else one for name, one in weights.items()}
    made = {
        "F16": write_model(tmp_path / "one-F16.gguf", layers=4, width=512, words=3000, weights=halves),
        "F32": write_model(tmp_path / "one-F32.gguf", layers=4, width=512, words=3000, weights=weights),
        "Q8_0": write_model(tmp_path / "other-Q8_0.gguf"),
    }
    fake.repositories[MODEL] = {path.name: path.read_bytes() for path in made.values()}
    return made


async def shapes_of(hub: Hub, *quantisations: str) -> list[Shape]:
    """All at once, as a page asks for them."""
    found = await hub.contents(MODEL)
    orders = {one.quantisation: Order(repository=MODEL, revision=found.revision, variant=one) for one in found.variants}
    shapes = Shapes(hub)
    return list(await asyncio.gather(*(shapes.of(orders[name]) for name in quantisations)))


def test_one_header_serves_all_quantisations_of_a_model(hub: Hub, fake: FakeHub, files: dict[str, Path]) -> None:
    exact, counted = asyncio.run(shapes_of(hub, "F16", "F32"))
    assert set(fake.paths("files")) == {f"/{MODEL}/one-F16.gguf"}
    assert exact == shape_of([read_header(files["F16"])])
    true = shape_of([read_header(files["F32"])])
    assert counted.weights == pytest.approx(true.weights, rel=0.01)
    machine = Machine(8 * GIB, 16 * GIB)
    assert judge(counted, machine).need == pytest.approx(judge(true, machine).need, rel=0.01)
    assert judge(counted, machine).need > judge(exact, machine).need


def test_another_model_beside_it_is_looked_at_itself(hub: Hub, files: dict[str, Path]) -> None:
    _, other = asyncio.run(shapes_of(hub, "F16", "Q8_0"))
    assert other == shape_of([read_header(files["Q8_0"])])


def test_what_failed_is_asked_again(hub: Hub, fake: FakeHub, files: dict[str, Path]) -> None:
    async def scene() -> None:
        found = await hub.contents(MODEL)
        order = Order(repository=MODEL, revision=found.revision, variant=found.variants[0])
        shapes = Shapes(hub)
        fake.instead = [Answer(503)]
        with pytest.raises(DownloadFailed):
            await shapes.of(order)
        assert (await shapes.of(order)).weights

    asyncio.run(scene())
