"""Opens the house and closes it in the other order; what goes on in it meanwhile, by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from backend.api.house import House
from backend.errors import FiresideError
from backend.events import Notice
from backend.settings import language
from backend.store import open_database

log = logging.getLogger(__name__)
BACKUP_CHECK = 3600.0
TRASH_CHECK = 3600.0
REST_CHECK = 20.0
UPDATE_CHECK = 600.0


@asynccontextmanager
async def lifespan(house: House, model: Path | None, wanted: Sequence[str] = ()) -> AsyncIterator[None]:
    """Open the house, and close it in the other order."""
    async with (
        store(house),
        meanwhile(read_index(house)),
        talk(house),
        models(house, model),
        library(house),
        runs(house),
        move(house),
        updates(house),
        meanwhile(keep_backups(house), empty_trash(house), open_wanted(house, wanted)),
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
        async with meanwhile(warm_up(house, model), let_rest(house), delete_models(house)):
            yield
    finally:
        await house.measurer.stop()
        await house.models.close()
        await house.embedders.close()


@asynccontextmanager
async def library(house: House) -> AsyncIterator[None]:
    """Models that are being fetched go on from where they were, once there is a shelf for them."""
    if not house.problem:
        await house.library.open()
    try:
        yield
    finally:
        await house.shelving.close()
        await house.library.close()


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


async def delete_models(house: House) -> None:
    """Delete the files of models that were removed: all at the start, then each when its time of grace is over."""
    first = True
    while not house.problem:
        try:
            await house.removals.empty(all=first)
        except FiresideError as error:
            log.warning("removed models were not deleted: %s", error)
        first = False
        await asyncio.sleep(REST_CHECK)


@asynccontextmanager
async def move(house: House) -> AsyncIterator[None]:
    """A move of the data folder that was cut off goes on."""
    await asyncio.to_thread(house.mover.resume)
    try:
        yield
    finally:
        await asyncio.to_thread(house.mover.close)


@asynccontextmanager
async def updates(house: House) -> AsyncIterator[None]:
    """What is known of newer versions, and of how the last Fireside ended."""
    house.last_crash = await asyncio.to_thread(house.crashes.unseen)
    await house.updates.open()
    try:
        async with meanwhile(look_for_updates(house)):
            yield
    finally:
        await house.updates.close()


async def look_for_updates(house: House) -> None:
    """Look now and then whether it is time to ask, also when the app is never closed; never at the very start."""
    while True:
        await asyncio.sleep(REST_CHECK)
        await house.updates.look_by_itself()
        await asyncio.sleep(UPDATE_CHECK)


@asynccontextmanager
async def runs(house: House) -> AsyncIterator[None]:
    """What is being written is stored as interrupted."""
    async with meanwhile(house.titles.write()):
        try:
            yield
        finally:
            await house.runner.close()


async def open_wanted(house: House, wanted: Sequence[str]) -> None:
    """What this Fireside was started to open waits for its page."""
    for text in wanted:
        await house.openings.ask(text)


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
                await house.images.sweep()
        except FiresideError as error:
            log.warning("the trash was not emptied: %s", error)
        await asyncio.sleep(TRASH_CHECK)
