"""What a worker says about the devices of this computer, and for how long that is believed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from backend.engines.cards import Room
from backend.engines.devices import memory


def test_a_worker_tells_what_there_is_and_is_not_asked_for_each_model(tmp_path: Path) -> None:
    now = [0.0]
    room = Room(tmp_path, clock=lambda: now[0])

    async def ask() -> None:
        first = await room.machine()
        assert first.total == memory()[1]
        assert 0 < first.free <= first.total
        (tmp_path / "cards.log").unlink()
        assert (await room.machine()).gpus == first.gpus
        assert not (tmp_path / "cards.log").exists()
        now[0] = 61.0
        await room.machine()
        assert (tmp_path / "cards.log").exists()

    asyncio.run(ask())


def test_what_would_be_given_back_counts_as_free(tmp_path: Path) -> None:
    _, total = memory()
    for given, least in ((0, 0), (total, total)):
        room = Room(tmp_path, lambda given=given: given)
        found = asyncio.run(room.machine())
        assert least <= found.free <= found.total == total
