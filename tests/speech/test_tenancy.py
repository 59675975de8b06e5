"""A neural voice asks for memory before it is loaded, once; a worker that speaks never gives way."""

from __future__ import annotations

import asyncio
from pathlib import Path

from backend.domain import GaveWay, Loadable
from backend.memory import Broker, Held, Holding, Need
from backend.speech.tenancy import Tenancy

MIB = 1 << 20
VOICE = "neural:en-US:amber:0"


class Room:
    """A computer with no memory to spare, a model that is idle, and a voice of 60 MiB."""

    def __init__(self, folder: Path) -> None:
        (folder / "amber").mkdir()
        (folder / "amber" / "model.onnx").write_bytes(bytes(60 * MIB))
        self.told: list[GaveWay] = []
        self.loaded, self.busy, self.ended = True, False, 0
        self.broker = Broker(self.told.append, lambda: (0, 16 << 30), lambda pid: Held(4 << 30, 0))
        self.broker.join(self._model)
        self.voice = Tenancy(self.broker, "voice", folder)
        self.voice.join(lambda: 2, lambda: self.busy, self._end)

    def _model(self) -> list[Holding]:
        async def give_back() -> None:
            self.loaded = False

        what = Loadable(kind="model", name="a model")
        return [Holding("a model", what, 1, 0.0, False, give_back)] if self.loaded else []

    async def _end(self) -> None:
        self.ended += 1


def test_a_model_gives_way_to_the_voice_that_is_to_speak_and_is_asked_once(tmp_path: Path) -> None:
    async def tell() -> None:
        room = Room(tmp_path)
        await room.voice.ask("espeak:en-us", 2)
        assert room.loaded, "the voices of espeak need next to nothing"
        await room.voice.ask(VOICE, 2)
        assert not room.loaded
        assert [(each.what.name, each.wanted.name) for each in room.told] == [("a model", "amber")]
        room.voice.speaks(VOICE, 2)
        room.loaded = True
        await room.voice.ask(VOICE, 2)
        assert room.loaded, "it is loaded already"
        await room.voice.ask(VOICE, 3)
        assert not room.loaded, "another process has to load it again"

    asyncio.run(tell())


def test_a_worker_gives_way_when_it_is_silent_and_never_while_it_speaks(tmp_path: Path) -> None:
    async def tell() -> None:
        room = Room(tmp_path)
        room.loaded = False
        wanted = Loadable(kind="model", name="a model")
        room.busy = True
        await room.broker.room(wanted, lambda free, total: Need(MIB))
        assert room.ended == 0
        room.busy = False
        await room.broker.room(wanted, lambda free, total: Need(MIB))
        assert room.ended == 1

    asyncio.run(tell())
