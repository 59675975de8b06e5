"""What models need of the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from backend.domain import Remembered, RemovedModel, Value


class Memory(Protocol):
    """What is remembered of models by their ids; `store.RememberedModels` is one."""

    async def all(self) -> dict[str, Remembered]: ...
    async def change(self, id: str, fields: Mapping[str, str | Value | None]) -> Remembered: ...
    async def forget(self, id: str) -> None: ...


class Removed(Protocol):
    """Models that wait to go; `store.RemovedModels` is one."""

    async def all(self) -> tuple[RemovedModel, ...]: ...
    async def add(self, removed: RemovedModel) -> None: ...
    async def forget(self, id: str) -> None: ...
