"""Builds everything and wires it together; no globals anywhere."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from backend.api import page
from backend.api.access import Access
from backend.api.gate import Gate
from backend.api.house import House, Shell
from backend.api.metered import Metered
from backend.api.schema import routed
from backend.bus import Bus
from backend.domain import Model
from backend.egress import Egress
from backend.embedders import Embedders
from backend.engines.keys import Keys
from backend.engines.local import LocalEngine
from backend.engines.servers import Servers
from backend.engines.states import STATES, forget
from backend.errors import FiresideError
from backend.events import FoldersChanged, ModelsChanged, Notice, SettingsChanged, ThreadsChanged, VoicesChanged
from backend.exchange.exports import Exports
from backend.exchange.imports import Imports
from backend.meters import Meters
from backend.models import Models
from backend.moving import Mover
from backend.paths import Paths, catalogue
from backend.paths import page as page_folder
from backend.runs import Guide, Runner, Titles
from backend.settings import Choices, language
from backend.shelf import Shelf
from backend.speech.renderer import Renderer
from backend.store import (
    AddedModels,
    Backups,
    Database,
    Drafts,
    Folders,
    Messages,
    Personas,
    Prompts,
    RemovedThreads,
    Search,
    Summaries,
    Threads,
    WholeThreads,
    open_database,
)
from backend.talk import Talk
from backend.tools.help import Help
from backend.tools.toolbox import Toolbox
from backend.voices import OwnVoices, ServedVoices, VoiceServers, VoiceShelf

if TYPE_CHECKING:
    from backend.engines.base import Engine
    from backend.engines.embedder import LocalEmbedder

log = logging.getLogger(__name__)
BACKUP_CHECK = 3600.0
TRASH_CHECK = 3600.0
REST_CHECK = 20.0


def create_app(
    paths: Paths,
    access: Access,
    shell: Shell | None = None,
    *,
    model: Path | None = None,
    restart: Callable[[], None] | None = None,
) -> FastAPI:
    """The whole server. Nothing heavy is loaded before it is needed; `model` is added and loaded at the start.
    `restart` ends this Fireside and starts it anew.

    Raises OSError when the data folder cannot be made.
    """
    paths.create()
    house = build(paths, access, shell)
    house.restart = restart
    app = routed(lifespan=lambda app: lifespan(house, model))
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
    threads, messages = Threads(database), Messages(database)

    egress = Egress(paths.logs / "connections.jsonl", lambda: choices.current.offline)
    keys = Keys(paths.keys)
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

    models = Models(shelf, make_engine, lambda thread: forget(paths.cache / STATES, thread), choices, bus)
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
    runner = Runner(threads, messages, Summaries(database), models, lambda: choices.current, guide, toolbox, bus)
    embedders = Embedders(make_embedder, lambda: choices.current.keep_model_minutes)
    renderer = Renderer(paths, served_voices)
    talk = Talk(bus, paths, lambda: choices.current, runner.text, messages.set_heard, served_voices)

    def pids() -> dict[str, int | None]:
        workers = {"model": models.pid, "search": embedders.pid, "voice": talk.worker_pid, "files": renderer.pid}
        return {"app": os.getpid(), **workers}

    whole, search = WholeThreads(database), Search(database)

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
        removed=RemovedThreads(database),
        search=search,
        prompts=Prompts(database),
        personas=Personas(database),
        drafts=Drafts(database),
        servers=servers,
        shelf=shelf,
        models=models,
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
        exports=Exports(paths.cache / "exports", whole),
        imports=Imports(paths.cache / "imports", whole, imported, search.catch_up),
        mover=Mover(paths),
    )


@asynccontextmanager
async def lifespan(house: House, model: Path | None) -> AsyncIterator[None]:
    """Open the house, and close it in the other order."""
    async with (
        store(house),
        meanwhile(read_index(house)),
        talk(house),
        models(house, model),
        runs(house),
        move(house),
        meanwhile(keep_backups(house), empty_trash(house)),
    ):
        yield


@asynccontextmanager
async def meanwhile(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work in the background, for as long as the block lasts."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@asynccontextmanager
async def store(house: House) -> AsyncIterator[None]:
    """The database. When it cannot be opened the server still runs, to say why."""
    try:
        if problem := await open_database(house.database, house.backups):
            house.greetings.append(problem)
        if interrupted := await house.messages.interrupt():
            log.info("%d runs were interrupted by the last end", interrupted)
    except FiresideError as error:
        house.problem = error.problem
    if house.choices.problem:
        house.greetings.append(house.choices.problem)
    try:
        yield
    finally:
        await house.imports.close()
        await house.database.close()


async def read_index(house: House) -> None:
    """Read for the search what was said since the last start, or before there was one.

    When that fails, a search tries it again and says why.
    """
    if not house.problem:
        try:
            await house.search.catch_up()
        except FiresideError as error:
            log.warning("the index of the search: %s", error)


@asynccontextmanager
async def talk(house: House) -> AsyncIterator[None]:
    """The voice workers, which start by themselves when they are needed; and the voices that are being fetched."""
    await house.voices.downloads.open()
    try:
        yield
    finally:
        await house.voices.downloads.close()
        await house.talk.close()
        await house.renderer.close()
        await house.served_voices.close()


@asynccontextmanager
async def models(house: House, model: Path | None) -> AsyncIterator[None]:
    """The model worker: warmed up in the background, so that the first reply need not wait for it."""
    try:
        async with meanwhile(warm_up(house, model), let_rest(house)):
            yield
    finally:
        await house.models.close()
        await house.embedders.close()


async def warm_up(house: House, model: Path | None) -> None:
    """Load the model that will be wanted; a failure shows in the model's state, or is told if it was asked for."""
    if house.problem:
        return
    guided = True
    try:
        if model:
            await house.models.choose((await house.shelf.add(str(model))).id)
        wanted = await house.models.get(None)
        guided = wanted.guided
        if not (model or wanted.elsewhere):  # another computer is asked by a message only
            await house.models.ready(wanted.id)
    except FiresideError as error:
        if model:
            house.greetings.append(error.problem)
            house.bus.publish(Notice(level="warning", problem=error.problem))  # to a page that is open already
        log.warning("no model at the start: %s", error)
    # The index of the help takes a second of work. Guided models need it for each message: better now than when the
    # first one waits for it. Before the others' first reply it would only be in the way of it.
    if guided:
        await asyncio.to_thread(house.help.prepare, language(house.choices.current))


async def let_rest(house: House) -> None:
    """Look again and again whether a model was idle for long."""
    while True:
        await asyncio.sleep(REST_CHECK)
        await house.models.rest()
        await house.embedders.rest()


@asynccontextmanager
async def move(house: House) -> AsyncIterator[None]:
    """A move of the data folder that was cut off goes on."""
    await asyncio.to_thread(house.mover.resume)
    try:
        yield
    finally:
        await asyncio.to_thread(house.mover.close)


@asynccontextmanager
async def runs(house: House) -> AsyncIterator[None]:
    """What is being written is stored as interrupted."""
    async with meanwhile(house.titles.write()):
        try:
            yield
        finally:
            await house.runner.close()


async def keep_backups(house: House) -> None:
    """Make a backup a day, also when the app is never closed: look every hour whether one is due."""
    while True:
        await asyncio.sleep(BACKUP_CHECK)
        try:
            if not house.problem and await asyncio.to_thread(house.backups.due):
                await asyncio.to_thread(house.backups.make)
        except FiresideError as error:
            log.warning("no backup: %s", error)


async def empty_trash(house: House) -> None:
    """Delete for good what was in the trash for long: at the start, then look every hour."""
    while True:
        try:
            if not house.problem:
                await house.empty_trash(await house.removed.due())
                await house.delete_old_messages()
        except FiresideError as error:
            log.warning("the trash was not emptied: %s", error)
        await asyncio.sleep(TRASH_CHECK)
