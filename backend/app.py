"""Builds everything and wires it together; no globals anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

from backend.api import page
from backend.api.access import Access
from backend.api.gate import Gate
from backend.api.house import House
from backend.api.metered import Metered
from backend.api.schema import routed
from backend.api.shell import Shell
from backend.bus import Bus
from backend.crashes import Crashes
from backend.domain import Model
from backend.egress import Egress
from backend.egress.pace import Pace
from backend.egress.proxies import Proxies
from backend.embedders import Embedders
from backend.engines.cards import Room
from backend.engines.keys import Keys
from backend.engines.local import LocalEngine
from backend.engines.servers import Servers
from backend.engines.states import STATES, forget
from backend.errors import FiresideError
from backend.events import (
    FoldersChanged,
    MemoryGaveWay,
    ModelsChanged,
    SettingsChanged,
    ThreadsChanged,
    VoicesChanged,
)
from backend.exchange.exports import Exports
from backend.exchange.imports import Imports
from backend.library.entries import read_entries
from backend.library.hub import Hub, endpoint
from backend.library.library import Library
from backend.lifespan import lifespan
from backend.memory import Broker
from backend.meters import Meters
from backend.models import Measurer, Models, Removals
from backend.moving import Mover
from backend.openings import Openings
from backend.paths import Paths, catalogue
from backend.paths import page as page_folder
from backend.runs import Guide, Runner, Titles
from backend.settings import Choices, language
from backend.shelf import Shelf
from backend.shelf.neighbours import places
from backend.shelf.shelving import Shelving
from backend.speech.renderer import Renderer
from backend.speech.tenancy import Tenancy
from backend.store import (
    AddedModels,
    Backups,
    Database,
    Drafts,
    Folders,
    Images,
    Messages,
    Personas,
    Prompts,
    RememberedModels,
    RemovedModels,
    RemovedThreads,
    Search,
    Summaries,
    Threads,
    WholeThreads,
)
from backend.talk import Talk
from backend.tools.help import Help
from backend.tools.toolbox import Toolbox
from backend.updates.installation import installation
from backend.updates.news import read_source
from backend.updates.updates import Updates
from backend.voices import OwnVoices, ServedVoices, VoiceServers, VoiceShelf

if TYPE_CHECKING:
    from backend.engines.base import Engine
    from backend.engines.embedder import LocalEmbedder


def create_app(
    paths: Paths,
    access: Access,
    shell: Shell | None = None,
    *,
    model: Path | None = None,
    wanted: Sequence[str] = (),
    restart: Callable[[], None] | None = None,
) -> FastAPI:
    """The whole server. Nothing heavy is loaded before it is needed; `model` is added and loaded at the start.
    `wanted` are links and files that its page is to open. `restart` ends this Fireside and starts it anew.

    Raises OSError when the data folder cannot be made.
    """
    paths.create()
    house = build(paths, access, shell)
    house.restart = restart
    app = routed(lifespan=lambda app: lifespan(house, model, wanted))
    app.state.house = house
    page.install(app, page_folder())
    app.add_middleware(Metered, meters=house.meters)
    app.add_middleware(Gate, access=access)
    return app


def build(paths: Paths, access: Access, shell: Shell | None) -> House:
    """All rooms, wired; nothing is opened yet."""
    bus = Bus()
    choices = Choices(paths.settings, lambda settings: bus.publish(SettingsChanged(settings=settings)))
    database = Database(paths.database)
    threads, messages, images = Threads(database), Messages(database), Images(database)

    keys = Keys(paths.keys)
    proxies = Proxies(lambda: choices.current.proxy, keys.get)
    pace = Pace(lambda: choices.current.download_mb_s * 1e6)
    egress = Egress(paths.logs / "connections.jsonl", lambda: choices.current.offline, proxies, pace)
    servers = Servers(egress, keys)
    shelf = Shelf(catalogue(), AddedModels(database), servers, lambda: bus.publish(ModelsChanged()))

    def make_engine(model: Model, on_death: Callable[[FiresideError], None]) -> Engine:
        match model.engine:
            case "server":
                return servers.engine(model)
            case "pytorch":
                from backend.engines.pytorch import TorchEngine  # with psutil, which the start need not wait for

                return TorchEngine(paths, on_death)
        return LocalEngine(paths, on_death, kept=int(choices.current.cache_gb * (1 << 30)))

    def free() -> tuple[int, int]:
        from backend.engines.devices import memory  # with psutil, which the start need not wait for

        return memory()

    broker = Broker(lambda gave_way: bus.publish(MemoryGaveWay(gave_way=gave_way)), free)
    hub = Hub(egress, keys, endpoint())
    library = Library(read_entries(catalogue()), hub, shelf, Room(paths.logs, broker.idle), paths, egress, bus)
    remembered = RememberedModels(database)
    models = Models(
        shelf, remembered, make_engine, lambda thread: forget(paths.cache / STATES, thread), choices, bus, broker
    )
    removals = Removals(
        models,
        shelf,
        RemovedModels(database),
        remembered,
        servers,
        choices,
        bus,
        paths.models,
        lambda: places(Path.home(), os.environ),
    )
    served_voices = ServedVoices(
        paths.served_voices, servers, keys, VoiceServers(egress), lambda: bus.publish(VoicesChanged())
    )
    help = Help(catalogue() / "help")

    def make_embedder(on_death: Callable[[FiresideError], None]) -> LocalEmbedder:
        from backend.engines.embedder import LocalEmbedder  # with numpy, which the start need not wait for

        return LocalEmbedder(paths, on_death)

    def spoken() -> str:
        return language(choices.current)

    def clock() -> datetime:
        return datetime.now().astimezone()

    guide = Guide(help, spoken, clock)
    toolbox = Toolbox(help, spoken, clock)
    runner = Runner(
        threads, messages, Summaries(database), images, models, lambda: choices.current, guide, toolbox, bus
    )
    embedders = Embedders(make_embedder, lambda: choices.current.keep_model_minutes, broker)
    renderer = Renderer(paths, served_voices, Tenancy(broker, "files", paths.voices))
    spoken_with = Tenancy(broker, "voice", paths.voices)
    talk = Talk(bus, paths, lambda: choices.current, runner.text, messages.set_heard, served_voices, spoken_with)

    def pids() -> dict[str, int | None]:
        workers = {"search": embedders.pid, "voice": talk.worker_pid, "files": renderer.pid}
        return {"app": os.getpid(), **models.pids, **workers}

    whole, search = WholeThreads(database), Search(database)

    def looks_for_updates() -> bool:
        return choices.current.check_updates and not choices.current.offline

    def imported() -> None:
        bus.publish(ThreadsChanged())
        bus.publish(FoldersChanged())

    meters = Meters(pids, runner.live)
    bus.listen(meters.hear)
    return House(
        paths=paths,
        access=access,
        shell=shell,
        bus=bus,
        choices=choices,
        egress=egress,
        database=database,
        backups=Backups(paths.database, paths.backups),
        threads=threads,
        messages=messages,
        folders=Folders(database),
        images=images,
        removed=RemovedThreads(database),
        search=search,
        prompts=Prompts(database),
        personas=Personas(database),
        drafts=Drafts(database),
        keys=keys,
        servers=servers,
        shelf=shelf,
        shelving=Shelving(shelf, paths.models, lambda: places(Path.home(), os.environ), bus),
        models=models,
        remembered=remembered,
        measurer=Measurer(models, remembered, bus),
        removals=removals,
        library=library,
        embedders=embedders,
        runner=runner,
        titles=Titles(threads, runner.branch, models, bus),
        talk=talk,
        renderer=renderer,
        meters=meters,
        voices=VoiceShelf(catalogue(), paths, egress, bus),
        own_voices=OwnVoices(paths.voices, lambda: bus.publish(VoicesChanged())),
        served_voices=served_voices,
        help=help,
        whole=whole,
        exports=Exports(paths.cache / "exports", whole, images),
        imports=Imports(paths.cache / "imports", whole, images, imported, search.catch_up),
        mover=Mover(paths),
        openings=Openings(threads, bus.publish),
        updates=Updates(read_source(catalogue()), installation(), paths, egress, bus, looks_for_updates),
        crashes=Crashes(paths.logs),
    )
