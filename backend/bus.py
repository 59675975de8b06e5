"""Hands every event to every listener, without any knowing another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from backend.events import Event

QUEUE = 1024


class Behind(Exception):
    """This listener was too slow and has been dropped: it must read the state again."""


class Subscription:
    """A bounded queue of events. Iterating ends with `Behind` when it overflowed."""

    def __init__(self, size: int) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue(size)
        self._behind = False

    def push(self, event: Event) -> None:
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self._behind = True

    async def __aiter__(self) -> AsyncIterator[Event]:
        while not (self._behind and self._queue.empty()):
            yield await self._queue.get()
        raise Behind


class Bus:
    """Publish and subscribe within the server's event loop. Not thread-safe: publish from the loop."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._listeners: list[Callable[[Event], None]] = []

    def publish(self, event: Event) -> None:
        """Hand the event to every listener now and to every subscription in order. Never blocks."""
        for listen in self._listeners:
            listen(event)
        for subscription in self._subscriptions:
            subscription.push(event)

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` at every event; it must return at once."""
        self._listeners.append(listener)

    @contextmanager
    def subscribe(self, size: int = QUEUE) -> Iterator[Subscription]:
        """A subscription for as long as the block runs."""
        subscription = Subscription(size)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)
