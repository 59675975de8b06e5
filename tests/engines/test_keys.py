"""Where keys lie, with keyrings of every kind."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from backend.engines.keys import SERVICE, Keys
from backend.errors import Invalid, StoreUnwritable

HERE, THERE = "http://localhost:11434/v1", "https://api.example.com/v1"
KEY = "sk-secret-0123456789"


class Ring:
    """A keyring that works, until `error` says why not; a `deaf` one takes all and keeps nothing."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.deaf = False

    def _fail(self) -> None:
        if self.error:
            raise self.error

    def get_password(self, service: str, name: str) -> str | None:
        self._fail()
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self._fail()
        if not self.deaf:
            self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        self._fail()
        del self.kept[service, name]


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def keys(file: Path, ring: Ring) -> Keys:
    return Keys(file, lambda: ring)


def test_a_key_lies_in_the_keyring_and_nowhere_else(keys: Keys, ring: Ring, file: Path) -> None:
    assert keys.get(HERE) == ""
    assert keys.put(HERE, f" {KEY}\n") == "keyring"
    assert keys.get(HERE) == KEY
    assert keys.get(THERE) == ""
    assert ring.kept == {(SERVICE, HERE): KEY}
    assert list(file.parent.iterdir()) == []
    keys.forget(HERE)
    keys.forget(HERE)
    assert keys.get(HERE) == ""
    assert ring.kept == {}


@pytest.mark.parametrize("kind", ["none", "broken", "deaf"])
def test_without_a_keyring_it_lies_in_a_file_of_its_owner(
    keys: Keys, ring: Ring, file: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    ring.error = RuntimeError(f"no {KEY} here") if kind == "broken" else None
    ring.deaf = kind == "deaf"
    keys = Keys(file, lambda: None) if kind == "none" else keys
    assert keys.put(HERE, KEY) == "file"
    assert keys.put(THERE, "other") == "file"
    assert (keys.get(HERE), keys.get(THERE)) == (KEY, "other")
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys.forget(HERE)
    assert (keys.get(HERE), keys.get(THERE)) == ("", "other")
    keys.forget(THERE)
    assert list(file.parent.iterdir()) == []
    assert KEY not in caplog.text


def test_a_keyring_that_fails_now_and_then_never_brings_back_an_old_key(keys: Keys, ring: Ring, file: Path) -> None:
    keys.put(HERE, "old")
    ring.error = OSError("locked")
    assert keys.put(HERE, "newer") == "file"
    ring.error = None
    assert keys.get(HERE) == "newer"
    assert keys.put(HERE, "newest") == "keyring"
    assert keys.get(HERE) == "newest"
    assert not file.exists()


def test_no_key_removes_the_one_that_was(keys: Keys) -> None:
    keys.put(HERE, KEY)
    keys.put(HERE, "  ")
    assert keys.get(HERE) == ""


def test_what_is_no_key_changes_nothing(keys: Keys) -> None:
    keys.put(HERE, KEY)
    with pytest.raises(Invalid):
        keys.put(HERE, "two words")
    assert keys.get(HERE) == KEY


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"http://localhost:11434/v1": 5}', b"[" * 100_000])
def test_a_broken_file_of_keys_holds_none_and_is_written_anew(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    keys = Keys(file, lambda: None)
    assert keys.get(HERE) == ""
    keys.put(HERE, KEY)
    assert keys.get(HERE) == KEY


def test_what_lay_in_the_way_does_not_lend_its_permissions(file: Path) -> None:
    half = file.with_suffix(".half")
    half.write_text("left")
    half.chmod(0o666)
    Keys(file, lambda: None).put(HERE, KEY)
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("no folder")
    with pytest.raises(StoreUnwritable) as failure:
        Keys(tmp_path / "folder" / "keys.json", lambda: None).put(HERE, KEY)
    assert KEY not in str(failure.value.problem)


def test_two_at_once_lose_nothing(file: Path) -> None:
    keys = Keys(file, lambda: None)
    writers = [threading.Thread(target=keys.put, args=(f"http://host{number}/v1", str(number))) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [keys.get(f"http://host{number}/v1") for number in range(8)] == [str(number) for number in range(8)]


@pytest.mark.parametrize("backend", ["fail", "null"])
def test_the_real_package_without_a_keyring_leaves_it_to_the_file(file: Path, backend: str) -> None:
    """In a process of its own: the package remembers what it found."""
    lines = f"from pathlib import Path; from backend.engines.keys import Keys; keys = Keys(Path({str(file)!r})); " \
        f"print(keys.put({HERE!r}, {KEY!r}), keys.get({HERE!r}) == {KEY!r})"  # fmt: skip
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": f"keyring.backends.{backend}.Keyring"}
    done = subprocess.run([sys.executable, "-c", lines], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "file True\n"


def test_the_log_names_no_key(keys: Keys, ring: Ring, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ring.error = ValueError(KEY)
    keys.put(HERE, KEY)
    keys.get(THERE)
    assert "ValueError" in caplog.text
    assert KEY not in caplog.text
