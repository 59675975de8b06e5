"""The library: models to be had, whether they would fit, and those that are being fetched, onto the shelf."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from backend.bus import Bus
from backend.domain import Download, DownloadStatus, Model
from backend.downloads import PAUSES, Downloads, File, Pins, Plan
from backend.egress import Egress
from backend.engines.cards import Room
from backend.engines.gguf import glance, inspect
from backend.engines.seeing import PROJECTOR
from backend.errors import FiresideError, ModelBroken, ModelMissing, NotFound
from backend.events import DownloadChanged, Event, Notice
from backend.library.choices import (
    PREFIX,
    USUAL,
    ModelOffer,
    Order,
    RepositoryHolding,
    VariantChoice,
    chosen,
    download_id,
    seeing,
    told_of,
    variant_of,
)
from backend.library.entries import Entry
from backend.library.fitting import ModelFit, judge
from backend.library.hub import Contents, Hub
from backend.library.shapes import Shapes, with_projector
from backend.library.variants import HubFile, Variant
from backend.paths import Paths
from backend.shelf import Shelf


class Library:
    """Fetches models into folders of their own below `paths.models`, and puts them on the shelf.

    Publishes what its downloads publish.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        hub: Hub,
        shelf: Shelf,
        room: Room,
        paths: Paths,
        gate: Egress,
        bus: Bus,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._entries, self.hub, self._shelf, self._room, self._bus = entries, hub, shelf, room, bus
        self._home, halves = paths.models, paths.downloads / "models"
        self._pins = Pins(paths.downloads / "model-pins.json")
        self.downloads = Downloads(halves, gate, bus, self._came, pauses, hub.headers)
        self._last: dict[str, Download] = {}
        self._shapes = Shapes(hub)
        bus.listen(self._hear)

    async def offers(self) -> tuple[ModelOffer, ...]:
        """What the catalogue offers, in its order."""
        found = []
        for entry in self._entries:
            variants = [variant_of(file) for file in entry.files]
            found.append(ModelOffer(entry=entry, choices=await self._choices(entry.repository, variants)))
        return tuple(found)

    async def holding(self, repository: str) -> RepositoryHolding:
        """What a repository of the hub holds. Raises what `Hub.contents` raises."""
        found = await self.hub.contents(repository)
        return RepositoryHolding(
            repository=found.repository,
            revision=found.revision,
            page=found.page,
            choices=await self._choices(repository, found.variants),
            beside=found.beside,
        )

    async def fit(self, repository: str, wanted: str) -> ModelFit:
        """Whether a variant would fit this computer as it is now, by the header of a file alone; with what lets it see.

        Raises what `Hub.contents` and `Hub.header` raise, and `NotFound`.
        """
        order = await self._order(repository, wanted)
        shape = with_projector(await self._shapes.of(order), order.beside)
        return judge(shape, await self._room.machine())

    async def fit_of(self, model: Model) -> ModelFit:
        """The same of a GGUF model that is here, as its options want it. Raises `ModelMissing` or `ModelBroken`."""
        weights = await asyncio.to_thread(inspect, Path(model.path), purpose=model.purpose)
        return judge(weights.shape, await self._room.machine(), model.options)

    async def fetch(self, repository: str, wanted: str = "") -> Download:
        """Begin to fetch a variant by its id or its quantisation, or go on; one that is here goes back on the shelf.

        Raises what `Hub.contents` raises, `NotFound` and `StoreUnwritable`.
        """
        order = await self._order(repository, wanted)
        for download in self.downloads.all():
            if download.id == order.id:
                running = download.status is DownloadStatus.RUNNING
                return download if running else await self.downloads.pause(order.id, False)
        plan = await asyncio.to_thread(self._plan, order)
        if await asyncio.to_thread(_lies_whole, plan):
            await self._came(plan)
            return Download(id=plan.id, name=plan.name, status=DownloadStatus.DONE, total=plan.size)
        return await self.downloads.start(plan)

    def state(self, id: str) -> Download:
        """How far a download is, or how it ended. Raises `NotFound`."""
        if id not in self._last:
            raise NotFound("Nothing of that name is being fetched.", "Look at the list.")
        return self._last[id]

    async def open(self) -> None:
        """Go on with what was being fetched when the app ended. Models that moved with the data folder are found."""
        for model in await self._shelf.all():
            if model.missing and (found := await asyncio.to_thread(self._moved, Path(model.path))):
                await self._shelf.found(model, found)
        await self.downloads.open()

    def _moved(self, path: Path) -> Path | None:
        """Where a file below another data folder lies in this one; or a folder, which lies less deep."""
        for deep in (4, 3):
            here = self._home.joinpath(*path.parts[-deep:])
            if path.parts[-deep - 1 : -deep] == (self._home.name,) and here.exists():
                return here
        return None

    async def close(self) -> None:
        """Stop all, to be gone on with at the next start."""
        await self.downloads.close()
        await self.hub.close()

    async def _choices(self, repository: str, found: Sequence[Variant]) -> tuple[VariantChoice, ...]:
        coming = {download.id: download for download in self.downloads.all()}
        shelf = {Path(model.path).parent: model.id for model in await self._shelf.all() if not model.missing}
        return tuple(
            VariantChoice(
                **variant.model_dump(),
                here=(place := self._target(repository, variant)) in shelf,
                model_id=shelf.get(place),
                download_id=(id := download_id(repository, variant)),
                download=coming.get(id),
            )
            for variant in found
        )

    async def _order(self, repository: str, wanted: str) -> Order:
        """What is meant. The catalogue is believed where it knows what the files must be; else the hub is asked."""
        for entry in self._entries:
            known = (
                chosen([variant_of(file) for file in entry.files], wanted) if entry.repository == repository else None
            )
            if known and all(file.sha256 for file in known.files):
                beside = await self._projector(entry, known)
                return Order(repository=repository, revision=entry.revision, variant=known, beside=beside)
        found = await self.hub.contents(repository)
        if meant := chosen(found.variants, wanted):
            beside = seeing(meant, found.beside)
            return Order(repository=repository, revision=found.revision, variant=meant, beside=beside)
        raise NotFound(*_nothing(found, wanted))

    async def _projector(self, entry: Entry, variant: Variant) -> HubFile | None:
        """What lets a model of the catalogue see: as it is known there, else as the hub lists it at that revision."""
        if entry.projector and entry.projector.sha256:
            return told_of(entry.projector)
        if not entry.sees:
            return None
        return seeing(variant, (await self.hub.contents(entry.repository, entry.revision)).beside)

    def _plan(self, order: Order) -> Plan:
        pins, files = self._pins.read(), []
        for file in order.files:
            url = self._address(order, file)
            files.append(File(url=url, path=file.name, size=file.size, sha256=file.sha256 or pins.get(url, "")))
        name = PurePosixPath(order.repository).name.removesuffix("-GGUF")
        return Plan(
            id=order.id,
            name=f"{name} {order.variant.quantisation}".strip(),
            target=str(self._target(order.repository, order.variant)),
            files=tuple(files),
        )

    def _address(self, order: Order, file: HubFile) -> str:
        return self.hub.address(order.repository, order.revision, file.path)

    def _target(self, repository: str, variant: Variant) -> Path:
        return self._home / repository / variant.folder

    async def _came(self, plan: Plan) -> None:
        """A model is in its place: it goes on the shelf. One that is none is removed, and that is told."""
        first = str(Path(plan.target) / plan.files[0].path)
        try:
            purpose = (await asyncio.to_thread(glance, Path(first))).purpose
            await self._shelf.add(first, purpose)
            await asyncio.to_thread(self._pins.keep, plan)
        except FiresideError as error:
            if isinstance(error, ModelBroken | ModelMissing):
                await asyncio.to_thread(shutil.rmtree, plan.target, ignore_errors=True)
            self._bus.publish(Notice(level="error", problem=error.problem))
            raise

    def _hear(self, event: Event) -> None:
        if isinstance(event, DownloadChanged) and event.download.id.startswith(PREFIX):
            self._last[event.download.id] = event.download


def _lies_whole(plan: Plan) -> bool:
    """Whether its weights are all in their place; what is left of them otherwise is removed. Blocks.

    A model that was fetched without what lets it see is one, too.
    """
    target = Path(plan.target)
    whole = all((target / file.path).is_file() or PROJECTOR.search(file.path) for file in plan.files)
    if not whole:
        shutil.rmtree(target, ignore_errors=True)
    return whole


def _nothing(found: Contents, wanted: str) -> tuple[str, str]:
    there = ", ".join(dict.fromkeys(variant.quantisation or variant.id for variant in found.variants))
    if not there:
        return f"{found.repository.id} holds no GGUF model.", "Look for a repository of that model with GGUF files."
    return f"{found.repository.id} holds no {wanted or USUAL}.", f"It holds {there}."
