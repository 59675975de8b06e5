"""The processors and graphics cards that llama.cpp sees, and how much memory each has to give.

Only for a worker or a probe: to ask a graphics card is to start its driver.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from backend.engines.library import libraries, load_drivers, load_processor

Kind = Literal["processor", "gpu", "integrated", "helper"]
_KINDS: tuple[Kind, ...] = ("processor", "gpu", "integrated", "helper")
"""By `ggml_backend_dev_type`; a helper (BLAS, AMX) has no memory of its own."""
_APPLE = "MTL"
_GROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Device:
    """One device. `free` and `total` are bytes of memory, `backend` is what drives it: CPU, CUDA, MTL, Vulkan, ROCm.

    `handle` is llama.cpp's, of use in this process only.
    """

    kind: Kind
    backend: str
    name: str
    free: int
    total: int
    id: str = ""
    handle: int = 0

    @property
    def shares(self) -> bool:
        """Whether its memory is the computer's."""
        return self.kind == "integrated" or self.backend == _APPLE


@dataclass(frozen=True)
class Machine:
    """What a model can be spread over: the computer's memory, and the graphics cards that llama.cpp would use."""

    free: int
    total: int
    gpus: tuple[Device, ...] = ()


class _Properties(ctypes.Structure):
    """`ggml_backend_dev_props`, with room to spare for what later versions add at its end."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("free", ctypes.c_size_t),
        ("total", ctypes.c_size_t),
        ("type", ctypes.c_int),
        ("id", ctypes.c_char_p),
        ("capabilities", ctypes.c_bool * 5),
        ("spare", ctypes.c_char * 256),
    )


def devices() -> tuple[Device, ...]:
    """All of them, in llama.cpp's order."""
    load_processor()
    load_drivers()
    registry, base = libraries()
    registry.ggml_backend_dev_count.restype = ctypes.c_size_t
    registry.ggml_backend_dev_get.restype = ctypes.c_void_p
    base.ggml_backend_dev_backend_reg.restype = ctypes.c_void_p
    base.ggml_backend_reg_name.restype = ctypes.c_char_p
    found = []
    for index in range(registry.ggml_backend_dev_count()):
        handle = registry.ggml_backend_dev_get(ctypes.c_size_t(index))
        properties = _Properties()
        base.ggml_backend_dev_get_props(ctypes.c_void_p(handle), ctypes.byref(properties))
        driver = ctypes.c_void_p(base.ggml_backend_dev_backend_reg(ctypes.c_void_p(handle)))
        if 0 <= properties.type < len(_KINDS):
            found.append(_device(properties, _text(base.ggml_backend_reg_name(driver)), handle))
    return tuple(found)


def _device(properties: _Properties, backend: str, handle: int) -> Device:
    kind = _KINDS[properties.type]
    free, total = (properties.free, properties.total) if kind in ("gpu", "integrated") else memory()
    return Device(kind, backend, _text(properties.description), free, total, _text(properties.id), handle)


def _text(said: bytes | None) -> str:
    return (said or b"").decode("utf-8", "replace").strip()


def machine(found: tuple[Device, ...]) -> Machine:
    """What of these llama.cpp would spread a model over: integrated ones only where there are no others.

    A card that two backends drive counts once; one that does not know its memory, or is in another computer, not at
    all.
    """
    free, total = memory()
    cards: dict[str, Device] = {}
    for number, device in enumerate(found):
        if device.kind in ("gpu", "integrated") and device.backend != "RPC" and device.total:
            cards.setdefault(device.id or str(number), device)
    own = tuple(card for card in cards.values() if card.kind == "gpu")
    integrated = tuple(card for card in cards.values() if card.kind == "integrated")
    return Machine(free, total, own or integrated[:1])


def memory() -> tuple[int, int]:
    """Bytes of the computer's memory that are free for a program, and of all; in a container, what that may use."""
    state = psutil.virtual_memory()
    try:
        limit = int((_GROUPS / "memory.max").read_text("ascii"))
        used = int((_GROUPS / "memory.current").read_text("ascii")) - _reclaimable()
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return state.available, state.total
    return max(0, min(state.available, limit - used)), min(limit, state.total)


def _reclaimable() -> int:
    """Bytes of files that lie in memory for nobody at present."""
    lines = (_GROUPS / "memory.stat").read_text("ascii").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("inactive_file ")), 0)
