"""What runs need of other rooms."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from backend.domain import Message, Model, Part, Run, Thread
from backend.engines.base import Engine


class Threads(Protocol):
    """Where threads lie; `store.Threads` is one."""

    async def get(self, id: str) -> Thread: ...


class Messages(Protocol):
    """Where messages and runs lie; `store.Messages` is one."""

    async def get(self, id: str) -> Message: ...
    async def branch(self, head: str | None) -> tuple[Message, ...]: ...
    async def add(self, *new: Message, run: Run, title: str | None = None) -> tuple[Thread, tuple[Message, ...]]: ...
    async def begin(self, run: Run) -> tuple[Thread, Message]: ...
    async def write(self, message_id: str, parts: tuple[Part, ...], run: Run) -> None: ...
    async def run_of(self, run_id: str) -> Run: ...
    async def select(self, message_id: str) -> Thread: ...


class Models(Protocol):
    """Who loads models."""

    def using(self, id: str | None) -> AbstractAsyncContextManager[Engine]: ...
    async def get(self, id: str | None) -> Model: ...
