"""A voice is fetched, spoken with and removed; each has a source; what is damaged never stays."""

from __future__ import annotations

import asyncio
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.bus import Bus
from backend.domain import DownloadStatus
from backend.egress import Egress
from backend.errors import Conflict, NotFound
from backend.events import DownloadChanged, Event, Notice, VoicesChanged
from backend.paths import Paths, catalogue
from backend.speech.renderer import Renderer
from backend.voices import VoiceShelf
from backend.voices.offered import read_offers
from tests.speech.voice_files import write_vits

ENTRY = """
[[voice]]
id = "stub"
name = "Stub"
family = "vits"
languages = ["en-US"]
speakers = 1
licence = "Apache-2.0"
about = "Makes no sense."
about_de = "Ergibt keinen Sinn."
source = "https://example.org/stub"
base = "{base}/"
files = [{{ path = "en_US-stub-low.onnx" }}, {{ path = "tokens.txt" }}]
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Path]:
    """The folder of a voice; the catalogue beside it says where it is served."""
    folder = write_vits(tmp_path / "served")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        entry = ENTRY.format(base=f"http://127.0.0.1:{server.server_port}")
        (tmp_path / "voices.toml").write_text(entry)
        yield folder
        server.shutdown()


class Room:
    """A shelf, and what it told."""

    def __init__(self, tmp_path: Path) -> None:
        self.paths = Paths(tmp_path / "home")
        self.paths.create()
        self.told: list[Event] = []
        bus = Bus()
        bus.listen(self.told.append)
        self.shelf = VoiceShelf(tmp_path, self.paths, Egress(tmp_path / "log", lambda: False), bus)

    async def fetched(self) -> DownloadStatus:
        self.told.clear()
        await self.shelf.fetch("stub")
        async with asyncio.timeout(60):
            while True:
                last = next((event for event in reversed(self.told) if isinstance(event, DownloadChanged)), None)
                if last and last.download.status in (DownloadStatus.DONE, DownloadStatus.FAILED):
                    return last.download.status
                await asyncio.sleep(0.005)


def test_a_voice_is_fetched_heard_and_removed(tmp_path: Path, served: Path) -> None:
    room = Room(tmp_path)

    async def scene() -> None:
        [offered] = await room.shelf.all()
        assert (offered.name, offered.here, offered.download) == ("Stub", False, None)
        assert await room.fetched() is DownloadStatus.DONE
        assert VoicesChanged() in room.told
        assert (await room.shelf.all())[0].here
        renderer = Renderer(room.paths)
        pieces = [piece async for piece in renderer.render("Hello there.", "neural:en-US:stub:0", 1.0, "wav")]
        await renderer.close()
        assert sum(len(piece.data) for piece in pieces) > 5_000
        with pytest.raises(Conflict):
            await room.shelf.fetch("stub")
        await room.shelf.remove("stub")
        assert not (await room.shelf.all())[0].here

    asyncio.run(scene())


def test_what_came_first_is_held_to_when_it_is_fetched_again(tmp_path: Path, served: Path) -> None:
    room = Room(tmp_path)

    async def scene() -> None:
        assert await room.fetched() is DownloadStatus.DONE
        await room.shelf.remove("stub")
        (served / "tokens.txt").write_text((served / "tokens.txt").read_text() + "x 999\n")
        assert await room.fetched() is DownloadStatus.FAILED
        await room.shelf.downloads.cancel("stub")

    asyncio.run(scene())


def test_a_voice_that_cannot_be_used_does_not_stay(tmp_path: Path, served: Path) -> None:
    room = Room(tmp_path)
    whole = (served / "tokens.txt").read_text()
    (served / "tokens.txt").write_text("<html>Not found</html>")

    async def scene() -> None:
        await room.fetched()
        assert any(isinstance(event, Notice) and event.problem.type == "voice_broken" for event in room.told)
        assert not (await room.shelf.all())[0].here
        (served / "tokens.txt").write_text(whole)  # what was damaged was not held to
        assert await room.fetched() is DownloadStatus.DONE
        assert (await room.shelf.all())[0].here

    asyncio.run(scene())


def test_nobody_fetches_what_is_not_offered(tmp_path: Path, served: Path) -> None:
    room = Room(tmp_path)

    async def scene() -> None:
        with pytest.raises(NotFound):
            await room.shelf.fetch("../stub")
        with pytest.raises(NotFound):
            await room.shelf.remove("nobody")

    asyncio.run(scene())


def test_every_voice_of_the_catalogue_has_a_source_and_all_its_files() -> None:
    offers = read_offers(catalogue())
    assert len(offers) >= 5
    assert len({offer.id for offer in offers}) == len(offers)
    for offer in offers:
        assert offer.base.startswith(offer.source)
        names = [file.path for file in offer.files]
        assert "tokens.txt" in names
        assert any(name.endswith(".onnx") for name in names)
        assert ("voices.bin" in names) == (offer.family in ("kokoro", "kitten"))
        assert offer.plan(Path("/x"), {}).files


def test_a_voice_without_a_source_is_refused(tmp_path: Path) -> None:
    entry = ENTRY.format(base="https://example.org").replace('source = "https://example.org/stub"', 'source = ""')
    (tmp_path / "voices.toml").write_text(entry)
    with pytest.raises(ValueError, match="source"):
        read_offers(tmp_path)
