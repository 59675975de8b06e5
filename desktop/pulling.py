"""A model is fetched with no Fireside running: the few rooms which that needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from backend.bus import Bus
from backend.domain import Download, DownloadStatus
from backend.egress import Egress
from backend.egress.pace import Pace
from backend.egress.proxies import Proxies
from backend.engines.cards import Room
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from backend.library.entries import read_entries
from backend.library.hub import Hub, endpoint
from backend.library.library import Library
from backend.paths import Paths, catalogue
from backend.settings import Choices
from backend.shelf import Shelf
from backend.store import AddedModels, Database

EVERY = 0.2


async def pulled(
    paths: Paths, database: Database, repository: str, variant: str, tell: Callable[[Download], None]
) -> Download:
    """Fetch it; says how that ended. What is not done when this is cancelled goes on the next time."""
    choices, bus = Choices(paths.settings), Bus()
    keys, pace = Keys(paths.keys), Pace(lambda: choices.current.download_mb_s * 1e6)
    proxies = Proxies(lambda: choices.current.proxy, keys.get)
    gate = Egress(paths.logs / "connections.jsonl", lambda: choices.current.offline, proxies, pace)
    shelf = Shelf(catalogue(), AddedModels(database), Servers(gate, keys), lambda: None)
    hub = Hub(gate, keys, endpoint())
    library = Library(read_entries(catalogue()), hub, shelf, Room(paths.logs), paths, gate, bus)
    try:
        state = await library.fetch(repository, variant)
        while state.status is DownloadStatus.RUNNING:
            tell(state)
            await asyncio.sleep(EVERY)
            state = library.state(state.id)
        return state
    finally:
        await library.close()
