"""The secret file."""

import stat
import sys
from pathlib import Path

import pytest

from desktop.secret import read_secret, write_private


def test_is_made_once_and_kept(tmp_path: Path) -> None:
    secret = read_secret(tmp_path / "secret")
    assert len(secret) >= 32
    assert read_secret(tmp_path / "secret") == secret
    assert read_secret(tmp_path / "other") != secret


@pytest.mark.parametrize("broken", [b"", b"short", b"\xff\xfe" * 40])
def test_a_broken_one_is_replaced(tmp_path: Path, broken: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(broken)
    secret = read_secret(file)
    assert len(secret) >= 32
    assert file.read_bytes() == secret


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes: the profile's own protection counts")
def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("x" * 43)
    file.chmod(0o644)
    read_secret(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    write_private(file, "y" * 43)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"], "nothing is left beside it"
