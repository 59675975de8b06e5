"""Looks for a newer Fireside when it may, fetches it when it is asked to, and gets it ready to be installed."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from backend import __version__
from backend.bus import Bus
from backend.domain import Download, Problem, now
from backend.downloads import PAUSES, Downloads, File, Plan, digest
from backend.egress import Egress
from backend.errors import Conflict, DownloadFailed, FiresideError, NotFound, StoreUnwritable, UpdateRefused
from backend.events import UpdatesChanged
from backend.paths import Paths
from backend.updates import pending
from backend.updates.installation import Installation
from backend.updates.known import Known
from backend.updates.looking_back import look_back
from backend.updates.manifest import LARGEST, Release, ReleaseFile, order, refuse_older
from backend.updates.news import Ending, News, Source, UpdateState
from backend.updates.pending import Pending
from backend.updates.unpacking import unpack

log = logging.getLogger(__name__)

PREFIX = "update-"
"""Begins the ids of these downloads."""
EVERY = timedelta(days=1)
_PURPOSE = "Look for a newer Fireside"


class Updates:
    """One per Fireside. `wanted` tells whether it may look by itself."""

    def __init__(
        self,
        source: Source,
        installation: Installation,
        paths: Paths,
        gate: Egress,
        bus: Bus,
        wanted: Callable[[], bool],
        ours: str = __version__,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._source, self._installation, self._paths = source, installation, paths
        self._gate, self._bus, self._wanted, self._ours = gate, bus, wanted, ours
        self._folder = pending.folder(paths)
        self._known = Known(self._folder, source.key)
        self._looking = asyncio.Lock()
        self._release: Release | None = None
        self._checked_at: datetime | None = None
        self._problem: Problem | None = None
        self._ending: Ending | None = None
        self.downloads = Downloads(paths.downloads / "updates", gate, bus, self._came, pauses)

    async def open(self) -> None:
        """Remember what was known, tell how an installation ended, and go on with what was being fetched."""
        self._ending = await asyncio.to_thread(look_back, self._paths, self._installation, self._ours)
        self._checked_at = await asyncio.to_thread(self._known.checked_at)
        self._release = await asyncio.to_thread(self._known.release)
        await self.downloads.open()

    async def close(self) -> None:
        """Stop, to be gone on with at the next start."""
        await self.downloads.close()

    async def state(self) -> UpdateState:
        """All of it."""
        known = UpdateState(
            version=self._ours,
            set_up=self._source.set_up,
            kind=self._installation.kind,
            checked_at=self._checked_at,
            problem=self._problem,
            ending=self._ending,
        )
        if self._release is None:
            return known
        release, file = self._release, self._file()
        path = self._place(file) if file else None
        ready = bool(path and file and await asyncio.to_thread(_is_there, path, file.size))
        return known.model_copy(
            update={
                "news": News(
                    version=release.version, date=release.date, notes=release.notes, size=file.size if file else None
                ),
                "newer": self._newer,
                "step": release.minimum if order(release.minimum) > order(self._ours) else "",
                "fits": file is not None,
                "download": next(iter(self.downloads.all()), None),
                "ready": ready,
                "replaces_itself": self._installation.replaces_itself,
                "path": str(path) if ready else "",
                "command": self._installation.by_hand(path) if ready and path else "",
            }
        )

    # -------------------------------------------------------------- looking

    async def check(self) -> UpdateState:
        """Ask whether there is a newer one. Raises `UpdateRefused`, `DownloadFailed`, `TooLarge` and `Offline`."""
        if not self._source.set_up:
            raise Conflict("Updates are not set up in this build.", "Get the next version where you got this one.")
        async with self._looking:
            try:
                document = await asyncio.to_thread(self._ask)
                release = self._known.read(document)
                seen = self._release
                refuse_older(release, self._ours, seen.version if seen else "", seen.date if seen else None)
                self._release, self._problem = release, None
                await asyncio.to_thread(self._known.keep_release, document)
            except FiresideError as error:
                self._problem = error.problem
                raise
            finally:
                self._checked_at = now()
                await asyncio.to_thread(self._known.keep_check, self._checked_at)
                self._bus.publish(UpdatesChanged())
        return await self.state()

    async def look_by_itself(self) -> None:
        """Ask once a day, if that is wanted. What goes wrong is to be seen by who looks for it."""
        due = self._checked_at is None or abs(now() - self._checked_at) > EVERY
        if self._source.set_up and self._wanted() and due:
            try:
                await self.check()
            except FiresideError as error:
                log.info("no news of updates: %s", error)

    def _ask(self) -> bytes:
        with self._gate.blocking_client(_PURPOSE, largest=LARGEST) as client:
            answer = client.get(self._source.address)
        if answer.status_code != 200:
            raise DownloadFailed(f"{answer.url.host} answers {answer.status_code}.", "Try again later.")
        return answer.content

    # -------------------------------------------------------------- fetching

    async def fetch(self) -> Download:
        """Begin to fetch the newer one, or go on. Raises `NotFound`, `Conflict` and `StoreUnwritable`."""
        file = self._wanted_file()
        version = self._release.version if self._release else ""
        id = f"{PREFIX}{version.replace('.', '-')}"
        for other in self.downloads.all():
            if other.id == id:
                return await self.downloads.pause(id, False)
            await self.downloads.cancel(other.id)
        target = self._place(file).parent
        if await asyncio.to_thread(_is_there, self._place(file), file.size):
            raise Conflict(f"Fireside {version} is here already.", "Install it.")
        await asyncio.to_thread(shutil.rmtree, target, True)
        part = File(url=file.url, path=self._place(file).name, size=file.size, sha256=file.sha256)
        return await self.downloads.start(Plan(id=id, name=f"Fireside {version}", target=str(target), files=(part,)))

    async def _came(self, plan: Plan) -> None:
        self._bus.publish(UpdatesChanged())

    # -------------------------------------------------------------- installing

    async def prepare(self) -> None:
        """Check what was fetched once more and get all ready, so that only a step is left when Fireside has ended.

        Raises `NotFound`, `Conflict`, `UpdateRefused` and `StoreUnwritable`; then nothing has changed.
        """
        file = self._wanted_file()
        path = self._place(file)
        if not self._installation.replaces_itself:
            raise Conflict("Fireside cannot replace itself here.", f"Install it by hand: {path}")
        await asyncio.to_thread(self._prepare, file, path)

    def _prepare(self, file: ReleaseFile, path: Path) -> None:
        if not path.is_file():
            raise NotFound("The new version is not here yet.", "Fetch it first.")
        if digest(path) != file.sha256:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise UpdateRefused(
                "The file was changed after it was fetched.", "It was thrown away. Fetch it again.", param="file"
            )
        version = self._release.version if self._release else ""
        program = Path(self._installation.program)
        unpacked = str(unpack(path, program, version)) if file.kind == "tar.gz" else ""
        begun = Pending(
            version=version, before=self._ours, kind=file.kind, file=str(path), program=str(program), unpacked=unpacked
        )
        try:
            pending.write(self._paths, begun)
        except OSError as error:
            raise StoreUnwritable(f"Nothing can be stored: {error.strerror}.", "Free some disk space.") from error

    def forget_ending(self) -> None:
        """The person has read how the last installation ended."""
        self._ending = None
        self._bus.publish(UpdatesChanged())

    # -------------------------------------------------------------- what is remembered

    @property
    def _newer(self) -> bool:
        return self._release is not None and order(self._release.version) > order(self._ours)

    def _file(self) -> ReleaseFile | None:
        return self._installation.fitting(self._release) if self._release and self._newer else None

    def _wanted_file(self) -> ReleaseFile:
        file = self._file()
        if file is None or self._release is None:
            raise NotFound("There is no newer version for this computer.", "Look again later.")
        if order(self._release.minimum) > order(self._ours):
            raise Conflict(f"Version {self._release.minimum} has to come first.", "Get that one by hand.")
        return file

    def _place(self, file: ReleaseFile) -> Path:
        name = PurePosixPath(unquote(urlsplit(file.url).path)).name
        plain = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name).lstrip(".-_")
        version = self._release.version if self._release else ""
        return self._folder / version / (plain or f"fireside.{file.kind}")


def _is_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
