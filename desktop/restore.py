"""`fireside backup` and `fireside restore`: everything as one file; going back to that, or to a daily backup."""

from __future__ import annotations

import argparse
from pathlib import Path

from backend.domain import now
from backend.errors import NotFound
from backend.exchange import backup as file_backup
from backend.store import Backups
from desktop.exchange import threads_of
from desktop.serve import open_home


def backup(options: argparse.Namespace) -> int:
    """Write a backup file; also while Fireside runs."""
    paths = open_home()
    if not paths.database.exists():
        raise NotFound(f"There is nothing to back up in {paths.home} yet.", "Choose another folder with --home.")
    name = f"Fireside backup {now().astimezone():%Y-%m-%d %H%M%S}.zip"
    target = options.output.expanduser() if options.output else Path.cwd() / name
    if target.is_dir():
        target = target / name
    file_backup.pack(Backups(paths.database, paths.backups), paths.settings, target)
    print(f"Written: {target} ({target.stat().st_size / 1e6:.1f} MB). Models and voices are not in it.")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Without a name, list; with one, put that backup in the place of what is there, which is itself kept as one."""
    paths = open_home()
    backups = Backups(paths.database, paths.backups)
    if options.name is None:
        _list(backups)
        return 0
    file = Path(options.name).expanduser()
    with threads_of(paths) as store:
        if file.is_file() and options.name not in {one.name for one in backups.all()}:
            store.restore_file(file)
        else:
            store.restore(options.name)
    print(f"Restored {options.name}. What was there before is kept as a backup of its own.")
    return 0


def _list(backups: Backups) -> None:
    found = backups.all()
    for one in found:
        print(f"{one.name}  {one.created_at.astimezone():%Y-%m-%d %H:%M}  {one.size / 1e6:.1f} MB")
    print("Go back to one with: fireside restore NAME" if found else "There are no backups yet: one is made every day.")
