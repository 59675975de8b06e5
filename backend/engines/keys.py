"""The keys of servers: in the system's keyring, else in a file that only its owner can read."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from backend.engines.server import checked
from backend.errors import StoreUnwritable
from backend.paths import fixed_by

log = logging.getLogger(__name__)
T = TypeVar("T")
SERVICE = "Fireside"


class Keyring(Protocol):
    """What we need of the package `keyring`."""

    def get_password(self, service_name: str, username: str) -> str | None: ...
    def set_password(self, service_name: str, username: str, password: str) -> None: ...
    def delete_password(self, service_name: str, username: str) -> None: ...


class Keys:
    """A key for each address of a server. All methods may block while a keyring asks the person: call them in a thread.

    What lies in the file is newer than what the keyring holds: it is there because the keyring would not take it.
    """

    def __init__(self, file: Path, keyring: Callable[[], Keyring | None] | None = None) -> None:
        self._file, self._find = file, keyring or system_keyring
        self._lock = threading.Lock()

    def get(self, address: str) -> str:
        """The key of a server; nothing when there is none."""
        with self._lock:
            return self._read().get(address) or self._try(lambda ring: ring.get_password(SERVICE, address)) or ""

    def put(self, address: str, key: str) -> Literal["keyring", "file"]:
        """Keep a key, in the place of one that was there; says where. Raises `Invalid` or `StoreUnwritable`."""
        key = checked(key)
        if not key:
            self.forget(address)
            return "keyring"
        with self._lock:
            kept = self._read()
            if self._try(lambda ring: _put(ring, address, key)):
                if kept.pop(address, None):
                    self._write(kept)
                return "keyring"
            self._write({**kept, address: key})
            return "file"

    def forget(self, address: str) -> None:
        """Remove the key of a server, wherever it lies. Raises `StoreUnwritable`."""
        with self._lock:
            kept = self._read()
            if kept.pop(address, None):
                self._write(kept)
            self._try(lambda ring: _remove(ring, address))

    def _try(self, act: Callable[[Keyring], T]) -> T | None:
        try:
            ring = self._find()
            return act(ring) if ring else None
        except Exception as error:  # a keyring is anybody's code, with errors of its own; their words may hold the key
            log.warning("the keyring of this system failed: %s", type(error).__name__)
            return None

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            log.warning("the file of keys could not be read: %s", type(error).__name__)
            return {}
        pairs = found.items() if isinstance(found, dict) else ()
        return {address: key for address, key in pairs if isinstance(key, str)}

    def _write(self, kept: dict[str, str]) -> None:
        half = self._file.with_suffix(".half")
        try:
            if not kept:
                self._file.unlink(missing_ok=True)
                return
            half.unlink(missing_ok=True)  # one that lies there may be readable by others
            with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(kept, file)
            half.replace(self._file)
        except OSError as error:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise StoreUnwritable(
                f"The key could not be saved ({error.strerror}).",
                "Free some disk space, or check the permissions of the data folder.",
            ) from error


def _put(ring: Keyring, address: str, key: str) -> bool:
    """Whether it is really there: a keyring that is switched off takes everything and keeps nothing."""
    ring.set_password(SERVICE, address, key)
    return ring.get_password(SERVICE, address) == key


def _remove(ring: Keyring, address: str) -> None:
    if ring.get_password(SERVICE, address) is not None:
        ring.delete_password(SERVICE, address)


def system_keyring() -> Keyring | None:
    """The keyring of this system; None when there is none that is fit for keys, or they are to travel with the data."""
    if fixed_by() == "portable":
        return None
    import keyring

    ring = keyring.get_keyring()
    return ring if ring.priority >= 1 else None
