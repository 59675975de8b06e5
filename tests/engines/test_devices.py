"""Which devices there are and what memory they have; of made-up ones, those that llama.cpp would use."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from backend.engines import devices as room
from backend.engines.devices import Device, devices, machine, memory

GIB = 1 << 30


def card(name: str, **more: object) -> Device:
    fields = {"kind": "gpu", "backend": "CUDA", "free": 7 * GIB, "total": 8 * GIB, "id": name} | more
    return Device(name=name, **fields)  # type: ignore[arg-type]


def test_the_processor_is_seen_with_the_memory_that_is_free() -> None:
    (processor,) = (device for device in devices() if device.kind == "processor")
    assert processor.backend == "CPU"
    assert processor.handle
    assert processor.name
    assert 0 < processor.free < processor.total <= psutil.virtual_memory().total
    assert not processor.shares


def test_of_cards_that_llama_cpp_would_use_each_counts_once() -> None:
    large, small = card("large"), card("small")
    again = card("large", backend="Vulkan")
    built_in = card("built-in", kind="integrated", backend="Vulkan")
    helper, elsewhere = card("BLAS", kind="helper", backend="BLAS"), card("far", backend="RPC")
    silent = card("silent", free=0, total=0)
    found = machine((helper, elsewhere, built_in, large, again, small, silent))
    assert [(gpu.name, gpu.backend) for gpu in found.gpus] == [("large", "CUDA"), ("small", "CUDA")]
    assert (found.free, found.total) == pytest.approx(memory(), rel=0.2)
    assert machine(()).gpus == ()


def test_cards_without_an_id_are_different_ones() -> None:
    assert len(machine((card("one", id=""), card("two", id=""))).gpus) == 2


def test_an_integrated_card_is_used_where_there_is_no_other() -> None:
    built_in = card("built-in", kind="integrated", backend="Vulkan")
    assert machine((built_in, card("other", kind="integrated", backend="Vulkan"))).gpus == (built_in,)
    assert built_in.shares
    assert card("M3", backend="MTL").shares
    assert not card("4090").shares


def test_in_a_container_only_what_it_may_use_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_GROUPS", tmp_path)
    state = psutil.virtual_memory()
    assert memory()[1] == state.total
    (tmp_path / "memory.max").write_text(f"{GIB}\n")
    (tmp_path / "memory.current").write_text(f"{GIB // 2}\n")
    (tmp_path / "memory.stat").write_text(f"anon {GIB // 4}\ninactive_file {GIB // 4}\n")
    assert memory() == (3 * GIB // 4, GIB)  # files that nobody needs give way
    (tmp_path / "memory.current").write_text(f"{2 * GIB}\n")
    assert memory() == (0, GIB)
    (tmp_path / "memory.max").write_text("max\n")
    assert memory()[1] == state.total
