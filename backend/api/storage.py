"""Status, backups and the connection log over HTTP."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response

from backend import __version__
from backend.api.house import AnyHouse, SoundHouse
from backend.domain import Background, Problem, Value
from backend.egress import Connection
from backend.engines.states import STATES, clear, used
from backend.store import Backup

router = APIRouter(tags=["storage"])


class Health(Value):
    """That the server is up; no more, since anyone may ask."""

    status: str = "ok"


class Status(Value):
    """This Fireside. `problem` says why it cannot open its store, `greetings` what happened while it opened it.

    `written_by` is the version that wrote into the data folder last; empty while nobody knows.
    """

    version: str
    written_by: str
    home: str
    has_window: bool
    makes_pdf: bool
    background: Background
    problem: Problem | None = None
    greetings: tuple[Problem, ...] = ()


class BackupList(Value):
    """All backups, the newest first."""

    backups: tuple[Backup, ...]


class ConnectionList(Value):
    """The newest outgoing connections, the newest first."""

    connections: tuple[Connection, ...]


class Cache(Value):
    """What models have read of threads and the disk keeps, so that they go on at once. `size` is in bytes."""

    size: int


@router.get("/health")
async def health() -> Health:
    """Whether the server is up."""
    return Health()


@router.get("/api/v0/status")
async def status(house: AnyHouse) -> Status:
    """This Fireside and its state."""
    return Status(
        version=__version__,
        written_by=await asyncio.to_thread(lambda: house.backups.writer.last),
        home=str(house.paths.home),
        has_window=house.shell is not None,
        makes_pdf=house.shell is not None and house.shell.makes_pdf,
        background=house.shell.background if house.shell else Background(),
        problem=house.problem,
        greetings=tuple(house.greetings),
    )


@router.get("/api/v0/backups")
async def all_backups(house: AnyHouse) -> BackupList:
    """All backups."""
    return BackupList(backups=await asyncio.to_thread(house.backups.all))


@router.post("/api/v0/backups", status_code=201)
async def make_backup(house: SoundHouse) -> Backup:
    """Make a backup now."""
    return await asyncio.to_thread(house.backups.make)


@router.post("/api/v0/backups/{name}/restore", status_code=204)
async def restore_backup(name: str, house: AnyHouse) -> Response:
    """Put a backup in the store's place; what was there is kept as a backup first."""
    await house.restore(name)
    return Response(status_code=204)


@router.get("/api/v0/connections")
async def all_connections(house: AnyHouse) -> ConnectionList:
    """What left this computer, or was held back."""
    return ConnectionList(connections=house.egress.connections())


@router.delete("/api/v0/connections", status_code=204)
async def forget_connections(house: AnyHouse) -> Response:
    """Empty the log of connections."""
    await asyncio.to_thread(house.egress.forget)
    return Response(status_code=204)


@router.get("/api/v0/cache")
async def cache_size(house: AnyHouse) -> Cache:
    """How much of what models have read lies on the disk."""
    return Cache(size=await asyncio.to_thread(used, house.paths.cache / STATES))


@router.delete("/api/v0/cache")
async def clear_cache(house: AnyHouse) -> Cache:
    """Remove it. Threads stay; the next message in one is read from its beginning."""
    await asyncio.to_thread(clear, house.paths.cache / STATES)
    return await cache_size(house)
