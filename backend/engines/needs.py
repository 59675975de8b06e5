"""How much memory a model will take, before it is loaded: what its header or its folder lets one plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backend.domain import Model
from backend.memory import Asked, Need

_EMBEDDER = 200 << 20
"""What a small model for searching takes beside its weights: its worker, and a step of 512 tokens."""


def need_of(model: Model) -> Asked:
    """To be asked in a thread: it reads the file's header. Nothing for a model that a server runs.

    Raises `ModelMissing` or `ModelBroken`.
    """
    return _BY_ENGINE[model.engine](model)


def _llama(model: Model) -> Asked:
    def asked(free: int, total: int) -> Need:
        from backend.engines.devices import Machine
        from backend.engines.gguf import inspect
        from backend.engines.wishes import wish_of, wished

        shape = inspect(Path(model.path)).shape
        plan = next(wished(shape, Machine(free, total), wish_of(model.options)), None)
        need = plan.need if plan else shape.weights
        # On a card lies at most the same; what does not fit there stays in the computer's memory.
        return Need(need, need)

    return asked


def _torch(model: Model) -> Asked:
    def asked(free: int, total: int) -> Need:
        from backend.engines.folder import inspect_folder

        need = 4 * inspect_folder(Path(model.path)).numbers
        return Need(need, need // 2)

    return asked


def _server(model: Model) -> Asked:
    return lambda free, total: Need(0)


_BY_ENGINE: dict[str, Callable[[Model], Asked]] = {"llama.cpp": _llama, "pytorch": _torch, "server": _server}


def need_of_embedder(path: Path) -> Asked:
    """The same for a model for searching."""
    return lambda free, total: Need(path.stat().st_size + _EMBEDDER if path.exists() else 0)
