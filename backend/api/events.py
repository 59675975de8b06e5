"""Everything that changes, as it changes: over a socket that takes commands too, and as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse

from backend.api.commands import carry_out
from backend.api.house import AnyHouse, House, SoundHouse
from backend.bus import Behind, Subscription
from backend.events import Event, Notice, RunDelta

router = APIRouter(prefix="/api/v0", tags=["events"])
ALIVE_EVERY = 15.0
BEHIND = 4008


@router.websocket("/events")
async def events(socket: WebSocket, house: AnyHouse) -> None:
    """A snapshot first, then every event; accepts commands. A page that falls behind is closed, and comes again."""
    await socket.accept()
    with house.bus.subscribe() as subscription:
        try:
            await _greet(socket, house)
            async with asyncio.TaskGroup() as group:
                sender = group.create_task(_send(socket, subscription))
                group.create_task(_receive(socket, house, subscription, sender))
        except* WebSocketDisconnect:
            pass


async def _greet(socket: WebSocket, house: House) -> None:
    for event in (house.snapshot(), *(Notice(level="warning", problem=problem) for problem in house.greetings)):
        try:
            await socket.send_text(event.model_dump_json())
        except RuntimeError as error:  # the page left while it was being let in
            raise WebSocketDisconnect(1006) from error


async def _send(socket: WebSocket, subscription: Subscription) -> None:
    try:
        async for event in subscription:
            await socket.send_text(joined(event, subscription).model_dump_json())
    except Behind:
        await socket.close(BEHIND, "Too slow: connect again.")
    except (WebSocketDisconnect, RuntimeError):
        return  # the page left; the receiver ends the pair


async def _receive(socket: WebSocket, house: House, subscription: Subscription, sender: asyncio.Task[None]) -> None:
    """Take commands; their answers queue behind the events they caused. Without it a page that left goes unnoticed."""
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            frame = message.get("text")
            subscription.push(await carry_out(frame if frame is not None else "", house, subscription))
    finally:
        sender.cancel()


def joined(event: Event, subscription: Subscription) -> Event:
    """A delta with those of the same part that already wait behind it, so that a slow page gets fewer, longer ones."""
    if not isinstance(event, RunDelta):
        return event
    text = [event.text]
    while isinstance(after := subscription.peek(), RunDelta) and (after.run_id, after.part) == (
        event.run_id,
        event.part,
    ):
        subscription.take()
        text.append(after.text)
    return event.model_copy(update={"text": "".join(text)}) if len(text) > 1 else event


@router.get("/threads/{id}/stream", response_class=StreamingResponse)
async def stream(id: str, house: SoundHouse) -> StreamingResponse:
    """The same events for one thread, as server-sent events; a snapshot first."""
    await house.threads.get(id)
    return StreamingResponse(_lines(id, house), media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _lines(id: str, house: House) -> AsyncIterator[str]:
    with house.bus.subscribe() as subscription:
        house.bus.follow(subscription, {id})
        yield _line(house.snapshot())
        events = aiter(subscription)
        while True:
            waiting = asyncio.ensure_future(anext(events))
            try:
                while not (await asyncio.wait([waiting], timeout=ALIVE_EVERY))[0]:
                    yield ": alive\n\n"
                event = waiting.result()
            except Behind:
                return
            finally:
                waiting.cancel()
            if _thread_of(event) in (id, None):
                yield _line(joined(event, subscription))


def _thread_of(event: Event) -> str | None:
    thread = getattr(event, "thread", None)
    found: str | None = thread.id if thread else getattr(event, "thread_id", None)
    return found


def _line(event: Event) -> str:
    return f"event: {event.type}\ndata: {json.dumps(event.model_dump(mode='json'))}\n\n"
