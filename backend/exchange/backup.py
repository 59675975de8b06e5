"""A backup as one file: the database and the settings, in a ZIP with a list of what is in it.

With the database come threads, folders, prompts, personas and the list of models; models and voices themselves do not,
nor caches, nor keys of servers.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from backend import __version__
from backend.domain import Value, now
from backend.errors import Invalid, StoreUnwritable
from backend.exchange.sources import BACKUP, BROKEN_ZIP
from backend.settings import checked
from backend.store import Backups

VERSION = 1
MANIFEST, DATABASE, SETTINGS = "manifest.json", "fireside.db", "settings.toml"
NO_BACKUP = "Choose a file that `Save as file` under Settings → Storage, or `fireside backup`, has made."


class Unpacked(Value):
    """What a backup file held: a database, which is a backup of that `name` now, and settings as plain values."""

    name: str
    settings: dict[str, Any]


def is_backup(file: Path) -> bool:
    """Whether a file says of itself that it is a backup."""
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(_manifest(archive))
    except (Invalid, OSError, *BROKEN_ZIP):
        return False


def pack(backups: Backups, settings: Path, target: Path) -> None:
    """Write a backup file. Also while the database is in use. Raises `StoreUnwritable` or `StoreBroken`."""
    half = target.with_name(f".{target.name}.half")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            database = Path(folder, DATABASE)
            backups.copy(database)
            files = {DATABASE: database} | ({SETTINGS: settings} if settings.exists() else {})
            listed = {name: {"size": file.stat().st_size, "sha256": _digest(file)} for name, file in files.items()}
            told = {"format": BACKUP, "version": VERSION, "fireside": __version__, "created_at": now().isoformat()}
            with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                archive.writestr(MANIFEST, json.dumps({**told, "files": listed}, indent=1))
                for name, file in files.items():
                    archive.write(file, name)
        half.replace(target)
    except OSError as error:
        raise StoreUnwritable(f"{target} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:
        half.unlink(missing_ok=True)


def unpack(file: Path, backups: Backups, room: Path) -> Unpacked:
    """Check a backup file from beginning to end, and put its database among the backups; nothing is replaced yet.

    `room` is a folder to unpack in. Raises `Invalid`, `StoreBroken`, `StoreTooNew` or `StoreUnwritable`.
    """
    try:
        with tempfile.TemporaryDirectory(dir=room) as folder, zipfile.ZipFile(file) as archive:
            listed = _manifest(archive)["files"]
            settings = _settings(archive, listed)
            database = Path(folder, DATABASE)
            with database.open("wb") as target:
                _take(archive, DATABASE, listed, target)
            return Unpacked(name=backups.adopt(database), settings=settings)
    except OSError as error:
        raise StoreUnwritable(f"The backup cannot be read: {error.strerror}.", "Free some disk space.") from error
    except BROKEN_ZIP as error:
        raise Invalid(f"The backup is damaged ({error}).", "Nothing was changed. Choose another one.") from error


def keep_settings(settings: Path, folder: Path) -> None:
    """Copy the present settings beside the backups, before others take their place."""
    if settings.exists():
        shutil.copyfile(settings, folder / f"settings-{now():%Y%m%d-%H%M%S}.toml")


def _manifest(archive: zipfile.ZipFile) -> Mapping[str, Any]:
    try:
        told = json.loads(archive.read(MANIFEST)) if archive.getinfo(MANIFEST).file_size < 1 << 20 else {}
    except (KeyError, ValueError, RecursionError):
        told = {}
    if not isinstance(told, dict) or told.get("format") != BACKUP or not isinstance(told.get("files"), dict):
        raise Invalid("This is no backup of Fireside.", NO_BACKUP)
    if told.get("version") != VERSION:
        raise Invalid("This backup was made by a newer Fireside.", "Install the newest Fireside. Nothing was changed.")
    return told


def _settings(archive: zipfile.ZipFile, listed: Mapping[str, Any]) -> dict[str, Any]:
    if SETTINGS not in listed:
        return {}
    with tempfile.TemporaryFile() as file:
        _take(archive, SETTINGS, listed, file)
        file.seek(0)
        try:
            return checked(tomllib.load(file)).model_dump(exclude_unset=True)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Invalid(f"The settings in the backup are damaged ({error}).", "Nothing was changed.") from error


def _take(archive: zipfile.ZipFile, name: str, listed: Mapping[str, Any], target: IO[bytes]) -> None:
    """Unpack one file, no further than its listed size, and compare it with the list."""
    told = listed.get(name)
    damaged = Invalid("The backup is damaged: it is not what it was when it was made.", "Nothing was changed.")
    if not isinstance(told, dict) or not isinstance(told.get("size"), int) or name not in archive.namelist():
        raise damaged
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as packed:
        while chunk := packed.read(1 << 20):
            size += len(chunk)
            if size > told["size"]:
                raise damaged
            digest.update(chunk)
            target.write(chunk)
    if size != told["size"] or digest.hexdigest() != told.get("sha256"):
        raise damaged


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
