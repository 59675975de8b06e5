"""Hands every event to every listener, without any knowing another."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Set
from contextlib import contextmanager

from backend.events import Event, RunDelta, RunPart, RunProgress

QUEUE = 1024
_AT_ONCE = 4
_GROWING = (RunDelta, RunPart, RunProgress)
"""What comes many times a second: with a thousand pages open, few of them show the thread that it belongs to."""


class Behind(Exception):
    """This listener was too slow and has been dropped: it must read the state again."""


class Subscription:
    """A bounded queue of events. Iterating raises `Behind` when it overflowed.

    `follows` are the threads whose replies it gets while they are written; None: all.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self.follows: Set[str] | None = None
        self._waiting: deque[Event] = deque()
        self._behind = False
        self._news = asyncio.Event()

    def push(self, event: Event, *, wake: bool = True) -> None:
        """Put an event behind the others, or remember that there was no room."""
        self._behind = self._behind or len(self._waiting) >= self._size
        if not self._behind:
            self._waiting.append(event)
        if wake:
            self.wake()

    def wake(self) -> None:
        """Let who iterates go on."""
        self._news.set()

    def take(self) -> Event:
        """Take the event that comes next; there must be one."""
        return self._waiting.popleft()

    def peek(self) -> Event | None:
        """The event that comes next, if it is there already."""
        return self._waiting[0] if self._waiting else None

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._waiting:
                yield self.take()
            if self._behind:
                raise Behind
            self._news.clear()
            await self._news.wait()


class Bus:
    """Publish and subscribe within the server's event loop. Not thread-safe: publish from the loop."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._listeners: list[Callable[[Event], None]] = []
        self._asleep: deque[Subscription] = deque()

    def publish(self, event: Event) -> None:
        """Hand the event to every listener now and to every subscription that follows it, in order. Never blocks."""
        for listen in self._listeners:
            listen(event)
        thread, grows = getattr(event, "thread_id", None), isinstance(event, _GROWING)
        before = len(self._asleep)
        for subscription in self._subscriptions:
            if subscription.follows is None or thread in subscription.follows:
                subscription.push(event)
            elif not grows:
                subscription.push(event, wake=False)
                self._asleep.append(subscription)
        if self._asleep and not before:
            asyncio.get_running_loop().call_soon(self._wake_some)

    def _wake_some(self) -> None:
        """Few at a time: of a thousand pages none must hold up the one that is read."""
        for _ in range(min(_AT_ONCE, len(self._asleep))):
            self._asleep.popleft().wake()
        if self._asleep:
            asyncio.get_running_loop().call_soon(self._wake_some)

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
