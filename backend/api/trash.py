"""Threads in the trash over HTTP: seen, fetched back, deleted for good."""

from __future__ import annotations

from fastapi import APIRouter, Response

from backend.api.house import SoundHouse, TheBus, TheRemoved
from backend.api.threads import Chosen, ThreadList
from backend.domain import Thread, Value
from backend.events import ThreadChanged, ThreadsChanged
from backend.store.removed import Removed

router = APIRouter(prefix="/api/v0", tags=["threads"])


class RemovedList(Value):
    """The threads in the trash, the newest there first."""

    threads: tuple[Removed, ...]


@router.get("/trash")
async def trash(removed: TheRemoved) -> RemovedList:
    """The threads in the trash, the newest there first. Thirty days after they were deleted they are gone for good."""
    return RemovedList(threads=await removed.all())


@router.post("/threads/{id}/restore")
async def restore_thread(id: str, removed: TheRemoved, bus: TheBus) -> Thread:
    """Fetch a thread back from the trash."""
    (thread,) = await removed.restore(id)
    bus.publish(ThreadChanged(thread=thread))
    return thread


@router.post("/threads/restore")
async def restore_threads(chosen: Chosen, removed: TheRemoved, bus: TheBus) -> ThreadList:
    """Fetch many threads back from the trash."""
    threads = await removed.restore(*chosen.ids)
    bus.publish(ThreadsChanged())
    return ThreadList(threads=threads)


@router.delete("/trash/{id}", status_code=204)
async def delete_thread(id: str, house: SoundHouse) -> Response:
    """Delete a thread in the trash for good, with all its messages. There is no way back but an older backup."""
    await house.delete_for_good(id)
    house.bus.publish(ThreadsChanged())
    return Response(status_code=204)


@router.delete("/trash", status_code=204)
async def empty_trash(house: SoundHouse) -> Response:
    """Delete all threads in the trash for good."""
    await house.empty_trash(tuple(removed.thread.id for removed in await house.removed.all()))
    return Response(status_code=204)
