"""What `create_app` built, and how a handler asks for a part of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from starlette.requests import HTTPConnection

from backend.api.access import Access
from backend.api.shell import Shell
from backend.bus import Bus
from backend.crashes import Crashes, CrashReport
from backend.domain import Problem, Said, Thread, now
from backend.egress import Egress
from backend.embedders import Embedders
from backend.engines.keys import Keys
from backend.engines.servers import Servers
from backend.errors import Conflict, FiresideError, NotFound, from_problem
from backend.events import MessagesChanged, RunStarted, Snapshot, ThreadChanged, ThreadsChanged
from backend.exchange import backup
from backend.exchange.exports import Export, Exports, Printer
from backend.exchange.imports import Imports
from backend.library.library import Library
from backend.meters import Meters
from backend.models import Measurer, Models, Removals
from backend.moving import Mover
from backend.openings import Openings
from backend.paths import Paths
from backend.runs import Runner, Titles
from backend.settings import Choices
from backend.shelf import Shelf
from backend.shelf.shelving import Shelving
from backend.speech.renderer import Renderer
from backend.store import (
    Backups,
    Database,
    Drafts,
    Folders,
    Images,
    Messages,
    Personas,
    Prompts,
    RememberedModels,
    RemovedThreads,
    Search,
    Threads,
    WholeThreads,
)
from backend.store.removed import GRACE
from backend.talk import Talk
from backend.tools.help import Help
from backend.updates.updates import Updates
from backend.voices import OwnVoices, ServedVoices, VoiceShelf

T = TypeVar("T")


@dataclass
class House:
    """All rooms of one Fireside. While the store cannot be opened, `problem` says why, and little else is served."""

    paths: Paths
    access: Access
    shell: Shell | None
    bus: Bus
    choices: Choices
    egress: Egress
    database: Database
    backups: Backups
    threads: Threads
    messages: Messages
    folders: Folders
    images: Images
    removed: RemovedThreads
    search: Search
    prompts: Prompts
    personas: Personas
    drafts: Drafts
    keys: Keys
    servers: Servers
    shelf: Shelf
    shelving: Shelving
    models: Models
    remembered: RememberedModels
    measurer: Measurer
    removals: Removals
    library: Library
    embedders: Embedders
    runner: Runner
    titles: Titles
    talk: Talk
    renderer: Renderer
    meters: Meters
    voices: VoiceShelf
    own_voices: OwnVoices
    served_voices: ServedVoices
    help: Help
    whole: WholeThreads
    exports: Exports
    imports: Imports
    mover: Mover
    openings: Openings
    updates: Updates
    crashes: Crashes
    last_crash: CrashReport | None = None
    restart: Callable[[], None] | None = None
    problem: Problem | None = None
    greetings: list[Problem] = field(default_factory=list)

    def snapshot(self) -> Snapshot:
        """All that is in flight."""
        return Snapshot(
            runs=self.runner.live(),
            model=self.models.state,
            models=self.models.states,
            speech=self.talk.state,
            settings=self.choices.current,
        )

    async def send(self, thread_id: str, parts: tuple[Said, ...], edits: str | None, spoken: bool) -> RunStarted:
        """Send a message. One that was said cuts off what is being read aloud, before the model is told of it.

        Raises what `Runner.start` raises.
        """
        if spoken:
            await self.talk.stop()
        return await self.runner.start(thread_id, parts, edits, spoken)

    async def remove_message(self, message_id: str) -> Thread:
        """Send a message to the trash, with all that follows it. What of that is read aloud falls silent.

        Raises `NotFound`.
        """
        thread = await self.runner.remove(message_id)
        if self.talk.state.message_id in await self.messages.below(message_id):
            await self.talk.stop()
        self._branch_changed(thread)
        return thread

    async def restore_message(self, message_id: str) -> Thread:
        """Fetch a message back from the trash, and show its branch. Raises `NotFound` or `Conflict`."""
        thread = await self.runner.restore(message_id)
        self._branch_changed(thread)
        return thread

    def _branch_changed(self, thread: Thread) -> None:
        self.bus.publish(ThreadChanged(thread=thread))
        self.bus.publish(MessagesChanged(thread_id=thread.id))

    async def delete_for_good(self, thread_id: str) -> None:
        """Delete a thread in the trash, with all that models have read of it. Raises `NotFound`."""
        await self.removed.delete(thread_id)
        await self.models.forget(thread_id)

    async def empty_trash(self, thread_ids: tuple[str, ...]) -> None:
        """Delete these threads for good, one after the other: whoever writes meanwhile comes in between."""
        for id in thread_ids:
            with suppress(NotFound):  # fetched back meanwhile
                await self.delete_for_good(id)
        if thread_ids:
            self.bus.publish(ThreadsChanged())

    async def delete_old_messages(self) -> None:
        """Delete messages for good that were in the trash for long; what models had read of them is forgotten, too."""
        for thread_id in await self.messages.empty_trash(now() - GRACE):
            await self.models.forget(thread_id)

    async def read_aloud(self, message_id: str, start: int = 0) -> None:
        """Read a message aloud, from the sentence at that character on, in its thread's voice or the person's own.

        Raises `NotFound`.
        """
        message = await self.messages.get(message_id)
        thread = await self.threads.get(message.thread_id)
        await self.talk.read(message_id, thread, start)

    async def restore(self, name: str) -> None:
        """Put a backup in the store's place, and let every page read anew. Runs are interrupted; none begins meanwhile.

        Raises `NotFound`, `StoreBroken`, `StoreTooNew` or `StoreUnwritable`; then everything is as it was.
        """
        await asyncio.to_thread(self.backups.check, name)
        async with self.runner.resting():
            try:
                await self.database.replaced(lambda: self.backups.restore(name))
            except FiresideError as error:
                if not self.database.is_open:
                    self.problem = error.problem
                raise
            self.problem = None
            await self.messages.interrupt()
        self.bus.publish(self.snapshot())

    def printer(self) -> Printer | None:
        """What makes PDFs, if something does."""
        shell = self.shell
        if shell is None or not shell.makes_pdf:
            return None
        return lambda html: asyncio.to_thread(shell.make_pdf, html)

    async def save_backup(self) -> Export:
        """A backup of threads and settings as one file. Raises `StoreUnwritable` or `StoreBroken`."""
        file = self.exports.room(f"Fireside backup {now().astimezone():%Y-%m-%d}.zip")
        await asyncio.to_thread(backup.pack, self.backups, self.paths.settings, file)
        return self.exports.made(file)

    async def restore_file(self, file: Path) -> None:
        """Put what is in a backup file in the place of threads and settings, once all of it was found to be sound.

        What was there is kept: the threads as a backup, the settings beside the backups. Raises `Invalid` and what
        `restore` raises; then everything is as it was.
        """
        found = await asyncio.to_thread(backup.unpack, file, self.backups, self.paths.cache)
        await self.restore(found.name)
        await asyncio.to_thread(backup.keep_settings, self.paths.settings, self.paths.backups)
        self.choices.replace(found.settings)


def house(connection: HTTPConnection) -> House:
    """The house, whatever its state."""
    found: House = connection.app.state.house
    return found


def sound_house(connection: HTTPConnection) -> House:
    """The house with its store open. Raises the problem that keeps it shut."""
    found = house(connection)
    if found.problem:
        raise from_problem(found.problem)
    return found


def _part(pick: Callable[[House], T]) -> Any:
    def part(found: Annotated[House, Depends(sound_house)]) -> T:
        return pick(found)

    return Depends(part)


AnyHouse = Annotated[House, Depends(house)]
SoundHouse = Annotated[House, Depends(sound_house)]
TheThreads = Annotated[Threads, _part(lambda house: house.threads)]
TheFolders = Annotated[Folders, _part(lambda house: house.folders)]
TheImages = Annotated[Images, _part(lambda house: house.images)]
TheRemoved = Annotated[RemovedThreads, _part(lambda house: house.removed)]
TheSearch = Annotated[Search, _part(lambda house: house.search)]
ThePersonas = Annotated[Personas, _part(lambda house: house.personas)]
ThePrompts = Annotated[Prompts, _part(lambda house: house.prompts)]
TheDrafts = Annotated[Drafts, _part(lambda house: house.drafts)]
TheServers = Annotated[Servers, _part(lambda house: house.servers)]
TheShelf = Annotated[Shelf, _part(lambda house: house.shelf)]
TheShelving = Annotated[Shelving, _part(lambda house: house.shelving)]
TheLibrary = Annotated[Library, _part(lambda house: house.library)]
TheModels = Annotated[Models, _part(lambda house: house.models)]
TheRunner = Annotated[Runner, _part(lambda house: house.runner)]
TheTalk = Annotated[Talk, _part(lambda house: house.talk)]
TheChoices = Annotated[Choices, _part(lambda house: house.choices)]
TheBus = Annotated[Bus, _part(lambda house: house.bus)]


def desktop(found: AnyHouse) -> Shell:
    """The shell. Raises `Conflict` when Fireside runs without a window."""
    if found.shell is None:
        raise Conflict("Fireside runs without a window here.", "Type the path instead.")
    return found.shell


TheShell = Annotated[Shell, Depends(desktop)]


def help_pages(found: AnyHouse) -> Help:
    """The help, which is there also when the store is shut."""
    return found.help


TheHelp = Annotated[Help, Depends(help_pages)]
