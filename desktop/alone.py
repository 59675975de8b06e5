"""The store of a data folder with which no Fireside runs."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from backend.domain import Download, Folder, Thread, new_id
from backend.errors import Conflict, FiresideError
from backend.exchange import backup
from backend.exchange.exports import Exports, Format
from backend.exchange.importing import Import, Importing, Offer
from backend.exchange.labels import labels
from backend.moving import Mover, Moving, finish
from backend.paths import Paths
from backend.settings import Choices, language
from backend.store import Backups, Database, Folders, Images, Threads, WholeThreads, open_database
from desktop.pulling import pulled

T = TypeVar("T")
EVERY = 0.2


class Alone:
    """Does with the store what `Running` does with a running Fireside. Nobody else may have the folder."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._backups = Backups(paths.database, paths.backups)
        self._runner = asyncio.Runner()
        self._database: Database | None = None
        self._importing: Importing | None = None

    def threads(self) -> list[Thread]:
        """All threads, the newest first."""
        return list(self._run(Threads(self._store()).all()))

    def folders(self) -> list[Folder]:
        """All folders."""
        return list(self._run(Folders(self._store()).all()))

    def export(self, ids: Sequence[str], folder: str | None, format: Format, everything: bool) -> Path:
        """Some threads as a file, under its own name in a folder that is the caller's to remove."""
        if format == "pdf":
            raise Conflict("PDFs are made by the window of Fireside.", "Open it, or export HTML and print that.")
        whole = WholeThreads(self._store())
        chosen = self._run(whole.ids(folder)) if everything or folder else ids
        exports = Exports(Path(tempfile.mkdtemp(prefix="fireside-export-")), whole, Images(self._store()))
        words = labels(language(Choices(self._paths.settings).current), {})
        return exports.file(self._run(exports.make(chosen, format, words)).id)

    def look(self, files: Sequence[tuple[str, Path]], tell: Callable[[Import], None]) -> tuple[Import, list[Offer]]:
        """What is in files."""
        self._importing = Importing(new_id(), WholeThreads(self._store()), Images(self._store()))
        return self._told(self._importing.look(files), tell), self._importing.offers

    def take(self, tell: Callable[[Import], None]) -> Import:
        """Import what was looked through."""
        assert self._importing is not None
        return self._told(self._importing.take(), tell)

    def restore(self, name: str) -> None:
        """Go back to a backup."""
        self._backups.restore(name)

    def restore_file(self, file: Path) -> None:
        """Go back to what is in a backup file."""
        found = backup.unpack(file, self._backups, self._paths.cache)
        self._backups.restore(found.name)
        backup.keep_settings(self._paths.settings, self._paths.backups)
        Choices(self._paths.settings, environment={}).replace(found.settings)

    def pull(self, repository: str, variant: str, tell: Callable[[Download], None]) -> Download:
        """Fetch a model; says how that ended. Interrupted, it keeps what came."""
        return self._run(pulled(self._paths, self._store(), repository, variant, tell))

    def move(self, to: str, tell: Callable[[Moving], None]) -> Moving:
        """Bring the data folder to another place, which is taken into use at once. Interrupted, it keeps what came."""
        mover = Mover(self._paths)
        try:
            state = mover.begin(to)
            while state.status == "copying":
                tell(state)
                time.sleep(EVERY)
                state = mover.moving or state
        finally:
            mover.close()
        if state.status == "ready" and not finish(self._paths):
            mover.resume()
            state = mover.moving or state
        return state

    def restart(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Close the store."""
        if self._importing is not None:
            self._importing.stop()
        if self._database is not None:
            self._run(self._database.close())
        self._runner.close()

    def _store(self) -> Database:
        if self._database is None:
            self._database = Database(self._paths.database)
            problem = self._run(open_database(self._database, self._backups))
            if problem is not None and problem.type == "store_broken":
                raise FiresideError(problem.message, problem.hint)
        return self._database

    def _told(self, work: Coroutine[Any, Any, T], tell: Callable[[Import], None]) -> T:
        async def telling() -> T:
            task = asyncio.create_task(work)
            while not (await asyncio.wait([task], timeout=0.2))[0]:
                if self._importing is not None:
                    tell(self._importing.state)
            return task.result()

        return self._run(telling())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)
