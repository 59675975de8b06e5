"""`fireside restore`: lists the backups, or goes back to one."""

from __future__ import annotations

import argparse

from backend.errors import AlreadyRunning
from backend.store import Backups
from desktop.instance import Instance
from desktop.serve import open_home


def restore(options: argparse.Namespace) -> int:
    """Without a name, list; with one, put that backup in the database's place, which is itself kept as a backup."""
    paths = open_home()
    backups = Backups(paths.database, paths.backups)
    if options.name is None:
        _list(backups)
        return 0
    instance = Instance(paths.home)
    if not instance.first:
        raise AlreadyRunning("Fireside is running.", "Close it first, or restore from its Settings.")
    try:
        backups.restore(options.name)
    finally:
        instance.release()
    print(f"Restored {options.name}. What was there before is kept as a backup of its own.")
    return 0


def _list(backups: Backups) -> None:
    found = backups.all()
    for backup in found:
        print(f"{backup.name}  {backup.created_at.astimezone():%Y-%m-%d %H:%M}  {backup.size / 1e6:.1f} MB")
    print("Go back to one with: fireside restore NAME" if found else "There are no backups yet: one is made every day.")
