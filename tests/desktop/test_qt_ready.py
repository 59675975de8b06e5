"""Whether there is shared memory for Chromium: not where it is missing, not ours, or as small as Docker gives it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.qt_ready import ENOUGH_SHARED, has_shared_memory


def sized(size: int) -> os.statvfs_result:
    blocks = size // 4096
    return os.statvfs_result((4096, 4096, blocks, blocks, blocks, 9, 9, 9, 0, 255))


def test_it_must_be_there_and_large_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_shared_memory(str(tmp_path / "missing"))
    monkeypatch.setattr(os, "statvfs", lambda place: sized(64 << 20))
    assert not has_shared_memory(str(tmp_path))
    monkeypatch.setattr(os, "statvfs", lambda place: sized(ENOUGH_SHARED))
    assert has_shared_memory(str(tmp_path))


def test_it_must_be_ours_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda place: sized(ENOUGH_SHARED))
    monkeypatch.setattr(os, "access", lambda place, mode: not mode & os.W_OK)  # root may write everywhere
    assert not has_shared_memory(str(tmp_path))
